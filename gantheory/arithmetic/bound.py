r"""Values as bounds: sums of :math:`e^{P(w)}\,S(w)` with the series P and S known up to balls.

What the numbers in the balls mean, and how values are computed with, is said in :mod:`gantheory.arithmetic.majorant`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from flint import arb, fmpq

from gantheory.arithmetic.ball import Infinite, rational
from gantheory.errors import NotCertifiedError

if TYPE_CHECKING:
    from gantheory.arithmetic.majorant import Majorant

#: Exponents (k, j) of the monomial w^k L^j; the order of tuples is the order of growth.
Monomial = tuple[Fraction, Fraction]

ZERO: Final = Fraction(0)
#: The monomials 1 and L.
ONE: Final[Monomial] = (ZERO, ZERO)
LOG: Final[Monomial] = (ZERO, Fraction(1))


#: More terms than these are condensed: the square of a mixture's distribution function would have thousands.
MOST_TERMS: Final = 6


class Series:
    """Σ c·w^k·L^j with exact rational coefficients where possible and balls elsewhere."""

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Monomial, Any]) -> None:
        self.terms = {m: c for m, c in terms.items() if not (isinstance(c, fmpq) and c == 0)}

    def __add__(self, other: Series) -> Series:
        terms = dict(self.terms)
        for monomial, c in other.terms.items():
            terms[monomial] = terms[monomial] + c if monomial in terms else c
        return Series(terms)

    def __mul__(self, other: Series) -> Series:
        terms: dict[Monomial, Any] = {}
        for (k, j), c in self.terms.items():
            for (l, i), d in other.terms.items():
                monomial = (k + l, j + i)
                terms[monomial] = terms[monomial] + c * d if monomial in terms else c * d
        return Series(terms)

    def scaled(self, number: Any) -> Series:
        return Series({m: c * number for m, c in self.terms.items()})

    def each(self, change: Callable[[arb], arb]) -> Series:
        """The series with every coefficient changed."""
        return Series({m: change(arb(c)) for m, c in self.terms.items()})

    def derivative(self) -> Series:
        """The derivative by log w."""
        terms: dict[Monomial, Any] = {}
        for (k, j), c in self.terms.items():
            for monomial, factor in (((k, j), k), ((k, j - 1), j)):
                if factor:
                    terms[monomial] = terms.get(monomial, fmpq(0)) + c * rational(factor)
        return Series(terms)


class Bound:
    """A value: Σ e^P·S, as a list of pairs (P, S), in the arithmetic that made it."""

    __slots__ = ("arithmetic", "terms")

    def __init__(self, arithmetic: Majorant, terms: Sequence[tuple[Series, Series]]) -> None:
        self.arithmetic = arithmetic
        self.terms = [(p, s) for p, s in terms if s.terms]

    def with_terms(self, terms: Sequence[tuple[Series, Series]]) -> Bound:
        return Bound(self.arithmetic, terms if len(terms) <= MOST_TERMS else self.arithmetic.condensed(terms))

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Infinite):
            return NotImplemented
        plain, rest = Series({}), []
        for p, s in self.terms + self.arithmetic.lift(other).terms:
            if p.terms:
                rest.append((p, s))
            else:
                plain += s
        return self.with_terms([(Series({}), plain), *rest])

    __radd__ = __add__

    def __neg__(self) -> Bound:
        return self.with_terms([(p, s.scaled(fmpq(-1))) for p, s in self.terms])

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Infinite) else self + (-self.arithmetic.lift(other))

    def __rsub__(self, other: Any) -> Any:
        return (-self) + other

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Infinite):
            raise NotCertifiedError("a bound times infinity has no sign")
        if isinstance(other, int | fmpq | arb):
            number = fmpq(other) if isinstance(other, int) else other
            return self.with_terms([(p, s.scaled(number)) for p, s in self.terms])
        return self.with_terms([(p + q, s * t) for p, s in self.terms for q, t in other.terms])

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, int):
            other = fmpq(other)
        if isinstance(other, fmpq | arb):
            return self * (1 / other)
        return self * self.arithmetic.power(other, Fraction(-1))

    def __rtruediv__(self, other: Any) -> Any:
        return self.arithmetic.power(self, Fraction(-1)) * other

    def __pow__(self, exponent: int) -> Any:
        return self.arithmetic.power(self, Fraction(exponent))
