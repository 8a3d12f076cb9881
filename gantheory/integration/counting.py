"""Sums over atoms, the integral with respect to counting measure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np

from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.running_error import RUNNING_ERROR, floats
from gantheory.distributions.coordinate import LINE, Anchored
from gantheory.distributions.law import Law
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, Site

#: Relative error of a sum in float64 with which it is an answer.
ACCURATE: Final = 1e-13
#: Working precisions of the balls that are tried otherwise.
BITS: Final = (128, 512, 2048)


def atoms_of(laws: Mapping[str, Law]) -> list[Fraction]:
    """All points that carry mass under some law, in increasing order."""
    return sorted({point for law in laws.values() if law.base == "counting" for point in law.breakpoints})


def terms_over_atoms(A: Arithmetic, integrand: Integrand, laws: Mapping[str, Law]) -> list[Value]:
    """F at every atom, in any arithmetic; a law with a density has no mass there."""
    return [integrand(A, Site(A, Anchored(A, point, A.const(0)), LINE, laws, atom=point)) for point in atoms_of(laws)]


def estimate_over_atoms(integrand: Integrand, laws: Mapping[str, Law]) -> Estimate:
    """ΣF over the atoms with its error: in float64, or where that cancels or overflows in balls of rising precision."""
    with quiet():
        terms = [floats(term, ()) for term in terms_over_atoms(RUNNING_ERROR, integrand, laws)]
    values, errors = ([float(part) for part in column] for column in zip(*terms))
    if all(map(math.isfinite, values)) and all(map(math.isfinite, errors)):
        value = math.fsum(values)
        error = math.fsum(errors) + math.ulp(value)
        if error <= ACCURATE * abs(value):
            return Estimate(value, error, "converged", "sum")
    return _in_balls(integrand, laws)


def _in_balls(integrand: Integrand, laws: Mapping[str, Law]) -> Estimate:
    from flint import acb, arb

    from gantheory.arithmetic.ball import Infinite, precision
    from gantheory.integration.enclosure.balls import PointBall

    for bits in BITS:
        with precision(bits):
            terms = terms_over_atoms(PointBall(), integrand, laws)
            signs = {term.sign for term in terms if isinstance(term, Infinite)}
            if len(signs) == 1:
                reason = "an atom of one law has no mass under the other"
                return Estimate(signs.pop() * math.inf, 0.0, "infinite", "sum", reason)
            if signs:
                return Estimate(math.nan, math.inf, "undecided", "sum", "∞ - ∞ over the atoms")
            total = sum((acb(term).real for term in terms), arb(0))
            value = float(total.mid())
            if total.is_finite() and math.isinf(value):
                log_value = float(abs(total).log().mid())
                if total > 0 and math.isfinite(log_value):
                    return Estimate(math.inf, math.inf, "overflow", "sum", log_value=log_value)
            elif total.is_finite():
                rest = (total - value).abs_upper()
                error = float(rest) * (1 + 2.0**-52) + math.ulp(0.0) if rest != 0 else 0.0
                if error <= ACCURATE * abs(value) or bits == BITS[-1]:
                    return Estimate(value, error, "converged", "sum")
    return Estimate(math.nan, math.inf, "undecided", "sum", "the sum over the atoms is beyond float64")


def sum_over_atoms(integrand: Integrand, laws: Mapping[str, Law]) -> float:
    """ΣF over the atoms in float64."""
    with quiet():
        values: list[Any] = terms_over_atoms(FLOATING, integrand, laws)
        return float(np.sum(values))
