"""Monomials in y, log y, log log y, ... and exponentials of them, ordered by their growth as y → ∞.

A monomial is :math:`y^{k_0} (\\log y)^{k_1} (\\log\\log y)^{k_2} \\cdots e^{E}` with exact exponents. E is a
sum of monomials that tend to infinity: :math:`-y^2/2` for a normal law, :math:`-e^y - y` for a Gumbel one.
The order is total: of two monomials, the one whose logarithm has the larger leading term grows faster.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar

from gantheory.arithmetic.constants import Coefficient, Undecidable, sign

Exponent: TypeAlias = Fraction | int

T = TypeVar("T")

#: y, log y, log log y, log log log y: enough to integrate what three logarithms decide.
LEVELS: Final = 4


class Monomial:
    """y^k₀ (log y)^k₁ ⋯ e^E, compared by growth."""

    __slots__ = ("_hash", "exponent", "powers")

    def __init__(self, powers: tuple[Exponent, ...], exponent: tuple[tuple[Monomial, Coefficient], ...] = ()) -> None:
        self.powers = powers
        self.exponent = exponent
        self._hash = hash((powers, exponent))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Monomial) and self.powers == other.powers and self.exponent == other.exponent

    def __mul__(self, other: Monomial) -> Monomial:
        powers = tuple(a + b for a, b in zip(self.powers, other.powers))
        if not (self.exponent and other.exponent):
            return Monomial(powers, self.exponent or other.exponent)
        return Monomial(powers, tuple(descending(collect([*self.exponent, *other.exponent]))))

    def __pow__(self, e: Exponent) -> Monomial:
        if e == 0:
            return ONE
        powers = tuple(lean(k * e) if k else 0 for k in self.powers)
        return Monomial(powers, tuple((m, c * e) for m, c in self.exponent))

    def compare(self, other: Monomial) -> int:
        """The sign of log(self/other) as y → ∞."""
        if self.exponent == other.exponent:
            return (self.powers > other.powers) - (self.powers < other.powers)
        logs = [(log, Fraction(a - b)) for log, a, b in zip(LOGS, self.powers, other.powers)]
        ratio = collect([*self.exponent, *((m, -c) for m, c in other.exponent), *logs])
        # The last level has no logarithm here; it decides nothing as long as anything else differs.
        return sign(descending(ratio)[0][1]) if ratio else 0

    @property
    def log(self) -> Iterable[tuple[Monomial, Coefficient]]:
        """log of the monomial, as terms."""
        if self.powers[-1]:
            raise Undecidable
        return [*self.exponent, *((m, Fraction(k)) for m, k in zip(LOGS, self.powers) if k)]


def lean(k: Exponent) -> Exponent:
    """An int where it is one: exponents are added often, and ints are ten times as fast as fractions."""
    return k.numerator if k.denominator == 1 else k


def _level(n: int) -> Monomial:
    return Monomial(tuple(int(i == n) for i in range(LEVELS)))


ONE: Final = Monomial((0,) * LEVELS)
Y: Final = _level(0)

#: log y, log log y, ...: the logarithms of the levels.
LOGS: Final = tuple(_level(n) for n in range(1, LEVELS))


def collect(pairs: Iterable[tuple[Monomial, Coefficient]]) -> dict[Monomial, Coefficient]:
    terms: dict[Monomial, Coefficient] = {}
    for m, c in pairs:
        terms[m] = terms[m] + c if m in terms else c
    return {m: c for m, c in terms.items() if c}


def descending(terms: Mapping[Monomial, T]) -> list[tuple[Monomial, T]]:
    """The items, the fastest growing monomial first."""
    items = list(terms.items())
    if len(items) > 1:
        items.sort(key=_BY_GROWTH, reverse=True)
    return items


def _compare_terms(a: tuple[Monomial, object], b: tuple[Monomial, object]) -> int:
    return a[0].compare(b[0])


_BY_GROWTH: Final = functools.cmp_to_key(_compare_terms)


def larger(a: Monomial | None, b: Monomial | None) -> Monomial | None:
    """The faster growing of two orders, where None is the order of 0."""
    if a is None or b is None:
        return b if a is None else a
    return a if a.compare(b) >= 0 else b


def product(a: Monomial | None, b: Monomial | None) -> Monomial | None:
    return None if a is None or b is None else a * b
