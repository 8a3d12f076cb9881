"""Draws follow their law, by a Kolmogorov-Smirnov test that a wrong sampler does not pass."""

from __future__ import annotations

import numpy as np
import pytest
from law_table import ROWS, Row
from scipy import stats

from gantheory.arithmetic.floating import Floats
from gantheory.distributions import Atoms, Law, Mixture, Normal
from gantheory.errors import InvalidParameterError

N = 4000

#: With fixed seeds a pass stays a pass; a correct sampler fails at one seed in ten thousand.
LEVEL = 1e-4

rows = pytest.mark.parametrize("row", ROWS, ids=str)


def follows(draws: Floats, law: Law) -> bool:
    return stats.kstest(draws, law.cdf).pvalue > LEVEL


@rows
def test_draws_follow_the_law(row: Row) -> None:
    draws = row.law.sample(N, rng=12345)
    assert draws.shape == (N,)
    assert draws.dtype == np.float64
    assert follows(draws, row.law)


@rows
def test_a_sampler_of_the_wrong_scale_is_caught(row: Row) -> None:
    center = float(row.law.center)
    # Student's t with df = 0.1 spreads over a hundred decades: a factor of two is nothing there.
    factor = 1e8 if "StudentT('0.1'" in repr(row.law) else 1.25
    assert not follows(center + factor * (row.law.sample(N, rng=12345) - center), row.law)


def test_draws_of_atoms_follow_the_weights() -> None:
    law = Atoms([3, -1, 0], ["0.5", "0.2", "0.3"])
    draws = law.sample(N, rng=7)
    counts = [int((draws == point).sum()) for point in (-1, 0, 3)]
    assert draws.shape == (N,)
    assert sum(counts) == N
    assert stats.chisquare(counts, [0.2 * N, 0.3 * N, 0.5 * N]).pvalue > LEVEL
    assert stats.chisquare(counts, [0.3 * N, 0.2 * N, 0.5 * N]).pvalue < LEVEL


def test_draws_of_a_mixture_are_exchangeable() -> None:
    draws = Mixture(["0.5", "0.5"], [Normal(-10), Normal(10)]).sample(N, rng=3)
    changes = int((np.diff(np.sign(draws)) != 0).sum())
    assert stats.binomtest(changes, N - 1, 0.5).pvalue > LEVEL


@pytest.mark.parametrize("law", [*(row.law for row in ROWS), Atoms([1, 2])], ids=str)
def test_rng_names_the_stream(law: Law) -> None:
    np.testing.assert_array_equal(law.sample(9, rng=5), law.sample(9, rng=5))
    np.testing.assert_array_equal(law.sample(9, rng=5), law.sample(9, rng=np.random.default_rng(5)))
    assert law.sample(9).shape == (9,)
    assert law.sample(0, rng=1).shape == (0,)
    stream = np.random.default_rng(5)
    assert not np.array_equal(law.sample(99, rng=stream), law.sample(99, rng=stream))
    for bad in (-1, "a", 1.5):
        with pytest.raises(InvalidParameterError, match="rng must be"):
            law.sample(3, rng=bad)  # type: ignore[arg-type]
