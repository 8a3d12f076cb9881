"""Automatic false twins are false."""

from sympy import Rational, Symbol, oo

from gantheory.assertions import Limit
from gantheory.assertions.mutation import mutations

n = Symbol("n", positive=True)


def test_multiples_of_a_vanishing_quantity_are_no_twins():
    zero = Limit(1 / n, n, oo, 0, rate=1 / n, points=(10, 100))
    assert not [twin.name for twin in mutations(zero) if twin.name.startswith("quantity")]
    one = Limit(1 + 1 / n, n, oo, 1, rate=1 / n, points=(10, 100))
    assert {twin.assertion.quantity.constant for twin in mutations(one)} > {2 + 2 / n, Rational(1, 2) + 1 / n / 2}
