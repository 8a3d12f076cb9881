"""Laws as plain data for :mod:`truths`: log-densities in balls, and how fast each falls at an end.

Nothing here is shared with gantheory. A law is read from text into a list of weighted base laws. A base law knows its
support, its log-density on a piece of the line, and its *decay*: d log f / d log y as y → ∞, where y = |x - c| at an
infinite end and y = 1/|x - a| at a finite one, as a sum of terms c·e^{ey}·y^k·(log y)^l.
"""

from __future__ import annotations

import ast
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


class Normal(Base):
    def __init__(self, loc: fmpq = ZERO, scale: fmpq = ONE) -> None:
        self.center, self.scale = loc, scale

    def bind(self, chart: Chart) -> LogDensity:
        gap, inverse = ball((chart.origin - self.center) / self.scale), ball(1 / self.scale)
        constant = -(ball(self.scale) * (2 * arb.pi()).sqrt()).log()
        half = arb(-0.5)

        def log_density(at: Spot) -> acb:
            z = at.offset * inverse + gap
            return z * z * half + constant

        return log_density

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        square, gap = self.scale * self.scale, chart.origin - self.center
        constant = -(ball(self.scale) * (2 * arb.pi()).sqrt()).log()
        return {"o2": -1 / (2 * square), "o": -gap / square, "1": constant - gap * gap / (2 * square)}

    def slope(self, x: arb, side: int) -> arb:
        return -(x - self.center) / ball(self.scale * self.scale)

    def decay(self, end: End, y: arb) -> Terms:
        if not end.infinite:
            return super().decay(end, y)
        square = self.scale * self.scale
        return {power(2): -1 / square, power(1): -shift(end, self.center) / square}


class HalfNormal(Normal):
    low = ZERO

    def __init__(self, scale: fmpq = ONE) -> None:
        super().__init__(ZERO, scale)

    def bind(self, chart: Chart) -> LogDensity:
        whole, log2 = super().bind(chart), arb(2).log()
        return lambda at: whole(at) + log2

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        whole = super().terms(chart)
        assert whole is not None
        return whole | {"1": whole["1"] + arb(2).log()}


class Laplace(Base):
    def __init__(self, loc: fmpq = ZERO, scale: fmpq = ONE) -> None:
        self.center, self.scale, self.kinks = loc, scale, (loc,)

    def bind(self, chart: Chart) -> LogDensity:
        right = chart.low is not None and self.center <= chart.low
        gap, inverse = ball((chart.origin - self.center) / self.scale), ball((-1 if right else 1) / self.scale)
        gap = -gap if right else gap
        constant = gap - ball(2 * self.scale).log()
        return lambda at: at.offset * inverse + constant

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        right = chart.low is not None and self.center <= chart.low
        rate = (-1 if right else 1) / self.scale
        return {"o": rate, "1": rate * (chart.origin - self.center) - ball(2 * self.scale).log()}

    def slope(self, x: arb, side: int) -> arb:
        right = x > self.center or (not x < self.center and side > 0)
        return ball((-1 if right else 1) / self.scale)

    def decay(self, end: End, y: arb) -> Terms:
        return {power(1): -1 / self.scale} if end.infinite else super().decay(end, y)


class Logistic(Base):
    def __init__(self, loc: fmpq = ZERO, scale: fmpq = ONE) -> None:
        self.center, self.scale = loc, scale

    def bind(self, chart: Chart) -> LogDensity:
        gap, inverse, constant = (
            ball((chart.origin - self.center) / self.scale),
            ball(1 / self.scale),
            ball(self.scale).log(),
        )

        def log_density(at: Spot) -> acb:
            z = at.offset * inverse + gap
            if float(z.real) < 0:
                z = -z
            return -z - 2 * (1 + (-z).exp()).log(analytic=at.analytic) - constant

        return log_density

    def slope(self, x: arb, side: int) -> arb:
        return -((x - self.center) / ball(2 * self.scale)).tanh() / self.scale

    def decay(self, end: End, y: arb) -> Terms:
        if not end.infinite:
            return super().decay(end, y)
        z = (y + shift(end, self.center)) / ball(self.scale)
        return {power(1): -(z / 2).tanh().union(arb(1)) / self.scale}


