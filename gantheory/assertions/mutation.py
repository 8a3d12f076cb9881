"""False twins made automatically: change one thing in an assertion, keep it if a witness tells it apart.

A mutant is no control until something separates it from the claim: swapped arguments are *true* for JSD, and a
changed factor is harmless on a term that vanishes. The separation is looked for here with small exact laws and
at the claim's own instances; the refutation is the methods' business.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, overload

from gantheory.assertions.claim import Control
from gantheory.assertions.domain import expand
from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import (
    Assertion,
    Counterexample,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Limit,
    Misprint,
    Optimum,
    Side,
    Spectrum,
    Trajectory,
    as_functional,
)
from gantheory.assertions.rough import rough_value
from gantheory.divergences.functional import Functional
from gantheory.errors import GantheoryError

#: Automatic controls a claim gets at most.
AUTOMATIC = 3
#: Relative difference from which two rough values are apart, and the size below which it counts absolutely.
APART, SMALL = 1e-2, 1e-1


def separated_mutations(
    assertion: Assertion, instances: Sequence[Instance], taken: Sequence[Control] = ()
) -> tuple[Control, ...]:
    """Up to AUTOMATIC mutants of `assertion` that differ from it at one of the instances, and from `taken`."""
    found: list[Control] = []
    known = {repr(control.assertion) for control in taken}
    for control in mutations(assertion):
        if repr(control.assertion) not in known and _separated(control.assertion, instances):
            found.append(control)
            known.add(repr(control.assertion))
        if len(found) == AUTOMATIC:
            break
    return tuple(found)


def mutations(assertion: Assertion) -> Iterator[Control]:
    """All mutants of an assertion, the classic errors first."""
    if isinstance(assertion, Misprint):
        for control in mutations(assertion.corrected):
            yield replace(control, name=f"corrected, {control.name}")
    elif isinstance(assertion, Identity):
        for name, rhs in _changed(assertion.rhs):
            yield Control(f"right side: {name}", replace(assertion, rhs=rhs))
        for name, lhs in _changed(assertion.lhs):
            yield Control(f"left side: {name}", replace(assertion, lhs=lhs))
    elif isinstance(assertion, Inequality):
        yield Control("reversed", replace(assertion, lhs=assertion.rhs, rhs=assertion.lhs, equality_at=None))
        for name, rhs in _changed(assertion.rhs):
            yield Control(f"upper side: {name}", replace(assertion, rhs=rhs, equality_at=None))
        for name, lhs in _changed(assertion.lhs):
            yield Control(f"lower side: {name}", replace(assertion, lhs=lhs, equality_at=None))
    elif isinstance(assertion, Optimum):
        yield Control("maximum and minimum exchanged", replace(assertion, maximum=not assertion.maximum))
        for name, value in _changed(assertion.value):
            yield Control(f"optimal value: {name}", replace(assertion, value=value))
        yield from _moved_arguments(assertion)
    elif isinstance(assertion, Limit):
        for name, value in _changed(assertion.value):
            yield Control(f"limit: {name}", replace(assertion, value=value))
        # A multiple of what tends to 0 tends to 0 as well.
        vanishing = not assertion.value.terms and assertion.value.constant == 0
        for name, quantity in [] if vanishing else _changed(assertion.quantity):
            yield Control(f"quantity: {name}", replace(assertion, quantity=quantity))
    elif isinstance(assertion, Derivation):
        yield from _broken_links(assertion)
    elif isinstance(assertion, Spectrum):
        yield from _changed_eigenvalues(assertion)
    elif isinstance(assertion, Trajectory):
        for name, factor in _changed(as_functional(assertion.factor)):
            yield Control(f"factor: {name}", replace(assertion, factor=factor.constant))
    elif isinstance(assertion, Counterexample):
        # false if what is said to fail is made to hold there
        inner = assertion.fails
        if isinstance(inner, Identity):
            yield Control("a true identity as counterexample", replace(assertion, fails=replace(inner, rhs=inner.lhs)))
        else:
            turned = replace(inner, lhs=inner.rhs, rhs=inner.lhs, equality_at=None)
            yield Control("a true inequality as counterexample", replace(assertion, fails=turned))


@overload
def _changed(side: Functional) -> Iterator[tuple[str, Functional]]: ...
@overload
def _changed(side: Side) -> Iterator[tuple[str, Side]]: ...
def _changed(side: Side) -> Iterator[tuple[str, Side]]:
    """A side with one thing changed."""
    if isinstance(side, Gradient):
        for name, inner in _changed(side.of):
            yield f"{name} under ∂θ", Gradient(inner)
        return
    import sympy

    half = sympy.Rational(1, 2)
    for index, (coefficient, integral) in enumerate(side.terms):
        for name, factor in (("half of", half), ("twice", 2), ("minus", -1)):
            terms = list(side.terms)
            terms[index] = (coefficient * factor, integral)
            yield f"{name} {integral.name}", Functional(tuple(terms), side.constant)
            if name == "half of" and side.constant != 0:
                yield "half of the constant", Functional(side.terms, side.constant * half)
    if side.constant != 0:
        yield "constant negated", Functional(side.terms, -side.constant)
        yield "constant doubled", Functional(side.terms, 2 * side.constant)
        yield "half of the constant", Functional(side.terms, side.constant * half)
    swapped = _swapped(side)
    if swapped is not None:
        yield "p and q swapped", swapped
    if len(side.terms) > 1:
        yield f"without {side.terms[-1][1].name}", Functional(side.terms[:-1], side.constant)
    yield "one half added", Functional(side.terms, side.constant + half)


def _swapped(side: Functional) -> Functional | None:
    """p ↔ q in every integrand that is in data space and has both."""
    from gantheory.symbols import p, q

    if not side.terms or any(i.variable != "x" for _, i in side.terms):
        return None
    if any(i.code is not None and i.name == "w1" for _, i in side.terms):
        return None
    return side.subs({p: q, q: p}, simultaneous=True)


def _moved_arguments(assertion: Optimum) -> Iterator[Control]:
    """The optimum claimed at another place of the range."""
    import sympy

    for symbol, argument in assertion.argument.items():
        low, high = (sympy.sympify(b) for b in assertion.over[symbol])
        if low == 0 and high == 1:
            other = 1 - argument
            if sympy.simplify(other - argument) == 0:
                other = argument / 2
        else:
            other = argument + sympy.Rational(1, 2)
        moved = {**assertion.argument, symbol: other}
        yield Control(f"argument {symbol} = {other}", replace(assertion, argument=moved))


def _broken_links(assertion: Derivation) -> Iterator[Control]:
    """One line of the chain changed."""
    for index in range(len(assertion.steps) - 1, 0, -1):
        step = assertion.steps[index]
        for name, expression in _changed(step.expression):
            broken = (
                *assertion.steps[:index],
                replace(step, expression=expression),
                *assertion.steps[index + 1 :],
            )
            yield Control(f"line {index + 1}: {name}", replace(assertion, steps=broken))
            break


def _changed_eigenvalues(assertion: Spectrum) -> Iterator[Control]:
    import sympy

    values = [sympy.sympify(e) for e in assertion.eigenvalues]
    yield Control("real parts dropped", replace(assertion, eigenvalues=tuple(sympy.I * sympy.im(e) for e in values)))
    yield Control("imaginary parts doubled", replace(
        assertion, eigenvalues=tuple(sympy.re(e) + 2 * sympy.I * sympy.im(e) for e in values)
    ))  # fmt: skip
    yield Control("eigenvalues doubled", replace(assertion, eigenvalues=tuple(2 * e for e in values)))
    yield Control("eigenvalues negated", replace(assertion, eigenvalues=tuple(-e for e in values)))


def _separated(assertion: Assertion, instances: Sequence[Instance]) -> bool:
    """Whether the assertion is seen to fail at one of the instances: a plain look, no method involved.

    A derivation, an optimum, a limit fails where one of its reductions does.
    """
    if isinstance(assertion, Counterexample):
        return not _fails_at(assertion.fails, assertion.instance)
    if isinstance(assertion, Identity | Inequality):
        return any(_fails_at(assertion, place) for place in expand(instances, assertion.domain, 4))
    if isinstance(assertion, Limit):
        places = [i.at(**{assertion.variable.name: n}) for i in instances or [Instance()] for n in assertion.points]
        return any(_fails_at(part, place) for part in assertion.reductions() for place in places)
    reductions: tuple[Any, ...] = getattr(assertion, "reductions", tuple)()
    return any(_separated(part, instances) for part in reductions)


def _fails_at(assertion: Identity | Inequality, instance: Instance) -> bool:
    try:
        lhs, rhs = rough_value(assertion.lhs, instance), rough_value(assertion.rhs, instance)
    except (GantheoryError, ArithmeticError, ValueError, TypeError):
        return False
    if lhs == rhs:
        return isinstance(assertion, Inequality) and assertion.strict
    beyond = APART * max(abs(lhs), abs(rhs), SMALL)
    if math.isinf(beyond):
        return isinstance(assertion, Identity) or lhs > rhs
    return (abs(lhs - rhs) if isinstance(assertion, Identity) else lhs - rhs) > beyond
