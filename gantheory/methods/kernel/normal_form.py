r"""The normal form of log-rational expressions.

An expression is rewritten as a rational function of generators:

- its plain symbols (p, q, D, prior, ...); p is r² or r³ where its square or cube root occurs;
- the logarithm of each irreducible polynomial and of each prime that divides an argument of a logarithm:
  log of a product, quotient or power on positives is expanded, so that two arguments that factor alike agree;
- e^m and f^m for each monomial m of an exponent: exp(a + b) = exp(a)·exp(b), log exp(u) = u;
- algebraic numbers and functions r with r^n = u (√2, I, √(p+q), \|a\| with \|a\|² = a²);
- anything else (P(x), erf(x), ...) by its own normal form.

Logarithms of distinct irreducible polynomials and of distinct primes are algebraically independent over the
rational functions, so that for log-rational expressions "equal" and "different" are both decided. The other
generators are treated as independent, which is sound for "equal"; a difference is then only "unknown". So it is
with roots of numbers and polynomials, unless they are square roots of distinct irreducibles.
Identities hold where both sides are defined; the arguments of logarithms are taken to be positive there. A root
or logarithm whose argument is not shown to be positive may be complex: it may occur, but not under \|·\|, in a
logarithm or under another root.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.polys.fields import FracField
from sympy.polys.orderings import lex

from gantheory.methods.kernel.sign import factored, sign


class Comparison(enum.Enum):
    """What the normal form says of two expressions."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class NotNormalizableError(Exception):
    """The expression is outside the class for which there is a normal form; the message says why."""


class _FinerRoots(Exception):
    """A root of a generator occurs that it has no exact power for yet: rewrite again with the finer one."""


@dataclass(frozen=True)
class Difference:
    """The normal form of lhs - rhs: how it compares with 0, and its parts for people."""

    comparison: Comparison
    #: lhs - rhs (times a nonzero denominator), as an expression in the original symbols.
    remainder: sympy.Expr
    #: The first generator whose coefficient is not 0, and that coefficient.
    coefficient: tuple[sympy.Expr, sympy.Expr] | None = None

    def __str__(self) -> str:
        if self.coefficient is None:
            return "the normal forms agree"
        generator, value = self.coefficient
        what = f"the coefficient of {generator}" if generator != 1 else "the part without logarithms"
        return f"{what} differs by {value}"


def compare(lhs: Any, rhs: Any = 0, domain: Mapping[Any, Any] | None = None) -> Difference:
    """Compare two expressions by their normal forms.

    Raises
    ------
    NotNormalizableError
        If one of them contains ±∞, nan, a float, or logarithms of quantities of opposite sign.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.symbols import p, q
    >>> compare(p * log(p / ((p + q) / 2)), p * log(2) - p * log(1 + q / p)).comparison
    <Comparison.EQUAL: 'equal'>
    >>> print(compare(p * log(p / q), p * log(q / p)))
    the coefficient of log(p) differs by 2*p
    """
    form = NormalForm(domain or {})
    return form.difference(sympy.sympify(lhs) - sympy.sympify(rhs))


def vanishes(expression: Any, domain: Mapping[Any, Any] | None = None) -> bool:
    """Whether the normal form of `expression` is 0; False also where that is not decided."""
    try:
        return compare(expression, 0, domain).comparison is Comparison.EQUAL
    except NotNormalizableError:
        return False


def normal_form(expression: Any, domain: Mapping[Any, Any] | None = None) -> sympy.Expr:
    """`expression` with its logarithms split and collected, in its own symbols.

    Examples
    --------
    >>> from sympy import log
    >>> from gantheory.symbols import p, q
    >>> normal_form(p * log(4 * p / (2 * p + 2 * q)))
    p*log(p) - p*log(p + q) + p*log(2)
    """
    form = NormalForm(domain or {})
    return form.collected(sympy.sympify(expression))


