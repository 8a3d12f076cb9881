"""SymPy expressions: derivations, LaTeX, normal forms."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import sympy

from gantheory.arithmetic.interface import Derived

#: Beyond this argument Γ stays a symbol.
_LARGEST_WRITTEN_OUT: Final = 1000


class Symbolic(Derived):
    """The arithmetic of SymPy expressions."""

    minus_infinity: Final = -sympy.oo

    def const(self, number: Fraction | int) -> sympy.Expr:
        return sympy.Rational(number.numerator, number.denominator)

    def pi(self) -> sympy.Expr:
        return sympy.pi

    exp = staticmethod(sympy.exp)
    log = staticmethod(sympy.log)
    sqrt = staticmethod(sympy.sqrt)
    absolute = staticmethod(sympy.Abs)
    sign = staticmethod(sympy.sign)
    sin = staticmethod(sympy.sin)
    cos = staticmethod(sympy.cos)
    tanh = staticmethod(sympy.tanh)
    atan = staticmethod(sympy.atan)
    erf = staticmethod(sympy.erf)
    erfc = staticmethod(sympy.erfc)

    def log1p(self, y: Any) -> sympy.Expr:
        return sympy.log(1 + y)

    def log1p_square(self, z: Any) -> sympy.Expr:
        return sympy.log(1 + z**2)

    def power(self, y: Any, exponent: Fraction) -> sympy.Expr:
        return sympy.Pow(y, self.const(exponent))

    def log_absolute(self, y: Any) -> sympy.Expr:
        return sympy.log(sympy.Abs(y))

    def sigmoid(self, a: Any) -> sympy.Expr:
        # exp(log p - log q) evaluates to p/q, so that σ of a log-ratio is the rational function p/(p+q).
        above, below = sympy.fraction(sympy.exp(a))
        return above / (above + below)

    def softplus(self, a: Any) -> sympy.Expr:
        above, below = sympy.fraction(sympy.exp(a))
        return sympy.log(above + below) - sympy.log(below)

    def logaddexp(self, a: Any, b: Any) -> sympy.Expr:
        return sympy.log(sympy.exp(a) + sympy.exp(b))

    def logsumexp(self, terms: Sequence[Any]) -> sympy.Expr:
        return sympy.log(sympy.Add(*(sympy.exp(term) for term in terms)))

    def weighted(self, log_weight: Any, y: Any) -> sympy.Expr:
        return sympy.exp(log_weight) * y

    def entropy_gap(self, d: Any) -> sympy.Expr:
        real, fake = self.sigmoid(d), self.sigmoid(-d)
        return sympy.log(2) + real * sympy.log(real) + fake * sympy.log(fake)

    def lgamma(self, number: Fraction) -> sympy.Expr:
        # SymPy writes out the factorial in Γ(5·10⁷): 4·10⁸ digits.
        return sympy.log(sympy.gamma(self.const(number), evaluate=number <= _LARGEST_WRITTEN_OUT))

    def gammainc(self, shape: Fraction, y: Any) -> sympy.Expr:
        a = self.const(shape)
        return sympy.lowergamma(a, y) / sympy.gamma(a)

    def gammaincc(self, shape: Fraction, y: Any) -> sympy.Expr:
        a = self.const(shape)
        return sympy.uppergamma(a, y) / sympy.gamma(a)

    def log_beta(self, a: Fraction, b: Fraction) -> sympy.Expr:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> sympy.Expr:
        return sympy.betainc_regularized(self.const(a), self.const(b), 0, y)

    def student_tail(self, df: Fraction, z: Any) -> sympy.Expr:
        if df == 1:
            return sympy.Rational(1, 2) - sympy.atan(z) / sympy.pi
        half = self.const(df / 2)
        return sympy.betainc_regularized(half, half, 0, (1 - z / sympy.sqrt(1 + z**2)) / 2)


SYMBOLIC: Final = Symbolic()
