"""Exact parameters: what a user means by a number, as a fraction."""

from __future__ import annotations

import math
import numbers
import reprlib
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from gantheory.errors import InvalidParameterError

#: A real number that is known exactly: int, Fraction, decimal text, or a float for its binary value.
ExactLike = int | float | str | Fraction

#: The largest size of a number: sums and differences of a few have floats.
LARGEST: Final = 10**307
#: Integers of at most so many bits are within it.
_BITS: Final = 1019
#: Longer integers are written like 1e+300 where that is exact.
_SHORT_BITS: Final = 64
#: The least positive parameter: below it, floats lose digits.
LEAST_POSITIVE: Final = Fraction(1, 2**1022)
#: Decimals with a larger exponent, up or down, have no float other than 0 and ∞.
_DECIMAL_EXPONENT: Final = 400

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
        If `value` is not a finite real number, is larger than 1e307, or is 0 to float64 although it is not.
    """
    if type(value) is float and abs(value) <= LARGEST:
        return Fraction(value)
    if type(value) is int or type(value) is Fraction:
        return _within_floats(Fraction(value), what)
    if isinstance(value, str):
        return _within_floats(_read(value, what), what)
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return _within_floats(Fraction(int(value.numerator), int(value.denominator)), what)
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        number = float(value)
        if abs(number) <= LARGEST:
            return Fraction(number)
        if math.isfinite(number):
            raise _out_of_floats(what)
        raise InvalidParameterError(f"{what} must be finite, got {number}")
    if isinstance(value, list | tuple):
        raise InvalidParameterError(f"{what} must be a real number, got a list; for many laws pass a NumPy array")
    raise InvalidParameterError(f"{what} must be a real number, got {_quoted(value)}; write 0.5, '0.1' or 1/2")


def _quoted(value: object) -> str:
    """What was given, shortened to a part of a line."""
    return " ".join(reprlib.repr(value).split())


def _read(text: str, what: str) -> Fraction:
    """A decimal or a ratio of integers; a decimal that would have millions of digits is none."""
    try:
        if "/" in text:
            return Fraction(text)
        number = Decimal(text)
        if number == 0:
            return Fraction(0)
        if not number.is_finite() or abs(number.adjusted()) <= _DECIMAL_EXPONENT:
            return Fraction(number)
    except (ValueError, InvalidOperation, OverflowError, ZeroDivisionError):
        raise InvalidParameterError(f"{what} must be a finite number, got {_quoted(text)}; write 0.5 or 1/2") from None
    raise _out_of_floats(what)


def _within_floats(number: Fraction, what: str) -> Fraction:
    """`number`, which everything that works in floats can stand for."""
    if number.denominator == 1 and number.numerator.bit_length() <= _BITS:
        return number
    if abs(number) > LARGEST or float(number) == 0:
        raise _out_of_floats(what)
    return number


def _out_of_floats(what: str) -> InvalidParameterError:
    return InvalidParameterError(f"{what} is too large or too small for float64; keep it between 1e-307 and 1e307")


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
    """Return `value` as an exact number > 0, of which a float has all its digits: none below 2^-1022."""
    number = exact(value, what)
    if number <= 0:
        raise InvalidParameterError(f"{what} must be positive, got {show(number)}; give a number > 0")
    if number < LEAST_POSITIVE:
        raise InvalidParameterError(f"{what} must be at least 2.3e-308, got {show(number)}; rescale the problem")
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
    if number.denominator == 1 and number.numerator.bit_length() <= _SHORT_BITS:
        return str(number.numerator)
    try:
        rounded = float(number)
    except OverflowError:
        rounded = math.nan
    decimal = repr(rounded)
    if rounded == number:
        return decimal
    if math.isfinite(rounded) and Fraction(Decimal(decimal)) == number:
        return f"'{decimal}'"
    return str(number.numerator) if number.denominator == 1 else f"'{number.numerator}/{number.denominator}'"
