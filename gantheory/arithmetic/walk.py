"""From a SymPy expression to a function that runs in any arithmetic, with the log-domain rules.

Expressions come from claims and from users. Symbols named in ``logs`` stand for positive quantities whose
logarithm is what the caller binds (densities): a product of such symbols is one exponential of a sum of
logarithms, the logarithm of a product is a sum, the logarithm of a sum of positive terms is a logsumexp. So
``p*log(p/(p+q))`` compiles to ``weighted(lp, lp - logaddexp(lp, lq))`` and stays accurate where p underflows.
Symbols named in ``logits`` are probabilities whose logit is bound (discriminators): log D and log(1 - D) are
softplus of the logit, so that neither loses its digits where D rounds to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.parse import expression_of
from gantheory.errors import FormulaError, InexactConstantError

Bindings = Mapping[str, Value]
Code = Callable[[Arithmetic, Bindings], Value]


@dataclass(frozen=True)
class Compiled:
    """An expression as code: ``compiled(A, bindings)``.

    Attributes
    ----------
    code : callable
    kinks : tuple of callables
        The arguments of absolute values and signs, as code: where they change sign the expression is not
        analytic.
    """

    code: Code
    kinks: tuple[Code, ...]

    def __call__(self, A: Arithmetic, bindings: Bindings) -> Value:
        return self.code(A, bindings)


def compile_expression(expression: sympy.Expr, logs: Collection[str] = (), logits: Collection[str] = ()) -> Compiled:
    """Compile `expression`; ``bindings[name]`` is the value of symbol `name`, its log(it), where so declared.

    Raises
    ------
    FormulaError
        If the expression contains a function that the arithmetics do not have.
    InexactConstantError
        If it contains a float.

    Examples
    --------
    >>> from gantheory.arithmetic.floating import FLOATING
    >>> p, q = sympy.symbols("p q", positive=True)
    >>> compiled = compile_expression(p * sympy.log(p / (p + q)), logs={"p", "q"})
    >>> float(compiled(FLOATING, {"p": -800.0, "q": -801.0}))
    -0.0
    """
    walker = _Walker(frozenset(logs), frozenset(logits))
    code = walker.value(unfolded(expression_of(expression)))
    return Compiled(code, tuple(walker.kinks))


def rational_of(number: sympy.Rational) -> Fraction:
    """A SymPy rational as a Fraction."""
    return Fraction(int(number.p), int(number.q))


def unfolded(expression: sympy.Expr) -> sympy.Expr:
    """Max and Min through |·|, so that one kind of kink is left."""
    expression = expression.replace(sympy.Max, lambda *a: _fold(a, +1))
    return expression.replace(sympy.Min, lambda *a: _fold(a, -1))


def _fold(arguments: tuple[sympy.Expr, ...], sign: int) -> sympy.Expr:
    result = arguments[0]
    for other in arguments[1:]:
        result = (result + other + sign * sympy.Abs(result - other)) / 2
    return result


class _Walker:
    """One walk over one expression."""

    def __init__(self, logs: frozenset[str], logits: frozenset[str] = frozenset()) -> None:
        self.logs = logs
        self.logits = logits
        self.kinks: list[Code] = []

    def value(self, e: sympy.Expr) -> Code:
        """Code for the value of `e`."""
        if e.is_Symbol:
            name = e.name
            if name in self.logs:
                return lambda A, b: A.exp(_bound(b, name))
            if name in self.logits:
                return lambda A, b: A.sigmoid(_bound(b, name))
            return lambda A, b: _bound(b, name)
        if e.is_Rational:
            number = rational_of(e)
            return lambda A, b: A.const(number)
        if e.is_Float:
            raise InexactConstantError(f"the constant {e} is a float; write Rational(...) or an exact expression")
        if e is sympy.pi:
            return lambda A, b: A.pi()
        if e is sympy.E:
            return lambda A, b: A.exp(A.const(1))
        if e.is_Add:
            complement = self._complement(e)
            if complement is not None:
                return lambda A, b: A.sigmoid(-_bound(b, complement))
            return self._sum([self.value(term) for term in e.args])
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, sympy.log):
            return self.log(e.args[0])
        if isinstance(e, sympy.Abs):
            argument = self.value(e.args[0])
            self.kinks.append(argument)
            return lambda A, b: A.absolute(argument(A, b))
        if isinstance(e, sympy.sign):
            argument = self.value(e.args[0])
            self.kinks.append(argument)
            return lambda A, b: A.sign(argument(A, b))
        if isinstance(e, sympy.erf):
            argument = self.value(e.args[0])
            return lambda A, b: 1 - A.erfc(argument(A, b))
        name = _FUNCTIONS.get(type(e))
        if name is None:
            raise FormulaError(
                f"cannot evaluate {e.func.__name__ if e.args else e}; "
                f"known functions: log, Abs, sign, Max, Min, erf, {', '.join(sorted(_FUNCTIONS.values()))}"
            )
        argument = self.value(e.args[0])
        return lambda A, b: getattr(A, name)(argument(A, b))

    def log(self, e: sympy.Expr) -> Code:
        """Code for log e."""
        known = self._log_or_none(e)
        if known is not None:
            return known
        factored = sympy.factor(sympy.together(e))
        if factored != e:
            known = self._log_or_none(factored) or self._log_of_two_negatives(factored)
            if known is not None:
                return known
        inner = self.value(e)
        return lambda A, b: A.log(inner(A, b))

    def _log_of_two_negatives(self, e: sympy.Expr) -> Code | None:
        """Code for log e of the form (-c)·(D - 1), which is how a factorisation writes c·(1 - D)."""
        coefficient, rest = e.as_coeff_Mul()
        if not (coefficient.is_negative and rest.is_Add):
            return None
        parts = [self._log_or_none(-coefficient), self._log_or_none(-rest)]
        return None if None in parts else self._sum([part for part in parts if part is not None])

    def _log_or_none(self, e: sympy.Expr) -> Code | None:
        """Code for log e by the rules for positive parts; None where a part is not known to be positive."""
        if e.is_Symbol:
            name = e.name
            if name in self.logits:
                return lambda A, b: -A.softplus(-_bound(b, name))
            return (lambda A, b: _bound(b, name)) if name in self.logs else self._log_of_positive(e)
        complement = self._complement(e)
        if complement is not None:
            return lambda A, b: -A.softplus(_bound(b, complement))
        if isinstance(e, sympy.exp):
            return self.value(e.args[0])
        if e.is_Rational:
            number = rational_of(e)
            if number <= 0:
                return None
            return (lambda A, b: A.const(0)) if number == 1 else (lambda A, b: A.log(A.const(number)))
        if e.is_Pow:
            base = self._log_or_none(e.base)
            if base is None:
                return None
            if e.exp is sympy.S.NegativeOne:
                return lambda A, b: -base(A, b)
            exponent = self.value(e.exp)
            return lambda A, b: exponent(A, b) * base(A, b)
        if e.is_Mul or e.is_Add:
            parts = [self._log_or_none(part) for part in e.args]
            if any(part is None for part in parts):
                return None
            codes: list[Any] = parts
            if e.is_Mul:
                return self._sum(codes)
            if len(codes) == 2:
                return lambda A, b: A.logaddexp(codes[0](A, b), codes[1](A, b))
            return lambda A, b: A.logsumexp([code(A, b) for code in codes])
        return self._log_of_positive(e)

    def _complement(self, e: sympy.Expr) -> str | None:
        """The name D if `e` is 1 - D for a logit-bound symbol D."""
        rest = 1 - e
        return rest.name if rest.is_Symbol and rest.name in self.logits else None

    def _log_of_positive(self, e: sympy.Expr) -> Code | None:
        if not e.is_positive:
            return None
        inner = self.value(e)
        return lambda A, b: A.log(inner(A, b))

    def _product(self, e: sympy.Expr) -> Code:
        weights, rest = [], []
        for factor in e.args:
            log_weight = self._log_or_none(factor) if self._is_weight(factor) else None
            if log_weight is None:
                rest.append(self.value(factor))
            else:
                weights.append(log_weight)
        if not weights:
            return self._times(rest)
        log_weight = self._sum(weights)
        if not rest:
            return lambda A, b: A.exp(log_weight(A, b))
        other = self._times(rest)
        return lambda A, b: A.weighted(log_weight(A, b), other(A, b))

    def _is_weight(self, e: sympy.Expr) -> bool:
        """Whether a factor belongs into the exponent: a power, sum or exponential of log-bound symbols."""
        if isinstance(e, sympy.exp):
            return True
        if e.is_Symbol or e.is_Pow or e.is_Add:
            return any(s.name in self.logs for s in e.free_symbols) and not e.has(sympy.log)
        return False

    def _power(self, e: sympy.Expr) -> Code:
        if self._is_weight(e):
            known = self._log_or_none(e)
            if known is not None:
                return lambda A, b: A.exp(known(A, b))
        if e.exp.is_Rational:
            exponent = rational_of(e.exp)
            base = self.value(e.base)
            if exponent == -1:
                return lambda A, b: 1 / base(A, b)
            if exponent == 2:
                return lambda A, b: _square(base(A, b))
            if exponent == Fraction(1, 2):
                return lambda A, b: A.sqrt(base(A, b))
            return lambda A, b: A.power(base(A, b), exponent)
        logarithm, exponent_code = self.log(e.base), self.value(e.exp)
        return lambda A, b: A.exp(exponent_code(A, b) * logarithm(A, b))

    @staticmethod
    def _sum(codes: list[Code]) -> Code:
        if len(codes) == 1:
            return codes[0]
        if len(codes) == 2:
            first, second = codes
            return lambda A, b: first(A, b) + second(A, b)

        def total(A: Arithmetic, b: Bindings) -> Value:
            result = codes[0](A, b)
            for code in codes[1:]:
                result = result + code(A, b)
            return result

        return total

    @staticmethod
    def _times(codes: list[Code]) -> Code:
        if len(codes) == 1:
            return codes[0]

        def product(A: Arithmetic, b: Bindings) -> Value:
            result = codes[0](A, b)
            for code in codes[1:]:
                result = result * code(A, b)
            return result

        return product


_FUNCTIONS: dict[type, str] = {
    sympy.exp: "exp",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tanh: "tanh",
    sympy.atan: "atan",
    sympy.erfc: "erfc",
}


def _square(y: Value) -> Value:
    return y * y


def _bound(bindings: Bindings, name: str) -> Value:
    try:
        return bindings[name]
    except KeyError:
        raise FormulaError(f"the symbol {name} has no value here; bind it in the instance") from None
