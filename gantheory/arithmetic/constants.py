"""Exact real constants: rational combinations of products of √2, π, log 3, Γ(1/3), e^{-1/2}, ...

The asymptotic arithmetic must know when two coefficients are equal: the integral of |F - G| for two Cauchy
laws converges when the coefficients of 1/x cancel, and diverges when they differ in the tenth digit. So a
coefficient is a Fraction where it can be one, else a :class:`Constant`: a polynomial with rational
coefficients in named positive numbers (:class:`Atom`) with exact exponents. Equal polynomials are equal
numbers. Different polynomials may still be the same number; their sign is then asked of ball arithmetic, and
where that cannot tell either, :class:`Undecidable` is raised and nothing is guessed.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from gantheory.arithmetic.interface import Arithmetic

#: A coefficient: rational, or a polynomial in named constants that is not.
Coefficient: TypeAlias = "Fraction | Constant"

#: Primes that are pulled out of integers; what is left of an integer stays one atom.
_PRIMES: Final = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)

#: Working precisions, in bits, at which the sign of a constant is asked for.
_SIGN_BITS: Final = (96, 1024)

#: Integer powers with more digits than this stay symbolic.
_MAX_POWER: Final = 4096

#: Products that would have more terms are not multiplied out: a mixture's weights would fill the memory.
_MOST_TERMS: Final = 256

#: How many leading arguments of a named function are exact parameters rather than values.
_EXACT_ARGUMENTS: Final = {"lgamma": 1, "gammainc": 1, "gammaincc": 1, "betainc": 2}


class Undecidable(ArithmeticError):
    """The order of two growths or the sign of a constant cannot be told; caught inside the arithmetic."""


class Atom:
    """A named real number: an integer under a root, π, or a function of constants (``log``, ``exp``, ...)."""

    __slots__ = ("_hash", "arguments", "name")

    def __init__(self, name: str, *arguments: Any) -> None:
        self.name = name
        self.arguments = arguments
        self._hash = hash((name, arguments))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.name == other.name and self.arguments == other.arguments

    @property
    def positive(self) -> bool:
        """Whether the number is positive for a reason that needs no evaluation."""
        if self.name == "log":
            argument = self.arguments[0]
            return argument == PI or (isinstance(argument, Fraction) and argument > 1)
        return self.name in ("integer", "pi", "exp", "erfc", "base")


#: A product of atoms with exact exponents; the empty one is 1.
Product = frozenset[tuple[Atom, Fraction]]

_RATIONAL: Final[Product] = frozenset()


class Constant:
    """An irrational polynomial in atoms. The functions below make it, and a Fraction where that will do."""

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: Mapping[Product, Fraction]) -> None:
        self.terms = terms
        self._hash = hash(frozenset(terms.items()))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and self.terms == other.terms

    def __neg__(self) -> Constant:
        return Constant({product: -c for product, c in self.terms.items()})

    def __add__(self, other: Coefficient | int) -> Coefficient:
        return _polynomial([*self.terms.items(), *_terms(other)])

    __radd__ = __add__

    def __sub__(self, other: Coefficient | int) -> Coefficient:
        return self + (-other)

    def __rsub__(self, other: Coefficient | int) -> Coefficient:
        return -self + other

    def __mul__(self, other: Coefficient | int) -> Coefficient:
        if not isinstance(other, Constant):
            return Constant({p: c * other for p, c in self.terms.items()}) if other else Fraction(0)
        return _product(self, other)

    __rmul__ = __mul__


@functools.lru_cache(maxsize=4096)
def _product(a: Constant, b: Constant) -> Coefficient:
    """Kept, because power series multiply the same few constants again and again."""
    if len(a.terms) * len(b.terms) > _MOST_TERMS:
        return _monomial([*_as_one_factor(a), *_as_one_factor(b)])
    pairs = []
    for p, c in a.terms.items():
        for q, d in b.terms.items():
            product, factor = _multiplied([*p, *q])
            pairs.append((product, c * d * factor))
    return _polynomial(pairs)


def _as_one_factor(c: Constant) -> list[tuple[Atom, Fraction]]:
    """A long polynomial as one atom, of which nothing but its value is known."""
    return [(Atom("value", c), Fraction(1))]


def _terms(c: Coefficient | int) -> Iterable[tuple[Product, Fraction]]:
    return c.terms.items() if isinstance(c, Constant) else [(_RATIONAL, Fraction(c))]


def _polynomial(pairs: Iterable[tuple[Product, Fraction]]) -> Coefficient:
    """The sum of the terms, as a Fraction where it is rational."""
    terms: dict[Product, Fraction] = {}
    for product, c in pairs:
        terms[product] = terms.get(product, Fraction(0)) + c
    terms = {product: c for product, c in terms.items() if c}
    if not terms.keys() - {_RATIONAL}:
        return terms.get(_RATIONAL, Fraction(0))
    return Constant(terms)


def _multiplied(factors: Iterable[tuple[Atom, Fraction]]) -> tuple[Product, Fraction]:
    """The product of powers of atoms, with the integer powers of integers taken out as a rational factor."""
    exponents: dict[Atom, Fraction] = {}
    for atom, exponent in factors:
        exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
    outside = Fraction(1)
    for atom, exponent in exponents.items():
        whole = math.floor(exponent)
        if atom.name == "integer" and whole and abs(whole) <= _MAX_POWER:
            outside *= Fraction(atom.arguments[0]) ** whole
            exponents[atom] = exponent - whole
    return frozenset((atom, e) for atom, e in exponents.items() if e), outside


def _monomial(factors: Iterable[tuple[Atom, Fraction]], coefficient: Fraction = Fraction(1)) -> Coefficient:
    product, outside = _multiplied(factors)
    return _polynomial([(product, coefficient * outside)])


def named(name: str, *arguments: Coefficient) -> Coefficient:
    """The value of a named function of the ball arithmetic at exact constants, kept as a name."""
    return _monomial([(Atom(name, *arguments), Fraction(1))])


def defined(definition: Callable[[Arithmetic], Any]) -> Coefficient:
    """The real number that `definition` gives in ball arithmetic, known by its definition only."""
    return _monomial([(Atom("defined", definition), Fraction(1))])


PI: Final = named("pi")


@functools.lru_cache(maxsize=1024)
def _factors(n: int) -> tuple[tuple[int, int], ...]:
    """n > 0 as a product of powers: small primes, and what is left as one number that is not a square."""
    found = []
    for prime in _PRIMES:
        exponent = 0
        while n % prime == 0:
            n //= prime
            exponent += 1
        if exponent:
            found.append((prime, exponent))
    multiplicity = 1
    while n > 1 and math.isqrt(n) ** 2 == n:
        n, multiplicity = math.isqrt(n), 2 * multiplicity
    return (*found, (n, multiplicity)) if n > 1 else tuple(found)


def _signed_factors(number: Fraction) -> list[tuple[Atom, Fraction]]:
    """A positive rational as powers of integer atoms."""
    return [
        (Atom("integer", Fraction(base)), Fraction(sign * exponent))
        for n, sign in ((number.numerator, 1), (number.denominator, -1))
        for base, exponent in _factors(n)
    ]


def sign(c: Coefficient) -> int:
    """-1, 0 or +1; raises :class:`Undecidable` where ball arithmetic cannot tell a constant from 0."""
    if isinstance(c, Fraction):
        return (c > 0) - (c < 0)
    signs = {t > 0 for t in c.terms.values()}
    if len(signs) == 1 and all(atom.positive for product in c.terms for atom, _ in product):
        return 1 if signs.pop() else -1
    return _sign_by_balls(c)


@functools.lru_cache(maxsize=1024)
def _sign_by_balls(c: Constant) -> int:
    from gantheory.arithmetic.ball import precision, sign_of

    for bits in _SIGN_BITS:
        with precision(bits):
            found = sign_of(_ball(c))
        if found:
            return found
    raise Undecidable


def approximately(c: Coefficient, digits: int = 3) -> str:
    """`c` as text, as a power of e where it is outside the range of floats."""
    from gantheory.arithmetic.ball import precision

    with precision(_SIGN_BITS[0]):
        ball = _ball(c).real
        number = float(ball.mid())
        if ball != 0 and (number == 0 or math.isinf(number)):
            return f"{'-' if ball < 0 else ''}exp({float(abs(ball).log().mid()):.{digits}g})"
    return f"{number:.{digits}g}"


def magnitude(c: Coefficient) -> float:
    """A float ≥ |c|; ∞ where there is no other."""
    from gantheory.arithmetic.ball import precision

    with precision(_SIGN_BITS[0]):
        return math.nextafter(float(_ball(c).real.abs_upper()), math.inf)


def _ball(c: Coefficient) -> Any:
    from gantheory.arithmetic.ball import BALL

    total = BALL.const(0)
    for product, coefficient in _terms(c):
        term = BALL.const(coefficient)
        for atom, exponent in product:
            term *= BALL.power(_ball_of_atom(atom), exponent)
        total += term
    return total


def _ball_of_atom(atom: Atom) -> Any:
    import flint

    return _ball_at(atom, flint.ctx.prec)


@functools.lru_cache(maxsize=4096)
def _ball_at(atom: Atom, bits: int) -> Any:
    """The atom's value at `bits` of precision, kept: atoms stand in atoms."""
    from gantheory.arithmetic.ball import BALL

    if atom.name == "pi":
        return BALL.pi()
    if atom.name in ("integer", "base", "value"):
        return _ball(atom.arguments[0])
    if atom.name == "defined":
        return atom.arguments[0](BALL)
    exact = _EXACT_ARGUMENTS.get(atom.name, 0)
    values = [_ball(argument) for argument in atom.arguments[exact:]]
    if atom.name == "betainc":
        values.append(1 - values[0])
    return getattr(BALL, atom.name)(*atom.arguments[:exact], *values)


