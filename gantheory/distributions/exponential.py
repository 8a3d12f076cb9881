"""The exponential law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from gantheory.arithmetic.exact import ExactLike, positive
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End
from gantheory.distributions.half_line import HalfLine
from gantheory.distributions.law import RNG, Law, generator, log_quotient


@dataclass(frozen=True, init=False, repr=False)
class Exponential(HalfLine):
    r"""Exponential law on [0, ∞) with density :math:`e^{-x/s} / s`.

    Parameters
    ----------
    scale : number
        Mean s > 0 (not the rate 1/s).

    Raises
    ------
    InvalidParameterError
        If ``scale`` is not a finite number > 0.

    Examples
    --------
    >>> print(Exponential(2).sf(2.0))
    0.36787944117144233
    """

    scale: Fraction

    name: ClassVar[str] = "exponential"

    def __init__(self, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "scale", positive(scale, "scale"))

    @property
    def center(self) -> Fraction:
        return self.scale * Fraction(math.log(2))

    def smooth_at(self, end: End) -> bool:
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if cell.high <= 0:
            return A.minus_infinity
        scale = A.const(self.scale)
        return -x.minus(0) / scale - A.log(scale)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Exponential):
            return None
        rates = A.const(1 / other.scale - 1 / self.scale)
        return x.minus(0) * rates + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= 0:
            return A.const(0), A.const(1)
        y = x.minus(0) / A.const(self.scale)
        # P(1, y) = 1 - e^{-y}, accurate for small y.
        return A.gammainc(Fraction(1), y), A.exp(-y)

    def icdf(self, u: Any) -> Floats:
        with quiet():
            return -float(self.scale) * np.log1p(-np.where(np.asarray(u) >= 0, u, np.nan))[()]

    def isf(self, u: Any) -> Floats:
        with quiet():
            return -float(self.scale) * np.log(np.where(np.asarray(u) <= 1, u, np.nan))[()]

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).exponential(float(self.scale), n)
