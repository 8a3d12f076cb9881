r"""One-sided limits of sums of products of powers and logarithms of rational functions.

Near the end write each factor by its leading term c·s^k as s → 0+, where log(c·s^k·(1 + O(s^δ))) is
log c + k·L + O(s^δ) with L = log s. A product is then s^k times a polynomial in L, up to terms that are smaller
by a power of s, and powers of s beat powers of L. So what is of order k > 0 vanishes, what is of order 0 adds up,
and what is of order k < 0 decides by its largest term, unless these cancel. SymPy's general algorithm (Gruntz)
does what is left: it takes a hundred times as long.
"""

from __future__ import annotations

import functools
from typing import Any

import sympy

_S = sympy.Symbol("s", positive=True)

#: The leading behaviour of a product: its order k, and the coefficients of 1, L, L², ... beside s^k.
_Leading = tuple[sympy.Rational, tuple[sympy.Expr, ...]]


class _NotElementaryError(Exception):
    """The leading terms are not known, or cancel."""


@functools.lru_cache(maxsize=4096)
def one_sided_limit(e: sympy.Expr, v: sympy.Symbol, end: Any, side: str = "+") -> sympy.Expr:
    """The limit of `e` as `v` → `end` from above ("+") or below ("-"); at ±oo the side does not matter.

    Raises
    ------
    NotImplementedError, ValueError, TypeError
        If SymPy finds none.

    Examples
    --------
    >>> from gantheory.symbols import p, q
    >>> one_sided_limit(p * sympy.log(2 * p / (p + q)) + q * sympy.log(2 * q / (p + q)), q, 0)
    p*log(2)
    """
    end = sympy.sympify(end)
    if not e.has(v):
        return e
    near = _S if side == "+" else -_S
    moved = e.xreplace({v: 1 / _S if end == sympy.oo else -1 / _S if end == -sympy.oo else end + near})
    try:
        return _limit_at_zero(moved)
    except (_NotElementaryError, sympy.PolynomialError):
        return sympy.limit(e, v, end, side)


def _limit_at_zero(e: sympy.Expr) -> sympy.Expr:
    """The limit as s → 0+."""
    if e.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise _NotElementaryError
    orders: dict[sympy.Rational, list[sympy.Expr]] = {}
    for term in sympy.Add.make_args(sympy.expand_mul(sympy.expand_multinomial(e))):
        order, coefficients = _of_product(term)
        total = orders.setdefault(order, [])
        total += [sympy.S.Zero] * (len(coefficients) - len(total))
        for power, coefficient in enumerate(coefficients):
            total[power] += coefficient
    least = min(orders)
    if least > 0:
        return sympy.S.Zero
    finite, *unbounded = orders[least] if least == 0 else (sympy.S.Zero, *orders[least])
    for power in range(len(unbounded), 0, -1):
        coefficient = unbounded[power - 1]
        if coefficient == 0:
            continue
        # For least < 0 the powers of L start at 0, one lower.
        return _infinite(coefficient, power if least == 0 else power - 1)
    if least < 0:
        raise _NotElementaryError
    return finite


def _infinite(coefficient: sympy.Expr, power: int) -> sympy.Expr:
    """The infinity that coefficient·L^power·s^k tends to; L → -∞."""
    if coefficient.is_positive is None and coefficient.is_negative is None:
        raise _NotElementaryError
    positive = bool(coefficient.is_positive) == (power % 2 == 0)
    return sympy.oo if positive else -sympy.oo


def _of_product(e: sympy.Expr) -> _Leading:
    order, coefficients = sympy.S.Zero, (sympy.S.One,)
    for factor in sympy.Mul.make_args(e):
        k, own = _of_factor(factor)
        order += k
        product = [sympy.S.Zero] * (len(coefficients) + len(own) - 1)
        for i, a in enumerate(coefficients):
            for j, b in enumerate(own):
                product[i + j] += a * b
        coefficients = tuple(product)
    return order, coefficients


def _of_factor(e: sympy.Expr) -> _Leading:
    if not e.has(_S):
        return sympy.S.Zero, (e,)
    if isinstance(e, sympy.log):
        c, k = _leading(e.args[0])
        if not c.is_positive:
            raise _NotElementaryError
        # For c = 1 and k = 0 it vanishes at some power of s, which is not known: a term 0, as good as that.
        return sympy.S.Zero, (sympy.log(c),) if k == 0 else (sympy.log(c), k)
    if e.is_Pow and e.exp.is_Integer and e.exp > 0 and isinstance(e.base, sympy.log):
        return _of_product(sympy.Mul(*[e.base] * int(e.exp), evaluate=False))
    c, k = _leading(e)
    return k, (c,)


def _leading(e: sympy.Expr) -> tuple[sympy.Expr, sympy.Rational]:
    """(c, k) with e = c·s^k·(1 + O(s^δ)), c ≠ 0."""
    if e.is_Mul:
        parts = [_leading(factor) for factor in e.args]
        return sympy.Mul(*(c for c, _ in parts)), sympy.Add(*(k for _, k in parts))
    if e.is_Pow and e.exp.is_Rational:
        c, k = _leading(e.base)
        if not (e.exp.is_Integer or c.is_positive):
            raise _NotElementaryError
        return c**e.exp, k * e.exp
    if isinstance(e, sympy.Abs):
        c, k = _leading(e.args[0])
        return abs(c), k
    numerator, denominator = sympy.fraction(sympy.together(e))
    if denominator != 1:
        (a, k), (b, m) = _leading(numerator), _leading(denominator)
        return a / b, k - m
    polynomial = sympy.Poly(numerator, _S)
    if polynomial.is_zero or not _has_normal_form(polynomial.domain):
        raise _NotElementaryError
    (k,), c = polynomial.terms()[-1]
    return c, sympy.Integer(k)


def _has_normal_form(ring: Any) -> bool:
    """Whether a coefficient is 0 only if it is written so: rational numbers, and polynomials in symbols."""
    if ring.is_PolynomialRing:
        return all(g.is_Symbol for g in ring.symbols) and (ring.dom.is_ZZ or ring.dom.is_QQ)
    return bool(ring.is_ZZ or ring.is_QQ)
