"""The Gumbel law."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from gantheory.arithmetic.exact import ExactLike, exact, literal, positive
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, Extended
from gantheory.distributions.law import RNG, Law, generator, log_quotient, quantile_seeds


@dataclass(frozen=True, init=False, repr=False)
class Gumbel(Law):
    r"""Gumbel law of maxima, skewed to the right: :math:`F(x) = e^{-e^{-z}}`, :math:`z = (x - m)/s`.

    Parameters
    ----------
    loc : number
        Mode m.
    scale : number
        Scale s > 0; the standard deviation is πs/√6.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite or ``scale`` is not positive.

    Notes
    -----
    scipy.stats calls it ``gumbel_r``. The law of minima is that of -X.

    Examples
    --------
    >>> print(Gumbel(0, 1).cdf(-5.0))
    3.5073891964646352e-65
    """

    loc: Fraction
    scale: Fraction

    name: ClassVar[str] = "gumbel"

    def __init__(self, loc: ExactLike = 0, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "loc", exact(loc, "loc"))
        object.__setattr__(self, "scale", positive(scale, "scale"))

    def __repr__(self) -> str:
        return f"Gumbel({literal(self.loc)}, {literal(self.scale)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return -math.inf, math.inf

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    @property
    def center(self) -> Fraction:
        return self.loc - self.scale * Fraction(math.log(math.log(2)))

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        z = self._standardized(A, x)
        return -z - A.exp(-z) - A.log(A.const(self.scale))

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Gumbel):
            return None
        z = self._standardized(A, x)
        shift, stretch = (self.loc - other.loc) / other.scale, (self.scale - other.scale) / other.scale
        t = A.const(stretch) * z + A.const(shift) if stretch else A.const(shift)
        return A.exp_difference(-z - t, -z, -t) + t + log_quotient(A, other.scale, self.scale)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        t = A.exp(-self._standardized(A, x))
        # P(1, t) = 1 - e^{-t}, accurate for small t.
        return A.exp(-t), A.gammainc(Fraction(1), t)

    def icdf(self, u: Any) -> Floats:
        with quiet():
            return self._quantile(-np.log(u))

    def isf(self, u: Any) -> Floats:
        with quiet():
            return self._quantile(-np.log1p(-np.asarray(u, dtype=float)))

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).gumbel(float(self.loc), float(self.scale), n)

    def _standardized(self, A: Arithmetic, x: Coordinate) -> Value:
        """z = (x - loc)/scale."""
        return x.minus(self.loc) / A.const(self.scale)

    def _quantile(self, t: Floats) -> Floats:
        """The x with e^{-z} = t; NaN for the t < 0 of a level outside [0, 1]."""
        return (float(self.loc) - float(self.scale) * np.log(t))[()]
