"""Bounds for all w ≥ Y: checked at points far out, against closed forms of tails, and by what they refuse."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given, strategies as st

from gantheory.arithmetic.ball import BALL, precision, rational
from gantheory.arithmetic.bound import Series
from gantheory.arithmetic.majorant import Majorant
from gantheory.distributions import (
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
)
from gantheory.distributions.coordinate import LINE, Anchored, Cell
from gantheory.errors import NotCertifiedError

POSITIVE = Cell(Fraction(0), math.inf)
UNIT = Cell(Fraction(0), Fraction(1))


@pytest.fixture(autouse=True)
def _bits():
    with precision(100):
        yield


def at_infinity(threshold, anchor=0, side=1, unit=Fraction(1)):
    A = Majorant(arb(threshold), 1, unit)
    return A, Anchored(A, anchor, *A.offset(side))


def at_zero(threshold):
    A = Majorant(arb(threshold), -1, Fraction(1))
    return A, Anchored(A, 0, *A.offset(1))


def value_at(series, w):
    """The ball of a series at one w."""
    log_w = arb(w).log()
    total = arb(0)
    for (k, j), c in series.terms.items():
        total += (log_w * rational(k)).exp() * log_w ** arb(rational(j)) * c
    return total


@pytest.mark.parametrize(
    "law",
    [
        Normal(1, 2),
        Laplace(1, 2),
        Logistic(1, 2),
        Cauchy(1, 2),
        StudentT("2.5", 1, 3),
        Mixture(["0.25", "0.75"], [Normal(0, 1), Normal(1, 1)]),
        Mixture(["0.5", "0.5"], [Cauchy(0, 1), Normal(3, 1)]),
    ],
)
@pytest.mark.parametrize("side", [1, -1])
def test_a_log_density_lies_in_its_series_at_every_point_beyond(law, side):
    A, x = at_infinity(30, anchor=2, side=side)
    half = Cell(Fraction(1), math.inf) if side > 0 else Cell(-math.inf, Fraction(1))
    cell = half if law.breakpoints else LINE
    series = A.series(law.log_density(A, x, cell))
    for w in (30, 31, 45, 300, 10**6, 10**12):
        truth = law.log_density(BALL, Anchored(BALL, 2, BALL.const(side * w)), cell).real
        assert value_at(series, w).contains(truth.mid())


@pytest.mark.parametrize(("law", "cell"), [(Gamma("0.1"), POSITIVE), (Beta("0.1", "0.3"), UNIT), (Gamma(3), POSITIVE)])
def test_a_log_density_lies_in_its_series_towards_a_pole(law, cell):
    A, x = at_zero(50)
    series = A.series(law.log_density(A, x, cell))
    for w in (50, 77, 10**9, 10**60):
        truth = law.log_density(BALL, Anchored(BALL, 0, 1 / BALL.const(w)), cell).real
        assert value_at(series, w).contains(truth.mid())


@pytest.mark.parametrize("law", [Normal(), Laplace(), Logistic(), Cauchy(), StudentT("0.5"), Exponential(), Gamma(3)])
@pytest.mark.parametrize("threshold", [5, 20, 10**4])
def test_a_tail_bound_is_above_the_tail_and_not_far(law, threshold):
    cell = POSITIVE if law.support[0] == 0 or law.breakpoints else LINE
    A, x = at_infinity(threshold)
    bound = A.integral(A.exp(law.log_density(A, x, cell)))
    tail = law.cumulative(BALL, Anchored(BALL, 0, BALL.const(threshold)), cell)[1].real
    assert not bound < tail
    assert bound <= 4 * tail


def test_a_double_exponential_tail_is_bounded_on_both_sides():
    law = Gumbel(0, 1)
    A, x = at_infinity(20, side=-1)
    below, above = law.cumulative(A, x, LINE)
    # ∫ of F = e^{-e^w} is far below its bound by e^{-w²/2}, which is what keeps the tail certified
    assert 0 < A.integral(below) < arb(-200).exp() / 19
    assert not A.integral(above).is_finite()
    A, x = at_infinity(20)
    # ∫ of 1 - F = 1 - e^{-e^{-w}} is e^{-20} to first order
    assert arb(-20).exp() * (1 - arb(-20).exp()) <= A.integral(law.cumulative(A, x, LINE)[1]) < 2 * arb(-20).exp()


def test_moments_times_logarithms():
    # ∫_Y^∞ (x² + log x)·e^{-x} dx = e^{-Y}(Y² + 2Y + 2 + log Y) + E₁(Y), and E₁(Y) ≤ e^{-Y}/Y.
    A, x = at_infinity(10)
    density = Exponential().log_density(A, x, POSITIVE)
    bound = A.integral(A.weighted(density, x.minus(0) * x.minus(0) + x.log_minus(0)))
    truth = arb(-10).exp() * (122 + arb(10).log())
    assert truth < bound < 2 * truth


def test_what_diverges_has_no_bound():
    A, x = at_infinity(100)
    p, q = Cauchy().log_density(A, x, LINE), Normal().log_density(A, x, LINE)
    assert not A.integral(A.weighted(p, p - q)).is_finite()
    assert not A.integral(A.exp(2 * q - Normal(0, "0.5").log_density(A, x, LINE))).is_finite()
    assert not A.integral(1).is_finite()


def test_near_variances_decide_by_their_exact_difference():
    # χ²(N(0, 1.9999) ‖ N(0, 1)) converges: -w²/1.9999 + w²/2 = -2.5e-5·w².
    A, x = at_infinity(10**4)
    wide = lambda variance: -x.minus(0) * x.minus(0) / (2 * A.const(Fraction(variance)))  # noqa: E731
    assert A.integral(A.exp(2 * wide("1.9999") - wide("1"))).is_finite()
    assert not A.integral(A.exp(2 * wide("2.0001") - wide("1"))).is_finite()


@pytest.mark.parametrize("side", [1, -1])
def test_distribution_functions_are_their_limit_minus_what_is_left(side):
    A, x = at_infinity(12, side=side)
    y = x.minus(0)
    for name in ("erfc", "sigmoid", "atan", "tanh", "softplus"):
        series = A.series(getattr(A, name)(y))
        for w in (12, 13, 20, 1000):
            truth = getattr(BALL, name)(BALL.const(side * w)).real
            assert value_at(series, w).overlaps(truth), name
    below, above = StudentT(3).cumulative(A, x, LINE)
    for w in (12, 500):
        truth = StudentT(3).cumulative(BALL, Anchored(BALL, 0, BALL.const(side * w)), LINE)
        for bound, exact in zip((below, above), truth):
            assert value_at(A.series(bound), w).overlaps(exact.real)


def test_a_double_exponential_is_bounded_by_a_gaussian():
    # e^{-e^w} is integrable, its own exponential is not.
    A, x = at_infinity(5)
    growing = A.exp(x.minus(0))
    assert A.integral(A.exp(-growing)).is_finite()
    with pytest.raises(NotCertifiedError):
        A.exp(growing)
    with pytest.raises(NotCertifiedError):
        A.series(growing)


def test_a_threshold_below_e_is_refused():
    with pytest.raises(NotCertifiedError, match="w = e"):
        Majorant(arb(2), 1, Fraction(1))


exponents = st.fractions(-2, 2, max_denominator=4)
coefficients = st.integers(-5, 5).filter(bool)


@given(
    st.dictionaries(st.tuples(exponents, exponents), coefficients, min_size=1, max_size=4),
    st.integers(3, 50),
    st.floats(0, 30),
)
def test_a_range_contains_the_series_everywhere(terms, threshold, further):
    """For every w ≥ Y: range(S) contains S(w)."""
    with precision(100):
        A = Majorant(arb(threshold), 1, Fraction(1))
        series = Series({monomial: rational(Fraction(c)) for monomial, c in terms.items()})
        low, high = A.range(series)
        value = value_at(series, arb(threshold) * arb(further).exp())
        assert not value < low
        assert not value > high


def bound_at(bound, w):
    """The value of a bound at w, as a ball."""
    total = arb(0)
    for p, s in bound.terms:
        total += value_at(p, w).exp() * value_at(s, w)
    return total


@pytest.mark.parametrize("count", [3, 12])
def test_many_exponentials_are_condensed_and_still_contain_the_sum(count):
    """(1 - Σ w^-1·e^{-k·w}/k)² - 1 keeps few terms, and its value everywhere; what is plain cancels exactly."""
    A, x = at_infinity(4)
    y = x.minus(0)
    gap = 1 - sum(A.exp(-k * y) / y * arb(1) / k for k in range(1, count + 1))
    square = gap * gap - 1
    assert len(square.terms) <= 7
    for w in ("4", "5", "11", "70"):
        plain = 1 - sum((-k * arb(w)).exp() / arb(w) / k for k in range(1, count + 1))
        assert bound_at(square, arb(w)).overlaps(plain * plain - 1)
    assert A.integral(square) < 1
