"""The canonical report: it has the shipped form, keeps infinities as text, and is read back with care."""

import json
import math
from pathlib import Path

import jsonschema
import pytest

from gantheory.claims.registry import load_file
from gantheory.errors import ReportError
from gantheory.report.canonical import canonical, dumps, passed, read, schema
from gantheory.verdict import Status, Verdict, Witness
from gantheory.verify import ClaimResult, ControlResult, verify

USER_CLAIMS = Path(__file__).parents[1] / "user_claims.py"


def result(**changes):
    """A result made by hand."""
    given = {
        "name": "claim", "kind": "identity", "topic": "t", "statement": "a=b", "reference": ("", ""),
        "sources": (), "conditions": "", "asserted": "a = b", "correction": "", "outcome": "holds",
        "status": Status.PROVED, "verdicts": (Verdict("symbolic", Status.PROVED),),
    }  # fmt: skip
    return ClaimResult(**{**given, **changes})


@pytest.fixture(scope="module")
def report():
    """The report of the example file."""
    results = verify(load_file(USER_CLAIMS), chosen=("symbolic", "quadrature"))
    return canonical(results, seed=0, seconds=1.0)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_a_report_has_the_shipped_form(report):
    jsonschema.validate(report, schema())


def test_a_report_survives_the_file(report, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(dumps(report))
    assert read(path) == report


def test_the_summary_counts(report):
    summary = report["summary"]
    assert (summary["claims"], summary["hold"], summary["refuted_as_expected"]) == (3, 2, 1)
    assert summary["controls"] == summary["controls_refuted"] == sum(len(c["controls"]) for c in report["claims"])
    assert passed(report)


def test_a_misprint_says_which_expression_is_as_printed(report):
    entry = report["claims"][2]
    assert (entry["outcome"], entry["status"]) == ("refuted_as_expected", "REFUTED")
    assert "kl" in entry["as_printed"]
    assert "kl" not in entry["corrected"]
    assert {v["status"] for v in entry["corrected_verdicts"]} <= {"PROVED", "CORROBORATED"}


def test_infinities_are_text_and_the_json_is_strict():
    witness = Witness("p=...", math.inf, -math.inf, "exact", "at(...)")
    verdict = Verdict("quadrature", Status.REFUTED, "no", math.inf, witness)
    report = canonical([result(outcome="failed", status=Status.REFUTED, verdicts=(verdict,))], seed=0, seconds=0)
    entry = json.loads(dumps(report), parse_constant=pytest.fail)["claims"][0]["verdicts"][0]
    assert (entry["error"], entry["witness"]["lhs"], entry["witness"]["rhs"]) == ("inf", "inf", "-inf")
    jsonschema.validate(report, schema())


def test_errors_are_rounded_up():
    verdicts = (Verdict("enclosure", Status.ENCLOSED, error=1.23401e-20),)
    entry = canonical([result(verdicts=verdicts)], seed=0, seconds=0)["claims"][0]
    assert entry["verdicts"][0]["error"] == 1.24e-20


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "failed", "status": Status.REFUTED},
        {"outcome": "inconclusive", "status": Status.INCONCLUSIVE},
        {"controls": (ControlResult("twin", Status.INCONCLUSIVE),)},
    ],
)
def test_nothing_but_success_passes(change):
    assert passed(canonical([result()], seed=0, seconds=0))
    assert not passed(canonical([result(), result(**change)], seed=0, seconds=0))


def test_an_interrupted_run_says_so_and_does_not_pass():
    report = canonical([result()], seed=0, seconds=0, interrupted=True)
    jsonschema.validate(report, schema())
    assert not passed(report)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no JSON"),
        ("[]", "is no report"),
        ('{"schema": 2, "version": "0", "seed": 0, "claims": [], "summary": {}}', "is no report"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(tmp_path, text, message):
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(ReportError, match=message) as caught:
        read(path)
    assert len(str(caught.value)) < 400 + len(str(path))
    assert "\n" not in str(caught.value)


def test_an_unknown_key_or_status_is_refused(report, tmp_path):
    for change in ({"extra": 1}, {"seed": -1}):
        path = tmp_path / "changed.json"
        path.write_text(json.dumps({**report, **change}))
        with pytest.raises(ReportError):
            read(path)


def test_a_missing_report_is_told(tmp_path):
    with pytest.raises(ReportError, match="cannot read"):
        read(tmp_path / "none.json")
