"""Quadrature against truths that share no code with it, and against its own sabotage.

Truths: closed forms, or mpmath.quad at 40 digits on two subdivisions (the recipe is in the comment beside it).
"""

import math
import pickle
import random
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy import special
from sympy import Integer, Rational

from gantheory import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    StudentT,
    Uniform,
    divergence,
    symbols,
)
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.assertions import Family, Gradient, Instance
from gantheory.assertions.evaluation import evaluate
from gantheory.distributions.coordinate import LINE, plain
from gantheory.divergences import js, kl, tv, w1
from gantheory.divergences.alpha import alpha_of_order
from gantheory.divergences.registry import find
from gantheory.errors import InvalidParameterError, NotConvergedError, UnknownNameError
from gantheory.integration.integrand import Site
from gantheory.integration.quadrature import adaptive, integrate, kinks, panels, rule

LOG2 = math.log(2)
#: ∂θ of the Jensen–Shannon divergence of N(0, 1) and N(θ, 1) at θ = 1.
JS_SLOPE = 0.19898643359162492186


def by_quadrature(name, p, q, **options):
    return divergence(name, p, q, method="quadrature", **options)


def normal_kl(m1, s1, m2, s2):
    return math.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 0.5


# name, p, q, truth, where the truth comes from
PROBLEMS = [
    ("js", Normal(0, 1), Normal(1, 1), 0.11142148218473618, "mpmath.quad, 40 digits, [-20, 0, .5, 1, 20] and halves"),
    ("js", Normal(0, 1), Normal(3, 0.5), 0.63086798722053884670, "mpmath.quad, 40 digits"),
    ("js", Normal(0, 0.001), Normal(100, 0.001), LOG2, "disjoint but for e^-1e9"),
    ("js", Uniform(0, 1), Uniform(2, 3), LOG2, "disjoint"),
    ("js", Uniform(0, 1), Uniform(0.25, 1.25), LOG2 / 4, "the shared 3/4 cancel"),
    ("tv", Normal(0, 1), Normal(1, 1), special.erf(1 / math.sqrt(8)), "closed form"),
    ("tv", Exponential(1), Exponential(2), 0.25, "the densities cross at x = 2 log 2"),
    ("squared_hellinger", Normal(0, 1), Normal(1, 2), 1 - math.sqrt(4 / 5) * math.exp(-1 / 20), "closed form"),
    ("squared_hellinger", Beta(2, 3), Beta(3, 2), 1 - special.beta(2.5, 2.5) / special.beta(2, 3), "closed form"),
    ("kl", Normal(0, 1), Normal(3, 0.5), normal_kl(0, 1, 3, 0.5), "closed form"),
    ("kl", Cauchy(0, 1), Cauchy(1, 2), math.log((9 + 1) / 8), "Chyzak & Nielsen 2019"),
    ("kl", Exponential(1), Exponential(3), math.log(3) + 1 / 3 - 1, "closed form"),
    ("kl", Laplace(0, 1), Laplace(2, 1), 2 + math.exp(-2) - 1, "closed form"),
    ("kl", Gamma(0.1), Gamma(0.2), -0.1 * special.digamma(0.1) + math.lgamma(0.2) - math.lgamma(0.1), "closed form"),
    ("reverse_kl", Normal(0, 1), Normal(3, 0.5), normal_kl(3, 0.5, 0, 1), "closed form"),
    ("pearson_chi2", Normal(0, 1), Normal(1, 1), math.e - 1, "closed form"),
    ("pearson_chi2", Exponential(1), Exponential(2), 4 / 3 - 1, "closed form"),
    ("w1", Normal(0, 1), Normal(3, 1), 3.0, "a shift"),
    ("w1", Uniform(0, 1), Uniform(0, 3), 1.0, "difference of means: ordered laws"),
    ("w1", Uniform(0, 1), Uniform(2, 3), 2.0, "a shift across a gap where neither law has mass"),
    ("w1", Atoms([0], [1]), Atoms([1], [1]), 1.0, "distance of two points"),
    ("w1", Atoms([0], [1]), Normal(0, 1), math.sqrt(2 / math.pi), "E|X|"),
    # mpmath.quad at 40 digits on [-1, -1e-4, -1e-5, 0, 1e-5, 1e-4, 1] and halves: √p reaches farther than p
    ("squared_hellinger", Normal(0, "1e-6"), Laplace(1, 2), 0.99912812073626377, "mpmath and a certified ball"),
    ("kl", Atoms([0, 1], ["1/2", "1/2"]), Atoms([0, 1], ["1/4", "3/4"]), math.log(4 / 3) / 2, "closed form"),
    ("js", Atoms([0], [1]), Normal(0, 1), LOG2, "an atom and a density are singular"),
    ("tv", Atoms([0], [1]), Normal(0, 1), 1.0, "an atom and a density are singular"),
]


