"""Judging by numbers: evaluate both sides at every instance and compare, whatever the arithmetic.

Every numerical method is this loop with another way to evaluate a side. A side's value comes with its error;
whether a disagreement beyond the error is a refutation, and how firm, depends on the method.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gantheory.assertions.domain import beside_argument, expand
from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import (
    Assertion,
    Counterexample,
    Derivation,
    Identity,
    Inequality,
    Limit,
    Misprint,
    Optimum,
    Side,
    Spectrum,
    Trajectory,
)
from gantheory.assertions.scalar import scalar_value
from gantheory.errors import GantheoryError
from gantheory.methods.interface import Context
from gantheory.verdict import Status, Verdict, Witness
from gantheory.vocabulary import witness_line

#: Places per instance at which an assertion over a range of scalars is checked.
PLACES = 6
#: An agreement counts only if the error is below this share of the values' size.
MEANINGFUL = 1e-6
#: Size that counts for values near 0: two sides that are 0 agree if the error is below MEANINGFUL times this.
SMALLEST = 1e-3
#: A limit is supported by numbers only if its rate falls at least to this share of what it was at the first point.
REACHED = 0.2


@dataclass(frozen=True)
class Measured:
    """A side's value at an instance, with the error that the method vouches for; or why there is none.

    `value` may be ±inf (decided); `unknown` says why the method could not evaluate it. A method that knows
    more than floats hold compares `exact`, in its own numbers.
    """

    value: float = math.nan
    error: float = 0.0
    unknown: str = ""
    exact: Any = field(default=None, compare=False)


class Evaluator(Protocol):
    """How a numerical method evaluates and compares."""

    name: str
    #: Status of an agreement.
    agreement: Status
    #: How firm a refutation is.
    firmness: str

    def gap(self, lhs: Side, rhs: Side, instance: Instance, context: Context) -> tuple[Measured, Measured]:
        """Both sides (a method may refine until they separate)."""

    def decide(self, assertion: Identity | Inequality, lhs: Measured, rhs: Measured, context: Context) -> Decision:
        """Whether two finite sides agree with what is asserted."""


#: Whether an assertion agrees with two values (None: it cannot be told), and why it cannot be told.
Decision = tuple[bool | None, str]


@dataclass(frozen=True)
class Outcome:
    """One comparison: agrees (True), fails (False) or cannot be told (None)."""

    agrees: bool | None
    error: float = 0.0
    reason: str = ""
    witness: Witness | None = None


def judge_by_values(
    evaluator: Evaluator, assertion: Assertion, instances: Sequence[Instance], context: Context
) -> Verdict:
    """Judge by evaluating both sides of everything that `assertion` reduces to."""
    if isinstance(assertion, Misprint):
        return Verdict(evaluator.name, Status.INCONCLUSIVE, "a misprint is judged by its two assertions")
    if isinstance(assertion, Counterexample):
        return _judge_counterexample(evaluator, assertion, context)
    parts = reduce_to_places(assertion, instances)
    if not parts:
        kind = type(assertion).__name__
        return Verdict(evaluator.name, Status.INCONCLUSIVE, f"{kind} does not reduce to values that compare")
    outcomes = []
    unsupported = ""
    for primitive, places in parts:
        found = [Outcome(None, reason=f"no place to look at for {primitive!r}")] if not places else []
        for place in places:
            outcome = compare(evaluator, primitive, place, context)
            if outcome.agrees is False:
                return Verdict(evaluator.name, Status.REFUTED, str(outcome.witness), outcome.error, outcome.witness)
            found.append(outcome)
        if not any(outcome.agrees for outcome in found):
            unsupported = unsupported or found[0].reason
        outcomes += found
    if isinstance(assertion, Limit):
        unsupported = unsupported or _reaches(assertion)
    if isinstance(assertion, Derivation) and assertion.rules_without_value:
        rules = ", ".join(assertion.rules_without_value)
        unsupported = unsupported or f"numbers do not compare across the links by: {rules}"
    judged = [o for o in outcomes if o.agrees]
    doubts = [o.reason for o in outcomes if o.agrees is None]
    if unsupported:
        # One part that nothing speaks for is enough: a value at the optimum does not make it the optimum.
        return Verdict(evaluator.name, Status.INCONCLUSIVE, unsupported)
    detail = f"{len(judged)} of {len(outcomes)} comparisons agree"
    if doubts:
        detail += f"; not judged: {doubts[0]}"
    status = evaluator.agreement
    if is_sampled(assertion, instances):
        # Numbers at some places of a range, or on the way to a limit, are no more than that, however sharp.
        status, detail = Status.CORROBORATED, f"{detail}, at sampled places"
    return Verdict(evaluator.name, status, detail, max(o.error for o in judged))


def is_sampled(assertion: Assertion, instances: Sequence[Instance]) -> bool:
    """Whether the assertion says more than its instances: of every number in a range, or of a limit."""
    if isinstance(assertion, Limit):
        return True
    ranges = {**getattr(assertion, "domain", {}), **getattr(assertion, "over", {})}
    return any(not instance.binds(symbol.name) for instance in instances or [Instance()] for symbol in ranges)


def _reaches(limit: Limit) -> str:
    """Why the rate does not show the limit; empty where it shrinks and ends well below the values' size."""
    rates = [abs(scalar_value(limit.rate, Instance(**{limit.variable.name: point}))) for point in limit.points]
    if sorted(rates, reverse=True) != rates or rates[-1] >= rates[0]:
        return f"the rate does not shrink along the points: {', '.join(f'{rate:.1e}' for rate in rates)}"
    if rates[-1] > REACHED * max(rates[0], SMALLEST):
        return f"the rate at the last point is still {rates[-1] / rates[0]:.1g} of that at the first"
    return ""


