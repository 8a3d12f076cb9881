"""The claims as a whole: complete, named, referenced, and each with false twins."""

import re
from pathlib import Path

import pytest

from gantheory.claims.registry import all_claims
from gantheory.claims.sources import rows

CLAIMS = all_claims()
BIBLIOGRAPHY = set(
    re.findall(r"^@\w+\{(\w+),", (Path(__file__).parents[1] / "docs" / "references.bib").read_text(), re.M)
)
ROWS = {row.id: row for row in rows()}
each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.name)


@pytest.mark.parametrize("row", [r for r in rows() if r.checkable], ids=lambda r: r.id)
def test_every_checkable_row_has_a_claim(row):
    assert [c.name for c in CLAIMS if row.id in c.sources]


def test_names_are_unique_snake_case():
    names = [c.name for c in CLAIMS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]+", name) for name in names)


@each_claim
def test_sources_are_rows_of_the_table(claim):
    assert set(claim.sources) <= ROWS.keys()


@each_claim
def test_the_reference_is_in_the_bibliography(claim):
    key, place = claim.reference
    assert key in BIBLIOGRAPHY
    assert place


@each_claim
def test_it_says_when_it_is_true(claim):
    assert claim.statement
    assert claim.conditions
    assert claim.topic


@each_claim
def test_it_has_at_least_three_false_twins(claim):
    twins = claim.false_twins
    assert len(twins) >= 3
    assert len({t.name for t in twins}) == len(twins)
    assert len({repr((t.assertion, t.instances)) for t in twins}) == len(twins)


@each_claim
def test_a_misprint_settles_a_row_that_is_no_ok_row(claim):
    if claim.kind == "misprint":
        assert any(ROWS[row].label != "OK" for row in claim.sources)


def test_error_rows_are_settled_by_what_can_refute():
    """A row that is wrong as printed is settled by a misprint, a counterexample, or a claim with a control of it."""
    wrong = [r for r in rows() if r.label == "ERR" and r.checkable]
    for row in wrong:
        kinds = {c.kind for c in CLAIMS if row.id in c.sources}
        assert kinds & {"misprint", "counterexample"}, row.id
