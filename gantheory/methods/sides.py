"""A side's integrals as one integrand, in which infinities of single terms may cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.assertions.instance import Instance, bind, constant
from gantheory.distributions.law import Law
from gantheory.divergences.functional import Functional, combined
from gantheory.integration.integrand import Integrand


def as_one(side: Functional, instance: Instance) -> tuple[Integrand, Mapping[str, Law]] | None:
    """The terms as one integrand, where they live on one space; None where they do not."""
    if len({integral.variable for _, integral in side.terms}) != 1:
        return None
    terms = []
    for coefficient, integral in side.terms:
        integrand, laws = bind(integral, instance)
        terms.append((None if coefficient == 1 else _in_any(coefficient, instance), integrand))
    return combined(tuple(terms)), laws


def _in_any(coefficient: Any, instance: Instance) -> Any:
    def value(A: Arithmetic) -> Value:
        return constant(A, coefficient, instance)

    return value
