"""Entry: integrand and laws to an Estimate that says how right it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gantheory.arithmetic.floating import quiet
from gantheory.distributions.coordinate import LINE, Cell, cells
from gantheory.distributions.law import Law
from gantheory.estimate import Estimate
from gantheory.integration.counting import estimate_over_atoms
from gantheory.integration.integrand import Integrand
from gantheory.integration.quadrature.account import QuadratureAccount
from gantheory.integration.quadrature.adaptive import Problem
from gantheory.integration.quadrature.panels import Layout, March, lay, reference, seeds
from gantheory.integration.quadrature.scale import descent, homogeneous, places
from gantheory.integration.quadrature.stacked import one_pair, passable

#: What there is at atoms where no law has any.
NOTHING = Estimate(0.0, 0.0, "converged", "sum")
#: A law of which less than this share was seen has mass in a place where nobody looked.
MASS_TOLERANCE = 1e-9
#: Rounding of a mass summed over the panels, and the size of log-ratios where mass is missing.
MASS_ROUNDING, LOGARITHMS = 1e-14, 40.0
#: Share of a law beyond its outermost quantiles, where a bounded integrand is not looked at.
BEYOND_QUANTILES = 3e-16
#: A value with a relative error above this (of a size of at least 1e-6) is no answer.
USELESS = 1e-3
#: Where a value has no float its logarithm is the answer, which this relative error hardly changes.
COARSE = 0.1
#: Default relative tolerance; an error below this absolute one is an answer whatever the value is.
RTOL, ATOL = 1e-12, 1e-15
#: Below this limit no single pass is tried: it might take more evaluations.
MOST_OF_A_PASS = 4000
#: Default of the places at which the rule may evaluate the integrand.
MAX_EVALUATIONS = 400_000
#: Where the largest log|F| is beyond this, F is computed with a scale of its own: 2^1024 is e^709.
LARGEST_LOG = 600.0


def integrate(
    integrand: Integrand,
    laws: Mapping[str, Law],
    *,
    rtol: float = RTOL,
    atol: float | None = None,
    max_evaluations: int = MAX_EVALUATIONS,
) -> Estimate:
    """∫F dx (plus the sum over atoms) by adaptive quadrature in float64.

    The answer is "converged" only if the estimated error, rounding included, is within tolerance *and* all of
    the mass of every law was seen; "infinite" only where the asymptotic expansions say so; "overflow" where the
    value is finite but beyond float64; else "undecided".

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    rtol, atol : float
        Relative and absolute tolerance of the truncation error (in the unit of the integral). Rounding can make the
        error larger; it says so. Without `atol` a value of any size is asked for to `rtol`.
    max_evaluations : int
        Places at which the rule may evaluate the integrand.

    Returns
    -------
    Estimate
    """
    roles = {role: laws[role] for role in integrand.roles}
    # of a black box more has to be said than a single pass can
    if passable(integrand) and not any(law.missing for law in roles.values()):
        found = _at_once(integrand, roles, rtol, atol)
        if found is not None:
            return found
    return adaptively(integrand, roles, rtol, atol, max_evaluations)


def adaptively(
    integrand: Integrand, roles: Mapping[str, Law], rtol: float, atol: float | None, max_evaluations: int
) -> Estimate:
    """The answer of the adaptive loop; parameters as in :func:`integrate`."""
    dense = {role: law for role, law in roles.items() if integrand.lives_on(law)}
    atomic = len(dense) < len(roles)
    discrete = estimate_over_atoms(integrand, roles) if atomic else NOTHING
    if not dense or discrete.status != "converged":
        return discrete
    doubt = ""
    if integrand.bound is None:
        from gantheory.integration.convergence import convergence

        verdict = convergence(integrand, roles)
        if verdict.verdict == "infinite":
            return Estimate(verdict.sign * math.inf, 0.0, "infinite", "quadrature", verdict.reason)
        doubt = verdict.reason if verdict.verdict == "undecided" else ""
    problem = Problem(integrand, roles, max_evaluations)
    with quiet():
        layout, top = _layout(problem, dense)
        if not atomic and LARGEST_LOG < abs(top) < math.inf:
            problem.offset = float(round(top))
        _cover(problem, layout)
        value, error, rounding, _ = problem.total()
        if math.isfinite(value):
            if rounding > rtol * abs(value) and not atomic:
                problem = _directly(problem, dense)
                value, error, rounding, _ = problem.total()
            target = max(rtol * abs(value), rounding, _scaled(atol or 0.0, problem))
            if error > target:
                problem.refine(target)
            if _unseen(problem, dense, problem.total()[3]) > MASS_TOLERANCE:
                problem.densities = True
                problem.batches = [problem.evaluate(b.chart, b.panels) for b in problem.batches]
                problem.refine(MASS_TOLERANCE / 10)
    if integrand.bound is None and not all(march.done for march in problem.ended):
        doubt = doubt or "the integrand does not fade within the range of floats"
    with quiet():
        return _answer(problem, dense, discrete, doubt, rtol, atol)


@dataclass(frozen=True)
class PassAccount:
    """How a number of a single pass came about: as the adaptive loop sees it, which starts from the same panels."""

    integrand: Integrand
    laws: Mapping[str, Law]

    def lines(self) -> list[str]:
        """A few lines for people."""
        found = adaptively(self.integrand, self.laws, RTOL, None, MAX_EVALUATIONS)
        return [] if found.account is None else found.account.lines()

    def __reduce__(self) -> tuple[Any, ...]:
        """What travels is the text: an integrand holds functions, which do not."""
        return ToldAccount, (tuple(self.lines()),)


@dataclass(frozen=True)
class ToldAccount:
    """An account that was written down."""

    text: tuple[str, ...]

    def lines(self) -> list[str]:
        """A few lines for people."""
        return list(self.text)


def _at_once(integrand: Integrand, laws: Mapping[str, Law], rtol: float, atol: float | None) -> Estimate | None:
    """The answer of a single pass, where it is one."""
    with quiet():
        found = one_pair(integrand, laws, rtol=rtol, atol=atol or 0.0)
    if found is None or not found.fine[0]:
        return None
    account = PassAccount(integrand, laws)
    value, error = float(found.value[0]), float(found.error[0])
    return Estimate(value, error, "converged", "quadrature", "", found.evaluations, account=account)


def _scaled(tolerance: float, problem: Problem) -> float:
    """An absolute tolerance in the problem's own unit."""
    if not tolerance or problem.offset >= LARGEST_LOG:
        return tolerance
    return tolerance * math.exp(-problem.offset) if problem.offset > -LARGEST_LOG else math.inf


