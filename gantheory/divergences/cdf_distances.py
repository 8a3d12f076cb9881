"""Distances between distribution functions: Wasserstein of order 1, Cramér, energy."""

from __future__ import annotations

from typing import Any, Final, Unpack

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.divergences.closed_quantity import ClosedQuantity
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import IntegralDivergence
from gantheory.divergences.functional import PAIR, named
from gantheory.divergences.request import Options
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, Site


def cdf_gap(A: Arithmetic, at: Site) -> Value:
    """F_p - F_q."""
    (p_low, p_high), (q_low, q_high) = at.cumulative("p"), at.cumulative("q")
    # The same gap seen from both tails, each weighted by the other tail's mass: the weights sum to 1, and the tail
    # in which the digits of 1 - F are lost counts for nothing.
    return ((p_low - q_low) * (p_high + q_high) + (q_high - p_high) * (p_low + q_low)) / 2


def _distance(A: Arithmetic, at: Site) -> Value:
    return A.absolute(cdf_gap(A, at))


def _cramer(A: Arithmetic, at: Site) -> Value:
    gap = cdf_gap(A, at)
    return gap * gap


def _energy(A: Arithmetic, at: Site) -> Value:
    return 2 * _cramer(A, at)


WASSERSTEIN_1: Final = IntegralDivergence(
    name="w1",
    closed=ClosedQuantity("w1"),
    title="Wasserstein distance of order 1",
    formula=r"\int |F_p - F_q|\,dx",
    range=("0", "oo"),
    symmetric=True,
    unit="x",
    functional=named("w1", Integrand(_distance, PAIR, kinks=(cdf_gap,), cumulative=True)),
)
CRAMER: Final = IntegralDivergence(
    name="cramer",
    closed=ClosedQuantity("cramer"),
    title="Cramér distance",
    formula=r"\int (F_p - F_q)^2\,dx",
    range=("0", "oo"),
    symmetric=True,
    unit="x",
    functional=named("cramer", Integrand(_cramer, PAIR, cumulative=True)),
)
ENERGY: Final = IntegralDivergence(
    name="energy",
    closed=ClosedQuantity("cramer", transform=lambda A, cramer: 2 * cramer),
    title="energy distance",
    formula=r"2 \int (F_p - F_q)^2\,dx",
    range=("0", "oo"),
    symmetric=True,
    unit="x",
    functional=named("energy", Integrand(_energy, PAIR, cumulative=True)),
)


def cramer_distance(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Cramér distance :math:`\int (F_p - F_q)^2\,dx \in [0, \infty]`, in the unit of x: half the energy distance.

    Its root is the :math:`\ell_2` distance of Bellemare et al. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(cramer_distance(Uniform(0, 1), Uniform(1, 2)).value)
    0.6666666666666667
    """
    return compute(CRAMER, p, q, **options)


def energy_distance(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Energy distance :math:`2\int (F_p - F_q)^2\,dx = 2E|X-Y| - E|X-X'| - E|Y-Y'|`, in the unit of x.

    ``scipy.stats.energy_distance`` returns its square root. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(energy_distance(Uniform(0, 1), Uniform(1, 2)).value)
    1.3333333333333333
    """
    return compute(ENERGY, p, q, **options)
