"""Laws given as text: ``normal(0, 1)``, ``0.5*normal(-2, 1) + 0.5*laplace(2, 1)``, ``push(z**2, normal(0, 1))``.

The names are those of the law classes that the package lists, in lower case (``student_t`` is ``StudentT``), and
a law takes here what its class takes, by position or by name. What a parameter is, is read from its annotation:
a ``Law``, a ``Sequence`` of laws or numbers, a SymPy expression in z, a number that may be ±∞ (``inf``, ``-inf``),
or else a number. So a new law is known here as soon as the package lists it.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from gantheory.arithmetic.parse import formula_value
from gantheory.arithmetic.reading import Reading, nearest, quote, rational_value, read_expression
from gantheory.errors import UnknownNameError

if TYPE_CHECKING:
    from gantheory.distributions.law import Law

#: Classes whose law is written by another name than the class's own.
_OTHER_NAMES: Final = {"Pushforward": "push"}

_EXAMPLE: Final = "write a law like normal(0, 1) or 0.5*normal(-2, 1) + 0.5*normal(2, 1)"


def parse_law(text: str) -> Law:
    r"""The law that `text` describes.

    Numbers are exact: decimals, and arithmetic on them such as ``1/3``, ``-2``, ``1e-3``. A sum of laws with
    weights is a mixture. ``push(G, law)`` is the law of G(z) for z from `law`, ``truncated(law, low, high)``
    that of x given low ≤ x ≤ high, where ``inf`` and ``-inf`` leave a side as it is.

    Parameters
    ----------
    text : str
        The law, at most 1000 characters. A name alone takes the defaults: ``normal`` is ``normal(0, 1)``.

    Returns
    -------
    Law

    Raises
    ------
    FormulaError
        If the text cannot be read, or a law does not take these arguments.
    UnknownNameError
        If no law has this name.
    InvalidParameterError
        If a parameter is outside its domain, or weights do not sum to 1.
    NoDensityError
        If a mixture or a pushforward needs a density and there is none.

    Examples
    --------
    >>> parse_law("student_t(3)")
    StudentT(3, 0, 1)
    >>> parse_law("1/2*normal(-2, 0.5) + 1/2*normal(loc=2, scale=0.5)")
    Mixture([0.5, 0.5], [Normal(-2, 0.5), Normal(2, 0.5)])
    >>> parse_law("push(z**2, normal(0, 1))")
    Pushforward(z**2, Normal(0, 1))
    >>> parse_law("truncated(normal(0, 1), 0, inf)")
    Truncated(Normal(0, 1), 0, 'inf')
    """
    reading = read_expression(text, "law")
    return _law(reading, reading.tree)


def law_names() -> tuple[str, ...]:
    """The names that :func:`parse_law` knows, sorted.

    >>> "student_t" in law_names()
    True
    """
    return tuple(sorted(name for name, listed in _listed().items() if _is_law(listed)))


def _listed() -> dict[str, str]:
    """Name in text → class name, for all classes that the package lists. Nothing is imported for it."""
    from gantheory import distributions

    classes = [name for name in dir(distributions) if name[0].isupper()]
    return {_OTHER_NAMES.get(c) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", c).lower(): c for c in classes}


def _joined() -> dict[str, str]:
    """The same by names without underscores, as other libraries write them: ``lognormal``."""
    return {name.replace("_", ""): class_name for name, class_name in _listed().items()}


def _is_law(class_name: str) -> bool:
    from gantheory import distributions

    found = getattr(distributions, class_name)
    return issubclass(found, distributions.Law) and not inspect.isabstract(found)


def _class(node: ast.Name) -> type[Law]:
    from gantheory import distributions

    class_name = _listed().get(node.id) or _joined().get(node.id.replace("_", ""))
    if class_name is None or not _is_law(class_name):
        raise UnknownNameError(f"no law is called {quote(node.id)}; {nearest(node.id, law_names())}")
    return getattr(distributions, class_name)


def _law(reading: Reading, node: ast.expr) -> Law:
    terms = _terms(reading, node)
    if len(terms) == 1 and terms[0][0] == 1:
        return terms[0][1]
    from gantheory.distributions.mixture import Mixture

    return Mixture([weight for weight, _ in terms], [law for _, law in terms])


def _terms(reading: Reading, node: ast.expr) -> list[tuple[Fraction, Law]]:
    """The laws that `node` is a sum of, with their weights."""
    if isinstance(node, ast.Name):
        return [(Fraction(1), _single(reading, node, node, [], []))]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return [(Fraction(1), _single(reading, node, node.func, node.args, node.keywords))]
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add):
            return _terms(reading, node.left) + _terms(reading, node.right)
        if isinstance(node.op, ast.Mult) and _is_number(node.left):
            return _weighted(_number(reading, node.left), _terms(reading, node.right))
        if isinstance(node.op, ast.Mult) and _is_number(node.right):
            return _weighted(_number(reading, node.right), _terms(reading, node.left))
        if isinstance(node.op, ast.Div) and _is_number(node.right):
            divisor = _number(reading, node.right)
            if divisor == 0:
                raise reading.error(node, "a division by zero; change the denominator")
            return _weighted(1 / divisor, _terms(reading, node.left))
    raise reading.error(node, _EXAMPLE)


def _weighted(weight: Fraction, terms: list[tuple[Fraction, Law]]) -> list[tuple[Fraction, Law]]:
    return [(weight * inner, law) for inner, law in terms]


def _is_number(node: ast.expr) -> bool:
    return not any(isinstance(part, ast.Name | ast.List) for part in ast.walk(node))


def _number(reading: Reading, node: ast.expr) -> Fraction:
    number = rational_value(reading, node)
    try:
        represented = float(number)
    except OverflowError:
        represented = math.inf
    if represented == math.inf or (represented == 0) != (number == 0):
        raise reading.error(node, "this number is 0 or ∞ to float64; rescale the law")
    return number


def _single(
    reading: Reading,
    node: ast.expr,
    name: ast.Name,
    positional: list[ast.expr],
    named: list[ast.keyword],
) -> Law:
    """One law: its class, called with the values of the arguments."""
    law = _class(name)
    signature = inspect.signature(law)
    try:
        bound = signature.bind(*positional, **_by_name(named))
    except TypeError:
        parameters = ", ".join(str(p.replace(annotation=p.empty)) for p in signature.parameters.values())
        raise reading.error(node, f"{name.id} takes other arguments; write {name.id}({parameters})") from None
    for parameter, argument in bound.arguments.items():
        kind = str(signature.parameters[parameter].annotation)
        bound.arguments[parameter] = _argument(reading, argument, parameter, kind)
    return law(*bound.args, **bound.kwargs)


def _by_name(named: list[ast.keyword]) -> dict[str, ast.expr]:
    values = {str(word.arg): word.value for word in named}
    if len(values) < len(named):
        raise TypeError("a parameter is given twice")
    return values


def _argument(reading: Reading, node: ast.expr, parameter: str, kind: str) -> Any:
    """The value of an argument, for a parameter whose annotation is `kind`."""
    if kind.startswith("Sequence"):
        if not isinstance(node, ast.List):
            raise reading.error(node, f"{parameter} is a list; write it in brackets, such as [0.5, 0.5]")
        return [_item(reading, element, kind) for element in node.elts]
    return _item(reading, node, kind)


def _item(reading: Reading, node: ast.expr, kind: str) -> Any:
    if "sympy" in kind:
        import sympy

        return formula_value(reading, node, {"z": sympy.Symbol("z", real=True)})
    if "Extended" in kind and _infinite(node):
        return math.copysign(math.inf, _infinite(node))
    return _law(reading, node) if "Law" in kind else _number(reading, node)


def _infinite(node: ast.expr) -> int:
    """+1 or -1 for ``inf`` or ``oo`` with or without signs, else 0."""
    if isinstance(node, ast.UnaryOp):
        return -_infinite(node.operand) if isinstance(node.op, ast.USub) else _infinite(node.operand)
    return int(isinstance(node, ast.Name) and node.id in ("inf", "oo"))
