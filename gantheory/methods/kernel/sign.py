"""Signs of rational functions on boxes, decided by coefficients only.

A symbol that ranges over (a, b) is written as a + (b - a)·t/(1 + t), over (a, ∞) as a + t, with t > 0; a
symbol over ℝ is tried as ±t. If then every coefficient of numerator and denominator has one sign, so has the
function. That is sufficient and not necessary: None means "not decided", and must not be read as a sign.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import product
from typing import Any

import sympy

#: Ranges that the names of :mod:`gantheory.symbols` carry by their meaning.
UNIT_INTERVAL = frozenset({"D", "prior"})


def range_of(symbol: sympy.Symbol, domain: Mapping[Any, tuple[Any, Any]]) -> tuple[sympy.Expr, sympy.Expr]:
    """The open interval over which `symbol` ranges: as declared, else by its meaning or its assumptions."""
    if symbol in domain:
        low, high = domain[symbol]
        return sympy.sympify(low), sympy.sympify(high)
    if symbol.is_positive:
        return sympy.S.Zero, sympy.S.One if symbol.name in UNIT_INTERVAL else sympy.oo
    if symbol.is_negative:
        return -sympy.oo, sympy.S.Zero
    return -sympy.oo, sympy.oo


def sign(expression: sympy.Expr, domain: Mapping[Any, tuple[Any, Any]]) -> int | None:
    """+1, -1 or 0 where the rational function `expression` has that sign on the whole open box; else None.

    Examples
    --------
    >>> from gantheory.symbols import D, p, q
    >>> sign(-p / D**2 - q / (1 - D) ** 2, {})
    -1
    >>> sign(p - q, {}) is None
    True
    """
    expression = sympy.sympify(expression)
    ranges = tuple((s, range_of(s, domain)) for s in sorted(expression.free_symbols, key=str))
    return _sign(expression, ranges)


@functools.lru_cache(maxsize=4096)
def _sign(expression: sympy.Expr, ranges: tuple[tuple[sympy.Symbol, tuple[Any, Any]], ...]) -> int | None:
    try:
        content, factors = factored(expression)
    except sympy.PolynomialError:
        return None
    total = 0 if content == 0 else 1 if content > 0 else -1
    for factor, power in factors:
        own = _sign_of_factor(factor, tuple((s, r) for s, r in ranges if s in factor.free_symbols))
        if own is None:
            return None
        total *= own**power
    return total


def _sign_of_factor(factor: sympy.Expr, ranges: tuple[tuple[sympy.Symbol, tuple[Any, Any]], ...]) -> int | None:
    choices = []
    for symbol, (low, high) in ranges:
        t = sympy.Dummy("t", positive=True)
        if low.is_finite and high.is_finite:
            choices.append([(symbol, low + (high - low) * t / (1 + t), t)])
        elif low.is_finite:
            choices.append([(symbol, low + t, t)])
        elif high.is_finite:
            choices.append([(symbol, high - t, t)])
        else:
            choices.append([(symbol, t, t), (symbol, -t, t), (symbol, sympy.S.Zero, t)])
    found: set[int | None] = set()
    for choice in product(*choices):
        found.add(_sign_of_coefficients(factor.subs([(s, e) for s, e, _ in choice]), [t for _, _, t in choice]))
    return found.pop() if len(found) == 1 else None


def _sign_of_coefficients(expression: sympy.Expr, variables: list[sympy.Symbol]) -> int | None:
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(expression)))
    signs = []
    for part in (numerator, denominator):
        if not part.free_symbols & set(variables):
            coefficients = [part]
        else:
            coefficients = sympy.Poly(part, *[v for v in variables if part.has(v)]).coeffs()
        own = {1 if c.is_positive else -1 if c.is_negative else 0 if c.is_zero else None for c in coefficients}
        if len(own) != 1:
            return None
        signs.append(own.pop())
    return None if None in signs or signs[1] == 0 else signs[0] * signs[1]  # type: ignore[operator]


@functools.lru_cache(maxsize=16384)
def factored(expression: sympy.Expr) -> tuple[sympy.Rational, tuple[tuple[sympy.Expr, int], ...]]:
    """A rational function as content · Π factor^power over ℚ, powers in ℤ, factors primitive.

    Each factor's first coefficient (in the order of the names of its symbols) is positive, so that D - 1 and
    1 - D are one factor.

    Raises
    ------
    sympy.PolynomialError
        If `expression` is no rational function of its symbols with rational coefficients.
    """
    if expression.is_Rational:
        return expression, ()
    if expression.is_Symbol:
        return sympy.S.One, ((expression, 1),)
    content = sympy.S.One
    powers: dict[sympy.Expr, int] = {}
    for part, direction in zip(sympy.fraction(sympy.together(expression)), (1, -1)):
        constant, factors = sympy.factor_list(part, *sorted(part.free_symbols, key=str))
        if not constant.is_Rational:
            raise sympy.PolynomialError(f"{expression} is not rational")
        content *= constant**direction
        for factor, power in factors:
            powers[factor] = powers.get(factor, 0) + direction * power
    return content, tuple((f, k) for f, k in powers.items() if k)
