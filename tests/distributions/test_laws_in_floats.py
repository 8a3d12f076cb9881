"""Every law in float64: against mpmath to rounding, against scipy.stats, and its quantiles as inverses."""

from __future__ import annotations

import numpy as np
import pytest
from law_table import DIGITS, ROWS, Row
from mpmath import mp, mpf

#: A few dozen float64 operations.
ROUNDING = 2.0**-48

rows = pytest.mark.parametrize("row", ROWS, ids=str)


@rows
def test_log_density_is_right_to_rounding(row: Row) -> None:
    with mp.workdps(DIGITS):
        truth = np.array([float(row.oracle.log_density(mpf(x))) for x in row.points])
    np.testing.assert_allclose(row.law.logpdf(row.points), truth, rtol=ROUNDING, atol=ROUNDING)


@rows
@pytest.mark.parametrize("side", ["below", "above"])
def test_each_tail_has_relative_accuracy(row: Row, side: str) -> None:
    found = row.law.cdf(row.points) if side == "below" else row.law.sf(row.points)
    for x, value in zip(row.points, found):
        with mp.workdps(DIGITS):
            truth = getattr(row.oracle, side)(mpf(x))
            log_truth = float(mp.log(truth)) if truth else 0.0
        # A rounded argument alone moves a tail e^{-y} by y·2⁻⁵³; subnormal numbers have no relative accuracy.
        error = abs(float(value) - float(truth))
        assert error <= float(truth) * ROUNDING * (1 + abs(log_truth)) + 1e-307, (x, value, truth)


@rows
@pytest.mark.parametrize("side", ["below", "above"])
def test_quantiles_invert_the_oracle(row: Row, side: str) -> None:
    quantile, probability = (row.law.icdf if side == "below" else row.law.isf), getattr(row.oracle, side)
    for u in (1e-300, 1e-100, 5.7e-17, 2.87e-7, 6.21e-3, 0.1, 0.25, 0.4999, 0.5, 0.75, 0.999):
        if u < row.least:
            continue
        x = quantile(u)
        if not 1e-300 < abs(x) < np.finfo(float).max:
            continue  # the quantile itself is beyond float64
        with mp.workdps(DIGITS):
            around = [float(probability(mpf(y))) for y in (x * (1 - 1e-14), x * (1 + 1e-14))]
        slack = u * ROUNDING * (1 + abs(np.log(u)))
        assert min(around) - slack <= u <= max(around) + slack, (u, x)


@pytest.mark.parametrize("row", [row for row in ROWS if row.scipy is not None], ids=str)
def test_agrees_with_scipy(row: Row) -> None:
    levels = np.array([1e-12, 1e-3, 0.1, 0.3, 0.5, 0.8, 0.999])
    points = row.scipy.ppf(levels[1:])
    for ours, theirs in (("logpdf", "logpdf"), ("pdf", "pdf"), ("cdf", "cdf"), ("sf", "sf")):
        found, truth = getattr(row.law, ours)(points), getattr(row.scipy, theirs)(points)
        np.testing.assert_allclose(found, truth, rtol=1e-10, atol=1e-10, err_msg=ours)
    np.testing.assert_allclose(row.law.icdf(levels), row.scipy.ppf(levels), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(row.law.isf(levels), row.scipy.isf(levels), rtol=1e-10, atol=1e-12)


@rows
def test_shapes_and_values_at_the_edges(row: Row) -> None:
    law = row.law
    low, high = (float(end) for end in law.support)
    assert law.icdf(0.0) == law.isf(1.0) == low
    assert law.icdf(1.0) == law.isf(0.0) == high
    assert np.isnan(law.icdf([np.nan, -0.1, 1.1])).all()
    assert np.isnan(law.isf([np.nan, -0.1, 1.1])).all()
    assert law.icdf([[0.2, 0.3]]).shape == law.isf([[0.2, 0.3]]).shape == law.logpdf([[0.2, 0.3]]).shape == (1, 2)
    assert np.ndim(law.icdf(0.2)) == np.ndim(law.isf(0.2)) == np.ndim(law.cdf(0.2)) == 0
    assert np.isnan([law.logpdf(np.nan), law.cdf(np.nan), law.sf(np.nan)]).all()
    assert law.pdf(np.inf) == law.pdf(-np.inf) == 0
    assert [law.cdf(-np.inf), law.cdf(np.inf), law.sf(-np.inf), law.sf(np.inf)] == [0, 1, 1, 0]


@rows
def test_seeds_are_finite_sorted_quantiles_inside_the_support(row: Row) -> None:
    seeds = row.law.seeds
    assert np.isfinite(seeds).all()
    assert (np.diff(seeds) >= 0).all()
    assert row.law.support[0] <= seeds[0]
    assert seeds[-1] <= row.law.support[1]
    assert row.law.support[0] < row.law.center < row.law.support[1]
    assert row.law.cdf(float(row.law.center)) == pytest.approx(0.5, abs=1e-9)
