"""The Cauchy law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate
from gantheory.distributions.law import Law, log_quotient
from gantheory.distributions.location_scale import LocationScale, log_ratio_of_squares


@dataclass(frozen=True, init=False, repr=False)
class Cauchy(LocationScale):
    r"""Cauchy law with density :math:`1 / (\pi s\,(1 + z^2))`, :math:`z = (x - m)/s`.

    It has no mean and no variance.

    Parameters
    ----------
    loc : number
        Median m.
    scale : number
        Half the interquartile range, s > 0.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite or ``scale`` is not positive.

    Examples
    --------
    >>> print(Cauchy(0, 1).sf(1e20))
    3.183098861837907e-21
    """

    loc: Fraction
    scale: Fraction

    name: ClassVar[str] = "cauchy"

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        z = self.standardized(A, x)
        return -A.log1p_square(z) - A.log(A.pi() * A.const(self.scale))

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Cauchy):
            return None
        z = self.standardized(A, x)
        t = self.shift_of_standardized(A, other, z)
        return log_ratio_of_squares(A, z, t) + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        z = self.standardized(A, x)
        return A.student_tail(Fraction(1), -z), A.student_tail(Fraction(1), z)

    def lower_quantile(self, u: Floats) -> Floats:
        # Two forms of -cot(πu): the first is accurate near 0, the second near the median.
        return np.where(u < 0.25, -1 / np.tan(np.pi * u), -np.tan(np.pi * (0.5 - u)))

    def standard_sample(self, n: int, rng: np.random.Generator) -> Floats:
        return rng.standard_cauchy(n)
