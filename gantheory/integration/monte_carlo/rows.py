"""The values that are averaged: F/g at places drawn from one law of the proposal, and every pᵢ/g beside it.

The proposal's density g is the equal mixture of its laws: those of the integrand's roles, and any that were added to
them. The densities meet only as :math:`F\\,e^{-\\log g}`, at places drawn from g itself, where g does not underflow.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.arithmetic.interface import Value
from gantheory.distributions.coordinate import LINE, Anchored, cells, plain
from gantheory.distributions.law import Law
from gantheory.errors import UndefinedQuantityError
from gantheory.integration.counting import atoms_of
from gantheory.integration.integrand import Integrand, Site

#: Spacings of float64 within which of a breakpoint a draw has no digits left of its distance to it: 1.3 % of
#: Beta(.1, .1) lies within half a spacing of 1.
BLURRED: Final = 64


@dataclass(frozen=True)
class Extent:
    """Between which values F/g (less what is subtracted from it) lies, by its length, and how large |F/g| can be."""

    length: float
    size: float


class Rows:
    """F/g and the ratios pᵢ/g for one integrand and one proposal.

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The laws of the proposal: those of the integrand's roles first.
    """

    def __init__(self, integrand: Integrand, laws: Mapping[str, Law]) -> None:
        self.integrand = integrand
        self.laws = dict(laws)
        dense = [law for law in self.laws.values() if law.base == "lebesgue"]
        edges = sorted({point for law in dense for point in law.breakpoints})
        self._cells = cells(edges)
        self._edges = np.array([FLOATING.const(point) for point in edges])
        self._atoms = _Atoms(self) if len(dense) < len(self.laws) else None
        self._discrete = not dense
        #: Whether F/g is the bounded function of the log-ratio that the integrand says.
        self.direct = integrand.over_mixture is not None and len(self.laws) == 2 and not self._discrete

    def extent(self, coefficients: Floats) -> Extent | None:
        """The range of F/g - Σ bᵢ(pᵢ/g - 1), where it is known."""
        if self._discrete and self._atoms is not None:
            return self._atoms.extent(coefficients)
        count, subtracted = len(self.laws), float(np.abs(coefficients).sum())
        if self.direct and self.integrand.over_mixture is not None:
            over = self.integrand.over_mixture
            return Extent(over.high - over.low + subtracted * count, max(abs(over.low), abs(over.high)))
        if self.integrand.bound is not None:
            # |F| ≤ C Σp over the roles, and that sum is at most `count` times g.
            size = float(self.integrand.bound) * count
            return Extent(2 * size + subtracted * count, size)
        return None

    def drawn(self, each: int, rng: np.random.Generator, ratios: bool) -> Floats:
        """F/g at `each` places from every law, and with `ratios` every pᵢ/g; shape (rows, laws, each)."""
        places = [law.sample(each, rng=rng) for law in self.laws.values()]
        if self._atoms is None:
            return self.at(np.concatenate(places), ratios).reshape(-1, len(places), each)
        parts = [
            self._atoms.at(here)[: 1 + len(self.laws) * ratios] if law.base == "counting" else self.at(here, ratios)
            for law, here in zip(self.laws.values(), places)
        ]
        return np.stack(parts, axis=1)

    def at(self, places: Floats, ratios: bool) -> Floats:
        """F/g at places drawn from densities, and with `ratios` every pᵢ/g, as rows."""
        for edge in self._edges:
            if (np.abs(places - edge) <= BLURRED * np.spacing(abs(edge))).any():
                raise UndefinedQuantityError(f"a draw is closer to the breakpoint {edge:g} than float64 resolves")
        if len(self._cells) == 1:
            return self._over(places, 0, ratios)
        rows = np.empty((1 + len(self.laws) * ratios, places.size))
        index = np.searchsorted(self._edges, places)
        for number in range(len(self._cells)):
            inside = index == number
            if inside.any():
                rows[:, inside] = self._over(places[inside], number, ratios)
        return rows

    def _over(self, places: Floats, number: int, ratios: bool) -> Floats:
        site = SampledSite(FLOATING, plain(places), self._cells[number], self.laws)
        return self.evaluated(site, places.shape, ratios)

    def evaluated(self, site: Site, shape: tuple[int, ...], ratios: bool) -> Floats:
        """The rows at a site; where all densities are constant (uniform laws) so are they."""
        over = self.integrand.over_mixture
        if self.direct and over is not None and not ratios:
            value = over.evaluate(FLOATING, site.log_ratio(*self.integrand.roles))
            return _filled(value, shape)[None]
        logs = [site.log_density(role) for role in self.laws]
        log_g = FLOATING.logsumexp(logs) - np.log(len(logs))
        value = FLOATING.weighted(-log_g, self.integrand(FLOATING, site))
        if len(self.laws) > len(self.integrand.roles):
            # F vanishes where all of its densities do, also where a formula meets ∞ - ∞ there.
            absent = functools.reduce(np.logical_and, (np.isneginf(site.log_density(r)) for r in self.integrand.roles))
            value = np.where(absent, 0.0, value)
        rows = [value, *(np.exp(log - log_g) for log in logs)] if ratios else [value]
        return np.stack([_filled(row, shape) for row in rows])


def _filled(value: Value, shape: tuple[int, ...]) -> Floats:
    """An array of that shape, also where the value is one constant."""
    array = np.asarray(value, dtype=float)
    return array if array.shape == shape else np.broadcast_to(array, shape)


class SampledSite(Site):
    """A place to draw: log-ratios come from laws of one family alone, which takes half the time.

    It refuses distribution functions: their differences live where no law has mass to draw.
    """

    def log_ratio(self, first: str, second: str) -> Value:
        p, q = self._laws[first], self._laws[second]
        if self.atom is None and all(law.base == "lebesgue" and self.cell.within(*law.support) for law in (p, q)):
            ratio = p.log_ratio(self.arithmetic, q, self.coordinate, self.cell)
            if ratio is not None:
                return ratio
        return super().log_ratio(first, second)

    def cumulative(self, role: str) -> tuple[Value, Value]:
        raise UndefinedQuantityError(
            "an integral of distribution functions reaches places where no law has mass; it cannot be sampled"
        )


class _Atoms:
    """F/g and all pᵢ/g at every atom, evaluated once."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._points = atoms_of(rows.laws)
        self._places = np.array([FLOATING.const(point) for point in self._points])

    @functools.cached_property
    def _values(self) -> Floats:
        return np.concatenate([self._at(point) for point in self._points], axis=1)

    def _at(self, point: Fraction) -> Floats:
        site = SampledSite(FLOATING, Anchored(FLOATING, point, 0.0), LINE, self._rows.laws, atom=point)
        return self._rows.evaluated(site, (1,), True)

    def extent(self, coefficients: Floats) -> Extent:
        """Read off the values."""
        values = self._values[0] - coefficients @ (self._values[1:] - 1)
        return Extent(float(np.ptp(values)), float(np.abs(self._values[0]).max()))

    def at(self, places: Floats) -> Floats:
        """The values at drawn atoms."""
        if len(set(self._places)) < len(self._points):
            raise UndefinedQuantityError("two atoms are closer together than float64 resolves")
        return self._values[:, np.searchsorted(self._places, places)]
