r"""Integrals of quantile functions: :math:`\int_0^1 (F_p^{-1}(u) - F_q^{-1}(u))^2 du`.

Each half of (0, 1) is integrated in s = log u, measured from its own end, so that tails keep their digits. Panels
end where a law has a breakpoint. How far a computed quantile is off shows in its own distribution function, and is
part of the error.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from gantheory.arithmetic.floating import Floats, quiet
from gantheory.distributions.law import Law
from gantheory.estimate import Estimate
from gantheory.integration.quadrature.rule import NODES, ORDER, WEIGHTS, panel_error

#: log u from here on; the smallest normal float is e^-708.
DEEPEST: Final = -700.0
#: First panels in log u: halves near 1/2, then wider and wider.
_LEVELS: Final = -np.concatenate([[math.log(2), 1.5, 2.5, 4.0, 6.0, 9.0, 13.0, 19.0, 28.0], np.geomspace(40, 700, 12)])
#: Halvings of a panel at most, and evaluations.
ROUNDS: Final = 40
ROUNDING: Final = 2.0**-52


def squared_gap(p: Law, q: Law, *, rtol: float = 1e-12, max_evaluations: int = 400_000) -> Estimate:
    """∫(F_p⁻¹ - F_q⁻¹)² du over (0, 1), for laws with a finite variance.

    Returns
    -------
    Estimate
        "converged", or "undecided" where the tolerance is out of reach.
    """
    value = error = rounding = 0.0
    evaluations = 0
    with quiet():
        for half in (_Lower(p, q), _Upper(p, q)):
            edges = half.edges()
            lo, hi = edges[:-1], edges[1:]
            done, done_error, done_rounding = 0.0, 0.0, 0.0
            for _ in range(ROUNDS):
                values, errors, noise = half.panels(lo, hi)
                evaluations += values.size * ORDER
                total = abs(done + values.sum())
                fine = (errors <= rtol * total / 64) | (errors <= noise) | (evaluations > max_evaluations)
                fine |= (hi - lo) <= ROUNDING * np.abs(lo)
                done, done_error = done + values[fine].sum(), done_error + errors[fine].sum()
                done_rounding += noise[fine].sum()
                lo, hi = lo[~fine], hi[~fine]
                if not lo.size:
                    break
                middle = (lo + hi) / 2
                lo, hi = np.concatenate([lo, middle]), np.concatenate([middle, hi])
            last = half.remainder()
            value, error, rounding = value + done, error + done_error + last, rounding + done_rounding
            if lo.size:
                error = math.inf
    total = error + rounding + ROUNDING * abs(value)
    if not (math.isfinite(value) and total <= max(1e-6 * value, 10 * rtol * value, 1e-300)):
        reason = f"the error {total:.1e} of the squared distance leaves no digits of {value:.3g}"
        return Estimate(value, math.inf, "undecided", "quadrature", reason, evaluations)
    return Estimate(float(value), float(total), "converged", "quadrature", "", evaluations)


class _Lower:
    """u in (0, 1/2], as u = e^s."""

    def __init__(self, p: Law, q: Law) -> None:
        self._laws = (p, q)

    def quantile(self, law: Law, u: Floats) -> Floats:
        return law.icdf(u)

    def level(self, law: Law, x: Floats) -> Floats:
        return law.cdf(x)

    def edges(self) -> Floats:
        """The levels that panels start from, and those of the laws' breakpoints."""
        levels = [_LEVELS]
        for law in self._laws:
            points = np.array([float(b) for b in law.breakpoints])
            if points.size:
                # on both sides of a point: a law of atoms jumps there
                beside = np.concatenate([points, np.nextafter(points, -np.inf)])
                levels.append(np.log(self.level(law, beside)))
        every = np.concatenate(levels)
        return np.unique(every[(every >= DEEPEST) & (every <= -math.log(2))])

    def gap(self, u: Floats) -> tuple[Floats, Floats]:
        """F_p⁻¹ - F_q⁻¹ at level u, and how far it is off."""
        quantiles = [self.quantile(law, u) for law in self._laws]
        off = np.zeros_like(u)
        for law, x in zip(self._laws, quantiles):
            off = off + self._off(law, x, u) + 2 * ROUNDING * np.abs(x)
        return quantiles[0] - quantiles[1], off

    def _off(self, law: Law, x: Floats, u: Floats) -> Floats:
        """A quantile's error, from its residual: |F(x) - u|/p(x)."""
        if law.base == "counting":
            return np.zeros_like(x)
        density = law.pdf(x)
        residual = np.abs(self.level(law, x) - u)
        return np.where((density > 0) & (residual > 4 * ROUNDING * u), residual / density, 0.0)

    def panels(self, lo: Floats, hi: Floats) -> tuple[Floats, Floats, Floats]:
        """Value, error and rounding on each panel of s."""
        half = (hi - lo)[:, None] / 2
        u = np.exp(lo[:, None] + half * (1 + NODES))
        gap, off = self.gap(u)
        values = half * u * gap * gap
        noise = half * u * (2 * np.abs(gap) * off + off * off)
        return values @ WEIGHTS, panel_error(values), noise @ WEIGHTS + ROUNDING * np.abs(values) @ WEIGHTS

    def remainder(self) -> float:
        """What lies below the deepest level: the gap grows slower than u falls, by a geometric series."""
        u = np.exp(np.array([DEEPEST, DEEPEST + 50.0]))
        gap, _ = self.gap(u)
        last, before = u * gap * gap
        if last == 0:
            return 0.0
        return float(last * 50.0 / math.log(before / last)) if before > last else math.inf


class _Upper(_Lower):
    """u in [1/2, 1), as 1 - u = e^s."""

    def quantile(self, law: Law, u: Floats) -> Floats:
        return law.isf(u)

    def level(self, law: Law, x: Floats) -> Floats:
        return law.sf(x)