@pytest.mark.parametrize(
    ("name", "p", "q", "truth", "source"), PROBLEMS, ids=[f"{c[0]}-{c[1]}-{c[2]}" for c in PROBLEMS]
)
def test_the_error_bounds_the_distance_from_the_truth(name, p, q, truth, source):
    estimate = by_quadrature(name, p, q)
    assert estimate.status == "converged"
    assert abs(estimate.value - truth) <= estimate.error + 2e-16 * abs(truth)
    assert estimate.error <= 1e-11 * max(1.0, abs(truth))


@pytest.mark.parametrize(
    ("name", "p", "q"),
    [
        ("kl", Cauchy(0, 1), Normal(0, 1)),
        ("kl", Uniform(0, 2), Uniform(0, 1)),
        ("kl", Normal(0, 1), Uniform(0, 1)),
        ("kl", Atoms([0, 1], ["1/2", "1/2"]), Atoms([0], [1])),
        ("kl", Atoms([0], [1]), Normal(0, 1)),
        ("kl", Mixture(["1/2", "1/2"], [Normal(0, 1), Cauchy(0, 1)]), Laplace(0, 1)),
        ("pearson_chi2", Normal(0, 2), Normal(0, 1)),
        ("pearson_chi2", StudentT(2), StudentT(5)),
    ],
)
def test_infinite_is_said_with_a_reason(name, p, q):
    estimate = by_quadrature(name, p, q)
    assert estimate.value == math.inf
    assert estimate.status == "infinite"
    assert estimate.reason


def test_a_dropped_tail_is_caught(monkeypatch):
    """Quadrature that leaves out one side of the line must say so, or lie and be caught by the truth."""
    honest = panels.lay

    def one_sided(cell, laws, places, **how):
        laid, _ = honest(cell, laws, places, **how)
        return [(chart, lo[lo < 0.5], hi[lo < 0.5]) for chart, lo, hi in laid], []

    monkeypatch.setattr("gantheory.integration.quadrature.entry.lay", one_sided)
    p, q = Normal(0, 1), StudentT(5, 1)
    estimate = by_quadrature("js", p, q, throw=False)
    assert estimate.status == "undecided"
    assert "mass was not seen" in estimate.reason
    with pytest.raises(NotConvergedError, match="mass was not seen"):
        by_quadrature("js", p, q)


def test_a_march_that_stops_early_is_caught_by_the_truth(monkeypatch):
    """75 % of this χ² lies where p has no mass to speak of: the account of mass cannot see it, the truth can."""
    p, q = Normal(0, "1.414"), Normal(0, 1)
    s2 = 1.414**2
    truth = 1 / math.sqrt(s2 * (2 - s2)) - 1
    honest = by_quadrature("pearson_chi2", p, q)
    assert abs(honest.value - truth) <= honest.error
    monkeypatch.setattr(adaptive.Problem, "march", lambda self, march: True)
    monkeypatch.setattr("gantheory.integration.quadrature.entry.places", lambda *_: (np.zeros(0), 0.0))
    lazy = by_quadrature("pearson_chi2", p, q, throw=False)
    assert abs(lazy.value - truth) > 1e-3 * truth


