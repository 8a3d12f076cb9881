"""Balls that remember which polynomial of the path's offset they are, so that differences cancel exactly.

log p - log q of two normal laws of one scale is linear, but as balls -z²/2 differ by the width of z². Far out
that width is beyond all measure: log(e^a + e^b) of a mixture would have no digits on a heavy tail's path.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, Final

from flint import acb, fmpq

_NOTHING: Final = fmpq(0)


class Polynomial(acb):
    """A ball with Σ cₖ·offset^k beside it: cₖ exact rationals, c₀ also a ball; a constant has no offset.

    The ball is the one that plain arithmetic gives, except for a sum of two polynomials: that is evaluated
    around the middle of the offset, where its width is that of the sum and not of the terms.
    """

    __slots__ = ("coefficients", "offset")

    coefficients: tuple[Any, ...]
    offset: Any

    def __neg__(self) -> Polynomial:
        return polynomial(acb.__neg__(self), tuple([-c for c in self.coefficients]), self.offset)

    def __add__(self, other: Any) -> Any:
        ball = acb.__add__(self, other)
        if ball is NotImplemented:
            return ball
        mine, offset = self.coefficients, self.offset
        if not isinstance(other, Polynomial):
            return polynomial(ball, (mine[0] + other, *mine[1:]), offset)
        theirs = other.coefficients
        if len(theirs) == 1:
            return polynomial(ball, (mine[0] + theirs[0], *mine[1:]), offset)
        if len(mine) == 1:
            return polynomial(ball, (mine[0] + theirs[0], *theirs[1:]), other.offset)
        if other.offset is not offset:
            return ball
        sums = [a + b for a, b in zip_longest(mine, theirs, fillvalue=_NOTHING)]
        while len(sums) > 1 and sums[-1] == _NOTHING:
            sums.pop()
        return polynomial(offset.around_middle(sums), tuple(sums), offset)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return (-self) + other

    def __mul__(self, other: Any) -> Any:
        ball = acb.__mul__(self, other)
        if ball is NotImplemented:
            return ball
        number = _exact(other)
        if number is not None:
            return polynomial(ball, tuple([c * number for c in self.coefficients]), self.offset)
        if not isinstance(other, Polynomial):
            return ball
        number = _exact(self)
        if number is not None:
            return polynomial(ball, tuple([c * number for c in other.coefficients]), other.offset)
        mine, theirs = self.coefficients, other.coefficients
        if len(mine) == len(theirs) == 2 and other.offset is self.offset:
            (a, b), (c, d) = mine, theirs
            if isinstance(a, fmpq) and isinstance(c, fmpq):
                return polynomial(ball, (a * c, a * d + b * c, b * d), self.offset)
        return ball

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        ball = acb.__truediv__(self, other)
        number = _exact(other)
        if number is None or ball is NotImplemented:
            return ball
        return polynomial(ball, tuple([c / number for c in self.coefficients]), self.offset)


class Offset(acb):
    """The distance from the anchor of a path, as a ball m + t around its middle m."""

    __slots__ = ("deviation", "deviation_square", "middle")

    def __init__(self, value: acb) -> None:
        super().__init__(value)
        self.middle = value.mid()
        self.deviation = value - self.middle
        self.deviation_square = self.deviation * self.deviation

    def around_middle(self, c: list[Any]) -> acb:
        """c₀ + c₁·(m + t) + c₂·(m + t)² as a polynomial in t."""
        m = self.middle
        if len(c) == 1:
            return acb(c[0])
        if len(c) == 2:
            return m * c[1] + c[0] + self.deviation * c[1]
        slope = m * c[2]
        return (slope + c[1]) * m + c[0] + (slope + slope + c[1]) * self.deviation + self.deviation_square * c[2]


def polynomial(ball: acb, coefficients: tuple[Any, ...], offset: Any) -> Polynomial:
    """A ball and the polynomial that it is; products of two linear ones are the highest remembered."""
    result = Polynomial(ball)
    result.coefficients = coefficients
    result.offset = offset
    return result


def _exact(value: Any) -> Any:
    """The rational that the value is, or None where it is no known constant."""
    if isinstance(value, Polynomial):
        constant = value.coefficients[0]
        return constant if value.offset is None and isinstance(constant, fmpq) else None
    return value if isinstance(value, int | fmpq) else None
