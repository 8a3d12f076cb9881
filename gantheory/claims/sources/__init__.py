"""The source texts whose equations the claims check, as data.

``texts.toml`` holds one row for each equation, or statement in prose, of three introductory texts on GAN
theory: what it says, whether that is right, and where it slips. This module only reads that table.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

__all__ = ["Label", "Row", "Text", "rows", "texts"]

Label = Literal["OK", "COND", "ERR", "GLOSS"]


@dataclass(frozen=True, slots=True)
class Text:
    """A source text.

    Attributes
    ----------
    id : str
        Three digits; its bibliography key is ``Text`` followed by them.
    description : str
        One line on what the text is.
    title, author : str or None
        As the text states them.
    year : int or None
        Year of publication as the text states it.
    """

    id: str
    description: str
    title: str | None = None
    author: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One equation or statement of a source text.

    Attributes
    ----------
    id : str
        ``S``, the text's id, and the equation (``S001-18``) or passage (``S001-p5``).
    text : str
        Id of the `Text`.
    place : str
        Where it stands in the text.
    printed : str
        The formula, or a short paraphrase, as the text has it; LaTeX between dollar signs.
    label : {"OK", "COND", "ERR", "GLOSS"}
        Correct as it stands, correct under `condition`, wrong or inconsistent, or loose prose.
    kind_of_slip : str or None
        What sort of slip it is, in a word or two.
    condition : str or None
        When it is true.
    erratum : str or None
        What is wrong, missing or easily confused, with numbers. Also given for some rows that are OK.
    reconstructed : bool
        The formula is lost in the text and `printed` is what it must have been.
    not_checked : str or None
        Why there is nothing to verify.
    """

    id: str
    text: str
    place: str
    printed: str
    label: Label
    kind_of_slip: str | None = None
    condition: str | None = None
    erratum: str | None = None
    reconstructed: bool = False
    not_checked: str | None = None

    @property
    def checkable(self) -> bool:
        """Whether the row asserts something that can be verified."""
        return self.not_checked is None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath("texts.toml").read_text(encoding="utf-8"))


@cache
def texts() -> tuple[Text, ...]:
    """The source texts.

    Examples
    --------
    >>> [text.id for text in texts()]
    ['000', '001', '002']
    """
    return tuple(Text(**entry) for entry in _table()["text"])


@cache
def rows() -> tuple[Row, ...]:
    """All rows, text by text, in the order in which they stand there.

    Examples
    --------
    >>> row = next(row for row in rows() if row.id == "S001-18")
    >>> row.place, row.label, row.kind_of_slip
    ('equation (18)', 'ERR', 'wrong argument')
    """
    return tuple(Row(**entry) for entry in _table()["row"])
