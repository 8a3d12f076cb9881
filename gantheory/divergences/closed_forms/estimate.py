"""From a closed form to a number with a bound of its error, by balls of rising precision."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from flint import arb

from gantheory.arithmetic.ball import Infinite, precision
from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.arithmetic.reals import REALS
from gantheory.estimate import Estimate

#: Digits of a float's answer, and the bits of the balls: the first, and where it is given up.
_FLOAT_DIGITS: Final = 17
_LEAST_BITS: Final = 96
_MOST_BITS: Final = 1 << 16

#: A closed form, or an expression of some, in any arithmetic of parameters.
Form = Callable[[ParameterArithmetic], Value]


def closed_form_value(form: Form) -> tuple[float, float]:
    """The value and a bound of its error, rounding to a float included; an exact infinity has the error 0.

    A value beyond float64 is ±inf with the error inf; (nan, inf) where no precision in reach tells the value.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> from gantheory.divergences.closed_forms import closed_form
    >>> value, error = closed_form_value(closed_form("kl", Normal(0, 1), Normal("1e-9", 1)))
    >>> value, error < 1e-32
    (5e-19, True)
    """
    ball, _ = enclosing_ball(form, _FLOAT_DIGITS)
    if ball is None:
        return math.nan, math.inf
    if isinstance(ball, Infinite):
        return math.copysign(math.inf, ball.sign), 0.0
    return _nearest(ball)


def enclosing_ball(form: Form, digits: int) -> tuple[arb | Infinite | None, int]:
    """A ball with `digits` significant digits and the precision it was found at; None if there is none in reach."""
    wanted = math.ceil(digits * math.log2(10)) + 4
    bits = max(_LEAST_BITS, wanted + 32)
    while bits <= max(_MOST_BITS, 4 * wanted):
        with precision(bits):
            value = form(REALS)
            if isinstance(value, Infinite):
                return value, bits
            if value.is_finite() and (value.is_exact() or value.rel_accuracy_bits() >= wanted):
                return value, bits
        bits *= 2
    return None, bits


def _nearest(ball: arb) -> tuple[float, float]:
    """The float nearest to the midpoint and a bound of its error; rigorous at any precision of the context."""
    value = float(ball.mid())
    if math.isinf(value):
        return value, math.inf
    rest = ball - value
    # the slack covers the rounding of the bound itself, and its underflow
    return value, 0.0 if rest.is_zero() else float(rest.abs_upper()) * (1 + 2.0**-52) + math.ulp(0.0)


def closed_estimate(form: Form, digits: int | None = None) -> Estimate:
    """The closed form as an estimate: certified, infinite or an overflow; undecided where no precision in reach tells.

    With `digits` the text has that many certified significant digits.
    """
    ball, bits = enclosing_ball(form, digits or _FLOAT_DIGITS)
    if ball is None:
        reason = f"the closed form cancels beyond {_MOST_BITS} bits"
        return Estimate(math.nan, math.inf, "undecided", "closed form", reason)
    if isinstance(ball, Infinite):
        return Estimate(
            math.copysign(math.inf, ball.sign), 0.0, "infinite", "closed form", "the closed form is infinite"
        )
    value, error = _nearest(ball)
    text, logarithm = "", None
    if digits or math.isinf(value):
        with precision(bits):
            text = ball.str(digits, radius=False) if digits else ""
            logarithm = float(abs(ball).log().mid())
    if logarithm is not None and math.isinf(logarithm):
        reason = "even the logarithm of the value is beyond float64; pass digits= for its text"
        return Estimate(math.nan, math.inf, "undecided", "closed form", reason, 0, text)
    if math.isinf(value):
        return Estimate(value, error, "overflow", "closed form", "", 0, text, log_value=logarithm)
    return Estimate(value, error, "certified", "closed form", "", 0, text)
