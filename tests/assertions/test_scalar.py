"""Scalar expressions at an instance's numbers: exact substitution, and caches that keep instances apart."""

import math

import pytest
from sympy import Integer, Rational, Symbol, cos, cosh, log, oo, sqrt

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


def test_digits_that_cancel_are_evaluated_further():
    """Leading terms of the series: 1 - cos h = h²/2, cosh h - 1 = h²/2."""
    tiny = Rational(1, 10**80)
    assert scalar_value(Integer(10) ** 300 * (cos(tiny) - 1), Instance()) == pytest.approx(-5e139, rel=1e-15)
    assert scalar_value(Integer(10) ** 170 * (cosh(tiny) - 1), Instance()) == pytest.approx(5e9, rel=1e-15)
    assert scalar_value(log(2) + log(3) - log(6), Instance()) == 0


def test_digits_that_cancel_beyond_all_evaluation_are_said():
    with pytest.raises(UndefinedQuantityError, match="cancel"):
        scalar_value(Integer(10) ** 4250 * (cos(Rational(1, 10**2130)) - 1), Instance())
