"""Kinks: a piece is cut where the arguments of absolute values change sign.

|y| is not holomorphic at y = 0, but on a stretch where y keeps its sign it is ±y, which is. The signs come
from Taylor polynomials with Lagrange's remainder where the arithmetic supports them, from balls elsewhere; a
zero is a simple one once the derivative keeps its sign around it, and is then bracketed by bisection. What
cannot be decided is covered by small boxes, each of which counts for width·sup|F|.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb

from gantheory.arithmetic.ball import rational, sign_of
from gantheory.errors import NotCertifiedError
from gantheory.integration.enclosure.effort import Effort
from gantheory.integration.enclosure.looks import Look
from gantheory.integration.enclosure.piece import Piece

#: Boxes smaller than 2^-MAX_DEPTH of the piece are not cut further.
MAX_DEPTH = 400

#: Where a box is cut: not in the middle, where symmetric pairs have their zeros.
CUT = Fraction(31, 64)

#: Halvings of a bracket between two looks at whether it is small enough.
STEPS = 12


class Stretch(NamedTuple):
    """A part of a piece on which the arguments keep their signs."""

    low: Fraction
    high: Fraction
    signs: tuple[int, ...]


@dataclass(frozen=True)
class Splitter:
    """Cuts one piece, by looks at it."""

    piece: Piece
    look: Look
    tolerance: arb
    effort: Effort

    def split(self) -> tuple[list[Stretch], arb]:
        """Stretches of constant signs from left to right; a bound on the integral of |F| over the rest."""
        stretches: list[Stretch] = []
        omitted = arb(0)
        boxes = [(self.piece.low, self.piece.high, 0)]
        while boxes:
            self.effort.check()
            low, high, depth = boxes.pop()
            decided = self._decide(low, high)
            if decided is not None:
                for stretch in decided:
                    self._append(stretches, stretch)
                for left, right in itertools.pairwise(decided):
                    omitted += self._supremum(left.high, right.low)
            elif (missing := self._supremum(low, high)) < self.tolerance:
                omitted += missing
            elif depth < MAX_DEPTH:
                middle = low + (high - low) * CUT
                boxes += [(middle, high, depth + 1), (low, middle, depth + 1)]
            else:
                raise NotCertifiedError("an absolute value has a zero that could not be isolated")
        return stretches, omitted

    @staticmethod
    def _append(stretches: list[Stretch], stretch: Stretch) -> None:
        """Add a stretch, joined to the one before where that ends here with the same signs."""
        if stretches and stretches[-1].signs == stretch.signs and stretches[-1].high == stretch.low:
            stretch = Stretch(stretches.pop().low, stretch.high, stretch.signs)
        stretches.append(stretch)

    def _ranges(self, low: Fraction, high: Fraction) -> list[tuple[Any, arb]]:
        self.effort.spend(2)
        return self.look.ranges(low, high)

    def _signs(self, u: Fraction) -> list[int]:
        self.effort.spend()
        return self.look.signs(u)

    def _decide(self, low: Fraction, high: Fraction) -> list[Stretch] | None:
        """The signs on the box, around an isolated zero if there is one; None where that is not known."""
        ranges = self._ranges(low, high)
        signs = [sign_of(value) for value, _ in ranges]
        if all(signs):
            return [Stretch(low, high, tuple(signs))]
        unclear = [k for k, sign in enumerate(signs) if not sign]
        if len(unclear) > 1 or not sign_of(ranges[unclear[0]][1]):
            return None
        # One argument, and it is strictly monotone on the box.
        k = unclear[0]
        left, right = self._signs(low)[k], self._signs(high)[k]
        before, after = (tuple(s if i != k else side for i, s in enumerate(signs)) for side in (left, right))
        if not (left and right):
            return None
        if left == right:
            return [Stretch(low, high, before)]
        a, b = self._bracket(low, high, k, left)
        return [Stretch(low, a, before), Stretch(b, high, after)]

    def _bracket(self, low: Fraction, high: Fraction, k: int, left: int) -> tuple[Fraction, Fraction]:
        """Narrow the sign change of argument k until its surroundings hardly count."""
        for _ in range(MAX_DEPTH // STEPS):
            for _ in range(STEPS):
                middle = (low + high) / 2
                sign = self._signs(middle)[k]
                if sign == 0:
                    return self._aside(middle, high - low, k, left)
                low, high = (middle, high) if sign == left else (low, middle)
            if self._supremum(low, high) < self.tolerance:
                break
        return low, high

    def _aside(self, zero: Fraction, width: Fraction, k: int, left: int) -> tuple[Fraction, Fraction]:
        """A bracket around a point where argument k is 0 or too small to tell its sign."""
        step = width / 2**256
        while step < width / 2:
            if self._signs(zero - step)[k] == left and self._signs(zero + step)[k] == -left:
                return zero - step, zero + step
            step *= 16
        return zero - width / 2, zero + width / 2

    def _supremum(self, low: Fraction, high: Fraction) -> arb:
        """A bound on the integral of |F| over the box: its width times the supremum."""
        ranges = self._ranges(low, high)
        self.effort.spend()
        bound = self.look.supremum(low, high, ranges) * rational(high - low)
        return bound.upper() if bound.is_finite() else arb.pos_inf()
