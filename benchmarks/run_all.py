"""Run the benchmarks and write what the documentation shows of them: ``python benchmarks/run_all.py``.

Writes docs/benchmarks/*.json and docs/_static/work_precision.svg, from which docs/benchmarks.md is built. With
``--only NAME ...`` only some are run; ``--quick`` takes small samples, to see whether everything works (write them
elsewhere with ``--output``). Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent

#: Script → its arguments, and those of a quick run.
SCRIPTS: Final[dict[str, tuple[list[str], list[str]]]] = {
    "adversarial": ([], ["--limit", "100"]),
    "work_precision": ([], []),
    "speed": ([], ["--only", "one", "closed", "certified"]),
    "certified": (
        ["--digits", "20", "--every", "7", "--limit", "5"],
        ["--digits", "20", "--every", "97", "--limit", "5"],
    ),
    "monte_carlo": (["200"], ["5"]),
}
PACKAGES: Final = ("numpy", "scipy", "python-flint", "mpmath", "torch")


def machine() -> dict[str, str]:
    """What the numbers depend on."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return {"processor": _processor(), "cores": str(os.cpu_count()), "python": platform.python_version(), **versions}


def _processor() -> str:
    """The processor's name, where the system tells."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SCRIPTS, default=list(SCRIPTS), help="benchmarks to run")
    parser.add_argument("--quick", action="store_true", help="small samples")
    parser.add_argument("--output", type=Path, default=ROOT / "docs", help="where benchmarks/ and _static/ are")
    arguments = parser.parse_args()
    results = arguments.output / "benchmarks"
    for folder in (results, arguments.output / "_static"):
        folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in arguments.only:
        command = [sys.executable, str(HERE / f"{name}.py"), *SCRIPTS[name][arguments.quick]]
        command += ["--json", str(results / f"{name}.json")]
        if name == "work_precision":
            command += ["--plot", str(arguments.output / "_static" / "work_precision.svg")]
        print(f"\n== {name}", flush=True)
        start = time.perf_counter()
        if subprocess.run(command).returncode:
            failed.append(name)
        print(f"== {name}: {time.perf_counter() - start:.0f} s", flush=True)
    (results / "machine.json").write_text(json.dumps(machine(), indent=1) + "\n", encoding="utf-8")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; their files are as they were")


if __name__ == "__main__":
    main()
