"""Equations for people: a functional, a gradient or an exact expression as LaTeX or as Unicode text."""

from __future__ import annotations

from typing import Any, Final

import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from gantheory.assertions.kinds import Gradient, side
from gantheory.divergences.functional import Functional, Integral

#: Names of the divergences, as (Unicode, LaTeX).
_NAMES: Final = {
    "kl": ("KL(p‖q)", r"\mathrm{KL}(p_{data} \| p_g)"),
    "reverse_kl": ("KL(q‖p)", r"\mathrm{KL}(p_g \| p_{data})"),
    "js": ("JSD(p‖q)", r"\mathrm{JSD}(p_{data} \| p_g)"),
    "tv": ("TV(p, q)", r"\mathrm{TV}(p_{data}, p_g)"),
    "squared_hellinger": ("H²(p, q)", r"H^2(p_{data}, p_g)"),
    "pearson_chi2": ("χ²(p‖q)", r"\chi^2(p_{data} \| p_g)"),
    "C": ("C(G)", "C(G)"),
    "w1": ("W₁(p, q)", r"W_1(p_{data}, p_g)"),
}
_GREEK: Final = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "rho",
    "sigma",
    "tau",
    "phi",
    "chi",
    "psi",
    "omega",
]
_LETTERS: Final = dict(zip(_GREEK, "αβγδεζηθκλμνξρστφχψω")) | {"prior": "π"}
_FRACTIONS: Final = {(1, 2): "½", (1, 4): "¼", (3, 4): "¾", (1, 3): "⅓", (2, 3): "⅔", (1, 8): "⅛"}
_POWERS: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def unicode(value: Any) -> str:
    """One line of text.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.divergences import integral, js
    >>> from gantheory.symbols import p, q
    >>> unicode(-log(4) + 2 * js)
    '−log 4 + 2·JSD(p‖q)'
    >>> unicode(integral(p * log(p / (p + q))))
    '∫ p·log(p/(p + q)) dx'
    """
    value = side(value)
    if isinstance(value, Gradient):
        return f"∂θ[{unicode(value.of)}]"
    return _joined(value, _Unicode().doprint, _unicode_integral, "·").replace("-", "−")


def latex(value: Any) -> str:
    r"""LaTeX for math mode.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.divergences import integral, js
    >>> from gantheory.symbols import D, p
    >>> print(latex(-log(4) + 2 * js))
    -\log 4 + 2\,\mathrm{JSD}(p_{data} \| p_g)
    >>> print(latex(integral(p * log(D))))
    \int p_{data} \log D \,dx
    """
    value = side(value)
    if isinstance(value, Gradient):
        return rf"\partial_\theta\left[{latex(value.of)}\right]"
    return _joined(value, _Latex().doprint, _latex_integral, r"\,")


def _joined(functional: Functional, show: Any, show_integral: Any, times: str) -> str:
    """Constant first, then the integrals with their coefficients."""
    parts = [] if functional.constant == 0 and functional.terms else [show(sympy.sympify(functional.constant))]
    for coefficient, integral in functional.terms:
        coefficient = sympy.sympify(coefficient)
        body = show_integral(integral)
        if coefficient == 1:
            parts.append(body)
        elif coefficient == -1:
            parts.append(f"-{body}")
        else:
            factor = show(coefficient)
            parts.append(f"({factor}){times}{body}" if coefficient.is_Add else f"{factor}{times}{body}")
    return " + ".join(parts).replace("+ -", "- ")


def _unicode_integral(integral: Integral) -> str:
    if integral.written is None and integral.name in _NAMES:
        return _NAMES[integral.name][0]
    body = _Unicode().doprint(integral.expression)
    body = f"({body})" if integral.expression.is_Add else body
    return f"∫ {body} d{integral.variable}"


def _latex_integral(integral: Integral) -> str:
    if integral.written is None and integral.name in _NAMES:
        return _NAMES[integral.name][1]
    body = _Latex().doprint(integral.expression)
    body = rf"\left({body}\right)" if integral.expression.is_Add else body
    return rf"\int {body} \,d{integral.variable}"


def _in_order(factors: tuple[sympy.Expr, ...]) -> list[sympy.Expr]:
    """Numbers, then densities, then the rest, logarithms last: 2·p·log(p/q)."""
    densities = {"p": 0, "q": 1, "p_z": 2}

    def rank(e: sympy.Expr) -> tuple[int, str]:
        if e.is_number:
            return 0, str(e)
        if e.is_Symbol and e.name in densities:
            return 2, str(densities[e.name])
        return (9 if e.has(sympy.log) else 1 if e.is_Symbol else 3), str(e)

    return sorted(factors, key=rank)


def _in_claimed_order(terms: tuple[sympy.Expr, ...]) -> list[sympy.Expr]:
    """Positive terms first, so that 1 - D does not become -D + 1."""
    return sorted(terms, key=lambda e: (e.could_extract_minus_sign(), not e.is_number and not e.is_Symbol, str(e)))


