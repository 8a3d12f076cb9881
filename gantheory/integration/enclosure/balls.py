"""The balls in which a path is integrated: constants once, sums without cancellation, signs as told."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import flint
from flint import acb, arb

from gantheory.arithmetic.ball import BALL, Ball, Infinite, rational, sign_of
from gantheory.integration.enclosure.polynomial import Polynomial, polynomial

#: id(number) → (number, precision in bits, its ball). By identity: the same code asks with the same numbers, and
#: to hash a fraction costs as much as to make its ball.
_CONSTANTS: dict[int, tuple[Fraction | int, int, Polynomial]] = {}
_MOST_CONSTANTS: Final = 4096


def _const(number: Fraction | int, bits: int) -> Polynomial:
    kept = _CONSTANTS.get(id(number))
    if kept is not None and kept[0] is number and kept[1] == bits:
        return kept[2]
    if len(_CONSTANTS) >= _MOST_CONSTANTS:
        _CONSTANTS.clear()
    ball = polynomial(BALL.const(number), (rational(number),), None)
    _CONSTANTS[id(number)] = number, bits, ball
    return ball


@functools.lru_cache(maxsize=1024)
def _lgamma(number: Fraction, bits: int) -> acb:
    return BALL.lgamma(number)


@functools.lru_cache(maxsize=1024)
def _log_beta(a: Fraction, b: Fraction, bits: int) -> acb:
    return BALL.log_beta(a, b)


class PathBall(Ball):
    """Balls for thousands of evaluations at one precision: constants are kept per precision."""

    def const(self, number: Fraction | int) -> acb:
        return _const(number, flint.ctx.prec)

    def lgamma(self, number: Fraction) -> acb:
        return _lgamma(number, flint.ctx.prec)

    def log_beta(self, a: Fraction, b: Fraction) -> acb:
        return _log_beta(a, b, flint.ctx.prec)

    def logaddexp(self, a: Any, b: Any) -> Any:
        # From the larger one: b + (a - b) loses all digits of a where b is far below it. Which one that is
        # shows in the difference, where polynomials cancel.
        if isinstance(a, Infinite) or isinstance(b, Infinite):
            return super().logaddexp(a, b)
        difference = a - b
        return a + self.softplus(-difference) if difference.real.mid() > 0 else b + self.softplus(difference)

    def logsumexp(self, terms: Sequence[Any]) -> Any:
        present = [term for term in terms if not isinstance(term, Infinite)]
        if not present:
            return terms[0]
        top = present[0]
        for term in present[1:]:
            if (term - top).real.mid() > 0:
                top = term
        return top + self.log(sum(((term - top).exp() for term in present if term is not top), acb(1)))

    # Distribution functions are costly on wide balls: there f(y) ∈ f(mid) + f'(y)·(y - mid).

    def gammainc(self, shape: Fraction, y: Any) -> Any:
        return 1 - self.gammaincc(shape, y)

    def gammaincc(self, shape: Fraction, y: Any) -> Any:
        if shape == 1:
            return self.exp(-y)
        slope = self.log(y) * self.const(shape - 1) - y - self.lgamma(shape)
        return super().gammaincc(shape, y.mid()) - slope.exp() * (y - y.mid())

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> Any:
        slope = self.log(y) * self.const(a - 1) + self.log(complement) * self.const(b - 1)
        middle, other = y.mid(), complement.mid()
        offset = (y - middle).union(other - complement)
        return super().betainc(a, b, middle, other) + (slope - self.log_beta(a, b)).exp() * offset

    def student_tail(self, df: Fraction, z: Any) -> Any:
        slope = self.log1p_square(z) * self.const((df + 1) / 2) + self.log_beta(Fraction(1, 2), df / 2)
        return super().student_tail(df, z.mid()) - (-slope).exp() * (z - z.mid())


class Recording(PathBall):
    """Keeps the arguments of the absolute values and signs, in the order in which they are taken."""

    def __init__(self) -> None:
        super().__init__()
        self.arguments: list[Any] = []

    def absolute(self, y: Any) -> Any:
        self.arguments.append(y)
        return super().absolute(y)

    def sign(self, y: Any) -> Any:
        self.arguments.append(y)
        return super().sign(y)

    def log_absolute(self, y: Any) -> Any:
        return self.log(Ball.absolute(self, y))


class PointBall(PathBall):
    """Balls at a point, where nothing need be holomorphic: |y| of a ball that contains 0 is its range."""

    def absolute(self, y: Any) -> Any:
        return super().absolute(y) if sign_of(y) else acb(arb(0).union(y.real.abs_upper()))

    def sign(self, y: Any) -> Any:
        return acb(sign_of(y) or arb(0, 1))


class Told(PathBall):
    """Knows the absolute values and signs beforehand: for each, in order, its argument's sign or |range|."""

    def __init__(self, analytic: bool, told: Sequence[int | arb]) -> None:
        super().__init__(analytic)
        self._told = iter(told)

    def absolute(self, y: Any) -> Any:
        known = next(self._told)
        return y * known if isinstance(known, int) else acb(known)

    def sign(self, y: Any) -> Any:
        known = next(self._told)
        return acb(known) if isinstance(known, int) else acb(arb(0, 1))

    def log_absolute(self, y: Any) -> Any:
        return self.log(Ball.absolute(self, y))
