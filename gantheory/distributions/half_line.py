"""Laws with a density on (0, ∞): the exponential, gamma, Weibull, log-normal and half-normal laws."""

from __future__ import annotations

import dataclasses
import functools
import math
from fractions import Fraction
from typing import Any, cast

from gantheory.arithmetic.exact import literal
from gantheory.arithmetic.floating import Floats
from gantheory.distributions.coordinate import Extended
from gantheory.distributions.law import Law, quantile_seeds


class HalfLine(Law):
    """A law on (0, ∞), whose parameters are exact numbers and whose density is analytic there."""

    def __repr__(self) -> str:
        parameters = dataclasses.fields(cast(Any, self))
        return f"{type(self).__name__}({', '.join(literal(getattr(self, p.name)) for p in parameters)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return Fraction(0), math.inf

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return (Fraction(0),)

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)
