"""A density given as a function."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from gantheory.adapters.audit import audit
from gantheory.adapters.black_box import BlackBox
from gantheory.adapters.calls import LogDensity
from gantheory.arithmetic.exact import ExactLike, exact
from gantheory.distributions.coordinate import Extended
from gantheory.errors import InvalidParameterError

#: What may be said about what was not looked at.
TAILS = ("unknown", "as seen")


def from_callable(
    pdf: Callable[[Any], Any] | None = None,
    *,
    logpdf: Callable[[Any], Any] | None = None,
    support: tuple[ExactLike, ExactLike] = (-math.inf, math.inf),
    normalize: bool = False,
    breakpoints: Iterable[ExactLike] = (),
    tails: str = "unknown",
    title: str = "",
) -> BlackBox:
    """The law with this density, audited: its mass searched for, its jumps and kinks located.

    Parameters
    ----------
    pdf, logpdf : callable
        The density, or better its logarithm, of a float array; one of them. A function that takes no arrays is
        called place by place.
    support : tuple
        Where the density lives; it is never called outside.
    normalize : bool
        Divide by the mass that is found. Nobody knows then what was not found, so that every divergence is undecided
        unless `tails` is "as seen". Otherwise the density is said to have mass 1, which helps the search: mass
        that is missing is looked for, at 2²² places of the bulk in place of 2¹⁸.
    breakpoints : iterable of number
        Places near which something is known to happen: jumps, spikes, poles.
    tails : str
        "unknown", or "as seen": the caller vouches that nothing is hidden, neither in the tails nor between the
        probes, and KL, χ² and the like are answered, and all of a density that is divided by its mass.
    title : str
        What it is called in messages.

    Notes
    -----
    What is found "converged" is so for the density as it was seen: ``law.audit.resolution`` is the spacing of the
    probes, and a feature narrower than that which leaves the mass as it is (a spike beside a hole) shows in nothing
    and is in no error. Pass `breakpoints` near such features.

    Raises
    ------
    NotNormalizedError
        If the mass is not 1 and `normalize` is false, or is 0 or infinite.
    BlackBoxError
        If the function gives what no density gives, or raises.
    InvalidParameterError
        If the support is empty, or both or neither of pdf and logpdf are given.

    Examples
    --------
    >>> import numpy as np
    >>> law = from_callable(lambda x: np.exp(-x**4), support=(-np.inf, np.inf), normalize=True)
    >>> law.audit.mass
    1.81280495411
    """
    if (pdf is None) == (logpdf is None):
        raise InvalidParameterError("give one of pdf and logpdf")
    function = pdf if logpdf is None else logpdf
    if not callable(function):
        raise InvalidParameterError(f"a density must be a function, got {function!r}")
    if tails not in TAILS:
        raise InvalidParameterError(f"tails must be {' or '.join(map(repr, TAILS))}, got {tails!r}")
    low, high = interval(support)
    known = [exact(place, "a breakpoint") for place in breakpoints]
    called = LogDensity(function, logarithm=pdf is None, places=some_places(float(low), float(high)))
    found = audit(called, float(low), float(high), known=[float(place) for place in known], normalize=normalize)
    shown = title or f"a function on ({float(low):g}, {float(high):g})"
    return BlackBox(shown, called, found, (low, high), tails)


def interval(support: Any) -> tuple[Extended, Extended]:
    """The two ends of a support, exact where they are finite.

    Raises
    ------
    InvalidParameterError
        If they are no two numbers in increasing order.
    """
    try:
        low, high = support
    except (TypeError, ValueError):
        raise InvalidParameterError(f"support must be two numbers (a, b), got {support!r}") from None
    ends = tuple(_end(end) for end in (low, high))
    if not ends[0] < ends[1]:
        raise InvalidParameterError(f"support must be (a, b) with a < b, got ({low}, {high}); swap the ends")
    return ends[0], ends[1]


def _end(value: Any) -> Extended:
    if isinstance(value, float | np.floating) and math.isinf(value):
        return float(value)
    number = exact(value, "an end of the support")
    return number if abs(number) < Fraction(2) ** 1023 else math.copysign(math.inf, number)


def some_places(low: float, high: float) -> np.ndarray:
    """Three places inside the support, at which a function is tried out."""
    start = low if math.isfinite(low) else (high - 2 if math.isfinite(high) else -1.0)
    width = (high - start) if math.isfinite(high) else 2.0
    return start + width * np.array([0.3117, 0.5231, 0.7719])
