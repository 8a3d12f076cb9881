"""The normal law."""

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
class Normal(LocationScale):
    r"""Normal law with density :math:`e^{-z^2/2} / (\sigma\sqrt{2\pi})`, :math:`z = (x - \mu)/\sigma`.

    Parameters
    ----------
    loc : number
        Mean μ.
    scale : number
        Standard deviation σ > 0 (not the variance).

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite or ``scale`` is not positive.

    Examples
    --------
    >>> print(Normal(0, 1).cdf(1.0))
    0.8413447460685429
    """

    loc: Fraction
    scale: Fraction

    name: ClassVar[str] = "normal"
    stackable: ClassVar[bool] = True

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        z = self.standardized(A, x)
        return -z * z / 2 - (A.log(A.const(self.scale)) + A.log(2 * A.pi()) / 2)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Normal):
            return None
        z = self.standardized(A, x)
        t = self.shift_of_standardized(A, other, z)
        # (z'² - z²)/2, factored
        return t * (z + t / 2) + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        w = x.minus(self.loc) / (A.const(self.scale) * A.sqrt(A.const(2)))
        return A.erfc(-w) / 2, A.erfc(w) / 2

    def lower_quantile(self, u: Floats) -> Floats:
        return special.ndtri(u)

    def standard_sample(self, n: int, rng: np.random.Generator) -> Floats:
        return rng.standard_normal(n)
