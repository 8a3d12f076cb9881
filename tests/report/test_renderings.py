"""The table, Markdown and JUnit, all from the canonical report."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest

from gantheory.claims.registry import load_file
from gantheory.report import terminal
from gantheory.report.canonical import canonical
from gantheory.report.junit import junit
from gantheory.report.markdown import markdown
from gantheory.verify import verify

USER_CLAIMS = Path(__file__).parents[1] / "user_claims.py"
LONG = "value_at_optimal_discriminator_eq_neg_log_four_plus_twice_js_for_all_pairs_of_laws"


@pytest.fixture(scope="module")
def good():
    """The report of the example file."""
    return canonical(verify(load_file(USER_CLAIMS), chosen=("symbolic", "quadrature")), seed=0, seconds=1.0)


@pytest.fixture
def bad(good):
    """The same with a failed claim, one that nobody can judge, and a control that was not refuted."""
    first, second, third = good["claims"]
    refuting = {**third["verdicts"][1], "detail": "differs <here> & there\x00"}
    unknown = {**second["verdicts"][0], "status": "INCONCLUSIVE", "detail": "no idea"}
    twin = {**first["controls"][0], "status": "CORROBORATED", "witness": None}
    first = {**first, "outcome": "failed", "status": "REFUTED", "verdicts": [refuting], "controls": [twin]}
    second = {
        **second,
        "name": LONG,
        "outcome": "inconclusive",
        "status": "INCONCLUSIVE",
        "verdicts": [unknown],
    }
    summary = {**good["summary"], "hold": 0, "failed": 1, "inconclusive": 1, "controls_refuted": 0}
    return {**good, "claims": [first, second, third], "summary": summary, "interrupted": True}


def printed(report, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    out = io.StringIO()
    terminal.console(out).print(terminal.verification(report))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_the_table_fits_and_names_stay_whole(good, bad, width, monkeypatch):
    for report in (good, bad):
        text = printed(report, width, monkeypatch)
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b" not in text
    table = printed(bad, width, monkeypatch).split("methods that agree")[0]
    assert re.search(r"_(?:[^\n]*\n  )?".join(LONG.split("_")), table), "broken elsewhere than after an underscore"


def test_a_good_run_shows_statuses_witnesses_and_the_summary(good, monkeypatch):
    text = printed(good, 100, monkeypatch)
    assert "my_value_eq_js     PROVED" in text
    assert "REFUTED ✓" in text
    assert "left 0.1114214822, right 0.25" in text
    assert "3 claims: 2 hold, 1 misprint refuted as expected, 0 inconclusive, 0 failed" in text
    assert "Not as it should be" not in text


def test_a_bad_run_says_what_is_wrong(bad, monkeypatch):
    text = printed(bad, 120, monkeypatch)
    assert "FAILED ✗" in text
    assert "quadrature refutes it: differs <here>" in text
    assert "cannot tell: no idea" in text
    assert "control not refuted (CORROBORATED)" in text
    assert "Interrupted" in text


def test_markdown_has_a_row_a_claim_and_the_code_of_each_misprint(good, bad):
    text = markdown(good)
    assert text.count("| `my_") == 3
    assert "at(Instance(p=Normal(0, 1), q=Normal(1, 1)), js, S(1)/2*kl)" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.replace(r"\|", "").count("|") for row in rows} == {7}
    assert "**FAILED**" in markdown(bad)
    assert "interrupted" in markdown(bad)


def test_junit_counts_what_it_contains(good, bad):
    suite = xml.fromstring(junit(good))[0]
    assert int(suite.get("tests")) == len(suite) == 3 * (2 + 1 + 1) + 2
    assert suite.get("failures") == "0"
    suite = xml.fromstring(junit(bad))[0]
    failed = {(case.get("classname"), case.get("name")) for case in suite if case.find("failure") is not None}
    assert ("user_claims.my_value_eq_js", "quadrature") in failed
    assert ("user_claims.my_value_eq_js", "controls") in failed
    assert (f"user_claims.{LONG}", "outcome") in failed
    assert int(suite.get("failures")) == len(failed)
    assert int(suite.get("skipped")) == 1
