r"""What to draw from where F/m is not bounded: the laws, and beside them a law that reaches as far as F does.

The laws stay in the mixture g (a defensive mixture), so that F/g is finite wherever they have mass. A Student law is
put where the pilot draws say that |F| is: for χ² of normals that is far from both of them, and F/m, a log-normal
variable there, would need astronomically many draws. Its degrees of freedom are the most for which the fourth moment
of F/g is finite, or else the variance. At a singularity at 0 a gamma law of small shape does the same. A mixture's
rare components are drawn from as often as the mixture itself: a spike of weight 10⁻⁶ may be half of a KL divergence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from gantheory.arithmetic.exact import exact
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.distributions.gamma import Gamma
from gantheory.distributions.law import Law
from gantheory.distributions.mixture import Mixture
from gantheory.distributions.student_t import StudentT
from gantheory.errors import UndefinedQuantityError
from gantheory.integration.integrand import Integrand
from gantheory.integration.monte_carlo.moments import Moment, moment
from gantheory.integration.monte_carlo.rows import Rows

#: Degrees of freedom of the Student law that is tried, and the shape of the gamma law at 0.
DEGREES: Final = (3, 1, Fraction(1, 2))
SHAPE: Final = Fraction(1, 10)

#: Pilot draws a law in each round of fitting, and rounds: each can reach some ten times as far as the one before.
FITTED_DRAWS, ROUNDS = 512, 8

#: A component of a mixture with less weight than this is drawn from for itself.
RARE: Final = Fraction(1, 20)

#: Between these quantiles of |F| lies what one scale on either side of the location is to cover.
CORE: Final = (0.16, 0.5, 0.84)


@dataclass(frozen=True)
class Proposal:
    """Laws to draw from beside those of the roles.

    Attributes
    ----------
    extra : tuple of Law
    note : str
        Why they are needed: that without them the variance is infinite. Empty where it is not.
    refusal : str
        Why no proposal is known that gives a finite variance.
    """

    extra: tuple[Law, ...] = ()
    note: str = ""
    refusal: str = ""


def choose(integrand: Integrand, laws: Mapping[str, Law], rng: np.random.Generator) -> Proposal:
    """A proposal for which the variance of F/g is finite, and the fourth moment where possible.

    Parameters
    ----------
    integrand : Integrand
        With a finite integral, and not bounded by the densities.
    laws : mapping
        The law of each role.
    rng : numpy.random.Generator
        For the pilot draws that place the proposal; they are used for nothing else.
    """
    own = {role: laws[role] for role in integrand.roles}
    if all(law.base == "counting" for law in own.values()):
        return Proposal()
    alone = moment(integrand, own, 2)
    if alone.verdict == "undecided":
        return Proposal(refusal=f"whether the variance is finite is not known: {alone.reason}")
    best = None
    for kinds in _candidates(own):
        tried = tuple(_law(kind, 0.0, 1.0) for kind in kinds)
        second = alone if not kinds else moment(integrand, own, 2, tried)
        if second.verdict != "finite":
            continue
        best = kinds if best is None else best
        if moment(integrand, own, 4, tried).verdict == "finite":
            best = kinds
            break
    if best is None:
        return Proposal(refusal=f"the variance is infinite for every proposal that is known: {alone.reason}")
    fitted = _fitted(integrand, own, best, rng)
    return Proposal(fitted + rare_components(own), _note(alone, fitted))


def rare_components(laws: Mapping[str, Law]) -> tuple[Law, ...]:
    """The components of mixtures that a few thousand draws may never meet."""
    mixtures = [law for law in laws.values() if isinstance(law, Mixture)]
    found = [part for law in mixtures for weight, part in zip(law.weights, law.laws) if weight < RARE]
    return tuple(dict.fromkeys(found))


def _note(alone: Moment, extra: tuple[Law, ...]) -> str:
    if alone.verdict == "finite":
        return ""
    return (
        f"drawn from {' and '.join(map(repr, extra))} too, because under the laws alone the variance is "
        f"infinite: {alone.reason}"
    )


def _candidates(laws: Mapping[str, Law]) -> list[tuple[Fraction | str, ...]]:
    """Kinds of laws to add, in the order in which they are tried; a number is a Student law's degrees of freedom."""
    supports = [law.support for law in laws.values() if law.base == "lebesgue"]
    reaches = any(math.isinf(end) for support in supports for end in support)
    students: list[tuple[Fraction | str, ...]] = [(Fraction(df),) for df in DEGREES] if reaches else [()]
    at_zero = any(0 in law.breakpoints for law in laws.values())
    return students + ([("gamma", *kinds) for kinds in students] if at_zero else [])


def _law(kind: Fraction | str, location: float, scale: float) -> Law:
    if isinstance(kind, str):
        return Gamma(SHAPE, exact(scale))
    return StudentT(kind, exact(location), exact(scale))


def _fitted(
    integrand: Integrand, laws: Mapping[str, Law], kinds: tuple[Fraction | str, ...], rng: np.random.Generator
) -> tuple[Law, ...]:
    """The kinds of laws, at the location and with the scale of |F| as pilot draws show it round by round."""
    dense = {role: law for role, law in laws.items() if law.base == "lebesgue"}
    start = np.concatenate([law.sample(FITTED_DRAWS, rng=rng) for law in dense.values()])
    low, location, high = np.quantile(start, CORE)
    scale = float(high - low) / 2
    extra = tuple(_law(kind, float(location), scale) for kind in kinds)
    for _ in range(ROUNDS if kinds else 0):
        all_laws = dict(laws) | {f"proposal {number}": law for number, law in enumerate(extra)}
        places, sizes = _weighed(Rows(integrand, all_laws), rng)
        if not (sizes > 0).any() or not np.isfinite(sizes).all():
            break
        low, middle, high = _quantiles(places, sizes)
        location, scale = middle, (high - low) / 2 if high > low else scale
        extra = tuple(_law(kind, float(location), float(scale)) for kind in kinds)
    return extra


def _weighed(rows: Rows, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Places drawn from the densities of a proposal, and |F/g| there."""
    places, sizes = [], []
    with quiet():
        for law in rows.laws.values():
            if law.base == "lebesgue":
                drawn = law.sample(FITTED_DRAWS, rng=rng)
                try:
                    sizes.append(np.abs(rows.at(drawn, ratios=False)[0]))
                except UndefinedQuantityError:
                    continue
                places.append(drawn)
    if not places:
        return np.zeros(0), np.zeros(0)
    return np.concatenate(places), np.concatenate(sizes)


def _quantiles(places: Floats, weights: Floats) -> Floats:
    """The weighted quantiles at the levels of the core."""
    order = np.argsort(places)
    cumulative = np.cumsum(weights[order])
    index = np.searchsorted(cumulative, np.array(CORE) * cumulative[-1])
    return places[order][index]
