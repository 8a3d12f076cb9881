"""Sharp bounds between divergences: given the value of some, the interval in which another must lie.

The rows are in :mod:`gantheory.divergences.joint_range`. A question that no single row answers is answered by
composing rows, and several givens by intersecting what each says; such an end is a bound, but not called sharp.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from flint import arb

from gantheory.arithmetic.ball import precision, rational
from gantheory.arithmetic.exact import ExactLike, exact, positive
from gantheory.divergences.bound_composition import SIDES, Contradiction, Known, apply, compose, equal_laws, sharp_end
from gantheory.divergences.joint_range import INFINITY, Node, Renyi, Row, rows, supremum
from gantheory.errors import InvalidParameterError, UnknownNameError
from gantheory.estimate import Estimate

_HALF: Final = Fraction(1, 2)
#: Working precision for numbers near 1, and the most that extreme ones may take; a wide answer stays right.
_BITS, _MOST_BITS = 192, 2**14


@dataclass(frozen=True)
class Interval:
    """Where a divergence must lie, whatever the two laws are.

    Unpacks as ``lower, upper``; ``x in interval`` works. Both ends are rounded outward.

    Attributes
    ----------
    target : str
        The divergence that is bounded.
    lower, upper : float
        The ends; an end may be approached rather than attained.
    lower_sharp, upper_sharp : bool
        Whether it is known that no better end holds for all pairs of laws with what is given.
    lower_rows, upper_rows : tuple of Row
        The inequalities behind each end, composed from the given to the target; none where the end is the target's
        range.
    status : str
        "certified"; or "converged" or "sampled" where a given is an estimate that is no more than that.
    level : float, optional
        The confidence level that is left where givens are sampled.
    """

    target: str
    lower: float
    upper: float
    lower_sharp: bool
    upper_sharp: bool
    lower_rows: tuple[Row, ...] = field(default=(), repr=False)
    upper_rows: tuple[Row, ...] = field(default=(), repr=False)
    status: str = "certified"
    level: float | None = None

    def __iter__(self) -> Iterator[float]:
        return iter((self.lower, self.upper))

    def __contains__(self, value: float) -> bool:
        return self.lower <= float(value) <= self.upper

    def __repr__(self) -> str:
        return f"{self.target} in [{self.lower!r}, {self.upper!r}]"

    def explain(self) -> str:
        """Each end with the inequalities that give it, their source, and the laws that attain it."""
        lines = [repr(self)]
        ends = (("lower", self.lower, self.lower_sharp, self.lower_rows),
                ("upper", self.upper, self.upper_sharp, self.upper_rows))  # fmt: skip
        for side, value, sharp, path in ends:
            lines.append(f"{side} {value!r}, {'sharp' if sharp else 'not known to be sharp'}")
            lines += [f"  {row} [{row.reference or 'Jensen'}]; {row.attained or 'never attained'}" for row in path]
            if not path:
                lines.append(f"  the range of {self.target}")
        return "\n".join(lines)


#: What may stand for a given value.
Given = ExactLike | Estimate | Interval


def bounds(
    target: str,
    /,
    *,
    alpha: ExactLike | None = None,
    tv: Given | None = None,
    triangular_discrimination: Given | None = None,
    js: Given | None = None,
    squared_hellinger: Given | None = None,
    bhattacharyya_coefficient: Given | None = None,
    jeffreys: Given | None = None,
    kl: Given | None = None,
    reverse_kl: Given | None = None,
    pearson_chi2: Given | None = None,
    neyman_chi2: Given | None = None,
    renyi: Mapping[ExactLike, Given] | None = None,
) -> Interval:
    r"""The interval in which the divergence `target` of two laws must lie, given others of the same two laws.

    Holds for all pairs of laws on any space. Conventions are the package's: natural logarithms,
    :math:`TV = \tfrac12\int|p-q|`, :math:`H^2 = 1-\int\sqrt{pq}`, :math:`\Delta = \int(p-q)^2/(p+q) \le 2`,
    :math:`\chi^2(p\|q) = \int(p-q)^2/q`, Jeffreys = KL(p‖q) + KL(q‖p).

    Parameters
    ----------
    target : str
        One of the names of the keywords below.
    alpha : number, optional
        The order > 0, where `target` is "renyi".
    tv, triangular_discrimination, js, squared_hellinger, bhattacharyya_coefficient : number, Estimate or Interval
        What is given. A float means its binary value, text such as ``"0.3"`` the decimal. An estimate counts with its
        whole interval, so the bounds are as wide as its error makes them.
    jeffreys, kl, reverse_kl, pearson_chi2, neyman_chi2 : number, Estimate or Interval
        The same.
    renyi : mapping, optional
        Rényi divergences of p from q by their order, as in ``renyi={2: 0.4}``.

    Returns
    -------
    Interval

    Raises
    ------
    UnknownNameError
        If `target` is no such divergence.
    InvalidParameterError
        If a value is NaN or out of its range, or no two laws have all that is given.

    References
    ----------
    :cite:t:`HarremoesVajda2011`: the joint range of two f-divergences is the convex hull of two-point laws'.

    Examples
    --------
    >>> bounds("tv", kl="0.3")
    tv in [0.0, 0.3806966397578658]
    >>> bounds("js", tv="0.5").explain().splitlines()[1]
    'lower 0.130..., sharp'
    >>> bounds("kl", tv=1)
    kl in [inf, inf]
    """
    named = {
        "tv": tv, "triangular_discrimination": triangular_discrimination, "js": js,
        "squared_hellinger": squared_hellinger, "bhattacharyya_coefficient": bhattacharyya_coefficient,
        "jeffreys": jeffreys, "kl": kl, "reverse_kl": reverse_kl, "pearson_chi2": pearson_chi2,
        "neyman_chi2": neyman_chi2,
    }  # fmt: skip
    wanted = _quantity(target, alpha)
    given = [(_QUANTITIES[name], _ends(name, value)) for name, value in named.items() if value is not None]
    if renyi is not None:
        if not isinstance(renyi, Mapping):
            raise InvalidParameterError(f"renyi maps orders to values, as in renyi={{2: 0.4}}, got {renyi!r}")
        given += [(_renyi(order), _ends(f"renyi[{order!r}]", value)) for order, value in renyi.items()]
    bits = _bits(ends for _, ends in given)
    before = None
    while True:
        with precision(bits):
            interval = _interval(wanted, given)
        if before == interval or bits >= _MOST_BITS:
            return interval
        before, bits = interval, min(2 * bits, _MOST_BITS)


@dataclass(frozen=True)
class _Quantity:
    """A divergence as a function of a node, and back; a coefficient falls where the node rises."""

    name: str
    node: Node
    to_node: Callable[[arb], arb] = lambda x: x
    from_node: Callable[[arb], arb] = lambda y: y
    falls: bool = False
    largest: float = math.inf


def _chi2(name: str, swapped: bool) -> _Quantity:
    return _Quantity(name, Renyi(Fraction(2), swapped), lambda x: x.log1p(), lambda y: y.expm1())


_QUANTITIES: Final = {
    quantity.name: quantity
    for quantity in (
        _Quantity("tv", "tv", largest=1),
        _Quantity("triangular_discrimination", "triangular_discrimination", largest=2),
        _Quantity("js", "js"),
        _Quantity("squared_hellinger", "squared_hellinger", largest=1),
        _Quantity("bhattacharyya_coefficient", "squared_hellinger", lambda x: 1 - x, lambda y: 1 - y, True, 1),
        _Quantity("jeffreys", "jeffreys"),
        _Quantity("kl", Renyi(Fraction(1))),
        _Quantity("reverse_kl", Renyi(Fraction(1), True)),
        _chi2("pearson_chi2", False),
        _chi2("neyman_chi2", True),
    )
}


def _quantity(target: str, alpha: ExactLike | None) -> _Quantity:
    if target == "renyi":
        if alpha is None:
            raise InvalidParameterError('bounds("renyi", ...) needs an order; add alpha=2')
        return _renyi(alpha)
    if alpha is not None:
        raise InvalidParameterError(f"alpha is the order of a renyi target, and {target!r} has none; leave it out")
    if not isinstance(target, str) or target not in _QUANTITIES:
        raise UnknownNameError(f"no bounds on {target!r}; choose from {', '.join(_QUANTITIES)}, renyi")
    return _QUANTITIES[target]


def _renyi(order: ExactLike) -> _Quantity:
    alpha = positive(order, "the order of a Rényi divergence")
    name = f"renyi({alpha})"
    if alpha == _HALF:
        return _Quantity(
            name, "squared_hellinger", lambda x: -(-x / 2).expm1(),
            lambda y: INFINITY if y == 1 else -2 * (-y).log1p(),
        )  # fmt: skip
    return _Quantity(name, Renyi(alpha))


@dataclass(frozen=True)
class _Ends:
    """A given's interval, exact; None stands for +∞."""

    lower: Fraction | None
    upper: Fraction | None
    status: str = "certified"
    level: float | None = None


