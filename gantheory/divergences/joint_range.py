"""What the value of one divergence says of another: the rows of the table behind :mod:`gantheory.divergences.bounds`.

Three structures carry almost all of it.

*Symmetric divergences.* With m = (p+q)/2 and s = |p-q|/(p+q), each of TV, Δ, JSD, H² and Jeffreys is E_m[g(s)] with
g(0) = 0, and s may have any law on [0, 1]. So the joint range of two of them is the convex hull of the curve
(g₁(s), g₂(s)): the two Bernoulli laws of (1±s)/2 on one side, the chord from equal to disjoint laws on the other. In
the order TV, Δ, JSD, H², Jeffreys each g is a convex function of the one before: with s = tanh d the slopes are
dΔ/dTV = 4 tanh d, dJSD/dΔ = d/(4 tanh d), dH²/dJSD = sinh(d)/d and dJ/dH² = 4(cosh d + d/sinh d), and all increase.

*Rényi divergences.* D_α increases with α, and (1-α)/α·D_α(p‖q) = D_{1-α}(q‖p). The bounds that follow are equalities
where one law is the other conditioned on an event. KL is D_1, χ² is e^{D_2} - 1, H² is 1 - e^{-D_½/2}.

*Jensen under p.* JSD = ½log 2 + E_p[ψ(log(p/q))] with ψ concave, where E_p[log(p/q)] = KL; likewise
1 - Δ/2 = E_p[2/(1 + p/q)], where E_p[p/q] = 1 + χ². Equality again for conditioned laws.

Everything is evaluated in balls, so that an end is right to the last bit and is rounded outward only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from typing import Final, Literal

from flint import acb, arb

from gantheory.arithmetic.ball import BALL, rational

Side = Literal["lower", "upper"]
Function = Callable[[arb], arb]

INFINITY: Final = arb.pos_inf()
_HALF: Final = Fraction(1, 2)
_CONDITIONED: Final = "p = q(·|A): p = (1, 0), q = (b, 1-b)"
_CONVERSE: Final = "q = p(·|A): p = (b, 1-b), q = (1, 0)"
_BERNOULLI: Final = "p = ((1+s)/2, (1-s)/2), q = ((1-s)/2, (1+s)/2)"
_PARTLY_DISJOINT: Final = "p = (1-t, t, 0), q = (1-t, 0, t)"
#: Largest |exponent| of the numbers among which a root is sought.
_FARTHEST: Final = 2**40
#: Bisections of a root: more than the 53 bits that are kept.
_BISECTIONS: Final = 80


@dataclass(frozen=True)
class Renyi:
    """The Rényi divergence of order α > 0, α ≠ ½, of p from q, or of q from p where `swapped`.

    Order ½ stands under the name of the squared Hellinger distance, and a swapped order below 1 under 1-α.
    """

    alpha: Fraction
    swapped: bool = False

    def __str__(self) -> str:
        known = {(Fraction(1), False): "kl", (Fraction(1), True): "reverse_kl"}
        return known.get((self.alpha, self.swapped), f"renyi({self.alpha}{', q‖p' * self.swapped})")


#: A quantity that rows connect: a symmetric divergence by its name, or a Rényi divergence.
Node = str | Renyi


@dataclass(frozen=True)
class Row:
    """One bound: `target` ≥ or ≤ an increasing function of `source`.

    Attributes
    ----------
    source, target : Node
        The divergence that is given, and the one that is bounded.
    side : {"lower", "upper"}
        Which end of the target's interval.
    formula : str
        The bound, with ``x`` the source's value.
    reference : str
        Key in ``docs/references.bib``, or "" where the argument is in this module's docstring.
    sharp : bool
        Whether no better bound holds for all pairs of laws.
    attained : str
        The laws that attain or approach it.
    function : callable
        From the source's end to the target's.
    """

    source: Node
    target: Node
    side: Side
    formula: str
    reference: str
    sharp: bool
    attained: str
    function: Function = field(repr=False, compare=False)

    def __str__(self) -> str:
        relation = "≥" if self.side == "lower" else "≤"
        return f"{self.target} {relation} {self.formula} for {self.source} = x"


def rows(nodes: Iterable[Node]) -> Iterator[Row]:
    """Every row that connects two of the `nodes`."""
    present = set(nodes)
    for source, target in permutations(sorted(present, key=str), 2):
        if isinstance(source, str) and isinstance(target, str):
            yield from _symmetric_rows(source, target)
        if _order(source) is not None and _order(target) is not None:
            yield from _renyi_rows(source, target)
    for node in present:
        if isinstance(node, Renyi):
            yield from _rows_with_total_variation(node)
            yield from _rows_by_jensen(node)


def supremum(node: Node) -> arb:
    """The largest value that the quantity can have."""
    return INFINITY if isinstance(node, Renyi) else _SYMMETRIC[node].supremum()


def unbounded(node: Node) -> bool:
    """Whether it can be any number while those that no row ties to it stay small: Jeffreys, and Rényi of order ≥ 1.

    A set of mass ε under one law and e^{-k/ε} under the other does it; with mass 0 under the other, it is ∞.
    """
    return node == "jeffreys" or (isinstance(node, Renyi) and node.alpha >= 1)


# Symmetric divergences.


@dataclass(frozen=True)
class _Symmetric:
    """A divergence E_m[g(s)]: g as text, as a function of d = artanh s, and, if it is algebraic, of u = s² and back."""

    text: str
    of_d: Function
    supremum: Callable[[], arb]
    of_u: Function | None = None
    to_u: Function | None = None


def _one_minus_sech(d: arb) -> arb:
    e = (-d).exp()
    return (1 - e) ** 2 / (1 + e * e)


#: In the order in which each is a convex function of the one before.
_SYMMETRIC: Final = {
    "tv": _Symmetric("s", lambda d: d.tanh(), lambda: arb(1), lambda u: u.sqrt(), lambda x: x * x),
    "triangular_discrimination": _Symmetric(
        "2s²", lambda d: 2 * d.tanh() ** 2, lambda: arb(2), lambda u: 2 * u, lambda x: x / 2
    ),
    "js": _Symmetric("log 2 - h_b((1+s)/2)", lambda d: BALL.entropy_gap(acb(2 * d)).real, arb.const_log2),
    "squared_hellinger": _Symmetric(
        "1 - √(1-s²)", _one_minus_sech, lambda: arb(1), lambda u: 1 - (1 - u).sqrt(), lambda x: x * (2 - x)
    ),
    "jeffreys": _Symmetric("4s·artanh(s)", lambda d: 4 * d * d.tanh(), lambda: INFINITY),
}
_RANK: Final = {name: rank for rank, name in enumerate(_SYMMETRIC)}


def _symmetric_rows(source: str, target: str) -> Iterator[Row]:
    given, wanted = _SYMMETRIC[source], _SYMMETRIC[target]
    later = _RANK[source] < _RANK[target]
    curve: Side = "lower" if later else "upper"
    chord: Side = "upper" if later else "lower"
    known = {("tv", "js"): "Lin1991", ("js", "tv"): "Lin1991"}.get((source, target), "HarremoesVajda2011")

    def on_curve(x: arb) -> arb:
        if x == given.supremum():
            return wanted.supremum()
        if given.to_u is not None and wanted.of_u is not None:
            return wanted.of_u(given.to_u(x))
        if given.to_u is not None:
            return wanted.of_d(given.to_u(x).sqrt().atanh())
        return _through(given.of_d, wanted.of_d, x, curve, wanted.supremum())

    yield Row(source, target, curve, f"{wanted.text} at {given.text} = x", known, True, _BERNOULLI, on_curve)
    if "jeffreys" not in (source, target):

        def on_chord(x: arb) -> arb:
            return x * wanted.supremum() / given.supremum()

        slope = {("tv", "js"): "x·log 2", ("js", "tv"): "x/log 2"}.get((source, target), "x·sup/sup of the two ranges")
        yield Row(source, target, chord, slope, known, True, _PARTLY_DISJOINT, on_chord)


# Rényi divergences.


def _order(node: Node) -> Renyi | None:
    if node == "squared_hellinger":
        return Renyi(_HALF)
    return node if isinstance(node, Renyi) else None


def _to_renyi(node: Node, x: arb) -> arb:
    if node != "squared_hellinger":
        return x
    return INFINITY if x == 1 else -2 * (-x).log1p()


def _from_renyi(node: Node, x: arb) -> arb:
    return -(-x / 2).expm1() if node == "squared_hellinger" else x


def _renyi_rows(source: Node, target: Node) -> Iterator[Row]:
    given, wanted = _order(source), _order(target)
    assert given is not None
    assert wanted is not None
    a, b = given.alpha, wanted.alpha
    skew = b * (1 - a) / (a * (1 - b)) if a < 1 and b < 1 else None
    found: list[tuple[Side, Fraction, str]] = []
    direct, converse = (_CONVERSE, _CONDITIONED) if given.swapped or wanted.swapped else (_CONDITIONED, _CONVERSE)
    if given.swapped == wanted.swapped or _HALF in (a, b):
        found.append(("lower" if a < b else "upper", Fraction(1), direct))
        if skew is not None:
            found.append(("upper" if a < b else "lower", skew, converse))
    # D_b(p‖q) = b/(1-b)·D_{1-b}(q‖p), of lower order than D_a(q‖p).
    elif given.swapped and b < 1:
        found.append(("upper", b / (1 - b), direct))
    elif wanted.swapped and a < 1:
        found.append(("lower", (1 - a) / a, direct))
    for side, factor, attained in found:

        def scaled(x: arb, factor: Fraction = factor) -> arb:
            return _from_renyi(target, _to_renyi(source, x) * arb(rational(factor)))

        formula = f"{factor}·" * (factor != 1) + ("-2·log(1-x)" if source == "squared_hellinger" else "x")
        if target == "squared_hellinger":
            formula = f"1 - exp(-({formula})/2)"
        yield Row(source, target, side, formula, "vanErven2014", True, attained, scaled)


# Jensen under p.


def _rows_by_jensen(order: Renyi) -> Iterator[Row]:
    attained = _CONVERSE if order.swapped else _CONDITIONED
    if order.alpha >= 1:

        def js(x: arb) -> arb:
            # log 2 - ½[log(1+w) + w(x + log(1+w))], w = e^{-x}: the value of the conditioned laws.
            if x == INFINITY:
                return arb.const_log2()
            w = (-x).exp()
            return arb.const_log2() - (w.log1p() + w * (x + w.log1p())) / 2

        text = "log 2 - ½[log(1+w) + w(x+log(1+w))], w = e^{-x}"
        yield Row(order, "js", "upper", text, "", True, attained, js)
        yield Row(
            "js", order, "lower", f"y where x = {text.replace('x', 'y')}", "", True, attained,
            lambda x: _through(js, lambda y: y, x, "lower", INFINITY),
        )  # fmt: skip
    if order.alpha >= 2:
        yield Row(
            order, "triangular_discrimination", "upper", "2·tanh(x/2)", "", True, attained,
            lambda x: arb(2) if x == INFINITY else 2 * (x / 2).tanh(),
        )  # fmt: skip
        yield Row(
            "triangular_discrimination", order, "lower", "2·artanh(x/2)", "", True, attained,
            lambda x: INFINITY if x == 2 else 2 * (x / 2).atanh(),
        )  # fmt: skip
    if order.alpha == 1:
        rare = "a set of small mass ε under the first law, εe^{-x/ε} under the second"
        yield Row(order, "jeffreys", "lower", "x", "", True, rare, lambda x: x)
        yield Row("jeffreys", order, "upper", "x", "", True, rare, lambda x: x)


# Total variation.


def _rows_with_total_variation(order: Renyi) -> Iterator[Row]:
    if order.alpha == 1:
        text = "log(t/sinh t) + t·coth t - t²/sinh² t", "½t[1 - (coth t - 1/t)²]"
        yield Row(
            "tv", order, "lower", f"{text[0]} at {text[1]} = x", "Fedotov2003", True, "two-point laws",
            lambda x: INFINITY if x == 1 else _through(_fedotov_tv, _fedotov_kl, x, "lower", INFINITY),
        )  # fmt: skip
        yield Row(
            order, "tv", "upper", f"{text[1]} at {text[0]} = x", "Fedotov2003", True, "two-point laws",
            lambda x: arb(1) if x == INFINITY else _through(_fedotov_kl, _fedotov_tv, x, "upper", arb(1)),
        )  # fmt: skip
        yield Row(
            "tv", order, "lower", "-log(1-x²)", "BretagnolleHuber1979", False, "",
            lambda x: INFINITY if x == 1 else -(-x * x).log1p(),
        )  # fmt: skip
        yield Row(
            order, "tv", "upper", "√(1-e^{-x})", "BretagnolleHuber1979", False, "", lambda x: (-(-x).expm1()).sqrt()
        )
    if order.alpha == 2:
        laws = "p = (½+x, ½-x), q = (½, ½) for x ≤ ½; p = (1, 0), q = (1-x, x) above"
        yield Row(
            "tv", order, "lower", "log(1+4x²) for x ≤ ½, -log(1-x) above", "SasonVerdu2016", True, laws,
            lambda x: INFINITY if x == 1 else (4 * x * x).log1p() if x <= 0.5 else -(-x).log1p(),
        )  # fmt: skip
        yield Row(
            order, "tv", "upper", "½√(e^x-1) for x ≤ log 2, 1-e^{-x} above", "SasonVerdu2016", True, laws, _tv_of_chi2
        )
    if order.alpha <= 1:
        a = arb(rational(order.alpha))
        source = "Csiszar1967" if order.alpha == 1 else "Gilardoni2010"
        factor = "" if order.alpha == _HALF else f"{2 * order.alpha}"
        yield Row("tv", order, "lower", f"{factor}x²", source, False, "", lambda x: 2 * a * x * x)
        yield Row(
            order, "tv", "upper", f"√(x/{factor})", source, False, "",
            lambda x: INFINITY if x == INFINITY else (x / (2 * a)).sqrt(),
        )  # fmt: skip


def _tv_of_chi2(x: arb) -> arb:
    small, large = x.expm1().sqrt() / 2 if x < 1 else None, -(-x).expm1()
    if small is None or x > arb.const_log2():
        return large
    # The two meet at log 2, where a ball may not tell on which side it is; the larger one is a bound on both.
    return small if x < arb.const_log2() else small.max(large)


def _fedotov_tv(t: arb) -> arb:
    e = (-2 * t).exp()
    coth_minus_one = 2 * e / (1 - e)
    return (1 - t * coth_minus_one) * (2 + coth_minus_one - 1 / t) / 2


def _fedotov_kl(t: arb) -> arb:
    e = (-2 * t).exp()
    coth_minus_one = 2 * e / (1 - e)
    # log(t/sinh t) + t = log(2t) - log(1-e^{-2t}), and t²/sinh² t = 4t²e/(1-e)².
    return (2 * t).log() - (-e).log1p() + t * coth_minus_one - 4 * t * t * e / (1 - e) ** 2


# Inversion.


def _through(inner: Function, outer: Function, x: arb, side: Side, limit: arb) -> arb:
    """outer(y) at inner(y) = x, for increasing functions of y > 0: from below or from above as `side` says.

    `limit` is outer(∞), the answer from above where no y is seen to be large enough.
    """
    if x == 0:
        return arb(0)
    low, high = _root(inner, x)
    if side == "lower":
        return outer(low) if low > 0 else arb(0)
    return limit if high is None else outer(high)


def _root(function: Function, x: arb) -> tuple[arb, arb | None]:
    """Points around the y > 0 at which the increasing `function` passes x: the first certainly below, the other above.

    The comparisons are of balls, so the answer is right at any working precision, and wide where that is too low: 0
    and None stand for points that were not found.
    """

    def below(y: arb) -> bool:
        return bool(function(y) < x)

    low, high = 0, 0  # powers of two: the lower one below, the upper one not
    if below(arb(1)):
        high = 1
        while below(arb((1, high))):
            low, high = high, 2 * high
            if high > _FARTHEST:
                return arb((1, low)), None
    else:
        low = -1
        while not below(arb((1, low))):
            low, high = 2 * low, low
            if low < -_FARTHEST:
                return arb(0), arb((1, high)) if function(arb((1, high))) > x else None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if below(arb((1, middle))) else (low, middle)
    left, width = arb((1, low)), arb((1, low))  # the root is in [left, left + width]
    for _ in range(_BISECTIONS):
        width /= 2
        if below(left + width):
            left += width
    right = left + width
    while not function(right) > x:
        width *= 2
        right = left + width
        if width > arb((1, low + 64)):
            return left, None
    return left, right