def test_kinks_are_found_between_the_last_node_and_the_edge(monkeypatch):
    """|p - q| changes branch where no node looks; without the search for signs W1 was off by six errors."""
    truth = 1.16663094117537  # a certified enclosure, 15 digits
    found = by_quadrature("w1", Normal(0, 1), Normal(1, 2))
    assert abs(found.value - truth) <= found.error + 5e-15
    assert kinks.split_at_kinks.__doc__


def test_the_rule_is_exact_for_polynomials():
    for degree in range(0, 39, 2):
        assert float(rule.NODES**degree @ rule.WEIGHTS) == pytest.approx(2 / (degree + 1), abs=5e-16)


@pytest.mark.parametrize("family", ["kinks", "jumps", "poles", "gaussians"])
def test_the_panel_error_bounds_the_error(family):
    """Closed forms: ∫|x-a|, ∫1(x>a), ∫1/(s-x), ∫exp(-wx²) over [-1, 1]."""
    x = rule.NODES[None, :]
    a, s, w = np.linspace(-0.99, 0.99, 997), np.linspace(1.02, 3, 400), np.linspace(0.5, 40, 400)
    values, truth = {
        "kinks": (np.abs(x - a[:, None]), ((1 + a) ** 2 + (1 - a) ** 2) / 2),
        "jumps": ((x > a[:, None]) * 1.0, 1 - a),
        "poles": (1 / (s[:, None] - x), np.log((s + 1) / (s - 1))),
        "gaussians": (np.exp(-w[:, None] * x**2), np.sqrt(np.pi / w) * special.erf(np.sqrt(w))),
    }[family]
    error = np.abs(values @ rule.WEIGHTS - truth)
    assert np.all(error <= rule.panel_error(values) + 1e-14 * np.abs(truth))


@pytest.mark.parametrize("name", ["js", "triangular_discrimination", "squared_hellinger"])
def test_the_panel_error_bounds_the_error_where_densities_cross(name):
    """Two scales in one panel: what decays fast hides what does not. Truth: the same panel in eighths."""
    rng = np.random.default_rng(3)
    integrand = find(name).integrand

    def on_panels(edges, laws):
        half = np.diff(edges)[:, None] / 2
        site = Site(FLOATING, plain(edges[:-1, None] + half * (1 + rule.NODES)), LINE, laws)
        return half * integrand(FLOATING, site)

    with quiet():
        for _ in range(1500):
            scale = 10 ** rng.uniform(-1.2, 1.2)
            laws = {"p": Normal(0, 1), "q": Normal(rng.uniform(-6, 6) * max(1, scale), scale)}
            lo = rng.uniform(-9, 9)
            hi = lo + rng.uniform(0.3, 3.4) * min(1.0, scale)
            coarse = on_panels(np.array([lo, hi]), laws)
            truth = float((on_panels(np.linspace(lo, hi, 9), laws) @ rule.WEIGHTS).sum())
            error = abs(float((coarse @ rule.WEIGHTS)[0]) - truth)
            assert error <= rule.panel_error(coarse)[0] + 1e-12 * np.abs(coarse).max()


