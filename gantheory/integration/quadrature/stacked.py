"""One pass of the rule over the panels of many pairs of laws at once, or of one pair without detours.

Laws of which a density is analytic on the whole line and fades like an exponential need no breakpoints, no
logarithmic charts and mostly no refinement: their seeds cut the line into panels, and one evaluation of all
panels as one array does. Pairs for which it does not do (their error says so) are left to the adaptive loop.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gantheory.arithmetic.floating import FLOATING, Floating, Floats
from gantheory.distributions.coordinate import LINE, Coordinate
from gantheory.distributions.law import Law
from gantheory.distributions.location_scale import LocationScale
from gantheory.integration.integrand import Integrand, Site
from gantheory.integration.quadrature.adaptive import LOG_ROUNDING, ROUNDING
from gantheory.integration.quadrature.rule import NODES, ORDER, WEIGHTS, panel_error

#: Mass beyond the outermost seeds of each law.
BEYOND: Final = 3e-16
#: A total mass farther from 1 than this is not seen well enough.
MASS_TOLERANCE: Final = 1e-12
#: Rounding that leaves fewer digits than this is the adaptive loop's to reduce (nearly equal laws).
ROUNDED: Final = 1e-12

#: Into how many parts the intervals between seeds are cut, in turn, while a pair is not fine.
CUTS: Final = (1, 2, 4)

_FROM_EDGE: Final = 1 + NODES


class Stacking(Floating):
    """The arithmetic of float64 for laws whose parameters are arrays."""

    def const(self, number: Any) -> Any:
        return number if isinstance(number, np.ndarray) else FLOATING.const(number)


_STACKING: Final = Stacking()


class _Places(Coordinate):
    """anchor + offset for panels of many pairs; shapes (pairs, panels, 1) and (pairs, panels, nodes)."""

    def __init__(self, anchor: Floats, offset: Floats) -> None:
        self._anchor = anchor
        self._offset = offset

    def minus(self, a: Any) -> Floats:
        return (self._anchor - a) + self._offset

    def log_minus(self, a: Any) -> Floats:
        return np.log(np.abs(self.minus(a)))


@dataclass(frozen=True)
class Pass:
    """What one pass found, for each pair; `fine` says whether it is an answer."""

    value: Floats
    error: Floats
    fine: NDArray[np.bool_]
    evaluations: int


def passable(integrand: Integrand) -> bool:
    """Whether one pass can be an answer: the integrand is smooth, bounded by the densities, and fades as they do.

    √(pq) does not: it lives beyond the seeds of either law.
    """
    return integrand.bound is not None and integrand.reach <= 1 and not integrand.kinks and not integrand.cumulative


def stackable(kind: type[Law]) -> bool:
    """Whether laws of this kind can be stacked."""
    return issubclass(kind, LocationScale) and kind.stackable


def one_pair(integrand: Integrand, laws: Mapping[str, Law], *, rtol: float, atol: float) -> Pass | None:
    """The pass for a single pair, or None where its laws cannot be stacked; in the state of `quiet`."""
    stacks = {}
    for role, law in laws.items():
        if not (isinstance(law, LocationScale) and law.stackable and law.loc_rounding <= ROUNDING / 8):
            return None
        stacks[role] = law.stack
    for cuts in CUTS:
        found = one_pass(integrand, stacks, rtol=rtol, atol=atol, cuts=cuts)
        if found.fine[0]:
            break
    return found


def one_pass(
    integrand: Integrand, laws: Mapping[str, LocationScale], *, rtol: float, atol: float, cuts: int = 1
) -> Pass:
    """∫F for every pair of the stacked `laws`; run it in the floating-point state of `quiet`.

    Parameters
    ----------
    integrand : Integrand
        A passable one, F ≥ 0.
    laws : mapping
        The stacked laws of each role.
    rtol, atol : float
        Tolerances of the truncation error.
    cuts : int
        Into how many equal parts each interval between seeds is cut.
    """
    edges = np.sort(np.concatenate([_seeds(law) for law in laws.values()], axis=1), axis=1)
    if cuts > 1:
        steps = np.arange(cuts) / cuts
        inner = edges[:, :-1, None] + steps * (edges[:, 1:, None] - edges[:, :-1, None])
        edges = np.concatenate([inner.reshape(len(edges), -1), edges[:, -1:]], axis=1)
    anchor = edges[:, :-1, None]
    half = (edges[:, 1:, None] - anchor) / 2
    offset = half * _FROM_EDGE
    site = Site(_STACKING, _Places(anchor, offset), LINE, laws)
    # an integrand may be one constant
    values = np.broadcast_to(half * integrand(_STACKING, site), offset.shape)
    pairs, panels, _ = values.shape
    weights = _weights(panels)
    rows = values.reshape(-1, ORDER)
    value = (rows @ WEIGHTS).reshape(pairs, panels).sum(axis=1)
    error = panel_error(rows).reshape(pairs, panels).sum(axis=1)
    assert integrand.bound is not None
    bound = float(integrand.bound)
    unseen, blur = np.full(pairs, BEYOND), np.full(pairs, float(len(laws)))
    for role in laws:
        log_density = site.log_density(role)
        density = half * np.exp(log_density)
        # vecdot and not @, for which BLAS would start threads that cost more than the sum
        unseen += np.abs(1 - np.vecdot(density.reshape(pairs, -1), weights))
        density *= np.abs(log_density)
        blur += np.vecdot(density.reshape(pairs, -1), weights)
    # a density is off by some ε·(1 + |log p|) of itself, F by `bound` times that
    rounding = ROUNDING * (2 * value + LOG_ROUNDING * min(1.0, bound) * blur) + bound * unseen
    tolerance = np.maximum(atol, rtol * value)
    fine = (error <= tolerance) & (rounding <= np.maximum(atol, ROUNDED * value)) & (unseen <= MASS_TOLERANCE)
    return Pass(value, error + rounding, fine, panels * ORDER)


@functools.lru_cache(maxsize=16)
def _weights(panels: int) -> Floats:
    """The rule's weights on consecutive panels."""
    return np.tile(WEIGHTS, panels)


def _seeds(law: LocationScale) -> Floats:
    loc, scale = np.asarray(law.loc)[:, 0], np.asarray(law.scale)[:, 0]
    return loc + scale * law.standard_seeds
