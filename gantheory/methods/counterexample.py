"""The search for counterexamples: what is asserted for all laws must hold for one, two and three atoms.

A density that is constant on unit cells integrates as atoms sum, so that an identity between integrals of
F(p, q, D) that fails on atoms fails for densities too. Many weights, discriminator outputs and scalars are
tried at once in float64, the simplest first; the first hit is confirmed in balls of 30 digits at an instance
with exact numbers before anything is refuted. A search that finds nothing supports nothing.

Equality where a strict inequality is asserted is no hit: balls cannot confirm it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from gantheory.arithmetic.ball import precision
from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.assertions import kinds
from gantheory.assertions.domain import place
from gantheory.assertions.instance import Instance
from gantheory.distributions.atoms import Atoms
from gantheory.divergences.functional import DENSITIES, Functional, Integral
from gantheory.errors import FormulaError, GantheoryError, UndefinedQuantityError
from gantheory.integration.integrand import Densities
from gantheory.methods.enclosure import enclosed
from gantheory.methods.interface import Context
from gantheory.verdict import Status, Verdict, Witness
from gantheory.vocabulary import witness_line

#: Digits to which a hit is confirmed, and the working precision in bits for that.
DIGITS, BITS = 30, 320
#: Relative difference of the sides beyond which float64 calls a candidate a hit.
VISIBLE: Final = 1e-7
#: Relative difference that is no rounding error, whatever cancelled.
PLAIN: Final = 1e-3
#: Hits that are tried for confirmation, in order of simplicity.
CONFIRMATIONS: Final = 6
#: Candidates drawn at random, beside the grid of small ones.
RANDOM: Final = 1200

#: Weights of two atoms, simple ones first; denominators are such that decimals write them exactly.
_PAIRS: Final = (
    (1, 1), (1, 3), (3, 1), (1, 4), (4, 1), (1, 9), (9, 1),
    (1, 999_999), (999_999, 1), (1, 0), (0, 1),
)  # fmt: skip
#: Discriminator outputs, simple ones first.
_OUTPUTS: Final = tuple(
    Fraction(text) for text in ("1/2", "1/4", "3/4", "1/10", "9/10", "1/5", "4/5", "1/1000", "999/1000", "1/1000000")
)
#: Places in the range of a scalar, as shares of it: simple ones first, then the ends, then any.
_SHARES: Final = (
    *(Fraction(a, b) for a, b in ((1, 2), (1, 4), (3, 4), (1, 3), (2, 3), (1, 10), (9, 10), (3, 8), (5, 8))),
    *(Fraction(1, 10**k) for k in (2, 4, 6)),
    *(1 - Fraction(1, 10**k) for k in (2, 4, 6)),
    *(Fraction(k, 97) for k in range(5, 97, 7)),
)


class CounterexampleSearch:
    """Refute by search."""

    name = "counterexample"

    def judge(self, assertion: kinds.Assertion, instances: Sequence[Instance], context: Context) -> Verdict:
        if isinstance(assertion, kinds.Counterexample):
            return self._check(assertion)
        parts = _primitives(assertion)
        if not parts:
            kind = type(assertion).__name__
            return self._abstain(f"{kind} does not reduce to anything that can be searched")
        searched, reasons = 0, []
        for index, part in enumerate(parts):
            try:
                problem = Problem.of(part, instances)
                rows = Candidates.draw(problem, context.rng("counterexample", part, index))
                witness = _find(problem, rows)
            except GantheoryError as error:
                reasons.append(str(error))
                continue
            if witness is not None:
                return Verdict(self.name, Status.REFUTED, str(witness), 0.0, witness)
            searched += rows.count
        if not searched:
            return self._abstain(reasons[0])
        what = f"no counterexample among {searched} candidates"
        return self._abstain(f"{what}; not searched: {reasons[0]}" if reasons else what)

    def _abstain(self, reason: str) -> Verdict:
        return Verdict(self.name, Status.INCONCLUSIVE, reason)

    def _check(self, assertion: kinds.Counterexample) -> Verdict:
        """A given counterexample, checked exactly where it consists of atoms and numbers."""
        fails, instance = assertion.fails, assertion.instance
        if any(law.base != "counting" for law in instance.laws.values()):
            return self._abstain("the counterexample has densities; only atoms and numbers are checked exactly")
        holds, witness = _confirm(fails, instance)
        if holds is None:
            return self._abstain(f"both sides agree to {DIGITS} digits, which decides nothing")
        status, word = (Status.REFUTED, "it holds") if holds else (Status.ENCLOSED, "fails")
        return Verdict(self.name, status, f"{word} at {witness}", 0.0, witness if holds else None)


def _primitives(assertion: kinds.Assertion) -> list[kinds.Identity | kinds.Inequality]:
    """The identities and inequalities that an assertion reduces to."""
    if isinstance(assertion, kinds.Identity | kinds.Inequality):
        return [assertion]
    if isinstance(assertion, kinds.Optimum | kinds.Derivation | kinds.Spectrum | kinds.Trajectory | kinds.Limit):
        return [part for reduction in assertion.reductions() for part in _primitives(reduction)]
    return []


@dataclass(frozen=True)
class Problem:
    """A universal assertion, and what of it can be varied.

    Attributes
    ----------
    roles : tuple of str
        Densities that it reads, among p and q; empty for a statement about scalars.
    discriminator : bool
        Whether it is about every discriminator.
    scalars : dict
        Name → range of each scalar.
    numbers : dict
        Name → exact value of the remaining scalars, from an instance.
    """

    assertion: kinds.Identity | kinds.Inequality
    roles: tuple[str, ...]
    discriminator: bool
    scalars: Mapping[str, tuple[Any, Any]]
    numbers: Mapping[str, Any]

    @classmethod
    def of(cls, assertion: kinds.Identity | kinds.Inequality, instances: Sequence[Instance]) -> Problem:
        """What can be varied.

        Raises
        ------
        UndefinedQuantityError
            If the assertion is not universal, or about things that atoms are not.
        """
        if not assertion.universal:
            raise UndefinedQuantityError("it is about the given laws only; there is nothing to search")
        sides = _functionals(assertion)
        integrals = [integral for side in sides for _, integral in side.terms]
        names: set[str] = set()
        for integral in integrals:
            if integral.variable == "z":
                raise UndefinedQuantityError("an integral over the latent space is not searched")
            names |= _names(integral)
        roles = tuple(role for role in DENSITIES if role in names)
        scalars = {s.name for side in sides for c in (side.constant, *(c for c, _ in side.terms)) for s in _free(c)}
        if integrals:
            clash = scalars & {*DENSITIES, "D", "x"}
            if clash:
                raise UndefinedQuantityError(f"{min(clash)} stands outside an integral")
            if "score" in names:
                raise UndefinedQuantityError("a score needs a family of densities")
            scalars |= names - {*roles, "D", "x"}
        ranges = {s.name: bounds for s, bounds in assertion.domain.items() if s.name in scalars}
        given = next((i.numbers for i in instances if scalars - set(ranges) <= set(i.numbers)), {})
        unbound = scalars - set(ranges) - set(given)
        if unbound:
            raise UndefinedQuantityError(f"nothing says which values {', '.join(sorted(unbound))} may take")
        if not roles and not ranges:
            raise UndefinedQuantityError("it has no law and no scalar that could vary")
        numbers = {name: value for name, value in given.items() if name in scalars - set(ranges)}
        return cls(assertion, roles, bool(integrals) and "D" in names, ranges, numbers)


def _functionals(assertion: kinds.Identity | kinds.Inequality) -> tuple[Functional, Functional]:
    if isinstance(assertion.lhs, kinds.Gradient) or isinstance(assertion.rhs, kinds.Gradient):
        raise UndefinedQuantityError("a gradient in θ needs a family of densities")
    return assertion.lhs, assertion.rhs


def _free(expression: Any) -> set[Any]:
    import sympy

    return set(sympy.sympify(expression).free_symbols)


def _names(integral: Integral) -> set[str]:
    """The names that an integrand reads."""
    if integral.written is not None:
        return {s.name for s in integral.written.free_symbols}
    assert integral.code is not None
    return set(integral.code.roles)


@dataclass(frozen=True)
class Candidates:
    """Exact candidates, simplest first, as arrays of integers.

    Attributes
    ----------
    weights : dict
        Role → integers of shape (count, 3), the masses of three atoms up to normalisation.
    outputs : array or None
        Index into the discriminator outputs, shape (count, 3).
    shares : dict
        Scalar → index into the places of its range, shape (count,).
    places : dict
        Scalar → the exact places.
    """

    count: int
    weights: dict[str, np.ndarray]
    outputs: np.ndarray | None
    shares: dict[str, np.ndarray]
    places: dict[str, tuple[Any, ...]]

    @classmethod
    def draw(cls, problem: Problem, rng: np.random.Generator) -> Candidates:
        """A grid of simple candidates, and random ones."""
        import sympy

        two = np.array(_PAIRS)
        grid = np.array([(i, j) for i in range(len(two)) for j in range(len(two))])
        if not problem.roles:
            grid = grid[:0]
        small = {role: np.pad(two[grid[:, n % 2]], ((0, 0), (0, 1))) for n, role in enumerate(problem.roles)}
        count = len(grid) + RANDOM
        weights = {}
        for role in problem.roles:
            composed = _compositions(rng, RANDOM)
            weights[role] = np.concatenate([small[role], composed])
        outputs = rng.integers(len(_OUTPUTS), size=(count, 3)) if problem.discriminator else None
        places, shares = {}, {}
        for name, bounds in problem.scalars.items():
            places[name] = tuple(place(bounds, sympy.Rational(s.numerator, s.denominator)) for s in _SHARES)
            shares[name] = rng.integers(len(_SHARES), size=count)
        rows = cls(count, weights, outputs, shares, places)
        return rows._ordered(np.argsort(rows._complexity(), kind="stable"))

    def _complexity(self) -> Floats:
        total = np.zeros(self.count)
        for weight in self.weights.values():
            total += 2 * (weight > 0).sum(axis=1) + np.log10(weight.sum(axis=1))
            # absent atoms come after positive ones: what is 0·∞ there is a matter of convention
            total += 4 * (weight[:, :2] == 0).any(axis=1)
        if self.outputs is not None:
            total += self.outputs.sum(axis=1) / 4
        for share in self.shares.values():
            total += share / 4
        return total

    def _ordered(self, order: np.ndarray) -> Candidates:
        return Candidates(
            self.count,
            {role: weight[order] for role, weight in self.weights.items()},
            None if self.outputs is None else self.outputs[order],
            {name: share[order] for name, share in self.shares.items()},
            self.places,
        )

    def instance(self, row: int, numbers: Mapping[str, Any]) -> Instance:
        """One candidate as an instance with exact numbers."""
        laws: dict[str, Any] = {}
        for role, weight in self.weights.items():
            masses = [(point, int(w)) for point, w in enumerate(weight[row]) if w]
            whole = sum(w for _, w in masses)
            laws[role] = Atoms([point for point, _ in masses], [Fraction(w, whole) for _, w in masses])
        if self.outputs is not None:
            atoms = 1 + max(p for w in self.weights.values() for p in np.flatnonzero(w[row]))
            laws["logit"] = _interpolated([_OUTPUTS[k] for k in self.outputs[row][:atoms]])
        bound = {name: self.places[name][share[row]] for name, share in self.shares.items()}
        return Instance(**laws, **{**numbers, **bound})


def _compositions(rng: np.random.Generator, count: int) -> np.ndarray:
    """Masses of three atoms that sum to 20, 100 or 10⁶, the last with very unequal ones."""
    cuts = np.sort(rng.integers(0, 21, size=(count, 2)), axis=1)
    even = np.stack([cuts[:, 0], cuts[:, 1] - cuts[:, 0], 20 - cuts[:, 1]], axis=1)
    tiny = np.exp(rng.uniform(0, np.log(4e5), size=(count, 2))).astype(int)
    extreme = np.stack([tiny[:, 0], tiny[:, 1], 10**6 - tiny.sum(axis=1)], axis=1)
    return np.where((np.arange(count) % 4 == 3)[:, None], rng.permuted(extreme, axis=1), even)


def _interpolated(outputs: Sequence[Fraction]) -> Any:
    """The logit as a polynomial in x with these discriminator outputs at 0, 1, 2."""
    import sympy

    from gantheory.symbols import x

    a = [sympy.log(sympy.Rational(d.numerator, d.denominator - d.numerator)) for d in outputs]
    result = a[0]
    if len(a) > 1:
        result += (a[1] - a[0]) * x
    if len(a) > 2:
        result += (a[2] - 2 * a[1] + a[0]) / 2 * x * (x - 1)
    return result


def _find(problem: Problem, rows: Candidates) -> Witness | None:
    """The simplest candidate that is confirmed to violate the assertion."""
    with quiet():
        lhs, rhs = (_values(side, problem, rows) for side in _functionals(problem.assertion))
        excess = lhs - rhs
        size = 1 + np.maximum(np.abs(lhs), np.abs(rhs))
        # ∞ - ∞ is NaN: equal infinities agree, and so does what is not defined
        clear = np.where(np.isinf(excess), excess, excess / np.where(np.isinf(size), 1.0, size))
        hits = clear > VISIBLE
        if isinstance(problem.assertion, kinds.Identity):
            hits |= clear < -VISIBLE
    # what is off by less may be rounding, and is tried last
    plain = np.flatnonzero(hits & (np.abs(clear) > PLAIN))
    for row in [*plain[:CONFIRMATIONS], *np.flatnonzero(hits)[:CONFIRMATIONS]]:
        try:
            holds, witness = _confirm(problem.assertion, rows.instance(int(row), problem.numbers))
        except GantheoryError:
            continue
        if holds is False:
            return witness
    return None


def _values(side: Functional, problem: Problem, rows: Candidates) -> Floats:
    """A side at all candidates in float64; NaN where it is not defined."""
    scalars: dict[str, Any] = {name: _number(value) for name, value in problem.numbers.items()}
    for name, share in rows.shares.items():
        scalars[name] = np.array([_number(value) for value in rows.places[name]])[share]
    total = np.broadcast_to(_scalar(side.constant)(scalars), (rows.count,)).astype(float)
    if not side.terms:
        return total
    places: dict[str, Any] = {name: np.asarray(value)[..., None] for name, value in scalars.items()}
    places["x"] = np.arange(3.0)
    for role, weight in rows.weights.items():
        places[role] = np.log(weight / weight.sum(axis=1, keepdims=True))
    if rows.outputs is not None:
        outputs = np.array([float(d) for d in _OUTPUTS])
        places["D"] = np.log(outputs / (1 - outputs))[rows.outputs]
    for coefficient, integral in side.terms:
        read = [places[role] for role in DENSITIES if role in _names(integral)]
        if not read:
            raise UndefinedQuantityError(f"{integral.name} has no density to sum against")
        present = np.any([values > -np.inf for values in read], axis=0)
        summand = np.broadcast_to(_summand(integral)(places), present.shape)
        total = total + _scalar(coefficient)(scalars) * np.where(present, summand, 0.0).sum(axis=1)
    return total


def _number(value: Any) -> float:
    import sympy

    return float(sympy.N(value))


Code = Callable[[Mapping[str, Any]], Any]


def _summand(integral: Integral) -> Code:
    """An integrand as a function of arrays of log-densities, logits and scalars."""
    if integral.written is None:
        code = integral.code
        assert code is not None
        return lambda places: code(FLOATING, _Row(places))  # type: ignore[arg-type]
    compiled = _compiled(integral.written, True)
    return lambda places: compiled(FLOATING, places)


def _scalar(expression: Any) -> Code:
    """A constant as a function of arrays of scalars."""
    import sympy

    expression = sympy.sympify(expression)
    if expression.is_infinite:
        return lambda scalars: float(expression)
    try:
        compiled = _compiled(expression, False)
    except FormulaError:
        symbols = sorted(expression.free_symbols, key=lambda s: s.name)
        function = sympy.lambdify(symbols, expression, "numpy")
        return lambda scalars: np.real_if_close(function(*(scalars[s.name] for s in symbols)))
    return lambda scalars: compiled(FLOATING, scalars)


@functools.lru_cache(maxsize=1024)
def _compiled(expression: Any, integrand: bool) -> Any:
    from gantheory.arithmetic.walk import compile_expression

    return compile_expression(expression, set(DENSITIES), {"D"}) if integrand else compile_expression(expression)


class _Row(Densities):
    """A site that is all atoms of all candidates at once."""

    def __init__(self, places: Mapping[str, Any]) -> None:
        self._places = places
        self.x = places["x"]

    def log_density(self, role: str) -> Any:
        return self._places[role]

    def cumulative(self, role: str) -> Any:
        raise UndefinedQuantityError("an integral of distribution functions is no sum over atoms")


def _confirm(assertion: kinds.Identity | kinds.Inequality, instance: Instance) -> tuple[bool | None, Witness | None]:
    """Whether the assertion holds at an instance of atoms, in balls; None where they overlap."""
    sides = _functionals(assertion)
    with precision(BITS):
        lhs, rhs = (enclosed(side, instance, DIGITS) for side in sides)
        identity = isinstance(assertion, kinds.Identity)
        strict = isinstance(assertion, kinds.Inequality) and assertion.strict
        if not (lhs.is_finite() and rhs.is_finite()):
            same = not lhs.is_finite() and not rhs.is_finite() and (lhs > 0) == (rhs > 0)
            # ∞ = ∞ and ∞ ≤ ∞, but not ∞ < ∞
            holds: bool | None = (same and not strict) or (not identity and not same and bool(lhs < rhs))
        elif identity:
            holds = None if (lhs - rhs).contains(0) else False
        else:
            holds = True if lhs < rhs else False if lhs > rhs else None
        values = [float(side) if side.is_finite() else (np.inf if side > 0 else -np.inf) for side in (lhs, rhs)]
    line = witness_line(*sides, instance)
    return holds, Witness(repr(instance), values[0], values[1], "exact", line)
