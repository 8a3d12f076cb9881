"""The beta law."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from scipy import special

from gantheory.arithmetic.exact import ExactLike, literal, positive
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law, generator, quantile_seeds


@dataclass(frozen=True, init=False, repr=False)
class Beta(Law):
    r"""Beta law on (0, 1) with density :math:`x^{a-1} (1 - x)^{b-1} / B(a, b)`.

    Parameters
    ----------
    a, b : number
        Shapes a, b > 0. Below 1 the density has a pole at 0 (a) or at 1 (b).

    Raises
    ------
    InvalidParameterError
        If a parameter is not a finite number > 0.

    Notes
    -----
    Much of the mass can lie nearer to 1 than float64 resolves (1.3 % of Beta(.1, .1)): quantiles round to 1
    there, while integration keeps the distance to 1.

    Examples
    --------
    >>> print(Beta(2, 3).cdf(0.5))
    0.6875
    """

    a: Fraction
    b: Fraction

    name: ClassVar[str] = "beta"

    def __init__(self, a: ExactLike, b: ExactLike) -> None:
        object.__setattr__(self, "a", positive(a, "a"))
        object.__setattr__(self, "b", positive(b, "b"))

    def __repr__(self) -> str:
        return f"Beta({literal(self.a)}, {literal(self.b)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return Fraction(0), Fraction(1)

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return Fraction(0), Fraction(1)

    @property
    def center(self) -> Fraction:
        # A median nearer to an end than any float: the float nearest to that end stands for it.
        median = float(special.betaincinv(float(self.a), float(self.b), 0.5))
        if math.isnan(median):
            # given up at huge shapes, where the median is the mean to a float's accuracy
            median = float(self.a / (self.a + self.b))
        return Fraction(min(max(median, math.ulp(0.0)), math.nextafter(1.0, 0.0)))

    def smooth_at(self, end: End) -> bool:
        if end.point == 0 and end.side > 0:
            return self.a == 1
        if end.point == 1 and end.side < 0:
            return self.b == 1
        return True

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if not cell.within(*self.support):
            return A.minus_infinity
        result = -A.log_beta(self.a, self.b)
        if self.a != 1:
            result = result + A.const(self.a - 1) * x.log_minus(0)
        if self.b != 1:
            result = result + A.const(self.b - 1) * x.log_minus(1)
        return result

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Beta):
            return None
        result = A.log_gamma_ratio(other.a, self.a) + A.log_gamma_ratio(other.b, self.b)
        result = result - A.log_gamma_ratio(other.a + other.b, self.a + self.b)
        for power, end in ((self.a - other.a, 0), (self.b - other.b, 1)):
            if power != 0:
                result = result + A.const(power) * x.log_minus(end)
        return result

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= 0:
            return A.const(0), A.const(1)
        if cell.low >= 1:
            return A.const(1), A.const(0)
        y, complement = x.minus(0), -x.minus(1)
        return A.betainc(self.a, self.b, y, complement), A.betainc(self.b, self.a, complement, y)

    def icdf(self, u: Any) -> Floats:
        return special.betaincinv(float(self.a), float(self.b), u)

    def isf(self, u: Any) -> Floats:
        return special.betainccinv(float(self.a), float(self.b), u)

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).beta(float(self.a), float(self.b), n)
