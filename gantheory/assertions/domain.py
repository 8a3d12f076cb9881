"""Exact points in the ranges of universally quantified scalars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gantheory.assertions.instance import Instance
from gantheory.errors import UndefinedQuantityError

if TYPE_CHECKING:
    import sympy

    from gantheory.assertions.kinds import Domain, Optimum

#: Bases of the low-discrepancy sequences, one a scalar.
_BASES = (2, 3, 5, 7, 11, 13)


def expand(instances: Sequence[Instance], domain: Domain, count: int) -> list[Instance]:
    """The instances with every scalar of `domain` bound: those they leave free take `count` values each."""
    result = []
    for instance in instances or [Instance()]:
        free = [s for s in domain if not instance.binds(s.name)]
        if not free:
            result.append(instance)
            continue
        for index in range(1, count + 1):
            numbers = {s.name: place(domain[s], _radical_inverse(index, base)) for s, base in zip(free, _BASES)}
            result.append(instance.at(**numbers))
    return result


def beside_argument(optimum: Optimum, instances: Sequence[Instance]) -> list[Instance]:
    """Places a little to either side of where the optimum is claimed: a slope there shows at once."""
    import sympy

    result = []
    for instance in instances:
        argument = {}
        for symbol, e in optimum.argument.items():
            e = sympy.sympify(e)
            argument[symbol] = e.subs(
                {s: instance.numbers[s.name] for s in e.free_symbols if s.name in instance.numbers}
            )
        if any(e.free_symbols for e in argument.values()):
            continue  # a function of p and q: no number to step away from
        for symbol, at in argument.items():
            low, high = (sympy.sympify(bound) for bound in optimum.over[symbol])
            if not (low < at and at < high):
                raise UndefinedQuantityError(f"the optimum is claimed at {symbol} = {at}, outside ({low}, {high})")
            for beside in (place((at, high), sympy.Rational(1, 16)), place((low, at), sympy.Rational(15, 16))):
                result.append(instance.at(**{s.name: e for s, e in argument.items()} | {symbol.name: beside}))
    return result


def place(bounds: tuple[Any, Any], share: sympy.Rational) -> sympy.Expr:
    """The exact number that lies `share` of the way through an interval, which may be unbounded."""
    import sympy

    low, high = (sympy.sympify(bound) for bound in bounds)
    if low.is_finite and high.is_finite:
        return low + (high - low) * share
    if low.is_finite:
        return low + share / (1 - share)
    if high.is_finite:
        return high - (1 - share) / share
    return (2 * share - 1) / (2 * share * (1 - share))


def _radical_inverse(index: int, base: int) -> sympy.Rational:
    """van der Corput's sequence: the digits of `index` mirrored at the point."""
    import sympy

    result, scale = sympy.Integer(0), sympy.Rational(1, base)
    while index:
        index, digit = divmod(index, base)
        result += digit * scale
        scale /= base
    return result
