"""Pushforwards against closed forms, mpmath's polynomial roots at 40 digits, and their own mass."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import acb
from scipy import stats
from sympy import Abs, Max, atan, cos, cosh, erf, exp, floor, log, sin, sinh, sqrt, tan, tanh

from gantheory.arithmetic.ball import ANALYTIC_BALL, BALL, precision
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Law,
    Logistic,
    Mixture,
    Normal,
    Pushforward,
    StudentT,
    Uniform,
)
from gantheory.distributions.coordinate import Anchored, Cell, End, cells
from gantheory.errors import (
    FormulaError,
    InvalidParameterError,
    NoDensityError,
    NotCertifiedError,
    UndefinedQuantityError,
)

z = sympy.Symbol("z")

CLOSED_FORMS = [
    (z**2, Normal(0, 1), stats.chi2(1)),
    (z**2, Normal(1, 1), stats.ncx2(1, 1)),
    (exp(z), Normal(0, 1), stats.lognorm(1)),
    (exp(2 * z + 1), Normal(0, 1), stats.lognorm(2, scale=math.e)),
    (1 - 2 * z, Normal(0, 1), stats.norm(1, 2)),
    (1 / (1 + exp(-z)), Logistic(0, 1), stats.uniform(0, 1)),
    (-log(z), Uniform(0, 1), stats.expon()),
    (log(z), Gamma(2, 1), stats.loggamma(2)),
    (1 / z, Gamma(2, 1), stats.invgamma(2)),
    (1 / z, Cauchy(0, 1), stats.cauchy(0, 1)),
    (sqrt(z), Gamma("0.5", 2), stats.halfnorm()),
    (Abs(z), Normal(0, 1), stats.halfnorm()),
    (z**3, Exponential(1), stats.weibull_min(1 / 3)),
    (z ** sympy.Rational(5, 2), Exponential(1), stats.weibull_min(2 / 5)),
    (atan(z), Cauchy(0, 1), stats.uniform(-math.pi / 2, math.pi)),
    (2 * atan(exp(z)), Logistic(0, 1), None),
    (sinh(z), Normal(0, 1), stats.johnsonsu(0, 1)),
    (1 / (1 + exp(-z)), Normal(0, 1), stats.johnsonsb(0, 1)),
    ((z - 3) ** 2, Normal(3, 2), stats.chi2(1, scale=4)),
    (erf(z / sqrt(2)), Normal(0, 1), stats.uniform(-1, 2)),
]
CLOSED_FORMS = [row for row in CLOSED_FORMS if row[2] is not None]


def readable(value: Any) -> str:
    """An id without addresses: the oracle's name, a type's name, or the text."""
    if isinstance(value, type) or type(value) is object:
        return getattr(value, "__name__", "object")
    return value.dist.name if hasattr(value, "dist") else str(value)


@pytest.mark.parametrize(("generator", "law", "oracle"), CLOSED_FORMS, ids=readable)
def test_closed_forms(generator: sympy.Expr, law: Law, oracle: Any) -> None:
    pushed = Pushforward(generator, law)
    u = np.array([0.003, 0.1, 0.3, 0.5, 0.8, 0.99, 0.9999])
    x = oracle.ppf(u)
    assert pushed.logpdf(x) == pytest.approx(oracle.logpdf(x), rel=1e-12, abs=1e-12)
    assert pushed.cdf(x) == pytest.approx(oracle.cdf(x), rel=1e-12)
    assert pushed.sf(x) == pytest.approx(oracle.sf(x), rel=1e-11)
    assert pushed.icdf(u) == pytest.approx(x, rel=1e-9, abs=1e-12)
    assert pushed.isf(u) == pytest.approx(oracle.isf(u), rel=1e-9, abs=1e-12)
    assert float(pushed.center) == pytest.approx(oracle.median(), rel=1e-9, abs=1e-12)


def test_density_at_a_breakpoint_is_its_limit() -> None:
    assert Pushforward(1 / z, Cauchy(0, 1)).pdf(0.0) == pytest.approx(1 / math.pi)
    assert Pushforward(z**2, Normal(0, 1)).pdf(0.0) == math.inf
    assert Pushforward(z**2, Gamma(2, 1)).pdf(0.0) == pytest.approx(0.5)
    assert Pushforward(z**2, Gamma(3, 1)).pdf(0.0) == 0
    assert Pushforward(exp(z), Normal(0, 1)).pdf(0.0) == 0
    assert (Pushforward(z**3 - 3 * z, Normal(0, 1)).pdf([-2.0, 2.0]) == math.inf).all()


def test_both_tails_keep_relative_accuracy() -> None:
    chi2 = Pushforward(z**2, Normal(0, 1))
    x = np.array([1e-300, 1e-100, 1e-20, 1e-5, 50.0, 1000.0])
    assert chi2.cdf(x) == pytest.approx(stats.chi2(1).cdf(x), rel=1e-11)
    assert chi2.sf(x) == pytest.approx(stats.chi2(1).sf(x), rel=1e-11)
    assert chi2.logpdf(x) == pytest.approx(stats.chi2(1).logpdf(x), rel=1e-14)


POLYNOMIALS = [
    z**3 - 3 * z,
    z**4 - 2 * z**2,
    z + z**3,
    z**3 - 2 * z,
    z**5 - z**3 + z / 7,
    z**5 - z**4 + z**3 / 5,
    z**6 - 3 * z**2,
    z**4 - z**3,
]


def polynomial_density(generator: sympy.Expr, x: mpmath.mpf) -> mpmath.mpf:
    """The density of G(z), z standard normal, from all real roots of G = x at the working precision."""
    poly = sympy.Poly(generator, z)
    coefficients = [mpmath.mpf(int(c.p)) / int(c.q) for c in poly.all_coeffs()]
    n = len(coefficients) - 1
    slopes = [c * (n - i) for i, c in enumerate(coefficients[:-1])]
    coefficients[-1] -= x
    total = mpmath.mpf(0)
    for root in mpmath.polyroots(coefficients, maxsteps=2000, extraprec=4 * mpmath.mp.prec):
        if abs(mpmath.im(root)) < mpmath.mpf(10) ** (-mpmath.mp.dps // 2):
            root = mpmath.re(root)
            total += mpmath.npdf(root) / abs(mpmath.polyval(slopes, root))
    return total


@pytest.mark.parametrize("generator", POLYNOMIALS, ids=str)
def test_polynomials_against_all_roots_at_40_digits(generator: sympy.Expr) -> None:
    law = Pushforward(generator, Normal(0, 1))
    for x in [-40.0, -7.3, -2.4, -1.01, -0.6, -0.05, 0.01, 0.3, 0.9, 1.7, 2.3, 11.0, 90.0]:
        with mpmath.workdps(40):
            expected = polynomial_density(generator, mpmath.mpf(x))
        assert law.pdf(x) == pytest.approx(float(expected), rel=5e-14), x


@pytest.mark.parametrize(
    ("generator", "value", "side"),
    [
        (z**3 - 3 * z, 2, -1),
        (z**3 - 3 * z, -2, +1),
        (z**4 - 2 * z**2, -1, +1),
        (z**4 - 2 * z**2, 0, -1),
        (z**5 - z**4 + z**3 / 5, 0, +1),
    ],
)
@pytest.mark.parametrize("log_t", [-9, -40, -200])
def test_digits_near_a_critical_value(generator: sympy.Expr, value: int, side: int, log_t: int) -> None:
    law = Pushforward(generator, Normal(0, 1))
    (cell,) = [c for c in cells(law.breakpoints) if End(Fraction(value), side) in c.ends]
    with quiet():
        x = Anchored(FLOATING, Fraction(value), side * np.exp(float(log_t)), float(log_t))
        found = float(law.log_density(FLOATING, x, cell))
    with mpmath.workdps(300):
        t = mpmath.mpf(float(np.exp(float(log_t))))
        expected = float(mpmath.log(polynomial_density(generator, value + side * t)))
    assert found == pytest.approx(expected, rel=1e-14)


def test_density_where_the_distance_underflows() -> None:
    law = Pushforward(z**3 - 3 * z, Normal(0, 1))
    # p ~ φ(1)/√(3t) on either side of the double preimage 1.
    expected = math.log(2 * stats.norm.pdf(1) / (2 * math.sqrt(3))) + 1000
    with quiet():
        x = Anchored(FLOATING, Fraction(-2), np.zeros(1), np.array([-2000.0]))
        assert law.log_density(FLOATING, x, Cell(Fraction(-2), Fraction(2))) == pytest.approx(expected)


LAWS = [
    (z**3 - 3 * z, Mixture(["0.5", "0.5"], [Normal(-1, "0.01"), Laplace(1, 1)])),
    (z**3 - 2 * z, Laplace(0, 1)),
    (z**2, Laplace(1, 1)),
    (z**2, StudentT(3)),
    (z**2 - z**3, Beta(2, "0.5")),
    (1 / z, Normal(0, 1)),
    (1 / (z**2 - 2), Normal(0, 1)),
    (z / (1 + z**2), Normal(0, 1)),
    (z**2 / (z - 1), Normal(0, 1)),
    (z - 1 / z, Normal(0, 1)),
    ((z**3 + 1) / (z**2 - z + 3), Normal(0, 1)),
    (exp(-(z**2)), Normal(0, 1)),
    (tanh(z), Normal(0, 1)),
    (log(1 + exp(z)), Normal(0, 1)),
    (z + exp(z), Normal(0, 1)),
    (z + tanh(z), Normal(0, 1)),
    (z**2 / 2 + exp(z), Normal(0, 1)),
    (exp(z) - 2 * z, Normal(0, 1)),
    (z * exp(z), Normal(0, 1)),
    (z * exp(-z), Gamma(2, 1)),
    (sin(z), Uniform(0, 1)),
    (sin(z), Uniform(-3, 4)),
    (cos(z), Uniform(-1, 1)),
    (tan(z), Uniform(-1, 1)),
    (z + sin(z) / 2, Normal(0, 1)),
    (cosh(z), Normal(0, 1)),
    (log(z) ** 2, Gamma(2, 1)),
    (Max(z, z / 10), Normal(0, 1)),
    (exp(Max(z, z / 3)), Normal(0, 1)),
    (z + Abs(z - 1) / 2, Normal(0, 1)),
    (z * Abs(z), Normal(0, 1)),
    (Max(z, 0), Uniform(1, 2)),
    (sqrt(2) * z, Normal(0, 1)),
    (2**z, Normal(0, 1)),
]


def mass(law: Law) -> float:
    """∫p, cell by cell, in the logarithm of the distance from the breakpoints."""
    nodes, weights = np.polynomial.legendre.leggauss(8)

    def towards(point: Fraction, side: int, cell: Cell, low: float, high: float) -> float:
        edges = np.linspace(low, high, 2001)
        half = np.diff(edges)[:, None] / 2
        s = (edges[:-1, None] + half * (1 + nodes)).ravel()
        with quiet():
            x = Anchored(FLOATING, point, side * np.exp(s), s)
            values = np.exp(law.log_density(FLOATING, x, cell) + s)
        return float(np.sum(np.broadcast_to(values, s.shape) * (half * weights).ravel()))

    total = 0.0
    for cell in cells(law.breakpoints):
        low, high = cell.low, cell.high
        if isinstance(low, float) and isinstance(high, float):
            total += towards(law.center, +1, cell, -60, 60) + towards(law.center, -1, cell, -60, 60)
        elif isinstance(low, float):
            total += towards(Fraction(high), -1, cell, -100, 60)
        elif isinstance(high, float):
            total += towards(low, +1, cell, -100, 60)
        else:
            half = math.log((high - low) / 2)
            total += towards(low, +1, cell, -100, half) + towards(high, -1, cell, -100, half)
    return total


@pytest.mark.parametrize(("generator", "law"), LAWS, ids=str)
def test_mass_is_one(generator: sympy.Expr, law: Law) -> None:
    assert mass(Pushforward(generator, law)) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("generator", "law"), LAWS, ids=str)
def test_samples_follow_the_cdf(generator: sympy.Expr, law: Law) -> None:
    pushed = Pushforward(generator, law)
    # 68 samples are drawn here; at 1e-6 each, one in 15 000 runs would fail if the seeds were not fixed.
    assert stats.kstest(pushed.sample(5000, rng=7), pushed.cdf).pvalue > 1e-6


@pytest.mark.parametrize(("generator", "law"), LAWS, ids=str)
def test_quantiles_invert_the_distribution_function(generator: sympy.Expr, law: Law) -> None:
    pushed = Pushforward(generator, law)
    u = np.array([0.01, 0.2, 0.5, 0.7, 0.99])
    with quiet():
        assert pushed.cdf(pushed.icdf(u)) == pytest.approx(u, rel=1e-6)
        assert pushed.sf(pushed.isf(u)) == pytest.approx(u, rel=1e-6)
    low, high = (FLOATING.const(end) for end in pushed.support)
    assert (np.diff(pushed.seeds) > 0).all()
    assert ((low < pushed.seeds) & (pushed.seeds < high)).all()


def test_forgetting_the_absolute_value_of_the_slope_makes_a_negative_density() -> None:
    law, x = Pushforward(1 - 2 * z, Normal(0, 1)), np.linspace(-5, 5, 11)
    signed = stats.norm.pdf((1 - x) / 2) / -2
    assert (signed < 0).all()
    assert law.pdf(x) == pytest.approx(-signed)


REFUSED = [
    (z * 0 + 1, Normal(0, 1), NoDensityError, "constant"),
    (Max(z, 0), Normal(0, 1), NoDensityError, "constant on"),
    (z, Atoms([0, 1]), NoDensityError, "no density"),
    (sin(z), Normal(0, 1), InvalidParameterError, "bounded support"),
    (z - sin(z), Uniform(-1, 1), InvalidParameterError, "certainty"),
    (log(z), Normal(0, 1), InvalidParameterError, "not real"),
    (sqrt(z), Normal(0, 1), InvalidParameterError, "not real"),
    (tan(z), Uniform(-2, 2), InvalidParameterError, "singular"),
    (z * log(z), Gamma(2, 1), InvalidParameterError, "certainty"),
    (floor(z), Normal(0, 1), InvalidParameterError, "floor"),
    (sympy.I * z, Normal(0, 1), InvalidParameterError, "real"),
    (sympy.Symbol("a") * z, Normal(0, 1), InvalidParameterError, "variables a, z"),
    (z**3 + sympy.pi * z, Normal(0, 1), InvalidParameterError, "irrational"),
    ((z**2 + 1) / (z**3 - 2 * z), Uniform(0, 3), InvalidParameterError, "irrational"),
    (z**65, Normal(0, 1), InvalidParameterError, "degree"),
    (object(), Normal(0, 1), InvalidParameterError, "generator"),
    (z**2, "Normal", InvalidParameterError, "Law"),
    ("z +", Normal(0, 1), FormulaError, "z"),
]


@pytest.mark.parametrize(("generator", "law", "error", "reason"), REFUSED, ids=readable)
def test_what_has_no_density_or_no_certain_branches_is_refused(
    generator: Any, law: Any, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        Pushforward(generator, law)


def test_structure() -> None:
    law = Pushforward(z**3 - 3 * z, Normal(0, 1))
    assert law.support == (-math.inf, math.inf)
    assert law.breakpoints == (-2, 2)
    assert [branch.increasing for branch in law.branches] == [True, False, True]
    # Only the branches that turn at 2 are singular there, and they lie below it.
    assert not law.smooth_at(End(Fraction(2), -1))
    assert law.smooth_at(End(Fraction(2), +1))
    assert law.smooth_at(End(Fraction(1), +1))
    assert not Pushforward(exp(z), Normal(0, 1)).smooth_at(End(Fraction(0), +1))
    assert Pushforward(exp(z), Exponential(1)).smooth_at(End(Fraction(1), +1))
    assert Pushforward(1 - 2 * z, Uniform(0, 1)).breakpoints == (-1, 1)
    assert not Pushforward(z**3, Normal(0, 1)).smooth_at(End(Fraction(0), +1))


def test_a_pushforward_of_a_pushforward_is_that_of_the_composition() -> None:
    x = np.array([0.1, 1.0, 3.0])
    inner = Pushforward(z + 1, Pushforward(z**2, Normal(0, 1)))
    assert inner.pdf(1 + x) == pytest.approx(Pushforward(z**2 + 1, Normal(0, 1)).pdf(1 + x), rel=1e-14)


def test_identity_of_pushforwards() -> None:
    law = Pushforward(z**2, Normal(0, 1))
    assert law == Pushforward(sympy.Symbol("w") ** 2, Normal(0, 1)) == Pushforward("z**2", Normal(0, 1))
    assert hash(law) == hash(Pushforward("z**2", Normal(0, 1)))
    assert law != Pushforward(z**2, Normal(0, 2))
    assert repr(law) == "Pushforward(z**2, Normal(0, 1))"
    assert law.name == "push"
    # A float in the generator is its binary value.
    assert Pushforward(0.1 * z, Uniform(0, 1)).breakpoints == (0, Fraction(0.1))


def complex_oracle(coefficients: list[int], x: complex, near: complex) -> complex:
    """log of φ(z)/G'(z) at the root of G = x that is nearest to `near`."""
    coefficients = [*coefficients[:-1], coefficients[-1] - x]  # type: ignore[list-item]
    roots = mpmath.polyroots(coefficients, maxsteps=500, extraprec=300)
    root = min(roots, key=lambda r: abs(r - near))
    slope = mpmath.polyval([c * (len(coefficients) - 1 - i) for i, c in enumerate(coefficients[:-1])], root)
    return mpmath.log(mpmath.npdf(0) * mpmath.exp(-root * root / 2) / slope)


