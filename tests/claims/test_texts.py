"""The table of the source texts and the bibliography are consistent."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from gantheory.claims.sources import Label, rows, texts

ROOT = Path(__file__).parents[2]
BIBLIOGRAPHY = (ROOT / "docs" / "references.bib").read_text(encoding="utf-8")
KEYS = re.findall(r"^@\w+\{([^,\s]+),$", BIBLIOGRAPHY, flags=re.MULTILINE)

# Wording, definitions and notation. Everything else in the texts asserts something.
NOT_CHECKED = {
    "S000-n",
    "S000-e1",
    "S000-e2",
    "S001-p1",
    "S001-p2",
    "S001-p4",
    "S001-17",
    "S002-e6",
    "S002-p7",
}


def cited_keys():
    role = re.compile(r":cite(?::\w+)?:`([^`]+)`")
    for path in sorted((ROOT / "gantheory").rglob("*.py")):
        for match in role.finditer(path.read_text(encoding="utf-8")):
            for key in match[1].split(","):
                yield path.relative_to(ROOT).as_posix(), key.strip()


def duplicates(names):
    return {name for name, count in Counter(names).items() if count > 1}


def test_every_equation_has_its_row():
    ids = [row.id for row in rows()]
    assert not duplicates(ids)
    assert {f"S001-{n}" for n in range(1, 19)} <= set(ids)
    assert {f"S000-e{n}" for n in range(1, 19)} <= set(ids)
    assert {f"S002-e{n}" for n in range(1, 12)} <= set(ids)
    assert Counter(row.text for row in rows()) == {"000": 32, "001": 28, "002": 21}


def test_rows_belong_to_their_text():
    ids = [text.id for text in texts()]
    assert not duplicates(ids)
    assert [row.text for row in rows()] == sorted((row.text for row in rows()), key=ids.index)
    assert all(row.id.startswith(f"S{row.text}-") for row in rows())


def test_numbered_equations_stand_in_order():
    printed = [int(row.id[5:]) for row in rows() if re.fullmatch(r"S001-\d+", row.id)]
    assert printed == list(range(1, 19))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_row_is_complete(row):
    assert row.label in get_args(Label)
    for field in (row.place, row.printed):
        assert field.strip()
    for field in (row.printed, row.condition or "", row.erratum or ""):
        assert field.count("$") % 2 == 0
        assert "\n" not in field
    if row.label == "COND":
        assert row.condition
    if row.label in {"ERR", "GLOSS"}:
        assert row.erratum
        assert row.kind_of_slip


def test_only_lost_formulas_are_reconstructed():
    reconstructed = {row.id for row in rows() if row.reconstructed}
    assert {row.id for row in rows() if row.id.startswith("S000-e")} <= reconstructed
    assert {i for i in reconstructed if not i.startswith("S000-")} == {"S002-e8"}


def test_only_wording_definitions_and_notation_are_not_checked():
    assert {row.id for row in rows() if not row.checkable} == NOT_CHECKED


def test_bibliography_entries_are_whole():
    assert not duplicates(KEYS)
    assert len(KEYS) == len(re.findall(r"^@", BIBLIOGRAPHY, flags=re.MULTILINE))
    for entry in re.split(r"^(?=@)", BIBLIOGRAPHY, flags=re.MULTILINE)[1:]:
        assert entry.count("{") == entry.count("}"), entry
        for field in ("author", "title", "year"):
            assert re.search(rf"^\s+{field}\s+= \{{\S", entry, flags=re.MULTILINE), entry


def test_every_text_is_in_the_bibliography():
    assert {f"Text{text.id}" for text in texts()} <= set(KEYS)


def test_every_citation_is_in_the_bibliography():
    assert [(path, key) for path, key in cited_keys() if key not in KEYS] == []
