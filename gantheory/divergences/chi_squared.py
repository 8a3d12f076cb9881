"""Quadratic divergences: Pearson's and Neyman's χ², triangular discrimination."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, Unpack

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.divergences.closed_quantity import ClosedQuantity
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import IntegralDivergence
from gantheory.divergences.functional import PAIR, named
from gantheory.divergences.request import Options
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, OverMixture, Site


def _squared_difference(A: Arithmetic, at: Site, log_weight: Value) -> Value:
    # (p-q)² = (p+q)²·tanh²(d/2), times e^log_weight: nothing overflows on the way, nothing cancels
    t = A.tanh(at.log_ratio("p", "q") / 2)
    return A.weighted(log_weight, t * t)


def _pearson(A: Arithmetic, at: Site) -> Value:
    # ∞ where q is absent, q where p is
    p, q = at.log_density("p"), at.log_density("q")
    return _squared_difference(A, at, 2 * A.logaddexp(p, q) - q)


def _neyman(A: Arithmetic, at: Site) -> Value:
    p, q = at.log_density("p"), at.log_density("q")
    return _squared_difference(A, at, 2 * A.logaddexp(p, q) - p)


def _triangular(A: Arithmetic, at: Site) -> Value:
    return _squared_difference(A, at, A.logaddexp(at.log_density("p"), at.log_density("q")))


def _triangular_over_mixture(A: Arithmetic, d: Value) -> Value:
    t = A.tanh(d / 2)
    return 2 * t * t


PEARSON: Final = IntegralDivergence(
    name="pearson_chi2",
    closed=ClosedQuantity("log_affinity", Fraction(2), lambda A, affinity: A.expm1(affinity)),
    title="Pearson χ² divergence",
    formula=r"\int \frac{(p-q)^2}{q}\,dx",
    range=("0", "oo"),
    generator="(t - 1)**2",
    unit="",
    functional=named("pearson_chi2", Integrand(_pearson, PAIR)),
)
NEYMAN: Final = IntegralDivergence(
    name="neyman_chi2",
    closed=ClosedQuantity("log_affinity", Fraction(-1), lambda A, affinity: A.expm1(affinity)),
    title="Neyman χ² divergence",
    formula=r"\int \frac{(p-q)^2}{p}\,dx",
    range=("0", "oo"),
    generator="(t - 1)**2/t",
    unit="",
    functional=named("neyman_chi2", Integrand(_neyman, PAIR)),
)
TRIANGULAR: Final = IntegralDivergence(
    name="triangular_discrimination",
    title="triangular discrimination",
    formula=r"\int \frac{(p-q)^2}{p+q}\,dx",
    range=("0", "2"),
    generator="(t - 1)**2/(t + 1)",
    symmetric=True,
    unit="",
    functional=named(
        "triangular_discrimination",
        Integrand(
            _triangular,
            PAIR,
            bound=Fraction(1),
            reach=1.0,
            over_mixture=OverMixture(_triangular_over_mixture, 0.0, 2.0),
        ),
    ),
)


def pearson_chi2(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Pearson's :math:`\chi^2(p\|q) = \int (p-q)^2/q\,dx = \int p^2/q\,dx - 1 \in [0, \infty]`.

    f-generator :math:`(t-1)^2`. Some authors swap the arguments, or take half. Options as in
    :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(pearson_chi2(Normal(0, 1), Normal(0, 2)).value)
    0.511857892036909
    """
    return compute(PEARSON, p, q, **options)


def neyman_chi2(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Neyman's :math:`\chi^2(q\|p) = \int (p-q)^2/p\,dx = \int q^2/p\,dx - 1 \in [0, \infty]`.

    Pearson's with the laws swapped; f-generator :math:`(t-1)^2/t`. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(neyman_chi2(Normal(0, 2), Normal(0, 1)).value)
    0.511857892036909
    """
    return compute(NEYMAN, p, q, **options)


def triangular_discrimination(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Triangular discrimination :math:`\Delta = \int (p-q)^2/(p+q)\,dx \in [0, 2]`.

    f-generator :math:`(t-1)^2/(t+1)`; symmetric. It is what the least-squares game's discriminator leaves. Options
    as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(triangular_discrimination(Uniform(0, 1), Uniform(1, 2)).value)
    2.0
    """
    return compute(TRIANGULAR, p, q, **options)