# mpmath.quad at 40 digits in the offset from the first law's location, cut at the roots of p - q (of F_p - F_q)
@pytest.mark.parametrize(
    ("name", "p", "q", "truth"),
    [
        ("tv", StudentT(3, 1e12, 1), Normal(1e12 + 1, 1), 0.38151211461471510956),
        ("tv", Laplace(1e9, 0.001), Normal(1e9 + 0.001, 0.001), 0.39960614468433316432),
        ("tv", Laplace("1000000000", "0.001"), Normal("1000000000.001", "0.001"), 0.39959118014321002937),
        ("tv", Laplace(1e12, 1), Normal(1e12, 1), 0.11747367725709780876),
        ("w1", Laplace(1e12, 1), Normal(1e12, 1), 0.22081769775335357427),
    ],
)
def test_kinks_far_from_zero_are_cut_in_place(name, p, q, truth):
    """A float at 1e12 is 1e-4 wide: cut at the nearest one, TV was off by 1e-9 and said 9e-16."""
    estimate = by_quadrature(name, p, q)
    assert abs(estimate.value - truth) <= estimate.error <= 3e-14


def test_a_march_goes_on_to_the_end_of_float_range():
    """e^s underflows where 1e-13 of the integral is left: closed form (k - 1)ψ(k) - log Γ(k)."""
    estimate = by_quadrature("kl", Gamma(0.05), Exponential(1))
    assert abs(estimate.value - 16.504073540683146027) <= estimate.error <= 1e-12
    # half of this law is nearer to 0 than 1e-30, and .1 % nearer than any float
    k = mpmath.mpf("0.01")
    truth = (k - 1) * mpmath.digamma(k) - mpmath.loggamma(k)
    estimate = by_quadrature("kl", Gamma("0.01"), Exponential(1))
    assert abs(estimate.value - truth) <= estimate.error <= 1e-12 * truth


@pytest.mark.parametrize(
    ("p", "q", "truth"),
    [
        (Uniform(0, 1), Uniform(0, 1.000000001), 0.9999999995e-9),
        (Uniform(0, 1), Beta(1.000000001, 1), 4.9999999966666667e-19),
        (StudentT(1e8), Normal(0, 1), 1.7500000416666675e-16),
    ],
)
def test_rounded_constants_count_where_laws_are_nearly_equal(p, q, truth):
    """log(1.000000001) is 8e-8 of itself off, though the integrand is constant; truths: series, mpmath.quad."""
    estimate = by_quadrature("kl", p, q)
    assert abs(estimate.value - truth) <= estimate.error <= 1e-14


def test_the_rounding_of_cumulative_probabilities_counts_in_heavy_tails():
    """1 - F is rounded to 1e-16 on a stretch of 1e10: W₁ is E|X| for a doubled scale, of infinite variance."""
    truth = 2 * math.sqrt(1.5) * math.gamma(1.25) / (math.sqrt(math.pi) * math.gamma(0.75) * 0.5)
    estimate = by_quadrature("w1", StudentT("3/2"), StudentT("3/2", 0, 2), throw=False)
    assert estimate.status == "undecided" or abs(estimate.value - truth) <= estimate.error


def test_an_ordinary_pair_keeps_its_digits():
    estimate = by_quadrature("js", Normal(0, 1), Normal(3, 0.5))
    assert estimate.value == 0.6308679872205388
    assert estimate.error <= 1e-13


def gradient(functional, p, theta, **parameters):
    return evaluate(Gradient(functional), Instance(p=p, q=Family(Normal, **parameters), theta=theta))


@pytest.mark.parametrize(
    ("functional", "p", "theta", "parameters", "truth"),
    [
        # mpmath at 40 digits: ½∫∂q/∂θ·log(2q/(p+q)) dx for N(0, 1) and N(1, 1), over the scale
        (
            js,
            Normal(0, "0.001"),
            Rational(1, 1000),
            {"loc": symbols.theta, "scale": Rational(1, 1000)},
            JS_SLOPE * 1000,
        ),
        (js, Normal(0, 1), Integer(1), {"loc": symbols.theta, "scale": 1}, JS_SLOPE),
        # closed forms: log θ + 1/(2θ²) - 1/2 and erf(θ/√8)
        (kl, Normal(0, 1), Rational(1, 100), {"loc": 0, "scale": symbols.theta}, 100 - 1e6),
        (tv, Normal(0, 1), Rational(1, 100), {"loc": symbols.theta, "scale": 1}, 0.39893729365409490),
    ],
)
def test_difference_quotients_take_the_family_s_own_steps(functional, p, theta, parameters, truth):
    estimate = gradient(functional, p, theta, **parameters)
    assert estimate.status == "converged"
    assert abs(estimate.value - truth) <= estimate.error + 1e-11 * abs(truth)
    assert estimate.error <= 1e-6 * abs(truth)


