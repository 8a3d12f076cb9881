"""The arithmetic of growth as y → ∞: a definition that runs in it gives its asymptotic expansion.

A law's log-density gives its tail, an integrand's value gives the order by which its integral converges or
diverges. Values are :class:`gantheory.arithmetic.growth.Growth`; what is not covered comes out as unknown,
or as bounded where the function is. Functions that are analytic at a finite limit c are c's value, a named
constant, plus O of what tends to 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from gantheory.arithmetic import constants
from gantheory.arithmetic.constants import PI
from gantheory.arithmetic.growth import (
    BOUNDED,
    MINUS_INFINITY,
    ORDER,
    PLUS_INFINITY,
    UNKNOWN,
    Growth,
    constant,
    exp,
    log,
    log1p_series,
    or_unknown,
    power,
    series,
)
from gantheory.arithmetic.interface import Arithmetic, Derived
from gantheory.arithmetic.monomial import ONE, larger


class Asymptotic(Derived):
    """The arithmetic of expansions as y → ∞."""

    minus_infinity: Final = MINUS_INFINITY

    #: What a definition answers that has no expansion here.
    unknown: Final = UNKNOWN

    exp = staticmethod(exp)
    log = staticmethod(log)
    power = staticmethod(power)

    def const(self, number: Fraction | int) -> Growth:
        return constant(number)

    def pi(self) -> Growth:
        return constant(PI)

    def log1p(self, y: Growth) -> Growth:
        return log1p_series(y) if y.vanishes else log(1 + y)

    def log1p_square(self, z: Growth) -> Growth:
        return self.log1p(z * z)

    def sqrt(self, y: Growth) -> Growth:
        return power(y, Fraction(1, 2))

    @or_unknown
    def absolute(self, y: Growth) -> Growth:
        if y.infinite:
            return PLUS_INFINITY
        if not y.terms:
            return y
        return y if y.leading()[2] > 0 else -y

    @or_unknown
    def sign(self, y: Growth) -> Growth:
        if y.infinite:
            return self.const(y.infinite)
        return self.const((1 if y.leading()[2] > 0 else -1) if y.terms else 0)

    def log_absolute(self, y: Growth) -> Growth:
        return log(self.absolute(y)) if y.terms or y.special or y.is_zero else UNKNOWN

    @or_unknown
    def sin(self, y: Growth) -> Growth:
        if y.vanishes:
            return series([_odd(n) for n in range(ORDER)], y)
        return _at_limit("sin", y)

    @or_unknown
    def cos(self, y: Growth) -> Growth:
        if y.vanishes:
            return series([_odd(n + 1) * (n + 1) for n in range(ORDER)], y)
        return _at_limit("cos", y)

    def tanh(self, y: Growth) -> Growth:
        if y.vanishes:
            return series([Fraction(0), Fraction(1), Fraction(0), Fraction(-1, 3)], y)
        return 2 * self.sigmoid(2 * y) - 1

    @or_unknown
    def atan(self, y: Growth) -> Growth:
        half_pi = constant(PI * Fraction(1, 2))
        if y.infinite:
            return half_pi * y.infinite
        if y.vanishes:
            return series([Fraction(0), *(_odd(n) * _factorial(n - 1) for n in range(1, ORDER))], y)
        if _unbounded(y):
            return half_pi * y.leading()[2] - self.atan(1 / y)
        return _at_limit("atan", y)

    @or_unknown
    def erfc(self, y: Growth) -> Growth:
        if y.infinite:
            return constant(1 - y.infinite)
        root_pi = constant(constants.power(PI, Fraction(1, 2)))
        if y.vanishes:
            return 1 - 2 * series([Fraction(0), Fraction(1), Fraction(0), Fraction(-1, 3)], y) / root_pi
        if not _unbounded(y):
            return _at_limit("erfc", y)
        if y.leading()[2] < 0:
            return 2 - self.erfc(-y)
        # e^{-y²}/(y√π)·Σ(-1)ⁿ(2n-1)!!/(2y²)ⁿ, DLMF 7.12.1.
        double_factorials = [Fraction(1)]
        for n in range(1, ORDER):
            double_factorials.append(-double_factorials[-1] * (2 * n - 1))
        square = y * y
        return _or_bounded(exp(-square) * series(double_factorials, 1 / (2 * square)) / (y * root_pi))

    def sigmoid(self, a: Growth) -> Growth:
        if a.infinite:
            return constant((1 + a.infinite) // 2)
        return _or_bounded(1 / (1 + exp(-a)))

    @or_unknown
    def softplus(self, a: Growth) -> Growth:
        if a.special:
            return UNKNOWN if a.unknown else PLUS_INFINITY if a.infinite > 0 else Growth()
        if not a.terms and not a.vanishes:
            # |log(1 + e^a)| ≤ |a| + log 2.
            return Growth(rest=larger(a.rest, ONE))
        if _unbounded(a) and a.leading()[2] > 0:
            return a + self.log1p(exp(-a))
        return self.log1p(exp(a))

    @or_unknown
    def logaddexp(self, a: Growth, b: Growth) -> Growth:
        if a.infinite < 0 or b.infinite < 0:
            return b if a.infinite < 0 else a
        difference = a - b
        if difference.special or not difference.terms:
            return b + self.softplus(difference)
        if difference.leading()[2] > 0:
            return a + self.log1p(exp(-difference))
        return b + self.log1p(exp(difference))

    def logsumexp(self, terms: Sequence[Growth]) -> Growth:
        total = MINUS_INFINITY
        for term in terms:
            total = self.logaddexp(total, term)
        return total

    def weighted(self, log_weight: Growth, y: Growth) -> Growth:
        if log_weight.infinite < 0 or y.is_zero:
            return Growth()
        if y.infinite:
            return UNKNOWN if log_weight.unknown else y
        return exp(log_weight) * y

    def entropy_gap(self, d: Growth) -> Growth:
        if d.vanishes:
            # d²/8 - d⁴/64 + O(d⁶)
            square = d * d
            return series([Fraction(0), Fraction(1, 8), Fraction(-1, 64)], square)
        log2 = log(constant(2))
        if d.infinite:
            return log2
        return _or_bounded(log2 - self.sigmoid(-d) * d - self.softplus(-d))

    def constant(self, definition: Callable[[Arithmetic], Any]) -> Growth:
        value = definition(self)
        # As exact as it comes; where there is no expansion it is a number all the same.
        known = not value.special and value.rest is None and all(m == ONE for m, _ in value.terms)
        return value if known else constant(constants.defined(definition))

    def lgamma(self, number: Fraction) -> Growth:
        return constant(constants.lgamma(number))

    def log_beta(self, a: Fraction, b: Fraction) -> Growth:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    @or_unknown
    def gammainc(self, shape: Fraction, y: Growth) -> Growth:
        if y.infinite or _unbounded(y):
            return 1 - self.gammaincc(shape, y)
        if not y.vanishes:
            return _at_limit("gammainc", y, shape)
        if y.is_zero:
            return y
        # y^a e^{-y}/Γ(a+1)·Σ yⁿ/((a+1)⋯(a+n)), DLMF 8.7.1.
        coefficients = [Fraction(1)]
        for n in range(1, ORDER):
            coefficients.append(coefficients[-1] / (shape + n))
        head = power(y, shape) * exp(-y - self.lgamma(shape + 1))
        return _or_bounded(head * series(coefficients, y))

    @or_unknown
    def gammaincc(self, shape: Fraction, y: Growth) -> Growth:
        if y.infinite:
            return constant((1 - y.infinite) // 2)
        if y.vanishes:
            return 1 - self.gammainc(shape, y)
        if not _unbounded(y):
            return _at_limit("gammaincc", y, shape)
        # y^{a-1}e^{-y}/Γ(a)·Σ(a-1)⋯(a-n)/yⁿ, DLMF 8.11.2.
        coefficients = [Fraction(1)]
        for n in range(1, ORDER):
            coefficients.append(coefficients[-1] * (shape - n))
        head = power(y, shape - 1) * exp(-y - self.lgamma(shape))
        return _or_bounded(head * series(coefficients, 1 / y))

    @or_unknown
    def betainc(self, a: Fraction, b: Fraction, y: Growth, complement: Growth) -> Growth:
        if not y.vanishes:
            if complement.vanishes:
                return 1 - self.betainc(b, a, complement, y)
            return _at_limit("betainc", y, a, b)
        if y.is_zero:
            return y
        # y^a(1-y)^b/(a·B(a,b))·Σ (a+b)ₙ/(a+1)ₙ·yⁿ, DLMF 8.17.8.
        coefficients = [Fraction(1)]
        for n in range(1, ORDER):
            coefficients.append(coefficients[-1] * (a + b + n - 1) / (a + n))
        head = power(y, a) * power(complement, b) * exp(-self.log_beta(a, b)) / constant(a)
        return _or_bounded(head * series(coefficients, y))

    @or_unknown
    def student_tail(self, df: Fraction, z: Growth) -> Growth:
        if z.infinite:
            return constant((1 - z.infinite) // 2)
        if df == 1:
            return Fraction(1, 2) - self.atan(z) / self.pi()
        if _unbounded(z) and z.leading()[2] < 0:
            return 1 - self.student_tail(df, -z)
        if not _unbounded(z) and not z.terms and not z.vanishes:
            return BOUNDED
        # I_t(df/2, df/2) at t = (1 - z/√(1+z²))/2, where large z would cancel.
        root = self.sqrt(1 + z * z)
        t = 1 / (2 * root * (root + z)) if _unbounded(z) else (1 - z / root) / 2
        return _or_bounded(self.betainc(df / 2, df / 2, t, 1 - t))


def _unbounded(y: Growth) -> bool:
    """Whether the leading term is known and tends to ±∞."""
    return not y.special and bool(y.terms) and y.terms[0][0].compare(ONE) > 0


def _or_bounded(y: Growth) -> Growth:
    """What is known of a bounded quantity: its expansion, or that it is bounded."""
    if y.special or (y.order is not None and y.order.compare(ONE) > 0):
        return BOUNDED
    return y


def _at_limit(name: str, y: Growth, *parameters: Fraction) -> Growth:
    """f(c) + O(y - c) for y → c, where f is analytic at c; bounded where y has no known limit."""
    if y.special or (y.rest is not None and y.rest.compare(ONE) >= 0):
        return BOUNDED
    large, c, small = y.split()
    if large:
        return BOUNDED
    return constant(constants.named(name, *parameters, c)) + Growth(rest=small.order)


def _factorial(n: int) -> Fraction:
    return Fraction(1) if n < 2 else n * _factorial(n - 1)


def _odd(n: int) -> Fraction:
    """The n-th Taylor coefficient of sin: (-1)^((n-1)/2)/n! for odd n."""
    return Fraction(0) if n % 2 == 0 else Fraction((-1) ** ((n - 1) // 2)) / _factorial(n)


ASYMPTOTIC: Final = Asymptotic()
