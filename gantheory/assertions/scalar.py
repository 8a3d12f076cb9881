"""Scalar expressions at an instance's numbers."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from gantheory.assertions.instance import Instance
from gantheory.errors import UndefinedQuantityError

if TYPE_CHECKING:
    import sympy


#: Digits to which sums that cancel are evaluated, before they are given up.
MAX_DIGITS = 2000
#: 2 to this is the smallest float.
SMALLEST_EXPONENT = -1074


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


def _below_floats(number: Any) -> Any:
    """0 for a constant that does not differ from 0 by as much as the smallest float.

    Raises
    ------
    UndefinedQuantityError
        If more digits cancel than it is evaluated to.
    """
    import sympy
    from sympy.core.evalf import evalf, fastlog

    real, imaginary, real_bits, imaginary_bits = evalf(number, 4 * MAX_DIGITS, {"maxprec": 4 * MAX_DIGITS})
    for part, bits in ((real, real_bits), (imaginary, imaginary_bits)):
        if part is not None and fastlog(part) - min(bits, 0) > SMALLEST_EXPONENT:
            raise UndefinedQuantityError(f"more than {MAX_DIGITS} digits of a constant cancel")
    return sympy.S.Zero


@functools.lru_cache(maxsize=4096)
def _rounded(number: Any, digits: int) -> float | None:
    """A constant as a float; None if it is not real."""
    import sympy
    from sympy.core.evalf import PrecisionExhausted

    number = sympy.sympify(number)
    try:
        value = number.evalf(digits, maxn=MAX_DIGITS, strict=True)
    except PrecisionExhausted:
        # a zero that is not seen to be one never has digits: it is 0 if it is below every float
        value = _below_floats(number)
    real, imaginary = value.as_real_imag()
    if not real.is_number or abs(float(imaginary)) > 1e-12 * max(1.0, abs(float(real))):
        return None
    return float(real)
