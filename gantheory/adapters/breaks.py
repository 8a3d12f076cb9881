"""Kinks and jumps of a density: panels that stay unresolved however often they are halved end at one."""

from __future__ import annotations

from typing import Final

import numpy as np

from gantheory.adapters.survey import Survey, narrow, nodes_of
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.integration.quadrature.rule import COEFFICIENTS, LAST

#: A panel whose last Legendre coefficients are above this share of the largest is looked at;
SUSPECT: Final = 1e-9
#: it is resolved when they are below this share,
RESOLVED: Final = 1e-13
#: and what is resolved only after so many halvings is a kink, and not a smooth feature.
HALVINGS: Final = 10
#: Coefficients below this multiple of a panel's rounding are no sign of anything.
NOISE: Final = 16.0
#: A panel's unresolved share of the mass below which it is left alone.
NOTHING: Final = 1e-17
#: Panels that are followed, and breakpoints that are kept: a density with more is left to the quadrature's own eyes.
MOST: Final = 512


def breaks(survey: Survey) -> Floats:
    """The places inside the panels at which the density jumps or has a kink, in increasing order."""
    last, largest = _decay(survey.logs, survey.logs)
    # A panel that was halved down to a few floats was so for a jump or a pole, whatever its rounding.
    noise = np.where(narrow(survey.lo, survey.hi), 0.0, NOISE * survey.noise)
    weighty = last * survey.mass > NOTHING * largest * survey.mass.sum()
    suspects = np.flatnonzero((last > (SUSPECT + noise) * largest) & weighty)
    suspects = suspects[np.argsort(-last[suspects] * survey.mass[suspects], kind="stable")[: 4 * MOST]]
    found = [_followed(survey, survey.lo[suspects], survey.hi[suspects])] if suspects.size else []
    places = np.unique(np.concatenate(found)) if found else np.empty(0)
    if places.size < 2:
        return places
    # one kink is reached from the panels on both sides of it
    apart = np.diff(places) > 1e-9 * np.abs(np.diff(survey.edges[[0, -1]]).clip(max=np.abs(places).max()))
    return places[np.concatenate([[True], apart])]


def _decay(logs: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """The last and the largest Legendre coefficients of the density, in units of its largest value in `reference`."""
    with quiet():
        values = np.exp(logs - np.where(np.isfinite(reference), reference, -np.inf).max(axis=1, keepdims=True))
        values = np.where(np.isfinite(values), values, 0.0)
    coefficients = np.abs(values @ COEFFICIENTS)
    return coefficients[:, LAST].max(axis=1), coefficients.max(axis=1)


def _followed(survey: Survey, lo: Floats, hi: Floats) -> Floats:
    """Halve the panels, always keeping the less resolved half, until they are resolved or a few floats wide."""
    found = []
    for depth in range(1100):
        thin = narrow(lo, hi)
        found += [_jump(survey, a, b) for a, b in zip(lo[thin].tolist(), hi[thin].tolist())]
        lo, hi = lo[~thin], hi[~thin]
        if lo.size == 0:
            break
        middle = lo / 2 + hi / 2
        left, right = survey.f(nodes_of(lo, middle)), survey.f(nodes_of(middle, hi))
        both = np.maximum(left.max(axis=1), right.max(axis=1))[:, None]
        (last_left, large_left), (last_right, large_right) = _decay(left, both), _decay(right, both)
        take_left = last_left > last_right
        done = (last_left <= RESOLVED * large_left) & (last_right <= RESOLVED * large_right)
        if depth == HALVINGS and lo.size > 2 * MOST:
            # noise, or more jumps than are kept: following each of them to its float would take long and end in nothing
            return lo
        if depth >= HALVINGS:
            found += middle[done].tolist()
        lo, hi = np.where(take_left, lo, middle)[~done], np.where(take_left, middle, hi)[~done]
    return np.array(found)


def _jump(survey: Survey, low: float, high: float) -> float:
    """The float in [low, high] before which the density jumps most."""
    places = low + np.spacing(max(abs(low), abs(high))) * np.arange(
        round((high - low) / np.spacing(max(abs(low), abs(high)))) + 1
    )
    with quiet():
        values = np.exp(survey.f(places))
        steps = np.abs(np.diff(values))
    steps = np.where(np.isnan(steps), np.inf, steps)
    return float(places[1:][np.argmax(steps)])
