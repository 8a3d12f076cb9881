r"""Inequalities between functionals and between scalar expressions, proved by exhibiting why.

For all densities, :math:`\int F(p, q)\,dx + c \ge 0` follows from F ≥ αp + βq with α + β + c ≥ 0. For F homogeneous
of degree 1 this is f(u) ≥ αu + β with f(u) = F(u, 1) on u = p/q ∈ (0, ∞): a supporting line of the generator. The
tangent at u = 1 (p = q) and the chord between u = 0 and u = ∞ (mutually singular laws) settle most cases. A free
discriminator D is removed first, by its best response at each point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from gantheory.methods.kernel.integrands import Integrands, in_data_space, varies
from gantheory.methods.kernel.limit import one_sided_limit
from gantheory.methods.kernel.normal_form import NotNormalizableError, normal_form, vanishes
from gantheory.methods.kernel.sign import factored, range_of, sign
from gantheory.methods.kernel.univariate import (
    Pattern,
    UndecidedSignError,
    between,
    has_singularities,
    pattern,
    sign_of_number,
)
from gantheory.symbols import D, p, q

Domain = Mapping[Any, tuple[Any, Any]]
_U = sympy.Symbol("u", positive=True)
_T = sympy.Symbol("t", positive=True)


@dataclass(frozen=True)
class Bound:
    """Why an expression is ≥ 0: the argument in words, and whether it is > 0 everywhere."""

    words: str
    strict: bool = False


class UnprovedError(Exception):
    """No argument was found; the message says what was tried. This refutes nothing."""


class ViolatedError(UnprovedError):
    """The expression is negative at the exact point `at`: this refutes."""

    def __init__(self, words: str, at: dict[sympy.Symbol, sympy.Expr]) -> None:
        super().__init__(words)
        self.at = at


#: Functions whose derivatives say all about their growth: no jumps inside where they are defined.
_CONTINUOUS = (
    sympy.log,
    sympy.exp,
    sympy.Abs,
    sympy.Max,
    sympy.Min,
    sympy.sin,
    sympy.cos,
    sympy.sinh,
    sympy.cosh,
    sympy.tanh,
    sympy.sech,
    sympy.atan,
    sympy.erf,
    sympy.erfc,
)


def jumping(e: sympy.Expr) -> sympy.Expr | None:
    """A part of `e` that may jump, which a derivative does not see (Piecewise, sign, floor, ...), or None."""
    for part in sympy.preorder_traversal(e):
        if isinstance(part, sympy.Function | sympy.Piecewise) and not isinstance(part, _CONTINUOUS):
            return part
        if not isinstance(part, sympy.Expr):
            return part
    return None


def _refuse_jumps(e: sympy.Expr) -> None:
    part = jumping(e)
    if part is not None:
        raise UnprovedError(f"signs of derivatives say nothing across the jumps of {part}")


# Scalars.


def weak_sign(e: sympy.Expr, domain: Domain) -> int | None:
    """+1 where e ≥ 0 and -1 where e ≤ 0 on the whole box, squares included; None if not decided.

    A denominator must not vanish in the box: across a pole a function need not be monotone.
    """
    try:
        content, factors = factored(sympy.sympify(e))
    except sympy.PolynomialError:
        return None
    total = 1 if content >= 0 else -1
    for factor, power in factors:
        if power % 2 == 0 and power > 0:
            continue
        own = sign(factor, domain)
        if own is None:
            return None
        total *= own ** abs(power)
    return total


def minimiser(g: sympy.Expr, v: sympy.Symbol, domain: Domain) -> sympy.Expr | None:
    """Where g is least in v, for all values of the other symbols: ∂g/∂v = (v - v*)·R with R ≥ 0 on the box.

    Examples
    --------
    >>> from sympy import log
    >>> minimiser(-p * log(D) - q * log(1 - D), D, {})
    p/(p + q)
    """
    if jumping(g) is not None or any(a.has(v) for a in g.atoms(sympy.Abs, sympy.Max, sympy.Min)):
        return None
    try:
        content, factors = factored(normal_form(sympy.diff(g, v), domain))
    except (NotNormalizableError, sympy.PolynomialError):
        return None
    for factor, power in factors:
        if power < 0 or power % 2 == 0 or sympy.degree(factor, v) != 1:
            continue
        slope, offset = sympy.Poly(factor, v).all_coeffs()
        others = sympy.Mul(content, slope, *(f**k for f, k in factors if f != factor), factor ** (power - 1))
        point = sympy.cancel(-offset / slope)
        low, high = range_of(v, domain)
        if not is_inside(point, low, high, domain):
            continue
        if weak_sign(others, domain) == 1:
            return point
    return None


def is_inside(point: sympy.Expr, low: sympy.Expr, high: sympy.Expr, domain: Domain) -> bool:
    """Whether `point` lies in the open interval for all values of its symbols."""
    above = low == -sympy.oo or sign(point - low, domain) == 1
    below = high == sympy.oo or sign(high - point, domain) == 1
    return above and below


def scalar_bound(g: sympy.Expr, domain: Domain) -> Bound:
    """Why g ≥ 0 on the box.

    Raises
    ------
    UnprovedError
        If no argument is found.
    """
    _refuse_jumps(g)
    if vanishes(g, domain):
        return Bound("both sides are equal by normal form")
    if not g.free_symbols:
        own = _number_sign(g)
        if own < 0:
            raise UnprovedError("the difference of the two sides is a negative number")
        return Bound("the sign of a number", own > 0)
    try:
        g = normal_form(g, domain)
    except NotNormalizableError as error:
        raise UnprovedError(str(error)) from None
    if weak_sign(g, domain) == 1:
        return Bound("every factor of the difference has a sign", sign(g, domain) == 1)
    if len(g.free_symbols) == 1:
        return _bound_in_one_variable(g, domain)
    for v in sorted(g.free_symbols, key=str):
        point = minimiser(g, v, domain)
        if point is not None:
            least = scalar_bound(g.subs(v, point), domain)
            return Bound(f"least at {v} = {point}, where: {least.words}", least.strict)
    raise UnprovedError("in several variables, and none can be minimised out by the sign of a derivative")


def _number_sign(number: sympy.Expr) -> int:
    try:
        return sign_of_number(number)
    except UndecidedSignError as error:
        raise UnprovedError(str(error)) from None


def _bound_in_one_variable(g: sympy.Expr, domain: Domain) -> Bound:
    (v,) = g.free_symbols
    low, high = range_of(v, domain)
    signs, touching, negative = _signs(g, v, low, high)
    if negative is not None:
        raise ViolatedError(f"the difference is negative somewhere in {v} on ({low}, {high})", {v: negative})
    return Bound(f"exact signs of its derivatives in {v} on ({low}, {high})", not touching and min(signs) > 0)


def _signs(g: sympy.Expr, v: sympy.Symbol, low: Any, high: Any) -> tuple[list[int], bool, sympy.Expr | None]:
    """Signs of g on the pieces of (low, high), square roots of v and absolute values resolved.

    Also whether it may have zeros inside, kinks included, and a point at which it is negative, if there is one.
    """
    squared = False
    if v.is_positive and g.has(sympy.sqrt(v)):
        g = sympy.powdenest(g.subs(v, _T**2), force=True)
        v, low, high = _T, sympy.sqrt(low), sympy.sqrt(high)
        squared = True
    signs: list[int] = []
    zeros = False
    negative: sympy.Expr | None = None
    try:
        for piece, a, b in _without_absolute_values(g, v, low, high):
            found = pattern(piece, v, a, b)
            signs += found.signs
            zeros = zeros or bool(found.roots) or (b != high and sign_of_number(g.subs(v, b)) == 0)
            if negative is None and min(found.signs) < 0:
                negative = _inside(found, found.signs.index(-1), a, b)
    except UndecidedSignError as error:
        raise UnprovedError(str(error)) from None
    return signs, zeros, negative**2 if squared and negative is not None else negative


def _inside(found: Pattern, piece: int, low: Any, high: Any) -> sympy.Expr:
    """A rational point of the piece with this number."""
    a = low if piece == 0 else found.roots[piece - 1].high
    b = high if piece == len(found.roots) else found.roots[piece].low
    return between(a, b)


def _without_absolute_values(
    g: sympy.Expr, v: sympy.Symbol, low: Any, high: Any
) -> Iterator[tuple[sympy.Expr, Any, Any]]:
    """The pieces on which the innermost |·| has one sign."""
    absolute = next((a for a in sympy.postorder_traversal(g) if isinstance(a, sympy.Abs)), None)
    if absolute is None:
        yield g, low, high
        return
    inner = pattern(absolute.args[0], v, low, high)
    if not all(root.exact for root in inner.roots):
        raise UndecidedSignError(f"{absolute} has an irrational kink")
    ends = [low, *(root.low for root in inner.roots), high]
    for a, b, own in zip(ends, ends[1:], inner.signs):
        yield from _without_absolute_values(g.subs(absolute, own * absolute.args[0]), v, a, b)


# Functionals.


def functional_bound(difference: Integrands, domain: Domain) -> Bound:
    """Why ∫F + c ≥ 0 for all densities (and all measurable D, if D is free).

    Raises
    ------
    UnprovedError
        If no argument is found.
    """
    moved = in_data_space(difference)
    _refuse_jumps(moved.data)
    _refuse_jumps(moved.constant)
    if moved.latent != 0:
        raise UnprovedError("a latent integral that does not depend on z through G(z) only")
    F, words = moved.data, ""
    if D in F.free_symbols:
        best = minimiser(F, D, domain)
        if best is None:
            raise UnprovedError("no D is shown to be the best at each point")
        F, words = F.subs(D, best), f"pointwise least at D = {best}; then "
    if not _is_homogeneous(F, domain):
        raise UnprovedError("the integrand is not shown to be homogeneous of degree 1 in p and q")
    f = F.xreplace({p: _U, q: sympy.S.One})
    if varies(f.subs(_U, 1)):
        raise UnprovedError("the integrand depends on more than p and q")
    for line in _lines(f, moved.constant, domain):
        total = _total_sign(line[0] + line[1] + moved.constant, domain)
        if total is None or total < 0:
            continue
        reason = _above(f, line, domain)
        if reason:
            shown = f"({_shown(line[0])})·p + ({_shown(line[1])})·q"
            return Bound(f"{words}the integrand is ≥ {shown}: {reason}", total > 0)
    raise UnprovedError("no supporting line αu + β of the generator with α + β + c ≥ 0 was found")


def is_always_finite(of: Integrands) -> bool:
    """Whether |∫F| is bounded for all laws: |F| ≤ c·(p + q), as f and f/u are bounded at the ends of (0, ∞)."""
    moved = in_data_space(of)
    if moved.is_scalar:
        return True
    f = moved.data.xreplace({p: _U, q: sympy.S.One})
    if moved.latent != 0 or f.free_symbols - {_U} or jumping(f) is not None or not _is_homogeneous(moved.data, {}):
        return False
    f = sympy.powdenest(f.subs(_U, _T**2), force=True)
    try:
        ends = [one_sided_limit(f / _T**2, _T, sympy.oo)]
        for piece, a, b in _without_absolute_values(f, _T, sympy.S.Zero, sympy.oo):
            if has_singularities(piece, _T, a, b):
                return False
            ends.append(one_sided_limit(piece, _T, a))
            if b != sympy.oo:
                ends.append(one_sided_limit(piece, _T, b, "-"))
    except (UndecidedSignError, NotImplementedError, ValueError, TypeError):
        return False
    return all(bool(end.is_finite) for end in ends)


def _shown(e: sympy.Expr) -> str:
    try:
        return str(normal_form(e))
    except NotNormalizableError:
        return str(e)


def _is_homogeneous(F: sympy.Expr, domain: Domain) -> bool:
    """Euler: p·∂F/∂p + q·∂F/∂q = F; where F has |·| by scaling."""
    if F.has(sympy.Abs, sympy.Max, sympy.Min):
        scale = sympy.Symbol("k", positive=True)
        scaled = F.subs({p: scale * p, q: scale * q}, simultaneous=True)
        return vanishes(scaled - scale * F, {**domain, scale: (0, sympy.oo)})
    return vanishes(p * sympy.diff(F, p) + q * sympy.diff(F, q) - F, domain)


def _lines(f: sympy.Expr, constant: sympy.Expr, domain: Domain) -> Iterator[tuple[sympy.Expr, sympy.Expr]]:
    """Candidates (α, β) for a supporting line αu + β."""
    if not f.has(sympy.Abs, sympy.Max, sympy.Min):
        slope = sympy.diff(f, _U).subs(_U, 1)
        yield slope, f.subs(_U, 1) - slope
    yield sympy.S.Zero, sympy.S.Zero
    yield -constant / 2, -constant / 2
    try:
        chord = one_sided_limit(f / _U, _U, sympy.oo), one_sided_limit(f, _U, 0)
    except (NotImplementedError, ValueError, TypeError):
        return
    if all(e.is_finite for e in chord):
        yield chord


def _total_sign(total: sympy.Expr, domain: Domain) -> int | None:
    if vanishes(total, domain):
        return 0
    if not total.free_symbols:
        try:
            return sign_of_number(total)
        except UndecidedSignError:
            return None
    return sign(total, domain)


def _above(f: sympy.Expr, line: tuple[sympy.Expr, sympy.Expr], domain: Domain) -> str:
    """Why f(u) ≥ αu + β on (0, ∞), or nothing."""
    gap = f - line[0] * _U - line[1]
    curvature = _curvature(f, domain)
    if curvature == 1 and vanishes(gap.subs(_U, 1), domain) and vanishes(sympy.diff(gap, _U).subs(_U, 1), domain):
        return "f(u) = F(u, 1) is convex and this is its tangent at u = 1"
    if gap.free_symbols - {_U}:
        return ""
    try:
        signs, _, _ = _signs(gap, _U, sympy.S.Zero, sympy.oo)
    except UnprovedError:
        return ""
    return "exact signs of the derivatives of f(u) = F(u, 1)" if min(signs) >= 0 else ""


def _curvature(f: sympy.Expr, domain: Domain) -> int | None:
    if f.has(sympy.Abs, sympy.Max, sympy.Min):
        return None
    try:
        return weak_sign(normal_form(sympy.diff(f, _U, 2), domain), {**domain, _U: (0, sympy.oo)})
    except NotNormalizableError:
        return None
