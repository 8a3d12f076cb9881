"""Witnesses found by search: two-point laws, or points of a box, where two sides differ.

Everything is exact: the weights are rational, both sides are finite sums of elementary expressions, and they
are compared at thirty digits.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Gradient, Side
from gantheory.distributions.atoms import Atoms
from gantheory.methods.kernel.integrands import Integrands
from gantheory.methods.kernel.limit import one_sided_limit
from gantheory.methods.kernel.sign import range_of
from gantheory.symbols import D, p, p_z, q, x, z
from gantheory.verdict import Witness

DIGITS = 30
#: Two sides that differ by less than this (relative) are not called different.
RESOLUTION = sympy.Rational(1, 10**12)

_WEIGHTS = ("1/4", "1/2", "4/5", "1/50", "999/1000", "1/1000")
#: Logits b + a·x whose sigmoid is rational at x = 0 and x = 1, with these values.
_LOGITS: tuple[tuple[str, tuple[sympy.Rational, sympy.Rational]], ...] = (
    ("log(3)*x - log(2)", (sympy.Rational(1, 3), sympy.Rational(3, 5))),
    ("log(4) - log(12)*x", (sympy.Rational(4, 5), sympy.Rational(1, 4))),
    ("0*x", (sympy.Rational(1, 2), sympy.Rational(1, 2))),
)
_NUMBERS = tuple(sympy.Rational(*r) for r in ((1, 3), (7, 10), (1, 10), (9, 10), (1, 2), (1, 50), (49, 50)))
_SPREAD = tuple(sympy.Rational(*r) for r in ((1, 2), (2, 1), (1, 5), (7, 1), (3, 4), (1, 50), (40, 1)))
_ATTEMPTS = 120


@dataclass(frozen=True)
class Place:
    """An instance: its code, and the values of every symbol at each of its atoms (no row for scalars)."""

    code: str
    rows: tuple[dict[sympy.Symbol, Any], ...]
    numbers: dict[sympy.Symbol, sympy.Expr]

    def __str__(self) -> str:
        values = ", ".join(f"{name} = {value}" for name, value in self.numbers.items())
        return " at ".join(part for part in (self.code if self.rows else "", values) if part)


def violation(
    lhs: Side, rhs: Side, parts: tuple[Integrands, Integrands], domain: Mapping[Any, Any], relation: str = "="
) -> Witness | None:
    """An instance at which lhs `relation` rhs fails ("=", "≤" or "<"), or None if the search finds none."""
    if any(_unknown(part) for part in parts):
        return None
    left, right = parts
    rough = _Rough(left - right)
    best: tuple[sympy.Expr, Place, sympy.Expr, sympy.Expr] | None = None
    for place in itertools.islice(places(left.symbols | right.symbols, parts, domain), _ATTEMPTS):
        if rough.agrees(place, relation):
            continue
        a, b = value_at(left, place), value_at(right, place)
        if a is None or b is None:
            continue
        gap = excess(a, b, relation)
        if gap is not None and (best is None or gap > best[0]):
            best = (gap, place, a, b)
        if best is not None and best[0] > sympy.Rational(1, 20):
            break
    if best is None:
        return None
    _, place, a, b = best
    code = f"at({place.code}, {code_of(lhs, place.numbers)}, {code_of(rhs, place.numbers)})"
    return Witness(str(place), as_float(a), as_float(b), "exact", code)


class _Rough:
    """lhs - rhs in float64, to pass over the places where an exact comparison would find nothing."""

    #: Differences below this are not looked for.
    negligible = 1e-9

    def __init__(self, difference: Integrands) -> None:
        self.symbols = sorted(difference.symbols | {x, z, D, p, q, p_z}, key=str)
        self.parts = [
            sympy.lambdify(self.symbols, part, "math")
            for part in (difference.data, difference.latent, difference.constant)
        ]

    def agrees(self, place: Place, relation: str) -> bool:
        """Whether nothing fails there as far as floats can tell; False where they cannot."""
        data, latent, constant = self.parts
        try:
            total = constant(*self.at(place, {}))
            for row in place.rows:
                values = self.at(place, {**row, z: row[x]})
                total += data(*values) + latent(*values)
            gap = abs(total) if relation == "=" else total
            return bool(gap < self.negligible)
        except (ArithmeticError, ValueError, TypeError, NameError):
            return False

    def at(self, place: Place, row: Mapping[sympy.Symbol, Any]) -> list[float]:
        """The symbols' values; 0 for those that do not occur at this place."""
        return [float(place.numbers.get(s, row.get(s, 0))) for s in self.symbols]


