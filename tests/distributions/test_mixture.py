"""Mixtures: weights, flattening, absent components, and a root search that cannot miss."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from mpmath import mp, mpf

from gantheory.distributions import Atoms, Beta, Cauchy, Gamma, Law, Mixture, Normal, Uniform
from gantheory.distributions.mixture import _float_of, _rank
from gantheory.distributions.weights import FLOAT_WEIGHT_TOLERANCE, probabilities
from gantheory.errors import InvalidParameterError, NoDensityError

HALVES = ["0.5", "0.5"]


def test_exact_weights_must_sum_to_one_exactly() -> None:
    assert probabilities(["0.1", "0.2", "0.7"]) == (Fraction(1, 10), Fraction(1, 5), Fraction(7, 10))
    assert probabilities([1]) == (1,)
    for weights in (["0.1", "0.2", "0.69999999999999999999"], [1, 1], ["1/3", "1/3"]):
        with pytest.raises(InvalidParameterError, match=r"the weights sum to .*divide them by their sum"):
            probabilities(weights)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=300))
def test_normalized_floats_are_weights(raw: list[float]) -> None:
    array = np.array(raw)
    by_numpy = [float(value) for value in array / array.sum()]
    by_python = [value / sum(raw) for value in raw]
    for weights in (by_numpy, by_python):
        exact = probabilities(weights)
        assert sum(exact) == 1
        np.testing.assert_allclose([float(w) for w in exact], weights, rtol=len(raw) * 1e-15)


def test_floats_that_miss_one_by_more_than_rounding_are_refused() -> None:
    slip = 4 * float(FLOAT_WEIGHT_TOLERANCE)
    probabilities([0.5, 0.5 + slip / 4])
    refused: list[list[float | str]] = [[0.5, 0.5 + slip], [0.3333, 0.3333, 0.3333], [0.5, "0.5000001"]]
    for weights in refused:
        with pytest.raises(InvalidParameterError, match="sum to"):
            probabilities(weights)


def test_impossible_mixtures_are_refused() -> None:
    with pytest.raises(InvalidParameterError, match="there are no weights"):
        Mixture([], [])
    with pytest.raises(InvalidParameterError, match="one weight a law, got 1 weights and 2 laws"):
        Mixture([1], [Normal(), Normal()])
    with pytest.raises(InvalidParameterError, match="must be laws"):
        Mixture([1], ["normal"])  # type: ignore[list-item]
    for laws in ([Atoms([0]), Normal()], [Atoms([0]), Atoms([1])]):
        with pytest.raises(NoDensityError, match="a mixture with atoms has no density"):
            Mixture(HALVES, laws)


def test_nested_mixtures_are_flattened() -> None:
    inner = Mixture(["0.25", "0.75"], [Normal(-1), Cauchy()])
    outer = Mixture(HALVES, [inner, Uniform(-3, 5)])
    assert outer == Mixture(["1/8", "3/8", "1/2"], [Normal(-1), Cauchy(), Uniform(-3, 5)])
    assert outer.parts == (Normal(-1), Cauchy(), Uniform(-3, 5))
    assert outer.support == (-math.inf, math.inf)
    assert outer.breakpoints == (-3, 5)
    assert repr(outer) == "Mixture([0.125, 0.375, 0.5], [Normal(-1, 1), Cauchy(0, 1), Uniform(-3, 5)])"


def test_seeds_are_those_of_all_components() -> None:
    law = Mixture(HALVES, [Normal(-1e6, "1e-3"), Gamma(2)])
    assert set(law.seeds) == {*Normal(-1e6, "1e-3").seeds, *Gamma(2).seeds}
    assert (np.diff(law.seeds) > 0).all()


def test_absent_components_leave_the_others_exact() -> None:
    law = Mixture(["0.25", "0.75"], [Uniform(0, 1), Normal(0, 1)])
    assert law.logpdf(-2.0) == pytest.approx(math.log(0.75) + Normal(0, 1).logpdf(-2.0), rel=1e-15)
    gap = Mixture(HALVES, [Uniform(0, 1), Uniform(2, 3)])
    assert gap.logpdf([1.5, 0.5, -1.0]).tolist() == [-math.inf, math.log(0.5), -math.inf]
    assert [gap.cdf(1.5), gap.sf(1.5)] == [0.5, 0.5]
    # Where F is flat the quantile is the left end, as F⁻¹(u) = inf{x: F(x) ≥ u} says.
    assert gap.icdf(0.5) == 1


@pytest.mark.parametrize(
    "law",
    [
        Mixture(HALVES, [Normal(-1e6, "1e-6"), Normal(1e6, "1e-6")]),
        Mixture(["1e-9", "0.999999999"], [Cauchy(0, "1e12"), Normal()]),
        Mixture(HALVES, [Beta("0.1", "0.1"), Gamma("0.05")]),
    ],
    ids=str,
)  # fmt: skip
def test_quantiles_are_where_the_cdf_crosses(law: Law) -> None:
    u = np.array([1e-12, 1e-9, 0.01, 0.3, 0.4999999, 0.5000001, 0.9, 1 - 1e-9])
    # Within an ulp or two: the cdf itself rounds.
    x = law.icdf(u)
    assert (law.cdf(x - 4 * np.spacing(np.abs(x))) <= u * (1 + 1e-15)).all()
    assert (law.cdf(x) >= u * (1 - 1e-15)).all()
    y = law.isf(u)
    assert (law.sf(y) <= u * (1 + 1e-15)).all()
    assert (law.sf(y - 4 * np.spacing(np.abs(y))) >= u * (1 - 1e-15)).all()


def test_a_far_tail_is_not_lost_in_the_other_component() -> None:
    law = Mixture(["0.999", "0.001"], [Normal(0, 1), Normal(0, 10)])
    with mp.workdps(40):
        truth = mpf("0.999") * mp.erfc(60 / mp.sqrt(2)) / 2 + mpf("0.001") * mp.erfc(6 / mp.sqrt(2)) / 2
    assert law.sf(60.0) == pytest.approx(float(truth), rel=1e-14)
    assert law.isf(float(truth)) == pytest.approx(60, rel=1e-14)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_ranks_follow_the_order_of_floats(x: float, y: float) -> None:
    a, b = _rank(np.array([x, y]))
    assert (x < y) == (a < b)
    assert _float_of(_rank(np.array(x))) == x
    assert _rank(np.nextafter(np.array(0.5), 1.0)) == _rank(np.array(0.5)) + 1
