"""Forms as lines of Python: real, complex, and for Taylor series."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, fmpq

from gantheory.arithmetic.ball import rational
from gantheory.arithmetic.taylor import constant_term
from gantheory.integration.enclosure.tape import Form, Monomial, Tape

#: A quadratic is written around its vertex where that is no farther than this many times the variable's range.
VERTEX_RANGE: Final = 2

#: Operations on real balls: {0} and {1} are the arguments, {p} exact parameters.
REAL: Final = {
    "side": "{0} > 0",
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
COMPLEX: Final = REAL | {
    "side": "{0}.real.mid() > 0",
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


#: The same on Taylor series, in the arithmetic A.
SERIES: Final = REAL | {
    "side": "constant_term({0}) > 0",
    "log": "A.log({0})",
    "log_absolute": "A.log_absolute({0})",
    "log1p": "A.log1p({0})",
    "log1p_square": "A.log1p_square({0})",
    "tanh": "A.tanh({0})",
    "power": "A.power({0}, {p})",
    "excess": "series_excess({all})",
    "total": "series_total({all})",
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


def complex_excess(*forms: Any) -> Any:
    top, height = acb(0), _ZERO
    for form in forms:
        middle = form.mid() if isinstance(form, arb) else form.real.mid()
        if middle > height:
            top, height = form, middle
    return top


def complex_total(excess: Any, *forms: Any) -> Any:
    total = (-excess).exp()
    for form in forms:
        # A form minus itself, as balls, is wide.
        total += 1 if form is excess else (form - excess).exp()
    return total


def _series_excess(*forms: Any) -> Any:
    top, height = _ZERO, _ZERO
    for form in forms:
        middle = constant_term(form)
        if middle > height:
            top, height = form, middle
    return top


def _series_total(excess: Any, *forms: Any) -> Any:
    total = (-excess).exp()
    for form in forms:
        total = total + (1 if form is excess else (form - excess).exp())
    return total


_ZERO: Final = arb(0)
_NAMES: Final = {
    "acb": acb,
    "real_power": _real_power,
    "real_excess": _real_excess,
    "real_total": _real_total,
    "constant_term": constant_term,
    "series_excess": _series_excess,
    "series_total": _series_total,
    "complex_excess": complex_excess,
    "complex_total": complex_total,
}


@functools.lru_cache(maxsize=512)
def compiled(text: str) -> Callable[..., Any]:
    """The maker that the text defines: constants → function of the variable and the arithmetic."""
    names: dict[str, Any] = dict(_NAMES)
    exec(compile(text, "<integrand>", "exec"), names)
    maker: Callable[..., Any] = names["make"]
    return maker


class Writer:
    """Lines of code for forms, in any of the dialects; constants are left as names to be filled in."""

    def __init__(self, tape: Tape, reach: Mapping[int, fmpq]) -> None:
        self._tape = tape
        self._reach = reach
        #: Expressions that are the same in all dialects, and operations: name, arguments, parameters.
        self.lines: list[str | tuple[str, list[str], str]] = []
        self.constants: list[Any] = []
        self._constant_names: dict[Any, str] = {}
        self._forms: dict[Any, str] = {}
        self._atoms: dict[int, str] = {0: "u"}
        self._sides: dict[Any, str] = {}

    def _line(self, expression: str | tuple[str, list[str], str]) -> str:
        name = f"v{len(self.lines)}"
        self.lines.append(expression)
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
            self._sides[form.key] = self._line(("side", [name], ""))
        return self._sides[form.key]

    def atom(self, index: int) -> str:
        if index not in self._atoms:
            self._atoms[index] = self._line(self._operation(index))
        return self._atoms[index]

    def _operation(self, index: int) -> str | tuple[str, list[str], str]:
        atom = self._tape.atoms[index]
        if atom.operation == "fold":
            d = self.form(atom.arguments[0])
            return f"{d} if {self._side(atom.arguments[0])} else -{d}"
        if atom.operation == "pick":
            above, below = (self.form(argument) for argument in atom.arguments[1:])
            return f"{above} if {self._side(atom.arguments[0])} else {below}"
        names = [self.form(argument) for argument in atom.arguments]
        return atom.operation, names, ", ".join([self._constant((p,), p) for p in atom.parameters])

    def text(self, results: Sequence[str], templates: Mapping[str, str]) -> str:
        """A function of the constants that makes the function of the variable: a value, or several."""
        body = ""
        for number, line in enumerate(self.lines):
            if not isinstance(line, str):
                operation, names, parameters = line
                line = templates[operation].format(*names, p=parameters, all=", ".join(names))
            body += f"        v{number} = {line}\n"
        constants = ", ".join([f"k{n}" for n in range(len(self.constants))])
        result = ", ".join(results)
        return f"def make({constants}):\n    def program(u, A):\n{body}        return {result}\n    return program\n"
