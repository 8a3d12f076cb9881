"""Panels end where an integrand has a kink: at the sign changes of p - q for |p - q|.

A kink between the last node of a panel and its edge is seen by no node, so that no error estimate can know of it.
It has to be found by its sign, and as an offset from its panel's edge: cut within a float of x, |p - q| is wrong by
the slope times that float's width squared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gantheory.arithmetic.floating import FLOATING, Floats
from gantheory.distributions.law import Law
from gantheory.integration.integrand import Integrand, Site
from gantheory.integration.quadrature.panels import Chart, Intervals
from gantheory.integration.quadrature.rule import NODES

#: Halvings of a bracket, down to rounding of its offset: what is left counts squared.
HALVINGS = 50


def split_at_kinks(
    integrand: Integrand, laws: Mapping[str, Law], chart: Chart, panels: Intervals, *, direct: bool = False
) -> Intervals:
    """The panels, with those cut in two (or more) where a kink function changes sign inside.

    With `direct` the log-ratio whose sign it may be comes from the laws themselves.
    """
    lo, hi = panels.lo, panels.hi
    if not integrand.kinks or lo.size == 0:
        return panels
    middle, half = (lo + hi)[:, None] / 2, (hi - lo)[:, None] / 2
    inner = middle + half * NODES
    grid = np.concatenate([lo[:, None], inner, hi[:, None]], axis=1)
    base = np.broadcast_to(panels.base[:, None], grid.shape)
    row = np.broadcast_to(np.arange(lo.size)[:, None], grid.shape)
    cuts, rows = [], []
    for kink in integrand.kinks:

        def sign(base: Floats, offset: Floats, kink: Any = kink) -> Floats:
            values = kink(FLOATING, Site(FLOATING, chart.at(base, offset), chart.cell, laws, direct=direct))
            return np.sign(np.broadcast_to(values, offset.shape))

        signs = sign(base.ravel(), grid.ravel()).reshape(grid.shape)
        change = signs[:, :-1] * signs[:, 1:] < 0
        if change.any():
            cuts.append(_bisect(sign, base[:, 1:][change], grid[:, :-1][change], grid[:, 1:][change]))
            rows.append(row[:, 1:][change])
        # a kink exactly on an inner node is a cut by itself
        on_node = (signs[:, 1:-1] == 0) & (signs[:, :-2] != 0) & (signs[:, 2:] != 0)
        cuts.append(grid[:, 1:-1][on_node])
        rows.append(row[:, 1:-1][on_node])
    points, owners = np.concatenate(cuts), np.concatenate(rows)
    if points.size == 0:
        return panels
    pieces, owner = [], []
    for index, (low, high) in enumerate(zip(lo, hi)):
        mine = points[owners == index]
        inside = np.unique(mine[(mine > low) & (mine < high)])
        pieces.append(np.concatenate([[low], inside, [high]]))
        owner += [index] * (inside.size + 1)
    return panels.piece(owner, np.concatenate([p[:-1] for p in pieces]), np.concatenate([p[1:] for p in pieces]))


def _bisect(sign: Callable[[Floats, Floats], Floats], base: Floats, low: Floats, high: Floats) -> Floats:
    below = sign(base, low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = sign(base, middle) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2
