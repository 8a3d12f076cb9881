"""The quadrature method: both sides in float64, each integral with its estimated error."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from gantheory.assertions.instance import Instance, bind
from gantheory.assertions.kinds import Assertion, Gradient, Identity, Inequality, Side
from gantheory.assertions.scalar import scalar_value
from gantheory.divergences.functional import Functional
from gantheory.estimate import Estimate
from gantheory.integration.quadrature import integrate
from gantheory.methods.comparison import Decision, Measured, decide_by_error, judge_by_values
from gantheory.methods.interface import Context
from gantheory.methods.sides import as_one
from gantheory.verdict import Status, Verdict

#: Relative accuracy of a scalar expression: it is evaluated to 20 digits and rounded.
SCALAR_ERROR = 2.0**-52
#: Two values are called different only beyond this multiple of their estimated error: it is an estimate.
SAFETY = 10.0
#: Steps in θ of the difference quotients for a gradient, whose disagreement estimates their error.
STEPS = ("1/32", "1/64", "1/128")


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


def evaluate(side: Side, instance: Instance, cache: dict[Any, Any] | None = None) -> Estimate:
    """A side's value at an instance.

    Integrals are evaluated one by one, so that a term shared by many equations is computed once; where one of
    them is infinite or undecided, the sum's integrand is taken as a whole, in which infinities may cancel.
    """
    if isinstance(side, Gradient):
        return _difference_quotient(side.of, instance, cache)
    constant = scalar_value(side.constant, instance)
    parts = [(scalar_value(c, instance), _integral(i, instance, cache)) for c, i in side.terms]
    odd = [estimate for _, estimate in parts if estimate.status in ("infinite", "undecided")]
    if odd and len(parts) > 1:
        one = as_one(side, instance)
        if one is not None:
            whole = integrate(*one)
            parts = [(1.0, whole)]
            odd = [whole] if whole.status in ("infinite", "undecided") else []
    signs = {math.copysign(1, c) * e.value for c, e in parts if e in odd}
    if any(e.status == "undecided" for e in odd) or len(signs) > 1:
        return Estimate(math.nan, math.inf, "undecided", "quadrature", odd[0].reason or "∞ - ∞")
    value = math.fsum([constant, *(c * e.value for c, e in parts)])
    if odd:
        return Estimate(value, 0.0, "infinite", "quadrature", odd[0].reason)
    size = max([abs(constant), *(abs(c * e.value) for c, e in parts)])
    error = SCALAR_ERROR * size * (1 + len(parts)) + sum(abs(c) * e.error for c, e in parts)
    return Estimate(value, error, "converged", "quadrature", "", sum(e.evaluations for _, e in parts))


def _integral(integral: Any, instance: Instance, cache: dict[Any, Any] | None) -> Estimate:
    key = ("quadrature", id(integral), instance)
    if cache is not None and key in cache:
        return cache[key][1]
    estimate = integrate(*bind(integral, instance))
    if cache is not None:
        cache[key] = (integral, estimate)  # the integral is kept alive, so that its id stays its own
    return estimate


def _difference_quotient(functional: Functional, instance: Instance, cache: dict[Any, Any] | None) -> Estimate:
    """∂θ by central differences at three steps, extrapolated (Richardson) twice."""
    from sympy import Rational

    theta = instance.numbers["theta"]
    quotients, noise = [], 0.0
    for step in STEPS:
        h = Rational(step)
        above, below = (evaluate(functional, instance.at(theta=theta + s * h), cache) for s in (1, -1))
        if not (above.status == below.status == "converged"):
            return Estimate(math.nan, math.inf, "undecided", "quadrature", above.reason or below.reason)
        quotients.append((above.value - below.value) / (2 * float(h)))
        noise = (above.error + below.error) / (2 * float(h))
    once = [(4 * fine - coarse) / 3 for coarse, fine in itertools.pairwise(quotients)]
    value = (16 * once[1] - once[0]) / 15
    return Estimate(value, abs(value - once[1]) + 3 * noise, "converged", "quadrature")
