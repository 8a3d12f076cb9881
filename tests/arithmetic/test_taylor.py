"""Taylor polynomials: the arithmetic agrees with balls, and ranges contain values and slopes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, arb_series

from gantheory.arithmetic.ball import BALL, precision
from gantheory.arithmetic.taylor import LENGTH, Taylor, interval, truncation, variable

FUNCTIONS = [
    "exp", "log", "log1p", "log1p_square", "sqrt", "log_absolute", "sin", "cos", "tanh", "atan", "erfc",
    "sigmoid", "softplus", "entropy_gap",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _context():
    with precision(100), truncation():
        yield


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("at", ["0.5", "3"])
def test_values_agree_with_balls(name, at):
    value = getattr(Taylor(), name)(variable(arb(at)))
    assert value[0].overlaps(getattr(BALL, name)(BALL.const(Fraction(at))).real)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_ranges_contain_values_and_slopes(name):
    function = getattr(Taylor(), name)
    middle, radius = arb(2), arb("0.25")
    value, slope = interval(function(variable(middle)), function(variable(arb(2, 0.25))), radius)
    for t in ("-0.25", "-0.1", "0", "0.2", "0.25"):
        exact = function(variable(middle + arb(t)))
        assert value.overlaps(exact[0])
        assert slope.overlaps(exact[1])
    assert value.rad() < 3


def test_powers_and_sums_in_the_log_domain():
    A, x = Taylor(), variable(arb(2))
    for exponent in (Fraction(3), Fraction(-2), Fraction(1, 2)):
        assert A.power(x, exponent)[0].overlaps(arb(2) ** (arb(exponent.numerator) / exponent.denominator))
    assert A.logaddexp(x, 3 * x)[0].overlaps((arb(2).exp() + arb(6).exp()).log())
    assert A.logaddexp(A.minus_infinity, x) is x
    assert A.weighted(A.minus_infinity, x) == 0


def test_a_near_cancellation_is_resolved():
    """Two Cauchy densities at 1e10: their difference is 1e-10 of each, and has one sign on a wide box."""
    A = Taylor()

    def difference(u):
        x = A.exp(u)
        return 1 / (1 + x * x) - 1 / (1 + (x - 1) * (x - 1))

    middle, radius = arb(23), arb("0.01")
    value, _ = interval(difference(variable(middle)), difference(variable(arb(23, 0.01))), radius)
    assert value < 0
    assert not difference(arb(23, 0.01)) < 0


def test_a_lost_remainder_is_unknown():
    shortened = arb_series([0, 1, 1], LENGTH) / arb_series([0, 1], LENGTH)
    value, slope = interval(shortened, shortened, arb("0.1"))
    assert value.is_nan()
    assert slope.is_nan()


def test_arguments_of_absolute_values_are_kept():
    A, x = Taylor(), variable(arb(2))
    A.absolute(x - 3)
    A.absolute(x + 1)
    assert [argument[0] for argument in A.arguments] == [-1, 3]
