"""Scalar expressions at an instance's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gantheory.assertions.instance import Instance
from gantheory.errors import UndefinedQuantityError

if TYPE_CHECKING:
    import sympy


def substituted(expression: Any, instance: Instance) -> sympy.Expr:
    """`expression` with the instance's numbers filled in, exactly.

    Raises
    ------
    UndefinedQuantityError
        If a symbol is left, or the value is not defined there (log 0 - log 0, 1/0).
    """
    import sympy

    expression = sympy.sympify(expression)
    values = {s: instance.numbers[s.name] for s in expression.free_symbols if s.name in instance.numbers}
    result = expression.subs(values, simultaneous=True) if values else expression
    if result.free_symbols:
        names = ", ".join(sorted(s.name for s in result.free_symbols))
        raise UndefinedQuantityError(f"nothing is bound to {names} in {expression}")
    if result.has(sympy.nan, sympy.zoo):
        raise UndefinedQuantityError(f"{expression} is not defined at {instance!r}")
    return result


def scalar_value(expression: Any, instance: Instance, digits: int = 20) -> float:
    """`expression` at the instance as a float, evaluated to `digits` digits first; ±inf allowed."""
    import sympy

    if isinstance(expression, int):
        return float(expression)
    number = sympy.N(substituted(expression, instance), digits)
    real, imaginary = number.as_real_imag()
    if not real.is_number or abs(float(imaginary)) > 1e-12 * max(1.0, abs(float(real))):
        raise UndefinedQuantityError(f"{expression} is not real at {instance!r}")
    return float(real)
