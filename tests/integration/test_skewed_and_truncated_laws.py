"""Divergences of the log-normal, Weibull, Gumbel, half-normal, Pareto, triangular and truncated laws.

The truths are closed forms, evaluated in mpmath, and integrals by mpmath at 40 digits that agree on two subdivisions.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flint import arb
from mpmath import mp, mpf

from gantheory.arithmetic.ball import precision
from gantheory.distributions import (
    Cauchy,
    Exponential,
    Gumbel,
    HalfNormal,
    Law,
    LogNormal,
    Normal,
    Pareto,
    Triangular,
    Truncated,
    Weibull,
)
from gantheory.divergences import Functional, js, kl, pearson_chi2, tv, w1
from gantheory.integration.enclosure import enclose
from gantheory.integration.quadrature import integrate


def weibull_kl(k: mpf, a: mpf, m: mpf, b: mpf) -> mpf:
    """KL of Weibull(k, a) and Weibull(m, b) (Bauckhage 2013, arXiv:1310.3713)."""
    return (
        mp.log(k / a**k)
        - mp.log(m / b**m)
        + (k - m) * (mp.log(a) - mp.euler / k)
        + (a / b) ** m * mp.gamma(m / k + 1)
        - 1
    )


def by_mpmath(integrand: Callable[[mpf], mpf], points: list[float], finer: list[float]) -> mpf:
    with mp.workdps(40):
        first, second = mp.quad(integrand, points), mp.quad(integrand, finer)
        assert abs(first - second) < mpf(10) ** -25 * abs(first)
        return second


def log_normal_against_normal() -> mpf:
    def integrand(u: mpf) -> mpf:
        # u = log x is standard normal
        return mp.npdf(u) * (-u - u**2 / 2 + mp.exp(2 * u) / 2)

    return by_mpmath(integrand, [-20, -3, 0, 3, 6, 25], [-22, -5, -1, 0, 1, 2, 4, 9, 27])


def chi2_of_weibulls() -> mpf:
    # p = 2x·e^{-x²}, q = e^{-x}
    return by_mpmath(lambda x: 4 * x**2 * mp.exp(x - 2 * x**2), [0, 1, 3, 12], [0, "0.5", 2, 5, 13]) - 1


CASES: list[tuple[Functional, Law, Law, Callable[[], mpf]]] = [
    (kl, LogNormal(0, 1), Normal(0, 1), log_normal_against_normal),
    (kl, LogNormal(0, 1), LogNormal(1, 2), lambda: mp.log(2) + mpf(2) / 8 - mpf(1) / 2),
    (kl, LogNormal(0, 20), LogNormal(0, 1), lambda: -mp.log(20) + mpf(399) / 2),
    (pearson_chi2, LogNormal(0, 1), LogNormal(1, 1), lambda: mp.expm1(1)),
    (w1, LogNormal(0, 1), LogNormal(1, 1), lambda: mp.exp(mpf(3) / 2) - mp.exp(mpf(1) / 2)),
    (kl, Weibull("1.5", 3), Weibull("0.5"), lambda: weibull_kl(mpf("1.5"), mpf(3), mpf("0.5"), mpf(1))),
    (kl, Weibull("0.1"), Weibull("0.3", 2), lambda: weibull_kl(mpf("0.1"), mpf(1), mpf("0.3"), mpf(2))),
    (pearson_chi2, Weibull(2), Exponential(), chi2_of_weibulls),
    (kl, Gumbel(0, 1), Gumbel(1, 1), lambda: mp.e - 2),
    (w1, Gumbel(0, 1), Gumbel(3, 1), lambda: mpf(3)),
    (kl, HalfNormal(1), HalfNormal(2), lambda: mp.log(2) + mpf(1) / 8 - mpf(1) / 2),
    (kl, HalfNormal(2), Exponential(), lambda: 2 * mp.sqrt(2 / mp.pi) - mp.log(2) - mp.log(mp.pi / 2) / 2 - mpf(1) / 2),
    (kl, Pareto(3, 2), Pareto(1, 2), lambda: mp.log(3) + mpf(1) / 3 - 1),
    (tv, Pareto(2), Pareto(1), lambda: mpf(1) / 4),
    (w1, Pareto(3), Pareto(2), lambda: mpf(1) / 2),
    (tv, Triangular(0, 0, 1), Triangular(0, 1, 1), lambda: mpf(1) / 2),
    (kl, Triangular(0, 0, 1), Triangular(0, 1, 1), lambda: mpf(1)),
    (w1, Triangular(0, 0, 1), Triangular(0, 1, 1), lambda: mpf(1) / 3),
    (js, HalfNormal(3), Truncated(Normal(0, 3), 0, "inf"), lambda: mpf(0)),
    # an exponential law forgets what was cut off
    (kl, Truncated(Exponential(), 5, "inf"), Truncated(Exponential(2), 5, "inf"), lambda: mp.log(2) - mpf(1) / 2),
    (tv, Truncated(Exponential(), 600, "inf"), Truncated(Exponential(2), 600, "inf"), lambda: mpf(1) / 4),
    (kl, Truncated(Normal(), 30, "inf"), Normal(), lambda: -mp.log(mp.erfc(30 / mp.sqrt(2)) / 2)),
    (pearson_chi2, Truncated(Cauchy(), 10**6, "inf"), Cauchy(), lambda: mp.pi / mp.atan(mpf("1e-6")) - 1),
    (kl, Truncated(Pareto(2), 10, "inf"), Pareto(2, 10), lambda: mpf(0)),
]


def named(case: object) -> str:
    return "" if callable(case) and not isinstance(case, Functional) else str(case)


@pytest.mark.parametrize(("functional", "p", "q", "truth"), CASES, ids=named)
def test_quadrature_is_right_within_its_error(functional: Functional, p: Law, q: Law, truth: Callable[[], mpf]) -> None:
    ((_, integrand),) = functional.terms
    estimate = integrate(integrand.code, {"p": p, "q": q})
    with mp.workdps(40):
        assert estimate.status == "converged"
        assert abs(mpf(float(estimate.value)) - truth()) <= float(estimate.error)
        assert float(estimate.error) <= 1e-8 * max(1.0, float(truth()))


@pytest.mark.parametrize(("functional", "p", "q", "truth"), CASES, ids=named)
def test_twenty_digits_are_certified(functional: Functional, p: Law, q: Law, truth: Callable[[], mpf]) -> None:
    ((_, integrand),) = functional.terms
    ball = enclose(integrand.code, {"p": p, "q": q}, digits=20, absolute=1e-20).ball
    with mp.workdps(60), precision(256):
        exact = truth()
        assert ball.overlaps(arb(mp.nstr(exact, 40)) + arb(0, arb(10) ** -24 * (1 + int(abs(exact)))))
        assert ball.rad() <= 1e-19 * max(1.0, float(exact))


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (LogNormal(0, 20), Weibull("0.1")),
        (Weibull(50), Triangular(0, 1, 3)),
        (Gumbel(0, 1), LogNormal(0, "0.5")),
        (Pareto("1.5"), Cauchy()),
        (Truncated(Normal(), 30, 31), Normal(30, 1)),
        (Truncated(Cauchy(), 0, "inf"), HalfNormal(2)),
        (Gumbel(1000000, "0.001"), Normal(1000000, "0.002")),
    ],
    ids=str,
)
@pytest.mark.parametrize("functional", [js, tv], ids=str)
def test_quadrature_lies_in_the_certified_ball(functional: Functional, p: Law, q: Law) -> None:
    ((_, integrand),) = functional.terms
    estimate = integrate(integrand.code, {"p": p, "q": q})
    ball = enclose(integrand.code, {"p": p, "q": q}, digits=20).ball
    assert estimate.status == "converged"
    assert abs(float(estimate.value) - float(ball.mid())) <= float(estimate.error)
    assert ball.rad() < 1e-19