def _ends(name: str, value: Given) -> _Ends:
    """The exact interval of a given, within the range of what it is a value of."""
    status, level = "certified", None
    ends: tuple[ExactLike, ExactLike]
    if isinstance(value, Estimate):
        low, high = value.interval()
        level = value.level
        status = value.status if value.status in ("converged", "sampled") else "certified"
        # An error may reach below 0 although the divergence does not.
        ends = (max(low, 0.0), high)
    elif isinstance(value, Interval):
        ends, status, level = (value.lower, value.upper), value.status, value.level
    else:
        ends = (value, value)
    largest = _QUANTITIES[name].largest if name in _QUANTITIES else math.inf
    lower, upper = (_exact_or_infinite(end, name) for end in ends)
    beyond = math.isfinite(largest) and (lower is None or lower > largest)
    beyond = beyond or (name == "js" and (lower is None or _above_log2(lower)))
    if beyond or any(end is not None and end < 0 for end in (lower, upper)):
        top = "log 2" if name == "js" else f"{largest:g}" if math.isfinite(largest) else "inf"
        raise InvalidParameterError(f"{name} lies in [0, {top}], got {value!r}; see the conventions in help(bounds)")
    if math.isfinite(largest) and (upper is None or upper > largest):
        upper = Fraction(largest)
    return _Ends(lower, upper, status, level)


