"""Whether an integral is finite, by running the integrand in the asymptotic arithmetic at every end.

Inside a cell the densities are analytic and positive, and so is what the integrands build from them; an
integral can diverge only at the ends of a cell, or because the integrand is ∞ on all of it (log(p/q) where
only p has mass). At an end the leading term c·m of the integrand decides: ∫m dy at infinity, ∫m dy/y² at a
finite point, by comparison with 1/(y·log y·log log y·⋯).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from gantheory.arithmetic.asymptotic import ASYMPTOTIC
from gantheory.arithmetic.constants import Undecidable, magnitude
from gantheory.arithmetic.exact import show
from gantheory.arithmetic.growth import Growth, shortened
from gantheory.arithmetic.monomial import LEVELS, ONE, Monomial
from gantheory.distributions.coordinate import Cell, End, Extended, cells
from gantheory.distributions.law import Law
from gantheory.distributions.tail import approach, render
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.integration.counting import terms_over_atoms
from gantheory.integration.integrand import Integrand, Site

#: y·log y·log log y·⋯: a monomial m has a finite integral exactly when m times this tends to 0.
_LOGARITHMIC: Final = Monomial((1,) * LEVELS)

#: Terms of every series that are kept at first.
LEADING: Final = 2

#: The Jacobian dx = dy/y² at a finite point.
_INVERSE_SQUARE: Final = Monomial((-2,) + (0,) * (LEVELS - 1))


@dataclass(frozen=True)
class Convergence:
    """Whether an integral is finite.

    Attributes
    ----------
    verdict : str
        "finite" (absolutely convergent), "infinite", or "undecided".
    sign : int
        +1 or -1 where the integral is +∞ or -∞, else 0.
    reason : str
        What decided, in words.
    """

    verdict: Literal["finite", "infinite", "undecided"]
    sign: int
    reason: str


def convergence(integrand: Integrand, laws: Mapping[str, Law]) -> Convergence:
    """Decide whether the integral of `integrand` for `laws` is finite.

    Only the ends of the cells are looked at: between breakpoints the densities are analytic and positive, and
    the integrand is taken to have no pole of its own there. At a finite end this includes log and power
    singularities. An infinite contribution counts only if no other end is undecided or infinite with the
    opposite sign (∞ - ∞).

    Parameters
    ----------
    integrand : Integrand
    laws : mapping of str to Law
        The law of each role.

    Returns
    -------
    Convergence

    Examples
    --------
    >>> from gantheory.distributions.cauchy import Cauchy
    >>> from gantheory.distributions.normal import Normal
    >>> kl = Integrand(
    ...     lambda A, s: A.weighted(s.log_density("p"), s.log_density("p") - s.log_density("q")), ("p", "q")
    ... )
    >>> print(convergence(kl, {"p": Cauchy(0, 1), "q": Normal(0, 1)}).reason)
    integrand ~ 0.159 as x → -∞
    """
    if integrand.bound is not None:
        return Convergence("finite", 0, "the integrand is bounded by a multiple of the densities")
    bound = {role: laws[role] for role in integrand.roles}
    for role, law in bound.items():
        # Pushforwards store irrational constants as fractions; a tie would be decided by their last digit.
        if not all(getattr(part, "exact", True) for part in law.parts):
            return Convergence("undecided", 0, f"{role} has irrational constants, known approximately")
    continuous = [law for law in bound.values() if integrand.lives_on(law)]
    findings = []
    if len(continuous) < len(bound):
        findings += [_term(value) for value in terms_over_atoms(ASYMPTOTIC, integrand, bound)]
    if continuous:
        for cell in cells([point for law in continuous for point in law.breakpoints]):
            findings += _over_cell(integrand, bound, cell)
    return _together(findings)


def _together(findings: list[Convergence]) -> Convergence:
    """The verdict on a sum of parts."""
    for finding in findings:
        if finding.verdict == "undecided":
            return finding
    signs = {finding.sign: finding for finding in reversed(findings) if finding.verdict == "infinite"}
    if len(signs) == 2:
        return Convergence("undecided", 0, f"∞ - ∞: {signs[1].reason}, {signs[-1].reason}")
    return next(iter(signs.values())) if signs else Convergence("finite", 0, "every end converges")


def _over_cell(integrand: Integrand, laws: Mapping[str, Law], cell: Cell) -> list[Convergence]:
    findings = []
    for end in cell.ends:
        try:
            # the leading terms decide mostly; where they cancel, the longer expansions do
            with shortened(LEADING):
                finding, whole_cell = _towards(integrand, laws, cell, end)
            if finding.verdict == "undecided":
                finding, whole_cell = _towards(integrand, laws, cell, end)
        except (NotCertifiedError, UndefinedQuantityError) as error:
            if _vouched(laws, cell, end):
                findings.append(Convergence("finite", 0, f"taken as seen as {end}, which the caller vouches for"))
                continue
            return [Convergence("undecided", 0, f"no expansion as {end}: {error}")]
        if whole_cell:
            return [finding]
        findings.append(finding)
    return findings


def _towards(integrand: Integrand, laws: Mapping[str, Law], cell: Cell, end: End) -> tuple[Convergence, bool]:
    """The verdict at one end of a cell, and whether it is one on the whole cell."""
    site = Site(ASYMPTOTIC, approach(end), cell, laws)
    value = integrand(ASYMPTOTIC, site)
    absent = [] if integrand.cumulative else [r for r in laws if site.log_density(r).infinite < 0]
    if value.infinite:
        return _infinite_on(cell, value.infinite, absent), True
    if len(absent) == len(laws) and value.unknown:
        # An integrand vanishes where all densities do, also when a formula meets ∞ - ∞ there.
        return Convergence("finite", 0, "no law has mass here"), True
    return _at_end(value, end), False


def unvouched(laws: Iterable[Law]) -> str:
    """Why nothing can be said of laws of which nobody knows how much mass was not seen, or "" where that is known."""
    if all(law.missing < 1 for law in laws):
        return ""
    return (
        "a density was divided by the mass that was seen of it, and mass between the probes would change it; "
        'vouch for it with tails="as seen", or hand in the normalised density'
    )


def _vouched(laws: Mapping[str, Law], cell: Cell, end: End) -> bool:
    """Whether what is unknown at an end is unknown only of laws that a caller vouches for."""
    if not any(law.as_seen and cell.within(*law.support) for law in laws.values()):
        return False
    try:
        for law in laws.values():
            if not law.as_seen and law.base == "lebesgue":
                law.log_density(ASYMPTOTIC, approach(end), cell)
    except (NotCertifiedError, UndefinedQuantityError):
        return False
    return True


def _infinite_on(cell: Cell, sign: int, absent: list[str]) -> Convergence:
    """The verdict where the integrand is ±∞ on a whole cell."""
    reason = f"integrand is {'+∞' if sign > 0 else '-∞'} on ({_show(cell.low)}, {_show(cell.high)})"
    if absent:
        reason += f", where {' and '.join(absent)} {'has' if len(absent) == 1 else 'have'} no mass"
    return Convergence("infinite", sign, reason)


def _at_end(value: Growth, end: End) -> Convergence:
    """The verdict at one end of a cell."""
    if value.is_zero:
        return Convergence("finite", 0, f"integrand is 0 as {end}")
    order = value.order
    if order is None:
        return Convergence("undecided", 0, f"the integrand's behaviour as {end} is unknown")
    measured = order if isinstance(end.point, float) else order * _INVERSE_SQUARE
    try:
        if (measured * _LOGARITHMIC).compare(ONE) < 0:
            return Convergence("finite", 0, f"integrand = O({_symbol(order, end)}) as {end}")
        sign = value.leading()[2]
    except Undecidable:
        known = f"only O({_symbol(order, end)})"
        return Convergence("undecided", 0, f"the integrand is known to be {known} as {end}")
    leading = Growth(value.terms[:1])
    return Convergence("infinite", sign, f"integrand ~ {render(leading, end)} as {end}")


def tail_size(integrand: Integrand, laws: Mapping[str, Law], cell: Cell, end: End, y: float) -> float:
    """The size of ∫|F| beyond |x| = y at an infinite `end`, from all known terms of F's expansion, twice over.

    Infinite where the expansion is unknown, not one in powers and logarithms, or does not converge.
    """
    try:
        value = integrand(ASYMPTOTIC, Site(ASYMPTOTIC, approach(end), cell, laws))
    except (NotCertifiedError, UndefinedQuantityError):
        return math.inf
    if value.special or not value.terms or y <= math.e:
        return 0.0 if value.is_zero else math.inf
    total = 0.0
    for monomial, coefficient in value.terms:
        power, *logs = (float(p) for p in monomial.powers)
        if monomial.exponent or power >= -1:
            return math.inf
        logarithm, size = math.log(y), y ** (power + 1) / -(power + 1)
        for exponent in logs:
            # (log y)^j grows more slowly than any power: by 1 + j/log y per e-fold at first
            size *= max(logarithm, 1.0) ** exponent * (1 + abs(exponent) / logarithm)
            logarithm = math.log(max(logarithm, math.e))
        total += size * magnitude(coefficient)
    return 2 * total


def _symbol(order: Monomial, end: End) -> str:
    return render(Growth([(order, Fraction(1))]), end)


def _term(value: Growth) -> Convergence:
    """The verdict on one term of a sum over atoms."""
    if value.unknown:
        return Convergence("undecided", 0, "the integrand at an atom is unknown")
    if value.infinite:
        return Convergence("infinite", value.infinite, "integrand is ∞ at an atom, where a density is absent")
    return Convergence("finite", 0, "integrand is finite at the atoms")


def _show(point: Extended) -> str:
    if isinstance(point, float):
        return "∞" if point > 0 else "-∞"
    return show(point)
