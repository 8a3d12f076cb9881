"""An enclosure as an :class:`~gantheory.estimate.Estimate`: a float with its bound, and the digits as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from flint import arb

from gantheory.arithmetic.ball import precision
from gantheory.distributions.law import Law
from gantheory.errors import NotCertifiedError
from gantheory.estimate import Estimate
from gantheory.integration.enclosure.entry import enclose
from gantheory.integration.integrand import Integrand

#: How often a function's ball may turn out too wide, each time with twice the digits of its argument.
ATTEMPTS: Final = 4


def certified_estimate(integrand: Integrand, laws: Mapping[str, Law], *, digits: int = 15) -> Estimate:
    """∫F to `digits` significant digits; a value below 10^(-2·digits) is certified to that radius only.

    ``value`` is the float nearest to the ball's midpoint and ``error`` bounds its distance from the truth,
    the rounding to a float included; ``text`` has all certified digits.

    Raises
    ------
    NotCertifiedError, UndefinedQuantityError
        As for :func:`~gantheory.integration.enclosure.entry.enclose`.
    """
    found = enclose(integrand, laws, digits=digits, absolute=10.0 ** -min(2 * digits, 300))
    if found.infinite:
        sign = math.inf if found.ball > 0 else -math.inf
        reason = "the integrand is infinite on a set of mass"
        return Estimate(sign, 0.0, "infinite", "enclosure", reason, found.evaluations)
    return certified(found.ball, digits, "enclosure", found.evaluations)


def certified(ball: arb, digits: int, method: str, evaluations: int = 0) -> Estimate:
    """A finite ball as an estimate whose text has `digits` digits, or as many as the ball certifies."""
    with precision(64 + 4 * digits):
        value = float(ball.mid())
        # 2⁻⁵² of slack covers the rounding of the bound itself
        error = float((ball - value).abs_upper()) * (1 + 2.0**-52)
        text = ball.str(digits, radius=False)
    return Estimate(value, error, "certified", method, "", evaluations, text)


def certified_function(
    integrand: Integrand, laws: Mapping[str, Law], function: Callable[[arb], arb], *, digits: int = 15
) -> Estimate:
    """function(∫F) to `digits` significant digits, for a function of balls that is finite on finite balls > 0.

    The integral is enclosed to more digits until the function's ball is small enough.

    Raises
    ------
    NotCertifiedError, UndefinedQuantityError
        As for :func:`~gantheory.integration.enclosure.entry.enclose`.
    """
    wanted, evaluations = digits + 2, 0
    for _ in range(ATTEMPTS):
        found = enclose(integrand, laws, digits=wanted)
        evaluations += found.evaluations
        with precision(64 + 4 * wanted):
            ball = function(found.ball)
            if not found.ball.is_finite():
                sign = math.inf if ball > 0 else -math.inf
                return Estimate(sign, 0.0, "infinite", "enclosure", "the integral is infinite", evaluations)
            if ball.is_finite() and ball.rad() <= ball.abs_lower() * arb(10) ** -digits:
                return certified(ball, digits, "enclosure", evaluations)
        wanted = 2 * wanted
    raise NotCertifiedError(f"the ball {ball.str(5)} did not reach {digits} digits; it may be 0")