class StudentT(Base):
    def __init__(self, df: fmpq, loc: fmpq = ZERO, scale: fmpq = ONE) -> None:
        self.df, self.center, self.scale = df, loc, scale

    def bind(self, chart: Chart) -> LogDensity:
        df, half = ball(self.df), ball((self.df + 1) / 2)
        gap, inverse = ball((chart.origin - self.center) / self.scale), ball(1 / self.scale)
        constant = half.lgamma() - (df / 2).lgamma() - (df * arb.pi()).log() / 2 - ball(self.scale).log()
        over, far = 1 / df, abs(chart.side) == 1

        # far out on a logarithmic chart, 1 + z²/ν = o²/(νs²)·((1 + g/o)² + νs²/o²)
        offset_gap, width = ball(chart.origin - self.center), df * self.scale**2
        start = 2 * ball(chart.length).log() - width.log()

        def log_density(at: Spot) -> acb:
            if far and at.t.real > 0:
                w = 1 / at.offset
                near_one = (1 + offset_gap * w) ** 2 + width * w * w
                return constant - half * (2 * at.t + start + near_one.log(analytic=at.analytic))
            z = at.offset * inverse + gap
            return constant - half * (1 + z * z * over).log(analytic=at.analytic)

        return log_density

    def slope(self, x: arb, side: int) -> arb:
        z = (x - self.center) / ball(self.scale)
        return -(self.df + 1) * z / (self.df + z * z) / self.scale

    def decay(self, end: End, y: arb) -> Terms:
        if not end.infinite:
            return super().decay(end, y)
        by = shift(end, self.center)
        if not y + by > 0:
            return {CONSTANT: arb.nan()}
        square = ((y + by) / ball(self.scale)) ** 2
        # 1 - y/(y + by)·z²/(z² + df), times y, which stays bounded
        rest = by * growth(y, by) + (self.df * y / (square + self.df)).union(arb(0))
        return {CONSTANT: -(self.df + 1), power(-1): (self.df + 1) * rest}

    def heavy(self) -> bool:
        return True


class Exponential(Base):
    low = ZERO

    def __init__(self, scale: fmpq = ONE) -> None:
        self.center = self.scale = scale

    def bind(self, chart: Chart) -> LogDensity:
        inverse = ball(-1 / self.scale)
        constant = ball(chart.origin) * inverse - ball(self.scale).log()
        return lambda at: at.offset * inverse + constant

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        return {"o": -1 / self.scale, "1": -chart.origin / self.scale - ball(self.scale).log()}

    def slope(self, x: arb, side: int) -> arb:
        return ball(-1 / self.scale)

    def decay(self, end: End, y: arb) -> Terms:
        return {power(1): -1 / self.scale} if end.infinite else super().decay(end, y)


class Gamma(Base):
    low = ZERO

    def __init__(self, shape: fmpq, scale: fmpq = ONE) -> None:
        self.shape, self.scale, self.center = shape, scale, shape * scale

    def bind(self, chart: Chart) -> LogDensity:
        inverse, exponent = ball(-1 / self.scale), ball(self.shape - 1)
        constant = ball(chart.origin) * inverse - ball(self.shape).lgamma() - ball(self.shape) * ball(self.scale).log()
        if self.shape == 1:
            return lambda at: at.offset * inverse + constant
        distance = log_distance(chart, ZERO)
        return lambda at: exponent * distance(at) + at.offset * inverse + constant

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        constant = -ball(self.shape).lgamma() - ball(self.shape) * ball(self.scale).log()
        return {"o": -1 / self.scale, "u": self.shape - 1, "1": constant - chart.origin / self.scale}

    def slope(self, x: arb, side: int) -> arb:
        return (self.shape - 1) / x - 1 / ball(self.scale)

    def singular(self, end: End) -> bool:
        return end.origin == 0 and self.shape != 1

    def decay(self, end: End, y: arb) -> Terms:
        if end.infinite:
            by = shift(end, ZERO)
            share = self.shape - 1 if by == 0 else ball(self.shape - 1) * growth(y, by)
            return {power(1): -1 / self.scale, CONSTANT: share}
        if end.origin == 0:
            return {CONSTANT: 1 - self.shape, power(-1): 1 / self.scale}
        return super().decay(end, y)


