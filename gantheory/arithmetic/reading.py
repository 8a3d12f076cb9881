"""Text read as arithmetic by a whitelist: it is never evaluated as Python.

:func:`read_expression` checks the words and lets Python's ``ast`` find the structure, within limits; formulas
and the language of laws are both read with it. :func:`rational_value` computes constants in fractions.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from gantheory.errors import FormulaError

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
        return literal(reading, node)
    if isinstance(node, ast.UnaryOp):
        value = rational_value(reading, node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        left, right = rational_value(reading, node.left), rational_value(reading, node.right)
        return rational_operation(reading, node, left, right)
    raise reading.error(node, "write a rational number here, such as 0.5, -2, 1/3 or 1e-3")


def literal(reading: Reading, node: ast.Constant) -> Fraction:
    # The literal's own text: 0.1 is 1/10, whatever the nearest binary number is.
    return Fraction(ast.get_source_segment(reading.text, node) or str(node.value))


def rational_operation(reading: Reading, node: ast.BinOp, left: Fraction, right: Fraction) -> Fraction:
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
        check_exponent(reading, node, right)
        if left == 0 and right < 0:
            raise reading.error(node, "a division by zero; change the base")
        if right.denominator != 1:
            raise reading.error(node, "the exponent must be an integer here; write the value as a decimal")
        check_bits(reading, node, bits_of(left) * abs(right))
        result = left ** int(right)
    check_bits(reading, node, bits_of(result))
    return result


def check_exponent(reading: Reading, node: ast.expr, exponent: Any) -> None:
    if abs(exponent) > MAX_EXPONENT:
        raise reading.error(node, f"the exponent is too large; keep it within ±{MAX_EXPONENT}")


def check_bits(reading: Reading, node: ast.expr, bits: Any) -> None:
    if not bits <= MAX_BITS:
        raise reading.error(
            node, f"exact numbers could grow beyond 2**{MAX_BITS}; use smaller numbers or fewer of them"
        )


def bits_of(number: Fraction) -> float:
    """log₂ of the larger of numerator and denominator."""
    return math.log2(max(abs(number.numerator), number.denominator))
