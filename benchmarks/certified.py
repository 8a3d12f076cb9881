"""Certified digits: every pair of representative laws × every functional, with the time that each takes.

``python benchmarks/certified.py [--digits 15 20 30] [--only TEXT] [--limit SECONDS] [--json FILE]`` prints one line for
each value that is slower than two seconds or not certified, and a table of counts and times. ``--race`` prints the
time of one certified Jensen-Shannon divergence beside ``mpmath.quad`` at as many right digits.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    StudentT,
    Uniform,
)
from gantheory.distributions.law import Law
from gantheory.divergences.registry import find
from gantheory.divergences.request import Request
from gantheory.errors import GantheoryError

SLOW: Final = 2.0

LAWS: Final[dict[str, Law]] = {
    "normal": Normal(0, 1),
    "laplace": Laplace(1, 2),
    "logistic": Logistic("0.5", 1),
    "cauchy": Cauchy(0, 1),
    "t(1/2)": StudentT("0.5"),
    "t(3)": StudentT(3, 1, 2),
    "uniform": Uniform(-1, 2),
    "exponential": Exponential(1),
    "gamma(.1)": Gamma("0.1"),
    "gamma(3)": Gamma(3),
    "beta(.1,.1)": Beta("0.1", "0.1"),
    "beta(2,5)": Beta(2, 5),
    "mixture(2)": Mixture(["0.3", "0.7"], [Normal(-2, 1), Normal(2, "0.5")]),
    "mixture(20)": Mixture(
        [Fraction(1, 20)] * 20, [Normal(Fraction(3 * k * k % 37 - 18, 2), Fraction(k % 5 + 1, 4)) for k in range(20)]
    ),
    "spike": Mixture([1 - Fraction(1, 10**9), Fraction(1, 10**9)], [Normal(0, 2), Normal("0.7", "1e-6")]),
    "atoms": Atoms([0, 1, 3], ["0.25", "0.25", "0.5"]),
}


#: What is computed, as text names it.
NAMES: Final = (
    *("js", "tv", "squared_hellinger", "triangular_discrimination", "kl", "reverse_kl", "jeffreys", "pearson_chi2"),
    *("neyman_chi2", "alpha(3/10)", "alpha(3/2)", "renyi(2)", "entropy", "cross_entropy", "w1", "cramer"),
)


def cases() -> Iterator[tuple[str, str, str]]:
    """Functional and two laws, by name; a law on its own where one is all that the functional reads."""
    for name in NAMES:
        if len(find(name).roles) == 1:
            yield from ((name, law, law) for law in LAWS)
        else:
            yield from ((name, p, q) for p, q in itertools.permutations(LAWS, 2))


def _work(end: Connection) -> None:
    while (case := end.recv()) is not None:
        name, p, q, digits = case
        start = time.perf_counter()
        try:
            divergence = find(name)
            laws = {role: LAWS[law] for role, law in zip(divergence.roles, (p, q))}
            found = divergence.by_enclosure(laws, Request(digits=digits))
            answer = found.status, found.text or str(found.value), found.evaluations
        except GantheoryError as error:
            answer = type(error).__name__, str(error), 0
        end.send((*answer, time.perf_counter() - start))


class Worker:
    """A process that computes one value after the other, and can be stopped: C code hears no signal."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._end, other = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_work, args=(other,), daemon=True)
        self._process.start()

    def ask(self, case: tuple[str, str, str, int], limit: float) -> tuple[str, str, int, float]:
        self._end.send(case)
        if self._end.poll(limit):
            answer: tuple[str, str, int, float] = self._end.recv()
            return answer
        self._process.kill()
        self._process.join()
        self._start()
        return "too slow", f"> {limit:g} s", 0, limit


