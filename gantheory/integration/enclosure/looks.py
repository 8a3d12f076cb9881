"""What the cutting at kinks has to know of a piece: ranges of the absolute values' arguments, and of the integrand."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb

from gantheory.arithmetic.ball import Infinite, rational, sign_of
from gantheory.arithmetic.taylor import Taylor, interval, truncation, variable
from gantheory.distributions.law import Law
from gantheory.errors import GantheoryError, NotCertifiedError
from gantheory.integration.enclosure.balls import PathBall, Recording, Told
from gantheory.integration.enclosure.piece import Piece
from gantheory.integration.enclosure.program import Program, trace, trace_arguments
from gantheory.integration.enclosure.writer import REAL, SERIES
from gantheory.integration.integrand import Integrand

#: What flint raises for a quotient by a series without a constant term, and for one that it has not.
_NO_SERIES: Final = (ValueError, ZeroDivisionError)


class Look(ABC):
    """A look at one piece, in which a known number of absolute values is taken."""

    @abstractmethod
    def ranges(self, low: Fraction, high: Fraction) -> list[tuple[Any, arb]]:
        """For each argument, what has its sign and what has its derivative's, enclosed on the box; NaN: unknown."""

    @abstractmethod
    def signs(self, u: Fraction) -> list[int]:
        """The arguments' signs at a point; 0: unknown."""

    @abstractmethod
    def supremum(self, low: Fraction, high: Fraction, ranges: Sequence[tuple[Any, arb]]) -> arb:
        """A bound on |F| on the box."""


def look(piece: Piece, integrand: Integrand, laws: Mapping[str, Law], kinks: int) -> Look:
    """A look by programs, or through the definitions where there are none."""
    arguments = trace_arguments(piece, integrand, laws)
    if arguments is not None and len(arguments.results) == kinks:
        return _Programmed(piece, integrand, laws, arguments)
    return _Interpreted(piece, integrand, laws, kinks)


class _Programmed(Look):
    def __init__(self, piece: Piece, integrand: Integrand, laws: Mapping[str, Law], arguments: Program) -> None:
        self._piece = piece
        self._integrand = integrand
        self._laws = laws
        self._series, self._real = arguments.made(SERIES, REAL)
        self._integrands: dict[tuple[int, ...], Callable[..., Any]] = {}
        self._count = len(arguments.results)

    def _tuple(self, results: Any) -> tuple[Any, ...]:
        return results if self._count > 1 else (results,)

    def ranges(self, low: Fraction, high: Fraction) -> list[tuple[Any, arb]]:
        middle, radius, box = _box(low, high)
        arithmetic = Taylor()
        try:
            with truncation():
                series = [self._tuple(self._series(variable(place), arithmetic)) for place in (middle, box)]
                ranges = [interval(at, over, radius) for at, over in zip(*series, strict=True)]
        except _NO_SERIES:
            ranges = [(arb.nan(), arb.nan())] * self._count
        if all(value.is_finite() for value, _ in ranges):
            return ranges
        plain = self._tuple(self._real(box, PathBall()))
        return [found if found[0].is_finite() else (over, arb.nan()) for found, over in zip(ranges, plain, strict=True)]

    def signs(self, u: Fraction) -> list[int]:
        return [sign_of(value) for value in self._tuple(self._real(arb(rational(u)), PathBall()))]

    def supremum(self, low: Fraction, high: Fraction, ranges: Sequence[tuple[Any, arb]]) -> arb:
        # At every place |y| is y or -y: the integrand is one of those that the unknown signs make.
        choices = [[sign] if (sign := sign_of(value)) else [1, -1] for value, _ in ranges]
        box, greatest = _box(low, high)[2], arb(0)
        for signs in itertools.product(*choices):
            if signs not in self._integrands:
                program = trace(self._piece, self._integrand, self._laws, signs)
                if program is None:
                    return arb.pos_inf()
                (self._integrands[signs],) = program.made(REAL)
            greatest = greatest.max(arb(self._integrands[signs](box, PathBall())).abs_upper())
        return greatest


class _Interpreted(Look):
    def __init__(self, piece: Piece, integrand: Integrand, laws: Mapping[str, Law], kinks: int) -> None:
        self._piece = piece
        self._integrand = integrand
        self._laws = laws
        self._kinks = kinks

    def _arguments(self, arithmetic: Recording | Taylor, u: Any) -> list[Any]:
        """The arguments, as many as on the whole cell: they are known by their order."""
        self._piece.value(arithmetic, u, self._integrand, self._laws)
        if len(arithmetic.arguments) != self._kinks:
            raise NotCertifiedError("the integrand takes different absolute values at different places")
        return arithmetic.arguments

    def _balls(self, u: acb) -> list[Any]:
        return [a if isinstance(a, Infinite) else acb(a).real for a in self._arguments(Recording(), u)]

    def ranges(self, low: Fraction, high: Fraction) -> list[tuple[Any, arb]]:
        middle, radius, box = _box(low, high)
        try:
            with truncation():
                series = [self._arguments(Taylor(), variable(place)) for place in (middle, box)]
            ranges = [
                (over, arb.nan()) if isinstance(over, Infinite) else interval(at, over, radius)
                for at, over in zip(*series, strict=True)
            ]
        except (GantheoryError, *_NO_SERIES):
            ranges = []
        if ranges and all(isinstance(value, Infinite) or value.is_finite() for value, _ in ranges):
            return ranges
        return [(argument, arb.nan()) for argument in self._balls(acb(box))]

    def signs(self, u: Fraction) -> list[int]:
        return [sign_of(a) for a in self._balls(acb(rational(u)))]

    def supremum(self, low: Fraction, high: Fraction, ranges: Sequence[tuple[Any, arb]]) -> arb:
        told = [sign_of(value) or arb(0).union(value.abs_upper()) for value, _ in ranges]
        value = self._piece.value(Told(False, told), acb(_box(low, high)[2]), self._integrand, self._laws)
        return arb.pos_inf() if isinstance(value, Infinite) else acb(value).abs_upper()


def _box(low: Fraction, high: Fraction) -> tuple[arb, arb, arb]:
    """Midpoint, radius and hull of an interval."""
    middle, radius = arb(rational((low + high) / 2)), arb(rational((high - low) / 2))
    return middle, radius, arb(rational(low)).union(arb(rational(high)))
