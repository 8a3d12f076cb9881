"""Tables for pages to include, made from the package and from what the benchmarks wrote.

The divergences, the laws, other libraries' conventions; and one table for each file of ``docs/benchmarks``.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import sympy

import gantheory
from gantheory import parse_law
from gantheory.distributions.language import law_names
from gantheory.divergences.conventions import conventions
from gantheory.divergences.divergence import Divergence
from gantheory.divergences.registry import DIVERGENCES, FAMILIES, find
from gantheory.errors import UnknownNameError
from gantheory.report.rows import prose, table

#: Members of the families that have a parameter.
MEMBERS: Final = ("js(1/4)", "alpha(1/3)", "renyi(2)", "wasserstein(2)", "wasserstein(inf)", "f(t**3 - 1)")
#: Two laws of each kind, as text names them; what has a closed form for them is listed.
PAIRS: Final = {
    "atoms": ("atoms([0, 1], [1/4, 3/4])", "atoms([0, 1], [1/2, 1/2])"),
    "beta": ("beta(2, 5)", "beta(1/10, 1/10)"),
    "cauchy": ("cauchy(0, 1)", "cauchy(1, 2)"),
    "exponential": ("exponential(2)", "exponential(1)"),
    "gamma": ("gamma(5/2, 1)", "gamma(1/10, 2)"),
    "gumbel": ("gumbel(0, 1)", "gumbel(1, 2)"),
    "half_normal": ("half_normal(2)", "half_normal(1)"),
    "laplace": ("laplace(0, 1)", "laplace(1, 2)"),
    "log_normal": ("log_normal(0, 1)", "log_normal(1, 2)"),
    "logistic": ("logistic(0, 1)", "logistic(1, 2)"),
    "mixture": ("0.5*normal(-2, 0.5) + 0.5*normal(2, 0.5)", "0.1*cauchy(0, 1) + 0.9*normal(0, 1)"),
    "normal": ("normal(0, 1)", "normal(1, 2)"),
    "pareto": ("pareto(3, 1)", "pareto(2, 1)"),
    "push": ("push(z**2, normal(0, 1))", "push(exp(z), normal(0, 1))"),
    "student_t": ("student_t(3)", "student_t(5)"),
    "triangular": ("triangular(0, 1, 2)", "triangular(0, 1/2, 2)"),
    "truncated": ("truncated(normal(0, 1), 0, inf)", "truncated(cauchy(0, 1), 0, inf)"),
    "uniform": ("uniform(0, 1)", "uniform(-1, 2)"),
    "weibull": ("weibull(2, 1)", "weibull(1/2, 3)"),
}


def all_tables(results: Path) -> Iterator[tuple[str, str]]:
    """The name and the Markdown of each table; `results` is the folder of the benchmarks' files."""
    yield "family", family()
    yield "laws", laws()
    yield "conventions", others()
    for name, (file, render) in BENCHMARKS.items():
        path = results / f"{file}.json"
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        yield f"benchmark_{name}", render(found) if found else "*Not measured yet: run* `benchmarks/run_all.py`."


def family() -> str:
    """Every divergence of the registry, and a member of every family with a parameter."""
    members = [find(text) for text in MEMBERS]
    assert {text.partition("(")[0] for text in MEMBERS} == set(FAMILIES)
    functions = _functions()
    lines = [
        [
            f"`{functions[d.name.partition('(')[0]]}`<br>`{d.name}`",
            f"${d.formula}$",
            f"$[{', '.join(map(_latex, d.range))}]$",
            f"${_latex(d.generator)}$" if d.generator else "",
            d.unit.replace("x", "*x*") or "–",
        ]
        for d in [*DIVERGENCES.values(), *members]
    ]
    return table(("function, and as text", "definition", "range", "$f(t)$", "unit"), lines)


