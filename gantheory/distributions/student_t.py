"""Student's t law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

import numpy as np
from scipy import special

from gantheory.arithmetic.exact import ExactLike, positive
from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate
from gantheory.distributions.law import Law, log_quotient
from gantheory.distributions.location_scale import LocationScale, log_ratio_of_squares

_HALF: Final = Fraction(1, 2)

#: Beyond this many √df the tail is its leading power to rounding; scipy's quantile stops at 1e153.
_FAR: Final = 1e10


@dataclass(frozen=True, init=False, repr=False)
class StudentT(LocationScale):
    r"""Student's t law with ν degrees of freedom, any ν > 0, shifted and scaled.

    The density is :math:`(1 + z^2/\nu)^{-(\nu+1)/2} / (s\sqrt{\nu}\,B(1/2, \nu/2))`, :math:`z = (x - m)/s`.

    Parameters
    ----------
    df : number
        Degrees of freedom ν > 0, not necessarily an integer.
    loc : number
        Median m; the mean where ν > 1.
    scale : number
        Scale s > 0; the variance is s²ν/(ν - 2) where ν > 2.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite, or ``df`` or ``scale`` is not positive.

    Notes
    -----
    The constant is not a difference of log-gammas, which is off by 1e-8 at ν = 1e8. Draws with ν below 0.1
    can exceed float64 and are then infinite, as are the quantiles.

    Examples
    --------
    >>> print(StudentT(4).sf(1e5))
    2.9999999979999997e-20
    """

    df: Fraction
    loc: Fraction
    scale: Fraction

    name: ClassVar[str] = "student_t"

    def __init__(self, df: ExactLike, loc: ExactLike = 0, scale: ExactLike = 1) -> None:
        super().__init__(loc, scale)
        object.__setattr__(self, "df", positive(df, "df"))

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        constant = A.log_beta(_HALF, self.df / 2) + A.log(A.const(self.df)) / 2 + A.log(A.const(self.scale))
        return -A.const((self.df + 1) / 2) * A.log1p_square(self._z(A, x)) - constant

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, StudentT) or other.df != self.df:
            return None
        z = self.standardized(A, x)
        root = A.sqrt(A.const(self.df))
        t = self.shift_of_standardized(A, other, z) / root
        power = A.const((self.df + 1) / 2)
        return power * log_ratio_of_squares(A, z / root, t) + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        z = self._z(A, x)
        return A.student_tail(self.df, -z), A.student_tail(self.df, z)

    def lower_quantile(self, u: Floats) -> Floats:
        df = float(self.df)
        bulk = special.stdtrit(df, u)
        log_leading = -(np.log(u * df) + FLOATING.log_beta(_HALF, self.df / 2)) / df
        return np.where(log_leading < math.log(_FAR), bulk, -math.sqrt(df) * np.exp(log_leading))

    def standard_sample(self, n: int, rng: np.random.Generator) -> Floats:
        return rng.standard_t(float(self.df), n)

    def _z(self, A: Arithmetic, x: Coordinate) -> Value:
        return self.standardized(A, x) / A.sqrt(A.const(self.df))