class NormalForm:
    """One rewriting into generators, shared by all expressions that are to be compared."""

    def __init__(self, domain: Mapping[Any, Any]) -> None:
        self.domain = domain
        #: p is written as root^N where N-th roots of p occur.
        self.fineness: dict[Any, int] = {}
        self._begin()

    def _begin(self) -> None:
        self.generators: dict[Any, sympy.Symbol] = {}
        self.meaning: dict[sympy.Symbol, sympy.Expr] = {}
        self.logs: set[sympy.Symbol] = set()
        self.opaque: set[sympy.Symbol] = set()
        #: Generators that are not shown to be real on the whole domain.
        self.unreal: set[sympy.Symbol] = set()
        #: Radicands of square roots of irreducibles, and logarithms of what contains a root: dependent on others.
        self.dependent: set[sympy.Symbol] = set()
        self.relations: dict[sympy.Symbol, tuple[int, sympy.Expr]] = {}
        self.logarithm_of: dict[sympy.Symbol, sympy.Expr] = {}
        self.required_positive: set[sympy.Expr] = set()

    # Results.

    def rewritten(self, expression: sympy.Expr) -> sympy.Expr:
        """`expression` as a rational function of generators."""
        if expression.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
            raise NotNormalizableError("an infinite or undefined constant has no normal form")
        if expression.has(sympy.Float):
            raise NotNormalizableError("a float has no normal form; write Rational(...)")
        expression = expression.replace(sympy.Max, lambda *a: _fold(a, +1)).replace(sympy.Min, lambda *a: _fold(a, -1))
        while True:
            try:
                return self._rewrite(expression)
            except _FinerRoots:
                self._begin()

    def difference(self, expression: sympy.Expr) -> Difference:
        """How `expression` compares with 0."""
        numerator, denominator = self._reduced(self.rewritten(expression))
        if numerator == 0:
            return Difference(Comparison.EQUAL, sympy.S.Zero)
        decided = not (numerator.free_symbols & (self.opaque | self.dependent))
        generator, coefficient = self._parts(numerator)[0]
        value = sympy.factor(self.restored(coefficient / denominator))
        return Difference(
            Comparison.DIFFERENT if decided else Comparison.UNKNOWN,
            self.restored(numerator / denominator),
            (self.restored(generator), value),
        )

    def collected(self, expression: sympy.Expr) -> sympy.Expr:
        """Σ coefficient · product of logarithms, in the original symbols."""
        numerator, denominator = self._reduced(self.rewritten(expression))
        terms = [sympy.factor(self.restored(c / denominator)) * self.restored(g) for g, c in self._parts(numerator)]
        return sympy.Add(*terms)

    def restored(self, expression: sympy.Expr) -> sympy.Expr:
        """Generators replaced by what they stand for."""
        return expression.xreplace(self.meaning)

    def _parts(self, numerator: sympy.Expr) -> list[tuple[sympy.Expr, sympy.Expr]]:
        """The numerator as a polynomial in the logarithms: (product of logarithms, coefficient)."""
        logs = sorted(numerator.free_symbols & self.logs, key=lambda s: (self.meaning[s].args[0].is_number, str(s)))
        if not logs:
            return [(sympy.S.One, numerator)] if numerator != 0 else []
        polynomial = sympy.Poly(numerator, *logs)
        return [
            (sympy.Mul(*(log**k for log, k in zip(logs, powers))), coefficient)
            for powers, coefficient in polynomial.terms()
        ]

    def _reduced(self, expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
        """Numerator and denominator, the numerator reduced by the relations r^n = u."""
        numerator, denominator = self._fraction(expression)
        for _ in range(50):
            for root in sorted(numerator.free_symbols & set(self.relations), key=str):
                order, power = self.relations[root]
                polynomial = sympy.Poly(numerator, root)
                if polynomial.degree() >= order:
                    reduced = sympy.Add(
                        *(c * root ** _rest(k, order) * power ** _whole(k, order) for (k,), c in polynomial.terms())
                    )
                    numerator, further = self._fraction(reduced)
                    denominator *= further
                    break
            else:
                return numerator, denominator
        raise NotNormalizableError("nested roots that do not reduce")

    @staticmethod
    def _fraction(expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
        symbols = sorted(expression.free_symbols, key=str)
        if not symbols:
            return expression, sympy.S.One
        try:
            element = FracField(symbols, sympy.QQ, lex).from_expr(expression)
        except (ValueError, ZeroDivisionError) as error:
            raise NotNormalizableError(str(error)) from None
        return element.numer.as_expr(), element.denom.as_expr()

    # Rewriting.

    def _rewrite(self, e: sympy.Expr) -> sympy.Expr:
        if e.is_Rational:
            return e
        if e.is_Symbol:
            return self._symbol(e)
        if e.is_Add or e.is_Mul:
            return e.func(*(self._rewrite(a) for a in e.args))
        if e is sympy.I:
            return self._root(sympy.S.NegativeOne, 2)
        if e is sympy.E:
            return self._exponential(sympy.S.One)
        if isinstance(e, sympy.exp):
            return self._exponential(self._rewrite(e.args[0]))
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if isinstance(e, sympy.log):
            return self._log(self._rewrite(e.args[0]))
        if isinstance(e, sympy.Abs):
            return self._absolute(self._rewrite(e.args[0]))
        if isinstance(e, sympy.tanh | sympy.sinh | sympy.cosh | sympy.coth | sympy.sech):
            return self._rewrite(e.rewrite(sympy.exp))
        if isinstance(e, sympy.sin):
            angle = self._canonical(self._rewrite(e.args[0]))
            cosine = self._opaque(sympy.cos(angle))
            sine = self._opaque(sympy.sin(angle))
            self.relations[sine] = (2, 1 - cosine**2)
            return sine
        if e.is_NumberSymbol or not e.args:
            return self._opaque(e)
        return self._opaque(e.func(*(self._canonical(self._rewrite(a)) for a in e.args)))

    def _canonical(self, rewritten: sympy.Expr) -> sympy.Expr:
        """One representative of an argument, in the original symbols."""
        numerator, denominator = self._reduced(rewritten)
        return self.restored(sympy.expand(numerator) / denominator)

    def _opaque(self, e: sympy.Expr) -> sympy.Symbol:
        symbol = self._generator(e, e, positive=e.is_positive)
        self.opaque.add(symbol)
        if not (e.is_real or isinstance(e, AppliedUndef)):
            self.unreal.add(symbol)
        return symbol

    def _generator(self, key: Any, meaning: sympy.Expr, positive: bool | None = None) -> sympy.Symbol:
        if key not in self.generators:
            # The name starts with a mark that no symbol of a claim has, and tells generators apart.
            name = f"‹{meaning}›{len([k for k in self.generators if str(k) == str(key)]) or ''}"
            symbol = sympy.Symbol(name, positive=True) if positive else sympy.Symbol(name, real=True)
            self.generators[key] = symbol
            self.meaning[symbol] = meaning
        return self.generators[key]

    def _real(self, e: sympy.Expr, where: str) -> None:
        """Refuse what may be complex: |s|² = s², √s² = |s| and log sⁿ = n·log s hold for real s."""
        doubtful = e.free_symbols & self.unreal
        if doubtful:
            shown = self.restored(min(doubtful, key=str))
            raise NotNormalizableError(f"{shown}, which is not shown to be real on the whole domain, {where}")

    def _symbol(self, s: sympy.Symbol) -> sympy.Expr:
        order = self.fineness.get(s, 1)
        if order == 1:
            return s
        root = self._generator((s, "root", order), s ** sympy.Rational(1, order), positive=True)
        self.logarithm_of[root] = self._log_generator(s) / order
        return root**order

    def _log_generator(self, factor: sympy.Expr) -> sympy.Symbol:
        """The generator for the logarithm of an irreducible polynomial, a prime or a positive symbol."""
        prime = factor.is_Integer
        symbol = self._generator(("log", factor), sympy.log(self.restored(factor)), positive=prime)
        self.logs.add(symbol)
        if factor.free_symbols & (self.opaque | set(self.relations)):
            self.dependent.add(symbol)
        if sign(factor, self.domain) != 1:
            self.unreal.add(symbol)
        return symbol

    def _log(self, argument: sympy.Expr) -> sympy.Expr:
        self._real(argument, "in a logarithm")
        content, factors = self._factored(argument)
        unsettled = sympy.S.One if content > 0 else sympy.S.NegativeOne
        total: sympy.Expr = sympy.S.Zero
        for prime, power in _primes(content):
            total += power * self._log_generator(prime)
        doubtful = [(factor, power) for factor, power in factors if sign(factor, self.domain) is None]
        if len(doubtful) > 1 or any(power != 1 for _, power in doubtful):
            # log(f²) = 2·log f and log(f·g) = log f + log g need f > 0.
            shown = ", ".join(str(self.restored(factor)) for factor, _ in doubtful)
            raise NotNormalizableError(f"in a logarithm, the signs of {shown} are not decided on the domain")
        for factor, power in factors:
            known = sign(factor, self.domain)
            if known is None:
                unsettled *= factor
            elif known == -1 and power % 2:
                unsettled = -unsettled
            total += power * self._log_of_factor(factor, known)
        if unsettled == -1:
            raise NotNormalizableError(f"the logarithm of the negative quantity {self.restored(argument)}")
        if -unsettled in self.required_positive or sympy.expand(-unsettled) in self.required_positive:
            raise NotNormalizableError(f"logarithms of {self.restored(unsettled)} and of its negative")
        self.required_positive |= {unsettled, sympy.expand(unsettled)}
        return total

    def _log_of_factor(self, factor: sympy.Expr, known: int | None) -> sympy.Expr:
        if factor in self.logarithm_of:
            return self.logarithm_of[factor]
        if factor in self.relations and sign(self.relations[factor][1], self.domain) == 1:
            order, power = self.relations[factor]
            return self._log(power) / order
        # 1 - D and D - 1 are one generator, shown as the positive one.
        return self._log_generator(sympy.expand(-factor) if known == -1 else factor)

    def _factored(self, rewritten: sympy.Expr) -> tuple[sympy.Rational, tuple[tuple[sympy.Expr, int], ...]]:
        try:
            content, factors = factored(rewritten)
        except sympy.PolynomialError as error:
            raise NotNormalizableError(str(error)) from None
        if content == 0:
            raise NotNormalizableError("the logarithm, root or power of 0")
        return content, factors

    def _exponential(self, exponent: sympy.Expr) -> sympy.Expr:
        """exp of a rewritten expression, as a product of powers of generators."""
        numerator, denominator = self._fraction(exponent)
        content, denominator = _primitive(denominator)
        symbols = sorted(numerator.free_symbols, key=str)
        terms = sympy.Poly(numerator, *symbols).terms() if symbols else [((), numerator)]
        result: sympy.Expr = sympy.S.One
        for powers, coefficient in terms:
            monomial = sympy.Mul(*(s**k for s, k in zip(symbols, powers))) / denominator
            rational = coefficient / content
            if not rational.is_Rational:
                raise NotNormalizableError(f"the exponent {self.restored(exponent)}")
            inner = [s for s, k in zip(symbols, powers) if k == 1 and s in self.logs]
            if len(inner) == 1:
                base = next(k[1] for k, s in self.generators.items() if s == inner[0])
                monomial = sympy.cancel(monomial / inner[0])
                if monomial == 1:
                    result *= self._rational_power(base, rational)
                    continue
            else:
                base = sympy.E
            result *= self._symbolic_power(base, monomial, rational)
        return result

    def _symbolic_power(self, base: sympy.Expr, monomial: sympy.Expr, power: sympy.Rational) -> sympy.Expr:
        """base^(power·monomial) for a monomial that is no number."""
        key = ("power", self.restored(base), self.restored(monomial))
        order = self._fine_enough(key, power.q)
        meaning = sympy.Pow(self.restored(base), self.restored(monomial) / order)
        known = sign(base, self.domain) == 1 or base is sympy.E
        real = known and not monomial.free_symbols & self.unreal
        symbol = self._generator(key, meaning, positive=real)
        self.opaque.add(symbol)
        if not real:
            self.unreal.add(symbol)
        logarithm = sympy.S.One if base is sympy.E else self._log_generator(base)
        self.logarithm_of[symbol] = monomial * logarithm / order
        return symbol ** (power * order)

    def _fine_enough(self, key: Any, order: int) -> int:
        before = self.fineness.get(key, 1)
        if before % order:
            self.fineness[key] = math.lcm(before, order)
            raise _FinerRoots
        return before

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        if exponent.is_Integer:
            return self._rewrite(base) ** exponent
        if not exponent.is_Rational:
            return self._exponential(self._rewrite(exponent) * self._log(self._rewrite(base)))
        rewritten = self._rewrite(base)
        self._real(rewritten, "under a root")
        content, factors = self._factored(rewritten)
        result: sympy.Expr = sympy.S.One
        rest = sympy.S.One if content > 0 else sympy.S.NegativeOne
        for prime, power in _primes(content):
            result *= self._rational_power(prime, power * exponent)
        for factor, power in factors:
            known = sign(factor, self.domain)
            if known == 1:
                result *= self._rational_power(factor, power * exponent)
            elif known == -1:
                result *= self._rational_power(sympy.expand(-factor), power * exponent)
                rest *= (-1) ** power
            elif exponent.q == 2:
                # √(f³/g) = |f|/|g|·√(f·g): only the square-free part of unknown sign stays under the root.
                half = power // 2
                result *= self._absolute(factor) ** (half * exponent.p)
                rest *= factor ** (power - 2 * half)
            else:
                rest *= factor**power
        return result if rest == 1 else result * self._root(rest, exponent.q) ** exponent.p

    def _rational_power(self, base: sympy.Expr, exponent: sympy.Rational) -> sympy.Expr:
        """base^exponent for a positive irreducible base."""
        if exponent.is_Integer:
            return self._as_written(base) ** exponent
        if base.is_Symbol and base not in self.meaning:
            order = self._fine_enough(base, exponent.q)
            self._symbol(base)
            return self.generators[(base, "root", order)] ** (exponent * order)
        if base in self.logarithm_of:
            # A power of e: its finer root is again one.
            return self._exponential(self.logarithm_of[base] * exponent)
        whole = sympy.floor(exponent)
        return base**whole * self._root(base, exponent.q) ** int((exponent - whole) * exponent.q)

    def _as_written(self, base: sympy.Expr) -> sympy.Expr:
        return self._symbol(base) if base.is_Symbol and base not in self.meaning else base

    def _root(self, power: sympy.Expr, order: int) -> sympy.Symbol:
        original = self.restored(power)
        settled = sign(power, self.domain) == 1
        symbol = self._generator(("root", original, order), sympy.root(original, order), positive=settled)
        self.relations[symbol] = (order, power)
        if not settled:
            self.unreal.add(symbol)
        if not (settled or power == -1):
            self.opaque.add(symbol)
        if order != 2 or power.free_symbols & (self.opaque | set(self.relations)):
            self.dependent.add(symbol)
        return symbol

    def _absolute(self, argument: sympy.Expr) -> sympy.Expr:
        self._real(argument, "under an absolute value")
        content, factors = self._factored(argument) if argument != 0 else (sympy.S.Zero, ())
        result: sympy.Expr = abs(content)
        for factor, power in factors:
            known = sign(factor, self.domain)
            if known is not None:
                result *= (known * factor) ** power
            elif power % 2 == 0:
                result *= factor**power
            else:
                symbol = self._generator(("abs", self.restored(factor)), sympy.Abs(self.restored(factor)))
                self.relations[symbol] = (2, factor**2)
                self.opaque.add(symbol)
                result *= symbol**power
        return result


def _primes(content: sympy.Rational) -> list[tuple[sympy.Integer, int]]:
    return [(sympy.Integer(prime), power) for prime, power in sympy.factorrat(abs(content)).items()]


def _rest(k: int, order: int) -> int:
    return k % order


def _whole(k: int, order: int) -> int:
    return k // order


def _fold(arguments: tuple[sympy.Expr, ...], direction: int) -> sympy.Expr:
    """Max and Min through |·|."""
    result = arguments[0]
    for other in arguments[1:]:
        result = (result + other + direction * sympy.Abs(result - other)) / 2
    return result


def _primitive(denominator: sympy.Expr) -> tuple[sympy.Rational, sympy.Expr]:
    content, primitive = denominator.as_content_primitive()
    return content, primitive