def _exact_or_infinite(value: ExactLike, name: str) -> Fraction | None:
    if isinstance(value, float) and math.isnan(value):
        raise InvalidParameterError(f"{name} must be a number ≥ 0 or inf, got nan; leave out what is not known")
    return None if isinstance(value, float | str) and value in (math.inf, "inf") else exact(value, name)


def _above_log2(value: Fraction) -> bool:
    with precision(_BITS + value.denominator.bit_length()):
        return bool(arb(rational(value)) > arb.const_log2())


def _bits(ends: Iterator[_Ends]) -> int:
    """Enough that neither a small value nor a small distance from 1, 2 or log 2 is lost."""
    magnitude = 0
    for given in ends:
        for value in (given.lower, given.upper):
            for distance in (value, *(value - top for top in (1, 2))) if value else ():
                size = distance.numerator.bit_length() - distance.denominator.bit_length() if distance else 0
                magnitude = max(magnitude, abs(size))
    return min(_BITS + 4 * magnitude, _MOST_BITS // 2)


def _interval(wanted: _Quantity, given: list[tuple[_Quantity, _Ends]]) -> Interval:
    known = Known({quantity.node for quantity in (*_QUANTITIES.values(), wanted, *(quantity for quantity, _ in given))})
    sides = SIDES[::-1] if wanted.falls else SIDES
    try:
        for quantity, ends in given:
            for side, value in zip(SIDES[::-1] if quantity.falls else SIDES, (ends.lower, ends.upper)):
                number = supremum(quantity.node) if value is None else quantity.to_node(arb(rational(value)))
                known.offer(quantity.node, side, number, ())
        equal_laws(known)
        table = list(rows(known.ends))
        sources = {quantity.node for quantity, _ in given}
        sharp = [False, False]
        if len(given) <= 1:
            # What one sharp row says cannot be improved by going round.
            apply(known, [row for row in table if row.source in sources and row.target == wanted.node])
            sharp = [sharp_end(known, wanted.node, side, sources) for side in sides]
        if not all(sharp):
            compose(known, table)
            sharp = [len(given) <= 1 and sharp_end(known, wanted.node, side, sources) for side in sides]
    except Contradiction:
        names = ", ".join(quantity.name for quantity, _ in given)
        raise InvalidParameterError(
            f"no two laws have these values of {names}; correct them, or give estimates with their errors"
        ) from None
    values = [wanted.from_node(known.ends[wanted.node][side]) for side in sides]
    levels = [1 - ends.level for _, ends in given if ends.level is not None]
    statuses = {ends.status for _, ends in given}
    return Interval(
        wanted.name, _down(values[0]), _up(values[1]), sharp[0], sharp[1],
        known.paths[wanted.node][sides[0]], known.paths[wanted.node][sides[1]],
        next((status for status in ("sampled", "converged") if status in statuses), "certified"),
        max(0.0, 1 - sum(levels)) if levels else None,
    )  # fmt: skip


def _down(value: arb) -> float:
    """The largest float ≤ every number in the ball; divergences are ≥ 0."""
    end = value.lower()
    number = float(end)
    while arb(number) > end:
        number = math.nextafter(number, -math.inf)
    return max(number, 0.0)


def _up(value: arb) -> float:
    """The smallest float ≥ every number in the ball."""
    end = value.upper()
    number = float(end)
    while arb(number) < end:
        number = math.nextafter(number, math.inf)
    return number