class Weibull(Base):
    low = ZERO

    def __init__(self, shape: fmpq, scale: fmpq = ONE) -> None:
        self.shape, self.scale, self.center = shape, scale, scale

    def bind(self, chart: Chart) -> LogDensity:
        k, log_scale = ball(self.shape), ball(self.scale).log()
        constant = (k / self.scale).log()
        distance = log_distance(chart, ZERO)

        def log_density(at: Spot) -> acb:
            u = distance(at) - log_scale
            return constant + (k - 1) * u - (k * u).exp()

        return log_density

    def slope(self, x: arb, side: int) -> arb:
        k = ball(self.shape)
        return (k - 1) / x - k * (k * (x / self.scale).log()).exp() / x

    def singular(self, end: End) -> bool:
        return end.origin == 0

    def decay(self, end: End, y: arb) -> Terms:
        k = ball(self.shape)
        factor = k * ball(self.scale) ** (-k)
        if end.infinite:
            by = shift(end, ZERO)
            share = arb(1) if by == 0 else growth(y, by)
            return {power(self.shape): -factor * share ** (1 - k), CONSTANT: share * (k - 1)}
        if end.origin == 0:
            return {CONSTANT: 1 - self.shape, power(-self.shape): factor}
        return super().decay(end, y)

    def heavy(self) -> bool:
        return self.shape < 1


class LogNormal(Base):
    low = ZERO

    def __init__(self, mu: fmpq = ZERO, sigma: fmpq = ONE) -> None:
        self.mu, self.sigma = mu, sigma
        self.center = fmpq_of(float(ball(mu).exp()))
        self.scale = self.center

    def bind(self, chart: Chart) -> LogDensity:
        distance = log_distance(chart, ZERO)
        mu, inverse = ball(self.mu), ball(1 / self.sigma)
        constant = -(ball(self.sigma) * (2 * arb.pi()).sqrt()).log()
        half = arb(-0.5)

        def log_density(at: Spot) -> acb:
            u = distance(at)
            z = (u - mu) * inverse
            return z * z * half - u + constant

        return log_density

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        square = self.sigma * self.sigma
        constant = -(ball(self.sigma) * (2 * arb.pi()).sqrt()).log() - self.mu * self.mu / (2 * square)
        return {"u2": -1 / (2 * square), "u": self.mu / square - 1, "1": constant}

    def slope(self, x: arb, side: int) -> arb:
        return -(1 + (x.log() - self.mu) / ball(self.sigma**2)) / x

    def singular(self, end: End) -> bool:
        return end.origin == 0

    def decay(self, end: End, y: arb) -> Terms:
        square = self.sigma * self.sigma
        if end.infinite:
            by = shift(end, ZERO)
            if by == 0:
                return {LOG: -1 / square, CONSTANT: self.mu / square - 1}
            share, gap = growth(y, by), (1 + by / y).log().union(arb(0))
            return {LOG: -share / square, CONSTANT: share * ((self.mu - gap) / square - 1)}
        if end.origin == 0:
            return {LOG: -1 / square, CONSTANT: 1 - self.mu / square}
        return super().decay(end, y)

    def heavy(self) -> bool:
        return True


