"""The discriminator's value where classes are not equally frequent, from an integral over x."""

import math

import pytest
from claim_sides import over_line, sides_of_control
from scipy import special, stats

from gantheory.assertions.evaluation import evaluate
from gantheory.claims import class_priors as claims

NORMAL = stats.norm.pdf


def value_of(q, logit, prior=0.5):
    """2·(prior·E_p log D + (1 - prior)·E_q log(1 - D)) for p = N(0, 1)."""
    return 2 * over_line(
        lambda t: prior * NORMAL(t) * special.log_expit(logit(t)) + (1 - prior) * q(t) * special.log_expit(-logit(t))
    )


def test_prior_shifts_the_logit():
    # S001-p8: π = .1, N(0, 1) against N(1, 1).
    shifted = value_of(lambda t: NORMAL(t, 1, 1), lambda t: 0.5 - t - math.log(9), prior=0.1) / 2
    unshifted = value_of(lambda t: NORMAL(t, 1, 1), lambda t: 0.5 - t, prior=0.1) / 2
    assert (shifted, unshifted) == pytest.approx((-0.282341, -0.581726), abs=5e-7)
    claim = claims.max_value_with_prior_eq_weighted_js_sub_entropy
    assert evaluate(claim.asserted.value, claim.checked_at[0]).value == pytest.approx(shifted, rel=1e-10)
    assert sides_of_control(claim, "unshifted") == pytest.approx((unshifted, shifted), rel=1e-10)