def excess(a: sympy.Expr, b: sympy.Expr, relation: str) -> sympy.Expr | None:
    """By how much a `relation` b fails beyond the resolution; None if it does not."""
    gap = abs(a - b) if relation == "=" else a - b
    scale = 1 + abs(a) + abs(b)
    return gap / scale if gap > RESOLUTION * scale else None


def as_float(value: sympy.Expr) -> float:
    """A real number, or the real part of a complex one."""
    return float(sympy.re(value))


def code_of(side: Side, numbers: Mapping[sympy.Symbol, sympy.Expr]) -> str:
    """Executable text for a side, with numbers in place of symbols so that any name will do."""
    if isinstance(side, Gradient):
        return f"Gradient({side.of.code})"
    return side.subs(dict(numbers)).code if numbers and side.free_symbols & set(numbers) else side.code


def value_at(of: Integrands, place: Place) -> sympy.Expr | None:
    """Sum over the atoms, to thirty digits; None where it is undefined or not a sum over atoms."""
    data, latent, constant = (part.subs(place.numbers) for part in (of.data, of.latent, of.constant))
    total = constant
    for row in place.rows:
        total += data.subs(row) + latent.subs({**row, z: row[x]})
    total = total.subs(place.numbers).evalf(DIGITS)
    if total.free_symbols or not total.is_number or total.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        return None
    if not total.is_comparable and not total.is_real:
        real, imaginary = total.as_real_imag()
        return total if real.is_Number and imaginary.is_Number and imaginary == 0 else None
    return total if total.is_Number else None


def values_at_instance(of: Integrands, instance: Instance) -> sympy.Expr | None:
    """The exact value at a given instance, possibly ±oo; None if its laws are not made of atoms."""
    bound = _numbers_of(of, instance)
    data, latent, constant = (part.subs(bound) for part in (of.data, of.latent, of.constant))
    if of.is_scalar:
        return _settled(constant)
    masses = {name: _masses(instance, name) for name in ("p", "q", "p_z")}
    total = constant
    symbols = {"p": p, "q": q, "p_z": p_z}
    logit = None if instance.logit is None else sympy.sympify(instance.logit)
    generator = None if instance.generator is None else sympy.sympify(instance.generator)
    for integrand, roles, variable in ((data, ("p", "q"), x), (latent, ("p_z",), z)):
        used = [r for r in roles if symbols[r] in integrand.free_symbols]
        if integrand == 0:
            continue
        if integrand.has(AppliedUndef) or not used or any(masses[r] is None for r in used):
            return None
        for point in sorted(set().union(*(masses[r] or {} for r in used))):
            row: dict[sympy.Symbol, sympy.Expr] = {variable: point}
            if variable == z and generator is not None:
                row[x] = generator.subs(z, point)
            if logit is not None:
                row[D] = 1 / (1 + sympy.exp(-logit.subs(x, row.get(x, point)).subs(bound)))
            here = integrand.xreplace(row)
            total += _with_masses(here, {symbols[r]: (masses[r] or {}).get(point, sympy.S.Zero) for r in used})
    return _settled(total)


def _numbers_of(of: Integrands, instance: Instance) -> dict[sympy.Symbol, sympy.Expr]:
    logit = () if instance.logit is None else sympy.sympify(instance.logit).free_symbols
    symbols = of.symbols | set(logit)
    return {s: sympy.sympify(instance.numbers[s.name]) for s in symbols if s.name in instance.numbers}


