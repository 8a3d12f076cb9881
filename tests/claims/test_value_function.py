"""The value function's claims give the numbers of the source texts, computed here without the package."""

import itertools
import math

import numpy as np
import pytest
from scipy import integrate, special, stats
from sympy import Rational

from gantheory.assertions import Instance
from gantheory.assertions.evaluation import evaluate
from gantheory.claims import value_function as claims
from gantheory.claims.registry import find

NORMAL = stats.norm.pdf


def over_line(f, low=-14.0, high=14.0, points=()):
    edges = [low, *points, *np.linspace(low, high, 29)[1:-1], high]
    return math.fsum(integrate.quad(f, a, b, epsabs=1e-13)[0] for a, b in itertools.pairwise(sorted(edges)))


def both_sides(assertion, instance):
    return tuple(evaluate(side, instance).value for side in (assertion.lhs, assertion.rhs))


def control(claim, words):
    (found,) = [c for c in claim.false_twins if words in c.name]
    return found


def sides_of_control(claim, words):
    twin = control(claim, words)
    return both_sides(twin.assertion, (twin.instances or claim.checked_at)[0])


def log_one_minus_sigmoid(a):
    return special.log_expit(-a)


def test_lotus_at_five_generators():
    # S000-e11, S001-7, S001-10: the latent integral, by hand for each generator.
    for instance, generate, logit in zip(
        claims.value_eq_integral_against_pushforward.checked_at,
        (lambda t: 1 - 2 * t, lambda t: 2 * t + 1, math.exp, lambda t: t * t, lambda t: t**3 - 3 * t),
        (lambda t: 0.7 * t - 0.2, lambda t: t / 2, lambda t: t - 1, lambda t: t - 1, lambda t: t),
        strict=True,
    ):
        real = over_line(lambda t, a=logit: NORMAL(t) * special.log_expit(a(t)))
        fake = over_line(lambda t, a=logit, g=generate: NORMAL(t) * log_one_minus_sigmoid(a(g(t))))
        lhs = evaluate(claims.value_eq_integral_against_pushforward.asserted.lhs, instance).value
        assert lhs == pytest.approx(real + fake, rel=1e-10)


def test_printed_jacobian_literally_in_data_space():
    # S001-9: p_z(G⁻¹(x))·dG⁻¹/dx·log(1 - D(x)) with G⁻¹(x) = (1 - x)/2, integrated over x.
    def printed(t):
        return NORMAL((1 - t) / 2) * (-0.5)

    term = over_line(lambda t: printed(t) * log_one_minus_sigmoid(0.7 * t - 0.2), -30, 32)
    mass = over_line(printed, -30, 32)
    assert term == pytest.approx(1.1717154, abs=5e-8)
    assert mass == pytest.approx(-1, abs=1e-12)
    misprint = claims.value_by_change_of_variables_without_absolute_value
    right, as_printed = both_sides(misprint.asserted.as_printed, misprint.checked_at[0])
    assert as_printed == pytest.approx(term, rel=1e-11)
    assert right == pytest.approx(-1.1717154, abs=5e-8)
    misprint = claims.mass_by_change_of_variables_without_absolute_value
    assert both_sides(misprint.asserted.as_printed, misprint.checked_at[0]) == pytest.approx((-1, 1))


def test_single_branch_of_the_square_literally_in_data_space():
    # S001-8, S001-p6: p_z(√x)/(2√x)·log(1 - σ(x - 1)), written in x = e^s to reach the singular end.
    branch = over_line(
        lambda s: NORMAL(math.exp(s / 2)) / 2 * math.exp(s / 2) * log_one_minus_sigmoid(math.exp(s) - 1), -80, 5
    )
    assert branch == pytest.approx(-0.4326387, abs=5e-8)
    sides = sides_of_control(claims.latent_term_eq_integral_over_inverse_of_monotone, "√x")
    assert sides == pytest.approx((-0.8652774, branch), abs=5e-8)
    misprint = claims.latent_term_by_single_inverse
    assert both_sides(misprint.asserted.as_printed, misprint.checked_at[0]) == pytest.approx(sides, rel=1e-12)


