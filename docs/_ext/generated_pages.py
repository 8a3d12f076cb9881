"""Sphinx extension: writes the pages that are made from the project itself into ``docs/_generated``.

- ``notebooks/``: the notebooks, which live outside the documentation
- ``texts/``: a page a source text, with the verdicts of a verification run at build time
- ``figures/`` and ``figures.md``: the figures, drawn
- ``contributing.md``: the page of that name
- ``kernel_rules.md``: the rules of the symbolic method
- ``parts/``: tables that other pages include
- ``api.rst``: the public names

The run's report is kept in ``report.json`` and used again as long as the package does not change.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import inspect
import re
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from tables import all_tables

import gantheory
from gantheory.claims import registry
from gantheory.claims.sources import Row, Text, rows, texts
from gantheory.figures import FIGURES, save_all
from gantheory.report.canonical import Report, canonical, dumps, read
from gantheory.report.evidence import METHOD_NAMES, agreeing, controls_refuted, describe, witness_of, worst_error
from gantheory.report.files import write
from gantheory.report.rows import LABELS, heading, printed, prose, remarks, stated, table

PACKAGE = Path(gantheory.__file__).parent


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", lambda app: generate(Path(app.srcdir)))
    app.connect("env-get-outdated", _executed_anew)
    app.connect("autodoc-process-docstring", _bars_kept)
    app.connect("autodoc-skip-member", _defaults_skipped)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _executed_anew(app: Any, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """The pages with code are executed again when the package has changed since."""
    if not _stale(Path(app.srcdir) / "_generated" / "notebooks"):
        return []
    executed = ("tour", "divergences")
    return [page for page in env.found_docs if page in executed or page.startswith("_generated/notebooks/")]


def _bars_kept(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Absolute values in docstrings stay what they are: to reStructuredText |x| would be a substitution."""
    quoted_or_bar = re.compile(r"(`+[^`]*`+)|\|")
    lines[:] = [line if ">>>" in line else quoted_or_bar.sub(lambda found: found[1] or r"\|", line) for line in lines]


