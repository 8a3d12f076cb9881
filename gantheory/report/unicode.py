r"""LaTeX formulas as Unicode text, for terminals: ``\tfrac12\,\mathrm{KL}(p\|m)`` becomes ``½ KL(p‖m)``.

As in TeX, a formula is read into atoms that are ordinary, operators, relations, ..., and the class of two
neighbours decides whether a space stands between them. Nothing is evaluated, and a command that is not in the
tables stays as its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gantheory.report.unicode_tables import (
    ACCENTS,
    BLACKBOARD,
    DROPPED,
    FRACTIONS,
    KINDS,
    OPERATORS,
    PLAIN_GROUPS,
    RELATIONS,
    SPACES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    SYMBOLS,
)

__all__ = ["formula", "prose"]

_TOKEN = re.compile(r"\\[a-zA-Z]+\s*|\\.|[{}^_]|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_ATOMIC = re.compile(r"\d+|.")


def prose(text: str) -> str:
    r"""Prose with LaTeX formulas between dollar signs, in Unicode.

    Examples
    --------
    >>> prose(r"the loss is small if $D(G(z))\to1$")
    'the loss is small if D(G(z)) → 1'
    """
    parts = text.split("$")
    return "".join(formula(part) if index % 2 else part for index, part in enumerate(parts))


def formula(latex: str) -> str:
    r"""A LaTeX formula in one line of Unicode.

    Examples
    --------
    >>> formula(r"\max_D V(G,D) = -\log 4 + 2\,\mathrm{JSD}(p_{data} \| p_g)")
    'max_D V(G, D) = −log 4 + 2 JSD(p_data‖p_g)'
    >>> formula(r"D^*_G(x)=\frac{p_{data}(x)}{p_{data}(x)+p_g(x)}")
    'D*_G(x) = p_data(x)/(p_data(x) + p_g(x))'
    """
    return _Reader([t.strip() or " " for t in _TOKEN.findall(latex)]).formula()


@dataclass
class _Atom:
    text: str
    kind: str  # ord, frac, op, rel, bin, tight, open, close, punct, space


class _Reader:
    """A recursive-descent reader of one formula."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def formula(self) -> str:
        """Everything up to the closing brace or the end."""
        atoms: list[_Atom] = []
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            token = self.tokens[self.at]
            if token in ("^", "_") and atoms:
                self.at += 1
                self._attach(token, atoms)
            else:
                atoms += self._atom()
        return _joined(atoms)

    def _attach(self, mark: str, atoms: list[_Atom]) -> None:
        if atoms[-1].kind == "space" and len(atoms) > 1:
            atoms.pop()
        atoms[-1].text += _script(mark, self._argument())

    def _argument(self) -> str:
        """A group, or the next single token."""
        while self.at < len(self.tokens) and self.tokens[self.at] == " ":
            self.at += 1
        if self.at >= len(self.tokens):
            return ""
        token = self.tokens[self.at]
        if token == "{":
            self.at += 1
            inside = self.formula()
            self.at += 1
            return inside
        if token.isdigit() and len(token) > 1:  # \frac12 takes one digit
            self.tokens[self.at] = token[1:]
            return token[0]
        return _joined(self._atom())

    def _atom(self) -> list[_Atom]:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            inside = self.formula()
            self.at += 1
            return [_Atom(inside, "ord")] if inside else []
        if token.startswith("\\"):
            return self._command(token[1:])
        if token in RELATIONS:
            return [_Atom(RELATIONS[token], "rel")]
        kind = {"+": "bin", "-": "bin", "(": "open", "[": "open", ")": "close", "]": "close"}.get(token)
        if token == " ":
            return []
        if token == "-":
            return [_Atom("−", "bin")]
        return [_Atom(token.replace("'", "′").replace("~", " "), kind or ("punct" if token in ",;" else "ord"))]

    def _command(self, name: str) -> list[_Atom]:
        if name in DROPPED:
            if name in ("left", "right") and self.tokens[self.at : self.at + 1] == ["."]:
                self.at += 1
            return []
        if name in SPACES:
            return [_Atom(" ", "space")]
        if name in OPERATORS:
            return [_Atom(OPERATORS[name], "op")]
        if name in RELATIONS:
            return [_Atom(RELATIONS[name], "rel")]
        if name in ("frac", "tfrac", "dfrac"):
            text = _fraction(self._argument(), self._argument())
            return [_Atom(text, "frac" if len(text) > 1 else "ord")]
        if name == "sqrt":
            return [_Atom("√" + _grouped(self._argument()), "ord")]
        if name in ACCENTS:
            return [_Atom(self._argument() + ACCENTS[name], "ord")]
        if name == "mathbb":
            letter = self._argument()
            return [_Atom(BLACKBOARD.get(letter, letter), "ord")]
        if name in PLAIN_GROUPS:
            return [_Atom(self._verbatim(), "op" if name.startswith("operatorname") else "ord")]
        kind = KINDS.get(name, "ord")
        return [_Atom(SYMBOLS.get(name, name), kind)]

    def _verbatim(self) -> str:
        """The group after ``\\text`` or ``\\mathrm``: words keep their spaces."""
        if self.tokens[self.at : self.at + 1] != ["{"]:
            return self._argument()
        depth, start = 0, self.at
        while self.at < len(self.tokens):
            depth += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if depth == 0:
                break
        inside = self.tokens[start + 1 : self.at - 1]
        if any(token.startswith("\\") or token in "^_" for token in inside):
            return _Reader(inside).formula()
        return "".join(inside).replace("``", "“").replace("''", "”")


