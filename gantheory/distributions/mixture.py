"""Mixtures of laws."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from gantheory.arithmetic.exact import ExactLike, literal
from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law, generator, log_quotient
from gantheory.distributions.weights import listed, probabilities
from gantheory.errors import InvalidParameterError, NoDensityError


@dataclass(frozen=True, init=False, repr=False)
class Mixture(Law):
    r"""Mixture with density :math:`\sum_i w_i\,p_i(x)`.

    Parameters
    ----------
    weights : sequence of number
        Weights :math:`w_i > 0`. Exact ones must sum to 1 exactly; floats may miss 1 by rounding and are then
        divided by their sum.
    laws : sequence of Law
        Components, one a weight, each with a density. A mixture among them is replaced by its components.

    Raises
    ------
    InvalidParameterError
        If there is no component, the numbers of weights and laws differ, a weight is not positive or they
        do not sum to 1.
    NoDensityError
        If a component consists of atoms.

    Examples
    --------
    >>> from gantheory.distributions.normal import Normal
    >>> print(Mixture([0.25, 0.75], [Normal(-2), Normal(2)]).cdf(0.0))
    0.2613750659740896
    """

    weights: tuple[Fraction, ...]
    laws: tuple[Law, ...]

    name: ClassVar[str] = "mixture"

    def __init__(self, weights: Sequence[ExactLike], laws: Sequence[Law]) -> None:
        laws = tuple(listed(laws, "the laws"))
        exact = probabilities(weights)
        if len(exact) != len(laws):
            raise InvalidParameterError(
                f"a mixture needs one weight a law, got {len(exact)} weights and {len(laws)} laws"
            )
        if any(not isinstance(law, Law) for law in laws):
            raise InvalidParameterError(f"the components of a mixture must be laws, got {laws!r}")
        if any(law.base != "lebesgue" for law in laws):
            raise NoDensityError(
                "a mixture with atoms has no density; write a mixture of atoms alone as one Atoms(points, weights)"
            )
        flat = [
            (weight * inner, component)
            for weight, law in zip(exact, laws)
            for inner, component in (zip(law.weights, law.laws) if isinstance(law, Mixture) else [(Fraction(1), law)])
        ]
        object.__setattr__(self, "weights", tuple(weight for weight, _ in flat))
        object.__setattr__(self, "laws", tuple(law for _, law in flat))

    def __repr__(self) -> str:
        return f"Mixture([{', '.join(map(literal, self.weights))}], [{', '.join(map(repr, self.laws))}])"

    @property
    def support(self) -> tuple[Extended, Extended]:
        return min(law.support[0] for law in self.laws), max(law.support[1] for law in self.laws)

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        return tuple(sorted({point for law in self.laws for point in law.breakpoints}))

    @property
    def center(self) -> Fraction:
        return self._center

    @property
    def parts(self) -> tuple[Law, ...]:
        return tuple(part for law in self.laws for part in law.parts)

    def smooth_at(self, end: End) -> bool:
        return all(law.smooth_at(end) for law in self.laws)

    @functools.cached_property
    def seeds(self) -> Floats:
        return np.unique(np.concatenate([law.seeds for law in self.laws]))

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        terms = []
        for weight, law in zip(self.weights, self.laws):
            log_density = law.log_density(A, x, cell)
            if log_density is not A.minus_infinity:
                terms.append(A.log(A.const(weight)) + log_density)
        if not terms:
            return A.minus_infinity
        return terms[0] if len(terms) == 1 else A.logsumexp(terms)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        if not isinstance(other, Mixture) or len(other.laws) != len(self.laws):
            return None
        log_density = other.log_density(A, x, cell)
        total = A.const(0)
        for weight, law, other_weight, twin in zip(self.weights, self.laws, other.weights, other.laws):
            mine, theirs = law.log_density(A, x, cell), twin.log_density(A, x, cell)
            if mine is A.minus_infinity and theirs is A.minus_infinity:
                continue
            ratio = law.log_ratio(A, twin, x, cell)
            if ratio is None or mine is A.minus_infinity or theirs is A.minus_infinity:
                return None
            if weight != other_weight:
                ratio = ratio + log_quotient(A, weight, other_weight)
            k = A.log(A.const(other_weight)) + theirs - log_density
            total = total + A.exp_difference(k + ratio, k, ratio)
        return A.log1p(total)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        below, above = A.const(0), A.const(0)
        for weight, law in zip(self.weights, self.laws):
            lower, upper = law.cumulative(A, x, cell)
            below, above = below + A.const(weight) * lower, above + A.const(weight) * upper
        return below, above

    def icdf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        return self._quantile(np.array([law.icdf(u) for law in self.laws]), u, 1 - u)

    def isf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        return self._quantile(np.array([law.isf(u) for law in self.laws]), 1 - u, u)

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        rng = generator(rng)
        chosen = rng.choice(len(self.laws), size=n, p=[float(weight) for weight in self.weights])
        draws = np.empty(n)
        for index, law in enumerate(self.laws):
            mine = chosen == index
            draws[mine] = law.sample(int(mine.sum()), rng=rng)
        return draws

    @functools.cached_property
    def _center(self) -> Fraction:
        return Fraction(float(self.icdf(0.5)))

    def _quantile(self, quantiles: Floats, below: Floats, above: Floats) -> Floats:
        """The x with F(x) = below and 1 - F(x) = above, given each component's."""
        low, high = quantiles.min(axis=0), quantiles.max(axis=0)
        # At 0 and 1 it is the end of the support, which F reaches only by underflow.
        low, high = np.where(above == 0, high, low), np.where(below == 0, low, high)
        return _first(low, high, lambda x: np.where(below <= above, self.cdf(x) >= below, self.sf(x) <= above))


def _first(low: Floats, high: Floats, reached: Callable[[Floats], NDArray[np.bool_]]) -> Floats:
    """The least float in [low, high] where the monotone condition `reached` holds, elementwise; NaN for NaN.

    A mixture's quantile lies between its components' quantiles. Bisection over the floats in their order
    (and not over their values) ends after 64 steps whatever their magnitude, with nothing to tune.
    """
    undefined = np.isnan(low) | np.isnan(high)
    left, right = (_rank(np.where(undefined, 0.0, end)) for end in (low, high))
    while (left < right).any():
        # The floor of the mean, without overflow.
        middle = (left >> 1) + (right >> 1) + (left & right & 1)
        there = reached(_float_of(middle))
        left, right = np.where(there, left, np.minimum(middle + 1, right)), np.where(there, middle, right)
    return np.where(undefined, np.nan, _float_of(right))[()]


def _rank(x: Floats) -> NDArray[np.int64]:
    """The floats' places in their order: consecutive floats have consecutive ranks, 0 has rank 0."""
    magnitude = np.abs(x).view(np.int64)
    return np.where(x < 0, -magnitude, magnitude)


def _float_of(rank: NDArray[np.int64]) -> Floats:
    """The float at a place in the order."""
    return np.copysign(np.abs(rank).view(np.float64), rank)
