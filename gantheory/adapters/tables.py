"""Densities given as a table, and histograms: laws of their own, in every arithmetic."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np

from gantheory.arithmetic.exact import exact
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law, generator, quantile_seeds
from gantheory.errors import DimensionError, InvalidParameterError, NotNormalizedError

#: By how much the mass of a table of n floats may miss 1, per entry.
ROUNDING: Final = Fraction(1, 2**51)
#: What a table can be read as between its places.
INTERPOLATIONS: Final = ("linear", "constant")


@dataclass(frozen=True, eq=False, repr=False)
class PiecewiseLinear(Law):
    """A density that is linear between given places: from heights[i][0] to heights[i][1] on the i-th interval.

    Its masses are exact fractions, and it runs in every arithmetic. Made by :func:`from_table` and
    :func:`from_histogram`.

    Attributes
    ----------
    edges : tuple of Fraction
    heights : tuple of pairs of Fraction
        The density at the left and the right end of each interval.
    """

    edges: tuple[Fraction, ...]
    heights: tuple[tuple[Fraction, Fraction], ...]

    name: ClassVar[str] = "table"

    def __repr__(self) -> str:
        return f"a table of {len(self.edges)} places on [{float(self.edges[0]):g}, {float(self.edges[-1]):g}]"

    @functools.cached_property
    def _live(self) -> tuple[int, int]:
        positive = [i for i, pair in enumerate(self.heights) if any(pair)]
        return positive[0], positive[-1] + 1

    @property
    def support(self) -> tuple[Extended, Extended]:
        first, last = self._live
        return self.edges[first], self.edges[last]

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return self.edges

    @functools.cached_property
    def masses(self) -> tuple[Fraction, ...]:
        """The mass of each interval."""
        return tuple((b - a) * (f + g) / 2 for (a, b), (f, g) in zip(itertools.pairwise(self.edges), self.heights))

    @functools.cached_property
    def center(self) -> Fraction:
        return Fraction(float(self.icdf(0.5)))

    def smooth_at(self, end: End) -> bool:
        if isinstance(end.point, float):
            return True
        i = self._index(end.point, end.side)
        if i is None or not any(self.heights[i]):
            return True
        # where a linear density reaches 0, its logarithm is singular
        return all(self.heights[i]) or self.heights[i][0 if end.side > 0 else 1] > 0 or end.point not in self.edges

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        i = self._inside(cell)
        if i is None or not any(self.heights[i]):
            return A.minus_infinity
        (a, b), (f, g) = self.edges[i : i + 2], self.heights[i]
        slope = (g - f) / (b - a)
        if slope == 0:
            return A.log(A.const(f))
        if f == 0:
            return A.log(A.const(slope)) + x.log_minus(a)
        if g == 0:
            return A.log(A.const(-slope)) + x.log_minus(b)
        if f < g:
            return A.log(A.const(f) + A.const(slope) * x.minus(a))
        return A.log(A.const(g) + A.const(slope) * x.minus(b))

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= self.edges[0]:
            return A.const(0), A.const(1)
        if cell.low >= self.edges[-1]:
            return A.const(1), A.const(0)
        i = self._inside(cell)
        assert i is not None
        below, above = self._sums
        (a, b), (f, g) = self.edges[i : i + 2], self.heights[i]
        half = (g - f) / (b - a) / 2
        left, right = x.minus(a), -x.minus(b)
        return (
            A.const(below[i]) + left * (A.const(f) + A.const(half) * left),
            A.const(above[i]) + right * (A.const(g) - A.const(half) * right),
        )

    def icdf(self, u: Any) -> Floats:
        return self._quantile(u, upper=False)

    def isf(self, u: Any) -> Floats:
        return self._quantile(u, upper=True)

    @functools.cached_property
    def seeds(self) -> Floats:
        return quantile_seeds(self)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return self.icdf(generator(rng).random(n))

    @functools.cached_property
    def _sums(self) -> tuple[list[Fraction], list[Fraction]]:
        """The mass below the left and above the right end of each interval."""
        below = list(itertools.accumulate(self.masses, initial=Fraction(0)))
        return below[:-1], [1 - share for share in below[1:]]

    @functools.cached_property
    def _floats(self) -> tuple[Floats, ...]:
        columns = (self.edges, self._sums[0], self._sums[1], [f for f, _ in self.heights], [g for _, g in self.heights])
        return tuple(np.array([float(v) for v in column]) for column in columns)

    def _index(self, point: Fraction, side: int) -> int | None:
        inside = [i for i, (a, b) in enumerate(itertools.pairwise(self.edges)) if
                  (a <= point < b if side > 0 else a < point <= b)]  # fmt: skip
        return inside[0] if inside else None

    def _inside(self, cell: Cell) -> int | None:
        """The interval that holds the cell."""
        return self._places.get(cell.low) if cell.low in self._places else self._search(cell)

    @functools.cached_property
    def _places(self) -> dict[Extended, int]:
        return {edge: i for i, edge in enumerate(self.edges[:-1])}

    def _search(self, cell: Cell) -> int | None:
        if not cell.within(self.edges[0], self.edges[-1]):
            return None
        return next(i for i, b in enumerate(self.edges[1:]) if cell.high <= b)

    def _quantile(self, u: Any, *, upper: bool) -> Floats:
        edges, below, above, f, g = self._floats
        u = np.asarray(u, dtype=float)
        i = (np.searchsorted(-above, -u) if upper else np.searchsorted(below, u) - 1).clip(0, edges.size - 2)
        width = edges[i + 1] - edges[i]
        start, stop, mass = (g[i], f[i], u - above[i]) if upper else (f[i], g[i], u - below[i])
        # mass = t·width·(start + (stop - start)·t/2), the root without cancellation
        share = 2 * mass / width
        with np.errstate(invalid="ignore", divide="ignore"):
            t = share / (start + np.sqrt(np.maximum(start * start + (stop - start) * share, 0.0)))
        t = np.where(np.isnan(t), 0.0, np.minimum(t, 1.0))
        found = edges[i + 1] - t * width if upper else edges[i] + t * width
        return np.where((u >= 0) & (u <= 1), found, np.nan)[()]


def from_table(x: Any, pdf: Any, *, interpolation: str, normalize: bool = False) -> PiecewiseLinear:
    """The law of a tabulated density, read between its places as `interpolation` says; 0 outside of them.

    Parameters
    ----------
    x : array
        The places, in increasing order.
    pdf : array
        The density there, ≥ 0: as many as places ("linear"), or one fewer ("constant", one an interval).
    interpolation : str
        "linear" or "constant".
    normalize : bool
        Divide by the mass of what was read, which is exact.

    Raises
    ------
    NotNormalizedError
        If the mass is not 1 and `normalize` is false.
    InvalidParameterError
        If the places do not increase, an entry is negative or not finite, or the lengths do not fit.

    Examples
    --------
    >>> from_table([0, 1, 2], [0, 1, 0], interpolation="linear").cdf([0.5, 1.0])
    array([0.125, 0.5  ])
    """
    if interpolation not in INTERPOLATIONS:
        raise InvalidParameterError(f"interpolation must be one of {', '.join(INTERPOLATIONS)}, got {interpolation!r}")
    edges, values = _column(x, "x"), _column(pdf, "pdf")
    if any(a >= b for a, b in itertools.pairwise(edges)):
        raise InvalidParameterError("the places of a table must increase; sort them and drop repeated ones")
    wanted = len(edges) - (interpolation == "constant")
    if len(edges) < 2 or len(values) != wanted:
        raise InvalidParameterError(
            f"a table read as {interpolation!r} with {len(edges)} places needs {wanted} densities, got {len(values)}"
        )
    if min(values) < 0:
        raise InvalidParameterError(f"a density is negative in the table: {float(min(values)):g}")
    pairs = list(itertools.pairwise(values)) if interpolation == "linear" else [(v, v) for v in values]
    mass = sum(((b - a) * (f + g) / 2 for (a, b), (f, g) in zip(itertools.pairwise(edges), pairs)), Fraction(0))
    if mass == 0:
        raise NotNormalizedError("the table is 0 everywhere; it has no mass to divide by")
    if not normalize and abs(mass - 1) > len(values) * ROUNDING:
        raise NotNormalizedError(
            f"the table, read as {interpolation!r}, integrates to {float(mass):.12g} exactly; "
            "pass normalize=True or fix it"
        )
    return PiecewiseLinear(tuple(edges), tuple((f / mass, g / mass) for f, g in pairs))


def from_histogram(counts: Any, edges: Any, *, kind: str = "density") -> Law:
    """The law of a histogram ``(counts, edges)``, as :func:`numpy.histogram` gives it, counts or densities.

    Parameters
    ----------
    counts : array
        Numbers ≥ 0, one a bin, in any unit: each bin's mass is its share of their sum. Densities (``density=True``)
        of bins of unlike widths are no counts; write ``from_table(edges, density, interpolation="constant")``.
    edges : array
        One more than bins.
    kind : str
        "density": spread evenly over each bin. "atoms": on the bins' middles.
    """
    if kind not in ("density", "atoms"):
        raise InvalidParameterError(f"kind must be 'density' or 'atoms', got {kind!r}")
    places, masses = _column(edges, "edges"), _column(counts, "counts")
    if len(places) != len(masses) + 1:
        raise InvalidParameterError(f"{len(masses)} bins have {len(masses) + 1} edges, got {len(places)}")
    if any(a >= b for a, b in itertools.pairwise(places)) or min(masses) < 0 or sum(masses) == 0:
        raise InvalidParameterError("a histogram has increasing edges, and counts ≥ 0 that are not all 0")
    total = sum(masses)
    bins = list(zip(itertools.pairwise(places), masses))
    if kind == "atoms":
        full = [((a + b) / 2, n / total) for (a, b), n in bins if n]
        return Atoms([place for place, _ in full], [share for _, share in full])
    levels = [n / total / (b - a) for (a, b), n in bins]
    return PiecewiseLinear(tuple(places), tuple((level, level) for level in levels))


def from_probabilities(weights: Sequence[Any], points: Sequence[Any] | None = None) -> Atoms:
    """The law of a probability vector: Atoms on 0, 1, 2, ..., or on `points`; zero weights are left out.

    Examples
    --------
    >>> from_probabilities(["0.5", 0, "0.5"])
    Atoms([0, 2], [0.5, 0.5])
    """
    places = list(range(len(weights))) if points is None else list(points)
    if len(places) != len(weights):
        raise InvalidParameterError(f"{len(weights)} weights need as many points, got {len(places)}")
    some = [(place, weight) for place, weight in zip(places, weights) if exact(weight, "a weight") != 0]
    return Atoms([place for place, _ in some], [weight for _, weight in some])


def _column(values: Any, what: str) -> list[Fraction]:
    shape = np.shape(values)
    if len(shape) != 1:
        raise DimensionError(f"{what} must be one-dimensional, got shape {shape}; only laws on the line are known")
    if shape[0] == 0:
        raise InvalidParameterError(f"{what} is empty; give at least one number")
    return [exact(v, f"an entry of {what}") for v in (values.tolist() if isinstance(values, np.ndarray) else values)]
