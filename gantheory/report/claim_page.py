"""One claim in full: what it states, when, who says so, where it is checked, and its false twins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gantheory.assertions.claim import Claim
from gantheory.assertions.kinds import Assertion, Identity, Inequality, Misprint
from gantheory.claims.sources import Row
from gantheory.report.notation import unicode
from gantheory.report.unicode import formula, prose
from gantheory.verdict import Witness
from gantheory.verify import ControlResult

__all__ = ["claim_page", "is_code"]


def claim_page(claim: Claim, rows: Sequence[Row], controls: Sequence[ControlResult]) -> Iterator[RenderableType]:
    """The page, part by part.

    Parameters
    ----------
    claim : Claim
    rows : sequence of Row
        The rows of the source texts that it lists.
    controls : sequence of ControlResult
        What became of its false twins, and of a misprint itself.
    """
    yield Text.assemble((claim.name, "bold"), (f"  {claim.kind}, {claim.topic}", "dim"))
    yield Text()
    yield Padding(formula(claim.statement), (0, 2), expand=False)
    yield Padding(Text(claim.statement, "dim"), (0, 2), expand=False)
    yield Text()
    yield _fields(claim, rows)
    yield Text()
    yield Text(f"checked at {len(claim.checked_at)} instances", "bold")
    for instance in claim.checked_at:
        yield Padding(_inside(repr(instance)), (0, 2), expand=False)
    yield Text()
    yield Text("false, and where both sides differ", "bold")
    for control in controls:
        yield from _control(control)
    if any(control.verdict and control.verdict.witness for control in controls):
        yield Text()
        yield Text("The lines that begin with at(...) need: from gantheory.vocabulary import *", "dim")


def is_code(part: RenderableType) -> bool:
    """Whether a part of the page is a line of code, which stays whole, so that it can be copied."""
    return isinstance(part, Text) and part.plain.startswith("    ")


def _fields(claim: Claim, rows: Sequence[Row]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    fields = {
        "holds": prose(claim.conditions),
        "remark": prose(claim.remark),
        "reference": ", ".join(filter(None, claim.reference)),
        **_asserted(claim.asserted),
    }
    for row in rows:
        lost = ", reconstructed" if row.reconstructed else ""
        fields[row.id] = f"{prose(row.printed)}  [{row.label}{lost}; {row.place}]"
    for label, text in fields.items():
        if text:
            grid.add_row(label, text)
    return grid


def _asserted(asserted: Assertion) -> dict[str, str]:
    if isinstance(asserted, Misprint):
        return {"printed": _equation(asserted.as_printed), "corrected": _equation(asserted.corrected)}
    return {"asserted": _equation(asserted)}


def _equation(assertion: Assertion) -> str:
    if isinstance(assertion, Identity):
        return f"{unicode(assertion.lhs)} = {unicode(assertion.rhs)}"
    if isinstance(assertion, Inequality):
        return f"{unicode(assertion.lhs)} {'<' if assertion.strict else '≤'} {unicode(assertion.rhs)}"
    return repr(assertion)


def _control(control: ControlResult) -> Iterator[RenderableType]:
    witness = control.verdict.witness if control.verdict else None
    if witness is None:
        yield Text.assemble(f"  {control.name}: ", (f"{control.status.value} by quadrature alone", "yellow"))
        return
    yield Text.assemble(f"  {control.name}: ", (_values(witness), "magenta"))
    yield Text(f"    {witness.code}", "dim")


def _values(witness: Witness) -> str:
    return f"left {witness.lhs:.10g}, right {witness.rhs:.10g}"


def _inside(text: str) -> str:
    return text.removeprefix("Instance(").removesuffix(")")
