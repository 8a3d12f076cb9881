"""Functions of parameters on float64 arrays, each value with a bound of its error.

A closed form is a short chain of operations on parameters that are exact floats. :class:`Tracked` carries through
the chain the value and an absolute bound of its distance from the exact one: every operation adds its own rounding
and what it makes of its operands' errors. Unlike in the running error analysis of integrands, where what overflows
or underflows belongs to a density, the bounds here are promises: an overflow has the error ∞ (or NaN, which bounds
nothing either), an underflow the smallest normal float, and an argument so uncertain that its function is not locally
linear the error ∞. Only ``minus_infinity`` and its negative are exact infinities.

The functions run under :func:`~gantheory.arithmetic.floating.quiet`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import fmpq
from scipy import special

from gantheory.arithmetic.parameters import Branch

#: Relative error of + - * / and √ in float64, with room for the rounding of the bounds themselves.
_ROUNDING: Final = 2.0**-53 * (1 + 2.0**-20)
#: NumPy promises its vectorised elementary functions to 4 units in the last place.
_LIBRARY: Final = 8 * _ROUNDING
#: Relative error of log Γ and ψ, beside as much of 1 where they have a zero.
_SPECIAL: Final = 2.0**-49
#: Absolute error of an operation whose result underflows.
_UNDERFLOW: Final = 2.0**-1022
#: Integers up to here are floats.
_EXACT_INTEGER: Final = 2**53
#: Up to this relative uncertainty of an argument a function is linear to the room below.
_LINEAR: Final = 2.0**-20
#: Room for what is quadratic in the errors.
_ROOM: Final = 1 + 2.0**-16

#: u - log(1+u) is summed for u in this range, and a difference elsewhere.
_NEAR: Final = (-0.4, 0.5)
#: Terms of the series there: the square of u/(2+u) is at most 1/16.
_TERMS: Final = tuple(1 / (2 * k + 3) for k in range(13))


class Tracked:
    """A float64 number or array, and an absolute bound of its error.

    Examples
    --------
    >>> third = Tracked(1.0) / 3
    >>> third.value, third.error < 1e-16
    (0.3333333333333333, True)
    """

    __slots__ = ("error", "value")
    # an array on the left lets this class do the operation
    __array_ufunc__ = None

    def __init__(self, value: Any, error: Any = 0.0) -> None:
        self.value = value
        self.error = error

    def __neg__(self) -> Tracked:
        return Tracked(-self.value, self.error)

    def __abs__(self) -> Tracked:
        return Tracked(abs(self.value), self.error)

    def __add__(self, other: Any) -> Tracked:
        b = _tracked(other)
        value = self.value + b.value
        # sums do not underflow
        return _settled(value, self.error + b.error + _ROUNDING * abs(value), self, b, _known)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Tracked:
        b = _tracked(other)
        value = self.value - b.value
        return _settled(value, self.error + b.error + _ROUNDING * abs(value), self, b, _known)

    def __rsub__(self, other: Any) -> Tracked:
        return _tracked(other) - self

    def __mul__(self, other: Any) -> Tracked:
        b = _tracked(other)
        value = self.value * b.value
        error = abs(self.value) * b.error + (abs(b.value) + b.error) * self.error + _ROUNDING * abs(value) + _UNDERFLOW
        return _settled(value, error, self, b, _certain)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Tracked:
        b = _tracked(other)
        value = self.value / b.value
        size = abs(value)
        error = (self.error + size * b.error) / _at_least_zero(abs(b.value) - b.error) + _ROUNDING * size + _UNDERFLOW
        return _settled(value, error, self, b, _certain)

    def __rtruediv__(self, other: Any) -> Tracked:
        return _tracked(other) / self

    def __pow__(self, exponent: int) -> Tracked:
        result = self
        for _ in range(exponent - 1):
            result = result * self
        return result


def _settled(value: Any, error: Any, a: Tracked, b: Tracked, harmless: Callable[[Tracked], Any]) -> Tracked:
    """A result; an infinite one is exact where an operand is an exact infinity and the other harmless."""
    if np.less(error, np.inf).all():
        return Tracked(value, error)
    inherited = _endless(a) & harmless(b) | _endless(b) & harmless(a)
    return Tracked(value, np.where(np.isinf(value) & inherited, 0.0, error))


def _endless(a: Tracked) -> Any:
    """Whether it is ±∞ exactly."""
    return np.isinf(a.value) & (np.asarray(a.error) == 0)


def _known(a: Tracked) -> Any:
    """Whether its error is bounded."""
    return np.less(a.error, np.inf)


def _certain(a: Tracked) -> Any:
    """Whether its sign is certain, or it is exact."""
    return (np.abs(a.value) > a.error) | (np.asarray(a.error) == 0)


def _tracked(number: Tracked | fmpq | Fraction | float) -> Tracked:
    """A number as a Tracked one; an exact constant with the rounding that takes."""
    if isinstance(number, Tracked):
        return number
    if isinstance(number, float) or (isinstance(number, int) and abs(number) <= _EXACT_INTEGER):
        return Tracked(float(number))
    above, below = int(number.numerator), int(number.denominator)
    value = above / below
    return Tracked(value, 0.0 if Fraction(value) == Fraction(above, below) else _ROUNDING * abs(value) + _UNDERFLOW)


def _at_least_zero(x: Any) -> Any:
    """max(x, 0) for numbers and arrays."""
    return 0.5 * x + 0.5 * abs(x)


class Tracking:
    """The arithmetic of :class:`Tracked` values: operations on parameters, no coordinates and no densities."""

    minus_infinity = Tracked(-np.inf)

    def const(self, number: Tracked | fmpq | int) -> Tracked:
        return _tracked(number)

    def pi(self) -> Tracked:
        return Tracked(np.pi, _ROUNDING * np.pi)

    def exp(self, y: Tracked) -> Tracked:
        value = np.exp(y.value)
        return self._exponential(value, value, y)

    def expm1(self, y: Tracked) -> Tracked:
        value = np.expm1(y.value)
        return self._exponential(value, value + 1, y)

    def _exponential(self, value: Any, slope: Any, y: Tracked) -> Tracked:
        error = slope * y.error * _ROOM + _LIBRARY * abs(value) + _UNDERFLOW
        error = np.where(y.error <= _LINEAR, error, np.inf)
        # e^∞ of an exact infinity
        certain = (y.error == 0) & (abs(y.value) == np.inf)
        return Tracked(value, np.where(certain, 0.0, error))

    def log(self, y: Tracked) -> Tracked:
        value = np.log(y.value)
        return Tracked(value, self._of_relative(y.error, y.value) + _LIBRARY * abs(value))

    def log1p(self, y: Tracked) -> Tracked:
        value = np.log1p(y.value)
        return Tracked(value, self._of_relative(y.error, 1 + y.value) + _LIBRARY * abs(value) + _UNDERFLOW)

    def _of_relative(self, error: Any, size: Any) -> Any:
        """By how much the logarithm of `size` moves by `error`; ∞ where that may reach 0."""
        relative = error / size
        known = (relative >= 0) & (relative <= _LINEAR)
        return np.where(known, relative * _ROOM, np.inf)

    def sqrt(self, y: Tracked) -> Tracked:
        value = np.sqrt(y.value)
        # |√y - √y'| ≤ |y - y'|/√y where y is well above 0, and ≤ √|y - y'| always
        by_slope = np.where(y.value > 0, y.error / (value + _UNDERFLOW), np.inf)
        error = np.where(4 * y.error < y.value, by_slope, np.sqrt(y.error + 0 * value))
        return Tracked(value, error * _ROOM + _ROUNDING * value)

    def atan(self, y: Tracked) -> Tracked:
        value = np.arctan(y.value)
        nearest = _at_least_zero(abs(y.value) - y.error)
        return Tracked(value, y.error / (1 + nearest * nearest) + _LIBRARY * abs(value) + _UNDERFLOW)

    def erf(self, y: Tracked) -> Tracked:
        value = special.erf(y.value)
        error = self._normal_slope(y) * y.error * _ROOM + 4 * _LIBRARY * abs(value) + _UNDERFLOW
        return Tracked(value, error)

    def erfc(self, y: Tracked) -> Tracked:
        value = special.erfc(y.value)
        # the exponential of a square carries the rounding of the square
        rounding = (8 * _LIBRARY + 4 * _ROUNDING * y.value * y.value) * value
        return Tracked(value, self._normal_slope(y) * y.error * _ROOM + rounding + _UNDERFLOW)

    def _normal_slope(self, y: Tracked) -> Any:
        """Bound of 2/√π·e^(-y²) over the interval."""
        nearest = _at_least_zero(abs(y.value) - y.error)
        return 1.13 * np.exp(-nearest * nearest)

    def lgamma(self, number: Any) -> Tracked:
        y = self.const(number)
        value = special.gammaln(y.value)
        return Tracked(value, self._of_gamma(y, special.digamma(y.value)) + _SPECIAL * (1 + abs(value)))

    def digamma(self, number: Any) -> Tracked:
        y = self.const(number)
        value = special.digamma(y.value)
        return Tracked(value, self._of_gamma(y, special.polygamma(1, y.value)) + _SPECIAL * (1 + abs(value)))

    def _of_gamma(self, y: Tracked, slope: Any) -> Any:
        """The argument's error, in log Γ or ψ: their slopes change by less than a half over 2⁻²⁰ of y, or by 2⁻¹⁸."""
        error = (1.5 * abs(slope) + 2.0**-18) * y.error
        return np.where(y.error <= _LINEAR * y.value, error, np.inf)

    def log_beta(self, a: Any, b: Any) -> Tracked:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def log_ratio(self, x: Any, y: Any) -> Tracked:
        """log(x/y) of positive parameters, with its relative accuracy also where they are nearly equal."""
        x, y = self.const(x), self.const(y)
        above = x.value >= y.value
        larger, smaller = self._choose(above, x, y), self._choose(above, y, x)
        result = self.log1p((larger - smaller) / smaller)
        return self._choose(above, result, -result)

    def log1p_gap(self, u: Tracked, log: Tracked) -> Tracked:
        """u - log(1 + u) ≥ 0, given `log`, the logarithm; summed as a series where the difference cancels."""
        # with s = u/(2+u): log(1+u) = 2·artanh(s) and u = 2s + u·s (Abramowitz & Stegun 4.1.28)
        s = u.value / (2 + u.value)
        square = s * s
        total = _TERMS[-1]
        for term in _TERMS[-2::-1]:
            total = total * square + term
        value = u.value * s - 2 * s * square * total
        far = u - log
        slope = abs(u.value) / (1 + u.value)
        # the second derivative is below 2.8 there, and below 4 over the argument's error
        error = (slope + 2 * u.error) * u.error + 16 * _ROUNDING * value + _UNDERFLOW
        near = (u.value > _NEAR[0]) & (u.value < _NEAR[1]) & (u.error < 2.0**-4)
        return self._choose(near, Tracked(value, error), far)

    def sharper(self, x: Branch, y: Branch) -> Tracked:
        first, second = x(), y()
        # a NaN loses
        return self._choose((first.error <= second.error) | np.isnan(second.error), first, second)

    def larger(self, x: Tracked, y: Tracked) -> Tracked:
        return self._either(x.value >= y.value, x, y)

    def smaller(self, x: Tracked, y: Tracked) -> Tracked:
        return self._either(x.value < y.value, x, y)

    @staticmethod
    def _either(condition: Any, x: Tracked, y: Tracked) -> Tracked:
        # max and min move by no more than the more uncertain operand, whichever it is
        return Tracked(np.where(condition, x.value, y.value), np.maximum(x.error, y.error))

    def sign(self, x: Tracked | fmpq | int) -> Any:
        x = self.const(x)
        return np.where((np.abs(x.value) > x.error) | (np.asarray(x.error) == 0), np.sign(x.value), np.nan)

    def by_sign(self, x: Tracked | fmpq | int, positive: Branch, zero: Branch, negative: Branch) -> Tracked:
        signs = self.sign(x)
        branches = [(signs == wanted, branch) for wanted, branch in ((1, positive), (0, zero), (-1, negative))]
        chosen = [(condition, branch()) for condition, branch in branches if condition.any()]
        if len(chosen) == 1 and chosen[0][0].all():
            return chosen[0][1]
        result = Tracked(np.full(signs.shape, np.nan), np.full(signs.shape, np.inf))
        for condition, value in chosen:
            result = self._choose(condition, value, result)
        return result

    @staticmethod
    def _choose(condition: Any, first: Tracked | fmpq, second: Tracked | fmpq) -> Tracked:
        x, y = _tracked(first), _tracked(second)
        return Tracked(np.where(condition, x.value, y.value), np.where(condition, x.error, y.error))


ARRAYS: Final = Tracking()
