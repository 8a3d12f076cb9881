"""The optimal discriminator's claims give the numbers of the source texts, computed here without the package."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from gantheory.assertions.evaluation import evaluate
from gantheory.claims import optimal_discriminator as claims

NORMAL = stats.norm.pdf


def over_line(f, low=-16.0, high=16.0):
    edges = np.linspace(low, high, 33)
    return math.fsum(integrate.quad(f, a, b, epsabs=1e-13)[0] for a, b in itertools.pairwise(edges))


def value_of(q, logit, prior=0.5):
    """2·(prior·E_p log D + (1 - prior)·E_q log(1 - D)) for p = N(0, 1)."""
    return 2 * over_line(
        lambda t: prior * NORMAL(t) * special.log_expit(logit(t)) + (1 - prior) * q(t) * special.log_expit(-logit(t))
    )


def both_sides(assertion, instance):
    return tuple(evaluate(side, instance).value for side in (assertion.lhs, assertion.rhs))


def sides_of_control(claim, words):
    (twin,) = [c for c in claim.false_twins if words in c.name]
    return both_sides(twin.assertion, (twin.instances or claim.checked_at)[0])


def test_literal_root_of_equation_11():
    # S001-11: .6/D + .4·log(1 - D) = 0 at .8343; the left side is .6335 at D = .6.
    def literal(y):
        return 0.6 / y + 0.4 * math.log(1 - y)

    assert optimize.brentq(literal, 0.1, 0.99) == pytest.approx(0.8343, abs=5e-5)
    lhs, rhs = both_sides(claims.literal_equation_11_root_between.asserted, claims._far_and_near()[0])
    assert lhs == pytest.approx(literal(0.8343) * literal(0.8344), rel=1e-12)
    assert lhs < rhs == 0
    misprint = claims.literal_equation_11_at_density_ratio
    lhs, rhs = both_sides(misprint.asserted.as_printed, misprint.checked_at[0])
    assert (lhs, rhs) == pytest.approx((literal(0.6), 0), rel=1e-12)
    assert lhs == pytest.approx(0.6335, abs=5e-5)


def test_densities_are_not_probabilities():
    # S000-p8.
    misprint = claims.discriminator_as_density_of_genuine_sample
    far, near = (both_sides(misprint.asserted.as_printed, place) for place in misprint.checked_at)
    assert far == pytest.approx((1, 0.0398942280401), rel=1e-11)
    ratio = stats.norm.pdf(0, 0, 0.05) / stats.norm.pdf(0, 0, 0.04)
    assert near == pytest.approx((ratio / (1 + ratio), stats.norm.pdf(0, 0, 0.05)), rel=1e-12)
    assert near == pytest.approx((0.444, 7.98), abs=5e-3)
    complement = claims.complement_of_optimal_discriminator_eq_inv_one_add_exp.asserted
    lhs, rhs = both_sides(complement, misprint.checked_at[0])
    assert lhs == pytest.approx(float(1 / (1 + mpmath.exp(50))), rel=1e-14)
    assert lhs == pytest.approx(1.9287e-22, rel=5e-5)
    assert lhs == rhs


def test_small_density_is_not_enough():
    # S000-p9: p = q = N(0, 100²) has density .00399 at 0, and D* = ½.
    assert stats.norm.pdf(0, 0, 100) == pytest.approx(0.00399, abs=5e-6)
    twin = "p_data = p_g = N(0, 100²)"
    assert sides_of_control(claims.mean_optimal_discriminator_on_fakes_eq_zero, twin) == pytest.approx((0.5, 0))


def test_fixed_and_plugged_in():
    # S000-p10: D* of θ₀ = 1 at θ = 2, and the slopes at θ₀.
    misprint = claims.value_at_fixed_discriminator_as_optimal_value
    fixed = value_of(lambda t: NORMAL(t, 2, 1), lambda t: 0.5 - t)
    optimal = value_of(lambda t: NORMAL(t, 2, 1), lambda t: 2 - 2 * t)
    assert (fixed, optimal) == pytest.approx((-0.858, -0.713), abs=5e-4)
    assert both_sides(misprint.asserted.as_printed, misprint.checked_at[0]) == pytest.approx(
        (fixed, optimal), rel=1e-10
    )
    claim = claims.gradient_at_fixed_discriminator_eq_gradient_of_optimal_value
    slope = over_line(lambda t: (t - 1) * NORMAL(t, 1, 1) * special.log_expit(t - 0.5))
    assert slope == pytest.approx(0.3979729, abs=5e-8)
    assert both_sides(claim.asserted, claim.checked_at[0]) == pytest.approx((slope, slope), rel=1e-8)


def test_prior_shifts_the_logit():
    # S001-p8: π = .1, N(0, 1) against N(1, 1).
    shifted = value_of(lambda t: NORMAL(t, 1, 1), lambda t: 0.5 - t - math.log(9), prior=0.1) / 2
    unshifted = value_of(lambda t: NORMAL(t, 1, 1), lambda t: 0.5 - t, prior=0.1) / 2
    assert (shifted, unshifted) == pytest.approx((-0.282341, -0.581726), abs=5e-7)
    claim = claims.max_value_with_prior_eq_weighted_js_sub_entropy
    assert evaluate(claim.asserted.value, claim.checked_at[0]).value == pytest.approx(shifted, rel=1e-10)
    assert sides_of_control(claim, "unshifted") == pytest.approx((unshifted, shifted), rel=1e-10)


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


def test_rows_are_settled():
    wanted = {f"S001-{row}" for row in (11, 12, 13, "p8", "p9")}
    wanted |= {f"S000-{row}" for row in ("e12", "e13", "p8", "p9", "p10")}
    ours = [value for value in vars(claims).values() if type(value).__name__ == "Claim"]
    assert wanted <= {row for claim in ours for row in claim.sources}
