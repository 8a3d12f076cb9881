"""The normal law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scipy import special

from gantheory.arithmetic.exact import ExactLike, exact, positive, show
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, Extended
from gantheory.distributions.law import RNG, Law, generator


@dataclass(frozen=True, init=False, repr=False)
class Normal(Law):
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
    >>> Normal(0, 1).cdf(1.0)
    0.8413447460685429
    """

    loc: Fraction
    scale: Fraction

    def __init__(self, loc: ExactLike = 0, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "loc", exact(loc, "loc"))
        object.__setattr__(self, "scale", positive(scale, "scale"))

    def __repr__(self) -> str:
        return f"Normal({show(self.loc)}, {show(self.scale)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return -math.inf, math.inf

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    @property
    def center(self) -> Fraction:
        return self.loc

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        scale = A.const(self.scale)
        z = x.minus(self.loc) / scale
        return -z * z / 2 - (A.log(scale) + A.log(2 * A.pi()) / 2)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        w = x.minus(self.loc) / (A.const(self.scale) * A.sqrt(A.const(2)))
        return A.erfc(-w) / 2, A.erfc(w) / 2

    def icdf(self, u: Any) -> Floats:
        return float(self.loc) + float(self.scale) * special.ndtri(u)

    def isf(self, u: Any) -> Floats:
        return float(self.loc) - float(self.scale) * special.ndtri(u)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).normal(float(self.loc), float(self.scale), n)
