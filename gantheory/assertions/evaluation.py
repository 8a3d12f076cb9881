"""The value of a side at an instance, by quadrature: what a witness line, a figure and a method all compute."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from gantheory.assertions.instance import Instance, bind
from gantheory.assertions.kinds import Gradient, Side
from gantheory.assertions.scalar import scalar_value
from gantheory.assertions.whole import as_one
from gantheory.divergences.functional import Functional, Integral
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.integration.quadrature import integrate

#: Relative accuracy of a scalar expression: it is evaluated to 20 digits and rounded.
SCALAR_ERROR = 2.0**-52
#: The first step in θ of a difference quotient is at most 1/32 of the law's scale, and so large if θ moves no law.
FRACTION = 32
#: Steps are looked for between these.
SMALLEST, LARGEST = 2.0**-200, 2.0**200
#: Extrapolations that differ by more than this share are no extrapolations; finer steps are then tried.
DISAGREEMENT = 1e-3
RETRIES = 3
#: Why a quotient says nothing.
COARSE, KINK = "the difference quotients do not settle", "not differentiable: the one-sided quotients differ"


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
    """∂θ by central differences at three steps, extrapolated (Richardson) twice; with finer steps if that is needed."""
    step = _first_step(instance)
    estimate = _extrapolated(functional, instance, step, cache)
    for _ in range(RETRIES):
        if estimate.reason not in (COARSE, KINK):
            break
        step /= 16
        estimate = _extrapolated(functional, instance, step, cache)
    return estimate


def _extrapolated(functional: Functional, instance: Instance, step: Any, cache: dict[Any, Any] | None) -> Estimate:
    theta = instance.numbers["theta"]
    here = evaluate(functional, instance, cache)
    central, jumps, noise = [], [], 0.0
    for halving in range(3):
        h = step / 2**halving
        above, below = (evaluate(functional, instance.at(theta=theta + s * h), cache) for s in (1, -1))
        if not (here.status == above.status == below.status == "converged"):
            reason = here.reason or above.reason or below.reason
            return _unknown(reason or "the functional is infinite here or nearby")
        right, left = (above.value - here.value) / float(h), (here.value - below.value) / float(h)
        central.append((above.value - below.value) / (2 * float(h)))
        jumps.append(right - left)
        noise = (above.error + below.error + 2 * here.error) / float(h)
        slope = max(abs(right), abs(left))
    # Where the derivative exists the one-sided quotients' difference is h·f'' + O(h³), and its extrapolation O(h³).
    jump = [2 * fine - coarse for coarse, fine in itertools.pairwise(jumps)]
    once = [(4 * fine - coarse) / 3 for coarse, fine in itertools.pairwise(central)]
    value = (16 * once[1] - once[0]) / 15
    tolerance = DISAGREEMENT * slope + 3 * noise
    if abs(jump[1]) > tolerance:
        return _unknown(KINK if abs(jump[1]) > abs(jump[0]) / 2 else COARSE)
    if abs(value - once[1]) > tolerance:
        return _unknown(COARSE)
    return Estimate(value, abs(value - once[1]) + 3 * noise, "converged", "quadrature")


def _unknown(reason: str) -> Estimate:
    return Estimate(math.nan, math.inf, "undecided", "quadrature", reason)


def _first_step(instance: Instance) -> Any:
    """A power of two: the largest within which the family's law moves by 1/32 of its scale, at both sides."""
    from sympy import Integer, Rational

    step = Rational(1, FRACTION)
    if instance.family is None:
        return step
    while step > SMALLEST and _movement(instance, step) > 1 / FRACTION:
        step /= 2
    while step < LARGEST and 0 < _movement(instance, 2 * step) <= 1 / FRACTION:
        step *= Integer(2)
    return step


def _movement(instance: Instance, step: Any) -> float:
    """By how much of its scale the law at θ ± `step` is shifted or widened; ∞ where there is no such law."""
    family, theta = instance.family, instance.numbers["theta"]
    assert family is not None
    here, largest = family.law(theta), 0.0
    for sign in (1, -1):
        try:
            there = family.law(theta + sign * step)
        except InvalidParameterError:
            return math.inf
        for part, moved in zip(here.parts, there.parts):
            if part.base != "lebesgue" or part.seeds.shape != moved.seeds.shape or part.seeds.size < 5:
                continue
            # the quantiles at 0.6 % and 99.4 % are five standard deviations of a normal law apart
            middle = part.seeds.size // 2
            bulk = slice(middle - 1, middle + 2)
            scale = (part.seeds[bulk][-1] - part.seeds[bulk][0]) / 4
            if scale > 0:
                largest = max(largest, float(np.max(np.abs(moved.seeds[bulk] - part.seeds[bulk]))) / float(scale))
    return largest
