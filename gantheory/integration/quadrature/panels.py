"""The first panels: where both laws live, from their quantiles, breakpoints and centers.

A panel is [lo, hi] on a chart. A linear chart measures x itself, each panel from its own edge, so that a
spike of width 1e-3 at x = 100 keeps its digits. A logarithmic chart measures s = log|x - anchor|: towards a
singular breakpoint (s → -∞) and out into heavy tails (s → ∞).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.distributions.coordinate import Anchored, Cell, Coordinate, End, Panels
from gantheory.distributions.law import Law, within_floats
from gantheory.integration.integrand import Integrand
from gantheory.integration.quadrature.rule import NODES

#: A panel whose far edge is this many times farther from the anchor than its near edge is laid in log|x - c|.
FAR = 6.0
#: So many places nearest to an open end tell how to go on beyond them.
OUTERMOST = 4
#: How many times farther out than its quantiles a component is looked for where its logarithm counts.
BENEATH = (1.5, 2.2, 4.0, 8.0)
#: Width in log|x - c| of a first panel there.
LOG_STEP = 2.0


@dataclass(frozen=True)
class Intervals:
    """Panels on a chart, each from ``base + lo`` to ``base + hi``.

    A place is known to a share of its offset, not of itself: at x = 1e12 a float is 1e-4 wide.
    """

    base: Floats
    lo: Floats
    hi: Floats

    def piece(self, row: Any, lo: Floats, hi: Floats) -> Intervals:
        """Parts of the panels `row`, from offset `lo` to `hi`, measured from the float nearest to their edge."""
        base = self.base[row]
        nearest = base + lo
        # what the sum lost, exactly (Knuth's two-sum)
        back = nearest - base
        lost = (base - (nearest - back)) + (lo - back)
        return Intervals(nearest, lost, lost + (hi - lo))

    def select(self, rows: Any) -> Intervals:
        return Intervals(self.base[rows], self.lo[rows], self.hi[rows])

    def joined(self, other: Intervals) -> Intervals:
        return Intervals(
            np.concatenate([self.base, other.base]),
            np.concatenate([self.lo, other.lo]),
            np.concatenate([self.hi, other.hi]),
        )


@dataclass(frozen=True)
class Chart:
    """A variable s for part of a cell: x = s (``side`` 0), or x = anchor + side·e^s."""

    cell: Cell
    side: int = 0
    anchor: Fraction = Fraction(0)

    def intervals(self, lo: Floats, hi: Floats) -> Intervals:
        """The panels [lo, hi]; an edge that stands for the cell's end is put where that end is."""
        if self.side != 0:
            return Intervals(np.zeros_like(lo), lo, hi)
        left, right = np.zeros_like(lo), hi - lo
        for end, edges, offsets in ((self.cell.low, lo, left), (self.cell.high, hi, right)):
            if isinstance(end, Fraction):
                near = FLOATING.const(end)
                if math.isfinite(near) and (beyond := float(end - Fraction(near))):
                    offsets[edges == near] += beyond
        return Intervals(lo, left, right)

    def nodes(self, panels: Intervals) -> tuple[Coordinate, Floats, Floats | None]:
        """The rule's nodes on the panels, shape (panels, nodes): places, ds per unit of the rule's interval, log dx/ds.

        The last is None where the chart's variable is x.
        """
        half = (panels.hi - panels.lo)[:, None] / 2
        offset = panels.lo[:, None] + half * (1 + NODES)
        if self.side == 0:
            return Panels(panels.base[:, None], offset), half, None
        s = panels.base[:, None] + offset
        return Anchored(FLOATING, self.anchor, self.side * np.exp(s), s), half, s

    def at(self, base: Floats, offset: Floats) -> Coordinate:
        """The places base + offset of the chart's variable, one by one."""
        if self.side == 0:
            return Panels(base, offset)
        s = base + offset
        return Anchored(FLOATING, self.anchor, self.side * np.exp(s), s)


@dataclass(frozen=True)
class March:
    """An end where panels are added, `step` wide and growing, until nothing more comes: from `start` outward."""

    chart: Chart
    start: float
    direction: int
    step: float


#: First panels as (chart, lo, hi), and the ends from which to march on.
Layout = tuple[list[tuple[Chart, Floats, Floats]], list[March]]


def lay(cell: Cell, laws: Iterable[Law], places: Floats, *, far: bool) -> Layout:
    """First panels of a cell, as (chart, lo, hi), and the ends from which to march on: ±∞ only if `far`."""
    parts = [part for law in laws for part in law.parts]
    low, high = FLOATING.const(cell.low), FLOATING.const(cell.high)
    edges = np.sort(places)
    inside = edges[(edges > low) & (edges < high) & np.concatenate([[True], edges[1:] > edges[:-1]])]
    singular = [not all(part.smooth_at(end) for part in parts) for end in cell.ends]
    lower_open, upper_open = math.isinf(low), math.isinf(high)
    if inside.size == 0:
        inside = np.array([_some_point(low, high)])
    # Linear panels run up to smooth ends; singular ends are reached on a logarithmic chart.
    body = inside
    if not lower_open and not singular[0]:
        body = np.concatenate([[low], body])
    if not upper_open and not singular[1]:
        body = np.concatenate([body, [high]])
    if not (lower_open or upper_open):
        body = np.unique(np.concatenate([body, [(low + high) / 2]]))
    center = reference(cell, parts)
    panels = []
    if body.size > 1:
        if lower_open or upper_open:
            panels = _split_far(cell, body, center)
        else:
            # each half of a bounded cell is measured from its own end
            assert isinstance(cell.low, Fraction)
            assert isinstance(cell.high, Fraction)
            middle = (low + high) / 2
            panels = _split_far(cell, body[body <= middle], cell.low)
            panels += _split_far(cell, body[body >= middle], cell.high)
    marches = []
    for end, is_open, is_singular in zip(cell.ends, (lower_open, upper_open), singular):
        if is_open:
            if far:
                marches.append(_outward(cell, end, body, center))
        elif is_singular:
            assert isinstance(end.point, Fraction)
            nearest = body[0] if end.side > 0 else body[-1]
            distance = abs(float(Fraction(float(nearest)) - end.point))
            start = np.log(distance) if distance > 0 else -700.0
            marches.append(March(Chart(cell, end.side, end.point), float(start), -1, LOG_STEP))
    return panels, marches


