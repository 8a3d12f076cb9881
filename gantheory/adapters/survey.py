"""The panels of an audit: the density integrated on each, the worst halved until the mass is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.polynomial import legendre

from gantheory.adapters.calls import LogDensity
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.integration.quadrature.rule import COEFFICIENTS, NODES, ORDER, WEIGHTS, panel_error

#: Share of the mass that the panels' errors may sum to.
TOLERANCE: Final = 1e-13
#: A panel's error below this share of its own mass is the rounding of the density itself.
ROUNDING: Final = 4e-15
#: Most panels, and most rounds of halving; a round halves each bad panel once.
MOST_PANELS, ROUNDS = 2**14, 200
#: Places at which the density is looked at before nothing more is cut.
MOST_EVALUATIONS: Final = 2**24
#: Seconds in the function itself, after which nothing is looked for but the mass.
PATIENCE: Final = 1.0
#: Panels with surprises that are cut around them at a time.
CLUSTERS: Final = 64
#: Times that neighbours are joined: each at most halves the number of panels.
JOININGS: Final = 16
#: Places compared with interpolants at a time: their basis fits a processor's cache.
CHUNK: Final = 2**12
#: Floats a panel has at least; in a narrower one the nodes fall on each other.
FEWEST_FLOATS: Final = 64
#: A panel that spans this ratio of distances from 0 is halved in log|x|.
GEOMETRIC: Final = 16.0
#: How far a density may be from the interpolant through its panel's nodes, as a share of its largest value there.
AGREES: Final = 1e-5


_SMALLEST: Final = 2.0**-1000


@dataclass
class Survey:
    """Panels [lo, hi] in increasing order, side by side, with the density at the nodes.

    Attributes
    ----------
    f : LogDensity
    lo, hi : array
    logs : array
        log p at the rule's nodes; shape (panels, nodes).
    shift : float
        log of the unit in which `mass` and `error` are given.
    mass, error : array
        Each panel's integral, and the error estimate.
    """

    f: LogDensity
    lo: Floats
    hi: Floats
    logs: Floats
    shift: float
    mass: Floats
    error: Floats

    @classmethod
    def of(cls, f: LogDensity, edges: Floats) -> Survey:
        """The panels between `edges`."""
        lo, hi = edges[:-1], edges[1:]
        logs = f(nodes_of(lo, hi))
        with quiet():
            sums = np.where(np.isfinite(logs), logs, -np.inf).max(axis=1) + np.log((hi - lo) / 2)
        shift = float(sums.max())
        survey = cls(f, lo, hi, logs, shift if np.isfinite(shift) else 0.0, np.empty(0), np.empty(0))
        survey.mass, survey.error = survey._integrated(lo, hi, logs)
        return survey

    @property
    def edges(self) -> Floats:
        return np.concatenate([self.lo, self.hi[-1:]])

    @property
    def total(self) -> float:
        """log of the mass."""
        with quiet():
            return float(self.shift + np.log(self.mass.sum()))

    @property
    def relative_error(self) -> float:
        """The error of the mass, as a share of it."""
        with quiet():
            mass = self.mass.sum()
            rounding = 2.0**-52 * float((self.mass * (1 + np.minimum(np.abs(self._height), 40.0))).sum() / mass)
            return float(self.error.sum() / mass) + rounding

    @property
    def _height(self) -> Floats:
        return np.where(np.isfinite(self.logs), self.logs, 0.0).max(axis=1)

    def refine(self) -> bool:
        """Halve the worst panels until the mass is known to TOLERANCE; False if it is not reached."""
        for _ in range(ROUNDS):
            goal = TOLERANCE * self.mass.sum()
            if not np.isfinite(goal):
                # a node on a pole: halve the panels that hold it
                worst = ~np.isfinite(self.mass)
            elif self.error.sum() <= goal:
                return True
            else:
                worst = self.error > np.maximum(goal / (2 * self.lo.size), self.noise * self.mass)
            worst &= self._divisible()
            if not worst.any():
                return bool(self.error.sum() <= 10 * goal)
            if self.exhausted:
                return False
            self.halve(worst)
        return False

    def verify(self) -> bool:
        """Compare every panel with its halves; those that differ are replaced by them. Whether any did.

        A kink between a panel's edge and its first node is seen by none of its nodes; nearer ones see it.
        """
        goal = TOLERANCE * self.mass.sum() / self.lo.size
        which = self._divisible() & (self.mass > goal / self.lo.size)
        lo, hi = self.lo[which], self.hi[which]
        middle = _middle(lo, hi)
        halves = [self._integrated(a, b, self.f(nodes_of(a, b)))[0] for a, b in ((lo, middle), (middle, hi))]
        off = np.abs(halves[0] + halves[1] - self.mass[which])
        wrong = off > np.maximum(np.maximum(goal, self.error[which]), 4 * self.noise[which] * self.mass[which])
        which[np.flatnonzero(which)[~wrong]] = False
        if which.any():
            self.halve(which)
        return bool(which.any())

    def halve(self, which: np.ndarray) -> None:
        """Replace the panels `which` by their halves."""
        self.cut(which, _middle(self.lo[which], self.hi[which])[:, None])

    def cut(self, which: np.ndarray, inner: Floats) -> None:
        """Replace each panel of `which` by its pieces between its own row of inner edges."""
        grid = np.sort(np.concatenate([self.lo[which][:, None], inner, self.hi[which][:, None]], axis=1), axis=1)
        lo, hi = grid[:, :-1].ravel(), grid[:, 1:].ravel()
        real = lo < hi
        self._replace(which, lo[real], hi[real])

    def probe(self, places: Floats) -> int:
        """Compare the density at `places` with its panels' interpolants; cut panels where they disagree.

        Returns
        -------
        int
            How many places disagreed: a spike, a hole or a jump between the nodes.
        """
        panel = np.clip(np.searchsorted(self.lo, places, side="right") - 1, 0, self.lo.size - 1)
        seen = self.f(places)
        half = (self.hi - self.lo) / 2
        t = (places - self.lo[panel]) / half[panel] - 1
        with quiet():
            top = self.logs.max(axis=1)
            values = np.exp(self.logs - top[:, None])
            coefficients = values @ COEFFICIENTS
            expected = np.empty(places.size)
            for start in range(0, places.size, CHUNK):
                rows = slice(start, start + CHUNK)
                expected[rows] = np.einsum(
                    "ij,ij->i", legendre.legvander(t[rows], ORDER - 1), coefficients[panel[rows]]
                )
            off = np.abs(np.exp(seen - top[panel]) - expected)
            # where the panel is empty anything is a surprise
            strange = np.where(top[panel] == -np.inf, seen > -np.inf, ~(off <= AGREES))
            share = seen + np.log(self.hi - self.lo)[panel] - self.shift
            size = np.maximum(share, (top + np.log(self.hi - self.lo))[panel] - self.shift)
        strange &= (size > np.log(TOLERANCE * max(self.mass.sum(), 1e-300))) & self._divisible()[panel]
        if strange.any():
            self._cut_around(panel[strange], places[strange], seen[strange])
        return int(strange.sum())

    def _cut_around(self, panel: np.ndarray, places: Floats, logs: Floats) -> None:
        """Cut panels at 2^-k of their width from the highest, the first and the last of each panel's surprises.

        The heaviest of them, in one go; the others are halved, for a density with many is nowhere as its panels say.
        """
        order = np.lexsort((-logs, panel))
        found, highest = np.unique(panel[order], return_index=True)
        size = logs[order][highest] + np.log(self.hi - self.lo)[found]
        top = np.argsort(-size, kind="stable")[:CLUSTERS]
        chosen = found[top]
        first = np.minimum.reduceat(places[order], highest)[top]
        last = np.maximum.reduceat(places[order], highest)[top]
        around = np.stack([places[order][highest][top], first, last], axis=1)
        steps = (self.hi - self.lo)[chosen][:, None, None] * np.exp2(-np.arange(1.0, 40.0))
        centers = around[:, :, None]
        inner = np.concatenate([centers - steps, centers, centers + steps], axis=2).reshape(chosen.size, -1)
        low, high = self.lo[chosen][:, None], self.hi[chosen][:, None]
        which = np.zeros(self.lo.size, dtype=bool)
        which[chosen] = True
        # in the order of the panels, as `cut` takes them; what lies outside of a panel falls onto its ends
        inner = np.minimum(np.maximum(inner, low), high)[np.argsort(chosen)]
        rest = np.zeros(self.lo.size, dtype=bool)
        rest[found] = True
        rest &= ~which
        starts = self.lo[rest]
        self.cut(which, inner)
        if starts.size:
            self.halve(np.isin(self.lo, starts) & self._divisible())

    @property
    def exhausted(self) -> bool:
        """Whether there are so many panels, or were so many evaluations, that nothing more is cut."""
        return self.lo.size > MOST_PANELS or self.f.evaluations > MOST_EVALUATIONS

    @property
    def slow(self) -> bool:
        """Whether the function has taken so long that it is asked only for what the mass needs."""
        return self.exhausted or self.f.seconds > PATIENCE

    @property
    def noise(self) -> Floats:
        """Each panel's relative rounding: the density's own, and that of the nodes' places, which are floats."""
        with quiet():
            slope = np.ptp(np.where(np.isfinite(self.logs), self.logs, 0.0), axis=1) / (self.hi - self.lo)
            return ROUNDING + np.spacing(np.maximum(np.abs(self.lo), np.abs(self.hi))) * slope

    def coarsen(self) -> None:
        """Join neighbours where one panel does for both: what the probes' scales have cut in vain."""
        start, vain = 0, 0
        for _ in range(JOININGS):
            if vain == 2 or self.lo.size <= 2:
                break
            left = np.arange(start, self.lo.size - 1, 2)
            lo, hi = self.lo[left], self.hi[left + 1]
            logs = self.f(nodes_of(lo, hi))
            mass, error = self._integrated(lo, hi, logs)
            together = self.mass[left] + self.mass[left + 1]
            goal = TOLERANCE * self.mass.sum() / (8 * self.lo.size)
            good = (error <= np.maximum(goal, ROUNDING * mass)) & (
                np.abs(mass - together) <= goal + ROUNDING * together
            )
            vain = 0 if good.any() else vain + 1
            gone = np.zeros(self.lo.size, dtype=bool)
            gone[left[good]] = gone[left[good] + 1] = True
            self._put(gone, lo[good], hi[good], logs[good], mass[good], error[good])
            start = 1 - start

    def _replace(self, which: np.ndarray, lo: Floats, hi: Floats) -> None:
        logs = self.f(nodes_of(lo, hi))
        mass, error = self._integrated(lo, hi, logs)
        self._put(which, lo, hi, logs, mass, error)

    def _put(self, which: np.ndarray, lo: Floats, hi: Floats, logs: Floats, mass: Floats, error: Floats) -> None:
        keep = ~which
        order = np.argsort(np.concatenate([self.lo[keep], lo]), kind="stable")
        fresh_columns = (("lo", lo), ("hi", hi), ("logs", logs), ("mass", mass), ("error", error))
        for name, fresh in fresh_columns:
            setattr(self, name, np.concatenate([getattr(self, name)[keep], fresh])[order])

    def _integrated(self, lo: Floats, hi: Floats, logs: Floats) -> tuple[Floats, Floats]:
        with quiet():
            values = np.exp(logs + np.log((hi - lo) / 2)[:, None] - self.shift)
            mass = values @ WEIGHTS
            error = panel_error(np.where(np.isfinite(values), values, 0.0))
            error = np.where(np.isfinite(mass), error, np.inf)
            # too narrow for its nodes: nothing is known of it but its size
            error = np.where(narrow(lo, hi), np.maximum(error, 2 * mass), error)
        return mass, error

    def _divisible(self) -> np.ndarray:
        return ~narrow(self.lo, self.hi)


