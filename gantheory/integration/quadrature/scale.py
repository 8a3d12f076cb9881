"""How large an integrand is, in logarithms: where it lives, and by how much to scale it.

The densities' quantiles are where the densities are, not where p^a·q^b is: 75 % of χ²(N(0, 1.999)‖N(0, 1)) lies
beyond ten standard deviations of p, and that of N(3.94, .0217²) to N(0, .018²) is 1e10913. An integrand that is of
degree 1 in the densities, as every f-divergence is, can be asked with both log-densities shifted by one number: it is
then scaled by its exponential, exactly.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.distributions.coordinate import LINE, Anchored, Cell, Coordinate, End, plain
from gantheory.distributions.law import Law
from gantheory.distributions.normal import Normal
from gantheory.errors import GantheoryError
from gantheory.integration.integrand import Integrand, Site

#: Shifts with which homogeneity is tested, and how well F must then scale.
TEST_SHIFTS, TEST_TOLERANCE = (0.7, -2.3, 40.0, -40.0), 1e-9
#: What lies below the largest e^L·width by this is not looked for.
DEPTH = 45.0
#: Neighbouring places may differ by this much in log|F|; a peak may stand out by this much from its neighbours.
SLOPE, PEAK = 25.0, 8.0
#: Rounds of bisection, and places at most.
ROUNDS, PLACES = 80, 3000
#: A first step of the shift, the farthest one, and turns; each step is eight times the one before.
WINDOW, FARTHEST, TURNS = 600.0, 1e15, 80
#: Of a log-density beyond this p^a·q^b may be nothing but rounding.
UNCLEAR = 1e13
#: In so many of the rounds an unknown log|F| is taken to be as low as this; it may also be an isolated zero of F.
UNKNOWN_ROUNDS, LOWEST = 12, -1e9
#: Steps outward from the outermost seed, in log|x - center|.
OUTWARD = np.concatenate([np.arange(0.25, 3.0, 0.25), np.arange(3.0, 8.0, 1.0), 2.0 ** np.arange(3, 10)])

#: The same downward in log|x - end| towards a finite end.
DOWNWARD = np.concatenate([np.arange(0.0, 9.0), 8 * 2.0 ** np.arange(0.5, 14.0, 0.5)])


@functools.lru_cache(maxsize=1024)
def homogeneous(integrand: Integrand) -> bool:
    """Whether F(c·p, c·q) = c·F(p, q), tried out on normal laws: of degree 1 or not, no F is so by accident."""
    if integrand.cumulative:
        return False
    laws = {role: Normal(Fraction(i, 3), 1 + Fraction(i, 4)) for i, role in enumerate(integrand.roles)}
    x = plain(np.linspace(-3.1, 4.7, 14))
    with quiet():
        try:
            value = np.asarray(integrand(FLOATING, Site(FLOATING, x, LINE, laws)))
            for shift in TEST_SHIFTS:
                scaled = np.asarray(integrand(FLOATING, Site(FLOATING, x, LINE, laws, shift=shift)))
                # rounding is of the size of the densities
                error = np.abs(scaled * math.exp(shift) - value)
                if not (error <= TEST_TOLERANCE * (np.abs(value) + 1e-6)).all():
                    return False
        except GantheoryError:
            return False
    return True


def log_size(
    integrand: Integrand, laws: Mapping[str, Law], cell: Cell, at: Callable[[Floats], Coordinate], x: Floats
) -> Floats:
    """log|F| at the places ``at(x)``, for F of degree 1: NaN where it is below -1e9, not a number or only rounding.

    The shift with which F has a float is guessed to be a log-density, and found by doubling and bisection elsewhere.
    """

    def sized(x: Floats, shift: Floats) -> Floats:
        site = Site(FLOATING, at(x), cell, laws, shift=shift)
        return np.abs(np.broadcast_to(integrand(FLOATING, site), x.shape))

    site = Site(FLOATING, at(x), cell, laws)
    densities = [np.broadcast_to(site.log_density(role), x.shape) for role in integrand.roles]
    shift = functools.reduce(np.maximum, densities)
    shift = np.where(np.isfinite(shift), shift, 0.0)
    size = sized(x, shift)
    result = shift + np.log(size)
    lost = np.flatnonzero((size == 0) | np.isinf(size))
    for density in [*densities, np.zeros_like(shift)] if lost.size else []:
        guess = np.where(np.isfinite(density[lost]), density[lost], 0.0)
        result[lost] = guess + np.log(sized(x[lost], guess))
        lost = lost[~np.isfinite(result[lost])]
        if not lost.size:
            break
    if lost.size:
        result[lost] = _bracketed(lambda i, c: sized(x[lost[i]], c), shift[lost], size[lost])
    for density in densities:
        result[np.abs(density) > UNCLEAR] = np.nan
    result[~np.isfinite(result)] = np.nan
    return result


def _bracketed(sized: Callable[[NDArray[np.int64], Floats], Floats], shift: Floats, size: Floats) -> Floats:
    """shift + log size where size has a float, from a shift at which it has none."""
    low, high = np.full(shift.shape, -np.inf), np.full(shift.shape, np.inf)
    shift, size, start = shift.copy(), size.copy(), shift
    step = WINDOW
    left = np.arange(shift.size)
    for _ in range(TURNS):
        over = np.isinf(size[left])
        low[left] = np.where(over, shift[left], low[left])
        high[left] = np.where(over, high[left], shift[left])
        both = np.isfinite(low[left]) & np.isfinite(high[left])
        shift[left] = np.where(both, (low[left] + high[left]) / 2, start[left] + np.where(over, step, -step))
        step = min(8 * step, FARTHEST)
        size[left] = sized(left, shift[left])
        left = left[((size[left] == 0) | np.isinf(size[left])) & (both | (np.abs(shift[left]) < FARTHEST))]
        if not left.size:
            break
    return shift + np.log(size)


def places(
    integrand: Integrand, laws: Mapping[str, Law], cell: Cell, seeds: Floats, center: Fraction
) -> tuple[Floats, float]:
    """Places between which log|F| is tame and relevant, and the largest log|F|·dx between two of them.

    Starts from the seeds and steps far out at the open ends; intervals are halved while F changes too much
    between neighbours, or while a place stands out from both, wherever it is.
    """
    c = float(center)
    low, high = FLOATING.const(cell.low), FLOATING.const(cell.high)
    x = seeds[(seeds > low) & (seeds < high)]
    if x.size == 0:
        return x, -math.inf
    inner = x[0], x[-1]
    spread = max(inner[1] - inner[0], abs(inner[1]) * 1e-15, 1e-300)
    outer = []
    with quiet():
        for is_open, edge, side in ((math.isinf(low), inner[0], -1), (math.isinf(high), inner[1], +1)):
            if is_open:
                outer.append(edge + side * max(abs(edge - c), spread / 2) * np.expm1(OUTWARD))
        x = np.unique(np.concatenate([x, *outer]))
        x = x[np.isfinite(x) & (x > low) & (x < high)]
        if x.size < 2:
            # between two breakpoints that are close to each other
            return x[:0], -math.inf

        def sizes(x: Floats) -> Floats:
            return log_size(integrand, laws, cell, plain, x)

        x, size = _refined(x, sizes, c)
        if size.max() == -np.inf:
            return x[:0], -math.inf
        growth = size + np.log(np.maximum(np.abs(x - c), spread))
        keep = _relevant(x, size)
        for side, edge in ((-1, inner[0]), (1, inner[1])):
            keep &= side * x <= side * _farthest_rise(x, growth, edge, side)
    return x[keep], float(_weights(x, size).max())


def descent(integrand: Integrand, laws: Mapping[str, Law], cell: Cell, end: End, start: float) -> tuple[Floats, float]:
    """Places s < start of log|x - end| towards a finite end, as far as F·dx/ds still rises there."""
    assert isinstance(end.point, Fraction)
    point = end.point

    def sizes(s: Floats) -> Floats:
        return log_size(integrand, laws, cell, lambda s: Anchored(FLOATING, point, end.side * np.exp(s), s), s) + s

    with quiet():
        s, size = _refined(np.sort(start - DOWNWARD), sizes, math.nan)
        if size.max() == -np.inf:
            return s[:0], -math.inf
        keep = _relevant(s, size) & (s >= _farthest_rise(s, size, start, -1))
    return s[keep & (s < start)], float(size.max())


def _refined(x: Floats, sizes: Callable[[Floats], Floats], c: float) -> tuple[Floats, Floats]:
    """The places with more between them where they are needed, and log|F| there (-∞ where it is unknown)."""
    size = sizes(x)
    for turn in range(ROUNDS):
        split = _unresolved(x, size if turn >= UNKNOWN_ROUNDS else np.where(np.isnan(size), LOWEST, size), c)
        if not split.any() or x.size > PLACES:
            break
        fresh = _between(x[:-1][split], x[1:][split], c)
        x, order = np.unique(np.concatenate([x, fresh]), return_index=True)
        size = np.concatenate([size, sizes(fresh)])[order]
    return x, np.where(np.isnan(size), -np.inf, size)


def _farthest_rise(x: Floats, growth: Floats, edge: float, side: int) -> float:
    """The place, from `edge` outward, up to which F per log|x - center| still rises, and one more."""
    outward = np.flatnonzero(side * x >= side * edge)[::side]
    rising = np.flatnonzero(np.diff(growth[outward]) > 0)
    return float(x[outward[min(rising[-1] + 2, outward.size - 1)]]) if rising.size else edge


def _weights(x: Floats, size: Floats) -> Floats:
    """What an interval may contribute, in logarithms."""
    return np.maximum(size[:-1], size[1:]) + np.log(np.diff(x))


def _unresolved(x: Floats, size: Floats, c: float) -> Floats:
    """The intervals to halve."""
    weight = _weights(x, np.where(np.isnan(size), -np.inf, size))
    steps = np.abs(np.diff(size))
    relevant = weight > weight.max() - DEPTH
    split = relevant & (steps > SLOPE)
    peak = np.zeros(x.size, dtype=bool)
    rise, fall = size[1:-1] - size[:-2], size[1:-1] - size[2:]
    peak[1:-1] = (rise >= 0) & (fall >= 0) & (np.maximum(rise, fall) > PEAK)
    split |= (peak[:-1] | peak[1:]) & (steps > PEAK)
    middle = _between(x[:-1], x[1:], c)
    return split & (middle > x[:-1]) & (middle < x[1:])


def _between(a: Floats, b: Floats, c: float) -> Floats:
    """The middle of a and b, or of log|x - c| where they are far from c and from each other."""
    near, far = np.minimum(np.abs(a - c), np.abs(b - c)), np.maximum(np.abs(a - c), np.abs(b - c))
    geometric = ((a > c) & (b > c) | (a < c) & (b < c)) & (far > 2 * near)
    return np.where(geometric, c + np.sign(a - c) * np.sqrt(near) * np.sqrt(far), a + (b - a) / 2)


def _relevant(x: Floats, size: Floats) -> NDArray[np.bool_]:
    """The ends of the intervals that count."""
    weight = _weights(x, size)
    count = weight > weight.max() - DEPTH
    keep = np.zeros(x.size, dtype=bool)
    keep[:-1] |= count
    keep[1:] |= count
    return keep
