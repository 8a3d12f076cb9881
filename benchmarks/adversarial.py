"""Who is silently wrong on ten thousand hard pairs? ``python benchmarks/adversarial.py --json FILE``.

Every answer is right, honestly undecided, or silently wrong: off by more than ten times its own error and by more
than 1e-8 of the truth. Ours is scored on all pairs, the slow engines beside it on a seeded 500.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter
from decimal import Decimal, localcontext
from pathlib import Path
from random import Random
from typing import Final

from adversarial_pairs import KINDS, Pair, load
from engines import ENGINES, Answer

RIGHT, UNDECIDED, WRONG = SCORES = ("right", "undecided", "silently wrong")
#: What counts as silently wrong: beyond so many of its own errors, and beyond this share of the truth.
ERRORS, RELATIVE = 10, 1e-8
#: An error bar as wide as this share of the value says that nothing is known.
USELESS = 0.1
SAMPLE, SAMPLE_SEED = 500, 4
#: A logarithm of a value beyond float64 is right to this many digits.
LOG_RELATIVE: Final = 1e-9


def score(answer: Answer, truth: str) -> str:
    """Judge an answer against the truth as text ("inf" or a decimal)."""
    if not answer.decided or math.isnan(answer.value):
        return UNDECIDED
    if truth == "inf":
        return RIGHT if answer.value == math.inf and answer.log_value is None else WRONG
    exact = Decimal(truth.lstrip("~"))
    if float(exact) == math.inf:
        return _score_overflow(answer, exact)
    if not math.isfinite(answer.value):
        return WRONG
    off = abs(float(Decimal(answer.value) - exact))
    if off <= RELATIVE * abs(float(exact)):
        return RIGHT
    if not answer.error <= USELESS * abs(answer.value):
        return UNDECIDED
    return WRONG if off > ERRORS * answer.error else RIGHT


def _score_overflow(answer: Answer, exact: Decimal) -> str:
    """Of a value beyond float64 the logarithm counts; inf without one is what float arithmetic makes of it."""
    if answer.value != math.inf:
        return WRONG
    if answer.log_value is None:
        return WRONG
    with localcontext() as context:
        context.prec = 40
        log = float(exact.ln())
    return RIGHT if abs(answer.log_value - log) <= LOG_RELATIVE * abs(log) else WRONG


def run(engine: str, rows: list[tuple[Pair, dict[str, str]]]) -> tuple[list[tuple[Pair, str, str, Answer, str]], float]:
    """Every scored answer of an engine (pair, divergence, truth, answer, score), and the seconds that it took."""
    scored, seconds = [], 0.0
    for pair, truths in rows:
        for kind in KINDS:
            if truth := truths[kind]:
                start = time.perf_counter()
                answer = ENGINES[engine](kind, pair.p, pair.q)
                seconds += time.perf_counter() - start
                scored.append((pair, kind, truth, answer, score(answer, truth)))
    return scored, seconds


def sample(rows: list[tuple[Pair, dict[str, str]]]) -> list[tuple[Pair, dict[str, str]]]:
    """The seeded rows that all engines run on."""
    return Random(SAMPLE_SEED).sample(rows, min(SAMPLE, len(rows)))


def summary(name: str, scored: list[tuple[Pair, str, str, Answer, str]], seconds: float) -> dict[str, object]:
    counts = Counter(entry[-1] for entry in scored)
    wrong = Counter(entry[0].hardness for entry in scored if entry[-1] == WRONG)
    undecided = Counter(entry[0].hardness for entry in scored if entry[-1] == UNDECIDED)
    return {
        "engine": name,
        "answers": len(scored),
        "milliseconds": round(1e3 * seconds / len(scored), 3),
        **{kind: counts[kind] for kind in SCORES},
        "wrong by class": dict(wrong),
        "undecided by class": dict(undecided),
    }


def table(results: list[dict[str, object]]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| engine | answers | right | honestly undecided | silently wrong | ms each |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in results:
        count = int(str(row["answers"]))
        shares = " | ".join(f"{row[kind]} ({100 * int(str(row[kind])) / count:.2f} %)" for kind in SCORES)
        lines.append(f"| {row['engine']} | {count} | {shares} | {row['milliseconds']} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--markdown", type=Path, help="write the table here")
    parser.add_argument("--failures", type=Path, help="write every answer of ours that is not right here")
    parser.add_argument("--ours-only", action="store_true", help="leave the slow engines out")
    parser.add_argument("--limit", type=int, help="only the first so many pairs")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="pairs for the side-by-side (default: %(default)s)")
    arguments = parser.parse_args()
    rows = load()[: arguments.limit]
    scored, seconds = run("gantheory", rows)
    results = [summary(f"gantheory, all {len(rows)} pairs", scored, seconds)]
    if arguments.failures:
        with arguments.failures.open("w") as file:
            for pair, kind, truth, answer, verdict in scored:
                if verdict != RIGHT:
                    file.write(f"{verdict}: {kind}({pair.p} || {pair.q}) = {answer}, truth {truth} [{pair.hardness}]\n")
    for name in () if arguments.ours_only else ENGINES:
        results.append(summary(name, *run(name, sample(rows)[: arguments.sample])))
    print(table(results))
    for row in results:
        print(f"{row['engine']}: wrong {row['wrong by class']}, undecided {row['undecided by class']}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")
    if arguments.markdown:
        arguments.markdown.write_text(table(results) + "\n")


if __name__ == "__main__":
    main()
