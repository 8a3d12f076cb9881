"""The normal form decides equality; floating point at random points shares no code with it."""

import math
import random

import pytest
from sympy import (
    Abs,
    I,
    Integer,
    Max,
    Min,
    Rational,
    Symbol,
    cos,
    erf,
    exp,
    expand_log,
    lambdify,
    log,
    oo,
    sin,
    sqrt,
    symbols,
    tanh,
)

from gantheory.methods.kernel.normal_form import Comparison, NotNormalizableError, compare, normal_form
from gantheory.methods.kernel.sign import sign
from gantheory.symbols import D, p, prior, q, x

alpha = Symbol("alpha", real=True)
gamma, f = symbols("gamma f", positive=True)

EQUAL = [
    (p * log(p / ((p + q) / 2)), p * log(2) + p * log(p) - p * log(p + q)),
    (log(p**2 - q**2) - log(p - q), log(p + q)),
    (log(4), 2 * log(2)),
    (log(Rational(12, 35)), 2 * log(2) + log(3) - log(5) - log(7)),
    ((sqrt(p) - sqrt(q)) ** 2, p + q - 2 * sqrt(p * q)),
    (log(sqrt(p) + sqrt(q)) + log(sqrt(p) - sqrt(q)), log(p - q)),
    (p ** Rational(1, 3) * p ** Rational(2, 3), p),
    (p**alpha * q ** (1 - alpha), q * (p / q) ** alpha),
    (exp(alpha * log(p / q) / 2) ** 2, (p / q) ** alpha),
    (log(1 + exp(-x)), log(1 + exp(x)) - x),
    (tanh(x), 1 - 2 / (1 + exp(2 * x))),
    (exp(x + 1) * exp(-x), exp(1)),
    (log(1 - D) + log(1 + D), log(1 - D**2)),
    (log(prior / (1 - prior)), -log(1 / prior - 1)),
    (1 / (1 + sqrt(2)), sqrt(2) - 1),
    (sqrt(6) * sqrt(10), 2 * sqrt(15)),
    ((1 + sqrt(2) * I) * (1 - sqrt(2) * I), Integer(3)),
    ((-gamma / 2 + sqrt(gamma**2 / 4 - f**2)) * (-gamma / 2 - sqrt(gamma**2 / 4 - f**2)), f**2),
    (Abs(p - q) ** 2, (p - q) ** 2),
    (Abs(2 * q - 2 * p), 2 * Abs(p - q)),
    (sqrt((p - q) ** 2), Abs(p - q)),
    (Max(p, q) + Min(p, q), p + q),
    (Max(p, q) - Min(p, q), Abs(p - q)),
    (sin(x) ** 2 + cos(x) ** 2, Integer(1)),
    (log(2) ** 2 * log(4), 2 * log(2) ** 3),
]

NOT_EQUAL = [
    (p * log(p / q), q * log(p / q)),
    (log(p) + log(2), log(p)),
    (log(p + q), log(p) + log(q)),
    (log(4), log(2)),
    (log(2) * log(3), log(6)),
    (sqrt(p + q), sqrt(p) + sqrt(q)),
    (sqrt((p - q) ** 2), p - q),
    (p**alpha, p),
    (Abs(p - q), p - q),
    (exp(x) * exp(x), exp(x)),
    (tanh(x), 2 / (1 + exp(2 * x)) - 1),
    (log(1 - D), log(D)),
]


def values_at_random_points(a, b, seed=0):
    """Both expressions in float64 at points where both are real."""
    rng = random.Random(seed)
    free = sorted((a - b).free_symbols | a.free_symbols | b.free_symbols, key=str)
    functions = [lambdify(free, e, "math" if not e.has(I) else "numpy") for e in (a, b)]
    found = []
    while len(found) < 8:
        point = [rng.uniform(0.05, 0.95) if s.is_positive else rng.uniform(-2, 2) for s in free]
        try:
            found.append(tuple(complex(function(*point)) for function in functions))
        except (ValueError, TypeError):
            if not free:
                raise
    return found


@pytest.mark.parametrize(("a", "b"), EQUAL, ids=str)
def test_equal_expressions_have_one_normal_form(a, b):
    assert compare(a, b).comparison is Comparison.EQUAL
    assert all(abs(u - v) <= 1e-9 * max(1, abs(u)) for u, v in values_at_random_points(a, b))


@pytest.mark.parametrize(("a", "b"), NOT_EQUAL, ids=str)
def test_different_expressions_have_not(a, b):
    assert compare(a, b).comparison is not Comparison.EQUAL
    assert any(abs(u - v) > 1e-6 for u, v in values_at_random_points(a, b))