def table(digits: int, only: list[str], limit: float, every: int) -> list[dict[str, Any]]:
    """One line for each exception; then counts and times for each functional, which are returned."""
    worker = Worker()
    rows: dict[str, list[tuple[str, float]]] = {}
    chosen = [case for case in cases() if all(text in f"{case[0]}({case[1]} {case[2]})" for text in only)]
    for name, p, q in chosen[::every]:
        status, text, evaluations, seconds = worker.ask((name, p, q, digits), limit)
        rows.setdefault(name, []).append((status, seconds))
        if status not in ("certified", "infinite") or seconds > SLOW:
            print(
                f"{name}({p} ‖ {q}) {digits}: {status} {seconds:.2f} s, {evaluations} evaluations: {text}", flush=True
            )
    found = [_counted(digits, name, row) for name, row in rows.items()]
    print(f"\n{digits} digits        certified infinite  other  median s   max s")
    for row in found:
        print(
            f"{row['divergence']:18} {row['certified']:10} {row['infinite']:8} {row['other']:6}"
            f" {row['median']:9.3f} {row['longest']:7.2f}"
        )
    return found


def _counted(digits: int, name: str, row: list[tuple[str, float]]) -> dict[str, Any]:
    counts = {kind: sum(status == kind for status, _ in row) for kind in ("certified", "infinite")}
    times = [seconds for _, seconds in row]
    return {
        "divergence": name,
        "digits": digits,
        **counts,
        "other": len(row) - sum(counts.values()),
        "median": statistics.median(times),
        "longest": max(times),
    }


@dataclass(frozen=True)
class Raced:
    """One way to a number of digits: its name, the seconds it took, and how many digits were right."""

    name: str
    seconds: float
    digits: int


def race(digits: int = 20) -> list[Raced]:
    """One JSD to so many digits, ours first, beside mpmath.quad, both with the law's own break points."""
    import mpmath

    divergence, request = find("js"), Request(digits=digits)
    laws = {"p": Normal(0, 1), "q": Normal(3, "0.5")}
    with mpmath.workdps(30):
        truth = mpmath.mpf("0.630867987220538846707047")

    def plain(x: mpmath.mpf) -> mpmath.mpf:
        p, q = mpmath.npdf(x, 0, 1), mpmath.npdf(x, 3, mpmath.mpf("0.5"))
        m = (p + q) / 2
        return (p * mpmath.log(p / m) + q * mpmath.log(q / m)) / 2

    with mpmath.workdps(digits + 5):
        half = mpmath.log(2 * mpmath.pi) / 2

        def tuned(x: mpmath.mpf) -> mpmath.mpf:
            p, q = -x * x / 2 - half, -2 * (x - 3) ** 2 - half + mpmath.ln2
            a, b = mpmath.exp(p), mpmath.exp(q)
            m = mpmath.log((a + b) / 2)
            return (a * (p - m) + b * (q - m)) / 2

        points = [-11, -5, 0, 1.5, 2.25, 3, 5, 8, 14]
        own = min(_timed(lambda: divergence.by_enclosure(laws, request))[0] for _ in range(7))
        found = [Raced("gantheory", own, digits)]
        for name, function in (("densities", plain), ("logs by hand", tuned)):
            for method in ("tanh-sinh", "gauss-legendre"):
                call = functools.partial(mpmath.quad, function, points, method=method)
                call()  # computes the nodes, once
                seconds, value = min(_timed(call) for _ in range(3))
                right = -mpmath.log10(abs(value / truth - 1) + mpmath.mpf(10) ** -25)
                found.append(Raced(f"mpmath.quad, {name}, {method}", seconds, round(float(right))))
    return found


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    value = call()
    return time.process_time() - start, value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digits", type=int, nargs="+", default=[15, 20, 30])
    parser.add_argument("--only", nargs="*", default=[], help="only cases that contain these texts")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds after which a case is given up")
    parser.add_argument("--every", type=int, default=1, help="take only every so manieth case")
    parser.add_argument("--race", action="store_true")
    parser.add_argument("--json", type=Path, help="write the counts here")
    arguments = parser.parse_args()
    if arguments.race:
        own, *others = race()
        print(f"{own.name:45}{own.seconds * 1e3:8.2f} ms, {own.digits} digits")
        for other in others:
            ratio = f"{other.seconds / own.seconds:.1f} ×"
            print(f"{other.name:45}{other.seconds * 1e3:8.2f} ms = {ratio:>8}, {other.digits} digits")
        return
    rows = [
        row for digits in arguments.digits for row in table(digits, arguments.only, arguments.limit, arguments.every)
    ]
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
