"""The running sums of the draws: constant memory, merged chunk by chunk, never changed in place."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gantheory.arithmetic.floating import Floats

#: Number of largest |F/g| that are kept for the tail index, and the share of the draws that they may be.
LARGEST, LARGEST_SHARE = 128, 1 / 32


@dataclass(frozen=True, eq=False)
class Sums:
    """What is remembered of the draws.

    Attributes
    ----------
    each : int
        Draws of every stratum.
    means, squares : ndarray, shape (k,)
        Mean of every stratum's draws, and the sum of their squared distances from it.
    deviations : float
        Σ(X - X̂)², where X̂ is the mean of the stratum's draws before the chunk, or the pilot's.
    size, extreme, farthest : float
        Mean of |F/g|, the largest |X| and the largest |X - X̂|; 0 where their tail does not matter.
    largest : ndarray
        The largest |F/g|, in increasing order; empty where their tail does not matter.
    """

    each: int
    means: Floats
    squares: Floats
    deviations: float = 0.0
    size: float = 0.0
    extreme: float = 0.0
    farthest: float = 0.0
    largest: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def none(cls, strata: int) -> Sums:
        """Before the first draw."""
        return cls(0, np.zeros(strata), np.zeros(strata))

    @property
    def draws(self) -> int:
        return self.each * len(self.means)

    @property
    def mean(self) -> float:
        """The estimate: all strata count the same."""
        return float(self.means.mean())

    @property
    def deviation(self) -> float:
        """Root of the mean variance within the strata: the mean of n draws varies by this over √n."""
        return math.sqrt(float(self.squares.mean()) / (self.each - 1))

    @property
    def tail_index(self) -> float:
        """Hill's estimate of α in P(|F/g| > t) ~ t^-α, from the largest values."""
        k = min(LARGEST - 1, int(self.draws * LARGEST_SHARE))
        top = self.largest[-(k + 1) :]
        if not top.size or top[0] <= 0:
            return math.inf
        spread = float(np.log(top[1:] / top[0]).mean()) if top.size > 1 else 0.0
        return 1 / spread if spread > 0 else math.inf

    def with_chunk(self, terms: Floats, sizes: Floats | None, predicted: Floats) -> Sums:
        """With a chunk's draws of shape (k, n) added (Chan's update).

        Parameters
        ----------
        terms : ndarray
            The draws X, a row a stratum.
        sizes : ndarray or None
            F/g before anything was subtracted from it, where its tail matters.
        predicted : ndarray, shape (k,)
            The X̂ of the first chunk.
        """
        n, total = terms.shape[1], self.each + terms.shape[1]
        center = self.means if self.each else predicted
        # Distances from a center that is close to the mean: nothing cancels in Σ(X - X̂)² - n(mean - X̂)².
        centered = terms - center[:, None]
        off = np.add.reduce(centered, axis=1) / n
        deviations = np.array([row @ row for row in centered])
        step = center + off - self.means
        extreme, farthest, size, largest = self.extreme, self.farthest, self.size, self.largest
        if sizes is not None:
            absolute = np.abs(sizes).ravel()
            size += (float(absolute.mean()) - size) * n / total
            extreme = max(extreme, float(np.abs(terms).max()))
            farthest = max(farthest, float(np.abs(centered).max()))
            candidates = absolute[absolute > largest[0]] if largest.size == LARGEST else absolute
            if candidates.size > LARGEST:
                candidates = np.partition(candidates, -LARGEST)[-LARGEST:]
            largest = np.sort(np.concatenate([largest, candidates]))[-LARGEST:]
        return Sums(
            total,
            self.means + step * (n / total),
            self.squares + deviations - n * off * off + step * step * (self.each * n / total),
            self.deviations + float(deviations.sum()),
            size,
            extreme,
            farthest,
            largest,
        )

    def to_dict(self) -> dict[str, Any]:
        """As plain data; floats come back bit by bit."""
        return {
            "each": self.each,
            "means": self.means.tolist(),
            "squares": self.squares.tolist(),
            "deviations": self.deviations,
            "size": self.size,
            "extreme": self.extreme,
            "farthest": self.farthest,
            "largest": self.largest.tolist(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Sums:
        """The inverse of :meth:`to_dict`."""
        arrays = {name: np.array(data[name], dtype=float) for name in ("means", "squares", "largest")}
        return cls(**{**data, **arrays})
