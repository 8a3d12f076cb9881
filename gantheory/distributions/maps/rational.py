"""A polynomial or rational step of a generator whose inverse is no formula, such as z³ - 3z."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, fmpq_poly

from gantheory.arithmetic.ball import precision, rational
from gantheory.arithmetic.floating import Floats
from gantheory.distributions.coordinate import Coordinate, Extended
from gantheory.distributions.maps.branches import POINT_BITS, Branch, Turn, fraction, midpoint, rounded
from gantheory.distributions.maps.inversion import StationedMap
from gantheory.distributions.maps.quotient import Quotient, horner
from gantheory.distributions.maps.stations import Station
from gantheory.errors import InvalidParameterError

Polynomial = tuple[Fraction, ...]


@dataclass(frozen=True)
class Rational(StationedMap):
    """G(z) = numerator(z)/denominator(z) in lowest terms, coefficients from the constant upwards."""

    numerator: Polynomial
    denominator: Polynomial

    def __str__(self) -> str:
        top, bottom = _text(self.numerator), _text(self.denominator)
        return top if bottom == "1" else f"({top})/({bottom})"

    def value(self, z: Floats) -> Floats:
        top = horner([float(c) for c in self.numerator], z)[0]
        return top / horner([float(c) for c in self.denominator], z)[0]

    @functools.cached_property
    def _critical(self) -> dict[Fraction, tuple[int, fmpq_poly | None]]:
        """Real zeros of G' with their multiplicities; an irrational one with its minimal polynomial."""
        n, d = _poly(self.numerator), _poly(self.denominator)
        return real_roots(n.derivative() * d - n * d.derivative())

    @functools.cached_property
    def _poles(self) -> dict[Fraction, tuple[int, fmpq_poly | None]]:
        return real_roots(_poly(self.denominator)) if len(self.denominator) > 1 else {}

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        for pole, (_, minimal) in self._poles.items():
            if minimal is not None and low <= pole <= high:
                raise InvalidParameterError(
                    f"the generator has a pole at the irrational point {float(pole)} of the support; "
                    "use a base law whose support avoids it"
                )
        return tuple(z for z in {**self._critical, **self._poles} if low < z < high)

    def turn(self, point: Extended, side: int) -> Turn:
        n, d = self.numerator, self.denominator
        if isinstance(point, float):
            degree = len(n) - len(d)
            if degree <= 0:
                return Turn(point, n[-1] / d[-1] if degree == 0 else Fraction(0), Fraction(0))
            sign = math.copysign(1, n[-1] / d[-1]) * math.copysign(1, point) ** degree
            return Turn(point, sign * math.inf, Fraction(0))
        if point in self._poles:
            # The sign of N/D just beside the pole, from the first term of D's expansion that does not vanish.
            leading = next(c for c in shifted(d, point, side) if c)
            return Turn(point, math.copysign(math.inf, _at(n, point) * leading), Fraction(0))
        multiplicity, minimal = self._critical.get(point, (0, None))
        order = Fraction(multiplicity + 1)
        if minimal is None:
            return Turn(point, _at(n, point) / _at(d, point), order)
        value = _in_field(_poly(n), _poly(d), minimal)
        return Turn(point, rounded(_at(n, point) / _at(d, point)) if value is None else value, order, exact=False)

    def station(self, turn: Turn, side: int, other: Extended, at: Fraction | None) -> Station | None:
        if isinstance(turn.point, float):
            return None if isinstance(turn.value, float) or at is None else self._at_infinity(turn.value, side, at)
        n, d = shifted(self.numerator, turn.point, side), shifted(self.denominator, turn.point, side)
        width = abs(float(other - turn.point))
        if isinstance(turn.value, float):
            return _station(turn.point, None, side, d, n, self._poles[turn.point][0], width)
        k = int(turn.order)
        return _station(turn.point, turn.value, side, _minus(n, turn.value, d), d, k, width)

    def limits(self, branch: Branch, x: Coordinate) -> tuple[Station, ...]:
        found: list[Station | None] = []
        for turn, side, other in ((branch.low, +1, branch.high), (branch.high, -1, branch.low)):
            if isinstance(turn.point, float) and isinstance(turn.value, float):
                at = other.point if isinstance(other.point, Fraction) else Fraction(0)
                found.append(self._at_infinity(None, side, at))
        limit = x.minus(0).split()[1] if not x.minus(0).special else None
        if isinstance(limit, Fraction) and branch.image.low < limit < branch.image.high:
            n, d = _poly(self.numerator), _poly(self.denominator)
            for point, (_, minimal) in real_roots(n - rational(limit) * d).items():
                if minimal is None and branch.cell.low < point < branch.cell.high:
                    found += [
                        self.station(self.turn(point, side), side, end, None)
                        for side, end in ((+1, branch.cell.high), (-1, branch.cell.low))
                    ]
        return tuple(station for station in found if station is not None)

    def _at_infinity(self, value: Fraction | None, side: int, at: Fraction) -> Station:
        # z = at ∓ 1/w: side is +1 where the branch begins at -∞.
        size = max(len(self.numerator), len(self.denominator))
        n, d = (_padded(shifted(part, at, -side), size)[::-1] for part in (self.numerator, self.denominator))
        difference = d if value is None else _minus(n, value, d)
        d = n if value is None else d
        k = next(i for i, c in enumerate(difference) if c)
        return _station(at, value, -side, difference, d, k, math.inf, at_infinity=True)