def test_loss_and_value_of_one_symbol():
    # S001-1, S001-p3: N(0, 1) against N(1, 1).
    sides = sides_of_control(claims.min_of_loss_eq_neg_max_of_value, "without the condition")
    assert sides == pytest.approx((1.163451, -1.163451), abs=5e-7)
    bound = claims.loss_ge_log_four_sub_two_js
    assert both_sides(bound.asserted, bound.checked_at[0]) == pytest.approx((1.163451, 1.163451), abs=5e-7)
    sides = sides_of_control(claims.min_of_loss_eq_zero_of_singular, "without the condition")
    assert sides == pytest.approx((1.163451, 0), abs=5e-7)


def test_generator_objective_grows_without_bound():
    # S001-3: at constant D = 1 - 2⁻ⁿ the objective is n·log 2, and log 2 more at half the distance from 1.
    claim = claims.generator_objective_gains_log_two_by_half_gap
    latent, generator = claim.checked_at[0].laws["p_z"], claim.checked_at[0].generator
    for n in (1, 10, 40):
        constant = Instance(z=latent, G=generator, D=1 - Rational(1, 2**n))
        assert both_sides(claim.asserted, constant) == pytest.approx(2 * ((n + 1) * math.log(2),), rel=1e-12)


def test_separate_losses_do_not_cancel():
    # S000-p5: -log .8 - log .7 - log .3.
    misprint = claims.separate_losses_as_minimax_game
    total, zero = both_sides(misprint.asserted.as_printed, misprint.checked_at[0])
    assert total == pytest.approx(-math.log(0.8) - math.log(0.7) - math.log(0.3), rel=1e-14)
    assert total == pytest.approx(1.784, abs=5e-4)
    assert zero == 0


def test_generator_of_data():
    # S002-e10: data N(2, 1), z ~ N(0, 1), G(z) = z/2 - 1, D = σ(x).
    right = over_line(lambda t: NORMAL(t) * log_one_minus_sigmoid(t / 2 - 1))
    real = over_line(lambda t: NORMAL(t, 2, 1) * log_one_minus_sigmoid(t / 2 - 1))
    fake = over_line(lambda t: NORMAL(t, -1, 0.5) * log_one_minus_sigmoid(t / 2 - 1))
    assert (right, real, fake) == pytest.approx((-0.3375503, -0.7234928, -0.2060812), abs=5e-8)
    misprint = claims.latent_term_with_generator_of_data
    assert both_sides(misprint.asserted.as_printed, misprint.checked_at[0]) == pytest.approx((right, real), rel=1e-11)
    assert sides_of_control(misprint, "generated x")[1] == pytest.approx(fake, rel=1e-11)


def test_mean_of_suprema_is_not_the_supremum_of_the_mean():
    # S000-e9, S002-e9.
    misprint = claims.max_value_as_mean_of_pairwise_suprema
    sides = both_sides(misprint.asserted.as_printed, misprint.checked_at[0])
    assert sides == pytest.approx((-1.163451, 0), abs=5e-7)


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


def jensen_shannon_integrand(p, q):
    return (special.rel_entr(p, (p + q) / 2) + special.rel_entr(q, (p + q) / 2)) / 2


def test_rows_are_settled():
    wanted = {f"S001-{row}" for row in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "p3", "p5", "p6")}
    wanted |= {f"S000-{row}" for row in ("e9", "e10", "e11", "p5")} | {
        f"S002-{row}" for row in ("e1", "e9", "e10", "e11", "p2")
    }
    ours = [value for value in vars(claims).values() if type(value).__name__ == "Claim"]
    assert wanted <= {row for claim in ours for row in claim.sources}
    assert find("", "value_at_half_eq_neg_log_four") is claims.value_at_half_eq_neg_log_four
