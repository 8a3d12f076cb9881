"""A generator as a chain of elementary maps.

:func:`outermost` takes the last step off an expression: G(z) = map(inner(z)). Applied to `inner` again, it
yields the chain. A rational function of e^z, log z, a root or |z| alone is the rational function after that
map; a polynomial is decomposed functionally (z⁴ - 2z² = (y² - 2y) ∘ z²); what is left is a rational map
without a closed inverse, or an analytic one.
"""

from __future__ import annotations

import functools
import itertools
import math
from fractions import Fraction
from typing import Final

import sympy

from gantheory.arithmetic.ball import precision
from gantheory.arithmetic.walk import compile_expression, rational_of
from gantheory.distributions.maps.analytic import Analytic
from gantheory.distributions.maps.branches import POINT_BITS, Map, midpoint
from gantheory.distributions.maps.elementary import Abs, Affine, Exp, Log, Power, Reciprocal
from gantheory.distributions.maps.piecewise import Piecewise
from gantheory.distributions.maps.rational import Rational
from gantheory.distributions.maps.rewriting import evaluable, in_exponentials
from gantheory.errors import InvalidParameterError, NoDensityError

#: The latent variable, under one name whatever the user called it.
LATENT: Final = sympy.Symbol("z", real=True)

#: A polynomial beyond this degree is refused: its preimages are no longer found to full accuracy.
MAX_DEGREE = 64

_INNER: Final = sympy.Dummy("y", real=True)


def canonical(generator: object) -> sympy.Expr:
    """The generator as an exact SymPy expression in :data:`LATENT`.

    Raises
    ------
    InvalidParameterError
        If it is no real expression in one variable.
    NoDensityError
        If it is a constant.
    """
    if isinstance(generator, str):
        from gantheory.arithmetic.parse import parse_formula

        generator = parse_formula(generator, {"z": LATENT})
    try:
        expression = sympy.sympify(generator, strict=True)
    except sympy.SympifyError:
        raise InvalidParameterError(
            f"a generator is a SymPy expression in one symbol or a formula as text, got {generator!r}"
        ) from None
    if not isinstance(expression, sympy.Expr):
        raise InvalidParameterError(f"a generator is a real expression in one symbol, got {generator!r}")
    symbols = sorted(expression.free_symbols, key=str)
    if not symbols:
        raise NoDensityError(f"the generator {expression} is constant: all mass is in one atom; use Atoms")
    if len(symbols) > 1:
        names = ", ".join(map(str, symbols))
        raise InvalidParameterError(
            f"the generator {expression} has the variables {names}; put numbers for all but one"
        )
    expression = expression.xreplace({symbols[0]: LATENT})
    floats = {number: sympy.Rational(number) for number in expression.atoms(sympy.Float)}
    expression = expression.xreplace(floats) if floats else expression
    if expression.has(sympy.I, sympy.oo, sympy.zoo, sympy.nan):
        raise InvalidParameterError(f"the generator {expression} is not a real function")
    if not expression.has(LATENT):
        raise NoDensityError(f"the generator {expression} is constant: all mass is in one atom; use Atoms")
    return expression


def outermost(expression: sympy.Expr) -> tuple[Map, sympy.Expr]:
    """The last map of the chain and the expression that it is applied to, which is LATENT at the end."""
    z = LATENT
    if expression.is_rational_function(z):
        return _rational(expression)
    original, expression = expression, in_exponentials(expression)
    if expression.is_rational_function(z):
        return _rational(expression)
    generators = _generators(expression)
    found = _single(generators) if generators else None
    if found is not None:
        step, inner, replacements = found
        outer = expression.xreplace(replacements)
        if outer == _INNER:
            return step, inner
        if not outer.has(z):
            last, rest = outermost(outer.xreplace({_INNER: z}))
            return last, rest.xreplace({z: _undo(step, inner)})
    if expression.has(sympy.Abs, sympy.Max, sympy.Min, sympy.Piecewise, sympy.sign, sympy.Heaviside):
        return _piecewise(expression), z
    return Analytic(evaluable(original), z), z


