"""Where to stop on the way to an end of a cell, and a rigorous bound on what lies beyond."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import acb, arb

from gantheory.arithmetic.ball import BALL, Infinite, rational
from gantheory.arithmetic.majorant import Majorant
from gantheory.distributions.coordinate import Anchored, Cell, End
from gantheory.distributions.law import Law
from gantheory.errors import GantheoryError, NotCertifiedError
from gantheory.integration.integrand import Integrand, Site

#: Distances in units of the bulk up to which an infinite end is integrated along a straight path.
LINEAR_REACH = 64

#: Mass (and part of the mass beyond the anchor) that lies beyond the distance which counts as one unit.
BULK_SHARE = 0.3

#: Exponent beyond which no truncation point is sought: e^(10⁶) units.
FARTHEST = 10**6

#: Exponent from which on it is asked whether any of the probes, far out, is enough. Not the farthest alone: there
#: e^(e^s) has no ball.
HOPEFUL = Fraction(10)
PROBES = tuple(map(Fraction, (15, 20, 30, 40, 60, 100, 300, 1000, 10_000, FARTHEST)))


@dataclass(frozen=True)
class Tail:
    """What lies beyond a distance at one end of a cell, in units of the bulk.

    At an infinite end: x beyond anchor + side·unit·w. At a finite one the anchor is the end itself:
    x between anchor and anchor + side·unit/w.
    """

    cell: Cell
    end: End
    anchor: Fraction
    integrand: Integrand
    laws: Mapping[str, Law]
    neighbour: Cell | None = None
    unit: Fraction = Fraction(1)

    @property
    def sigma(self) -> int:
        """+1 at an infinite end, -1 at a finite one: x - anchor = side·unit·w^sigma."""
        return 1 if isinstance(self.end.point, float) else -1

    @property
    def side(self) -> int:
        """The direction from the anchor into the cell."""
        return -self.end.side * self.sigma

    def bound(self, w: arb) -> arb:
        """An upper bound on the integral of |F| over the tail, infinite where none is known.

        Where F is bounded by C·density it is C·mass, and where the mass is not cheap or not known, as all
        else, it is what a :class:`Majorant` gives.
        """
        bulky = w <= LINEAR_REACH and self.sigma > 0
        first, second = (self._by_mass, self._by_majorant) if bulky else (self._by_majorant, self._by_mass)
        bound = first(w)
        return bound if bound.is_finite() else second(w)

    def _by_mass(self, w: arb) -> arb:
        if self.integrand.bound is None:
            return arb.pos_inf()
        return (self.total_mass(w) * rational(self.integrand.bound)).upper()

    def _by_majorant(self, w: arb) -> arb:
        try:
            return self._majorant(w)
        except GantheoryError:
            return arb.pos_inf()

    def refusal(self, w: arb) -> str:
        """Why there is no finite bound."""
        try:
            bound = self._majorant(w)
        except GantheoryError as error:
            return str(error)
        return "it decays too slowly" if bound.is_finite() else "its bound is not integrable"

    def total_mass(self, w: arb) -> arb:
        """An upper bound on the sum of the laws' probabilities of the tail, infinite where none is known."""
        total = arb(0)
        for law in self.laws.values():
            try:
                total += self._mass(law, w) if law.base == "lebesgue" else 0
            except GantheoryError:
                return arb.pos_inf()
        return total.upper() if total.is_finite() else arb.pos_inf()

    def _mass(self, law: Law, w: arb) -> arb:
        below, above = law.cumulative(BALL, self._at(w, self.side), self.cell)
        low, high = law.support
        if self.sigma > 0:
            mass = above if self.side > 0 else below
        elif self.side > 0 and low >= self.anchor:
            mass = below
        elif self.side < 0 and high <= self.anchor:
            mass = above
        elif self.neighbour is not None and _wider(self.neighbour, w**self.sigma * rational(self.unit)):
            # Between anchor - distance and anchor + distance: the singular point itself is not asked.
            other, _ = law.cumulative(BALL, self._at(w, -self.side), self.neighbour)
            mass = (below - other) * self.side
        else:
            return arb.pos_inf()
        return acb(mass).abs_upper()

    def _at(self, w: arb, side: int) -> Anchored:
        distance = w**self.sigma * rational(self.unit)
        return Anchored(BALL, self.anchor, acb(distance * side), acb(distance.log()))

    def _majorant(self, w: arb) -> arb:
        A = Majorant(w, self.sigma, self.unit)
        coordinate = Anchored(A, self.anchor, *A.offset(self.side))
        site = Site(A, coordinate, self.cell, self.laws)
        if self.integrand.bound is None:
            return A.integral(self.integrand(A, site))
        densities = [A.exp(site.log_density(role)) for role in self.laws]
        return A.integral(sum(densities) * A.const(self.integrand.bound))


def _wider(cell: Cell, distance: arb) -> bool:
    """Whether the cell is wider than the distance."""
    if isinstance(cell.low, float) or isinstance(cell.high, float):
        return True
    return bool(distance < rational(cell.high - cell.low))


def vacant(site: Site, integrand: Integrand) -> bool:
    """Whether no law has a density at the site."""
    return all(isinstance(site.log_density(role), Infinite) for role in integrand.roles)


def bulk(tail: Tail) -> Fraction:
    """A distance from the anchor at which the laws' mass beyond it has clearly begun to fall."""

    def mass(unit: Fraction) -> arb:
        return replace(tail, unit=unit).total_mass(arb(1))

    unit = Fraction(1)
    whole = mass(unit / 2**64)
    if not whole.is_finite() or whole == 0:
        return unit
    share = (whole * BULK_SHARE).min(arb(BULK_SHARE))
    outside = mass(unit) < share
    for _ in range(2000):
        step = unit / 2 if outside else unit * 2
        if (mass(step) < share) != outside:
            return unit if outside else step
        unit = step
    raise NotCertifiedError(f"the scale of the laws at {tail.end} was not found")


def reach(tail: Tail, budget: arb) -> Fraction:
    """A factor ≤ `LINEAR_REACH` such that the tail beyond factor·unit is below the budget; 0 if none is."""

    def enough(factor: Fraction) -> bool:
        return bool(tail.bound(arb(rational(factor))) < budget)

    factor = Fraction(4)
    while not enough(factor):
        factor *= 2
        if factor > LINEAR_REACH:
            return Fraction(0)
    for eighths in (5, 6, 7):
        if enough(factor * eighths / 8):
            return factor * eighths / 8
    return factor


def exponent(tail: Tail, budget: arb) -> Fraction:
    """s such that the tail is below the budget from w = e^s on."""

    def bound(s: Fraction) -> arb:
        return tail.bound(arb(rational(s)).exp())

    s = Fraction(6)
    while s < FARTHEST:
        if bound(s) < budget:
            return s
        s = Fraction(int(s * 5), 4)
        if HOPEFUL < s <= HOPEFUL * 5 / 4 and not any(bound(far) < budget for far in PROBES):
            # Fifty bounds of a mixture are not worth their time where none of these is small.
            break
    raise NotCertifiedError(f"the tail {tail.end} has no certified bound: {tail.refusal(arb(rational(s)).exp())}")
