"""The log-normal law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from scipy import special

from gantheory.arithmetic.exact import ExactLike, exact, positive
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End
from gantheory.distributions.half_line import HalfLine
from gantheory.distributions.law import RNG, Law, generator, log_quotient, within_floats


@dataclass(frozen=True, init=False, repr=False)
class LogNormal(HalfLine):
    r"""Log-normal law on (0, ∞): :math:`e^Z` for a normal Z with mean μ and standard deviation σ.

    The density is :math:`e^{-z^2/2} / (x\,\sigma\sqrt{2\pi})`, :math:`z = (\log x - \mu)/\sigma`. All moments are
    finite, but no :math:`E\,e^{tX}` with t > 0 is.

    Parameters
    ----------
    mu : number
        Mean μ of log X, the logarithm of the median.
    sigma : number
        Standard deviation σ > 0 of log X.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite or ``sigma`` is not positive.

    Notes
    -----
    scipy.stats writes it ``lognorm(sigma, scale=exp(mu))``.

    Examples
    --------
    >>> print(LogNormal(0, 1).cdf(1e-3))
    2.4619120188155053e-12
    """

    mu: Fraction
    sigma: Fraction

    name: ClassVar[str] = "log_normal"

    def __init__(self, mu: ExactLike = 0, sigma: ExactLike = 1) -> None:
        object.__setattr__(self, "mu", exact(mu, "mu"))
        object.__setattr__(self, "sigma", positive(sigma, "sigma"))

    @property
    def center(self) -> Fraction:
        # A median outside float64's range: the nearest float > 0 stands for it.
        return Fraction(max(float(within_floats(self.icdf(0.5))), math.ulp(0.0)))

    def smooth_at(self, end: End) -> bool:
        return end.point != 0 or end.side < 0

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if cell.high <= 0:
            return A.minus_infinity
        log_x = x.log_minus(0)
        z = (log_x - A.const(self.mu)) / A.const(self.sigma)
        return -z * z / 2 - log_x - (A.log(A.const(self.sigma)) + A.log(2 * A.pi()) / 2)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, LogNormal):
            return None
        z = (x.log_minus(0) - A.const(self.mu)) / A.const(self.sigma)
        shift, stretch = (self.mu - other.mu) / other.sigma, (self.sigma - other.sigma) / other.sigma
        t = A.const(stretch) * z + A.const(shift)
        # (z'² - z²)/2, factored
        return t * (z + t / 2) + log_quotient(A, other.sigma, self.sigma)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= 0:
            return A.const(0), A.const(1)
        w = (x.log_minus(0) - A.const(self.mu)) / (A.const(self.sigma) * A.sqrt(A.const(2)))
        return A.erfc(-w) / 2, A.erfc(w) / 2

    def icdf(self, u: Any) -> Floats:
        with quiet():
            return np.exp(float(self.mu) + float(self.sigma) * special.ndtri(u))

    def isf(self, u: Any) -> Floats:
        with quiet():
            return np.exp(float(self.mu) - float(self.sigma) * special.ndtri(u))

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        with quiet():
            return np.exp(float(self.mu) + float(self.sigma) * generator(rng).standard_normal(n))
