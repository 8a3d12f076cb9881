"""The monotone branches of a map of the line, and the coordinate of a preimage on one of them.

A :class:`Map` is one step of a generator: it knows where it turns, and on each :class:`Branch` between two
turns it pulls a coordinate of the image back to a coordinate of the preimage, in any arithmetic and without
losing the digits that the coordinate holds near an end of the branch.
"""

from __future__ import annotations

import functools
import itertools
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import flint
from flint import arb, fmpq

from gantheory.arithmetic.ball import precision, rational
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, Extended

#: Bits to which a point that is no fraction is stored: 1e-48 relative, beyond every float and printed digit.
POINT_BITS = 160

#: Two stored values are the same point if they agree to this many bits: twice over what floats can tell.
SAME_POINT_BITS = 120


@dataclass(frozen=True)
class Turn:
    """One end of a branch: z → point, where G → value.

    Attributes
    ----------
    point, value : Fraction or ±inf
    order : Fraction
        |G - value| behaves like |z - point|**order; 1 where both are finite and G is regular, 0 where one of
        them is infinite.
    exact : bool
        Whether `point` and `value` are the true numbers; otherwise fractions within 1e-48 of them (relative).
    """

    point: Extended
    value: Extended
    order: Fraction = Fraction(1)
    exact: bool = True

    @property
    def regular(self) -> bool:
        """Whether G is analytic here with a slope that is neither 0 nor infinite."""
        return self.order == 1


@dataclass(frozen=True)
class Branch:
    """An open interval on which a map is strictly monotone.

    ``anchors`` are points inside, in the bulk of the law of z, around which an inverse keeps its digits.
    """

    low: Turn
    high: Turn
    anchors: tuple[Fraction, ...] = ()

    @functools.cached_property
    def _hash(self) -> int:
        return hash((self.low, self.high, self.anchors))

    def __hash__(self) -> int:
        # Fractions hash slowly, and branches are looked up at every evaluation.
        return self._hash

    @functools.cached_property
    def increasing(self) -> bool:
        return self.low.value < self.high.value

    @functools.cached_property
    def image(self) -> Cell:
        """The open interval of the values."""
        values = self.low.value, self.high.value
        return Cell(min(values), max(values))

    @functools.cached_property
    def cell(self) -> Cell:
        """The open interval of the preimages."""
        return Cell(self.low.point, self.high.point)

    @property
    def turns(self) -> tuple[Turn, Turn]:
        return self.low, self.high

    @property
    def positive(self) -> bool:
        """Whether the branch lies in z ≥ 0, for a map that treats the two half-lines apart."""
        return self.low.point >= 0

    def covers(self, cell: Cell) -> bool:
        return cell.within(self.image.low, self.image.high)


class Preimage(Coordinate):
    """The coordinate z_i(x) of a preimage on one branch, with the slope of the map there."""

    @abstractmethod
    def log_slope(self) -> Value:
        """log|G'(z)|."""


class Map(ABC):
    """A piecewise strictly monotone map of the line."""

    @abstractmethod
    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        """The points strictly inside (low, high) where the map turns, has a zero slope, a kink or a pole.

        Raises
        ------
        InvalidParameterError
            If the map is not real on (low, high), or its turns cannot be found with certainty.
        NoDensityError
            If the map is constant on an interval.
        """

    @abstractmethod
    def turn(self, point: Extended, side: int) -> Turn:
        """The end of a branch at `point`, approached from above (side +1) or from below (-1)."""

    @abstractmethod
    def value(self, z: Floats) -> Floats:
        """G(z) in floats."""

    @abstractmethod
    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        """The coordinate of the z on `branch` with G(z) = x."""

    def branches(
        self, low: Extended, high: Extended, breakpoints: Iterable[Fraction], anchors: Iterable[Fraction]
    ) -> tuple[Branch, ...]:
        """The branches on (low, high), cut also at the breakpoints of the law of z, from left to right."""
        inside = {point for point in breakpoints if low < point < high} | set(self.turns(low, high))
        points = [low, *sorted(inside), high]
        anchors = sorted(anchors)
        return _with_common_values(
            [
                Branch(self.turn(a, +1), self.turn(b, -1), tuple(c for c in anchors if a < c < b))
                for a, b in itertools.pairwise(points)
            ]
        )


def _with_common_values(branches: list[Branch]) -> tuple[Branch, ...]:
    """Give turns whose values are one number, stored to :data:`POINT_BITS`, one and the same fraction."""
    turns = sorted(
        {turn for branch in branches for turn in branch.turns if isinstance(turn.value, Fraction)},
        key=lambda turn: turn.value,
    )
    if all(turn.exact for turn in turns):
        return tuple(branches)
    common: dict[Extended, Extended] = {}
    group: list[Turn] = []
    for turn in [*turns, None]:
        if turn is not None and (not group or _same(group[-1], turn)):
            group.append(turn)
            continue
        kept = min(group, key=lambda member: not member.exact).value
        common.update((member.value, kept) for member in group)
        group = [turn] if turn is not None else []

    def renamed(turn: Turn) -> Turn:
        return replace(turn, value=common.get(turn.value, turn.value))

    return tuple(replace(b, low=renamed(b.low), high=renamed(b.high)) for b in branches)


def _same(first: Turn, second: Turn) -> bool:
    a, b = Fraction(first.value), Fraction(second.value)
    if a == b or (first.exact and second.exact):
        return a == b
    return abs(a - b) * 2**SAME_POINT_BITS <= max(abs(a), abs(b), Fraction(1))


def rounded(number: Fraction) -> Fraction:
    """`number` with at most :data:`POINT_BITS` significant bits."""
    if number == 0:
        return number
    shift = POINT_BITS - (abs(number.numerator).bit_length() - number.denominator.bit_length())
    scale = Fraction(2) ** shift
    return Fraction(round(number * scale)) / scale


def midpoint(ball: arb) -> Fraction:
    """The midpoint of a real ball as a fraction of :data:`POINT_BITS` bits."""
    mantissa, exponent = ball.mid().man_exp()
    return rounded(Fraction(int(mantissa)) * Fraction(2) ** int(exponent))


def nearby(function: str, argument: Fraction) -> Fraction:
    """``arb``'s `function` of a fraction, to :data:`POINT_BITS` bits."""
    with precision(2 * POINT_BITS):
        return midpoint(getattr(arb(rational(argument)), function)())


def infinite(point: Extended) -> bool:
    return isinstance(point, float) and math.isinf(point)


def fraction(number: fmpq | flint.fmpz) -> Fraction:
    """flint's exact rational as a Fraction."""
    q = fmpq(number)
    return Fraction(int(q.p), int(q.q))