def narrow(lo: Floats, hi: Floats) -> np.ndarray:
    largest = np.minimum(np.maximum(np.abs(lo), np.abs(hi)), 1e307)
    return hi - lo < np.maximum(FEWEST_FLOATS * np.spacing(largest), _SMALLEST)


def nodes_of(lo: Floats, hi: Floats) -> Floats:
    """The rule's nodes, each strictly inside its panel: a node next to an edge rounds to the edge."""
    half = hi / 2 - lo / 2
    nodes = lo[:, None] + half[:, None] * (1 + NODES)
    return np.clip(nodes, np.nextafter(lo, np.inf)[:, None], np.nextafter(hi, -np.inf)[:, None])


def _middle(lo: Floats, hi: Floats) -> Floats:
    """The middle, in log|x| where a panel spans many scales."""
    near, far = np.minimum(np.abs(lo), np.abs(hi)), np.maximum(np.abs(lo), np.abs(hi))
    with quiet():
        geometric = np.copysign(np.sqrt(np.maximum(near, _SMALLEST)) * np.sqrt(far), lo / 2 + hi / 2)
        wide = (np.sign(lo) * np.sign(hi) >= 0) & (far > GEOMETRIC * near)
    middle = np.where(wide, geometric, lo / 2 + hi / 2)
    return np.where((lo < middle) & (middle < hi), middle, lo / 2 + hi / 2)
