"""Every law in ball arithmetic and as a SymPy expression: the same lines must give the same number."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import acb, arb
from law_table import DIGITS, ROWS, Row
from mpmath import mp, mpf

from gantheory.arithmetic.ball import ANALYTIC_BALL, BALL, Infinite, precision
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.arithmetic.symbolic import SYMBOLIC
from gantheory.distributions import Beta, Cell, Gamma, Laplace, Law, Mixture, Normal, StudentT, Uniform
from gantheory.distributions.coordinate import Anchored, cells

BITS = 160

#: The oracle's own error, relative.
ORACLE = mpf(10) ** (30 - DIGITS)

#: Narrow: of BITS bits at most these are lost (a beta function of 5e7 loses thirty, a tail e^{-y} log₂ y).
LOST_BITS = 64

rows = pytest.mark.parametrize("row", ROWS, ids=str)


def cell_of(law: Law, x: float) -> Cell:
    return next(cell for cell in cells(law.breakpoints) if cell.low < x < cell.high)


def in_balls(law: Law, x: float) -> tuple[Any, tuple[Any, Any]]:
    at, cell = Anchored(BALL, 0, BALL.const(Fraction(x))), cell_of(law, x)
    return law.log_density(BALL, at, cell), law.cumulative(BALL, at, cell)


def assert_narrow_around(ball: Any, truth: mpf) -> None:
    if mp.isinf(truth):
        assert ball == Infinite(-1)
        return
    assert ball.is_finite()
    slack = arb(0, mp.nstr(abs(truth) * ORACLE, 5)) if truth else arb(0)
    assert ball.real.overlaps(arb(mp.nstr(truth, DIGITS + 5)) + slack), (ball, truth)
    assert ball.imag.overlaps(arb(0))
    width = mpf(ball.real.rad().str(10, radius=False))
    assert width <= max(abs(truth), mpf(1) if truth else 0) * mpf(2) ** (LOST_BITS - BITS), (ball, truth)


@rows
def test_log_density_ball_is_narrow_and_contains_the_truth(row: Row) -> None:
    for x in row.points:
        with precision(BITS), mp.workdps(DIGITS):
            assert_narrow_around(in_balls(row.law, x)[0], row.oracle.log_density(mpf(x)))


@rows
@pytest.mark.parametrize("side", ["below", "above"])
def test_cumulative_ball_is_narrow_and_contains_the_truth(row: Row, side: str) -> None:
    for x in row.points:
        with precision(BITS), mp.workdps(DIGITS):
            ball = in_balls(row.law, x)[1][side == "above"]
            truth = getattr(row.oracle, side)(mpf(x))
            assert_narrow_around(ball, truth)
            if truth > mpf("1e-1000"):
                assert ball.real.rel_accuracy_bits() > BITS - LOST_BITS, (ball, truth)


@rows
def test_integral_of_the_density_is_the_increment_of_the_cumulative(row: Row) -> None:
    """The holomorphic branches too: acb.integral asks for balls that reach off the real line."""
    law = row.law
    low, high = (Fraction(float(x)) for x in (law.icdf(0.3), law.icdf(0.45)))
    (cell,) = [c for c in cells(law.breakpoints) if c.low < low and high < c.high]

    def density(x: acb, analytic: bool) -> acb:
        A = ANALYTIC_BALL if analytic else BALL
        return A.exp(law.log_density(A, Anchored(A, 0, x), cell))

    with precision(BITS):
        ends = BALL.const(low), BALL.const(high)
        integral = acb.integral(density, ends[0], ends[1])
        start, stop = (law.cumulative(BALL, Anchored(BALL, 0, end), cell)[0] for end in ends)
        assert integral.overlaps(stop - start)
        assert integral.real.rad() < 1e-25


@rows
def test_symbolic_log_density_evaluates_to_the_same_number(row: Row) -> None:
    x = sympy.Symbol("x", real=True)
    for point in row.points[len(row.points) // 2 - 1 : len(row.points) // 2 + 1]:
        at = Anchored(SYMBOLIC, 0, x)
        log_density = row.law.log_density(SYMBOLIC, at, cell_of(row.law, point))
        with mp.workdps(DIGITS):
            truth = row.oracle.log_density(mpf(point))
            found = mpf(sympy.sympify(log_density).subs(x, sympy.Rational(Fraction(point))).evalf(30))
            assert abs(found - truth) <= abs(truth) * mpf(10) ** -25


#: SymPy evaluates in mpmath, whose series for the incomplete beta function does not converge at 5e7.
@pytest.mark.parametrize("row", [row for row in ROWS if row.law != StudentT(10**8)], ids=str)
def test_symbolic_cumulative_evaluates_to_the_same_number(row: Row) -> None:
    x = sympy.Symbol("x", real=True)
    point = row.points[len(row.points) // 2]
    both = row.law.cumulative(SYMBOLIC, Anchored(SYMBOLIC, 0, x), cell_of(row.law, point))
    for found, truth in zip(both, (row.oracle.below, row.oracle.above)):
        with mp.workdps(DIGITS):
            value = mpf(sympy.sympify(found).subs(x, sympy.Rational(Fraction(point))).evalf(30))
            assert abs(value - truth(mpf(point))) <= mpf(10) ** -25


@pytest.mark.parametrize(
    ("law", "density"),
    [
        (Normal(1, 2), "sqrt(2)*exp(-(x - 1)**2/8)/(4*sqrt(pi))"),
        (StudentT(3), "6*sqrt(3)/(pi*(x**2 + 3)**2)"),
        (Uniform(0, 4), "Piecewise((1/4, (x >= 0) & (x <= 4)), (0, True))"),
        (Laplace(0, 1), "exp(-Abs(x))/2"),
        (Beta(2, 2), "Piecewise((6*x*(1 - x), (x >= 0) & (x <= 1)), (0, True))"),
        (Mixture(["0.5", "0.5"], [Normal(), Uniform()]),
         "exp(-x**2/2)/(2*sqrt(2*pi)) + Piecewise((1/2, (x >= 0) & (x <= 1)), (0, True))"),
    ],
    ids=str,
)  # fmt: skip
def test_expr_is_the_textbook_density(law: Law, density: str) -> None:
    x = sympy.Symbol("x", real=True)
    expected = sympy.sympify(density, locals={"x": x})
    for point in (sympy.Rational(-7, 3), sympy.Rational(1, 3), sympy.Rational(9, 2)):
        found = law.expr(x).subs(x, point).evalf(30)
        assert abs(found - expected.subs(x, point).evalf(30)) < 1e-27


@pytest.mark.parametrize("A", [FLOATING, BALL], ids=["floats", "balls"])
def test_beta_keeps_its_digits_next_to_one(A: Any) -> None:
    law = Beta("0.1", "0.1")
    with mp.workdps(80), precision(BITS), quiet():
        gap = mp.exp(-100)
        a = mpf(1) / 10
        log_density = (a - 1) * (mp.log(1 - gap) - 100) - mp.log(mp.beta(a, a))
        above = mp.betainc(a, a, 0, gap, regularized=True)
        at = Anchored(A, 1, -A.exp(A.const(-100)), A.const(-100))
        below, over = law.cumulative(A, at, Cell(Fraction(0), Fraction(1)))
        found = [law.log_density(A, at, Cell(Fraction(0), Fraction(1))), below, over]
        for value, truth in zip(found, [log_density, 1 - above, above]):
            number = float(value if A is FLOATING else value.real)
            assert number == pytest.approx(float(truth), rel=1e-14)


def test_gamma_keeps_its_digits_where_the_offset_underflows() -> None:
    at = Anchored(FLOATING, 0, 0.0, -2000.0)
    found = Gamma("0.1").log_density(FLOATING, at, Cell(Fraction(0), float("inf")))
    assert found == pytest.approx(1800 - float(mp.loggamma(mpf("0.1"))), rel=1e-15)


def test_absent_pieces_are_minus_infinity_and_exact() -> None:
    outside = Cell(Fraction(3), float("inf"))
    for A in (FLOATING, BALL, SYMBOLIC):
        at = Anchored(A, 0, A.const(4))
        for law in (Uniform(), Beta(2, 3), Mixture(["0.5", "0.5"], [Uniform(), Uniform(1, 2)])):
            assert law.log_density(A, at, outside) is A.minus_infinity
            assert [float(str(v)) for v in law.cumulative(A, at, outside)] == [1, 0]
