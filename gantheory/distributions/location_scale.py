"""Symmetric location-scale families: the normal, Laplace, logistic, Cauchy and Student laws."""

from __future__ import annotations

import dataclasses
import functools
import math
from abc import abstractmethod
from fractions import Fraction
from typing import Any, ClassVar, Self, TypeVar, cast

import numpy as np

from gantheory.arithmetic.exact import ExactLike, exact, literal, positive
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Coordinate, Extended
from gantheory.distributions.law import RNG, SEED_LEVELS, Law, generator, within_floats


class LocationScale(Law):
    """The law of loc + scale·Z, where Z is symmetric around 0 and has a density on the whole line."""

    loc: Fraction
    scale: Fraction

    #: Whether its seeds alone make panels that do: the density is analytic on the whole line and its tails fade
    #: like an exponential at least.
    stackable: ClassVar[bool] = False

    def __init__(self, loc: ExactLike = 0, scale: ExactLike = 1) -> None:
        object.__setattr__(self, "loc", exact(loc, "loc"))
        object.__setattr__(self, "scale", positive(scale, "scale"))

    def __repr__(self) -> str:
        parameters = dataclasses.fields(cast(Any, self))
        return f"{type(self).__name__}({', '.join(literal(getattr(self, p.name)) for p in parameters)})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return -math.inf, math.inf

    @property
    def center(self) -> Fraction:
        return self.loc

    def standardized(self, A: Arithmetic, x: Coordinate) -> Value:
        """z = (x - loc)/scale."""
        return x.minus(self.loc) / A.const(self.scale)

    def shift_of_standardized(self, A: Arithmetic, other: LocationScale, z: Value) -> Value:
        """t = z' - z, where `other` standardizes x to z' and this law to `z`; no difference of rounded numbers."""
        shift = A.const((self.loc - other.loc) / other.scale)
        if self.scale == other.scale:
            return shift
        return z * A.const((self.scale - other.scale) / other.scale) + shift

    @property
    def shape(self) -> tuple[Fraction, ...]:
        """The parameters of Z, in the order in which the type takes them: before location and scale."""
        return tuple(getattr(self, p.name) for p in dataclasses.fields(cast(Any, self))[:-2])

    @abstractmethod
    def lower_quantile(self, u: Floats) -> Floats:
        """The quantile of Z for u in [0, 1/2]."""

    @abstractmethod
    def standard_sample(self, n: int, rng: np.random.Generator) -> Floats:
        """`n` draws of Z."""

    def icdf(self, u: Any) -> Floats:
        return float(self.loc) + float(self.scale) * self._quantile(u)

    def isf(self, u: Any) -> Floats:
        return float(self.loc) - float(self.scale) * self._quantile(u)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return float(self.loc) + float(self.scale) * self.standard_sample(n, generator(rng))

    @property
    def standard_seeds(self) -> Floats:
        """The seeds of Z."""
        return _standard_seeds(type(self), self.shape)

    @functools.cached_property
    def loc_rounding(self) -> float:
        """By how much of the scale the location's float is off: 1.001 is no float, which counts for a narrow law."""
        rounded = Fraction(float(self.loc))
        return 0.0 if rounded == self.loc else float(abs(self.loc - rounded) / self.scale)

    @functools.cached_property
    def stack(self) -> Self:
        """This law as a stack of one; see :func:`stacked`."""
        return stacked(type(self), np.array([float(self.loc)]), np.array([float(self.scale)]))

    @functools.cached_property
    def seeds(self) -> Floats:
        loc, scale, standard = float(self.loc), float(self.scale), self.standard_seeds
        if math.isfinite(8 * (abs(loc) - scale * float(standard[0]))):
            return loc + scale * standard
        with quiet():
            return within_floats(loc + scale * standard)

    def _quantile(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        # 1 - u is exact for u ≥ 1/2. The comparisons are false for NaN.
        smaller = np.where((u >= 0) & (u <= 1), np.minimum(u, 1 - u), np.nan)
        with quiet():
            below = self.lower_quantile(smaller)
        return np.where(u <= 0.5, below, -below)[()]


def log_ratio_of_squares(A: Arithmetic, z: Value, t: Value) -> Value:
    """log((1 + (z+t)²)/(1 + z²)) with digits of its own for small t; no square overflows."""
    inverse = A.exp(-A.log1p_square(z) / 2)
    return A.log1p((t * inverse) * ((2 * z + t) * inverse))


Family = TypeVar("Family", bound=LocationScale)


def stacked(kind: type[Family], loc: Floats, scale: Floats) -> Family:
    """Many laws as one whose parameters are float arrays of shape (laws, 1, 1), for array arithmetics only."""
    law = object.__new__(kind)
    object.__setattr__(law, "loc", loc.reshape(-1, 1, 1))
    object.__setattr__(law, "scale", scale.reshape(-1, 1, 1))
    return law


@functools.lru_cache(maxsize=512)
def _standard_seeds(kind: type[LocationScale], shape: tuple[Fraction, ...]) -> Floats:
    """Z's seeds, computed once for each shape: laws differ from them by location and scale only."""
    with quiet():
        below = kind(*shape).lower_quantile(np.array(SEED_LEVELS))
    return np.concatenate([below, [0.0], -below[::-1]])
