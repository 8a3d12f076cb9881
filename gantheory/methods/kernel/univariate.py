r"""Exact signs of log-rational functions of one variable on an interval.

g = r₀ + Σ rᵢ·log fᵢ is divided by one coefficient rᵢ and differentiated: that removes log fᵢ. After as many steps
as there are logarithms the function is rational and Sturm's theorem isolates its roots. On the way back each
function is monotone between the roots of its derivative, so that its signs at these points and at the ends
of the interval give all its roots. (Rolle's theorem as an algorithm, after Khovanskii's fewnomials.) Signs at
algebraic points are taken in ball arithmetic, zeros at rational points are decided by the normal form.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy
from flint import arb, fmpq

from gantheory.arithmetic.ball import precision
from gantheory.methods.kernel.limit import one_sided_limit
from gantheory.methods.kernel.normal_form import Comparison, NotNormalizableError, compare, normal_form
from gantheory.methods.kernel.sign import factored

#: A sign that is not decided at this many bits is taken to be undecidable by enclosure.
_BITS = 400
_BISECTIONS = 300
#: Rational roots are recognised up to this denominator.
_SMALL_DENOMINATOR = 1000


class UndecidedSignError(Exception):
    """The sign cannot be decided by this algorithm; the message says where it stops."""


@dataclass
class Root:
    """A point known exactly (low = high), or isolated in (low, high) by a sign change of `of`."""

    low: sympy.Rational
    high: sympy.Rational
    of: Callable[[sympy.Rational], int] = field(default=lambda r: 0, repr=False)

    @property
    def exact(self) -> bool:
        """Whether it is a known rational number."""
        return self.low == self.high

    def refine(self) -> None:
        """Halve the bracket, or hit the point."""
        middle = (self.low + self.high) / 2
        here = self.of(middle)
        if here == 0:
            self.low = self.high = middle
        elif here == self.of(self.low):
            self.low = middle
        else:
            self.high = middle

    def settle(self) -> None:
        """Find out whether it is a rational number with a small denominator."""
        while not self.exact and self.high - self.low > sympy.Rational(1, 10**7):
            self.refine()
        if not self.exact:
            middle = (self.low + self.high) / 2
            near = Fraction(int(middle.p), int(middle.q)).limit_denominator(_SMALL_DENOMINATOR)
            guess = sympy.Rational(near.numerator, near.denominator)
            if self.low < guess < self.high and self.of(guess) == 0:
                self.low = self.high = guess


@dataclass
class Pattern:
    """Signs between consecutive roots: ``len(signs) == len(roots) + 1``."""

    roots: list[Root]
    signs: list[int]


def pattern(g: sympy.Expr, u: sympy.Symbol, low: Any, high: Any) -> Pattern:
    """Signs and roots of g on the open interval (low, high), whose ends are rational or infinite.

    Raises
    ------
    UndecidedSignError
        If g is not log-rational in `u` alone, or an irrational point stands in the way.

    Examples
    --------
    >>> from sympy import log, oo, Symbol
    >>> u = Symbol("u", positive=True)
    >>> pattern(u * log(u) - u + 1, u, 0, oo).signs
    [1, 1]
    """
    low, high = sympy.sympify(low), sympy.sympify(high)
    rest, logs = _split(g, u)
    interior = _singularities(g, rest, logs, u, low, high)
    found = Pattern([], [])
    for a, b in zip([low, *interior], [*interior, high]):
        piece = _rational(rest, u, a, b) if not logs else _logarithmic(rest, logs, u, a, b)
        if found.signs:
            found.roots.append(Root(a, a))
        found.roots += piece.roots
        found.signs += piece.signs
    return found


def has_singularities(g: sympy.Expr, u: sympy.Symbol, low: Any, high: Any) -> bool:
    """Whether a log-rational g has a pole or the zero of a logarithm's argument strictly inside.

    Raises
    ------
    UndecidedSignError
        If g is not log-rational in `u` alone, or a singularity is irrational.
    """
    rest, logs = _split(g, u)
    return bool(_singularities(g, rest, logs, u, sympy.sympify(low), sympy.sympify(high)))


def is_nonnegative(g: sympy.Expr, u: sympy.Symbol, low: Any, high: Any) -> bool:
    """Whether g ≥ 0 on (low, high), where it is defined."""
    return min(pattern(g, u, low, high).signs) >= 0


def sign_of_number(number: sympy.Expr) -> int:
    """The sign of a constant, exactly: by evaluation, and by the normal form where that gives 0."""
    number = sympy.sympify(number)
    if number.is_Rational:
        return int(sympy.sign(number))
    if number in (sympy.oo, -sympy.oo):
        return 1 if number is sympy.oo else -1
    value = number.evalf(30)
    if not value.is_Number or value is sympy.nan:
        raise UndecidedSignError(f"the sign of {number}")
    if abs(value) > sympy.Float("1e-20"):
        return 1 if value > 0 else -1
    value = number.evalf(150)
    if abs(value) > sympy.Float("1e-120"):
        return 1 if value > 0 else -1
    try:
        if compare(number).comparison is Comparison.EQUAL:
            return 0
    except NotNormalizableError:
        pass
    raise UndecidedSignError(f"whether {number} is 0")


_Logs = list[tuple[sympy.Expr, sympy.Expr]]


def _split(g: sympy.Expr, u: sympy.Symbol) -> tuple[sympy.Expr, _Logs]:
    """g as a rational part and (coefficient, argument) of its logarithms."""
    if g.free_symbols - {u}:
        raise UndecidedSignError(f"{g} has other symbols than {u}")
    try:
        g = normal_form(g)
    except NotNormalizableError as error:
        raise UndecidedSignError(str(error)) from None
    rest, logs = sympy.S.Zero, []
    for term in sympy.Add.make_args(g):
        inner = [f for f in sympy.Mul.make_args(term) if isinstance(f, sympy.log)]
        coefficient = sympy.Mul(*(f for f in sympy.Mul.make_args(term) if not isinstance(f, sympy.log)))
        if len(inner) > 1 or not _is_rational(coefficient, u):
            raise UndecidedSignError(f"{term} is not a rational function times a logarithm")
        if inner:
            logs.append((coefficient, inner[0].args[0]))
        else:
            rest += term
    for _, argument in logs:
        if not _is_rational(argument, u):
            raise UndecidedSignError(f"log({argument}) is not the logarithm of a rational function")
    return rest, logs


def _is_rational(e: sympy.Expr, u: sympy.Symbol) -> bool:
    try:
        factored(e)
    except sympy.PolynomialError:
        return False
    return e.is_rational_function(u)


def _singularities(
    g: sympy.Expr, rest: sympy.Expr, logs: _Logs, u: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
) -> list[sympy.Rational]:
    """Poles and zeros of arguments strictly inside, which must be rational."""
    risky = [sympy.fraction(sympy.together(c))[1] for c in (rest, *(c for c, _ in logs))]
    risky += [part for _, f in logs for part in sympy.fraction(sympy.together(f))]
    points: set[sympy.Rational] = set()
    for e in risky:
        for root in _roots(e, u, low, high):
            if not root.exact:
                raise UndecidedSignError(f"an irrational singularity of {g}")
            points.add(root.low)
    return sorted(points)


def _roots(e: sympy.Expr, u: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> list[Root]:
    """The distinct roots of a rational function's numerator in the open interval, in order."""
    found = []
    for factor, power in factored(e)[1]:
        if power < 0 or not factor.has(u):
            continue
        polynomial = sympy.Poly(factor, u, domain="QQ")
        if polynomial.degree() == 1:
            a, b = polynomial.all_coeffs()
            if low < -b / a < high:
                found.append(Root(-b / a, -b / a))
            continue
        for (a, b), _ in polynomial.intervals():
            root = Root(a, b, lambda r, f=polynomial: int(sympy.sign(f.eval(r))))  # type: ignore[misc]
            # An irreducible factor of degree > 1 has no rational root, so an end is left behind at last.
            while any(end.is_finite and root.low < end < root.high for end in (low, high)):
                root.refine()
            if low <= root.low and root.high <= high:
                found.append(root)
    return _in_order(found)


