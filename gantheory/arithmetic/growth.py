"""Expansions of a function as y → ∞: finitely many terms c·m in decreasing order, and a remainder O(r).

The terms are exact constants times monomials (:mod:`gantheory.arithmetic.monomial`). The remainder is
tracked through every operation, so that what is stated is true: with z = √y - 1 the expansion of -z²/2 is
exactly -y/2 + √y - 1/2, and a p - q in which everything known cancels is only known to be O(r).

Two more values stand beside the expansions: ±∞ (log 0 where there is no density) and "unknown", which
propagates. What cannot be ordered becomes unknown or a bound, never a guess.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, Final, ParamSpec

from gantheory.arithmetic import constants
from gantheory.arithmetic.constants import Coefficient, Constant, Undecidable, sign
from gantheory.arithmetic.monomial import (
    LEVELS,
    LOGS,
    ONE,
    Exponent,
    Monomial,
    collect,
    descending,
    larger,
    lean,
    product,
)

#: Terms of a power series that are kept; the next one is the remainder.
ORDER: Final = 6

#: Terms of an expansion that are kept; the next one is the remainder.
MAX_TERMS: Final = 24


#: Terms of a power series that are kept now: fewer where a leading term is all that is asked for.
_KEPT: Final[ContextVar[int]] = ContextVar("kept", default=ORDER)


@contextlib.contextmanager
def shortened(terms: int) -> Iterator[None]:
    """Keep only so many terms of every power series in the block: the remainders are larger, and as true."""
    token = _KEPT.set(terms)
    try:
        yield
    finally:
        _KEPT.reset(token)


class Growth:
    """An expansion, ±∞, or unknown.

    Attributes
    ----------
    terms : tuple of (Monomial, coefficient)
        In decreasing order, all of them larger than the remainder.
    rest : Monomial or None
        The value differs from the sum of the terms by O(rest); None where it is exact.
    infinite : int
        +1 or -1 for ±∞, which is a value of its own and not a limit.
    unknown : bool
    """

    __slots__ = ("infinite", "rest", "terms", "unknown")

    def __init__(
        self,
        terms: Iterable[tuple[Monomial, Coefficient]] = (),
        rest: Monomial | None = None,
        *,
        infinite: int = 0,
        unknown: bool = False,
    ) -> None:
        """From terms that are already in order; :func:`expansion` orders and truncates."""
        self.terms = tuple(terms)
        self.rest = rest
        self.infinite = infinite
        self.unknown = unknown

    @property
    def special(self) -> bool:
        """Whether this is ±∞ or unknown."""
        return self.unknown or self.infinite != 0

    @property
    def order(self) -> Monomial | None:
        """The value is O(order); None for an exact 0."""
        return self.terms[0][0] if self.terms else self.rest

    @property
    def is_zero(self) -> bool:
        return not self.terms and self.rest is None and not self.special

    @property
    def vanishes(self) -> bool:
        """Whether the value is known to tend to 0."""
        return not self.special and (self.order is None or self.order.compare(ONE) < 0)

    def leading(self) -> tuple[Monomial, Coefficient, int]:
        """The leading monomial, its coefficient and that one's sign; Undecidable where they are unknown."""
        if not self.terms or self.special:
            raise Undecidable
        m, c = self.terms[0]
        return m, c, sign(c)

    def split(self) -> tuple[list[tuple[Monomial, Coefficient]], Coefficient, Growth]:
        """The unbounded terms, the constant, and what tends to 0 (with the remainder)."""
        large = [t for t in self.terms if t[0].compare(ONE) > 0]
        constant: Coefficient = Fraction(0)
        small = self.terms[len(large) :]
        if small and small[0][0] == ONE:
            constant, small = small[0][1], small[1:]
        return large, constant, Growth(small, self.rest)

    def __str__(self) -> str:
        return self.render("y")

    __repr__ = __str__

    def render(self, base: str, inverse: bool = False) -> str:
        """As text, in powers of `base` = y, or of `base` = 1/y."""
        from gantheory.arithmetic.rendering import growth

        return growth(self, base, inverse)

    def __neg__(self) -> Growth:
        if self.special:
            return self if self.unknown else Growth(infinite=-self.infinite)
        return Growth([(m, -c) for m, c in self.terms], self.rest)

    def __add__(self, other: Any) -> Growth:
        b = _lift(other)
        return NotImplemented if b is None else _sum(self, b)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Growth:
        b = _lift(other)
        return NotImplemented if b is None else _sum(self, -b)

    def __rsub__(self, other: Any) -> Growth:
        return -self + other

    def __mul__(self, other: Any) -> Growth:
        b = _lift(other)
        return NotImplemented if b is None else _times(self, b)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Growth:
        b = _lift(other)
        return NotImplemented if b is None else _times(self, power(b, Fraction(-1)))

    def __rtruediv__(self, other: Any) -> Growth:
        return power(self, Fraction(-1)) * other