@pytest.mark.parametrize("x", [5.0, 5.0 + 0.5j, 40 - 3j])
def test_balls_continue_the_real_branch(x: complex) -> None:
    law = Pushforward(z**3 - 3 * z, Normal(0, 1))
    with mpmath.workdps(40), precision(120):
        expected = complex_oracle([1, 0, -3, 0], mpmath.mpc(x), mpmath.mpf(2.3))
        for A in (BALL, ANALYTIC_BALL):
            ball = law.log_density(A, Anchored(A, 0, acb(x)), Cell(Fraction(2), math.inf))
            distance = ball - acb(str(expected.real), str(expected.imag))
            assert abs(distance) < 1e-30


@pytest.mark.parametrize(
    ("generator", "law", "low", "high"),
    [
        (z**2, Normal(1, 1), 1, 2),
        (z**3 - 3 * z, Normal(0, 1), -1, 1),
        (z**4 - 2 * z**2, Normal(0, 1), -0.75, -0.25),
        (z + z**3, Normal(0, 1), -1, 2),
        (z / (1 + z**2), Normal(0, 1), 0.125, 0.375),
        (tanh(z), Normal(0, 1), -0.5, 0.75),
        (z + exp(z), Normal(0, 1), 0, 2),
        (exp(-(z**2)), Normal(0, 1), 0.25, 0.75),
        (sqrt(Abs(z)), Normal(1, 1), 0.5, 1.5),
        (Max(z, z / 10), Normal(0, 1), 0.5, 1),
        (1 / z, Gamma(2, 1), 0.5, 1),
        (log(z), Gamma(2, 1), -0.5, 1),
    ],
    ids=str,
)
def test_certified_integral_is_a_difference_of_the_cdf(
    generator: sympy.Expr, law: Law, low: float, high: float
) -> None:
    pushed = Pushforward(generator, law)
    (cell,) = [c for c in cells(pushed.breakpoints) if c.low <= low and high <= c.high]

    def density(x: acb, analytic: bool) -> acb:
        A = ANALYTIC_BALL if analytic else BALL
        return pushed.log_density(A, Anchored(A, 0, x), cell).exp()

    with precision(80):
        integral = acb.integral(density, acb(low), acb(high))
        ends = [pushed.cumulative(BALL, Anchored(BALL, 0, acb(x)), cell)[0] for x in (low, high)]
        assert abs(integral - (ends[1] - ends[0])).upper() < 1e-12
    assert float(integral.real) == pytest.approx(pushed.cdf(high) - pushed.cdf(low), rel=1e-12)


