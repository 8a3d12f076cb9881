"""Formulas given as text, read by a whitelist: the text is never evaluated as Python.

Three steps. :func:`read_expression` checks the words and lets Python's ``ast`` find the structure, within
limits; the language of laws reads with it too. :func:`rational_value` computes constants in fractions.
:func:`formula_value` builds the SymPy expression. SymPy computes ``exp(10**9*log(2))`` to its last digit,
so before each step the exact numbers that it can make are bounded.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from gantheory.errors import FormulaError

if TYPE_CHECKING:
    import sympy

#: Characters of a formula. The longest in the literature fill a line or two; this is a dozen.
MAX_LENGTH: Final = 1000
#: Nodes of the syntax tree, above what a formula of a few lines has; SymPy's sums cost their square.
MAX_NODES: Final = 400
#: Levels of the syntax tree, a sum of as many terms included; far from Python's limit of 1000 frames.
MAX_DEPTH: Final = 100
#: Calls, powers and denominators inside each other. SymPy asks for the signs of nested constants, at a price
#: that doubles or worse with each level: eight take a tenth of a second, twelve a minute.
MAX_NESTING: Final = 8
#: Digits of one number, leading zeros aside: more than any published constant needs.
MAX_DIGITS: Final = 50
#: Decimal exponent of one number: the range of float64, in which every formula is evaluated too.
MAX_DECIMAL_EXPONENT: Final = 308
#: Largest constant exponent of a power: far above the moments and degrees of the theory.
MAX_EXPONENT: Final = 64
#: Largest constant inside exp and its relatives: float64 has no e^710.
MAX_EXP_ARGUMENT: Final = 700
#: Largest constant inside erf and erfc: float64 has no erfc(27).
MAX_ERF_ARGUMENT: Final = 26
#: Bits of an exact numerator or denominator: products stay instant, and Python prints 14 000 bits at most.
MAX_BITS: Final = 2048
#: Characters of the user's text that a message repeats.
QUOTE_LENGTH: Final = 60

_TOKEN: Final = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<operator>\*\*|[-+*/^(),=\[\].−·⋅×])"
)
_SAME_AS: Final = {"^": "**", "−": "-", "·": "*", "⋅": "*", "×": "*"}
_CLOSES: Final = {")": "(", "]": "["}
_INSTEAD: Final = {"|": "abs(x)", "√": "sqrt(x)", "÷": "/", "–": "-", "—": "-", "²": "x**2", "!": "a number"}
_UNREADABLE: Final = {
    ast.Attribute: "a dot belongs inside a number only",
    ast.Subscript: "nothing can be indexed here; write * between factors",
    ast.Starred: "write the arguments one by one",
    ast.Tuple: "commas stand between the arguments of a call only",
    ast.Compare: "write one side only, without =",
    ast.FloorDiv: "write / for a division",
}
_READABLE: Final = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant, ast.List)
_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.UAdd, ast.USub)


@dataclass(frozen=True)
class Reading:
    """A text whose structure is known and within the limits.

    Attributes
    ----------
    what : str
        What the text stands for, as messages call it: "formula", "law".
    text : str
        The text with its operators spelt as in Python.
    tree : ast.expr
        Its structure: arithmetic, calls, names, numbers and lists, nothing else.
    """

    what: str
    text: str
    tree: ast.expr

    def quote(self, node: ast.AST) -> str:
        """The part of the text that `node` stands for, quoted, on one line and not too long."""
        return quote(ast.get_source_segment(self.text, node) or self.text)

    def error(self, node: ast.AST, message: str) -> FormulaError:
        """The error to raise about `node`: its text and `message`, which says what to do."""
        return FormulaError(f"{self.quote(node)} in the {self.what}: {message}")


def quote(text: str) -> str:
    """`text` as messages show it: quoted, control characters escaped, shortened.

    >>> quote("log(x)")
    "'log(x)'"
    """
    return repr(text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1] + "…")


def nearest(name: str, names: Iterable[str]) -> str:
    """The known names nearest to `name`, as the end of a message: "did you mean …?", or all of them.

    >>> nearest("sigmod", ["exp", "sigmoid"])
    'did you mean sigmoid?'
    """
    known = sorted(names)
    close = difflib.get_close_matches(name[:QUOTE_LENGTH], known, n=2)
    return f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(known)}"


def read_expression(text: str, what: str) -> Reading:
    """Find the structure of `text`, an arithmetic expression with calls, names and lists.

    Parameters
    ----------
    text : str
        The text; ``^`` is a power, and ``− · ×`` are read as operators.
    what : str
        What the text stands for, for the messages.

    Raises
    ------
    FormulaError
        If the text has no such structure or is larger than the limits allow.

    Examples
    --------
    >>> read_expression("2·x^2", "formula").text
    '2*x**2'
    """
    if not isinstance(text, str):
        raise FormulaError(f"a {what} is text, got {type(text).__name__}; put it into quotes")
    if not text.strip():
        raise FormulaError(f"the {what} is empty; write one")
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"the {what} {quote(text)} has {len(text)} characters; shorten it to {MAX_LENGTH} or split it"
        )
    spelt = _spell(text, what)
    try:
        tree = ast.parse(spelt, mode="eval").body
    except SyntaxError as error:
        where = f"at {quote(spelt[error.offset - 1 :])}" if error.offset else "at its end"
        raise FormulaError(f"cannot read the {what} {quote(text)}; mend it {where}") from None
    except (RecursionError, MemoryError):
        raise FormulaError(f"the {what} {quote(text)} is nested too deeply; simplify it") from None
    reading = Reading(what, spelt, tree)
    _check_structure(reading)
    return reading


def _spell(text: str, what: str) -> str:
    """`text` in Python's spelling, after a check of its words that leaves Python nothing to warn about."""
    parts: list[str] = []
    before, kind_before = "", "operator"
    opened: list[str] = []
    for token, kind, gap in _tokens(text, what):
        ends_operand = kind_before != "operator" or before in (")", "]")
        starts_operand = kind != "operator" or (token == "(" and kind_before != "name")
        if ends_operand and starts_operand:
            pair = before + " " * gap + token
            raise FormulaError(f"the {what} {quote(text)} has no operator in {quote(pair)}; write * for a product")
        if token in ("(", "["):
            opened.append(token)
        if len(opened) > MAX_DEPTH:
            raise FormulaError(f"the {what} {quote(text)} has more than {MAX_DEPTH} open brackets; simplify it")
        if token in _CLOSES and (not opened or opened.pop() != _CLOSES[token]):
            raise FormulaError(f"the {what} {quote(text)} closes {token!r} but did not open it; pair the brackets")
        # A space stays where it was, and keeps apart two products that would read as a power.
        parts.append(" " + token if gap or (before == "*" and token[0] == "*") else token)
        before, kind_before = token, kind
    if opened:
        raise FormulaError(f"the {what} {quote(text)} opens {opened[-1]!r} and does not close it; close it")
    return "".join(parts).lstrip()


