"""Bounds from bounds: rows applied one after the other until nothing improves."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from flint import arb

from gantheory.divergences.joint_range import INFINITY, Node, Renyi, Row, Side, supremum, unbounded

SIDES: Final[tuple[Side, Side]] = ("lower", "upper")
#: KL(p‖q) and KL(q‖p), whose sum Jeffreys is.
KL: Final = (Renyi(Fraction(1)), Renyi(Fraction(1), True))
#: Rounds in which rows are composed; the longest useful chain has four.
_ROUNDS: Final = 6


class Contradiction(Exception):
    """The givens exclude each other."""


class Known:
    """The interval of each node that is known so far, and the rows that led to each end."""

    def __init__(self, nodes: set[Node]) -> None:
        self.ends: dict[Node, dict[Side, arb]] = {n: {"lower": arb(0), "upper": supremum(n)} for n in nodes}
        self.paths: dict[Node, dict[Side, tuple[Row, ...]]] = {n: {"lower": (), "upper": ()} for n in nodes}

    def offer(self, node: Node, side: Side, value: arb, path: tuple[Row, ...]) -> bool:
        """Take the value if it certainly improves the end; the end is kept as an exact number."""
        if value.is_nan():
            return False
        end = value.lower() if side == "lower" else value.upper()
        old = self.ends[node][side]
        if not (end > old if side == "lower" else end < old):
            return False
        self.ends[node][side] = end
        self.paths[node][side] = path
        if self.ends[node]["lower"] > self.ends[node]["upper"]:
            raise Contradiction
        return True


def equal_laws(known: Known) -> None:
    """Where one divergence is 0 the laws are equal, and all are."""
    if any(ends["upper"] == 0 for ends in known.ends.values()):
        for node in known.ends:
            known.offer(node, "upper", arb(0), ())


def apply(known: Known, table: list[Row]) -> set[tuple[Node, Side]]:
    """Apply each row once; which ends improved."""
    improved: set[tuple[Node, Side]] = set()
    for row in table:
        start = known.ends[row.source][row.side]
        if (row.side == "lower" and start == 0) or (row.side == "upper" and start == INFINITY):
            continue
        path = (*known.paths[row.source][row.side], row)
        if known.offer(row.target, row.side, row.function(start), path):
            improved.add((row.target, row.side))
    return improved


def compose(known: Known, table: list[Row]) -> None:
    """Apply every row until nothing improves."""
    fresh = {(node, side) for node, ends in known.ends.items() for side in ends}
    for _ in range(_ROUNDS):
        fresh = apply(known, [row for row in table if (row.source, row.side) in fresh]) | _jeffreys_is_the_sum(known)
        if not fresh:
            return


def _jeffreys_is_the_sum(known: Known) -> set[tuple[Node, Side]]:
    """Jeffreys is the sum of the two KL divergences."""
    improved: set[tuple[Node, Side]] = set()
    ends, paths = known.ends, known.paths
    for side in SIDES:
        total = ends[KL[0]][side] + ends[KL[1]][side]
        if known.offer("jeffreys", side, total, paths[KL[0]][side] + paths[KL[1]][side]):
            improved.add(("jeffreys", side))
    for side, other in (SIDES, SIDES[::-1]):
        for node, partner in (KL, KL[::-1]):
            rest = ends[partner][other]
            if rest == INFINITY or ends["jeffreys"][side] == INFINITY:
                continue
            path = paths["jeffreys"][side] + paths[partner][other]
            if known.offer(node, side, ends["jeffreys"][side] - rest, path):
                improved.add((node, side))
    return improved


def sharp_end(known: Known, node: Node, side: Side, sources: set[Node]) -> bool:
    """Whether the end is that of one sharp row, of the given itself, or of a range that is known to be reached."""
    path = known.paths[node][side]
    if path or node in sources or not sources:
        return len(path) <= 1 and all(row.sharp for row in path)
    (source,) = sources
    if side == "lower":
        return bool(unbounded(source) or known.ends[source]["lower"] == 0)
    upper = known.ends[source]["upper"]
    return bool(unbounded(node) or upper == 0 or not upper < supremum(source))
