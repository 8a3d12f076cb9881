"""Speed side by side, as ratios measured in one run: ``python benchmarks/speed.py [--only TEXT] [--json FILE]``.

Machines are noisy, so the two sides of a row are timed in turn and medians are compared. What runs in one thread is
timed in processor time, so that what else the machine does counts less. No call repeats a pair: nothing is cached.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from certified import race
from monte_carlo import DRAWS, peak, throughput
from scipy import integrate, special, stats

from gantheory import Normal, js_divergence, kl_divergence

ROUNDS: Final = 9
#: The JSD of N(0, 1) and N(3, 1/2²), which the way by hand has to meet to this relative error.
TRUTH, WANTED = 0.63086798722053884670, 1e-12
PAIRS, SAMPLE, WORKERS = 100_000, 100, 2
HALF_LOG_TWO_PI, LOG_TWO = math.log(2 * math.pi) / 2, math.log(2)


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what, ours, against, other : str
        What is measured, our number, what it is compared with, its number.
    measured : float, optional
        What the goal is about: a ratio of times, or a number of ours.
    shown : str
        The same for people.
    goal : str
        As "≥ 4" or "≤ 1e-12"; empty where there is none.
    """

    what: str
    ours: str
    against: str = ""
    other: str = ""
    measured: float | None = None
    shown: str = ""
    goal: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none, or nothing was measured."""
        if not self.goal or self.measured is None:
            return None
        sense, number = self.goal.split()
        return self.measured >= float(number) if sense == "≥" else self.measured <= float(number)


def faster(what: str, ours: float, against: str, other: float, goal: str = "") -> Row:
    """A row of two times; the measured number is how many times faster ours is."""
    return Row(what, duration(ours), against, duration(other), other / ours, f"{other / ours:.3g} × as fast", goal)


def duration(seconds: float) -> str:
    unit, factor = next(((u, f) for u, f in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if seconds * f >= 1), ("ns", 1e9))
    return f"{seconds * factor:.3g} {unit}"


def processor(call: Callable[[], object], number: int = 1) -> float:
    """Mean processor time of `number` calls."""
    start = time.process_time()
    for _ in range(number):
        call()
    return (time.process_time() - start) / number


def in_turn(*calls: tuple[Callable[[], object], int]) -> list[float]:
    """Median times of calls, each repeated so often, taken in turn."""
    for call, _ in calls:
        call()
    return [statistics.median(column) for column in zip(*([processor(*call) for call in calls] for _ in range(ROUNDS)))]


def shifted() -> Iterator[float]:
    """Locations near 3, each another."""
    return (3 + k * 2.0**-24 for k in itertools.count())


# One JSD.


def naive(p: Any, q: Any) -> float:
    """JSD the obvious way: two KL divergences to the mixture, each a quad over scipy.stats densities."""

    def m(x: float) -> float:
        return (p.pdf(x) + q.pdf(x)) / 2

    def kl(law: Any) -> float:
        return integrate.quad(lambda x: special.rel_entr(law.pdf(x), m(x)), -math.inf, math.inf)[0]

    return (kl(p) + kl(q)) / 2


def by_hand(first: tuple[float, float], second: tuple[float, float]) -> float:
    """JSD of two normal laws by quad in pure Python: in the log domain, and told where to look."""
    (a, s), (b, t) = first, second
    log_s, log_t = math.log(s) + HALF_LOG_TWO_PI, math.log(t) + HALF_LOG_TWO_PI

    def f(x: float) -> float:
        y, z = (x - a) / s, (x - b) / t
        p, q = -y * y / 2 - log_s, -z * z / 2 - log_t
        m = (p + math.log1p(math.exp(q - p)) if p > q else q + math.log1p(math.exp(p - q))) - LOG_TWO
        return (math.exp(p) * (p - m) + math.exp(q) * (q - m)) / 2

    edges = sorted([a - 8.3 * s, a - 4 * s, a, a + 1, a + 2, b, b + 4 * t, b + 9 * t])
    return sum(integrate.quad(f, *ends, epsabs=1e-12, epsrel=1e-11)[0] for ends in itertools.pairwise(edges))


def for_one_pair() -> float:
    """The same with all constants of one pair written out, and one exponential less."""
    exp, log1p = math.exp, math.log1p

    def f(x: float) -> float:
        p = -x * x / 2 - HALF_LOG_TWO_PI
        d = p + 2 * (x - 3) ** 2 + HALF_LOG_TWO_PI - LOG_TWO
        e = exp(-abs(d))
        m = log1p(e) - LOG_TWO
        return exp(p) * (-m - e * (d + m)) / 2 if d >= 0 else exp(p - d) * (-m + e * (d - m)) / 2

    edges = (-8.3, -4, 0, 1, 2, 3, 5, 7.5)
    return sum(integrate.quad(f, *ends, epsabs=1e-11, epsrel=1e-11)[0] for ends in itertools.pairwise(edges))


def bare(nodes: int) -> Callable[[], float]:
    """The weighted sum of the integrand at so many places, in NumPy, as one writes it in the log domain."""
    x, weights = np.linspace(-8, 8, nodes), np.full(nodes, 16 / nodes)

    def evaluate() -> float:
        log_p, log_q = -x * x / 2 - HALF_LOG_TWO_PI, -2 * (x - 3) ** 2 - HALF_LOG_TWO_PI + LOG_TWO
        log_m = np.logaddexp(log_p, log_q) - LOG_TWO
        return weights @ (np.exp(log_p) * (log_p - log_m) + np.exp(log_q) * (log_q - log_m)) / 2

    return evaluate


def one_divergence() -> Iterator[Row]:
    warnings.simplefilter("ignore", integrate.IntegrationWarning)
    found = js_divergence(Normal(0, 1), Normal(3, 0.5))
    for value in (found.value, by_hand((0, 1), (3, 0.5)), for_one_pair()):
        assert abs(value / TRUTH - 1) <= WANTED
    scipy_pair = stats.norm(0, 1), stats.norm(3, 0.5)
    places = shifted()
    own, obvious, hand, one, numpy = in_turn(
        (lambda: js_divergence(Normal(0, 1), Normal(next(places), 0.5)), 100),
        (lambda: naive(*scipy_pair), 1),
        (lambda: by_hand((0, 1), (next(places), 0.5)), 30),
        (for_one_pair, 30),
        (bare(found.evaluations), 200),
    )
    what = "a JSD to 1e-12"
    yield faster(what, own, "two quads over scipy.stats", obvious, "≥ 1000")
    yield faster(what, own, "quad by hand: pure Python, log domain, break points", hand, "≥ 4")
    yield faster(what, own, "the same, written for this one pair", one)
    label = f"bare NumPy at as many nodes ({found.evaluations})"
    yield Row(what, duration(own), label, duration(numpy), own / numpy, f"{own / numpy:.3g} × as long", "≤ 4")


def closed_form() -> Iterator[Row]:
    what = "a KL of normal laws by its closed form, prebuilt objects"
    try:
        from torch import distributions
    except ImportError:
        yield Row(what, "", "torch.distributions", "not installed")
        return
    number = 1000
    own = iter([(Normal(0, 1), Normal(b, 0.5)) for b, _ in zip(shifted(), range(number * ROUNDS + 1))])
    torch = iter(
        [
            (distributions.Normal(0.0, 1.0), distributions.Normal(b, 0.5))
            for b, _ in zip(shifted(), range(number * ROUNDS + 1))
        ]
    )
    ours, theirs = in_turn(
        (lambda: kl_divergence(*next(own)), number), (lambda: distributions.kl_divergence(*next(torch)), number)
    )
    yield faster(what, ours, "torch.distributions.kl_divergence", theirs, "≥ 1")


# Many at once.


def measure_batch() -> dict[str, float]:
    """Seconds, megabytes and errors of a batch, in a process that does nothing else."""
    js_divergence(Normal(np.array([0.0]), 1), Normal(3, 0.5))
    before = peak()
    rng = np.random.default_rng(4)
    first, second = (Normal(rng.uniform(-5, 5, PAIRS), 10 ** rng.uniform(-1, 1, PAIRS)) for _ in range(2))
    start = time.perf_counter()
    found = js_divergence(first, second)
    alone = time.perf_counter() - start
    grown = peak() - before
    with ProcessPoolExecutor(WORKERS) as pool:
        js_divergence(first[:WORKERS], second[:WORKERS], executor=pool)
        start = time.perf_counter()
        js_divergence(first, second, executor=pool)
        seconds = time.perf_counter() - start
    chosen = rng.choice(PAIRS, SAMPLE, replace=False)
    truths = [js_divergence(first[index], second[index], digits=20).value for index in chosen.tolist()]
    return {
        "seconds": seconds,
        "alone": alone,
        "megabytes": grown,
        "reported": float(found.error.max()),
        "relative": float((found.error / found.value).max()),
        "true": float(np.abs(found.value[chosen] - truths).max()),
    }


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def batch() -> Iterator[Row]:
    runs = [json.loads(_output(sys.executable, __file__, "--measure-batch")) for _ in range(3)]
    found = min(runs, key=lambda run: run["seconds"])
    each = found["seconds"] / PAIRS * 1e6
    alone = found["alone"] / PAIRS * 1e6
    yield Row(
        f"{PAIRS} JSDs of normal laws, serially", f"{found['alone']:.3g} s", "", "", alone, f"{alone:.3g} µs a pair"
    )
    what = f"  with a pool of {WORKERS} processes"
    yield Row(what, f"{found['seconds']:.3g} s", "", "", each, f"{each:.3g} µs a pair", "≤ 10")
    grown = found["megabytes"]
    yield Row("  peak memory above import, serially", "", "", "", grown, f"{grown:.0f} MB", "≤ 500")
    for name, words, goal in (
        ("reported", "largest reported error", "≤ 1e-12"),
        ("true", f"largest true error of {SAMPLE} of them, certified", "≤ 1e-12"),
        ("relative", "largest reported relative error", ""),
    ):
        yield Row(f"  {words}", "", "", "", found[name], f"{found[name]:.1e}", goal)


# Digits, draws, processes.


def certified() -> Iterator[Row]:
    own, *others = race()
    fit = [entry for entry in others if entry.digits >= own.digits]
    for other in fit:
        goal = "≥ 20" if other is min(fit, key=lambda entry: entry.seconds) else ""
        yield faster(f"a JSD to {own.digits} certified digits", own.seconds, other.name, other.seconds, goal)


def sampling() -> Iterator[Row]:
    loops = throughput()
    own = loops.pop("gantheory") * DRAWS
    for name, each in loops.items():
        yield faster(f"a JSD by {DRAWS:.2g} draws, with its interval", own, name, each * DRAWS, "≥ 0.8")


def processes() -> Iterator[Row]:
    first = "import gantheory as g; g.js_divergence(g.Normal(0, 1), g.Normal(3, 0.5))"
    pairs = [(wall("-c", first), wall("-c", "import numpy, scipy.special")) for _ in range(5)]
    own, base = (statistics.median(column) for column in zip(*pairs))
    label = "import numpy, scipy.special"
    yield Row("import and a first JSD", duration(own), label, duration(base), own / base, f"{own / base:.3g} × as long")
    for arguments in (["list"], ["verify", "seeds"]):
        yield Row(f"gantheory {' '.join(arguments)}", duration(wall("-m", "gantheory", *arguments)))


def wall(*arguments: str) -> float:
    """Wall time of a Python process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


PARTS: Final[dict[str, Callable[[], Iterator[Row]]]] = {
    "one": one_divergence,
    "closed": closed_form,
    "batch": batch,
    "certified": certified,
    "sampling": sampling,
    "processes": processes,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--json", type=Path, help="write the rows here")
    parser.add_argument("--measure-batch", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure_batch:
        print(json.dumps(measure_batch()))
        return
    rows = []
    for part in arguments.only:
        for row in PARTS[part]():
            rows.append(asdict(row) | {"met": row.met})
            verdict = {None: "", True: "met", False: "MISSED"}[row.met]
            beside = f"{row.against} {row.other}".strip()
            print(f"{row.what:58} {row.ours:>9}  {beside:66} {row.shown:18} {row.goal:9} {verdict}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
