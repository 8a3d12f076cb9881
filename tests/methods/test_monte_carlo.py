"""Sampling: intervals that cover, a guard that knows when they would not, and the verdicts that follow."""

import math

import numpy as np
import pytest
from sympy import Rational, Symbol as SympySymbol, log, oo, pi

from gantheory.assertions import Assertion, Derivation, Gradient, Identity, Inequality, Instance, Step
from gantheory.assertions.instance import bind
from gantheory.distributions import Atoms, Beta, Cauchy, Laplace, Normal, StudentT, Uniform
from gantheory.divergences import (
    integral,
    js,
    kl,
    pearson_chi2,
    reverse_kl,
    squared_hellinger,
    tv,
    w1,
)
from gantheory.errors import InvalidParameterError
from gantheory.games.minimax import minimax
from gantheory.integration import monte_carlo
from gantheory.integration.monte_carlo import integrate
from gantheory.integration.quadrature import integrate as by_quadrature
from gantheory.methods.interface import Context
from gantheory.methods.monte_carlo import MonteCarlo
from gantheory.methods.quadrature import Quadrature
from gantheory.symbols import D, p, q, x
from gantheory.verdict import Status

optimal_value = minimax.value(p / (p + q))
NORMALS = Instance(p=Normal(0, 1), q=Normal(1, 2))
ATOMS = Instance(p=Atoms([0, 1, 2], ["0.2", "0.3", "0.5"]), q=Atoms([0, 1, 2], ["0.5", "0.25", "0.25"]))
PLACES = [NORMALS, Instance(p=Laplace(0, 1), q=Cauchy(1, 1)), ATOMS]


def bound(functional, first, second):
    return bind(functional.terms[0][1], Instance(p=first, q=second))


def judge(assertion, instances=(NORMALS,), seed=0):
    return MonteCarlo().judge(assertion, instances, Context(seed=seed))


@pytest.mark.parametrize(
    ("functional", "first", "second"),
    [
        (kl, Normal(0, 1), Normal(1, 1)),
        (kl, Normal(0, 1), Normal(0, 2)),
        (kl, Normal(0, 1), Cauchy(0, 1)),
        (integral(p * log(p / (p + q))), Normal(0, 1), Normal(1, 2)),
        (js, Normal(0, 1), Normal(1, 2)),
        (tv, Laplace(0, 1), Normal(0, 1)),
        (squared_hellinger, Atoms([0, 1]), Atoms([0, 1, 2], ["0.5", "0.25", "0.25"])),
        (js, Atoms([0, 1]), Normal(0, 1)),
        (tv, Uniform(0, 1), Uniform("0.5", 2)),
    ],
)
def test_a_95_percent_interval_covers_at_least_that_often(functional, first, second):
    integrand, laws = bound(functional, first, second)
    truth = by_quadrature(integrand, laws).value
    estimates = [integrate(integrand, laws, draws=4096, rng=seed) for seed in range(120)]
    decided = [e for e in estimates if e.status == "sampled"]
    assert len(decided) > 100
    covered = sum(abs(e.value - truth) <= e.error for e in decided)
    # 3.5 standard deviations below the nominal rate
    assert covered >= 0.95 * len(decided) - 3.5 * math.sqrt(0.95 * 0.05 * len(decided))


def test_students_interval_is_not_wider_than_it_must_be():
    integrand, laws = bound(kl, Normal(0, 1), Normal(1, 1))
    estimates = [integrate(integrand, laws, draws=4096, risk=0.3, rng=seed) for seed in range(200)]
    misses = sum(abs(e.value - 0.5) > e.error for e in estimates)
    assert 20 <= misses <= 60 + 3.5 * math.sqrt(0.3 * 0.7 * 200)


def test_infinite_variance_is_seen_where_the_usual_interval_covers_70_percent():
    # KL(t3, N) from 1000 draws: the terms x² under t3 have tail index 1.5
    integrand, laws = bound(kl, StudentT(3), Normal(0, 1))
    truth = by_quadrature(integrand, laws).value
    estimates = [integrate(integrand, laws, draws=1000, rng=seed) for seed in range(200)]
    honest = [e.status == "undecided" or abs(e.value - truth) <= e.error for e in estimates]
    assert sum(honest) >= 0.95 * 200
    # drawn from a law with heavier tails as well, and it says why
    assert all(e.status == "sampled" for e in estimates)
    assert "the variance is infinite" in estimates[0].reason


def test_without_a_heavier_tailed_proposal_an_infinite_variance_is_seen_in_the_draws():
    integrand, laws = bound(kl, StudentT(3), Normal(0, 1))
    estimate = integrate(integrand, laws, draws=1000, rng=0, proposal="laws")
    assert estimate.status == "undecided"
    assert "the variance looks infinite" in estimate.reason


