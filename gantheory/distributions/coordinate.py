"""Where a law is evaluated: a cell of the line, and a coordinate that keeps its digits near a point.

A density is smooth between breakpoints; a :class:`Cell` is an open interval that holds none of the breakpoints at
hand, and an :class:`End` is one of its two directions. Near a breakpoint a, x - a has digits that x itself has lost
(1.3 % of Beta(.1, .1) lies within 2⁻⁵³ of 1). So a law never sees x, but a :class:`Coordinate`
which it asks for ``x.minus(a)`` and ``x.log_minus(a)``.
"""

from __future__ import annotations

import functools
import itertools
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.arithmetic.interface import Arithmetic, Value

#: A point of the extended line: an exact number, or ±math.inf.
Extended = Fraction | float


@dataclass(frozen=True)
class End:
    """A direction in which a variable goes to its limit: x → ±∞, or x → point from one side.

    ``y → ∞`` measures the approach: x = ±y at infinity, x = point + side/y at a finite point, where side is
    +1 when x stays above the point.
    """

    point: Extended
    side: int

    def __str__(self) -> str:
        if isinstance(self.point, float):
            return "x → ∞" if self.point > 0 else "x → -∞"
        return f"x → {self.point}{'⁺' if self.side > 0 else '⁻'}"


@dataclass(frozen=True)
class Cell:
    """The open interval (low, high), free of breakpoints."""

    low: Extended
    high: Extended

    @property
    def ends(self) -> tuple[End, End]:
        return End(self.low, +1), End(self.high, -1)

    def within(self, low: Extended, high: Extended) -> bool:
        """Whether the cell lies inside [low, high]."""
        return low <= self.low and self.high <= high


LINE: Final = Cell(-math.inf, math.inf)


def cells(breakpoints: list[Fraction] | tuple[Fraction, ...]) -> list[Cell]:
    """The cells that the breakpoints cut the line into, from left to right."""
    points: list[Extended] = [-math.inf, *sorted(set(breakpoints)), math.inf]
    return [Cell(low, high) for low, high in itertools.pairwise(points)]


class Coordinate(ABC):
    """A place on the line (or an array of places), in some arithmetic."""

    @abstractmethod
    def minus(self, a: Fraction | int) -> Value:
        """x - a, with full relative accuracy when x is given by its offset from a."""

    @abstractmethod
    def log_minus(self, a: Fraction | int) -> Value:
        """log|x - a|."""


class Anchored(Coordinate):
    """x = anchor + offset with an exact anchor, in any arithmetic; log|offset| where it is known better."""

    __slots__ = ("_anchor", "_arithmetic", "_log_offset", "_offset")

    def __init__(
        self, arithmetic: Arithmetic, anchor: Fraction | int, offset: Value, log_offset: Value | None = None
    ) -> None:
        self._arithmetic = arithmetic
        self._anchor = anchor
        self._offset = offset
        self._log_offset = log_offset

    def minus(self, a: Fraction | int) -> Value:
        gap = self._anchor - a
        return self._offset if gap == 0 else self._arithmetic.const(gap) + self._offset

    def log_minus(self, a: Fraction | int) -> Value:
        if self._log_offset is not None and self._anchor == a:
            return self._log_offset
        return self._arithmetic.log_absolute(self.minus(a))


class Panels(Coordinate):
    """Float places x = anchor + offset with one float anchor a row: panels far from each other and from 0."""

    __slots__ = ("anchor", "offset")

    def __init__(self, anchor: Floats, offset: Floats) -> None:
        self.anchor = anchor
        self.offset = offset

    def minus(self, a: Fraction | int) -> Floats:
        high, low = _split(a)
        gap = self.anchor - high
        if low:
            gap = gap - low
        return gap + self.offset

    def log_minus(self, a: Fraction | int) -> Floats:
        return np.log(np.abs(self.minus(a)))


@functools.lru_cache(maxsize=4096)
def _split(a: Fraction | int) -> tuple[float, float]:
    """`a` as the unevaluated sum of two floats."""
    high = float(a)
    return high, float(a - Fraction(high))


def plain(x: Any) -> Anchored:
    """The float array `x` as a coordinate, without any better anchor than 0."""
    return Anchored(FLOATING, 0, np.asarray(x, dtype=float))
