"""The Monte Carlo method: both sides from random draws, which share only the integrand with quadrature.

It refutes only beyond intervals that, over a whole run, all cover with probability 1 - 10⁻⁶: a run of three
thousand 99 % intervals misses thirty times by chance. And it supports an equation only where its interval is
narrow: false twins (a factor ½, a sign, swapped arguments) are further away than `MEANINGFUL` wherever they
differ visibly, so that an agreement excludes them. A value that is 0 has no such scale; it is supported only
where every draw says 0.

Both sides are sampled independently, and an integral's draws depend on the seed, the side, the integrand's
text and the instance alone: neither the order of work nor the number of processes changes a draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion, Gradient, Identity, Inequality, Side
from gantheory.assertions.scalar import scalar_value
from gantheory.assertions.whole import as_one
from gantheory.divergences.functional import Functional
from gantheory.estimate import Estimate
from gantheory.integration.monte_carlo import Sampler
from gantheory.methods.comparison import TOO_CLOSE, Decision, Measured, judge_by_values
from gantheory.methods.interface import Context
from gantheory.verdict import Status, Verdict

#: Probability that any interval of a run misses: z ≈ 7 for a single one.
OVERALL_RISK: Final = 1e-6
#: An interval wider than this share of the values supports nothing.
MEANINGFUL: Final = 0.02
#: An interval as narrow as this (in the unit of the integral) is found only where all draws agree.
UNANIMOUS: Final = 1e-9
#: Numbers of draws an integral, until the interval is narrow enough.
LOOKS: Final = (2**12, 2**14, 2**16)
#: Most integrals in one comparison, one a side and space; they share its risk.
MOST_INTEGRALS: Final = 4


class MonteCarlo:
    """Judge by sampling."""

    name = "monte_carlo"
    agreement = Status.CORROBORATED
    firmness = "numerical"

    def judge(self, assertion: Assertion, instances: Sequence[Instance], context: Context) -> Verdict:
        return judge_by_values(self, assertion, instances, context)

    def gap(self, lhs: Side, rhs: Side, instance: Instance, context: Context) -> tuple[Measured, Measured]:
        """Both sides, with more and more draws until they separate or the intervals are narrow enough."""
        if isinstance(lhs, Gradient) or isinstance(rhs, Gradient):
            return _unknown("sampling gives no derivative in θ")
        if not lhs.terms and not rhs.terms:
            return _unknown("there is nothing to sample in it: both sides are scalar expressions")
        sides = [_Sampled.of(lhs, "lhs", instance, context), _Sampled.of(rhs, "rhs", instance, context)]
        if any(math.isinf(side.constant) for side in sides):
            return _unknown("sampling cannot tell an infinite value from a large one")
        while True:
            left, right = (side.measured() for side in sides)
            error = left.error + right.error
            size = max(abs(left.value), abs(right.value))
            known = not left.unknown and not right.unknown
            if known and (error <= MEANINGFUL * size or abs(left.value - right.value) > error):
                return left, right
            if not [side for side in sides if side.refine(MEANINGFUL * size)]:
                return left, right

    def decide(self, assertion: Identity | Inequality, lhs: Measured, rhs: Measured, context: Context) -> Decision:
        """Refute beyond the intervals; support only what excludes the false twins."""
        error = lhs.error + rhs.error
        difference = lhs.value - rhs.value
        size = max(abs(lhs.value), abs(rhs.value))
        if difference > error or (isinstance(assertion, Identity) and difference < -error):
            doubts = [doubt for side in (lhs, rhs) for doubt in side.exact.doubts()]
            return (None, doubts[0]) if doubts else (False, "")
        if isinstance(assertion, Identity):
            if error > max(MEANINGFUL * size, UNANIMOUS):
                factor = f"a factor {1 + error / size:.3g}" if size else "another value"
                return None, f"the interval ± {error:.1e} is too wide to exclude {factor}"
            return True, ""
        if difference < -error:
            return True, ""
        if assertion.strict:
            return None, TOO_CLOSE
        if error <= UNANIMOUS:
            return True, ""
        return None, f"the interval ± {error:.1e} is too wide to tell which side is larger"


def _unknown(reason: str) -> tuple[Measured, Measured]:
    return Measured(unknown=reason), Measured(unknown=reason)


@dataclass
class _Draws:
    """One integral's draws and what was estimated at each look; a look's answer never changes."""

    sampler: Sampler
    risk: float
    seen: list[Estimate] = field(default_factory=list)

    def at(self, look: int) -> Estimate:
        while len(self.seen) <= look:
            self.sampler.extend(LOOKS[len(self.seen)])
            self.seen.append(self.sampler.estimate(self.risk))
        return self.seen[look]


@dataclass
class _Sampled:
    """A side of an equation with the look that each of its integrals has come to."""

    constant: float
    terms: list[tuple[float, _Draws]]
    looks: list[int]

    @classmethod
    def of(cls, side: Functional, which: str, instance: Instance, context: Context) -> _Sampled:
        spaces = dict.fromkeys(integral.variable for _, integral in side.terms)
        groups = [Functional(tuple(t for t in side.terms if t[1].variable == space)) for space in spaces]
        terms = [_drawn(group, which, instance, context) for group in groups]
        return cls(scalar_value(side.constant, instance), terms, [0] * len(terms))

    def estimates(self) -> list[tuple[float, Estimate]]:
        return [(c, draws.at(look)) for (c, draws), look in zip(self.terms, self.looks)]

    def measured(self) -> Measured:
        parts = self.estimates()
        value = math.fsum([self.constant, *(c * e.value for c, e in parts)])
        error = math.fsum(abs(c) * e.error for c, e in parts) + 2.0**-50 * abs(self.constant)
        reasons = [e.reason for _, e in parts if e.status != "sampled"]
        return Measured(value, error, reasons[0] if reasons else "", self)

    def refine(self, target: float) -> bool:
        """Look further at the integrals that keep the error above `target`; whether there was one."""
        moved = False
        for index, (c, estimate) in enumerate(self.estimates()):
            contribution = abs(c) * estimate.error
            last = self.looks[index] == len(LOOKS) - 1 or bool(self.terms[index][1].sampler.trouble)
            if not last and not contribution <= target / (2 * len(self.terms)):
                self.looks[index] += 1
                moved = True
        return moved

    def doubts(self) -> list[str]:
        """Why an interval may be too narrow after all: only asked before a refutation, because it is slow."""
        return [draws.sampler.variance_doubt for _, draws in self.terms if draws.sampler.variance_doubt]


def _drawn(group: Functional, which: str, instance: Instance, context: Context) -> tuple[float, _Draws]:
    """The draws for a side's integrals over one space, taken as one; from the run's cache.

    A multiple of a single integral is sampled without its coefficient, which comes back beside the draws.
    """
    coefficient = 1.0
    if len(group.terms) == 1:
        coefficient = scalar_value(group.terms[0][0], instance)
        group = Functional(((1, group.terms[0][1]),))
    key = ("monte_carlo", which, tuple((c, i.key) for c, i in group.terms), instance)
    if key not in context.cache:
        one = as_one(group, instance)
        assert one is not None
        sampler = Sampler(*one, context.rng("monte_carlo", which, group.code, instance))
        risk = OVERALL_RISK / (context.comparisons * MOST_INTEGRALS * len(LOOKS))
        # The integrals are kept alive, so that their ids stay their own.
        context.cache[key] = (group, _Draws(sampler, risk))
    return coefficient, context.cache[key][1]
