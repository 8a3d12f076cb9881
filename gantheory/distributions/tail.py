"""Tails: the asymptotic expansion of a law's log-density at an end of a cell.

With y = ±x → ∞, or y = 1/|x - a| → ∞ at a finite point a, the log-density is evaluated in the asymptotic
arithmetic. So the tail of every law, mixtures included, follows from the definition that quadrature uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gantheory.arithmetic.asymptotic import ASYMPTOTIC
from gantheory.arithmetic.exact import show
from gantheory.arithmetic.growth import Growth
from gantheory.arithmetic.monomial import Y
from gantheory.distributions.coordinate import Anchored, Cell, Coordinate, End, cells
from gantheory.distributions.law import Law


@dataclass(frozen=True)
class Tail:
    """A law's log-density near an end.

    Attributes
    ----------
    end : End
    log_density : Growth
        -∞ where the density is zero, unknown, or the expansion.

    Examples
    --------
    >>> import math
    >>> from gantheory.distributions.normal import Normal
    >>> print(tail(Normal(0, 1), End(math.inf, -1)))
    -x²/2 - 0.919
    """

    end: End
    log_density: Growth

    @property
    def absent(self) -> bool:
        """Whether the law has no density here."""
        return self.log_density.infinite < 0

    @property
    def known(self) -> bool:
        """Whether an expansion was found."""
        return self.absent or bool(self.log_density.terms)

    def __str__(self) -> str:
        return "zero density" if self.absent else render(self.log_density, self.end)


def approach(end: End) -> Coordinate:
    """The coordinate that goes to `end` as y → ∞."""
    y = Growth([(Y, Fraction(1))])
    log_y = ASYMPTOTIC.log(y)
    if isinstance(end.point, float):
        return Anchored(ASYMPTOTIC, 0, y if end.point > 0 else -y, log_y)
    return Anchored(ASYMPTOTIC, end.point, end.side / y, -log_y)


def tail(law: Law, end: End, cell: Cell | None = None) -> Tail:
    """The expansion of log p at `end`, inside `cell` (the law's own cell there, unless given)."""
    if cell is None:
        cell = next(c for c in cells(law.breakpoints) if c.low < end.point < c.high or end in c.ends)
    return Tail(end, law.log_density(ASYMPTOTIC, approach(end), cell))


def render(value: Growth, end: End) -> str:
    """An expansion at `end` as text in x."""
    if isinstance(end.point, float):
        return value.render("x" if end.point > 0 else "|x|")
    base = "x" if end.point == 0 else f"x {'-' if end.point > 0 else '+'} {show(abs(end.point))}"
    return value.render(base if end.side > 0 else f"|{base}|", inverse=True)
