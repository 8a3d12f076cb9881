"""Problems for sampling: integrals with truths from closed forms, or from mpmath at 30 digits. No code is shared.

mpmath integrates the densities as written here, split at the given points; run as a script, this prints every truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import mpmath
from mpmath import mpf

from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Law,
    Mixture,
    Normal,
    StudentT,
    Uniform,
)
from gantheory.divergences import Functional, js, kl, pearson_chi2, squared_hellinger, tv
from gantheory.integration.integrand import Integrand

Density = Callable[[mpf], mpf]


@dataclass(frozen=True)
class Problem:
    """An integral of two laws, its value, and where that is from."""

    functional: Functional
    p: Law
    q: Law
    truth: float
    source: str = "closed form"

    @property
    def integrand(self) -> Integrand:
        found = self.functional.terms[0][1].code
        assert found is not None
        return found

    @property
    def bounded(self) -> bool:
        return self.integrand.bound is not None or self.p.base == "counting"

    def __str__(self) -> str:
        return f"{self.functional}({self.p}, {self.q})"


def _normal(mean: float, scale: float) -> Density:
    return lambda x: mpmath.npdf(x, mean, scale)


def _student(df: int) -> Density:
    constant = mpmath.gamma(mpf(df + 1) / 2) / mpmath.gamma(mpf(df) / 2) / mpmath.sqrt(df * mpmath.pi)
    return lambda x: constant * (1 + x * x / df) ** (-mpf(df + 1) / 2)


def _cauchy(loc: float) -> Density:
    return lambda x: 1 / (mpmath.pi * (1 + (x - loc) ** 2))


def _js(p: mpf, q: mpf) -> mpf:
    m = (p + q) / 2
    return (p * mpmath.log(p / m) + q * mpmath.log(q / m)) / 2


def _by_mpmath(f: Callable[[mpf, mpf], mpf], p: Density, q: Density, *points: float) -> float:
    with mpmath.workdps(30):
        return float(mpmath.quad(lambda x: f(p(x), q(x)), [-mpmath.inf, *points, mpmath.inf]))


def _entropy_of_student(df: float) -> float:
    half = (df + 1) / 2
    with mpmath.workdps(30):
        spread = mpmath.digamma(half) - mpmath.digamma(mpf(df) / 2)
        return float(half * spread + mpmath.log(mpmath.sqrt(df) * mpmath.beta(mpf(df) / 2, 0.5)))


def problems() -> list[Problem]:
    """What is bounded comes first."""
    log2, log_2pi, root2 = math.log(2), math.log(2 * math.pi), math.sqrt(2)
    computed = "mpmath"
    third = ["0.2", "0.3", "0.5"], ["0.5", "0.25", "0.25"]
    between_atoms = sum(float(a) * math.log(float(a) / float(b)) for a, b in zip(*third))
    return [
        Problem(tv, Normal(0, 1), Normal(1, 1), math.erf(1 / (2 * root2))),
        Problem(tv, Uniform(0, 1), Uniform("0.5", 2), 2 / 3),
        Problem(tv, Cauchy(0, 1), Cauchy(1, 1), 2 / math.pi * math.atan(0.5)),
        Problem(tv, Normal(0, 1), Normal(0, "1e-3"), _tv_of_scales(1000)),
        Problem(squared_hellinger, Normal(0, 1), Normal(1, 2), 1 - math.sqrt(4 / 5) * math.exp(-1 / 20)),
        Problem(squared_hellinger, Exponential(1), Exponential(2), 1 - 2 * root2 / 3),
        Problem(squared_hellinger, Normal(0, 1), Normal("0.01", 1), -math.expm1(-(0.01**2) / 8)),
        Problem(js, Uniform(0, 1), Uniform(2, 3), log2),
        Problem(js, Uniform(0, 1), Uniform("0.5", "1.5"), log2 / 2),
        Problem(
            js, Normal(0, 1), Normal(3, "0.5"), _by_mpmath(_js, _normal(0, 1), _normal(3, 0.5), 0, 1, 2, 3, 4), computed
        ),
        Problem(js, Normal(0, 1), Normal(1, 2), _by_mpmath(_js, _normal(0, 1), _normal(1, 2), -5, 0, 1, 5), computed),
        Problem(js, StudentT(3), Cauchy(1, 1), _by_mpmath(_js, _student(3), _cauchy(1), -10, -1, 0, 1, 10), computed),
        Problem(js, Atoms([0, 1]), Normal(0, 1), log2),
        Problem(kl, Atoms([0, 1, 2], third[0]), Atoms([0, 1, 2], third[1]), between_atoms),
        Problem(kl, Normal(0, 1), Normal(1, 1), 0.5),
        Problem(kl, Normal(0, 1), Normal(0, 2), log2 + 1 / 8 - 1 / 2),
        Problem(kl, Normal(0, 2), Normal(0, 1), 1.5 - log2),
        Problem(kl, Exponential(1), Exponential(2), log2 - 0.5),
        Problem(kl, Cauchy(0, 1), Cauchy(1, 1), math.log(5 / 4)),
        Problem(kl, StudentT(3), Normal(0, 1), log_2pi / 2 + 1.5 - _entropy_of_student(3)),
        Problem(kl, StudentT("2.5"), Normal(0, 1), log_2pi / 2 + 2.5 - _entropy_of_student(2.5)),
        Problem(kl, StudentT(5), Normal(0, 1), log_2pi / 2 + 5 / 6 - _entropy_of_student(5)),
        Problem(kl, Laplace(0, 1), Normal(0, 1), log_2pi / 2 - log2),
        Problem(kl, Uniform(0, 1), Normal(0, 1), log_2pi / 2 + 1 / 6),
        Problem(kl, Gamma(2), Gamma(3), log2 - float(mpmath.digamma(2))),
        Problem(kl, Uniform(0, 1), Mixture(["0.5", "0.5"], [Uniform(0, 1), Uniform(0, 2)]), math.log(4 / 3)),
        Problem(pearson_chi2, Normal(0, 1), Normal(1, 1), math.expm1(1)),
        Problem(pearson_chi2, Normal(0, 1), Normal(2, 1), math.expm1(4)),
        Problem(pearson_chi2, Normal(0, "1.3"), Normal(0, 1), 1 / (1.3 * math.sqrt(2 - 1.69)) - 1),
        Problem(pearson_chi2, Exponential(1), Exponential(2), 1 / 3),
        Problem(pearson_chi2, Exponential("1.8"), Exponential(1), 1 / (1.8 * (2 - 1.8)) - 1),
        Problem(pearson_chi2, Beta("0.6", 1), Uniform(0, 1), 0.8),
        Problem(
            pearson_chi2,
            StudentT(3),
            StudentT(5),
            _by_mpmath(lambda p, q: (p - q) ** 2 / q, _student(3), _student(5), -100, -10, -1, 0, 1, 10, 100),
            computed,
        ),
    ]


def _tv_of_scales(ratio: float) -> float:
    """TV of N(0, 1) and N(0, 1/ratio²): the densities cross at ±x with x² = 2·log(ratio)/(ratio² - 1)."""
    x = math.sqrt(2 * math.log(ratio) / (ratio**2 - 1))
    return math.erf(ratio * x / math.sqrt(2)) - math.erf(x / math.sqrt(2))


if __name__ == "__main__":
    for problem in problems():
        print(f"{problem!s:72} {problem.truth:.15g}  {problem.source}")