def power(c: Coefficient, exponent: Fraction) -> Coefficient:
    """c**exponent; c ≥ 0, or any c ≠ 0 with an integer exponent."""
    whole = exponent.denominator == 1
    s = sign(c)
    if s == 0 and exponent > 0:
        return Fraction(0)
    if s == 0 or (s < 0 and not whole):
        raise Undecidable
    outer = Fraction(-1 if s < 0 and exponent % 2 else 1)
    magnitude = c if s > 0 else -c
    if isinstance(magnitude, Fraction):
        if whole and abs(exponent) <= _MAX_POWER:
            return outer * magnitude ** int(exponent)
        return _monomial([(atom, e * exponent) for atom, e in _signed_factors(magnitude)], outer)
    if len(magnitude.terms) == 1:
        ((product, coefficient),) = magnitude.terms.items()
        if whole or all(atom.positive for atom, _ in product):
            inner = power(abs(coefficient), exponent)
            flip = Fraction(-1 if coefficient < 0 and exponent % 2 else 1)
            return outer * flip * inner * _monomial([(atom, e * exponent) for atom, e in product])
    if whole and 0 < exponent <= 4:
        result: Coefficient = outer
        for _ in range(int(exponent)):
            result = result * magnitude
        return result
    return _monomial([(Atom("base", magnitude), exponent)], outer)


