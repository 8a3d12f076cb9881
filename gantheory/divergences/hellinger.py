"""Squared Hellinger distance and the Bhattacharyya coefficient."""

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


def _squared_hellinger(A: Arithmetic, at: Site) -> Value:
    p, q = at.log_density("p"), at.log_density("q")
    half = A.exp_difference(p / 2, q / 2, at.log_ratio("p", "q") / 2)
    return half * half / 2


def _bhattacharyya(A: Arithmetic, at: Site) -> Value:
    return A.exp((at.log_density("p") + at.log_density("q")) / 2)


def _over_mixture(A: Arithmetic, d: Value) -> Value:
    # 1 - 1/cosh(d/2) = 2t²/(1+t²) with t = tanh(d/4), which loses nothing near 0, nor where tanh rounds to 1
    t = A.tanh(d / 4)
    return 2 * t * t / (1 + t * t)


SQUARED_HELLINGER: Final = IntegralDivergence(
    name="squared_hellinger",
    closed=ClosedQuantity("log_affinity", Fraction(1, 2), lambda A, affinity: -A.expm1(affinity)),
    title="squared Hellinger distance",
    formula=r"1 - \int \sqrt{p q}\,dx",
    range=("0", "1"),
    generator="(sqrt(t) - 1)**2/2",
    symmetric=True,
    unit="",
    functional=named(
        "squared_hellinger",
        Integrand(_squared_hellinger, PAIR, bound=Fraction(1, 2), over_mixture=OverMixture(_over_mixture, 0.0, 1.0)),
    ),
)
BHATTACHARYYA: Final = IntegralDivergence(
    name="bhattacharyya_coefficient",
    closed=ClosedQuantity("log_affinity", Fraction(1, 2), lambda A, affinity: A.exp(affinity)),
    title="Bhattacharyya coefficient",
    formula=r"\int \sqrt{p q}\,dx",
    range=("0", "1"),
    symmetric=True,
    unit="",
    equal=1.0,
    functional=named("bhattacharyya_coefficient", Integrand(_bhattacharyya, PAIR, bound=Fraction(1, 2))),
)


def squared_hellinger(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Squared Hellinger distance :math:`1 - \int \sqrt{p q}\,dx = \tfrac12\int(\sqrt p-\sqrt q)^2\,dx \in [0, 1]`.

    f-generator :math:`(\sqrt t-1)^2/2`. Others, TensorFlow Probability among them, use twice this value.
    Options as in :func:`gantheory.divergence`.

    References
    ----------
    :cite:t:`Tsybakov2009`, Definition 2.3.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(squared_hellinger(Normal(0, 1), Normal(1, 2)).value)
    0.149194537847359
    """
    return compute(SQUARED_HELLINGER, p, q, **options)


def bhattacharyya_coefficient(p: Any, q: Any, /, **options: Unpack[Options]) -> Estimate:
    r"""Bhattacharyya coefficient :math:`\int \sqrt{p q}\,dx \in [0, 1]`: 1 for equal laws, 0 for singular ones.

    It is 1 minus the squared Hellinger distance; its negative logarithm is the Bhattacharyya distance. Options as
    in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Uniform
    >>> print(bhattacharyya_coefficient(Uniform(0, 1), Uniform(0, 4)).value)
    0.5
    """
    return compute(BHATTACHARYYA, p, q, **options)
