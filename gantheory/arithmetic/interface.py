"""The operations that every definition is written in.

Values are opaque: NumPy arrays, complex balls, SymPy expressions, growth classes. Besides the operations
below they support ``+ - * /`` and unary minus with each other and with Python ints.

Two operations carry the log-domain rules. ``weighted(l, y)`` is :math:`e^l y`, and 0 where
:math:`l = -\\infty`: a density never appears outside its logarithm. ``entropy_gap(d)`` is
:math:`\\log 2 - h_b(\\sigma(d))`, the gap between one bit and the binary entropy of a discriminator with
logit d; it keeps relative accuracy as d → 0, where it is d²/8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Protocol

Value = Any


class Derived:
    """Operations that follow from the others; an arithmetic that has a better way overrides them."""

    def jensen_gap(self: Arithmetic, l: Value, k: Value, d: Value) -> Value:
        """(e^l + e^k)·(log 2 - h_b(σ(d))) for d = l - k, and 0 where both weights are."""
        return self.weighted(self.logaddexp(l, k), self.entropy_gap(d))

    def power_gap(self: Arithmetic, a: Fraction, l: Value, k: Value, d: Value) -> Value:
        """(a·e^l + (1-a)·e^k - e^{k+ad}) / (a(1-a)) ≥ 0 for d = l - k and an exact a, neither 0 nor 1.

        The gap between the weighted arithmetic and geometric mean of two densities.
        """
        power = self.exp(self.const(a) * l + self.const(1 - a) * k)
        return (self.const(a) * self.exp(l) + self.const(1 - a) * self.exp(k) - power) / self.const(a * (1 - a))

    def exp_difference(self: Arithmetic, l: Value, k: Value, d: Value) -> Value:
        """e^l - e^k, where d = l - k may be known better than from l and k."""
        return self.exp(l) - self.exp(k)

    def erf(self: Arithmetic, y: Value) -> Value:
        """The error function 1 - erfc y, with relative accuracy at 0 where numbers are rounded."""
        return 1 - self.erfc(y)

    def constant(self: Arithmetic, definition: Callable[[Arithmetic], Value]) -> Value:
        """The real number that `definition` gives, with all the digits that this arithmetic has room for."""
        return definition(self)

    def log_gamma_ratio(self: Arithmetic, a: Fraction, b: Fraction) -> Value:
        """log Γ(a) - log Γ(b) of exact positive constants, with digits of its own where they are close."""
        return self.lgamma(a) - self.lgamma(b)

    def absent(self: Arithmetic, l: Value) -> bool:
        """Whether a log-density says that there is no density on the whole cell."""
        return l is self.minus_infinity

    def perspective(self: Arithmetic, f: Callable, conjugate: Callable, l: Value, k: Value, d: Value) -> Value:
        """e^k·f(e^d) for d = l - k; `f` and `conjugate` take (A, log t), where the conjugate is t·f(1/t)."""
        return self.weighted(k, f(self, d))

    def log_average(self: Arithmetic, weight: Fraction, d: Value) -> Value:
        """log(1 - w + w·e^d), the logarithm of a weighted mean of 1 and a ratio; 0 < w < 1."""
        return self.logaddexp(self.log(self.const(1 - weight)), self.log(self.const(weight)) + d)


class Arithmetic(Protocol):
    """A number system in which log-densities, integrands and payoffs are evaluated."""

    @property
    def minus_infinity(self) -> Value:
        """log 0, the log-density where there is no density."""

    def const(self, number: Fraction | int) -> Value:
        """An exact constant."""

    def pi(self) -> Value: ...
    def exp(self, y: Value) -> Value: ...
    def log(self, y: Value) -> Value: ...
    def log1p(self, y: Value) -> Value: ...
    def log1p_square(self, z: Value) -> Value:
        """log(1 + z²), also where z² overflows or is lost beside 1."""

    def sqrt(self, y: Value) -> Value: ...
    def power(self, y: Value, exponent: Fraction) -> Value:
        """y**exponent for an exact exponent; real y < 0 only with integer exponents."""

    def absolute(self, y: Value) -> Value: ...
    def sign(self, y: Value) -> Value:
        """±1, and 0 or anything between at y = 0; a jump, to be cut at like the kink of ``absolute``."""

    def log_absolute(self, y: Value) -> Value:
        """log|y| for a quantity that does not change sign where it is evaluated."""

    def sin(self, y: Value) -> Value: ...
    def cos(self, y: Value) -> Value: ...
    def tanh(self, y: Value) -> Value: ...
    def atan(self, y: Value) -> Value: ...
    def constant(self, definition: Callable[[Arithmetic], Value]) -> Value: ...
    def erf(self, y: Value) -> Value: ...
    def erfc(self, y: Value) -> Value: ...
    def sigmoid(self, a: Value) -> Value:
        """σ(a) = 1/(1+e^{-a}), the output of a discriminator with logit a."""

    def softplus(self, a: Value) -> Value:
        """log(1+e^a) = -log σ(-a)."""

    def logaddexp(self, a: Value, b: Value) -> Value: ...
    def logsumexp(self, terms: Sequence[Value]) -> Value: ...
    def weighted(self, log_weight: Value, y: Value) -> Value:
        """e^log_weight · y, and 0 where log_weight = -∞ whatever y is."""

    def entropy_gap(self, d: Value) -> Value:
        """log 2 - h_b(σ(d)) ∈ [0, log 2]."""

    def jensen_gap(self, l: Value, k: Value, d: Value) -> Value: ...
    def power_gap(self, a: Fraction, l: Value, k: Value, d: Value) -> Value: ...
    def exp_difference(self, l: Value, k: Value, d: Value) -> Value: ...
    def log_gamma_ratio(self, a: Fraction, b: Fraction) -> Value: ...
    def log_average(self, weight: Fraction, d: Value) -> Value: ...
    def absent(self, l: Value) -> bool: ...
    def perspective(self, f: Callable, conjugate: Callable, l: Value, k: Value, d: Value) -> Value: ...
    def lgamma(self, number: Fraction) -> Value:
        """log Γ of an exact positive constant."""

    def gammainc(self, shape: Fraction, y: Value) -> Value:
        """Regularised lower incomplete gamma function P(shape, y)."""

    def gammaincc(self, shape: Fraction, y: Value) -> Value:
        """Regularised upper incomplete gamma function Q(shape, y) = 1 - P."""

    def log_beta(self, a: Fraction, b: Fraction) -> Value:
        """log B(a, b), not as a difference of large log-gammas (off by 1e-8 at b = 1e8)."""

    def betainc(self, a: Fraction, b: Fraction, y: Value, complement: Value) -> Value:
        """Regularised incomplete beta function I_y(a, b); `complement` is 1 - y, for the digits y lost."""

    def student_tail(self, df: Fraction, z: Value) -> Value:
        """P(T > √df·z) of Student's t with `df` degrees of freedom, accurate in both tails and at 0."""
