"""The numbers of the rows on generator losses, from formulas and integrals that share no code with the claims."""

import mpmath
import pytest
from mpmath import mpf
from scipy import integrate, optimize, special, stats

from gantheory import witness
from gantheory.claims import generator_losses as claims
from gantheory.methods.interface import Context
from gantheory.methods.quadrature import evaluate
from gantheory.verdict import Status
from gantheory.verify import judge, methods, verify

DATA = (0.2, 0.2, 0.6)


def binomial(theta):
    return (1 - theta) ** 2, 2 * theta * (1 - theta), theta**2


def twice_js(theta):
    return sum(a * mpmath.log(2 * a / (a + b)) + b * mpmath.log(2 * b / (a + b)) for a, b in zip(DATA, binomial(theta)))


def twice_kl_of_mixture(theta):
    return sum((a + b) * mpmath.log((a + b) / (2 * a)) for a, b in zip(DATA, binomial(theta)))


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


@pytest.mark.parametrize("name", [name for name, value in vars(claims).items() if type(value).__name__ == "Claim"])
def test_numbers_support_the_claim_and_refute_its_controls(name):
    (result,) = verify([getattr(claims, name)], chosen=["quadrature", "enclosure"])
    assert result.passed
    assert len(result.controls) >= 3


def test_no_sign_leads_from_one_loss_to_the_other():  # S000-p4
    claim = claims.non_saturating_loss_is_minimax_loss_up_to_sign
    assert printed_witness(claim, "quadrature") == pytest.approx((1.6094379124341003, 0.22314355131420976), rel=1e-14)


def test_losses_do_not_cancel():  # S000-p5
    claim = claims.separate_losses_sum_to_zero
    assert printed_witness(claim, "enclosure") == pytest.approx((1.7837912995788781, 0), rel=1e-14)


def test_losses_together_are_above_log_four():  # S000-p5
    bound, total = at_first(claims.separate_losses_gt_log_four)
    assert (bound, total) == pytest.approx((1.3862943611198906, 1.7837912995788781), rel=1e-14)
    _, near = sides(claims.separate_losses_gt_log_four.asserted, claims.separate_losses_gt_log_four.checked_at[1])
    assert 0 < near - bound < 2e-3


def test_ratio_of_slopes():  # S000-p6
    claim = claims.slope_ratio_of_log_and_log_complement_eq_odds
    ratios = [sides(claim.asserted, instance) for instance in claim.checked_at]
    for found, expected in zip(ratios, (99, 1, 0.1111111111111111), strict=True):
        assert found == pytest.approx((expected, expected), rel=1e-13)


def test_steeper_only_below_one_half():  # S000-p6
    claim = claims.slope_of_log_gt_slope_of_log_complement
    assert at_first(claim) == pytest.approx((1 / 0.99, 100), rel=1e-13)
    beyond = claim.false_twins[0]
    assert beyond.name.startswith("without the condition")
    assert sides(beyond.assertion, beyond.instances[0]) == pytest.approx((10, 1 / 0.9), rel=1e-13)


def test_logit_slopes():  # S000-p7
    def quotient(loss, output, h=1e-5):
        a = special.logit(output)
        return (loss(a + h) - loss(a - h)) / (2 * h)

    saturating, non_saturating = (lambda a: special.log_expit(-a)), (lambda a: -special.log_expit(a))
    claim = claims.saturating_logit_slope_eq_neg_output
    assert at_first(claim) == pytest.approx((quotient(saturating, 0.1),) * 2, rel=1e-8)
    ratio = quotient(non_saturating, 0.9) / quotient(saturating, 0.9)
    assert at_first(claims.logit_slope_ratio_of_losses_eq_odds) == pytest.approx((ratio, ratio), rel=1e-8)
    assert ratio == pytest.approx(0.111, abs=5e-4)


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
        assert sides(claim.asserted, instance)[1] == pytest.approx((float(theta) - argmin) * slope, rel=1e-6)
        assert (float(theta) - argmin) * slope > 0


def test_objective_to_maximise_exceeds_every_bound():  # S001-3
    claim = claims.negated_saturating_loss_has_no_maximum
    for instance, bound in zip(claim.checked_at, (1, 20), strict=True):
        assert sides(claim.asserted, instance) == pytest.approx((bound, bound + 0.6931471805599453), rel=1e-12)


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


def shifted_normal(loss):
    """E_q[(x - 1)·loss(log p - log q)] for p = N(0, 1), q = N(1, 1)."""
    return integrate.quad(lambda x: stats.norm.pdf(x, 1) * (x - 1) * loss(0.5 - x), -12, 14, epsabs=1e-13, limit=200)[0]


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
    binomial_model = sides(claim.asserted, claim.checked_at[-1])
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
