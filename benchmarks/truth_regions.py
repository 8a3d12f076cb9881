"""The integral of a divergence over one cell of the line, in balls: charts, shells, cuts and signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from flint import acb, arb, ctx, fmpq
from truth_charts import Base, Chart, End, LogDensity, Place, Spot, abs_q, ball, combined, fmpq_of
from truth_laws import Law
from truth_tails import Parts, Tail

#: What a bounded divergence takes of the mass that only one law has, and at most of any mass.
SHARE = {"tv": fmpq(1, 2), "squared_hellinger": fmpq(1, 2), "triangular_discrimination": fmpq(1), "js": fmpq(7, 20)}
#: Evaluations that isolating the sign changes on a piece may take.
SIGN_LIMIT = 3000
#: How far inside a piece, as a share of it, a grid begins.
EDGE = 2.0**-40
#: Evaluations that a piece of an integral may take.
EVALUATION_LIMIT = 15_000


class Unknown(Exception):
    """No ball was reached."""


class Infinite(Exception):
    """The divergence is +∞."""


def cells(*laws: Law, extra: list[fmpq] | None = None) -> list[tuple[Place, Place]]:
    """The intervals between all breakpoints."""
    points = sorted({b for law in laws for _, base in law.parts for b in base.breaks} | set(extra or []), key=_order)
    return list(pairwise([None, *points, None]))


def _order(number: fmpq) -> tuple[float, fmpq]:
    return float(int(number.p)) / int(number.q) if abs(int(number.p)) < 1 << 900 else math.inf, number


def present(law: Law, cell: tuple[Place, Place]) -> Parts:
    return [(w, base) for w, base in law.parts if base.present(*cell)]


def log_sum(parts: Parts, chart: Chart) -> LogDensity:
    """The log-density of a mixture: that of its largest part, plus log of 1 + the others' ratios to it."""
    bound = [(ball(w).log(), base.bind(chart)) for w, base in parts]
    if len(bound) == 1:
        weight, log_density = bound[0]
        return lambda at: log_density(at) + weight
    negligible = -0.7 * ctx.prec - 30
    fuzz = arb(0, (arb(2) ** (-ctx.prec - 43)).mid() * 2)

    def mixture(at: Spot) -> acb:
        logs = [log_density(at) + weight for weight, log_density in bound]
        reals = [float(l.real) for l in logs]
        finite = [r if r == r else -math.inf for r in reals]
        k = finite.index(max(finite))
        reference = logs[k]
        total = acb(1)
        for i, l in enumerate(logs):
            if i != k:
                gap = l - reference
                total += acb(fuzz, fuzz) if gap.real < negligible else gap.exp()
        return reference + total.log(analytic=at.analytic)

    return mixture


def _kl(lp: acb, lq: acb, d: acb, analytic: bool) -> acb:
    return lp.exp() * d


def _js(lp: acb, lq: acb, d: acb, analytic: bool) -> acb:
    log2 = arb(2).log()
    if float(d.real) >= 0:
        l = (1 + (-d).exp()).log(analytic=analytic)
        return (lp.exp() * (log2 - l) + lq.exp() * (log2 - d - l)) / 2
    l = (1 + d.exp()).log(analytic=analytic)
    return (lp.exp() * (log2 + d - l) + lq.exp() * (log2 - l)) / 2


def _difference(lp: acb, lq: acb, d: acb, analytic: bool) -> acb:
    return (lp.exp() - lq.exp()) / 2


def _squared_hellinger(lp: acb, lq: acb, d: acb, analytic: bool) -> acb:
    half = (lp / 2).exp() - (lq / 2).exp()
    return half * half / 2


def _pearson_chi2(lp: acb, lq: acb, d: acb, analytic: bool) -> acb:
    return (lp + d).exp()


def _triangular_discrimination(lp: acb, lq: acb, d: acb, analytic: bool) -> acb:
    less, gap = (lq, -d) if float(d.real) >= 0 else (lp, d)
    return lp.exp() + lq.exp() - 4 * less.exp() / (1 + gap.exp())


FORMULA: dict[str, Callable[[acb, acb, acb, bool], acb]] = {
    "kl": _kl,
    "js": _js,
    "tv": _difference,
    "squared_hellinger": _squared_hellinger,
    "pearson_chi2": _pearson_chi2,
    "triangular_discrimination": _triangular_discrimination,
}