def seeds(laws: Sequence[Law], integrand: Integrand, *, reach: float) -> Floats:
    """The places that the laws' quantiles show, and `reach` times farther out than the outermost of them.

    Where a logarithm is integrated a component shows until it falls below the rest of its mixture, which may be much
    farther out: a spike of weight 1e-8 where the rest is e^-60 is seen by KL at ten deviations.

    An F of cumulative probabilities is marched upon from the outermost but one: far out F - G has no digits.
    """
    parts = [part for law in laws for part in law.parts]
    found = [part.seeds for part in parts]
    if integrand.cumulative:
        every = np.concatenate(found)
        low = min(_inner(part)[0] for part in parts)
        high = max(_inner(part)[-1] for part in parts)
        return every[(every >= low) & (every <= high)]
    reaches = (reach,) if reach > 1 else ()
    if integrand.bound is None and any(len(law.parts) > 1 for law in laws):
        reaches = (*reaches, *BENEATH)
    for factor in reaches:
        found += [_outside(part, factor) for part in parts]
    return np.concatenate(found)


def _outside(part: Law, factor: float) -> Floats:
    """Places `factor` times as far from a law's center as its outermost seeds."""
    center = float(np.median(part.seeds))
    return center + factor * (part.seeds[[0, -1]] - center)


def _inner(part: Law) -> Floats:
    """A law's seeds but for the outermost ones of its infinite tails."""
    low, high = (isinstance(end, float) for end in part.support)
    return part.seeds[int(low) : part.seeds.size - int(high)]


def _some_point(low: float, high: float) -> float:
    if np.isinf(low):
        return high - 1.0 if np.isfinite(high) else 0.0
    return low + 1.0 if np.isinf(high) else (low + high) / 2


def reference(cell: Cell, parts: Sequence[Law]) -> Fraction:
    """A point from which far panels are measured: a law's center, or the cell's finite end."""
    if isinstance(cell.low, Fraction):
        return cell.low
    if isinstance(cell.high, Fraction):
        return cell.high
    # a float, so that the panels meet there exactly
    middle = FLOATING.const(sorted(part.center for part in parts)[len(parts) // 2])
    return Fraction(float(within_floats(np.array(middle))))


def _split_far(cell: Cell, edges: Floats, center: Fraction) -> list[tuple[Chart, Floats, Floats]]:
    """Panels between consecutive edges: linear, or logarithmic where they reach far out from the center."""
    lo, hi = edges[:-1], edges[1:]
    if lo.size == 0:
        return []
    c = float(center)
    # from the exact center: off by its rounding, the panels here would overlap those that are measured in x
    distance = np.abs(Panels(edges, np.zeros_like(edges)).minus(center))
    # an edge that stands for the cell's end is at that end
    distance[edges == c] = 0.0
    near, far = np.minimum(distance[:-1], distance[1:]), np.maximum(distance[:-1], distance[1:])
    wide = (near > 0) & (far > FAR * near) & ((lo - c) * (hi - c) >= 0)
    if not wide.any():
        return [(Chart(cell), lo, hi)]
    panels = []
    if not wide.all():
        panels.append((Chart(cell), lo[~wide], hi[~wide]))
    for i in np.flatnonzero(wide):
        s_near, s_far = np.log(near[i]), np.log(far[i])
        s = np.linspace(s_near, s_far, int(np.ceil((s_far - s_near) / LOG_STEP)) + 1)
        panels.append((Chart(cell, 1 if lo[i] >= c else -1, center), s[:-1], s[1:]))
    return panels


def _outward(cell: Cell, end: End, body: Floats, center: Fraction) -> March:
    """How to go on to ±∞: in steps of the outermost panels' width, or of log|x - c| where they are wide."""
    # from the end inward; two laws' seeds can be a hair's breadth apart
    near = body[::-1][:OUTERMOST] if end.side < 0 else body[:OUTERMOST]
    outer = float(near[0])
    distance = np.abs(Panels(near, np.zeros_like(near)).minus(center))
    if (distance[1:] > 0).any() and distance[0] > FAR * distance[1:].min():
        return March(Chart(cell, -end.side, center), float(np.log(distance[0])), +1, LOG_STEP)
    step = float(np.abs(np.diff(near)).max()) if near.size > 1 else 0.0
    return March(Chart(cell), outer, -end.side, max(step, abs(outer) * 1e-15, 1e-300))
