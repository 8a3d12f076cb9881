"""Scalar expressions at an instance's numbers: exact substitution, and caches that keep instances apart."""

import math

import pytest
from sympy import Symbol, log, oo, sqrt

from gantheory.assertions import Instance
from gantheory.assertions.scalar import scalar_value, substituted
from gantheory.errors import UndefinedQuantityError

w = Symbol("w", positive=True)


def test_the_same_expression_has_each_instance_s_value():
    found = [scalar_value(log(w) + w, Instance(w=number)) for number in (1, 2, 1, 3)]
    assert found == [1.0, math.log(2) + 2, 1.0, math.log(3) + 3]


def test_numbers_are_not_bound_to_each_other():
    assert substituted(w - Symbol("v"), Instance(w=2, v=3)) == -1


@pytest.mark.parametrize(("expression", "said"), [(log(w - 3), "not real"), (1 / (w - 2), "not defined")])
def test_what_is_undefined_at_one_instance_is_said_every_time(expression, said):
    for _ in range(2):
        with pytest.raises(UndefinedQuantityError, match=said):
            scalar_value(expression, Instance(w=2))
    assert scalar_value(expression, Instance(w=7)) > 0


def test_infinity_is_a_value():
    assert scalar_value(oo, Instance()) == math.inf
    assert scalar_value(-sqrt(w) * oo, Instance(w=1)) == -math.inf
