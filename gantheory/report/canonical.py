"""The canonical report: what a run found, as plain data for JSON. Every other report is rendered from it.

Its form is that of ``schema.json`` beside this file (JSON Schema 2020-12). Infinities are the texts ``"inf"``
and ``"-inf"``, because JSON has no numbers for them.
"""

from __future__ import annotations

import decimal
import json
import math
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gantheory import __version__
from gantheory.errors import ReportError
from gantheory.verdict import Status, Verdict, Witness
from gantheory.verify import DEFECT

if TYPE_CHECKING:
    from gantheory.verify import ClaimResult

__all__ = ["Report", "canonical", "defects", "dumps", "number", "passed", "read", "schema"]

#: A report as plain data.
Report = dict[str, Any]


def canonical(results: Sequence[ClaimResult], *, seed: int, seconds: float, interrupted: bool = False) -> Report:
    """The report of a run.

    Parameters
    ----------
    results : sequence of ClaimResult
    seed : int
        The run's.
    seconds : float
        How long the run took.
    interrupted : bool
        Whether it was stopped before all its claims were verified; the report then says so.
    """
    entries = [_claim(result) for result in results]
    outcomes = [entry["outcome"] for entry in entries]
    controls = [control["status"] for entry in entries for control in entry["controls"]]
    report: Report = {
        "schema": 1,
        "version": __version__,
        "seed": seed,
        "claims": entries,
        "summary": {
            "claims": len(entries),
            "hold": outcomes.count("holds"),
            "refuted_as_expected": outcomes.count("refuted_as_expected"),
            "inconclusive": outcomes.count("inconclusive"),
            "failed": outcomes.count("failed"),
            "controls": len(controls),
            "controls_refuted": controls.count(Status.REFUTED.value),
            "seconds": round(seconds, 3),
        },
    }
    if interrupted:
        report["interrupted"] = True
    return report


def passed(report: Report) -> bool:
    """Whether nothing failed, no claim was left inconclusive and every control was refuted."""
    summary = report["summary"]
    return not any(defects(entry) for entry in report["claims"]) and (
        summary["failed"] == summary["inconclusive"] == 0
        and summary["controls"] == summary["controls_refuted"]
        and "interrupted" not in report
    )


def defects(entry: Report) -> list[Report]:
    """The verdicts of an entry in which the method itself failed."""
    verdicts = [*entry["verdicts"], *entry.get("corrected_verdicts", [])]
    return [verdict for verdict in verdicts if verdict["detail"].startswith(DEFECT)]


def _claim(result: ClaimResult) -> Report:
    entry: Report = {
        "name": result.name,
        "kind": result.kind,
        "topic": result.topic,
        "statement": result.statement,
        "reference": {"key": result.reference[0], "place": result.reference[1]},
        "sources": list(result.sources),
        "outcome": result.outcome,
        "status": result.status.value,
        "verdicts": [_verdict(verdict) for verdict in result.verdicts],
        "controls": [
            {
                "name": control.name,
                "status": control.status.value,
                "witness": _witness(control.verdict.witness if control.verdict else None),
            }
            for control in result.controls
        ],
    }
    if result.correction:
        entry["as_printed"] = result.asserted
        entry["corrected"] = result.correction
        entry["corrected_verdicts"] = [_verdict(verdict) for verdict in result.corrected]
    return entry


def _verdict(verdict: Verdict) -> Report:
    return {
        "method": verdict.method,
        "status": verdict.status.value,
        "error": None if verdict.error is None else _bound(verdict.error),
        "seconds": round(verdict.seconds, 6),
        "detail": verdict.detail,
        "witness": _witness(verdict.witness),
    }


def _witness(witness: Witness | None) -> Report | None:
    if witness is None:
        return None
    return {
        "where": witness.where,
        "lhs": number(witness.lhs),
        "rhs": number(witness.rhs),
        "firmness": witness.firmness,
        "code": witness.code,
    }


def _bound(error: float) -> float | str:
    """An error, rounded up to three digits: further ones depend on what was computed before in the process."""
    if not math.isfinite(error):
        return number(error)
    return float(decimal.Context(prec=3, rounding=decimal.ROUND_UP).create_decimal(error))


def number(value: float) -> float | str:
    """A number for JSON: infinities and nan as text."""
    value = float(value)
    return value if math.isfinite(value) else str(value)


def dumps(report: Report) -> str:
    """The report as JSON text."""
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> Report:
    """The JSON Schema of the report."""
    result: Report = json.loads(files(__package__).joinpath("schema.json").read_text(encoding="utf-8"))
    return result


def read(path: str | Path) -> Report:
    """Read a report back from JSON.

    Raises
    ------
    ReportError
        If the file cannot be read, is no JSON, or does not have the form of a report; the message says where.
    """
    from jsonschema import Draft202012Validator

    try:
        report: Report = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path} is no JSON: {error}") from None
    fault = next(iter(Draft202012Validator(schema()).iter_errors(report)), None)
    if fault is not None:
        where = "/".join(map(str, fault.absolute_path)) or "the top"
        message = fault.message if len(fault.message) < 120 else fault.message[:117] + "..."
        raise ReportError(f"{path} is no report of gantheory verify --json: {' '.join(message.split())} (at {where})")
    return report
