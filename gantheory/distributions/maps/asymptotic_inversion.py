"""Inverting a rational step of a generator in the asymptotic arithmetic: expansions of its preimages."""

from __future__ import annotations

from fractions import Fraction

from gantheory.arithmetic.asymptotic import ASYMPTOTIC
from gantheory.arithmetic.growth import BOUNDED, UNKNOWN, Growth, constant, power, reverse
from gantheory.distributions.coordinate import Anchored
from gantheory.distributions.maps.branches import Preimage
from gantheory.distributions.maps.quotient import Quotient
from gantheory.distributions.maps.stations import Station, log_offset, offset


class UnknownPreimage(Preimage):
    """A preimage of which nothing is known, or only that it is bounded."""

    def __init__(self, value: Growth = UNKNOWN) -> None:
        self._value = value

    def minus(self, a: Fraction | int) -> Growth:
        return self._value

    def log_minus(self, a: Fraction | int) -> Growth:
        return self._value

    def log_slope(self) -> Growth:
        return self._value


class ExpandedPreimage(Preimage):
    """The expansion of a preimage towards a station: w = (t/r(0))^{1/k}·(1 + ...)."""

    def __init__(self, station: Station, t: Growth, log_t: Growth) -> None:
        assert isinstance(station.local, Quotient), "only quotients of polynomials are expanded"
        self.station = station
        quotient, k = station.local, station.order
        a0, b0 = quotient.a[0], quotient.b[0]
        top, bottom = [c / a0 for c in quotient.a], [c / b0 for c in quotient.b]

        def bend(w: Growth) -> Growth:
            """u(w) = r(w)/r(0) - 1, without its constant 1 - 1."""
            size = max(len(top), len(bottom))
            gaps = [_nth(top, i) - _nth(bottom, i) for i in range(size)]
            return _polynomial(gaps, w) / _polynomial(bottom, w)

        leading = a0 / b0
        self.w = reverse(bend, power(t / constant(leading), Fraction(1, k)), Fraction(-1, k))
        log_reduced = ASYMPTOTIC.log(constant(leading)) + ASYMPTOTIC.log1p(bend(self.w))
        self.log_w = (log_t - log_reduced) / k
        self.reduced = _polynomial(quotient.a, self.w) / _polynomial(quotient.b, self.w)
        numerator = [(k + i - j) * a * b for i, a in enumerate(quotient.a) for j, b in enumerate(quotient.b)]
        degrees = [i + j for i in range(len(quotient.a)) for j in range(len(quotient.b))]
        collected = [Fraction(0)] * (max(degrees) + 1)
        for degree, c in zip(degrees, numerator):
            collected[degree] += c
        square = _polynomial(quotient.b, self.w)
        self.rise = _polynomial(collected, self.w) / (square * square)
        self.at = Anchored(ASYMPTOTIC, station.point, offset(station, self.w), log_offset(station, self.log_w))

    def minus(self, a: Fraction | int) -> Growth:
        return self.at.minus(a)

    def log_minus(self, a: Fraction | int) -> Growth:
        return self.at.log_minus(a)

    def log_slope(self) -> Growth:
        return self.station.log_slope(ASYMPTOTIC, self.reduced, self.rise, self.log_w)


def bounded_preimage() -> UnknownPreimage:
    """The preimage of a point inside the image whose value is no fraction."""
    return UnknownPreimage(BOUNDED)


def _nth(coefficients: list[Fraction], i: int) -> Fraction:
    return coefficients[i] if i < len(coefficients) else Fraction(0)


def _polynomial(coefficients: list[Fraction] | tuple[Fraction, ...], w: Growth) -> Growth:
    value = constant(coefficients[-1])
    for c in reversed(coefficients[:-1]):
        value = value * w + constant(c)
    return value
