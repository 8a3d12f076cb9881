"""Where a density that nobody has described has its mass: probes on all scales, and a climb to every peak they see.

A density can hide anywhere between two floats. The probes are 1, 2, 4, 8, ... from 0, from the ends of the support
and from every place that is known, down to the spacing of floats and up to their largest; from the highest ones the
search climbs, so that logpdf of a narrow peak far from 0 is found by its slope. What no probe touches is found, or
missed, by the account of mass in :mod:`gantheory.adapters.audit`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final

import numpy as np

from gantheory.adapters.calls import LogDensity
from gantheory.arithmetic.floating import Floats, quiet

#: Equally spaced probes in a support that is bounded on both sides.
GRID: Final = 512
#: Peaks that are climbed at the same time, and the most steps of a climb: each shrinks a bracket by 4.
PEAKS, CLIMB = 24, 160
#: A peak is resolved when log p falls by less than this to its neighbours.
RESOLVED: Final = 1.0
#: log of the share of the largest panel below which panels are one.
NEGLIGIBLE: Final = -75.0

_LARGEST: Final = float(np.finfo(float).max)


def scales(anchor: float, low: float, high: float) -> Floats:
    """Places 2^k to either side of `anchor` in (low, high), from the spacing of floats to their largest."""
    finest = int(np.floor(np.log2(np.spacing(abs(anchor))))) + 1
    steps = np.exp2(np.arange(max(finest, -1000), 1024, dtype=float))
    with quiet():
        places = np.concatenate([anchor - steps, [anchor], anchor + steps])
    return places[np.isfinite(places) & (low < places) & (places < high)]


def probes(low: float, high: float, known: Iterable[float]) -> Floats:
    """The first probes strictly inside (low, high), in increasing order."""
    anchors = {0.0, *(end for end in (low, high) if np.isfinite(end)), *known}
    places = [scales(anchor, low, high) for anchor in anchors]
    if np.isfinite(low) and np.isfinite(high):
        places.append(low + (high - low) * np.arange(1, GRID) / GRID)
    found = np.unique(np.concatenate(places))
    return found[(low < found) & (found < high)]


def climbed(f: LogDensity, places: Floats, logs: Floats) -> tuple[Floats, Floats]:
    """The probes and log p there, with those of a climb to the highest peaks among them."""
    for _ in range(CLIMB):
        peaks = _unresolved(places, logs)
        if peaks.size == 0:
            break
        left, right = np.maximum(peaks - 1, 0), np.minimum(peaks + 1, places.size - 1)
        spans = np.concatenate([np.stack([places[left], places[peaks]]), np.stack([places[peaks], places[right]])], 1)
        fresh = spans[0] + np.outer([0.25, 0.5, 0.75], spans[1] - spans[0])
        fresh = np.setdiff1d(fresh, places)
        if fresh.size == 0:
            break
        places = np.concatenate([places, fresh])
        logs = np.concatenate([logs, f(fresh)])
        order = np.argsort(places)
        places, logs = places[order], logs[order]
    return places, logs


def _unresolved(places: Floats, logs: Floats) -> np.ndarray:
    """The highest local maxima from which log p falls steeply to a neighbour."""
    padded = np.concatenate([[-np.inf], logs, [-np.inf]])
    before, after = padded[:-2], padded[2:]
    peak = (logs >= before) & (logs >= after) & (logs > -np.inf)
    with quiet():
        steep = np.maximum(logs - before, logs - after) > RESOLVED
        # a neighbour next to it in floats leaves nothing to look at
        gaps = np.diff(places)
    wide = gaps > 4 * np.spacing(np.maximum(np.abs(places[:-1]), np.abs(places[1:])))
    room = np.zeros(places.size, dtype=bool)
    room[:-1] |= wide & (logs[:-1] - logs[1:] > RESOLVED)
    room[1:] |= wide & (logs[1:] - logs[:-1] > RESOLVED)
    found = np.flatnonzero(peak & steep & room)
    return found[np.argsort(-logs[found], kind="stable")[:PEAKS]]


def panels(places: Floats, logs: Floats, low: float, high: float) -> Floats:
    """Edges of the first panels: the probes, without those that divide what is negligible."""
    edges = np.concatenate([[max(low, -_LARGEST)], places, [min(high, _LARGEST)]])
    heights = np.concatenate([logs[:1], logs, logs[-1:]])
    with quiet():
        share = np.fmax(heights[:-1], heights[1:]) + np.log(np.diff(edges))
    # a pole that was hit makes a share of ∞, which says nothing about the others
    finite = share[np.isfinite(share)]
    level = (finite.max() if finite.size else 0.0) + NEGLIGIBLE
    counts = share > level
    kept = [edges[0]]
    for (before, after), edge in zip(itertools.pairwise(counts.tolist()), edges[1:-1].tolist()):
        # an edge of a dead stretch is kept at every octave only where mass is near
        if before or after:
            kept.append(edge)
    return np.unique([*kept, edges[-1]])
