"""The half-normal law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from scipy import special

from gantheory.arithmetic.exact import ExactLike, positive
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End
from gantheory.distributions.half_line import HalfLine
from gantheory.distributions.law import RNG, Law, generator, log_quotient


@dataclass(frozen=True, init=False, repr=False)
class HalfNormal(HalfLine):
    r"""Half-normal law on [0, ∞), the law of :math:`|Z|` for a normal Z of mean 0.

    The density is :math:`\sqrt{2/\pi}\,e^{-z^2/2} / s`, :math:`z = x/s`.

    Parameters
    ----------
    scale : number
        Standard deviation s > 0 of Z; that of \|Z\| is :math:`s\sqrt{1 - 2/\pi}`.

    Raises
    ------
    InvalidParameterError
        If ``scale`` is not a finite number > 0.

    Examples
    --------
    >>> print(HalfNormal(1).cdf(1.0))
    0.6826894921370859
    """

    scale: Fraction

    name: ClassVar[str] = "half_normal"

    def __init__(self, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "scale", positive(scale, "scale"))

    @property
    def center(self) -> Fraction:
        return self.scale * Fraction(float(special.ndtri(0.75)))

    def smooth_at(self, end: End) -> bool:
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if cell.high <= 0:
            return A.minus_infinity
        z = x.minus(0) / A.const(self.scale)
        return -z * z / 2 - (A.log(A.const(self.scale)) + A.log(A.pi() / 2) / 2)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, HalfNormal):
            return None
        z = x.minus(0) / A.const(self.scale)
        precisions = 1 / other.scale**2 - 1 / self.scale**2
        return z * z * A.const(self.scale**2 * precisions / 2) + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= 0:
            return A.const(0), A.const(1)
        w = x.minus(0) / (A.const(self.scale) * A.sqrt(A.const(2)))
        return A.erf(w), A.erfc(w)

    def icdf(self, u: Any) -> Floats:
        return float(self.scale) * math.sqrt(2) * special.erfinv(np.where(np.asarray(u) >= 0, u, np.nan))[()]

    def isf(self, u: Any) -> Floats:
        return float(self.scale) * math.sqrt(2) * special.erfcinv(np.where(np.asarray(u) <= 1, u, np.nan))[()]

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return float(self.scale) * abs(generator(rng).standard_normal(n))
