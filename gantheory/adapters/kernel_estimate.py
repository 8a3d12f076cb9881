"""Kernel density estimates: a mixture of as many normal laws as there are data, computed as arrays."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np
from scipy import special

from gantheory.arithmetic.asymptotic import Asymptotic
from gantheory.arithmetic.exact import positive
from gantheory.arithmetic.floating import Floating, Floats, quiet
from gantheory.arithmetic.growth import Growth
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.monomial import LEVELS, ONE, Monomial
from gantheory.arithmetic.running_error import Rounded, RunningError
from gantheory.distributions.coordinate import Cell, Coordinate, Extended
from gantheory.distributions.law import RNG, Law, generator
from gantheory.distributions.normal import Normal
from gantheory.distributions.weights import probabilities
from gantheory.errors import DimensionError, InvalidParameterError, NotCertifiedError

#: Panels reach this many bandwidths beyond the outermost data, and are at most so many wide: on one a kernel is
#: resolved to rounding by the rule's nodes, as the panels of a single normal law are.
REACH: Final = 8.3
WIDTH: Final = 2.5
#: Elements of the largest array that is made at once: places times data.
BLOCK: Final = 2**20
#: Units in the last place by which a kernel's logarithm is off, beside its place.
OWN_ROUNDING: Final = 6.0

#: Kernels up to which the sum is taken in exact arithmetics.
FEW: Final = 32

_LOG_ROOT_TWO_PI: Final = math.log(2 * math.pi) / 2


@dataclass(frozen=True, eq=False, repr=False, init=False)
class KernelEstimate(Law):
    r"""The law with density :math:`\sum_i w_i\,\varphi((x - x_i)/h)/h`, the Gaussian kernel estimate of data.

    It is the mixture of the Normal(xᵢ, h), exactly, with known tails; only its floats are computed as arrays.

    Parameters
    ----------
    data : array
        The places xᵢ.
    weights : array, optional
        Weights > 0 that sum to 1; equal ones if omitted.
    bandwidth : number
        The standard deviation h > 0 of a kernel.

    Raises
    ------
    DimensionError
        If the data are not one-dimensional.
    InvalidParameterError
        If there are none, one is not finite, or the weights or the bandwidth are not positive.

    Examples
    --------
    >>> print(KernelEstimate([0.0, 1.0], bandwidth=0.5).cdf(0.5))
    0.5
    """

    data: Floats
    weights: tuple[Fraction, ...]
    bandwidth: Fraction

    name: ClassVar[str] = "kernel estimate"

    def __new__(cls, *arguments: Any, **named: Any) -> KernelEstimate:
        # An array of data makes one law, not an array of laws.
        return object.__new__(cls)

    def __init__(self, data: Any, weights: Any = None, *, bandwidth: Any) -> None:
        places = np.asarray(data, dtype=float)
        if places.ndim != 1:
            raise DimensionError(f"data must be one-dimensional, got shape {places.shape}; give one coordinate of them")
        if places.size == 0 or not np.isfinite(places).all():
            raise InvalidParameterError("data must be finite numbers, at least one; drop NaN and infinite ones")
        given = [Fraction(1, places.size)] * places.size if weights is None else np.asarray(weights).tolist()
        if len(given) != places.size:
            raise InvalidParameterError(f"there must be one weight a place, got {len(given)} for {places.size}")
        order = np.argsort(places, kind="stable")
        exact_weights = probabilities(given)
        object.__setattr__(self, "data", places[order])
        object.__setattr__(self, "weights", tuple(exact_weights[i] for i in order.tolist()))
        object.__setattr__(self, "bandwidth", positive(bandwidth, "bandwidth"))

    def __repr__(self) -> str:
        return f"KernelEstimate({self.data.size} data, bandwidth={float(self.bandwidth):.6g})"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return -math.inf, math.inf

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return ()

    @functools.cached_property
    def center(self) -> Fraction:
        return Fraction(float(self.data[self.data.size // 2]))

    @functools.cached_property
    def _log_weights(self) -> Floats:
        return np.log(self._weights)

    @functools.cached_property
    def _weights(self) -> Floats:
        return np.array([float(weight) for weight in self.weights])

    @functools.cached_property
    def _offsets(self) -> Floats:
        """The data as measured from the center, in bandwidths."""
        return (self.data - float(self.center)) / float(self.bandwidth)

    @functools.cached_property
    def _kernels(self) -> list[tuple[Fraction, Normal]]:
        merged: dict[Fraction, Fraction] = {}
        for place, weight in zip(map(Fraction, self.data.tolist()), self.weights):
            merged[place] = merged.get(place, Fraction(0)) + weight
        return [(weight, Normal(place, self.bandwidth)) for place, weight in merged.items()]

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if isinstance(A, Floating):
            return self._logs(np.asarray(x.minus(self.center)) / float(self.bandwidth), None)[0]
        if isinstance(A, RunningError):
            y = x.minus(self.center)
            h = float(self.bandwidth)
            value, error = np.asarray(y.value, dtype=float), np.asarray(y.error, dtype=float)
            logs, errors = self._logs(value / h, np.broadcast_to(error, value.shape) / h)
            return Rounded(logs, errors)
        if isinstance(A, Asymptotic) and len(self._kernels) > FEW:
            return self._growth(A, x, cell)
        self._few(A)
        return A.logsumexp([A.log(A.const(w)) + law.log_density(A, x, cell) for w, law in self._kernels])

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if isinstance(A, Floating):
            z = np.asarray(x.minus(self.center)) / float(self.bandwidth)
            return self._blocks(z, special.ndtr), self._blocks(z, lambda gap: special.ndtr(-gap))
        if isinstance(A, Asymptotic) and len(self._kernels) > FEW:
            return self._cumulative_growth(A, x, cell)
        self._few(A)
        below, above = A.const(0), A.const(0)
        for weight, law in self._kernels:
            lower, upper = law.cumulative(A, x, cell)
            below, above = below + A.const(weight) * lower, above + A.const(weight) * upper
        return below, above

    def _few(self, A: Arithmetic) -> None:
        if isinstance(A, Asymptotic | RunningError) or len(self._kernels) <= FEW:
            return
        raise NotCertifiedError(
            f"{self!r} has more than {FEW} kernels, too many for exact arithmetic; use method='quadrature'"
        )

    def _outermost(self, x: Coordinate) -> tuple[int, list[tuple[Fraction, Normal]]]:
        """To which infinity x goes (0: neither), and the two kernels that are outermost there."""
        y = x.minus(self.center)
        if y.order is None or y.order.compare(ONE) <= 0:
            return 0, []
        side = y.leading()[2]
        return side, self._kernels[-2:] if side > 0 else self._kernels[:2]

    def _growth(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        """log p at an end: of equal bandwidths the outermost kernels exceed all others exponentially."""
        _, outer = self._outermost(x)
        if outer:
            return A.logsumexp([A.log(A.const(w)) + law.log_density(A, x, cell) for w, law in outer])
        return _limit(float(self.logpdf(_place(x))))

    def _cumulative_growth(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        side, outer = self._outermost(x)
        if not outer:
            return _limit(float(self.cdf(_place(x)))), _limit(float(self.sf(_place(x))))
        rest = 1 - sum(weight for weight, _ in outer)
        below, above = (A.const(rest), A.const(0)) if side > 0 else (A.const(0), A.const(rest))
        for weight, law in outer:
            lower, upper = law.cumulative(A, x, cell)
            below, above = below + A.const(weight) * lower, above + A.const(weight) * upper
        return below, above

    def _logs(self, z: Floats, place_error: Floats | None) -> tuple[Floats, Floats]:
        """log p at z, in bandwidths from the center, and its error in units of 2⁻⁵³ where the place's is given."""
        flat = z.ravel()
        logs, errors = np.empty(flat.size), np.zeros(flat.size)
        constant = math.log(float(self.bandwidth)) + _LOG_ROOT_TWO_PI
        spread = float(np.abs(self._offsets).max())
        step = max(1, BLOCK // self.data.size)
        for start in range(0, flat.size, step):
            rows = slice(start, start + step)
            gaps = flat[rows, None] - self._offsets
            terms = self._log_weights - gaps * gaps / 2
            top = terms.max(axis=1)
            shares = np.exp(terms - top[:, None])
            total = shares.sum(axis=1)
            logs[rows] = top + np.log(total) - constant
            if place_error is not None:
                slope = np.abs((shares * np.abs(gaps)).sum(axis=1) / total)
                place = place_error.ravel()[rows] + 2 * (np.abs(flat[rows]) + spread)
                errors[rows] = slope * place + OWN_ROUNDING * (1 + np.abs(logs[rows]) + np.abs(top))
        return logs.reshape(z.shape), errors.reshape(z.shape)

    def _blocks(self, z: Floats, kernel: Any) -> Floats:
        flat = z.ravel()
        result = np.empty(flat.size)
        step = max(1, BLOCK // self.data.size)
        for start in range(0, flat.size, step):
            rows = slice(start, start + step)
            result[rows] = kernel(flat[rows, None] - self._offsets) @ self._weights
        return result.reshape(z.shape)

    @functools.cached_property
    def seeds(self) -> Floats:
        """Edges at most WIDTH bandwidths apart wherever data are within REACH of them."""
        h = float(self.bandwidth)
        gaps = np.diff(self.data)
        cuts = np.flatnonzero(gaps > 2 * REACH * h)
        starts = np.concatenate([self.data[:1], self.data[cuts + 1]]) - REACH * h
        ends = np.concatenate([self.data[cuts], self.data[-1:]]) + REACH * h
        runs = [np.linspace(a, b, 1 + max(1, math.ceil((b - a) / (WIDTH * h)))) for a, b in zip(starts, ends)]
        return np.unique(np.concatenate(runs))

    def icdf(self, u: Any) -> Floats:
        return self._quantile(u, upper=False)

    def isf(self, u: Any) -> Floats:
        return self._quantile(u, upper=True)

    def _quantile(self, u: Any, *, upper: bool) -> Floats:
        u = np.asarray(u, dtype=float)
        with quiet():
            z = -special.ndtri(u) if upper else special.ndtri(u)
        h = float(self.bandwidth)
        low, high = self.data[0] + h * z, self.data[-1] + h * z
        finite = np.isfinite(z)
        low, high = np.where(finite, low, 0.0), np.where(finite, high, 0.0)
        for _ in range(64):
            middle = low / 2 + high / 2
            right = self.sf(middle) > u if upper else self.cdf(middle) < u
            low, high = np.where(right, middle, low), np.where(right, high, middle)
        return np.where(finite, high, z)[()]

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        rng = generator(rng)
        chosen = rng.choice(self.data, size=n, p=self._weights)
        return chosen + float(self.bandwidth) * rng.standard_normal(n)


def _place(x: Coordinate) -> float:
    """The finite place that x goes to."""
    return float(x.minus(0).split()[1])


def _limit(value: float) -> Growth:
    """What tends to `value`, a float for a constant that no tie is decided by."""
    return Growth([(ONE, Fraction(value))] if value else [], Monomial((-1,) + (0,) * (LEVELS - 1)))
