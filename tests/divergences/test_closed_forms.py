"""Closed forms against the integrals that define them, and against formulas at 60 digits where the laws are close.

Truths: `direct.py` (mpmath from definitions), scipy.stats quantiles for W2, textbook formulas in mpmath at 60 digits.
"""

import math

import numpy as np
import pytest
from closed_form_table import PAIRS, QUANTITIES
from direct import direct, evaluate
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf
from scipy import stats
from scipy.integrate import quad

import gantheory.distributions as distributions
from gantheory import divergence
from gantheory.arithmetic.ball import BALL, Infinite, precision
from gantheory.distributions import (
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    Pareto,
    Uniform,
)
from gantheory.divergences.closed_forms import (
    closed_estimate,
    closed_form,
    closed_form_arrays,
    closed_form_value,
)

#: What mpmath's quadrature and its search for crossings leave.
RELATIVE, ABSOLUTE = 1e-10, 1e-13


def laws(kind_p, p, kind_q, q):
    return getattr(distributions, kind_p)(*p), getattr(distributions, kind_q)(*q)


def value_of(quantity, p, q=None, order=None):
    return closed_form_value(closed_form(quantity, p, q, order=order))


def agrees(pair, quantity, order, value):
    """Whether a value is the one that the definition gives."""
    kind_p, p, kind_q, q = pair
    alone = quantity == "entropy"
    truth = float(evaluate(quantity, direct(kind_p, *p), None if alone else direct(kind_q, *q), order))
    return abs(value - truth) <= RELATIVE * abs(truth) + ABSOLUTE


def finite_cases():
    for pair in PAIRS:
        p, q = laws(*pair)
        for quantity, order in QUANTITIES:
            if quantity in ("w2", "w_inf"):
                continue
            form = closed_form(quantity, p, None if quantity == "entropy" else q, order=order)
            if form is not None and math.isfinite(closed_form_value(form)[0]):
                yield pytest.param(pair, quantity, order, id=f"{quantity}-{order}-{p}-{q}")


@pytest.mark.parametrize(("pair", "quantity", "order"), list(finite_cases()))
def test_form_is_the_integral(pair, quantity, order):
    p, q = laws(*pair)
    value, error = value_of(quantity, p, None if quantity == "entropy" else q, order)
    assert error <= 2.0**-52 * abs(value)
    assert agrees(pair, quantity, order, value)


def test_the_check_sees_a_wrong_formula():
    pair = PAIRS[0]
    p, q = laws(*pair)
    swapped, _ = value_of("kl", q, p)
    assert not agrees(pair, "kl", None, swapped)
    right, _ = value_of("kl", p, q)
    assert not agrees(pair, "kl", None, right * (1 + 1e-8))


def test_triangular_entropy_is_the_integral():
    value, _ = value_of("entropy", distributions.Triangular(0, 0.5, 2))
    assert value == pytest.approx(float(evaluate("entropy", direct("Triangular", 0, 0.5, 2))), rel=RELATIVE)


#: scipy's names of the laws of which W2 is checked by quantiles.
SCIPY = {
    "Normal": stats.norm,
    "Laplace": stats.laplace,
    "Logistic": stats.logistic,
    "Gumbel": stats.gumbel_r,
    "Uniform": lambda a, b: stats.uniform(a, b - a),
    "StudentT": stats.t,
    "Gamma": lambda k, s: stats.gamma(k, scale=s),
    "Exponential": lambda s: stats.expon(scale=s),
    "Weibull": lambda k, s: stats.weibull_min(k, scale=s),
    "HalfNormal": lambda s: stats.halfnorm(scale=s),
    "LogNormal": lambda m, s: stats.lognorm(s, scale=math.exp(m)),
    "Pareto": lambda k, s: stats.pareto(k, scale=s),
}


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair[0] in SCIPY and closed_form("w2", *laws(*pair))], ids=str
)
def test_w2_is_the_distance_of_the_quantiles(pair):
    kind_p, p, kind_q, q = pair
    form = closed_form("w2", *laws(*pair))
    first, second = SCIPY[kind_p](*p), SCIPY[kind_q](*q)

    def integrand(t):
        # u = σ(t), from the tail that keeps its digits
        u = 1 / (1 + math.exp(abs(t)))
        gap = first.ppf(u) - second.ppf(u) if t < 0 else first.isf(u) - second.isf(u)
        return gap * gap * u * (1 - u)

    square = sum(
        quad(integrand, a, b, epsabs=1e-12, epsrel=1e-10)[0] for a, b in ((-200, -20), (-20, 0), (0, 20), (20, 200))
    )
    assert closed_form_value(form)[0] == pytest.approx(math.sqrt(square), rel=1e-8)


@pytest.mark.parametrize(
    ("p", "q", "expected"),
    [
        (Normal(0, 1), Normal(2, 1), 2.0),
        (Normal(0, 1), Normal(2, 3), math.inf),
        (Cauchy(0, 1), Cauchy(-1, 1), 1.0),
        (Exponential(1), Exponential(2), math.inf),
        (Gamma(2, 1), Gamma(3, 1), math.inf),
        (Uniform(0, 1), Uniform(-2, 1.5), 2.0),
    ],
    ids=str,
)
def test_w_inf_is_the_largest_gap_of_the_quantiles(p, q, expected):
    assert value_of("w_inf", p, q) == (expected, 0.0)


