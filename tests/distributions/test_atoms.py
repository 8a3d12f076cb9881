"""Atoms: exact masses, closed steps."""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
import sympy
from hypothesis import given, strategies as st

from gantheory.arithmetic.ball import BALL, precision
from gantheory.arithmetic.floating import FLOATING
from gantheory.arithmetic.symbolic import SYMBOLIC
from gantheory.distributions import Atoms, Cell
from gantheory.distributions.coordinate import Anchored
from gantheory.errors import InvalidParameterError, NoDensityError

LAW = Atoms([2, "-0.5", 0], ["0.5", "0.2", "0.3"])


def test_points_are_sorted_and_equal_ones_merged() -> None:
    assert Atoms([1, 0, "1.0"], ["0.5", "0.25", "0.25"]) == Atoms([0, 1], ["0.25", "0.75"])
    assert Atoms([3, 3, 5]).weights == (Fraction(2, 3), Fraction(1, 3))
    assert Atoms([3], [1.0]).weights == (1,)
    assert repr(Atoms([1, 0], ["0.75", "0.25"])) == "Atoms([0, 1], [0.25, 0.75])"


def test_structure() -> None:
    assert LAW.base == "counting"
    assert LAW.support == (Fraction(-1, 2), Fraction(2))
    assert LAW.breakpoints == LAW.points == (Fraction(-1, 2), Fraction(0), Fraction(2))
    assert LAW.center == 0
    assert Atoms([1, 2, 3], ["0.2", "0.2", "0.6"]).center == 3
    assert (np.diff(LAW.seeds) >= 0).all()
    assert set(LAW.seeds) <= {-0.5, 0.0, 2.0}


def test_refusals() -> None:
    with pytest.raises(InvalidParameterError, match="there are no points"):
        Atoms([])
    with pytest.raises(InvalidParameterError, match="one weight a point, got 2 points and 1 weights"):
        Atoms([1, 2], [1])
    with pytest.raises(InvalidParameterError, match="sum to"):
        Atoms([1, 2], ["0.5", "0.4"])
    with pytest.raises(NoDensityError, match="no density"):
        LAW.log_density(FLOATING, Anchored(FLOATING, 0, 1.0), Cell(Fraction(0), Fraction(2)))


def test_log_weight_is_exact_in_every_arithmetic() -> None:
    assert LAW.log_weight(SYMBOLIC, Fraction(2)) == -sympy.log(2)
    assert LAW.log_weight(FLOATING, Fraction(0)) == pytest.approx(math.log(0.3), rel=1e-15)
    with precision(100):
        assert LAW.log_weight(BALL, Fraction(0)).overlaps((BALL.const(3) / 10).log())
    for A in (SYMBOLIC, FLOATING, BALL):
        assert LAW.log_weight(A, Fraction(1)) is A.minus_infinity


def test_mass_at_floats() -> None:
    assert LAW.pdf([2.0, 0.0, -0.0, -0.5, 1.0, np.inf, -7.0]) == pytest.approx([0.5, 0.3, 0.3, 0.2, 0, 0, 0])
    assert LAW.logpdf(1.0) == -math.inf
    assert np.isnan(LAW.logpdf(np.nan))
    # 1/3 is no float: at its nearest float the mass and the step agree.
    thirds = Atoms(["1/3", "2/3"])
    assert thirds.pdf(1 / 3) == 0.5
    assert [thirds.cdf(1 / 3), thirds.cdf(math.nextafter(1 / 3, 0))] == [0.5, 0]
    # Two points that share a float share their mass there.
    assert Atoms(["1/3", 1 / 3, 5]).pdf(1 / 3) == pytest.approx(2 / 3)


def test_steps_are_closed_on_the_left() -> None:
    x = [-np.inf, -0.5001, -0.5, -0.1, 0.0, 1.9, 2.0, np.inf]
    assert LAW.cdf(x).tolist() == [0, 0, 0.2, 0.2, 0.5, 0.5, 1, 1]
    assert LAW.sf(x).tolist() == [1, 1, 0.8, 0.8, 0.5, 0.5, 0, 0]
    assert np.isnan([LAW.cdf(np.nan), LAW.sf(np.nan)]).all()
    assert LAW.cumulative(SYMBOLIC, Anchored(SYMBOLIC, 0, 1), Cell(Fraction(0), Fraction(2))) == (
        sympy.Rational(1, 2),
        sympy.Rational(1, 2),
    )


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=12),
    st.floats(0, 1),
)
def test_quantiles_are_the_definition(counts: list[int], u: float) -> None:
    total = sum(counts)
    law = Atoms(range(len(counts)), [Fraction(c, total) for c in counts])
    below = list(accumulate(Fraction(c, total) for c in counts))
    # inf{x: F(x) ≥ u} and inf{x: 1 - F(x) ≤ u}, F rounded to float64 as the law rounds it.
    assert law.icdf(u) == min(bisect_left([float(f) for f in below], u), len(counts) - 1)
    assert law.isf(u) == next(k for k, f in enumerate(below) if float(1 - f) <= u)
    assert np.isnan(law.icdf([-0.1, 1.1, np.nan])).all()
    assert np.isnan(law.isf([-0.1, 1.1, np.nan])).all()
