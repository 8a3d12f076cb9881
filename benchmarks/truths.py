"""True values of divergences, sharing nothing with gantheory: ``python benchmarks/truths.py kl "normal" "cauchy"``.

A truth is a rigorous ball from `acb.integral` (its `analytic` flag honoured) plus bounds of the tails, raised in
precision until it has the digits; "inf" where an exact comparison of the tails says so; or None. Total variation is
integrated between sign changes of log p - log q, which are isolated in balls, or, where that takes too long (nearly
equal laws of one part each), found on two grids that have to agree.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass

from flint import arb, ctx, fmpq
from truth_charts import Base, Place
from truth_laws import Law, Restricted, read as read_plain
from truth_regions import Infinite, Region, Unknown, cells, present

KINDS = ("kl", "js", "tv", "squared_hellinger", "pearson_chi2", "triangular_discrimination")


def read(text: str) -> Law:
    """A law from text, with the masses of truncated ones at hand."""
    law = read_plain(text)
    for _, base in law.parts:
        if isinstance(base, Restricted):
            base.mass = functools.partial(_mass_at, base.whole, *base.cut)
    return law


def _mass_at(whole: Law, low: Place, high: Place) -> arb:
    return _mass(whole, low, high, ctx.prec)


@functools.lru_cache(maxsize=64)
def _mass(whole: Law, low: Place, high: Place, _precision: int) -> arb:
    window = [b for b in (low, high) if b is not None]
    total = arb(0)
    tolerance = arb(2) ** (-ctx.prec)
    for cell in cells(whole, extra=window):
        if (low is None or (cell[0] is not None and cell[0] >= low)) and (
            high is None or (cell[1] is not None and cell[1] <= high)
        ):
            parts = present(whole, cell)
            if parts:
                total += Region(cell, parts, [], "squared_hellinger", tolerance).integral() * 2
    return total


def difference(p: Law, q: Law) -> tuple[Law, Law]:
    """Two measures with the same difference p - q that share no base law."""
    weights: dict[tuple[str, ...], fmpq] = {}
    bases: dict[tuple[str, ...], Base] = {}
    for factor, law in ((1, p), (-1, q)):
        for weight, base in law.parts:
            bases[base.key] = base
            weights[base.key] = weights.get(base.key, fmpq(0)) + factor * weight
    above = tuple((w, bases[key]) for key, w in weights.items() if w > 0)
    return Law(above), Law(tuple((-w, bases[key]) for key, w in weights.items() if w < 0))


def enclosure(kind: str, p: Law, q: Law, tolerance: arb, grid: int = 0) -> arb:
    """A ball for a divergence at the working precision, with about this absolute radius."""
    total = arb(0)
    largest = [arb(0)]
    regions = [
        Region(cell, *found, kind, tolerance, grid, largest)
        for cell in cells(p, q)
        if any(found := (present(p, cell), present(q, cell)))
    ]
    if kind in ("kl", "pearson_chi2"):
        verdicts = [tail.infinite(kind) for r in regions if r.p and r.q for tail in r.tails()]
        if True in verdicts or any(r.p and not r.q for r in regions):
            raise Infinite
        if None in verdicts:
            raise Unknown("the tails do not compare")
    for region in regions:
        total += region.integral()
    # χ² = ∫p²/q - 1
    return total - 1 if kind == "pearson_chi2" else total


@dataclass(frozen=True)
class Truth:
    """A true value as decimal text, its correct digits, and how it is known: ball, tails, grid."""

    text: str
    digits: int
    source: str


def truth(kind: str, p_text: str, q_text: str, digits: int = 20) -> Truth | None:
    """The value of a divergence to so many significant digits, "inf", or None."""
    p, q = read(p_text), read(q_text)
    if kind == "tv":
        p, q = difference(p, q)
    try:
        return _ball(kind, p, q, digits, 0)
    except Infinite:
        return Truth("inf", 0, "tails")
    except Unknown as why:
        if kind != "tv" or len(p.parts) > 1 or len(q.parts) > 1:
            # a grid shows the sign changes of two laws without hidden parts only
            print(f"{kind}({p_text}, {q_text}): {why}", file=sys.stderr)
            return None
    try:
        first, second = (_ball(kind, p, q, digits, grid) for grid in (97, 214))
    except Unknown:
        return None
    return Truth(first.text, digits - 1, "grid") if first.text[: digits + 1] == second.text[: digits + 1] else None


def _ball(kind: str, p: Law, q: Law, digits: int, grid: int) -> Truth:
    saved = ctx.prec
    ten = arb(10)
    try:
        ctx.prec = int(3.33 * digits) + 40
        tolerance = ten ** (-digits - 3)
        for _ in range(6):
            result = enclosure(kind, p, q, tolerance, grid)
            middle, radius = abs(result.mid()), result.rad()
            if radius < middle * ten ** (-digits):
                return Truth(result.mid().str(digits + 2, radius=False), digits, "ball")
            if middle > 4 * radius:
                small = float((middle.log() / ten.log()).mid())
                tolerance = min(tolerance, (middle * ten ** (-digits - 3)).mid(), key=lambda t: float(t.log()))
                ctx.prec = max(ctx.prec + 40, int(3.33 * (digits + max(0.0, -small))) + 60)
            else:
                tolerance = tolerance * tolerance * ten**digits
                ctx.prec = int(ctx.prec * 1.6)
    finally:
        ctx.prec = saved
    raise Unknown("the digits were not reached")


def main() -> None:
    kinds = KINDS if sys.argv[1] == "all" else sys.argv[1:2]
    for kind in kinds:
        print(kind, truth(kind, sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 30))


if __name__ == "__main__":
    main()
