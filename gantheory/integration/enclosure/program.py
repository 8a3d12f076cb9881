"""Programs: a path's integrand, written once for its form and run thousands of times in balls."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from flint import acb, arb, fmpq

from gantheory.arithmetic.ball import BALL, Infinite, rational
from gantheory.distributions.coordinate import Cell, Coordinate
from gantheory.distributions.law import Law
from gantheory.distributions.pushforward import Pushforward
from gantheory.errors import GantheoryError
from gantheory.integration.enclosure.balls import PathBall
from gantheory.integration.enclosure.effort import Effort
from gantheory.integration.enclosure.tape import ArgumentsTape, Form, Tape
from gantheory.integration.enclosure.writer import COMPLEX, REAL, Writer, compiled, complex_excess, complex_total
from gantheory.integration.integrand import Integrand, Site

if TYPE_CHECKING:
    from gantheory.integration.enclosure.piece import Piece

#: Above this exponent e^u counts as unbounded.
LARGEST_EXPONENT: Final = 700


@dataclass(frozen=True)
class Program:
    """Forms on a tape, and how large its variables get; their code is written anew for each precision.

    Attributes
    ----------
    tape : Tape
    results : tuple of Form
    reach : mapping of int to fmpq
        A bound on |atomᵢ| on the path, where one is known.
    """

    tape: Tape
    results: tuple[Form, ...]
    reach: Mapping[int, fmpq]

    @property
    def vanishes(self) -> bool:
        """Whether the integrand is exactly 0."""
        return all(form.exact == 0 for form in self.results)

    def bind(self, effort: Effort) -> Callable[[acb, bool], acb]:
        """The one result at the working precision, as ``acb.integral`` calls it."""
        real, complex_ = self.made(REAL, COMPLEX)
        plain, analytic = PathBall(), PathBall(analytic=True)

        def evaluate(u: acb, holomorphic: bool) -> acb:
            effort.evaluations += 1
            if effort.exhausted:
                # Lets the algorithm finish at once; what it returns is thrown away.
                return acb(0)
            # The path is real: where nothing need be holomorphic, so is the ball.
            return acb(complex_(u, analytic)) if holomorphic else acb(real(u.real, plain))

        return evaluate

    def made(self, *dialects: Mapping[str, str]) -> list[Callable[..., Any]]:
        """For each dialect the function of the variable and an arithmetic; several results are a tuple."""
        writer = Writer(self.tape, self.reach)
        results = [writer.form(form) for form in self.results]
        interpreter = _Interpreter(self.tape)
        constants = [interpreter.value(c).real if isinstance(c, Form) else c for c in writer.constants]
        return [compiled(writer.text(results, dialect))(*constants) for dialect in dialects]


class _Interpreter:
    """Values of forms, one at a time: of those without the variable, or of all where it has a value."""

    def __init__(self, tape: Tape, variable: acb | None = None) -> None:
        self._tape = tape
        self._atoms: dict[int, acb] = {} if variable is None else {0: variable}

    def value(self, form: Form) -> acb:
        total = acb(arb(form.terms.get((), fmpq(0))))
        for monomial, c in form.terms.items():
            if monomial:
                value = self._atom(monomial[0])
                total += (value if len(monomial) == 1 else value * value) * arb(c)
        return total

    def _atom(self, index: int) -> acb:
        if index not in self._atoms:
            atom = self._tape.atoms[index]
            values = [self.value(argument) for argument in atom.arguments]
            self._atoms[index] = _operation(atom.operation, values, atom.parameters)
        return self._atoms[index]


def _operation(operation: str, values: Sequence[acb], parameters: tuple[Any, ...]) -> Any:
    if operation == "product":
        return values[0] * values[1]
    if operation == "quotient":
        return values[0] / values[1]
    if operation == "fold":
        return values[0] if values[0].real.mid() > 0 else -values[0]
    if operation == "pick":
        return values[1] if values[0].real.mid() > 0 else values[2]
    if operation == "excess":
        return complex_excess(*values)
    if operation == "total":
        return complex_total(*values)
    if operation == "power":
        return BALL.power(values[0], *parameters)
    return getattr(BALL, operation)(*parameters, *values)


class _TapeCoordinate(Coordinate):
    """A place on a path, as a form: x - a = (anchor - a) + offset."""

    def __init__(self, tape: Tape, anchor: Fraction, cell: Cell, offset: Form, log_offset: Form | None) -> None:
        self._tape = tape
        self._anchor = anchor
        self._cell = cell
        self._offset = offset
        self._log_offset = log_offset

    def minus(self, a: Fraction | int) -> Form:
        form: Form = self._offset + self._tape.const(self._anchor - a)
        return form

    def log_minus(self, a: Fraction | int) -> Form:
        if self._log_offset is not None and self._anchor == a:
            return self._log_offset
        distance = self.minus(a)
        # A cell is an interval, so that its ends tell on which side of `a` it lies.
        if self._cell.low >= a:
            form: Form = self._tape.log(distance)
        elif self._cell.high <= a:
            form = self._tape.log(-distance)
        else:
            form = self._tape.log_absolute(distance)
        return form


class _TapeSite(Site):
    """A site whose forms cancel by themselves: a log-ratio is the difference of the log-densities."""

    def log_ratio(self, first: str, second: str) -> Any:
        return self.log_density(first) - self.log_density(second)


def trace(piece: Piece, integrand: Integrand, laws: Mapping[str, Law], signs: Sequence[int] = ()) -> Program | None:
    """The program of the integrand times |dx/du| on a piece; None where the definition has to see values."""
    tape = Tape(signs)
    value = _traced(tape, piece, integrand, laws)
    return None if value is None else Program(tape, (value,), _reach(piece))


def trace_arguments(piece: Piece, integrand: Integrand, laws: Mapping[str, Law]) -> Program | None:
    """The program of what decides the signs of the absolute values' arguments, in the order in which they are taken."""
    tape = ArgumentsTape()
    value = _traced(tape, piece, integrand, laws)
    return None if value is None else Program(tape, tuple(tape.arguments), _reach(piece))


