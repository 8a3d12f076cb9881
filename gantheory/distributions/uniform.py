"""The uniform law."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from gantheory.arithmetic.exact import ExactLike, exact, literal
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law, generator, quantile_seeds
from gantheory.errors import InvalidParameterError


@dataclass(frozen=True, init=False, repr=False)
class Uniform(Law):
    r"""Uniform law on [low, high] with density :math:`1 / (high - low)`.

    Parameters
    ----------
    low, high : number
        Ends of the interval, low < high.

    Raises
    ------
    InvalidParameterError
        If an end is not finite or the interval is empty.

    Examples
    --------
    >>> Uniform(0, 4).cdf([1.0, 5.0])
    array([0.25, 1.  ])
    """

    low: Fraction
    high: Fraction

    name: ClassVar[str] = "uniform"

    def __init__(self, low: ExactLike = 0, high: ExactLike = 1) -> None:
        object.__setattr__(self, "low", exact(low, "low"))
        object.__setattr__(self, "high", exact(high, "high"))
        if self.low >= self.high:
            raise InvalidParameterError(f"low must be less than high, got {low} and {high}; swap or widen them")

    def __repr__(self) -> str:
        return f"Uniform({literal(self.low)}, {literal(self.high)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return self.low, self.high

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return self.low, self.high

    @property
    def center(self) -> Fraction:
        return (self.low + self.high) / 2

    def smooth_at(self, end: End) -> bool:
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if not cell.within(self.low, self.high):
            return A.minus_infinity
        return -A.log(A.const(self.high - self.low))

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= self.low:
            return A.const(0), A.const(1)
        if cell.low >= self.high:
            return A.const(1), A.const(0)
        width = A.const(self.high - self.low)
        return x.minus(self.low) / width, -x.minus(self.high) / width

    def icdf(self, u: Any) -> Floats:
        return self._between(u, float(self.low), float(self.high))

    def isf(self, u: Any) -> Floats:
        return self._between(u, float(self.high), float(self.low))

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).uniform(float(self.low), float(self.high), n)

    def _between(self, u: Any, start: float, stop: float) -> Floats:
        """The point at the fraction u of the way, measured from the nearer end; NaN outside [0, 1]."""
        u = np.asarray(u, dtype=float)
        way = stop - start
        point = np.where(u <= 0.5, start + u * way, stop - (1 - u) * way)
        return np.where((u >= 0) & (u <= 1), point, np.nan)[()]
