"""The optimal discriminator's claims give the numbers of the source texts, computed here without the package."""

import math

import mpmath
import pytest
from claim_sides import both_sides, sides_of_control
from scipy import optimize, stats

from gantheory.claims import optimal_discriminator as claims


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
