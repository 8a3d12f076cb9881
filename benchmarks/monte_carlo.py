"""Sampling: throughput against bare NumPy loops, memory, and coverage: ``python benchmarks/monte_carlo.py [runs]``.

The ratios are of processor time, taken in turn in one run; nothing here is a test. The problems and their truths are
those of ``tests/integration/sampled_problems.py``.
"""

from __future__ import annotations

import functools
import math
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gantheory import Normal
from gantheory.divergences import js
from gantheory.integration.monte_carlo import MonteCarlo

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "integration"))

LEVEL, DRAWS, ROUNDS = 0.99, 2**20, 9
LAWS = {"p": Normal(0, 1), "q": Normal(3, "0.5")}


def natural(chunk: int, draws: int = DRAWS) -> float:
    """The JSD of N(0, 1) and N(3, 1/2²) as one writes it: logarithms of both densities and of the mixture."""
    rng, total, squares = np.random.default_rng(0), 0.0, 0.0
    for _ in range(draws // chunk):
        x = np.concatenate([rng.normal(0, 1, chunk // 2), rng.normal(3, 0.5, chunk // 2)])
        log_p = -(x**2) / 2 - math.log(2 * math.pi) / 2
        log_q = -(((x - 3) / 0.5) ** 2) / 2 - math.log(2 * math.pi) / 2 - math.log(0.5)
        log_m = np.logaddexp(log_p, log_q) - math.log(2)
        value = (np.exp(log_p - log_m) * (log_p - log_m) + np.exp(log_q - log_m) * (log_q - log_m)) / 2
        total += value.sum()
        squares += value @ value
    return total / draws


def tuned(chunk: int, draws: int = DRAWS) -> float:
    """The same by hand: the log-ratio as one polynomial, one exponential and one logarithm."""
    rng, total, squares = np.random.default_rng(0), 0.0, 0.0
    for _ in range(draws // chunk):
        x = np.concatenate([rng.standard_normal(chunk // 2), 3 + 0.5 * rng.standard_normal(chunk // 2)])
        d = np.abs(-x * x / 2 + ((x - 3) / 0.5) ** 2 / 2 + math.log(0.5))
        e = np.exp(-d)
        value = math.log(2) - np.log1p(e) - d * e / (1 + e)
        total += value.sum()
        squares += value @ value
    return total / draws


def ours(draws: int = DRAWS) -> float:
    code = js.terms[0][1].code
    assert code is not None
    return MonteCarlo(code, LAWS, rng=0, level=LEVEL).run(draws).value


def seconds(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def fastest(loop: Callable[[int], float]) -> int:
    """How many draws at a time are best for a loop: it is to be as fast as it can."""
    return min((2**12, 2**13, 2**14, 2**16), key=lambda chunk: seconds(lambda: loop(chunk)))


def throughput() -> None:
    loops = [(loop.__name__, functools.partial(loop, fastest(loop))) for loop in (natural, tuned)]
    rows = [[seconds(call) for _, call in loops] + [seconds(ours)] for _ in range(ROUNDS)]
    columns = [statistics.median(column) / DRAWS * 1e9 for column in zip(*rows)]
    names = [f"bare NumPy, {name} ({loop.args[0]} at a time)" for name, loop in loops]
    for name, column in zip([*names, "gantheory"], columns):
        print(f"{name:44}{column:8.1f} ns a draw{column / columns[-1]:8.2f} ×")


def memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    ours(10**8)
    spent = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"10⁸ draws: {spent:.1f} s, peak memory {grown / 1024:.1f} MB above what was there")


def coverage(runs: int) -> None:
    from interval_coverage import fixed
    from sampled_problems import problems

    table = problems()
    print(f"\n{'nominal 99 %, 4096 draws':68}given  covered   chance of so few")
    worst = 1.0
    for problem in table:
        count = fixed(problem, range(runs), LEVEL)
        chance = count.chance(LEVEL)
        worst = min(worst, chance)
        kind = "rigorous" if problem.bounded else ""
        print(f"{problem!s:.66}".ljust(68) + f"{count.given:5d}  {count.rate:7.2%}   {chance:8.2g}  {kind}", flush=True)
    print(f"smallest chance, corrected for {len(table)} problems: {min(1.0, worst * len(table)):.2g}")


def main() -> None:
    memory()
    throughput()
    coverage(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)


if __name__ == "__main__":
    main()
