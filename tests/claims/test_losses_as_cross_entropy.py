"""The GAN's losses as cross-entropies, from sums and integrals that share no code with the claims."""

import math

import pytest
from claim_sides import at_first, both_sides, printed_witness
from scipy import integrate, special, stats

from gantheory import vocabulary
from gantheory.assertions.evaluation import evaluate
from gantheory.claims import losses_as_cross_entropy as claims


def bce(label, output):
    return -float(special.xlogy(label, output) + special.xlog1py(1 - label, -output))


def losses(p, q):
    """Least discriminator loss, summed over the classes."""

    def integrand(x):
        a, b = p.logpdf(x), q.logpdf(x)
        return math.exp(a) * math.log1p(math.exp(b - a)) + math.exp(b) * math.log1p(math.exp(a - b))

    return integrate.quad(integrand, -12, 12, epsabs=1e-12, limit=200)[0]


def test_losses_of_real_and_fake_samples():  # S002-e2, S002-e3, S002-e4
    for claim, label in ((claims.binary_cross_entropy_of_real, 1), (claims.binary_cross_entropy_of_fake, 0)):
        for instance in claim.checked_at:
            values = [evaluate(step.expression, instance).value for step in claim.asserted.steps]
            assert values == pytest.approx([bce(label, float(instance.numbers["y_hat"]))] * 2, rel=1e-14)


def test_sum_is_twice_the_balanced_mean():  # S000-e6
    claim = claims.discriminator_loss_eq_two_mean_binary_cross_entropy
    total = bce(1, 0.8) + bce(0, 0.3)
    values = [evaluate(step.expression, claim.checked_at[0]).value for step in claim.asserted.steps]
    assert values == pytest.approx([total] * 3, rel=1e-14)
    assert (total, total / 2) == pytest.approx((0.5798184952529422, 0.2899092476264711), rel=1e-14)
    unbalanced = claim.false_twins[0]
    assert unbalanced.name.startswith("without the condition")
    expected = (total, 2 * (0.25 * bce(1, 0.8) + 0.75 * bce(0, 0.3)))
    assert both_sides(unbalanced.assertion, unbalanced.instances[0]) == pytest.approx(expected, rel=1e-14)


def test_least_mean_loss():  # S002-e5
    expected = losses(stats.norm(0, 1), stats.norm(0.5, 1.5)) / 2
    assert expected == pytest.approx(0.6402423, abs=5e-8)
    assert 2 * expected == pytest.approx(1.2804846, abs=5e-8)
    claim = claims.mean_binary_cross_entropy_at_optimum_eq_log_two_sub_js
    assert at_first(claim) == pytest.approx((expected, expected), rel=1e-10)


def test_min_of_loss_and_max_of_value_have_opposite_signs():  # S002-e7
    expected = losses(stats.norm(0, 1), stats.norm(1, 1))
    assert expected == pytest.approx(1.163451, abs=5e-7)
    for name in ("quadrature", "enclosure"):
        found = printed_witness(claims.min_loss_eq_max_value, name)
        assert found == pytest.approx((expected, -expected), rel=1e-10)


def test_value_is_minus_the_loss():  # S000-e8
    def payoff(x):
        real, fake = stats.norm.pdf(x), stats.norm.pdf(x, 1)
        return real * special.log_expit(0.5 - x) + fake * special.log_expit(x - 0.5)

    expected = integrate.quad(payoff, -12, 12)[0]
    assert at_first(claims.discriminator_loss_eq_neg_value) == pytest.approx((expected, expected), rel=1e-9)


def test_generator_loss_is_a_cross_entropy_against_real():  # S000-e7
    # D = σ(.7x - .2) at x = 1 - 2z
    expected = integrate.quad(lambda z: -stats.norm.pdf(z) * special.log_expit(0.7 * (1 - 2 * z) - 0.2), -12, 12)[0]
    claim = claims.non_saturating_cost_eq_binary_cross_entropy_against_real
    assert at_first(claim) == pytest.approx((expected, expected), rel=1e-9)


def test_loss_falls_to_zero_as_the_discriminator_is_fooled():  # S000-p3
    limit = claims.generator_loss_tendsto_zero_as_fooled.asserted
    for point in limit.points:
        upper, _ = limit.reductions()
        value, bound = both_sides(upper, vocabulary.Instance(D=point))
        assert value == pytest.approx(-math.log(float(point)), rel=1e-12)
        assert 0 < value < bound == pytest.approx(2 * (1 - float(point)), rel=1e-12)


def test_minimax_generator_has_another_loss():  # S002-p3
    claim = claims.minimax_generator_cost_is_binary_cross_entropy
    assert printed_witness(claim, "quadrature") == pytest.approx((-0.10536051565782628, 2.302585092994046), rel=1e-14)
    slopes = claims.minimax_generator_slope_is_binary_cross_entropy_slope
    assert printed_witness(slopes, "quadrature") == pytest.approx((-1 / 0.9, -10), rel=1e-14)
