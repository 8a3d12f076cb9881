"""Truncations: a law given that it falls into an interval."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np

from gantheory.arithmetic.exact import ExtendedLike, extended, literal
from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Anchored, Cell, Coordinate, End, Extended, cells
from gantheory.distributions.law import RNG, Law, generator, quantile_seeds, within_floats
from gantheory.errors import InvalidParameterError, NoDensityError

#: Least logarithm of the mass of the interval: that of the least normal float64, with room for its tails.
LEAST_LOG_MASS: Final = -670.0

#: Share of the mass next to a cut, or of the law's own tail there, below which digits are restored.
NEAR: Final = 1 / 16

#: Relative rounding error of a law's cumulative probability, times 1 + |log| of it.
ROUNDING: Final = 2.0**-48

NEWTON_STEPS: Final = 2

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)


@dataclass(frozen=True, init=False, repr=False)
class Truncated(Law):
    r"""The law of X given low ≤ X ≤ high, with density :math:`p(x) / P(low \le X \le high)` on [low, high].

    Parameters
    ----------
    law : Law
        The law of X, with a density. A truncated one is replaced by its own law and the intersection.
    low, high : number
        Ends of the interval, low < high; -∞ and ∞ leave a side as it is.

    Raises
    ------
    InvalidParameterError
        If the interval is empty or an end is NaN, or if the law has no mass in it, or less than 1e-290.
    NoDensityError
        If the law consists of atoms.

    Notes
    -----
    The mass of the interval is computed once in ball arithmetic, with as many digits as are needed: far out in a
    tail it is a difference of nearly equal numbers. Where the law has a pole at the end at which X is cut
    off, ``cdf`` and ``sf`` have absolute rather than relative accuracy next to it. Log-densities far out in a tail
    carry the rounding of the law's own, 1e-16 times its size.

    Examples
    --------
    >>> import math
    >>> from gantheory.distributions.normal import Normal
    >>> print(Truncated(Normal(0, 1), 8, math.inf).sf(9.0))
    0.00018141706453202392
    """

    law: Law
    low: Extended
    high: Extended

    name: ClassVar[str] = "truncated"

    def __init__(self, law: Law, low: ExtendedLike = -math.inf, high: ExtendedLike = math.inf) -> None:
        if not isinstance(law, Law):
            raise InvalidParameterError(f"what is truncated must be a law, got {law!r}")
        if law.base != "lebesgue":
            raise NoDensityError("a truncated law needs a density; of atoms, list those in the interval as new Atoms")
        left, right = extended(low, "low"), extended(high, "high")
        if left >= right:
            raise InvalidParameterError(f"low must be less than high, got {low} and {high}; swap or widen them")
        if isinstance(law, Truncated):
            left, right, law = max(left, law.low), min(right, law.high), law.law
        left, right = max(left, law.support[0]), min(right, law.support[1])
        object.__setattr__(self, "law", law)
        object.__setattr__(self, "low", left)
        object.__setattr__(self, "high", right)
        log_mass = FLOATING.constant(self._log_mass) if left < right else -math.inf
        if not log_mass >= LEAST_LOG_MASS:
            size = f"only e^{log_mass:.0f}" if log_mass > -math.inf else "no"
            raise InvalidParameterError(f"{law} has {size} mass between {low} and {high}; choose an interval with more")

    def __repr__(self) -> str:
        low, high = (f"'{end}'" if isinstance(end, float) else literal(end) for end in (self.low, self.high))
        return f"Truncated({self.law!r}, {low}, {high})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return self.low, self.high

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        inside = {point for point in self.law.breakpoints if self.low < point < self.high}
        return tuple(sorted(inside | {end for end in (self.low, self.high) if isinstance(end, Fraction)}))

    @property
    def center(self) -> Fraction:
        return self._center

    @property
    def exact(self) -> bool:
        """Whether the law's constants are known exactly."""
        return all(getattr(part, "exact", True) for part in self.law.parts)

    def smooth_at(self, end: End) -> bool:
        if not self.low <= end.point <= self.high:
            return True
        outside = end.point == (self.low if end.side < 0 else self.high)
        return outside or self.law.smooth_at(end)

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if not cell.within(self.low, self.high):
            return A.minus_infinity
        log_density = self.law.log_density(A, x, cell)
        if log_density is A.minus_infinity:
            return log_density
        return log_density - A.constant(self._log_mass)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Truncated):
            return None
        ratio = self.law.log_ratio(A, other.law, x, cell)
        return None if ratio is None else ratio + A.constant(_log_mass_ratio(other, self))

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= self.low:
            return A.const(0), A.const(1)
        if cell.low >= self.high:
            return A.const(1), A.const(0)
        below, above = self.law.cumulative(A, x, cell)
        mass = A.constant(self._mass)
        # From the side on which the law's own tails are small; nothing is taken off where nothing is cut off.
        if self._side > 0:
            lower = A.constant(self._above_low) - above
        else:
            lower = below - A.constant(self._below_low) if self.low > self.law.support[0] else below
        if self._side < 0:
            upper = A.constant(self._below_high) - below
        else:
            upper = above - A.constant(self._above_high) if self.high < self.law.support[1] else above
        lower, upper = lower / mass, upper / mass
        if A is not FLOATING:
            return lower, upper
        # What a difference of rounded tails has lost next to a cut.
        from_low, from_high = (
            (self._above_low, self._above_high) if self._side > 0
            else (self._below_low, self._below_high) if self._side < 0
            else (self._below_low, self._above_high)
        )  # fmt: skip
        return (
            self._restored(lower, FLOATING.constant(from_low) / mass, x, cell, End(self.low, +1)),
            self._restored(upper, FLOATING.constant(from_high) / mass, x, cell, End(self.high, -1)),
        )

    def icdf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        return self._quantile(u, 1 - u)

    def isf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        return self._quantile(1 - u, u)

    @functools.cached_property
    def seeds(self) -> Floats:
        # Those of the law show its scales; far out in a tail only the truncation's own quantiles do.
        inner = self.law.seeds
        low, high = FLOATING.const(self.low), FLOATING.const(self.high)
        # An end may lie between two floats.
        low = math.nextafter(low, math.inf) if low < self.low else low
        high = math.nextafter(high, -math.inf) if high > self.high else high
        places = np.concatenate([inner[(inner > low) & (inner < high)], quantile_seeds(self)])
        return np.unique(np.clip(places, low, high))

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return self.icdf(generator(rng).random(n))

    @functools.cached_property
    def _center(self) -> Fraction:
        median = Fraction(float(within_floats(self.icdf(0.5))))
        if self.low < median < self.high:
            return median
        # The median is the finite end to a float's accuracy, or the interval holds no float.
        if math.isinf(self.high):
            return Fraction(math.nextafter(float(self.low), math.inf))
        if math.isinf(self.low):
            return Fraction(math.nextafter(float(self.high), -math.inf))
        return Fraction(self.low + self.high) / 2

    @functools.cached_property
    def _side(self) -> int:
        """+1 where the interval lies in the law's upper half, -1 where it lies in the lower one, else 0."""
        center = self.law.center
        return 1 if self.low >= center else -1 if self.high <= center else 0

    def _quantile(self, below: Floats, above: Floats) -> Floats:
        """The x with the masses `below` and `above` it."""
        tails = (self._below_low, self._above_low, self._below_high, self._above_high)
        below_low, above_low, below_high, above_high = (FLOATING.constant(tail) for tail in tails)
        lower = below_low * above + below_high * below
        upper = above_low * above + above_high * below
        low, high = FLOATING.const(self.low), FLOATING.const(self.high)
        with quiet():
            # Rounding may step over an end.
            x = np.clip(np.where(lower <= upper, self.law.icdf(lower), self.law.isf(upper)), low, high)
            x = np.where(below == 0, low, np.where(above == 0, high, x))
        for _ in range(NEWTON_STEPS):
            x = self._nearer(x, below, above)
        return np.where((below >= 0) & (above >= 0), x, np.nan)[()]

    def _nearer(self, x: Floats, below: Floats, above: Floats) -> Floats:
        """A Newton step for the quantiles next to an end, which the law's own cannot tell apart, where it is one."""

        def miss(at: Floats) -> Floats:
            return np.where(below < above, self.cdf(at) - below, above - self.sf(at))

        with quiet():
            before = miss(x)
            moved = x - before / self.pdf(x)
            better = np.isfinite(moved) & (np.abs(miss(moved)) < np.abs(before))
        return np.where(better & (np.minimum(below, above) < NEAR), moved, x)

    def _restored(self, rough: Floats, tail: float, x: Coordinate, cell: Cell, end: End) -> Floats:
        """The mass between a cut and x by Gauss' rule, where that agrees with `rough`, a difference from `tail`.

        Agreement within the rounding of the difference is asked for, so that nothing between the nodes is missed.
        """
        if isinstance(end.point, float) or end.point not in (cell.low, cell.high) or not self.law.smooth_at(end):
            return rough
        rough, offset = np.asarray(rough, dtype=float), np.asarray(x.minus(end.point), dtype=float)
        near = rough < NEAR * tail
        if not near.any():
            return rough[()]
        offset = np.broadcast_to(offset, rough.shape)[near][:, None]
        places = Anchored(FLOATING, end.point, offset * (1 + _NODES) / 2)
        # a uniform law's density is one number
        density = np.broadcast_to(np.exp(self.log_density(FLOATING, places, cell)), (len(offset), len(_NODES)))
        gauss = np.abs(offset[:, 0]) * (density @ _WEIGHTS) / 2
        noise = ROUNDING * tail * (1 + abs(math.log(tail)) + abs(FLOATING.constant(self._log_mass)))
        result = rough.copy()
        result[near] = np.where(np.abs(gauss - rough[near]) <= noise, gauss, rough[near])
        return result[()]

    # What the arithmetics are asked for as constants.

    def _tails_at(self, A: Arithmetic, point: Extended) -> tuple[Value, Value]:
        """F and 1 - F of the law at an end of the interval."""
        if point <= self.law.support[0]:
            return A.const(0), A.const(1)
        if point >= self.law.support[1]:
            return A.const(1), A.const(0)
        assert isinstance(point, Fraction)
        # F is continuous: at a breakpoint it is taken from the side on which no logarithm is singular.
        from_left = self.law.smooth_at(End(point, -1))
        around = (c for c in cells(self.law.breakpoints) if (c.low < point <= c.high if from_left else c.low <= point))
        cell = next(around) if from_left else list(around)[-1]
        return self.law.cumulative(A, Anchored(A, point, A.const(0)), cell)

    def _below_low(self, A: Arithmetic) -> Value:
        return self._tails_at(A, self.low)[0]

    def _above_low(self, A: Arithmetic) -> Value:
        return self._tails_at(A, self.low)[1]

    def _below_high(self, A: Arithmetic) -> Value:
        return self._tails_at(A, self.high)[0]

    def _above_high(self, A: Arithmetic) -> Value:
        return self._tails_at(A, self.high)[1]

    def _mass(self, A: Arithmetic) -> Value:
        """P(low ≤ X ≤ high)."""
        if self._side > 0:
            return self._above_low(A) - self._above_high(A)
        return self._below_high(A) - self._below_low(A)

    def _log_mass(self, A: Arithmetic) -> Value:
        return A.log(self._mass(A))


@functools.lru_cache(maxsize=256)
def _log_mass_ratio(p: Truncated, q: Truncated) -> Callable[[Arithmetic], Value]:
    """log of p's mass over q's, as one constant: its digits are there also where the masses are nearly equal."""
    return lambda A: p._log_mass(A) - q._log_mass(A)