def _masses(instance: Instance, role: str) -> dict[sympy.Expr, sympy.Expr] | None:
    law = instance.laws.get(role)
    if isinstance(law, Atoms):
        return {_rational(point): _rational(mass) for point, mass in zip(law.points, law.weights)}
    return None


def _rational(number: Fraction) -> sympy.Rational:
    return sympy.Rational(number.numerator, number.denominator)


def _with_masses(e: sympy.Expr, masses: dict[sympy.Symbol, sympy.Expr]) -> sympy.Expr:
    """The integrand at an atom, with 0·log 0 = 0 and p·log(p/0) = ∞ as limits."""
    e = e.xreplace({s: m for s, m in masses.items() if m != 0})
    for s in [s for s, m in masses.items() if m == 0]:
        e = one_sided_limit(e, s, 0)
    return e


def _settled(value: sympy.Expr) -> sympy.Expr | None:
    if value in (sympy.oo, -sympy.oo):
        return value
    if value.free_symbols or value.has(sympy.nan, sympy.zoo):
        return None
    return value


def places(symbols: set[sympy.Symbol], parts: tuple[Integrands, ...], domain: Mapping[Any, Any]) -> Iterator[Place]:
    """Instances at which to try: two-point laws where there is an integral, times points of the box."""
    if all(part.is_scalar for part in parts):
        for numbers in points(symbols, domain):
            yield Place("Instance()", (), numbers)
        return
    free = {s for s in symbols if s.name not in ("p", "q", "p_z", "D", "x", "z")}
    latent = p_z in symbols
    pairs = [(a, b) for a in _WEIGHTS for b in _WEIGHTS if a != b or D in symbols]
    logits = _LOGITS if D in symbols else _LOGITS[:1]
    boxes = list(itertools.islice(points(free, domain), 6))
    for numbers, (a, b), (logit, outputs) in itertools.product(boxes, pairs, logits):
        data, model = sympy.Rational(a), sympy.Rational(b)
        rows = tuple(
            {x: sympy.Integer(i), p: data if i == 0 else 1 - data, q: mass, p_z: mass, D: outputs[i]}
            for i, mass in ((0, model), (1, 1 - model))
        )
        arguments = [f"p={_atoms(data)}", f"q={_atoms(model)}"]
        arguments += [f"z={_atoms(model)}", "G=z"] if latent else []
        arguments += [f"logit={logit}"] if D in symbols else []
        yield Place(f"Instance({', '.join(arguments)})", rows, numbers)


def _unknown(part: Integrands) -> bool:
    """Whether an instance would have to bind more than laws, D and numbers: P(x), p_z(G⁻¹(x)), ∂θ log q, G'."""
    if part.data.has(AppliedUndef) or part.latent.has(AppliedUndef):
        return True
    return bool({"score", "jacobian"} & {s.name for s in part.symbols})


def _atoms(weight: sympy.Rational) -> str:
    return f"Atoms([0, 1], ['{weight}', '{1 - weight}'])"


def points(symbols: set[sympy.Symbol], domain: Mapping[Any, Any]) -> Iterator[dict[sympy.Symbol, sympy.Expr]]:
    """Rational points of the box, each coordinate on its own cycle."""
    names = sorted(symbols, key=str)
    if not names:
        yield {}
        return
    axes = [_axis(*range_of(s, domain)) for s in names]
    yield from (dict(zip(names, values)) for values in _mixed(axes))


def _mixed(axes: list[list[sympy.Expr]]) -> Iterator[tuple[sympy.Expr, ...]]:
    """First a few diagonals through the product, then all of it."""
    for shift in range(3):
        for k in range(max(map(len, axes))):
            yield tuple(axis[(k * (1 + i * shift) + i) % len(axis)] for i, axis in enumerate(axes))
    yield from itertools.product(*axes)


def _axis(low: sympy.Expr, high: sympy.Expr) -> list[sympy.Expr]:
    if low.is_finite and high.is_finite:
        return [low + (high - low) * t for t in _NUMBERS]
    if low.is_finite:
        return [low + t for t in _SPREAD]
    if high.is_finite:
        return [high - t for t in _SPREAD]
    return [sign * t for t in _SPREAD for sign in (1, -1)]
