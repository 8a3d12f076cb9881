"""Hard pairs: no answer is silently wrong, infinite only where it is true, undecided only where it is known."""

import functools
import math
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from problems import KINDS, PROBLEMS, Problem, Truth, truths

from gantheory import Estimate, divergence, parse_law

TRUTHS = truths()
ROWS = [
    pytest.param(problem, kind, id=f"{problem.name}-{kind}")
    for problem in PROBLEMS
    for kind in KINDS
    if kind in TRUTHS[problem.name]
]

#: (problem, divergence) → why quadrature cannot tell. Strict: an entry that became decided has to go.
KNOWN_UNDECIDED: dict[tuple[str, str], str] = {}

#: Rows that are also enclosed, which takes longer: one for each kind of difficulty.
ENCLOSED = (
    "ordinary",
    "laplace against normal",
    "two bumps",
    "scale ratio 1e6, narrow first",
    "hidden spike of weight 1e-9",
    "cauchy against cauchy",
    "arcsine-like beta",
    "gamma of shape 0.1",
    "overlapping uniforms",
    "nearly equal, 1e-7",
    "log-normal against gamma",
)


@functools.cache
def answer(problem: Problem, kind: str, method: str) -> Estimate:
    return divergence(kind, parse_law(problem.p), parse_law(problem.q), method=method, throw=False)


def wrong(estimate: Estimate, truth: Truth) -> str:
    """What is wrong with an answer, or nothing; being undecided is not wrong."""
    if estimate.status == "undecided":
        return ""
    if truth.text == "inf" or estimate.status == "infinite":
        return "" if (truth.text == "inf") == (estimate.status == "infinite") else "finite and infinite are confused"
    exact = Decimal(truth.text)
    if estimate.status == "overflow":
        assert estimate.log_value is not None
        with localcontext() as context:
            context.prec = 40
            log = float(exact.ln())
        if abs(estimate.log_value - log) > 1e-9 * abs(log):
            return f"log {estimate.log_value} instead of {log}"
        return ""
    if not math.isfinite(estimate.value):
        return f"{estimate.value} without saying so"
    off = abs(Fraction(estimate.value) - Fraction(exact))
    if off > Fraction(estimate.error):
        return f"off by {float(off):.2e}, more than the reported {estimate.error:.2e}"
    return ""


@pytest.mark.parametrize("method", ["auto", "quadrature"])
@pytest.mark.parametrize(("problem", "kind"), ROWS)
def test_no_answer_is_wrong(problem: Problem, kind: str, method: str) -> None:
    estimate, truth = answer(problem, kind, method), TRUTHS[problem.name][kind]
    assert not wrong(estimate, truth), f"{estimate!r}, but it is {truth.text}"
    undecided = estimate.status == "undecided"
    if method == "quadrature":
        known = KNOWN_UNDECIDED.get((problem.name, kind))
        assert undecided == (known is not None), f"{estimate!r}; known: {known}"


@pytest.mark.parametrize(("problem", "kind"), [p for p in ROWS if p.values[0].name in ENCLOSED and p.values[1] != "w1"])
def test_enclosures_hold_the_truth(problem: Problem, kind: str) -> None:
    truth = TRUTHS[problem.name][kind]
    estimate = divergence(kind, parse_law(problem.p), parse_law(problem.q), digits=25, throw=False)
    if truth.text == "inf":
        assert estimate.status in ("infinite", "undecided")
        return
    assert estimate.status in ("certified", "exact")
    if estimate.text:
        unit = Decimal(1).scaleb(Decimal(estimate.text).as_tuple().exponent)
        assert abs(Decimal(estimate.text) - Decimal(truth.text)) <= unit * Decimal("1.001")
    else:
        assert not wrong(estimate, truth)


def test_the_table_is_what_it_promises() -> None:
    assert len(PROBLEMS) >= 60
    assert len({p.name for p in PROBLEMS}) == len(PROBLEMS)
    for row in TRUTHS.values():
        for truth in row.values():
            assert truth.text == "inf" or len(Decimal(truth.text).as_tuple().digits) >= 30


@pytest.mark.parametrize("factor", [1 + 1e-9, 1 - 1e-9])
def test_a_wrong_value_is_seen(factor: float) -> None:
    truth = TRUTHS["ordinary"]["js"]
    assert not wrong(Estimate(float(truth.text), 1e-15, "converged", "quadrature"), truth)
    assert wrong(Estimate(float(truth.text) * factor, 1e-15, "converged", "quadrature"), truth)


def test_a_wrong_infinity_is_seen() -> None:
    infinite = Estimate(math.inf, 0.0, "infinite", "quadrature")
    assert wrong(infinite, TRUTHS["ordinary"]["js"])
    assert wrong(infinite, TRUTHS["spikes 100 widths apart"]["pearson_chi2"])
    assert wrong(Estimate(12.5, 1e-9, "converged", "quadrature"), TRUTHS["cauchy against normal"]["kl"])
    assert not wrong(infinite, TRUTHS["cauchy against normal"]["kl"])