def _layout(problem: Problem, dense: Mapping[str, Law]) -> tuple[list[Layout], float]:
    """The first panels and the marches of every cell, and the largest log|F| where it was looked for."""
    integrand = problem.integrand
    breakpoints = [b for law in dense.values() for b in law.breakpoints]
    looks = integrand.bound is None and homogeneous(integrand)
    layouts, top = [], -math.inf
    for cell in cells(breakpoints) if breakpoints else (LINE,):
        present = list(dense.values())
        if not integrand.cumulative:
            present = [law for law in present if _covers(law, cell)]
        if not present:
            continue
        edges = seeds(present, integrand, reach=1.0 if looks else integrand.reach)
        if looks:
            center = reference(cell, [part for law in present for part in law.parts])
            found, peak = places(integrand, problem.laws, cell, np.unique(edges), center)
            edges, top = np.concatenate([edges, found]), max(top, peak)
        # A bounded integrand needs no look beyond the outermost quantiles, unless relative accuracy is wanted.
        panels, marches = lay(cell, present, edges, far=integrand.bound is None or problem.direct)
        if looks:
            marches, peak = _descended(problem, cell, panels, marches)
            top = max(top, peak)
        layouts.append((panels, marches))
    return layouts, top


def _covers(law: Law, cell: Cell) -> bool:
    return cell.within(*law.support)


def _descended(problem: Problem, cell: Cell, panels: list, marches: list[March]) -> tuple[list[March], float]:
    """Marches to singular ends that start below the last peak on their way; the way there joins `panels`."""
    result, top = [], -math.inf
    for march in marches:
        end = next(
            (e for e in cell.ends if march.chart.side and march.direction < 0 and e.side == march.chart.side), None
        )
        if end is not None:
            found, peak = descent(problem.integrand, problem.laws, cell, end, march.start)
            top = max(top, peak)
            if found.size:
                panels.append((march.chart, found, np.append(found[1:], march.start)))
                march = March(march.chart, float(found[0]), march.direction, march.step)
        result.append(march)
    return result, top


def _cover(problem: Problem, layouts: list[Layout]) -> None:
    """Evaluate the first panels and march on at the ends that ask for it."""
    for panels, marches in layouts:
        for chart, lo, hi in panels:
            problem.add(chart, lo, hi)
        for march in marches:
            problem.march(march)


def _directly(problem: Problem, dense: Mapping[str, Law]) -> Problem:
    """The problem with log-ratios from the laws themselves, if it comes out with less rounding."""
    careful = problem.restarted(direct=True)
    _cover(careful, _layout(careful, dense)[0])
    value, _, rounding, _ = careful.total()
    bound = problem.integrand.bound
    before = problem.total()[2] + (float(bound) * BEYOND_QUANTILES if bound is not None else 0.0)
    better = math.isfinite(value) and rounding < before and all(march.done for march in careful.ended)
    if better:
        return careful
    problem.evaluations = careful.evaluations
    return problem


