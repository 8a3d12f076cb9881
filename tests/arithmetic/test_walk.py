"""The walker from SymPy expressions keeps the digits that a literal evaluation loses."""

import math

import pytest
import sympy

from gantheory.arithmetic.floating import FLOATING
from gantheory.arithmetic.walk import compile_expression
from gantheory.symbols import D


@pytest.mark.parametrize(
    ("expression", "factor"),
    [(1 - D, 1), (1 - (1 + D) / 2, 1 / 2), (3 - 3 * D, 3), ((2 - 2 * D) / 7, 2 / 7)],
)
def test_logarithm_of_a_multiple_of_the_complement(expression, factor):
    # At logit 800 D rounds to 1, and 1 - D = e^-800 to zero.
    compiled = compile_expression(sympy.log(expression), logits={"D"})
    assert float(compiled(FLOATING, {"D": 800.0})) == pytest.approx(math.log(factor) - 800, rel=1e-15)