@pytest.mark.parametrize("functional", [tv, w1])
def test_a_kink_in_theta_has_no_gradient(functional):
    estimate = gradient(functional, Normal(0, 1), Integer(0), loc=symbols.theta, scale=1)
    assert estimate.status == "undecided"
    assert "not differentiable" in estimate.reason


@pytest.mark.parametrize("shift", [1e3, 1e6, 1e9])
def test_far_spikes_keep_their_digits(shift):
    near = by_quadrature("js", Normal(0, "1/1000"), Normal("1/1000", "1/1000")).value
    far = by_quadrature("js", Normal(shift, 2.0**-10), Normal(shift + 2.0**-10, 2.0**-10))
    assert far.value == pytest.approx(near, abs=max(far.error, 1e-13))


STEP = Fraction(1, 10**7)
TINY = Fraction(1, 10**9)
NEARLY_EQUAL = [
    # closed forms for normals, in powers of the shift or of the change of scale; the next term is 1e-14 of the first
    ("js", Normal(0, 1), Normal(STEP, 1), 1e-14 / 8),
    ("js", Normal(0, 1), Normal(TINY, 1), 1e-18 / 8),
    ("squared_hellinger", Normal(0, 1), Normal(TINY, 1), 1e-18 / 8),
    ("kl", Normal(0, 1), Normal(STEP, 1), 1e-14 / 2),
    ("pearson_chi2", Normal(0, 1), Normal(TINY, 1), 1e-18),
    ("tv", Normal(0, 1), Normal(TINY, 1), 1e-9 / math.sqrt(2 * math.pi)),
    # ε² (1 - 8ε/3) for a scale 1+ε, and the Fisher information 2 of log σ
    ("kl", Normal(0, 1), Normal(0, 1 + Fraction(1, 10**8)), 1e-16 * (1 - 8e-8 / 3)),
    ("js", Normal(0, 1), Normal(0, 1 + Fraction(1, 10**8)), 1e-16 / 4 * (1 - 1e-8)),
    # the Fisher information of a Cauchy law's location is 1/2, an exponential's scale's 1, a logistic's location's 1/3
    ("js", Cauchy(0, 1), Cauchy(TINY, 1), 1e-18 / 16),
    ("js", Exponential(1), Exponential(1 + TINY), 1e-18 / 8 * (1 - 1e-9)),
    ("js", Logistic(0, 1), Logistic(TINY, 1), 1e-18 / 24),
    # a gamma law's scale's is its shape
    ("js", Gamma(3, 2), Gamma(3, 2 * (1 + TINY)), 3e-18 / 8 * (1 - 1e-9)),
]


@pytest.mark.parametrize(("name", "p", "q", "truth"), NEARLY_EQUAL)
def test_nearly_equal_laws_keep_relative_accuracy(name, p, q, truth):
    """Truths by the Fisher information: JSD = I·δ²/8 + O(δ³), written with the next term where that counts."""
    estimate = by_quadrature(name, p, q)
    assert estimate.status == "converged"
    assert abs(estimate.value - truth) <= estimate.error + 2e-14 * truth
    assert estimate.error <= 1e-6 * truth


