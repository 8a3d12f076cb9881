"""Issue by issue what is finite, infinite or overflowing: public answers, their values and their reasons."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
import sympy

from gantheory import (
    Beta,
    Cauchy,
    Gamma,
    Laplace,
    Mixture,
    Normal,
    Pushforward,
    StudentT,
    Truncated,
    Uniform,
    divergence,
)
from gantheory.distributions.law import Law

Z = sympy.Symbol("z")
HALVES = ["1/2", "1/2"]


def quadrature(name: str, p: Law, q: Law):
    return divergence(name, p, q, method="quadrature", throw=False)


@pytest.mark.parametrize(
    ("name", "p", "q", "words"),
    [
        ("kl", Cauchy(0, 1), Normal(0, 1), "0.159 as x → -∞"),
        ("kl", Mixture(HALVES, [Normal(0, 1), Cauchy(3, 1)]), Laplace(0, 1), "as x → -∞"),
        ("kl", Truncated(Cauchy(0, 1), 0, "inf"), Truncated(Normal(0, 1), -1, "inf"), "as x → ∞"),
        ("kl", Uniform(0, 2), Uniform(0, 1), "on (1, 2), where q has no mass"),
        ("kl", Normal(0, 1), Truncated(Normal(0, 1), -9, 9), "where q has no mass"),
        ("reverse_kl", Normal(0, 1), Cauchy(0, 1), "as x → -∞"),
        ("pearson_chi2", StudentT(2), StudentT(5), "as x → -∞"),
        ("pearson_chi2", Normal(1, 2), Normal(0, 1), "as x → -∞"),
        ("neyman_chi2", Normal(0, 1), Normal(1, 2), "as x → -∞"),
        ("pearson_chi2", Pushforward(Z**3 - 3 * Z, Normal(0, 1)), Cauchy(0, 1), "as x → "),
        ("w1", Cauchy(0, 1), Cauchy(0, 2), "as x → -∞"),
        ("w1", Mixture(HALVES, [Normal(0, 1), Cauchy(0, 1)]), Normal(0, 1), "as x → -∞"),
        ("pearson_chi2", Beta("1/2", 1), Uniform(0, 1), "as x → 0⁺"),
        ("renyi(2)", Normal(0, 2), Normal(0, 1), "as x → -∞"),
        ("alpha(3)", Gamma("1/3"), Gamma(1), "as x → 0⁺"),
        # the edge itself: aσ_q² + (1-a)σ_p² = 0 for a = 2, σ_p² = 2σ_q²; a = 4/3, σ_p = 2σ_q
        ("alpha(4/3)", Normal(0, 2), Normal(0, 1), "as x → -∞"),
        ("renyi(4/3)", Normal(0, 2), Normal(0, 1), "as x → -∞"),
    ],
)
def test_infinite_with_a_reason(name, p, q, words):
    estimate = quadrature(name, p, q)
    assert (estimate.status, estimate.value) == ("infinite", math.inf), estimate
    assert words in estimate.reason


def power_integral(a: Fraction, s: Fraction, t: Fraction) -> mpmath.mpf:
    """∫p^a q^(1-a) of two normals at 0 with scales s and t."""
    with mpmath.workdps(40):
        a, s, t = (mpmath.mpf(v.numerator) / v.denominator for v in (a, s, t))
        return s ** (1 - a) * t**a / mpmath.sqrt(a * t**2 + (1 - a) * s**2)


@pytest.mark.parametrize("gap", [Fraction(1, 10**k) for k in (1, 3, 5)])
@pytest.mark.parametrize("order", [Fraction(2), Fraction(4, 3), Fraction(11), Fraction(-1)])
def test_orders_near_the_edge(order, gap):
    """Finite iff aσ_q² + (1-a)σ_p² > 0: just inside the value is found, just outside it is infinite."""
    edge = Fraction(math.sqrt(order / (order - 1)))
    inside, outside = (1 - gap, 1 + gap) if order > 1 else (1 + gap, 1 - gap)
    p, q = Normal(0, edge * inside), Normal(0, 1)
    estimate = quadrature(f"alpha({order})", p, q)
    truth = (power_integral(order, edge * inside, Fraction(1)) - 1) / (order * (order - 1))
    assert estimate.status == "converged", estimate
    assert abs(estimate.value - truth) <= estimate.error <= 1e-6 * truth
    assert quadrature(f"alpha({order})", Normal(0, edge * outside), q).status == "infinite"


@pytest.mark.parametrize(
    ("name", "p", "q", "truth", "tolerance"),
    [
        ("w1", Cauchy(0, 1), Cauchy(1, 1), 1.0, 1e-11),
        # mpmath.quad in z at 40 digits: p = law of Z² for a variance of 2, q for a mean of 1
        ("pearson_chi2", Pushforward(2 * Z**2, Normal(0, 1)), Pushforward(Z**2, Normal(1, 1)), None, 1e-9),
    ],
)
def test_finite_against_appearances(name, p, q, truth, tolerance):
    """Constants matter for W1; for χ² the leading terms of p²/q cancel and the middle one, -√x, decides."""
    if truth is None:
        truth = chi2_of_squares()
    estimate = quadrature(name, p, q)
    assert estimate.status == "converged", estimate
    assert abs(estimate.value - truth) <= estimate.error + 1e-15
    assert estimate.error <= tolerance * max(truth, 1)


def chi2_of_squares() -> float:
    """∫p²/q dx - 1 in the variable r = √x, where dx = 2r dr and the densities have no pole."""
    with mpmath.workdps(40):

        def integrand(r):
            p = 2 * mpmath.npdf(r, 0, mpmath.sqrt(2))
            q = mpmath.npdf(r, 1, 1) + mpmath.npdf(-r, 1, 1)
            return p * p / q

        value = mpmath.quad(integrand, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256])
        assert abs(value - mpmath.quad(integrand, [0, 0.5, 3, 7, 20, 50, 100, 200])) < mpmath.mpf(10) ** -20
        return float(value - 1)


@pytest.mark.parametrize("shape", ["0.001", "0.01", "0.04"])
def test_gamma_laws_whose_mass_has_no_float(shape):
    """KL(Gamma(k)‖Gamma(m)) = (k-m)ψ(k) - log Γ(k) + log Γ(m); half of Gamma(.001) lies below 1e-301."""
    k, m = mpmath.mpf(shape), mpmath.mpf("0.05")
    truth = (k - m) * mpmath.digamma(k) - mpmath.loggamma(k) + mpmath.loggamma(m)
    estimate = quadrature("kl", Gamma(shape), Gamma("0.05"))
    assert estimate.status == "converged", estimate
    assert abs(estimate.value - truth) <= estimate.error <= 1e-10 * truth
