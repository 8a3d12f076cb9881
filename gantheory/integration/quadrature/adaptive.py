"""The adaptive loop: evaluate panels, refine those whose error is too large, march outward at open ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.arithmetic.running_error import RUNNING_ERROR, floats
from gantheory.distributions.coordinate import Coordinate, End
from gantheory.distributions.law import Law
from gantheory.errors import GantheoryError
from gantheory.integration.integrand import Integrand, Site
from gantheory.integration.quadrature.kinks import split_at_kinks
from gantheory.integration.quadrature.panels import Chart, Intervals, March
from gantheory.integration.quadrature.rounding import RoundedPlaces
from gantheory.integration.quadrature.rule import ORDER, WEIGHTS, panel_error
from gantheory.integration.quadrature.scale import homogeneous

#: Half a unit in the last place.
ROUNDING = 2.0**-53
#: A log-density's error in these units, per 1 + |log p|: its parameters and constants are rounded, log p = 0 too.
LOG_ROUNDING = 4.0
#: A march stops after a block of panels that adds less than this share of what was found so far.
NEGLIGIBLE = 2.0**-60
#: Where a log-density is beyond this, the density's rounding is no longer what limits F (a law absent by e^-40).
LARGEST_LOG = 40.0
#: Panels a block, and blocks, that a march may take: log|x - a| down to about -1e6, far beyond float range.
MARCH_PANELS, MARCH_BLOCKS = 6, 60
#: A march that meets the end of float range goes there in steps down to this.
FINEST_STEP = 2.0**-2


@dataclass
class Batch:
    """Evaluated panels on one chart, and their sums."""

    chart: Chart
    panels: Intervals
    value: Floats
    error: Floats
    rounding: Floats
    masses: Floats


@dataclass(frozen=True)
class Marched:
    """Where a march ended (in its chart's variable), why, and whether what lies beyond is accounted for."""

    march: March
    at: float
    why: str
    done: bool


@dataclass
class Problem:
    """One integral on its way.

    Attributes
    ----------
    direct : bool
        Let laws of one family give their log-ratio, and follow every rounding error: for nearly equal laws.
    offset : float
        F is computed times e^-offset.
    densities : bool
        Refine the densities too.
    beyond : float
        What no panel reaches, counted as error.
    ended : list of Marched
        Where the marches went.
    exhausted : bool
        Whether `max_evaluations` stopped the work.
    followed : bool
        Whether rounding errors can be followed; a black box has no arithmetic but floats.
    """

    integrand: Integrand
    laws: Mapping[str, Law]
    max_evaluations: int
    direct: bool = False
    offset: float = 0.0
    evaluations: int = 0
    densities: bool = False
    beyond: float = 0.0
    batches: list[Batch] = field(default_factory=list)
    ended: list[Marched] = field(default_factory=list)
    exhausted: bool = False
    followed: bool = True

    def restarted(self, *, direct: bool = False, offset: float = 0.0) -> Problem:
        """The same integral from the start, in another way; what was evaluated counts."""
        return Problem(self.integrand, self.laws, self.max_evaluations, direct, offset, self.evaluations)

    def add(self, chart: Chart, lo: Floats, hi: Floats) -> None:
        """Take the panels [lo, hi] of `chart` into account."""
        if lo.size and self.affords(lo.size):
            self.batches.append(self.cut(chart, lo, hi))

    def affords(self, panels: int) -> bool:
        """Whether so many panels more stay within `max_evaluations`."""
        if self.evaluations + panels * ORDER > self.max_evaluations:
            self.exhausted = True
        return not self.exhausted

    def cut(self, chart: Chart, lo: Floats, hi: Floats) -> Batch:
        """Evaluate the panels [lo, hi] of `chart`, cut at kinks."""
        panels = chart.intervals(lo, hi)
        if self.integrand.kinks:
            panels = split_at_kinks(self.integrand, self.laws, chart, panels, direct=self.direct)
        return self.evaluate(chart, panels)

    def evaluate(self, chart: Chart, panels: Intervals) -> Batch:
        """Apply the rule to the panels of `chart`; also the masses of the laws on them."""
        size = panels.lo.size
        self.evaluations += size * ORDER
        places, scale, stretch = chart.nodes(panels)
        shift: Floats | None = None
        if stretch is not None and homogeneous(self.integrand):
            # dx = e^s ds multiplies both densities, so that neither e^s nor they leave the range of floats
            shift = self.offset - stretch
        else:
            if stretch is not None:
                scale = scale * np.exp(stretch)
            if self.offset:
                shift = np.full((1, 1), self.offset)
        # a bounded F is as well known as the densities; of another one only its own arithmetic can tell
        if self.followed and (self.direct or self.integrand.bound is None):
            try:
                return self._follow(chart, panels, places, scale, shift)
            except GantheoryError:
                self.followed = False
        site = Site(FLOATING, places, chart.cell, self.laws, shift=shift)
        values = scale * self.integrand(FLOATING, site)
        if values.shape != (size, ORDER):
            values = np.broadcast_to(values, (size, ORDER)).copy()
        magnitude = np.abs(values)
        noise = 2 * magnitude
        share = LOG_ROUNDING * (1.0 if self.integrand.bound is None else min(1.0, float(self.integrand.bound)))
        if self.integrand.cumulative:
            for role in self.integrand.roles:
                # 1 - F is off by its rounding, or by all of itself where it is less
                tail = np.minimum(*site.cumulative(role))
                noise = noise + scale * np.minimum(1 + tail, tail / ROUNDING)
            return self._batch(chart, panels, values, noise, [])
        densities = []
        for role in self.integrand.roles:
            log_density = site.log_density(role)
            density = scale * np.exp(log_density)
            if density.shape != values.shape:
                density = np.broadcast_to(density, values.shape)
            densities.append(density)
            logarithm = np.abs(log_density if shift is None else log_density + shift)
            # log p is off by some ε·(1 + |log p|), its constants being rounded, and p by p times that
            blur = density * (1 + logarithm)
            if np.isnan(blur.min()):  # 0·log 0 = 0
                blur = np.where(density > 0, blur, 0.0)
            noise = noise + share * blur
            if self.integrand.bound is None:
                noise = noise + magnitude * np.minimum(logarithm, LARGEST_LOG)
        return self._batch(chart, panels, values, noise, densities)

    def _follow(
        self, chart: Chart, panels: Intervals, places: Coordinate, scale: Floats, shift: Floats | None
    ) -> Batch:
        """The same in an arithmetic that follows every rounding error."""
        at = RoundedPlaces(places, chart)
        site = Site(RUNNING_ERROR, at, chart.cell, self.laws, direct=self.direct, shift=shift)
        shape = (panels.lo.size, ORDER)
        values, errors = floats(self.integrand(RUNNING_ERROR, site), shape)
        values = scale * values
        # the nodes and weights are rounded too
        noise = scale * errors / ROUNDING + 4 * np.abs(values)
        densities = []
        for role in () if self.integrand.cumulative else self.integrand.roles:
            log_density, _ = floats(site.log_density(role), shape)
            # F has a scale of its own, the densities have not
            densities.append(scale * np.exp(log_density if shift is None else log_density + self.offset))
        return self._batch(chart, panels, values, noise, densities)

    def _batch(self, chart: Chart, panels: Intervals, values: Floats, noise: Floats, densities: list[Floats]) -> Batch:
        error = panel_error(values)
        masses = np.zeros((len(self.integrand.roles), panels.lo.size))
        for row, density in enumerate(densities):
            masses[row] = density @ WEIGHTS
            if self.densities:
                error = np.maximum(error, panel_error(density))
        return Batch(chart, panels, values @ WEIGHTS, error, ROUNDING * (noise @ WEIGHTS), masses)

    def total(self) -> tuple[float, float, float, Floats]:
        """Value, estimated truncation error, rounding error, and the mass of each law that was seen."""
        value, error, rounding = 0.0, self.beyond, 0.0
        masses = np.zeros(len(self.integrand.roles))
        for batch in self.batches:
            value += float(batch.value.sum())
            error += float(batch.error.sum())
            rounding += float(batch.rounding.sum())
            masses += batch.masses.sum(axis=1)
        return value, error, rounding + ROUNDING * abs(value), masses

    def march(self, march: March) -> bool:
        """Add panels outward until a block is negligible; False if that does not happen."""
        start, step = march.start, march.step
        for _ in range(MARCH_BLOCKS):
            edges = start + march.direction * step * np.arange(MARCH_PANELS + 1, dtype=np.float64)
            lo, hi = (edges[:-1], edges[1:]) if march.direction > 0 else (edges[1:][::-1], edges[:-1][::-1])
            if not self.affords(MARCH_PANELS):
                break
            batch = self.cut(march.chart, lo, hi)
            if not np.isfinite(batch.value).all():
                # e^s or the density may have left the range of floats inside the block: the rest, by half steps
                if step <= FINEST_STEP:
                    return self._stop(march, start, "the end of float range", self.extrapolate(march.direction))
                step /= 2
                continue
            size = np.abs(batch.value).sum()
            if self.integrand.cumulative and 0 < size <= batch.rounding.sum():
                return self._stop(march, start, "the end of F - G's digits", self._bound_tail(march, start))
            before = self.total()
            self.batches.append(batch)
            if self._fades(batch, march.direction, abs(before[0])):
                return self._stop(march, float(edges[-1]), "nothing more", True)
            start, step = edges[-1], step * 2
        return self._stop(march, float(start), "no end", False)

    @staticmethod
    def _fades(batch: Batch, direction: int, found: float) -> bool:
        """Whether a block, and all that follows if it goes on to decay as in this block, adds nothing."""
        outward = np.argsort(direction * (batch.panels.base + batch.panels.lo))
        for parts, whole in ((np.abs(batch.value), found), *((mass, 1.0) for mass in batch.masses)):
            first, last = parts[outward[0]], parts[outward[-1]]
            if not last:
                continue
            decay = (last / first) ** (1 / (parts.size - 1)) if first > last and parts.size > 1 else 1.0
            if decay == 1.0 or parts.sum() + last / (1 - decay) > NEGLIGIBLE * whole:
                return False
        return True

    def _bound_tail(self, march: March, start: float) -> bool:
        """Count what lies beyond `start` as error, from the expansion of F at the end of its cell."""
        from gantheory.integration.convergence import tail_size

        chart = march.chart
        outward = march.direction * (chart.side or 1)
        x = start if chart.side == 0 else float(chart.anchor) + chart.side * math.exp(min(start, 700.0))
        bound = tail_size(self.integrand, self.laws, chart.cell, End(outward * math.inf, -outward), abs(x))
        if not math.isfinite(bound):
            return self.extrapolate(march.direction)
        self.beyond += bound
        return True

    def _stop(self, march: March, at: float, why: str, done: bool) -> bool:
        self.ended.append(Marched(march, at, why, done))
        return done

    def extrapolate(self, direction: int) -> bool:
        """Count what lies beyond the last block as error: a geometric series, by the decay in that block."""
        last = self.batches[-1]
        order = np.argsort(direction * (last.panels.base + last.panels.lo))
        value, mass = np.abs(last.value)[order], last.masses[:, order]
        half = value.size // 2
        near, far = value[:half].sum(), value[half:].sum()
        if value.size < 2 or not far < near:
            return not far
        self.beyond += 2 * float(far * far / (near - far))
        return bool((mass[:, half:].sum(axis=1) <= mass[:, :half].sum(axis=1)).all())

    def refine(self, target: float) -> bool:
        """Bisect the worst panels until the error is below `target`; False if that does not happen."""
        while True:
            error = self.beyond + float(sum(b.error.sum() for b in self.batches))
            if error <= target:
                return True
            # what lies beyond the last panel is not made less by refining
            target = max(target, 2 * self.beyond)
            count = sum(b.panels.lo.size for b in self.batches)
            if self.exhausted:
                return False
            worth = target / (2 * count)
            progressed = False
            for index, batch in enumerate(self.batches):
                panels = batch.panels
                middle = (panels.lo + panels.hi) / 2
                worst = (batch.error > worth) & (batch.error > batch.rounding)
                worst &= (middle > panels.lo) & (middle < panels.hi)
                if not worst.any():
                    continue
                if not self.affords(2 * int(worst.sum())):
                    return False
                progressed = True
                keep = ~worst
                lower = panels.piece(worst, panels.lo[worst], middle[worst])
                upper = panels.piece(worst, middle[worst], panels.hi[worst])
                fresh = self.evaluate(batch.chart, lower.joined(upper))
                self.batches[index] = Batch(
                    batch.chart,
                    panels.select(keep).joined(fresh.panels),
                    np.concatenate([batch.value[keep], fresh.value]),
                    np.concatenate([batch.error[keep], fresh.error]),
                    np.concatenate([batch.rounding[keep], fresh.rounding]),
                    np.concatenate([batch.masses[:, keep], fresh.masses], axis=1),
                )
            if not progressed:
                return error <= target
