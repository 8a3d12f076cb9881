"""Slopes of the generator's losses, by difference quotients and formulas."""

import pytest
from claim_sides import at_first, both_sides
from scipy import special

from gantheory.claims import loss_slopes as claims


def test_ratio_of_slopes():  # S000-p6
    claim = claims.slope_ratio_of_log_and_log_complement_eq_odds
    ratios = [both_sides(claim.asserted, instance) for instance in claim.checked_at]
    for found, expected in zip(ratios, (99, 1, 0.1111111111111111), strict=True):
        assert found == pytest.approx((expected, expected), rel=1e-13)


def test_steeper_only_below_one_half():  # S000-p6
    claim = claims.slope_of_log_gt_slope_of_log_complement
    assert at_first(claim) == pytest.approx((1 / 0.99, 100), rel=1e-13)
    beyond = claim.false_twins[0]
    assert beyond.name.startswith("without the condition")
    assert both_sides(beyond.assertion, beyond.instances[0]) == pytest.approx((10, 1 / 0.9), rel=1e-13)


def test_logit_slopes():  # S000-p7
    def quotient(loss, output, h=1e-5):
        a = special.logit(output)
        return (loss(a + h) - loss(a - h)) / (2 * h)

    saturating, non_saturating = (lambda a: special.log_expit(-a)), (lambda a: -special.log_expit(a))
    claim = claims.saturating_logit_slope_eq_neg_output
    assert at_first(claim) == pytest.approx((quotient(saturating, 0.1),) * 2, rel=1e-8)
    ratio = quotient(non_saturating, 0.9) / quotient(saturating, 0.9)
    assert at_first(claims.logit_slope_ratio_of_losses_eq_odds) == pytest.approx((ratio, ratio), rel=1e-8)
    assert ratio == pytest.approx(0.111, abs=5e-4)
