"""The players' losses and objectives, from formulas that share no code with the claims."""

import math

import pytest
from claim_sides import at_first, both_sides, printed_witness
from sympy import Rational

from gantheory.assertions import Instance
from gantheory.claims import minimax_game as claims


def test_losses_together_are_above_log_four():  # S000-p5
    bound, total = at_first(claims.separate_losses_gt_log_four)
    assert (bound, total) == pytest.approx((1.3862943611198906, 1.7837912995788781), rel=1e-14)
    _, near = both_sides(claims.separate_losses_gt_log_four.asserted, claims.separate_losses_gt_log_four.checked_at[1])
    assert 0 < near - bound < 2e-3


def test_generator_objective_grows_without_bound():
    # S001-3: at constant D = 1 - 2⁻ⁿ the objective is n·log 2, and log 2 more at half the distance from 1.
    claim = claims.generator_objective_gains_log_two_by_half_gap
    latent, generator = claim.checked_at[0].laws["p_z"], claim.checked_at[0].generator
    for n in (1, 10, 40):
        constant = Instance(z=latent, G=generator, D=1 - Rational(1, 2**n))
        assert both_sides(claim.asserted, constant) == pytest.approx(2 * ((n + 1) * math.log(2),), rel=1e-12)


def test_separate_losses_do_not_cancel():
    # S000-p5: -log .8 - log .7 - log .3.
    misprint = claims.separate_losses_as_minimax_game
    assert printed_witness(misprint, "enclosure") == pytest.approx((1.7837912995788781, 0), rel=1e-14)
    total, zero = both_sides(misprint.asserted.as_printed, misprint.checked_at[0])
    assert total == pytest.approx(-math.log(0.8) - math.log(0.7) - math.log(0.3), rel=1e-14)
    assert total == pytest.approx(1.784, abs=5e-4)
    assert zero == 0
