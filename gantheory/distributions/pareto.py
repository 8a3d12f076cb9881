"""The Pareto law."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from gantheory.arithmetic.exact import ExactLike, literal, positive
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law, generator, log_quotient, quantile_seeds, within_floats


@dataclass(frozen=True, init=False, repr=False)
class Pareto(Law):
    r"""Pareto law (of type I) on [m, ∞) with density :math:`a\,m^a / x^{a+1}`.

    Parameters
    ----------
    shape : number
        Tail index a > 0; the moments of order below a are finite.
    scale : number
        Smallest value m > 0.

    Raises
    ------
    InvalidParameterError
        If a parameter is not a finite number > 0.

    Notes
    -----
    NumPy's ``pareto`` draws X/m - 1.

    Examples
    --------
    >>> print(Pareto("0.5", 2).sf(2e20))
    1e-10
    """

    shape: Fraction
    scale: Fraction

    name: ClassVar[str] = "pareto"

    def __init__(self, shape: ExactLike, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "shape", positive(shape, "shape"))
        object.__setattr__(self, "scale", positive(scale, "scale"))

    def __repr__(self) -> str:
        return f"Pareto({literal(self.shape)}, {literal(self.scale)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return self.scale, math.inf

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return (self.scale,)

    @property
    def center(self) -> Fraction:
        # A median beyond float64's range: the largest float stands for it.
        return max(Fraction(float(within_floats(self.icdf(0.5)))), self.scale + Fraction(math.ulp(float(self.scale))))

    def smooth_at(self, end: End) -> bool:
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if cell.high <= self.scale:
            return A.minus_infinity
        return A.log(A.const(self.shape / self.scale)) - A.const(self.shape + 1) * self._log(A, x)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Pareto):
            return None
        constant = log_quotient(A, self.shape, other.shape)
        constant = constant + A.const(other.shape) * log_quotient(A, self.scale, other.scale)
        return A.const(other.shape - self.shape) * self._log(A, x) + constant

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= self.scale:
            return A.const(0), A.const(1)
        t = A.const(self.shape) * self._log(A, x)
        # P(1, t) = 1 - e^{-t}, accurate for small t.
        return A.gammainc(Fraction(1), t), A.exp(-t)

    def icdf(self, u: Any) -> Floats:
        with quiet():
            return self._quantile(-np.log1p(-np.where(np.asarray(u) >= 0, u, np.nan)))

    def isf(self, u: Any) -> Floats:
        with quiet():
            return self._quantile(-np.log(np.where(np.asarray(u) <= 1, u, np.nan)))

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        with quiet():
            return self._quantile(generator(rng).standard_exponential(n))

    def _log(self, A: Arithmetic, x: Coordinate) -> Value:
        """log(x/m), accurate next to m."""
        return A.log1p(x.minus(self.scale) / A.const(self.scale))

    def _quantile(self, t: Floats) -> Floats:
        """The x with a·log(x/m) = t."""
        return (float(self.scale) * np.exp(t / float(self.shape)))[()]
