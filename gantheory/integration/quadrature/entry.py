"""Entry: integrand and laws to an Estimate that says how right it is."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from gantheory.arithmetic.floating import quiet
from gantheory.distributions.coordinate import LINE, Cell, cells
from gantheory.distributions.law import Law
from gantheory.estimate import Estimate
from gantheory.integration.counting import sum_over_atoms
from gantheory.integration.integrand import Integrand
from gantheory.integration.quadrature.adaptive import Problem
from gantheory.integration.quadrature.panels import lay

#: A law of which less than this share was seen has mass in a place where nobody looked.
MASS_TOLERANCE = 1e-9
#: Rounding of a mass summed over the panels, and the size of log-ratios where mass is missing.
MASS_ROUNDING, LOGARITHMS = 1e-14, 40.0
#: A value with a relative error above this (of a size of at least 1e-6) is no answer.
USELESS = 1e-3
#: Default relative and absolute tolerance.
RTOL, ATOL = 1e-12, 1e-15


def integrate(
    integrand: Integrand,
    laws: Mapping[str, Law],
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
    max_evaluations: int = 400_000,
) -> Estimate:
    """∫F dx (plus the sum over atoms) by adaptive quadrature in float64.

    The answer is "converged" only if the estimated error, rounding included, is within tolerance *and* all of
    the mass of every law was seen; "infinite" only where the asymptotic expansions say so; else "undecided".

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    rtol, atol : float
        Relative and absolute tolerance of the truncation error (in the unit of the integral).
    max_evaluations : int
        Places at which the integrand may be evaluated.
    """
    roles = {role: laws[role] for role in integrand.roles}
    dense = {role: law for role, law in roles.items() if integrand.lives_on(law)}
    atomic = len(dense) < len(roles)
    discrete = sum_over_atoms(integrand, roles) if atomic else 0.0
    if not dense:
        return _of_sum(discrete)
    if math.isinf(discrete):
        return Estimate(discrete, 0.0, "infinite", "sum", "an atom of one law has no mass under the other")
    if integrand.bound is None:
        from gantheory.integration.convergence import convergence

        verdict = convergence(integrand, roles)
        if verdict.verdict == "infinite":
            return Estimate(verdict.sign * math.inf, 0.0, "infinite", "quadrature", verdict.reason)
        doubt = verdict.reason if verdict.verdict == "undecided" else ""
    else:
        doubt = ""
    problem = Problem(integrand, roles, max_evaluations)
    with quiet():
        finished = covered = _cover(problem, dense)
        value, error, rounding, masses = problem.total()
        if math.isfinite(value):
            if error > max(atol, rtol * abs(value)):
                finished &= problem.refine(max(atol, rtol * abs(value)))
                value, error, rounding, masses = problem.total()
            if _unseen(problem, dense, masses) > MASS_TOLERANCE:
                finished &= _resolve_densities(problem)
                value, error, rounding, masses = problem.total()
    if not covered and integrand.bound is None:
        doubt = doubt or "the integrand does not fade within the range of floats"
    return _answer(problem, dense, value + discrete, error, rounding, masses, finished, doubt, rtol, atol)


def _of_sum(value: float) -> Estimate:
    if math.isinf(value):
        return Estimate(value, 0.0, "infinite", "sum", "an atom of one law has no mass under the other")
    return Estimate(value, 16 * np.finfo(float).eps * abs(value), "converged", "sum")


def _cover(problem: Problem, dense: Mapping[str, Law]) -> bool:
    """Lay and evaluate the first panels on every cell; march at open ends. False if a march did not end."""
    integrand = problem.integrand
    breakpoints = [b for law in dense.values() for b in law.breakpoints]
    finished = True
    for cell in cells(breakpoints) if breakpoints else (LINE,):
        present = list(dense.values())
        if not integrand.cumulative:
            present = [law for law in present if _covers(law, cell)]
        if not present:
            continue
        # A bounded integrand needs no look beyond the outermost quantiles: what lies there is in `unseen`.
        panels, marches = lay(cell, present, far=integrand.bound is None, reach=integrand.reach)
        for chart, lo, hi in panels:
            problem.batches.append(problem.cut(chart, lo, hi))
        for march in marches:
            finished &= problem.march(march)
    return finished


def _covers(law: Law, cell: Cell) -> bool:
    return cell.within(*law.support)


def _unseen(problem: Problem, dense: Mapping[str, Law], masses: np.ndarray) -> float:
    """The largest share of a law's mass that the panels did not see; F of cumulatives looks at no mass."""
    if problem.integrand.cumulative:
        return 0.0
    return max(
        abs(1.0 - mass) for role, mass in zip(problem.integrand.roles, masses) if role in dense
    )  # fmt: skip


def _resolve_densities(problem: Problem) -> bool:
    """Refine until the densities themselves are integrated, so that the account of their mass can be trusted."""
    problem.densities = True
    problem.batches = [problem.evaluate(b.chart, b.panels) for b in problem.batches]
    return problem.refine(MASS_TOLERANCE / 10)


def _answer(
    problem: Problem,
    dense: Mapping[str, Law],
    value: float,
    error: float,
    rounding: float,
    masses: np.ndarray,
    finished: bool,
    doubt: str,
    rtol: float,
    atol: float,
) -> Estimate:
    def undecided(reason: str) -> Estimate:
        return Estimate(value, math.inf, "undecided", "quadrature", reason, problem.evaluations)

    if not math.isfinite(value):
        return undecided(doubt or "the integrand is not finite somewhere")
    unseen = _unseen(problem, dense, masses)
    if unseen > MASS_TOLERANCE:
        return undecided(f"{unseen:.1e} of a law's mass was not seen")
    if doubt:
        return undecided(doubt)
    total = error + rounding
    bound = problem.integrand.bound
    if bound is not None:
        # what was not seen counts for at most `bound` times its mass; beyond the outermost quantiles lies 1e-16
        total += float(bound) * (unseen + 3e-16)
    elif unseen <= MASS_ROUNDING:
        # the masses, which are 1, show how far the log-densities' constants are off
        total += 2 * unseen * abs(value)
    else:
        # no bound is known; what was not seen is taken to weigh what the rest does, and some logarithms more
        total += unseen * (abs(value) + LOGARITHMS)
    if total > max(atol, USELESS * max(abs(value), 1e-6)):
        return undecided(f"the error {total:.1e} leaves no digits of {value:.3g}")
    if not finished and error > max(atol, rtol * abs(value), rounding):
        return undecided(f"the tolerance was not reached: error about {total:.1e}")
    return Estimate(value, total, "converged", "quadrature", "", problem.evaluations)
