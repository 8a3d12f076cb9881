"""A law of which only a function is known: floats only, and as much as its audit saw."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Final

import numpy as np

from gantheory.adapters.audit import Audit
from gantheory.adapters.calls import LogDensity
from gantheory.arithmetic.exact import exact
from gantheory.arithmetic.floating import Floating, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.running_error import UNIT, Rounded, RunningError
from gantheory.arithmetic.symbolic import Symbolic
from gantheory.distributions.coordinate import Cell, Coordinate, End, Extended
from gantheory.distributions.law import RNG, SEED_LEVELS, Law, generator
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.integration.quadrature.rule import NODES, WEIGHTS

#: An end whose panel is this much narrower than the bulk is a singular one.
SINGULAR: Final = 2.0**-12
#: What a function's logarithm is taken to be off by, in units of 2⁻⁵³ per 1 + |log p|; it may be worse.
OWN_ROUNDING: Final = 8.0
#: Halvings of a panel in search of a quantile.
HALVINGS: Final = 60


@dataclass(frozen=True, eq=False, repr=False)
class BlackBox(Law):
    """A law whose density is somebody else's code, believed as far as the audit goes.

    It runs in float64 only. Its tails and what lies between the places that were looked at are unknown, so that a
    quantity is answered where a bounded integrand makes the unseen count for no more than its mass (JSD, TV, H²,
    Δ); KL, χ² and the like stay undecided, unless `tails` is "as seen": then the caller vouches that nothing but
    what the audit and the quadrature see is there. A density that was divided by the mass that was seen has unseen
    mass of any amount, and nothing of it is answered unless the caller vouches.

    The error of a converged answer counts mass that was not found. It does not count what leaves the mass as it is: a
    spike beside a hole, both narrower than the audit's resolution (`audit.resolution`), shows in nothing that can be
    looked at. What converges rests on the resolution; ``breakpoints=`` of :func:`from_callable` sharpens it.

    Made by :func:`gantheory.adapters.from_callable` and :func:`gantheory.adapters.as_law`.

    Attributes
    ----------
    title : str
        What it is, for people.
    function : LogDensity
    audit : Audit
    interval : tuple
        The support.
    tails : str
        "unknown", or "as seen".
    """

    title: str
    function: LogDensity
    audit: Audit
    interval: tuple[Extended, Extended]
    tails: str = "unknown"
    draw: Callable[[int, np.random.Generator], Any] | None = field(default=None)

    name: ClassVar[str] = "black box"

    def __repr__(self) -> str:
        return self.title

    @property
    def missing(self) -> float:
        """The share of the mass that may be anywhere: all of it, where nobody knows or vouches how much there is."""
        return self.audit.error if self.as_seen and self.audit.normalize else self.audit.missing

    @property
    def as_seen(self) -> bool:
        """Whether the caller vouches for what was not looked at."""
        return self.tails == "as seen"

    def lines(self) -> list[str]:
        """The audit, and what the caller vouches for, in a few lines for people."""
        vouched = ["the caller vouches for the tails: they are taken as seen"] if self.as_seen else []
        return [f"{self.title}: a black box", *self.audit.lines(), *vouched]

    @property
    def support(self) -> tuple[Extended, Extended]:
        return self.interval

    @functools.cached_property
    def breakpoints(self) -> tuple[Fraction, ...]:
        inner = [exact(place) for place in self.audit.breakpoints]
        return tuple(sorted({*inner, *(end for end in self.support if isinstance(end, Fraction))}))

    @functools.cached_property
    def center(self) -> Fraction:
        return Fraction(float(self.icdf(0.5)))

    def smooth_at(self, end: End) -> bool:
        if isinstance(end.point, float) or end.point not in self.breakpoints:
            return True
        if (end.point == self.support[0] and end.side < 0) or (end.point == self.support[1] and end.side > 0):
            return True
        edges, place = self.audit.edges, float(end.point)
        index = int(np.searchsorted(edges, place, side="right" if end.side > 0 else "left"))
        low, high = (place, edges[min(index, edges.size - 1)]) if end.side > 0 else (edges[max(index - 1, 0)], place)
        bulk = self.audit.bulk
        return bool(high - low > SINGULAR * (bulk[1] - bulk[0]))

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        if not cell.within(*self.support):
            return A.minus_infinity
        if isinstance(A, RunningError):
            return self._with_error(x.minus(0), cell)
        self._floats_only(A)
        return self._logs(np.asarray(x.minus(0), dtype=float), cell)

    def _logs(self, x: Floats, cell: Cell) -> Floats:
        # A place inside the cell may round to its end, where the density is another one, or a pole.
        low, high = (float(end) for end in (cell.low, cell.high))
        places = np.clip(x, np.nextafter(low, np.inf), np.nextafter(high, -np.inf))
        logs = self.function(places)
        return logs - math.log(self.audit.mass) if self.audit.normalize else logs

    def _with_error(self, x: Rounded, cell: Cell) -> Rounded:
        """log p, and its error: the function's own, which nobody knows, and what the place's rounding makes of it."""
        places = np.asarray(x.value, dtype=float)
        logs = self._logs(places, cell)
        step = np.maximum(UNIT * np.asarray(x.error), np.spacing(np.minimum(np.abs(places), 1e300)))
        with quiet():
            moved = np.maximum(
                np.abs(self._logs(places + step, cell) - logs), np.abs(self._logs(places - step, cell) - logs)
            )
        moved = np.where(np.isfinite(moved), moved, 0.0) / UNIT
        own = np.where(np.isfinite(logs), OWN_ROUNDING * (1 + np.abs(logs)), 0.0)
        return Rounded(logs, own + moved)

    def cumulative(self, A: Arithmetic, x: Coordinate, cell: Cell) -> tuple[Value, Value]:
        if cell.high <= self.support[0]:
            return A.const(0), A.const(1)
        if cell.low >= self.support[1]:
            return A.const(1), A.const(0)
        if not isinstance(A, RunningError):
            self._floats_only(A)
        at = x.minus(0)
        places = np.asarray(at.value if isinstance(at, Rounded) else at, dtype=float)
        below, above = (side.reshape(places.shape) for side in self._masses(places.ravel()))
        if isinstance(at, Rounded):
            error = self.missing / UNIT + OWN_ROUNDING
            return Rounded(below, np.minimum(error, 1 / UNIT)), Rounded(above, np.minimum(error, 1 / UNIT))
        return below, above

    def icdf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        return self._quantile(u.ravel(), upper=False).reshape(u.shape)[()]

    def isf(self, u: Any) -> Floats:
        u = np.asarray(u, dtype=float)
        return self._quantile(u.ravel(), upper=True).reshape(u.shape)[()]

    @functools.cached_property
    def seeds(self) -> Floats:
        """Quantiles, and the edges and middles of the audit's panels: quadrature sees what the audit saw.

        A logarithm of two densities is harder to resolve than either, so that the panels are halved.
        """
        levels = np.array(SEED_LEVELS)
        with quiet():
            quantiles = np.concatenate([self.icdf(levels), self.isf(levels)])
        edges, masses = self.audit.edges, self.audit.masses
        heavy = masses > SEED_LEVELS[0]
        kept = edges[np.concatenate([heavy, [False]]) | np.concatenate([[False], heavy])]
        middles = (edges[:-1] / 2 + edges[1:] / 2)[heavy]
        return np.unique(np.concatenate([quantiles[np.isfinite(quantiles)], kept, middles]))

    def sample(self, n: int, *, rng: RNG = None) -> Floats:
        rng = generator(rng)
        return self.icdf(rng.random(n)) if self.draw is None else np.asarray(self.draw(n, rng), dtype=float)

    def _floats_only(self, A: Arithmetic) -> None:
        if isinstance(A, Floating):
            return
        if isinstance(A, Symbolic):
            raise UndefinedQuantityError(f"{self.title} is a black box and has no formula")
        raise NotCertifiedError(
            f"{self.title} is a black box: its tails are unknown, and so is what no look has met; "
            'use a law of gantheory, or vouch for it with tails="as seen"'
        )

    @functools.cached_property
    def _sums(self) -> tuple[Floats, Floats]:
        """The mass below the lower and above the upper edge of each panel."""
        masses = self.audit.masses
        below = np.concatenate([[0.0], np.cumsum(masses)[:-1]])
        above = np.concatenate([np.cumsum(masses[::-1])[-2::-1], [0.0]])
        return below, above

    def _panel(self, places: Floats) -> np.ndarray:
        edges = self.audit.edges
        return np.clip(np.searchsorted(edges, places, side="right") - 1, 0, edges.size - 2)

    def _masses(self, places: Floats) -> tuple[Floats, Floats]:
        """F and 1 - F: whole panels, and the integral over a part of one."""
        edges, (below, above) = self.audit.edges, self._sums
        panel = self._panel(places)
        inside = np.clip(places, edges[panel], edges[panel + 1])
        left, right = self._part(edges[panel], inside), self._part(inside, edges[panel + 1])
        return below[panel] + left, above[panel] + right

    def _part(self, lo: Floats, hi: Floats) -> Floats:
        half = hi / 2 - lo / 2
        nodes = np.clip(
            lo[:, None] + half[:, None] * (1 + NODES),
            np.nextafter(lo, np.inf)[:, None],
            np.nextafter(hi, -np.inf)[:, None],
        )
        with quiet():
            values = np.exp(self.function(nodes) + np.log(half)[:, None]) @ WEIGHTS / self.audit.mass
        return np.where(half > 0, values, 0.0)

    def _quantile(self, u: Floats, *, upper: bool) -> Floats:
        edges, (below, above) = self.audit.edges, self._sums
        valid = (u >= 0) & (u <= 1)
        wanted = np.where(valid, u, 0.5)
        if upper:
            panel = np.searchsorted(-above, -wanted, side="left")
        else:
            panel = np.searchsorted(below, wanted, side="left") - 1
        panel = np.clip(panel, 0, edges.size - 2)
        low, high = edges[panel], edges[panel + 1]
        start, stop = low.copy(), high.copy()
        for _ in range(HALVINGS):
            middle = low / 2 + high / 2
            if upper:
                right = above[panel] + self._part(middle, stop) > wanted
            else:
                right = below[panel] + self._part(start, middle) < wanted
            low, high = np.where(right, middle, low), np.where(right, high, middle)
        ends = [float(end) for end in self.support]
        result = np.where(
            u == 0, ends[1 if upper else 0], np.where(u == 1, ends[0 if upper else 1], low / 2 + high / 2)
        )
        return np.where(valid, result, np.nan)
