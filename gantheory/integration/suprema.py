"""The largest gap between two monotone functions, by branch and bound.

On [a, b] two non-decreasing functions are nowhere farther apart than F(b) - G(a) or G(b) - F(a): a bound that needs
no derivative, and that no narrow peak escapes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from gantheory.arithmetic.floating import Floats

Monotone = Callable[[Floats], Floats]

#: Intervals that may be looked at, all rounds together.
MOST_INTERVALS: Final = 2_000_000


def largest_gap(
    first: Monotone, second: Monotone, low: Floats, high: Floats, tolerance: float
) -> tuple[float, float, int]:
    """A lower and an upper bound of sup|first - second| over the intervals [low, high], and the evaluations.

    Parameters
    ----------
    first, second : callable
        Non-decreasing on each interval, elementwise.
    low, high : array of float
        The intervals' ends; infinite gaps are allowed for.
    tolerance : float
        The difference of the bounds at which the search ends.
    """
    ends = np.concatenate([low, high])
    f, g = first(ends), second(ends)
    best = float(np.max(np.abs(f - g), initial=0.0))
    f_low, f_high = np.split(f, 2)
    g_low, g_high = np.split(g, 2)
    evaluations, pruned = ends.size, best
    while True:
        bound = np.maximum(f_high - g_low, g_high - f_low)
        open_ = bound > best + tolerance
        pruned = max(pruned, float(np.max(bound[~open_], initial=0.0)))
        low, high, bound = low[open_], high[open_], bound[open_]
        f_low, f_high, g_low, g_high = f_low[open_], f_high[open_], g_low[open_], g_high[open_]
        middle = (low + high) / 2
        fresh = (middle > low) & (middle < high)
        pruned = max(pruned, float(np.max(bound[~fresh], initial=0.0)))
        if not fresh.any():
            return best, max(best, pruned), evaluations
        if evaluations + low.size > MOST_INTERVALS:
            return best, max(best, pruned, float(bound.max())), evaluations
        low, high, middle = low[fresh], high[fresh], middle[fresh]
        f_middle, g_middle = first(middle), second(middle)
        evaluations += middle.size
        best = max(best, float(np.max(np.abs(f_middle - g_middle))))
        f_low, f_high = np.concatenate([f_low[fresh], f_middle]), np.concatenate([f_middle, f_high[fresh]])
        g_low, g_high = np.concatenate([g_low[fresh], g_middle]), np.concatenate([g_middle, g_high[fresh]])
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
