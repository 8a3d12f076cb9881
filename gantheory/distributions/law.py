"""The abstract law: a probability distribution on the real line.

A law defines four things once, in any arithmetic: its structure (support, breakpoints), its log-density on a
cell, its cumulative probabilities on a cell, and how to draw from it. Everything else follows: pdf, cdf,
quantile seeds for quadrature, the asymptotic expansion at each end, the SymPy expression.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Anchored, Cell, Coordinate, End, Extended, cells, plain
from gantheory.distributions.law_array import is_array, laws_of
from gantheory.errors import InvalidParameterError

if TYPE_CHECKING:
    import sympy

    from gantheory.distributions.tail import Tail

#: What ``rng=`` takes: a Generator, or a seed to make one from (SPEC 7).
RNG = np.random.Generator | int | None

#: Probability levels of the panels that quadrature starts from: for a normal law they are at the mean and
#: 2.5, 5 and 8.2 standard deviations around it, where the Gauss nodes of a panel reach rounding level.
SEED_LEVELS = (5.7e-17, 2.87e-7, 6.21e-3)


#: Types of parameters that are no arrays.
_SINGLE: Final = frozenset({int, float, str, Fraction})


class Law(ABC):
    """A probability law on the real line, frozen, with exact parameters.

    Attributes
    ----------
    support : tuple
        Infimum and supremum of the support: exact numbers or ±inf.
    breakpoints : tuple of Fraction
        Finite points, in increasing order, where the log-density is not analytic: finite ends of the support,
        kinks, jumps, interior singularities.
    center : Fraction
        A point in the bulk of the law from which its tails are measured; a float's worth of the median.
    """

    def __new__(cls, *arguments: Any, **named: Any) -> Self:
        """One law; with arrays among its parameters an array of laws (:class:`LawArray`) instead."""
        if any(type(value) not in _SINGLE and is_array(value) for value in (*arguments, *named.values())):
            laws = laws_of(cls, arguments, named)
            if laws is not None:
                return cast(Self, laws)
        return super().__new__(cls)

    #: What the law is called where laws are written as text.
    name: ClassVar[str]

    #: "lebesgue" for a density, "counting" for atoms.
    base: ClassVar[str] = "lebesgue"

    @property
    @abstractmethod
    def support(self) -> tuple[Extended, Extended]: ...

    @property
    @abstractmethod
    def breakpoints(self) -> tuple[Fraction, ...]: ...

    @property
    @abstractmethod
    def center(self) -> Fraction: ...

    @abstractmethod
    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        """log p(x) for x in `cell`, which holds no breakpoint; ``A.minus_infinity`` where there is no mass."""

    @abstractmethod
    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        """F(x) and 1 - F(x) for x in `cell`, each without cancellation."""

    @abstractmethod
    def icdf(self, u: Any) -> Floats:
        """Quantile function F⁻¹(u), elementwise; u of any shape in [0, 1]."""

    @abstractmethod
    def isf(self, u: Any) -> Floats:
        """Inverse survival function F⁻¹(1 - u), accurate for small u."""

    @property
    @abstractmethod
    def seeds(self) -> Floats:
        """Finite places, in increasing order, between which quadrature lays its first panels."""

    @abstractmethod
    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        """Draw `n` independent values; shape (n,)."""

    @property
    def parts(self) -> tuple[Law, ...]:
        """The laws whose scales this law shows: itself, or a mixture's components."""
        return (self,)

    @property
    def missing(self) -> float:
        """The share of the mass that nobody has seen: 0, but for a law whose density is somebody else's code."""
        return max((part.missing for part in self.parts if part is not self), default=0.0)

    @property
    def as_seen(self) -> bool:
        """Whether a caller vouches that nothing unknown is hidden in a law that is only known from outside."""
        return any(part.as_seen for part in self.parts if part is not self)

    def log_ratio(self, A: Arithmetic, other: Law, x: Coordinate, cell: Cell) -> Value | None:
        """log p(x) - log q(x) for the density q of `other`, without subtracting two logarithms, or None.

        Laws of one family give it from the exact differences of their parameters, so that it keeps its digits
        where they are nearly equal. Only where both have a density in `cell`.
        """
        return None

    def smooth_at(self, end: End) -> bool:
        """Whether the log-density is analytic up to the finite `end` (or absent beyond it).

        Quadrature takes plain panels up to a smooth end and logarithmic ones up to any other.
        """
        return isinstance(end.point, float) or end.point not in self.breakpoints

    def logpdf(self, x: Any) -> Floats:
        """log p(x), elementwise; -∞ outside the support, and at a breakpoint the larger one-sided limit."""
        return self._by_cell(x, lambda at, cell: self.log_density(FLOATING, at, cell), np.fmax)

    def pdf(self, x: Any) -> Floats:
        """p(x), elementwise, in 1/(unit of x)."""
        with quiet():
            return np.exp(self.logpdf(x))

    def cdf(self, x: Any) -> Floats:
        """F(x) = P(X ≤ x), elementwise."""
        return self._by_cell(x, lambda at, cell: self.cumulative(FLOATING, at, cell)[0], np.fmin)

    def sf(self, x: Any) -> Floats:
        """1 - F(x), elementwise, accurate in the upper tail."""
        return self._by_cell(x, lambda at, cell: self.cumulative(FLOATING, at, cell)[1], np.fmax)

    def tail(self, end: End) -> Tail:
        """The asymptotic expansion of the log-density at `end`."""
        from gantheory.distributions.tail import tail

        return tail(self, end)

    def expr(self, x: sympy.Symbol) -> sympy.Expr:
        """The density as a SymPy expression in `x`, piecewise over the cells."""
        import sympy

        from gantheory.arithmetic.symbolic import SYMBOLIC

        pieces = []
        for cell in cells(self.breakpoints):
            log_density = self.log_density(SYMBOLIC, Anchored(SYMBOLIC, 0, x), cell)
            low, high = (sympy.oo * int(math.copysign(1, e)) if isinstance(e, float) else e
                         for e in (cell.low, cell.high))  # fmt: skip
            pieces.append((sympy.exp(log_density), sympy.And(low <= x, x <= high)))
        return pieces[0][0] if len(pieces) == 1 else sympy.Piecewise(*pieces, (0, True))

    def _by_cell(self, x: Any, evaluate: Any, merge: Any) -> Floats:
        """Evaluate cell by cell; on a breakpoint merge the two one-sided limits."""
        x = np.asarray(x, dtype=float)
        parts = cells(self.breakpoints)
        with quiet():
            if len(parts) == 1:
                result = np.asarray(evaluate(plain(x), parts[0]), dtype=float)
                return np.where(np.isnan(x), np.nan, _at_infinity(result, x, evaluate, parts[0]))[()]
            result = np.full(x.shape, np.nan)
            for cell in parts:
                low, high = FLOATING.const(cell.low), FLOATING.const(cell.high)
                inside = (low <= x) & (x <= high)
                if inside.any():
                    values = np.broadcast_to(
                        np.asarray(evaluate(plain(x[inside]), cell), dtype=float), (int(inside.sum()),)
                    )
                    result[inside] = merge(result[inside], _at_infinity(values, x[inside], evaluate, cell))
        return result[()]


