"""Inverting a strictly monotone function in ball arithmetic, with proof.

Krawczyk's test: if K(U) = u - (F(u) - Y)/F'(u) + (1 - F'(U)/F'(u))·(U - u) lies inside the ball U, then for each
y in Y there is exactly one root of F = y in U, and it depends holomorphically on y. So that root is the analytic
continuation of the real one, provided that the real midpoint of Y is in Y and its root is on the branch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import flint
from flint import acb, arb

from gantheory.arithmetic.ball import Ball
from gantheory.distributions.coordinate import Anchored, Coordinate
from gantheory.distributions.maps.branches import Preimage
from gantheory.distributions.maps.stations import LEADING_ONLY, Line, Station, log_offset, offset, solve_one

#: u ↦ the left-hand side F and its derivative.
Equation = Callable[[acb], tuple[acb, acb]]

#: Bits that a root found in floats has; each Newton step doubles them.
START_BITS = 40


class BallPreimage(Preimage):
    """The preimage of a complex ball; NaN where it cannot be verified, so that the integrator subdivides."""

    def __init__(self, A: Ball, x: Coordinate, line: Line) -> None:
        self.A = A
        passed = sum(1 for fence in line.fences if x.minus(fence).real.mid() > 0)
        self.station = station = line.stations[passed]
        t, log_t = station.target(A, x)
        self.log_w: acb | None = None
        if station.order == 1 and station.value is not None and not station.at_infinity:
            self.w = _root(station, t)
        else:
            self.log_w = _log_root(station, log_t)
            self.w = self.log_w.exp()
        self.at = Anchored(A, station.point, offset(station, self.w))

    def minus(self, a: Fraction | int) -> acb:
        return self.at.minus(a)

    def log_minus(self, a: Fraction | int) -> acb:
        if a == self.station.point and self.log_w is not None:
            return log_offset(self.station, self.log_w)
        return self.at.log_minus(a)

    def log_slope(self) -> acb:
        if self.log_w is None:
            return self.A.log(self.station.local.regular(self.w)[1])
        return self.station.log_slope(self.A, *self.station.local.balls(self.w), self.log_w)


def _root(station: Station, t: acb) -> acb:
    """The ball of roots of f(w) = t in w."""
    if not t.is_finite():
        return acb("nan")
    real = t.real.mid()
    size = float(real)
    # Below 0 is the continuation beyond an end of the branch: the linear part is a start.
    start = arb(solve_one(station, size) if size > 0 else size * math.exp(-station.log_leading))
    return _continued(station.local.regular, start, acb(real), t, lambda w: w.real, station.width)


def _log_root(station: Station, log_t: acb) -> acb:
    """The ball of roots of k·l + log r(e^l) = log t in l = log w."""
    if not log_t.is_finite():
        return acb("nan")
    k, real = station.order, log_t.real.mid()
    size = float(real)

    def equation(l: acb) -> tuple[acb, acb]:
        reduced, rise = station.local.balls(l.exp())
        return k * l + reduced.log(analytic=True), rise / reduced

    if size > LEADING_ONLY:
        start = arb(solve_one(station, math.exp(size))).log()
    elif station.power_like:
        start = arb((size - station.log_leading) / k)
    else:
        return acb("nan")
    return _continued(equation, start, acb(real), log_t, lambda l: l.exp().real, station.width)


def _continued(equation: Equation, start: arb, real: acb, target: acb, w: Callable[[acb], arb], width: float) -> acb:
    """The ball of the roots for all of `target`, continued from the root for its real midpoint."""
    u, bits = acb(start), START_BITS
    while bits < 2 * flint.ctx.prec and u.is_finite():
        value, slope = equation(u)
        u = acb((u - (value - real) / slope).real.mid())
        bits *= 2
    wide = _contraction(equation, u, target.union(real))
    if wide is None:
        return acb("nan")
    if math.isfinite(width) and not w(wide) < arb(width):
        # The whole ball may reach beyond the branch; the root of the midpoint must not.
        root = _contraction(equation, u, real)
        if root is None or not w(root) < arb(width):
            return acb("nan")
    return wide if target.imag.contains(0) else _tightened(equation, u, target, wide)


def _tightened(equation: Equation, u: acb, target: acb, wide: acb) -> acb:
    """A smaller ball around the root for a target off the real line, which `wide` continues from there."""
    for _ in range(flint.ctx.prec.bit_length()):
        value, slope = equation(u)
        u = (u - (value - target.mid()) / slope).mid()
    tight = _contraction(equation, u, target)
    # There is one root in `wide` only.
    return tight if tight is not None and wide.contains(tight) else wide


def _contraction(equation: Equation, u: acb, target: acb) -> acb | None:
    """K(U) inside a ball U around the point u, for all right-hand sides in `target`; None if the test fails."""
    value, slope = equation(u)
    residual = (value - target) / slope
    if not residual.is_finite():
        return None
    reach = abs(residual).upper()
    least = abs(u).upper() * arb(2) ** (6 - flint.ctx.prec)
    for factor in (2, 4):
        radius = (reach * factor + least).upper()
        step = acb(arb(0, radius), arb(0, radius))
        derivative = equation(u + step)[1]
        if not derivative.is_finite() or derivative.contains(0):
            return None
        image = u - residual + (1 - derivative / slope) * step
        if (u + step).contains_interior(image):
            return image
    return None
