"""Float64 values that carry a bound of their rounding error: running error analysis.

Every value is a pair (v, e): the number computed in float64, and a first-order bound of its distance from the
exact one in units of 2⁻⁵³. A definition that runs here tells how well it was evaluated, cancellation included,
so that nothing has to be known about it: log p - log q of nearly equal laws is bad, the same ratio from exact
differences of their parameters is good.

Reference: Higham, *Accuracy and Stability of Numerical Algorithms* (2002), section 3.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from gantheory.arithmetic.floating import FLOATING, LARGE_LOG
from gantheory.arithmetic.interface import Arithmetic, Derived

#: Half a unit in the last place.
UNIT: Final = 2.0**-53
#: Errors of library functions, in these units: NumPy's elementary functions (which it promises to 4 units in the
#: last place), SciPy's incomplete gamma and beta.
ELEMENTARY: Final = 8.0
SPECIAL: Final = 64.0


class Rounded:
    """A float64 number or array, and a bound of its error in units of 2⁻⁵³."""

    __slots__ = ("error", "value")
    # an array on the left lets this class do the operation
    __array_ufunc__ = None

    def __init__(self, value: Any, error: Any = 0.0) -> None:
        self.value = value
        self.error = error

    def __neg__(self) -> Rounded:
        return Rounded(-self.value, self.error)

    def __add__(self, other: Any) -> Rounded:
        b = _lift(other)
        value = self.value + b.value
        return _rounded(value, self.error + b.error + np.abs(value))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Rounded:
        b = _lift(other)
        value = self.value - b.value
        return _rounded(value, self.error + b.error + np.abs(value))

    def __rsub__(self, other: Any) -> Rounded:
        return _lift(other) - self

    def __mul__(self, other: Any) -> Rounded:
        b = _lift(other)
        value = self.value * b.value
        return _rounded(value, np.abs(self.value) * b.error + np.abs(b.value) * self.error + np.abs(value))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Rounded:
        b = _lift(other)
        value = self.value / b.value
        return _rounded(value, (self.error + np.abs(value) * b.error) / np.abs(b.value) + np.abs(value))

    def __rtruediv__(self, other: Any) -> Rounded:
        return _lift(other) / self


def _lift(other: Any) -> Rounded:
    return other if isinstance(other, Rounded) else Rounded(other)


def _rounded(value: Any, error: Any) -> Rounded:
    """An infinite value is exact: log 0, or an overflow that the answer will show."""
    if not np.all(np.isfinite(error)):
        error = np.where(np.isinf(value), 0.0, error)
    return Rounded(value, error)


def _relative(a: Rounded) -> Any:
    """The relative error of e^a in units: e^(a.error·u) - 1 of it, also where that is not small."""
    return np.expm1(np.minimum(UNIT * a.error, 700.0)) / UNIT


class RunningError(Derived):
    """The arithmetic of float64 arrays with error bounds; its values are those of ``FLOATING``."""

    minus_infinity: Final = Rounded(-np.inf)

    def const(self, number: Fraction | int) -> Rounded:
        value = FLOATING.const(number)
        if not math.isfinite(value) or Fraction(value) == number:
            return Rounded(value)
        return Rounded(value, max(abs(value), math.ulp(0.0) / UNIT))

    def pi(self) -> Rounded:
        return Rounded(math.pi, math.pi)

    def exp(self, y: Any) -> Rounded:
        y = _lift(y)
        value = np.exp(y.value)
        return self._scaled(value, _relative(y))

    def _scaled(self, value: Any, relative: Any) -> Rounded:
        """A product of an exponential: 0 keeps no error, whatever its exponent was."""
        error = np.abs(value) * (relative + ELEMENTARY)
        return _rounded(value, np.where(value == 0, 0.0, error))

    def log(self, y: Any) -> Rounded:
        y = _lift(y)
        value = np.log(y.value)
        return _rounded(value, y.error / np.abs(y.value) + np.abs(value))

    def log1p(self, y: Any) -> Rounded:
        y = _lift(y)
        value = np.log1p(y.value)
        return _rounded(value, y.error / np.abs(1 + y.value) + ELEMENTARY * np.abs(value))

    def log1p_square(self, z: Any) -> Rounded:
        z = _lift(z)
        value, size = FLOATING.log1p_square(z.value), np.abs(z.value)
        return _rounded(value, 2 * z.error / (size + 1 / size) + 2 * ELEMENTARY * np.abs(value))

    def sqrt(self, y: Any) -> Rounded:
        y = _lift(y)
        value = np.sqrt(y.value)
        # √e where y itself is 0 but for its error
        return _rounded(value, np.where(value > 0, y.error / (2 * value), np.sqrt(y.error / UNIT)) + value)

    def power(self, y: Any, exponent: Fraction) -> Rounded:
        y = _lift(y)
        value = FLOATING.power(y.value, exponent)
        slope = abs(float(exponent)) * np.abs(FLOATING.power(y.value, exponent - 1))
        return _rounded(value, slope * y.error + 2 * ELEMENTARY * np.abs(value))

    def absolute(self, y: Any) -> Rounded:
        y = _lift(y)
        return Rounded(np.abs(y.value), y.error)

    def sign(self, y: Any) -> Rounded:
        y = _lift(y)
        unclear = np.abs(y.value) < UNIT * y.error
        return Rounded(np.sign(y.value), np.where(unclear, 2 / UNIT, 0.0))

    def log_absolute(self, y: Any) -> Rounded:
        return self.log(self.absolute(y))

    def sin(self, y: Any) -> Rounded:
        y = _lift(y)
        return _rounded(np.sin(y.value), y.error + ELEMENTARY)

    def cos(self, y: Any) -> Rounded:
        y = _lift(y)
        return _rounded(np.cos(y.value), y.error + ELEMENTARY)

    def tanh(self, y: Any) -> Rounded:
        y = _lift(y)
        value = np.tanh(y.value)
        return _rounded(value, _or_zero(1 - value * value, y.error) + ELEMENTARY * np.abs(value))

    def atan(self, y: Any) -> Rounded:
        y = _lift(y)
        value = np.arctan(y.value)
        return _rounded(value, y.error / (1 + y.value * y.value) + ELEMENTARY * np.abs(value))

    def erfc(self, y: Any) -> Rounded:
        y = _lift(y)
        value = special.erfc(y.value)
        slope = 2 / math.sqrt(math.pi) * np.exp(-y.value * y.value)
        return _rounded(value, _or_zero(slope, y.error) + 2 * ELEMENTARY * value)

    def sigmoid(self, a: Any) -> Rounded:
        a = _lift(a)
        value = special.expit(a.value)
        return _rounded(value, _or_zero(value * special.expit(-a.value), a.error) + 2 * ELEMENTARY * value)

    def softplus(self, a: Any) -> Rounded:
        a = _lift(a)
        value = np.logaddexp(0.0, a.value)
        return _rounded(value, _or_zero(special.expit(a.value), a.error) + 2 * ELEMENTARY * value)

    def logaddexp(self, a: Any, b: Any) -> Rounded:
        a, b = _lift(a), _lift(b)
        value = np.logaddexp(a.value, b.value)
        d = a.value - b.value
        share = special.expit(np.where(np.isnan(d), 0.0, d))
        larger = np.maximum(np.abs(np.maximum(a.value, b.value)), np.abs(value))
        return _rounded(value, _or_zero(share, a.error) + _or_zero(1 - share, b.error) + 2 * larger + 1)

    def logsumexp(self, terms: Sequence[Any]) -> Rounded:
        result = _lift(terms[0])
        for term in terms[1:]:
            result = self.logaddexp(result, term)
        return result

    def weighted(self, log_weight: Any, y: Any) -> Rounded:
        l, y = _lift(log_weight), _lift(y)
        value = FLOATING.weighted(l.value, y.value)
        weight = np.exp(l.value)
        error = _or_zero(np.abs(value), _relative(l) + ELEMENTARY + 1) + _or_zero(weight, y.error)
        return _rounded(value, np.where(l.value == -np.inf, 0.0, error))

    def entropy_gap(self, d: Any) -> Rounded:
        d = _lift(d)
        value, size = FLOATING.entropy_gap(d.value), np.abs(d.value)
        # its derivative is d/4·sech²(d/2); near 0 two terms cancel to a third of themselves, beyond 1 three of log 2
        slope = size * special.expit(size) * special.expit(-size)
        return _rounded(value, _or_zero(slope, d.error) + 24 * np.abs(value))

    def jensen_gap(self, l: Any, k: Any, d: Any) -> Rounded:
        return self.weighted(self.logaddexp(l, k), self.entropy_gap(d))

    def power_gap(self, a: Fraction, l: Any, k: Any, d: Any) -> Rounded:
        l, k, d = _lift(l), _lift(k), _lift(d)
        value = FLOATING.power_gap(a, l.value, k.value, d.value)
        order, product = float(a), abs(FLOATING.const(a * (1 - a)))
        near = np.abs(d.value) * max(abs(order), 1.0) < 0.5
        terms = abs(order) * np.exp(l.value), abs(1 - order) * np.exp(k.value)
        exponent = self.const(a) * l + self.const(1 - a) * k
        power = np.exp(np.where(np.isnan(exponent.value), -np.inf, exponent.value))
        far = _or_zero(terms[0], _relative(l)) + _or_zero(terms[1], _relative(k)) + _or_zero(power, _relative(exponent))
        far = (far + ELEMENTARY * (terms[0] + terms[1] + power) * 2) / product
        # e^k·(a·expm1 d - expm1(a·d))/(a(1-a)): its slope in d is e^k·(e^d - e^(ad))/(1-a)
        slope = np.abs(np.exp(l.value) - power) / abs(1 - order)
        close = _or_zero(np.abs(value), _relative(k) + 24) + _or_zero(slope, d.error)
        return _rounded(value, np.where(near, close, far))

    def exp_difference(self, l: Any, k: Any, d: Any) -> Rounded:
        l, k, d = _lift(l), _lift(k), _lift(d)
        value = FLOATING.exp_difference(l.value, k.value, d.value)
        first = l.value >= k.value
        larger = Rounded(np.where(first, l.value, k.value), np.where(first, l.error, k.error))
        smaller = np.exp(np.minimum(l.value, k.value))
        error = _or_zero(np.abs(value), _relative(larger) + 3 * ELEMENTARY) + _or_zero(smaller, d.error)
        return _rounded(value, np.where(larger.value == -np.inf, 0.0, error))

    def perspective(self, f: Callable, conjugate: Callable, l: Any, k: Any, d: Any) -> Rounded:
        l, k, d = _lift(l), _lift(k), _lift(d)
        first = d.value <= 0
        below = self.weighted(k, f(self, Rounded(np.minimum(d.value, 0.0), d.error)))
        above = self.weighted(l, conjugate(self, Rounded(np.minimum(-d.value, 0.0), d.error)))
        return Rounded(np.where(first, below.value, above.value), np.where(first, below.error, above.error))

    def constant(self, definition: Callable[[Arithmetic], Any]) -> Rounded:
        value = FLOATING.constant(definition)
        return Rounded(value, abs(value))

    def erf(self, y: Any) -> Rounded:
        y = _lift(y)
        value = special.erf(y.value)
        slope = 2 / math.sqrt(math.pi) * np.exp(-y.value * y.value)
        return _rounded(value, _or_zero(slope, y.error) + 2 * ELEMENTARY * np.abs(value))

    def log_average(self, weight: Fraction, d: Any) -> Rounded:
        d = _lift(d)
        value = FLOATING.log_average(weight, d.value)
        share = special.expit(d.value + (math.log(weight) - math.log(1 - weight)))
        # beyond LARGE_LOG the value is d plus a logarithm, and less than d
        size = np.where(d.value > LARGE_LOG, d.value, np.abs(value))
        return _rounded(value, _or_zero(share, d.error) + 4 * ELEMENTARY * size)

    def lgamma(self, number: Fraction) -> Rounded:
        return self._of_constant(FLOATING.lgamma(number), number)

    def log_gamma_ratio(self, a: Fraction, b: Fraction) -> Rounded:
        value = FLOATING.log_gamma_ratio(a, b)
        if abs(a - b) * 32 > b:
            return self.lgamma(a) - self.lgamma(b)
        # ψ has an absolute error of some units near its zero at 1.46
        step = abs(float(a - b))
        slope = abs(float(special.digamma(float(b)))) + 1 + abs(float(special.polygamma(1, float(b)))) * float(b)
        return Rounded(value, 8 * step * slope)

    def log_beta(self, a: Fraction, b: Fraction) -> Rounded:
        first, second = self._of_constant(FLOATING.log_beta(a, b), a), self._of_constant(0.0, b)
        return Rounded(first.value, first.error + second.error)

    @staticmethod
    def _of_constant(value: float, number: Fraction) -> Rounded:
        """log Γ, off by some units of itself and of 1, and by its argument's rounding."""
        argument = 0.0 if Fraction(float(number)) == number else float(number * abs(_digamma(number)))
        return Rounded(value, 4 * (1 + abs(value)) + argument)

    def gammainc(self, shape: Fraction, y: Any) -> Rounded:
        y = _lift(y)
        return self._incomplete(FLOATING.gammainc(shape, y.value), shape, y)

    def gammaincc(self, shape: Fraction, y: Any) -> Rounded:
        y = _lift(y)
        return self._incomplete(FLOATING.gammaincc(shape, y.value), shape, y)

    @staticmethod
    def _incomplete(value: Any, shape: Fraction, y: Rounded) -> Rounded:
        k = float(shape)
        slope = np.exp(special.xlogy(k - 1, y.value) - y.value - FLOATING.lgamma(shape))
        # the shape's own rounding moves the value by its logarithmic derivative, of the size of log y
        rounded_shape = 0.0 if shape == Fraction(k) else k + np.abs(np.log(y.value)) * k
        return _rounded(value, _or_zero(slope, y.error) + (SPECIAL + rounded_shape) * value)

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> Rounded:
        y, complement = _lift(y), _lift(complement)
        value = FLOATING.betainc(a, b, y.value, complement.value)
        left, right = float(a), float(b)
        log_slope = special.xlogy(left - 1, y.value) + special.xlogy(right - 1, complement.value)
        slope = np.exp(log_slope - FLOATING.log_beta(a, b))
        error = np.where(np.asarray(y.value) <= 0.5, y.error, complement.error)
        rounding = (SPECIAL + np.abs(np.log(y.value)) * left + np.abs(np.log(complement.value)) * right) * value
        return _rounded(value, _or_zero(slope, error) + rounding)

    def student_tail(self, df: Fraction, z: Any) -> Rounded:
        z = _lift(z)
        value = FLOATING.student_tail(df, z.value)
        n = float(df)
        log_slope = -(n + 1) / 2 * FLOATING.log1p_square(z.value) - FLOATING.log_beta(Fraction(1, 2), df / 2)
        logarithm = np.log1p(np.abs(z.value))
        return _rounded(value, _or_zero(np.exp(log_slope), z.error) + (SPECIAL + n * logarithm) * value)


def _or_zero(weight: Any, error: Any) -> Any:
    """weight·error, and 0 where the weight is: what has underflowed keeps no error."""
    return np.where(weight == 0, 0.0, weight * error)


def _digamma(number: Fraction) -> Fraction:
    return Fraction(float(special.digamma(float(number))))


RUNNING_ERROR: Final = RunningError()


def floats(result: Any, shape: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A result's numbers and their errors (absolute, not in units), broadcast to `shape`."""
    result = _lift(result)
    return np.broadcast_to(result.value, shape), np.broadcast_to(UNIT * np.asarray(result.error), shape)
