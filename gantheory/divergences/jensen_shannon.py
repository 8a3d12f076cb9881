"""Jensen–Shannon divergence, with any weight."""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import Any, Final, Unpack

from gantheory.arithmetic.exact import ExactLike, exact, show
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import IntegralDivergence
from gantheory.divergences.functional import PAIR, named
from gantheory.divergences.request import Options
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, OverMixture, Site

_HALF: Final = Fraction(1, 2)


def _js(A: Arithmetic, at: Site) -> Value:
    # E_m[log 2 - h_b(D*)]: what a fair coin's label loses when the optimal discriminator has looked.
    return A.jensen_gap(at.log_density("p"), at.log_density("q"), at.log_ratio("p", "q")) / 2


#: Jensen–Shannon divergence ½KL(p‖m) + ½KL(q‖m), m = (p+q)/2, in [0, log 2].
js: Final = named(
    "js",
    Integrand(
        _js,
        PAIR,
        bound=Fraction(7, 20),
        reach=1.0,
        over_mixture=OverMixture(lambda A, d: A.entropy_gap(d), 0.0, math.log(2)),
    ),
)


@functools.lru_cache(maxsize=256)
def weighted_js(weight: Fraction) -> IntegralDivergence:
    """The divergence w·KL(p‖m) + (1-w)·KL(q‖m), m = wp + (1-w)q, for a weight in (0, 1)."""
    if not 0 < weight < 1:
        raise InvalidParameterError(f"weight must lie strictly between 0 and 1, got {show(weight)}")
    w, other = show(weight), show(1 - weight)
    functional = (
        js if weight == _HALF else named(f"js({w})", Integrand(_weighted(weight), PAIR, bound=Fraction(1), reach=1.0))
    )
    return IntegralDivergence(
        name="js" if weight == _HALF else f"js({w})",
        title="Jensen–Shannon divergence",
        formula=rf"{w}\,KL(p\|m) + {other}\,KL(q\|m),\quad m = {w}\,p + {other}\,q",
        range=("0", f"-{w}*log({w}) - {other}*log({other})"),
        generator=f"{w}*t*log(t) - ({w}*t + {other})*log({w}*t + {other})",
        symmetric=weight == _HALF,
        functional=functional,
    )


def _weighted(weight: Fraction) -> Any:
    def evaluate(A: Arithmetic, at: Site) -> Value:
        # log(m/q); at each place w·p·log(p/m) + (1-w)·q·log(q/m) ≥ 0
        p, q = at.log_density("p"), at.log_density("q")
        above = A.log_average(weight, at.log_ratio("p", "q"))
        below = A.log_average(1 - weight, at.log_ratio("q", "p"))
        return A.weighted(p, -below) * A.const(weight) + A.weighted(q, -above) * A.const(1 - weight)

    return evaluate


JENSEN_SHANNON: Final = weighted_js(_HALF)


def js_divergence(p: Any, q: Any, /, weight: ExactLike = _HALF, **options: Unpack[Options]) -> Estimate:
    r"""Jensen–Shannon divergence :math:`w\,KL(p\|m) + (1-w)\,KL(q\|m)`, :math:`m = wp + (1-w)q`, in nats.

    Lies in [0, h(w)], which is [0, log 2] for the usual weight ½; it is then what the minimax game's discriminator
    leaves, :math:`C(G) = -\log 4 + 2\,JSD`. SciPy's ``jensenshannon`` is the square root of a discrete one.

    Parameters
    ----------
    p, q : Law
    weight : number
        The weight w of `p`, in (0, 1).
    **options
        As in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> js_divergence(Normal(0, 1), Normal(3, 0.5)).value
    0.6308679872205388
    """
    if weight is _HALF:
        return compute(JENSEN_SHANNON, p, q, **options)
    return compute(weighted_js(exact(weight, "weight")), p, q, **options)
