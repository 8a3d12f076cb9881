"""Bad and extreme input to the public functions: a named error or a valid estimate comes out, and nothing else."""

import inspect
import json
import math
import pickle
import warnings
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import gantheory
from gantheory import GantheoryError, divergence
from gantheory.cli import main
from gantheory.distributions import Atoms, Mixture, Normal, Truncated
from gantheory.divergences.registry import find
from gantheory.estimate import DECIDED, Estimate
from gantheory.estimate_array import EstimateArray

KINDS = tuple(
    getattr(gantheory, name)
    for name in (
        "Normal", "Laplace", "Logistic", "Cauchy", "StudentT", "Uniform", "Exponential", "Gamma", "Beta", "Gumbel",
        "HalfNormal", "LogNormal", "Pareto", "Triangular", "Weibull",
    )
)  # fmt: skip
PLAIN = (
    "kl", "reverse_kl", "jeffreys", "js", "tv", "squared_hellinger", "bhattacharyya_coefficient", "pearson_chi2",
    "neyman_chi2", "triangular_discrimination", "w1", "energy", "cramer", "kolmogorov", "cross_entropy",
)  # fmt: skip
PARAMETRIC = (
    "js(1/4)", "js(1e-9)", "alpha(1/3)", "alpha(0)", "alpha(1)", "alpha(-1)", "alpha(20)", "renyi(0)", "renyi(1/2)",
    "renyi(1)", "renyi(2)", "renyi(1e-9)", "f(t*log(t))", "f((t-1)**2)", "f(abs(t-1))", "wasserstein(1)",
    "wasserstein(2)", "wasserstein(inf)", "alpha(1e200)", "alpha(1e-200)", "renyi(1e300)", "js(1e-300)",
)  # fmt: skip
#: Names of no divergence, and parameters for which there is none.
NONSENSE = (
    "", "JS", "js(0)", "js(1)", "js(-1)", "js(nan)", "js(1/0)", "js(1e999999999)", "alpha", "alpha(inf)",
    "alpha(x)", "alpha(1e400)", "renyi(-1)", "renyi(1+1j)", "wasserstein(3)",
    "wasserstein(nan)", "wasserstein(-inf)", "f", "f()", "f(t)", "f(-t*log(t))", "f(x)", "f(t**)", "f(nan)",
    "f(zoo*t)", "f(1/0)", "f(sqrt(-t))", "f(9**9**9)", "f(lambda: 0)", "kl(2)", "\0", "js((((", "🎲",
)  # fmt: skip

GOOD = st.sampled_from([0, 1, 2, 0.5, -1.5, "0.1", "1/3", Fraction(7, 3), 1e-3, 40, np.float64(0.25), np.int64(3)])
EXTREME = st.sampled_from(
    [1e-9, 1e9, 1e17, -1e17, 1e100, 1e-100, 1e-300, 1e300, -1e300, 1.7e308, -1.7e308, 5e-324, -5e-324, 3e-310,
     "1e-310", 1 + 2.0**-52, Fraction(1, 10**200), 10**300, np.float32(1e-40)]
)  # fmt: skip
BAD = st.sampled_from(
    [math.nan, math.inf, -math.inf, np.nan, 10**400, Fraction(1, 10**400), "1e400", "1e999999999", "0e999999999",
     "1e-999999999", "nan", "inf", "", "abc", "1/0", None, 1j, True, np.True_, np.array(0.5), np.array("x"), object(),
     b"1", {}, {1: 2}, Normal, Normal(), np.float64("nan"), np.float32("inf"), np.datetime64("nat"), lambda: 1]
)  # fmt: skip
#: Arrays, among them such as do not broadcast, or hold no numbers.
ARRAYS = st.sampled_from(
    [[0.5, 1], (), [], np.array([0.5, 1.0]), np.array([1, 2, 3]), np.ones((2, 3)), np.array([]), np.array([1j, 2]),
     np.array(["a", "b"]), np.array([None, 1]), np.array([0.5, np.nan, -1.0]), np.array([True, False]),
     np.array([5e-324, 1e300]), np.zeros((0, 2))]
)  # fmt: skip
NUMBERS = st.one_of(GOOD, GOOD, st.floats(0.01, 100), EXTREME)
ANYTHING = st.one_of(NUMBERS, BAD, ARRAYS, st.floats(), st.integers(), st.text(max_size=5))


def made(kind, arguments):
    """A law, or None where a named error says why there is none."""
    try:
        return kind(*arguments)
    except GantheoryError as error:
        assert_named(error)
        return None


def assert_named(error):
    message = str(error)
    assert message == message.strip() != ""
    assert "\n" not in message
    assert len(message) < 2000
    assert any(mark in message for mark in (";", ":", "must", "needs", "got", "takes", "there are", "is known")), (
        message
    )