def _reach(piece: Piece) -> dict[int, fmpq]:
    """Bounds on the variable and, on a logarithmic path, on its exponential."""
    reach = {0: rational(max(-piece.low, piece.high))}
    if piece.unit is not None and piece.high < LARGEST_EXPONENT:
        reach[1] = fmpq(math.ceil(math.exp(piece.high)))
    return reach


def _traced(tape: Tape, piece: Piece, integrand: Integrand, laws: Mapping[str, Law]) -> Form | None:
    if any(isinstance(part, Pushforward) for law in laws.values() for part in law.parts):
        # Its preimages are found by iteration.
        return None
    looks = [_Interpreter(tape, acb(rational(place))) for place in (piece.low, piece.middle, piece.high)]

    def highest(terms: Sequence[Form]) -> Form:
        """The component that is never far below: on a straight path, which is short, nowhere; else at its far end."""
        if piece.unit is None:
            return max(terms, key=lambda term: min(look.value(term).real.mid() for look in looks))
        # Far out the terms have no digits that tell them apart, but the difference of any two has.
        return functools.reduce(lambda best, term: term if looks[-1].value(term - best).real.mid() > 0 else best, terms)

    tape.base = highest
    log_offset: Form | None = None
    if piece.unit is None:
        factor, offset = tape.form(1), tape.variable * piece.side
    else:
        factor = tape.exp(tape.variable) * tape.const(piece.unit)
        offset, log_offset = factor * piece.side, tape.variable + tape.log(tape.const(piece.unit))
    site = _TapeSite(tape, _TapeCoordinate(tape, piece.anchor, piece.cell, offset, log_offset), piece.cell, laws)
    try:
        value = integrand(tape, site)
        return None if isinstance(value, Infinite) else tape.form(value) * factor
    except (GantheoryError, AttributeError, TypeError):
        return None
