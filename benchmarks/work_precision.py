"""Error against time, for our engine and four others: ``python benchmarks/work_precision.py``.

Every engine is asked for each problem at several tolerances; what it takes and how far off it is make one point.
Writes the points as JSON and draws docs/_static/work_precision.svg.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from engines import Answer, density, log_integrand, panels
from matplotlib import pyplot, style
from matplotlib.axes import Axes
from scipy import integrate

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from problems import PROBLEMS, truths

ROOT: Final = Path(__file__).parents[1]

#: (panel's title, problem, divergence)
SHOWN: Final = (
    ("an ordinary pair", "ordinary", "js"),
    ("a spike of width $10^{-6}$", "scale ratio 1e6 off centre", "js"),
    ("spikes $10^5$ widths apart", "spikes 1e5 widths apart", "js"),
    ("heavy tails, $t_2$ and $t_5$", "t 2 against t 5", "js"),
    ("Beta(.1, .1) and Beta(.2, .3)", "two singular betas", "squared_hellinger"),
    ("shifted by $10^{-5}$", "nearly equal, 1e-5", "js"),
)
TOLERANCES: Final = (1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13)
REPEATS: Final = 5
#: Below this nothing is told apart in float64; an exact hit is drawn here.
FLOOR: Final = 1e-17


def _quad(kind: str, p: str, q: str, rtol: float) -> Answer:
    first, second = density(p), density(q)
    f = log_integrand(kind, first, second)
    value, error = integrate.quad(
        f, min(first.low, second.low), max(first.high, second.high), epsabs=0, epsrel=rtol, limit=200
    )
    return Answer(value, error)


def _quad_tuned(kind: str, p: str, q: str, rtol: float) -> Answer:
    first, second = density(p), density(q)
    f = log_integrand(kind, first, second)
    parts = [integrate.quad(f, a, b, epsabs=1e-18, epsrel=rtol, limit=100) for a, b in panels(first, second)]
    return Answer(sum(v for v, _ in parts), sum(e for _, e in parts))


def _tanhsinh(kind: str, p: str, q: str, rtol: float) -> Answer:
    first, second = density(p), density(q)
    edges = np.array(sorted({v for law in (first, second) for v in (law.low, law.high)}))
    with np.errstate(all="ignore"):
        found = integrate.tanhsinh(log_integrand(kind, first, second), edges[:-1], edges[1:], rtol=rtol, atol=0)
    return Answer(float(np.sum(found.integral)), float(np.sum(found.error)))


def _cubature(kind: str, p: str, q: str, rtol: float) -> Answer:
    first, second = density(p), density(q)
    f = log_integrand(kind, first, second)
    low, high = min(first.low, second.low), max(first.high, second.high)
    with np.errstate(all="ignore"):
        found = integrate.cubature(lambda x: f(x[:, 0]), [low], [high], rtol=rtol, atol=0, max_subdivisions=300)
    return Answer(float(found.estimate), float(found.error))


def _ours(kind: str, p: str, q: str, rtol: float) -> Answer:
    from gantheory import divergence, parse_law

    estimate = divergence(kind, _law(p, parse_law), _law(q, parse_law), method="quadrature", rtol=rtol, throw=False)
    return Answer(estimate.value, estimate.error, estimate.status != "undecided")


_LAWS: dict[str, object] = {}


def _law(text: str, parse: Callable[[str], object]) -> object:
    """A law made once: reading text is not what is timed."""
    if text not in _LAWS:
        _LAWS[text] = parse(text)
    return _LAWS[text]


#: Engine → what it does, its colour (Okabe–Ito) and its marker.
ENGINES: Final[dict[str, tuple[Callable[[str, str, str, float], Answer], str, str]]] = {
    "gantheory": (_ours, "#0072B2", "o"),
    "quad": (_quad, "#D55E00", "s"),
    "quad on quantile panels": (_quad_tuned, "#009E73", "^"),
    "tanhsinh": (_tanhsinh, "#CC79A7", "D"),
    "cubature": (_cubature, "#E69F00", "v"),
}


def measure() -> list[dict[str, object]]:
    """One entry per problem, engine and tolerance: seconds, true relative error, reported relative error."""
    known = truths()
    by_name = {problem.name: problem for problem in PROBLEMS}
    points: list[dict[str, object]] = []
    for title, name, kind in SHOWN:
        problem, exact = by_name[name], float(known[name][kind].text)
        for engine, (run, _, _) in ENGINES.items():
            for rtol in TOLERANCES:
                times = []
                for _ in range(REPEATS):
                    start = time.perf_counter()
                    answer = run(kind, problem.p, problem.q, rtol)
                    times.append(time.perf_counter() - start)
                points.append(
                    {
                        "problem": name,
                        "title": title,
                        "divergence": kind,
                        "engine": engine,
                        "rtol": rtol,
                        "seconds": statistics.median(times),
                        "error": _finite(abs(answer.value - exact) / exact),
                        "reported": _finite(answer.error / exact),
                        "decided": answer.decided,
                    }
                )
    return points


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def draw(points: list[dict[str, object]], path: Path) -> None:
    """A panel per problem, a line per engine."""
    with as_file(files("gantheory.figures") / "gantheory.mplstyle") as sheet, style.context(sheet):
        figure, grid = pyplot.subplots(2, 3, figsize=(9.2, 5.6), sharex=True, sharey=True)
        for ax, (title, name, kind) in zip(grid.flat, SHOWN):
            _panel(ax, [p for p in points if p["problem"] == name])
            short = {"js": "JSD", "squared_hellinger": "$H^2$"}[kind]
            ax.set_title(f"{short}: {title}", fontsize=9.5)
        for ax in grid[-1]:
            ax.set_xlabel("milliseconds")
        for ax in grid[:, 0]:
            ax.set_ylabel("true relative error")
        handles, labels = grid.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(ENGINES), fontsize=9.5)
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)


def _panel(ax: Axes, points: list[dict[str, object]]) -> None:
    for engine, (_, color, marker) in ENGINES.items():
        own = [p for p in points if p["engine"] == engine and p["error"] is not None]
        milliseconds = [1e3 * float(str(p["seconds"])) for p in own]
        errors = [max(float(str(p["error"])), FLOOR) for p in own]
        ax.loglog(milliseconds, errors, color=color, marker=marker, ms=4.5, lw=1.2, label=engine, alpha=0.9)
    silent = [name for name in ENGINES if not any(p["engine"] == name and p["error"] is not None for p in points)]
    if silent:
        ax.text(0.03, 0.42, "no value (nan):\n" + "\n".join(silent), transform=ax.transAxes, va="center", fontsize=8.5)
    ax.set_ylim(FLOOR / 10, 100)
    ax.grid(True, color="0.92", lw=0.6)
    ax.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=ROOT / "docs" / "benchmarks" / "work_precision.json")
    parser.add_argument("--plot", type=Path, default=ROOT / "docs" / "_static" / "work_precision.svg")
    parser.add_argument("--redraw", action="store_true", help="draw the stored points, measure nothing")
    arguments = parser.parse_args()
    mpl.use("agg")
    if not arguments.redraw:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            points = measure()
        arguments.json.parent.mkdir(exist_ok=True)
        arguments.json.write_text(json.dumps(points, indent=1) + "\n")
    draw(json.loads(arguments.json.read_text()), arguments.plot)


if __name__ == "__main__":
    main()