@st.composite
def simple_laws(draw, numbers=NUMBERS):
    kind = draw(st.sampled_from(KINDS))
    count = len(inspect.signature(kind).parameters)
    return made(kind, draw(st.lists(numbers, min_size=count, max_size=count)))


def existing(laws):
    return laws.filter(lambda law: law is not None)


@st.composite
def laws(draw, numbers=NUMBERS):
    """Valid laws with ordinary and extreme parameters: simple ones, mixtures, truncations, atoms."""
    shape = draw(st.sampled_from(["simple", "simple", "mixture", "truncated", "atoms"]))
    if shape == "atoms":
        return made(Atoms, [draw(st.lists(numbers, max_size=4))])
    law = draw(existing(simple_laws(numbers)))
    if shape == "mixture":
        weight = draw(st.sampled_from(["1/3", 0.5, 1e-9, 5e-324, 1e-17, 1 - 2.0**-53]))
        other = draw(existing(simple_laws(numbers)))
        return made(Mixture, [[weight, 1 - Fraction(weight)], [law, other]])
    if shape == "truncated":
        ends = draw(st.tuples(st.one_of(numbers, st.just(-math.inf)), st.one_of(numbers, st.just("inf"))))
        return made(Truncated, [law, *ends])
    return law


LAWS = existing(laws())


def check(found, name):
    """That an answer is one: see the module's first line."""
    if isinstance(found, EstimateArray):
        for index in np.ndindex(found.shape):
            check_single(found[index], name)
        json.dumps(found.to_dict(), allow_nan=False)
        assert repr(pickle.loads(pickle.dumps(found))) == repr(found)
        assert not found.value.size or np.asarray(found + 1).shape == found.shape
    else:
        check_single(found, name)


def check_single(found, name):
    assert isinstance(found, Estimate)
    assert found.status in (*DECIDED, "undecided")
    assert found.error >= 0
    assert found.evaluations >= 0
    low, high = found.interval()
    assert low <= high
    if found.status == "undecided":
        assert found.reason
    elif found.status == "infinite":
        assert math.isinf(found.value)
        assert found.reason
    elif found.status == "overflow":
        assert math.isinf(found.value)
        assert math.isfinite(found.log_value)
    else:
        assert math.isfinite(found.value)
        assert math.isfinite(found.error)
        least, most = bounds_of(name)
        assert found.value + found.error >= least
        assert found.value - found.error <= most
    assert found.decided == (found.status != "undecided")
    json.dumps(found.to_dict(), allow_nan=False)
    assert repr(pickle.loads(pickle.dumps(found))) == repr(found)
    assert found.explain().startswith(str(found))
    assert isinstance(f"{found:.3g} {found}", str)


def bounds_of(name):
    import sympy

    least, most = (sympy.sympify(end, rational=True) for end in find(name).range)
    # the supremum is rounded to a float, and so is the value
    return float(least), float(most) * (1 + 2.0**-52)


