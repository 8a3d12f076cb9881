"""The enclosure method: both sides as balls that contain the true values.

Disjoint balls refute, whatever their size. Overlapping ones support an identity to as many digits as their
radii leave, never more: "equal to 8 digits". An inequality is supported only strictly, by separated balls,
unless both sides are known exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from flint import acb, arb

from gantheory.arithmetic.ball import BALL, precision
from gantheory.assertions.instance import Instance, bind, constant
from gantheory.assertions.kinds import Assertion, Gradient, Identity, Inequality, Side
from gantheory.assertions.scalar import substituted
from gantheory.assertions.whole import as_one
from gantheory.divergences.functional import Functional, Integral
from gantheory.errors import FormulaError, GantheoryError, NotCertifiedError, UndefinedQuantityError
from gantheory.integration.enclosure import enclose
from gantheory.methods.comparison import Decision, Measured, judge_by_values
from gantheory.methods.interface import Context
from gantheory.verdict import Status, Verdict

#: Digits beyond those compared to which each integral is enclosed: a sum of a hundred keeps the digits.
GUARD_DIGITS: Final = 2
#: Evaluations of an integrand after which an integral is left uncertified: a few tenths of a second.
MAX_EVALUATIONS: Final = 4000


class Enclosure:
    """Judge by ball arithmetic."""

    name = "enclosure"
    agreement = Status.ENCLOSED
    firmness = "disjoint balls"

    def judge(self, assertion: Assertion, instances: Sequence[Instance], context: Context) -> Verdict:
        return judge_by_values(self, assertion, instances, context)

    def gap(self, lhs: Side, rhs: Side, instance: Instance, context: Context) -> tuple[Measured, Measured]:
        """Both sides; once more with twice the digits where cancellation leaves too few to tell."""
        if isinstance(lhs, Gradient) or isinstance(rhs, Gradient):
            reason = "no enclosure of a derivative in θ yet"
            return Measured(unknown=reason), Measured(unknown=reason)
        for digits in (context.digits + GUARD_DIGITS, 2 * context.digits + GUARD_DIGITS):
            with precision(_bits(digits)):
                balls = [enclosed(side, instance, digits, context.cache) for side in (lhs, rhs)]
                difference = balls[0] - balls[1]
                if not difference.is_finite() or not difference.contains(0):
                    break
                if not _too_wide(difference, balls, context.digits):
                    break
        return _measured(balls[0]), _measured(balls[1])

    def decide(self, assertion: Identity | Inequality, lhs: Measured, rhs: Measured, context: Context) -> Decision:
        """Compare the balls, not the floats."""
        with precision(_bits(2 * context.digits)):
            difference = lhs.exact - rhs.exact
            if isinstance(assertion, Identity):
                if not difference.contains(0):
                    return False, ""
                if _too_wide(difference, [lhs.exact, rhs.exact], context.digits):
                    radius = difference.rad().str(2, radius=False)
                    return None, f"the balls overlap, but their radius {radius} leaves too few digits"
                return True, ""
            if difference > 0 or (assertion.strict and difference == 0):
                return False, ""
            if difference < 0 or (not assertion.strict and difference == 0):
                return True, ""
        return None, "the balls overlap, which neither proves nor refutes an inequality"


def enclosed(side: Functional, instance: Instance, digits: int, cache: dict[Any, Any] | None = None) -> arb:
    """A ball that contains a side's value, or exact ±∞; in the precision of the surrounding block.

    Each integral is enclosed to `digits` significant digits, or to radius 10^(-2·digits) if it is smaller
    than that. Where one is infinite or has no enclosure, the sum is enclosed as one integral.

    Raises
    ------
    NotCertifiedError
        If no rigorous enclosure is known.
    UndefinedQuantityError
        If the value is ∞ - ∞.
    """
    total = scalar_ball(side.constant, instance)
    try:
        parts = [scalar_ball(c, instance) * _integral(i, instance, digits, cache) for c, i in side.terms]
    except (NotCertifiedError, UndefinedQuantityError):
        if len(side.terms) < 2:
            raise
        parts = []
    if len(side.terms) > 1 and not (parts and all(part.is_finite() for part in parts)):
        whole = as_one(side, instance)
        if whole is None:
            raise NotCertifiedError("the terms are integrals over different spaces and not all finite")
        parts = [enclose(*whole, digits=digits, absolute=_smallest(digits), max_evaluations=MAX_EVALUATIONS).ball]
    for part in parts:
        total += part
    if total.is_nan():
        raise UndefinedQuantityError("the value is ∞ - ∞")
    return total


def scalar_ball(expression: Any, instance: Instance) -> arb:
    """A ball that contains a constant expression at an instance, or exact ±∞."""
    ball = _ball(expression, instance)
    if not ball.is_finite():
        # |0|, log 0 and ∞ have no ball; SymPy may know them exactly.
        exact = substituted(expression, instance)
        if exact.is_infinite and exact.is_extended_real:
            return arb.pos_inf() if exact.is_extended_positive else arb.neg_inf()
        if exact.is_extended_real is False:
            raise UndefinedQuantityError(f"{expression} is not real at {instance!r}")
        ball = _ball(exact, Instance())
    if not ball.is_finite():
        raise NotCertifiedError(f"no ball is known for {expression}")
    if not ball.imag.contains(0):
        raise UndefinedQuantityError(f"{expression} is not real at {instance!r}")
    return ball.real


def _ball(expression: Any, instance: Instance) -> acb:
    """A ball for a constant expression; NaN where the arithmetic has none."""
    try:
        return acb(constant(BALL, expression, instance))
    except (FormulaError, TypeError):
        return acb("nan")


def _integral(integral: Integral, instance: Instance, digits: int, cache: dict[Any, Any] | None) -> arb:
    """The integral's ball, or the error that says why there is none, from the cache."""
    key = ("enclosure", integral.key, instance, digits)
    if cache is None or key not in cache:
        found: arb | GantheoryError
        try:
            integrand, laws = bind(integral, instance)
            found = enclose(
                integrand, laws, digits=digits, absolute=_smallest(digits), max_evaluations=MAX_EVALUATIONS
            ).ball
        except (NotCertifiedError, UndefinedQuantityError) as error:
            found = error
        if cache is not None:
            cache[key] = found
    else:
        found = cache[key]
    if isinstance(found, GantheoryError):
        raise found
    return found


def _measured(ball: arb) -> Measured:
    """A ball as a float and its radius, for the report; comparisons use the ball."""
    if not ball.is_finite():
        return Measured(math.inf if ball > 0 else -math.inf, 0.0, exact=ball)
    return Measured(float(ball.mid()), float(ball.rad()), exact=ball)


def _too_wide(difference: arb, balls: Sequence[arb], digits: int) -> bool:
    """Whether a difference that contains 0 is too wide to call both sides equal to `digits` digits."""
    size = max((abs(ball).abs_upper() for ball in balls if ball.is_finite()), default=arb(1))
    return not difference.rad() <= (size * arb(10) ** -digits).max(arb(_smallest(digits)))


def _smallest(digits: int) -> float:
    """The radius that is small enough for a value that may be 0."""
    return 10.0 ** -min(2 * digits, 300)


def _bits(digits: int) -> int:
    """Working precision for sums of values known to twice `digits` digits."""
    return math.ceil(2 * digits * math.log2(10)) + 64