class _Unicode(StrPrinter):
    """SymPy's text printer with ·, ½, π, √ and powers above the line."""

    def _print_Symbol(self, e: sympy.Symbol) -> str:
        return _LETTERS.get(e.name, e.name)

    def _print_Rational(self, e: sympy.Rational) -> str:
        sign = "-" if e < 0 else ""
        return sign + _FRACTIONS.get((int(abs(e.p)), int(e.q)), f"{abs(e.p)}/{e.q}")

    def _print_Half(self, e: sympy.Rational) -> str:
        return "½"

    def _print_Abs(self, e: sympy.Expr) -> str:
        return f"|{self._print(e.args[0])}|"

    def _print_Infinity(self, e: sympy.Expr) -> str:
        return "∞"

    def _print_Pi(self, e: sympy.Expr) -> str:
        return "π"

    def _print_ImaginaryUnit(self, e: sympy.Expr) -> str:
        return "i"

    def _print_Add(self, e: sympy.Expr, order: Any = None) -> str:
        content, primitive = e.as_content_primitive()
        if content.q != 1:
            return f"{self.parenthesized(content.p * primitive)}/{content.q}"
        return " + ".join(self._print(term) for term in _in_claimed_order(e.args)).replace("+ -", "- ")

    def _print_log(self, e: sympy.Expr) -> str:
        argument = e.args[0]
        plain = argument.is_Symbol or (argument.is_Integer and argument > 0)
        return f"log {self._print(argument)}" if plain else f"log({self._print(argument)})"

    def _print_Mul(self, e: sympy.Expr) -> str:
        coefficient, rest = e.as_coeff_Mul()
        if coefficient < 0:
            return f"-({self._print(-e)})" if (-e).is_Add else f"-{self._print(-e)}"
        above: list[sympy.Expr] = []
        below: list[sympy.Expr] = []
        for factor in _in_order(sympy.Mul.make_args(rest)):
            power = factor.as_base_exp()[1]
            negative = factor.is_Pow and power.is_Rational and power < 0
            (below if negative else above).append(1 / factor if negative else factor)
        if coefficient.q != 1 and (int(coefficient.p), int(coefficient.q)) not in _FRACTIONS:
            below.insert(0, sympy.Integer(coefficient.q))
            coefficient = sympy.Integer(coefficient.p)
        if coefficient != 1 or not above:
            above.insert(0, coefficient)
        top = "·".join(self.parenthesized(f) for f in above)
        if not below:
            return top
        bottom = "·".join(self.parenthesized(f) for f in below)
        return f"{top}/({bottom})" if len(below) > 1 else f"{top}/{bottom}"

    def _print_Pow(self, e: sympy.Expr, rational: bool = False) -> str:
        base, exponent = e.base, e.exp
        if exponent == sympy.Rational(1, 2):
            return f"√{self.parenthesized(base)}"
        if exponent.is_Rational and exponent < 0:
            return f"1/{self.parenthesized(1 / e)}"
        inner = self.parenthesized(base) if not base.is_Pow else f"({self._print(base)})"
        if exponent.is_Integer:
            return inner + str(exponent).translate(_POWERS)
        return f"{inner}^({self._print(exponent)})"

    def parenthesized(self, e: sympy.Expr) -> str:
        """As a factor: sums in parentheses."""
        text = str(self._print(e))
        return f"({text})" if e.is_Add or text.startswith("-") or (e.is_Mul and "/" in text) else text


class _Latex(LatexPrinter):
    """SymPy's LaTeX with the field's names and log without needless parentheses."""

    def __init__(self) -> None:
        names = {"p": "p_{data}", "q": "p_g", "p_z": "p_z", "prior": r"\pi", "score": r"\partial_\theta \log p_g"}
        super().__init__({"symbol_names": {}, "ln_notation": False})
        self._names = names

    def _print_Symbol(self, expr: sympy.Symbol, style: str = "plain") -> str:
        return self._names.get(expr.name) or super()._print_Symbol(expr)

    def _print_log(self, expr: sympy.Expr, exp: Any = None) -> str:
        argument = expr.args[0]
        inner = self._print(argument)
        plain = argument.is_Symbol or (argument.is_Integer and argument > 0)
        text = rf"\log {inner}" if plain else rf"\log\left({inner}\right)"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _print_Add(self, expr: sympy.Expr, order: Any = None) -> str:
        content, primitive = expr.as_content_primitive()
        if content.q != 1:
            return rf"\frac{{{self._print(content.p * primitive)}}}{{{content.q}}}"
        return " + ".join(self._print(term) for term in _in_claimed_order(expr.args)).replace("+ -", "- ")

    def _print_Mul(self, expr: sympy.Expr) -> str:
        numerator, denominator = sympy.fraction(expr)
        if denominator != 1 or numerator.could_extract_minus_sign():
            if numerator.could_extract_minus_sign():
                return f"-{self._factor(-expr)}"
            logs = [f for f in sympy.Mul.make_args(numerator) if f.has(sympy.log)]
            rest = sympy.Mul(*(f for f in sympy.Mul.make_args(numerator) if not f.has(sympy.log)))
            fraction = rf"\frac{{{self._print(rest)}}}{{{self._print(denominator)}}}"
            return " ".join([fraction, *(self._factor(f) for f in logs)])
        return " ".join(self._factor(f) for f in _in_order(expr.args))

    def _factor(self, e: sympy.Expr) -> str:
        text = self._print(e)
        return rf"\left({text}\right)" if e.is_Add else text
