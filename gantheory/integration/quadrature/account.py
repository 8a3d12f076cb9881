"""How a number came about by quadrature, in a few lines."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gantheory.arithmetic.floating import quiet
from gantheory.integration.quadrature.adaptive import Batch, Marched
from gantheory.integration.quadrature.panels import Chart

#: The share of a whole that "most of it" means.
MOST = 0.99


@dataclass(frozen=True)
class QuadratureAccount:
    """What was evaluated, and what the error consists of; nothing is computed before it is asked for.

    Attributes
    ----------
    batches : tuple of Batch
    marches : tuple of Marched
    roles : tuple of str
    truncation, rounding, missing : float
        The parts of the error: the rule's, the arithmetic's, and that of mass which was not seen.
    offset : float
        All of these, and the batches' values, are to be multiplied by e^offset.
    """

    batches: tuple[Batch, ...]
    marches: tuple[Marched, ...]
    roles: tuple[str, ...]
    truncation: float
    rounding: float
    missing: float
    offset: float = 0.0

    def lines(self) -> list[str]:
        """Where the mass and the integral are, where the panels and the marches went, what limits the error."""
        # a place or a sum beyond float64 reads inf
        with quiet():
            return self._lines()

    def _lines(self) -> list[str]:
        found = []
        for row, role in enumerate(self.roles):
            masses = np.concatenate([batch.masses[row] for batch in self.batches]) if self.batches else np.zeros(0)
            if masses.any():
                low, high = self._interval(masses)
                found.append(f"{role}: mass {masses.sum():.12g} seen, {MOST:.0%} of it in [{low:.4g}, {high:.4g}]")
        sizes = np.concatenate([np.abs(batch.value) for batch in self.batches]) if self.batches else np.zeros(0)
        if sizes.any():
            low, high = self._interval(sizes)
            found.append(f"integral: {MOST:.0%} of |F| in [{low:.4g}, {high:.4g}]")
        found.append(self._panels())
        found += [self._march(march) for march in self.marches]
        found.append(self._error())
        return found

    def _edges(self) -> tuple[np.ndarray, np.ndarray]:
        """The panels' ends in x."""
        ends = [_ends(batch) for batch in self.batches]
        return np.concatenate([low for low, _ in ends]), np.concatenate([high for _, high in ends])

    def _interval(self, parts: np.ndarray) -> tuple[float, float]:
        """The panels, from left to right, that hold most of what `parts` sums to."""
        low, high = self._edges()
        order = np.argsort(low)
        running = np.cumsum(parts[order]) / parts.sum()
        first = min(int(np.searchsorted(running, (1 - MOST) / 2)), order.size - 1)
        last = min(int(np.searchsorted(running, (1 + MOST) / 2)), order.size - 1)
        return float(low[order[first]]), float(high[order[last]])

    def _panels(self) -> str:
        counts: dict[str, int] = {}
        for batch in self.batches:
            name = _name(batch.chart)
            counts[name] = counts.get(name, 0) + batch.value.size
        listed = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"{sum(counts.values())} panels: {listed}"

    @staticmethod
    def _march(marched: Marched) -> str:
        chart, direction = marched.march.chart, marched.march.direction
        if chart.side == 0:
            return f"march to {'∞' if direction > 0 else '-∞'} ended at x = {marched.at:.4g}: {marched.why}"
        towards = ("∞" if chart.side > 0 else "-∞") if direction > 0 else f"{float(chart.anchor):.4g}"
        return f"march to {towards} ended at log|x - {float(chart.anchor):.4g}| = {marched.at:.4g}: {marched.why}"

    def _error(self) -> str:
        scale = math.exp(self.offset) if self.offset < 600 else 1.0
        parts = {"truncation": self.truncation, "rounding": self.rounding, "unseen mass": self.missing}
        listed = ", ".join(f"{name} {part * scale:.0e}" for name, part in parts.items())
        line = f"error: {listed}" + (f" (times e^{self.offset:g})" if scale == 1 and self.offset else "")
        dominant = max(parts, key=lambda name: parts[name])
        if dominant == "unseen mass" or not self.batches:
            return line
        part = "error" if dominant == "truncation" else "rounding"
        low, high = self._edges()
        worst = int(np.argmax(np.concatenate([getattr(batch, part) for batch in self.batches])))
        return f"{line}; most {dominant} on [{low[worst]:.6g}, {high[worst]:.6g}]"


def _ends(batch: Batch) -> tuple[np.ndarray, np.ndarray]:
    low, high = batch.panels.base + batch.panels.lo, batch.panels.base + batch.panels.hi
    if batch.chart.side == 0:
        return low, high
    low, high = (float(batch.chart.anchor) + batch.chart.side * np.exp(s) for s in (low, high))
    return (low, high) if batch.chart.side > 0 else (high, low)


def _name(chart: Chart) -> str:
    return "linear" if chart.side == 0 else f"in log|x - {float(chart.anchor):.4g}|"
