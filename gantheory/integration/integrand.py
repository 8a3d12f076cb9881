"""What is integrated: a function of log-densities, written for all arithmetics, and where it is asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.coordinate import Cell, Coordinate
from gantheory.distributions.law import Law, log_quotient


class Densities(ABC):
    """What an integrand reads at a place: the laws' log-densities and cumulative probabilities."""

    __slots__ = ()

    @abstractmethod
    def log_density(self, role: str) -> Value:
        """log p of the law that plays `role`."""

    @abstractmethod
    def cumulative(self, role: str) -> tuple[Value, Value]:
        """F and 1 - F of the law that plays `role`."""

    def log_ratio(self, first: str, second: str) -> Value:
        """log of the ratio of two densities, the logit of the optimal discriminator between them."""
        return self.log_density(first) - self.log_density(second)


class Site(Densities):
    """A place of the line in some arithmetic, with the laws' log-densities there, computed once each.

    A law has a density with respect to one base measure only; seen from the other it is absent (log 0), so
    that a density and atoms are mutually singular. With `atom` the site is that point under counting measure, where
    a log-ratio is that of the exact masses.
    With `direct` laws of one family give their log-ratio themselves, which keeps its digits where they are nearly
    equal. `shift` is subtracted from all log-densities: F of degree 1 in the densities is then e^-shift·F.
    """

    __slots__ = ("_direct", "_laws", "_log_densities", "_shift", "arithmetic", "atom", "cell", "coordinate")

    def __init__(
        self,
        arithmetic: Arithmetic,
        coordinate: Coordinate,
        cell: Cell,
        laws: Mapping[str, Law],
        atom: Fraction | None = None,
        *,
        direct: bool = False,
        shift: Value | None = None,
    ) -> None:
        self.arithmetic = arithmetic
        self.coordinate = coordinate
        self.cell = cell
        self.atom = atom
        self._laws = laws
        self._log_densities: dict[str, Value] = {}
        self._direct = direct
        self._shift = shift

    @property
    def asked(self) -> bool:
        """Whether a log-density was asked; a function of cumulative probabilities has no sum over atoms."""
        return bool(self._log_densities)

    @property
    def x(self) -> Value:
        """The place itself, measured from 0."""
        return self.coordinate.minus(0)

    def log_density(self, role: str) -> Value:
        """log p(x) of the law that plays `role`."""
        if role not in self._log_densities:
            found = self._ask(self._laws[role])
            absent = found is self.arithmetic.minus_infinity
            self._log_densities[role] = found if self._shift is None or absent else found - self._shift
        return self._log_densities[role]

    def log_ratio(self, first: str, second: str) -> Value:
        """log of the ratio of two densities, from the laws themselves where `direct` is asked for."""
        p, q = self.log_density(first), self.log_density(second)
        laws = self._laws[first], self._laws[second]
        if self.atom is not None:
            masses = [law.mass(self.atom) if isinstance(law, Atoms) else None for law in laws]
            if masses[0] and masses[1]:
                return log_quotient(self.arithmetic, masses[0], masses[1])
        elif self._direct and all(law.base == "lebesgue" and self.cell.within(*law.support) for law in laws):
            ratio = laws[0].log_ratio(self.arithmetic, laws[1], self.coordinate, self.cell)
            if ratio is not None:
                return ratio
        return p - q

    def _ask(self, law: Law) -> Value:
        if self.atom is not None and isinstance(law, Atoms):
            return law.log_weight(self.arithmetic, self.atom)
        if self.atom is None and law.base == "lebesgue":
            return law.log_density(self.arithmetic, self.coordinate, self.cell)
        return self.arithmetic.minus_infinity

    def cumulative(self, role: str) -> tuple[Value, Value]:
        """F(x) and 1 - F(x) of the law that plays `role`."""
        return self._laws[role].cumulative(self.arithmetic, self.coordinate, self.cell)


@dataclass(frozen=True, eq=False)
class OverMixture:
    """F/m for the mixture m = (p+q)/2 of the two roles, which can be sampled: a bounded function of log(p/q).

    Attributes
    ----------
    evaluate : callable
        ``evaluate(A, d)`` for d = log(p/q); defined at ±∞ too, where one density is absent.
    low, high : float
        The range that it cannot leave: what a rigorous interval from draws of m rests on.
    """

    evaluate: Callable[[Arithmetic, Value], Value]
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Integrand:
    """A function F of the laws' log-densities (and of x), integrated over the line or summed over atoms.

    Attributes
    ----------
    evaluate : callable
        ``evaluate(A, site)``; F must vanish where all densities of `roles` do.
    roles : tuple of str
        The roles whose densities it reads: "p" (data), "q" (generated), "z" (latent), ...
    bound : Fraction, optional
        C with :math:`|F| \\le C \\sum_{roles} density`, where one is known: such an integral always exists
        and a tail counts for at most C times its mass.
    cumulative : bool
        Whether F reads cumulative probabilities, not densities: it is then integrated over the whole line, the
        gaps between supports included, whatever the laws' base measures are.
    reach : float
        How many times farther than a law's own outermost quantiles its traces in F can lie: √p is up to twice
        as wide as p. 1 where F decays like a density.
    kinks : tuple of callables
        Functions ``g(A, site)`` whose sign changes are where F is not analytic inside a cell (|p - q|).
    over_mixture : OverMixture, optional
        The same F divided by the mixture of its two roles, where that is a bounded function of their log-ratio.
    """

    evaluate: Callable[[Arithmetic, Site], Value]
    roles: tuple[str, ...]
    bound: Fraction | None = None
    kinks: tuple[Callable[[Arithmetic, Site], Value], ...] = field(default=())
    cumulative: bool = False
    reach: float = 2.2
    over_mixture: OverMixture | None = None

    def lives_on(self, law: Law) -> bool:
        """Whether the integral over the line concerns `law`."""
        return self.cumulative or law.base == "lebesgue"

    def __call__(self, A: Arithmetic, at: Site) -> Value:
        return self.evaluate(A, at)
