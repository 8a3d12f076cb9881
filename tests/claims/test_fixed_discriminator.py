"""Gradients against a discriminator held fixed, by integrals and mpmath's derivatives."""

import mpmath
import pytest
from claim_sides import at_first, both_sides, over_line, printed_witness
from mpmath import mpf
from scipy import integrate, optimize, special, stats

from gantheory.claims import fixed_discriminator as claims

NORMAL = stats.norm.pdf


DATA = (0.2, 0.2, 0.6)


def binomial(theta):
    return (1 - theta) ** 2, 2 * theta * (1 - theta), theta**2


def twice_js(theta):
    return sum(a * mpmath.log(2 * a / (a + b)) + b * mpmath.log(2 * b / (a + b)) for a, b in zip(DATA, binomial(theta)))


def twice_kl_of_mixture(theta):
    return sum((a + b) * mpmath.log((a + b) / (2 * a)) for a, b in zip(DATA, binomial(theta)))


def shifted_normal(loss):
    """E_q[(x - 1)·loss(log p - log q)] for p = N(0, 1), q = N(1, 1)."""
    return integrate.quad(lambda x: stats.norm.pdf(x, 1) * (x - 1) * loss(0.5 - x), -12, 14, epsabs=1e-13, limit=200)[0]


def value_of(q, logit, prior=0.5):
    """2·(prior·E_p log D + (1 - prior)·E_q log(1 - D)) for p = N(0, 1)."""
    return 2 * over_line(
        lambda t: prior * NORMAL(t) * special.log_expit(logit(t)) + (1 - prior) * q(t) * special.log_expit(-logit(t))
    )


def test_descents_part_in_a_binomial_model():  # S000-p7
    expected = [float(mpmath.diff(f, mpf("0.77"))) for f in (twice_js, twice_kl_of_mixture)]
    assert expected == pytest.approx([0.126549, -0.150388], abs=5e-7)
    claim = claims.non_saturating_descent_is_quicker_minimax_descent
    for name in ("quadrature", "enclosure", "monte_carlo"):
        assert printed_witness(claim, name) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("claim", "objective", "argmin"),
    [
        (claims.argmin_js_of_binomial, twice_js, 0.733294),
        (claims.argmin_kl_of_mixture_of_binomial, twice_kl_of_mixture, 0.815516),
    ],
)
def test_minimisers_of_the_binomial_model(claim, objective, argmin):  # S000-p7
    found = optimize.minimize_scalar(lambda t: float(objective(t)), bounds=(0.1, 0.95), method="bounded")
    assert found.x == pytest.approx(argmin, abs=1e-4)
    thetas = [instance.numbers["theta"] for instance in claim.checked_at]
    assert float(min(thetas)) < argmin < float(max(thetas))
    for instance, theta in zip(claim.checked_at, thetas):
        slope = float(mpmath.diff(objective, mpf(int(theta.p)) / int(theta.q)))
        assert both_sides(claim.asserted, instance)[1] == pytest.approx((float(theta) - argmin) * slope, rel=1e-6)
        assert (float(theta) - argmin) * slope > 0


def test_envelope_gradient():  # S000-p10
    expected = shifted_normal(lambda logit: special.log_expit(-logit))
    assert expected == pytest.approx(0.3979729, abs=5e-8)
    claim = claims.gradient_of_optimal_value_eq_frozen_gradient
    assert at_first(claim) == pytest.approx((expected, expected), rel=1e-8)


def test_frozen_non_saturating_gradient():
    expected = shifted_normal(lambda logit: -special.log_expit(logit))
    assert expected == pytest.approx(0.6020271328, abs=5e-10)
    claim = claims.frozen_non_saturating_gradient_eq_reverse_kl_sub_two_js
    assert at_first(claim) == pytest.approx((expected, expected), rel=1e-8)
    binomial_model = both_sides(claim.asserted, claim.checked_at[-1])
    assert binomial_model == pytest.approx((float(mpmath.diff(twice_kl_of_mixture, mpf("0.77"))),) * 2, rel=1e-6)


def test_two_kl_of_mixture():
    p, q = (0.2, 0.2, 0.6), (0.5, 0.3, 0.2)
    middle = [(a + b) / 2 for a, b in zip(p, q)]
    expected = 2 * stats.entropy(middle, p)
    assert at_first(claims.reverse_kl_sub_two_js_eq_two_kl_of_mixture) == pytest.approx((expected,) * 2, rel=1e-13)
    reverse, js = stats.entropy(q, p), (stats.entropy(p, middle) + stats.entropy(q, middle)) / 2
    assert reverse - 2 * js == pytest.approx(expected, rel=1e-13)


def test_two_js_is_below_reverse_kl():
    bound, divergence = at_first(claims.non_saturating_divergence_nonneg)
    assert (bound, divergence) == pytest.approx((0.22284296436947, 0.5), rel=1e-12)


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
