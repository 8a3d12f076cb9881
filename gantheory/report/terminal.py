"""The report on a terminal: a table to read at a glance, the misprints with witnesses, one summary line."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gantheory.report.canonical import Report, passed
from gantheory.report.evidence import (
    INITIALS,
    METHOD_NAMES,
    agreeing,
    controls_refuted,
    describe,
    doubts,
    is_misprint,
    summary_line,
    witness_of,
    worst_error,
)

__all__ = ["claim_name", "console", "outcome_text", "table", "verification"]

#: Columns where the width is not known because the output is no terminal.
PLAIN_WIDTH = 100
_STYLES = {
    "PROVED": "bold green",
    "ENCLOSED": "green",
    "CORROBORATED": "cyan",
    "INCONCLUSIVE": "yellow",
    "REFUTED": "magenta",
    "FAILED": "bold red",
}


def console(file: TextIO | None = None) -> Console:
    """A console that prints plain text where `file` is no terminal or NO_COLOR is set."""
    file = file or sys.stdout
    plain = not file.isatty() or bool(os.environ.get("NO_COLOR"))
    width = PLAIN_WIDTH if not file.isatty() and "COLUMNS" not in os.environ else None
    return Console(
        file=file, width=width, highlight=False, emoji=False, markup=False,
        color_system=None if plain else "auto", force_terminal=False if plain else None,
    )  # fmt: skip


def table(*columns: str) -> Table:
    """An empty table in the style of all tables here: a rule under the header and no other lines."""
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        result.add_column(column, overflow="fold")
    return result


def verification(report: Report) -> RenderableType:
    """A run: the table of claims, the misprints, what went wrong if anything did, and the summary."""
    parts: list[RenderableType] = []
    if report["claims"]:
        parts += [_claims(report["claims"]), "", _legend(report["claims"])]
    misprints = [entry for entry in report["claims"] if entry["outcome"] == "refuted_as_expected"]
    if misprints:
        parts += ["", Text("Misprints, and where each is wrong", "bold"), *map(_misprint, misprints)]
    doubtful = [(entry, doubts(entry)) for entry in report["claims"]]
    if any(lines for _, lines in doubtful):
        parts += ["", Text("Not as it should be", "bold red")]
        parts += [_doubtful(entry, lines) for entry, lines in doubtful if lines]
    if "interrupted" in report:
        parts += ["", Text("Interrupted: these are the claims verified so far.", "bold yellow")]
    parts += ["", Text(summary_line(report), "bold green" if passed(report) else "bold red")]
    return Group(*parts)


def _claims(entries: list[dict[str, Any]]) -> Table:
    result = table("claim", "status", "methods", "error", "controls")
    result.columns[0].ratio = 1
    for column in result.columns[1:]:
        column.no_wrap = True
    result.columns[3].justify = result.columns[4].justify = "right"
    for entry in entries:
        refuted, controls = controls_refuted(entry)
        error = worst_error(entry)
        result.add_row(
            claim_name(entry["name"]),
            outcome_text(entry),
            _marks(entry),
            "" if error is None else f"{error:.0e}",
            Text(f"{refuted}/{controls}", "" if refuted == controls else "bold red"),
        )
    return result


def claim_name(name: str) -> Text:
    """A name that a narrow column breaks after an underscore and not within a word."""
    return _Breakable(name)


class _Breakable(Text):
    """Text whose lines break after underscores."""

    def wrap(self, console: Console, width: int, **options: Any) -> Any:
        lines, line = [], ""
        for word in self.plain.replace("_", "_ ").split(" "):
            if line and len(line) + len(word) > width:
                lines.append(line)
                line = "  "
            line += word
        return Text("\n".join([*lines, line])).wrap(console, width, overflow="fold")


def outcome_text(entry: dict[str, Any] | None) -> Text:
    """A claim's status in a word; for an entry that a report does not have, that it was not verified."""
    if entry is None:
        return Text("not verified", "dim")
    if entry["outcome"] == "failed":
        return Text("FAILED ✗", _STYLES["FAILED"])
    expected = " ✓" if entry["outcome"] == "refuted_as_expected" else ""
    return Text(entry["status"] + expected, _STYLES[entry["status"]])


def _marks(entry: dict[str, Any]) -> Text:
    """A letter for a method that agrees, a dot for one that cannot tell, a cross for one that contradicts."""
    text = Text()
    for method, agrees in agreeing(entry).items():
        mark = {True: INITIALS[method], False: "✗", None: "·"}[agrees]
        text.append(mark, {True: "", False: "bold red", None: "dim"}[agrees])
        text.append(" ")
    text.rstrip()
    return text


def _legend(entries: list[dict[str, Any]]) -> Text:
    used = dict.fromkeys(verdict["method"] for entry in entries for verdict in entry["verdicts"])
    letters = ", ".join(f"{INITIALS[method]} {METHOD_NAMES[method]}" for method in used)
    return Text(f"methods that agree: {letters}; · cannot tell, ✗ contradicts", "dim")


def _misprint(entry: dict[str, Any]) -> RenderableType:
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True, style="dim")
    rows.add_column(overflow="fold")
    rows.add_row("printed", entry["as_printed"])
    rows.add_row("correct", entry["corrected"])
    witness = witness_of(entry)
    rows.add_row("wrong at", "the normal form" if witness is None else Text(describe(witness), "magenta"))
    return Group(_heading(entry), Padding(rows, (0, 0, 0, 4), expand=False))


def _doubtful(entry: dict[str, Any], lines: list[str]) -> RenderableType:
    return Group(
        _heading(entry),
        Padding(Group(*(Text(line, overflow="fold") for line in lines)), (0, 0, 0, 4), expand=False),
    )


def _heading(entry: dict[str, Any]) -> Padding:
    rows = f"  ({', '.join(entry['sources'])})" if entry["sources"] else ""
    kind = "" if is_misprint(entry) else f"  {entry['outcome']}"
    return Padding(
        Text.assemble((entry["name"], "bold"), (rows + kind, "dim"), overflow="fold"),
        (0, 0, 0, 2),
        expand=False,
    )