@pytest.mark.parametrize("seed", range(25))
def test_random_log_rational_identities(seed):
    """Expanding logarithms and multiplying out by SymPy's own rules changes no normal form, a constant does."""
    rng = random.Random(seed)

    def rational():
        a, b, c, d = (rng.randint(1, 4) for _ in range(4))
        return (a * p + b * q) / (c * p + d * q) * p ** rng.randint(-1, 1)

    expression = sum((rational() * log(rational() * rational()) for _ in range(3)), Integer(0))
    other = expand_log(expression, force=True).expand()
    assert compare(expression, other).comparison is Comparison.EQUAL
    assert compare(expression, other + rng.choice([p, log(2), log(Rational(3, 2)) * q])).comparison is (
        Comparison.DIFFERENT
    )


def test_a_difference_names_the_coefficient():
    difference = compare(p * log(p / (p + q)), p * log(p / (p + q) / 2))
    assert difference.coefficient == (log(2), p)
    assert "log(2)" in str(difference)


def test_opaque_parts_leave_a_difference_unknown():
    assert compare(erf(x), erf(x / 2 + x / 2)).comparison is Comparison.EQUAL
    assert compare(erf(x), -erf(-x) + p).comparison is not Comparison.EQUAL
    assert compare(erf(x) * p, p).comparison is Comparison.UNKNOWN


@pytest.mark.parametrize("bad", [log(D - 1) - log(1 - D), log(p - q) - log(q - p), p + oo, p * 0.5])
def test_outside_the_class_is_refused(bad):
    with pytest.raises(NotNormalizableError):
        compare(bad)


def test_normal_form_is_written_in_the_same_symbols():
    form = normal_form(p * log(8 * p / (2 * p + 2 * q)))
    at = {p: Rational(1, 3), q: Rational(1, 5)}
    expected = 1 / 3 * math.log(8 / 3 / (2 / 3 + 2 / 5))
    assert float(form.subs(at)) == pytest.approx(expected, rel=1e-12)
    assert form.atoms(log) == {log(2), log(p), log(p + q)}


def test_signs_by_coefficients_are_right_and_cautious():
    assert sign(-p / D**2 - q / (1 - D) ** 2, {}) == -1
    assert sign(1 - D, {}) == 1
    assert sign(D - 1, {D: (0, 2)}) is None
    assert sign(x**2 + 1, {}) == 1
    assert sign(p - q, {}) is None
    assert sign(gamma - 1, {gamma: (1, oo)}) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)),
        (log(3 + 2 * sqrt(2)), 2 * log(1 + sqrt(2))),
        (Integer(2) ** Rational(1, 4) * Integer(2) ** Rational(1, 4), sqrt(2)),
        ((Integer(2) ** Rational(1, 4) + 1) * (Integer(2) ** Rational(1, 4) - 1), sqrt(2) - 1),
        (log(p**4 + q**4), log(p**2 + sqrt(2) * p * q + q**2) + log(p**2 - sqrt(2) * p * q + q**2)),
    ],
    ids=str,
)
def test_dependent_roots_are_never_called_different(a, b):
    assert compare(a, b).comparison is not Comparison.DIFFERENT


def test_square_roots_of_distinct_primes_are_independent():
    assert compare(sqrt(2) + sqrt(3), sqrt(6)).comparison is Comparison.DIFFERENT


@pytest.mark.parametrize("root", [sqrt(x - 1), (x - 1) ** Rational(1, 3), log(x - 1), (x - 1) ** alpha])
def test_what_may_be_complex_has_no_absolute_value(root):
    with pytest.raises(NotNormalizableError, match="not shown to be real"):
        compare(Abs(1 + root) ** 2, (1 + root) ** 2)
    assert compare(Abs(1 + root) ** 2, (1 + root) ** 2, {x: (1, oo)}).comparison is Comparison.EQUAL


@pytest.mark.parametrize("argument", [(p - q) ** 2, (p - q) * (alpha - q), 1 / (p - q)], ids=str)
def test_logarithms_split_only_at_signs_that_are_known(argument):
    with pytest.raises(NotNormalizableError, match="signs of"):
        compare(log(argument), log(p))


def test_a_sign_on_the_domain_splits_a_logarithm():
    assert compare(log((x - 1) ** 2), 2 * log(x - 1), {x: (1, oo)}).comparison is Comparison.EQUAL
