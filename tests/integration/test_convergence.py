"""Which divergences of which laws are finite: a table of cases that theory decides, ties included."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, strategies as st

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions import (
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    HalfNormal,
    Laplace,
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
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.coordinate import Cell, Coordinate, End, cells
from gantheory.distributions.law import Law
from gantheory.distributions.pushforward import Pushforward
from gantheory.distributions.tail import tail
from gantheory.errors import UndefinedQuantityError
from gantheory.integration.convergence import convergence
from gantheory.integration.integrand import Integrand, Site


def _kl(A: Arithmetic, s: Site) -> Value:
    return A.weighted(s.log_density("p"), s.log_density("p") - s.log_density("q"))


def _chi2(A: Arithmetic, s: Site) -> Value:
    p, q = s.log_density("p"), s.log_density("q")
    return A.weighted(p, A.exp(p - q)) - 2 * A.exp(p) + A.exp(q)


def _excess(A: Arithmetic, s: Site) -> Value:
    """p·log(p/q) - p + q ≥ 0, with a log that q could spoil."""
    return _kl(A, s) - A.exp(s.log_density("p")) + A.exp(s.log_density("q"))


KL = Integrand(_kl, ("p", "q"))
CHI2 = Integrand(_chi2, ("p", "q"))
RATIO = Integrand(lambda A, s: A.exp(2 * s.log_density("p") - s.log_density("q")), ("p", "q"))
EXCESS = Integrand(_excess, ("p", "q"))
MEAN = Integrand(lambda A, s: A.weighted(s.log_density("p"), s.x), ("p",))
DISTANCE = Integrand(lambda A, s: A.weighted(s.log_density("p"), A.absolute(s.x)), ("p",))
VARIANCE = Integrand(lambda A, s: A.weighted(s.log_density("p"), s.x * s.x), ("p",))
ENTROPY = Integrand(lambda A, s: -A.weighted(s.log_density("p"), s.log_density("p")), ("p",))
W1 = Integrand(lambda A, s: A.absolute(s.cumulative("p")[1] - s.cumulative("q")[1]), ("p", "q"))
MASS = Integrand(lambda A, s: A.exp(s.log_density("p")), ("p",))

HALVES = ["1/2", "1/2"]
SMOOTH_AND_HEAVY = Mixture(HALVES, [Normal(0, 1), Cauchy(0, 1)])

CASES = [
    # functional, p, q, verdict, words of the reason
    (KL, Cauchy(0, 1), Normal(0, 1), "infinite", "integrand ~ 0.159 as x → -∞"),
    (KL, Normal(0, 1), Cauchy(0, 1), "finite", ""),
    (KL, StudentT(3), StudentT(2), "finite", ""),
    (KL, Cauchy(0, 1), Cauchy(0, 1), "finite", ""),
    (KL, Uniform(0, 2), Uniform(0, 1), "infinite", "integrand is +∞ on (1, 2), where q has no mass"),
    (KL, Uniform(0, 1), Uniform(0, 2), "finite", ""),
    (KL, Normal(0, 1), Exponential(1), "infinite", "integrand is +∞ on (-∞, 0), where q has no mass"),
    (KL, Exponential(1), Gamma("0.5"), "finite", ""),
    (KL, Gamma("0.01"), Exponential(1), "finite", ""),
    (KL, Beta("0.1", "0.1"), Uniform(0, 1), "finite", ""),
    (KL, Uniform(0, 1), Beta("0.1", "0.1"), "finite", ""),
    (KL, Cauchy(0, 1), Laplace(0, 1), "infinite", "0.318·|x|⁻¹ as x → -∞"),
    (KL, SMOOTH_AND_HEAVY, Laplace(0, 1), "infinite", "0.159·|x|⁻¹ as x → -∞"),
    (KL, Laplace(0, 1), SMOOTH_AND_HEAVY, "finite", ""),
    (KL, Laplace(0, 1), Normal(0, 1), "finite", ""),
    (KL, StudentT("2.01"), Normal(0, 1), "finite", ""),
    (KL, StudentT(2), Normal(0, 1), "infinite", ""),
    (KL, StudentT("1/1000"), StudentT(1000), "finite", ""),
    (EXCESS, Normal(0, 1), Cauchy(0, 1), "finite", ""),
    (CHI2, StudentT(2), StudentT(5), "infinite", ""),
    (CHI2, StudentT(5), StudentT(2), "finite", ""),
    (CHI2, StudentT(2), StudentT(4), "infinite", "integrand ~ |x|⁻¹/12 as x → -∞"),
    (CHI2, StudentT(2), StudentT("3.99"), "finite", ""),
    (CHI2, Normal(1, 2), Normal(0, 1), "infinite", ""),
    (CHI2, Normal(0, 1), Normal(1, 2), "finite", ""),
    # Variances just below and above 2, the edge: 1.414213562373095² < 2 < 1.414213562373096².
    (CHI2, Normal(0, "1.414213562373095"), Normal(0, 1), "finite", ""),
    (CHI2, Normal(0, "1.414213562373096"), Normal(0, 1), "infinite", ""),
    (CHI2, Beta("0.5", "0.5"), Uniform(0, 1), "infinite", "integrand ~ 0.101·x⁻¹ as x → 0⁺"),
    (CHI2, Beta("0.51", "0.51"), Uniform(0, 1), "finite", ""),
    (CHI2, Uniform(0, 1), Beta(2, 1), "infinite", ""),
    (CHI2, Uniform(0, 1), Beta("1.99", 1), "finite", ""),
    (CHI2, Exponential(2), Exponential(1), "infinite", ""),
    (CHI2, Exponential("1.99"), Exponential(1), "finite", ""),
    # At equal rates the powers decide: p²/q ~ x^{2k-2-(m-1)}.
    (CHI2, Gamma("0.5", 2), Gamma(1, 1), "infinite", "integrand ~ 0.159·x⁻¹ as x → 0⁺"),
    (RATIO, Cauchy(0, 1), Cauchy(3, "0.1"), "finite", ""),
    (MEAN, Cauchy(0, 1), None, "undecided", "∞ - ∞"),
    (MEAN, StudentT(2), None, "finite", ""),
    (DISTANCE, StudentT(1), None, "infinite", ""),
    (DISTANCE, StudentT("1.01"), None, "finite", ""),
    (VARIANCE, StudentT(2), None, "infinite", ""),
    (ENTROPY, Cauchy(0, 1), None, "finite", ""),
    (ENTROPY, Gamma("0.001"), None, "finite", ""),
    (W1, Cauchy(0, 1), Cauchy(1, 1), "finite", ""),
    (W1, Cauchy(0, 1), Cauchy(0, 2), "infinite", ""),
    (W1, Cauchy(0, 1), StudentT(1, 5), "finite", ""),
    (W1, StudentT("1.5"), Normal(0, 1), "finite", ""),
    (W1, Beta(2, 3), Gamma(3), "finite", ""),
    (KL, Atoms([0, 1]), Atoms([0, 1, 2]), "finite", ""),
    (KL, Atoms([0, 1, 2]), Atoms([0, 1]), "infinite", "at an atom"),
    (KL, Normal(0, 1), Atoms([0, 1]), "infinite", "where q has no mass"),
    (KL, Atoms([0, 1]), Normal(0, 1), "infinite", "at an atom"),
]


#: (log x)² in exponents, fractional powers, double exponentials, jumps and truncated tails; by hand.
SKEWED = [
    (KL, LogNormal(0, 1), Normal(0, 1), "finite", ""),
    (KL, Truncated(Cauchy(), 0, "inf"), LogNormal(), "finite", ""),
    (KL, Cauchy(), LogNormal(), "infinite", "integrand is +∞ on (-∞, 0), where q has no mass"),
    (CHI2, LogNormal(0, 1), LogNormal(0, "1/2"), "infinite", "x⁻¹·exp((log(1/x))²) as x → 0⁺"),
    # p²/q = e^{-(1/σ² - 1/(2τ²))·log²x}: finite from τ² > σ²/2 on
    (CHI2, LogNormal(0, 1), LogNormal(0, "0.70710"), "infinite", ""),
    (CHI2, LogNormal(0, 1), LogNormal(0, "0.70711"), "finite", ""),
    (CHI2, LogNormal(3, 1), LogNormal(0, 1), "finite", ""),
    (CHI2, Pareto(2), Truncated(LogNormal(), 1, "inf"), "infinite", "exp(0.5·(log x)²) as x → ∞"),
    (CHI2, Truncated(LogNormal(), 1, "inf"), Pareto(2), "finite", ""),
    (W1, LogNormal(0, 5), Exponential(), "finite", ""),
    (KL, Weibull("0.5"), Exponential(), "finite", ""),
    (CHI2, Weibull("0.5"), Exponential(), "infinite", "as x → 0⁺"),
    (CHI2, Exponential(), Weibull("0.5"), "finite", ""),
    (CHI2, Weibull("0.8", 9), Weibull("0.7"), "finite", ""),
    (CHI2, Weibull("0.3"), Weibull("0.4"), "infinite", "as x → ∞"),
    (KL, Laplace(0, 1), Gumbel(0, 1), "infinite", "integrand ~ 0.5 as x → -∞"),
    (KL, Laplace(0, 1), Gumbel(0, "1.01"), "finite", ""),
    (KL, Cauchy(), Gumbel(), "infinite", "|x|⁻²·exp(|x|) as x → -∞"),
    (KL, Gumbel(), Cauchy(), "finite", ""),
    (CHI2, Gumbel(0, 2), Gumbel(0, 1), "infinite", "as x → -∞"),
    (CHI2, Gumbel(0, 1), Gumbel(0, 2), "finite", ""),
    # p²/q = exp(-(2 - e^m)·e^|x|) at -∞: finite for m < log 2
    (CHI2, Gumbel(0, 1), Gumbel("0.6931", 1), "finite", ""),
    (CHI2, Gumbel(0, 1), Gumbel("0.6932", 1), "infinite", "as x → -∞"),
    (CHI2, HalfNormal("1.4"), HalfNormal(1), "finite", ""),
    (CHI2, HalfNormal("1.5"), HalfNormal(1), "infinite", "as x → ∞"),
    (CHI2, HalfNormal(1), Truncated(Normal(), 0, "inf"), "finite", ""),
    (CHI2, Pareto(2), Pareto(4), "infinite", "integrand ~ x⁻¹ as x → ∞"),
    (CHI2, Pareto(2), Pareto("3.999"), "finite", ""),
    (KL, Pareto("0.1"), Pareto(10), "finite", ""),
    (KL, Pareto(2, 1), Pareto(2, 2), "infinite", "integrand is +∞ on (1, 2), where q has no mass"),
    (W1, Pareto(1), Pareto(1, 2), "infinite", "integrand ~ x⁻¹ as x → ∞"),
    (W1, Pareto("1.01"), Pareto(3), "finite", ""),
    (CHI2, Uniform(0, 2), Triangular(0, 1, 2), "infinite", "as x → 0⁺"),
    (KL, Uniform(0, 2), Triangular(0, 1, 2), "finite", ""),
    (CHI2, Beta("0.6", 2), Triangular(0, 0, 1), "finite", ""),
    (KL, Normal(), Truncated(Normal(), 30, "inf"), "infinite", "integrand is +∞ on (-∞, 30), where q has no mass"),
    (KL, Truncated(Normal(), 30, "inf"), Normal(), "finite", ""),
    (CHI2, Truncated(Cauchy(), 10**6, "inf"), Cauchy(), "finite", ""),
    (KL, Truncated(Beta("0.1", "0.1"), "0.2", "0.9"), Uniform("0.2", "0.9"), "finite", ""),
]


@pytest.mark.parametrize(("functional", "p", "q", "verdict", "words"), CASES + SKEWED)
def test_table(functional: Integrand, p: Law, q: Law | None, verdict: str, words: str) -> None:
    found = convergence(functional, {"p": p, "q": q} if q is not None else {"p": p})
    assert found.verdict == verdict, found.reason
    assert found.sign == (verdict == "infinite")
    assert words in found.reason


def test_negated_integrand_is_minus_infinite() -> None:
    negated = Integrand(lambda A, s: -_kl(A, s), ("p", "q"))
    assert convergence(negated, {"p": Cauchy(0, 1), "q": Normal(0, 1)}).sign == -1
    found = convergence(negated, {"p": Uniform(0, 2), "q": Uniform(0, 1)})
    assert (found.verdict, found.sign) == ("infinite", -1)
    assert found.reason.startswith("integrand is -∞ on (1, 2)")


def test_opposite_infinities_in_different_cells_are_undecided() -> None:
    jeffreys_like = Integrand(
        lambda A, s: (
            A.weighted(s.log_density("p"), s.log_density("p") - s.log_density("q"))
            - A.weighted(s.log_density("q"), s.log_density("q") - s.log_density("p"))
        ),
        ("p", "q"),
    )
    found = convergence(jeffreys_like, {"p": Uniform(0, 2), "q": Uniform(1, 3)})
    assert found.verdict == "undecided"
    assert "∞ - ∞" in found.reason


def test_bounded_integrand_is_not_evaluated() -> None:
    def refuse(A: Arithmetic, s: Site) -> Value:
        raise AssertionError

    bounded = Integrand(refuse, ("p", "q"), bound=Fraction(1))
    assert convergence(bounded, {"p": Cauchy(0, 1), "q": Normal(0, 1)}).verdict == "finite"


def test_oscillation_without_decay_is_undecided() -> None:
    oscillating = Integrand(lambda A, s: A.weighted(s.log_density("p"), s.x * A.sin(s.x)), ("p",))
    assert convergence(oscillating, {"p": Cauchy(0, 1)}).verdict == "undecided"
    assert convergence(oscillating, {"p": StudentT(2)}).verdict == "finite"


def test_law_without_expansion_is_undecided() -> None:
    def refuse(A: Arithmetic, s: Site) -> Value:
        raise UndefinedQuantityError("no formula")

    assert convergence(Integrand(refuse, ("p",)), {"p": Normal(0, 1)}).verdict == "undecided"


def test_approximate_constants_decide_nothing() -> None:
    """√2·Z has the variance 2 of the tie; its stored fraction is on one side of it."""
    scaled = Pushforward(sympy.sqrt(2) * sympy.Symbol("z"), Normal(0, 1))
    for law in (scaled, Mixture(HALVES, [scaled, Normal(0, 1)])):
        assert convergence(CHI2, {"p": law, "q": Normal(0, 1)}).verdict == "undecided"


@pytest.mark.parametrize(
    ("generator", "functional", "q", "verdict"),
    [
        ("z**2", CHI2, Gamma("0.5", 2), "finite"),
        ("z**2", CHI2, Exponential(2), "infinite"),  # 1/x at 0
        ("z**2", CHI2, Gamma("0.5", 1), "infinite"),
        ("exp(z)", KL, Exponential(1), "finite"),
        ("exp(z)", MEAN, Normal(0, 1), "finite"),
        ("exp(exp(z))", MEAN, Normal(0, 1), "infinite"),
        ("exp(exp(z))", MASS, Normal(0, 1), "finite"),
        ("1/z", DISTANCE, Normal(0, 1), "infinite"),
        ("1/z", CHI2, Cauchy(0, 1), "finite"),
        ("1/(1 + exp(-z))", CHI2, Uniform(0, 1), "finite"),
        ("1/(1 + exp(-2*z))", CHI2, Uniform(0, 1), "finite"),
    ],
)
def test_pushforward_of_normal(generator: str, functional: Integrand, q: Law, verdict: str) -> None:
    p = Pushforward(sympy.sympify(generator), Normal(0, 1))
    found = convergence(functional, {"p": p, "q": q})
    assert found.verdict == verdict, found.reason


class OfGrowth(Law):
    """A law on (e^e, ∞) whose log-density is given as a function of the arithmetic; all that tails need."""

    breakpoints = (Fraction(16),)
    support = (Fraction(16), math.inf)
    center = Fraction(17)

    def __init__(self, log_density: object) -> None:
        self._log_density = log_density

    def log_density(self, A: Arithmetic, x: Coordinate, cell: Cell) -> Value:
        return A.minus_infinity if cell.high <= 16 else self._log_density(A, x)  # type: ignore[operator]

    def _not_needed(self, *arguments: object, **options: object) -> None:
        raise NotImplementedError

    cumulative = icdf = isf = sample = seeds = _not_needed  # type: ignore[assignment]


def _squared_normal(A: Arithmetic, x: Coordinate, loc: int, variance: int) -> Value:
    """log-density of Z² for Z ~ N(loc, variance)."""
    root = A.sqrt(x.minus(0))
    branches = [-(z - loc) * (z - loc) / (2 * variance) for z in (root, -root)]
    return A.logsumexp(branches) - x.log_minus(0) / 2 - A.log(8 * variance * A.pi()) / 2


def test_middle_term_decides_where_the_leading_terms_cancel() -> None:
    p = OfGrowth(lambda A, x: _squared_normal(A, x, 0, 2))
    q = OfGrowth(lambda A, x: _squared_normal(A, x, 1, 1))
    assert convergence(CHI2, {"p": p, "q": q}).verdict == "finite"
    centered = OfGrowth(lambda A, x: _squared_normal(A, x, 0, 1))
    # p²/q is then exactly of the order 1/√x.
    assert convergence(CHI2, {"p": p, "q": centered}).verdict == "infinite"


@pytest.mark.parametrize(
    ("powers", "verdict"),
    [
        ((-1, 0, 0), "infinite"),
        ((-1, -1, 0), "infinite"),
        ((-1, -1, -1), "infinite"),
        ((-1, -1, "-1.01"), "finite"),
        ((-1, "-1.01", 5), "finite"),
        (("-1.01", 5, 5), "finite"),
    ],
)
def test_logarithms_decide_at_the_edge(powers: tuple[int | str, ...], verdict: str) -> None:
    k, j, i = (Fraction(power) for power in powers)

    def log_density(A: Arithmetic, x: Coordinate) -> Value:
        log = x.log_minus(0)
        return A.const(k) * log + A.const(j) * A.log(log) + A.const(i) * A.log(A.log(log))

    assert convergence(MASS, {"p": OfGrowth(log_density)}).verdict == verdict


LAWS = [
    Normal(1, "0.3"), Cauchy(-2, 5), StudentT(3, 1), StudentT("0.3"), Laplace(2, 3), Gamma("0.1", 4),
    Gamma(3), Exponential(2), Beta("0.1", 2), Beta(5, "0.5"), Uniform(-1, 4), SMOOTH_AND_HEAVY,
]  # fmt: skip


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_density_is_integrable_and_its_tails_are_known(law: Law) -> None:
    assert convergence(MASS, {"p": law}).verdict == "finite"
    for cell in cells(law.breakpoints):
        for end in cell.ends:
            assert tail(law, end, cell).known


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_tail_approaches_logpdf(law: Law) -> None:
    """The leading terms and the constant, at infinity, against float64."""
    for sign in (-1, 1):
        end = End(sign * math.inf, -sign)
        found = law.tail(end)
        far = sign * 1e6
        if found.absent:
            assert law.logpdf(far) == -np.inf
            continue
        large, constant, _ = found.log_density.split()
        total = float(_number(constant))
        for monomial, coefficient in large:
            k, j = monomial.powers[:2]
            total += float(_number(coefficient)) * 1e6 ** float(k) * math.log(1e6) ** float(j)
        np.testing.assert_allclose(law.logpdf(far), total, rtol=1e-5)


def _number(c: object) -> float:
    from gantheory.arithmetic.constants import approximately

    return float(c) if isinstance(c, Fraction) else float(approximately(c, 12))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("law", "end", "text"),
    [
        (Normal(0, 1), End(math.inf, -1), "-x²/2 - 0.919"),
        (Normal(1, 1), End(-math.inf, +1), "-|x|²/2 - |x| - 1.42"),
        (Cauchy(0, 1), End(math.inf, -1), "-2·log x - 1.14"),
        (Gamma("0.1"), End(Fraction(0), +1), "-0.9·log x - 2.25"),
        (Gamma("0.1"), End(Fraction(0), -1), "zero density"),
        (Beta(3, 2), End(Fraction(1), -1), "log |x - 1| + 2.48"),
    ],
)
def test_tail_as_text(law: Law, end: End, text: str) -> None:
    assert str(law.tail(end)) == text


@given(
    a=st.fractions(min_value="1/4", max_value=4, max_denominator=30),
    b=st.fractions(min_value="1/4", max_value=4, max_denominator=30),
)
def test_chi2_of_normals_is_finite_iff_variance_below_twice(a: Fraction, b: Fraction) -> None:
    finite = a * a < 2 * b * b
    found = convergence(CHI2, {"p": Normal(1, a), "q": Normal(0, b)})
    assert found.verdict == ("finite" if finite else "infinite")


@given(
    mu=st.fractions(min_value="1/10", max_value=10, max_denominator=10),
    nu=st.fractions(min_value="1/10", max_value=10, max_denominator=10),
)
def test_chi2_of_student_laws_is_finite_iff_powers_say_so(mu: Fraction, nu: Fraction) -> None:
    """p²/q ~ x^{-2(μ+1)+(ν+1)} is integrable iff ν < 2μ."""
    found = convergence(CHI2, {"p": StudentT(mu), "q": StudentT(nu, 1, 2)})
    assert found.verdict == ("finite" if nu < 2 * mu else "infinite")


def test_pair_of_normals_costs_milliseconds() -> None:
    laws = {"p": Normal(0, 1), "q": Normal(1, 2)}
    convergence(KL, laws)
    best = math.inf
    for _ in range(5):
        start = time.perf_counter()
        convergence(KL, laws)
        best = min(best, time.perf_counter() - start)
    # 1 ms on a quiet machine.
    assert best < 0.01


def test_sympy_is_not_imported() -> None:
    code = (
        "import sys\n"
        "from gantheory.distributions.normal import Normal\n"
        "from gantheory.integration.convergence import convergence\n"
        "from gantheory.integration.integrand import Integrand\n"
        "kl = Integrand(lambda A, s: A.weighted(s.log_density('p'), s.log_density('p')), ('p',))\n"
        "assert convergence(kl, {'p': Normal(0, 1)}).verdict == 'finite'\n"
        "assert 'sympy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