def test_nearly_equal_mixtures_keep_relative_accuracy():
    """mpmath.quad at 60 digits of the definition ½KL(p‖m) + ½KL(q‖m), on two subdivisions."""
    p = Mixture(["1/4", "3/4"], [Normal(-2, 1), Normal(3, "1/2")])
    q = Mixture(["1/4", "3/4"], [Normal(-2 + TINY, 1), Normal(3, Fraction(1, 2) + TINY)])
    with mpmath.workdps(60):
        t = mpmath.mpf(10) ** -9

        def density(x, shift):
            first = mpmath.npdf(x, -2 + shift, 1) / 4
            return first + 3 * mpmath.npdf(x, 3, mpmath.mpf("0.5") + shift) / 4

        def integrand(x):
            a, b = density(x, 0), density(x, t)
            return (a * mpmath.log(2 * a / (a + b)) + b * mpmath.log(2 * b / (a + b))) / 2

        ends = [-14, -8, -5, -2, 0, 1.5, 3, 5, 8]
        truth = mpmath.quad(integrand, ends)
        again = mpmath.quad(integrand, [-14, -6, -3, -1, 0.5, 2, 2.5, 4, 8])
        assert abs(truth - again) < 1e-12 * truth
    estimate = by_quadrature("js", p, q)
    assert abs(estimate.value - truth) <= estimate.error <= 1e-9 * truth


def test_nearly_equal_laws_of_two_families_say_how_little_is_known():
    """t of 1e8 degrees of freedom against a normal: log p - log q has no digits, and the error says so."""
    estimate = by_quadrature("js", StudentT(10**8), Normal(0, 1))
    # KL is 1.75e-16, as above, and JSD a quarter of it to leading order
    assert abs(estimate.value - 1.75e-16 / 4) <= estimate.error <= 1e-15


def power_integral(a, p, q):
    """log ∫p^a q^(1-a) of two normals, exactly up to mpmath's 60 digits; None where it is infinite."""
    a, m, s, n, t = (mpmath.mpf(v.numerator) / v.denominator for v in (a, p.loc, p.scale, q.loc, q.scale))
    variance = a * t**2 + (1 - a) * s**2
    if variance <= 0:
        return None
    logs = (1 - a) * mpmath.log(s) + a * mpmath.log(t) - mpmath.log(variance) / 2
    return a * (a - 1) * (m - n) ** 2 / (2 * variance) + logs


ORDERS = [Fraction(a) for a in ("2", "3", "10", "100", "-1", "-5", "-50", "1/2", "1/3", "99/100", "101/100")]


@pytest.mark.parametrize("seed", range(8))
def test_powers_of_normals_are_never_silently_wrong(seed):
    """Random scales, locations and orders, half of them near the edge where the integral becomes infinite."""
    rng = random.Random(seed)
    right = 0
    for _ in range(25):
        a = rng.choice(ORDERS)
        s = Fraction(10 ** rng.uniform(-4, 4)).limit_denominator(10**12)
        edge = math.sqrt((a - 1) / a) if a > 1 or a < 0 else 1.0
        near = 1 + rng.choice([1, -1]) * 10 ** rng.uniform(-8, 0) if rng.random() < 0.5 else 10 ** rng.uniform(-2, 2)
        t = Fraction(float(s) * edge * near)
        m = Fraction(rng.uniform(-5, 5))
        n = m + Fraction(float(max(s, t)) * rng.choice([0, 1, 0.01, 1e-6, 10]) * rng.uniform(-1, 1))
        if t <= 0:
            continue
        p, q = Normal(m, s), Normal(n, t)
        with mpmath.workdps(60):
            logarithm = power_integral(a, p, q)
            truth = (
                None
                if logarithm is None
                else mpmath.expm1(logarithm) * a.denominator**2 / (a.numerator * (a.numerator - a.denominator))
            )
            found = integrate(alpha_of_order(a).integrand, {"p": p, "q": q})
            if found.status == "infinite":
                assert truth is None
            elif found.status == "overflow":
                stated = float(found.reason.rsplit("± ", 1)[1])
                assert abs(found.log_value - mpmath.log(truth)) <= stated + 1e-15 * found.log_value
            elif found.status == "converged":
                assert abs(found.value - truth) <= found.error + 2e-16 * abs(truth)
            right += found.status != "undecided"
            if truth is None:
                assert found.status == "infinite"
    assert right >= 18


