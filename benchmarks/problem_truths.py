"""Make the truths of tests/problems.py: ``python benchmarks/problem_truths.py [--only-new]``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import truth_regions
from problems import KINDS, PROBLEMS, STORE
from truth_w1 import wasserstein
from truths import truth

#: Significant digits; the last one may be off by one.
DIGITS = 34


def main() -> None:
    """Compute what is missing (or, without --only-new, everything) and store it after every pair."""
    # a handful of truths may take minutes
    truth_regions.EVALUATION_LIMIT, truth_regions.SIGN_LIMIT = 400_000, 60_000
    stored = json.loads(STORE.read_text()) if "--only-new" in sys.argv else {}
    for kinds in (KINDS[:-1], KINDS[-1:]):  # W1 last, which takes longest
        for problem in PROBLEMS:
            row = stored.get(problem.name)
            if row is None or row["laws"] != [problem.p, problem.q]:
                row = {"laws": [problem.p, problem.q]}
            for kind in kinds:
                if kind not in row:
                    one = (
                        wasserstein(problem.p, problem.q) if kind == "w1" else truth(kind, problem.p, problem.q, DIGITS)
                    )
                    if one is not None:
                        row[kind] = [one.text, one.source]
            stored[problem.name] = row
            print(problem.name, {kind: row[kind][0][:12] for kind in kinds if kind in row}, flush=True)
            STORE.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
