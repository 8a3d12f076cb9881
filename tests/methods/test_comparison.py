"""The loop that all numerical methods share."""

import pytest
import sympy

from gantheory.assertions import Identity, Instance, Optimum
from gantheory.distributions import Normal
from gantheory.divergences import kl
from gantheory.methods import comparison
from gantheory.methods.interface import Context
from gantheory.methods.quadrature import Quadrature
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
