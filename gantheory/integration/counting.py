"""Sums over atoms, the integral with respect to counting measure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import LINE, Anchored
from gantheory.distributions.law import Law
from gantheory.integration.integrand import Integrand, Site


def atoms_of(laws: Mapping[str, Law]) -> list[Fraction]:
    """All points that carry mass under some law, in increasing order."""
    return sorted({point for law in laws.values() if law.base == "counting" for point in law.breakpoints})


def terms_over_atoms(A: Arithmetic, integrand: Integrand, laws: Mapping[str, Law]) -> list[Value]:
    """F at every atom, in any arithmetic; a law with a density has no mass there."""
    return [integrand(A, Site(A, Anchored(A, point, A.const(0)), LINE, laws, atom=point)) for point in atoms_of(laws)]


def sum_over_atoms(integrand: Integrand, laws: Mapping[str, Law]) -> float:
    """ΣF over the atoms in float64."""
    with quiet():
        values: list[Any] = terms_over_atoms(FLOATING, integrand, laws)
        return float(np.sum(values))