@pytest.mark.parametrize(
    ("generator", "law"), [(z**3 - 2 * z, Normal(0, 1)), (exp(z), Uniform(0, 1)), (sqrt(2) * z, Normal(0, 1))]
)
def test_balls_refuse_an_irrational_breakpoint(generator: sympy.Expr, law: Law) -> None:
    pushed = Pushforward(generator, law)
    assert not pushed.exact
    with precision(64), pytest.raises(NotCertifiedError, match="irrational"):
        pushed.log_density(BALL, Anchored(BALL, 0, acb(1)), cells(pushed.breakpoints)[0])


def test_symbolic_densities() -> None:
    x = sympy.Symbol("x", positive=True)
    chi2 = exp(-x / 2) / sqrt(2 * sympy.pi * x)
    found = Pushforward(z**2, Normal(0, 1)).log_density
    from gantheory.arithmetic.symbolic import SYMBOLIC

    density = exp(found(SYMBOLIC, Anchored(SYMBOLIC, 0, x), Cell(Fraction(0), math.inf)))
    assert sympy.simplify(density - chi2) == 0
    y = sympy.Symbol("y", real=True)
    assert (
        sympy.simplify(Pushforward(1 - 2 * z, Normal(0, 1)).expr(y) - exp(-((y - 1) ** 2) / 8) / sqrt(8 * sympy.pi))
        == 0
    )
    with pytest.raises(UndefinedQuantityError, match="closed form"):
        Pushforward(z**3 - 3 * z, Normal(0, 1)).expr(y)


@pytest.mark.parametrize(
    ("generator", "end", "expected"),
    [
        (z**2, End(math.inf, -1), "-x/2 - 0.5·log x - 0.919"),
        (z**3 - 3 * z, End(math.inf, -1), "-x^(2/3)/2 - 2/3·log x - 3.02"),
        (z**3 - 3 * z, End(Fraction(2), -1), "-0.5·log |x - 2| - 1.97"),
        (z**2 / (z - 1), End(math.inf, -1), "-2·log x - 1.42"),
        (z + exp(z), End(math.inf, -1), "unknown"),
    ],
    ids=str,
)
def test_tails(generator: sympy.Expr, end: End, expected: str) -> None:
    assert str(Pushforward(generator, Normal(0, 1)).tail(end)) == expected
