"""Panels end where an integrand has a kink: at the sign changes of p - q for |p - q|.

A kink between the last node of a panel and its edge is seen by no node, so that no error estimate can know of it.
It has to be found by its sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.distributions.law import Law
from gantheory.integration.integrand import Integrand, Site
from gantheory.integration.quadrature.panels import Chart
from gantheory.integration.quadrature.rule import NODES

#: Halvings of a bracket: down to the last bit of a float.
HALVINGS = 60


def split_at_kinks(
    integrand: Integrand, laws: Mapping[str, Law], chart: Chart, lo: Floats, hi: Floats
) -> tuple[Floats, Floats]:
    """The panels, with those cut in two (or more) where a kink function changes sign inside."""
    if not integrand.kinks or lo.size == 0:
        return lo, hi
    middle, half = (lo + hi)[:, None] / 2, (hi - lo)[:, None] / 2
    inner = middle + half * NODES
    grid = np.concatenate([lo[:, None], inner, hi[:, None]], axis=1)
    cuts: list[Floats] = []
    for kink in integrand.kinks:

        def sign(s: Floats, kink: Any = kink) -> Floats:
            values = kink(FLOATING, Site(FLOATING, chart.at(s), chart.cell, laws))
            return np.sign(np.broadcast_to(values, s.shape))

        signs = sign(grid.ravel()).reshape(grid.shape)
        change = signs[:, :-1] * signs[:, 1:] < 0
        if change.any():
            cuts.append(_bisect(sign, grid[:, :-1][change], grid[:, 1:][change]))
        # a kink exactly on an inner node is a cut by itself
        cuts.append(grid[:, 1:-1][(signs[:, 1:-1] == 0) & (signs[:, :-2] != 0) & (signs[:, 2:] != 0)])
    points = np.concatenate(cuts)
    if points.size == 0:
        return lo, hi
    pieces = []
    for low, high in zip(lo, hi):
        inside = np.unique(points[(points > low) & (points < high)])
        pieces.append(np.concatenate([[low], inside, [high]]))
    return np.concatenate([p[:-1] for p in pieces]), np.concatenate([p[1:] for p in pieces])


def _bisect(sign: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    below = sign(low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = sign(middle) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2
