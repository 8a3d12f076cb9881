"""The quadrature method: both sides in float64, each integral with its estimated error."""

from __future__ import annotations

from collections.abc import Sequence

from gantheory.assertions.evaluation import evaluate
from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion, Identity, Inequality, Side
from gantheory.methods.comparison import Decision, Measured, decide_by_error, judge_by_values
from gantheory.methods.interface import Context
from gantheory.verdict import Status, Verdict

#: Two values are called different only beyond this multiple of their estimated error: it is an estimate.
SAFETY = 10.0


class Quadrature:
    """Judge by adaptive quadrature."""

    name = "quadrature"
    agreement = Status.CORROBORATED
    firmness = "numerical"

    def judge(self, assertion: Assertion, instances: Sequence[Instance], context: Context) -> Verdict:
        return judge_by_values(self, assertion, instances, context)

    def gap(self, lhs: Side, rhs: Side, instance: Instance, context: Context) -> tuple[Measured, Measured]:
        return self.measure(lhs, instance, context), self.measure(rhs, instance, context)

    def decide(self, assertion: Identity | Inequality, lhs: Measured, rhs: Measured, context: Context) -> Decision:
        return decide_by_error(assertion, lhs, rhs, safety=SAFETY)

    def measure(self, side: Side, instance: Instance, context: Context) -> Measured:
        estimate = evaluate(side, instance, context.cache)
        if estimate.status == "undecided":
            return Measured(unknown=estimate.reason)
        return Measured(estimate.value, estimate.error)