def _undo(step: Map, inner: sympy.Expr) -> sympy.Expr:
    """`step` applied to `inner`, as an expression."""
    if isinstance(step, Exp):
        return sympy.exp(inner)
    if isinstance(step, Log):
        return sympy.log(inner)
    if isinstance(step, Abs):
        return sympy.Abs(inner)
    assert isinstance(step, Power)
    return inner ** sympy.Rational(step.exponent.numerator, step.exponent.denominator)


def _generators(expression: sympy.Expr) -> list[sympy.Expr]:
    """The largest subexpressions through which z enters other than by + · and integer powers."""
    z = LATENT
    if not expression.has(z):
        return []
    if expression == z:
        return [z]
    if expression.is_Add or expression.is_Mul or (expression.is_Pow and expression.exp.is_Integer):
        found: list[sympy.Expr] = []
        for argument in expression.args:
            found.extend(g for g in _generators(argument) if g not in found)
        return found
    return [expression]


def _single(generators: list[sympy.Expr]) -> tuple[Map, sympy.Expr, dict[sympy.Expr, sympy.Expr]] | None:
    """One map y with all generators as powers of it: (map, its argument, generator → power)."""
    first = generators[0]
    if all(isinstance(g, sympy.exp) for g in generators):
        ratios = [sympy.cancel(g.args[0] / first.args[0]) for g in generators]
        if not all(r.is_Rational for r in ratios):
            return None
        unit = sympy.gcd_list(ratios) if len(ratios) > 1 else sympy.Integer(1)
        inner = sympy.expand(first.args[0] * unit)
        return Exp(), inner, {g: _INNER ** (r / unit) for g, r in zip(generators, ratios)}
    if all(g.is_Pow and g.exp.is_Rational and g.base == first.base for g in generators):
        q = math.lcm(*(int(g.exp.q) for g in generators))
        return Power(Fraction(1, q)), first.base, {g: _INNER ** (g.exp * q) for g in generators}
    if len(generators) == 1 and isinstance(first, sympy.log | sympy.Abs):
        return (Log() if isinstance(first, sympy.log) else Abs()), first.args[0], {first: _INNER}
    return None


def _piecewise(expression: sympy.Expr) -> Piecewise:
    """Kinks where the arguments of |·| change sign, with a rational function between them."""
    z = LATENT
    unfolded = expression.rewrite(sympy.Abs)
    arguments = sorted({e.args[0] for e in unfolded.atoms(sympy.Abs)}, key=str)
    if unfolded.has(sympy.Piecewise, sympy.sign, sympy.Heaviside) or not all(
        a.is_polynomial(z) and sympy.degree(a, z) == 1 for a in arguments
    ):
        raise InvalidParameterError(
            f"the generator {expression} has kinks other than those of Abs, Max and Min of a·z + b; write it with these"
        )
    kinks = tuple(sorted({rational_of(sympy.solve(a, z)[0]) for a in arguments}))
    maps: list[Map | None] = []
    for inside in [kinks[0] - 1, *((a + b) / 2 for a, b in itertools.pairwise(kinks)), kinks[-1] + 1]:
        at = sympy.Rational(inside.numerator, inside.denominator)
        signs = {sympy.Abs(a): a * sympy.sign(a.xreplace({z: at})) for a in arguments}
        maps.append(_piece(sympy.cancel(unfolded.xreplace(signs))))
    return Piecewise(kinks, tuple(maps))


def _piece(expression: sympy.Expr) -> Map | None:
    if not expression.has(LATENT):
        return None
    if not expression.is_rational_function(LATENT):
        raise InvalidParameterError(
            f"between its kinks the generator is {expression}; only rational functions are possible there"
        )
    numerator, denominator = (sympy.Poly(part, LATENT) for part in sympy.fraction(sympy.cancel(expression)))
    constants = [c for part in (numerator, denominator) for c in part.all_coeffs() if not c.is_Rational]
    if constants:
        raise _irrational(constants[0])
    if numerator.degree() == 1 and denominator.degree() == 0:
        slope, shift = (c / denominator.LC() for c in numerator.all_coeffs())
        return _affine(slope, shift)
    return Rational(_coefficients(numerator), _coefficients(denominator))