def _in_order(roots: list[Root]) -> list[Root]:
    """Sort by refining until the brackets are apart."""
    for _ in range(_BISECTIONS):
        roots.sort(key=lambda r: (r.low, r.high))
        clash = next(((a, b) for a, b in itertools.pairwise(roots) if a.high > b.low), None)
        if clash is None:
            return roots
        for root in clash:
            if not root.exact:
                root.refine()
    raise UndecidedSignError("roots too close to tell apart")


def between(a: Any, b: Any) -> sympy.Rational:
    """A rational number between two points, either of which may be infinite."""
    if a == -sympy.oo:
        return sympy.S.Zero if b == sympy.oo else b - 1
    return a + 1 if b == sympy.oo else (a + b) / 2


def _rational(e: sympy.Expr, u: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> Pattern:
    if e == 0:
        return Pattern([], [0])
    roots = _roots(e, u, low, high)
    lows = [low, *(r.high for r in roots)]
    highs = [*(r.low for r in roots), high]
    return Pattern(roots, [sign_of_number(e.subs(u, between(a, b))) for a, b in zip(lows, highs)])


def _logarithmic(rest: sympy.Expr, logs: _Logs, u: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> Pattern:
    """g with logarithms, without singularities inside: divide by a coefficient, differentiate, come back."""
    divisor, crossings = _divisor(logs, u, low, high)
    h = rest / divisor + sympy.Add(*(sympy.cancel(c / divisor) * sympy.log(f) for c, f in logs))
    slope = sympy.diff(h, u)
    found = Pattern([], [])
    g = rest + sympy.Add(*(c * sympy.log(f) for c, f in logs))
    for a, b in zip([low, *crossings], [*crossings, high]):
        side = sign_of_number(divisor.subs(u, between(a, b)))
        piece = _monotone_pieces(h, pattern(slope, u, a, b), u, a, b)
        if found.signs:
            if _sign_at(g, u, Root(a, a)) == 0:
                found.roots.append(Root(a, a))
            elif found.signs[-1] == side * piece.signs[0]:
                found.signs.pop()
            else:
                raise UndecidedSignError("a sign change without a root")
        found.roots += piece.roots
        found.signs += [side * s for s in piece.signs]
    return found


def _divisor(
    logs: _Logs, u: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
) -> tuple[sympy.Expr, list[sympy.Rational]]:
    """The coefficient to divide by, with its rational roots inside; one without roots if there is any."""
    choices = []
    for coefficient, argument in logs:
        roots = _roots(coefficient, u, low, high)
        if all(root.exact for root in roots):
            choices.append((len(roots), not argument.has(u), coefficient, [root.low for root in roots]))
    if not choices:
        raise UndecidedSignError("every coefficient of a logarithm has an irrational root inside")
    _, _, coefficient, crossings = min(choices, key=lambda choice: choice[:2])
    return coefficient, crossings


def _monotone_pieces(h: sympy.Expr, slopes: Pattern, u: sympy.Symbol, low: Any, high: Any) -> Pattern:
    """Signs of h from those of its derivative."""
    at = [
        _limit_sign(h, u, low, "+"),
        *(_sign_at(h, u, c) for c in slopes.roots),
        _limit_sign(h, u, high, "-"),
    ]
    points: list[Any] = [low, *slopes.roots, high]
    found = Pattern([], [])
    for k, direction in enumerate(slopes.signs):
        left, right = at[k], at[k + 1]
        if found.signs and left == 0:
            found.roots.append(points[k])
        if direction == 0:
            signs, roots = [left], []
        elif left * right < 0:
            signs, roots = [left, right], [_bisected(h, u, points[k], points[k + 1], left)]
        elif left == 0 and right == 0:
            raise UndecidedSignError(f"{h} vanishes at both ends of a monotone piece")
        else:
            signs, roots = [left or right], []
        if found.signs and left != 0:
            if found.signs[-1] != signs[0]:
                raise UndecidedSignError("a sign change without a root")
            signs = signs[1:]
        found.roots += roots
        found.signs += signs
    return found


def _bisected(h: sympy.Expr, u: sympy.Symbol, left: Any, right: Any, left_sign: int) -> Root:
    """The root of a monotone h between two points with different signs."""
    a = left.high if isinstance(left, Root) else left
    b = right.low if isinstance(right, Root) else right

    def of(r: sympy.Rational) -> int:
        return sign_of_number(h.xreplace({u: r}))

    inside = between(a, b)
    lower = _approach(of, inside, a, left, left_sign)
    upper = _approach(of, inside, b, right, -left_sign)
    root = Root(lower, upper, of)
    root.settle()
    return root


def _approach(of: Callable[[Any], int], start: Any, end: Any, point: Any, wanted: int) -> sympy.Rational:
    """A rational number from `start` towards `end` at which the sign is the one at the end."""
    here = start
    for k in range(_BISECTIONS):
        if of(here) == wanted:
            return here
        if isinstance(point, Root) and not point.exact:
            point.refine()
            end = point.high if end <= start else point.low
        if end == sympy.oo:
            here = abs(here) * 2 + 1
        elif end == -sympy.oo:
            here = -abs(here) * 2 - 1
        else:
            here = (here + end) / 2 if k < 60 else end + (here - end) / 2**k
    raise UndecidedSignError("no point near an end has the sign of the limit there")


def _sign_at(h: sympy.Expr, u: sympy.Symbol, point: Root) -> int:
    """The sign of h at a root of another function."""
    point.settle()
    if point.exact:
        value = h.subs(u, point.low)
        if not value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            return sign_of_number(value)
        sides = {_limit_sign(h, u, point.low, side) for side in "+-"}
        if len(sides) > 1:
            raise UndecidedSignError(f"{h} jumps at {point.low}")
        return sides.pop()
    for _ in range(_BITS // 20):
        with precision(_BITS):
            low, high = (arb(fmpq(int(r.p), int(r.q))) for r in (point.low, point.high))
            ball = enclosed(h, u, low.union(high))
        if ball > 0:
            return 1
        if ball < 0:
            return -1
        for _ in range(20):
            point.refine()
    raise UndecidedSignError(f"whether {h} vanishes at an irrational point")


def enclosed(e: sympy.Expr, u: sympy.Symbol, ball: Any) -> Any:
    """A ball that contains the values of e on `ball`."""
    if e == u:
        return ball
    if e.is_Rational:
        return arb(fmpq(int(e.p), int(e.q)))
    if e.is_Add or e.is_Mul:
        parts = [enclosed(a, u, ball) for a in e.args]
        total = parts[0]
        for part in parts[1:]:
            total = total + part if e.is_Add else total * part
        return total
    if e.is_Pow and e.exp.is_Integer:
        return enclosed(e.base, u, ball) ** int(e.exp)
    if isinstance(e, sympy.log):
        return enclosed(e.args[0], u, ball).log()
    raise UndecidedSignError(f"no enclosure of {e}")


def _limit_sign(h: sympy.Expr, u: sympy.Symbol, end: Any, side: str) -> int:
    """The sign of the one-sided limit."""
    if end.is_finite:
        value = h.subs(u, end)
        if not value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            return sign_of_number(value)
    try:
        return sign_of_number(one_sided_limit(h, u, end, side))
    except (NotImplementedError, ValueError, TypeError) as error:
        raise UndecidedSignError(f"the limit of {h} at {end}: {error}") from None
