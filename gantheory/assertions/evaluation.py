"""The value of a side at an instance, by quadrature: what a witness line, a figure and a method all compute."""

from __future__ import annotations

import itertools
import math
from typing import Any

from gantheory.assertions.instance import Instance, bind
from gantheory.assertions.kinds import Gradient, Side
from gantheory.assertions.scalar import scalar_value
from gantheory.assertions.whole import as_one
from gantheory.divergences.functional import Functional, Integral
from gantheory.estimate import Estimate
from gantheory.integration.quadrature import integrate

#: Relative accuracy of a scalar expression: it is evaluated to 20 digits and rounded.
SCALAR_ERROR = 2.0**-52
#: Steps in θ of the difference quotients for a gradient, whose disagreement estimates their error.
STEPS = ("1/32", "1/64", "1/128")


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


def _integral(integral: Integral, instance: Instance, cache: dict[Any, Any] | None) -> Estimate:
    key = ("quadrature", integral.key, instance)
    if cache is None:
        return integrate(*bind(integral, instance))
    if key not in cache:
        cache[key] = integrate(*bind(integral, instance))
    return cache[key]


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
