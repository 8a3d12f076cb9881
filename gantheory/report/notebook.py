"""For the notebooks: rows of a source text, the derivations behind them, and what the methods say, displayed.

Needs IPython (``pip install gantheory[test]`` brings it).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gantheory.assertions.claim import Claim
from gantheory.assertions.domain import expand
from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import (
    Assertion,
    Counterexample,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Limit,
    Misprint,
    Spectrum,
    Step,
)
from gantheory.claims import registry
from gantheory.claims.sources import Row, rows
from gantheory.errors import GantheoryError, InvalidParameterError, UnknownNameError
from gantheory.estimate import Estimate
from gantheory.methods.interface import Context
from gantheory.methods.quadrature import SAFETY, evaluate
from gantheory.report import derivation as derivations
from gantheory.report.evidence import METHOD_NAMES
from gantheory.report.rows import (
    LABELS,
    heading,
    place,
    printed,
    prose,
    remarks,
    repeats,
    signed,
    stated,
    status_cell,
    table,
)
from gantheory.verdict import Status, Verdict
from gantheory.verify import judge, methods

__all__ = ["FAST", "Walkthrough", "plot_style"]

#: The methods that take a fraction of a second a claim.
FAST = ("symbolic", "enclosure", "quadrature")
#: A value with a larger relative error is not shown.
COARSE = 1e-6


def plot_style() -> None:
    """Use the project's Matplotlib style from here on, with figures as sharp as the screen."""
    from importlib.resources import as_file, files

    from matplotlib import style

    with as_file(files("gantheory.figures") / "gantheory.mplstyle") as path:
        style.use(path)


@dataclass(frozen=True)
class Finding:
    """What the methods say of one assertion, and both sides' values at an instance.

    Attributes
    ----------
    label : str
        "as printed" or "corrected" for a misprint, "" otherwise.
    assertion : Assertion
    verdicts : tuple of Verdict
    example : tuple of (Instance, Estimate, Estimate), optional
        A place with both sides' values there; for a misprint one where they differ.
    """

    label: str
    assertion: Assertion
    verdicts: tuple[Verdict, ...]
    example: tuple[Instance, Estimate, Estimate] | None

    @property
    def status(self) -> Status:
        """REFUTED if a method refutes it, else the strongest support."""
        if any(v.status is Status.REFUTED for v in self.verdicts):
            return Status.REFUTED
        return max((v.status for v in self.verdicts), key=lambda s: s.strength, default=Status.INCONCLUSIVE)


