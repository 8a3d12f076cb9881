"""Hard pairs of laws with their true divergences to 30 digits and more.

A row is data: what the pair is called, the two laws as text, and what is hard about them. The truths are stored
beside this file, made by ``python benchmarks/problem_truths.py`` from :mod:`truths` (ball arithmetic, tails compared
exactly) and, for W1, by mpmath at 50 digits on two different subdivisions; none of it shares code with gantheory.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STORE: Final = Path(__file__).parent / "problem_truths.json"

#: The divergences with truths, by the names that the library gives them.
KINDS: Final = ("kl", "js", "tv", "squared_hellinger", "pearson_chi2", "triangular_discrimination", "w1")


@dataclass(frozen=True)
class Problem:
    """Two laws, in the package's language for laws, and why they are hard."""

    name: str
    p: str
    q: str
    hardness: str


@dataclass(frozen=True)
class Truth:
    """A true value as decimal text or "inf", and how it is known.

    `source` is "ball" (a rigorous enclosure), "tails" (an exact comparison says infinite), "grid" (total variation
    between sign changes that two grids agree on) or "mpmath" (two subdivisions agree).
    """

    text: str
    source: str


def _combs(count: int, shift: str, width: str) -> str:
    """A mixture of equally weighted normal laws one apart."""
    weight = {20: "0.05", 5: "0.2"}[count]
    return " + ".join(f"{weight}*normal({k}{shift}, {width})" for k in range(count))


