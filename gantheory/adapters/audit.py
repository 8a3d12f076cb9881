"""The audit of a black box: what was seen of a density before it is believed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from gantheory.adapters.breaks import MOST, breaks
from gantheory.adapters.calls import LogDensity
from gantheory.adapters.search import climbed, panels, probes
from gantheory.adapters.survey import Survey
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.errors import BlackBoxError, NotNormalizedError

#: A density that is said to be normalised may miss 1 by this much: constants are written to ten digits.
#: What it misses counts as unknown mass.
MISSING: Final = 1e-9
#: Probes of the bulk: at first, where the mass is not known beforehand, and at most (place by place, fewer).
FIRST_LOOK, THOROUGH, EXHAUSTIVE, BY_PLACE = 2**13, 2**18, 2**22, 2**17
#: Shares of the mass to the left and right of the bulk.
OUTSIDE: Final = 1e-4
#: A distribution function that differs from the integral of its density by more than this is another law's.
DISAGREES: Final = 1e-8

#: A share of the mass that may stay unresolved where the audit gives up cutting; it counts as missing.
UNRESOLVED: Final = 1e-6

#: Times that all panels are compared with their halves, at most.
VERIFICATIONS: Final = 40

_GOLDEN: Final = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Audit:
    """What an audit saw of a density.

    Attributes
    ----------
    mass : float
        The integral of the density as it was handed in.
    error : float
        Error of the mass, as a share of it, as far as the panels show.
    normalize : bool
        Whether it is divided by the mass; otherwise it was said to have mass 1, and `missing` is known.
    bulk : tuple of float
        Between these places lies all but 1e-4 of the mass on either side.
    resolution : float
        Spacing of the probes in the bulk. A feature narrower than this may have been overlooked: a spike or a hole
        shows in the mass, if that is known, but one that only moves mass within less than the resolution shows in
        nothing. What is converged is so for the density as it was seen at this resolution.
    breakpoints : tuple of float
        Jumps and kinks that were located.
    edges : array
        Edges of the panels on which the density is resolved.
    masses : array
        The share of the mass on each panel.
    evaluations : int
    elementwise : bool
        Whether the function had to be called place by place.
    notes : tuple of str
        Anything else that is worth knowing.
    """

    mass: float
    error: float
    normalize: bool
    bulk: tuple[float, float]
    resolution: float
    breakpoints: tuple[float, ...]
    edges: Floats = field(repr=False, compare=False)
    masses: Floats = field(repr=False, compare=False)
    evaluations: int = field(compare=False)
    elementwise: bool = False
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> float:
        """The share of the mass that may be anywhere: of a law of mass 1, what was not found of it.

        Of a density that is divided by what was found of it nobody knows how much there is: all of it may be elsewhere.
        """
        return 1.0 if self.normalize else self.error + abs(1 - self.mass)

    def lines(self) -> list[str]:
        """The audit in a few lines for people."""
        said = "divided by it" if self.normalize else "said to be 1"
        lines = [
            f"mass {self.mass:.12g} ± {self.error:.0e}, {said}; {self.evaluations} places were looked at",
            f"all but {OUTSIDE:.0e} on either side lies in [{self.bulk[0]:.6g}, {self.bulk[1]:.6g}], "
            f"probed every {self.resolution:.1e}",
            "what converges rests on this: a feature between the probes that leaves the mass as it is was not seen",
        ]
        if self.breakpoints:
            shown = ", ".join(f"{b:.10g}" for b in self.breakpoints[:8])
            lines.append(f"jumps and kinks at {shown}{', …' if len(self.breakpoints) > 8 else ''}")
        if self.normalize:
            lines.append("the true mass is unknown: a spike between the probes would change it, and was not seen")
        if self.elementwise:
            lines.append("the function takes no arrays and was called place by place")
        return [*lines, *self.notes]


def audit(
    f: LogDensity,
    low: float,
    high: float,
    *,
    known: Iterable[float] = (),
    normalize: bool = False,
    cdf: Callable[[Floats], Any] | None = None,
) -> Audit:
    """Search the density for its mass, its jumps and its kinks.

    Parameters
    ----------
    f : LogDensity
    low, high : float
        Ends of the support.
    known : iterable of float
        Places from which to look: quantiles, breakpoints.
    normalize : bool
        Whether the mass may be anything; if not, a mass other than 1 is an error.
    cdf : callable, optional
        A distribution function, against which the density is checked. It is not used for anything else.

    Raises
    ------
    NotNormalizedError
        If the density has no mass, or infinite mass, or is said to be normalised and is not.
    BlackBoxError
        If it has more jumps or oscillations than are followed: the work of an audit is bounded.
    """
    with quiet():
        return _audit(f, low, high, [place for place in known if low < place < high], normalize, cdf)


def _audit(
    f: LogDensity,
    low: float,
    high: float,
    known: list[float],
    normalize: bool,
    cdf: Callable[[Floats], Any] | None,
) -> Audit:
    survey = _first(f, low, high, known)
    _fades(survey)
    survey.refine()
    for _ in range(VERIFICATIONS):
        if survey.slow or not survey.verify():
            break
        survey.refine()
    bulk, spacing = _probed(survey, FIRST_LOOK)
    count = FIRST_LOOK
    most = BY_PLACE if f.elementwise else EXHAUSTIVE
    _followed(survey)
    while count < (min(THOROUGH, most) if normalize else most) and (normalize or _short(survey)):
        count = min(count * 8, most)
        bulk, spacing = _probed(survey, count)
        _followed(survey)
    _judge(survey, normalize, bulk, spacing)
    hurried = survey.slow
    found = np.empty(0) if hurried else breaks(survey)
    notes = []
    if hurried:
        notes.append("the function is slow, or rough: jumps and kinks were not located, and few places were probed")
    for end, side in zip(f.reach, ("below", "above")):
        if math.isfinite(end):
            notes.append(f"{f.what} is NaN {side} {end:.3g}, where the density is taken to be 0")
    if found.size > MOST:
        notes.append(f"more than {MOST} jumps and kinks; they are not cut at")
        found = np.empty(0)
    found = np.union1d(found, [place for place in known if place in survey.edges and _sharp(survey, place)])
    mass = _mass(survey)
    notes += _against(cdf, survey, low, high) if cdf is not None else []
    error = survey.relative_error
    if not hurried:
        survey.coarsen()
    return Audit(
        mass, error, normalize, bulk, spacing, tuple(found.tolist()), survey.edges,
        survey.mass / survey.mass.sum(), f.evaluations, f.elementwise, tuple(notes),
    )  # fmt: skip


def _first(f: LogDensity, low: float, high: float, known: list[float]) -> Survey:
    first = probes(low, high, known)
    f.limit(first, low, high)
    places, logs = climbed(f, first, f(first))
    poles = places[logs == np.inf]
    if poles.size:
        # a pole that was hit is an edge, and its own scales are looked at
        fresh = np.setdiff1d(probes(low, high, poles.tolist()), places)
        places, logs = np.concatenate([places, fresh]), np.concatenate([logs, f(fresh)])
        order = np.argsort(places)
        places, logs = places[order], logs[order]
    if not (logs > -np.inf).any():
        raise NotNormalizedError(
            f"the density is 0 at all of {places.size} places in ({low:g}, {high:g}); "
            "pass breakpoints= near its mass, a narrower support, or logpdf= in place of pdf="
        )
    return Survey.of(f, panels(places, logs, low, high))


def _probed(survey: Survey, count: int) -> tuple[tuple[float, float], float]:
    """Probe the bulk at `count` places, refine where that shows anything new; the bulk, and the probes' spacing."""
    for _ in range(6):
        low, high = _bulk(survey)
        index = np.arange(count, dtype=float)
        even = low + (high - low) * ((index + (index * _GOLDEN) % 1.0) / count)
        # and on every panel with mass, whatever its width
        weighty = survey.mass > 1e-15 * survey.mass.sum()
        lo, hi = survey.lo[weighty], survey.hi[weighty]
        each = np.sort((np.arange(max(2, count // (8 * lo.size))) + 0.5) * _GOLDEN % 1.0)
        inner = (lo[:, None] + (hi - lo)[:, None] * each).ravel()
        surprises = survey.probe(inner) + survey.probe(even[(low < even) & (even < high)])
        survey.refine()
        if surprises == 0 or survey.slow:
            break
    return (low, high), (high - low) / count


def _bulk(survey: Survey) -> tuple[float, float]:
    share = np.cumsum(survey.mass) / survey.mass.sum()
    first = int(np.searchsorted(share, OUTSIDE))
    last = int(np.searchsorted(share, 1 - OUTSIDE))
    return float(survey.lo[min(first, share.size - 1)]), float(survey.hi[min(last, share.size - 1)])


def _short(survey: Survey) -> bool:
    return _mass(survey) < 1 - MISSING - 3 * survey.relative_error


def _mass(survey: Survey) -> float:
    return math.exp(survey.total) if survey.total < 700 else math.inf


def _judge(survey: Survey, normalize: bool, bulk: tuple[float, float], spacing: float) -> None:
    """Raise if the mass is not what it must be."""
    error = survey.relative_error
    _fades(survey)
    if normalize or abs(_mass(survey) - 1) <= MISSING + 3 * error:
        return
    shown = f"exp({survey.total:.6g})" if abs(survey.total) > 30 else f"{math.exp(survey.total):.9g}"
    raise NotNormalizedError(
        f"the density integrates to {shown} ± {max(error * math.exp(min(survey.total, 30.0)), 1e-16):.0e} "
        f"on [{bulk[0]:.4g}, {bulk[1]:.4g}], probed every {spacing:.0e}; pass normalize=True, "
        "or fix it, or pass breakpoints= near what was not seen"
    )


def _followed(survey: Survey) -> None:
    """Raise if the density changes so fast that the panels do not follow it."""
    if not survey.exhausted or survey.relative_error <= UNRESOLVED:
        return
    share = survey.relative_error
    raise BlackBoxError(
        "the density has more jumps, kinks or oscillations than the audit follows: "
        f"after {survey.f.evaluations} places and {survey.lo.size} panels {min(share, 1.0):.0e} of its mass is "
        "unresolved; "
        "hand in a smoother one, or a law of gantheory that says what it is"
    )


def _fades(survey: Survey) -> None:
    if _runs_off(survey) or survey.total == math.inf:
        raise NotNormalizedError(
            "the density has no finite integral that can be seen: it does not fade towards the end of its support; "
            "check its tails, or give the support it lives on"
        )


def _runs_off(survey: Survey) -> bool:
    """Whether the outermost octaves up to the end of float range hold mass that does not fade."""
    largest = float(np.finfo(float).max)
    for side, edge in ((0, survey.lo[0]), (-1, survey.hi[-1])):
        if abs(edge) == largest and survey.mass[side] > MISSING * survey.mass.sum():
            return True
    return False


def _sharp(survey: Survey, place: float) -> bool:
    """Whether the density differs on the two sides of an edge between panels."""
    index = int(np.searchsorted(survey.lo, place))
    left, right = survey.logs[index - 1], survey.logs[index]
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        return True
    near = np.array([place - (place - survey.lo[index - 1]) / 64, place + (survey.hi[index] - place) / 64])
    a, b = survey.f(near)
    return bool(abs(a - b) > 0.5 * max(np.ptp(left), np.ptp(right), 1e-12))


def _against(cdf: Callable[[Floats], Any], survey: Survey, low: float, high: float) -> list[str]:
    """What a distribution function says to the density."""
    with quiet():
        try:
            given = np.asarray(cdf(survey.hi), dtype=float)
        except Exception as error:
            return [f"the distribution function raises {type(error).__name__}; the density is integrated"]
        ours = np.cumsum(survey.mass) / survey.mass.sum()
        off = np.abs(given - ours)
    if not np.isfinite(off).all() or off.max() > DISAGREES:
        index = int(np.argmax(np.where(np.isnan(off), np.inf, off)))
        return [
            f"the distribution function is off by {off[index]:.1e} from the density's integral at "
            f"{survey.hi[index]:g}; the density is believed"
        ]
    return []