def log(c: Coefficient) -> Coefficient:
    """log c for c > 0; the logarithm of a product of atoms is a sum, so that equal constants stay equal."""
    if sign(c) <= 0:
        raise Undecidable
    if isinstance(c, Fraction):
        factors = _signed_factors(c)
    elif len(c.terms) == 1:
        ((product, coefficient),) = c.terms.items()
        if coefficient < 0 or not all(atom.positive for atom, _ in product):
            return named("log", c)
        factors = [*_signed_factors(coefficient), *product]
    else:
        return named("log", c)
    total: Coefficient = Fraction(0)
    for atom, exponent in factors:
        if atom.name == "exp":
            total = total + exponent * atom.arguments[0]
        elif atom.name in ("integer", "base"):
            total = total + exponent * named("log", atom.arguments[0])
        else:
            total = total + exponent * named("log", named(atom.name, *atom.arguments))
    return total


def exp(c: Coefficient) -> Coefficient:
    """e^c, the inverse of :func:`log` on products of atoms."""
    if c == 0:
        return Fraction(1)
    result: Coefficient = Fraction(1)
    for product, coefficient in _terms(c):
        factor = None
        if len(product) == 1:
            ((atom, exponent),) = product
            if atom.name == "log" and exponent == 1:
                factor = power(atom.arguments[0], coefficient)
        if factor is None:
            exponent_of_e = _polynomial([(product, Fraction(1))])
            factor = _monomial([(Atom("exp", exponent_of_e), coefficient)])
        result = result * factor
    return result


def lgamma(number: Fraction) -> Coefficient:
    """log Γ(number) for number > 0, by Γ(x+1) = xΓ(x) reduced to (0, 1], where it is a name."""
    shift: Coefficient = Fraction(0)
    if number <= _PRIMES[-1]:
        while number > 1:
            number -= 1
            shift = shift + log(number)
    if number == 1:
        return shift
    if number == Fraction(1, 2):
        return shift + log(PI) * Fraction(1, 2)
    return shift + named("lgamma", number)
