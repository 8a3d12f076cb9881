"""Balls: overlapping ones support to the digits they leave, disjoint ones refute, and nothing else is said."""

import pytest
from flint import arb
from sympy import Max, Rational, Symbol, log, oo, sqrt

from gantheory.arithmetic.ball import precision
from gantheory.assertions import (
    Assertion,
    Counterexample,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Instance,
    Misprint,
    Optimum,
    Step,
)
from gantheory.assertions.kinds import side
from gantheory.distributions import Atoms, Cauchy, Laplace, Normal, Uniform
from gantheory.divergences import integral, js, kl, reverse_kl, squared_hellinger, tv
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.games.minimax import minimax
from gantheory.methods.enclosure import Enclosure, enclosed, scalar_ball
from gantheory.methods.interface import Context
from gantheory.symbols import D, p, prior, q
from gantheory.verdict import Status
from gantheory.vocabulary import *  # noqa: F403 - a witness line is evaluated below

optimal_value = minimax.value(p / (p + q))
NORMALS = Instance(p=Normal(0, 1), q=Normal(1, 2))
DISJOINT = Instance(p=Uniform(0, 1), q=Uniform(2, 3))
ATOMS = Instance(p=Atoms([0, 1, 2], ["0.2", "0.3", "0.5"]), q=Atoms([0, 1], ["0.5", "0.5"]))
PLACES = [NORMALS, DISJOINT, ATOMS, Instance(p=Laplace(0, 1), q=Cauchy(0, 1))]


def judge(assertion, instances=(NORMALS,), digits=12):
    return Enclosure().judge(assertion, instances, Context(digits=digits))


def test_a_true_identity_is_enclosed_at_every_instance_to_the_digits_asked_for():
    verdict = judge(Identity(optimal_value, -log(4) + 2 * js), PLACES)
    assert verdict.status is Status.ENCLOSED
    assert verdict.detail == "4 of 4 comparisons agree"
    assert verdict.error < 1e-12
    more = judge(Identity(optimal_value, -log(4) + 2 * js), digits=30)
    assert more.status is Status.ENCLOSED
    assert more.error < 1e-30


@pytest.mark.parametrize(
    "assertion",
    [
        Identity(optimal_value, -log(4) + js),
        Identity(optimal_value, -log(4) + 2 * js + Rational(1, 10**12)),
        Identity(kl, reverse_kl),
        Identity(kl, oo),
        Inequality(tv, squared_hellinger),
        Inequality(log(2), js),
        Identity(log(4), 2 * log(3)),
        Inequality(1, 1, strict=True),
    ],
    ids=repr,
)
def test_a_false_twin_is_refuted_by_disjoint_balls_and_the_witness_recomputes_it(assertion):
    verdict = judge(assertion)
    assert verdict.status is Status.REFUTED
    assert verdict.witness.firmness == "disjoint balls"
    lhs, rhs = eval(verdict.witness.code)
    assert lhs == pytest.approx(verdict.witness.lhs, rel=1e-9)
    assert rhs == pytest.approx(verdict.witness.rhs, rel=1e-9)


def test_an_inequality_is_enclosed_strictly_or_where_both_sides_are_exact():
    assert judge(Inequality(squared_hellinger, tv)).status is Status.ENCLOSED
    assert judge(Inequality(1, 1)).status is Status.ENCLOSED
    touching = judge(Inequality(js, log(2)), [DISJOINT])
    assert touching.status is Status.INCONCLUSIVE
    assert "balls overlap" in touching.detail
    sharp = Inequality(js, log(2), equality_at=DISJOINT)
    assert judge(sharp).status is Status.ENCLOSED
    assert judge(Inequality(js, 1, equality_at=DISJOINT)).status is Status.REFUTED


def test_infinities_are_exact():
    assert judge(Identity(kl, oo), [DISJOINT]).status is Status.ENCLOSED
    assert judge(Inequality(tv, kl), [DISJOINT]).status is Status.ENCLOSED
    assert judge(Inequality(kl, tv), [DISJOINT]).status is Status.REFUTED
    undefined = judge(Identity(kl - reverse_kl, 0), [DISJOINT])
    assert undefined.status is Status.INCONCLUSIVE
    assert "∞ - ∞" in undefined.detail


