"""Theorems about divergences as properties over random pairs of laws."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, strategies as st
from mpmath import mp, mpf

from gantheory import (
    Atoms,
    Beta,
    Cauchy,
    Gumbel,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    bounds,
    divergence,
    js_divergence,
    kl_divergence,
    squared_hellinger,
    total_variation,
)
from gantheory.assertions.evaluation import evaluate
from gantheory.assertions.instance import Instance
from gantheory.divergences import js
from gantheory.divergences.registry import find
from gantheory.games import OptimalDiscriminator, minimax
from gantheory.games.game import value_at_optimum
from gantheory.testing import discriminators, laws, pairs


def value(quantity, p, q):
    """The value with its error; examples that cannot be decided are no examples."""
    estimate = quantity(p, q, throw=False)
    assume(estimate.status != "undecided")
    return estimate.value, estimate.error


@given(pairs())
def test_jsd_lies_between_0_and_log_2_and_is_symmetric(pair):
    p, q = pair
    forward, error = value(js_divergence, p, q)
    backward, other = value(js_divergence, q, p)
    assert -error <= forward <= math.log(2) + error
    assert abs(forward - backward) <= error + other


@given(laws())
def test_divergences_of_a_law_from_itself_vanish(law):
    for quantity in (js_divergence, kl_divergence, total_variation, squared_hellinger):
        zero, error = value(quantity, law, law)
        assert abs(zero) <= error


@given(pairs())
def test_jsd_is_between_its_total_variation_bounds(pair):
    """log 2 - h_b((1-TV)/2) ≤ JSD ≤ TV·log 2 (Lin 1991)."""
    p, q = pair
    (jsd, e1), (tv, e2) = value(js_divergence, p, q), value(total_variation, p, q)
    half = min(max((1 - tv) / 2, 0.0), 1.0)
    entropy = sum(-s * math.log(s) for s in (half, 1 - half) if s > 0)
    assert math.log(2) - entropy <= jsd + e1 + 40 * e2 + 1e-12
    assert jsd <= tv * math.log(2) + e1 + e2


@pytest.mark.parametrize(("weight", "shift"), [(1e-6, 10), (1e-9, 1), (1e-12, 10), (1 - 2.0**-40, 10), ("1/4", 1)])
def test_weights_next_to_0_and_1_keep_the_digits_of_the_weighted_jsd(weight, shift):
    """Against the definition in mpmath: 60 digits, panels two deviations wide."""
    with mp.workdps(60):
        w = mpf(Fraction(weight).numerator) / Fraction(weight).denominator

        def integrand(x):
            p, q = mp.npdf(x), mp.npdf(x, shift)
            m = w * p + (1 - w) * q
            return w * p * mp.log(p / m) + (1 - w) * q * mp.log(q / m)

        truth = mp.quad(integrand, range(-24, 36, 2))
        estimate = js_divergence(Normal(0, 1), Normal(shift, 1), weight)
        assert abs(estimate.value - truth) <= estimate.error <= 1e-12 * truth


ATOM_SUMS = {
    "kl": lambda p, q: p * mp.log(p / q),
    "js": lambda p, q: (p * mp.log(2 * p / (p + q)) + q * mp.log(2 * q / (p + q))) / 2,
    "tv": lambda p, q: abs(p - q) / 2,
    "pearson_chi2": lambda p, q: (p - q) ** 2 / q,
    "squared_hellinger": lambda p, q: (mp.sqrt(p) - mp.sqrt(q)) ** 2 / 2,
    "alpha(3)": lambda p, q: (p**3 / q**2 - p) / 6,
    "alpha(3000)": lambda p, q: (p**3000 / q**2999 - p) / (3000 * 2999),
}
NEARLY_EQUAL = ["1/2", "1/2"], ["500000001/1000000000", "499999999/1000000000"]


@pytest.mark.parametrize("name", ATOM_SUMS)
@pytest.mark.parametrize("weights", [NEARLY_EQUAL, (["1/3", "2/3"], ["1/4", "3/4"]), (["1/9", "8/9"], ["8/9", "1/9"])])
def test_sums_over_atoms_keep_their_digits(name, weights):
    """Against the definitions at 60 digits: nearly equal masses, whose terms cancel, and powers beyond float64."""
    estimate = divergence(name, Atoms([0, 1], weights[0]), Atoms([0, 1], weights[1]))
    with mp.workdps(60):
        p, q = ([mpf(Fraction(w).numerator) / Fraction(w).denominator for w in law] for law in weights)
        truth = mp.fsum(ATOM_SUMS[name](*pair) for pair in zip(p, q))
        if truth > 1e308:
            assert estimate.status == "overflow"
            assert estimate.log_value == pytest.approx(float(mp.log(truth)), rel=1e-14)
        else:
            assert abs(estimate.value - truth) <= estimate.error <= 1e-12 * truth


@given(pairs())
def test_hellinger_and_total_variation_bound_each_other(pair):
    """H² ≤ TV ≤ √(H²(2-H²)) with H² = 1 - ∫√(pq) (Le Cam)."""
    p, q = pair
    (h2, e1), (tv, e2) = value(squared_hellinger, p, q), value(total_variation, p, q)
    assert h2 <= tv + e1 + e2
    assert tv**2 <= h2 * (2 - h2) + 4 * (e1 + e2)


@given(pairs())
def test_pinsker(pair):
    p, q = pair
    (kl, e1), (tv, e2) = value(kl_divergence, p, q), value(total_variation, p, q)
    assert kl >= 2 * tv**2 - e1 - 4 * e2


@given(pairs())
def test_optimal_value_is_js(pair):
    from sympy import log

    p, q = pair
    instance = Instance(p=p, q=q)
    lhs, rhs = evaluate(value_at_optimum, instance), evaluate(-log(4) + 2 * js, instance)
    assume("undecided" not in (lhs.status, rhs.status))
    assert abs(lhs.value - rhs.value) <= lhs.error + rhs.error


@given(pairs(mixtures=False), discriminators())
def test_no_discriminator_beats_the_optimal_one(pair, logit):
    p, q = pair
    instance = Instance(p=p, q=q, logit=logit)
    some, best = evaluate(minimax.value(), instance), evaluate(value_at_optimum, instance)
    assume("undecided" not in (some.status, best.status))
    assert some.value <= best.value + some.error + best.error


@given(pairs())
def test_discriminator_and_complement_add_to_one(pair):
    p, q = pair
    discriminator = OptimalDiscriminator(p, q)
    for x in (-3.0, 0.1, 1.0, 20.0):
        assert discriminator(x) + discriminator.complement(x) == pytest.approx(1, abs=1e-15)


def test_where_a_ratio_of_densities_means_nothing_the_discriminator_is_a_half():
    """Off both supports, and at a singularity that both laws share."""
    discriminator = OptimalDiscriminator(Beta("1/2", "1/2"), Beta("1/2", "1/4"))
    for x in (-1.0, 0.0, 1.0, 2.0):
        assert discriminator(x) == discriminator.complement(x) == 0.5


F_DIVERGENCES = (
    "kl", "reverse_kl", "jeffreys", "js", "js(1/4)", "tv", "squared_hellinger", "pearson_chi2", "neyman_chi2",
    "triangular_discrimination", "alpha(1/3)", "alpha(-1/2)", "renyi(1/2)", "renyi(2)",
)  # fmt: skip
#: By which power of |a| a distance of laws grows under x → ax + b.
DISTANCES = {"w1": 1, "energy": 1, "cramer": 1, "kolmogorov": 0}
SYMMETRIC = ("js", "tv", "jeffreys", "squared_hellinger", "triangular_discrimination", "renyi(1/2)", *DISTANCES)


def named(name, p, q):
    """An answer that is a number, or infinite; examples that cannot be decided are no examples."""
    estimate = divergence(name, p, q, throw=False)
    assume(estimate.status not in ("undecided", "overflow"))
    return estimate


def agree(one, other, factor=1.0):
    if "infinite" in (one.status, other.status):
        return one.status == other.status
    # that of the product below
    rounding = 2.0**-50 * abs(factor * one.value)
    return abs(factor * one.value - other.value) <= factor * one.error + other.error + rounding


@given(st.sampled_from((*F_DIVERGENCES, *DISTANCES)), pairs())
def test_divergences_are_nonnegative_and_within_their_range(name, pair):
    least, most = (float(sympy.sympify(end, rational=True)) for end in find(name).range)
    low, high = named(name, *pair).interval()
    assert high >= least
    assert low <= most


@given(st.sampled_from(SYMMETRIC), pairs())
def test_symmetric_divergences_are_symmetric(name, pair):
    p, q = pair
    assert agree(named(name, p, q), named(name, q, p))


@given(st.sampled_from((*F_DIVERGENCES, *DISTANCES)), pairs(mixtures=False))
def test_only_equal_laws_have_distance_0(name, pair):
    p, q = pair
    assert named(name, p, p).value == 0
    # laws of two types may be one law: Exponential(1) and Gamma(1, 1)
    grid = np.linspace(-6, 6, 49)
    assume(np.abs(p.cdf(grid) - q.cdf(grid)).max() > 1e-3)
    found = named(name, p, q)
    assert found.value - found.error > 0


LOCATION_SCALE = st.sampled_from([Normal, Laplace, Logistic, Cauchy, Gumbel])


@given(
    st.sampled_from((*F_DIVERGENCES, *DISTANCES)),
    st.tuples(LOCATION_SCALE, LOCATION_SCALE),
    st.lists(st.integers(-4, 4), min_size=2, max_size=2),
    st.lists(st.sampled_from(["1/2", 1, 2, 3]), min_size=2, max_size=2),
    st.sampled_from(["1/1000", "1/3", 7, 10**6]),
    st.integers(-50, 50),
)
def test_affine_maps_keep_f_divergences_and_scale_distances(name, kinds, locs, scales, a, b):
    """f-divergences are invariant under x → ax + b; W₁, energy and Cramér's distance grow by a."""
    a, scales = Fraction(a), list(map(Fraction, scales))
    laws = [kind(loc, scale) for kind, loc, scale in zip(kinds, locs, scales)]
    moved = [kind(a * loc + b, a * scale) for kind, loc, scale in zip(kinds, locs, scales)]
    factor = float(a) ** DISTANCES.get(name, 0)
    assert agree(named(name, *laws), named(name, *moved), factor)


