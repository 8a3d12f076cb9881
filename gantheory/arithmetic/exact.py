"""Exact parameters: what a user means by a number, as a fraction."""

from __future__ import annotations

import math
import numbers
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from gantheory.errors import InvalidParameterError

#: A real number that is known exactly: int, Fraction, decimal text, or a float for its binary value.
ExactLike = int | float | str | Fraction

#: The same, or ±∞ as a float or as the text ``inf`` or ``-inf``.
ExtendedLike = ExactLike


def exact(value: Any, what: str = "a parameter") -> Fraction:
    """Return `value` as a Fraction: int, Fraction and decimal text exactly, a float for its binary value.

    Examples
    --------
    >>> exact("0.1"), exact(0.5), exact(3)
    (Fraction(1, 10), Fraction(1, 2), Fraction(3, 1))

    Raises
    ------
    InvalidParameterError
        If `value` is not a finite real number.
    """
    if type(value) is int or type(value) is Fraction:
        return Fraction(value)
    if isinstance(value, str):
        try:
            return Fraction(value) if "/" in value else Fraction(Decimal(value))
        except (ValueError, InvalidOperation, OverflowError, ZeroDivisionError):
            raise InvalidParameterError(f"{what} must be a finite number, got {value!r}; write 0.5 or 1/2") from None
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        number = float(value)
        if math.isfinite(number):
            return Fraction(number)
        raise InvalidParameterError(f"{what} must be finite, got {number}")
    raise InvalidParameterError(f"{what} must be a real number, got {value!r}; write 0.5, '0.1' or 1/2")


def extended(value: Any, what: str) -> Fraction | float:
    """Return `value` as an exact number, or as ±math.inf.

    >>> extended("-inf", "low"), extended("0.5", "low")
    (-inf, Fraction(1, 2))
    """
    if isinstance(value, str) and value.strip() in ("inf", "-inf"):
        return float(value)
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational) and math.isinf(value):
        return float(value)
    return exact(value, what)


def positive(value: Any, what: str) -> Fraction:
    """Return `value` as an exact number > 0."""
    number = exact(value, what)
    if number <= 0:
        raise InvalidParameterError(f"{what} must be positive, got {value}; give a number > 0")
    return number


def show(number: Fraction) -> str:
    """An exact number for people: a decimal where a short one is exact (or a float's), else a ratio.

    >>> show(Fraction(1, 2)), show(Fraction(1, 10)), show(Fraction(1, 3)), show(Fraction(-4))
    ('0.5', '0.1', '1/3', '-4')
    """
    return literal(number).strip("'")


def literal(number: Fraction) -> str:
    """Python text that :func:`exact` reads back as the same number: a literal if that is exact, else a string.

    >>> literal(Fraction(1, 2)), literal(Fraction(1, 10)), literal(Fraction(0.1)), literal(Fraction(1, 3))
    ('0.5', "'0.1'", '0.1', "'1/3'")
    """
    if number.denominator == 1:
        return str(number.numerator)
    decimal = repr(float(number))
    if Fraction(float(number)) == number:
        return decimal
    if Fraction(Decimal(decimal)) == number:
        return f"'{decimal}'"
    return f"'{number.numerator}/{number.denominator}'"
