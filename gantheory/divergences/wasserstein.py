"""Wasserstein distances of the orders 1, 2 and ∞."""

from __future__ import annotations

from typing import Any, Unpack

from gantheory.divergences.cdf_distances import WASSERSTEIN_1
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import Divergence
from gantheory.divergences.request import Options
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate


def wasserstein(order: float) -> Divergence:
    """The distance W_r of order 1."""
    if order == 1:
        return WASSERSTEIN_1
    raise InvalidParameterError(f"order must be 1, 2 or inf, got {order!r}")


def wasserstein_distance(p: Any, q: Any, /, order: float = 1, **options: Unpack[Options]) -> Estimate:
    r"""Wasserstein distance :math:`W_r = \big(\int_0^1 |F_p^{-1} - F_q^{-1}|^r du\big)^{1/r}`, in the unit of x.

    Order 1 is :math:`\int |F_p - F_q|\,dx`. Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(wasserstein_distance(Normal(0, 1), Normal(2, 1)).value)
    2.0
    """
    return compute(wasserstein(order), p, q, **options)