@pytest.mark.parametrize(
    ("quantity", "order", "p", "q", "sign"),
    [
        # a·σ_q² + (1-a)·σ_p² is 0, and below 0
        ("log_affinity", "4/3", Normal(0, 2), Normal(1, 1), +1),
        ("log_affinity", 2, Normal(0, 1), Normal(0, 0.5), +1),
        # the rate 2/1 - 1/0.5 is 0 exactly
        ("log_affinity", 2, Exponential(1), Exponential("0.5"), +1),
        ("log_affinity", 2, Gamma(1, 1), Gamma(2, 1), +1),
        ("log_affinity", -1, Beta(2, 2), Beta(1, 1), +1),
        ("kl", None, Uniform(0, 2), Uniform(0, 1), +1),
        ("kl", None, Pareto(2, 1), Pareto(2, 2), +1),
        ("log_affinity", "1/2", Uniform(0, 1), Uniform(1, 2), -1),
        ("log_affinity", 2, Uniform(0, 2), Uniform(0, 1), +1),
        ("log_affinity", -1, Uniform(0, 1), Uniform(0, 2), +1),
        ("log_affinity", 2, Pareto(2, 1), Pareto(2, 2), +1),
        ("w1", None, Cauchy(0, 1), Cauchy(0, 2), +1),
        ("w1", None, Pareto(1, 1), Pareto(1, 2), +1),
        ("w2", None, Pareto(2, 1), Pareto(2, 2), +1),
    ],
    ids=str,
)
def test_divergent_integrals_are_exactly_infinite(quantity, order, p, q, sign):
    value, error = value_of(quantity, p, q, order)
    assert error == 0
    assert value == sign * math.inf
    with precision(64):
        assert closed_form(quantity, p, q, order=order)(BALL) == Infinite(sign)


@pytest.mark.parametrize(
    ("quantity", "order", "p", "q"),
    [
        ("tv", None, Gamma(1, 2), Gamma(2, 2)),
        ("log_affinity", "1/2", Cauchy(0, 1), Cauchy(0, 2)),
        ("kl", None, Normal(0, 1), Cauchy(0, 1)),
        ("kl", None, Mixture([1], [Normal()]), Normal()),
        ("kl", None, Logistic(0, 1), Logistic(0, 2)),
        ("w1", None, Gamma(1, 2), Gamma(2, 1)),
        ("js", None, Normal(0, 1), Normal(1, 1)),
        ("w1", None, Beta(1, 2), Beta(2, 3)),
    ],
    ids=str,
)
def test_there_is_none_where_none_is_known(quantity, order, p, q):
    assert closed_form(quantity, p, q, order=order) is None


@pytest.mark.parametrize(("p", "q"), [(Beta(2, 3), Beta(2, 3)), (Exponential(2), Gamma(1, 2)), (Normal(), Normal())])
def test_equal_laws_are_at_distance_0(p, q):
    for quantity, order in QUANTITIES:
        form = closed_form(quantity, p, q, order=order) if "entropy" not in quantity else None
        if form is not None:
            assert closed_form_value(form) == (0.0, 0.0)


def test_nearly_equal_laws_keep_their_digits():
    with mp.workdps(60):
        h, r = mpf(Normal(1e-9, 1).loc.numerator) / Normal(1e-9, 1).loc.denominator, 1 + mpf(10) ** -12
        scales = (1 / r**2 - 1 + 2 * mp.log(r)) / 2
        k = 2 + mpf(10) ** -10
        shapes = (2 - k) * mp.digamma(2) - mp.loggamma(2) + mp.loggamma(k)
        beta = mp.log(mp.beta(2 + mpf(10) ** -10, 3) / mp.beta(2, 3)) - mpf(10) ** -10 * (mp.digamma(2) - mp.digamma(5))
        c = mpf(10) ** -15
        truths = [
            ("kl", None, Normal(0, 1), Normal(1e-9, 1), h * h / 2),
            ("kl", None, Normal(0, 1), Normal(0, "1.000000000001"), scales),
            ("log_affinity", "1/2", Normal(0, 1), Normal(0, "1.000000000001"), mp.log(2 * r / (1 + r * r)) / 2),
            ("tv", None, Normal(0, 1), Normal(1e-9, 1), mp.erf(h / (2 * mp.sqrt(2)))),
            ("kl", None, Gamma(2, 1), Gamma("2.0000000001", 1), shapes),
            ("kl", None, Beta(2, 3), Beta("2.0000000001", 3), beta),
            ("kl", None, Exponential("1.000000000001"), Exponential(1), r - 1 - mp.log(r)),
            ("kl", None, Cauchy(0, 1), Cauchy("1e-15", 1), mp.log1p(c * c / 4)),
            ("kl", None, Laplace(0, 1), Laplace("1e-15", 1), mp.exp(-c) - 1 + c),
            ("kl", None, Logistic(0, 1), Logistic("1e-15", 1), c * mp.coth(c / 2) - 2),
        ]
    for quantity, order, p, q, truth in truths:
        value, error = value_of(quantity, p, q, order)
        assert abs(mpf(value) - truth) <= error <= 2.0**-52 * abs(value), (quantity, p, q)


