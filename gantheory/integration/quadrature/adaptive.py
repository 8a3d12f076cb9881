"""The adaptive loop: evaluate panels, refine those whose error is too large, march outward at open ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.distributions.law import Law
from gantheory.integration.integrand import Integrand, Site
from gantheory.integration.quadrature.kinks import split_at_kinks
from gantheory.integration.quadrature.panels import Chart, March
from gantheory.integration.quadrature.rule import ORDER, WEIGHTS, panel_error

#: Half a unit in the last place.
ROUNDING = 2.0**-53
#: A march stops after a block of panels that adds less than this share of what was found so far.
NEGLIGIBLE = 2.0**-60
#: Where a log-density is beyond this, the density's rounding is no longer what limits F (a law absent by e^-40).
LARGEST_LOG = 40.0
#: Panels a block, and blocks, that a march may take: log|x - a| down to about -1e6, far beyond float range.
MARCH_PANELS, MARCH_BLOCKS = 6, 60


@dataclass
class Batch:
    """Evaluated panels on one chart, and their sums."""

    chart: Chart
    lo: Floats
    hi: Floats
    value: Floats
    error: Floats
    rounding: Floats
    masses: Floats


@dataclass
class Problem:
    """One integral on its way: the integrand, its laws, the count of evaluations."""

    integrand: Integrand
    laws: Mapping[str, Law]
    max_evaluations: int
    evaluations: int = 0
    densities: bool = False
    batches: list[Batch] = field(default_factory=list)

    def evaluate(self, chart: Chart, lo: Floats, hi: Floats) -> Batch:
        """Apply the rule to the panels [lo, hi] of `chart`; also the masses of the laws on them."""
        self.evaluations += lo.size * ORDER
        coordinate, scale = chart.nodes(lo, hi)
        site = Site(FLOATING, coordinate, chart.cell, self.laws)
        values = scale * self.integrand(FLOATING, site)
        if values.shape != (lo.size, ORDER):
            values = np.broadcast_to(values, (lo.size, ORDER)).copy()
        error = panel_error(values)
        size = np.abs(values)
        noise = 2 * size
        masses = np.zeros((len(self.integrand.roles), lo.size))
        roles = () if self.integrand.cumulative else self.integrand.roles
        for row, role in enumerate(roles):
            log_density = site.log_density(role)
            density = scale * np.exp(log_density)
            if density.shape != values.shape:
                density = np.broadcast_to(density, values.shape)
            # log p is off by its own rounding, ε·|log p|, and p by p times that
            blur = np.abs(density * log_density)
            if np.isnan(blur.min()):  # 0·log 0 = 0
                blur = np.where(density > 0, blur, 0.0)
            noise = noise + blur
            if self.integrand.bound is None:
                noise = noise + size * np.minimum(np.abs(log_density), LARGEST_LOG)
            masses[row] = density @ WEIGHTS
            if self.densities:
                error = np.maximum(error, panel_error(density))
        return Batch(chart, lo, hi, values @ WEIGHTS, error, ROUNDING * (noise @ WEIGHTS), masses)

    def total(self) -> tuple[float, float, float, Floats]:
        """Value, estimated truncation error, rounding error, and the mass of each law that was seen."""
        value = error = rounding = 0.0
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
            batch = self.evaluate(march.chart, *split_at_kinks(self.integrand, self.laws, march.chart, lo, hi))
            if not np.isfinite(batch.value).all():
                return False
            before = self.total()
            self.batches.append(batch)
            small = np.abs(batch.value).sum() <= NEGLIGIBLE * abs(before[0]) or not batch.value.any()
            if small and batch.masses.sum() <= NEGLIGIBLE:
                return True
            start, step = edges[-1], step * 2
        return False

    def refine(self, target: float) -> bool:
        """Bisect the worst panels until the error is below `target`; False if that does not happen."""
        while True:
            error = float(sum(b.error.sum() for b in self.batches))
            if error <= target:
                return True
            count = sum(b.lo.size for b in self.batches)
            if self.evaluations > self.max_evaluations:
                return False
            worth = target / (2 * count)
            progressed = False
            for index, batch in enumerate(self.batches):
                middle = (batch.lo + batch.hi) / 2
                worst = (batch.error > worth) & (batch.error > batch.rounding)
                worst &= (middle > batch.lo) & (middle < batch.hi)
                if not worst.any():
                    continue
                progressed = True
                keep = ~worst
                fresh = self.evaluate(
                    batch.chart,
                    np.concatenate([batch.lo[worst], middle[worst]]),
                    np.concatenate([middle[worst], batch.hi[worst]]),
                )
                self.batches[index] = Batch(
                    batch.chart,
                    np.concatenate([batch.lo[keep], fresh.lo]),
                    np.concatenate([batch.hi[keep], fresh.hi]),
                    np.concatenate([batch.value[keep], fresh.value]),
                    np.concatenate([batch.error[keep], fresh.error]),
                    np.concatenate([batch.rounding[keep], fresh.rounding]),
                    np.concatenate([batch.masses[:, keep], fresh.masses], axis=1),
                )
            if not progressed:
                return error <= target