def _rational(expression: sympy.Expr) -> tuple[Map, sympy.Expr]:
    z = LATENT
    numerator, denominator = (sympy.Poly(part, z) for part in sympy.fraction(sympy.cancel(sympy.together(expression))))
    degrees = numerator.degree(), denominator.degree()
    if max(degrees) == 0:
        raise NoDensityError(f"the generator {expression} is constant: all mass is in one atom; use Atoms")
    if max(degrees) > MAX_DEGREE:
        raise InvalidParameterError(f"the generator has degree {max(degrees)}; at most {MAX_DEGREE} is possible")
    constants = [c for part in (numerator, denominator) for c in part.all_coeffs() if not c.is_Rational]
    if degrees[1] == 0:
        numerator = sympy.Poly(numerator.as_expr() / denominator.LC(), z)
        return _polynomial(numerator, bool(constants))
    if constants:
        raise _irrational(constants[0])
    if degrees[0] == 0:
        inner = sympy.expand(denominator.as_expr() / numerator.LC())
        return Reciprocal(), inner
    whole, rest = sympy.div(numerator, denominator)
    if whole.degree() <= 0 and rest.degree() == 0:
        return _affine(rest.LC(), whole.as_expr()), sympy.cancel(1 / denominator.as_expr())
    common = math.gcd(*(monomial[0] for part in (numerator, denominator) for monomial in part.monoms()))
    if common > 1:
        outer, inner = _rational(_contracted(numerator, common) / _contracted(denominator, common))
        return outer, inner.xreplace({z: z**common})
    return Rational(_coefficients(numerator), _coefficients(denominator)), z


def _contracted(poly: sympy.Poly, k: int) -> sympy.Expr:
    """The polynomial f(z^k) as f(z)."""
    return sympy.Add(*(c * LATENT ** (m[0] // k) for m, c in poly.terms()))


def _polynomial(poly: sympy.Poly, irrational: bool) -> tuple[Map, sympy.Expr]:
    z, n = LATENT, poly.degree()
    leading, constant = poly.LC(), poly.nth(0)
    if n == 1:
        return _affine(leading, constant), z
    shift = poly.nth(n - 1) / (n * leading)
    if shift == 0 and len(poly.monoms()) == 1 and leading == 1:
        return Power(Fraction(n)), z
    pure = poly.compose(sympy.Poly(z - shift, z))
    middle = pure - sympy.Poly(leading * z**n, z)
    if middle.degree() <= 0:
        value = sympy.expand(middle.as_expr())
        if leading == 1 and value == 0:
            return Power(Fraction(n)), z + shift
        return _affine(leading, value), (z + shift) ** n
    if irrational:
        raise _irrational(next(c for c in poly.all_coeffs() if not c.is_Rational))
    parts = sympy.decompose(poly)
    if len(parts) > 1:
        inner = functools.reduce(lambda f, g: f.compose(g), parts[1:])
        outer, rest = _polynomial(parts[0], False)
        return outer, sympy.expand(rest.xreplace({z: inner.as_expr()}))
    if constant != 0 or leading != 1:
        inner = poly - sympy.Poly(constant, z)
        if constant != 0:
            return _affine(sympy.Integer(1), constant), inner.as_expr()
    return Rational(_coefficients(poly), (Fraction(1),)), z


def _irrational(constant: sympy.Expr) -> InvalidParameterError:
    return InvalidParameterError(
        f"the coefficient {constant} of the generator is irrational, which is possible in a·z + b and "
        "a·(z - c)^n + b only; write a fraction"
    )


def _coefficients(poly: sympy.Poly) -> tuple[Fraction, ...]:
    """From the constant upwards."""
    return tuple(rational_of(c) for c in reversed(poly.all_coeffs()))


def _affine(slope: sympy.Expr, shift: sympy.Expr) -> Affine:
    if slope.is_Rational and shift.is_Rational:
        return Affine(rational_of(slope), rational_of(shift))
    return Affine(_approximate(slope), _approximate(shift), exact=False)


def _approximate(constant: sympy.Expr) -> Fraction:
    """A real constant to :data:`POINT_BITS` bits."""
    if constant.is_Rational:
        return rational_of(constant)
    from gantheory.arithmetic.ball import BALL

    code = compile_expression(constant)
    with precision(2 * POINT_BITS):
        value = code(BALL, {})
        if not value.is_finite() or not value.imag.contains(0) or value.real.rel_accuracy_bits() < POINT_BITS:
            raise InvalidParameterError(f"the constant {constant} of the generator is not a real number")
        return midpoint(value.real)
