"""Wasserstein distances of the orders 1, 2 and ∞."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Unpack

import numpy as np

from gantheory import adapters
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.law import Law
from gantheory.divergences.cdf_distances import WASSERSTEIN_1
from gantheory.divergences.closed_quantity import ClosedQuantity
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import Divergence
from gantheory.divergences.request import Options, Request
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, Site

#: Relative gap of the bounds of a supremum, and rounding of a quantile.
_TOLERANCE, _ROUNDING = 1e-9, 2.0**-50


def _square(A: Arithmetic, at: Site) -> Value:
    return A.weighted(at.log_density("p"), at.x * at.x)


#: ∫x²p dx.
_SECOND_MOMENT: Final = Integrand(_square, ("p",))


@dataclass(frozen=True, eq=False)
class Wasserstein2(Divergence):
    """The root of ∫(F_p⁻¹ - F_q⁻¹)² du."""

    def by_quadrature(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.integration.quantiles import squared_gap

        moments = [_second_moment(law) for law in laws.values()]
        if sorted(moments) == ["finite", "infinite"]:
            reason = "one law has a finite variance and the other has not"
            return Estimate(math.inf, 0.0, "infinite", "quadrature", reason)
        if moments != ["finite", "finite"]:
            reason = "neither variance is finite, or it is not known: the distance may be infinite"
            return Estimate(math.nan, math.inf, "undecided", "quadrature", reason)
        options = {name: value for name, value in request.tolerances.items() if name != "atol"}
        found = squared_gap(laws["p"], laws["q"], **options)
        if found.status != "converged":
            return found
        value = math.sqrt(found.value)
        # √(v ± e) is off by at most e/√v, and by √e where v is 0
        error = found.error / value if value else math.sqrt(found.error)
        return replace(found, value=value, error=error + 2.0**-52 * value)


def _second_moment(law: Law) -> str:
    if law.base == "counting" or not any(math.isinf(end) for end in law.support):
        return "finite"
    from gantheory.integration.convergence import convergence

    return convergence(_SECOND_MOMENT, {"p": law}).verdict


@dataclass(frozen=True, eq=False)
class WassersteinInfinity(Divergence):
    """sup|F_p⁻¹ - F_q⁻¹|."""

    def why_infinite(self, laws: Mapping[str, Law]) -> str:
        return "the quantile functions drift apart without end in a tail"

    def by_quadrature(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.integration.suprema import largest_gap

        p, q = laws["p"], laws["q"]
        for end, other in zip(p.support, q.support):
            if math.isinf(end) != math.isinf(other):
                return Estimate(math.inf, 0.0, "infinite", "quadrature", "only one support is bounded on this side")
            if math.isinf(end):
                reason = "both tails reach to infinity, and no closed form is known for how far apart they are there"
                return Estimate(math.nan, math.inf, "undecided", "quadrature", reason)
        size = max(abs(float(end)) for law in laws.values() for end in law.support)
        spread = max(float(law.support[1]) - float(law.support[0]) for law in laws.values())
        tolerance = _TOLERANCE * spread
        points = [np.array([float(b) for b in law.breakpoints]) for law in (p, q)]
        with quiet():
            below = _intervals([law.cdf(places) for law, places in zip((p, q), points)])
            above = _intervals([law.sf(places) for law, places in zip((p, q), points)])
            halves = [
                largest_gap(p.icdf, q.icdf, *below, tolerance),
                largest_gap(lambda u: -p.isf(u), lambda u: -q.isf(u), *above, tolerance),
            ]
        value, upper = (max(bounds) for bounds in list(zip(*halves))[:2])
        error = upper - value + _ROUNDING * size
        return Estimate(value, error, "converged", "quadrature", "", sum(half[2] for half in halves))


def _intervals(jumps: list[Floats]) -> tuple[Floats, Floats]:
    """Intervals of levels up to 1/2 between which the quantile functions may jump, without the jumps' rounding."""
    known = np.concatenate(jumps)
    levels = np.unique(np.concatenate([[0.0, 0.5], np.geomspace(1e-300, 0.5, 64), known[known <= 0.5]]))
    low, high = levels[:-1], levels[1:]
    margin = 4 * np.finfo(float).eps
    low = np.where(np.isin(low, known), low * (1 + margin), low)
    high = np.where(np.isin(high, known), high * (1 - margin), high)
    kept = low < high
    return low[kept], high[kept]


_QUANTILES: Final = r"\int_0^1 |F_p^{-1} - F_q^{-1}|^2\,du"
WASSERSTEIN_2: Final = Wasserstein2(
    name="wasserstein(2)",
    of_samples=lambda p, q: adapters.empirical_wasserstein(p, q, 2),
    title="Wasserstein distance of order 2",
    formula=rf"\Big({_QUANTILES}\Big)^{{1/2}}",
    range=("0", "oo"),
    symmetric=True,
    unit="x",
    closed=ClosedQuantity("w2"),
)
WASSERSTEIN_INFINITY: Final = WassersteinInfinity(
    name="wasserstein(inf)",
    of_samples=lambda p, q: adapters.empirical_wasserstein(p, q, math.inf),
    title="Wasserstein distance of order ∞",
    formula=r"\sup_{0<u<1} |F_p^{-1}(u) - F_q^{-1}(u)|",
    range=("0", "oo"),
    symmetric=True,
    unit="x",
    closed=ClosedQuantity("w_inf"),
)
_ORDERS: Final[dict[float, Divergence]] = {1: WASSERSTEIN_1, 2: WASSERSTEIN_2, math.inf: WASSERSTEIN_INFINITY}


def wasserstein(order: float) -> Divergence:
    """The distance :math:`W_r` of order r = 1, 2 or ∞."""
    if isinstance(order, int | float) and order in _ORDERS:
        return _ORDERS[order]
    raise InvalidParameterError(f"order must be 1, 2 or math.inf, got {order!r}")


def wasserstein_distance(p: Any, q: Any, /, order: float = 1, **options: Unpack[Options]) -> Estimate:
    r"""Wasserstein distance :math:`W_r = \big(\int_0^1 |F_p^{-1} - F_q^{-1}|^r du\big)^{1/r}`, in the unit of x.

    Order 1 is :math:`\int |F_p - F_q|\,dx`, order ∞ the supremum of :math:`|F_p^{-1} - F_q^{-1}|`.
    ``scipy.stats.wasserstein_distance`` is that of order 1 for samples.

    Parameters
    ----------
    p, q : Law
    order : 1, 2 or math.inf
    **options
        As in :func:`gantheory.divergence`. Digits can be certified for order 1, and where there is a closed form.

    Examples
    --------
    >>> from gantheory.distributions import Exponential, Normal
    >>> print(wasserstein_distance(Normal(0, 1), Normal(2, 1)).value)
    2.0
    >>> print(wasserstein_distance(Normal(0, 1), Normal(0, 3), order=2).value)
    2.0
    >>> wasserstein_distance(Exponential(), Normal(), order=math.inf).value
    inf
    """
    return compute(wasserstein(order), p, q, **options)
