"""The gamma law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from scipy import special

from gantheory.arithmetic.exact import ExactLike, positive
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End
from gantheory.distributions.half_line import HalfLine
from gantheory.distributions.law import RNG, Law, generator, log_quotient


@dataclass(frozen=True, init=False, repr=False)
class Gamma(HalfLine):
    r"""Gamma law on (0, ∞) with density :math:`y^{k-1} e^{-y} / (\theta\,\Gamma(k))`, :math:`y = x/\theta`.

    Parameters
    ----------
    shape : number
        Shape k > 0. Below 1 the density has a pole at 0.
    scale : number
        Scale θ > 0 (not the rate 1/θ); the mean is kθ.

    Raises
    ------
    InvalidParameterError
        If a parameter is not a finite number > 0.

    Notes
    -----
    In floats the log-density carries a rounding error of about 1e-16·k·log k.

    Examples
    --------
    >>> print(Gamma("0.1").cdf(1e-10))
    0.10511370061022217
    """

    shape: Fraction
    scale: Fraction

    name: ClassVar[str] = "gamma"

    def __init__(self, shape: ExactLike, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "shape", positive(shape, "shape"))
        object.__setattr__(self, "scale", positive(scale, "scale"))

    @property
    def center(self) -> Fraction:
        # The median of a tiny shape is below the smallest float, which then stands for it.
        return Fraction(max(float(special.gammaincinv(float(self.shape), 0.5)), math.ulp(0.0))) * self.scale

    def smooth_at(self, end: End) -> bool:
        return end.point != 0 or end.side < 0 or self.shape == 1

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if cell.high <= 0:
            return A.minus_infinity
        scale = A.const(self.scale)
        result = -x.minus(0) / scale - (A.lgamma(self.shape) + A.log(scale))
        if self.shape == 1:
            return result
        return A.const(self.shape - 1) * (x.log_minus(0) - A.log(scale)) + result

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Gamma):
            return None
        result = x.minus(0) * A.const(1 / other.scale - 1 / self.scale)
        result = result + A.const(other.shape) * log_quotient(A, other.scale, self.scale)
        if self.shape == other.shape:
            return result
        result = result + A.log_gamma_ratio(other.shape, self.shape)
        return result + A.const(self.shape - other.shape) * (x.log_minus(0) - A.log(A.const(self.scale)))

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= 0:
            return A.const(0), A.const(1)
        y = x.minus(0) / A.const(self.scale)
        return A.gammainc(self.shape, y), A.gammaincc(self.shape, y)

    def icdf(self, u: Any) -> Floats:
        return float(self.scale) * special.gammaincinv(float(self.shape), u)

    def isf(self, u: Any) -> Floats:
        return float(self.scale) * special.gammainccinv(float(self.shape), u)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).gamma(float(self.shape), float(self.scale), n)
