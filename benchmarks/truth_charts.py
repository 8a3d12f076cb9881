"""Places, charts and ends of the line, and what every law of :mod:`truth_laws` can be asked, in balls.

Nothing here is shared with gantheory. A base law knows its
support, its log-density on a piece of the line, and its *decay*: d log f / d log y as y → ∞, where y = |x - c| at an
infinite end and y = 1/|x - a| at a finite one, as a sum of terms c·e^{ey}·y^k·(log y)^l.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb, fmpq

#: A place of the extended line: None is the infinity that the context names.
Place = fmpq | None
#: (e, k, l) → coefficient of e^{ey} y^k (log y)^l.
Terms = dict[tuple[fmpq, fmpq, int], fmpq | arb]

ZERO, ONE = fmpq(0), fmpq(1)
CONSTANT, LOG = (ZERO, ZERO, 0), (ZERO, ZERO, 1)


def power(k: fmpq | int) -> tuple[fmpq, fmpq, int]:
    """The kind of the term y^k."""
    return (ZERO, fmpq(k), 0)


def ball(number: fmpq | int) -> arb:
    """A number as a ball at the working precision."""
    return arb(fmpq(number))


@dataclass(frozen=True)
class End:
    """x → ±∞, measured by y = |x - origin|, or x → origin from one side, measured by y = 1/|x - origin|."""

    infinite: bool
    side: int
    origin: fmpq


@dataclass(frozen=True)
class Chart:
    """x = origin ± length·t (side ±2), or origin ± length·e^t (side ±1), on a cell without breakpoints inside."""

    low: Place
    high: Place
    origin: fmpq
    side: int = 0
    length: fmpq = ONE


class Spot:
    """Where a density is asked: x - origin, t, and whether the answer has to be analytic."""

    __slots__ = ("analytic", "offset", "t")

    def __init__(self, t: acb, offset: acb, analytic: bool) -> None:
        self.t, self.offset, self.analytic = t, offset, analytic


LogDensity = Callable[[Spot], acb]


def log_distance(chart: Chart, a: fmpq) -> LogDensity:
    """log|x - a| on a chart whose cell does not hold a."""
    if a == chart.origin and abs(chart.side) == 1:
        constant = ball(chart.length).log()
        return lambda at: at.t + constant
    gap = ball(chart.origin - a)
    if chart.low is not None and a <= chart.low:
        return lambda at: (at.offset + gap).log(analytic=at.analytic)
    return lambda at: (-at.offset - gap).log(analytic=at.analytic)


class Base:
    """A law with one formula a piece."""

    low: Place = None
    high: Place = None
    #: where the mass is, for panels
    center: fmpq = ZERO
    scale: fmpq = ONE
    kinks: tuple[fmpq, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for equal laws."""
        return (type(self).__name__, *(f"{name}={value}" for name, value in vars(self).items()))

    @property
    def breaks(self) -> list[fmpq]:
        return [b for b in (self.low, self.high, *self.kinks) if b is not None]

    def present(self, low: Place, high: Place) -> bool:
        """Whether the cell lies in the support."""
        return (self.low is None or (low is not None and self.low <= low)) and (
            self.high is None or (high is not None and high <= self.high)
        )

    def bind(self, chart: Chart) -> LogDensity:
        """The log-density on a chart."""
        raise NotImplementedError

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        """Coefficients of 1, o = x - origin, o², u = log|x| and u² in log f; None if it has others."""
        return None

    def slope(self, x: arb, side: int) -> arb:
        """d log f/dx on a ball of places that lie on one side of each breakpoint."""
        raise NotImplementedError

    def singular(self, end: End) -> bool:
        """Whether log f is not analytic at a finite end."""
        return False

    def decay(self, end: End, y: arb) -> Terms:
        """d log f / d log y for all y' ≥ y."""
        if end.infinite:
            raise NotImplementedError
        distance = (1 / y).union(arb(0))
        return {power(-1): -end.side * self.slope(ball(end.origin) + end.side * distance, end.side)}

    def heavy(self) -> bool:
        """Whether the tails are better seen on a logarithmic scale."""
        return False


def shift(end: End, a: fmpq) -> fmpq:
    """y + shift = |x - a| at an infinite end."""
    return end.side * (end.origin - a)


def growth(y: arb, by: fmpq) -> arb:
    """y'/(y' + by) for all y' ≥ y."""
    return (y / (y + by)).union(arb(1))


def combined(chart: Chart, weighted: list[tuple[int, dict[str, fmpq | arb]]]) -> LogDensity:
    """A combination of log-densities with its coefficients added first, so that what cancels is gone."""
    total: dict[str, fmpq | arb] = {}
    for factor, terms in weighted:
        for name, c in terms.items():
            total[name] = total[name] + factor * c if name in total else factor * c
    constant = arb(total.get("1", ZERO))
    o1, o2, u1, u2 = (total.get(name, ZERO) for name in ("o", "o2", "u", "u2"))
    # squares are completed: a(o + h)² keeps a ball near -h small where a·o² + b·o + c would not
    o_shift, o_rest = (o1 / (2 * o2), -o1 * o1 / (4 * o2)) if o2 != 0 else (ZERO, ZERO)
    u_shift, u_rest = (u1 / (2 * u2), -u1 * u1 / (4 * u2)) if u2 != 0 else (ZERO, ZERO)
    constant = constant + o_rest + u_rest
    a1, a2, b1, b2, h, k = (ball(c) for c in (o1, o2, u1, u2, o_shift, u_shift))

    def polynomial(at: Spot) -> acb:
        return a2 * (at.offset + h) ** 2 + constant if o2 != 0 else a1 * at.offset + constant

    if u1 == 0 and u2 == 0:
        return polynomial
    distance = log_distance(chart, ZERO)

    def combination(at: Spot) -> acb:
        u = distance(at)
        return polynomial(at) + (b2 * (u + k) ** 2 if u2 != 0 else b1 * u)

    return combination


def abs_q(number: fmpq) -> fmpq:
    return number if number > 0 else -number


def fmpq_of(number: float | str | Fraction) -> fmpq:
    """The exact value of a float, or of decimal text."""
    exact = Fraction(number)
    return fmpq(exact.numerator, exact.denominator)
