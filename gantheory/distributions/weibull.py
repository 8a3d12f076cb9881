"""The Weibull law."""

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
class Weibull(HalfLine):
    r"""Weibull law on [0, ∞) with density :math:`k\,y^{k-1} e^{-y^k} / s`, :math:`y = x/s`.

    Parameters
    ----------
    shape : number
        Shape k > 0. Below 1 the density has a pole at 0, and a tail that is heavier than any exponential.
    scale : number
        Scale s > 0: 1 - 1/e of the mass lies below it.

    Raises
    ------
    InvalidParameterError
        If a parameter is not a finite number > 0.

    Examples
    --------
    >>> print(Weibull(2).sf(3.0))
    0.00012340980408667956
    """

    shape: Fraction
    scale: Fraction

    name: ClassVar[str] = "weibull"

    def __init__(self, shape: ExactLike, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "shape", positive(shape, "shape"))
        object.__setattr__(self, "scale", positive(scale, "scale"))

    @property
    def center(self) -> Fraction:
        # The median of a tiny shape is below the smallest float, which then stands for it.
        return Fraction(max(float(self.icdf(0.5)), math.ulp(0.0)))

    def smooth_at(self, end: End) -> bool:
        return end.point != 0 or end.side < 0 or self.shape == 1

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if cell.high <= 0:
            return A.minus_infinity
        result = A.log(A.const(self.shape / self.scale)) - self._power(A, x)
        return result if self.shape == 1 else result + A.const(self.shape - 1) * self._log(A, x)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Weibull):
            return None
        # d = k'·log y' - k·log y; log p = log k + k·log y - y^k, up to what both have
        scales = A.const(other.shape) * log_quotient(A, self.scale, other.scale)
        log_power, log_other = A.const(self.shape) * self._log(A, x), A.const(other.shape) * other._log(A, x)
        d = scales + A.const(other.shape - self.shape) * self._log(A, x) if self.shape != other.shape else scales
        return A.exp_difference(log_other, log_power, d) - d + log_quotient(A, self.shape, other.shape)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= 0:
            return A.const(0), A.const(1)
        power = self._power(A, x)
        # P(1, t) = 1 - e^{-t}, accurate for small t.
        return A.gammainc(Fraction(1), power), A.exp(-power)

    def icdf(self, u: Any) -> Floats:
        with quiet():
            return self._quantile(-np.log1p(-np.where(np.asarray(u) >= 0, u, np.nan)))

    def isf(self, u: Any) -> Floats:
        with quiet():
            return self._quantile(-np.log(np.where(np.asarray(u) <= 1, u, np.nan)))

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        with quiet():
            return self._quantile(generator(rng).standard_exponential(n))

    def _log(self, A: Arithmetic, x: Coordinate) -> Value:
        """log y."""
        return x.log_minus(0) if self.scale == 1 else x.log_minus(0) - A.log(A.const(self.scale))

    def _power(self, A: Arithmetic, x: Coordinate) -> Value:
        """y^k, from log y where k is not whole: y itself may have underflowed, or circle 0 off the real line."""
        if self.shape.denominator == 1:
            return A.power(x.minus(0) / A.const(self.scale), self.shape)
        return A.exp(A.const(self.shape) * self._log(A, x))

    def _quantile(self, t: Floats) -> Floats:
        """The x with y^k = t."""
        return (float(self.scale) * t ** (1 / float(self.shape)))[()]