class Walkthrough:
    """A walk through a source text, row by row, in the order of the text.

    Parameters
    ----------
    text : str
        The text's id: "000", "001" or "002".
    chosen : sequence of str
        The methods that judge.
    """

    def __init__(self, text: str, chosen: Sequence[str] = FAST) -> None:
        self.rows = {row.id: row for row in rows() if row.text == text}
        if not self.rows:
            raise UnknownNameError(f"no text {text!r}; there are {', '.join(sorted({row.text for row in rows()}))}")
        self.chosen = tuple(chosen)
        self._methods = methods(chosen)
        self._context = Context()
        self._found: dict[str, tuple[Finding, ...]] = {}
        self._shown: list[str] = []

    def show(self, *ids: str) -> None:
        """Display rows: what is printed, when it holds, and what the methods say of the claims about it.

        Raises
        ------
        UnknownNameError
            If the text has no such row.
        InvalidParameterError
            If a row is shown out of the text's order.
        """
        for id_ in ids:
            row = self._row(id_)
            if self._shown and list(self.rows).index(id_) <= list(self.rows).index(self._shown[-1]):
                raise InvalidParameterError(f"{id_} does not come after {self._shown[-1]} in the text; show it before")
            self._shown.append(id_)
            _display("\n\n".join(filter(None, self._parts(row))))

    def derive(self, id_: str) -> None:
        """Display the derivations that a row is part of, with the value of every line at an instance."""
        for claim in self._claims(id_):
            if isinstance(claim.asserted, Derivation):
                instance = claim.checked_at[0] if claim.checked_at else Instance()
                _display(derivation_markdown(claim.asserted, instance))

    def value(self, side: object, instance: Instance) -> float:
        """A functional's value at an instance, by quadrature."""
        from gantheory.assertions.kinds import side as as_side

        return evaluate(as_side(side), instance, self._context.cache).value

    def ledger(self) -> None:
        """Display the verdict on every row.

        Raises
        ------
        InvalidParameterError
            If a row was left out.
        """
        missing = [id_ for id_ in self.rows if id_ not in self._shown]
        if missing:
            raise InvalidParameterError(f"rows left out: {', '.join(missing)}; show them in the order of the text")
        lines = [[f"**{id_}**", _expected(row), self._summary(row)] for id_, row in self.rows.items()]
        _display(table(("row", "in the text", "verdict"), lines))

    def _row(self, id_: str) -> Row:
        if id_ not in self.rows:
            raise UnknownNameError(f"no row {id_!r} in this text; there are {', '.join(self.rows)}")
        return self.rows[id_]

    def _claims(self, id_: str) -> list[Claim]:
        return [claim for claim in registry.all_claims() if id_ in claim.sources]

    def _parts(self, row: Row) -> Iterator[str]:
        yield heading(row)
        yield printed(row)
        yield remarks(row)
        claims = self._claims(row.id)
        if not claims and row.checkable:
            yield "*No claim about this row yet.*"
        fresh = [claim for claim in claims if claim.name not in self._found]
        for claim in fresh:
            yield self._claim_markdown(claim, row)
        known = [claim for claim in claims if claim not in fresh]
        if known:
            named = ", ".join(f"`{claim.name}` ({_in_a_word(self._found[claim.name])})" for claim in known)
            yield f"{'Also settled' if fresh else 'Settled'} above by {named}."

    def _claim_markdown(self, claim: Claim, row: Row) -> str:
        findings = self._findings(claim)
        header = ["", "left", "right", *(METHOD_NAMES[name] for name in self.chosen)]
        lines = []
        for finding in findings:
            sides = ["", ""] if finding.example is None else [_shown(e) for e in finding.example[1:]]
            cells = [status_cell(verdict.to_dict()) for verdict in finding.verdicts]
            lines.append([f"*{finding.label}*" if finding.label else "", *sides, *cells])
        filled = [k for k in range(len(header)) if k > 2 or any(line[k] for line in lines)]
        header, *lines = ([line[k] for k in filled] for line in (header, *lines))
        where = next((place(f.example[0]) for f in findings if f.example is not None), "")
        caption = f"`{claim.name}`"
        if claim.conditions:
            caption += f" – {prose(claim.conditions)}"
        if where:
            caption += f". At {where}:"
        statement = "" if repeats(claim, row) else f"{stated(claim)}\n\n"
        return f"{statement}{caption}\n\n{table(header, lines)}"

    def _findings(self, claim: Claim) -> tuple[Finding, ...]:
        if claim.name not in self._found:
            asserted = claim.asserted
            parts = [("", asserted)]
            if isinstance(asserted, Misprint):
                parts = [("as printed", asserted.as_printed), ("corrected", asserted.corrected)]
            self._found[claim.name] = tuple(self._find(label, part, claim.checked_at) for label, part in parts)
        return self._found[claim.name]

    def _find(self, label: str, assertion: Assertion, instances: Sequence[Instance]) -> Finding:
        verdicts = tuple(judge(method, assertion, instances, self._context) for method in self._methods)
        return Finding(label, assertion, verdicts, self._example(assertion, instances, apart=label == "as printed"))

    def _example(
        self, assertion: Assertion, instances: Sequence[Instance], apart: bool
    ) -> tuple[Instance, Estimate, Estimate] | None:
        """The first place at which both sides have values; with `apart`, at which they differ."""
        if isinstance(assertion, Derivation | Spectrum):
            return None
        part: Any = assertion
        if isinstance(assertion, Counterexample):
            part, instances, apart = assertion.fails, [assertion.instance], True
        elif isinstance(assertion, Limit):
            points = [{assertion.variable.name: point} for point in reversed(assertion.points)]
            instances = [instance.at(**point) for point in points for instance in instances or [Instance()]]
            part = Identity(assertion.quantity, assertion.value, universal=False)
        elif not isinstance(assertion, Identity | Inequality):
            part = part.reductions()[0]
        for instance in expand(instances, part.domain, 1):
            try:
                left, right = (evaluate(side, instance, self._context.cache) for side in (part.lhs, part.rhs))
            except GantheoryError:
                continue
            if any(e.status == "undecided" or e.error > COARSE * max(1.0, abs(e.value)) for e in (left, right)):
                continue
            if not apart or not abs(left.value - right.value) <= SAFETY * (left.error + right.error):
                return instance, left, right
        return None

    def _summary(self, row: Row) -> str:
        if not row.checkable and not self._claims(row.id):
            return "not checked"
        words = [_in_a_word(self._findings(claim)) for claim in self._claims(row.id)]
        return ", ".join(dict.fromkeys(words)) or "no claim yet"


def derivation_markdown(chain: Derivation, instance: Instance) -> str:
    """A derivation line by line: the formula, the rule with its condition, and the line's value at `instance`."""
    lines = derivations.render(chain, "markdown", conditions=True).split("\n")
    values = [_line_value(step, instance) for step in chain.steps]
    valued = [
        line.replace("$", r"$\displaystyle ", 1).replace("G_{inverse}", "G^{-1}") + (f" — **{value}**" if value else "")
        for line, value in zip(lines, values)
    ]
    at = f"In bold the lines' values at {place(instance)}." if any(values) else ""
    return "\n".join(valued) + (f"\n\n{at}" if at else "")


def _line_value(step: Step, instance: Instance) -> str:
    """The value of a line that has one: not of an integrand, nor of a formula with an abstract inverse."""
    if isinstance(step.expression, Gradient):
        return ""
    try:
        estimate = evaluate(step.expression, instance)
    except GantheoryError:
        return ""
    return "" if estimate.status == "undecided" else _shown(estimate)


def _shown(estimate: Estimate) -> str:
    """A value to ten digits; 0 where it is not told apart from 0."""
    negligible = estimate.value != 0 and abs(estimate.value) <= SAFETY * estimate.error
    return "0" if negligible else signed(estimate.value)


def _in_a_word(findings: Sequence[Finding]) -> str:
    """The verdict on a claim in a word or two."""
    if findings[0].label:
        held = findings[0].status is Status.REFUTED and findings[-1].status.supports
        return "refuted as printed, corrected" if held else f"as printed {findings[0].status.value}"
    return findings[0].status.value


def _expected(row: Row) -> str:
    slip = f": {row.kind_of_slip}" if row.kind_of_slip and row.label == "ERR" else ""
    return LABELS[row.label] + slip + (", reconstructed" if row.reconstructed else "")


def _display(markdown: str) -> None:
    from IPython.display import Markdown, display

    display(Markdown(markdown))
