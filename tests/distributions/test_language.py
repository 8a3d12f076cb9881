"""Laws given as text: what they mean, what is refused, and that nothing else can happen."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from gantheory import distributions
from gantheory.distributions import (
    Atoms,
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
    Pushforward,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from gantheory.distributions.language import law_names, parse_law
from gantheory.errors import FormulaError, InvalidParameterError, NoDensityError, UnknownNameError

TENTH = Fraction(1, 10)
HALF = Fraction(1, 2)
z = sympy.Symbol("z", real=True)

MEANINGS = [
    ("normal(0, 1)", Normal(0, 1)),
    ("normal", Normal(0, 1)),
    (" normal (\n0,1 ) ", Normal(0, 1)),
    ("normal(loc=0.1, scale=1/3)", Normal(TENTH, Fraction(1, 3))),
    ("normal(1 + 2*3 - 2^2, 2**-1)", Normal(3, HALF)),
    ("normal(−2, 1e-3)", Normal(-2, Fraction(1, 1000))),
    ("laplace(1, 2)", Laplace(1, 2)),
    ("logistic(1, 2)", Logistic(1, 2)),
    ("cauchy(1, 2)", Cauchy(1, 2)),
    ("student_t(3)", StudentT(3)),
    ("student_t(3, 0, 2)", StudentT(3, 0, 2)),
    ("student_t(3, scale=2)", StudentT(3, 0, 2)),
    ("uniform(-1, 1)", Uniform(-1, 1)),
    ("exponential(1)", Exponential(1)),
    ("gamma(2, 1)", Gamma(2, 1)),
    ("log_normal(0, 1/2)", LogNormal(0, HALF)),
    ("weibull(0.1, scale=2)", Weibull(TENTH, 2)),
    ("half_normal", HalfNormal()),
    ("pareto(0.1, 2)", Pareto(TENTH, 2)),
    ("triangular(0, 1/2, 3)", Triangular(0, HALF, 3)),
    ("truncated(normal(0,1), 0, inf)", Truncated(Normal(), 0, "inf")),
    ("truncated(low=-oo, law=cauchy, high=2)", Truncated(Cauchy(), "-inf", 2)),
    ("truncated(1/2*normal + cauchy/2, -1, +inf)", Truncated(Mixture([HALF, HALF], [Normal(), Cauchy()]), -1, "inf")),
    ("1/2*truncated(normal, -inf, 0) + 1/2*normal", Mixture([HALF, HALF], [Truncated(Normal(), "-inf", 0), Normal()])),
    ("gumbel", Gumbel(0, 1)),
    ("beta(.1, .1)", Beta(TENTH, TENTH)),
    ("atoms([0, 1], [0.5, 1/2])", Atoms([0, 1], [HALF, HALF])),
    ("atoms([3])", Atoms([3])),
    ("0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5)", Mixture([HALF, HALF], [Normal(-2, HALF), Normal(2, HALF)])),
    ("1/2*normal + cauchy/2", Mixture([HALF, HALF], [Normal(), Cauchy()])),
    ("normal*0.1 + 9/10*cauchy", Mixture([TENTH, 1 - TENTH], [Normal(), Cauchy()])),
    ("0.5*(0.1*normal + 0.9*cauchy) + (1 - 0.5)*laplace",
     Mixture([TENTH / 2, Fraction(9, 20), HALF], [Normal(), Cauchy(), Laplace()])),
    ("mixture([0.5, 0.5], [normal, cauchy])", Mixture([HALF, HALF], [Normal(), Cauchy()])),
    ("1*normal", Normal()),
    ("push(z**2, normal(0, 1))", Pushforward(z**2, Normal())),
    ("push(law=normal, generator=0.1*z^3)", Pushforward(z**3 / 10, Normal())),
    ("push(exp(z), 1/2*normal + 1/2*laplace)", Pushforward(sympy.exp(z), Mixture([HALF, HALF], [Normal(), Laplace()]))),
    ("push(2*z, push(z**2, uniform))", Pushforward(2 * z, Pushforward(z**2, Uniform()))),
]  # fmt: skip

REFUSED = [
    # text, error, what the message must contain
    ("", FormulaError, "the law is empty"),
    ("normal(", FormulaError, "does not close"),
    ("normal(0 1)", FormulaError, "no operator"),
    ("foo(1)", UnknownNameError, "known are atoms, beta"),
    ("nomal(0, 1)", UnknownNameError, "did you mean normal"),
    ("studnt_t(3)", UnknownNameError, "did you mean student_t"),
    ("law", UnknownNameError, "'law'"),
    ("cell(0, 1)", UnknownNameError, "'cell'"),
    ("parse_law", UnknownNameError, "'parse_law'"),
    ("normal(inf, 1)", FormulaError, "write a rational number here"),
    ("normal(0, inf)", FormulaError, "write a rational number here"),
    ("truncated(normal, 2*inf)", FormulaError, "write a rational number here"),
    ("truncated(normal, inf, -inf)", InvalidParameterError, "low must be less than high"),
    ("truncated(inf, 0, 1)", UnknownNameError, "'inf'"),
    ("normal(0, 1, 2)", FormulaError, "normal(loc=0, scale=1)"),
    ("student_t()", FormulaError, "student_t(df, loc=0, scale=1)"),
    ("beta(a=1)", FormulaError, "beta(a, b)"),
    ("normal(mean=0)", FormulaError, "normal(loc=0, scale=1)"),
    ("normal(loc=0, loc=1)", FormulaError, "normal(loc=0, scale=1)"),
    ("normal(0, loc=1)", FormulaError, "normal(loc=0, scale=1)"),
    ("push(z**2)", FormulaError, "push(generator, law)"),
    ("normal(pi, 1)", FormulaError, "'pi' in the law: write a rational number"),
    ("normal(sqrt(2), 1)", FormulaError, "'sqrt(2)' in the law: write a rational number"),
    ("normal(2**(1/2), 1)", FormulaError, "write the value as a decimal"),
    ("normal(normal, 1)", FormulaError, "write a rational number"),
    ("normal([0], 1)", FormulaError, "write a rational number"),
    ("normal(1/0, 1)", FormulaError, "division by zero"),
    ("normal(9**9**9, 1)", FormulaError, "exponent"),
    ("normal(1e300*1e300, 1)", FormulaError, "float64"),
    ("normal(0, 1e-300*1e-300)", FormulaError, "float64"),
    ("normal(0, 1e-999999999)", FormulaError, "out of range"),
    ("normal(0, -1)", InvalidParameterError, "scale must be positive"),
    ("atoms(0, 1)", FormulaError, "points is a list"),
    ("atoms([0, [1]], [1])", FormulaError, "write a rational number"),
    ("atoms([0, 1], [0.5, 0.6])", InvalidParameterError, "sum"),
    ("push([z], normal)", FormulaError, "a list has no meaning"),
    ("push(x**2, normal)", FormulaError, "'x' in the law: unknown name"),
    ("push(z**2, 3)", FormulaError, "write a law"),
    ("push(2, normal)", NoDensityError, "constant"),
    ("0.5*normal", InvalidParameterError, "sum to 0.5"),
    ("0.5*normal + 0.6*cauchy", InvalidParameterError, "sum to 1.1"),
    ("2*normal - 1*cauchy", FormulaError, "write a law"),
    ("2*normal + (-1)*cauchy", InvalidParameterError, "positive"),
    ("-normal", FormulaError, "write a law"),
    ("normal/0", FormulaError, "division by zero"),
    ("normal*cauchy", FormulaError, "write a law"),
    ("normal/normal", FormulaError, "write a law"),
    ("normal + 1", FormulaError, "write a law"),
    ("1/3", FormulaError, "write a law"),
    ("[normal]", FormulaError, "write a law"),
    ("normal(0, 1).sample(10)", FormulaError, "only a name can be called"),
    ("normal(*[0, 1])", FormulaError, "one by one"),
    ("normal(**x)", FormulaError, "one by one"),
    ("push(z," * 9 + "normal" + ")" * 9, FormulaError, "inside each other"),
    ("+".join(["cauchy"] * 120), FormulaError, "levels"),
    ("(" * 10_000, FormulaError, "10000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MEANINGS)
def test_meaning(text: str, expected: Law) -> None:
    assert parse_law(text) == expected


@pytest.mark.parametrize(("text", "error", "message"), REFUSED, ids=lambda value: repr(value)[:30])
def test_refused_in_one_line_that_names_the_part(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        parse_law(text)
    assert type(caught.value) is error
    assert message in str(caught.value)
    assert str(caught.value).isprintable()


def test_only_text_is_read() -> None:
    with pytest.raises(FormulaError, match="is text"):
        parse_law(Normal())  # type: ignore[arg-type]


def test_every_law_of_the_package_has_its_own_name() -> None:
    listed = [getattr(distributions, name) for name in dir(distributions) if name[0].isupper()]
    laws = [cls for cls in listed if issubclass(cls, Law) and cls is not Law]
    assert set(law_names()) == {law.name for law in laws}


def test_no_sympy_unless_a_formula_is_read() -> None:
    program = (
        "import sys\n"
        "from gantheory.distributions.language import parse_law\n"
        "parse_law('0.5*student_t(3) + 1/2*normal(0, 1)')\n"
        "parse_law('atoms([0, 1])')\n"
        "try: parse_law('foo')\n"
        "except LookupError: pass\n"
        "sys.exit('sympy' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# Fuzzing, without pushforwards: their generators are judged by the law, not by the language.

NUMBERS = st.sampled_from(["0", "1", "-1", "0.5", "1/3", "2^3", "1e9", "1e-300", "1e300*1e300", "2", "1/0"])
CALLS = st.builds(
    lambda name, arguments: f"{name}({', '.join(arguments)})",
    st.sampled_from([name for name in law_names() if name not in ("push", "mixture")]),
    st.lists(st.one_of(NUMBERS, st.builds("[{}, {}]".format, NUMBERS, NUMBERS)), max_size=3),
)
LAWS = st.recursive(
    CALLS,
    lambda inner: st.one_of(
        st.builds("{}*{} + 0.5*{}".format, NUMBERS, inner, inner),
        st.builds("({})/{}".format, inner, NUMBERS),
        st.builds("mixture([0.5, {}], [{}, {}])".format, NUMBERS, inner, inner),
    ),
    max_leaves=5,
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(LAWS)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        piece = draw(st.one_of(st.text(max_size=2), st.sampled_from([*"()[].,=*/+-^e19", "loc=", "**"])))
        text = text[:start] + piece + text[end:]
    return text


@settings(deadline=10_000)
@given(st.one_of(st.text(max_size=50), mutated()))
def test_any_text_gives_a_law_or_a_named_error(text: str) -> None:
    try:
        law = parse_law(text)
    except (FormulaError, UnknownNameError, InvalidParameterError, NoDensityError):
        return
    assert isinstance(law, Law)
