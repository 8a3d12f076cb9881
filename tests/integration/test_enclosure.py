"""Certified integrals against closed forms and against mpmath at 45 digits.

The constants of `QUADRATURE` were made with mpmath: ``mp.dps = 45``, ``quad`` of the integrand written out in
mpmath, with x = ±e^s on infinite lines with heavy tails and at singular ends, on two subdivisions of 11 to 22
points each. The two agreed to at least 40 digits; 30 are kept.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

import flint
import pytest
from flint import arb
from hypothesis import given, settings, strategies as st

from gantheory.arithmetic.ball import precision, rational
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    StudentT,
    Uniform,
)
from gantheory.divergences import js, kl, pearson_chi2, squared_hellinger, tv, w1
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.integration.enclosure import certified_estimate, enclose, tails
from gantheory.integration.integrand import Integrand

BIMODAL = Mixture(["0.5", "0.5"], [Normal(-2, 1), Normal(2, 1)])


def code(functional):
    return functional.terms[0][1].code


def ball(functional, p, q, **options):
    return enclose(code(functional), {"p": p, "q": q}, **options).ball


def contains(enclosed, truth):
    """Whether the ball contains the decimal `truth`, give or take its last digit."""
    with precision(256):
        return enclosed.overlaps(arb(truth) + arb(0, arb(10) ** -len(truth.split(".")[1])))


QUADRATURE = [
    (js, Gamma("0.1"), Gamma("0.2"), "0.0552970677034208687644356539097"),
    (js, BIMODAL, Normal(0, 2), "0.0487718327971853276542434010032"),
    (js, Logistic(), Normal(), "0.0576054404521629670924853979217"),
    (js, Cauchy(), Cauchy(1, 1), "0.0542306615981851542243350477982"),
    (js, Cauchy(), Normal(), "0.0831700898279604074971120467455"),
    (js, Beta("0.1", "0.1"), Uniform(), "0.309076885696525015780564035257"),
    (kl, Beta("0.1", "0.1"), Uniform(), "6.26112559783637190445946806299"),
    (kl, StudentT(3), Normal(), "0.645460961341381793687583402217"),
    (tv, Normal(), Normal(1, 2), "0.390065660121055661052951368821"),
    (tv, BIMODAL, Normal(0, 2), "0.265705360277192092778459536556"),
]


@pytest.mark.parametrize(("functional", "p", "q", "truth"), QUADRATURE)
def test_agrees_with_mpmath_to_the_digits_asked_for(functional, p, q, truth):
    enclosed = ball(functional, p, q, digits=18)
    assert contains(enclosed, truth)
    assert enclosed.rad() <= enclosed.abs_lower() * arb(10) ** -18


def log(number):
    return arb(rational(Fraction(number))).log()


CLOSED_FORMS = [
    (js, Uniform(0, 1), Uniform(2, 3), lambda: log(2)),
    (tv, Uniform(0, 1), Uniform(2, 3), lambda: arb(1)),
    (tv, Normal(0, 1), Normal(1, 1), lambda: (1 / (2 * arb(2).sqrt())).erf()),
    (tv, Cauchy(0, 1), Cauchy(1, 1), lambda: 2 * arb("0.5").atan() / arb.pi()),
    (tv, Exponential(1), Exponential(2), lambda: arb("0.25")),
    (squared_hellinger, Normal(0, 1), Normal(1, 2), lambda: 1 - arb("0.8").sqrt() * arb("-0.05").exp()),
    (squared_hellinger, Exponential(1), Exponential(2), lambda: 1 - 2 * arb(2).sqrt() / 3),
    (kl, Normal(0, 1), Normal(3, "0.5"), lambda: arb(0.5).log() + (1 + arb(9)) / arb(0.5) - arb(0.5)),
    (kl, Laplace(0, 1), Laplace(1, 2), lambda: log(2) + (1 + (arb(-1)).exp()) / 2 - 1),
    (kl, Exponential(1), Exponential(2), lambda: log(2) + arb(0.5) - 1),
    (kl, Cauchy(0, 1), Cauchy(1, 2), lambda: log(Fraction(10, 8))),
    (kl, Gamma(3), Gamma(2), lambda: arb(3).digamma() - log(2)),
    (pearson_chi2, Normal(0, 1), Normal(1, 1), lambda: arb(1).exp() - 1),
    (pearson_chi2, Cauchy(0, 1), Cauchy(1, 2), lambda: arb("0.5")),
    (w1, Normal(0, 1), Normal(3, 1), lambda: arb(3)),
    (w1, Exponential(1), Exponential(2), lambda: arb(1)),
    (w1, Uniform(0, 1), Uniform(2, 3), lambda: arb(2)),
    (w1, Atoms([0]), Normal(), lambda: (2 / arb.pi()).sqrt()),
    (js, Atoms([0, 1]), Atoms([2, 3]), lambda: log(2)),
    (js, Atoms([0]), Normal(), lambda: log(2)),
    (tv, Atoms([0, 1]), Atoms([0, 1], ["0.25", "0.75"]), lambda: arb("0.25")),
    (kl, Atoms([0, 1]), Atoms([0, 1], ["0.25", "0.75"]), lambda: log(Fraction(4, 3)) / 2),
]


@pytest.mark.parametrize(("functional", "p", "q", "truth"), CLOSED_FORMS)
def test_agrees_with_the_closed_form(functional, p, q, truth):
    with precision(200):
        expected = truth()
    enclosed = ball(functional, p, q, digits=15)
    assert enclosed.overlaps(expected)
    assert enclosed.rad() <= expected.abs_lower() * arb(10) ** -15


def test_forty_digits():
    few, many = (ball(js, Normal(), Normal(1, 1), digits=digits) for digits in (15, 40))
    assert few.overlaps(many)
    assert many.rel_accuracy_bits() >= 132


@pytest.mark.parametrize(
    ("p", "q"),
    [(Normal(), Uniform()), (Normal(), Exponential()), (Atoms([0]), Normal()), (Atoms([0, 1]), Atoms([0]))],
)
def test_kl_is_infinite_where_q_has_no_mass(p, q):
    assert enclose(code(kl), {"p": p, "q": q}).infinite
    assert certified_estimate(code(kl), {"p": p, "q": q}).value == math.inf


@pytest.mark.parametrize(
    ("functional", "p", "q"),
    [
        (kl, Cauchy(), Normal()),
        (kl, StudentT(2), Normal()),
        (kl, Cauchy(), Laplace()),
        (pearson_chi2, Normal(0, 2), Normal()),
        (pearson_chi2, Gamma("0.1"), Gamma("0.2")),
        (w1, Cauchy(), Cauchy(0, 2)),
    ],
)
def test_an_infinite_integral_of_a_finite_integrand_is_exactly_infinite_and_says_where(functional, p, q):
    enclosed = enclose(code(functional), {"p": p, "q": q})
    assert enclosed.infinite
    assert enclosed.ball > 0
    assert re.search(r"~ .* as x → ", enclosed.reason)
    estimate = certified_estimate(code(functional), {"p": p, "q": q})
    assert (estimate.value, estimate.error, estimate.status) == (math.inf, 0.0, "infinite")
    assert estimate.reason == enclosed.reason


def test_infinity_minus_infinity_is_refused():
    def difference(A, at):
        return code(kl)(A, at) - A.weighted(at.log_density("q"), at.log_density("q") - at.log_density("p"))

    with pytest.raises(UndefinedQuantityError):
        enclose(Integrand(difference, ("p", "q")), {"p": Uniform(0, 1), "q": Uniform(2, 3)})


@pytest.mark.parametrize(
    ("functional", "p"), [(js, Normal()), (tv, Normal()), (js, Cauchy()), (kl, Gamma("0.1")), (tv, Atoms([0, 1]))]
)
def test_zero_needs_an_absolute_target(functional, p):
    enclosed = ball(functional, p, p, absolute=1e-18)
    assert enclosed.contains(0)
    assert enclosed.rad() <= 1e-18


def test_zero_without_an_absolute_target_says_what_to_do():
    """The same density twice, written differently, so that nothing cancels before balls are made."""
    with pytest.raises(NotCertifiedError, match="absolute="):
        ball(js, Gamma(1), Mixture(["0.5", "0.5"], [Exponential(), Exponential()]), digits=5)


@pytest.mark.parametrize("functional", [js, kl, tv, squared_hellinger, pearson_chi2])
@pytest.mark.parametrize("law", [Normal(), Cauchy(1, 2), Gamma("0.1"), Beta("0.1", "0.1"), BIMODAL])
def test_equal_laws_cancel_exactly(functional, law):
    assert ball(functional, law, law) == 0


def test_small_values_reach_their_significant_digits():
    # JSD of two normals at distance δ is δ²/8 - δ⁴/64 + O(δ⁶): the third term is 1e-24 of the first.
    enclosed = ball(js, Normal(), Normal("1e-6", 1), digits=20)
    assert enclosed.overlaps(arb("1.24999999999984375e-13") + arb(0, 1e-35))
    assert enclosed.rel_accuracy_bits() >= 66


@pytest.mark.parametrize(("functional", "p", "q"), [(js, Cauchy(), Cauchy(1, 1)), (kl, Laplace(), Laplace(1, 2))])
def test_a_dropped_tail_is_noticed(monkeypatch, functional, p, q):
    """With tails cut early and their bound set to 0 the truth lies outside the ball."""
    good = ball(functional, p, q, digits=10)
    monkeypatch.setattr(tails.Tail, "bound", lambda self, w: arb(0))
    bad = ball(functional, p, q, digits=10)
    assert not bad.overlaps(good)


def test_a_wrong_sign_is_noticed(monkeypatch):
    """Were the sign changes missed, TV would come out too small."""
    good = ball(tv, Normal(), Normal(1, 1), digits=10)
    signs = "gantheory.integration.enclosure.entry.Splitter.split"
    monkeypatch.setattr(signs, lambda self: ([(self.piece.low, self.piece.high, (1,))], arb(0)))
    assert not ball(tv, Normal(), Normal(1, 1), absolute=1e-10).overlaps(good)


@pytest.mark.parametrize("functional", [js, tv, squared_hellinger])
@pytest.mark.parametrize("heavy", [Cauchy(), StudentT("0.5"), Laplace(1, 2)])
def test_a_light_mixture_against_a_heavy_tail(functional, heavy):
    """Far out on the heavy tail's path the mixture's components nearly cancel in no ball, but as polynomials."""
    few, many = (ball(functional, heavy, BIMODAL, digits=digits) for digits in (8, 16))
    assert few.overlaps(many)
    assert many.rel_accuracy_bits() >= 53


def test_narrow_spikes_far_apart_are_not_missed():
    enclosed = ball(js, Normal(0, "1e-7"), Normal(1, "1e-7"))
    with precision(100):
        assert enclosed.overlaps(arb.const_log2())


@pytest.mark.parametrize("scale", ["1e-9", "1e9"])
def test_units_do_not_matter(scale):
    s = Fraction(scale)
    plain = ball(js, Laplace(0, 1), Cauchy(1, 2), digits=12)
    assert plain.overlaps(ball(js, Laplace(0, s), Cauchy(s, 2 * s), digits=12))


def test_the_context_is_restored_and_the_limit_is_kept():
    before = flint.ctx.prec, flint.ctx.cap
    with pytest.raises(NotCertifiedError, match="within 400 evaluations"):
        ball(js, StudentT("0.01"), StudentT("0.02"), digits=40, max_evaluations=400)
    assert (flint.ctx.prec, flint.ctx.cap) == before


def test_estimates_bound_the_distance_of_the_float():
    estimate = certified_estimate(code(kl), {"p": Normal(), "q": Normal(1, 2)}, digits=30)
    with precision(200):
        truth = log(2) + arb(2) / 8 - arb(0.5)
        assert abs(arb(estimate.value) - truth) <= estimate.error < 1e-15
    assert estimate.status == "certified"
    assert estimate.text.startswith("0.44314718055994530941")


parameters = st.fractions(-3, 3, max_denominator=20)
scales = st.fractions(Fraction(1, 20), 5, max_denominator=20)
LAWS = st.one_of(
    st.builds(Normal, parameters, scales),
    st.builds(Laplace, parameters, scales),
    st.builds(Exponential, scales),
    st.builds(lambda low, width: Uniform(low, low + width), parameters, scales),
)


@settings(max_examples=15, deadline=None)
@given(LAWS, LAWS)
def test_js_lies_between_zero_and_log_two(p, q):
    """0 ≤ JSD ≤ log 2, the upper bound reached by disjoint supports only."""
    enclosed = ball(js, p, q, digits=6, absolute=1e-12)
    with precision(100):
        assert not enclosed < 0
        assert not enclosed > arb.const_log2()


@settings(max_examples=10, deadline=None)
@given(LAWS, LAWS)
def test_hellinger_and_total_variation_satisfy_le_cam(p, q):
    """H² ≤ TV ≤ √(H²(2 - H²)) with H² = 1 - ∫√(pq)."""
    hellinger = ball(squared_hellinger, p, q, digits=6, absolute=1e-12)
    variation = ball(tv, p, q, digits=6, absolute=1e-12)
    with precision(100):
        assert not hellinger > variation
        assert not variation * variation > hellinger * (2 - hellinger)
