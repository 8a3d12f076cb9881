"""What a reader wants to know of a report's entry: who agrees, how well, and the number that refutes it."""

from __future__ import annotations

import math
import re
from typing import Any

from gantheory.report.canonical import defects

__all__ = [
    "INITIALS", "METHOD_NAMES", "agreeing", "controls_refuted", "describe", "doubts", "short", "summary_line",
    "witness_of", "worst_error",
]  # fmt: skip

#: Method → its name in prose, and one letter for narrow tables.
METHOD_NAMES = {
    "symbolic": "symbolic",
    "enclosure": "enclosure",
    "quadrature": "quadrature",
    "monte_carlo": "Monte Carlo",
    "counterexample": "counterexample search",
}
INITIALS = {method: name[0].upper() for method, name in METHOD_NAMES.items()}
#: Whose witness is shown: those that look at the claim's own instances come first.
_TELLING = ("enclosure", "quadrature", "monte_carlo", "symbolic", "counterexample")
_SUPPORT = ("PROVED", "ENCLOSED", "CORROBORATED")


def is_misprint(entry: dict[str, Any]) -> bool:
    """Whether the entry is an equation that is expected to be refuted as printed."""
    return "as_printed" in entry


def agreeing(entry: dict[str, Any]) -> dict[str, bool | None]:
    """Method → whether it agrees with what is expected of the claim; None where it cannot tell."""
    expected, against = (("REFUTED",), _SUPPORT) if is_misprint(entry) else (_SUPPORT, ("REFUTED",))
    return {
        verdict["method"]: True if verdict["status"] in expected else False if verdict["status"] in against else None
        for verdict in entry["verdicts"]
    }


def worst_error(entry: dict[str, Any]) -> float | None:
    """The worst error of all comparisons, by the method by which it is smallest; None without a number.

    A misprint's is that of the corrected formula. Other methods agree within wider errors of their own.
    """
    verdicts = entry["corrected_verdicts"] if is_misprint(entry) else entry["verdicts"]
    errors = [float(v["error"]) for v in verdicts if v["status"] in _SUPPORT and v["error"] is not None]
    return min(errors, default=None)


def controls_refuted(entry: dict[str, Any]) -> tuple[int, int]:
    """How many of the false twins were refuted, and how many there are."""
    return sum(control["status"] == "REFUTED" for control in entry["controls"]), len(entry["controls"])


def witness_of(entry: dict[str, Any]) -> dict[str, Any] | None:
    """The witness that tells most against the formula, if any method has one."""
    found = {v["method"]: v["witness"] for v in entry["verdicts"] if v["witness"] is not None}
    return next((found[method] for method in _TELLING if method in found), None)


def short(value: float | str) -> str:
    """A number of a report in at most ten digits."""
    number = float(value)
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    return f"{number:.10g}"


def describe(witness: dict[str, Any]) -> str:
    """A witness in one line."""
    where = witness["where"].removeprefix("Instance(").removesuffix(")") or "everywhere"
    where = re.sub(r"\bS\((-?\d+)\)", r"\1", where)  # integers that are exact without being marked so
    values = f"left {short(witness['lhs'])}, right {short(witness['rhs'])}"
    return f"{where}: {values} ({witness['firmness']})"


def doubts(entry: dict[str, Any]) -> list[str]:
    """What keeps an entry from passing, a line each."""
    lines = []
    if entry["outcome"] == "failed":
        if is_misprint(entry):
            lines += [
                f"{v['method']} accepts the formula as printed: {v['detail']}"
                for v in entry["verdicts"]
                if v["status"] in _SUPPORT
            ]
            refuting = entry["corrected_verdicts"]
        else:
            refuting = entry["verdicts"]
        lines += [f"{v['method']} refutes it: {v['detail']}" for v in refuting if v["status"] == "REFUTED"]
    elif entry["outcome"] == "inconclusive":
        verdicts = [*entry["verdicts"], *entry.get("corrected_verdicts", [])]
        lines += [f"{v['method']} cannot tell: {v['detail']}" for v in verdicts if v["status"] == "INCONCLUSIVE"]
    else:
        lines += [f"{v['method']}: {v['detail']}" for v in defects(entry)]
    lines += [
        f"control not refuted ({c['status']}): {c['name']}" for c in entry["controls"] if c["status"] != "REFUTED"
    ]
    return lines


def summary_line(report: dict[str, Any]) -> str:
    """The whole run in one line."""
    s = report["summary"]
    claims = "1 claim" if s["claims"] == 1 else f"{s['claims']} claims"
    misprints = "misprint" if s["refuted_as_expected"] == 1 else "misprints"
    return (
        f"{claims}: {s['hold']} hold, {s['refuted_as_expected']} {misprints} refuted as expected, "
        f"{s['inconclusive']} inconclusive, {s['failed']} failed; "
        f"{s['controls_refuted']} of {s['controls']} controls refuted; {s['seconds']:.1f} s"
    )
