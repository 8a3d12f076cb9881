"""The numbers of the rows on generator losses, from formulas and integrals that share no code with the claims."""

import pytest
from claim_sides import at_first, both_sides, printed_witness
from scipy import integrate, special, stats

from gantheory.claims import generator_losses as claims


def test_no_sign_leads_from_one_loss_to_the_other():  # S000-p4
    claim = claims.non_saturating_loss_is_minimax_loss_up_to_sign
    assert printed_witness(claim, "quadrature") == pytest.approx((1.6094379124341003, 0.22314355131420976), rel=1e-14)


def test_objective_to_maximise_exceeds_every_bound():  # S001-3
    claim = claims.negated_saturating_loss_has_no_maximum
    for instance, bound in zip(claim.checked_at, (1, 20), strict=True):
        assert both_sides(claim.asserted, instance) == pytest.approx((bound, bound + 0.6931471805599453), rel=1e-12)


def test_slope_of_the_objective_to_minimise():  # S001-4, S002-e8
    assert at_first(claims.saturating_loss_decreasing_in_output) == pytest.approx((-1 / 0.9, 0), rel=1e-14)


def test_first_term_stays():  # S002-p4
    expected = integrate.quad(lambda x: stats.norm.pdf(x) * special.log_expit(1.3 * x - 0.4), -12, 12, epsabs=1e-13)[0]
    assert expected == pytest.approx(-1.0890217, abs=5e-8)
    for name in ("quadrature", "enclosure"):
        found = printed_witness(claims.first_term_vanishes_for_generator, name)
        assert found == pytest.approx((expected, 0), rel=1e-10)


def test_second_term_of_the_loss_rises():  # S002-p5
    claim = claims.generator_minimises_second_term_of_loss
    assert printed_witness(claim, "quadrature") == pytest.approx((1 / 0.9, 0), rel=1e-14)


def test_both_losses_fall():  # S002-p9
    assert at_first(claims.generator_losses_decrease_together) == pytest.approx((0, 1 / 0.09), rel=1e-13)