PROBLEMS: Final = (
    Problem("ordinary", "normal(0, 1)", "normal(3, 0.5)", "none: the first pair that anybody tries"),
    Problem("laplace against normal", "laplace(0, 1)", "normal(1, 1)", "a kink; χ² is infinite"),
    Problem("logistic against normal", "logistic(0, 1)", "normal(0, 1)", "unequal decay; χ² is infinite"),
    Problem("normal against logistic", "normal(0, 1)", "logistic(0.5, 0.7)", "unequal decay"),
    Problem("two bumps", "0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5)", "normal(0, 2)", "four sign changes"),
    Problem("spikes 1e5 widths apart", "normal(0, 0.001)", "normal(100, 0.001)", "a spike between all nodes"),
    Problem("spikes 100 widths apart", "normal(0, 0.01)", "normal(1, 0.01)", "KL of 5000, χ² of 1e4342"),
    Problem("overflow of χ²", "normal(0, 0.018)", "normal(3.94, 0.0217)", "χ² is 1e10913, finite"),
    Problem("laplace spikes", "laplace(0, 0.0001)", "laplace(1, 0.0002)", "kinks 1e4 widths apart"),
    Problem("six widths apart", "normal(0, 1)", "normal(6, 1)", "χ² of 4e15 far from the mass of p"),
    Problem("scale ratio 1e6, narrow first", "normal(0, 0.000001)", "normal(0, 1)", "width 1e-6"),
    Problem("scale ratio 1e6, wide first", "normal(0, 1)", "normal(0, 0.000001)", "KL of 5e11"),
    Problem("scale ratio 1e6 off centre", "normal(0.3, 0.000001)", "normal(0, 1)", "a spike inside a broad law"),
    Problem("scale ratio 1e4, laplace", "laplace(0, 0.0001)", "laplace(0, 1)", "a kink in a spike"),
    Problem("scale ratio 1e6, exponential", "exponential(0.000001)", "exponential(1)", "a spike at an end"),
    Problem("scale ratio 1e5, cauchy", "cauchy(0, 0.00001)", "cauchy(0, 1)", "a spike with heavy tails"),
    Problem(
        "hidden spike of weight 1e-9",
        "0.999999999*normal(0, 1) + 0.000000001*normal(1, 0.000001)",
        "normal(0, 1)",
        "everything is in a spike of width 1e-6 and weight 1e-9",
    ),
    Problem(
        "hidden spike of weight 1e-9 in q",
        "normal(0, 1)",
        "0.999999999*normal(0, 1) + 0.000000001*normal(1, 0.000001)",
        "the same, the other way",
    ),
    Problem(
        "hidden spike of weight 1e-4",
        "0.9999*laplace(0, 1) + 0.0001*normal(0.7, 0.00001)",
        "laplace(0, 1)",
        "a spike of width 1e-5 and a kink",
    ),
    Problem(
        "a spike where q is absent",
        "0.99*normal(0, 1) + 0.01*normal(30, 0.001)",
        "normal(0, 1)",
        "χ² lives at 30 standard deviations",
    ),
    Problem(
        "two spikes on a broad law",
        "0.98*normal(0, 3) + 0.01*normal(-5, 0.001) + 0.01*normal(5, 0.001)",
        "0.98*normal(0, 3) + 0.01*normal(-5, 0.002) + 0.01*normal(4.99, 0.001)",
        "spikes that partly overlap",
    ),
    Problem("cauchy against normal", "cauchy(0, 1)", "normal(0, 1)", "KL and χ² are infinite"),
    Problem("normal against cauchy", "normal(0, 1)", "cauchy(0, 1)", "tails of unequal weight"),
    Problem("cauchy against cauchy", "cauchy(0, 1)", "cauchy(1, 1)", "heavy tails; W1 is 1"),
    Problem("cauchy of twice the scale", "cauchy(0, 1)", "cauchy(0, 2)", "W1 is infinite"),
    Problem("t 1/2 against t 3", "student_t(0.5)", "student_t(3)", "df 1/2: mass out to 1e40"),
    Problem("t 3 against t 1/2", "student_t(3)", "student_t(0.5)", "df 1/2: mass out to 1e40"),
    Problem("t 2 against t 5", "student_t(2)", "student_t(5)", "χ² is infinite by a power"),
    Problem("t 5 against t 2", "student_t(5)", "student_t(2)", "χ² is finite"),
    Problem("t at the edge of χ²", "student_t(2)", "student_t(4)", "p²/q ~ 1/x: infinite by a logarithm"),
    Problem("t just inside the edge", "student_t(2)", "student_t(3.9)", "p²/q ~ x^-1.1: finite, slowly"),
    Problem("t 1.5 shifted and scaled", "student_t(1.5)", "student_t(1.5, 2, 0.1)", "heavy tails of unequal size"),
    Problem("t 1/2 shifted", "student_t(0.5)", "student_t(0.5, 1, 1)", "heaviest tails"),
    Problem("t 3 against normal", "student_t(3)", "normal(0, 1)", "KL finite, with a tail of x^-2; χ² infinite"),
    Problem("t 2 against normal", "student_t(2)", "normal(0, 1)", "KL at its edge: infinite by a logarithm"),
    Problem("laplace against t", "laplace(0, 1)", "student_t(1)", "light against heavy"),
    Problem("arcsine-like beta", "beta(0.1, 0.1)", "beta(2, 3)", "1.3 % of p within 2^-53 of 1"),
    Problem("beta against arcsine-like", "beta(2, 3)", "beta(0.1, 0.1)", "poles in q"),
    Problem("two singular betas", "beta(0.1, 0.1)", "beta(0.2, 0.3)", "poles at both ends"),
    Problem("beta against uniform", "beta(0.1, 0.1)", "uniform(0, 1)", "χ² is infinite at the ends"),
    Problem("beta at the edge of χ²", "beta(0.5, 0.5)", "uniform(0, 1)", "p²/q ~ 1/x at both ends: infinite"),
    Problem("gamma of shape 0.1", "gamma(0.1)", "gamma(0.2, 2)", "a pole: mass down to 1e-160"),
    Problem("gamma 0.1 against exponential", "gamma(0.1)", "exponential(1)", "a pole; χ² infinite at 0"),
    Problem("exponential against gamma 0.1", "exponential(1)", "gamma(0.1)", "a pole in q"),
    Problem("gamma 0.1 against normal", "gamma(0.1)", "normal(0, 1)", "a pole inside the other law"),
    Problem("normal against gamma 0.1", "normal(0, 1)", "gamma(0.1)", "KL infinite: half of p is outside"),
    Problem("weibull 1/2 against 2", "weibull(0.5)", "weibull(2)", "a pole and a stretched tail; χ² infinite"),
    Problem("weibull 2 against 1/2", "weibull(2)", "weibull(0.5, 3)", "a pole in q"),
    Problem("touching uniforms", "uniform(0, 1)", "uniform(1, 3)", "disjoint up to a point"),
    Problem("nested uniforms", "uniform(0, 1)", "uniform(0, 2)", "jumps"),
    Problem("nested uniforms, wide first", "uniform(0, 2)", "uniform(0, 1)", "KL infinite"),
    Problem("overlapping uniforms", "uniform(0, 1)", "uniform(0.5, 2)", "KL infinite both ways"),
    Problem("uniforms apart", "uniform(0, 1)", "uniform(1000, 1001)", "disjoint"),
    Problem("uniform sliver", "uniform(0, 0.000001)", "normal(0, 1)", "a width of 1e-6"),
    Problem("uniform against normal", "uniform(-1, 1)", "normal(0, 1)", "jumps in a smooth law"),
    Problem("triangle against uniform", "triangular(0, 1, 3)", "uniform(0, 4)", "a kink and a vanishing end"),
    Problem("uniform against triangle", "uniform(0, 3)", "triangular(0, 1, 3)", "q vanishes at an end: χ² infinite"),
    Problem("half-normal against exponential", "half_normal(1)", "exponential(1)", "a common end"),
    Problem(
        "truncated against half-normal", "truncated(normal(0, 1), 0, 2)", "half_normal(1)", "one is the other, cut"
    ),
    Problem("truncated far out", "truncated(normal(0, 1), 8, inf)", "exponential(1)", "mass 6e-16 made 1"),
    Problem("combs of twenty", _combs(20, "", "0.2"), _combs(20, ".3", "0.3"), "20 components each"),
    Problem("comb against broad", _combs(20, "", "0.05"), "normal(9.5, 6)", "40 sign changes"),
    Problem("comb against shifted comb", _combs(5, "", "0.01"), _combs(5, ".5", "0.01"), "ten spikes apart"),
    Problem("nearly equal, 1e-7", "normal(0, 1)", "normal(0.0000001, 1)", "JSD of 1.25e-15"),
    Problem("nearly equal, 1e-9", "normal(0, 1)", "normal(0.000000001, 1)", "JSD of 1.25e-19"),
    Problem("nearly equal, 1e-5", "normal(0, 1)", "normal(0.00001, 1)", "JSD of 1.25e-11"),
    Problem("nearly equal scale", "normal(0, 1)", "normal(0, 1.00000001)", "JSD of 2.5e-17"),
    Problem("nearly equal laplace", "laplace(0, 1)", "laplace(0.000001, 1)", "kinks 1e-6 apart"),
    Problem("nearly equal cauchy", "cauchy(0, 1)", "cauchy(0.0000001, 1)", "heavy tails, JSD of 6e-16"),
    Problem("nearly equal gamma", "gamma(0.5)", "gamma(0.50000001)", "shapes 1e-8 apart at a pole"),
    Problem("nearly equal beta", "beta(2, 3)", "beta(2.0000001, 3)", "shapes 1e-7 apart"),
    Problem("nearly equal exponential", "exponential(1)", "exponential(1.0000001)", "scales 1e-7 apart"),
    Problem(
        "nearly equal mixtures",
        "0.5*normal(0, 0.5) + 0.5*normal(2, 0.5)",
        "0.5*normal(0.000001, 0.5) + 0.5*normal(2, 0.5)",
        "no family to take the difference from",
    ),
    Problem(
        "nearly equal weights",
        "0.5*normal(0, 1) + 0.5*normal(3, 1)",
        "0.50000001*normal(0, 1) + 0.49999999*normal(3, 1)",
        "weights 1e-8 apart",
    ),
    Problem("log-normal against gamma", "log_normal(0, 1)", "gamma(2, 1)", "χ² infinite: log-normal tail"),
    Problem("gamma against log-normal", "gamma(2, 1)", "log_normal(0, 1)", "χ² infinite at 0"),
    Problem("two log-normals", "log_normal(0, 1)", "log_normal(1, 2)", "tails and end on a logarithmic scale"),
    Problem("wide log-normals", "log_normal(0, 5)", "log_normal(1, 6)", "mass from 1e-20 to 1e20"),
    Problem("log-normal against pareto", "log_normal(1, 1)", "pareto(2, 1)", "KL infinite: a fifth of p below 1"),
    Problem("pareto against pareto", "pareto(1)", "pareto(2, 0.5)", "χ² infinite; a jump"),
    Problem("pareto against log-normal", "pareto(1.5)", "log_normal(0, 1)", "KL finite: log² beside a power"),
    Problem("gumbel against normal", "gumbel(0, 1)", "normal(0, 1)", "χ² infinite on the right"),
    Problem("normal against gumbel", "normal(0, 1)", "gumbel(0, 1)", "χ² infinite: q falls as e^-e^-x"),
    Problem("nearly cancelled gaussians", "normal(0, 1.41386)", "normal(0, 1)", "75 % of χ² beyond 10 deviations"),
    Problem("variance 4 against 1", "normal(1, 2)", "normal(0, 1)", "χ² infinite: twice the precision"),
    Problem("far from the origin", "normal(1000000, 1)", "normal(1000001, 2)", "x has lost six digits"),
)


def truths() -> dict[str, dict[str, Truth]]:
    """Problem → divergence → truth, for those that have one."""
    stored = json.loads(STORE.read_text())
    for problem in PROBLEMS:
        if stored[problem.name]["laws"] != [problem.p, problem.q]:
            raise ValueError(f"{problem.name}: the truths are those of other laws; run benchmarks/problem_truths.py")
    return {
        name: {kind: Truth(*entry) for kind, entry in row.items() if kind != "laws"} for name, row in stored.items()
    }
