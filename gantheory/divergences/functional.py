"""Functionals :math:`\\int F(x, \\log p(x), \\log q(x))\\,dx + c` and their algebra.

A functional is a sum of integrals with exact coefficients, plus a constant. It adds, scales and can be asked
for its value, but it knows neither laws nor methods: the same object is integrated by quadrature, enclosed in
balls, sampled, and rewritten by the kernel. ``-log(4) + 2*js`` is such an object. Floats are refused, because
an equation with a rounded constant is another equation.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.parse import expression_of
from gantheory.errors import InexactConstantError
from gantheory.integration.integrand import Densities, Integrand, Site

if TYPE_CHECKING:
    import sympy

#: The names of density symbols, and the variable each is a density in.
DENSITIES = {"p": "x", "q": "x", "p_z": "z"}
#: The roles of the two laws of a divergence: the data's and the generated one.
PAIR: Final = ("p", "q")


@dataclass(frozen=True, eq=False)
class Integral:
    """One ∫F over a space, given as code (a named divergence) or as a SymPy expression (a claim).

    Attributes
    ----------
    name : str
        What it is called, for people.
    variable : str
        "x" (data space) or "z" (latent space).
    integrand : Integrand, optional
        The code; made from `written` where a claim gives an expression.
    written : sympy.Expr, optional
        The expression as its author wrote it.
    """

    name: str
    variable: str = "x"
    code: Integrand | None = None
    written: sympy.Expr | None = None

    @property
    def key(self) -> tuple[Any, str]:
        """Equal for integrals of the same integrand over the same space; for caches."""
        return (self.code if self.written is None else self.written), self.variable

    @functools.cached_property
    def expression(self) -> sympy.Expr:
        """The integrand in the symbols of :mod:`gantheory.symbols`."""
        if self.written is not None:
            return self.written
        import sympy

        from gantheory.arithmetic.symbolic import SYMBOLIC

        assert self.code is not None
        return sympy.sympify(self.code(SYMBOLIC, _SymbolicSite()))  # type: ignore[arg-type]


class _SymbolicSite(Densities):
    """A site whose log-densities are the logarithms of the symbols p, q, ..."""

    @property
    def x(self) -> sympy.Symbol:
        from gantheory import symbols

        return symbols.x

    def log_density(self, role: str) -> sympy.Expr:
        import sympy

        return sympy.log(sympy.Symbol(role, positive=True))

    def cumulative(self, role: str) -> tuple[sympy.Expr, sympy.Expr]:
        import sympy

        lower = sympy.Function(role.upper())(self.x)
        return lower, 1 - lower


@dataclass(frozen=True, eq=False)
class Functional:
    """Σ cᵢ·Integralᵢ + constant, with exact coefficients.

    Supports ``+ - *`` with other functionals and exact constants, and division by constants.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.divergences import js
    >>> -log(4) + 2 * js
    2·js - log(4)
    """

    terms: tuple[tuple[Any, Integral], ...] = ()
    constant: Any = 0
    label: str = field(default="", compare=False)

    def __add__(self, other: Any) -> Functional:
        other = as_functional(other)
        if other is NotImplemented:
            return NotImplemented
        return Functional(_collect(self.terms + other.terms), self.constant + other.constant)

    __radd__ = __add__

    def __neg__(self) -> Functional:
        return self * -1

    def __sub__(self, other: Any) -> Functional:
        other = as_functional(other)
        return NotImplemented if other is NotImplemented else self + -other

    def __rsub__(self, other: Any) -> Functional:
        return -self + other

    def __mul__(self, factor: Any) -> Functional:
        if isinstance(factor, Functional):
            if factor.terms:
                return NotImplemented
            factor = factor.constant
        factor = exact_constant(factor)
        if factor is NotImplemented:
            return NotImplemented
        return Functional(tuple((c * factor, i) for c, i in self.terms if c * factor != 0), self.constant * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Any) -> Functional:
        import sympy

        divisor = exact_constant(divisor)
        return NotImplemented if divisor is NotImplemented else self * (1 / sympy.sympify(divisor))

    def subs(self, *args: Any, **options: Any) -> Functional:
        """Substitute in every integrand and constant, as ``sympy.Expr.subs`` does (D by D*, for example)."""
        import sympy

        terms = tuple(
            (
                sympy.sympify(c).subs(*args, **options),
                Integral(i.name, i.variable, None, i.expression.subs(*args, **options)),
            )
            for c, i in self.terms
        )
        return Functional(terms, sympy.sympify(self.constant).subs(*args, **options))

    @property
    def free_symbols(self) -> set[sympy.Symbol]:
        import sympy

        found = set(sympy.sympify(self.constant).free_symbols)
        for c, i in self.terms:
            found |= sympy.sympify(c).free_symbols | i.expression.free_symbols
        return found

    @property
    def code(self) -> str:
        """Python text that rebuilds the functional from ``gantheory.vocabulary``."""
        parts = []
        for c, i in self.terms:
            text = i.name if i.written is None else f"integral({source_text(i.written)})"
            parts.append(text if c == 1 else f"{source_text(c)}*{text}")
        if self.constant != 0 or not parts:
            parts.append(source_text(self.constant))
        return " + ".join(parts)

    def __repr__(self) -> str:
        if self.label:
            return self.label
        parts = [f"{'' if c == 1 else '-' if c == -1 else f'{c}·'}{i.name}" for c, i in self.terms]
        if self.constant != 0 or not parts:
            parts.append(str(self.constant))
        return " + ".join(parts).replace("+ -", "- ")


def _collect(terms: tuple[tuple[Any, Integral], ...]) -> tuple[tuple[Any, Integral], ...]:
    """Merge equal integrals."""
    merged: dict[Any, tuple[Any, Integral]] = {}
    for coefficient, integral_ in terms:
        before = merged.get(integral_.key, (0, integral_))[0]
        merged[integral_.key] = (before + coefficient, integral_)
    return tuple((c, i) for c, i in merged.values() if c != 0)


def exact_constant(value: Any) -> Any:
    """`value` if it is an exact number; NotImplemented if it is no number.

    Raises
    ------
    InexactConstantError
        For a float, or a SymPy expression that contains one.
    """
    if isinstance(value, bool):
        return NotImplemented
    if isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        import sympy

        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, float) or type(value).__module__ == "numpy":
        raise InexactConstantError(
            f"a float constant ({value}) has no place in an equation; write Rational(1, 2) or log(4) exactly"
        )
    if hasattr(value, "_sympy_") or type(value).__module__.startswith("sympy"):
        import sympy

        expression = sympy.sympify(value)
        if not isinstance(expression, sympy.Expr):
            return NotImplemented
        if expression.has(sympy.Float):
            raise InexactConstantError(
                f"the constant {expression} contains a float; write Rational(1, 2) or log(4) exactly"
            )
        return expression
    return NotImplemented


def source_text(expression: Any) -> str:
    """Python text of an exact expression: rationals as ``Rational(1, 2)``, sums in parentheses."""
    import sympy
    from sympy.printing.str import StrPrinter

    expression = sympy.sympify(expression)
    text = str(StrPrinter({"sympy_integers": True}).doprint(expression))
    return f"({text})" if expression.is_Add else text


def as_functional(value: Any) -> Functional:
    """A functional from a functional or an exact constant (also an expression in scalar parameters)."""
    if isinstance(value, Functional):
        return value
    constant = exact_constant(value)
    return constant if constant is NotImplemented else Functional((), constant)


def integral(expression: Any, name: str = "") -> Functional:
    """∫ `expression`, written with the density symbols of :mod:`gantheory.symbols`.

    The integration variable is z if the expression contains ``p_z``, else x.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.symbols import p, q
    >>> integral(p * log(p / q))
    ∫p*log(p/q)
    """
    written = exact_constant(expression_of(expression))
    variable = "z" if any(s.name == "p_z" for s in written.free_symbols) else "x"
    return Functional(((1, Integral(name or f"∫{written}", variable, None, written)),))


def expectation(density: Any, function: Any) -> Functional:
    """E[function] under the law whose density symbol is `density`: ``expectation(p, log(D))``."""
    return integral(density * function, name=f"E_{density}[{function}]")


def named(label: str, code: Integrand) -> Functional:
    """A functional that is one integral given as code."""
    return Functional(((1, Integral(label, "x", code)),), 0, label)


def combined(
    terms: tuple[tuple[Any, Integrand], ...],
) -> Integrand:
    """One integrand for Σ cᵢFᵢ with coefficients given as constants of the arithmetic (callables of A)."""
    if len(terms) == 1 and terms[0][0] is None:
        return terms[0][1]

    def evaluate(A: Arithmetic, at: Site) -> Value:
        total = None
        for coefficient, part in terms:
            y = part(A, at) if coefficient is None else coefficient(A) * part(A, at)
            total = y if total is None else total + y
        return total

    roles = tuple(dict.fromkeys(role for _, part in terms for role in part.roles))
    kinks = tuple(kink for _, part in terms for kink in part.kinks)
    reach = max(part.reach for _, part in terms)
    return Integrand(evaluate, roles, None, kinks, all(part.cumulative for _, part in terms), reach)
