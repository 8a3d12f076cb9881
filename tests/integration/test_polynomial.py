"""Polynomials beside balls: never less than the ball arithmetic, exact where terms cancel."""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb, fmpq
from hypothesis import given, strategies as st

from gantheory.arithmetic.ball import Infinite, precision, rational
from gantheory.integration.enclosure.balls import PathBall
from gantheory.integration.enclosure.polynomial import Offset, Polynomial, polynomial

A = PathBall()
numbers = st.fractions(-20, 20, max_denominator=8)


def variable(middle, radius):
    offset = Offset(acb(arb(rational(middle)) + arb(0, rational(radius)), arb(0, 0.1)))
    return polynomial(offset, (fmpq(0), fmpq(1)), offset)


@given(numbers, numbers, numbers, numbers, st.fractions(0, 3, max_denominator=8), st.floats(-1, 1))
def test_sums_and_products_contain_their_values(a, b, c, middle, radius, at):
    with precision(90):
        x, point = variable(middle, radius), rational(middle) + rational(radius) * rational(Fraction(at))
        one = (x - A.const(a)) * (x + A.const(b)) / A.const(3) - 2 * x
        other = (x * x) / 3 + A.const(c)
        truth = (point - rational(a)) * (point + rational(b)) / 3 - 2 * point - point * point / 3 - rational(c)
        for value in (one - other, one + (-other), -(other - one)):
            assert value.overlaps(acb(truth))


def test_quadratics_of_one_scale_differ_by_a_line():
    with precision(90):
        x = variable(Fraction(10) ** 30, Fraction(10) ** 28)
        difference = -(x * x) / 2 - -((x - A.const(1)) * (x - A.const(1))) / 2
        assert isinstance(difference, Polynomial)
        assert difference.coefficients == (fmpq(1, 2), fmpq(-1))
        assert difference.real.rad() < arb(10) ** 29


def test_functions_and_infinities_leave_the_polynomials():
    with precision(90):
        x = variable(Fraction(2), Fraction(1, 8))
        assert not isinstance(A.exp(x), Polynomial)
        assert (x + Infinite(-1)).sign == -1
        assert (Infinite(1) - x).sign == 1
        assert (A.const(Fraction(-1, 2)) * Infinite(-1)).sign == 1
        assert (1 / x).overlaps(acb("0.5"))


def test_paths_do_not_mix():
    with precision(90):
        x, y = variable(Fraction(2), Fraction(1)), variable(Fraction(2), Fraction(1))
        assert not isinstance(x - y, Polynomial)
        assert (x - y).overlaps(acb("0.5"))