@pytest.mark.parametrize("first", [Cauchy(0, 1), StudentT(1, 0, 2)])
def test_an_infinite_integral_is_never_given_a_value(first):
    integrand, laws = bound(kl, first, Normal(0, 1))
    estimate = integrate(integrand, laws, rng=0)
    assert (estimate.value, estimate.status, estimate.evaluations) == (math.inf, "infinite", 0)
    # and a sampler that nobody told sees that something is wrong
    for seed in range(20):
        sampler = monte_carlo.Sampler(integrand, laws, seed)
        sampler.extend(2**16)
        assert sampler.estimate(0.05).status == "undecided"


def test_a_borderline_variance_is_asked_of_the_expansions_at_the_ends():
    integrand, laws = bound(kl, StudentT(3), Normal(0, 1))
    sampler = monte_carlo.Sampler(integrand, laws, 0)
    sampler.extend(300)
    assert sampler.variance_doubt.startswith("the variance is infinite")
    integrand, laws = bound(kl, Normal(0, 2), Normal(0, 1))
    assert monte_carlo.Sampler(integrand, laws, 0).variance_doubt == ""


@pytest.mark.parametrize(
    ("functional", "first", "second", "reason"),
    [
        (kl, Beta("0.1", "0.1"), Uniform(0, 1), "breakpoint 1"),
        (w1, Uniform(0, 1), Uniform(2, 3), "distribution functions"),
        (w1, Atoms([0, 1]), Atoms([0, 2]), "distribution functions"),
    ],
)
def test_what_cannot_be_sampled_is_undecided_with_the_reason(functional, first, second, reason):
    estimate = integrate(*bound(functional, first, second), rng=0)
    assert estimate.status == "undecided"
    assert reason in estimate.reason


def test_an_infinite_value_at_a_drawn_place_leaves_nothing_to_estimate():
    sampler = monte_carlo.Sampler(*bound(kl, Atoms([0, 1]), Normal(0, 1)), 0)
    sampler.extend(1000)
    estimate = sampler.estimate(0.05)
    assert estimate.status == "undecided"
    assert "infinite at a drawn place" in estimate.reason
    assert integrate(*bound(kl, Atoms([0, 1]), Normal(0, 1)), rng=0).status == "infinite"


def test_constant_densities_are_one_value_a_draw():
    estimate = integrate(*bound(js, Uniform(0, 1), Uniform(2, 3)), rng=0)
    assert estimate.value == pytest.approx(math.log(2), rel=1e-12)


def test_memory_is_constant_and_chunks_do_not_change_the_sums(monkeypatch):
    integrand, laws = bound(kl, Uniform(0, 1), Beta(2, 3))
    sampler = monte_carlo.Sampler(integrand, laws, 5)
    monkeypatch.setattr("gantheory.integration.monte_carlo.sampler.CHUNK", 512)
    chunks = []
    draw = sampler.draw
    monkeypatch.setattr(sampler, "draw", lambda count, ratios: chunks.append(draw(count, ratios)) or chunks[-1])
    sampler.extend(4096)
    assert max(chunk[0].size for chunk in chunks) <= 512
    everything = np.concatenate([sampler.reduced(chunk) for chunk in chunks[1:]], axis=1)
    assert sampler.draws == everything.size == 4096
    assert sampler.estimate(0.05).value == pytest.approx(everything.mean(), rel=1e-12)
    assert sampler.sums.squares == pytest.approx(everything.var(axis=1) * 2048, rel=1e-10)


def test_what_is_known_of_the_densities_is_subtracted():
    integrand, laws = bound(kl, Normal(0, 1), Normal(1, 2))
    sampler = monte_carlo.Sampler(integrand, laws, 0)
    sampler.extend(2**14)
    plain = sampler.draw(2**14, ratios=False)[0]
    assert sampler.sums.deviation**2 < plain.var(axis=1).mean() / 2
    # two atoms: F/m is a linear function of p/m
    estimate = integrate(*bound(js, Atoms([0, 1]), Atoms([0, 1], ["0.25", "0.75"])), rng=0)
    assert estimate.value == pytest.approx(0.03382207556860525, abs=1e-12)
    assert 0 < estimate.error < 1e-9


def test_arguments_are_checked():
    integrand, laws = bound(kl, Normal(0, 1), Normal(1, 1))
    with pytest.raises(InvalidParameterError, match="risk"):
        integrate(integrand, laws, risk=1.5)
    with pytest.raises(InvalidParameterError, match="draws"):
        integrate(integrand, laws, draws=1)


