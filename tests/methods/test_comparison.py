"""The loop that all numerical methods share."""

import pytest
import sympy

from gantheory.assertions import Counterexample, Family, Identity, Inequality, Instance, Limit, Optimum
from gantheory.distributions import Atoms, Normal, Uniform
from gantheory.divergences import js, kl, reverse_kl
from gantheory.errors import UndefinedQuantityError
from gantheory.methods import comparison
from gantheory.methods.enclosure import Enclosure
from gantheory.methods.interface import Context
from gantheory.methods.quadrature import Quadrature
from gantheory.symbols import theta, x
from gantheory.verdict import Status

SHIFTED = Instance(p=Normal(0, 1), q=Normal(1, 1))


def test_a_wrong_optimum_is_seen_beside_its_argument():
    """The general places can all miss a slope at the argument; a step to either side of it cannot."""
    y, a, b = sympy.symbols("y a b", positive=True)
    cost = -(a * sympy.log(y) + b * sympy.log(1 - y))
    for argument, status in ((a / (a + b), Status.CORROBORATED), (a / (a + 2 * b), Status.REFUTED)):
        optimum = Optimum(
            cost, {y: (0, 1)}, {y: argument}, cost.subs(y, argument), maximum=False,
            domain={a: (0, sympy.oo), b: (0, sympy.oo)},
        )  # fmt: skip
        assert Quadrature().judge(optimum, [], Context()).status is status


def test_a_refutation_has_a_witness_with_the_line_that_recomputes_it():
    verdict = Quadrature().judge(Identity(kl, sympy.Rational(1, 3), universal=False), [SHIFTED], Context())
    assert verdict.status is Status.REFUTED
    assert verdict.witness.code == "at(Instance(p=Normal(0, 1), q=Normal(1, 1)), kl, S(1)/3)"


def test_an_agreement_writes_no_witness(monkeypatch):
    monkeypatch.setattr(comparison, "witness_line", lambda *a: pytest.fail("a witness of an agreement"))
    verdict = Quadrature().judge(Identity(kl, sympy.Rational(1, 2), universal=False), [SHIFTED], Context())
    assert verdict.status is Status.CORROBORATED


def judged(assertion, instances=()):
    return Quadrature().judge(assertion, list(instances), Context()), Enclosure().judge(
        assertion, list(instances), Context()
    )


def test_what_is_said_of_a_range_is_at_most_corroborated_by_numbers():
    v = sympy.Symbol("v", real=True)
    for verdict in judged(Inequality(0, v**2 + 1, domain={v: (-1, 1)})):
        assert verdict.status is Status.CORROBORATED
        assert "sampled places" in verdict.detail
    assert judged(Inequality(0, v**2 + 1), [Instance(v=2)])[1].status is Status.ENCLOSED


def test_a_rate_that_does_not_shrink_shows_no_limit():
    normals = Instance(p=Normal(0, 1), q=Family(Normal, score=x - theta, loc=theta, scale=1), theta=1)
    half = sympy.Rational(1, 2)
    for rate in (1, 1 / sympy.log(theta)):
        for verdict in judged(Limit(js, theta, sympy.oo, half, rate, points=(6, 10, 16, 20)), [normals]):
            assert verdict.status is Status.INCONCLUSIVE
            assert "rate" in verdict.detail


def test_infinity_is_not_below_infinity():
    apart = Instance(p=Uniform(0, 1), q=Uniform(2, 3))
    for verdict in judged(Inequality(reverse_kl, kl, strict=True, universal=False), [apart]):
        assert verdict.status is Status.REFUTED
    for verdict in judged(Inequality(reverse_kl, kl, universal=False), [apart]):
        assert verdict.status.supports
    atoms = Instance(p=Atoms([0], [1]), q=Atoms([1], [1]))
    for verdict in judged(Counterexample(Inequality(kl, 2 * kl, strict=True), atoms)):
        assert verdict.status.supports


def test_an_optimum_outside_its_range_is_not_judged():
    v = sympy.Symbol("v", real=True)
    with pytest.raises(UndefinedQuantityError, match="outside"):
        judged(Optimum(v, {v: (0, 1)}, {v: 1}, 1))
