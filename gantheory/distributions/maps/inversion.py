"""Inverting a strictly monotone step of a generator without a formula, from stations on its branches.

Floats are found by Newton's method on log f against log w, in which a power is a straight line, within a
bracket; balls by the same and a proof.
"""

from __future__ import annotations

import functools
import itertools
from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gantheory.arithmetic.asymptotic import ASYMPTOTIC, Asymptotic
from gantheory.arithmetic.ball import Ball
from gantheory.arithmetic.floating import FLOATING, Floating, Floats, quiet
from gantheory.arithmetic.growth import UNKNOWN
from gantheory.arithmetic.interface import Arithmetic
from gantheory.arithmetic.monomial import ONE
from gantheory.distributions.coordinate import Coordinate, Extended
from gantheory.distributions.maps.asymptotic_inversion import ExpandedPreimage, UnknownPreimage, bounded_preimage
from gantheory.distributions.maps.branches import Branch, Map, Preimage, Turn
from gantheory.distributions.maps.quotient import Quotient
from gantheory.distributions.maps.stations import LEADING_ONLY, Line, Station, log_offset, offset, solve
from gantheory.distributions.maps.verified_inversion import BallPreimage
from gantheory.errors import UndefinedQuantityError

Mask = NDArray[np.bool_]


class StationedMap(Map):
    """A map whose branches are inverted from stations."""

    @abstractmethod
    def station(self, turn: Turn, side: int, other: Extended, at: Fraction | None) -> Station | None:
        """The station at `turn` on the side towards `other`; None where there is none (G → ±∞ as z → ±∞).

        At z → ±∞ the local variable is measured from `at`.
        """

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        line = self.line(branch)
        if isinstance(A, Floating):
            return _FloatPreimage(x, line)
        if isinstance(A, Ball):
            return BallPreimage(A, x, line)
        if isinstance(A, Asymptotic):
            return self._expanded(x, branch)
        raise UndefinedQuantityError(
            f"the inverse of the generator's step {self} has no closed form on ({branch.low.point}, "
            f"{branch.high.point}); use a numerical method"
        )

    def _expanded(self, x: Coordinate, branch: Branch) -> Preimage:
        """The preimage towards the station that x tends to."""
        for station in (*self.line(branch).stations, *self.limits(branch, x)):
            t, log_t = station.target(ASYMPTOTIC, x)
            if t.vanishes and t.terms and ASYMPTOTIC.absolute(t) is not UNKNOWN and t.leading()[2] > 0:
                if isinstance(station.local, Quotient):
                    return ExpandedPreimage(station, t, log_t)
                return UnknownPreimage()
        inside = x.minus(0)
        bounded = not inside.special and all(m.compare(ONE) <= 0 for m, _ in inside.terms)
        return bounded_preimage() if bounded else UnknownPreimage()

    def limits(self, branch: Branch, x: Coordinate) -> tuple[Station, ...]:
        """Further stations, for the asymptotic arithmetic: z → ±∞ where G → ±∞, and where G is the limit of x."""
        return ()

    @functools.lru_cache(maxsize=1024)  # noqa: B019 (maps are few, small and frozen)
    def line(self, branch: Branch) -> Line:
        """The stations of a branch."""
        anchors = list(branch.anchors)
        if not anchors and not any(isinstance(turn.point, Fraction) for turn in branch.turns):
            anchors = [Fraction(0)]
        elif not anchors and all(isinstance(turn.value, float) for turn in branch.turns):
            # Between two infinities: a point inside gives the fences between them.
            low, high = (turn.point for turn in branch.turns)
            if isinstance(low, float):
                anchors = [Fraction(high) - 1]
            elif isinstance(high, float):
                anchors = [low + 1]
            else:
                anchors = [(low + high) / 2]
        points = [branch.low, *(self.turn(c, +1) for c in anchors), branch.high]
        stations: list[Station] = []
        for left, right in itertools.pairwise(points):
            finite = [turn.point for turn in (left, right) if isinstance(turn.point, Fraction)]
            first = self.station(left, +1, right.point, finite[0])
            last = self.station(right, -1, left.point, finite[0])
            stations += [station for station in (first, last) if station is not None]
        if not branch.increasing:
            stations.reverse()
        fences = tuple(_fence(a, b) for a, b in itertools.pairwise(stations))
        return Line(tuple(stations), fences)