def _station(
    point: Fraction,
    value: Fraction | None,
    side: int,
    a: Polynomial,
    b: Polynomial,
    order: int,
    width: float,
    at_infinity: bool = False,
) -> Station:
    """The station with f(w) = |a(w)/b(w)|, where a vanishes to `order`."""
    first = next(i for i, c in enumerate(b) if c)
    order, a, b = order - first, a[order:], b[first:]
    sign = 1 if a[0] / b[0] > 0 else -1
    local = Quotient(trimmed(tuple(sign * c for c in a)), trimmed(b), order)
    return Station(point, value, side, sign, order, local, width, at_infinity)


def _text(coefficients: Polynomial) -> str:
    terms = [f"{c}*z**{i}" if i > 1 else f"{c}*z" if i else str(c) for i, c in enumerate(coefficients) if c]
    return " + ".join(reversed(terms))


def _poly(coefficients: Polynomial) -> fmpq_poly:
    return fmpq_poly([rational(c) for c in coefficients])


def _at(coefficients: Polynomial, z: Fraction) -> Fraction:
    value = Fraction(0)
    for c in reversed(coefficients):
        value = value * z + c
    return value


def shifted(coefficients: Polynomial, point: Fraction, side: int) -> Polynomial:
    """The polynomial in w of z = point + side·w."""
    result: list[Fraction] = []
    for c in reversed(coefficients):
        carried = [Fraction(0), *(side * r for r in result)]
        for i, r in enumerate(result):
            carried[i] += point * r
        carried[0] += c
        result = carried
    return tuple(result[: len(coefficients)])


def trimmed(coefficients: Polynomial) -> Polynomial:
    size = max(i for i, c in enumerate(coefficients) if c) + 1
    return coefficients[:size]


def _minus(n: Polynomial, value: Fraction, d: Polynomial) -> Polynomial:
    size = max(len(n), len(d))
    return tuple(a - value * b for a, b in zip(_padded(n, size), _padded(d, size)))


def _padded(coefficients: Polynomial, size: int) -> Polynomial:
    return coefficients + (Fraction(0),) * (size - len(coefficients))


def real_roots(poly: fmpq_poly) -> dict[Fraction, tuple[int, fmpq_poly | None]]:
    """All real roots: {root: (multiplicity, minimal polynomial or None for a fraction)}."""
    roots: dict[Fraction, tuple[int, fmpq_poly | None]] = {}
    for factor, multiplicity in poly.numer().factor()[1]:
        if factor.degree() == 1:
            roots[Fraction(-int(factor[0]), int(factor[1]))] = int(multiplicity), None
            continue
        with precision(2 * POINT_BITS):
            pairs: list[tuple[acb, int]] = factor.complex_roots()  # type: ignore[assignment]  # the stub omits multiplicities
            for root, _ in pairs:
                # flint isolates: a real root has imaginary part exactly 0.
                if root.imag.is_zero():
                    roots[midpoint(root.real)] = int(multiplicity), fmpq_poly(factor)
    return roots


def _in_field(n: fmpq_poly, d: fmpq_poly, minimal: fmpq_poly) -> Fraction | None:
    """N(c)/D(c) at a root c of an irreducible polynomial where that is a fraction, else None."""
    one, inverse, _ = d.xgcd(minimal)
    reduced = (n * inverse) % minimal / one[0]
    return fraction(reduced[0]) if reduced.degree() <= 0 else None