UNKNOWN: Final = Growth(unknown=True)
PLUS_INFINITY: Final = Growth(infinite=1)
MINUS_INFINITY: Final = Growth(infinite=-1)

#: Some bounded value.
BOUNDED: Final = Growth(rest=ONE)

P = ParamSpec("P")


def or_unknown(operation: Callable[P, Growth]) -> Callable[P, Growth]:
    """Answer "unknown" where the operation meets something that cannot be decided."""

    @functools.wraps(operation)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Growth:
        try:
            return operation(*args, **kwargs)
        except Undecidable:
            return UNKNOWN

    return guarded


def constant(c: Coefficient | int) -> Growth:
    """A constant as an expansion."""
    number = Fraction(c) if isinstance(c, int) else c
    return Growth([(ONE, number)] if number else [])


def _lift(other: Any) -> Growth | None:
    if isinstance(other, Growth):
        return other
    return constant(other) if isinstance(other, int | Fraction | Constant) else None


def expansion(terms: Mapping[Monomial, Coefficient], rest: Monomial | None = None) -> Growth:
    """The sum of the terms + O(rest), ordered; what the remainder swallows is dropped."""
    ordered = descending(terms)
    if len(ordered) > MAX_TERMS:
        rest = larger(rest, ordered[MAX_TERMS][0])
        ordered = ordered[:MAX_TERMS]
    if rest is not None:
        while ordered and ordered[-1][0].compare(rest) <= 0:
            ordered.pop()
    return Growth(ordered, rest)


@or_unknown
def _sum(a: Growth, b: Growth) -> Growth:
    if a.special or b.special:
        if a.unknown or b.unknown or a.infinite * b.infinite < 0:
            return UNKNOWN
        return a if a.infinite else b
    if a.is_zero or b.is_zero:
        return b if a.is_zero else a
    return expansion(collect([*a.terms, *b.terms]), larger(a.rest, b.rest))


@or_unknown
def _times(a: Growth, b: Growth) -> Growth:
    if a.unknown or b.unknown:
        return UNKNOWN
    if a.infinite or b.infinite:
        found = (a.infinite or a.leading()[2]) * (b.infinite or b.leading()[2])
        return Growth(infinite=found)
    if len(a.terms) == 1 and a.rest is None:
        a, b = b, a
    if len(b.terms) == 1 and b.rest is None:
        # One exact term keeps the order of the others.
        ((m, c),) = b.terms
        if m == ONE:
            return Growth([(n, c * d) for n, d in a.terms], a.rest)
        return Growth([(n * m, d * c) for n, d in a.terms], product(a.rest, m))
    rest = larger(product(a.order, b.rest), product(a.rest, b.order))
    factors: dict[Monomial, list[tuple[Coefficient, Coefficient]]] = {}
    for m, c in a.terms:
        for n, d in b.terms:
            factors.setdefault(m * n, []).append((c, d))
    # Coefficients are long polynomials: those of terms that would be dropped are not multiplied out.
    terms: dict[Monomial, Coefficient] = {}
    for m, pairs in descending(factors):
        if len(terms) > MAX_TERMS or (rest is not None and m.compare(rest) <= 0):
            break
        terms |= collect([(m, c * d) for c, d in pairs])
    return expansion(terms, rest)


def series(coefficients: Sequence[Coefficient | int], u: Growth) -> Growth:
    """Σ aₙuⁿ + O(u^N) for u → 0: a power series, or an asymptotic one, cut after its N known coefficients."""
    if u.is_zero:
        return constant(coefficients[0])
    total = BOUNDED
    for a in reversed(coefficients[: _KEPT.get()]):
        total = total * u + a
    return total


