"""The value function's claims give the numbers of the source texts, computed here without the package."""

import pytest
from claim_sides import both_sides, control, over_line, sides_of_control
from scipy import special, stats

from gantheory.claims import value_function as claims

NORMAL = stats.norm.pdf


def jensen_shannon_integrand(p, q):
    return (special.rel_entr(p, (p + q) / 2) + special.rel_entr(q, (p + q) / 2)) / 2


def test_loss_and_value_of_one_symbol():
    # S001-1, S001-p3: N(0, 1) against N(1, 1).
    sides = sides_of_control(claims.min_of_loss_eq_neg_max_of_value, "without the condition")
    assert sides == pytest.approx((1.163451, -1.163451), abs=5e-7)
    bound = claims.loss_ge_log_four_sub_two_js
    assert both_sides(bound.asserted, bound.checked_at[0]) == pytest.approx((1.163451, 1.163451), abs=5e-7)
    sides = sides_of_control(claims.min_of_loss_eq_zero_of_singular, "without the condition")
    assert sides == pytest.approx((1.163451, 0), abs=5e-7)


def test_half_discriminator_against_four_generators():
    # S001-p5: V = -log 4 each time, while JSD differs; C(G) = -log 4 + 2·JSD is the control's other side.
    claim = claims.value_at_half_eq_neg_log_four
    optimal = control(claim, "C(G)").assertion
    divergences = (0.111421, 0.052905, 0.092733, 0.128175)
    laws = (stats.norm(1, 1), stats.norm(0.5, 1.5), stats.norm(0, 2), stats.norm(1, 2))
    for instance, expected, law in zip(claim.checked_at, divergences, laws, strict=True):
        value, best = both_sides(optimal, instance)
        assert value == pytest.approx(-1.386294, abs=5e-7)
        assert (best - value) / 2 == pytest.approx(expected, abs=5e-7)
        gap = over_line(lambda t, q=law: jensen_shannon_integrand(NORMAL(t), q.pdf(t)), -30, 30)
        assert (best - value) / 2 == pytest.approx(gap, rel=1e-9)
