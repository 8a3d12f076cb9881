"""A step of a generator that is no rational function and no elementary one, such as z·e^z or sin z."""

from __future__ import annotations

import sympy

from gantheory.distributions.branches import Map
from gantheory.errors import InvalidParameterError


def Analytic(expression: sympy.Expr) -> Map:
    raise InvalidParameterError(f"the generator's step {expression} is not available")