def _functions() -> dict[str, str]:
    """The public function of each divergence and family, by the name that text has for it."""
    found: dict[str, str] = {}
    for node in ast.parse(Path(gantheory.__file__).with_suffix(".pyi").read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("divergences."):
            continue
        for alias in node.names:
            base = alias.name.removesuffix("_divergence").removesuffix("_distance")
            with contextlib.suppress(UnknownNameError):  # other public functions, and families
                found[find(alias.name).name] = alias.name
            if base in FAMILIES:
                found[base] = alias.name
    return found


def _latex(text: str) -> str:
    return sympy.latex(sympy.sympify(text, rational=True, locals={"t": sympy.Symbol("t", positive=True)}))


def laws() -> str:
    """Every law that text can name, with an example, and what has a closed form for two of its kind."""
    lines = []
    for name in law_names():
        p, q = map(parse_law, PAIRS[name])
        kind = type(p)
        summary = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ").rstrip(".")
        summary = re.sub(r":math:`([^`]*)`", r"$\1$", summary).replace("`", "")
        closed = [d.name for d in DIVERGENCES.values() if _closed(d, p, q)]
        lines.append([f"`{kind.__name__}`", prose(summary), f"`{PAIRS[name][0]}`", ", ".join(closed) or "–"])
    return table(("law", "", "as text", "closed forms"), lines)


def _closed(divergence: Divergence, *pair: gantheory.Law) -> bool:
    return divergence.closed is not None and divergence.closed.form(*pair[: len(divergence.roles)]) is not None


def others() -> str:
    """What other libraries mean by a divergence."""
    lines = [
        [f"[`{c.function}`]({c.reference})", f"`{c.ours}`", prose(c.relation), prose(c.note)] for c in conventions()
    ]
    return table(("function", "ours", "their number", "note"), lines)


# What the benchmarks wrote.


def _machine(found: dict[str, str]) -> str:
    return table(list(found), [[prose(text) for text in found.values()]])


def _adversarial(found: list[dict[str, Any]]) -> str:
    kinds = ("right", "undecided", "silently wrong")
    lines = [
        [
            row["engine"],
            str(row["answers"]),
            *(f"{row[kind]} ({row[kind] / row['answers']:.2%})" for kind in kinds),
            f"{row['milliseconds']:.3g}",
        ]
        for row in found
    ]
    return table(("engine", "answers", "right", "honestly undecided", "silently wrong", "ms each"), lines, range(1, 6))


def _speed(found: list[dict[str, Any]]) -> str:
    verdicts = {True: "met", False: "**missed**", None: ""}
    lines = [
        [
            prose(row["what"].strip()),
            row["ours"],
            prose(row["against"]),
            row["other"],
            row["shown"],
            row["goal"],
            verdicts[row["met"]],
        ]
        for row in found
    ]
    return table(("what", "ours", "against", "it takes", "ours is", "goal", ""), lines)


def _certified(found: list[dict[str, Any]]) -> str:
    names = ("divergence", "digits", "certified", "infinite", "other")
    lines = [
        [*(str(row[name]) for name in names), f"{row['median'] * 1e3:.0f}", f"{row['longest'] * 1e3:.0f}"]
        for row in found
    ]
    return table((*names, "median ms", "longest ms"), lines, range(1, 7))


def _draws(found: dict[str, Any]) -> str:
    memory, own = found["memory"], found["throughput"]["gantheory"]
    lines = [[name, f"{each * 1e9:.1f}", f"{each / own:.2f}"] for name, each in found["throughput"].items()]
    shown = f"{memory['draws']:.0e} draws took {memory['seconds']:.1f} s and {memory['megabytes']:.1f} MB of memory."
    return table(("loop", "ns a draw", "ours is so many times as fast"), lines, (1, 2)) + f"\n\n{shown}"


def _coverage(found: dict[str, Any]) -> str:
    lines = [
        [
            f"`{row['problem']}`",
            "rigorous" if row["rigorous"] else "",
            str(row["given"]),
            f"{row['covered'] / row['given']:.1%}" if row["given"] else "",
            "" if row["corrected"] is None else f"{row['corrected']:.2g}",
        ]
        for row in found["coverage"]
    ]
    return table(("problem", "interval", "given", "covered", "chance of so few"), lines, (2, 3, 4))


#: For each table its file, and how it is rendered.
BENCHMARKS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "machine": ("machine", _machine),
    "adversarial": ("adversarial", _adversarial),
    "speed": ("speed", _speed),
    "certified": ("certified", _certified),
    "draws": ("monte_carlo", _draws),
    "coverage": ("monte_carlo", _coverage),
}
