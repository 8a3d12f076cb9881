"""A step of a generator that is neither rational nor elementary, such as z·e^z, z + e^z, or sin z."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import flint
import numpy as np
import sympy
from flint import acb, arb, arb_series

from gantheory.arithmetic.ball import BALL, Ball, precision, rational
from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.arithmetic.walk import Compiled, compile_expression, rational_of
from gantheory.distributions.coordinate import Extended
from gantheory.distributions.maps.branches import POINT_BITS, Turn, midpoint
from gantheory.distributions.maps.critical_points import Zero, zeros
from gantheory.distributions.maps.inversion import StationedMap
from gantheory.distributions.maps.rewriting import evaluable
from gantheory.distributions.maps.stations import Station
from gantheory.errors import FormulaError, InvalidParameterError

#: Terms of the Taylor series around a station.
TERMS = 40

#: The distance from the point that an asymptote is measured from.
_DISTANCE: Final = sympy.Symbol("y", positive=True)

#: At this distance and its sixth power the forms of an asymptote are compared.
FAR = 12

#: A critical point where this many derivatives vanish is refused.
MAX_ORDER = 12

#: The Taylor series is used where its last terms are below this part of the first.
TAYLOR_RELATIVE = 2.0**-56

#: ... and where no term exceeds the first by more than this factor, so that nothing cancels.
TAYLOR_GROWTH = 1.0


@dataclass(frozen=True)
class Analytic(StationedMap):
    """G given by an expression in `symbol` that is analytic inside the support and at its finite ends."""

    expression: sympy.Expr
    symbol: sympy.Symbol

    def __str__(self) -> str:
        return str(self.expression)

    @functools.cached_property
    def _codes(self) -> tuple[Compiled, Compiled]:
        try:
            slope = evaluable(sympy.diff(self.expression, self.symbol))
            return compile_expression(self.expression), compile_expression(slope)
        except FormulaError as error:
            raise InvalidParameterError(f"the generator {self.expression} cannot be evaluated: {error}") from None

    def value(self, z: Floats) -> Floats:
        return np.asarray(self._codes[0](FLOATING, {self.symbol.name: z}), dtype=float)

    @functools.cached_property
    def _inexact(self) -> dict[Extended, Zero]:
        return {}

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        _ = self._codes
        self._require_real(low, high)
        found = zeros(sympy.diff(self.expression, self.symbol), self.symbol, low, high)
        self._inexact.update({zero.point: zero for zero in found if not zero.exact})
        return tuple(zero.point for zero in found)

    def _require_real(self, low: Extended, high: Extended) -> None:
        """Refuse logarithms and roots of what is not positive on the support, and poles."""
        z = self.symbol
        for part in sympy.preorder_traversal(self.expression):
            if (
                isinstance(part, sympy.log)
                or (part.is_Pow and not part.exp.is_nonnegative and not part.exp.has(z))
                or (part.is_Pow and part.exp.is_Rational and not part.exp.is_Integer)
            ):
                inner = part.args[0]
                if not inner.has(z) or inner.is_positive:
                    continue
                if zeros(inner, z, low, high):
                    raise InvalidParameterError(
                        f"the generator contains {part}, which is singular inside ({low}, {high}); "
                        "use a base law whose support avoids it"
                    )
                if not (part.is_Pow and part.exp.is_Integer):
                    middle = _between(low, high)
                    at = sympy.Rational(middle.numerator, middle.denominator)
                    if inner.xreplace({z: at}).is_positive is not True:
                        raise InvalidParameterError(
                            f"the generator contains {part}, which is not real on ({low}, {high}); "
                            "use a base law on which it is"
                        )

    def turn(self, point: Extended, side: int) -> Turn:
        if isinstance(point, float):
            limit = sympy.limit(self.expression, self.symbol, sympy.oo if point > 0 else -sympy.oo)
            if limit in (sympy.oo, -sympy.oo):
                return Turn(point, math.inf if limit == sympy.oo else -math.inf, Fraction(0))
            value, exact = self._number(limit, f"the limit {limit} of the generator at {point}")
            return Turn(point, value, Fraction(0), exact)
        at = sympy.Rational(point.numerator, point.denominator)
        exact_point = point not in self._inexact
        number = self.expression.xreplace({self.symbol: at})
        value, exact = self._number(number, f"the generator at {float(point)}, an end of a branch,")
        # A zero of the slope that is no fraction was found by a change of sign: it is simple.
        order = self._order(at) if exact_point else 2
        return Turn(point, value, Fraction(order), exact and exact_point)

    @staticmethod
    def _number(number: sympy.Expr, what: str) -> tuple[Fraction, bool]:
        simple = evaluable(sympy.simplify(number))
        if simple.is_Rational:
            return rational_of(simple), True
        if simple.is_extended_real and simple.is_finite is not False and not simple.has(sympy.oo, sympy.zoo, sympy.nan):
            with precision(4 * POINT_BITS):
                value = compile_expression(simple)(BALL, {})
                if value.is_finite() and value.real.rel_accuracy_bits() > POINT_BITS:
                    return midpoint(value.real), False
        raise InvalidParameterError(
            f"{what} is {simple}, where it is not analytic; use a base law whose support ends elsewhere"
        )

    def _order(self, at: sympy.Rational) -> int:
        derivative = self.expression
        for order in range(1, MAX_ORDER + 1):
            derivative = sympy.diff(derivative, self.symbol)
            if sympy.simplify(derivative.xreplace({self.symbol: at})) != 0:
                return order
        raise InvalidParameterError(f"more than {MAX_ORDER} derivatives of the generator vanish at {at}")

    def station(self, turn: Turn, side: int, other: Extended, at: Fraction | None) -> Station | None:
        if isinstance(turn.value, float):
            return None
        if isinstance(turn.point, float):
            return None if at is None else self._asymptote(turn, -side, at)
        with quiet():
            return self._station(turn, side, abs(float(other - turn.point)))

    def _station(self, turn: Turn, side: int, width: float) -> Station:
        k = int(turn.order)
        taylor = self._taylor(Fraction(turn.point), side)
        sign = 1 if taylor[k] > 0 else -1
        local = _Expansion(
            self,
            Fraction(turn.point),
            Fraction(turn.value),
            side,
            sign,
            k,
            tuple(sign * c for c in taylor[k:]),
        )
        return Station(Fraction(turn.point), Fraction(turn.value), side, sign, k, local, width)

    def _asymptote(self, turn: Turn, side: int, at: Fraction) -> Station:
        """The station of z → ±∞ with a finite limit, where z is measured from `at`."""
        limit = sympy.limit(self.expression, self.symbol, sympy.oo if side > 0 else -sympy.oo)
        origin = sympy.Rational(at.numerator, at.denominator)
        gap = _most_accurate(self.expression.xreplace({self.symbol: origin + side * _DISTANCE}) - limit)
        with precision(4 * POINT_BITS):
            sign = 1 if compile_expression(gap)(BALL, {_DISTANCE.name: acb(FAR)}).real > 0 else -1
        local = _Approach(sign * gap)
        return Station(at, Fraction(turn.value), side, sign, 1, local, math.inf, at_infinity=True, power_like=False)

    def _taylor(self, point: Fraction, side: int) -> list[float]:
        """Taylor coefficients of G(point + side·w) in w."""
        with precision(4 * POINT_BITS):
            cap = flint.ctx.cap
            flint.ctx.cap = TERMS
            try:
                series = self._codes[0](_SERIES, {self.symbol.name: arb_series([arb(rational(point)), side])})
                coefficients = [float(series[i]) for i in range(TERMS)]
            except (ValueError, ZeroDivisionError):
                coefficients = [math.nan]
            finally:
                flint.ctx.cap = cap
        if not all(math.isfinite(c) for c in coefficients):
            raise InvalidParameterError(
                f"the generator {self.expression} is not analytic at {float(point)}, an end of the support; "
                "use a base law whose support ends elsewhere"
            )
        return coefficients


def _between(low: Extended, high: Extended) -> Fraction:
    if isinstance(low, float):
        return Fraction(0) if isinstance(high, float) else high - 1
    return low + 1 if isinstance(high, float) else (low + high) / 2


@dataclass(frozen=True, eq=False)
class _Expansion:
    """r(w) = ±(G(point ± w) - value)/w^k: the Taylor series near 0, the difference itself elsewhere."""

    map: Analytic
    point: Fraction
    value: Fraction
    side: int
    sign: int
    order: int
    taylor: tuple[float, ...]

    @functools.cached_property
    def radius(self) -> float:
        """Where the Taylor series serves."""
        first = abs(self.taylor[0])
        terms = [(n, abs(c)) for n, c in enumerate(self.taylor) if n and c]
        last = [(TAYLOR_RELATIVE * first / c) ** (1 / n) for n, c in terms if n > len(self.taylor) - 8]
        calm = [(TAYLOR_GROWTH * first / c) ** (1 / n) for n, c in terms]
        return min([*last, *calm], default=math.inf)

    def floats(self, w: Floats) -> tuple[Floats, Floats]:
        near = w < self.radius
        inside = np.where(near, w, 0.0)
        reduced, slope = np.full_like(w, self.taylor[-1]), np.zeros_like(w)
        for c in reversed(self.taylor[:-1]):
            slope = slope * inside + reduced
            reduced = reduced * inside + c
        bend = inside * slope / reduced
        if near.all():
            return reduced, bend
        code, derivative = self.map._codes
        z = {self.map.symbol.name: float(self.point) + self.side * w}
        rise = self.sign * (code(FLOATING, z) - float(self.value))
        degree = w * self.sign * self.side * derivative(FLOATING, z) / rise
        return np.where(near, reduced, rise / w**self.order), np.where(near, bend, degree - self.order)

    def at(self, w: float) -> tuple[float, float]:
        return _at(self, w)

    def regular(self, w: acb) -> tuple[acb, acb]:
        code, derivative = self.map._codes
        z = {self.map.symbol.name: acb(rational(self.point)) + self.side * w}
        plain = Ball(analytic=True)
        rise = code(plain, z) - acb(rational(self.value))
        return self.sign * rise, self.sign * self.side * derivative(plain, z)

    def balls(self, w: acb) -> tuple[acb, acb]:
        k = self.order
        if not w.is_finite() or w.contains(0):
            return acb("nan"), acb("nan")
        # G - v cancels k·log2(1/|w|) bits.
        lost = max(0, -math.floor(math.log2(float(abs(w).lower()) or 5e-324))) * k
        bits = flint.ctx.prec
        with precision(bits + lost):
            rise, slope = self.regular(w)
            reduced, slope = rise / w**k, slope / w ** (k - 1)
        return +reduced, +slope


def _most_accurate(gap: sympy.Expr) -> sympy.Expr:
    """The form of a gap that loses least in floats at a far point."""

    def error(form: sympy.Expr) -> float:
        try:
            code = compile_expression(form)
        except FormulaError:
            return math.inf
        worst = 0.0
        for distance in (FAR, FAR**6):
            with quiet(), precision(4 * POINT_BITS):
                true = float(code(BALL, {_DISTANCE.name: acb(distance)}).real)
                found = float(code(FLOATING, {_DISTANCE.name: np.float64(distance)}))
            if true and not abs(found / true - 1) <= worst:
                worst = abs(found / true - 1) if math.isfinite(found) else math.inf
        return worst

    forms = [
        gap,
        gap.rewrite(sympy.erfc),
        gap.xreplace(
            {e: sympy.pi / 2 - sympy.atan(1 / e.args[0]) for e in gap.atoms(sympy.atan) if e.args[0].is_positive}
        ),
        sympy.simplify(gap),
        sympy.simplify(gap.rewrite(sympy.exp)),
    ]
    return min(forms, key=error)


@dataclass(frozen=True, eq=False)
class _Approach:
    """r(w) = f(w)/w for an f that is given as an expression in y = 1/w, towards an asymptote."""

    gap: sympy.Expr

    @functools.cached_property
    def _codes(self) -> tuple[Compiled, Compiled]:
        return compile_expression(self.gap), compile_expression(evaluable(sympy.diff(self.gap, _DISTANCE)))

    def floats(self, w: Floats) -> tuple[Floats, Floats]:
        code, derivative = self._codes
        y = {_DISTANCE.name: 1 / w}
        rise = code(FLOATING, y)
        # df/dw = -f'(y)/w².
        degree = -derivative(FLOATING, y) / (w * rise)
        return rise / w, degree - 1

    def at(self, w: float) -> tuple[float, float]:
        return _at(self, w)

    def balls(self, w: acb) -> tuple[acb, acb]:
        rise, slope = self.regular(w)
        return rise / w, slope

    def regular(self, w: acb) -> tuple[acb, acb]:
        code, derivative = self._codes
        y, plain = {_DISTANCE.name: 1 / w}, Ball(analytic=True)
        return code(plain, y), -derivative(plain, y) / (w * w)


def _at(local: _Expansion | _Approach, w: float) -> tuple[float, float]:
    with quiet():
        reduced, bend = local.floats(np.array([w]))
    return float(reduced[0]), float(bend[0])


class _Series:
    """Real power series in the walker's operations, for Taylor coefficients."""

    minus_infinity = arb("-inf")

    def const(self, number: Fraction | int) -> arb_series:
        return arb_series([arb(rational(number))])

    def pi(self) -> arb_series:
        return arb_series([arb.pi()])

    def exp(self, y: arb_series) -> arb_series:
        return y.exp()

    def log(self, y: arb_series) -> arb_series:
        return y.log()

    def sqrt(self, y: arb_series) -> arb_series:
        return y.sqrt()

    def sin(self, y: arb_series) -> arb_series:
        return y.sin()

    def cos(self, y: arb_series) -> arb_series:
        return y.cos()

    def tanh(self, y: arb_series) -> arb_series:
        return 1 - 2 / (1 + (2 * y).exp())

    def atan(self, y: arb_series) -> arb_series:
        return y.atan()

    def erfc(self, y: arb_series) -> arb_series:
        return y.erfc()

    def power(self, y: arb_series, exponent: Fraction) -> arb_series:
        if exponent.denominator == 1:
            return y ** int(exponent)
        return (y.log() * arb_series([arb(rational(exponent))])).exp()

    def weighted(self, log_weight: arb_series, y: arb_series) -> arb_series:
        return log_weight.exp() * y

    def log1p(self, y: arb_series) -> arb_series:
        return (1 + y).log()

    def logaddexp(self, a: arb_series, b: arb_series) -> arb_series:
        return (a.exp() + b.exp()).log()


#: It has only the operations that an analytic expression compiles to, not the whole of an Arithmetic.
_SERIES: Final[Any] = _Series()