def _tokens(text: str, what: str) -> Iterator[tuple[str, str, bool]]:
    """The words of `text`: each in Python's spelling, its kind, and whether there was a space before it."""
    position, gap = 0, False
    while position < len(text):
        if text[position].isspace():
            position, gap = position + 1, True
            continue
        found = _TOKEN.match(text, position)
        if found is None:
            wrong = text[position]
            instead = f"write {_INSTEAD[wrong]} instead" if wrong in _INSTEAD else "remove it"
            raise FormulaError(f"the {what} {quote(text)} contains {wrong!r}, which means nothing here; {instead}")
        token, kind = found[0], found.lastgroup or ""
        if kind == "number":
            _check_number(token, what)
        if kind == "name":
            _check_name(token, what)
        yield _SAME_AS.get(token, token), kind, gap
        position, gap = found.end(), False


def _check_number(token: str, what: str) -> None:
    mantissa, _, exponent = token.lower().partition("e")
    digits = len(mantissa.replace(".", "").lstrip("0"))
    if digits > MAX_DIGITS:
        raise FormulaError(f"the number {quote(token)} in the {what} has {digits} digits; round it to {MAX_DIGITS}")
    if len(exponent.lstrip("+-0")) > 3 or abs(int(exponent or 0)) > MAX_DECIMAL_EXPONENT:
        raise FormulaError(
            f"the number {quote(token)} in the {what} is out of range; keep its exponent within ±{MAX_DECIMAL_EXPONENT}"
        )


def _check_name(token: str, what: str) -> None:
    if keyword.iskeyword(token):
        raise FormulaError(f"{quote(token)} in the {what} is a reserved word of Python; use another name")
    # Python reads xⁿ as the name xn: what is not its own normal form would be misread.
    if not token.isidentifier() or unicodedata.normalize("NFKC", token) != token:
        raise FormulaError(
            f"{quote(token)} in the {what} is not a plain name; write x**2 for a power, x_2 for an index"
        )


