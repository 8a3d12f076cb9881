"""The logistic law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
from scipy import special

from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate
from gantheory.distributions.law import Law, log_quotient
from gantheory.distributions.location_scale import LocationScale


@dataclass(frozen=True, init=False, repr=False)
class Logistic(LocationScale):
    r"""Logistic law with density :math:`\sigma(z)\,\sigma(-z) / s`, :math:`z = (x - \mu)/s`.

    Here :math:`\sigma(z) = 1/(1 + e^{-z})` is also its cumulative probability.

    Parameters
    ----------
    loc : number
        Mean and median μ.
    scale : number
        Scale s > 0; the standard deviation is πs/√3.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite or ``scale`` is not positive.

    Examples
    --------
    >>> print(Logistic(0, 1).cdf(1.0))
    0.7310585786300049
    """

    loc: Fraction
    scale: Fraction

    name: ClassVar[str] = "logistic"
    stackable: ClassVar[bool] = True

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        z = self.standardized(A, x)
        return -(A.softplus(z) + A.softplus(-z)) - A.log(A.const(self.scale))

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Logistic):
            return None
        z = self.standardized(A, x)
        half = self.shift_of_standardized(A, other, z) / 2
        # cosh(z'/2)/cosh(z/2) - 1, with sinh and cosh - 1 = 2 sinh² from differences of exponentials
        sinh = A.exp_difference(half, -half, 2 * half) / 2
        quarter = A.exp_difference(half / 2, -half / 2, half) / 2
        return 2 * A.log1p(2 * quarter * quarter + A.tanh(z / 2) * sinh) + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        z = self.standardized(A, x)
        return A.sigmoid(z), A.sigmoid(-z)

    def lower_quantile(self, u: Floats) -> Floats:
        return special.logit(u)

    def standard_sample(self, n: int, rng: np.random.Generator) -> Floats:
        return rng.logistic(size=n)
