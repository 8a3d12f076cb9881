"""Speed side by side, as ratios measured in one run: ``python benchmarks/speed.py``.

Machines are noisy, so each pair is timed in turn and the medians are compared; nothing here is a test.
"""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable

from scipy import integrate, special, stats

from gantheory import Normal, js_divergence

ROUNDS = 7


def obvious(p: stats.rv_continuous, q: stats.rv_continuous) -> float:
    """JSD the obvious way: two KL divergences to the mixture, each a quad over scipy.stats densities."""

    def m(x: float) -> float:
        return (p.pdf(x) + q.pdf(x)) / 2

    def kl(law: stats.rv_continuous) -> float:
        return integrate.quad(lambda x: special.rel_entr(law.pdf(x), m(x)), -math.inf, math.inf)[0]

    return (kl(p) + kl(q)) / 2


def seconds(call: Callable[[], object], number: int) -> float:
    """Mean time of `number` calls."""
    start = time.perf_counter()
    for _ in range(number):
        call()
    return (time.perf_counter() - start) / number


def in_turn(first: Callable[[], object], second: Callable[[], object], counts: tuple[int, int]) -> tuple[float, ...]:
    """Median times of two calls, taken in turn."""
    times = [(seconds(first, counts[0]), seconds(second, counts[1])) for _ in range(ROUNDS)]
    return tuple(statistics.median(column) for column in zip(*times))


def process(*arguments: str) -> float:
    """Wall time of a Python process."""
    return seconds(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True), 1)


def row(what: str, *columns: str) -> None:
    """One line of the table."""
    print(f"{what:30}" + "".join(f"{column:24}" for column in columns))


def main() -> None:
    warnings.simplefilter("ignore", integrate.IntegrationWarning)
    scipy_pair = stats.norm(0, 1), stats.norm(3, 0.5)
    truth = 0.63086798722053884670

    def ours() -> float:
        return js_divergence(Normal(0, 1), Normal(3, 0.5)).value

    def certified() -> float:
        return js_divergence(Normal(0, 1), Normal(3, 0.5), digits=20).value

    slow, fast = in_turn(lambda: obvious(*scipy_pair), ours, (1, 100))
    row("one JSD of two normals", f"quad {slow * 1e3:.2f} ms", f"gantheory {fast * 1e6:.0f} µs", f"{slow / fast:.0f} ×")
    errors = abs(obvious(*scipy_pair) - truth), abs(ours() - truth)
    row("  error", f"quad {errors[0]:.0e}", f"gantheory {errors[1]:.0e}")
    slow, fast = in_turn(lambda: obvious(*scipy_pair), certified, (1, 3))
    row("the same to 20 digits", f"quad {slow * 1e3:.2f} ms", f"certified {fast * 1e3:.2f} ms", f"{slow / fast:.2f} ×")
    far = js_divergence(Normal(0, "0.001"), Normal(100, "0.001"))
    near = obvious(stats.norm(0, 0.001), stats.norm(100, 0.001))
    row("N(0, .001²) vs N(100, .001²)", f"quad {near:.6f}", f"gantheory {far.value:.6f}", f"log 2 = {math.log(2):.6f}")
    first = "import gantheory as g; g.js_divergence(g.Normal(0, 1), g.Normal(3, 0.5))"
    base, use = in_turn(lambda: process("-c", "import numpy, scipy.special"), lambda: process("-c", first), (1, 1))
    row("import and a first JSD", f"{use:.2f} s", f"{use / base:.2f} × 'import numpy, scipy.special'")
    row("gantheory list", f"{process('-m', 'gantheory', 'list'):.2f} s")
    row("gantheory verify seeds", f"{process('-m', 'gantheory', 'verify', 'seeds'):.2f} s")


if __name__ == "__main__":
    main()
