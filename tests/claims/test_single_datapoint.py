"""The game for a single datapoint against the game of expectations, in the numbers of the source texts."""

import pytest
from claim_sides import both_sides

from gantheory.claims import single_datapoint as claims


def test_mean_of_suprema_is_not_the_supremum_of_the_mean():
    # S000-e9, S002-e9.
    misprint = claims.max_value_as_mean_of_pairwise_suprema
    sides = both_sides(misprint.asserted.as_printed, misprint.checked_at[0])
    assert sides == pytest.approx((-1.163451, 0), abs=5e-7)
