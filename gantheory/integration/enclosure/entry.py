"""``enclose``: raise precision and reach until the ball is as small as asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb

from gantheory.arithmetic.ball import Infinite, precision
from gantheory.distributions.coordinate import Anchored, Cell, cells
from gantheory.distributions.law import Law
from gantheory.errors import NotCertifiedError, UndefinedQuantityError
from gantheory.integration.convergence import convergence
from gantheory.integration.counting import terms_over_atoms
from gantheory.integration.enclosure.balls import PointBall, Recording
from gantheory.integration.enclosure.effort import Effort
from gantheory.integration.enclosure.looks import look
from gantheory.integration.enclosure.piece import Piece, integrate
from gantheory.integration.enclosure.program import trace
from gantheory.integration.enclosure.route import inner_points, route
from gantheory.integration.enclosure.signs import Splitter
from gantheory.integration.enclosure.tails import vacant
from gantheory.integration.integrand import Integrand, Site

#: Bits beyond those of the target: rounding over some thousand evaluations.
GUARD_BITS = 24

#: Tolerance of one call of ``acb.integral``, and the omission at one end, as shares of the target radius.
SHARE = 64

#: How often the target is moved before the answer is given up.
ATTEMPTS = 6

#: A value below 10^-(ZERO·(digits + 2)) is taken for a possible 0, and `absolute` is asked for.
ZERO = 4


@dataclass(frozen=True)
class Enclosure:
    """A ball that contains the integral, or exact ±∞.

    Attributes
    ----------
    ball : arb
        Contains the true value; ``arb("inf")`` or ``arb("-inf")`` where that is the exact value.
    evaluations : int
        How often the integrand was evaluated.
    reason : str
        Why the value is infinite.
    """

    ball: arb
    evaluations: int
    reason: str = ""

    @property
    def infinite(self) -> bool:
        return not self.ball.is_finite()


def enclose(
    integrand: Integrand,
    laws: Mapping[str, Law],
    *,
    digits: int = 15,
    absolute: float | None = None,
    max_evaluations: int = 100_000,
) -> Enclosure:
    """Enclose :math:`\\int F\\,dx` in a ball of relative radius 10^-digits (or absolute radius `absolute`).

    Parameters
    ----------
    integrand : Integrand
        F; where its ``bound`` is known, a tail counts for at most bound·mass.
    laws : mapping of str to Law
        The law for each role of the integrand.
    digits : int
        Significant digits.
    absolute : float, optional
        A radius that is small enough whatever the value; needed where the true value is 0.
    max_evaluations : int
        Evaluations of the integrand after which the answer is given up.

    Raises
    ------
    NotCertifiedError
        If no rigorous enclosure of that radius was found; the message says what has none.
    UndefinedQuantityError
        If the integral is ∞ - ∞.
    """
    laws = {role: laws[role] for role in integrand.roles}
    effort = Effort(max_evaluations)
    try:
        return _refine(integrand, laws, digits, absolute, effort)
    except NotCertifiedError:
        # A tail that has no bound may be one that diverges, which the expansions at the ends can tell.
        verdict = convergence(integrand, laws)
        if verdict.verdict != "infinite":
            raise
        return Enclosure(_infinity(verdict.sign), effort.evaluations, verdict.reason)


def _refine(
    integrand: Integrand, laws: Mapping[str, Law], digits: int, absolute: float | None, effort: Effort
) -> Enclosure:
    """Raise the precision until the ball is small enough."""
    exponent = digits + 2.0
    for attempt in range(ATTEMPTS):
        bits = math.ceil(exponent * math.log2(10)) + GUARD_BITS
        with precision(bits):
            target = arb(10) ** arb(-exponent)
            ball = _total(integrand, laws, target, effort)
            if not ball.is_finite():
                return Enclosure(ball, effort.evaluations, "the integrand is infinite where one law has no mass")
            radius = ball.rad()
            goal = ball.abs_lower() * arb(10) ** -digits
            if absolute is not None:
                goal = goal.max(arb(absolute))
            if radius <= goal:
                return Enclosure(ball, effort.evaluations)
            if goal > 0:
                wanted = -float((goal.log() / arb(10).log()).mid())
                exponent = max(wanted + 1, exponent + 1 + attempt)
            elif exponent < ZERO * (digits + 2):
                exponent *= 2
            else:
                break
    raise NotCertifiedError(
        f"the ball {ball.str(5)} did not reach {digits} digits; pass absolute= if the value may be 0"
    )


def _cancels(cell: Cell, integrand: Integrand, laws: Mapping[str, Law]) -> bool:
    """Whether the integrand of equal laws is 0 on the cell because its terms cancel as expressions."""
    first, *others = laws.values()
    if not others or any(law != first for law in others):
        return False
    program = trace(Piece(cell, inner_points(cell, laws)[0], +1, Fraction(0), Fraction(1)), integrand, laws)
    return program is not None and program.vanishes


def _infinity(sign: int) -> arb:
    return arb.pos_inf() if sign > 0 else arb.neg_inf()


def _total(integrand: Integrand, laws: Mapping[str, Law], target: arb, effort: Effort) -> arb:
    """The integral over the line and the sum over the atoms, to about the target radius."""
    total, signs = arb(0), set()
    parts = cells([point for law in laws.values() for point in law.breakpoints])
    finite, densities = [], False
    for index, cell in enumerate(parts):
        arithmetic = Recording()
        at = Anchored(arithmetic, inner_points(cell, laws)[0], acb(0))
        site = Site(arithmetic, at, cell, laws)
        sample = integrand(arithmetic, site)
        densities = densities or site.asked
        # F vanishes where all densities do, whatever a quotient of them says there; W₁'s integrand of cumulative
        # probabilities need not.
        empty = vacant(site, integrand)
        if isinstance(sample, Infinite):
            signs |= set() if empty else {sample.sign}
        elif not ((empty and (sample == 0 or not acb(sample).is_finite())) or _cancels(cell, integrand, laws)):
            finite.append((index, cell, len(arithmetic.arguments)))
    for term in terms_over_atoms(PointBall(), integrand, laws) if densities else ():
        if isinstance(term, Infinite):
            signs.add(term.sign)
        else:
            total += acb(term).real
    if signs:
        # Only that the rest is finite matters.
        target = arb(1)
    for index, cell, kinks in finite:
        neighbours = (
            parts[index - 1] if index else None,
            parts[index + 1] if index + 1 < len(parts) else None,
        )
        for all_singular in (False, True):
            plan = route(cell, neighbours, integrand, laws, target / SHARE, all_singular)
            ball = arb(0, plan.omitted)
            for piece in plan.pieces:
                ball += _over(piece, integrand, laws, target / SHARE, effort, kinks)
            if ball.is_finite():
                break
        total += ball
    if not total.is_finite():
        raise NotCertifiedError("the integrand has no finite enclosure on some stretch between breakpoints")
    if len(signs) > 1:
        raise UndefinedQuantityError("the integral is ∞ - ∞")
    return _infinity(signs.pop()) if signs else total


def _over(piece: Piece, integrand: Integrand, laws: Mapping[str, Law], share: arb, effort: Effort, kinks: int) -> arb:
    """The integral over one piece, cut at the kinks."""
    if not kinks:
        return integrate(piece, integrand, laws, share, effort)
    stretches, omitted = Splitter(piece, look(piece, integrand, laws, kinks), share, effort).split()
    total = arb(0, omitted)
    for low, high, signs in stretches:
        total += integrate(piece.part(low, high), integrand, laws, share, effort, signs)
    return total
