"""The search: small exact witnesses for what is false for some laws, and no word in favour of anything."""

import numpy as np
import pytest
from sympy import Abs, Rational, Symbol, log, oo, sqrt

from gantheory import assertions
from gantheory.assertions import (
    Assertion,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Instance,
    Optimum,
    Spectrum,
    Step,
    Trajectory,
)
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import integral, js, kl, pearson_chi2, reverse_kl, squared_hellinger, tv, w1
from gantheory.games.minimax import minimax
from gantheory.methods import counterexample
from gantheory.methods.counterexample import CounterexampleSearch
from gantheory.methods.interface import Context
from gantheory.symbols import D, p, p_z, prior, q, score
from gantheory.verdict import Status
from gantheory.vocabulary import *  # noqa: F403 - witness lines are evaluated below

V = minimax.value()
optimal_value = minimax.value(p / (p + q))
a, b = Symbol("a", positive=True), Symbol("b", positive=True)
u, v, h = Symbol("u", real=True), Symbol("v", real=True), Symbol("h", positive=True)
PAIR = Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["0.25", "0.75"]))


def bernoulli(argument):
    objective = a * log(D) + b * log(1 - D)
    return Optimum(objective, {D: (0, 1)}, {D: argument}, objective.subs(D, argument), domain={a: (0, oo), b: (0, oo)})


def judge(assertion, instances=(), seed=0):
    return CounterexampleSearch().judge(assertion, instances, Context(seed=seed))


TRUE = [
    Identity(optimal_value, -log(4) + 2 * js),
    Inequality(V, optimal_value),
    Optimum(V, {D: (0, 1)}, {D: p / (p + q)}, optimal_value),
    bernoulli(a / (a + b)),
    Inequality(js, log(2)),
    Inequality(squared_hellinger, tv),
    Inequality(2 * integral(Abs(p - q) / 2), sqrt(2) * 10**3 * tv),
    Identity(kl + reverse_kl, integral((p - q) * log(p / q))),
    Identity(pearson_chi2, integral(p**2 / q) - 1),
    Trajectory((u - h * v, v + h * u), (u, v), u**2 + v**2, 1 + h**2, {u: (-oo, oo), v: (-oo, oo), h: (0, oo)}),
]
FALSE = [
    Identity(optimal_value, -log(4) + js),
    Identity(optimal_value, -log(2) + 2 * js),
    Identity(kl, reverse_kl),
    Inequality(optimal_value, V),
    Inequality(V, -log(4)),
    Optimum(V, {D: (0, 1)}, {D: q / (p + q)}, optimal_value),
    bernoulli(b / (a + b)),
    Inequality(kl, 1),
    Inequality(tv, kl),
    Inequality(js, log(2) - Rational(1, 1000)),
    Identity(prior * kl, prior * reverse_kl, domain={prior: (0, 1)}),
    Derivation((Step(kl), Step(js, "linearity"))),
    Trajectory((u - h * v, v + h * u), (u, v), u**2 + v**2, 1 + h, {u: (-oo, oo), v: (-oo, oo), h: (0, oo)}),
]


@pytest.mark.parametrize("assertion", TRUE, ids=repr)
def test_what_holds_is_neither_refuted_nor_supported(assertion):
    for seed in range(5):
        verdict = judge(assertion, seed=seed)
        assert verdict.status is Status.INCONCLUSIVE
        assert "no counterexample among" in verdict.detail


@pytest.mark.parametrize("assertion", FALSE, ids=repr)
def test_what_is_false_gets_a_witness_that_recomputes(assertion):
    for seed in range(3):
        verdict = judge(assertion, seed=seed)
        assert verdict.status is Status.REFUTED
        assert verdict.witness.firmness == "exact"
    lhs, rhs = eval(verdict.witness.code)
    assert lhs == pytest.approx(verdict.witness.lhs, rel=1e-12)
    assert rhs == pytest.approx(verdict.witness.rhs, rel=1e-12)


def test_witnesses_are_small():
    code = judge(Identity(kl, reverse_kl)).witness.code
    assert "p=Atoms([0, 1], [0.5, 0.5]), q=Atoms([0, 1], [0.25, 0.75])" in code
    # it takes disjoint supports to come within 1/1000 of log 2, or nearly
    near = judge(Inequality(js, log(2) - Rational(1, 1000))).witness
    assert near.lhs > np.log(2) - 1e-3


def test_a_discriminator_is_a_function_of_the_place():
    witness = judge(Inequality(optimal_value, V)).witness
    assert "logit=" in witness.code
    # a constant discriminator cannot beat ½ when both laws are equal on average: two outputs are needed
    beaten = judge(Inequality(V, -log(4))).witness
    assert "x" in beaten.code.split("logit=")[1]


def test_a_hit_of_floating_point_alone_is_not_believed(monkeypatch):
    monkeypatch.setattr(counterexample, "VISIBLE", -1.0)  # every candidate is a hit now
    assert judge(Identity(optimal_value, -log(4) + 2 * js)).status is Status.INCONCLUSIVE


@pytest.mark.parametrize(
    ("assertion", "reason"),
    [
        (Identity(kl, reverse_kl, universal=False), "given laws only"),
        (Identity(w1, 2 * w1), "distribution functions"),
        (Identity(V, minimax.value(latent=True)), "latent space"),
        (Identity(integral(p_z * log(p_z)), 0), "latent space"),
        (Identity(Gradient(kl), 0), "gradient"),
        (Identity(integral(q * score), 0), "family of densities"),
        (Identity(Symbol("k") * kl, kl), "which values k may take"),
        (Identity(log(4), log(5)), "no law and no scalar"),
        (Spectrum((-v, u), (u, v), (0, 0), (sqrt(-1), -sqrt(-1))), "no law and no scalar"),
        (Assertion(), "does not reduce"),
    ],
    ids=repr,
)
def test_it_says_what_it_cannot_search(assertion, reason):
    verdict = judge(assertion)
    assert verdict.status is Status.INCONCLUSIVE
    assert reason in verdict.detail


def test_numbers_of_the_instances_are_used():
    k = Symbol("k", real=True)
    assert judge(Identity(k * kl, 2 * kl), [Instance(k=3)]).status is Status.REFUTED
    assert judge(Identity(k * kl, 2 * kl), [Instance(k=2)]).status is Status.INCONCLUSIVE


def test_a_given_counterexample_is_checked_exactly():
    stands = judge(assertions.Counterexample(Identity(kl, reverse_kl), PAIR))
    assert stands.status is Status.ENCLOSED
    falls = judge(assertions.Counterexample(Inequality(js, log(2)), PAIR))
    assert falls.status is Status.REFUTED
    undecided = judge(assertions.Counterexample(Identity(js, js), PAIR))
    assert undecided.status is Status.INCONCLUSIVE
    densities = Instance(p=Normal(0, 1), q=Normal(1, 1))
    assert "densities" in judge(assertions.Counterexample(Identity(kl, 0), densities)).detail


def test_candidates_are_exact_and_ordered_by_simplicity():
    problem = counterexample.Problem.of(Inequality(V, -log(4)), ())
    rows = counterexample.Candidates.draw(problem, np.random.default_rng(0))
    instances = [rows.instance(row, {}) for row in range(0, rows.count, 97)]
    assert all(sum(i.laws["p"].weights) == 1 for i in instances)
    assert len(instances[0].laws["p"].points) <= len(instances[-1].laws["p"].points)
    smallest = min(min(w[w > 0]) / w.sum() for w in rows.weights["p"])
    assert smallest <= 1e-6