@or_unknown
def power(v: Growth, e: Fraction) -> Growth:
    """v**e for an exact exponent; v ≥ 0, or any v with an integer exponent."""
    if v.unknown:
        return UNKNOWN
    if v.infinite:
        if e < 0:
            return Growth()
        return PLUS_INFINITY if v.infinite > 0 or e % 2 == 0 else MINUS_INFINITY if e % 2 == 1 else UNKNOWN
    if e.denominator == 1 and 0 <= e <= ORDER:
        result = constant(1)
        for _ in range(int(e)):
            result = result * v
        return result
    if not v.terms and e > 0:
        return v if v.rest is None else Growth(rest=v.rest**e)
    m, c, s = v.leading()
    if s < 0 and e.denominator != 1:
        return UNKNOWN
    head = Growth([(m**e, constants.power(c, e))])
    if len(v.terms) == 1 and v.rest is None:
        return head
    binomial = [Fraction(1)]
    for n in range(ORDER - 1):
        binomial.append(binomial[-1] * (e - n) / (n + 1))
    return head * series(binomial, _relative(v))


def _relative(v: Growth) -> Growth:
    """u → 0 with v = leading term · (1 + u)."""
    m, c, _ = v.leading()
    inverse = Growth([(m ** (-1), constants.power(c, Fraction(-1)))])
    return Growth(v.terms[1:], v.rest) * inverse


def monomial_exp(terms: Iterable[tuple[Monomial, Coefficient]]) -> Monomial:
    """e to a sum of unbounded terms; rational multiples of log y, log log y, ... become powers."""
    powers: list[Exponent] = [0] * LEVELS
    exponent = []
    for m, c in terms:
        if m in LOGS and isinstance(c, Fraction):
            powers[LOGS.index(m)] = lean(c)
        else:
            exponent.append((m, c))
    return Monomial(tuple(powers), tuple(exponent))


@or_unknown
def exp(v: Growth) -> Growth:
    """e^v. A remainder that does not vanish leaves only a bound, where there is one."""
    if v.special:
        return UNKNOWN if v.unknown else PLUS_INFINITY if v.infinite > 0 else Growth()
    large, c, small = v.split()
    if v.rest is not None and v.rest.compare(ONE) >= 0:
        if v.rest == ONE:
            return Growth(rest=monomial_exp(large))
        if v.terms and sign(v.terms[0][1]) < 0:
            # The remainder is smaller than half the leading term, eventually.
            m, c = v.terms[0]
            return Growth(rest=monomial_exp([(m, c * Fraction(1, 2))]))
        return UNKNOWN
    head = Growth([(monomial_exp(large), constants.exp(c))])
    factorials = [Fraction(1)]
    for n in range(1, ORDER):
        factorials.append(factorials[-1] / n)
    return head * series(factorials, small)


@or_unknown
def log(v: Growth) -> Growth:
    """log v: log of the leading coefficient, of the leading monomial, and a series; log 0 = -∞."""
    if v.special:
        return v if v.infinite > 0 else UNKNOWN
    if v.is_zero:
        return MINUS_INFINITY
    m, c, s = v.leading()
    if s < 0:
        return UNKNOWN
    head = expansion(collect([*m.log, (ONE, constants.log(c))]))
    if len(v.terms) == 1 and v.rest is None:
        return head
    return head + log1p_series(_relative(v))


def log1p_series(u: Growth) -> Growth:
    """log(1 + u) for u → 0."""
    return series([Fraction(0), *(Fraction((-1) ** (n + 1), n) for n in range(1, ORDER))], u)


@or_unknown
def reverse(u: Callable[[Growth], Growth], start: Growth, exponent: Fraction) -> Growth:
    """The w → 0 that solves w = start·(1 + u(w))**exponent, where u is analytic at 0 and u(0) = 0.

    The inverse of t = g·w^k·(1 + u(w)) is of this form, with start = (t/g)^{1/k} and exponent -1/k: a
    generator's preimage near a critical point or a pole. Since w = start·(1 + O(start)), each turn of the
    iteration proves one order more.
    """
    m, _, _ = start.leading()
    w = start + Growth(rest=m * m)
    for _ in range(ORDER - 1):
        w = start * power(1 + u(w), exponent)
    return w
