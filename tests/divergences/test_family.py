"""Every divergence against a definition that shares no code: mpmath at 40 digits on two subdivisions."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from mpmath import mp, mpf, quad
from scipy import stats

import gantheory
from gantheory import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Mixture,
    Normal,
    StudentT,
    Uniform,
    alpha_divergence,
    divergence,
    entropy,
    f_divergence,
    js_divergence,
    kl_divergence,
    kolmogorov_distance,
    renyi_divergence,
    wasserstein_distance,
)
from gantheory.divergences.registry import DIVERGENCES, find
from gantheory.errors import FormulaError, InvalidParameterError, UnknownNameError

#: Pairs with their densities in mpmath, and where to cut the line: twice, differently.
PAIRS = {
    "normal": (
        Normal(0, 1),
        Normal(1, 2),
        lambda x: mp.npdf(x, 0, 1),
        lambda x: mp.npdf(x, 1, 2),
        ([-80, -20, -6, -1, 1, 5, 12, 40, 80], [-80, -25, -9, -3, 0, 2, 6, 15, 30, 80]),
    ),
    "laplace and normal": (
        Laplace(0, 1),
        Normal(1, 1),
        lambda x: mp.exp(-abs(x)) / 2,
        lambda x: mp.npdf(x, 1, 1),
        ([-120, -40, -12, -4, 0, 1, 4, 12, 40, 120], [-120, -60, -20, -7, -2, 0, 2, 7, 20, 60, 120]),
    ),
}

#: The integrand of each divergence over (p, q), as its definition says.
INTEGRANDS = {
    "kl": lambda p, q: p * mp.log(p / q),
    "reverse_kl": lambda p, q: q * mp.log(q / p),
    "jeffreys": lambda p, q: (p - q) * mp.log(p / q),
    "js": lambda p, q: (p * mp.log(2 * p / (p + q)) + q * mp.log(2 * q / (p + q))) / 2,
    "js(1/4)": lambda p, q: p * mp.log(p / (p / 4 + 3 * q / 4)) / 4 + 3 * q * mp.log(q / (p / 4 + 3 * q / 4)) / 4,
    "squared_hellinger": lambda p, q: (mp.sqrt(p) - mp.sqrt(q)) ** 2 / 2,
    "bhattacharyya_coefficient": lambda p, q: mp.sqrt(p * q),
    "pearson_chi2": lambda p, q: (p - q) ** 2 / q,
    "triangular_discrimination": lambda p, q: (p - q) ** 2 / (p + q),
    "alpha(1/3)": lambda p, q: (p ** (mpf(1) / 3) * q ** (mpf(2) / 3) - p / 3 - 2 * q / 3) / (-mpf(2) / 9),
    "f((sqrt(t)-1)^2)": lambda p, q: (mp.sqrt(p) - mp.sqrt(q)) ** 2,
    "cross_entropy": lambda p, q: -p * mp.log(q),
}


def truth(name, pair):
    _, _, p, q, cuts = PAIRS[pair]
    with mp.workdps(40):
        first, second = (quad(lambda x: INTEGRANDS[name](p(x), q(x)), cut) for cut in cuts)
        assert abs(first - second) <= mpf(10) ** -18 * max(1, abs(first)), "the truth itself is not settled"
        return first


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("name", INTEGRANDS)
def test_each_method_gives_the_definition(name, pair):
    p, q, *_ = PAIRS[pair]
    if (name, pair) == ("pearson_chi2", "laplace and normal"):
        assert divergence(name, p, q).status == "infinite"
        return
    expected = truth(name, pair)
    for options in ({}, {"method": "quadrature"}, {"method": "enclosure"}, {"digits": 18}):
        found = divergence(name, p, q, **options)
        assert abs(mpf(found.value) - expected) <= found.error + mpf(10) ** -17 * max(1, abs(expected)), options
        assert found.error <= 1e-11 * max(1, abs(found.value))


@pytest.mark.parametrize("name", [d.name for d in DIVERGENCES.values() if d.generator])
@pytest.mark.parametrize(
    ("p", "q"),
    [(Normal(0, 1), Normal(1, 1)), (Uniform(0, 2), Uniform(1, 4)), (Beta("0.5", 2), Beta(2, 1)), (Cauchy(), Laplace())],
    ids=str,
)
def test_the_generator_generates_the_divergence(name, p, q):
    known = find(name)
    direct = divergence(name, p, q, method="quadrature", throw=False)
    generated = f_divergence(p, q, known.generator, throw=False)
    assert direct.value == generated.value or abs(direct.value - generated.value) <= direct.error + generated.error


@given(
    name=st.sampled_from([d for d in DIVERGENCES if d not in ("entropy", "cross_entropy")]),
    a=st.fractions(-3, 3, max_denominator=8),
    s=st.fractions("1/8", 4, max_denominator=8),
)
def test_values_lie_in_the_range_and_symmetric_ones_are_symmetric(name, a, s):
    import sympy

    known, p, q = find(name), Laplace(0, 1), Normal(a, s)
    found = divergence(name, p, q, throw=False)
    if not found.decided:
        return
    low, high = (float(sympy.sympify(end)) for end in known.range)
    assert low - found.error <= found.value <= high + found.error
    if known.symmetric:
        swapped = divergence(name, q, p, throw=False)
        assert found.value == swapped.value or abs(found.value - swapped.value) <= found.error + swapped.error


@pytest.mark.parametrize(("order", "quantity"), [(2, "pearson_chi2"), (-1, "neyman_chi2")])
def test_alpha_is_half_of_a_chi_squared(order, quantity):
    p, q = Normal(0, 1), Normal(1, "1.2")
    assert alpha_divergence(p, q, order).value == pytest.approx(divergence(quantity, p, q).value / 2, rel=1e-14)


def test_alpha_has_its_limits():
    p, q = Normal(0, 1), Normal(1, 2)
    assert alpha_divergence(p, q, 1) == kl_divergence(p, q)
    assert alpha_divergence(p, q, 0).value == kl_divergence(q, p).value
    near = alpha_divergence(p, q, "0.999999")
    assert near.value == pytest.approx(kl_divergence(p, q).value, rel=1e-5)


# Rényi


@pytest.mark.parametrize("order", ["1/4", "1/2", 2, 5])
def test_renyi_of_normals(order):
    # Gil et al. 2013: α(μ1-μ2)²/(2σ²) for equal scales
    for shift in ("1e-8", 1, 60):
        expected = Fraction(order) * Fraction(shift) ** 2 / 2
        for method in ("auto", "quadrature"):
            found = renyi_divergence(Normal(0, 1), Normal(shift, 1), order, method=method)
            assert found.value == pytest.approx(float(expected), rel=1e-9, abs=found.error)


def test_renyi_at_its_edges():
    # ∫p^a q^(1-a) of centred normals is finite for a·σ_q² + (1-a)·σ_p² > 0: for scales 2 and 1 below a = 4/3
    wide, narrow = Normal(0, 2), Normal(0, 1)
    for method in ("auto", "quadrature"):
        assert renyi_divergence(wide, narrow, "4/3", method=method).status == "infinite"
        assert math.isfinite(renyi_divergence(wide, narrow, "1.33", method=method).value)
    singular = renyi_divergence(Uniform(0, 1), Uniform(2, 3), "1/2")
    assert singular.status == "infinite"
    assert singular.reason
    assert renyi_divergence(Uniform(0, 1), Uniform(0, 3), 0).value == pytest.approx(math.log(3))
    assert renyi_divergence(Normal(0, 1), Normal(1, 1), 1).value == 0.5
    with pytest.raises(InvalidParameterError, match="≥ 0"):
        renyi_divergence(wide, narrow, -1)


# f-divergences


@pytest.mark.parametrize(
    ("f", "complaint"),
    [
        ("t^2", "subtract it"),
        ("-t*log(t)", "convex"),
        ("sqrt(t) - 1", "convex"),
        ("abs(t-1) - (t-1)^2/4", "convex"),
        ("-abs(t-1)", "downward kink"),
        (lambda t: t + 1, "subtract it"),
        (lambda t: np.zeros(3), "one number a ratio"),
    ],
)
def test_what_is_no_generator_is_refused(f, complaint):
    with pytest.raises(InvalidParameterError, match=complaint):
        f_divergence(Normal(), Normal(1), f)


def test_formulas_of_other_symbols_are_refused():
    with pytest.raises(FormulaError, match="unknown name"):
        f_divergence(Normal(), Normal(1), "x*log(t)")


def test_a_callable_is_undecided_about_its_tails():
    p, q = Normal(0, 1), Normal(1, 2)
    found = f_divergence(p, q, lambda t: (t - 1) ** 2 / (t + 1), throw=False)
    assert found.status == "undecided"
    assert "callable" in found.reason
    assert found.value == pytest.approx(divergence("triangular_discrimination", p, q).value, rel=1e-12)


# Wasserstein, Kolmogorov, energy


@pytest.mark.parametrize(
    ("p", "q", "p_scipy", "q_scipy"),
    [
        (Normal(0, 1), Normal(1, 2), stats.norm(0, 1), stats.norm(1, 2)),
        (Exponential(1), Gamma(3, 1), stats.expon(), stats.gamma(3)),
        (Beta("0.5", "0.5"), Uniform(0, 1), stats.beta(0.5, 0.5), stats.uniform()),
        (StudentT(5), Laplace(1, 1), stats.t(5), stats.laplace(1)),
    ],
    ids=["normal", "gamma", "beta", "student"],
)
def test_wasserstein_2_is_the_integral_of_quantiles(p, q, p_scipy, q_scipy):
    # scipy.stats' quantiles on a midpoint grid in the logit of the level: no code, rule or variable in common
    s = np.linspace(-60, 60, 60_001)
    low, high = 1 / (1 + np.exp(-s)), 1 / (1 + np.exp(s))
    left, right = s < 0, s >= 0
    below = p_scipy.ppf(low[left]) - q_scipy.ppf(low[left])
    above = p_scipy.isf(high[right]) - q_scipy.isf(high[right])
    weights = low * high * (s[1] - s[0])
    expected = math.sqrt(float(below**2 @ weights[left] + above**2 @ weights[right]))
    for method in ("auto", "quadrature"):
        found = wasserstein_distance(p, q, order=2, method=method)
        assert found.value == pytest.approx(expected, rel=1e-6)
        assert found.error < 1e-12


@pytest.mark.parametrize(("p", "q"), [(Normal(0, 1), Normal(1, 2)), (Exponential(1), Exponential(3))])
def test_wasserstein_2_by_quadrature_is_the_closed_form(p, q):
    by_form, by_rule = (wasserstein_distance(p, q, 2, method=m) for m in ("closed_form", "quadrature"))
    assert abs(by_form.value - by_rule.value) <= by_form.error + by_rule.error


def test_wasserstein_of_atoms():
    p, q = Atoms([0, 1, 5], ["0.2", "0.3", "0.5"]), Atoms([0, 2], ["0.5", "0.5"])
    # coupled in order: mass .2 at (0,0), .3 at (1,0), .5 at (5,2)
    assert wasserstein_distance(p, q, 2).value == pytest.approx(math.sqrt(0.3 + 0.5 * 9), rel=1e-14)
    assert wasserstein_distance(p, q, math.inf).value == pytest.approx(3, abs=1e-8)
    assert wasserstein_distance(p, q).value == pytest.approx(1.8, rel=1e-14)


def test_wasserstein_infinity_bounds_its_error():
    # sup|F⁻¹ - G⁻¹| of U(0,2) and U(-1,4) is at u = 1: |2 - 4|
    found = wasserstein_distance(Uniform(0, 2), Uniform(-1, 4), math.inf, method="quadrature")
    assert abs(found.value - 2) <= found.error < 1e-7
    assert wasserstein_distance(Normal(), Normal(0, 2), math.inf).status == "infinite"
    assert wasserstein_distance(Uniform(), Normal(), math.inf).status == "infinite"
    assert wasserstein_distance(Normal(), StudentT(5), math.inf, throw=False).status == "undecided"


def test_wasserstein_knows_when_it_is_infinite():
    assert wasserstein_distance(StudentT(2), Normal(), 2).status == "infinite"
    assert wasserstein_distance(Cauchy(), StudentT(2), 2, throw=False).status == "undecided"
    for order in (0, 3, "2", math.nan, None):
        with pytest.raises(InvalidParameterError, match="order must be"):
            wasserstein_distance(Normal(), Normal(1), order)


@pytest.mark.parametrize(
    ("p", "q", "p_scipy", "q_scipy"),
    [
        (Normal(0, 1), Normal(1, 2), stats.norm(0, 1), stats.norm(1, 2)),
        (StudentT(3), StudentT(3, 0, 2), stats.t(3), stats.t(3, 0, 2)),
        (Beta("0.1", "0.1"), Beta(2, 3), stats.beta(0.1, 0.1), stats.beta(2, 3)),
    ],
    ids=["normal", "student", "beta"],
)
def test_kolmogorov_is_the_largest_gap_on_a_grid(p, q, p_scipy, q_scipy):
    x = np.unique(np.concatenate([law.ppf(np.linspace(1e-9, 1 - 1e-9, 100_001)) for law in (p_scipy, q_scipy)]))
    expected = float(np.max(np.abs(p_scipy.cdf(x) - q_scipy.cdf(x))))
    for method in ("auto", "quadrature"):
        found = kolmogorov_distance(p, q, method=method)
        assert expected - found.error - 1e-13 <= found.value <= expected + 1e-7


def test_kolmogorov_sees_jumps():
    assert kolmogorov_distance(Atoms([0], [1]), Normal()).value == pytest.approx(0.5)
    assert kolmogorov_distance(Atoms([0, 1], ["1/4", "3/4"]), Atoms([0, 1], ["1/2", "1/2"])).value == 0.25


def test_energy_and_cramer_of_uniforms():
    # ∫(F-G)² of U(0,1) and U(1,2): 2·∫₀¹x²dx
    assert divergence("cramer", Uniform(0, 1), Uniform(1, 2)).value == pytest.approx(2 / 3, rel=1e-14)
    assert divergence("energy", Uniform(0, 1), Uniform(1, 2)).value == pytest.approx(4 / 3, rel=1e-14)


@pytest.mark.parametrize(
    ("law", "oracle"),
    [(Normal(1, 3), stats.norm(1, 3)), (Gamma(3, 2), stats.gamma(3, scale=2)), (Beta(2, 5), stats.beta(2, 5))],
)
def test_entropy_is_that_of_scipy(law, oracle):
    for method in ("auto", "quadrature", "enclosure"):
        assert entropy(law, method=method).value == pytest.approx(float(oracle.entropy()), rel=1e-10)
    assert entropy(Atoms([0, 1], ["1/4", "3/4"])).value == pytest.approx(float(stats.entropy([0.25, 0.75])))


# Options


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"digits": 0}, "digits must be"),
        ({"digits": 10**6}, "digits must be"),
        ({"digits": 2.0}, "digits must be"),
        ({"rtol": 0}, "rtol must be"),
        ({"rtol": math.nan}, "rtol must be"),
        ({"atol": -1.0}, "atol must be"),
        ({"max_evaluations": 0}, "max_evaluations must be"),
        ({"method": "guess"}, "method must be"),
        ({"method": "quadrature", "digits": 5}, "certifies no digits"),
        ({"rng": "seed"}, "rng must be"),
        ({"rng": -1}, "seed"),
        ({"level": 1}, "level must be"),
        ({"tolerance": 1}, "no option tolerance"),
        ({"method": "closed_form"}, "no closed form"),
    ],
)
def test_bad_options_are_named(options, complaint):
    with pytest.raises(InvalidParameterError, match=complaint):
        js_divergence(Normal(), Normal(1), **options)


def test_bad_laws_and_names_are_named():
    with pytest.raises(InvalidParameterError, match="takes 2 laws"):
        divergence("kl", Normal())
    with pytest.raises(InvalidParameterError, match="takes one law"):
        divergence("entropy", Normal(), Normal())
    for name in ("jss", "", "kl(2)", "renyi", "alpha()", "js("):
        with pytest.raises(UnknownNameError, match="there are"):
            divergence(name, Normal(), Normal(1))
    for name in ("alpha(x)", "js(2)", "renyi(-1)", "wasserstein(3)"):
        with pytest.raises(InvalidParameterError):
            divergence(name, Normal(), Normal(1))


@pytest.mark.parametrize("weight", [0, 1, -1, 2, math.nan, "x", None])
def test_a_bad_weight_is_named(weight):
    with pytest.raises(InvalidParameterError, match="weight"):
        js_divergence(Normal(), Normal(1), weight)


@pytest.mark.parametrize(("method", "status"), [("monte_carlo", "sampled"), ("enclosure", "certified")])
def test_methods_can_be_chosen(method, status):
    found = js_divergence(Normal(), Normal(1, 2), method=method, rng=0)
    assert found.status == status
    low, high = found.interval()
    assert low <= 0.128174973054398 <= high


def test_an_estimate_explains_itself():
    found = js_divergence(Mixture(["0.999", "0.001"], [Normal(), Normal(50, "0.001")]), Laplace(0, 3))
    text = found.explain()
    assert "mass 1 seen" in text
    assert "error:" in text
    assert found.to_dict()["status"] == "converged"
    assert "exact" in js_divergence(Normal(), Normal()).explain()
    infinite = kl_divergence(Cauchy(), Normal())
    assert infinite.reason in infinite.explain()
    assert infinite.interval() == (math.inf, math.inf)


def test_the_public_functions_and_the_names_are_the_same():
    p, q = Normal(0, 1), Normal(1, 2)
    others = {"tv": "total_variation", "w1": "wasserstein_distance"}
    for name in DIVERGENCES:
        publics = (others.get(name, name), f"{name}_divergence", f"{name}_distance")
        function = next(getattr(gantheory, public) for public in publics if hasattr(gantheory, public))
        laws = (p,) if name == "entropy" else (p, q)
        assert function(*laws) == divergence(name, *laws)


@pytest.mark.parametrize("f", ["max(t-2, 0)", "max(0, 1/2-t)", "max(t-11/5, 0) + max(1/10-t, 0)", "abs(t-1)/2"])
def test_kinked_generators(f):
    # hockey-stick divergences; truth: the same by cells of a fine grid of scipy's densities
    x = np.linspace(-40, 40, 800_001)
    p, q = stats.norm(0, 1).pdf(x), stats.norm(1, 2).pdf(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(q > 0, p / q, 0.0)
    value = {
        "max(t-2, 0)": np.maximum(t - 2, 0),
        "max(0, 1/2-t)": np.maximum(0.5 - t, 0),
        "max(t-11/5, 0) + max(1/10-t, 0)": np.maximum(t - 2.2, 0) + np.maximum(0.1 - t, 0),
        "abs(t-1)/2": np.abs(t - 1) / 2,
    }[f]
    found = f_divergence(Normal(0, 1), Normal(1, 2), f)
    assert found.value == pytest.approx(float(np.sum(q * value) * (x[1] - x[0])), rel=1e-6)
    assert f_divergence(Normal(0, 1), Normal(1, 2), f, digits=15).value == pytest.approx(found.value, rel=1e-14)


@pytest.mark.parametrize("f", ["(t-1)**4", "t^4 - 4*t^3 + 6*t^2 - 4*t + 1"])
def test_generators_flat_at_one(f):
    # E_q[(p/q - 1)⁴] by the moments ∫p^a q^(1-a), closed forms
    p, q = Normal(0, 1), Normal(1, 2)
    moments = [1.0, 1.0] + [1 + a * (a - 1) * alpha_divergence(p, q, a).value for a in (2, 3, 4)]
    expected = moments[4] - 4 * moments[3] + 6 * moments[2] - 4 + 1
    assert f_divergence(p, q, f).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("order", "p", "q"),
    [(3000, ("1/4", "3/4"), ("3/4", "1/4")), (10**10 + 7, ("1/9", "8/9"), ("8/9", "1/9"))],
)
def test_renyi_of_huge_order(order, p, q):
    # the definition in mpmath at 60 digits; the sum itself is beyond float64, and its logarithm is rounded
    with mp.workdps(60):
        first, second = ([mpf(Fraction(w).numerator) / Fraction(w).denominator for w in side] for side in (p, q))
        truth = mp.log(sum(a**order * b ** (1 - order) for a, b in zip(first, second))) / (order - 1)
        found = renyi_divergence(Atoms([0, 1], p), Atoms([0, 1], q), order)
        assert abs(mpf(found.value) - truth) <= found.error
