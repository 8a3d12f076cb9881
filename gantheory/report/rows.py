"""Rows of the source texts as Markdown: what is printed, what is wrong with it, and what the methods say.

The notebooks and the documentation are put together from these pieces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gantheory.assertions.claim import Claim
from gantheory.assertions.instance import Family, Instance
from gantheory.claims.sources import Row
from gantheory.distributions.law import Law
from gantheory.report.evidence import short
from gantheory.report.notation import unicode

__all__ = [
    "LABELS", "heading", "place", "printed", "prose", "remarks", "repeats", "signed", "stated", "status_cell", "table",
    "tabled",
]  # fmt: skip

#: What the label of a row says, in words.
LABELS = {"OK": "correct", "COND": "correct under a condition", "ERR": "wrong", "GLOSS": "loose wording"}


def heading(row: Row) -> str:
    """The row's id, its place in the text, and what is wrong with it."""
    parts = [f"**{row.id}**", prose(row.place)]
    slip = f": {row.kind_of_slip}" if row.kind_of_slip and row.label in ("ERR", "COND") else ""
    parts.append(f"*{LABELS[row.label]}{slip}*")
    if row.reconstructed:
        parts.append("*reconstructed*")
    return " · ".join(parts)


def printed(row: Row) -> str:
    """The formula set off, or the passage as a quotation."""
    whole = re.fullmatch(r"\$([^$]*)\$", row.printed)
    return f"$$\n{whole[1]}\n$$" if whole else f"> {prose(row.printed)}"


def stated(claim: Claim) -> str:
    """A claim's statement set off; quotation marks as MathJax wants them, which does not know TeX's."""
    statement = claim.statement.replace("``", "“").replace("''", "”")
    return f"$$\n{statement}\n$$"


def repeats(claim: Claim, row: Row) -> bool:
    """Whether the claim states what the row has printed, letter for letter but for spaces and styles."""
    return _bare(claim.statement) == _bare(row.printed)


def _bare(latex: str) -> str:
    return re.sub(r"[\s$]|\\[,;:!]|\\quad", "", latex.replace(r"\tfrac", r"\frac").replace(r"\dfrac", r"\frac"))


def remarks(row: Row) -> str:
    """When the row is right and what is wrong with it; or why it is not checked."""
    parts = []
    if row.condition and row.label != "ERR":
        parts.append(f"*Holds* {_spoken(row.condition)}.")
    if row.erratum:
        parts.append(prose(row.erratum))
    if row.not_checked:
        parts.append(f"*Not checked.* {prose(row.not_checked)}")
    return " ".join(parts)


def _spoken(condition: str) -> str:
    """A condition as the rest of "holds ..."."""
    joined = ("for ", "if ", "where ", "when ", "as ", "under ", "over ", "at ", "in ", "with ", "per ", "depends ")
    text = prose(condition)
    return text if condition.startswith(joined) else f"if: {text}"


def prose(text: str) -> str:
    """Prose with formulas between dollar signs, as Markdown: what is no formula is taken literally."""
    parts = text.split("$")
    return "".join(f"${part}$" if index % 2 else _literal(part) for index, part in enumerate(parts))


def _literal(text: str) -> str:
    for character in "\\*_`<":
        text = text.replace(character, f"\\{character}")
    return text


def tabled(markdown: str) -> str:
    """Markdown for a cell of a table, where a vertical bar would end the cell."""
    parts = markdown.split("$")
    return "".join(f"${_barless(part)}$" if index % 2 else part.replace("|", r"\|") for index, part in enumerate(parts))


def _barless(latex: str) -> str:
    return latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")


def table(header: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A Markdown table; the columns in `right` are flush right."""
    rule = ["---:" if index in right else "---" for index in range(len(header))]
    return "\n".join(f"| {' | '.join(map(tabled, line))} |" for line in (header, rule, *lines))


def status_cell(verdict: Mapping[str, Any]) -> str:
    """A method's verdict in a cell: its status, and the error where there is one; a dash where it cannot tell."""
    if verdict["status"] == "INCONCLUSIVE":
        return "–"
    supports = verdict["status"] != "REFUTED" and verdict["error"] is not None
    if not supports or not verdict["error"]:
        return str(verdict["status"])
    error = f"{float(verdict['error']):.0e}".replace("-", "\u2011")  # a hyphen at which no line breaks
    return f"{verdict['status']} ±\u00a0{error}"


def place(instance: Instance) -> str:
    """An instance in one line, as code: the laws, the generator and the discriminator.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> from gantheory.symbols import x, z
    >>> place(Instance(z=Normal(0, 1), G=1 - 2 * z, logit=x / 2))
    '`z ~ Normal(0, 1), G(z) = 1 − 2·z, D = σ(½·x)`'
    """
    latent = instance.generator is not None and "p_z" in instance.laws
    given = {"p": instance.laws.get("p"), "q": instance.family or instance.laws.get("q")}
    parts = [f"{role} = {_law(law)}" for role, law in given.items() if law is not None and not (latent and role == "q")]
    if "p_z" in instance.laws:
        parts.append(f"z ~ {_law(instance.laws['p_z'])}")
    if instance.generator is not None:
        parts.append(f"G(z) = {unicode(instance.generator)}")
    if instance.logit is not None:
        parts.append(f"D = σ({unicode(instance.logit)})")
    parts += [f"{name} = {unicode(value)}" for name, value in instance.numbers.items()]
    return f"`{', '.join(parts)}`" if parts else ""


def _law(law: Law | Family) -> str:
    if not isinstance(law, Family):
        return repr(law)
    return f"{law.kind.__name__}({', '.join(f'{name}={_written(value)}' for name, value in law.parameters.items())})"


def _written(parameter: Any) -> str:
    return f"[{', '.join(map(_written, parameter))}]" if isinstance(parameter, list | tuple) else unicode(parameter)


def signed(value: float) -> str:
    """A number to ten digits, with a minus sign that is one."""
    return short(value).replace("-", "−")
