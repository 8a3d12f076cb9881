"""Differential entropy and cross-entropy."""

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


def _entropy(A: Arithmetic, at: Site) -> Value:
    p = at.log_density("p")
    return A.weighted(p, -p)


def _cross_entropy(A: Arithmetic, at: Site) -> Value:
    return A.weighted(at.log_density("p"), -at.log_density("q"))


ENTROPY: Final = IntegralDivergence(
    name="entropy",
    closed=ClosedQuantity("entropy"),
    title="differential entropy",
    formula=r"-\int p \log p\,dx",
    range=("-oo", "oo"),
    roles=("p",),
    equal=None,
    functional=named("entropy", Integrand(_entropy, ("p",))),
)
CROSS_ENTROPY: Final = IntegralDivergence(
    name="cross_entropy",
    closed=ClosedQuantity("cross_entropy"),
    title="cross-entropy",
    formula=r"-\int p \log q\,dx",
    range=("-oo", "oo"),
    equal=None,
    functional=named("cross_entropy", Integrand(_cross_entropy, PAIR)),
)


def entropy(p: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Differential entropy :math:`-\int p \log p\,dx \in [-\infty, \infty]`, in nats.

    Shannon's entropy for a law of atoms. It depends on the unit of x. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(entropy(Normal(0, 1)).value)
    1.4189385332046727
    """
    return compute(ENTROPY, p, **options)


def cross_entropy(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Cross-entropy :math:`-\int p \log q\,dx = H(p) + KL(p\|q)`, in nats.

    Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(cross_entropy(Normal(0, 1), Normal(1, 1)).value)
    1.9189385332046727
    """
    return compute(CROSS_ENTROPY, p, q, **options)
