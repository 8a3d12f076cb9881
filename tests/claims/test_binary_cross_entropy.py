"""The numbers of the rows on binary cross-entropy, from sums and integrals that share no code with the claims."""

import math

import pytest
from scipy import integrate, special, stats

from gantheory import witness
from gantheory.claims import binary_cross_entropy as claims
from gantheory.methods.interface import Context
from gantheory.methods.quadrature import evaluate
from gantheory.verdict import Status
from gantheory.verify import judge, methods, verify


def bce(label, output):
    return -float(special.xlogy(label, output) + special.xlog1py(1 - label, -output))


def sides(assertion, instance):
    """Both sides at an instance."""
    return tuple(evaluate(side, instance).value for side in (assertion.lhs, assertion.rhs))


def at_first(claim):
    """Both sides of a claim, as printed if it is a misprint, at its first instance."""
    return sides(getattr(claim.asserted, "as_printed", claim.asserted), claim.checked_at[0])


def printed_witness(claim, name):
    """The sides that the witness line of a method recomputes."""
    (method,) = methods([name])
    verdict = judge(method, claim.asserted.as_printed, claim.checked_at, Context(seed=0))
    assert verdict.status is Status.REFUTED
    return eval(verdict.witness.code, vars(witness))


def losses(p, q):
    """Least discriminator loss, summed over the classes."""

    def integrand(x):
        a, b = p.logpdf(x), q.logpdf(x)
        return math.exp(a) * math.log1p(math.exp(b - a)) + math.exp(b) * math.log1p(math.exp(a - b))

    return integrate.quad(integrand, -12, 12, epsabs=1e-12, limit=200)[0]


@pytest.mark.parametrize("name", [name for name, value in vars(claims).items() if type(value).__name__ == "Claim"])
def test_quadrature_supports_the_claim_and_refutes_its_controls(name):
    (result,) = verify([getattr(claims, name)], chosen=["quadrature", "enclosure"])
    assert result.passed
    assert len(result.controls) >= 3


def test_equal_soft_labels_cost_their_entropy():  # S000-p1, S000-p2
    assert at_first(claims.binary_cross_entropy_is_distance) == pytest.approx((0.6108643020548935, 0), rel=1e-14)
    assert bce(0.3, 0.3) == pytest.approx(0.6108643020548935, rel=1e-14)
    optimum = claims.binary_cross_entropy_min_at_label
    assert evaluate(optimum.asserted.value, optimum.checked_at[0]).value == pytest.approx(bce(0.3, 0.3), rel=1e-14)


def test_cross_entropy_is_no_distance():  # S000-p1
    symmetry = claims.binary_cross_entropy_not_symmetric.asserted
    assert sides(symmetry.fails, symmetry.instance) == pytest.approx((bce(0.3, 0.6), bce(0.6, 0.3)), rel=1e-14)
    triangle = claims.binary_cross_entropy_no_triangle.asserted
    direct, round_about = sides(triangle.fails, triangle.instance)
    assert direct == pytest.approx(bce(0.99, 0.01), rel=1e-14)
    assert round_about == pytest.approx(bce(0.99, 0.5) + bce(0.5, 0.01), rel=1e-14)
    assert direct > round_about + 1


def test_label_in_second_place_costs_infinity():  # S000-p12
    claim = claims.cross_entropy_with_label_second
    assert at_first(claim) == (math.inf, pytest.approx(-math.log(0.8), rel=1e-14))
    corrected = sides(claim.asserted.corrected, claim.checked_at[0])
    assert corrected == pytest.approx((0.22314355131420976, 0.22314355131420976), rel=1e-14)


def test_cross_entropy_of_normals():  # S000-e3
    claim = claims.cross_entropy_eq_entropy_add_kl
    p, q = stats.norm(0, 1), stats.norm(1, 1)
    assert sides(claim.asserted, claim.checked_at[1]) == pytest.approx((p.entropy() + 0.5,) * 2, rel=1e-12)
    assert integrate.quad(lambda x: -p.pdf(x) * q.logpdf(x), -12, 12)[0] == pytest.approx(p.entropy() + 0.5)
    assert sides(claim.asserted, claim.checked_at[-1]) == (math.inf, math.inf)


def test_cross_entropy_is_a_sum_over_atoms():  # S000-e4
    expected = -(0.2 * math.log(0.5) + 0.2 * math.log(0.3) + 0.6 * math.log(0.2))
    assert at_first(claims.cross_entropy_eq_sum_over_atoms) == pytest.approx((expected, expected), rel=1e-14)


def test_brackets_decide_the_sign():  # S000-e5
    claim = claims.cross_entropy_of_labels_eq_binary_cross_entropy
    assert at_first(claim) == pytest.approx((0.35667494393873245,) * 2, rel=1e-14)
    literal = next(c for c in claim.false_twins if c.name == "without the brackets")
    assert sides(literal.assertion, claim.checked_at[0])[1] == pytest.approx(-0.35667494393873245, rel=1e-14)


def test_losses_of_real_and_fake_samples():  # S002-e2, S002-e3, S002-e4
    for claim, label in ((claims.binary_cross_entropy_of_real, 1), (claims.binary_cross_entropy_of_fake, 0)):
        for instance in claim.checked_at:
            values = [evaluate(step.expression, instance).value for step in claim.asserted.steps]
            assert values == pytest.approx([bce(label, float(instance.numbers["y_hat"]))] * 2, rel=1e-14)


def test_slope_in_the_logit_is_the_error():  # S002-e2
    logit, h = special.logit(0.8), 1e-5
    quotient = (bce(0.3, special.expit(logit + h)) - bce(0.3, special.expit(logit - h))) / (2 * h)
    assert at_first(claims.binary_cross_entropy_logit_slope) == pytest.approx((quotient, quotient), rel=1e-9)


def test_sum_is_twice_the_balanced_mean():  # S000-e6
    claim = claims.discriminator_loss_eq_two_mean_binary_cross_entropy
    total = bce(1, 0.8) + bce(0, 0.3)
    values = [evaluate(step.expression, claim.checked_at[0]).value for step in claim.asserted.steps]
    assert values == pytest.approx([total] * 3, rel=1e-14)
    assert (total, total / 2) == pytest.approx((0.5798184952529422, 0.2899092476264711), rel=1e-14)
    unbalanced = claim.false_twins[0]
    assert unbalanced.name.startswith("without the condition")
    expected = (total, 2 * (0.25 * bce(1, 0.8) + 0.75 * bce(0, 0.3)))
    assert sides(unbalanced.assertion, unbalanced.instances[0]) == pytest.approx(expected, rel=1e-14)


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
        value, bound = sides(upper, witness.Instance(D=point))
        assert value == pytest.approx(-math.log(float(point)), rel=1e-12)
        assert 0 < value < bound == pytest.approx(2 * (1 - float(point)), rel=1e-12)


def test_minimax_generator_has_another_loss():  # S002-p3
    claim = claims.minimax_generator_cost_is_binary_cross_entropy
    assert printed_witness(claim, "quadrature") == pytest.approx((-0.10536051565782628, 2.302585092994046), rel=1e-14)
    slopes = claims.minimax_generator_slope_is_binary_cross_entropy_slope
    assert printed_witness(slopes, "quadrature") == pytest.approx((-1 / 0.9, -10), rel=1e-14)
