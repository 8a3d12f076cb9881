"""Distances between distribution functions: Wasserstein of order 1, Cramér, energy, Kolmogorov."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Unpack

import numpy as np

from gantheory import adapters
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.law import Law
from gantheory.divergences.closed_quantity import ClosedQuantity
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import Divergence, IntegralDivergence
from gantheory.divergences.functional import PAIR, named
from gantheory.divergences.request import Options, Request
from gantheory.divergences.total_variation import TOTAL_VARIATION
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, Site
from gantheory.integration.quadrature.account import QuadratureAccount
from gantheory.integration.quadrature.adaptive import Batch

#: Rounding of the difference of two distribution functions.
_ROUNDING: Final = 2.0**-51


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
    of_samples=lambda p, q: adapters.empirical_wasserstein(p, q),
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
    of_samples=lambda p, q: adapters.empirical_cramer(p, q),
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
    of_samples=lambda p, q: adapters.empirical_energy(p, q),
    closed=ClosedQuantity("cramer", transform=lambda A, cramer: 2 * cramer),
    title="energy distance",
    formula=r"2 \int (F_p - F_q)^2\,dx",
    range=("0", "oo"),
    symmetric=True,
    unit="x",
    functional=named("energy", Integrand(_energy, PAIR, cumulative=True)),
)


@dataclass(frozen=True, eq=False)
class Kolmogorov(Divergence):
    """sup|F_p - F_q|.

    It is reached where p - q changes sign. These places are the edges of the panels on which total variation is
    integrated; a change that was missed is missing there too, and makes an error of that integral which is at
    least as large.
    """

    def by_quadrature(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        p, q = laws["p"], laws["q"]
        points = np.array([float(b) for law in laws.values() for b in law.breakpoints])
        # a distribution function may jump at a breakpoint: the gap just below it counts too
        beside = np.concatenate([points, np.nextafter(points, -np.inf)])
        value = float(np.max(np.abs(p.cdf(beside) - q.cdf(beside)), initial=0.0))
        if "counting" in (p.base, q.base):
            # between its points one of the functions is constant, and the gap is monotone
            return Estimate(value, _ROUNDING, "converged", "sum", "", beside.size)
        variation = TOTAL_VARIATION.by_quadrature(laws, request)
        if variation.status != "converged":
            return variation
        account = variation.account
        assert isinstance(account, QuadratureAccount)
        with quiet():
            value = max(value, *(_largest_gap(batch, laws) for batch in account.batches))
        return replace(variation, value=value, error=variation.error + _ROUNDING)


def _largest_gap(batch: Batch, laws: Mapping[str, Law]) -> float:
    """max|F_p - F_q| at the edges of a batch's panels."""
    chart, panels = batch.chart, batch.panels
    places = chart.at(np.tile(panels.base, 2), np.concatenate([panels.lo, panels.hi]))
    gap = cdf_gap(FLOATING, Site(FLOATING, places, chart.cell, laws))
    return float(np.max(np.abs(gap), initial=0.0))


KOLMOGOROV: Final = Kolmogorov(
    name="kolmogorov",
    of_samples=lambda p, q: adapters.empirical_kolmogorov(p, q),
    closed=ClosedQuantity("kolmogorov"),
    title="Kolmogorov distance",
    formula=r"\sup_x |F_p(x) - F_q(x)|",
    range=("0", "1"),
    symmetric=True,
    unit="",
)


def kolmogorov_distance(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Kolmogorov distance :math:`\sup_x |F_p(x) - F_q(x)| \in [0, 1]`, the statistic of Kolmogorov and Smirnov.

    Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(kolmogorov_distance(Uniform(0, 1), Uniform(0, 2)).value)
    0.5
    """
    return compute(KOLMOGOROV, p, q, **options)


def cramer_distance(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Cramér distance :math:`\int (F_p - F_q)^2\,dx \in [0, \infty]`, in the unit of x: half the energy distance.

    Its root is the :math:`\ell_2` distance of Bellemare et al. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(f"{cramer_distance(Uniform(0, 1), Uniform(1, 2)).value:.12f}")
    0.666666666667
    """
    return compute(CRAMER, p, q, **options)


def energy_distance(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Energy distance :math:`2\int (F_p - F_q)^2\,dx = 2E|X-Y| - E|X-X'| - E|Y-Y'|`, in the unit of x.

    ``scipy.stats.energy_distance`` returns its square root. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(f"{energy_distance(Uniform(0, 1), Uniform(1, 2)).value:.12f}")
    1.333333333333
    """
    return compute(ENERGY, p, q, **options)
