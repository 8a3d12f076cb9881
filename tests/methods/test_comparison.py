"""The loop that all numerical methods share."""

import sympy

from gantheory.assertions import Optimum
from gantheory.methods.interface import Context
from gantheory.methods.quadrature import Quadrature
from gantheory.verdict import Status


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