def test_a_finite_value_beyond_floats_has_its_logarithm():
    """χ²(N(0,s²)‖N(m,t²)) + 1 = t²/(s√(2t²-s²))·exp(m²/(2t²-s²))."""
    s, t, m = mpmath.mpf("0.018"), mpmath.mpf("0.0217"), mpmath.mpf("3.94")
    variance = 2 * t**2 - s**2
    truth = 2 * mpmath.log(t) - mpmath.log(s) - mpmath.log(variance) / 2 + m**2 / variance
    estimate = by_quadrature("pearson_chi2", Normal(0, "0.018"), Normal("3.94", "0.0217"))
    assert (estimate.status, estimate.value) == ("overflow", math.inf)
    assert abs(estimate.log_value - truth) < 1e-9
    assert str(estimate).startswith("1e10913")


@pytest.mark.parametrize(
    ("p", "q", "truth", "digits"),
    [
        # shifts
        (Cauchy(0, 1), Cauchy(1, 1), 1.0, 1e-11),
        (Cauchy(0, 1), Cauchy(100, 1), 100.0, 1e-11),
        (Cauchy(5, "0.01"), Cauchy(6, "0.01"), 1.0, 1e-11),
        # F - G ~ x^(-3/2) has no digits beyond 1e12: 1e-6 of the whole is there
        (StudentT("1/2"), StudentT("1/2", 2), 2.0, 1e-5),
        # a change of scale by 3 is 2·E|X|, which is √2 for two degrees of freedom
        (StudentT(2), StudentT(2, 0, 3), 2 * math.sqrt(2), 1e-12),
    ],
)
def test_w1_of_heavy_tails(p, q, truth, digits):
    """F - G has no digits left long before it has ceased to count; what lies beyond is in the error."""
    estimate = by_quadrature("w1", p, q)
    assert estimate.status == "converged"
    assert abs(estimate.value - truth) <= estimate.error <= digits * truth


@pytest.mark.parametrize(
    ("name", "p", "q", "truth"),
    [
        ("w1", Normal(0, "0.001"), Normal(100, "0.001"), 100.0),
        ("w1", Mixture(["0.99", "0.01"], [Normal(0, 1), Normal(30, "0.001")]), Normal(0, 1), 0.3),
        # half a scale of the first law is where the second one has all its digits
        ("kl", Normal(0, "1e-6"), Normal(0, 1), 6 * math.log(10) - 0.5 + 5e-13),
        # mpmath.quad at 40 digits on two subdivisions
        ("kl", Normal(0, 1), Cauchy(0, 1), 0.25924453248886226364),
        ("kl", Laplace(0, 1), StudentT(1), 0.13833862840230893039),
    ],
)
def test_tails_inside_the_line_are_never_lost(name, p, q, truth):
    """Spikes far apart have tails towards each other; what underflows there has no rounding error."""
    estimate = by_quadrature(name, p, q)
    assert abs(estimate.value - truth) <= estimate.error <= 1e-11 * truth


def test_close_breakpoints_leave_a_cell_with_one_seed():
    """Two kinks 1e-3 apart; closed form for Laplace laws of one scale: e^(-δ) + δ - 1."""
    estimate = by_quadrature("kl", Laplace(0, 1), Laplace("0.001", 1))
    truth = math.expm1(-0.001) + 0.001
    assert abs(estimate.value - truth) <= estimate.error + 1e-18
    mixed = by_quadrature("pearson_chi2", Mixture(["1/2", "1/2"], [Laplace(0, 1), Laplace("0.001", 1)]), Laplace(0, 2))
    assert mixed.status == "converged"


