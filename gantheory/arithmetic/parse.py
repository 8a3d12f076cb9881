"""SymPy expressions from formulas given as text.

Text is read by :mod:`gantheory.arithmetic.reading`; :func:`formula_value` builds the expression. SymPy computes
``exp(10**9*log(2))`` to its last digit, so before each step the exact numbers that it can make are bounded.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from gantheory.arithmetic.reading import (
    MAX_BITS,
    Reading,
    bits_of,
    check_bits,
    check_exponent,
    literal,
    nearest,
    rational_operation,
    read_expression,
)
from gantheory.errors import FormulaError

if TYPE_CHECKING:
    import sympy

#: Largest constant inside exp and its relatives: float64 has no e^710.
MAX_EXP_ARGUMENT: Final = 700
#: Largest constant inside erf and erfc: float64 has no erfc(27).
MAX_ERF_ARGUMENT: Final = 26


@dataclass(frozen=True)
class _Sized:
    """An expression, and what exact numbers SymPy could make of it by itself, now or in a larger expression.

    Attributes
    ----------
    value : sympy.Expr
    bits : float
        No numerator or denominator in `value` exceeds 2**bits.
    log_bits : float
        The same for exp(value), in which multiples of logarithms become powers: 9 for 9·log 2.
    """

    value: Any
    bits: float
    log_bits: float


def _scaled(log_bits: float, bits: float) -> float:
    """`log_bits` of a logarithm that a number of `bits` multiplies."""
    if log_bits == 0:
        return 0.0
    return log_bits * 2.0**bits if bits < MAX_BITS / 4 else math.inf


def _product(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return a[0] + b[0], _scaled(a[1], b[0]) + _scaled(b[1], a[0])


def _of_plain(bits: float, log_bits: float) -> tuple[float, float]:
    return bits + 1, log_bits


def _of_trigonometric(bits: float, log_bits: float) -> tuple[float, float]:
    # sin(atan c) = c√(1 + c²)/(1 + c²); a special value such as cos(π/5) = (1 + √5)/4 adds a few bits.
    return 3 * bits + 3, log_bits


def _of_power(bits: float, log_bits: float, exponent: Any) -> tuple[float, float]:
    # A root is written without a denominator inside: (1/3)^(1/100) is (3^99)^(1/100)/3.
    roots = exponent.q if exponent.q > 1 else 0
    bits = bits * (abs(float(exponent)) + float(roots)) + math.log2(max(1, abs(exponent.p), exponent.q))
    return bits, _scaled(log_bits, bits)


def _of_root(bits: float, log_bits: float) -> tuple[float, float]:
    return 2.5 * bits + 1, _scaled(log_bits, bits)


def _of_exp(bits: float, log_bits: float) -> tuple[float, float]:
    # sinh, tanh, σ hold e^u and e^-u. The argument's own numbers stay: a power can bring them back.
    return bits + 2 * log_bits + 1, _scaled(log_bits, bits)


def _of_erf(bits: float, log_bits: float) -> tuple[float, float]:
    return bits, log_bits


def _of_log(bits: float, log_bits: float) -> tuple[float, float]:
    # At least 1: log x counts as well, for exp(n·log x) is a power of the symbol x.
    return bits + 1, max(1.0, bits + log_bits + 1)


def _of_softplus(bits: float, log_bits: float) -> tuple[float, float]:
    return _of_log(*_of_exp(bits, log_bits))


def _absolute(s: Any, x: Any) -> Any:
    # Where x might be complex, SymPy multiplies out x·conj(x), which takes seconds; here x means a real number.
    return s.Abs(x, evaluate=x.is_extended_real is True)


_Growth = Callable[[float, float], tuple[float, float]]

#: The functions: number of arguments, expression (`s` is the SymPy module), growth of `bits` and `log_bits`.
_FUNCTIONS: Final[dict[str, tuple[int, Callable[..., Any], _Growth]]] = {
    "log": (1, lambda s, x: s.log(x), _of_log),
    "ln": (1, lambda s, x: s.log(x), _of_log),
    "log1p": (1, lambda s, x: s.log(1 + x), _of_log),
    "exp": (1, lambda s, x: s.exp(x), _of_exp),
    "expm1": (1, lambda s, x: s.exp(x) - 1, _of_exp),
    "sqrt": (1, lambda s, x: s.sqrt(x), _of_root),
    "abs": (1, _absolute, _of_plain),
    "max": (2, lambda s, x, y: s.Max(x, y), _of_plain),
    "min": (2, lambda s, x, y: s.Min(x, y), _of_plain),
    "relu": (1, lambda s, x: s.Max(x, 0), _of_plain),
    "sigmoid": (1, lambda s, x: 1 / (1 + s.exp(-x)), _of_exp),
    "expit": (1, lambda s, x: 1 / (1 + s.exp(-x)), _of_exp),
    "softplus": (1, lambda s, x: s.log(1 + s.exp(x)), _of_softplus),
    "tanh": (1, lambda s, x: s.tanh(x), _of_exp),
    "sinh": (1, lambda s, x: s.sinh(x), _of_exp),
    "cosh": (1, lambda s, x: s.cosh(x), _of_exp),
    "sin": (1, lambda s, x: s.sin(x), _of_trigonometric),
    "cos": (1, lambda s, x: s.cos(x), _of_trigonometric),
    "atan": (1, lambda s, x: s.atan(x), _of_plain),
    "erf": (1, lambda s, x: s.erf(x), _of_erf),
    "erfc": (1, lambda s, x: s.erfc(x), _of_erf),
}
_LARGEST: Final[dict[_Growth, float]] = {
    _of_exp: MAX_EXP_ARGUMENT,
    _of_softplus: MAX_EXP_ARGUMENT,
    _of_erf: MAX_ERF_ARGUMENT,
}
_CONSTANTS: Final[dict[str, Callable[[Any], Any]]] = {
    "pi": lambda s: s.pi,
    "π": lambda s: s.pi,
    "e": lambda s: s.E,
}


def formula_value(reading: Reading, node: ast.expr, symbols: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    """The SymPy expression of `node`, a part of `reading`; see :func:`parse_formula`."""
    return _Builder(reading, symbols).sized(node).value


def parse_formula(text: str, symbols: Mapping[str, sympy.Symbol]) -> sympy.Expr:
    r"""The SymPy expression of a formula given as text.

    Numbers are exact: ``0.1`` is 1/10. Known are ``+ - * / **`` (also ``^ − · ×``), the functions log (ln),
    log1p, exp, expm1, sqrt, abs, max, min, relu, sigmoid (expit), softplus, tanh, sinh, cosh, sin, cos, atan,
    erf, erfc, the constants pi (π) and e, and the given symbols, which go first.

    Parameters
    ----------
    text : str
        The formula, at most 1000 characters.
    symbols : mapping of str to sympy.Symbol
        The names that the formula may use, for real symbols.

    Returns
    -------
    sympy.Expr
        A real expression; no float in it.

    Raises
    ------
    FormulaError
        If the text is not such a formula, is larger than the limits on its size, divides by zero, or is
        not real. The message quotes the part and says what to do.

    Examples
    --------
    >>> import sympy
    >>> parse_formula("0.1*x^2 - log(1 - sigmoid(x))", {"x": sympy.Symbol("x", real=True)})
    x**2/10 - log(1 - 1/(1 + exp(-x)))
    """
    reading = read_expression(text, "formula")
    return formula_value(reading, reading.tree, symbols)


def expression_of(value: Any) -> sympy.Expr:
    """A SymPy expression from an expression, a number, or text; text is read by the whitelist, never evaluated.

    The symbols of text are those of :mod:`gantheory.symbols`.
    """
    import sympy

    if isinstance(value, str):
        from gantheory import symbols

        return parse_formula(value, {s.name: s for s in vars(symbols).values() if isinstance(s, sympy.Symbol)})
    return sympy.sympify(value)


class _Builder:
    """One walk over one formula."""

    def __init__(self, reading: Reading, symbols: Mapping[str, sympy.Symbol]) -> None:
        import sympy

        self.sympy = sympy
        self.reading = reading
        self.symbols = symbols
        for name, symbol in symbols.items():
            if not symbol.is_extended_real:
                # SymPy splits tanh(y**64) into real and imaginary parts otherwise.
                raise FormulaError(f"the symbol {name} must be real; declare Symbol({name!r}, real=True)")

    def sized(self, node: ast.expr) -> _Sized:
        return self.lifted(self.build(node))

    def lifted(self, value: Fraction | _Sized) -> _Sized:
        if isinstance(value, _Sized):
            return value
        return _Sized(self.sympy.Rational(value.numerator, value.denominator), bits_of(value), 0.0)

    def build(self, node: ast.expr) -> Fraction | _Sized:
        """The value of `node`, a Fraction as long as it is one."""
        try:
            return self.step(node)
        except FormulaError:
            raise
        except (ArithmeticError, ValueError, TypeError, RecursionError):
            # SymPy gives up in as many ways where it cannot decide a constant's sign.
            raise self.reading.error(node, "SymPy cannot compute this; simplify its constants") from None

    def step(self, node: ast.expr) -> Fraction | _Sized:
        if isinstance(node, ast.Constant):
            return literal(self.reading, node)
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.UnaryOp):
            value = self.build(node.operand)
            if isinstance(node.op, ast.UAdd):
                return value
            return _Sized(-value.value, value.bits, value.log_bits) if isinstance(value, _Sized) else -value
        if isinstance(node, ast.BinOp):
            return self.operation(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        raise self.reading.error(node, "a list has no meaning in a formula; write a number or an expression")

    def name(self, node: ast.Name) -> _Sized:
        if node.id in self.symbols:
            return _Sized(self.symbols[node.id], 0.0, 0.0)
        if node.id in _CONSTANTS:
            return _Sized(_CONSTANTS[node.id](self.sympy), 0.0, 0.0)
        if node.id in _FUNCTIONS:
            raise self.reading.error(node, f"a function needs its argument; write {node.id}(x)")
        known = [*self.symbols, *_CONSTANTS, *_FUNCTIONS]
        raise self.reading.error(node, f"unknown name; {nearest(node.id, known)}")

    def operation(self, node: ast.BinOp) -> Fraction | _Sized:
        left, right = self.build(node.left), self.build(node.right)
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            root = isinstance(node.op, ast.Pow) and right.denominator != 1
            if not root:
                return rational_operation(self.reading, node, left, right)
        a, b = self.lifted(left), self.lifted(right)
        if isinstance(node.op, ast.Pow):
            return self.power(node, a, b)
        if isinstance(node.op, ast.Add | ast.Sub):
            sign = 1 if isinstance(node.op, ast.Add) else -1
            sizes = a.bits + b.bits + 1, a.log_bits + b.log_bits
            return self.made(node, sizes, lambda: a.value + sign * b.value)
        if isinstance(node.op, ast.Div):
            if b.value == 0:
                raise self.reading.error(node, "a division by zero; change the denominator")
            return self.made(node, _product((a.bits, a.log_bits), (b.bits, b.log_bits)), lambda: a.value / b.value)
        return self.made(node, _product((a.bits, a.log_bits), (b.bits, b.log_bits)), lambda: a.value * b.value)

    def power(self, node: ast.BinOp, base: _Sized, exponent: _Sized) -> Fraction | _Sized:
        if base.value is self.sympy.E:
            return self.function(node, "exp", exponent)
        if exponent.value.is_number:
            check_exponent(self.reading, node, self.magnitude(exponent.value))
            if not exponent.value.is_integer and base.value.is_negative:
                raise self.reading.error(node, "a root of a negative number is not real; change the base")
        if exponent.value.is_Rational:
            if base.value == 0 and exponent.value < 0:
                raise self.reading.error(node, "a division by zero; change the base")
            sizes = _of_power(base.bits, base.log_bits, exponent.value)
        else:
            logarithm = base.bits, max(1.0, base.bits + base.log_bits)
            sizes = _of_exp(*_product((exponent.bits, exponent.log_bits), logarithm))
        return self.made(node, sizes, lambda: base.value**exponent.value)

    def call(self, node: ast.Call) -> Fraction | _Sized:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in _FUNCTIONS:
            if name in self.symbols or name in _CONSTANTS:
                raise self.reading.error(node, f"{name} is not a function; write {name}*(...) for a product")
            raise self.reading.error(node, f"unknown function {name}; {nearest(name, _FUNCTIONS)}")
        arity = _FUNCTIONS[name][0]
        if len(node.args) != arity or node.keywords:
            raise self.reading.error(node, f"wrong arguments; write {name}({', '.join('xy'[:arity])})")
        return self.function(node, name, *(self.sized(argument) for argument in node.args))

    def function(self, node: ast.expr, name: str, *arguments: _Sized) -> Fraction | _Sized:
        _, make, grow = _FUNCTIONS[name]
        values = [argument.value for argument in arguments]
        if grow in _LARGEST and values[0].is_number and self.magnitude(values[0]) > _LARGEST[grow]:
            raise self.reading.error(node, f"the argument is too large; keep it within ±{_LARGEST[grow]}")
        sizes = grow(sum(a.bits for a in arguments), sum(a.log_bits for a in arguments))
        return self.made(node, sizes, lambda: make(self.sympy, *values))

    def magnitude(self, value: sympy.Expr) -> float:
        """|value| of a constant; ∞ where it is beyond float64."""
        try:
            return abs(float(value))
        except OverflowError:
            return math.inf

    def made(self, node: ast.expr, sizes: tuple[float, float], make: Callable[[], Any]) -> Fraction | _Sized:
        """The result of `make`, which runs only if the numbers that it can make are small enough."""
        check_bits(self.reading, node, sizes[0])
        value = make()
        s = self.sympy
        if value.has(s.nan, s.zoo, s.oo, -s.oo):
            raise self.reading.error(node, "not a finite number; change the argument")
        if value.is_Rational:
            return Fraction(int(value.p), int(value.q))
        if value.has(s.I) or (value.is_number and value.is_extended_real is False):
            raise self.reading.error(node, "not a real number; change the argument")
        # Of cos(1/erfc(1000)) SymPy would compute a million digits, to know its sign.
        if value.is_number and self.magnitude(value) in (0.0, math.inf):
            raise self.reading.error(node, "this constant is 0 or ∞ to float64; scale it")
        return _Sized(value, *sizes)
