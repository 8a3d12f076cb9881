"""A side's integrals as one integrand, in which infinities of single terms may cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.assertions.instance import Instance, bind, constant
from gantheory.assertions.scalar import scalar_value
from gantheory.distributions.law import Law
from gantheory.divergences.functional import Functional, combined
from gantheory.integration.integrand import Integrand

#: Makes a coefficient that was rounded to a float an upper bound again.
ROUNDED_UP: Final = 1 + Fraction(1, 2**50)


def as_one(side: Functional, instance: Instance) -> tuple[Integrand, Mapping[str, Law]] | None:
    """The terms as one integrand, where they live on one space; None where they do not."""
    if len({integral.variable for _, integral in side.terms}) != 1:
        return None
    terms = []
    bound: Fraction | None = Fraction(0)
    for coefficient, integral in side.terms:
        integrand, laws = bind(integral, instance)
        terms.append((None if coefficient == 1 else _in_any(coefficient, instance), integrand))
        if bound is not None and integrand.bound is not None:
            size = Fraction(abs(scalar_value(coefficient, instance))) * ROUNDED_UP
            bound += size * integrand.bound
        else:
            bound = None
    if len({part.cumulative for _, part in terms}) > 1:
        return None  # densities are summed over atoms, cumulative probabilities are not
    return replace(combined(tuple(terms)), bound=bound), laws


def _in_any(coefficient: Any, instance: Instance) -> Any:
    def value(A: Arithmetic) -> Value:
        return constant(A, coefficient, instance)

    return value