def test_digits_are_as_many_as_asked_for():
    found = closed_estimate(closed_form("kl", Normal(0, 1), Normal(0, 3)), 40)
    with mp.workdps(60):
        assert abs(mpf(found.text) - (mp.log(3) - mpf(4) / 9)) < mpf(10) ** -39
    assert (found.status, found.method) == ("certified", "closed form")


def test_what_is_beyond_floats_has_a_logarithm():
    found = closed_estimate(closed_form("kl", Normal(0, 1), Normal("1e200", "1e-200")))
    assert found.status == "overflow"
    assert found.log_value == pytest.approx(800 * math.log(10) - math.log(2), rel=1e-14)


def test_what_is_below_floats_is_no_exact_zero():
    value, error = value_of("kl", Normal(0, 1), Normal("1e-200", 1))
    assert value == 0
    assert error > 0


def test_closed_forms_agree_with_the_enclosure_of_the_integral():
    # the enclosure shares the laws' log-densities, but no formula
    for p, q in ((Normal(0, 1), Normal(3, 0.5)), (Laplace(0, 1), Laplace(1, 2)), (Gamma(2, 1), Gamma(3, 2))):
        form = closed_estimate(closed_form("kl", p, q), 15)
        integral = divergence("kl", p, q, method="enclosure", digits=15)
        assert abs(form.value - integral.value) <= form.error + integral.error


ARRAY_CASES = [
    (kind_p, kind_q, quantity, order)
    for kind_p, kind_q in dict.fromkeys((a, b) for a, _, b, _ in PAIRS)
    for quantity, order in QUANTITIES
]


def names_of(kind):
    from dataclasses import fields

    return [field.name for field in fields(kind)]


def random_parameters(kind, rng, n, other=None):
    """Parameters of `kind` over many scales; some equal to the other law's, or nearly."""
    drawn = {}
    for name in names_of(kind):
        positive = 10 ** rng.uniform(-3, 3, n)
        drawn[name] = rng.normal(size=n) * positive if name in ("loc", "mu", "low") else positive
        if other is not None and name in other:
            near = other[name] * (1 + 10.0 ** rng.uniform(-15, -1, n))
            choice = rng.integers(0, 3, n)
            drawn[name] = np.where(choice == 0, other[name], np.where(choice == 1, near, drawn[name]))
    if "high" in drawn:
        drawn["high"] = drawn["low"] + np.maximum(drawn["high"], 1e-9 * (1 + abs(drawn["low"])))
    return drawn


@pytest.mark.parametrize(("kind_p", "kind_q", "quantity", "order"), ARRAY_CASES)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_arrays_bound_their_error_and_equal_single_calls(kind_p, kind_q, quantity, order, seed):
    rng, n = np.random.default_rng(seed), 12
    first, second = getattr(distributions, kind_p), getattr(distributions, kind_q)
    p = random_parameters(first, rng, n)
    q = random_parameters(second, rng, n, p)
    alone = quantity == "entropy"
    found = closed_form_arrays(quantity, first, None if alone else second, p, None if alone else q, order)
    if found is None:
        return
    value, error = found
    for i in range(n):
        laws = first(*(float(x[i]) for x in p.values())), second(*(float(x[i]) for x in q.values()))
        form = closed_form(quantity, laws[0], None if alone else laws[1], order=order)
        if form is None:
            assert math.isnan(value[i])
            continue
        truth, rounding = closed_form_value(form)
        if math.isinf(error[i]):
            continue
        if math.isinf(truth) and rounding == 0:
            assert (value[i], error[i]) == (truth, 0.0)
            continue
        assert abs(value[i] - truth) <= error[i] + rounding, laws


def test_a_batch_of_ordinary_normals_is_accurate():
    rng, n = np.random.default_rng(1), 2000
    p, q = ({"loc": rng.uniform(-5, 5, n), "scale": 10 ** rng.uniform(-1, 1, n)} for _ in range(2))
    for quantity, order in (("kl", None), ("log_affinity", "1/2"), ("cross_entropy", None), ("tv", None)):
        value, error = closed_form_arrays(quantity, Normal, Normal, p, q, order)
        assert np.all(error <= 1e-12 * np.maximum(abs(value), 1))
    broadcast, _ = closed_form_arrays("kl", Normal, Normal, p, {"loc": 0.0, "scale": 1.0})
    assert broadcast.shape == (n,)


def test_entries_without_a_form_are_unknown():
    p, q = {"loc": np.zeros(2), "scale": np.ones(2)}, {"loc": np.ones(2), "scale": np.array([1.0, 2.0])}
    value, error = closed_form_arrays("kl", Logistic, Logistic, p, q)
    assert np.isfinite(error[0])
    assert np.isnan(value[1])
    assert np.isinf(error[1])
