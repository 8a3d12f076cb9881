"""Scalar expressions at an instance's numbers."""

from __future__ import annotations

import functools
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
    result = _at(expression, _values(expression, instance))
    if result.free_symbols:
        names = ", ".join(sorted(s.name for s in result.free_symbols))
        raise UndefinedQuantityError(f"nothing is bound to {names} in {expression}")
    if result.has(sympy.nan, sympy.zoo):
        raise UndefinedQuantityError(f"{expression} is not defined at {instance!r}")
    return result


def scalar_value(expression: Any, instance: Instance, digits: int = 20) -> float:
    """`expression` at the instance as a float, evaluated to `digits` digits first; ±inf allowed."""
    if isinstance(expression, int):
        return float(expression)
    value = _rounded(substituted(expression, instance), digits)
    if value is None:
        raise UndefinedQuantityError(f"{expression} is not real at {instance!r}")
    return value


#: Symbols with their values, in the order of the names.
_Values = tuple[tuple[Any, Any], ...]


def _values(expression: Any, instance: Instance) -> _Values:
    """The instance's numbers that occur in `expression`: it has the same value wherever they are the same."""
    symbols = sorted(expression.free_symbols, key=lambda s: s.name)
    return tuple((s, instance.numbers[s.name]) for s in symbols if s.name in instance.numbers)


@functools.lru_cache(maxsize=4096)
def _at(expression: Any, values: _Values) -> Any:
    import sympy

    return expression.xreplace({s: sympy.sympify(value) for s, value in values}) if values else expression


@functools.lru_cache(maxsize=4096)
def _rounded(number: Any, digits: int) -> float | None:
    """A constant as a float; None if it is not real."""
    import sympy

    real, imaginary = sympy.N(number, digits).as_real_imag()
    if not real.is_number or abs(float(imaginary)) > 1e-12 * max(1.0, abs(float(real))):
        return None
    return float(real)
