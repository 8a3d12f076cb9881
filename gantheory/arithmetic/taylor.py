"""Real Taylor polynomials with ball coefficients: a function and its derivatives at once.

Signs of differences that nearly cancel over long stretches (two Cauchy densities far out) are out of reach of
plain balls, whose width is of the size of the terms. The Taylor polynomial around the midpoint, with the
last coefficient taken over the whole interval (Lagrange's remainder), loses only a power of that width.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import flint
from flint import arb, arb_series

from gantheory.arithmetic.interface import Derived
from gantheory.arithmetic.ball import Infinite, rational, sign_of
from gantheory.errors import NotCertifiedError

#: Coefficients of a polynomial: the last one is the remainder's.
LENGTH: Final = 10


@contextlib.contextmanager
def truncation() -> Iterator[None]:
    """Run the block with flint's series cut at `LENGTH`; inside a :func:`precision` block, which locks."""
    before = flint.ctx.cap
    flint.ctx.cap = LENGTH
    try:
        yield
    finally:
        flint.ctx.cap = before


def variable(at: arb) -> arb_series:
    """The identity, expanded at `at`."""
    return arb_series([at, 1], LENGTH)


class Taylor(Derived):
    """The arithmetic of truncated real power series, inside a :func:`truncation` block.

    `arguments` collects what :meth:`absolute` was asked for: its sign changes are the integrand's kinks.
    """

    minus_infinity: Final = Infinite(-1)

    def __init__(self) -> None:
        self.arguments: list[Any] = []

    def const(self, number: Fraction | int) -> arb:
        return arb(rational(number))

    def pi(self) -> arb:
        return arb.pi()

    def exp(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y if y.sign > 0 else arb(0)
        return y.exp()

    def log(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else y.log()

    def log1p(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else (1 + y).log()

    def log1p_square(self, z: Any) -> Any:
        return Infinite(1) if isinstance(z, Infinite) else (1 + z * z).log()

    def sqrt(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else y.sqrt()

    def power(self, y: Any, exponent: Fraction) -> Any:
        if isinstance(y, Infinite):
            return y
        if exponent.denominator == 1:
            result = arb(1) + 0 * y
            for _ in range(abs(int(exponent))):
                result = result * y
            return result if exponent >= 0 else 1 / result
        return (y.log() * self.const(exponent)).exp()

    def absolute(self, y: Any) -> Any:
        """Unknown: who splits at the signs of the arguments needs only those."""
        self.arguments.append(y)
        return arb.nan()

    sign = absolute

    def log_absolute(self, y: Any) -> Any:
        sign = sign_of(y[0] if isinstance(y, arb_series) else y)
        return (y * sign).log() if sign else arb.nan()

    def sin(self, y: Any) -> Any:
        return y.sin()

    def cos(self, y: Any) -> Any:
        return y.cos()

    def tanh(self, y: Any) -> Any:
        return arb(y.sign) if isinstance(y, Infinite) else 2 * self.sigmoid(2 * y) - 1

    def atan(self, y: Any) -> Any:
        return arb.pi() * y.sign / 2 if isinstance(y, Infinite) else y.atan()

    def erf(self, y: Any) -> Any:
        return y.erf()

    def erfc(self, y: Any) -> Any:
        return y.erfc()

    def sigmoid(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return arb(1 if a.sign > 0 else 0)
        if _constant_term(a) > 0:
            return 1 / (1 + (-a).exp())
        e = a.exp()
        return e / (1 + e)

    def softplus(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return a if a.sign > 0 else arb(0)
        if _constant_term(a) > 0:
            return a + (1 + (-a).exp()).log()
        return (1 + a.exp()).log()

    def logaddexp(self, a: Any, b: Any) -> Any:
        for one, other in ((a, b), (b, a)):
            if isinstance(one, Infinite):
                return other if one.sign < 0 else one
        return b + self.softplus(a - b)

    def logsumexp(self, terms: Sequence[Any]) -> Any:
        result = terms[0]
        for term in terms[1:]:
            result = self.logaddexp(result, term)
        return result

    def weighted(self, log_weight: Any, y: Any) -> Any:
        if isinstance(log_weight, Infinite):
            return arb(0) if log_weight.sign < 0 else log_weight
        return y if isinstance(y, Infinite) else log_weight.exp() * y

    def entropy_gap(self, d: Any) -> Any:
        if isinstance(d, Infinite):
            return arb.const_log2()
        return arb.const_log2() - self.sigmoid(-d) * d - self.softplus(-d)

    def lgamma(self, number: Fraction) -> arb:
        return self.const(number).lgamma()

    def log_beta(self, a: Fraction, b: Fraction) -> arb:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def gammainc(self, shape: Fraction, y: Any) -> Any:
        raise _unsupported("the incomplete gamma function")

    def gammaincc(self, shape: Fraction, y: Any) -> Any:
        raise _unsupported("the incomplete gamma function")

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> Any:
        raise _unsupported("the incomplete beta function")

    def student_tail(self, df: Fraction, z: Any) -> Any:
        raise _unsupported("Student's distribution function")


def _constant_term(a: Any) -> arb:
    return (a[0] if isinstance(a, arb_series) else a).mid()


def _unsupported(what: str) -> NotCertifiedError:
    return NotCertifiedError(f"{what} has no Taylor polynomial here")


def interval(middle: Any, over: Any, radius: arb) -> tuple[arb, arb]:
    """Ranges of f and f' on |t| ≤ radius, from the polynomials at the midpoint and over the interval."""
    if not isinstance(middle, arb_series) or not isinstance(over, arb_series):
        return (over, arb(0)) if isinstance(over, arb) else (arb.nan(), arb.nan())
    if min(middle.prec, over.prec) < LENGTH:
        # A division by a series that starts with 0 has cost the remainder.
        return arb.nan(), arb.nan()
    t = arb(0, radius)
    last = LENGTH - 1
    value = over[last]
    slope = over[last] * last
    for k in range(last - 1, -1, -1):
        value = value * t + middle[k]
        if k:
            slope = slope * t + middle[k] * k
    return value, slope
