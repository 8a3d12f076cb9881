"""An enclosure as an :class:`~gantheory.estimate.Estimate`: a float with its bound, and the digits as text."""

from __future__ import annotations

import math
from collections.abc import Mapping

from gantheory.arithmetic.ball import precision
from gantheory.distributions.law import Law
from gantheory.estimate import Estimate
from gantheory.integration.enclosure.entry import enclose
from gantheory.integration.integrand import Integrand


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
    with precision(64 + 4 * digits):
        value = float(found.ball.mid())
        # 2⁻⁵² of slack covers the rounding of the bound itself
        error = float((found.ball - value).abs_upper()) * (1 + 2.0**-52)
        text = found.ball.str(digits, radius=False)
    return Estimate(value, error, "certified", "enclosure", "", found.evaluations, text)
