"""The generator f of an f-divergence, given as an expression, and what has to be true of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Final

import sympy
from flint import acb, arb

from gantheory.arithmetic.ball import BALL, precision, rational
from gantheory.arithmetic.parse import parse_formula
from gantheory.arithmetic.walk import Compiled, compile_expression, rational_of, unfolded
from gantheory.errors import FormulaError, GantheoryError, InvalidParameterError

#: The ratio p/q.
T: Final = sympy.Symbol("t", positive=True)
_REAL: Final = sympy.Symbol("t", real=True)

#: Convexity is shown for log t in ± this range, by balls that are halved at most so often.
RANGE, HALVINGS, BITS = 64, 12, 96


@dataclass(frozen=True)
class FGenerator:
    """A convex f with f(1) = 0, moved by a multiple of t - 1 so that f ≥ 0.

    ∫(p-q) = 0, so that :math:`c\\,(t-1)` changes no divergence; with :math:`f'(1) = 0` the integrand is a
    sum of terms ≥ 0.

    Attributes
    ----------
    expression : sympy.Expr
        f(t), in the symbol :data:`T`.
    at_zero : sympy.Expr
        f(0⁺), possibly ∞: what a place without p counts, per unit of q.
    slope : sympy.Expr
        lim f(t)/t as t → ∞, possibly ∞: what a place without q counts, per unit of p.
    """

    expression: sympy.Expr
    at_zero: sympy.Expr
    slope: sympy.Expr

    @property
    def bounded(self) -> bool:
        """Whether 0 ≤ q f(p/q) ≤ f(0)·q + slope·p with finite numbers."""
        return bool(self.at_zero.is_finite and self.slope.is_finite)

    @functools.cached_property
    def code(self) -> Compiled:
        """f as code; bind the logarithm of t."""
        return compile_expression(self.expression, logs={"t"})

    @functools.cached_property
    def conjugate(self) -> Compiled:
        """t·f(1/t) as code; bind the logarithm of t."""
        swapped = self.expression.subs(T, 1 / T)
        # |1/t - 1| is |1 - t|/t, which has no ∞·0 as t → 0
        inside = {absolute: sympy.Abs(sympy.expand(T * absolute.args[0])) / T for absolute in swapped.atoms(sympy.Abs)}
        return compile_expression(sympy.expand(T * swapped.subs(inside)), logs={"t"})


def f_generator(f: str | sympy.Expr) -> FGenerator:
    """The checked generator: an expression in t, convex on t > 0, with f(1) = 0.

    Raises
    ------
    FormulaError
        If it cannot be read, or holds another symbol than t.
    InvalidParameterError
        If f(1) is not 0, or f is not convex; the message gives a place.

    Examples
    --------
    >>> f_generator("t*log(t)").expression
    t*log(t) - t + 1
    """
    expression = parse_formula(f, {"t": _REAL}) if isinstance(f, str) else f
    if not isinstance(expression, sympy.Expr):
        raise InvalidParameterError(f"f must be a formula in t or a function of arrays, got {f!r}; write 't*log(t)'")
    symbols = expression.free_symbols
    if {symbol.name for symbol in symbols} - {"t"}:
        raise FormulaError(f"f must be a formula in t, got {expression}; write it like t*log(t)")
    return _checked(unfolded(expression.subs(dict.fromkeys(symbols, T))))


@functools.lru_cache(maxsize=256)
def _checked(expression: sympy.Expr) -> FGenerator:
    at_one = sympy.simplify(expression.subs(T, 1))
    if at_one != 0:
        raise InvalidParameterError(f"f(1) must be 0, got {at_one}; subtract it: ({expression}) - ({at_one})")
    slope = expression.diff(T)
    second = slope.diff(T)
    if second.has(sympy.Piecewise, sympy.Heaviside, sympy.Derivative):
        raise InvalidParameterError(f"f could not be shown to be convex: its second derivative is {second}")
    _check_convex(expression, second)
    middle = slope.subs(T, 1)
    if middle.is_finite and not middle.has(sympy.DiracDelta) and middle != 0:
        expression = sympy.expand(expression - sympy.simplify(middle) * (T - 1))
    at_zero, at_infinity = _limit(expression, sympy.S.Zero), _limit(expression / T, sympy.oo)
    if not (at_zero.is_extended_real and at_infinity.is_extended_real):
        raise InvalidParameterError(f"the limits of f at 0 and of f(t)/t at ∞ are not known: {at_zero}, {at_infinity}")
    return FGenerator(expression, at_zero, at_infinity)


def _limit(expression: sympy.Expr, point: sympy.Expr) -> sympy.Expr:
    """The limit for t → 0⁺ or t → ∞, where no argument of an absolute value changes its sign any more."""
    for absolute in expression.atoms(sympy.Abs):
        sign = sympy.sign(sympy.limit(absolute.args[0], T, point, "+"))
        if sign in (-1, 1):
            expression = expression.subs(absolute, sign * absolute.args[0])
    try:
        return sympy.limit(sympy.expand(expression), T, point, "+")
    except (TypeError, NotImplementedError, ValueError):
        raise InvalidParameterError(f"the limit of {expression} for t → {point} is not known") from None


def _check_convex(f: sympy.Expr, second: sympy.Expr) -> None:
    """f'' ≥ 0 where f is smooth, and f' jumps upwards where it is not."""
    second = sympy.expand(second)
    for delta in second.atoms(sympy.DiracDelta):
        for place in sympy.solve(delta.args[0], T):
            if second.coeff(delta).subs(T, place) * abs(delta.args[0].diff(T).subs(T, place)) < 0:
                raise InvalidParameterError(f"f must be convex, but {f} has a downward kink at t = {place}")
    smooth = sympy.factor(sympy.simplify(second.subs(dict.fromkeys(second.atoms(sympy.DiracDelta), 0))))
    if smooth.is_nonnegative:
        return
    try:
        code = compile_expression(smooth, logs={"t"})
    except GantheoryError as error:
        raise InvalidParameterError(f"f could not be shown to be convex: {error}") from None
    with precision(BITS):
        _check_nonnegative(code, f)


def _check_nonnegative(code: Any, f: sympy.Expr) -> None:
    """Balls for f'' over log t, halved while their sign is unclear."""
    boxes = [(sympy.Rational(k), sympy.Rational(k + 1), 0) for k in range(-RANGE, RANGE)]
    while boxes:
        low, high, depth = boxes.pop()
        middle = (low + high) / 2
        at = acb(code(BALL, {"t": acb(arb(rational(rational_of(middle))))})).real
        if at < 0:
            place = sympy.exp(middle).evalf(6)
            raise InvalidParameterError(
                f"f must be convex, but the second derivative of {f} is negative at t = {place}"
            )
        ends = [arb(rational(rational_of(end))) for end in (low, high)]
        value = acb(code(BALL, {"t": acb(ends[0].union(ends[1]))})).real
        if value >= 0:
            continue
        if depth == HALVINGS:
            raise InvalidParameterError(f"f could not be shown to be convex near t = {sympy.exp(middle).evalf(6)}: {f}")
        boxes += [(low, middle, depth + 1), (middle, high, depth + 1)]
