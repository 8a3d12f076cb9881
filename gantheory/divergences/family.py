"""The divergences of the source texts, each written once over log-densities.

Natural logarithms; the first law p is the data's, the second q the generator's.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.divergences.functional import Functional, named
from gantheory.integration.integrand import Integrand, Site

_PAIR: Final = ("p", "q")


def _kl(A: Arithmetic, at: Site) -> Value:
    return A.weighted(at.log_density("p"), at.log_ratio("p", "q"))


def _reverse_kl(A: Arithmetic, at: Site) -> Value:
    return A.weighted(at.log_density("q"), at.log_ratio("q", "p"))


def _js(A: Arithmetic, at: Site) -> Value:
    # E_m[log 2 - h_b(D*)]: what a fair coin's label loses when the optimal discriminator has looked.
    p, q = at.log_density("p"), at.log_density("q")
    return A.jensen_gap(p, q, at.log_ratio("p", "q")) / 2


def _difference(A: Arithmetic, at: Site) -> Value:
    return A.exp_difference(at.log_density("p"), at.log_density("q"), at.log_ratio("p", "q"))


def _tv(A: Arithmetic, at: Site) -> Value:
    return A.absolute(_difference(A, at)) / 2


def _squared_hellinger(A: Arithmetic, at: Site) -> Value:
    p, q = at.log_density("p"), at.log_density("q")
    half = A.exp_difference(p / 2, q / 2, at.log_ratio("p", "q") / 2)
    return half * half / 2


def _pearson_chi2(A: Arithmetic, at: Site) -> Value:
    # (p-q)²/q = (p+q)²/q · tanh²(d/2): ∞ where q is absent, q where p is, nothing overflows on the way.
    p, q = at.log_density("p"), at.log_density("q")
    t = A.tanh(at.log_ratio("p", "q") / 2)
    return A.weighted(2 * A.logaddexp(p, q) - q, t * t)


def _cdf_gap(A: Arithmetic, at: Site) -> Value:
    (p_low, p_high), (q_low, q_high) = at.cumulative("p"), at.cumulative("q")
    # The same gap seen from both tails, each weighted by the other tail's mass: the weights sum to 1, and the tail
    # in which the digits of 1 - F are lost counts for nothing.
    return ((p_low - q_low) * (p_high + q_high) + (q_high - p_high) * (p_low + q_low)) / 2


def _w1(A: Arithmetic, at: Site) -> Value:
    return A.absolute(_cdf_gap(A, at))


#: Kullback–Leibler divergence ∫p log(p/q) ∈ [0, ∞].
kl: Final = named("kl", Integrand(_kl, _PAIR))
#: Reverse Kullback–Leibler divergence ∫q log(q/p) ∈ [0, ∞].
reverse_kl: Final = named("reverse_kl", Integrand(_reverse_kl, _PAIR))
#: Jensen–Shannon divergence ½KL(p‖m) + ½KL(q‖m), m = (p+q)/2, in [0, log 2].
js: Final = named("js", Integrand(_js, _PAIR, bound=Fraction(7, 20), reach=1.0))
#: Total variation ½∫|p-q| ∈ [0, 1].
tv: Final = named("tv", Integrand(_tv, _PAIR, bound=Fraction(1, 2), kinks=(_difference,), reach=1.0))
#: Squared Hellinger distance 1 - ∫√(pq) = ½∫(√p-√q)² ∈ [0, 1].
squared_hellinger: Final = named("squared_hellinger", Integrand(_squared_hellinger, _PAIR, bound=Fraction(1, 2)))
#: Pearson's χ²(p‖q) = ∫(p-q)²/q ∈ [0, ∞].
pearson_chi2: Final = named("pearson_chi2", Integrand(_pearson_chi2, _PAIR))
#: Wasserstein distance of order 1, ∫|F_p-F_q|dx, in the unit of x.
w1: Final = named("w1", Integrand(_w1, _PAIR, kinks=(_cdf_gap,), cumulative=True))

FAMILY: Final[dict[str, Functional]] = {
    f.label: f for f in (kl, reverse_kl, js, tv, squared_hellinger, pearson_chi2, w1)
}
