"""Where to stop on the way to an end of a cell, and a rigorous bound on what lies beyond."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb

from gantheory.arithmetic.ball import BALL, Infinite, rational
from gantheory.distributions.coordinate import Anchored, Cell, End
from gantheory.distributions.law import Law
from gantheory.errors import NotCertifiedError
from gantheory.integration.integrand import Integrand

#: Distances in units of the bulk up to which an infinite end is integrated along a straight path.
LINEAR_REACH = 64

#: Exponent beyond which no truncation point is sought: e^(10⁶) units.
FARTHEST = 10**6


@dataclass(frozen=True)
class Tail:
    """What lies beyond a distance at one end of a cell.

    At an infinite end: x beyond anchor + side·distance. At a finite one the anchor is the end itself:
    x between anchor and anchor + side·distance.
    """

    cell: Cell
    end: End
    anchor: Fraction
    neighbour: Cell | None = None

    @property
    def infinite(self) -> bool:
        return isinstance(self.end.point, float)

    @property
    def side(self) -> int:
        """The direction from the anchor into the cell."""
        return -self.end.side if self.infinite else self.end.side

    def at(self, distance: arb, side: int) -> Anchored:
        return Anchored(BALL, self.anchor, acb(distance * side), acb(distance.log()))

    def mass(self, law: Law, distance: arb) -> arb:
        """An upper bound on the probability of the tail."""
        below, above = law.cumulative(BALL, self.at(distance, self.side), self.cell)
        low, high = law.support
        if self.infinite:
            mass = above if self.side > 0 else below
        elif self.side > 0 and low >= self.anchor:
            mass = below
        elif self.side < 0 and high <= self.anchor:
            mass = above
        elif self.neighbour is not None:
            # Between anchor - distance and anchor + distance: the singular point itself is not asked.
            other, _ = law.cumulative(BALL, self.at(distance, -self.side), self.neighbour)
            mass = (below - other) * self.side
        else:
            return arb.pos_inf()
        return acb(mass).abs_upper()

    def total_mass(self, integrand: Integrand, laws: Mapping[str, Law], distance: arb) -> arb:
        total = arb(0)
        for role in integrand.roles:
            if laws[role].base == "lebesgue":
                total += self.mass(laws[role], distance)
        return total.abs_upper() if total.is_finite() else arb.pos_inf()

    def bound(self, integrand: Integrand, laws: Mapping[str, Law], distance: arb) -> arb:
        """An upper bound on the integral of |F| over the tail: C·mass where F is bounded by C·density."""
        if integrand.bound is None:
            raise NotCertifiedError(f"no bound on the tail {self.end} is known for an unbounded integrand")
        return self.total_mass(integrand, laws, distance) * rational(integrand.bound)


def absent(law: Law, cell: Cell, at: Anchored) -> bool:
    """Whether the law has no density on the cell."""
    return law.base != "lebesgue" or isinstance(law.log_density(BALL, at, cell), Infinite)


def bulk(tail: Tail, integrand: Integrand, laws: Mapping[str, Law]) -> Fraction:
    """A distance from the anchor beyond which about a quarter of the mass of the widest law lies."""
    unit = Fraction(1)
    share = arb(0.3)
    far = tail.total_mass(integrand, laws, arb(rational(unit))) < share
    for _ in range(2000):
        step = unit / 2 if far else unit * 2
        if (tail.total_mass(integrand, laws, arb(rational(step))) < share) != far:
            return unit if far else step
        unit = step
    raise NotCertifiedError(f"the scale of the laws at {tail.end} was not found")


def reach(tail: Tail, integrand: Integrand, laws: Mapping[str, Law], unit: Fraction, budget: arb) -> Fraction:
    """A factor ≤ `LINEAR_REACH` such that the tail beyond factor·unit is below the budget; 0 if none is."""
    base = arb(rational(unit))

    def enough(factor: Fraction) -> bool:
        return bool(tail.bound(integrand, laws, base * rational(factor)) < budget)

    factor = Fraction(2)
    while not enough(factor):
        factor *= 2
        if factor > LINEAR_REACH:
            return Fraction(0)
    for eighths in (5, 6, 7):
        if enough(factor * eighths / 8):
            return factor * eighths / 8
    return factor


def exponent(
    tail: Tail, integrand: Integrand, laws: Mapping[str, Law], unit: Fraction, budget: arb
) -> Fraction:
    """s such that the tail is below the budget from distance unit·e^s on (unit·e^-s at a finite end)."""
    base = arb(rational(unit))
    s = Fraction(6)
    while s < FARTHEST:
        distance = base * arb(rational(s if tail.infinite else -s)).exp()
        if tail.bound(integrand, laws, distance) < budget:
            return s
        s = Fraction(int(s * 5), 4)
    raise NotCertifiedError(f"the tail {tail.end} does not fall below {budget.str(3, radius=False)}")
