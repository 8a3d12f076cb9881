"""Points of a branch near which a function is known to full relative accuracy, and Newton's method from there.

A :class:`Station` is one side of a point e of a branch, with v = G(e). In the local variable w = |z - e| the
equation is f(w) = t with t = |x - v|, f(0) = 0 and f(w) = w^k·r(w), r(0) > 0: both sides are known to full
relative accuracy, however small. At a pole e the equation is between 1/|G| and 1/|x|, and towards z = ±∞ the
local variable is w = 1/|z - q|.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from flint import acb

from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Coordinate

#: Newton's method in a bracket: bisection alone would need about 60 steps, Newton takes about 6.
MAX_STEPS = 100

#: A step of log w below this squares to less than the rounding error, so that it is the last one.
LAST_STEP = 1e-9

#: Where log t is below this, w^k·r(0) is f(w) to all digits of a float, and t itself may underflow.
LEADING_ONLY = -650.0

#: Longest step of log w, so that one bad slope does not leave the range of floats.
LONGEST_STEP = 5.0

#: Plain Newton steps for one number, before the bracketed method takes over.
PLAIN_STEPS = 12


class Local(Protocol):
    """The function r of a station, r(w) = f(w)/w^k."""

    def floats(self, w: Floats) -> tuple[Floats, Floats]:
        """r(w) and w·r'(w)/r(w) for w ≥ 0."""

    def at(self, w: float) -> tuple[float, float]:
        """The same for one number."""

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


@dataclass(frozen=True)
class Line:
    """The stations of a branch in the order of x, and the values of x at which one hands over to the next."""

    stations: tuple[Station, ...]
    fences: tuple[Fraction, ...]


def offset(station: Station, w: Value) -> Value:
    return station.side / w if station.at_infinity else station.side * w


def log_offset(station: Station, log_w: Value) -> Value:
    return -log_w if station.at_infinity else log_w


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
            middle = np.where(low > 0, np.sqrt(low) * np.sqrt(np.where(np.isinf(high), 16 * low, high)), high / 16)
            middle = np.where(low > high / 4, (low + high) / 2, middle)
            new = np.where(outside, middle, new)
        done = last | ((high - low <= 4e-16 * high) & np.isfinite(high))
        w = new
        if done.all():
            break
    return w


def solve_one(station: Station, t: float) -> float:
    """The same for one number, by plain Newton steps where they serve."""
    k, log_t = station.order, math.log(t)
    try:
        w = math.exp((log_t - station.log_leading) / k) if station.power_like else 1.0
        w = w if w < station.width else station.width / 2
        for _ in range(PLAIN_STEPS):
            reduced, bend = station.local.at(w)
            step = math.log(w**k * reduced / t) / (k + bend)
            w *= math.exp(-step)
            if not 0 < w < station.width:
                break
            if abs(step) < LAST_STEP:
                return w
    except (ArithmeticError, ValueError):
        # An overflow, or the logarithm of what has no sign: too far out.
        pass
    with quiet():
        return float(solve(station, np.array([t]), np.array([log_t]))[0])
