"""What other discriminators reach, from integrals that share no code with the claims."""

import math

import numpy as np
import pytest
from claim_sides import both_sides, over_line, sides_of_control
from scipy import integrate, special, stats

from gantheory.assertions.evaluation import evaluate
from gantheory.claims import restricted_discriminators as claims

NORMAL = stats.norm.pdf


def value_of(q, logit, prior=0.5):
    """2·(prior·E_p log D + (1 - prior)·E_q log(1 - D)) for p = N(0, 1)."""
    return 2 * over_line(
        lambda t: prior * NORMAL(t) * special.log_expit(logit(t)) + (1 - prior) * q(t) * special.log_expit(-logit(t))
    )


def test_affine_logits():
    # S001-p9: N(0, 1) against N(0, 2²); the best of a grid around the optimum, and C(G).
    best = max(
        value_of(lambda t: NORMAL(t, 0, 2), lambda t, a=a, b=b: a * t + b)
        for a in (-0.1, 0, 0.1)
        for b in (-0.1, 0, 0.1)
    )
    optimal = value_of(lambda t: NORMAL(t, 0, 2), lambda t: math.log(2) - 3 * t * t / 8)
    assert (best, optimal) == pytest.approx((-math.log(4), -1.200828), abs=5e-7)
    claim = claims.value_of_affine_logits_le_neg_log_four
    place = claim.checked_at[0]
    assert evaluate(claim.asserted.value, place).value == pytest.approx(best, rel=1e-12)
    twin = claims.neg_log_four_lt_optimal_value_of_two_scales
    assert sides_of_control(twin, "without the condition") == pytest.approx((best, optimal), rel=1e-9)


def test_steep_logits_approach_the_step():
    # S001-p9: V(k) = -log 2 - (2/k)·∫₀^{k/2} log(1 + e^-u) du, by substitution.
    claim = claims.steep_logits_approach_log_two
    for k in (8, 512):
        area, _ = integrate.quad(lambda u: np.logaddexp(0, -u), 0, k / 2, points=[1, 5], epsabs=1e-14)
        value = evaluate(claim.asserted.quantity, claim.checked_at[0].at(k=k)).value
        assert value == pytest.approx(-math.log(2) - 2 * area / k, rel=1e-11)
        assert -math.log(2) - math.pi**2 / (6 * k) <= value < -math.log(2)


def test_regret():
    claim = claims.regret_eq_mean_kl_to_optimal

    def coin(a, b):
        return special.rel_entr(a, b) + special.rel_entr(1 - a, 1 - b)

    lost = over_line(lambda t: (NORMAL(t) + NORMAL(t, 1, 1)) * coin(special.expit(0.5 - t), special.expit(t)))
    assert both_sides(claim.asserted, claim.checked_at[0]) == pytest.approx((lost, lost), rel=1e-9)
    exchanged = over_line(lambda t: (NORMAL(t) + NORMAL(t, 1, 1)) * coin(special.expit(t), special.expit(0.5 - t)))
    assert sides_of_control(claim, "kl(D‖D*)") == pytest.approx((lost, exchanged), rel=1e-9)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_samples_are_told_apart_perfectly(size):
    place = claims._samples(size)
    assert not set(place.laws["p"].points) & set(place.laws["q"].points)
    assert both_sides(claims.optimal_value_of_samples_eq_zero.asserted, place) == pytest.approx((0, 0), abs=1e-15)