def reduce_to_places(
    assertion: Assertion, instances: Sequence[Instance]
) -> list[tuple[Identity | Inequality, list[Instance]]]:
    """The identities and inequalities that an assertion reduces to, with the places to check them at."""
    if isinstance(assertion, Identity | Inequality):
        places = expand(instances, assertion.domain, PLACES)
        if isinstance(assertion, Inequality) and assertion.equality_at is not None:
            sharp = Identity(assertion.lhs, assertion.rhs, universal=False)
            return [(assertion, places), (sharp, [assertion.equality_at])]
        return [(assertion, places)]
    if isinstance(assertion, Limit):
        points = [
            instance.at(**{assertion.variable.name: point})
            for instance in (instances or [Instance()])
            for point in assertion.points
        ]
        return [(primitive, points) for primitive in assertion.reductions()]
    if isinstance(assertion, Optimum):
        value, bound = assertion.reductions()
        beside = beside_argument(assertion, expand(instances, assertion.domain, PLACES))
        return [*reduce_to_places(value, instances), (bound, reduce_to_places(bound, instances)[0][1] + beside)]
    if isinstance(assertion, Derivation | Spectrum | Trajectory):
        return [pair for part in assertion.reductions() for pair in reduce_to_places(part, instances)]
    return []


def compare(evaluator: Evaluator, assertion: Identity | Inequality, instance: Instance, context: Context) -> Outcome:
    """Compare both sides at one instance."""
    try:
        lhs, rhs = evaluator.gap(assertion.lhs, assertion.rhs, instance, context)
    except GantheoryError as refusal:
        return Outcome(None, reason=str(refusal))
    if lhs.unknown or rhs.unknown:
        return Outcome(None, reason=lhs.unknown or rhs.unknown)
    agrees: bool | None
    if math.isinf(lhs.value) or math.isinf(rhs.value):
        agrees = _agree_at_infinity(assertion, lhs.value, rhs.value)
        uncertainty, reason = 0.0, ""
    else:
        agrees, reason = evaluator.decide(assertion, lhs, rhs, context)
        uncertainty = lhs.error + rhs.error
    # Its text takes as long as many an integral.
    witness = _witness(evaluator, assertion, instance, lhs, rhs) if agrees is False else None
    return Outcome(agrees, uncertainty, reason, witness)


def _agree_at_infinity(assertion: Identity | Inequality, lhs: float, rhs: float) -> bool:
    """∞ = ∞ and ∞ ≤ ∞, but not ∞ < ∞."""
    if isinstance(assertion, Identity):
        return lhs == rhs
    return lhs < rhs or (lhs == rhs and not assertion.strict)


def _witness(
    evaluator: Evaluator, assertion: Identity | Inequality, instance: Instance, lhs: Measured, rhs: Measured
) -> Witness:
    line = witness_line(assertion.lhs, assertion.rhs, instance)
    return Witness(repr(instance), lhs.value, rhs.value, evaluator.firmness, line)


#: Why a method abstains where a strict inequality is asserted and both sides agree.
TOO_CLOSE = "both sides agree within the error where a strict inequality is asserted"


def decide_by_error(assertion: Identity | Inequality, lhs: Measured, rhs: Measured, *, safety: float = 1.0) -> Decision:
    """Compare two floats; they differ where they are further apart than `safety` times their joint error."""
    error = lhs.error + rhs.error
    difference = lhs.value - rhs.value
    size = max(abs(lhs.value), abs(rhs.value))
    too_large = f"the error {error:.1e} is too large to tell"
    if isinstance(assertion, Identity):
        if abs(difference) > safety * error:
            return False, ""
        if error > MEANINGFUL * max(size, SMALLEST):
            return None, too_large
        return True, ""
    if difference > safety * error:
        return False, ""
    if difference < -safety * error:
        return True, ""
    if assertion.strict:
        return None, TOO_CLOSE
    if abs(difference) <= error and error <= MEANINGFUL * max(size, MEANINGFUL):
        return True, ""
    return None, too_large


def _judge_counterexample(evaluator: Evaluator, assertion: Counterexample, context: Context) -> Verdict:
    """A counterexample stands if what it counters fails there; it falls if that holds there."""
    outcome = compare(evaluator, assertion.fails, assertion.instance, context)
    if outcome.agrees is None:
        return Verdict(evaluator.name, Status.INCONCLUSIVE, outcome.reason)
    if outcome.agrees is False:
        return Verdict(evaluator.name, evaluator.agreement, f"fails at {outcome.witness}", outcome.error)
    lhs, rhs = evaluator.gap(assertion.fails.lhs, assertion.fails.rhs, assertion.instance, context)
    witness = _witness(evaluator, assertion.fails, assertion.instance, lhs, rhs)
    return Verdict(evaluator.name, Status.REFUTED, f"it holds at {witness}", outcome.error, witness)