def _defaults_skipped(app: Any, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """A dataclass field whose default is a type, as in ``controls = tuple``, is no class of its own."""
    return True if obj is tuple else None


#: Headings of the groups of public names, by the module of the stub that imports them.
GROUPS = {
    "adapters": "Laws from elsewhere",
    "assertions": "Claims and assertions",
    "distributions": "Laws",
    "distributions.language": "Laws given as text",
    "divergences": "Functionals",
    "errors": "The base of all errors",
    "estimate": "Numbers with errors",
    "figures.pair_of_laws": "A pair of laws, drawn",
    "games": "Games",
    "integration.monte_carlo": "Random draws",
    "verify": "Verification",
}
#: The heading of all modules of divergences.
DIVERGENCES = "Divergences"
#: Public packages and modules whose names are not the package's own.
MODULES = {
    "adapters": "More on laws from elsewhere",
    "integration.monte_carlo": "More on random draws",
    "distributions.law_array": "Arrays of laws",
    "estimate_array": "Arrays of numbers with errors",
    "errors": "Errors",
    "testing": "For tests",
}


def generate(source: Path) -> None:
    """Write all generated pages."""
    folder = source / "_generated"
    for name in ("notebooks", "texts", "figures", "parts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for notebook in sorted((source.parent / "notebooks").glob("*.py")):
        _write(folder / "notebooks" / notebook.name, notebook.read_text(encoding="utf-8"))
    report = _report(folder / "report.json")
    for text in texts():
        _write(folder / "texts" / f"text_{text.id}.md", _text_page(text, report))
    _figures(folder)
    for name, content in all_tables(source / "benchmarks"):
        _write(folder / "parts" / f"{name}.md", content + "\n")
    _write(folder / "kernel_rules.md", _kernel_rules())
    contributing = (source.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _write(folder / "contributing.md", contributing.replace("(docs/design.md)", "(../design.md)"))
    _write(folder / "api.rst", _api())


def _write(path: Path, content: str) -> None:
    """Write a file unless it is there already, so that unchanged pages are not built again."""
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


# The verification run.


def _report(path: Path) -> Report:
    """The report of a run over all claims, from an earlier build if the package is still the same."""
    if not _stale(path.parent) and path.exists():
        return read(path)
    path.unlink(missing_ok=True)
    from gantheory.verify import verify

    start = time.perf_counter()
    results = verify(registry.select(), jobs=None)
    report = canonical(results, seed=0, seconds=time.perf_counter() - start)
    write(path, dumps(report))
    return report


def _stale(folder: Path) -> bool:
    """Whether the package has changed since this was last asked for `folder`."""
    mark, digest = folder / "package.sha256", _digest()
    if mark.exists() and mark.read_text() == digest:
        return False
    mark.write_text(digest)
    return True


@functools.cache
def _digest() -> str:
    """A fingerprint of the package's sources."""
    found = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in (".py", ".toml"):
            found.update(file.read_bytes())
    return found.hexdigest()


# A page a source text.


def _text_page(text: Text, report: Report) -> str:
    own = [row for row in rows() if row.text == text.id]
    entries = report["claims"]
    title = f"Text {text.id}: {text.title}" if text.title else f"Text {text.id}"
    parts = [
        f"# {title}",
        f"{prose(text.description)} {{cite:p}}`Text{text.id}`",
        "Every equation, and every statement in prose, is a *row*. A row that can be checked is settled by claims; a "
        "claim's status is that of its strongest method, from a verification run at the time these pages were built.",
    ]
    if any(row.reconstructed for row in own):
        parts.append(
            ":::{note}\nRows marked *reconstructed* are formulas that the text has lost. What stands here is what "
            "they must have been, from the words around them.\n:::"
        )
    parts += ["## At a glance", _glance(own, entries), "## Row by row"]
    explained: set[str] = set()
    for row in own:
        parts.append(_row_section(row, [e for e in entries if row.id in e["sources"]], explained))
    unchecked = [row for row in own if not row.checkable]
    if unchecked:
        reasons = [[_link(row), prose(row.not_checked or "")] for row in unchecked]
        parts += ["## Rows that are not checked", table(("row", "why"), reasons)]
    return "\n\n".join(parts) + "\n"


def _anchor(id_: str) -> str:
    return f"row-{id_.lower()}"


def _link(row: Row) -> str:
    return f"[{row.id}](#{_anchor(row.id)})"


def _glance(own: list[Row], entries: list[Report]) -> str:
    lines = []
    for row in own:
        label = LABELS[row.label] + (f": {row.kind_of_slip}" if row.kind_of_slip and row.label == "ERR" else "")
        label += ", reconstructed" if row.reconstructed else ""
        found = [_outcome(entry) for entry in entries if row.id in entry["sources"]]
        verdict = ", ".join(dict.fromkeys(found)) or ("not checked" if not row.checkable else "no claim yet")
        lines.append([_link(row), prose(row.place), label, verdict])
    return table(("row", "where", "in the text", "verdict"), lines)


def _outcome(entry: Report) -> str:
    if entry["outcome"] == "failed":
        return "**FAILED**"
    return "refuted as printed, corrected" if entry["outcome"] == "refuted_as_expected" else entry["status"]


def _row_section(row: Row, entries: list[Report], explained: set[str]) -> str:
    parts = [f"({_anchor(row.id)})=\n### {row.id}", heading(row).split(" · ", 1)[1], printed(row), remarks(row)]
    for entry in entries:
        if entry["name"] in explained:
            parts.append(f"Settled by [`{entry['name']}`](#{_claim_anchor(entry)}), above: {_outcome(entry)}.")
        else:
            explained.add(entry["name"])
            parts.append(_claim(entry))
    if not entries and row.checkable:
        parts.append("*No claim about this row yet.*")
    return "\n\n".join(filter(None, parts))


def _claim_anchor(entry: Report) -> str:
    return f"claim-{entry['name'].replace('_', '-')}"


def _claim(entry: Report) -> str:
    claim = registry.find("", entry["name"])
    agreed = [METHOD_NAMES[method] for method, agrees in agreeing(entry).items() if agrees]
    error = worst_error(entry)
    refuted, controls = controls_refuted(entry)
    words = [
        f"Methods that agree: {', '.join(agreed) or 'none'}",
        *([f"worst error {error:.0e}"] if error is not None else []),
        f"{refuted} of {controls} false twins refuted",
    ]
    parts = [
        f"({_claim_anchor(entry)})=",
        stated(claim),
        "; ".join(words) + ".",
    ]
    if claim.conditions:
        parts.append(f"*Conditions:* {prose(claim.conditions)}.")
    if claim.remark:
        parts.append(prose(claim.remark))
    if claim.reference[0]:
        where = f", {prose(claim.reference[1])}" if claim.reference[1] else ""
        parts.append(f"Reference: {{cite:p}}`{claim.reference[0]}`{where}.")
    witness = witness_of(entry) if entry["outcome"] == "refuted_as_expected" else None
    if witness is not None:
        parts += [
            f"*As printed it is wrong at* {prose(describe(witness))}. Recompute it by:",
            f"```python\nfrom gantheory.vocabulary import *\n\n{witness['code']}\n```",
        ]
    first, *rest = parts
    inner = "\n\n".join(rest)
    return f":::::{{admonition}} {_title(entry)}\n:class: {_colour(entry)}\n:name: {first[1:-2]}\n\n{inner}\n:::::"


def _title(entry: Report) -> str:
    return f"{_outcome(entry)}: {entry['name']} ({entry['kind']})"


def _colour(entry: Report) -> str:
    if entry["outcome"] == "failed":
        return "danger"
    return {"refuted_as_expected": "warning", "inconclusive": "attention"}.get(entry["outcome"], "tip")


# Figures, rules, names.


def _figures(folder: Path) -> None:
    images = {f"{name}.png" for name in FIGURES}
    if not images <= {file.name for file in (folder / "figures").glob("*.png")} or _stale(folder / "figures"):
        save_all(folder / "figures", "png")
    parts = [
        "# Figures",
        "Each figure is a function `figure(ax=None)` that draws on the Axes it is given and returns them. The command "
        "line writes one into a file, or all of them into a folder:",
        "```console\n$ gantheory figure training_stages -o stages.pdf\n$ gantheory figure --all -o figures/\n```",
    ]
    for name in FIGURES:
        module = importlib.import_module(f"gantheory.figures.{name}")
        caption = inspect.cleandoc(module.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        parts += [f"## {name}", f":::{{figure}} figures/{name}.png\n{prose(caption)}\n:::"]
    _write(folder / "figures.md", "\n\n".join(parts) + "\n")


def _kernel_rules() -> str:
    from gantheory.methods.kernel.rules import RULES

    lines = [
        [
            f"**{rule.name}**",
            prose(rule.statement),
            "" if rule.condition == "none" else prose(rule.condition),
            "=" if rule.keeps_value else "⇝",
        ]
        for rule in RULES.values()
    ]
    parts = [
        "# Rules of the kernel",
        "A derivation is a list of lines. Each line names the rule by which it follows from the one before, and the "
        "kernel accepts the link only if it is an application of that rule. These are all rules; what is not here "
        "cannot be used. Simplification may *search* for a step, but only a rule *accepts* it.",
        "A rule marked = claims that both lines are equal, and the numerical methods check that claim on their own. "
        "A rule marked ⇝ leads to another statement: from an objective to its derivative, from an equation to its "
        "root. Numbers cannot follow these links, and only the kernel judges them.",
        table(("rule", "what it says", "condition", ""), lines),
    ]
    return "\n\n".join(parts) + "\n"


def _api() -> str:
    """The public names, in the groups in which the package's stub imports them."""
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            title = DIVERGENCES if module.startswith("divergences.") else GROUPS[module]
            groups.setdefault(title, []).extend(alias.name for alias in node.names)
    parts = ["API", "===", "", "Everything up to the errors is imported from ``gantheory`` itself.", ""]
    for title, names in groups.items():
        parts += [title, "-" * len(title), "", *(line for name in names for line in _documented(name))]
    for name, title in MODULES.items():
        module = importlib.import_module(f"gantheory.{name}")
        parts += [title, "-" * len(title), ""]
        if hasattr(module, "__path__"):  # a package: its public names
            for public in sorted(set(module.__all__) - set(gantheory.__all__)):
                parts += _documented(public, module)
        else:
            parts += [f".. automodule:: gantheory.{name}", "   :members:", ""]
    return "\n".join(parts)


def _documented(name: str, module: ModuleType = gantheory) -> list[str]:
    value = getattr(module, name)
    if inspect.isclass(value):
        return [f".. autoclass:: {module.__name__}.{name}", ""]
    if inspect.isroutine(value):
        return [f".. autofunction:: {module.__name__}.{name}", ""]
    return [f".. autodata:: {module.__name__}.{name}", "   :no-value:", ""]
