"""Straight-line code for a path's integrand: written once for its form, run thousands of times in balls."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, fmpq

from gantheory.arithmetic.ball import BALL, Infinite, rational
from gantheory.distributions.coordinate import Cell, Coordinate
from gantheory.distributions.law import Law
from gantheory.distributions.pushforward import Pushforward
from gantheory.errors import GantheoryError
from gantheory.integration.enclosure.balls import PathBall
from gantheory.integration.enclosure.tape import Form, Monomial, Tape
from gantheory.integration.integrand import Integrand, Site

#: A quadratic is written around its vertex where that is no farther than this many times the variable's range.
VERTEX_RANGE: Final = 2

#: Above this exponent e^u counts as unbounded.
LARGEST_EXPONENT: Final = 700

#: Operations on real balls: {0} and {1} are the arguments.
_REAL: Final = {
    "exp": "{0}.exp()",
    "log": "{0}.log()",
    "log_absolute": "abs({0}).log()",
    "log1p": "{0}.log1p()",
    "log1p_square": "({0} * {0}).log1p()",
    "sqrt": "{0}.sqrt()",
    "sin": "{0}.sin()",
    "cos": "{0}.cos()",
    "tanh": "{0}.tanh()",
    "atan": "{0}.atan()",
    "erfc": "{0}.erfc()",
    "product": "{0} * {1}",
    "quotient": "{0} / {1}",
    "power": "real_power({0}, {p})",
    "excess": "real_excess({all})",
    "total": "real_total({all})",
    "gammaincc": "A.gammaincc({p}, acb({0})).real",
    "betainc": "A.betainc({p}, acb({0}), acb({1})).real",
    "student_tail": "A.student_tail({p}, acb({0})).real",
}
#: The same on complex balls, where A knows whether the integrand has to be holomorphic.
_COMPLEX: Final = _REAL | {
    "log": "A.log({0})",
    "log_absolute": "A.log_absolute({0})",
    "log1p": "A.log1p({0})",
    "log1p_square": "A.log1p_square({0})",
    "sqrt": "A.sqrt({0})",
    "atan": "A.atan({0})",
    "power": "A.power({0}, {p})",
    "excess": "complex_excess({all})",
    "total": "complex_total({all})",
    "gammaincc": "A.gammaincc({p}, {0})",
    "betainc": "A.betainc({p}, {0}, {1})",
    "student_tail": "A.student_tail({p}, {0})",
}


def _real_power(y: arb, exponent: Fraction) -> arb:
    if exponent.denominator == 1:
        return y ** int(exponent)
    if exponent.denominator == 2:
        return y.sqrt() ** exponent.numerator
    return y ** arb(rational(exponent))


def _real_excess(*forms: arb) -> arb:
    """The largest of the forms and 0, or any other of them: what it is changes digits, not the value."""
    top = _ZERO
    for form in forms:
        if form > top:
            top = form
    return top


def _real_total(excess: arb, *forms: arb) -> arb:
    total = (-excess).exp()
    for form in forms:
        total += (form - excess).exp()
    return total


def _complex_excess(*forms: acb) -> acb:
    top, height = acb(0), _ZERO
    for form in forms:
        middle = form.real.mid()
        if middle > height:
            top, height = form, middle
    return top


def _complex_total(excess: acb, *forms: acb) -> acb:
    total = (-excess).exp()
    for form in forms:
        # A form minus itself, as balls, is wide.
        total += 1 if form is excess else (form - excess).exp()
    return total


_ZERO: Final = arb(0)
_NAMES: Final = {
    "acb": acb,
    "real_power": _real_power,
    "real_excess": _real_excess,
    "real_total": _real_total,
    "complex_excess": _complex_excess,
    "complex_total": _complex_total,
}


@functools.lru_cache(maxsize=512)
def _compiled(text: str) -> Callable[..., Any]:
    """The maker that the text defines: constants → function of the variable and the arithmetic."""
    names: dict[str, Any] = dict(_NAMES)
    exec(compile(text, "<integrand>", "exec"), names)
    maker: Callable[..., Any] = names["make"]
    return maker


class _Writer:
    """Lines of code for one form, real or complex; constants are left as names to be filled in."""

    def __init__(self, tape: Tape, reach: Mapping[int, fmpq], templates: Mapping[str, str]) -> None:
        self._tape = tape
        self._reach = reach
        self._templates = templates
        self.lines: list[str] = []
        self.constants: list[Any] = []
        self._constant_names: dict[Any, str] = {}
        self._forms: dict[Any, str] = {}
        self._atoms: dict[int, str] = {0: "u"}
        self._sides: dict[Any, str] = {}
        self._signless = templates is _COMPLEX

    def _line(self, expression: str) -> str:
        name = f"v{len(self.lines)}"
        self.lines.append(f"{name} = {expression}")
        return name

    def _constant(self, key: Any, value: Any) -> str:
        """The name of a constant: a form without the variable, or an exact parameter."""
        if key not in self._constant_names:
            self._constant_names[key] = f"k{len(self.constants)}"
            self.constants.append(value)
        return self._constant_names[key]

    def _number(self, number: fmpq) -> str:
        form = self._tape.form(number)
        return self._constant(form.key, form)

    def form(self, form: Form) -> str:
        """The name of a form's value."""
        if form.key not in self._forms:
            self._forms[form.key] = self._sum(form)
        return self._forms[form.key]

    def _sum(self, form: Form) -> str:
        if form.constant:
            return self._constant(form.key, form)
        fixed: dict[Monomial, fmpq] = {}
        varying: dict[int, list[fmpq]] = {}
        for monomial, c in form.terms.items():
            if all(self._tape.atoms[i].constant for i in monomial):
                fixed[monomial] = c
            else:
                varying.setdefault(monomial[0], [fmpq(0), fmpq(0)])[len(monomial) - 1] = c
        parts = []
        for index, (slope, curvature) in varying.items():
            name = self.atom(index)
            if curvature != 0:
                vertex = -slope / (2 * curvature)
                if index not in self._reach or abs(vertex) <= VERTEX_RANGE * self._reach[index]:
                    fixed[()] = fixed.get((), fmpq(0)) - curvature * vertex * vertex
                    distance = self._line(f"{name} - {self._number(vertex)}") if vertex != 0 else name
                    parts.append(self._times(self._line(f"{distance} * {distance}"), curvature))
                else:
                    line = f"({name} * {self._number(curvature)} + {self._number(slope)})"
                    parts.append((True, f"{line} * {name}"))
            elif len(varying) == 1 and abs(slope) != 1 and set(fixed) == {()}:
                parts.append((True, f"({name} + {self._number(fixed.pop(()) / slope)}) * {self._number(slope)}"))
            else:
                parts.append(self._times(name, slope))
        constant = Form(self._tape, fixed)
        if constant.terms:
            parts.append((True, self._constant(constant.key, constant)))
        parts.sort(key=lambda part: not part[0])
        text = parts[0][1] if parts[0][0] else f"-{parts[0][1]}"
        for plus, part in parts[1:]:
            text += f" {'+' if plus else '-'} {part}"
        return text if text.isidentifier() else self._line(text)

    def _times(self, name: str, number: fmpq) -> tuple[bool, str]:
        """name·number, as whether it is added, and what is."""
        if abs(number) == 1:
            return bool(number > 0), name
        return True, f"{name} * {self._number(number)}"

    def _side(self, form: Form) -> str:
        """Whether the form is positive, as a name; NaN and unclear signs take the other side."""
        if form.key not in self._sides:
            name = self.form(form)
            self._sides[form.key] = self._line(f"{name}.real.mid() > 0" if self._signless else f"{name} > 0")
        return self._sides[form.key]

    def atom(self, index: int) -> str:
        if index not in self._atoms:
            self._atoms[index] = self._line(self._operation(index))
        return self._atoms[index]

    def _operation(self, index: int) -> str:
        atom = self._tape.atoms[index]
        if atom.operation == "fold":
            d = self.form(atom.arguments[0])
            return f"{d} if {self._side(atom.arguments[0])} else -{d}"
        if atom.operation == "pick":
            above, below = (self.form(argument) for argument in atom.arguments[1:])
            return f"{above} if {self._side(atom.arguments[0])} else {below}"
        names = [self.form(argument) for argument in atom.arguments]
        if self._signless and atom.operation in ("excess", "total"):
            names = [name if name.startswith("v") or name == "u" else f"acb({name})" for name in names]
        parameters = ", ".join(self._constant((p,), p) for p in atom.parameters)
        return self._templates[atom.operation].format(*names, p=parameters, all=", ".join(names))

    def text(self, result: str) -> str:
        names = ", ".join(f"k{n}" for n in range(len(self.constants)))
        body = "".join(f"        {line}\n" for line in self.lines)
        return f"def make({names}):\n    def program(u, A):\n{body}        return {result}\n    return program\n"


