"""What a divergence is, and what is known of it whatever the laws are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gantheory.distributions.law import Law
from gantheory.divergences.closed_quantity import ClosedQuantity
from gantheory.divergences.functional import Functional
from gantheory.errors import InvalidParameterError, NotCertifiedError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand

if TYPE_CHECKING:
    from gantheory.adapters import EmpiricalLaw
    from gantheory.divergences.request import Request


@dataclass(frozen=True, eq=False)
class Divergence(ABC):
    """A number that belongs to two laws (or to one), and the ways to compute it.

    Attributes
    ----------
    name : str
        What it is called in text: ``js``, ``renyi(1/2)``.
    title : str
        What it is called in prose.
    formula : str
        Its definition in LaTeX.
    range : tuple of str
        Infimum and supremum over all pairs of laws, as SymPy text; "oo" for ∞.
    generator : str
        f(t) with :math:`D = \\int q\\,f(p/q)\\,dx`, as SymPy text; empty where it is no f-divergence.
    symmetric : bool
        Whether swapping the laws changes nothing.
    unit : str
        "nats", "" (dimensionless), "x" (the unit of x) or a power of it.
    equal : float, optional
        Its value for equal laws, where that does not depend on them.
    closed : ClosedQuantity, optional
        How it follows from the closed forms.
    of_samples : callable, optional
        What it is between two samples, for distances of distribution functions.
    roles : tuple of str
        The laws that it takes: "p" (data), "q" (generated).
    """

    name: str
    title: str
    formula: str
    range: tuple[str, str]
    generator: str = ""
    symmetric: bool = False
    unit: str = "nats"
    equal: float | None = 0.0
    closed: ClosedQuantity | None = None
    of_samples: Callable[[EmpiricalLaw, EmpiricalLaw], Estimate] | None = None
    roles: tuple[str, ...] = ("p", "q")

    def __reduce__(self) -> tuple[Any, ...]:
        """A divergence travels between processes by its name."""
        from gantheory.divergences.registry import find

        return find, (self.name,)

    @abstractmethod
    def by_quadrature(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        """In float64, with an estimated error."""

    def why_infinite(self, laws: Mapping[str, Law]) -> str:
        """In words why the divergence of `laws` is infinite; empty where that is not known in words."""
        return ""

    def by_enclosure(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        """With certified digits.

        Raises
        ------
        NotCertifiedError
            Where no rigorous enclosure is known.
        """
        raise NotCertifiedError(f"{self.name} is no integral over x; only quadrature computes it")

    def by_sampling(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        """By Monte Carlo, with an interval.

        Raises
        ------
        InvalidParameterError
            Where it is not the mean of a function of draws.
        """
        raise InvalidParameterError(f"{self.name} cannot be sampled; use method='quadrature'")


@dataclass(frozen=True, eq=False)
class IntegralDivergence(Divergence):
    """∫F(x, log p, log q) dx.

    Attributes
    ----------
    functional : Functional
        The integral, for equations.
    """

    functional: Functional = field(default_factory=Functional)

    @property
    def integrand(self) -> Integrand:
        code = self.functional.terms[0][1].code
        assert code is not None
        return code

    def why_infinite(self, laws: Mapping[str, Law]) -> str:
        return reason_of_infinity(self.integrand, laws)

    def by_quadrature(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.integration.quadrature import integrate

        return integrate(self.integrand, laws, **request.tolerances)

    def by_enclosure(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.integration.enclosure import certified_estimate

        return certified_estimate(self.integrand, laws, digits=request.certified_digits)

    def by_sampling(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.integration.monte_carlo import integrate

        return integrate(self.integrand, laws, draws=request.draws, risk=1 - request.level, rng=request.rng)


def reason_of_infinity(integrand: Integrand, laws: Mapping[str, Law]) -> str:
    """Where the integral of `integrand` diverges, in words; empty if that is not known."""
    from gantheory.integration.convergence import convergence

    verdict = convergence(integrand, laws)
    return verdict.reason if verdict.verdict == "infinite" else ""