def answered(name, *given, **options):
    """The answer to whatever is asked, checked; None where a named error says why there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = divergence(name, *given, **options)
        except GantheoryError as error:
            assert_named(error)
            return None
    check(found, name)
    return found


@given(st.sampled_from(PLAIN + PARAMETRIC), LAWS, LAWS)
def test_extreme_laws_have_valid_answers(name, p, q):
    answered(name, p, q, throw=False)


@given(LAWS)
def test_extreme_laws_have_an_entropy(law):
    answered("entropy", law, throw=False)


@given(st.sampled_from((*KINDS, Atoms, Mixture, Truncated)), st.data())
def test_constructors_make_laws_or_name_the_error(kind, data):
    count = len(inspect.signature(kind).parameters)
    anything = st.one_of(ANYTHING, st.lists(ANYTHING, max_size=3), simple_laws(), st.lists(simple_laws(), max_size=3))
    made(kind, data.draw(st.lists(anything, min_size=count, max_size=count)))


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_no_divergence(name):
    with pytest.raises(GantheoryError) as caught:
        divergence(name, Normal(), Normal(1))
    assert_named(caught.value)


@given(st.one_of(st.text(max_size=20), st.sampled_from(PARAMETRIC + NONSENSE), BAD, GOOD))
def test_any_name_gives_a_divergence_or_a_named_error(name):
    answered(name, Normal(), Normal(1))


@given(st.sampled_from(PLAIN + PARAMETRIC), st.lists(st.one_of(ANYTHING, LAWS), max_size=4))
def test_anything_in_place_of_laws_is_refused(name, given):
    answered(name, *given, throw=False)


OPTIONS = st.dictionaries(
    st.sampled_from(
        ["method", "digits", "rtol", "atol", "max_evaluations", "draws", "level", "rng", "normalize", "throw",
         "executor", "digit", "seed"]
    ),
    st.one_of(
        ANYTHING,
        st.sampled_from(
            ["auto", "closed_form", "quadrature", "enclosure", "monte_carlo", "Quadrature", 0, -1, 3, 10**6, 1e-12, 0.9,
             2000, False, np.random.default_rng(0), np.random, np.int64(5), ThreadPoolExecutor]
        ),
    ),
    max_size=3,
)  # fmt: skip


@given(st.sampled_from(PLAIN + PARAMETRIC), OPTIONS)
def test_bad_options_are_refused(name, options):
    answered(name, Normal(0, 1), Normal("1/3", 2), **options)


FUNCTIONS = {
    "alpha_divergence": "alpha", "renyi_divergence": "order", "js_divergence": "weight", "f_divergence": "f",
    "wasserstein_distance": "order",
}  # fmt: skip


@given(st.sampled_from(sorted(FUNCTIONS)), st.one_of(ANYTHING, st.just("t*log(t)"), st.just("t")))
def test_bad_orders_are_refused(function, parameter):
    try:
        found = getattr(gantheory, function)(Normal(0, 1), Normal(1, 2), parameter, throw=False)
    except GantheoryError as error:
        assert_named(error)
    else:
        check_alone(found)


def check_alone(found):
    """An answer of a divergence that has no name here."""
    assert isinstance(found, Estimate)
    assert found.status in (*DECIDED, "undecided")
    assert found.error >= 0
    assert found.status in ("undecided", "infinite", "overflow") or found.value + found.error >= 0


@pytest.mark.parametrize(
    "f",
    [
        lambda t: t, lambda t: 1 / 0, lambda t: None, lambda t: "x", lambda t: np.ones(3), lambda t: t * 1j,
        lambda t: np.full(np.shape(t), np.nan), lambda: 0, lambda t: [1, [2]], np.log, dict,
    ],
)  # fmt: skip
def test_callables_that_are_no_generator_are_refused(f):
    with pytest.raises(GantheoryError) as caught:
        gantheory.f_divergence(Normal(0, 1), Normal(1, 1), f)
    assert_named(caught.value)


COLUMNS = st.lists(st.one_of(GOOD.filter(lambda v: not isinstance(v, str)), st.floats()), min_size=1, max_size=4).map(
    lambda values: np.array([float(v) for v in values])
)


@given(st.sampled_from(PLAIN + PARAMETRIC), st.sampled_from(KINDS), st.data())
def test_a_bad_row_does_not_lose_the_others(name, kind, data):
    count = len(inspect.signature(kind).parameters)
    columns = data.draw(st.lists(COLUMNS, min_size=count, max_size=count))
    other = Normal(0, 1)
    if len({column.size for column in columns} - {1}) > 1:
        with pytest.raises(GantheoryError, match="broadcast"):
            kind(*columns)
        return
    found = divergence(name, kind(*columns), other, throw=False)
    check(found, name)
    for index in range(len(found)):
        law = made(kind, [column[index if column.size > 1 else 0] for column in columns])
        if law is None:
            assert found[index].status == "undecided"
            assert "Error: " in found[index].reason
        else:
            alone = answered(name, law, other, throw=False)
            assert (alone.status == "undecided") == (found[index].status == "undecided")


WORDS = st.one_of(
    st.sampled_from(
        ["normal(0,1)", "cauchy", "student_t(3)", "0.5*normal(-2,0.5)+0.5*normal(2,0.5)", "push(z**2, normal(0,1))",
         "truncated(normal(0,1), 0, inf)", "normal(0,", "normal(0,-1)", "gamma(1e-310)", "uniform(1,1)", "pareto(nan)",
         "atoms([0,0],[0.5,0.5])", "atoms([])", "mixture([1],[])", "normal(1e400,1)", "push(z*0, normal)", "nothing(1)",
         "weibull(1e300)", "truncated(uniform(0,1), 2, 3)", "", " ", "--", "-1", "\n", "\x1b[31m", "é"]
    ),
    st.text(max_size=12),
)  # fmt: skip


@given(
    st.sampled_from(["js", "kl", "entropy", "pearson_chi2", "wasserstein(2)", *NONSENSE]),
    st.lists(WORDS, max_size=3),
    st.lists(
        st.sampled_from(
            ["--digits=5", "--digits=0", "--digits=1000000", "--digits=x", "--rtol=nan", "--rtol=1e-3", "--rtol=2",
             "--atol=-1", "--method=magic", "--method=closed_form", "--method=monte_carlo", "--draws=1", "--draws=999",
             "--level=7", "--seed=-1", "--seed=x", "--max-evaluations=0", "--explain", "--json", "--nothing",
             "--json=3"]
        ),
        max_size=2,
    ),
)  # fmt: skip
def test_the_command_line_answers_or_says_why_in_one_line(name, given, options):
    import contextlib
    import io

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["divergence", name, *given, *options])
    assert code in (0, 1, 2)
    assert "Traceback" not in err.getvalue()
    assert len(err.getvalue().splitlines()) == (1 if code == 2 else 0), err.getvalue()
    if code != 2:
        assert out.getvalue().strip()
