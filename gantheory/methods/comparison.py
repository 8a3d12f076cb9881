"""Judging by numbers: evaluate both sides at every instance and compare, whatever the arithmetic.

Every numerical method is this loop with another way to evaluate a side. A side's value comes with its error;
whether a disagreement beyond the error is a refutation, and how firm, depends on the method.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gantheory.assertions.domain import expand
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
from gantheory.errors import GantheoryError
from gantheory.methods.interface import Context
from gantheory.verdict import Status, Verdict, Witness
from gantheory.witness import witness_line

#: Places per instance at which an assertion over a range of scalars is checked.
PLACES = 6
#: An agreement counts only if the error is below this share of the values' size.
MEANINGFUL = 1e-6


@dataclass(frozen=True)
class Measured:
    """A side's value at an instance, with the error that the method vouches for; or why there is none.

    `value` may be ±inf (decided); `unknown` says why the method could not evaluate it.
    """

    value: float = math.nan
    error: float = 0.0
    unknown: str = ""


class Evaluator(Protocol):
    """How a numerical method evaluates and compares."""

    name: str
    #: Status of an agreement.
    agreement: Status
    #: How firm a refutation is.
    firmness: str

    def measure(self, side: Side, instance: Instance, context: Context) -> Measured: ...

    def margin(self, error: float) -> float:
        """How far apart two values with this joint error must be to be called different."""

    def gap(self, lhs: Side, rhs: Side, instance: Instance, context: Context) -> tuple[Measured, Measured]:
        """Both sides, as :meth:`measure` gives them (a method may refine until they separate)."""


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
    outcomes = []
    for primitive, places in reduce_to_places(assertion, instances):
        for place in places:
            outcome = compare(evaluator, primitive, place, context)
            if outcome.agrees is False:
                return Verdict(
                    evaluator.name, Status.REFUTED, str(outcome.witness), outcome.error, outcome.witness
                )
            outcomes.append(outcome)
    judged = [o for o in outcomes if o.agrees]
    doubts = [o.reason for o in outcomes if o.agrees is None]
    if not judged:
        return Verdict(evaluator.name, Status.INCONCLUSIVE, doubts[0] if doubts else "no instance to look at")
    detail = f"{len(judged)} of {len(outcomes)} comparisons agree"
    if doubts:
        detail += f"; not judged: {doubts[0]}"
    return Verdict(evaluator.name, evaluator.agreement, detail, max(o.error for o in judged))


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
    if isinstance(assertion, Optimum | Derivation | Spectrum | Trajectory):
        return [pair for part in assertion.reductions() for pair in reduce_to_places(part, instances)]
    return []


def compare(
    evaluator: Evaluator, assertion: Identity | Inequality, instance: Instance, context: Context
) -> Outcome:
    """Compare both sides at one instance."""
    try:
        lhs, rhs = evaluator.gap(assertion.lhs, assertion.rhs, instance, context)
    except GantheoryError as error:
        return Outcome(None, reason=str(error))
    if lhs.unknown or rhs.unknown:
        return Outcome(None, reason=lhs.unknown or rhs.unknown)
    witness = Witness(
        repr(instance),
        lhs.value,
        rhs.value,
        evaluator.firmness,
        witness_line(assertion.lhs, assertion.rhs, instance),
    )
    if math.isinf(lhs.value) or math.isinf(rhs.value):
        holds = lhs.value == rhs.value if isinstance(assertion, Identity) else lhs.value <= rhs.value
        return Outcome(holds, witness=None if holds else witness)
    error = lhs.error + rhs.error
    difference = lhs.value - rhs.value
    size = max(abs(lhs.value), abs(rhs.value))
    if isinstance(assertion, Identity):
        if abs(difference) > evaluator.margin(error):
            return Outcome(False, error, witness=witness)
        if error > MEANINGFUL * max(size, MEANINGFUL) and error > MEANINGFUL**2:
            return Outcome(None, error, f"the error {error:.1e} is too large to tell")
        return Outcome(True, error)
    if difference > evaluator.margin(error):
        return Outcome(False, error, witness=witness)
    if difference < -evaluator.margin(error):
        return Outcome(True, error)
    if assertion.strict:
        return Outcome(None, error, "both sides agree within the error where a strict inequality is asserted")
    if abs(difference) <= error and error <= MEANINGFUL * max(size, MEANINGFUL):
        return Outcome(True, error)
    return Outcome(None, error, f"the error {error:.1e} is too large to tell")


def _judge_counterexample(evaluator: Evaluator, assertion: Counterexample, context: Context) -> Verdict:
    """A counterexample stands if what it counters fails there; it falls if that holds there."""
    outcome = compare(evaluator, assertion.fails, assertion.instance, context)
    if outcome.agrees is None:
        return Verdict(evaluator.name, Status.INCONCLUSIVE, outcome.reason)
    if outcome.agrees is False:
        return Verdict(evaluator.name, evaluator.agreement, f"fails at {outcome.witness}", outcome.error)
    line = witness_line(assertion.fails.lhs, assertion.fails.rhs, assertion.instance)
    lhs, rhs = evaluator.gap(assertion.fails.lhs, assertion.fails.rhs, assertion.instance, context)
    witness = Witness(repr(assertion.instance), lhs.value, rhs.value, evaluator.firmness, line)
    return Verdict(evaluator.name, Status.REFUTED, f"it holds at {witness}", outcome.error, witness)
