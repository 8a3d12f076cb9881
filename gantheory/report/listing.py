"""What there is: the claims by topic, and the rows of the source texts with the claims that settle them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gantheory.assertions.claim import Claim
from gantheory.claims.sources import Row
from gantheory.report.canonical import Report
from gantheory.report.terminal import claim_name, outcome_text, table
from gantheory.report.unicode import formula, prose

__all__ = ["claim_list", "source_list"]

#: What the label of a row makes one expect of its claims.
EXPECTED = {
    "OK": "holds",
    "COND": "holds under its condition",
    "ERR": "refuted as printed",
    "GLOSS": "holds once made precise",
}


def claim_list(claims: Sequence[Claim], report: Report | None = None) -> RenderableType:
    """The claims by topic: name, statement, rows of the source texts, and the status in a report."""
    parts: list[RenderableType] = []
    for topic in dict.fromkeys(claim.topic for claim in claims):
        own = [claim for claim in claims if claim.topic == topic]
        rows = table("claim", "statement", "sources", *(["status"] if report else []))
        for claim in own:
            rows.add_row(
                claim_name(claim.name),
                formula(claim.statement),
                _sources(claim),
                *([outcome_text(_entry(report, claim.name))] if report else []),
            )
        parts += [Text(f"{topic} ({len(own)})", "bold"), "", rows, ""]
    return Group(*parts[:-1])


def source_list(rows: Sequence[Row], claims: Sequence[Claim], report: Report | None = None) -> RenderableType:
    """The rows of the source texts: which claims settle each, and what is expected of them."""
    result = table("row", "claims", "expected")
    result.columns[0].no_wrap = True
    for row in rows:
        own = Table.grid(padding=(0, 2))
        for name in (claim.name for claim in claims if row.id in claim.sources):
            own.add_row(claim_name(name), *([outcome_text(_entry(report, name))] if report else []))
        result.add_row(row.id, own, _expected(row, own.row_count > 0))
    checkable = [row for row in rows if row.checkable]
    settled = sum(any(row.id in claim.sources for claim in claims) for row in checkable)
    count = f"{settled} of {len(checkable)} checkable rows have a claim"
    count += f"; {len(rows) - len(checkable)} are not checked"
    return Group(result, "", Text(count, "bold"))


def _expected(row: Row, claimed: bool) -> Text:
    if not row.checkable:
        text = Text(f"not checked: {row.not_checked}", "dim")
    elif not claimed:
        text = Text("no claim yet", "yellow")
    else:
        text = Text(EXPECTED[row.label])
        if row.label == "COND" and row.condition:
            text.append(f": {prose(row.condition)}", "dim")
        elif row.label == "ERR" and row.kind_of_slip:
            text.append(f": {row.kind_of_slip}", "dim")
    if row.reconstructed:
        text.append(" (reconstructed)", "dim")
    return text


def _entry(report: Report | None, name: str) -> dict[str, object] | None:
    return next((entry for entry in report["claims"] if entry["name"] == name), None) if report else None


def _sources(claim: Claim) -> str:
    return ", ".join(claim.sources)
