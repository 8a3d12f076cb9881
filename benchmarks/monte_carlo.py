"""Sampling: memory, throughput against bare NumPy loops, and coverage: ``python benchmarks/monte_carlo.py [runs]``.

The ratios are of processor time, taken in turn in one run; nothing here is a test. The problems and their truths are
those of ``tests/integration/sampled_problems.py``.
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def throughput() -> dict[str, float]:
    """Seconds a draw, of bare loops and of ours."""
    loops = [(loop.__name__, functools.partial(loop, fastest(loop))) for loop in (natural, tuned)]
    rows = [[seconds(call) for _, call in loops] + [seconds(ours)] for _ in range(ROUNDS)]
    columns = [statistics.median(column) / DRAWS for column in zip(*rows)]
    names = [f"bare NumPy, {name} ({loop.args[0]} at a time)" for name, loop in loops]
    return dict(zip([*names, "gantheory"], columns))


def peak() -> float:
    """The most memory that this process has had so far, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # a process begins with what its parent had in ru_maxrss
        found = re.search(r"VmHWM:\s*(\d+)", status.read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory() -> dict[str, float]:
    """Seconds and megabytes of a run of 10⁸ draws."""
    before = peak()
    start = time.perf_counter()
    ours(10**8)
    return {"draws": 10**8, "seconds": time.perf_counter() - start, "megabytes": peak() - before}


def coverage(runs: int) -> list[dict[str, Any]]:
    """How many of the intervals of a fixed number of draws cover; a line for each problem."""
    from interval_coverage import DRAWS as EACH, fixed
    from sampled_problems import problems

    table = problems()
    rows = []
    print(f"\n{f'nominal {LEVEL:.0%}, {EACH} draws':68}given  covered   chance of so few")
    for problem in table:
        count = fixed(problem, range(runs), LEVEL)
        chance = count.chance(LEVEL) if count.given else None
        rows.append(
            {
                "problem": str(problem),
                "rigorous": problem.bounded,
                "asked": count.asked,
                "given": count.given,
                "covered": count.covered,
                "chance": chance,
                "corrected": None if chance is None else min(1.0, chance * len(table)),
            }
        )
        rate, shown = (f"{count.rate:7.2%}", f"{chance:8.2g}") if chance is not None else ("", "")
        print(f"{problem!s:.66}".ljust(68) + f"{count.given:5d}  {rate}   {shown}", flush=True)
    smallest = min(row["corrected"] for row in rows if row["corrected"] is not None)
    print(f"smallest chance, corrected for {len(table)} problems: {smallest:.2g}")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=1000, help="intervals for each problem")
    parser.add_argument("--json", type=Path, help="write the results here")
    arguments = parser.parse_args()
    found: dict[str, Any] = {"memory": memory(), "throughput": throughput()}
    print(f"10⁸ draws: {found['memory']['seconds']:.1f} s, {found['memory']['megabytes']:.1f} MB above what was there")
    for name, each in found["throughput"].items():
        print(f"{name:44}{each * 1e9:8.1f} ns a draw{each / found['throughput']['gantheory']:8.2f} ×")
    found["coverage"] = coverage(arguments.runs)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
