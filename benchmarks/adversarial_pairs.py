"""Ten thousand seeded pairs of hard laws and their stored truths: ``python benchmarks/adversarial_pairs.py``.

Pairs are made anew from the seed and only the truths are stored; a hash says whether they still belong together.
Row i is of class i mod 10, so that every prefix holds all classes. Truths come from :mod:`truths`, which shares no
code with gantheory.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

KINDS = ("kl", "js", "tv", "squared_hellinger", "pearson_chi2")
SEED, COUNT, DIGITS = 20260, 10_000, 17
STORE = Path(__file__).parent / "data" / "adversarial.txt.gz"


@dataclass(frozen=True)
class Pair:
    """Two laws as text, and the class they were drawn from."""

    hardness: str
    p: str
    q: str


def number(x: float) -> str:
    """Decimal text of a drawn number; the text is the number."""
    return f"{x:.5g}"


class Draw(Random):
    """Draws that do not depend on the Python version: only `random()` is used."""

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random()

    def log_between(self, low: float, high: float) -> float:
        return low * (high / low) ** self.random()

    def pick(self, *options: str) -> str:
        return options[int(self.random() * len(options))]

    def below(self, low: int, high: int) -> int:
        return low + int(self.random() * (high - low))


def smooth(draw: Draw, loc: float, scale: float) -> str:
    """A law on the line with light or moderate tails."""
    name = draw.pick("normal", "normal", "laplace", "logistic", "gumbel")
    return f"{name}({number(loc)}, {number(scale)})"


def heavy(draw: Draw) -> str:
    loc, scale = number(draw.between(-3, 3)), number(draw.log_between(0.1, 10))
    if draw.random() < 0.25:
        return f"cauchy({loc}, {scale})"
    return f"student_t({number(draw.log_between(0.5, 3))}, {loc}, {scale})"


def weights(draw: Draw, count: int) -> list[str]:
    """Positive decimals that sum to 1 exactly."""
    cuts = sorted({1 + int(draw.random() * 9998) for _ in range(count - 1)})
    edges = [0, *cuts, 9999 + 1]
    return [f"{(b - a) / 10000:.4f}" for a, b in itertools.pairwise(edges)]


def blend(parts: list[tuple[str, str]]) -> str:
    return " + ".join(f"{w}*{law}" for w, law in parts)


def ordinary(draw: Draw) -> tuple[str, str]:
    return tuple(smooth(draw, draw.between(-3, 3), draw.log_between(0.3, 3)) for _ in "pq")


def separated(draw: Draw) -> tuple[str, str]:
    width = draw.log_between(1e-5, 1e-1)
    gap = width * draw.log_between(1, 1e5)
    return smooth(draw, 0, width), smooth(draw, gap, width * draw.log_between(0.5, 2))


def scales(draw: Draw) -> tuple[str, str]:
    ratio = draw.log_between(10, 1e6)
    pair = smooth(draw, draw.between(-1, 1), 1), smooth(draw, draw.between(-1, 1), 1 / ratio)
    return pair if draw.random() < 0.5 else pair[::-1]


def spike(draw: Draw) -> tuple[str, str]:
    broad = smooth(draw, 0, draw.log_between(0.5, 3))
    weight = f"{draw.log_between(1e-9, 1e-2):.1e}"
    rest = f"{10**12 - round(float(weight) * 10**12):012d}"
    rest, weight = f"0.{rest}", f"0.{round(float(weight) * 10**12):012d}"
    narrow = f"normal({number(draw.between(-3, 3))}, {number(draw.log_between(1e-6, 1e-2))})"
    spiked = blend([(rest, broad), (weight, narrow)])
    other = broad if draw.random() < 0.5 else smooth(draw, draw.between(-1, 1), draw.log_between(0.5, 3))
    return (spiked, other) if draw.random() < 0.5 else (other, spiked)


def tails(draw: Draw) -> tuple[str, str]:
    other = heavy(draw) if draw.random() < 0.6 else smooth(draw, draw.between(-2, 2), draw.log_between(0.3, 3))
    pair = heavy(draw), other
    return pair if draw.random() < 0.5 else pair[::-1]


def on_unit(draw: Draw) -> str:
    if draw.random() < 0.15:
        return "uniform(0, 1)"
    return f"beta({number(draw.log_between(0.1, 5))}, {number(draw.log_between(0.1, 5))})"


def on_half_line(draw: Draw) -> str:
    scale = number(draw.log_between(0.1, 10))
    name = draw.pick("gamma", "gamma", "weibull", "exponential")
    return f"exponential({scale})" if name == "exponential" else f"{name}({number(draw.log_between(0.1, 4))}, {scale})"


def singular(draw: Draw) -> tuple[str, str]:
    if draw.random() < 0.5:
        return on_unit(draw), on_unit(draw)
    return on_half_line(draw), on_half_line(draw)


def box(draw: Draw, low: float, width: float) -> str:
    high = low + width
    name = draw.pick("uniform", "triangular", "truncated")
    if name == "uniform":
        return f"uniform({number(low)}, {number(high)})"
    if name == "triangular":
        return f"triangular({number(low)}, {number(low + width * draw.between(0.1, 0.9))}, {number(high)})"
    law = draw.pick("normal(0, 1)", "laplace(0, 1)", "logistic(0, 0.5)", "student_t(2)")
    return f"truncated({law}, {number(low)}, {number(high)})"


def supports(draw: Draw) -> tuple[str, str]:
    width = draw.log_between(0.3, 3)
    first = box(draw, 0, width)
    relation = draw.pick("touching", "nested", "disjoint", "overlapping", "half-line")
    if relation == "half-line":
        other = draw.pick("exponential(1)", "half_normal(1)", "normal(0, 1)", "gamma(2, 1)")
    else:
        width = float(number(width))
        low, size = {
            "touching": (width, draw.log_between(0.3, 3)),
            "nested": (-0.5, width + 1),
            "disjoint": (width + draw.log_between(1e-3, 1e3), draw.log_between(0.3, 3)),
            "overlapping": (width * draw.between(0.2, 0.9), draw.log_between(1, 3)),
        }[relation]
        other = box(draw, low, size)
    return (first, other) if draw.random() < 0.5 else (other, first)


def mixtures(draw: Draw) -> tuple[str, str]:
    def mixture(count: int) -> str:
        parts = weights(draw, count)
        spread = draw.log_between(1, 10)
        return blend([(w, smooth(draw, draw.between(-spread, spread), draw.log_between(0.1, 2))) for w in parts])

    count = 20 if draw.random() < 0.05 else draw.below(2, 6)
    return mixture(count), mixture(draw.below(2, 5)) if draw.random() < 0.7 else heavy(draw)


def near(draw: Draw) -> tuple[str, str]:
    epsilon = draw.log_between(1e-9, 1e-3)
    shift, factor = f"{epsilon:.3e}", f"1.{round(epsilon * 10**12):012d}"
    name = draw.pick("normal", "laplace", "logistic", "cauchy", "student_t", "gamma", "beta", "exponential", "mixture")
    if name in ("gamma", "beta"):
        a, b = number(draw.log_between(0.3, 4)), number(draw.log_between(0.3, 4))
        changed = f"{a}{'' if '.' in a else '.'}{'0' * 6}{draw.below(1, 999)}"
        return f"{name}({a}, {b})", f"{name}({changed}, {b})"
    if name == "exponential":
        return "exponential(1)", f"exponential({factor})"
    if name == "mixture":

        def mixture(loc: str) -> str:
            return f"0.5*normal({loc}, 0.5) + 0.5*normal(2, 0.5)"

        return mixture("0"), mixture(shift)
    start = f"student_t({number(draw.log_between(0.6, 5))}, " if name == "student_t" else f"{name}("
    return f"{start}0, 1)", f"{start}{shift}, 1)" if draw.random() < 0.5 else f"{start}0, {factor})"


def positive(draw: Draw) -> tuple[str, str]:
    def law() -> str:
        scale = number(draw.log_between(0.2, 5))
        name = draw.pick("log_normal", "log_normal", "pareto", "weibull", "half_normal", "gamma", "cauchy")
        if name == "log_normal":
            return f"log_normal({number(draw.between(-2, 2))}, {number(draw.log_between(0.2, 3))})"
        if name == "half_normal":
            return f"half_normal({scale})"
        if name == "cauchy":
            return f"truncated(cauchy(0, {scale}), 0, inf)"
        low, high = {"pareto": (0.5, 4), "weibull": (0.4, 3), "gamma": (0.2, 5)}[name]
        return f"{name}({number(draw.log_between(low, high))}, {scale})"

    return law(), law()


CLASSES = {
    "ordinary": ordinary,
    "separated spikes": separated,
    "scale ratio": scales,
    "hidden spike": spike,
    "heavy tails": tails,
    "endpoint singularity": singular,
    "supports": supports,
    "mixtures": mixtures,
    "nearly equal": near,
    "log-normal and power tails": positive,
}


def pair(index: int) -> Pair:
    """Pair number `index` of the seed; the two laws differ."""
    name = list(CLASSES)[index % len(CLASSES)]
    draw = Draw(f"{SEED}:{index}")
    while True:
        p, q = CLASSES[name](draw)
        if p != q:
            return Pair(name, p, q)


def fingerprint(count: int) -> str:
    """A hash of the first `count` pairs."""
    text = "\n".join(f"{x.p} || {x.q}" for x in map(pair, range(count)))
    return hashlib.sha256(text.encode()).hexdigest()


def load() -> list[tuple[Pair, dict[str, str]]]:
    """The pairs that have truths, as text; "" where one was not had, "~" before one from two grids.

    Raises
    ------
    ValueError
        If the generator no longer makes the pairs that the truths belong to.
    """
    header, lines = _stored()
    if fingerprint(header["count"]) != header["sha256"] or len(lines) != header["count"]:
        raise ValueError("the stored truths belong to other pairs; delete them and run benchmarks/adversarial_pairs.py")
    rows = (line.split(",") for line in lines)
    return [(pair(i), dict(zip(header["kinds"], row))) for i, row in enumerate(rows) if any(row)]


def _stored() -> tuple[dict[str, Any], list[str]]:
    """The header and the lines of the store; nothing where there is none."""
    if not STORE.exists():
        return {"count": 0, "sha256": "", "kinds": KINDS}, []
    with gzip.open(STORE, "rt") as file:
        return json.loads(next(file)), file.read().splitlines()


def row(index: int) -> str:
    """The truths of one pair, as a line."""
    from truths import truth

    cells = []
    for kind in KINDS:
        found = truth(kind, pair(index).p, pair(index).q, DIGITS)
        cells.append("" if found is None else ("~" if found.source == "grid" else "") + found.text)
    return ",".join(cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument(
        "--part",
        type=Path,
        default=Path("adversarial.part"),
        help="where an interrupted run goes on; else from what is stored",
    )
    parser.add_argument("--only-pack", action="store_true", help="store what is there")
    arguments = parser.parse_args()
    done = arguments.part.read_text().splitlines() if arguments.part.exists() else _stored()[1]
    arguments.part.write_text("".join(line + "\n" for line in done))
    if not arguments.only_pack:
        with arguments.part.open("a") as file:
            for index in range(len(done), arguments.count):
                done.append(row(index))
                file.write(done[-1] + "\n")
                file.flush()
                if index % 100 == 0:
                    print(index, file=sys.stderr, flush=True)
    header = {
        "seed": SEED,
        "count": len(done),
        "digits": DIGITS,
        "kinds": KINDS,
        "sha256": fingerprint(len(done)),
        "source": "benchmarks/truths.py",
    }
    STORE.parent.mkdir(exist_ok=True)
    with STORE.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write("\n".join([json.dumps(header), *done, ""]).encode())


if __name__ == "__main__":
    main()
