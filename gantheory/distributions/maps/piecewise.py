"""A step of a generator that changes its formula at kinks: max(z, z/10), z + |z - 1|/2."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.arithmetic.interface import Arithmetic
from gantheory.distributions.coordinate import Coordinate, Extended
from gantheory.distributions.maps.branches import Branch, Map, Preimage, Turn
from gantheory.errors import NoDensityError


@dataclass(frozen=True)
class Piecewise(Map):
    """Map i between kinks i - 1 and i; None where the formula is a constant. Continuous."""

    kinks: tuple[Fraction, ...]
    maps: tuple[Map | None, ...]

    def value(self, z: Floats) -> Floats:
        piece = np.searchsorted(np.array([FLOATING.const(kink) for kink in self.kinks]), z)
        values = np.full(np.shape(z), np.nan)
        for i, step in enumerate(self.maps):
            if step is not None:
                values = np.where(piece == i, step.value(z), values)
        return values

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        found: list[Extended] = [kink for kink in self.kinks if low < kink < high]
        ends: list[Extended] = [-np.inf, *self.kinks, np.inf]
        for step, begin, end in zip(self.maps, ends[:-1], ends[1:]):
            inner, outer = max(low, begin), min(high, end)
            if inner >= outer:
                continue
            if step is None:
                raise NoDensityError(
                    f"the generator is constant on ({inner}, {outer}), where the base law has mass: "
                    "that mass becomes an atom; use a generator without a flat piece, such as Max(z, z/10)"
                )
            found.extend(step.turns(inner, outer))
        return tuple(found)

    def turn(self, point: Extended, side: int) -> Turn:
        step = self.maps[sum(1 for kink in self.kinks if (kink <= point if side > 0 else kink < point))]
        assert step is not None, "turns() refuses constant pieces"
        return step.turn(point, side)

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        step = self.maps[sum(1 for kink in self.kinks if kink <= branch.low.point)]
        assert step is not None, "turns() refuses constant pieces"
        return step.preimage(A, x, branch)