class Gumbel(Base):
    def __init__(self, loc: fmpq = ZERO, scale: fmpq = ONE) -> None:
        self.center, self.scale = loc, scale

    def bind(self, chart: Chart) -> LogDensity:
        gap, inverse, constant = (
            ball((chart.origin - self.center) / self.scale),
            ball(1 / self.scale),
            ball(self.scale).log(),
        )

        def log_density(at: Spot) -> acb:
            z = at.offset * inverse + gap
            return -z - (-z).exp() - constant

        return log_density

    def slope(self, x: arb, side: int) -> arb:
        return (((self.center - x) / ball(self.scale)).exp() - 1) / self.scale

    def decay(self, end: End, y: arb) -> Terms:
        if not end.infinite:
            return super().decay(end, y)
        rate = 1 / self.scale
        if end.side > 0:
            z = (y + shift(end, self.center)) * ball(rate)
            return {power(1): -rate * (1 - (-z).exp()).union(arb(1))}
        start = (shift(end, self.center) * ball(rate)).exp()
        return {power(1): rate, (rate, ONE, 0): -start * rate}


class Pareto(Base):
    def __init__(self, shape: fmpq, scale: fmpq = ONE) -> None:
        self.shape, self.scale, self.low, self.center = shape, scale, scale, 2 * scale

    def bind(self, chart: Chart) -> LogDensity:
        distance, a = log_distance(chart, ZERO), ball(self.shape)
        constant = a.log() + a * ball(self.scale).log()
        return lambda at: constant - (a + 1) * distance(at)

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        return {"u": -(self.shape + 1), "1": ball(self.shape).log() + self.shape * ball(self.scale).log()}

    def slope(self, x: arb, side: int) -> arb:
        return -(self.shape + 1) / x

    def decay(self, end: End, y: arb) -> Terms:
        if not end.infinite:
            return super().decay(end, y)
        by = shift(end, ZERO)
        return {CONSTANT: -(self.shape + 1), power(-1): (self.shape + 1) * by * growth(y, by)}

    def heavy(self) -> bool:
        return True


class Uniform(Base):
    def __init__(self, low: fmpq = ZERO, high: fmpq = ONE) -> None:
        self.low, self.high, self.center, self.scale = low, high, (low + high) / 2, (high - low) / 2

    def bind(self, chart: Chart) -> LogDensity:
        constant = acb(-ball(2 * self.scale).log())
        return lambda at: constant

    def terms(self, chart: Chart) -> dict[str, fmpq | arb] | None:
        return {"1": -ball(2 * self.scale).log()}

    def slope(self, x: arb, side: int) -> arb:
        return arb(0)


class Triangular(Base):
    def __init__(self, low: fmpq, mode: fmpq, high: fmpq) -> None:
        self.low, self.mode, self.high, self.kinks = low, mode, high, (mode,)
        self.center, self.scale = (low + high) / 2, (high - low) / 2

    def bind(self, chart: Chart) -> LogDensity:
        rising = chart.high is not None and chart.high <= self.mode
        end = self.low if rising else self.high
        distance, area = log_distance(chart, end), ball((self.high - self.low) * abs_q(self.mode - end) / 2)
        constant = area.log()
        return lambda at: distance(at) - constant

    def slope(self, x: arb, side: int) -> arb:
        rising = x < self.mode or (not x > self.mode and side < 0)
        return 1 / (x - self.low) if rising else -1 / (self.high - x)

    def singular(self, end: End) -> bool:
        return (end.origin == self.low and end.side > 0 and self.mode != self.low) or (
            end.origin == self.high and end.side < 0 and self.mode != self.high
        )

    def decay(self, end: End, y: arb) -> Terms:
        return {CONSTANT: fmpq(-1)} if self.singular(end) else super().decay(end, y)


