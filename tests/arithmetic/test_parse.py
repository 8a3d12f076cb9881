"""Formulas given as text: what they mean, what is refused, and that nothing else can happen."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy
from hypothesis import example, given, settings, strategies as st
from scipy import special

from gantheory.arithmetic.parse import parse_formula
from gantheory.arithmetic.reading import MAX_BITS
from gantheory.errors import FormulaError

x, y = sympy.symbols("x y", real=True)
p = sympy.Symbol("p", positive=True)
SYMBOLS = {"x": x, "y": y, "p": p}

MEANINGS = [
    ("0.1", sympy.Rational(1, 10)),
    ("1e-3", sympy.Rational(1, 1000)),
    ("2.5E+2", sympy.Integer(250)),
    (".5 + 1.", sympy.Rational(3, 2)),
    ("0.1234567890123456789012345678901234567890", sympy.Rational("0.1234567890123456789012345678901234567890")),
    ("1/3", sympy.Rational(1, 3)),
    ("x - y - p", x - y - p),
    ("x/y/p", x / (y * p)),
    ("x/y*p", x * p / y),
    ("-x**2", -(x**2)),
    ("-x^2", -(x**2)),
    ("2^3^2", sympy.Integer(512)),
    ("x^-1", 1 / x),
    ("1 + x^2*3", 1 + 3 * x**2),
    ("--+x", x),
    ("2×3·x − 1⋅y", 6 * x - y),
    (" x\n\t+ 1 ", x + 1),
    ("π*e", sympy.pi * sympy.E),
    ("e**x", sympy.exp(x)),
    ("8**(1/3)", sympy.Integer(2)),
    ("x**(1/2)", sympy.sqrt(x)),
    ("2**x", 2**x),
    ("0**0", sympy.Integer(1)),
    ("relu(1 - x)", sympy.Max(0, 1 - x)),
    ("exp(-x**2/2 - log(2*pi)/2)", sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)),
    ("exp(2*log(p))", p**2),
]

FUNCTIONS = {
    "log": math.log,
    "ln": math.log,
    "log1p": math.log1p,
    "exp": math.exp,
    "expm1": math.expm1,
    "sqrt": math.sqrt,
    "abs": abs,
    "relu": lambda t: max(t, 0.0),
    "sigmoid": special.expit,
    "expit": special.expit,
    "softplus": lambda t: math.log1p(math.exp(t)),
    "tanh": math.tanh,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "sin": math.sin,
    "cos": math.cos,
    "atan": math.atan,
    "erf": math.erf,
    "erfc": math.erfc,
}

REFUSED = [
    # text, what the message must contain
    ("", "empty"),
    (" \n", "empty"),
    ("1 + ", "at its end"),
    ("x*/y", "'/y'"),
    ("(x", "does not close"),
    ("(x))", "did not open"),
    ("x + (y]", "did not open"),
    ("1/0", "division by zero"),
    ("x/(x - x)", "division by zero"),
    ("0**-1", "division by zero"),
    ("(x - x)**(-1/2)", "division by zero"),
    ("log(0)", "finite"),
    ("log(-1)", "real"),
    ("sqrt(-2)", "real"),
    ("log(cos(3))", "real"),
    ("(-8)**(1/3)", "real"),
    ("cos(3)**pi", "real"),
    ("foo", "unknown name"),
    ("sigmod(x)", "did you mean sigmoid"),
    ("log", "log(x)"),
    ("x(2)", "x*(...)"),
    ("log(x, 2)", "write log(x)"),
    ("log(x=1)", "write log(x)"),
    ("max(x)", "max(x, y)"),
    ("2x", "no operator in '2x'"),
    ("2 x", "no operator in '2 x'"),
    ("2(x + 1)", "no operator"),
    ("(x)(y)", "no operator"),
    ("x y", "no operator"),
    ("1_000", "no operator"),
    ("0x10", "no operator"),
    ("1j", "no operator"),
    ("1if x else 2", "reserved"),
    ("lambda: 0", "reserved"),
    ("[x for x in y]", "reserved"),
    ("True", "reserved"),
    ("x.diff", "a dot"),
    ("1..real", "a dot"),
    ("x[0]", "indexed"),
    ("[x]", "list"),
    ("(x, y)", "commas"),
    ("log(*x)", "one by one"),
    ("log(**x)", "one by one"),
    ("x == y", "one side"),
    ("x//y", "write /"),
    ("...", "number or a name"),
    ("x = 1", "mend it"),
    ("007", "mend it"),
    ("2×*3", "mend it"),
    ("|x|", "abs(x)"),
    ("'x'", "means nothing"),
    ("x # y", "means nothing"),
    ("x\0", "contains '\\x00'"),
    ("\ud800", "means nothing"),
    ("x²", "x**2"),
    ("xⁿ", "plain name"),
    ("__import__('os')", "means nothing"),
    ("9**9**9", "exponent"),
    ("x**65", "exponent"),
    ("x**(abs(-5)*100)", "exponent"),
    ("pi**(60*pi)", "exponent"),
    ("(2**60)**60", "grow"),
    ("1e300**7*x", "grow"),
    ("(12345*x)**64*(54321*y)**64*(98765*p)**64", "grow"),
    ("exp(700*log(1e9))", "too large"),
    ("exp(700*log(1e9*x))", "grow"),
    ("exp(1e9*log(2)*x)", "grow"),
    ("2**(x + 1e9)*2**(-x)", "grow"),
    ("(exp(600))**(500*log(2))", "exponent"),
    ("((exp(x + 60*log(2)))**60)**60", "grow"),
    ("exp(exp(exp(9)))", "too large"),
    ("cos(1/erfc(1000))", "too large"),
    ("exp(-600)*exp(-600)", "float64"),
    ("1e400", "out of range"),
    ("1e999999999999", "out of range"),
    ("1" * 51, "51 digits"),
    ("(" * 10_000, "10000 characters"),
    ("-" * 5000 + "1", "5001 characters"),
    ("(" * 300 + "1" + ")" * 300, "open brackets"),
    ("-" * 900 + "1", "levels"),
    ("1" + "**1" * 300, "inside each other"),
    ("+".join("x" * 200), "levels"),
    ("*".join(["(" + "+".join("x" * 45) + ")"] * 10), "400 parts"),
    ("log(" * 9 + "x" + ")" * 9, "inside each other"),
    ("1/(1+" * 9 + "x" + ")" * 9, "inside each other"),
]


@pytest.mark.parametrize(("text", "expected"), MEANINGS)
def test_meaning(text: str, expected: sympy.Expr) -> None:
    assert parse_formula(text, SYMBOLS) == expected


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_agrees_with_its_name(name: str) -> None:
    value = parse_formula(f"{name}(x)", SYMBOLS).subs(x, sympy.Rational(7, 10))
    assert float(value) == pytest.approx(float(FUNCTIONS[name](0.7)), rel=1e-14)


@pytest.mark.parametrize(("name", "expected"), [("max", 0.7), ("min", 0.2)])
def test_max_and_min_take_two(name: str, expected: float) -> None:
    value = parse_formula(f"{name}(x, y)", SYMBOLS)
    assert float(value.subs({x: 0.7, y: 0.2})) == expected


def test_given_symbols_go_before_constants() -> None:
    e = sympy.Symbol("e", positive=True)
    pi = sympy.Symbol("pi", positive=True)
    assert parse_formula("e**2 + pi", {"e": e, "pi": pi}) == e**2 + pi


def test_abs_of_what_may_be_complex_elsewhere() -> None:
    assert float(parse_formula("abs(log(x))", SYMBOLS).subs(x, sympy.Rational(1, 2))) == pytest.approx(math.log(2))


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=lambda value: repr(value[:30]))
def test_refused_in_one_line_that_names_the_part(text: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, SYMBOLS)
    said = str(caught.value)
    assert message in said
    assert said.isprintable()
    assert len(said) < 350


@pytest.mark.parametrize("value", [None, 1, b"x", ["x"], x])
def test_only_text_is_read(value: object) -> None:
    with pytest.raises(FormulaError, match="is text"):
        parse_formula(value, SYMBOLS)  # type: ignore[arg-type]


def test_a_symbol_must_be_real() -> None:
    with pytest.raises(FormulaError, match="real=True"):
        parse_formula("w", {"w": sympy.Symbol("w")})


# Fuzzing. The deadline is ten times what the slowest of a hundred thousand random formulas took.

IN_TIME = settings(deadline=10_000)

LEAVES = st.sampled_from(["x", "y", "p", "pi", "e", "0.1", "1", "2", "3", "64", "1000", "1e9", "1e-9", "1/3"])
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("{}({})".format, st.sampled_from([*FUNCTIONS, "log", "exp"]), inner),
        st.builds("({}){}({})".format, inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner),
        st.builds("max({}, {})".format, inner, inner),
    ),
    max_leaves=12,
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.one_of(FORMULAS, st.sampled_from([text for text, _ in MEANINGS])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        piece = draw(st.one_of(st.text(max_size=2), st.sampled_from([*"()[].,=*/+-^e19", "if ", "**", "log("])))
        text = text[:start] + piece + text[end:]
    return text


def expression_or_error(text: str) -> sympy.Expr | None:
    try:
        result = parse_formula(text, SYMBOLS)
    except FormulaError:
        return None
    assert isinstance(result, sympy.Expr)
    return result


@IN_TIME
@given(st.text(max_size=50))
@example("\r\x0c1")
@example("1\u2028+1")
def test_any_text_gives_an_expression_or_a_formula_error(text: str) -> None:
    expression_or_error(text)


@IN_TIME
@given(mutated())
def test_any_mutated_formula_gives_an_expression_or_a_formula_error(text: str) -> None:
    expression_or_error(text)


@IN_TIME
@given(FORMULAS)
@example("sin(atan(1e9))**64")
@example("(1/3*1e-9)**(1/100)")
@example("sqrt(1e9 - sigmoid(log1p(1e30)))")
def test_results_are_exact_finite_and_small(text: str) -> None:
    result = expression_or_error(text)
    if result is not None:
        assert not result.has(sympy.Float, sympy.nan, sympy.zoo, sympy.oo, sympy.I)
        for number in result.atoms(sympy.Rational):
            assert max(abs(int(number.p)), int(number.q)) <= 2**MAX_BITS


@given(
    st.recursive(
        st.fractions(min_value=0, max_value=100, max_denominator=100).map(lambda f: (f"({f})", f)),
        lambda inner: st.one_of(
            st.builds(lambda a, b: (f"({a[0]} + {b[0]})", a[1] + b[1]), inner, inner),
            st.builds(lambda a, b: (f"({a[0]} - {b[0]})", a[1] - b[1]), inner, inner),
            st.builds(lambda a, b: (f"({a[0]}*{b[0]})", a[1] * b[1]), inner, inner),
            st.builds(lambda a: (f"(-{a[0]})", -a[1]), inner),
            st.builds(lambda a, n: (f"({a[0]}^{n})", a[1] ** n), inner, st.integers(0, 3)),
        ),
        max_leaves=6,
    )
)
def test_rational_arithmetic_is_exact(case: tuple[str, Fraction]) -> None:
    text, expected = case
    result = expression_or_error(text)
    if result is not None:
        assert result == sympy.Rational(expected.numerator, expected.denominator)