TRUE = [
    Identity(optimal_value, -log(4) + 2 * js),
    Inequality(js, log(2)),
    Inequality(squared_hellinger, tv),
    Identity(kl, integral(p * log(p / q))),
]
FALSE = [
    Identity(optimal_value, -log(4) + js),
    Identity(optimal_value, -log(2) + 2 * js),
    Inequality(tv, squared_hellinger),
    Identity(integral(p * log(p)), integral(p * log(q))),
    Identity(kl, reverse_kl),
]


@pytest.mark.parametrize("assertion", TRUE, ids=repr)
def test_true_claims_are_never_refuted(assertion):
    # at 1e-10 a comparison, a single refutation in these runs has probability below 1e-7
    for seed in range(15):
        assert judge(assertion, PLACES, seed).status is not Status.REFUTED


def test_what_is_visible_is_supported():
    assert judge(TRUE[0], [NORMALS, ATOMS]).status is Status.CORROBORATED
    assert judge(TRUE[1], PLACES).status is Status.CORROBORATED


@pytest.mark.parametrize("assertion", FALSE, ids=repr)
def test_false_claims_are_refuted_with_a_witness(assertion):
    verdict = judge(assertion, [NORMALS])
    assert verdict.status is Status.REFUTED
    assert "Normal(1, 2)" in verdict.witness.code
    assert abs(verdict.witness.lhs - verdict.witness.rhs) > verdict.error


def test_a_broken_sampler_contradicts_a_true_claim(monkeypatch):
    # the cross entropy of two normals against its closed form
    claim = Identity(integral(p * log(q)), -log(8 * pi) / 2 - Rational(1, 4))
    assert Quadrature().judge(claim, [NORMALS], Context()).status is Status.CORROBORATED
    assert judge(claim).status is Status.CORROBORATED
    monkeypatch.setattr(Normal, "standard_sample", lambda self, n, rng: 1.3 * rng.standard_normal(n))
    assert judge(claim).status is Status.REFUTED


def test_draws_depend_on_the_place_and_not_on_the_order_of_work():
    alone = judge(TRUE[0], [NORMALS], seed=3)
    context = Context(seed=3)
    for assertion in (*FALSE, *TRUE):
        MonteCarlo().judge(assertion, PLACES, context)
    assert MonteCarlo().judge(TRUE[0], [NORMALS], context) == alone
    assert alone.error is not None
    assert judge(TRUE[0], [NORMALS], seed=4).error != alone.error


def test_both_sides_are_sampled_independently():
    left, right = MonteCarlo().gap(js, js, NORMALS, Context())
    assert left.value != right.value


@pytest.mark.parametrize(
    ("assertion", "reason"),
    [
        (Identity(log(4), 2 * log(2)), "nothing to sample"),
        (Identity(w1, 2 * w1), "distribution functions"),
        (Identity(Gradient(kl), Gradient(reverse_kl)), "no derivative"),
        (Identity(kl, oo), "infinite value from a large one"),
        (Inequality(kl, kl), "which side is larger"),
        (Inequality(kl, kl, strict=True), "strict"),
        (Identity(integral(p * D), integral(q * D)), "nothing is bound to D"),
        (Assertion(), "does not reduce"),
        (Derivation((Step(kl),)), "does not reduce"),
        (Identity(SympySymbol("k") * kl, 0), "nothing is bound to k"),
    ],
    ids=repr,
)
def test_it_says_why_it_cannot_tell(assertion, reason):
    verdict = judge(assertion)
    assert verdict.status is Status.INCONCLUSIVE
    assert reason in verdict.detail


def test_a_value_of_zero_is_not_supported_by_an_interval_around_zero():
    verdict = judge(Identity(integral((p - q) * x), 0), [Instance(p=Normal(0, 1), q=Normal(0, 2))])
    assert verdict.status is Status.INCONCLUSIVE
    assert "too wide" in verdict.detail


@pytest.mark.parametrize("claim", [Identity(pearson_chi2, 2 * pearson_chi2), Identity(kl, 5 * kl)], ids=repr)
def test_it_abstains_where_the_variance_looks_infinite(claim):
    verdict = judge(claim, [Instance(p=StudentT(3), q=Normal(0, 1)), Instance(p=Normal(0, "1.5"), q=Normal(0, 1))])
    assert verdict.status is not Status.CORROBORATED
    assert "infinite" in judge(claim, [Instance(p=StudentT(3), q=Normal(0, 1))]).detail


def test_a_refutation_that_rests_on_an_infinite_variance_is_withheld(monkeypatch):
    # with the guard on the sample switched off, the expansions still stand in the way
    monkeypatch.setattr(monte_carlo.Sampler, "doubt", lambda self: "")
    verdict = judge(Inequality(kl, -5), [Instance(p=StudentT(3), q=Normal(0, 1))])
    assert verdict.status is Status.INCONCLUSIVE
    assert "the variance is infinite" in verdict.detail