@given(st.sampled_from(("kl", "js", "tv", "squared_hellinger", "pearson_chi2")), pairs(mixtures=False), laws())
def test_f_divergences_are_convex(name, pair, q):
    """D(λp + (1-λ)r ‖ q) ≤ λ D(p‖q) + (1-λ) D(r‖q)."""
    p, r = pair
    share = Fraction(1, 3)
    mixed = named(name, Mixture([share, 1 - share], [p, r]), q)
    first, second = named(name, p, q), named(name, r, q)
    most = first.value / 3 + 2 * second.value / 3 + first.error + second.error
    assert mixed.value <= most * (1 + 1e-14) + mixed.error


@given(pairs())
def test_every_divergence_is_within_the_bounds_that_the_others_give(pair):
    """The sharp inequalities of the table of joint ranges: Pinsker's, Bretagnolle and Huber's, Le Cam's, Lin's, ..."""
    names = ("tv", "js", "squared_hellinger", "triangular_discrimination", "kl", "pearson_chi2")
    found = {name: divergence(name, *pair, throw=False) for name in names}
    given = {name: e for name, e in found.items() if e.status not in ("undecided", "overflow")}
    for target, estimate in given.items():
        for other, known in given.items():
            if other != target:
                interval = bounds(target, **{other: known})
                low, high = estimate.interval()
                assert high >= interval.lower, (target, other)
                assert low <= interval.upper, (target, other)
