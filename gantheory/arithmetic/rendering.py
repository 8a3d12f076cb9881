"""Expansions as text: ``-x²/2 - 0.919``, ``-0.9·log x``, ``exp(-x²/2)``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from gantheory.arithmetic import constants
from gantheory.arithmetic.constants import Coefficient
from gantheory.arithmetic.exact import show
from gantheory.arithmetic.growth import Growth
from gantheory.arithmetic.monomial import Exponent, Monomial

_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def growth(value: Growth, base: str, inverse: bool) -> str:
    """`value` in powers of `base` = y or 1/y; terms that tend to 0 are left out beside larger ones."""
    if value.unknown:
        return "unknown"
    if value.infinite:
        return "∞" if value.infinite > 0 else "-∞"
    if value.is_zero:
        return "0"
    large, constant, _ = value.split()
    shown = value.terms[: len(large) + (constant != 0)] or value.terms[:1]
    if not shown and value.rest is not None:
        return f"O({monomial(value.rest, base, inverse)})"
    return terms(shown, base, inverse)


def terms(pairs: Iterable[tuple[Monomial, Coefficient]], base: str, inverse: bool) -> str:
    """A sum with its signs between the terms."""
    text = ""
    for m, c in pairs:
        piece = term(m, c, base, inverse)
        text += piece if not text else f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
    return text


def term(m: Monomial, c: Coefficient, base: str, inverse: bool) -> str:
    """c·m; rational coefficients exactly, the others to three digits."""
    if inverse and m.powers[1:2] == (1,):
        # log y = -log(1/y) reads better in the variable 1/y.
        c = -c
    symbol = monomial(m, base, inverse)
    if not isinstance(c, Fraction):
        number = constants.approximately(c)
        return number if symbol == "1" else f"{number}·{symbol}"
    if symbol == "1":
        return _short(c)
    minus = "-" if c < 0 else ""
    c = abs(c)
    if c.numerator == 1 and (c == 1 or (c.denominator < 100 and "log" not in symbol)):
        return f"{minus}{symbol}" + (f"/{c.denominator}" if c != 1 else "")
    return f"{minus}{_short(c)}·{symbol}"


def _short(c: Fraction) -> str:
    """A rational exactly if that is short, else to six digits (0.1 + 1 as binary fractions)."""
    text = show(c)
    # a ratio of floats may be beyond them
    return text if len(text) <= 9 else f"{Decimal(c.numerator) / Decimal(c.denominator):.6g}"


def monomial(m: Monomial, base: str, inverse: bool) -> str:
    """y^k (log y)^j exp(E)."""
    atom = base if base.isalpha() or base.startswith("|") else f"({base})"
    first = f"log {atom}" if not inverse or m.powers[1] == 1 else f"log(1/{atom})"
    deeper = f"log(1/{atom})" if inverse else f"log {atom}"
    names = [atom, first, f"log {deeper}", f"log log {deeper}"]
    factors = [_power(name, -k if inverse and n == 0 else k) for n, (name, k) in enumerate(zip(names, m.powers)) if k]
    if m.exponent:
        factors.append(f"exp({terms(m.exponent, base, inverse)})")
    return "·".join(factors) or "1"


def _power(name: str, k: Exponent) -> str:
    if k == 1:
        return name
    if name[0] not in "|(" and not name.isalpha():
        name = f"({name})"
    exact = Fraction(k)
    if exact.denominator == 1:
        return name + str(exact.numerator).translate(_SUPERSCRIPTS)
    return f"{name}^({_short(exact)})"
