"""The numbers of the rows on cross-entropy, from sums and integrals that share no code with the claims."""

import math

import pytest
from claim_sides import at_first, both_sides
from scipy import integrate, special, stats

from gantheory.assertions.evaluation import evaluate
from gantheory.claims import cross_entropy as claims


def bce(label, output):
    return -float(special.xlogy(label, output) + special.xlog1py(1 - label, -output))


def test_equal_soft_labels_cost_their_entropy():  # S000-p1, S000-p2
    assert at_first(claims.binary_cross_entropy_is_distance) == pytest.approx((0.6108643020548935, 0), rel=1e-14)
    assert bce(0.3, 0.3) == pytest.approx(0.6108643020548935, rel=1e-14)
    optimum = claims.binary_cross_entropy_min_at_label
    assert evaluate(optimum.asserted.value, optimum.checked_at[0]).value == pytest.approx(bce(0.3, 0.3), rel=1e-14)


def test_cross_entropy_is_no_distance():  # S000-p1
    symmetry = claims.binary_cross_entropy_not_symmetric.asserted
    assert both_sides(symmetry.fails, symmetry.instance) == pytest.approx((bce(0.3, 0.6), bce(0.6, 0.3)), rel=1e-14)
    triangle = claims.binary_cross_entropy_no_triangle.asserted
    direct, round_about = both_sides(triangle.fails, triangle.instance)
    assert direct == pytest.approx(bce(0.99, 0.01), rel=1e-14)
    assert round_about == pytest.approx(bce(0.99, 0.5) + bce(0.5, 0.01), rel=1e-14)
    assert direct > round_about + 1


def test_label_in_second_place_costs_infinity():  # S000-p12
    claim = claims.cross_entropy_with_label_second
    assert at_first(claim) == (math.inf, pytest.approx(-math.log(0.8), rel=1e-14))
    corrected = both_sides(claim.asserted.corrected, claim.checked_at[0])
    assert corrected == pytest.approx((0.22314355131420976, 0.22314355131420976), rel=1e-14)


def test_cross_entropy_of_normals():  # S000-e3
    claim = claims.cross_entropy_eq_entropy_add_kl
    p, q = stats.norm(0, 1), stats.norm(1, 1)
    assert both_sides(claim.asserted, claim.checked_at[1]) == pytest.approx((p.entropy() + 0.5,) * 2, rel=1e-12)
    assert integrate.quad(lambda x: -p.pdf(x) * q.logpdf(x), -12, 12)[0] == pytest.approx(p.entropy() + 0.5)
    assert both_sides(claim.asserted, claim.checked_at[-1]) == (math.inf, math.inf)


def test_cross_entropy_is_a_sum_over_atoms():  # S000-e4
    expected = -(0.2 * math.log(0.5) + 0.2 * math.log(0.3) + 0.6 * math.log(0.2))
    assert at_first(claims.cross_entropy_eq_sum_over_atoms) == pytest.approx((expected, expected), rel=1e-14)


def test_brackets_decide_the_sign():  # S000-e5
    claim = claims.cross_entropy_of_labels_eq_binary_cross_entropy
    assert at_first(claim) == pytest.approx((0.35667494393873245,) * 2, rel=1e-14)
    literal = next(c for c in claim.false_twins if c.name == "without the brackets")
    assert both_sides(literal.assertion, claim.checked_at[0])[1] == pytest.approx(-0.35667494393873245, rel=1e-14)


def test_slope_in_the_logit_is_the_error():  # S002-e2
    logit, h = special.logit(0.8), 1e-5
    quotient = (bce(0.3, special.expit(logit + h)) - bce(0.3, special.expit(logit - h))) / (2 * h)
    assert at_first(claims.binary_cross_entropy_logit_slope) == pytest.approx((quotient, quotient), rel=1e-9)
