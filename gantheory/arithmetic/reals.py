"""Functions of exact parameters as real balls: python-flint's rationals for parameters, ``arb`` for values.

It runs at the precision of the enclosing :func:`~gantheory.arithmetic.ball.precision` block. Rational arithmetic is
exact, so that nearly equal parameters cost no digits where they enter; what cancels later shows in the ball.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from flint import arb, fmpq

from gantheory.arithmetic.ball import Infinite
from gantheory.arithmetic.parameters import Branch

Real = arb | Infinite
Exact = fmpq | int


def rational(number: Fraction | int) -> fmpq:
    """A parameter of this arithmetic."""
    return fmpq(number.numerator, number.denominator)


class Reals:
    """The arithmetic of real balls on exact parameters."""

    minus_infinity: Final = Infinite(-1)

    def const(self, number: Exact) -> arb:
        return arb(number)

    def pi(self) -> arb:
        return arb.pi()

    def exp(self, y: Real) -> Real:
        if isinstance(y, Infinite):
            return y if y.sign > 0 else arb(0)
        return y.exp()

    def expm1(self, y: Real) -> Real:
        if isinstance(y, Infinite):
            return y if y.sign > 0 else arb(-1)
        return y.expm1()

    def log(self, y: Real) -> Real:
        return y if isinstance(y, Infinite) else y.log()

    def log1p(self, y: Real) -> Real:
        return y if isinstance(y, Infinite) else y.log1p()

    def sqrt(self, y: Real) -> Real:
        return y if isinstance(y, Infinite) else y.sqrt()

    def atan(self, y: arb) -> arb:
        return y.atan()

    def erf(self, y: arb) -> arb:
        return y.erf()

    def erfc(self, y: arb) -> arb:
        return y.erfc()

    def lgamma(self, number: Exact) -> arb:
        return arb(number).lgamma()

    def digamma(self, number: Exact) -> arb:
        return arb(number).digamma()

    def log_beta(self, a: Exact, b: Exact) -> arb:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def log_ratio(self, x: fmpq, y: fmpq) -> arb:
        return arb(x / y).log()

    def log1p_gap(self, u: arb, log: arb) -> arb:
        return u - log

    def sharper(self, x: Branch, y: Branch) -> Real:
        """The first: here all digits that are lost come back with the precision."""
        return x()

    def larger(self, x: fmpq, y: fmpq) -> fmpq:
        return x if x >= y else y

    def smaller(self, x: fmpq, y: fmpq) -> fmpq:
        return y if x >= y else x

    def sign(self, x: Exact | arb) -> float:
        if x > 0:
            return 1
        if x < 0:
            return -1
        return 0 if x == 0 else float("nan")

    def by_sign(self, x: Exact | arb, positive: Branch, zero: Branch, negative: Branch) -> Real:
        if x > 0:
            return positive()
        if x < 0:
            return negative()
        return zero() if x == 0 else arb("nan")


REALS: Final = Reals()
