"""The report as Markdown: the tables of the terminal, and for each misprint the line that recomputes it."""

from __future__ import annotations

from typing import Any

from gantheory.report.canonical import Report
from gantheory.report.evidence import (
    METHOD_NAMES,
    agreeing,
    controls_refuted,
    describe,
    doubts,
    summary_line,
    witness_of,
    worst_error,
)

__all__ = ["markdown"]


def markdown(report: Report) -> str:
    """The report as Markdown text, with LaTeX statements between dollar signs."""
    lines = ["# Verification report", "", summary_line(report), ""]
    lines += [f"gantheory {report['version']}, seed {report['seed']}.", ""]
    if "interrupted" in report:
        lines += ["The run was interrupted; these are the claims verified until then.", ""]
    lines += ["| claim | statement | status | methods that agree | worst error | controls refuted |"]
    lines += ["| --- | --- | --- | --- | ---: | ---: |"]
    lines += [_row(entry) for entry in report["claims"]]
    misprints = [entry for entry in report["claims"] if entry["outcome"] == "refuted_as_expected"]
    if misprints:
        lines += ["", "## Misprints", "", "Each line of code needs `from gantheory.vocabulary import *`."]
        for entry in misprints:
            lines += _misprint(entry)
    doubtful = [(entry, doubts(entry)) for entry in report["claims"]]
    if any(reasons for _, reasons in doubtful):
        lines += ["", "## Not as it should be", ""]
        lines += [f"- `{entry['name']}`: {_escaped(reason)}" for entry, reasons in doubtful for reason in reasons]
    return "\n".join(lines) + "\n"


def _row(entry: dict[str, Any]) -> str:
    refuted, controls = controls_refuted(entry)
    error = worst_error(entry)
    methods = ", ".join(METHOD_NAMES[method] for method, agrees in agreeing(entry).items() if agrees)
    expected = " as expected" if entry["outcome"] == "refuted_as_expected" else ""
    status = "**FAILED**" if entry["outcome"] == "failed" else entry["status"] + expected
    cells = [
        f"`{entry['name']}`",
        f"${entry['statement']}$",
        status,
        methods,
        "" if error is None else f"{error:.0e}",
        f"{refuted}/{controls}",
    ]
    return "| " + " | ".join(cell.replace("|", r"\|").replace(r"\\|", r"\Vert ") for cell in cells) + " |"


def _misprint(entry: dict[str, Any]) -> list[str]:
    rows = f" ({', '.join(entry['sources'])})" if entry["sources"] else ""
    lines = ["", f"### `{entry['name']}`{rows}", ""]
    lines += [f"- as printed: `{entry['as_printed']}`", f"- corrected: `{entry['corrected']}`"]
    witness = witness_of(entry)
    if witness is not None:
        lines += [f"- wrong at {_escaped(describe(witness))}", "", f"      {witness['code']}"]
    return lines


def _escaped(text: str) -> str:
    """Text in which asterisks and underscores of formulas stay what they are."""
    return text.replace("\\", "\\\\").replace("*", r"\*").replace("_", r"\_").replace("<", "&lt;")
