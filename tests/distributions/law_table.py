"""The laws under test, each with oracles that share no code: scipy.stats, and textbook formulas in mpmath."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf
from scipy import stats

from gantheory.distributions import (
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    HalfNormal,
    Laplace,
    Law,
    Logistic,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)

#: Digits in which the mpmath formulas are evaluated.
DIGITS = 80


@dataclass(frozen=True)
class Oracle:
    """log p, F and 1 - F at an exact point, from textbook formulas in mpmath."""

    log_density: Callable[[mpf], mpf]
    below: Callable[[mpf], mpf]
    above: Callable[[mpf], mpf]


@dataclass(frozen=True)
class Row:
    """A law, its oracles, and the points where they are compared, none of them a breakpoint."""

    law: Law
    oracle: Oracle
    points: tuple[float, ...]
    scipy: Any = None
    #: Quantiles of lower levels have no digits in float64: far out in a tail, the level times the mass underflows.
    least: float = 0.0

    def __str__(self) -> str:
        return str(self.law)


def standardized(shape: Oracle, loc: Any = 0, scale: Any = 1) -> Oracle:
    """The oracle of loc + scale·Z from that of Z; the parameters are exact numbers."""
    loc, scale = mpf_of(loc), mpf_of(scale)
    return Oracle(
        lambda x: shape.log_density((x - loc) / scale) - mp.log(scale),
        lambda x: shape.below((x - loc) / scale),
        lambda x: shape.above((x - loc) / scale),
    )


def symmetric(log_density: Callable[[mpf], mpf], above: Callable[[mpf], mpf]) -> Oracle:
    """The oracle of a law that is symmetric around 0, from its survival function."""
    return Oracle(log_density, lambda z: above(-z), above)


def mpf_of(number: Any) -> mpf:
    fraction = Fraction(number)
    with mp.workdps(DIGITS):
        return mpf(fraction.numerator) / fraction.denominator


#: mpmath's erfc fails beyond ±1e154, where it is as good as 0 or 2.
NORMAL = symmetric(
    lambda z: -(z**2) / 2 - mp.log(2 * mp.pi) / 2,
    lambda z: mp.erfc(max(min(z, mpf("1e9")), mpf("-1e9")) / mp.sqrt(2)) / 2,
)
LAPLACE = symmetric(lambda z: -abs(z) - mp.log(2), lambda z: mp.exp(-z) / 2 if z > 0 else 1 - mp.exp(z) / 2)
LOGISTIC = symmetric(lambda z: -2 * mp.log(2 * mp.cosh(z / 2)), lambda z: 1 / (1 + mp.exp(z)))
CAUCHY = symmetric(lambda z: -mp.log(mp.pi * (1 + z**2)), lambda z: mp.atan2(1, z) / mp.pi)

HALF_NORMAL = Oracle(
    lambda z: mp.log(2 / mp.pi) / 2 - z**2 / 2 if z > 0 else -mp.inf,
    lambda z: mp.erf(z / mp.sqrt(2)) if z > 0 else mpf(0),
    lambda z: mp.erfc(z / mp.sqrt(2)) if z > 0 else mpf(1),
)
GUMBEL = Oracle(
    lambda z: -z - mp.exp(-z),
    lambda z: mp.exp(-mp.exp(-z)),
    lambda z: -mp.expm1(-mp.exp(-z)),
)


def student(df: Any) -> Oracle:
    nu = mpf_of(df)

    def log_density(z: mpf) -> mpf:
        constant = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
        return constant - (nu + 1) / 2 * mp.log1p(z**2 / nu)

    def above(z: mpf) -> mpf:
        if abs(z) < 1:
            half = mp.betainc(mpf(1) / 2, nu / 2, 0, z**2 / (nu + z**2), regularized=True) / 2
            return mpf(1) / 2 - mp.sign(z) * half
        tail = mp.betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + z**2), regularized=True) / 2
        return tail if z > 0 else 1 - tail

    return symmetric(log_density, above)


def gamma(shape: Any, scale: Any = 1) -> Oracle:
    k = mpf_of(shape)
    return standardized(
        Oracle(
            lambda y: (k - 1) * mp.log(y) - y - mp.loggamma(k) if y > 0 else -mp.inf,
            lambda y: mp.gammainc(k, 0, y, regularized=True) if y > 0 else mpf(0),
            lambda y: mp.gammainc(k, y, mp.inf, regularized=True) if y > 0 else mpf(1),
        ),
        scale=scale,
    )


def beta(a: Any, b: Any) -> Oracle:
    a, b = mpf_of(a), mpf_of(b)

    def lower(x: mpf, a: mpf, b: mpf) -> mpf:
        # From the nearer end: 1 - x has no digits of x = 1e-300.
        if x < 0.5:
            return mp.betainc(a, b, 0, x, regularized=True)
        return 1 - mp.betainc(b, a, 0, 1 - x, regularized=True)

    def inside(value: Callable[[mpf], mpf], left: Any, right: Any) -> Callable[[mpf], mpf]:
        return lambda x: mpf(left) if x <= 0 else mpf(right) if x >= 1 else value(x)

    return Oracle(
        inside(lambda x: (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) - mp.log(mp.beta(a, b)), "-inf", "-inf"),
        inside(lambda x: lower(x, a, b), 0, 1),
        inside(lambda x: 1 - lower(x, a, b), 1, 0),
    )


def uniform(low: Any, high: Any) -> Oracle:
    low, high = mpf_of(low), mpf_of(high)
    width = high - low
    return Oracle(
        lambda x: -mp.log(width) if low < x < high else -mp.inf,
        lambda x: min(max((x - low) / width, mpf(0)), mpf(1)),
        lambda x: min(max((high - x) / width, mpf(0)), mpf(1)),
    )


def log_normal(mu: Any, sigma: Any) -> Oracle:
    shape = standardized(NORMAL, mu, sigma)
    return Oracle(
        lambda x: shape.log_density(mp.log(x)) - mp.log(x) if x > 0 else -mp.inf,
        lambda x: shape.below(mp.log(x)) if x > 0 else mpf(0),
        lambda x: shape.above(mp.log(x)) if x > 0 else mpf(1),
    )


def weibull(shape: Any, scale: Any = 1) -> Oracle:
    k = mpf_of(shape)
    return standardized(
        Oracle(
            lambda y: mp.log(k * y ** (k - 1)) - y**k if y > 0 else -mp.inf,
            lambda y: -mp.expm1(-(y**k)) if y > 0 else mpf(0),
            lambda y: mp.exp(-(y**k)) if y > 0 else mpf(1),
        ),
        scale=scale,
    )


def pareto(shape: Any, scale: Any = 1) -> Oracle:
    a = mpf_of(shape)
    return standardized(
        Oracle(
            lambda y: mp.log(a) - (a + 1) * mp.log(y) if y > 1 else -mp.inf,
            lambda y: 1 - y ** (-a) if y > 1 else mpf(0),
            lambda y: y ** (-a) if y > 1 else mpf(1),
        ),
        scale=scale,
    )


def triangular(low: Any, mode: Any, high: Any) -> Oracle:
    a, c, b = mpf_of(low), mpf_of(mode), mpf_of(high)

    def log_density(x: mpf) -> mpf:
        if not a < x < b:
            return -mp.inf
        return mp.log(2 / (b - a) * ((x - a) / (c - a) if x < c else (b - x) / (b - c)))

    def below(x: mpf) -> mpf:
        if x < c:
            return (x - a) ** 2 / ((b - a) * (c - a)) if x > a else mpf(0)
        return (c - a) / (b - a) + (x - c) * (2 * b - c - x) / ((b - a) * (b - c)) if x < b else mpf(1)

    return Oracle(log_density, below, lambda x: 1 - below(x))


def truncated(inner: Oracle, low: Any, high: Any) -> Oracle:
    """From the survival function where the interval is above the median, else from the distribution function."""
    a, b = (mpf(end) if end in ("-inf", "inf") else mpf_of(end) for end in (low, high))

    def between(x: mpf, y: mpf) -> mpf:
        above = [inner.above(v) if abs(v) < mp.inf else mpf(v < 0) for v in (x, y)]
        below = [inner.below(v) if abs(v) < mp.inf else mpf(v > 0) for v in (x, y)]
        return above[0] - above[1] if above[0] < below[0] else below[1] - below[0]

    with mp.workdps(DIGITS):
        mass = between(a, b)
    return Oracle(
        lambda x: inner.log_density(x) - mp.log(mass) if a < x < b else -mp.inf,
        lambda x: mpf(0) if x <= a else mpf(1) if x >= b else between(a, x) / mass,
        lambda x: mpf(1) if x <= a else mpf(0) if x >= b else between(x, b) / mass,
    )


def mixture(*terms: tuple[Any, Oracle]) -> Oracle:
    return Oracle(
        lambda x: mp.log(sum(mpf_of(w) * mp.exp(o.log_density(x)) for w, o in terms)),
        lambda x: sum(mpf_of(w) * o.below(x) for w, o in terms),
        lambda x: sum(mpf_of(w) * o.above(x) for w, o in terms),
    )


#: From the bulk to far tails, both sides, and next to 0.
LINE = (-1e5, -700.0, -37.5, -8.25, -2.0, -0.7, -1e-9, 1e-12, 0.3, 1.0, 3.5, 9.0, 30.0, 500.0, 1e7)
HEAVY = (*LINE, -1e300, -1e160, 1e20, 1e155, 3e307)
HALF_LINE = (-3.0, 5e-324, 1e-300, 1e-100, 1e-17, 1e-5, 0.2, 1.0, 4.0, 25.0, 300.0, 690.0)
INTERVAL = (-0.5, 1e-300, 1e-40, 1e-9, 0.01, 0.3, 0.5, 0.75, 0.99, 1 - 2.0**-30, 1 - 2.0**-53, 1.5)
#: As far to the left as an e^{-e^{-z}} does not underflow even in mpmath.
GROWING = (-20.0, -6.0, -2.0, -0.7, -1e-9, 1e-12, 0.3, 1.0, 3.5, 9.0, 30.0, 500.0)
FROM_ONE = (0.5, 1 + 2.0**-52, 1 + 1e-9, 1.5, 4.0, 1e3, 1e17, 1e100, 1e300)
#: Where mpmath's series for Student's t with huge df still converges.
BULK = (-37.0, -8.25, -2.0, -0.7, -1e-9, 0.3, 1.0, 3.5, 9.0, 30.0)

ROWS: tuple[Row, ...] = (
    Row(Normal(0, 1), NORMAL, LINE, stats.norm()),
    Row(Normal("0.3", "2.5"), standardized(NORMAL, "0.3", "2.5"), LINE, stats.norm(0.3, 2.5)),
    Row(Laplace(0, 1), LAPLACE, LINE, stats.laplace()),
    Row(Laplace(-2, "1/3"), standardized(LAPLACE, -2, "1/3"), (-60.0, -2.5, 5.0), stats.laplace(-2, 1 / 3)),
    Row(Logistic(0, 1), LOGISTIC, LINE, stats.logistic()),
    Row(Logistic(5, 2), standardized(LOGISTIC, 5, 2), LINE, stats.logistic(5, 2)),
    Row(Cauchy(0, 1), CAUCHY, HEAVY, stats.cauchy()),
    Row(Cauchy(1, "0.25"), standardized(CAUCHY, 1, "0.25"), HEAVY, stats.cauchy(1, 0.25)),
    Row(StudentT("0.1"), student("0.1"), HEAVY),
    Row(StudentT(1), CAUCHY, HEAVY, stats.cauchy()),
    Row(StudentT("2.5", 1, 2), standardized(student("2.5"), 1, 2), HEAVY, stats.t(2.5, 1, 2)),
    Row(StudentT(30), student(30), LINE, stats.t(30)),
    Row(StudentT(10**8), student(10**8), BULK),
    Row(Uniform(0, 1), uniform(0, 1), INTERVAL, stats.uniform()),
    Row(Uniform(-3, "0.5"), uniform(-3, "0.5"), (-4.0, -2.9, 0.0, 0.4999, 0.6), stats.uniform(-3, 3.5)),
    Row(Exponential(1), gamma(1), HALF_LINE, stats.expon()),
    Row(Exponential("0.3"), gamma(1, "0.3"), HALF_LINE[:-1], stats.expon(scale=0.3)),
    Row(Gamma("0.1"), gamma("0.1"), HALF_LINE, stats.gamma(0.1)),
    Row(Gamma(1, 2), gamma(1, 2), HALF_LINE, stats.gamma(1, scale=2)),
    Row(Gamma("7.5", "0.5"), gamma("7.5", "0.5"), HALF_LINE[3:-2], stats.gamma(7.5, scale=0.5)),
    Row(Beta("0.1", "0.1"), beta("0.1", "0.1"), INTERVAL, stats.beta(0.1, 0.1)),
    Row(Beta("0.5", "0.5"), beta("0.5", "0.5"), INTERVAL, stats.beta(0.5, 0.5)),
    Row(Beta(1, 3), beta(1, 3), INTERVAL, stats.beta(1, 3)),
    Row(Beta(40, 2), beta(40, 2), INTERVAL, stats.beta(40, 2)),
    Row(LogNormal(0, 1), log_normal(0, 1), HALF_LINE, stats.lognorm(1)),
    Row(LogNormal("-0.5", "0.3"), log_normal("-0.5", "0.3"), HALF_LINE, stats.lognorm(0.3, scale=math.exp(-0.5))),
    Row(LogNormal(0, 20), log_normal(0, 20), HALF_LINE, stats.lognorm(20)),
    Row(LogNormal(0, "0.001"), log_normal(0, "0.001"), (-1.0, 0.9, 0.99, 0.9995, 1.0, 1.003, 1.03, 2.0)),
    Row(Weibull("0.1"), weibull("0.1"), HALF_LINE, stats.weibull_min(0.1)),
    Row(Weibull(1, 2), weibull(1, 2), HALF_LINE, stats.weibull_min(1, scale=2)),
    Row(Weibull("1.5", 3), weibull("1.5", 3), HALF_LINE[:-2], stats.weibull_min(1.5, scale=3)),
    Row(Weibull(2), weibull(2), HALF_LINE[:-2], stats.weibull_min(2)),
    Row(Weibull(50), weibull(50), (-1.0, 1e-5, 0.1, 0.9, 0.99, 1.0, 1.01, 1.05, 1.13), stats.weibull_min(50)),
    Row(Gumbel(0, 1), GUMBEL, GROWING, stats.gumbel_r()),
    Row(Gumbel("-0.3", "2.5"), standardized(GUMBEL, "-0.3", "2.5"), GROWING, stats.gumbel_r(-0.3, 2.5)),
    Row(
        Gumbel(1000000, "0.001"),
        standardized(GUMBEL, 1000000, "0.001"),
        (999999.996, 999999.9995, 1e6, 1000000.003, 1000000.5),
    ),
    Row(HalfNormal(1), HALF_NORMAL, HALF_LINE, stats.halfnorm()),
    Row(HalfNormal("0.3"), standardized(HALF_NORMAL, 0, "0.3"), HALF_LINE[:-2], stats.halfnorm(scale=0.3)),
    Row(Pareto(1), pareto(1), FROM_ONE, stats.pareto(1)),
    Row(Pareto("0.05"), pareto("0.05"), FROM_ONE, stats.pareto(0.05)),
    Row(Pareto("2.5", 1), pareto("2.5", 1), FROM_ONE, stats.pareto(2.5)),
    Row(Pareto(30, "0.5"), pareto(30, "0.5"), (0.25, *FROM_ONE[1:-3]), stats.pareto(30, scale=0.5)),
    Row(Triangular(0, "0.25", 1), triangular(0, "0.25", 1), INTERVAL, stats.triang(0.25)),
    Row(Triangular(0, 0, "1.25"), triangular(0, 0, "1.25"), INTERVAL, stats.triang(0, 0, 1.25)),
    Row(Triangular("-0.25", 1, 1), triangular("-0.25", 1, 1), INTERVAL, stats.triang(1, -0.25, 1.25)),
    Row(
        Triangular(-3, 1, "1.5"),
        triangular(-3, 1, "1.5"),
        (-4.0, -2.9, 0.0, 1.25, 1.4999, 3.0),
        stats.triang(8 / 9, -3, 4.5),
    ),
    Row(
        Truncated(Normal(), 0, "inf"),
        HALF_NORMAL,
        (-1.0, 1e-9, 0.125, 0.5, 1.0, 3.5, 9.0, 30.0),
        stats.halfnorm(),
    ),
    Row(
        Truncated(Normal(1, 2), -3, 4),
        truncated(standardized(NORMAL, 1, 2), -3, 4),
        (-4.0, -3 + 2.0**-40, -1.5, 0.0, 0.5, 2.0, 3.5, 4 - 2.0**-30, 5.0),
        stats.truncnorm(-2, 1.5, 1, 2),
    ),
    Row(
        Truncated(Normal(), 8, "inf"),
        truncated(NORMAL, 8, "inf"),
        (0.0, 8.0625, 8.25, 9.0, 12.0, 30.0),
        least=1e-290,
    ),
    Row(
        Truncated(Normal(), "-inf", -5),
        truncated(NORMAL, "-inf", -5),
        (-30.0, -6.0, -5 - 2.0**-30, 3.0),
        least=1e-290,
    ),
    Row(Truncated(Cauchy(), 10**6, "inf"), truncated(CAUCHY, 10**6, "inf"), (-5.0, 1.125e6, 3e6, 1e9, 1e20, 1e155)),
    Row(
        Truncated(Beta("0.1", "0.1"), "0.2", "0.9"),
        truncated(beta("0.1", "0.1"), "0.2", "0.9"),
        (0.1, 0.25, 0.5, 0.75, 0.85, 0.95),
    ),
    Row(
        Truncated(Gamma("0.1"), "-inf", 2),
        truncated(gamma("0.1"), "-inf", 2),
        (-1.0, 1e-300, 1e-9, 0.3, 1.0, 1.75, 3.0),
    ),
    Row(
        Truncated(Mixture(["0.5", "0.5"], [Weibull("0.5"), Normal(-2)]), 0, 2),
        truncated(mixture(("0.5", weibull("0.5")), ("0.5", standardized(NORMAL, -2))), 0, 2),
        (-1.0, 0.125, 0.5, 1.5, 3.0),
        least=1e-3,
    ),
    Row(
        Mixture(["0.25", "0.75"], [Normal(-2, 1), Cauchy(3, "0.5")]),
        mixture(("0.25", standardized(NORMAL, -2, 1)), ("0.75", standardized(CAUCHY, 3, "0.5"))),
        LINE,
    ),
    Row(
        Mixture(["0.5", "0.5"], [Gamma("0.1"), Uniform(-1, 2)]),
        mixture(("0.5", gamma("0.1")), ("0.5", uniform(-1, 2))),
        (-2.0, -0.5, 1e-30, 1.0, 2.5, 30.0),
    ),
)  # fmt: skip
