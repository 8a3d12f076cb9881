"""Laws as plain data for :mod:`truths`; nothing here is shared with gantheory.

A law is read from text into a list of weighted base laws, each with one formula a piece.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from flint import acb, arb, fmpq
from truth_charts import (
    CONSTANT,
    LOG,
    ONE,
    ZERO,
    Base,
    Chart,
    End,
    LogDensity,
    Place,
    Spot,
    Terms,
    abs_q,
    ball,
    fmpq_of,
    growth,
    log_distance,
    power,
    shift,
)


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