def _script(mark: str, text: str) -> str:
    """`text` raised or lowered, with Unicode's small characters where it has them all."""
    if not text or (mark == "^" and text in ("*", "′")):
        return text
    table = SUPERSCRIPTS if mark == "^" else SUBSCRIPTS
    small = [table.get(character, "") for character in text.replace(" ", "")]
    if small and all(small) and sum(map(str.isalpha, text)) <= 2:
        return "".join(small)
    if text.replace("_", "").isalnum():
        return mark + text
    return f"{mark}({text})" if mark == "^" else f"{mark}{{{text}}}"


def _fraction(above: str, below: str) -> str:
    if f"{above}/{below}" in FRACTIONS:
        return FRACTIONS[f"{above}/{below}"]
    numerator = f"({above})" if re.search(r"\s[+−]\s|[=≤]", _outside_brackets(above)) else above
    plain = re.fullmatch(r"∂?[\w*′]+(\([^()]*\))?", below)
    return f"{numerator}/{below if plain else f'({below})'}"


def _outside_brackets(text: str) -> str:
    """What is left of `text` without its bracketed parts."""
    before = ""
    while before != text:
        before, text = text, re.sub(r"[(\[][^()\[\]]*[)\]]", "", text)
    return text


def _grouped(text: str) -> str:
    return text if _ATOMIC.fullmatch(text) else f"({text})"


#: Pairs of classes with a space between them.
_SPACED = {("ord", "op"), ("close", "op"), ("op", "ord"), ("op", "op")}


def _joined(atoms: list[_Atom]) -> str:
    """The atoms with spaces where their classes ask for them."""
    text, before = "", ""
    for atom, after in zip(atoms, [*atoms[1:], None]):
        kind = atom.kind
        if kind == "frac":
            kind = "ord"
            if before in ("ord", "op", "close") or (after and after.kind in ("ord", "frac", "op", "open")):
                atom = _Atom(f"({atom.text})", "ord")
                kind = "open" if before == "op" else "ord"
        if kind == "bin" and before in ("", "open", "rel", "bin", "punct", "op"):
            kind = "sign"
        if kind in ("space", "rel", "bin") or before == "punct" or (before, kind) in _SPACED:
            text = text.rstrip() + " "
        text += atom.text if kind != "space" else ""
        if kind in ("rel", "bin"):
            text += " "
        if kind != "space":
            before = kind
    return text.strip()
