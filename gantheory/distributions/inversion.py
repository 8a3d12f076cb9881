"""Inverting a strictly monotone function without a formula, from points where it is known well.

A :class:`Station` is one side of a point e of a branch, with v = G(e). In the local variable w = |z - e| the
equation is f(w) = t with t = |x - v|, f(0) = 0 and f(w) = w^k·r(w), r(0) > 0: both sides are known to full
relative accuracy, however small. At a pole e the equation is between 1/|G| and 1/|x|, and towards z = ±∞ the
local variable is w = 1/|z - q|.

Floats are found by Newton's method on log f against log w, in which a power is a straight line, within a
bracket. Balls are verified by Krawczyk's test: a ball W with K(W) inside W holds exactly one root for every x
of a ball X, so that root is the analytic continuation of the real one.
"""

from __future__ import annotations

import functools
import itertools
import math
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import flint
import numpy as np
from flint import acb, arb

from gantheory.arithmetic.ball import Ball, rational
from gantheory.arithmetic.floating import FLOATING, Floating, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.branches import Branch, Map, Preimage, Turn
from gantheory.distributions.coordinate import Anchored, Coordinate, Extended
from gantheory.errors import UndefinedQuantityError

#: Newton's method in a bracket: bisection alone would need about 60 steps, Newton takes about 6.
MAX_STEPS = 100

#: A step of log w below this squares to less than the rounding error, so that it is the last one.
LAST_STEP = 1e-9

#: Where log t is below this, w^k·r(0) is f(w) to all digits of a float, and t itself may underflow.
LEADING_ONLY = -650.0

#: Longest step of log w, so that one bad slope does not leave the range of floats.
LONGEST_STEP = 5.0

#: Newton steps that take a float's 53 bits to some thousand bits.
REFINEMENTS = 6


#: u ↦ the left-hand side and its derivative.
Equation = Callable[[acb], tuple[acb, acb]]


class Local(Protocol):
    """The function r of a station, r(w) = f(w)/w^k."""

    def floats(self, w: Floats) -> tuple[Floats, Floats]:
        """r(w) and w·r'(w)/r(w) for w ≥ 0."""

    def balls(self, w: acb) -> tuple[acb, acb]:
        """r(w) and f'(w)/w^{k-1} on a complex ball."""

    def regular(self, w: acb) -> tuple[acb, acb]:
        """f(w) and f'(w) on a complex ball, which may hold 0, where k = 1."""


@dataclass(frozen=True)
class Station:
    """One side of a point of a branch, with the local equation there.

    Attributes
    ----------
    point : Fraction
        e, or q where `at_infinity`.
    value : Fraction, optional
        v; None at a pole.
    side : int
        The sign of z - point on this side.
    image_side : int
        The sign of x - v (of x, at a pole).
    order : int
        k.
    local : Local
        r.
    width : float
        Upper bound of w on the branch.
    at_infinity : bool
        Whether w = 1/|z - point| and the station is z → ±∞.
    power_like : bool
        Whether r(0) is finite and positive; not so at the asymptote of an exponential.
    """

    point: Fraction
    value: Fraction | None
    side: int
    image_side: int
    order: int
    local: Local
    width: float
    at_infinity: bool = False
    power_like: bool = True

    def target(self, A: Arithmetic, x: Coordinate) -> tuple[Value, Value]:
        """t ≥ 0 and log t."""
        if self.value is None:
            return self.image_side / x.minus(0), -x.log_minus(0)
        return self.image_side * x.minus(self.value), x.log_minus(self.value)

    @functools.cached_property
    def log_leading(self) -> float:
        """log r(0)."""
        return float(np.log(self.local.floats(np.zeros(1))[0])[0])

    def log_slope(self, A: Arithmetic, reduced: Value, rise: Value, log_w: Value) -> Value:
        """log|dG/dz| from r(w), f'(w)/w^{k-1} and log w."""
        slope = A.log(rise)
        if self.value is None:
            slope = slope - 2 * A.log(reduced) - (self.order + 1) * log_w
        elif self.order > 1:
            slope = slope + (self.order - 1) * log_w
        return slope + 2 * log_w if self.at_infinity else slope


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
            return _BallPreimage(A, x, line)
        unknown = getattr(A, "unknown", None)
        if unknown is not None:
            return _UnknownPreimage(unknown)
        raise UndefinedQuantityError(
            f"the inverse of the generator's step {self} has no closed form on ({branch.low.point}, "
            f"{branch.high.point}); use a numerical method"
        )

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
            low = self.station(left, +1, right.point, finite[0])
            high = self.station(right, -1, left.point, finite[0])
            stations += [station for station in (low, high) if station is not None]
        if not branch.increasing:
            stations.reverse()
        fences = tuple(_fence(a, b) for a, b in itertools.pairwise(stations))
        return Line(tuple(stations), fences)


