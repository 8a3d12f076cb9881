"""The Laplace law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End
from gantheory.distributions.law import Law, log_quotient
from gantheory.distributions.location_scale import LocationScale


@dataclass(frozen=True, init=False, repr=False)
class Laplace(LocationScale):
    r"""Laplace law with density :math:`e^{-|z|} / (2b)`, :math:`z = (x - \mu)/b`.

    The density has a kink at μ and is analytic up to it from either side.

    Parameters
    ----------
    loc : number
        Mean and median μ.
    scale : number
        Scale b > 0; the standard deviation is √2·b.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite or ``scale`` is not positive.

    Examples
    --------
    >>> print(Laplace(0, 1).sf(1.0))
    0.18393972058572117
    """

    loc: Fraction
    scale: Fraction

    name: ClassVar[str] = "laplace"

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return (self.loc,)

    def smooth_at(self, end: End) -> bool:
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        z = self.standardized(A, x)
        return (z if cell.high <= self.loc else -z) - A.log(2 * A.const(self.scale))

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Laplace):
            return None
        z = self.standardized(A, x)
        scales = log_quotient(A, other.scale, self.scale)
        left, other_left = cell.high <= self.loc, cell.high <= other.loc
        if left == other_left:
            t = self.shift_of_standardized(A, other, z)
            return scales - t if left else scales + t
        # between the two locations |z'| - |z| is a sum of small terms
        return scales + (other.standardized(A, x) + z) * (-1 if other_left else 1)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        z = self.standardized(A, x)
        if cell.high <= self.loc:
            tail = A.exp(z) / 2
            return tail, 1 - tail
        tail = A.exp(-z) / 2
        return 1 - tail, tail

    def lower_quantile(self, u: Floats) -> Floats:
        return np.log(2 * u)

    def standard_sample(self, n: int, rng: np.random.Generator) -> Floats:
        return rng.laplace(size=n)
