"""Laws on finitely many points."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, ClassVar, TypeVar

import numpy as np

from gantheory.arithmetic.exact import ExactLike, exact, literal
from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, Extended
from gantheory.distributions.law import RNG, Law, generator
from gantheory.distributions.weights import listed, probabilities
from gantheory.errors import InvalidParameterError, NoDensityError

Place = TypeVar("Place", Fraction, float)


@dataclass(frozen=True, init=False, repr=False)
class Atoms(Law):
    """Law with mass wᵢ at the point xᵢ, for finitely many points.

    Its base measure is counting: ``logpdf`` and ``pdf`` are the (log) mass at a point, and
    mass 0 elsewhere. A law with a density and a law of atoms are mutually singular.

    Parameters
    ----------
    points : sequence of number
        The points, in any order; the weights of equal points are added.
    weights : sequence of number, optional
        Weights > 0, equal ones if omitted. Exact ones must sum to 1 exactly; floats may miss 1 by rounding
        and are then divided by their sum.

    Raises
    ------
    InvalidParameterError
        If there is no point, the numbers of points and weights differ, a weight is not positive or they do
        not sum to 1.

    Examples
    --------
    >>> Atoms([0, 1], ["0.25", "0.75"]).cdf([-1.0, 0.0, 1.0])
    array([0.  , 0.25, 1.  ])
    """

    points: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]

    base: ClassVar[str] = "counting"
    name: ClassVar[str] = "atoms"

    def __init__(self, points: Sequence[ExactLike], weights: Sequence[ExactLike] | None = None) -> None:
        places = [exact(point, "a point") for point in listed(points, "the points")]
        if not places:
            raise InvalidParameterError("there are no points; give at least one")
        masses = probabilities([Fraction(1, len(places))] * len(places) if weights is None else weights)
        if len(places) != len(masses):
            raise InvalidParameterError(
                f"Atoms needs one weight a point, got {len(places)} points and {len(masses)} weights"
            )
        merged = _merged(zip(places, masses))
        object.__setattr__(self, "points", tuple(merged))
        object.__setattr__(self, "weights", tuple(merged.values()))

    def __repr__(self) -> str:
        return f"Atoms([{', '.join(map(literal, self.points))}], [{', '.join(map(literal, self.weights))}])"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return self.points[0], self.points[-1]

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return self.points

    @property
    def center(self) -> Fraction:
        """A median atom."""
        return next(p for p, total in zip(self.points, accumulate(self.weights)) if 2 * total >= 1)

    def mass(self, point: Fraction) -> Fraction:
        """The exact mass at `point`, 0 where there is none."""
        return self._masses.get(point, Fraction(0))

    def log_weight(self, A: Arithmetic, point: Fraction) -> Value:
        """log of the mass at `point`; ``A.minus_infinity`` where there is none."""
        weight = self._masses.get(point)
        return A.minus_infinity if weight is None else A.log(A.const(weight))

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        """Atoms have no density on a cell; ask :meth:`log_weight` at a point.

        Raises
        ------
        NoDensityError
            Always.
        """
        raise NoDensityError("atoms have no density with respect to length; sum log_weight over the points")

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        below = sum((w for p, w in self._masses.items() if p <= cell.low), Fraction(0))
        return A.const(below), A.const(1 - below)

    # At a float the points count as rounded to float64; the steps are closed on the left, whereas the default
    # methods below would merge one-sided limits.

    def logpdf(self, x: Any) -> Floats:
        """log of the mass at x, elementwise; -∞ where x is none of the points."""
        x = np.asarray(x, dtype=float)
        points, masses, _, _ = self._steps
        index = np.minimum(np.searchsorted(points, x), len(points) - 1)
        with quiet():
            log_mass = np.log(np.where(points[index] == x, masses[index], 0.0))
        return np.where(np.isnan(x), np.nan, log_mass)[()]

    def cdf(self, x: Any) -> Floats:
        return self._step(x, 2, 0.0)

    def sf(self, x: Any) -> Floats:
        return self._step(x, 3, 1.0)

    def icdf(self, u: Any) -> Floats:
        """The least point with F(point) ≥ u, elementwise."""
        return self._point(u, np.searchsorted(self._steps[2], u))

    def isf(self, u: Any) -> Floats:
        """The least point with 1 - F(point) ≤ u, elementwise."""
        return self._point(u, np.searchsorted(-self._steps[3], -np.asarray(u, dtype=float)))

    @property
    def seeds(self) -> Floats:
        return np.array([float(point) for point in self.points])

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        points, masses, _, _ = self._steps
        return generator(rng).choice(points, size=n, p=masses)

    def _step(self, x: Any, column: int, before: float) -> Floats:
        x = np.asarray(x, dtype=float)
        values = np.concatenate([[before], self._steps[column]])
        return np.where(np.isnan(x), np.nan, values[np.searchsorted(self._steps[0], x, side="right")])[()]

    def _point(self, u: Any, index: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        points = self._steps[0]
        return np.where((u >= 0) & (u <= 1), points[np.minimum(index, len(points) - 1)], np.nan)[()]

    @functools.cached_property
    def _masses(self) -> dict[Fraction, Fraction]:
        return dict(zip(self.points, self.weights))

    @functools.cached_property
    def _steps(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The distinct points as floats, and at each the mass, F and 1 - F, each rounded once."""
        rounded = _merged((FLOATING.const(p), w) for p, w in self._masses.items())
        below = list(accumulate(rounded.values()))
        columns = (rounded, rounded.values(), below, [1 - f for f in below])
        points, masses, lower, upper = (np.array([float(v) for v in column]) for column in columns)
        return points, masses, lower, upper


def _merged(masses: Iterable[tuple[Place, Fraction]]) -> dict[Place, Fraction]:
    """The masses by place, in increasing order, those at equal places added."""
    result: dict[Place, Fraction] = {}
    for place, mass in masses:
        result[place] = result.get(place, Fraction(0)) + mass
    return dict(sorted(result.items()))
