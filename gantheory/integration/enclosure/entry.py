"""``enclose``: raise precision and reach until the ball is as small as asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flint import acb, arb

from gantheory.arithmetic.ball import BALL, Infinite, precision
from gantheory.distributions.coordinate import Anchored, cells
from gantheory.distributions.law import Law
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.integration.enclosure.effort import Effort
from gantheory.integration.enclosure.piece import integrate
from gantheory.integration.enclosure.route import inner_points, route
from gantheory.integration.enclosure.tails import absent
from gantheory.integration.integrand import Integrand, Site

#: Bits beyond those of the target: rounding over some thousand evaluations.
GUARD_BITS = 24

#: Tolerance of one call of ``acb.integral``, and the omission at one end, as shares of the target radius.
SHARE = 64

#: How often the target is moved before the answer is given up.
ATTEMPTS = 5


@dataclass(frozen=True)
class Enclosure:
    """A ball that contains the integral, or exact ±∞.

    Attributes
    ----------
    ball : arb
        Contains the true value; ``arb("inf")`` or ``arb("-inf")`` where that is the exact value.
    evaluations : int
        How often the integrand was evaluated.
    """

    ball: arb
    evaluations: int

    @property
    def infinite(self) -> bool:
        return not self.ball.is_finite()


def enclose(
    integrand: Integrand,
    laws: Mapping[str, Law],
    *,
    digits: int = 15,
    absolute: float | None = None,
    max_seconds: float = 10.0,
) -> Enclosure:
    """Enclose :math:`\\int F\\,dx` in a ball of relative radius 10^-digits (or absolute radius `absolute`).

    Parameters
    ----------
    integrand : Integrand
        F; where its ``bound`` is known, a tail counts for at most bound·mass.
    laws : mapping of str to Law
        The law for each role of the integrand.
    digits : int
        Significant digits.
    absolute : float, optional
        A radius that is small enough whatever the value; needed where the true value is 0.
    max_seconds : float
        Time after which the answer is given up.

    Raises
    ------
    NotCertifiedError
        If no rigorous enclosure of that radius was found; the message says what has none.
    UndefinedQuantityError
        If the integral is ∞ - ∞.
    """
    laws = {role: laws[role] for role in integrand.roles}
    effort = Effort(max_seconds)
    exponent = digits + 1.0
    for attempt in range(ATTEMPTS):
        bits = math.ceil(exponent * math.log2(10)) + GUARD_BITS
        with precision(bits):
            target = arb(10) ** arb(-exponent)
            ball = _total(integrand, laws, target, effort)
            if not ball.is_finite():
                return Enclosure(ball, effort.evaluations)
            radius = ball.rad()
            goal = ball.abs_lower() * arb(10) ** -digits
            if absolute is not None:
                goal = goal.max(arb(absolute))
            if radius <= goal:
                return Enclosure(ball, effort.evaluations)
            if goal > 0:
                wanted = -float((goal.log() / arb(10).log()).mid())
                exponent = max(wanted + 1, exponent + 1 + attempt)
            else:
                exponent *= 2
    raise NotCertifiedError(
        f"the ball {ball.str(5)} did not reach {digits} digits; pass absolute= if the value may be 0"
    )


def _total(integrand: Integrand, laws: Mapping[str, Law], target: arb, effort: Effort) -> arb:
    """The integral over the line, to about the target radius."""
    continuous = {role: law for role, law in laws.items() if law.base == "lebesgue"}
    parts = cells([point for law in continuous.values() for point in law.breakpoints]) if continuous else []
    total = arb(0)
    infinite: list[Infinite] = []
    share = target / SHARE
    for index, cell in enumerate(parts):
        at = Anchored(BALL, inner_points(cell, continuous)[0], acb(0))
        if all(absent(law, cell, at) for law in continuous.values()):
            continue
        sample = integrand(BALL, Site(BALL, at, cell, laws))
        if isinstance(sample, Infinite):
            infinite.append(sample)
            continue
        neighbours = (
            parts[index - 1] if index else None,
            parts[index + 1] if index + 1 < len(parts) else None,
        )
        plan = route(cell, neighbours, integrand, continuous, share, frozenset())
        for piece in plan.pieces:
            total += integrate(piece, integrand, laws, share, effort)
        total += arb(0, plan.omitted)
    if infinite:
        signs = {value.sign for value in infinite}
        if len(signs) > 1:
            raise UndefinedQuantityError("the integral is ∞ - ∞")
        return arb.pos_inf() if signs == {1} else arb.neg_inf()
    if not total.is_finite():
        raise NotCertifiedError("the integrand has no finite enclosure on some stretch")
    return total
