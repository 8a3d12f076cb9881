"""Total variation."""

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


def difference(A: Arithmetic, at: Site) -> Value:
    """p - q, whose sign changes are the kinks of |p - q|."""
    return A.exp_difference(at.log_density("p"), at.log_density("q"), at.log_ratio("p", "q"))


def _tv(A: Arithmetic, at: Site) -> Value:
    return A.absolute(difference(A, at)) / 2


TOTAL_VARIATION: Final = IntegralDivergence(
    name="tv",
    closed=ClosedQuantity("tv"),
    title="total variation",
    formula=r"\tfrac12 \int |p-q|\,dx",
    range=("0", "1"),
    generator="abs(t - 1)/2",
    symmetric=True,
    unit="",
    functional=named(
        "tv",
        Integrand(
            _tv,
            PAIR,
            bound=Fraction(1, 2),
            kinks=(difference,),
            reach=1.0,
            over_mixture=OverMixture(lambda A, d: A.absolute(A.tanh(d / 2)), 0.0, 1.0),
        ),
    ),
)


def total_variation(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Total variation :math:`\tfrac12 \int |p - q|\,dx = \sup_A |P(A) - Q(A)| \in [0, 1]`.

    f-generator :math:`|t-1|/2`. Some texts, and TensorFlow Probability's generator times 2, leave out the ½.
    Options as in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(total_variation(Uniform(0, 1), Uniform(0, 2)).value)
    0.5
    """
    return compute(TOTAL_VARIATION, p, q, **options)