@dataclass(frozen=True)
class Line:
    """The stations of a branch in the order of x, and the values of x at which one hands over to the next."""

    stations: tuple[Station, ...]
    fences: tuple[Fraction, ...]


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
        if not line.fences:
            self._pieces = [(None, line.stations[0], *_solve(line.stations[0], x))]
            return
        passed = [np.asarray(x.minus(fence)) > 0 for fence in line.fences]
        self._pieces = []
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
        return self._assemble(_offset(s, w) + _gap(s, a) for _, s, w, _ in self._pieces)

    def log_minus(self, a: Fraction | int) -> Floats:
        return self._assemble(
            _log_offset(s, log_w) if s.point == a else np.log(np.abs(_offset(s, w) + _gap(s, a)))
            for _, s, w, log_w in self._pieces
        )

    def log_slope(self) -> Floats:
        return self._assemble(self._slope(s, w, log_w) for _, s, w, log_w in self._pieces)

    @staticmethod
    def _slope(station: Station, w: Floats, log_w: Floats) -> Floats:
        reduced, bend = station.local.floats(w)
        slope = station.log_slope(FLOATING, reduced, reduced * (station.order + bend), log_w)
        return slope if station.power_like else np.where(w > 0, slope, np.inf)


def _offset(station: Station, w: Value) -> Value:
    return station.side / w if station.at_infinity else station.side * w


def _log_offset(station: Station, log_w: Value) -> Value:
    return -log_w if station.at_infinity else log_w


def _gap(station: Station, a: Fraction | int) -> float:
    return FLOATING.const(station.point - a)


def _solve(station: Station, x: Coordinate, mask: Floats | None = None) -> tuple[Floats, Floats]:
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


def solve(station: Station, t: Floats, log_t: Floats) -> Floats:
    """The root w of f(w) = t, by Newton's method on log f against log w within a bracket."""
    k, width = station.order, station.width
    low, high = np.zeros_like(t), np.full_like(t, width)
    w = np.exp((log_t - station.log_leading) / k) if station.power_like else np.ones_like(t)
    w = np.where(w < width, w, width / 2 if math.isfinite(width) else 1.0)
    for _ in range(MAX_STEPS):
        reduced, bend = station.local.floats(w)
        excess = np.log(w**k * reduced / t)
        # NaN is an overflow of the function: too far out.
        excess = np.where(np.isnan(excess), np.inf, excess)
        degree = k + bend
        usable = np.isfinite(excess) & np.isfinite(degree) & (degree > 0)
        step = np.where(usable, excess / degree, np.sign(excess) * LONGEST_STEP)
        # An overflow tells no distance: halve the exponent.
        step = np.where((excess == np.inf) & (w > 1), np.maximum(np.log(w) / 2, LONGEST_STEP), step)
        too_high = step > 0
        high = np.where(too_high, w, high)
        low = np.where(step < 0, w, low)
        last = np.abs(step) < LAST_STEP
        new = w * np.exp(-np.where(usable, np.clip(step, -LONGEST_STEP, LONGEST_STEP), step))
        outside = ~((low < new) & (new < high)) & ~last
        if outside.any():
            # Halfway, in the logarithm where there is one.
            middle = np.where(
                low > 0, np.sqrt(low) * np.sqrt(np.where(np.isinf(high), 16 * low, high)), high / 16
            )
            middle = np.where(low > high / 4, (low + high) / 2, middle)
            new = np.where(outside, middle, new)
        done = last | ((high - low <= 4e-16 * high) & np.isfinite(high))
        w = new
        if done.all():
            break
    return w


class _BallPreimage(Preimage):
    """The preimage of a complex ball; NaN where it cannot be verified, so that the integrator subdivides."""

    def __init__(self, A: Ball, x: Coordinate, line: Line) -> None:
        self.A = A
        passed = sum(1 for fence in line.fences if x.minus(fence).real.mid() > 0)
        self.station = station = line.stations[passed]
        t, log_t = station.target(A, x)
        if station.order == 1 and station.value is not None and not station.at_infinity:
            self.w = _verified(station, t)
            self.log_w: acb | None = None
        else:
            self.log_w = _verified_log(station, log_t)
            self.w = self.log_w.exp()
        self.at = Anchored(A, station.point, _offset(station, self.w))

    def minus(self, a: Fraction | int) -> acb:
        return self.at.minus(a)

    def log_minus(self, a: Fraction | int) -> acb:
        if a == self.station.point and self.log_w is not None:
            return _log_offset(self.station, self.log_w)
        return self.at.log_minus(a)

    def log_slope(self) -> acb:
        if self.log_w is None:
            return self.A.log(self.station.local.regular(self.w)[1])
        return self.station.log_slope(self.A, *self.station.local.balls(self.w), self.log_w)


def _verified(station: Station, t: acb) -> acb:
    """The ball of roots of w·r(w) = t in w."""
    real = t.real.mid()
    start = _float_root(station, real)
    return _krawczyk(station.local.regular, start, acb(real), t.union(acb(real)), station.width, lambda w: w)


