"""A rough, independent look at a side: a few hundred quantiles of the laws instead of an integration.

It only has to tell a false twin from its claim, and it must not be one of the methods that will later have to
refute the twin: it shares no code with them.
"""

from __future__ import annotations

import numpy as np

from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.assertions.instance import Instance, bind
from gantheory.assertions.kinds import Gradient, Side
from gantheory.assertions.scalar import scalar_value
from gantheory.distributions.coordinate import LINE, Cell, cells, plain
from gantheory.integration.counting import sum_over_atoms
from gantheory.integration.integrand import Integrand, Site

#: Quantiles a law.
QUANTILES = 400


def rough_value(side: Side, instance: Instance) -> float:
    """The value of `side` at `instance`, to a few digits."""
    if isinstance(side, Gradient):
        from sympy import Rational

        h, theta = Rational(1, 100), instance.numbers["theta"]
        above, below = (rough_value(side.of, instance.at(theta=theta + s * h)) for s in (1, -1))
        return (above - below) / (2 * float(h))
    total = scalar_value(side.constant, instance)
    for coefficient, integral in side.terms:
        integrand, laws = bind(integral, instance)
        total += scalar_value(coefficient, instance) * _rough_integral(integrand, {r: laws[r] for r in integrand.roles})
    return total


def _rough_integral(integrand: Integrand, laws: dict) -> float:
    """E_m[F/m] over the quantiles of each law, m their mixture; sums over atoms as they are."""
    dense = {role: law for role, law in laws.items() if law.base == "lebesgue"}
    total = sum_over_atoms(integrand, laws) if len(dense) < len(laws) else 0.0
    if not dense:
        return total
    levels = (np.arange(QUANTILES) + 0.5) / QUANTILES
    places = np.concatenate([law.icdf(levels) for law in dense.values()])
    breakpoints = sorted({b for law in dense.values() for b in law.breakpoints})
    with quiet():
        for cell in cells(breakpoints) if breakpoints else (LINE,):
            inside = places[(places > FLOATING.const(cell.low)) & (places < FLOATING.const(cell.high))]
            if inside.size:
                total += float(np.sum(_ratio(integrand, laws, dense, cell, inside))) / QUANTILES
    return total


def _ratio(integrand: Integrand, laws: dict, dense: dict, cell: Cell, places: np.ndarray) -> np.ndarray:
    site = Site(FLOATING, plain(places), cell, laws)
    weight = sum(np.exp(np.broadcast_to(site.log_density(role), places.shape)) for role in dense)
    return integrand(FLOATING, site) / weight
