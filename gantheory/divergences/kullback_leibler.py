"""Kullback–Leibler divergences: forward, reverse, and their sum."""

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


def _kl(A: Arithmetic, at: Site) -> Value:
    return A.weighted(at.log_density("p"), at.log_ratio("p", "q"))


def _reverse_kl(A: Arithmetic, at: Site) -> Value:
    return A.weighted(at.log_density("q"), at.log_ratio("q", "p"))


def _jeffreys(A: Arithmetic, at: Site) -> Value:
    # (p-q)·d = (p+q)·tanh(d/2)·d, a product of two odd functions of d: nothing cancels for nearly equal laws
    d = at.log_ratio("p", "q")
    return A.weighted(A.logaddexp(at.log_density("p"), at.log_density("q")), A.tanh(d / 2) * d)


KL: Final = IntegralDivergence(
    name="kl",
    closed=ClosedQuantity("kl"),
    title="Kullback–Leibler divergence",
    formula=r"\int p \log\frac{p}{q}\,dx",
    range=("0", "oo"),
    generator="t*log(t)",
    functional=named("kl", Integrand(_kl, PAIR)),
)
REVERSE_KL: Final = IntegralDivergence(
    name="reverse_kl",
    closed=ClosedQuantity("kl", direct=False, swapped=True),
    title="reverse Kullback–Leibler divergence",
    formula=r"\int q \log\frac{q}{p}\,dx",
    range=("0", "oo"),
    generator="-log(t)",
    functional=named("reverse_kl", Integrand(_reverse_kl, PAIR)),
)
JEFFREYS: Final = IntegralDivergence(
    name="jeffreys",
    closed=ClosedQuantity("kl", swapped=True),
    title="Jeffreys divergence",
    formula=r"\int (p-q) \log\frac{p}{q}\,dx",
    range=("0", "oo"),
    generator="(t - 1)*log(t)",
    symmetric=True,
    functional=named("jeffreys", Integrand(_jeffreys, PAIR)),
)


def kl_divergence(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Kullback–Leibler divergence :math:`\int p \log(p/q)\,dx \in [0, \infty]`, in nats.

    f-generator :math:`t \log t`. ``torch.nn.functional.kl_div(input, target)`` takes log q first and p second;
    ``scipy.stats.entropy(pk, qk)`` normalises two vectors. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Cauchy, Normal
    >>> kl_divergence(Normal(0, 1), Normal(1, 1)).value
    0.5
    >>> kl_divergence(Cauchy(), Normal()).status
    'infinite'
    """
    return compute(KL, p, q, **options)


def reverse_kl_divergence(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Reverse Kullback–Leibler divergence :math:`\int q \log(q/p)\,dx \in [0, \infty]`, in nats.

    It is KL(q‖p); f-generator :math:`-\log t`. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Exponential
    >>> print(reverse_kl_divergence(Exponential(1), Exponential(2)).value)
    0.3068528194400547
    """
    return compute(REVERSE_KL, p, q, **options)


def jeffreys_divergence(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Jeffreys divergence :math:`KL(p\|q) + KL(q\|p) = \int (p-q)\log(p/q)\,dx \in [0, \infty]`, in nats.

    f-generator :math:`(t-1)\log t`; symmetric. Some authors take half of it. Options as in
    :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> jeffreys_divergence(Normal(0, 1), Normal(1, 1)).value
    1.0
    """
    return compute(JEFFREYS, p, q, **options)
