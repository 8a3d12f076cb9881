"""Truncations: what is the same law, what is refused, far tails, and masses with all their digits."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from mpmath import mp, mpf

from gantheory.arithmetic.ball import BALL, precision
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.distributions import (
    Atoms,
    Cauchy,
    Exponential,
    Gamma,
    Law,
    Mixture,
    Normal,
    Pushforward,
    Truncated,
    Uniform,
)
from gantheory.distributions.coordinate import Cell, End, plain
from gantheory.errors import InvalidParameterError, NoDensityError


def test_truncations_of_truncations_intersect() -> None:
    twice = Truncated(Truncated(Cauchy(), -1, math.inf), -5, 3)
    assert twice == Truncated(Cauchy(), -1, 3)
    assert hash(twice) == hash(Truncated(Cauchy(), -1, "3"))
    assert repr(twice) == "Truncated(Cauchy(0, 1), -1, 3)"
    assert Truncated(Exponential(), -2, math.inf) == Truncated(Exponential(), 0, "inf")
    assert repr(Truncated(Normal(), -math.inf, "0.1")) == "Truncated(Normal(0, 1), '-inf', '0.1')"


@pytest.mark.parametrize(
    ("law", "low", "high", "message"),
    [
        (Normal(), 1, 1, "low must be less than high"),
        (Normal(), 2, -1, "low must be less than high"),
        (Normal(), math.inf, math.inf, "low must be less than high"),
        (Normal(), math.nan, 1, "low must be finite"),
        (Normal(), "one", 1, "low must be a finite number"),
        (Normal(), 0, None, "high must be a real number"),
        ("normal", 0, 1, "must be a law"),
        (Uniform(), 2, 3, "has no mass between 2 and 3"),
        (Uniform(), 1, 3, "has no mass between 1 and 3"),
        (Mixture(["0.5", "0.5"], [Uniform(), Uniform(2, 3)]), "1.25", "1.5", "has no mass"),
        (Normal(), 38, 40, "has only e^-727 mass"),
        (Normal(), 380, math.inf, "has only e^-72207 mass"),
    ],
)
def test_intervals_without_mass_are_refused(law: Law, low: object, high: object, message: str) -> None:
    with pytest.raises(InvalidParameterError, match=re.escape(message)):
        Truncated(law, low, high)  # type: ignore[arg-type]


def test_atoms_are_refused() -> None:
    with pytest.raises(NoDensityError, match="list those in the interval"):
        Truncated(Atoms([0, 1]), 0, 1)


def test_the_mass_of_a_far_interval_has_all_digits() -> None:
    """P(30 < Z < 30 + 1e-12) is a difference of numbers that agree in eleven digits."""
    law = Truncated(Normal(), 30, 30 + Fraction(1, 10**12))
    with mp.workdps(80):
        ends = [mp.erfc(mpf(end.numerator) / end.denominator / mp.sqrt(2)) / 2 for end in (law.low, law.high)]  # type: ignore[union-attr]
        truth = mp.log(ends[0] - ends[1])
        for bits in (64, 200):
            with precision(bits):
                ball = BALL.constant(law._log_mass).real
            assert ball.rel_accuracy_bits() >= bits
            with precision(400):
                assert abs(mpf(ball.mid().str(70, radius=False)) - truth) < abs(truth) * mpf(2) ** (2 - bits)
    assert law.center == law.low + Fraction(1, 2 * 10**12) or law.low < law.center < law.high


def test_far_out_the_density_has_the_digits_of_the_laws_own_logarithm() -> None:
    law = Truncated(Normal(), 36, 37)
    x = np.linspace(36.001, 36.2, 101)
    with mp.workdps(60):
        mass = (mp.erfc(mpf(36) / mp.sqrt(2)) - mp.erfc(mpf(37) / mp.sqrt(2))) / 2
        truth = [float(-(mpf(float(v)) ** 2) / 2 - mp.log(2 * mp.pi) / 2 - mp.log(mass)) for v in x]
    # three roundings of numbers around 650, whose last bit is 1.1e-13
    np.testing.assert_allclose(law.logpdf(x), truth, rtol=0, atol=2e-13)


@pytest.mark.parametrize(("low", "high"), [(30, 31), (-math.inf, -20), (36, 37)])
def test_far_out_each_tail_has_relative_accuracy_up_to_that(low: float, high: float) -> None:
    law = Truncated(Normal(), low, high)
    levels = np.array([1e-12, 1e-6, 0.01, 0.3, 0.9])
    with mp.workdps(60):

        def above(v: float) -> mpf:
            return mp.erfc(mpf(abs(v)) / mp.sqrt(2)) / 2

        # of |X|, which lies above |near|
        near, far = (low, high) if low > 0 else (high, low)
        mass = above(near) - (above(far) if math.isfinite(far) else 0)
        towards = law.icdf if low > 0 else law.isf
        for x in towards(levels):
            truth = float((above(near) - above(float(x))) / mass)
            found = law.cdf(x) if low > 0 else law.sf(x)
            assert found == pytest.approx(truth, rel=1e-12)


def test_seeds_show_the_scale_of_a_far_tail() -> None:
    seeds = Truncated(Normal(), 30, math.inf).seeds
    # An exponential of scale 1/30, up to its quantile at 1 - 5.7e-17.
    assert len(seeds) >= 5
    assert 30 <= seeds[0] < 30.001
    assert 31 < seeds[-1] < 31.5


def test_log_ratio_of_nearly_equal_truncations_keeps_its_digits() -> None:
    tiny = Fraction(1, 10**13)
    p, q = Truncated(Normal(), 1, 3), Truncated(Normal(tiny), 1, 3 + tiny)
    with quiet():
        found = p.log_ratio(FLOATING, q, plain(np.array([2.0])), Cell(Fraction(1), Fraction(3)))
    with mp.workdps(60):
        t = mpf(1) / 10**13
        masses = [mp.ncdf(3) - mp.ncdf(1), mp.ncdf(3 + t - t) - mp.ncdf(1 - t)]
        truth = (mpf(2) - t) ** 2 / 2 - 2 + mp.log(masses[1] / masses[0])
    assert found is not None
    assert float(found[0]) == pytest.approx(float(truth), rel=1e-14)
    assert p.log_ratio(FLOATING, Normal(), plain(np.array([2.0])), Cell(Fraction(1), Fraction(3))) is None


def test_a_truncated_pushforward_says_whether_its_constants_are_exact() -> None:
    import sympy

    z = sympy.Symbol("z", real=True)
    exact, rounded = (Pushforward(g, Normal()) for g in (z**2, z**3 - 3 * z))
    for inner in (exact, rounded):
        law = Truncated(inner, "0.5", 1)
        assert law.exact == inner.exact
        assert law.cdf(1.0) == pytest.approx(1, abs=1e-15)
        end = End(Fraction(1, 2), +1)
        assert law.tail(end).known == inner.tail(end).known


def test_draws_stay_inside() -> None:
    draws = Truncated(Gamma("0.1"), "0.5", "0.75").sample(1000, rng=1)
    assert 0.5 <= draws.min() < draws.max() <= 0.75
