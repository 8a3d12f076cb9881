"""Real Taylor polynomials with ball coefficients: a function and its derivatives at once.

Signs of differences that nearly cancel over long stretches (two Cauchy densities far out) are out of reach of
plain balls, whose width is of the size of the terms. The Taylor polynomial around the midpoint, with the
last coefficient taken over the whole interval (Lagrange's remainder), loses only a power of that width.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import flint
from flint import acb, arb, arb_series

from gantheory.arithmetic.ball import BALL, Infinite, rational, resolved, sign_of
from gantheory.arithmetic.interface import Arithmetic, Derived

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
        if constant_term(a) > 0:
            return 1 / (1 + (-a).exp())
        e = a.exp()
        return e / (1 + e)

    def softplus(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return a if a.sign > 0 else arb(0)
        if constant_term(a) > 0:
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

    def constant(self, definition: Callable[[Arithmetic], Any]) -> arb:
        return resolved(definition, flint.ctx.prec)

    def lgamma(self, number: Fraction) -> arb:
        return self.const(number).lgamma()

    def log_beta(self, a: Fraction, b: Fraction) -> arb:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def gammainc(self, shape: Fraction, y: Any) -> Any:
        return 1 - self.gammaincc(shape, y)

    def gammaincc(self, shape: Fraction, y: Any) -> Any:
        slope = self.log(y) * self.const(shape - 1) - y - self.lgamma(shape)
        return self._primitive(lambda at: BALL.gammaincc(shape, at), -slope.exp(), y)

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> Any:
        slope = self.log(y) * self.const(a - 1) + self.log(complement) * self.const(b - 1) - self.log_beta(a, b)
        return self._primitive(lambda at: BALL.betainc(a, b, at, 1 - at), slope.exp(), y)

    def student_tail(self, df: Fraction, z: Any) -> Any:
        if isinstance(z, Infinite):
            return arb(0 if z.sign > 0 else 1)
        slope = self.log1p_square(z) * self.const((df + 1) / 2) + self.log_beta(Fraction(1, 2), df / 2)
        return self._primitive(lambda at: BALL.student_tail(df, at), -(-slope).exp(), z)

    @staticmethod
    def _primitive(function: Callable[[acb], acb], slope: Any, y: Any) -> Any:
        """f(y) for a function whose derivative at y is the series `slope`: f(mid) + f'(y)·(y - mid), and ∫f'(y)·y'."""
        at = y[0] if isinstance(y, arb_series) else y
        middle = at.mid()
        value = function(acb(middle)).real + (slope[0] if isinstance(slope, arb_series) else slope) * (at - middle)
        if not isinstance(y, arb_series):
            return value
        return value + (slope * y.derivative()).integral()


def constant_term(a: Any) -> arb:
    """The middle of a series' value at the middle."""
    return (a[0] if isinstance(a, arb_series) else a).mid()


def interval(middle: Any, over: Any, radius: arb) -> tuple[arb, arb]:
    """Ranges of f and f' on |t| ≤ radius, from the series at the midpoint and over the interval.

    For every k, f lies in the midpoint's polynomial below degree k plus the interval's k-th coefficient times t^k
    (Lagrange). High orders are sharp where f is tame on the interval, low ones where it is not: a spike hardly moves a
    sum's value, but its tenth derivative is beyond all measure. So all of them are intersected.
    """
    if not isinstance(middle, arb_series) or not isinstance(over, arb_series):
        return (over, arb(0)) if isinstance(over, arb) else (arb.nan(), arb.nan())
    if min(middle.prec, over.prec) < LENGTH:
        # A division by a series that starts with 0 has cost the remainder.
        return arb.nan(), arb.nan()
    t = arb(0, radius)
    value, slope = over[0], over[1]
    value_below, slope_below, power = middle[0], arb(0), arb(1)
    for k in range(1, LENGTH):
        slope = _both(slope, slope_below + over[k] * k * power)
        slope_below += middle[k] * k * power
        power = power * t
        value = _both(value, value_below + over[k] * power)
        value_below += middle[k] * power
    return value, slope


def _both(one: arb, other: arb) -> arb:
    """The intersection of two enclosures of the same number; what is not finite tells nothing."""
    if not other.is_finite():
        return one
    return one.intersection(other) if one.is_finite() else other