def _fence(left: Station, right: Station) -> Fraction:
    """Where to change from one station to the next: halfway, or at distance 1 + |v| from the finite one."""
    if left.value is not None and right.value is not None:
        return (left.value + right.value) / 2
    if left.value is not None:
        return left.value + 1 + abs(left.value)
    assert right.value is not None, "an anchor stands between two infinities"
    return right.value - 1 - abs(right.value)


class _FloatPreimage(Preimage):
    """Preimages of an array of floats, each held by its offset from a station."""

    def __init__(self, x: Coordinate, line: Line) -> None:
        self._pieces: list[tuple[Mask | None, Station, Floats, Floats]] = []
        if not line.fences:
            self._pieces = [(None, line.stations[0], *_solve(line.stations[0], x))]
            return
        passed = [np.asarray(x.minus(fence)) > 0 for fence in line.fences]
        self._shape = passed[0].shape
        for i, station in enumerate(line.stations):
            mask = np.ones(self._shape, dtype=bool)
            if i > 0:
                mask &= passed[i - 1]
            if i < len(passed):
                mask &= ~passed[i]
            if mask.any():
                self._pieces.append((mask, station, *_solve(station, x, mask)))

    def _assemble(self, values: Iterator[Floats]) -> Floats:
        pieces = list(values)
        if self._pieces[0][0] is None:
            return pieces[0]
        result = np.empty(self._shape)
        for (mask, *_), piece in zip(self._pieces, pieces):
            result[mask] = piece
        return result

    def minus(self, a: Fraction | int) -> Floats:
        return self._assemble(offset(s, w) + _gap(s, a) for _, s, w, _ in self._pieces)

    def log_minus(self, a: Fraction | int) -> Floats:
        return self._assemble(
            log_offset(s, log_w) if s.point == a else np.log(np.abs(offset(s, w) + _gap(s, a)))
            for _, s, w, log_w in self._pieces
        )

    def log_slope(self) -> Floats:
        return self._assemble(self._slope(s, w, log_w) for _, s, w, log_w in self._pieces)

    @staticmethod
    def _slope(station: Station, w: Floats, log_w: Floats) -> Floats:
        reduced, bend = station.local.floats(w)
        slope = station.log_slope(FLOATING, reduced, reduced * (station.order + bend), log_w)
        return slope if station.power_like else np.where(w > 0, slope, np.inf)


def _gap(station: Station, a: Fraction | int) -> float:
    return FLOATING.const(station.point - a)


def _solve(station: Station, x: Coordinate, mask: Mask | None = None) -> tuple[Floats, Floats]:
    """w and log w for an array of floats."""
    with quiet():
        t, log_t = (np.asarray(part, dtype=float) for part in station.target(FLOATING, x))
        if mask is not None:
            t, log_t = np.broadcast_to(t, mask.shape)[mask], np.broadcast_to(log_t, mask.shape)[mask]
        if not station.power_like:
            # Where t underflows, z is out of reach too.
            w = np.where(t > 0, solve(station, np.where(t > 0, t, 1.0), log_t), 0.0)
            return w, np.log(w)
        k = station.order
        log_w = (log_t - station.log_leading) / k
        leading = log_t < LEADING_ONLY
        w = solve(station, np.where(leading, 1.0, t), np.where(leading, 0.0, log_t))
        w = np.where(leading, np.exp(log_w), w)
        return w, np.where(leading, log_w, np.log(w))
