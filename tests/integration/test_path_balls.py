"""The balls of a path keep their constants: by number and precision, never mixed up."""

from fractions import Fraction

from gantheory.arithmetic.ball import precision
from gantheory.integration.enclosure.balls import PathBall


def test_a_constant_is_kept_for_its_precision_only():
    third = Fraction(1, 3)
    for bits in (60, 200, 60):
        with precision(bits):
            ball = PathBall().const(third)
            assert PathBall().const(third) is ball
            assert 2.0 ** -(bits + 2) < float(ball.real.rad()) * 3 < 2.0 ** -(bits - 4)
            assert (ball.real * 3).contains(1)


def test_short_lived_numbers_do_not_inherit_each_other_s_balls():
    with precision(80):
        for n in range(10_000):
            assert (PathBall().const(Fraction(n, 7)).real * 7).contains(n)
