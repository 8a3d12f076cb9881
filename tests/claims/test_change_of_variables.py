"""The generator's term in data space, by integrals over z and x that share no code with the claims."""

import math

import pytest
from claim_sides import both_sides, over_line, sides_of_control
from scipy import special, stats

from gantheory.assertions.evaluation import evaluate
from gantheory.claims import change_of_variables as claims

NORMAL = stats.norm.pdf


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


def test_generator_of_data():
    # S002-e10: data N(2, 1), z ~ N(0, 1), G(z) = z/2 - 1, D = σ(x).
    right = over_line(lambda t: NORMAL(t) * log_one_minus_sigmoid(t / 2 - 1))
    real = over_line(lambda t: NORMAL(t, 2, 1) * log_one_minus_sigmoid(t / 2 - 1))
    fake = over_line(lambda t: NORMAL(t, -1, 0.5) * log_one_minus_sigmoid(t / 2 - 1))
    assert (right, real, fake) == pytest.approx((-0.3375503, -0.7234928, -0.2060812), abs=5e-8)
    misprint = claims.latent_term_with_generator_of_data
    assert both_sides(misprint.asserted.as_printed, misprint.checked_at[0]) == pytest.approx((right, real), rel=1e-11)
    assert sides_of_control(misprint, "generated x")[1] == pytest.approx(fake, rel=1e-11)
