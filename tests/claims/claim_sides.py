"""Both sides of claims and of their false twins, as numbers, and integrals over the line to compare them with."""

import itertools
import math

import numpy as np
from scipy import integrate

from gantheory import vocabulary
from gantheory.assertions.evaluation import evaluate
from gantheory.methods.interface import Context
from gantheory.verdict import Status
from gantheory.verify import judge, methods


def over_line(f, low=-16.0, high=16.0):
    """∫f from `low` to `high`, by scipy on short intervals."""
    edges = np.linspace(low, high, 33)
    return math.fsum(integrate.quad(f, a, b, epsabs=1e-13)[0] for a, b in itertools.pairwise(edges))


def both_sides(assertion, instance):
    return tuple(evaluate(side, instance).value for side in (assertion.lhs, assertion.rhs))


def at_first(claim):
    """Both sides of a claim, as printed if it is a misprint, at its first instance."""
    return both_sides(getattr(claim.asserted, "as_printed", claim.asserted), claim.checked_at[0])


def control(claim, words):
    """The false twin with these words in its name."""
    (found,) = [twin for twin in claim.false_twins if words in twin.name]
    return found


def sides_of_control(claim, words):
    twin = control(claim, words)
    return both_sides(twin.assertion, (twin.instances or claim.checked_at)[0])


def printed_witness(claim, name):
    """The sides that the witness line of a method recomputes."""
    (method,) = methods([name])
    verdict = judge(method, claim.asserted.as_printed, claim.checked_at, Context(seed=0))
    assert verdict.status is Status.REFUTED
    return eval(verdict.witness.code, vars(vocabulary))
