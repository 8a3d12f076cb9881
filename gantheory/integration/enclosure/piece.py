"""Paths of integration: a stretch of a cell, in a variable in which the integrand is tame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq

from gantheory.arithmetic.ball import Infinite, rational
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Anchored, Cell, Coordinate
from gantheory.distributions.law import Law
from gantheory.integration.enclosure.balls import PathBall, Told
from gantheory.integration.enclosure.effort import Effort
from gantheory.integration.enclosure.polynomial import Offset, polynomial
from gantheory.integration.enclosure.program import trace
from gantheory.integration.integrand import Integrand, Site


@dataclass(frozen=True)
class Piece:
    """The stretch low ≤ u ≤ high of the path x = anchor + side·u, or x = anchor + side·unit·e^u.

    All numbers are exact, so that neighbouring pieces meet in the same point. The logarithmic path goes to a
    singular end (u → -∞ towards the anchor) or along a heavy tail (u → ∞).
    """

    cell: Cell
    anchor: Fraction
    side: int
    low: Fraction
    high: Fraction
    unit: Fraction | None = None
    gaps: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)

    def place(self, A: Arithmetic, u: Value) -> tuple[Coordinate, Value]:
        """The coordinate at parameter `u`, and the factor |dx/du|."""
        if self.unit is None:
            factor, offset, log_offset = 1, u * self.side, None
        else:
            unit = A.const(self.unit)
            factor = unit * A.exp(u)
            offset, log_offset = factor * self.side, A.log(unit) + u
        if isinstance(A, PathBall):
            return PathCoordinate(A, self, Offset(offset), log_offset), factor
        return Anchored(A, self.anchor, offset, log_offset), factor

    def site(self, A: Arithmetic, u: Value, laws: Mapping[str, Law]) -> tuple[Site, Value]:
        coordinate, factor = self.place(A, u)
        return Site(A, coordinate, self.cell, laws), factor

    def value(self, A: Arithmetic, u: Value, integrand: Integrand, laws: Mapping[str, Law]) -> Value:
        """The integrand times |dx/du| at parameter `u`."""
        site, factor = self.site(A, u, laws)
        return integrand(A, site) * factor

    def part(self, low: Fraction, high: Fraction) -> Piece:
        """The stretch between two parameters."""
        return Piece(self.cell, self.anchor, self.side, low, high, self.unit)

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2


class PathCoordinate(Coordinate):
    """A place on a piece in ball arithmetic: x - a as a polynomial of the offset, its constants kept."""

    __slots__ = ("_arithmetic", "_log_offset", "_offset", "_piece")

    def __init__(self, A: PathBall, piece: Piece, offset: Offset, log_offset: acb | None) -> None:
        self._arithmetic = A
        self._piece = piece
        self._offset = offset
        self._log_offset = log_offset

    def minus(self, a: Fraction | int) -> Value:
        gaps = self._piece.gaps
        # By identity: laws ask with the same numbers, and to hash a fraction costs more than to subtract it.
        known = gaps.get(id(a))
        if known is None or known[0] is not a:
            gap = self._piece.anchor - a
            known = gaps[id(a)] = (a, self._arithmetic.const(gap), (rational(gap), fmpq(1)))
        return polynomial(self._offset + known[1], known[2], self._offset)

    def log_minus(self, a: Fraction | int) -> Value:
        if self._log_offset is not None and self._piece.anchor == a:
            return self._log_offset
        return self._arithmetic.log_absolute(self.minus(a))


def integrate(
    piece: Piece,
    integrand: Integrand,
    laws: Mapping[str, Law],
    tolerance: arb,
    effort: Effort,
    signs: tuple[int, ...] = (),
) -> arb:
    """Enclose the integral over one piece by ``acb.integral``; a non-finite ball where that fails.

    The algorithm is Petras', adaptive Gauss-Legendre quadrature whose error is bounded by the integrand's
    balls on ellipses around the path :cite:p:`Johansson2018`; analytic balls are non-finite where the integrand
    might not be holomorphic.
    The tolerance is absolute below 1 and relative above. `signs` are those of the absolute values' arguments.
    """
    program = trace(piece, integrand, laws, signs)
    if program is not None and program.vanishes:
        return arb(0)
    evaluate = _interpreted(piece, integrand, laws, signs, effort) if program is None else program.bind(effort)
    total = acb.integral(
        evaluate, acb(rational(piece.low)), acb(rational(piece.high)), abs_tol=tolerance, rel_tol=tolerance
    )
    effort.check()
    return total.real


def _interpreted(
    piece: Piece, integrand: Integrand, laws: Mapping[str, Law], signs: tuple[int, ...], effort: Effort
) -> Callable[[acb, bool], acb]:
    """The definition itself at every place, for laws that look at values (push-forwards)."""

    def evaluate(u: acb, analytic: bool) -> acb:
        if not effort.spend():
            # Lets the algorithm finish at once; what it returns is thrown away.
            return acb(0)
        value = piece.value(Told(analytic, signs), u, integrand, laws)
        return acb("nan") if isinstance(value, Infinite) else acb(value)

    return evaluate