def _at_infinity(values: Floats, x: Floats, evaluate: Any, cell: Cell) -> Floats:
    """Replace NaN at x = ±∞ (∞ - ∞ in a formula) by the value far out, where x/scale does not overflow yet."""
    lost = np.isnan(values) & np.isinf(x)
    if not lost.any():
        return values
    far = np.copysign(math.sqrt(np.finfo(float).max), x)
    return np.where(lost, np.asarray(evaluate(plain(far), cell), dtype=float), values)


def log_quotient(A: Arithmetic, a: Fraction, b: Fraction) -> Value:
    """log(a/b) of exact numbers > 0, with digits of its own where they are nearly equal."""
    if 2 * abs(a - b) > b:
        return A.log(A.const(a)) - A.log(A.const(b))
    return A.log1p(A.const((a - b) / b))


def quantile_seeds(law: Law) -> Floats:
    """Seeds at SEED_LEVELS in both tails, and at the center."""
    levels = np.array(SEED_LEVELS)
    with quiet():
        below, above = law.icdf(levels), law.isf(levels)[::-1]
    # A center that stands for a median below the smallest float is above the upper quantiles there.
    return within_floats(np.maximum.accumulate(np.concatenate([below, [FLOATING.const(law.center)], above])))


def within_floats(places: Floats) -> Floats:
    """Seeds within floats whose differences are floats: a heavy tail's quantile may be beyond float64."""
    largest = np.finfo(float).max / 4
    return np.clip(places, -largest, largest)


def generator(rng: RNG) -> np.random.Generator:
    """The NumPy Generator that `rng` names: itself, or a new one from a seed (SPEC 7)."""
    if rng is not None and not isinstance(rng, int | np.integer | np.random.Generator):
        raise InvalidParameterError(
            f"rng must be a numpy.random.Generator or an integer seed, got {rng!r}; "
            "write rng=0 or rng=numpy.random.default_rng(0)"
        )
    if isinstance(rng, int | np.integer) and rng < 0:
        raise InvalidParameterError(f"rng must be a seed ≥ 0, got {rng}")
    return np.random.default_rng(rng)
