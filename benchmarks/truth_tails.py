"""Rigorous bounds, in balls, of what lies beyond a cut; and whether anything infinite does.

With u = log y and h(u) = y·F (y·F·y⁻² at a finite end), d log h/du ≤ -λ from the cut on bounds the tail by h/λ.
Mixtures: the mass is a sum; p log(p/q) ≤ Σ wᵢ pᵢ log(pᵢ/(vⱼ qⱼ)) and p²/q ≤ Σ wᵢ pᵢ²/(vⱼ qⱼ) for any one j.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import acb, arb, fmpq
from truth_charts import CONSTANT, ONE, ZERO, Base, Chart, End, Place, Spot, Terms, ball, power

Parts = list[tuple[fmpq, Base]]


def add(*weighted: tuple[int, Terms]) -> Terms:
    """Σ factor·terms; exact coefficients that cancel are dropped."""
    total: Terms = {}
    for factor, terms in weighted:
        for kind, c in terms.items():
            total[kind] = total[kind] + factor * c if kind in total else factor * c
    return {kind: c for kind, c in total.items() if isinstance(c, arb) or c != 0}


def value(kind: tuple[fmpq, fmpq, int], y: arb) -> arb:
    """e^{ey} y^k (log y)^l."""
    e, k, l = kind
    result = arb(1)
    if e != 0:
        result *= (e * y).exp()
    if k != 0:
        result *= (k * y.log()).exp()
    return result * y.log() ** l if l else result


def falls(kind: tuple[fmpq, fmpq, int], y: arb) -> bool:
    """Whether e^{ey} y^k (log y)^l decreases from y on."""
    e, k, l = kind
    if e > 0:
        return False
    u = y.log()
    if l and not u > 0:
        return False
    rate = ball(e) * y + k
    if l > 0:
        rate = rate + l / u
    return bool(rate <= 0)


def less(first: tuple[fmpq, fmpq, int], second: tuple[fmpq, fmpq, int]) -> tuple[fmpq, fmpq, int]:
    return first[0] - second[0], first[1] - second[1], first[2] - second[2]


def supremum(terms: Terms, y: arb) -> arb | None:
    """An upper bound of negative terms from y on, or None."""
    if not terms:
        return None
    leading = max(terms)
    inner = arb(terms[leading])
    for kind, c in terms.items():
        if kind == leading:
            continue
        ratio = less(kind, leading)
        if not falls(ratio, y):
            return None
        inner = inner + c * value(ratio, y).union(arb(0))
    if not inner < 0:
        return None
    if leading < CONSTANT:
        return None
    scale = value(leading, y)
    return (scale * inner.upper()).upper()


def sign_at_infinity(terms: Terms) -> int | None:
    """-1 if the terms' sum stays below 0 as y → ∞, 1 if an integral with this decay diverges, None if unknown."""
    if not terms or max(terms) < CONSTANT:
        return 1
    c = arb(terms[max(terms)])
    return -1 if c < 0 else 1 if c > 0 else None


@dataclass
class Tail:
    """Beyond |x - origin| = y (a finite end: within 1/y of it), for the parts of both laws that live there."""

    end: End
    low: Place
    high: Place
    p: Parts
    q: Parts

    def __post_init__(self) -> None:
        self.measure: Terms = {CONSTANT: ONE if self.end.infinite else -ONE}

    def at(self, y: arb) -> Cut:
        return Cut(self, y)

    def infinite(self, kind: str) -> bool | None:
        """Whether the integral diverges here; None if that cannot be told."""
        y = arb(2) ** 200
        ps, qs = ([base.decay(self.end, y) for _, base in parts] for parts in (self.p, self.q))
        verdicts = []
        for p in ps:
            signs = [sign_at_infinity(self._exponent(kind, p, q)) for q in qs]
            if all(s == 1 for s in signs):
                return True
            verdicts.append(any(s == -1 for s in signs))
        return False if all(verdicts) else None

    def _exponent(self, kind: str, p: Terms, q: Terms) -> Terms:
        if kind == "pearson_chi2":
            return add((2, p), (-1, q), (1, self.measure))
        e, k, _ = max(q) if q else CONSTANT
        grows: Terms = {CONSTANT: max(k, ZERO), power(1): e}
        return add((1, p), (1, self.measure), (1, grows))