def test_scalars_called_like_discriminators_are_scalars():
    a, b = Symbol("a", positive=True), Symbol("b", positive=True)
    with precision(100):
        ball = scalar_ball(D * log(D), Instance(p=Normal(0, 1), D=Rational(3, 4), prior=Rational(1, 3)))
        assert ball.overlaps(arb("0.75") * arb("0.75").log())
        assert ball.rad() < 1e-25
    objective = a * log(D) + b * log(1 - D)
    at = a / (a + b)
    claim = Optimum(objective, {D: (0, 1)}, {D: at}, objective.subs(D, at), domain={a: (0, oo), b: (0, oo)})
    assert judge(claim, ()).status is Status.CORROBORATED


def test_a_ball_contains_the_value_and_numbers_are_bound():
    at = Instance(p=Normal(0, 1), q=Normal(1, 2), prior=Rational(1, 3))
    with precision(200):
        ball = enclosed(side(prior * kl + sqrt(2)), at, 20)
        truth = (arb(2).log() - arb(1) / 4) / 3 + arb(2).sqrt()
        assert ball.overlaps(truth)
        assert ball.rad() < 1e-19
        assert scalar_ball(Max(Rational(1, 2), Rational(1, 2)), at) == arb(0.5)
        with pytest.raises(UndefinedQuantityError, match="not real"):
            scalar_ball(log(-2), at)


def test_each_integral_is_enclosed_once(monkeypatch):
    from gantheory.methods import enclosure

    calls = []
    actual = enclosure.enclose
    monkeypatch.setattr(enclosure, "enclose", lambda *a, **k: calls.append(a) or actual(*a, **k))
    context = Context()
    for claim in (Identity(js, js), Identity(2 * js, js + js), Inequality(js, 1)):
        assert Enclosure().judge(claim, [NORMALS], context).status is Status.ENCLOSED
    assert len(calls) == 1


def test_a_counterexample_stands_or_falls():
    assert judge(Counterexample(Identity(kl, reverse_kl), NORMALS)).status is Status.ENCLOSED
    assert judge(Counterexample(Inequality(js, log(2)), NORMALS)).status is Status.REFUTED


@pytest.mark.parametrize(
    ("assertion", "reason"),
    [
        (Identity(Gradient(kl), Gradient(reverse_kl)), "no enclosure of a derivative"),
        (Identity(integral(p * D), 1), "nothing is bound to D"),
        (Identity(Symbol("k"), 1), "nothing is bound to k"),
        (Assertion(), "does not reduce"),
        (Misprint(Identity(kl, js), Identity(kl, kl)), "two assertions"),
    ],
    ids=repr,
)
def test_it_says_why_it_cannot_tell(assertion, reason):
    from gantheory.verify import judge as judged

    verdict = judged(Enclosure(), assertion, [NORMALS], Context())
    assert verdict.status is Status.INCONCLUSIVE
    assert reason in verdict.detail


def test_what_has_no_certified_bound_is_inconclusive(monkeypatch):
    from gantheory.methods import enclosure

    def refuse(*args, **options):
        raise NotCertifiedError("no bound on the tail is known")

    monkeypatch.setattr(enclosure, "enclose", refuse)
    verdict = judge(Identity(kl, kl))
    assert verdict.status is Status.INCONCLUSIVE
    assert "no bound on the tail" in verdict.detail


def test_one_part_without_support_is_enough_to_abstain():
    # the value at the argument is right, but nothing tells whether it is the maximum
    k = Symbol("k", positive=True)
    claim = Optimum(log(2) - 0 * k, {k: (0, 1)}, {k: Rational(1, 2)}, log(2), universal=False)
    assert judge(claim, [Instance()]).status is Status.INCONCLUSIVE


def test_a_quotient_of_absent_densities_is_no_infinity():
    # Between the atoms (p - q)²/(p + q) is 0/0: F vanishes where all densities do.
    atoms = Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["0.9", "0.1"]))
    claim = Identity(integral((p - q) ** 2 / (p + q)), Rational(16, 140) + Rational(16, 60), universal=False)
    assert Enclosure().judge(claim, [atoms], Context()).status is Status.ENCLOSED


@pytest.mark.parametrize("root", [p / (p + q), q / (p + q)])
def test_numbers_do_not_support_a_derivation_whose_links_they_do_not_see(root):
    payoff = p * log(D) + q * log(1 - D)
    chain = Derivation(
        (
            Step(minimax.value()),
            Step(integral(payoff), "linearity"),
            Step(payoff, "pointwise", (D,)),
            Step(p / D - q / (1 - D), "differentiate", (D,)),
            Step(root, "solve", (D,)),
        )
    )
    place = Instance(p=Normal(0, 1), q=Normal(1, 1), D=Rational(1, 3))
    verdict = Enclosure().judge(chain, [place], Context())
    assert verdict.status is Status.INCONCLUSIVE
    assert "solve" in verdict.detail
