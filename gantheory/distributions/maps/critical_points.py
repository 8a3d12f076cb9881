"""All zeros of a slope, with certainty: nothing is guessed, and what cannot be proved is an error.

Rational functions go by exact root isolation, rational functions of one exponential by the roots in it, sums
of polynomials times exponentials by Rolle's theorem (between zeros of (f·e^{-bz})' there is at most one
of f), anything else on a bounded interval by subdivision in ball arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import sympy
from flint import acb, arb, fmpq_poly

from gantheory.arithmetic.ball import BALL, precision, rational
from gantheory.arithmetic.walk import Compiled, compile_expression, rational_of
from gantheory.distributions.coordinate import Extended
from gantheory.distributions.maps.branches import POINT_BITS, nearby, rounded
from gantheory.distributions.maps.rational import real_roots
from gantheory.distributions.maps.rewriting import evaluable, in_exponentials
from gantheory.errors import InvalidParameterError

#: Intervals that the subdivision may look at before it gives up.
MAX_INTERVALS = 4000

#: A subdivision cuts off this part, so that it does not hit the points people choose (0, 1/2, 1) by itself.
CUT = Fraction(487, 1000)

#: Turns of Rolle's argument before an expression counts as too complicated.
MAX_ROLLE = 20

#: Fractions with denominators up to this are tried as exact zeros.
SIMPLE = 1000


@dataclass(frozen=True)
class Zero:
    """A zero of odd or even multiplicity; a point that is no fraction is stored to 160 bits."""

    point: Fraction
    exact: bool


def zeros(f: sympy.Expr, z: sympy.Symbol, low: Extended, high: Extended) -> list[Zero]:
    """All zeros of `f` in the open interval, in increasing order.

    Raises
    ------
    InvalidParameterError
        If f has a pole there, or its zeros cannot be found with certainty.
    """
    found: set[Zero] = set()
    for factor in sympy.Mul.make_args(sympy.factor(evaluable(in_exponentials(f)))):
        base, exponent = factor.as_base_exp() if not isinstance(factor, sympy.exp) else (factor, sympy.Integer(1))
        if not base.has(z) or base.is_positive or base.is_negative:
            continue
        roots = _zeros_of_factor(base, z, low, high, MAX_ROLLE)
        if exponent.is_negative and roots:
            raise InvalidParameterError(
                f"the slope of the generator has a pole at {float(roots[0].point)}, inside the support; "
                "use a base law that avoids it"
            )
        found.update(roots)
    return sorted(found, key=lambda zero: zero.point)


def _zeros_of_factor(f: sympy.Expr, z: sympy.Symbol, low: Extended, high: Extended, depth: int) -> list[Zero]:
    if not f.has(z) or f.is_positive or f.is_negative:
        return []
    if f.is_polynomial(z) and all(c.is_Rational for c in sympy.Poly(f, z).all_coeffs()):
        return _inside(_polynomial_zeros(f, z), low, high)
    terms = _exponential_terms(f, z)
    if terms is not None:
        return _exponential_zeros(f, terms, z, low, high, depth)
    if isinstance(low, float) or isinstance(high, float):
        with precision(64):
            if _sign(compile_expression(f), arb(0, math.inf)):
                return []
        raise InvalidParameterError(
            f"the zeros of the generator's slope {f} cannot be found with certainty on the unbounded support "
            f"({low}, {high}), there may be infinitely many; use a base law with bounded support, such as "
            "Uniform"
        )
    return _subdivide(f, z, low, high)


def _inside(found: list[Zero], low: Extended, high: Extended) -> list[Zero]:
    return [zero for zero in found if low < zero.point < high]


def _polynomial_zeros(f: sympy.Expr, z: sympy.Symbol) -> list[Zero]:
    coefficients = [rational(rational_of(c)) for c in reversed(sympy.Poly(f, z).all_coeffs())]
    return [Zero(point, minimal is None) for point, (_, minimal) in real_roots(fmpq_poly(coefficients)).items()]


def _exponential_terms(f: sympy.Expr, z: sympy.Symbol) -> dict[sympy.Expr, sympy.Expr] | None:
    """{b: p} with f = Σ p(z)·e^{bz}, b and the coefficients of p rational; None if f has another form."""
    terms: dict[sympy.Expr, sympy.Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(f, power_exp=False)):
        rate, rest = sympy.Integer(0), sympy.Integer(1)
        for factor in sympy.Mul.make_args(term):
            if isinstance(factor, sympy.exp):
                exponent = factor.args[0]
                if not (exponent / z).is_Rational:
                    return None
                rate += exponent / z
            else:
                rest *= factor
        terms[rate] = terms.get(rate, sympy.Integer(0)) + rest
    rationals = all(p.is_polynomial(z) and all(c.is_Rational for c in sympy.Poly(p, z).all_coeffs())
                    for p in terms.values())  # fmt: skip
    return terms if rationals else None


def _exponential_zeros(
    f: sympy.Expr,
    terms: dict[sympy.Expr, sympy.Expr],
    z: sympy.Symbol,
    low: Extended,
    high: Extended,
    depth: int,
) -> list[Zero]:
    if not any(p.has(z) for p in terms.values()):
        # A polynomial in e^{z/q}.
        q = math.lcm(*(int(b.q) for b in terms))
        least = min(terms)
        y = sympy.Dummy("y")
        in_y = sympy.Add(*(p * y ** int((b - least) * q) for b, p in terms.items()))
        roots = [zero for zero in _polynomial_zeros(in_y, y) if zero.point > 0]
        found = [
            Zero(Fraction(0), True) if root.point == 1 else Zero(q * nearby("log", root.point), False) for root in roots
        ]
        return _inside(found, low, high)
    if depth == 0:
        raise InvalidParameterError(f"the zeros of the generator's slope {f} cannot be found with certainty")
    # Divided by e^{bz} with b the rate of the shortest polynomial, the slope has a shorter one.
    b = min(terms, key=lambda rate: (sympy.degree(terms[rate], z), rate))
    g = sympy.expand(sympy.Add(*(p * sympy.exp((rate - b) * z) for rate, p in terms.items())), power_exp=False)
    inner = _zeros_of_factor(sympy.diff(g, z), z, low, high, depth - 1)
    return _inside(_between(g, z, [low, *(zero.point for zero in inner), high], inner), low, high)


def _between(g: sympy.Expr, z: sympy.Symbol, stops: list[Extended], inner: Sequence[Zero] = ()) -> list[Zero]:
    """The zeros of g, which is monotone between neighbouring stops."""
    code = compile_expression(g)
    inexact = {zero.point for zero in inner if not zero.exact}
    signs, found = [], []
    for stop in stops:
        sign = _sign_at(g, code, z, stop, stop not in inexact)
        if sign == 0:
            found.append(Zero(Fraction(stop), True))
        signs.append(sign)
    for (a, b), (s, t) in zip(pairwise(stops), pairwise(signs)):
        if s * t < 0:
            found.append(_bisected(g, code, z, a, b, s))
    return found


def _sign_at(g: sympy.Expr, code: Compiled, z: sympy.Symbol, point: Extended, exact: bool = True) -> int:
    if isinstance(point, float):
        limit = sympy.limit(g, z, sympy.oo if point > 0 else -sympy.oo)
        if limit == 0:
            # From which side 0 is approached: the sign of 1/g.
            limit = sympy.limit(1 / g, z, sympy.oo if point > 0 else -sympy.oo)
        if limit.is_extended_positive or limit.is_extended_negative:
            return 1 if limit.is_extended_positive else -1
        raise InvalidParameterError(f"the sign of {g} towards {point} cannot be found with certainty")
    with precision(4 * POINT_BITS):
        # A stored point is off by 1e-48, and the sign at the true one is the same if g is not that small.
        radius = arb(0) if exact else abs(arb(rational(point))).upper() * arb(2) ** (8 - POINT_BITS)
        sign = _sign(code, arb(rational(point)) + arb(0, radius))
    if sign:
        return sign
    if exact and sympy.simplify(g.xreplace({z: sympy.Rational(point.numerator, point.denominator)})) == 0:
        return 0
    raise InvalidParameterError(f"whether {g} vanishes at {float(point)} cannot be decided with certainty")


def _sign(code: Compiled, x: arb) -> int:
    """The sign of a function on a real ball, 0 where it is not certain."""
    value = code(BALL, {"z": acb(x)})
    if not value.is_finite() or not value.imag.contains(0):
        return 0
    return 1 if value.real > 0 else -1 if value.real < 0 else 0


def _bisected(g: sympy.Expr, code: Compiled, z: sympy.Symbol, low: Extended, high: Extended, sign_low: int) -> Zero:
    """The only zero of g between two points of different sign."""
    step = Fraction(1)
    if isinstance(low, float):
        low = (Fraction(high) if not isinstance(high, float) else Fraction(0)) - step
        while _sign_at(g, code, z, low) == -sign_low:
            step *= 2
            low -= step
    if isinstance(high, float):
        high = low + step
        while _sign_at(g, code, z, high) == sign_low:
            step *= 2
            high += step
    low, high = Fraction(low), Fraction(high)
    with precision(4 * POINT_BITS):
        while (high - low) * 2 ** (POINT_BITS + 8) > max(abs(low), abs(high), Fraction(1, 2**POINT_BITS)):
            middle = (low + high) / 2
            sign = _sign(code, arb(rational(middle)))
            if sign == 0:
                break
            low, high = (middle, high) if sign == sign_low else (low, middle)
    near = (low + high) / 2
    simple = near.limit_denominator(SIMPLE)
    if (
        low <= simple <= high
        and sympy.simplify(g.xreplace({z: sympy.Rational(simple.numerator, simple.denominator)})) == 0
    ):
        return Zero(simple, True)
    if high - low > max(abs(near), Fraction(1)) / 2 ** (POINT_BITS - 8):
        raise InvalidParameterError(f"the zero of {g} near {float(near)} cannot be found with certainty")
    return Zero(rounded(near), False)


def _subdivide(f: sympy.Expr, z: sympy.Symbol, low: Fraction, high: Fraction) -> list[Zero]:
    """Cut the interval until on each part f ≠ 0, or f' ≠ 0 and the signs at its ends tell."""
    code, slope = compile_expression(f), compile_expression(sympy.diff(f, z))
    parts = [(low, high)]
    found: set[Zero] = set()
    for _ in range(MAX_INTERVALS):
        if not parts:
            return sorted(found, key=lambda zero: zero.point)
        a, b = parts.pop()
        with precision(2 * POINT_BITS):
            part = arb(rational((a + b) / 2), arb(rational((b - a) / 2)).upper())
            if _sign(code, part):
                continue
            monotone = _sign(slope, part)
        if monotone:
            found.update(zero for zero in _between(f, z, [a, b]) if low < zero.point < high)
            continue
        middle = a + CUT * (b - a)
        parts += [(a, middle), (middle, b)]
    raise InvalidParameterError(
        f"the zeros of the generator's slope {f} on ({low}, {high}) cannot be found with certainty: "
        "there are very many, or one of them is multiple"
    )