def _unseen(problem: Problem, dense: Mapping[str, Law], masses: np.ndarray) -> float:
    """The largest share of a law's mass that the panels did not see; F of cumulatives looks at no mass."""
    if problem.integrand.cumulative:
        return 0.0
    return max(abs(1.0 - mass) for role, mass in zip(problem.integrand.roles, masses) if role in dense)


def _answer(
    problem: Problem, dense: Mapping[str, Law], discrete: Estimate, doubt: str, rtol: float, atol: float | None
) -> Estimate:
    value, error, rounding, masses = problem.total()
    value += discrete.value
    total = error + rounding + discrete.error
    unseen = _unseen(problem, dense, masses)
    bound = problem.integrand.bound
    if bound is not None and not problem.direct:
        # what was not seen counts for at most `bound` times its mass
        missing = float(bound) * (unseen + BEYOND_QUANTILES)
    elif unseen <= MASS_ROUNDING or problem.direct:
        # the masses, which are 1, show how far the log-densities' constants are off
        missing = 2 * unseen * abs(value)
    else:
        # no bound is known; what was not seen is taken to weigh what the rest does, and some logarithms more
        missing = unseen * (abs(value) + _scaled(LOGARITHMS, problem))
    hidden = max((law.missing for law in dense.values()), default=0.0)
    if hidden:
        # mass of which only the amount is known may be anywhere, whatever was seen on the panels
        missing += hidden * (float(bound) if bound is not None else abs(value) + _scaled(LOGARITHMS, problem))
        unseen = max(unseen, hidden)
    total += missing
    account = QuadratureAccount(
        tuple(problem.batches), tuple(problem.ended), problem.integrand.roles, error, rounding, missing, problem.offset
    )
    scale = math.exp(problem.offset) if problem.offset < LARGEST_LOG else math.inf

    def undecided(reason: str) -> Estimate:
        number = value * scale if value else value
        if math.isinf(number):
            number = math.nan
        return Estimate(number, math.inf, "undecided", "quadrature", reason, problem.evaluations, account=account)

    if not math.isfinite(value):
        return undecided(doubt or "the integrand is not finite somewhere")
    if problem.exhausted and (
        unseen > MASS_TOLERANCE or error > max(_scaled(atol or ATOL, problem), rtol * abs(value))
    ):
        return undecided(f"max_evaluations={problem.max_evaluations} was reached")
    if hidden >= 1:
        from gantheory.integration.convergence import unvouched

        return undecided(unvouched(dense.values()))
    if unseen > MASS_TOLERANCE:
        return undecided(f"{unseen:.1e} of a law's mass was not seen")
    if doubt:
        return undecided(doubt)
    if problem.offset:
        tolerance, useful = 0.0, COARSE * abs(value)
    else:
        tolerance = ATOL if atol is None else atol
        useful = max(tolerance, USELESS * max(abs(value), 1e-6))
    if not total <= useful:
        if problem.offset:
            return undecided(f"the relative error {total / abs(value):.1e} leaves no digits of e^{problem.offset:g}")
        return undecided(f"the error {total:.1e} leaves no digits of {value:.3g}")
    if error > max(tolerance, rtol * abs(value), rounding, 2 * problem.beyond):
        return undecided(f"the tolerance was not reached: relative error about {total / abs(value):.1e}")
    if problem.offset:
        return _beyond_floats(problem, value, total, account)
    return Estimate(value, total, "converged", "quadrature", "", problem.evaluations, account=account)


def _beyond_floats(problem: Problem, value: float, total: float, account: QuadratureAccount) -> Estimate:
    """e^offset·value, where that or the integrand on the way to it has no float."""
    if value <= 0:
        return Estimate(
            math.nan, math.inf, "undecided", "quadrature", "a negative value beyond floats", problem.evaluations
        )
    logarithm = problem.offset + math.log(value)
    if logarithm > math.log(np.finfo(float).max):
        reason = f"its logarithm is {logarithm!r} ± {total / value:.0e}"
        return Estimate(
            math.inf, math.inf, "overflow", "quadrature", reason, problem.evaluations, "", logarithm, account=account
        )
    number = math.exp(logarithm)
    # e^logarithm loses the logarithm's rounding; below the smallest normal number digits are lost
    error = number * (total / value + 4 * np.finfo(float).eps * abs(logarithm)) + math.ulp(0.0)
    return Estimate(number, error, "converged", "quadrature", "", problem.evaluations, "", logarithm, account=account)
