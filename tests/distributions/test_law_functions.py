"""The operations that the laws alone use: log B(a, b), Student's tail, log(1 + z²), I_y(a, b)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from flint import acb
from mpmath import mp, mpf

from gantheory.arithmetic.ball import ANALYTIC_BALL, BALL, precision
from gantheory.arithmetic.floating import FLOATING, quiet

SIZES = ["1e-5", "0.1", "0.5", "1", "1.5", "9.99", "10", "10.01", "50", "1e3", "1e5", "5e7", "1e12"]


@pytest.mark.parametrize(("a", "b"), list(combinations_with_replacement(SIZES, 2)))
def test_log_beta_in_floats_is_right_to_rounding(a: str, b: str) -> None:
    with mp.workdps(60):
        truth = float(mp.log(mp.beta(mpf(a), mpf(b))))
    # log Γ of numbers up to 10 is itself up to 13, with its rounding.
    assert FLOATING.log_beta(Fraction(a), Fraction(b)) == pytest.approx(truth, rel=2e-15, abs=9e-15)
    assert FLOATING.log_beta(Fraction(b), Fraction(a)) == FLOATING.log_beta(Fraction(a), Fraction(b))


def test_log1p_square_neither_overflows_nor_loses_small_z() -> None:
    z = np.array([1e-300, 1e-20, 1e-8, 1.0, 1e8, 1e160, -1e300, np.inf])
    with quiet():
        found = FLOATING.log1p_square(z)
    with mp.workdps(700):
        truth = [float(mp.log(1 + mpf(float(v)) ** 2)) for v in z[:-1]]
    np.testing.assert_allclose(found, [*truth, np.inf], rtol=1e-15)


def test_log1p_square_is_holomorphic_on_wide_balls_and_refuses_its_cuts() -> None:
    with precision(64):
        wide = acb("3 +/- 2", "0 +/- 1.5")
        value = ANALYTIC_BALL.log1p_square(wide)
        assert value.is_finite()
        for z in (acb(1), acb(5), acb(3, 1.4), acb(2, -1)):
            assert value.overlaps((1 + z * z).log())
        assert not ANALYTIC_BALL.log1p_square(acb("0 +/- 0.5", "1 +/- 0.5")).is_finite()


@pytest.mark.parametrize("df", ["0.1", "1", "2.5", "30", "1e8"])
def test_student_tail_is_smooth_across_zero(df: str) -> None:
    number = Fraction(df)
    with precision(128):
        # A ball around 0 holds both sides, to first order ½ - z/B(½, df/2), and the two tails sum to 1.
        across = acb("0 +/- 1e-12")
        tail = BALL.student_tail(number, across)
        slope = (-BALL.log_beta(Fraction(1, 2), number / 2)).exp()
        for z in (acb("-9e-13"), acb(0), acb("9e-13")):
            assert tail.overlaps(acb(0.5) - slope * z)
        assert (tail + BALL.student_tail(number, -across)).overlaps(acb(1))
        assert tail.real.rad() < 1e-4


def test_betainc_uses_the_digits_of_the_complement() -> None:
    a = Fraction(1, 10)
    with mp.workdps(60), precision(64):
        gap = mpf("1e-40")
        truth = float(1 - mp.betainc(mpf(1) / 10, mpf(1) / 10, 0, gap, regularized=True))
        ball = BALL.betainc(a, a, acb(1) - acb("1e-40"), acb("1e-40"))
        assert float(ball.real) == pytest.approx(truth, rel=1e-15)
        assert ball.rel_accuracy_bits() > 50
    assert truth < 1 - 1e-5
    assert FLOATING.betainc(a, a, 1.0, 1e-40) == pytest.approx(truth, rel=1e-15)
    # scipy's betaincc is off by 8e-12 here.
    half = Fraction(1, 2)
    assert FLOATING.betainc(half, half, 1.0, 1e-18) == pytest.approx(1 - 2e-9 / np.pi, rel=1e-16)