def test_a_breakpoint_that_is_no_float_is_met_exactly():
    """At 1e3 a float is 1e-13 wide, 1e-10 of this law: an affine map of both laws changes no f-divergence."""

    def pair(a, b):
        q = [Normal(a * 23 + b, a * 6), Laplace(-7 * a + b, a * 130)]
        return Laplace(a * Fraction("1.5287") + b, a / 40), Mixture(["1/100", "99/100"], q)

    near = by_quadrature("pearson_chi2", *pair(Fraction(1), 0))
    far = by_quadrature("pearson_chi2", *pair(Fraction(37, 1000), Fraction(-3001, 3)))
    assert abs(near.value - far.value) <= near.error + far.error
    assert far.error <= 1e-10 * far.value


def test_options_are_honoured():
    p, q = Normal(0, 1), Mixture(["1/2", "1/2"], [Normal(-3, "0.001"), Cauchy(2, 5)])
    starved = by_quadrature("js", p, q, max_evaluations=100, throw=False)
    assert starved.status == "undecided"
    assert "max_evaluations=100" in starved.reason
    assert starved.evaluations <= 100
    fine = by_quadrature("js", p, q)
    coarse = by_quadrature("js", p, q, rtol=1e-3)
    assert coarse.evaluations <= fine.evaluations
    assert abs(coarse.value - fine.value) <= coarse.error
    absolute = by_quadrature("js", p, q, atol=1e-3)
    assert absolute.evaluations <= fine.evaluations
    assert abs(absolute.value - fine.value) <= absolute.error <= 1e-3


def test_the_account_says_where_the_mass_is_and_travels():
    estimate = by_quadrature("kl", Gamma("0.1"), Exponential(1))
    lines = pickle.loads(pickle.dumps(estimate)).explain().splitlines()
    assert lines == estimate.explain().splitlines()
    text = "\n".join(lines)
    for words in ("p: mass 1 seen", "linear", "in log|x - 0|", "march to 0 ended", "march to ∞ ended", "rounding"):
        assert words in text


def test_bad_arguments_are_named():
    p, q = Normal(0, 1), Normal(1, 1)
    with pytest.raises(UnknownNameError, match="there are"):
        by_quadrature("jsd", p, q)
    with pytest.raises(InvalidParameterError, match="such as Normal"):
        by_quadrature("js", p, 1.0)
    for digits in (0, 10**6, 2.5, True):
        with pytest.raises(InvalidParameterError, match="digits"):
            by_quadrature("js", p, q, digits=digits)
    with pytest.raises(InvalidParameterError, match="rtol"):
        by_quadrature("js", p, q, rtol=0)
    with pytest.raises(InvalidParameterError, match="method"):
        divergence("js", p, q, method="magic")


#: 17 digits by a ball-arithmetic script that shares no code (benchmarks/truths.py), and mpmath on two subdivisions.
SPIKE_BELOW_A_GUMBEL = 11.11647074702822


@pytest.mark.parametrize(
    "q",
    [
        Mixture(["0.9999999915", "0.0000000085"], [Gumbel(0, "0.58069"), Normal("-2.3805", "5.4465e-06")]),
        Mixture(["0.999", "0.001"], [Normal(0, "0.1"), Normal(3, "0.001")]),
        Mixture([1 - Fraction(1, 10**12), Fraction(1, 10**12)], [Normal(0, "0.1"), Normal(3, "1e-9")]),
    ],
    ids=["gumbel", "normal", "narrow"],
)
def test_a_spike_is_seen_as_far_as_it_stands_out_of_its_mixture(q):
    """log q shows a component until it falls below the rest, at ten deviations and more."""
    p = Normal("0.38542", "1.4721")
    found = by_quadrature("kl", p, q)
    if isinstance(q.laws[0], Gumbel):
        truth, slack = SPIKE_BELOW_A_GUMBEL, 1e-14
    else:
        certified = divergence("kl", p, q, digits=15)
        truth, slack = certified.value, certified.error
    assert abs(found.value - truth) <= found.error + slack