@dataclass(frozen=True)
class Program:
    """One form, and how large its variables get; its code is written anew for each precision."""

    tape: Tape
    result: Form
    reach: Mapping[int, fmpq]

    @property
    def vanishes(self) -> bool:
        """Whether the integrand is exactly 0."""
        return self.result.exact == 0

    def bind(self) -> Callable[[acb, bool], acb]:
        """The integrand at the working precision, as ``acb.integral`` calls it."""
        real, complex_ = (self._made(templates) for templates in (_REAL, _COMPLEX))
        plain, analytic = PathBall(), PathBall(analytic=True)

        def evaluate(u: acb, holomorphic: bool) -> acb:
            # The path is real: where nothing need be holomorphic, so is the ball.
            return acb(complex_(u, analytic) if holomorphic else real(u.real, plain))

        return evaluate

    def _made(self, templates: Mapping[str, str]) -> Callable[..., Any]:
        writer = _Writer(self.tape, self.reach, templates)
        result = writer.form(self.result)
        maker = _compiled(writer.text(result))
        constants = _Interpreter(self.tape)
        made: Callable[..., Any] = maker(
            *[constants.value(c).real if isinstance(c, Form) else c for c in writer.constants]
        )
        return made


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


def _operation(operation: str, values: Sequence[acb], parameters: tuple[Any, ...]) -> acb:
    if operation == "product":
        return values[0] * values[1]
    if operation == "quotient":
        return values[0] / values[1]
    if operation == "fold":
        return values[0] if values[0].real.mid() > 0 else -values[0]
    if operation == "pick":
        return values[1] if values[0].real.mid() > 0 else values[2]
    if operation == "excess":
        return _complex_excess(*values)
    if operation == "total":
        return _complex_total(*values)
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


