"""The report as JUnit XML: a test case for each claim and method, and one for each claim's controls."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as xml

from gantheory.report.canonical import Report
from gantheory.report.evidence import agreeing, describe, doubts

__all__ = ["junit"]


def junit(report: Report) -> str:
    """The report as JUnit XML text.

    A method that cannot tell is skipped; it is a failure only if no method can (test case "outcome").
    """
    suite = xml.Element("testsuite", name="gantheory")
    for entry in report["claims"]:
        _claim(suite, entry)
    suite.set("tests", str(len(suite)))
    for tag, attribute in (("failure", "failures"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in suite)))
    suite.set("errors", "0")
    suite.set("time", f"{report['summary']['seconds']:.3f}")
    root = xml.Element("testsuites")
    root.append(suite)
    xml.indent(root)
    return xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _claim(suite: xml.Element, entry: dict[str, Any]) -> None:
    agrees = agreeing(entry)
    for verdict in entry["verdicts"]:
        case = _case(suite, entry, verdict["method"], verdict["seconds"])
        if agrees[verdict["method"]] is None:
            xml.SubElement(case, "skipped", message=_plain(verdict["detail"]))
        elif agrees[verdict["method"]] is False:
            _fail(case, verdict["status"], [verdict["detail"], *_code(verdict["witness"])])
    for verdict in entry.get("corrected_verdicts", []):
        case = _case(suite, entry, f"corrected-{verdict['method']}", verdict["seconds"])
        if verdict["status"] == "INCONCLUSIVE":
            xml.SubElement(case, "skipped", message=_plain(verdict["detail"]))
        elif verdict["status"] == "REFUTED":
            _fail(case, "the corrected formula is REFUTED", [verdict["detail"], *_code(verdict["witness"])])
    case = _case(suite, entry, "outcome", 0.0)
    if entry["outcome"] in ("inconclusive", "failed"):
        _fail(case, entry["outcome"], doubts(entry))
    case = _case(suite, entry, "controls", 0.0)
    left = [c for c in entry["controls"] if c["status"] != "REFUTED"]
    if left:
        _fail(
            case,
            f"{len(left)} of {len(entry['controls'])} not refuted",
            [f"{c['status']}: {c['name']}" for c in left],
        )


def _case(suite: xml.Element, entry: dict[str, Any], name: str, seconds: float) -> xml.Element:
    classname = f"{entry['topic']}.{entry['name']}" if entry["topic"] else entry["name"]
    return xml.SubElement(suite, "testcase", classname=classname, name=name, time=f"{seconds:.6f}")


def _fail(case: xml.Element, message: str, lines: list[str]) -> None:
    xml.SubElement(case, "failure", message=_plain(message)).text = _plain("\n".join(lines))


def _code(witness: dict[str, Any] | None) -> list[str]:
    return [] if witness is None else [describe(witness), witness["code"]]


def _plain(text: str) -> str:
    """Text without the control characters that XML does not allow."""
    return "".join(character for character in text if character in "\n\t" or character >= " ")