class Beta(Base):
    low, high, center, scale = ZERO, ONE, fmpq(1, 2), fmpq(1, 4)

    def __init__(self, a: fmpq, b: fmpq) -> None:
        self.a, self.b = a, b

    def bind(self, chart: Chart) -> LogDensity:
        a, b = ball(self.a), ball(self.b)
        constant = (a + b).lgamma() - a.lgamma() - b.lgamma()
        left, right = log_distance(chart, ZERO), log_distance(chart, ONE)
        return lambda at: constant + (a - 1) * left(at) + (b - 1) * right(at)

    def slope(self, x: arb, side: int) -> arb:
        return (self.a - 1) / x - (self.b - 1) / (1 - x)

    def singular(self, end: End) -> bool:
        return end.origin in (ZERO, ONE)

    def decay(self, end: End, y: arb) -> Terms:
        if end.origin not in (ZERO, ONE):
            return super().decay(end, y)
        here, there = (self.a, self.b) if end.origin == 0 else (self.b, self.a)
        distance = (1 / y).union(arb(0))
        return {CONSTANT: 1 - here} | ({} if there == 1 else {power(-1): (there - 1) / (1 - distance)})


class Restricted(Base):
    """A part of the law `whole` on [low, high], divided by the mass there, which is set from outside."""

    def __init__(self, base: Base, low: Place, high: Place, whole: Law) -> None:
        self.whole, self.cut = whole, (low, high)
        self.base, self.kinks, self.center, self.scale = base, base.kinks, base.center, base.scale
        self.low = base.low if low is None or (base.low is not None and base.low > low) else low
        self.high = base.high if high is None or (base.high is not None and base.high < high) else high
        self.mass: Callable[[], arb] = lambda: arb(1)

    def bind(self, chart: Chart) -> LogDensity:
        whole, constant = self.base.bind(chart), self.mass().log()
        return lambda at: whole(at) - constant

    def slope(self, x: arb, side: int) -> arb:
        return self.base.slope(x, side)

    def singular(self, end: End) -> bool:
        return self.base.singular(end)

    def decay(self, end: End, y: arb) -> Terms:
        return self.base.decay(end, y)

    def heavy(self) -> bool:
        return self.base.heavy()


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


NAMES: dict[str, Callable[..., Base]] = {
    "normal": Normal,
    "half_normal": HalfNormal,
    "laplace": Laplace,
    "logistic": Logistic,
    "cauchy": lambda loc=ZERO, scale=ONE: StudentT(ONE, loc, scale),
    "student_t": StudentT,
    "exponential": Exponential,
    "gamma": Gamma,
    "weibull": Weibull,
    "log_normal": LogNormal,
    "gumbel": Gumbel,
    "pareto": Pareto,
    "uniform": Uniform,
    "triangular": Triangular,
    "beta": Beta,
}


@dataclass(frozen=True)
class Law:
    """Weighted base laws."""

    parts: tuple[tuple[fmpq, Base], ...]


def read(text: str) -> Law:
    """A law from text such as ``0.5*normal(-2, 0.5) + 0.5*student_t(3)``; numbers are exact decimals."""
    return _law(ast.parse(text.strip(), mode="eval").body, text.strip())


def _law(node: ast.expr, text: str) -> Law:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return Law(_law(node.left, text).parts + _law(node.right, text).parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        weight = _number(node.left, text)
        return Law(tuple((weight * w, base) for w, base in _law(node.right, text).parts))
    name = node.func.id if isinstance(node, ast.Call) else node.id
    arguments = node.args if isinstance(node, ast.Call) else []
    if name == "truncated":
        whole = _law(arguments[0], text)
        low, high = (_place(a, text) for a in arguments[1:])
        return Law(tuple((w, Restricted(base, low, high, whole)) for w, base in whole.parts))
    return Law(((ONE, NAMES[name](*(_number(a, text) for a in arguments))),))


def _place(node: ast.expr, text: str) -> Place:
    return None if "inf" in ast.get_source_segment(text, node) else _number(node, text)


def _number(node: ast.expr, text: str) -> fmpq:
    """The exact number that stands in the text; a float would round it."""
    segment = ast.get_source_segment(text, node)
    numerator, _, denominator = segment.replace(" ", "").partition("/")
    return fmpq_of(numerator) / fmpq_of(denominator or "1")