def trace(
    cell: Cell,
    anchor: Fraction,
    side: int,
    unit: Fraction | None,
    ends: tuple[Fraction, Fraction],
    integrand: Integrand,
    laws: Mapping[str, Law],
    signs: Sequence[int] = (),
) -> Program | None:
    """The program of an integrand times |dx/du| on a path; None where the definition has to see values.

    Paths are as in :class:`~gantheory.integration.enclosure.piece.Piece`.
    """
    if any(isinstance(part, Pushforward) for law in laws.values() for part in law.parts):
        # Its preimages are found by iteration.
        return None
    low, high = ends
    tape = Tape(signs)
    looks = [_Interpreter(tape, acb(rational(place))) for place in (low, (low + high) / 2, high)]

    def highest(terms: Sequence[Form]) -> Form:
        """The component that is never far below: on a straight path, which is short, nowhere; else at its far end."""
        if unit is None:
            return max(terms, key=lambda term: min(look.value(term).real.mid() for look in looks))
        # Far out the terms have no digits that tell them apart, but their differences have.
        return max(terms, key=lambda term: looks[-1].value(term - terms[0]).real.mid())

    tape.base = highest
    reach = {0: rational(max(-low, high))}
    if unit is None:
        factor, offset, log_offset = tape.form(1), tape.variable * side, None
    else:
        factor = tape.exp(tape.variable) * tape.const(unit)
        if high < LARGEST_EXPONENT:
            reach[1] = fmpq(math.ceil(math.exp(high)))
        offset, log_offset = factor * side, tape.variable + tape.log(tape.const(unit))
    site = _TapeSite(tape, _TapeCoordinate(tape, anchor, cell, offset, log_offset), cell, laws)
    try:
        value = integrand(tape, site)
        return None if isinstance(value, Infinite) else Program(tape, tape.form(value) * factor, reach)
    except (GantheoryError, AttributeError, TypeError):
        return None
