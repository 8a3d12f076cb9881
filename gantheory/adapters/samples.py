"""Samples: what they determine exactly is a distance between their empirical laws; a density they do not."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np

from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, Extended
from gantheory.distributions.law import RNG, Law, generator
from gantheory.errors import DimensionError, InvalidParameterError, SamplesError
from gantheory.estimate import Estimate

#: Beyond this a distance of two samples may have no float.
FARTHEST: Final = 1e300
#: Half a unit in the last place.
_UNIT: Final = 2.0**-53


@dataclass(frozen=True, eq=False, repr=False)
class EmpiricalLaw(Law):
    """The empirical law of a sample: weight 1/n on every value. Made by :func:`empirical`.

    Its distribution function is a step function, and distances of distribution functions are exact. It has no
    density, and it is not taken for a law of atoms either: the sample stands for the law that it was drawn from,
    whose density it does not determine. Where the values themselves are meant, write ``Atoms(values)``.
    """

    values: Floats

    name: ClassVar[str] = "sample"

    def __new__(cls, values: Floats) -> EmpiricalLaw:
        # An array of values makes one law, not an array of laws.
        return object.__new__(cls)

    def __repr__(self) -> str:
        return f"a sample of {self.values.size} values"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return Fraction(float(self.values[0])), Fraction(float(self.values[-1]))

    @functools.cached_property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return tuple(map(Fraction, np.unique(self.values).tolist()))

    @property
    def center(self) -> Fraction:
        return Fraction(float(self.values[(self.values.size - 1) // 2]))

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        """A sample has none.

        Raises
        ------
        SamplesError
            Always.
        """
        raise SamplesError(_WHY)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        n = self.values.size
        below = int(np.searchsorted(self.values, float(cell.low), side="right"))
        return A.const(Fraction(below, n)), A.const(Fraction(n - below, n))

    def logpdf(self, x: Any) -> Floats:
        raise SamplesError(_WHY)

    def cdf(self, x: Any) -> Floats:
        return (np.searchsorted(self.values, np.asarray(x, dtype=float), side="right") / self.values.size)[()]

    def sf(self, x: Any) -> Floats:
        above = self.values.size - np.searchsorted(self.values, np.asarray(x, dtype=float), side="right")
        return (above / self.values.size)[()]

    def icdf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        levels = np.arange(1, self.values.size + 1) / self.values.size
        found = self.values[np.minimum(np.searchsorted(levels, u), self.values.size - 1)]
        return np.where((u >= 0) & (u <= 1), found, np.nan)[()]

    def isf(self, u: Any) -> Floats:
        return self.icdf(1 - np.asarray(u, dtype=float))

    @property
    def seeds(self) -> Floats:
        return np.unique(self.values)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return generator(rng).choice(self.values, size=n)


_WHY: Final = (
    "samples alone do not determine a density, and every value of KL, JSD and the like between 0 and its largest fits "
    "them; hand in scipy.stats.gaussian_kde(samples), or a law; wasserstein, energy and Kolmogorov distances are exact"
    "; if the numbers are probabilities, write from_probabilities(weights) or Atoms(points, weights)"
)


def is_samples(thing: object) -> bool:
    """Whether `thing` is raw data: an array or a list of numbers, or an :class:`EmpiricalLaw`."""
    if isinstance(thing, EmpiricalLaw):
        return True
    if isinstance(thing, np.ndarray):
        return thing.dtype.kind in "fiu"
    return isinstance(thing, list) and bool(thing) and all(isinstance(v, int | float | np.number) for v in thing)


def empirical(samples: Any) -> EmpiricalLaw:
    """The empirical law of one-dimensional samples.

    Raises
    ------
    DimensionError
        If the array has more than one dimension.
    InvalidParameterError
        If there are no samples, or one is NaN, infinite or beyond ±1e300.

    Examples
    --------
    >>> print(empirical([3.0, 1.0, 2.0]).cdf(2.0))
    0.6666666666666666
    """
    if isinstance(samples, EmpiricalLaw):
        return samples
    try:
        values = np.asarray(samples, dtype=float)
    except (TypeError, ValueError):
        raise InvalidParameterError(f"samples must be an array of numbers, got {type(samples).__name__}") from None
    if values.ndim != 1:
        raise DimensionError(
            f"samples must be one-dimensional, got shape {values.shape}; only laws on the line are known"
        )
    if values.size == 0:
        raise InvalidParameterError("there are no samples; give at least one")
    if not np.isfinite(values).all():
        raise InvalidParameterError("a sample is NaN or infinite; drop it, or say what it stands for")
    if np.abs(values).max() > FARTHEST:
        raise InvalidParameterError(
            f"a sample is beyond ±{FARTHEST:g}, where distances have no float; divide all samples by a common unit"
        )
    return EmpiricalLaw(np.sort(values))


def refuse_samples(name: str, *laws: Law) -> None:
    """Raise if one of the laws is a sample: the divergence `name` needs densities.

    Raises
    ------
    SamplesError
        The message says why, and what to do.
    """
    for law in laws:
        if isinstance(law, EmpiricalLaw):
            raise SamplesError(f"{name}: {_WHY}")


def _steps(p: EmpiricalLaw, q: EmpiricalLaw) -> tuple[Floats, np.ndarray]:
    """The gaps between all values in order, and the integers n·m·(F_p - F_q) on them."""
    places = np.concatenate([p.values, q.values])
    places.sort(kind="stable")
    n, m = p.values.size, q.values.size
    left = places[:-1]
    below_p = np.searchsorted(p.values, left, side="right")
    below_q = np.searchsorted(q.values, left, side="right")
    return np.diff(places), below_p * m - below_q * n


def empirical_wasserstein(p: EmpiricalLaw, q: EmpiricalLaw, order: float = 1) -> Estimate:
    r"""Wasserstein distance :math:`(\int_0^1 |F_p^{-1} - F_q^{-1}|^r)^{1/r}` of two samples; the largest gap for r = ∞.

    Exact but for the rounding of a sum, which is the error.

    Examples
    --------
    >>> empirical_wasserstein(empirical([0.0, 1.0]), empirical([0.5, 2.5])).value
    1.0
    """
    n, m = p.values.size, q.values.size
    if not order >= 1:
        raise InvalidParameterError(f"order must be at least 1, got {order}")
    # The levels at which either quantile function steps, as integers over n·m.
    levels = np.union1d(np.arange(1, n + 1) * m, np.arange(1, m + 1) * n)
    widths = np.diff(levels, prepend=0)
    x, y = p.values[(levels - 1) // m], q.values[(levels - 1) // n]
    gaps = np.abs(x - y)
    if math.isinf(order):
        value = float(gaps.max())
        return Estimate(value, _UNIT * value, "exact", "sorted samples", "", levels.size)
    largest = float(gaps.max())
    if largest == 0:
        return Estimate(0.0, 0.0, "exact", "sorted samples", "", levels.size)
    mean = math.fsum((widths * (gaps / largest) ** order).tolist()) / (n * m)
    value = largest * mean ** (1 / order)
    return Estimate(value, (8 + 4 * order) * _UNIT * value, "exact", "sorted samples", "", levels.size)


def empirical_energy(p: EmpiricalLaw, q: EmpiricalLaw) -> Estimate:
    r"""Energy distance :math:`2\int (F_p - F_q)^2 dx` of two samples."""
    return _doubled(empirical_cramer(p, q))


def empirical_cramer(p: EmpiricalLaw, q: EmpiricalLaw) -> Estimate:
    r"""Cramér distance :math:`\int (F_p - F_q)^2 dx` of two samples."""
    gaps, heights = _steps(p, q)
    scale = p.values.size * q.values.size
    value = math.fsum((gaps * (heights / scale) ** 2).tolist())
    return Estimate(value, 8 * _UNIT * value, "exact", "sorted samples", "", gaps.size)


def empirical_kolmogorov(p: EmpiricalLaw, q: EmpiricalLaw) -> Estimate:
    r"""Kolmogorov distance :math:`\sup_x |F_p(x) - F_q(x)|` of two samples."""
    gaps, heights = _steps(p, q)
    # Between equal values nothing is seen of a step.
    seen = np.abs(heights[gaps > 0])
    largest = int(seen.max()) if seen.size else 0
    value = largest / (p.values.size * q.values.size)
    return Estimate(value, _UNIT * value, "exact", "sorted samples", "", gaps.size)


def _doubled(estimate: Estimate) -> Estimate:
    return Estimate(2 * estimate.value, 2 * estimate.error, estimate.status, estimate.method, "", estimate.evaluations)