def _check_structure(reading: Reading) -> None:
    """Refuse what is not arithmetic, and what is too large, without recursion."""
    what = reading.what
    nodes = 0
    todo: list[tuple[ast.expr, int, int]] = [(reading.tree, 1, 0)]
    while todo:
        node, depth, nesting = todo.pop()
        nodes += 1
        if nodes > MAX_NODES or depth > MAX_DEPTH:
            limit = f"{MAX_NODES} parts" if nodes > MAX_NODES else f"{MAX_DEPTH} levels"
            raise FormulaError(f"the {what} {quote(reading.text)} has more than {limit}; simplify or split it")
        operator = getattr(node, "op", None)
        for part in (node, operator):
            if part is not None and not isinstance(part, _READABLE + _OPERATORS):
                hint = _UNREADABLE.get(type(part), "write arithmetic and calls like log(x) only")
                raise reading.error(node, hint)
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            raise reading.error(node, "write a number or a name")
        inner = nesting + (isinstance(node, ast.Call) or isinstance(operator, ast.Pow))
        if inner > MAX_NESTING:
            raise reading.error(
                node, f"more than {MAX_NESTING} calls, powers and denominators inside each other; simplify it"
            )
        if isinstance(node, ast.BinOp):
            denominator = isinstance(operator, ast.Div) and not isinstance(node.right, ast.Constant)
            todo += [(node.left, depth + 1, inner), (node.right, depth + 1, inner + denominator)]
        elif isinstance(node, ast.UnaryOp):
            todo.append((node.operand, depth + 1, inner))
        elif isinstance(node, ast.List):
            todo += [(element, depth + 1, inner) for element in node.elts]
        elif isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Name):
                raise reading.error(node, "only a name can be called; write * between factors")
            if any(word.arg is None for word in node.keywords):
                raise reading.error(node, "write the arguments one by one")
            values = [*node.args, *(word.value for word in node.keywords)]
            todo += [(value, depth + 1, inner) for value in values]


def rational_value(reading: Reading, node: ast.expr) -> Fraction:
    """The value of `node`, which must be arithmetic on numbers: ``-2``, ``1/3``, ``1e-3``, ``2**10``.

    Raises
    ------
    FormulaError
        If it is anything else, divides by zero or makes a number beyond the limits.

    Examples
    --------
    >>> reading = read_expression("1/3 + 0.1", "formula")
    >>> rational_value(reading, reading.tree)
    Fraction(13, 30)
    """
    if isinstance(node, ast.Constant):
        return _literal(reading, node)
    if isinstance(node, ast.UnaryOp):
        value = rational_value(reading, node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        left, right = rational_value(reading, node.left), rational_value(reading, node.right)
        return _rational_operation(reading, node, left, right)
    raise reading.error(node, "write a rational number here, such as 0.5, -2, 1/3 or 1e-3")


def _literal(reading: Reading, node: ast.Constant) -> Fraction:
    # The literal's own text: 0.1 is 1/10, whatever the nearest binary number is.
    return Fraction(ast.get_source_segment(reading.text, node) or str(node.value))


def _rational_operation(reading: Reading, node: ast.BinOp, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(node.op, ast.Add):
        result = left + right
    elif isinstance(node.op, ast.Sub):
        result = left - right
    elif isinstance(node.op, ast.Mult):
        result = left * right
    elif isinstance(node.op, ast.Div):
        if right == 0:
            raise reading.error(node, "a division by zero; change the denominator")
        result = left / right
    else:
        _check_exponent(reading, node, right)
        if left == 0 and right < 0:
            raise reading.error(node, "a division by zero; change the base")
        if right.denominator != 1:
            raise reading.error(node, "the exponent must be an integer here; write the value as a decimal")
        _check_bits(reading, node, _bits(left) * abs(right))
        result = left ** int(right)
    _check_bits(reading, node, _bits(result))
    return result


def _check_exponent(reading: Reading, node: ast.expr, exponent: Any) -> None:
    if abs(exponent) > MAX_EXPONENT:
        raise reading.error(node, f"the exponent is too large; keep it within ±{MAX_EXPONENT}")


def _check_bits(reading: Reading, node: ast.expr, bits: Any) -> None:
    if not bits <= MAX_BITS:
        raise reading.error(
            node, f"exact numbers could grow beyond 2**{MAX_BITS}; use smaller numbers or fewer of them"
        )


def _bits(number: Fraction) -> float:
    """log₂ of the larger of numerator and denominator."""
    return math.log2(max(abs(number.numerator), number.denominator))


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
        If the text is not such a formula, is larger than the limits of this module, divides by zero, or is
        not real. The message quotes the part and says what to do.

    Examples
    --------
    >>> import sympy
    >>> parse_formula("0.1*x^2 - log(1 - sigmoid(x))", {"x": sympy.Symbol("x", real=True)})
    x**2/10 - log(1 - 1/(1 + exp(-x)))
    """
    reading = read_expression(text, "formula")
    return formula_value(reading, reading.tree, symbols)


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
        return _Sized(self.sympy.Rational(value.numerator, value.denominator), _bits(value), 0.0)

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
            return _literal(self.reading, node)
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
                return _rational_operation(self.reading, node, left, right)
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
            _check_exponent(self.reading, node, self.magnitude(exponent.value))
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
        _check_bits(self.reading, node, sizes[0])
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
