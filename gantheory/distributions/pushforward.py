r"""The law of G(z) for z drawn from another law: what a generator makes of its latent law.

.. math:: p_g(x) = \sum_{i} \frac{p_z(z_i)}{|G'(z_i)|}, \qquad G(z_i) = x,

summed over the monotone branches of G, which are found, not handed in.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from gantheory.arithmetic.ball import Ball
from gantheory.arithmetic.floating import FLOATING, Floating, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import Anchored, Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, Law
from gantheory.distributions.maps.branches import Branch, Map, Turn
from gantheory.errors import InvalidParameterError, NoDensityError, NotCertifiedError

if TYPE_CHECKING:
    import sympy

#: A mass below this part of the probability beside it is integrated, because a difference loses its digits.
SMALL_MASS = 1e-3

#: A law with more parts than this anchors its preimages at its own center only.
MAX_ANCHORS = 4

#: Logarithms of the distances at which a limit is looked for, and how far log p may differ between them.
BESIDE = (-600.0, -690.0)
SAME_LIMIT = 1e-6

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, init=False, repr=False)
class Pushforward(Law):
    r"""Law of G(z), z ~ `law`.

    Where a critical value or another breakpoint is no fraction (z³ - 2z turns at ±(4/3)√(2/3)), it is stored
    as a fraction within 1e-48 of it. Floating-point results do not feel that; ball arithmetic refuses such a
    law, because its enclosures would be of a law that is moved by 1e-48.

    Parameters
    ----------
    generator : sympy.Expr or str
        G in one real variable, with finitely many critical points on the support of `law`. Text is a formula
        in z with exact decimals; a float in an expression means its binary value.
    law : Law
        The latent law, with a density.

    Raises
    ------
    NoDensityError
        If G is constant on an interval, which makes an atom.
    InvalidParameterError
        If G is not real on the support, or its critical points cannot be found with certainty.

    Examples
    --------
    >>> from gantheory.distributions.normal import Normal
    >>> chi2 = Pushforward("z**2", Normal(0, 1))
    >>> chi2, chi2.breakpoints
    (Pushforward(z**2, Normal(0, 1)), (Fraction(0, 1),))
    """

    name: ClassVar[str] = "push"

    generator: sympy.Expr
    law: Law
    _step: Map = field(compare=False)
    _source: Law = field(compare=False)
    _branches: tuple[Branch, ...] = field(compare=False)

    def __init__(self, generator: sympy.Expr | str, law: Law) -> None:
        from gantheory.distributions.maps.decomposition import LATENT, canonical, outermost

        if not isinstance(law, Law):
            raise InvalidParameterError(f"the latent law must be a Law, got {law!r}; write Normal(0, 1)")
        if law.base != "lebesgue":
            raise NoDensityError(f"the latent law {law!r} has no density, so G(z) has none; use Atoms")
        expression = canonical(generator)
        step, inner = outermost(expression)
        source = law if inner == LATENT else Pushforward(inner, law)
        low, high = source.support
        parts = source.parts if len(source.parts) <= MAX_ANCHORS else (source,)
        branches = step.branches(low, high, source.breakpoints, {part.center for part in parts})
        values: dict[str, Any] = {
            "generator": expression, "law": law,
            "_step": step, "_source": source, "_branches": branches,
        }  # fmt: skip
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"Pushforward({self.generator}, {self.law!r})"

    @property
    def missing(self) -> float:
        return self.law.missing

    @property
    def as_seen(self) -> bool:
        return self.law.as_seen

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The monotone branches of the generator's last step, from left to right."""
        return self._branches

    @functools.cached_property
    def exact(self) -> bool:
        """Whether all breakpoints are the true numbers, and none stands for an irrational one."""
        inner = self._source.exact if isinstance(self._source, Pushforward) else True
        return inner and all(turn.exact for branch in self._branches for turn in branch.turns)

    @functools.cached_property
    def support(self) -> tuple[Extended, Extended]:
        images = [branch.image for branch in self._branches]
        return min(image.low for image in images), max(image.high for image in images)

    @functools.cached_property
    def breakpoints(self) -> tuple[Fraction, ...]:
        values = {turn.value for branch in self._branches for turn in branch.turns}
        return tuple(sorted(value for value in values if isinstance(value, Fraction)))

    @functools.cached_property
    def center(self) -> Fraction:
        return Fraction(float(self.icdf(0.5)))

    def smooth_at(self, end: End) -> bool:
        if isinstance(end.point, float) or end.point not in self.breakpoints:
            return True
        return all(
            turn.regular and isinstance(turn.point, Fraction) and self._source.smooth_at(End(turn.point, side))
            for branch in self._branches
            for turn, side in ((branch.low, +1), (branch.high, -1))
            if turn.value == end.point and (branch.image.low == end.point) == (end.side > 0)
        )

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        self._require_exact(A)
        terms = []
        for branch in self._covering(cell)[1]:
            z = self._step.preimage(A, x, branch)
            terms.append(self._source.log_density(A, z, branch.cell) - z.log_slope())
        if not terms:
            return A.minus_infinity
        result = terms[0] if len(terms) == 1 else A.logsumexp(terms)
        if isinstance(A, Floating) and np.isnan(result).any():
            return self._with_limits(x, cell, result)
        return result

    def _with_limits(self, x: Coordinate, cell: Cell, values: Floats) -> Floats:
        """Replace NaN exactly at an end of the cell (∞ - ∞: p_z and |G'| both vanish) by the limit there."""
        for end in cell.ends:
            if isinstance(end.point, Fraction):
                at = np.isnan(values) & (x.minus(end.point) == 0)
                if at.any():
                    values = np.where(at, self._limit(end, cell), values)
        return values

    def _limit(self, end: End, cell: Cell) -> float:
        """The log-density's limit at a finite end, told from two places next to it."""
        logs = np.array(BESIDE)
        near, nearer = self.log_density(
            FLOATING, Anchored(FLOATING, Fraction(end.point), end.side * np.exp(logs), logs), cell
        )
        if abs(nearer - near) < SAME_LIMIT:
            return float(nearer)
        return -np.inf if nearer < near else np.inf

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        self._require_exact(A)
        below, covering, above = self._covering(cell)
        if len(covering) == 1 and self._direction:
            branch = covering[0]
            z = self._step.preimage(A, x, branch)
            lower, upper = self._source.cumulative(A, z, branch.cell)
            return (lower, upper) if self._direction > 0 else (upper, lower)
        zero = A.const(0) + 0 * x.minus(0) if isinstance(A, Floating) else A.const(0)
        low, high = zero, zero
        for branch in below:
            low = low + self._mass(A, branch)
        for branch in above:
            high = high + self._mass(A, branch)
        for branch in covering:
            z = self._step.preimage(A, x, branch)
            left, right = self._split(A, z, branch)
            first, second = (left, right) if branch.increasing else (right, left)
            low, high = low + first, high + second
        return low, high

    @functools.cached_property
    def _direction(self) -> int:
        """+1 or -1 if the last step is increasing or decreasing as a whole, else 0."""
        up = self._branches[0].increasing
        for left, right in zip(self._branches[:-1], self._branches[1:]):
            if right.increasing != up or left.high.value != right.low.value:
                return 0
        return (1 if up else -1) if self._branches[0].increasing == up else 0

    @functools.cached_property
    def _chain_direction(self) -> int:
        """+1 or -1 if the whole generator is increasing or decreasing, else 0."""
        inner = self._source._chain_direction if self._source is not self.law else 1  # type: ignore[attr-defined]
        return self._direction * inner

    def _require_exact(self, A: Arithmetic) -> None:
        if isinstance(A, Ball) and not self.exact:
            inexact = sorted({float(t.value) for b in self._branches for t in b.turns if not t.exact})
            raise NotCertifiedError(
                f"{self!r} has an irrational breakpoint near {inexact[0] if inexact else 'an inner step'}, "
                "which ball arithmetic does not represent; use the quadrature method"
            )

    @functools.cached_property
    def _cells(self) -> dict[Cell, tuple[tuple[Branch, ...], ...]]:
        return {}

    def _covering(self, cell: Cell) -> tuple[tuple[Branch, ...], ...]:
        """The branches whose images lie below the cell, cover it, and lie above it."""
        if cell not in self._cells:
            below, covering, above = [], [], []
            for branch in self._branches:
                if branch.covers(cell):
                    covering.append(branch)
                elif branch.image.high <= cell.low:
                    below.append(branch)
                elif cell.high <= branch.image.low:
                    above.append(branch)
                else:
                    raise InvalidParameterError(f"the cell {cell} holds a breakpoint of {self!r}")
            self._cells[cell] = tuple(below), tuple(covering), tuple(above)
        return self._cells[cell]

    def _at(self, A: Arithmetic, turn: Turn, branch: Branch) -> tuple[Value, Value]:
        """The latent law's probabilities on either side of the end of a branch."""
        if not isinstance(turn.point, Fraction):
            zero, one = A.const(0), A.const(1)
            return (zero, one) if turn.point < 0 else (one, zero)
        low, high = self._source.support
        if turn.point <= low:
            return A.const(0), A.const(1)
        if turn.point >= high:
            return A.const(1), A.const(0)
        return self._source.cumulative(A, Anchored(A, turn.point, A.const(0)), branch.cell)

    def _mass(self, A: Arithmetic, branch: Branch) -> Value:
        first, second = self._at(A, branch.low, branch), self._at(A, branch.high, branch)
        return _difference(A, first, second)

    def _split(self, A: Arithmetic, z: Coordinate, branch: Branch) -> tuple[Value, Value]:
        """The latent mass of the branch on the left and on the right of z."""
        here = self._source.cumulative(A, z, branch.cell)
        left = self._beside(A, z, branch, branch.low, +1, here)
        right = self._beside(A, z, branch, branch.high, -1, here)
        return left, right

    def _beside(
        self, A: Arithmetic, z: Coordinate, branch: Branch, turn: Turn, side: int, here: tuple[Value, Value]
    ) -> Value:
        """The latent mass between the end of a branch and z."""
        there = self._at(A, turn, branch)
        mass = _difference(A, there, here) if side > 0 else _difference(A, here, there)
        if not isinstance(A, Floating) or not isinstance(turn.point, Fraction):
            return mass
        if min(there) == 0 or not self._source.smooth_at(End(turn.point, side)):
            return mass
        small = mass < SMALL_MASS * min(there)
        if not np.any(small):
            return mass
        width = np.asarray(z.minus(turn.point))
        places = Anchored(A, turn.point, width * (1 + _NODES.reshape(-1, *[1] * width.ndim)) / 2)
        densities = np.exp(self._source.log_density(A, places, branch.cell))
        densities = np.broadcast_to(densities, (len(_NODES), *width.shape))
        integral = np.tensordot(_WEIGHTS, densities, axes=1) * np.abs(width) / 2
        return np.where(small, integral, mass)

    def icdf(self, u: Any) -> Floats:
        if self._chain_direction:
            return self._image(self.law.icdf(u) if self._chain_direction > 0 else self.law.isf(u))
        return self._invert(u, 0)

    def isf(self, u: Any) -> Floats:
        if self._chain_direction:
            return self._image(self.law.isf(u) if self._chain_direction > 0 else self.law.icdf(u))
        return self._invert(u, 1)

    def _invert(self, u: Any, which: int) -> Floats:
        """Bisection on the floats themselves: 64 steps reach the last bit at every scale."""
        u = np.asarray(u, dtype=float)
        target = np.atleast_1d(u)
        low, high = (np.full(target.shape, _order(FLOATING.const(end))) for end in self.support)
        while np.any(low + 1 < high):
            # low + (high - low)//2 would overflow between -∞ and ∞.
            middle = (low >> 1) + (high >> 1) + (low & high & 1)
            at = (self.cdf, self.sf)[which](_float(middle))
            too_low = at < target if which == 0 else at > target
            low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
        result = _float(high)
        ends = [FLOATING.const(end) for end in (self.support if which == 0 else self.support[::-1])]
        result = np.where(target == 0, ends[0], np.where(target == 1, ends[1], result))
        result = np.where((target >= 0) & (target <= 1), result, np.nan)
        return result.reshape(u.shape)[()]

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        return self._image(self.law.sample(n, rng=rng))

    @functools.cached_property
    def _code(self) -> Any:
        from gantheory.arithmetic.walk import compile_expression
        from gantheory.distributions.maps.rewriting import evaluable

        return compile_expression(evaluable(self.generator))

    def _image(self, z: Any) -> Floats:
        """G(z) in floats, with its limits at the ends of the support."""
        z = np.asarray(z, dtype=float)
        with quiet():
            x = np.asarray(self._code(FLOATING, {"z": z}), dtype=float)
            if np.isnan(x).any() and self._chain_direction:
                low, high = (FLOATING.const(end) for end in self.support[:: self._chain_direction])
                x = np.where(np.isnan(x) & ~np.isnan(z), np.where(z < float(self.law.center), low, high), x)
        return np.broadcast_to(x, z.shape)[()]

    @functools.cached_property
    def seeds(self) -> Floats:
        """Images of the latent law's seeds, and of points near the critical ones at its scale."""
        latent = self._source.seeds
        middle = latent[len(latent) // 2 - 1 : len(latent) // 2 + 2]
        reach = float(middle[-1] - middle[0]) / 16
        points = [self._step_image(latent)]
        for branch in self._branches:
            for turn, side in ((branch.low, +1), (branch.high, -1)):
                if isinstance(turn.value, Fraction) and isinstance(turn.point, Fraction) and not turn.regular:
                    points.append(self._step_image(np.array([float(turn.point) + side * reach])))
        images = np.unique(np.concatenate(points))
        low, high = (FLOATING.const(end) for end in self.support)
        return images[np.isfinite(images) & (low < images) & (images < high)]

    def _step_image(self, z: Floats) -> Floats:
        with quiet():
            return self._step.value(z)


def _difference(A: Arithmetic, first: tuple[Value, Value], second: tuple[Value, Value]) -> Value:
    """P(first < z < second) from F and 1 - F at both, taken from the tail where they are small."""
    if isinstance(A, Floating):
        return np.where(second[0] <= first[1], second[0] - first[0], first[1] - second[1])
    return second[0] - first[0]


def _order(x: float) -> int:
    """Floats as integers in the same order."""
    bits = int(np.float64(abs(x)).view(np.int64))
    return bits if x >= 0 else -bits


def _float(order: Any) -> Floats:
    """The inverse of :func:`_order`, elementwise."""
    order = np.asarray(order, dtype=np.int64)
    magnitude = np.abs(order).view(np.float64)
    return np.where(order < 0, -magnitude, magnitude)
