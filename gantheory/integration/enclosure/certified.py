"""An enclosure as an :class:`~gantheory.estimate.Estimate`: a float with its bound, and the digits as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from flint import arb

from gantheory.arithmetic.ball import precision
from gantheory.distributions.law import Law
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.estimate import Estimate
from gantheory.integration.enclosure.entry import enclose
from gantheory.integration.integrand import Integrand

#: Digits beyond those asked for: the text, rounded to those, is then within one unit of its last place.
GUARD_DIGITS: Final = 1

#: A value below 10^-ZERO and below 10^-(ZERO_SHARE·digits) is not told from 0.
ZERO: Final = 50
ZERO_SHARE: Final = 3
#: The least radius that a float can ask for, nearly.
LEAST: Final = 300

#: Of a power of two: the steps in which errors are told.
ERROR_STEPS: Final = 1024

#: How often a function of an integral is tried with more of the integral's digits.
ATTEMPTS: Final = 6


def certified_estimate(integrand: Integrand, laws: Mapping[str, Law], *, digits: int = 15) -> Estimate:
    """∫F to `digits` significant digits.

    ``value`` is the float nearest to the ball's midpoint and ``error`` bounds its distance from the truth, the
    rounding to a float included. ``text`` has `digits` digits, all certified to within one unit of the last place; it
    is empty where the value is 0, or cannot be told from 0 at a radius of 10^-50 and 10^(-3·digits).

    Raises
    ------
    NotCertifiedError, UndefinedQuantityError
        As for :func:`~gantheory.integration.enclosure.entry.enclose`.
    """
    found = enclose(integrand, laws, digits=digits + GUARD_DIGITS, absolute=_least(digits))
    return certified(found.ball, digits, "enclosure", found.evaluations, found.reason)


def certified_function(
    integrand: Integrand, laws: Mapping[str, Law], function: Callable[[arb], arb], *, digits: int = 15
) -> Estimate:
    """function(∫F) to `digits` significant digits; the integral gets as many more as the function loses.

    Parameters
    ----------
    function : callable
        Of a ball, and of an exact infinity where the integral may be infinite; NaN where it is undefined.

    Raises
    ------
    NotCertifiedError, UndefinedQuantityError
        As for :func:`~gantheory.integration.enclosure.entry.enclose`, or where the function is not defined.
    """
    wanted, evaluations = digits + GUARD_DIGITS, 0
    for _ in range(ATTEMPTS):
        found = enclose(integrand, laws, digits=wanted, absolute=_least(wanted))
        evaluations += found.evaluations
        with precision(_bits(wanted)):
            ball = function(found.ball)
            if found.ball == 0 or found.infinite:
                # Exact, so that no digits more make it better.
                if ball.is_nan():
                    raise UndefinedQuantityError(f"the function of the integral is not defined at {found.ball}")
                break
            if ball.is_finite() and ball.rad() <= (ball.abs_lower() * _power(digits + 1)).max(arb(_least(digits))):
                break
        wanted *= 2
    else:
        raise NotCertifiedError(f"the function of the integral did not reach {digits} digits: {ball.str(5)}")
    return certified(ball, digits, "enclosure", evaluations, found.reason)


def _least(digits: int) -> float:
    """The radius that is small enough whatever the value is."""
    return float(10.0 ** -min(max(ZERO_SHARE * digits, ZERO), LEAST))


def _power(digits: int) -> arb:
    return arb(10) ** -digits


def _bits(digits: int) -> int:
    return 64 + 4 * digits


def certified(ball: arb, digits: int, method: str, evaluations: int = 0, reason: str = "") -> Estimate:
    """A ball as an estimate, whose text has `digits` digits, or as many as the ball certifies; or an exact ±∞."""
    if not ball.is_finite():
        sign = math.inf if ball > 0 else -math.inf
        return Estimate(sign, 0.0, "infinite", method, reason, evaluations)
    with precision(_bits(digits)):
        text = "" if ball.contains(0) else ball.str(digits, radius=False)
        value = float(ball.mid())
        if math.isinf(value):
            log_value = float(abs(ball).log().mid())
            return Estimate(value, math.inf, "overflow", method, "", evaluations, text, log_value)
        distance = (ball - value).abs_upper()
        error = 0.0 if distance == 0 else _above(float(distance))
    return Estimate(value, error, "certified", method, "", evaluations, text)


def _above(bound: float) -> float:
    """A float of few bits above a bound that was rounded: its last bits depend on what flint has kept of π or log 2."""
    fraction, exponent = math.frexp(math.nextafter(bound, math.inf))
    return max(math.ldexp(math.ceil(fraction * ERROR_STEPS) / ERROR_STEPS, exponent), math.ulp(0.0))