class Cut:
    """The bounds at one y."""

    def __init__(self, tail: Tail, y: arb) -> None:
        self.tail, self.y = tail, y
        end = tail.end
        chart = Chart(tail.low, tail.high, end.origin, end.side)
        t = y.log() if end.infinite else -y.log()
        self.spot = Spot(acb(t), acb(end.side * (y if end.infinite else 1 / y)), False)
        self.width = y if end.infinite else 1 / y
        self.p, self.q = ([self._part(chart, w, b) for w, b in parts] for parts in (tail.p, tail.q))

    def _part(self, chart: Chart, weight: fmpq, base: Base) -> tuple[fmpq, arb, Terms]:
        return weight, base.bind(chart)(self.spot).real, base.decay(self.tail.end, self.y)

    def mass(self, parts: list[tuple[fmpq, arb, Terms]]) -> arb | None:
        total = arb(0)
        for weight, log_density, decay in parts:
            rate = supremum(add((1, decay), (1, self.tail.measure)), self.y)
            if rate is None:
                return None
            total += weight * log_density.exp() * self.width / -rate
        return total

    def _reference(self) -> tuple[fmpq, arb, Terms]:
        """The part of q that weighs most at the cut."""
        return max(self.q, key=lambda part: float((part[1] + arb(part[0]).log()).mid()))

    def kl(self) -> tuple[arb, arb] | None:
        """∫ p log(p/q) over the tail lies between P log(P/Q) ≥ P log P ≥ -√P of the tail, and this bound."""
        mass = self.mass(self.p)
        if mass is None:
            return None
        low = mass.sqrt()
        v, log_q, q = self._reference()
        total = arb(0)
        for weight, log_p, p in self.p:
            decay = supremum(add((1, p), (1, self.tail.measure)), self.y)
            if decay is None:
                return None
            gap = add((1, p), (-1, q))
            e, k, _ = max(gap) if gap else CONSTANT
            k = k if k > 0 else fmpq(1, 64) if decay < -0.1 else fmpq(1, 1024)
            steep = arb(0)
            for kind, c in gap.items():
                if not falls(less(kind, (e, k, 0)), self.y):
                    return None
                upper = arb(c).upper()
                if upper > 0:
                    steep += upper * value(kind, self.y)
            grows: Terms = {CONSTANT: k} | ({power(1): e} if e else {})
            rate = supremum(add((1, p), (1, self.tail.measure), (1, grows)), self.y)
            if rate is None:
                return None
            ratio = log_p - log_q - arb(v).log()
            ratio = arb(0) if ratio < 0 else ratio.upper()
            total += weight * log_p.exp() * self.width * (ratio + steep / k) / -rate
        return -low, total

    def chi2(self) -> tuple[arb, arb] | None:
        """∫ p²/q over the tail lies between 0 and this bound."""
        total = arb(0)
        v, log_q, q = self._reference()
        for weight, log_p, p in self.p:
            rate = supremum(add((2, p), (-1, q), (1, self.tail.measure)), self.y)
            if rate is None:
                return None
            total += weight * (2 * log_p - log_q).exp() / v * self.width / -rate
        return arb(0), total

    def bound(self, kind: str, share: fmpq) -> tuple[arb, arb] | None:
        """Bounds of a divergence's tail; `share` of the masses bounds the bounded ones."""
        if kind == "kl":
            return self.kl()
        if kind == "pearson_chi2":
            return self.chi2()
        masses = self.mass(self.p), self.mass(self.q)
        return None if None in masses else (arb(0), share * (masses[0] + masses[1]))