@dataclass
class Region:
    """One cell: charts, cuts and the integral of a divergence over it."""

    cell: tuple[Place, Place]
    p: Parts
    q: Parts
    kind: str
    tolerance: arb
    grid: int = 0
    #: the largest piece so far, of all regions of the integral
    largest: list[arb] = field(default_factory=lambda: [arb(0)])

    @property
    def parts(self) -> list[Base]:
        return [base for _, base in self.p + self.q]

    def integral(self) -> arb:
        if self.kind in ("kl", "pearson_chi2") and not self.p:
            return arb(0)
        total = arb(0)
        for region, chart, edges, tail in self.pieces():
            if tail is not None:
                low, high = tail
                total += low.union(high)
            for low, high in pairwise(edges):
                total += region._piece(chart, low, high)
        return total

    def tails(self) -> Iterator[Tail]:
        """The ends at which something has to be bounded."""
        for point, side in zip(self.cell, (+1, -1)):
            end = End(True, -side, self._origin()) if point is None else End(False, side, point)
            if point is None or any(base.singular(end) for base in self.parts):
                yield Tail(end, *self.cell, self.p, self.q)

    def _origin(self) -> fmpq:
        low, high = self.cell
        return self.parts[0].center if low is None and high is None else low if low is not None else high

    def pieces(self) -> Iterator[Piece]:
        low, high = self.cell
        ends = {(tail.end.infinite, tail.end.side): tail for tail in self.tails()}
        left, right = ends.get((False, 1)), ends.get((False, -1))
        if low is not None and high is not None:
            half = (high - low) / 2
            for point, side, tail in ((low, 1, left), (high, -1, right)):
                if tail is None:
                    # t counts in units of the half, so that the middle is exact
                    yield self, Chart(*self.cell, point, 2 * side, half), [0.0, 1.0], None
                else:
                    yield self._logarithmic(tail, point, side, half, inward=True)
            return
        for side in (1, -1):
            if (low if side < 0 else high) is None:
                yield from self._outward(ends[True, side], left if side > 0 else right, side)

    def _outward(self, tail: Tail, near: Tail | None, side: int) -> Iterator[Piece]:
        """From the origin to ±∞: in shells, each without the parts that weigh nothing there; heavy tails last."""
        origin, begin = tail.end.origin, 0.0
        if near is not None:
            begin = float(max(abs_q(b.center - origin) + 4 * b.scale for b in self.parts))
            yield self._logarithmic(near, origin, side, fmpq_of(begin), inward=True)
        if self.kind not in SHARE:
            yield from self._to_the_end(tail, side, begin)
            return
        heavy_p, heavy_q = ([part for part in parts if part[1].heavy()] for parts in (self.p, self.q))
        reach_p, reach_q = (
            [(self._reach(tail, part), part) for part in parts if not part[1].heavy()] for parts in (self.p, self.q)
        )
        shells: list[float] = []
        for reach, _ in sorted(reach_p + reach_q, key=lambda pair: pair[0]):
            if shells and reach < 4 * shells[-1]:
                shells[-1] = reach
            else:
                shells.append(reach)
        for shell in shells:
            if shell > begin:
                p = heavy_p + [part for reach, part in reach_p if reach > begin]
                q = heavy_q + [part for reach, part in reach_q if reach > begin]
                yield *self._only(p, q)._shell(origin, side, begin, shell), (-self.tolerance / 8, self.tolerance / 8)
                begin = shell
        if heavy_p or heavy_q:
            yield from self._only(heavy_p, heavy_q)._to_the_end(
                Tail(tail.end, *self.cell, heavy_p, heavy_q), side, begin
            )

    def _only(self, p: Parts, q: Parts) -> Region:
        return Region(self.cell, p, q, self.kind, self.tolerance, self.grid, self.largest)

    def _reach(self, tail: Tail, part: tuple[fmpq, Base]) -> float:
        """A distance beyond which so little of a part lies that leaving it out changes no bounded divergence.

        Without a mass ε each of them changes by at most 3ε + √ε.
        """
        alone = Tail(tail.end, *self.cell, [part], [])
        y = float(abs_q(part[1].center - tail.end.origin) + 8 * part[1].scale)
        negligible = self.tolerance**2 / (1024 * len(self.parts) ** 2)
        for _ in range(300):
            cut = alone.at(arb(y))
            mass = cut.mass(cut.p)
            if mass is not None and mass < negligible:
                return y
            y *= 1.4
        raise Unknown("a tail could not be bounded")

    def _shell(self, origin: fmpq, side: int, low: float, high: float) -> tuple[Region, Chart, list[float]]:
        edges = [low, *(s for s in self._seeds(origin, side) if low < s < high), high]
        return self, Chart(*self.cell, origin, 2 * side), edges

    def _to_the_end(self, tail: Tail, side: int, begin: float) -> Iterator[Piece]:
        """All of the parts out to where the tail is bounded."""
        origin = tail.end.origin
        reach = begin or float(max(abs_q(b.center - origin) + 4 * b.scale for b in self.parts))
        decisive = self.parts if self.kind in SHARE else [base for _, base in self.p]
        if any(base.heavy() for base in decisive):
            if not begin:
                yield *self._shell(origin, side, 0.0, reach), None
            yield self._logarithmic(tail, origin, side, fmpq_of(reach), inward=False)
            return
        for k in range(400):
            bound = self._bound(tail, arb(reach))
            if bound is not None:
                yield *self._shell(origin, side, begin, reach), bound
                return
            reach *= 1.25 if k < 20 else 2
        raise Unknown("a tail could not be bounded")

    def _seeds(self, origin: fmpq, side: int) -> list[float]:
        """Distances from the origin at which something may happen."""
        around = (-5, 0, 5) if len(self.parts) <= 4 else ()
        spots = [b.center + k * b.scale - origin for b in self.parts for k in around]
        return sorted({float(side * s.p) / float(s.q) for s in spots})

    def _logarithmic(self, tail: Tail, origin: fmpq, side: int, length: fmpq, *, inward: bool) -> Piece:
        t, step = 0.0, 1.0
        scale = float(arb(length))
        seeds = [math.log(s / scale) for s in self._seeds(origin, side) if s > 0]
        for _ in range(200):
            distance = length * arb(t).exp()
            bound = self._bound(tail, 1 / distance if inward else distance)
            if bound is not None:
                inside = [s for s in seeds if min(t, 0) + 1e-9 < s < max(t, 0) - 1e-9]
                edges = sorted({0.0, t, *inside})
                return self, Chart(*self.cell, origin, side, length), edges, bound
            t, step = t + (-step if inward else step), step * 1.15
        raise Unknown("a tail could not be bounded")

    def _bound(self, tail: Tail, y: arb) -> tuple[arb, arb] | None:
        try:
            bound = tail.at(y).bound(self.kind, SHARE.get(self.kind, fmpq(1)))
        except ZeroDivisionError:
            return None
        if bound is None or not all(b.is_finite() for b in bound):
            return None
        return bound if (bound[1] - bound[0]) < self.tolerance else None

    def _piece(self, chart: Chart, low: float, high: float) -> arb:
        place = placing(chart)
        if not (self.p and self.q):
            log_density = log_sum(self.p or self.q, chart)
            share = arb(2).log() / 2 if self.kind == "js" else arb(SHARE[self.kind])

            def alone(t: acb, analytic: bool) -> acb:
                at, jacobian = place(t, analytic)
                return log_density(at).exp() * jacobian

            return share * self._quad(alone, low, high)
        log_p, log_q, formula = log_sum(self.p, chart), log_sum(self.q, chart), FORMULA[self.kind]

        log_ratio, sharp = self._log_ratio(chart)

        def integrand(t: acb, analytic: bool) -> acb:
            at, jacobian = place(t, analytic)
            lp, lq = log_p(at), log_q(at)
            return formula(lp, lq, log_ratio(at) if log_ratio else lp - lq, analytic) * jacobian

        if sharp is not None:

            def integrand(t: acb, analytic: bool) -> acb:
                at, jacobian = place(t, analytic)
                return sharp(at).exp() * jacobian

        if self.kind != "tv":
            return self._quad(integrand, low, high)

        def ratio(t: arb) -> arb:
            at, _ = place(acb(t), False)
            return (log_ratio(at) if log_ratio else log_p(at) - log_q(at)).real

        def height(t: arb) -> arb:
            at, jacobian = place(acb(t), False)
            return ((log_p(at).exp() + log_q(at).exp()) * jacobian).real

        pieces = self._on_grid(ratio, low, high) if self.grid else self._signs(ratio, height, low, high)
        total = arb(0)
        for a, b, sign in pieces:
            if sign:
                total += sign * self._quad(integrand, a, b)
            else:
                whole = a.union(b)
                total += arb(0).union((height(whole) * (b - a) * abs(ratio(whole))).upper())
        return total

    def _log_ratio(self, chart: Chart) -> tuple[LogDensity | None, LogDensity | None]:
        """log(p/q), and for χ² log(p²/q), with what cancels left out, where both laws are simple."""
        if len(self.p) != 1 or len(self.q) != 1:
            return None, None
        p, q = self.p[0][1].terms(chart), self.q[0][1].terms(chart)
        if p is None or q is None:
            return None, None
        p, q = (terms | {"1": terms["1"] + ball(w).log()} for terms, (w, _) in ((p, self.p[0]), (q, self.q[0])))
        square = combined(chart, [(2, p), (-1, q)]) if self.kind == "pearson_chi2" else None
        return combined(chart, [(1, p), (-1, q)]), square

    def _signs(
        self, ratio: Callable[[arb], arb], height: Callable[[arb], arb], low: float, high: float
    ) -> list[tuple[arb, arb, int]]:
        """Pieces with the sign of log p - log q; 0 on pieces where p + q weighs nothing."""
        pieces: list[tuple[arb, arb, int]] = []
        stack = [(arb(low), arb(high))]
        for _ in range(SIGN_LIMIT):
            if not stack:
                return pieces
            a, b = stack.pop()
            whole = a.union(b)
            d = ratio(whole)
            sign = 1 if d > 0 else -1 if d < 0 else 0
            if not sign:
                # |p - q| ≤ (p + q)·|d|/2
                size = height(whole) * (b - a)
                if not size * abs(d) < self.tolerance / 64:
                    middle = ((a + b) / 2).mid()
                    if not a < middle < b:
                        raise Unknown("a sign change could not be isolated")
                    stack += [(middle, b), (a, middle)]
                    continue
            if sign and pieces and pieces[-1][2] == sign:
                pieces[-1] = (pieces[-1][0], b, sign)
            else:
                pieces.append((a, b, sign))
        raise Unknown("too many places where the sign is not clear")

    def _on_grid(self, ratio: Callable[[arb], arb], low: float, high: float) -> list[tuple[arb, arb, int]]:
        """Pieces between the sign changes that a grid shows; they give a lower bound."""
        edges = [arb(low)]
        # a little inside the ends, where a density may have no value; the steps between hold all the rest
        inside = (EDGE, *(k / self.grid for k in range(1, self.grid)), 1 - EDGE)
        points = [arb(low + (high - low) * share) for share in inside]
        signs = [ratio(x) > 0 for x in points]
        for (a, below), (b, above) in pairwise(zip(points, signs)):
            if below != above:
                for _ in range(ctx.prec // 2 + 60):
                    middle = ((a + b) / 2).mid()
                    a, b = (middle, b) if (ratio(middle) > 0) == below else (a, middle)
                edges.append(a)
        edges.append(arb(high))
        return [(a, b, 1 if ratio(((a + b) / 2).mid()) > 0 else -1) for a, b in pairwise(edges)]

    def _quad(self, f: Callable[[acb, bool], acb], low: float | arb, high: float | arb) -> arb:
        # beside a piece found before that is huge, this one needs no more digits than they have in common
        common = self.largest[0] * arb(2) ** (20 - ctx.prec)
        tolerance = self.tolerance / 64
        result = acb.integral(
            f,
            acb(low),
            acb(high),
            abs_tol=common if common > tolerance else tolerance,
            rel_tol=arb(2) ** (-ctx.prec + 20),
            eval_limit=EVALUATION_LIMIT,
        ).real
        size = abs(result.mid())
        if not result.is_finite() or result.rad() > (size + self.largest[0] + 1) * 1e-6:
            raise Unknown("a piece of the integral took too many evaluations")
        if size > self.largest[0]:
            self.largest[0] = size
        return result


#: A region and its chart, the edges of its panels, and bounds of the tail beyond them.
Piece = tuple[Region, Chart, list[float], tuple[arb, arb] | None]


def placing(chart: Chart) -> Callable[[acb, bool], tuple[Spot, acb]]:
    """t → the place on the chart, and dx/dt (positive)."""
    length = ball(chart.length)
    if abs(chart.side) == 2:
        slope, jacobian = ball(chart.length * (chart.side // 2)), acb(length)
        return lambda t, analytic: (Spot(t, t * slope, analytic), jacobian)

    def logarithmic(t: acb, analytic: bool) -> tuple[Spot, acb]:
        distance = t.exp() * length
        return Spot(t, distance if chart.side > 0 else -distance, analytic), distance

    return logarithmic
