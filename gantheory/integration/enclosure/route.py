"""From a cell to its pieces: split at the laws' centres, then go out to the ends."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb

from gantheory.arithmetic.ball import rational
from gantheory.distributions.coordinate import Cell, End
from gantheory.distributions.law import Law
from gantheory.integration.enclosure.piece import Piece
from gantheory.integration.enclosure.tails import Tail, bulk, exponent, reach
from gantheory.integration.integrand import Integrand


@dataclass(frozen=True)
class Route:
    """The pieces that a cell is integrated over, and a bound on what they leave out."""

    pieces: tuple[Piece, ...]
    omitted: arb


def inner_points(cell: Cell, laws: Mapping[str, Law]) -> list[Fraction]:
    """The points that split a cell, in order: the laws' centres inside it, else any one point."""
    centers = {part.center for law in laws.values() for part in law.parts if cell.low < part.center < cell.high}
    if centers:
        return sorted(centers)
    if isinstance(cell.low, float):
        return [cell.high - 1 if isinstance(cell.high, Fraction) else Fraction(0)]
    if isinstance(cell.high, float):
        return [cell.low + 1]
    return [(cell.low + cell.high) / 2]


def route(
    cell: Cell,
    neighbours: tuple[Cell | None, Cell | None],
    integrand: Integrand,
    laws: Mapping[str, Law],
    budget: arb,
    all_singular: bool = False,
) -> Route:
    """Cut a cell into pieces that leave out less than the budget at each end.

    With `all_singular` every finite end is approached logarithmically, whatever the laws say.
    """
    points = inner_points(cell, laws)
    pieces = [Piece(cell, left, +1, Fraction(0), right - left) for left, right in itertools.pairwise(points)]
    omitted = arb(0)
    for end, neighbour, point in zip(cell.ends, neighbours, (points[0], points[-1])):
        if isinstance(end.point, float):
            tail = Tail(cell, end, point, integrand, laws)
            tail = replace(tail, unit=bulk(tail))
            factor = reach(tail, budget)
            if factor:
                pieces.append(Piece(cell, point, tail.side, Fraction(0), factor * tail.unit))
                w = _ball(factor)
            else:
                s = exponent(tail, budget)
                pieces.append(Piece(cell, point, tail.side, Fraction(0), tail.unit))
                pieces.append(Piece(cell, point, tail.side, Fraction(0), s, tail.unit))
                w = _ball(s).exp()
        elif all_singular or any(not smooth(law, end) for law in laws.values()):
            tail = Tail(cell, end, end.point, integrand, laws, neighbour, abs(point - end.point))
            s = exponent(tail, budget)
            pieces.append(Piece(cell, end.point, tail.side, -s, Fraction(0), tail.unit))
            w = _ball(s).exp()
        else:
            pieces.append(Piece(cell, end.point, end.side, Fraction(0), abs(point - end.point)))
            continue
        omitted += tail.bound(w)
    return Route(tuple(pieces), omitted)


def smooth(law: Law, end: End) -> bool:
    """Whether the integrand may be integrated up to the end as far as this law goes; atoms are not seen."""
    return law.base != "lebesgue" or law.smooth_at(end)


def _ball(number: Fraction) -> arb:
    return arb(rational(number))
