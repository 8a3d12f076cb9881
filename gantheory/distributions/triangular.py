"""The triangular law."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from gantheory.arithmetic.exact import ExactLike, exact, literal
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law, generator, log_quotient, quantile_seeds
from gantheory.errors import InvalidParameterError


@dataclass(frozen=True, init=False, repr=False)
class Triangular(Law):
    r"""Triangular law on [low, high]: its density rises linearly to 2/(high - low) at the mode, and falls to 0.

    Parameters
    ----------
    low, mode, high : number
        Ends and peak, low ≤ mode ≤ high and low < high.

    Raises
    ------
    InvalidParameterError
        If a parameter is not finite, or they are not in this order.

    Examples
    --------
    >>> Triangular(0, 1, 4).pdf([0.5, 1.0, 2.5])
    array([0.25, 0.5 , 0.25])
    """

    low: Fraction
    mode: Fraction
    high: Fraction

    name: ClassVar[str] = "triangular"

    def __init__(self, low: ExactLike, mode: ExactLike, high: ExactLike) -> None:
        object.__setattr__(self, "low", exact(low, "low"))
        object.__setattr__(self, "mode", exact(mode, "mode"))
        object.__setattr__(self, "high", exact(high, "high"))
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise InvalidParameterError(
                f"low ≤ mode ≤ high and low < high must hold, got {low}, {mode} and {high}; put them in order"
            )

    def __repr__(self) -> str:
        return f"Triangular({literal(self.low)}, {literal(self.mode)}, {literal(self.high)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return self.low, self.high

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return tuple(sorted({self.low, self.mode, self.high}))

    @property
    def center(self) -> Fraction:
        return Fraction(float(self.icdf(0.5)))

    def smooth_at(self, end: End) -> bool:
        # The logarithm of a density that goes to 0.
        if end.point == self.low and end.side > 0:
            return self.low == self.mode
        if end.point == self.high and end.side < 0:
            return self.mode == self.high
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if not cell.within(self.low, self.high):
            return A.minus_infinity
        end, slope = self._side(cell)
        return x.log_minus(end) + A.log(A.const(slope))

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Triangular) or self._side(cell)[0] != other._side(cell)[0]:
            return None
        return log_quotient(A, self._side(cell)[1], other._side(cell)[1])

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= self.low:
            return A.const(0), A.const(1)
        if cell.low >= self.high:
            return A.const(1), A.const(0)
        if cell.high <= self.mode:
            return self._masses(A, x.minus(self.low), -x.minus(self.mode), self.mode - self.low)
        above, below = self._masses(A, -x.minus(self.high), x.minus(self.mode), self.high - self.mode)
        return below, above

    def icdf(self, u: Any) -> Floats:
        return self._between(np.asarray(u, dtype=float), self.low, self.high)

    def isf(self, u: Any) -> Floats:
        return self._between(np.asarray(u, dtype=float), self.high, self.low)

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return self.icdf(generator(rng).random(n))

    @property
    def _width(self) -> Fraction:
        return self.high - self.low

    def _side(self, cell: Cell) -> tuple[Fraction, Fraction]:
        """The end towards which the density falls linearly to 0 in a cell inside the support, and its slope."""
        end = self.low if cell.high <= self.mode else self.high
        return end, 2 / (self._width * abs(self.mode - end))

    def _masses(self, A: Arithmetic, far: Value, near: Value, side: Fraction) -> tuple[Value, Value]:
        """The mass beyond x and the rest, at the distances from an end and from the mode, `side` apart."""
        whole, rest = A.const(self._width * side), A.const(side * (self._width - side))
        return far * far / whole, (rest + near * (A.const(side) + far)) / whole

    def _between(self, u: Floats, start: Fraction, stop: Fraction) -> Floats:
        """The point that leaves the mass u on the side of `start`; NaN outside [0, 1]."""
        first, second, width = (np.float64(v) for v in (abs(self.mode - start), abs(stop - self.mode), self._width))
        way = 1 if start < stop else -1
        with quiet():
            beyond = u * width - first
            # The width outside of the roots: its square may be beyond float64.
            before = float(start) + way * width * np.sqrt(u * (first / width))
            # The same point from the mode and from the other end: digits are kept next to either.
            after = float(self.mode) + way * beyond / (1 + np.sqrt(1 - beyond / second))
            late = float(stop) - way * width * np.sqrt((1 - u) * (second / width))
        point = np.where(beyond <= 0, before, np.where(beyond <= second / 2, after, late))
        return np.where((u >= 0) & (u <= 1), point, np.nan)[()]