def _verified_log(station: Station, log_t: acb) -> acb:
    """The ball of roots of k·l + log r(e^l) = log t in l = log w."""
    real = log_t.real.mid()
    if not log_t.is_finite():
        return acb("nan")
    k = station.order

    def equation(l: acb) -> tuple[acb, acb]:
        reduced, rise = station.local.balls(l.exp())
        return k * l + reduced.log(analytic=True), rise / reduced

    log_float = float(real)
    if log_float < LEADING_ONLY:
        if not station.power_like:
            return acb("nan")
        start = arb((log_float - station.log_leading) / k)
    else:
        with quiet():
            root = solve(station, np.exp(np.array([log_float])), np.array([log_float]))
        start = arb(float(root[0])).log()
    return _krawczyk(equation, start, acb(real), log_t.union(acb(real)), station.width, lambda l: l.exp())


def _float_root(station: Station, t: arb) -> arb:
    size = float(t)
    if size <= 0:
        # Beyond the end, on the continuation: the linear part is a start.
        return arb(size * math.exp(-station.log_leading))
    with quiet():
        return arb(float(solve(station, np.array([size]), np.log(np.array([size])))[0]))


def _krawczyk(
    equation: Equation, start: arb, real: acb, target: acb, width: float, to_w: Callable[[acb], acb]
) -> acb:
    """A ball with exactly one root of equation(u) = y for each y in `target`: the continued real one."""
    lost = acb("nan")
    if not (start.is_finite() and target.is_finite()):
        return lost
    u = acb(start.mid())
    for _ in range(REFINEMENTS):
        value, slope = equation(u)
        step = (value - real) / slope
        if not step.is_finite():
            return lost
        u = acb((u - step).real.mid())
        if abs(step) < abs(u) * arb(2) ** (8 - flint.ctx.prec):
            break
    root = _contraction(equation, u, real)
    if root is None or not _inside(to_w(root).real, width):
        return lost
    wide = _contraction(equation, u, target)
    return lost if wide is None else wide


def _inside(w: arb, width: float) -> bool:
    return math.isinf(width) or bool(w < arb(width))


def _contraction(equation: Equation, u: acb, target: acb) -> acb | None:
    """K(U) ⊂ U around the point u, for all right-hand sides in `target`; None where the test fails."""
    value, slope = equation(u)
    residual = (value - target) / slope
    if not residual.is_finite():
        return None
    reach = abs(residual).upper()
    for factor in (2, 4):
        radius = (reach * factor + abs(u).upper() * arb(2) ** (6 - flint.ctx.prec)).upper()
        ball = u + acb(arb(0, radius), arb(0, radius))
        derivative = equation(ball)[1]
        if not derivative.is_finite() or derivative.contains(0):
            return None
        image = u - residual + (1 - derivative / slope) * (ball - u)
        if ball.contains_interior(image):
            return image
    return None


class _UnknownPreimage(Preimage):
    """A preimage of which nothing is known, in an arithmetic that can say so."""

    def __init__(self, unknown: Value) -> None:
        self._unknown = unknown

    def minus(self, a: Fraction | int) -> Value:
        return self._unknown

    def log_minus(self, a: Fraction | int) -> Value:
        return self._unknown

    def log_slope(self) -> Value:
        return self._unknown


def horner(coefficients: Sequence[float], w: Floats) -> tuple[Floats, Floats]:
    """A polynomial (constant first) and its derivative."""
    value = np.full_like(w, coefficients[-1])
    slope = np.zeros_like(w)
    for c in reversed(coefficients[:-1]):
        slope = slope * w + value
        value = value * w + c
    return value, slope


@dataclass(frozen=True)
class Quotient:
    """r(w) = a(w)/b(w), polynomials with the constant first."""

    a: tuple[Fraction, ...]
    b: tuple[Fraction, ...]
    order: int

    @functools.cached_property
    def _floats(self) -> tuple[list[float], list[float]]:
        return [FLOATING.const(c) for c in self.a], [FLOATING.const(c) for c in self.b]

    def floats(self, w: Floats) -> tuple[Floats, Floats]:
        a, b = self._floats
        numerator, slope = horner(a, w)
        if len(b) == 1:
            return numerator / b[0], w * slope / numerator
        denominator, other = horner(b, w)
        return numerator / denominator, w * (slope / numerator - other / denominator)

    def balls(self, w: acb) -> tuple[acb, acb]:
        (a, da), (b, db) = _ball_horner(self.a, w), _ball_horner(self.b, w)
        return a / b, (self.order * a * b + w * (da * b - a * db)) / (b * b)

    def regular(self, w: acb) -> tuple[acb, acb]:
        reduced, rise = self.balls(w)
        return w * reduced, rise


def _ball_horner(coefficients: Sequence[Fraction], w: acb) -> tuple[acb, acb]:
    value, slope = acb(rational(coefficients[-1])), acb(0)
    for c in reversed(coefficients[:-1]):
        slope = slope * w + value
        value = value * w + acb(rational(c))
    return value, slope
