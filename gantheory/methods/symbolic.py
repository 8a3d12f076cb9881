"""The symbolic method: proof by normal form, by rule, and refutation by an exact witness.

PROVED holds under the assertion's conditions, whatever the instance; REFUTED carries an instance whose sides
are finite sums of exact numbers, or names the link of a derivation that its rule refuses. What the kernel cannot
decide is INCONCLUSIVE, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import sympy

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
)
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.law import Law
from gantheory.divergences.functional import Functional, integral
from gantheory.errors import GantheoryError
from gantheory.methods.kernel.chain import first_broken_link
from gantheory.methods.kernel.inequality import (
    UnprovedError,
    ViolatedError,
    functional_bound,
    is_always_finite,
    is_inside,
    jumping,
    scalar_bound,
)
from gantheory.methods.kernel.integrands import Integrands, in_data_space, integrands, mass_of
from gantheory.methods.kernel.limit import one_sided_limit
from gantheory.methods.kernel.normal_form import Comparison, NotNormalizableError, compare, vanishes
from gantheory.methods.kernel.sign import range_of
from gantheory.methods.kernel.univariate import UndecidedSignError, sign_of_number
from gantheory.methods.kernel.witness import as_float, code_of, points, values_at_instance, violation
from gantheory.symbols import D, p, q, score, theta
from gantheory.verdict import Status, Verdict, Witness

NAME = "symbolic"
#: SymPy's simplification may search for a proof of a scalar identity only up to this many operations ...
_SEARCHABLE = 150
#: ... and what it finds counts only if both sides agree to this accuracy at this many points.
_AGREEMENT = sympy.Float("1e-40")
_POINTS = 5


class Symbolic:
    """Judge by the kernel's normal forms, bounds and rules."""

    name = NAME

    def judge(self, assertion: Assertion, instances: Sequence[Instance], context: Any) -> Verdict:
        """Judge `assertion`; a proof holds for all instances, which therefore do not matter.

        Raises
        ------
        UnknownNameError
            If a derivation names a rule that the kernel does not have.
        """
        try:
            verdict = _under_conditions(_judge(assertion), assertion, instances)
        except (NotNormalizableError, UndecidedSignError) as error:
            verdict = _inconclusive(str(error))
        if verdict.status is Status.INCONCLUSIVE and isinstance(assertion, Identity | Inequality):
            try:
                return _at_given_atoms(assertion, instances) or verdict
            except (NotNormalizableError, UndecidedSignError):
                return verdict
        return verdict


# What a proof supposes of the instances.


def _under_conditions(verdict: Verdict, assertion: Assertion, instances: Sequence[Instance]) -> Verdict:
    """A proof with the conditions it rests on; INCONCLUSIVE if an instance does not meet them."""
    if verdict.status is not Status.PROVED:
        return verdict
    sides = _sides(assertion)
    symbols_used = {s for a_side in sides for s in _symbols(a_side)}
    domain = getattr(assertion, "domain", {})
    implicit = {s for s in symbols_used if s.name == "prior" and s.is_positive and s not in domain}
    for place in instances:
        for s in (s for s in symbols_used if s.name in place.numbers):
            low, high = range_of(s, domain)
            if not (low <= place.numbers[s.name] and place.numbers[s.name] <= high):
                return _inconclusive(f"proved for {low} < {s} < {high}; {place!r} is outside ({verdict.detail})")
    conditions = [f"for 0 < {s} < 1" for s in implicit]
    moving = any(isinstance(a_side, Gradient) for a_side in sides) or score in symbols_used
    if moving:
        conditions.append("for families whose support does not move")
        for place in instances:
            if not _support_is_fixed(place):
                return _inconclusive(
                    f"∂θ passes under the integral sign only where the support of q is fixed: {place!r}"
                )
    if any(isinstance(a_side, Gradient) and D in _symbols(a_side) for a_side in sides):
        conditions.append("for a discriminator that does not depend on θ")
        for place in instances:
            if place.logit is not None and theta in sympy.sympify(place.logit).free_symbols:
                return _inconclusive(f"the discriminator depends on θ, which ∂θ does not see: {place!r}")
    return replace(verdict, detail="; ".join([verdict.detail, *conditions]))


def _sides(assertion: Any) -> list[Side]:
    """All functionals and gradients that an assertion is made of."""
    names = ("lhs", "rhs", "objective", "value", "quantity")
    found = [getattr(assertion, name) for name in names if hasattr(assertion, name)]
    found += [step.expression for step in getattr(assertion, "steps", ())]
    for inner in ("fails", "as_printed", "corrected"):
        if hasattr(assertion, inner):
            found += _sides(getattr(assertion, inner))
    return found


def _symbols(of: Side) -> set[sympy.Symbol]:
    return of.of.free_symbols if isinstance(of, Gradient) else of.free_symbols


def _support_is_fixed(place: Instance) -> bool:
    """Whether the model's law, and each of its parts, keeps its support when θ moves a little."""
    if "theta" not in place.numbers or (place.family is None and place.generator is None):
        return True
    if place.family is None and theta not in sympy.sympify(place.generator).free_symbols:
        return True
    here = place.numbers["theta"]
    try:
        supports = [_supports(place.at(theta=here + step).laws["q"]) for step in (0, sympy.Rational(1, 1024))]
    except GantheoryError:
        return False
    return supports[0] == supports[1]


def _supports(law: Law) -> list[Any]:
    if isinstance(law, Atoms):
        return list(law.points)
    inner = [part for part in law.parts if part is not law]
    return [law.support, *(support for part in inner for support in _supports(part))]


def _judge(assertion: Assertion) -> Verdict:
    match assertion:
        case Identity():
            return judge_identity(assertion)
        case Inequality():
            return judge_inequality(assertion)
        case Optimum():
            return judge_optimum(assertion)
        case Limit():
            return judge_limit(assertion)
        case Derivation():
            return judge_derivation(assertion)
        case Spectrum() | Trajectory():
            return _all_of(assertion.reductions(), f"{len(assertion.reductions())} identities of polynomials")
        case Counterexample():
            return judge_counterexample(assertion)
        case Misprint():
            return _inconclusive("a misprint is judged by its two assertions")
    return _inconclusive(f"no symbolic proof is known for a {type(assertion).__name__}")


# Identities.


def judge_identity(assertion: Identity) -> Verdict:
    """By normal form: for all laws, or for all values of the scalars."""
    lhs, rhs = integrands(assertion.lhs), integrands(assertion.rhs)
    difference = lhs - rhs
    if difference.is_scalar:
        return _judge_scalar_identity(assertion, lhs, rhs)
    try:
        mass, failure = mass_of(in_data_space(difference), assertion.domain)
        if mass is not None:
            balance = compare(mass.total + difference.constant, 0, assertion.domain)
            if balance.comparison is Comparison.EQUAL:
                return _proved(_reasons(assertion, difference, str(mass)))
            reason = f"the integrands differ by {mass}, and with the constants {balance.remainder} is left"
        else:
            reason = f"normal form of the integrands: {failure}"
    except NotNormalizableError as error:
        reason = f"no normal form: {error}"
    if not assertion.universal:
        return _inconclusive(f"not an identity for all laws ({reason}); a family needs a witness inside it")
    return _refuted(reason, violation(assertion.lhs, assertion.rhs, (lhs, rhs), assertion.domain))


def _reasons(assertion: Identity, difference: Integrands, mass: str) -> str:
    words = ["normal form: the integrands agree pointwise"]
    if mass != "0":
        words = [f"normal form: the integrands differ by {mass}; total mass 1 cancels the constants"]
    if difference.latent != 0:
        words.append("E over z of h(D(G(z))) is E over q of h(D), for every measurable G")
    if isinstance(assertion.lhs, Gradient) or isinstance(assertion.rhs, Gradient):
        words.append("∂θ under the integral sign")
    return "; ".join(words)


def _judge_scalar_identity(assertion: Identity, lhs: Integrands, rhs: Integrands) -> Verdict:
    a, b = lhs.constant, rhs.constant
    if a == b:
        return _proved("both sides are the same expression")
    try:
        difference = compare(a, b, assertion.domain)
        if difference.comparison is Comparison.EQUAL:
            return _proved("normal form of both sides")
        reason = f"normal form: {difference}"
    except NotNormalizableError as error:
        reason = f"no normal form: {error}"
    witness = violation(assertion.lhs, assertion.rhs, (lhs, rhs), assertion.domain)
    if witness is None and _simplifies_to_zero(a - b, assertion.domain):
        return _proved(f"SymPy normal form, and {_POINTS} points to 40 digits")
    if not assertion.universal:
        return _inconclusive(f"not an identity for all values ({reason}); it is about the given ones")
    return _refuted(reason, witness)


def _simplifies_to_zero(difference: sympy.Expr, domain: Mapping[Any, Any]) -> bool:
    """A search: SymPy rewrites the difference to 0, and it vanishes at several points to forty digits."""
    if sympy.count_ops(difference) > _SEARCHABLE:
        return False
    values = [
        difference.subs(place).evalf(50, chop=False)
        for place in islice(points(difference.free_symbols, domain), _POINTS)
    ]
    if not all(v.is_number and abs(v) < _AGREEMENT for v in values):
        return False
    return any(rewrite(difference) == 0 for rewrite in (sympy.radsimp, sympy.trigsimp, sympy.simplify))


# Inequalities.


def judge_inequality(assertion: Inequality) -> Verdict:
    """A violation if one is found; else a supporting line, or the signs of derivatives."""
    lhs, rhs = integrands(assertion.lhs), integrands(assertion.rhs)
    relation = "<" if assertion.strict else "≤"
    difference = rhs - lhs
    if assertion.universal or difference.is_scalar:
        witness = violation(assertion.lhs, assertion.rhs, (lhs, rhs), assertion.domain, relation)
        if witness is not None:
            return _refuted("a violation was found", witness)
    try:
        if difference.is_scalar:
            bound = scalar_bound(difference.constant, assertion.domain)
        else:
            bound = functional_bound(difference, assertion.domain)
    except ViolatedError as error:
        if not (assertion.universal or not assertion.domain):
            return _inconclusive(str(error))
        return _violated_at(assertion, difference.constant, (lhs.constant, rhs.constant), error)
    except UnprovedError as error:
        return _inconclusive(str(error))
    if assertion.strict and not any(_is_always_finite(a_side) for a_side in (assertion.lhs, assertion.rhs)):
        return _inconclusive(f"≤ is proved ({bound.words}); < fails where both sides are infinite")
    if assertion.strict and not bound.strict:
        # Equal laws, where strict inequalities between divergences fail.
        place = Instance(p=Atoms([0], [1]), q=Atoms([0], [1]))
        a, b = (values_at_instance(side, place) for side in (lhs, rhs))
        if assertion.universal and a is not None and b is not None and vanishes(a - b):
            return _refuted(
                "≤ is proved, and equality is possible", _witness(assertion.lhs, assertion.rhs, place, a, b)
            )
        return _inconclusive(f"≤ is proved ({bound.words}), < is not")
    if assertion.equality_at is None:
        return _proved(bound.words)
    sharp = _sharpness(assertion, difference, assertion.equality_at)
    if sharp.status is Status.PROVED:
        return _proved(f"{bound.words}; {sharp.detail}")
    return sharp


def _violated_at(
    assertion: Inequality, difference: sympy.Expr, sides: tuple[sympy.Expr, sympy.Expr], error: ViolatedError
) -> Verdict:
    """REFUTED at the exact point that the signs of derivatives found, if the difference is negative there."""
    if difference.free_symbols - set(error.at) or sign_of_number(difference.subs(error.at)) >= 0:
        return _inconclusive(str(error))
    a, b = (side_.subs(error.at) for side_ in sides)
    shown = ", ".join(f"{s} = {value}" for s, value in error.at.items())
    witness = Witness(shown, as_float(a), as_float(b), "exact", _scalar_line(a, b))
    return _refuted(str(error), witness)


def _is_always_finite(of: Side) -> bool:
    """Whether each integral of a side is finite for all laws."""
    if isinstance(of, Gradient):
        return False
    return all(is_always_finite(integrands(Functional((term,)))) for term in of.terms)


def _sharpness(assertion: Inequality, difference: Integrands, place: Instance) -> Verdict:
    """Whether both sides agree at `place`."""
    gap = _value_at(difference, place)
    if gap is None:
        return _inconclusive(f"≤ is proved, but whether it is sharp at {place!r} is not decided by symbols")
    if sign_of_number(gap) == 0:
        return _proved(f"equality at {place!r}")
    a, b = (_value_at(integrands(side), place) for side in (assertion.lhs, assertion.rhs))
    witness = None if a is None or b is None else _witness(assertion.lhs, assertion.rhs, place, a, b)
    return _refuted(f"not sharp at {place!r}", witness)


def _value_at(of: Integrands, place: Instance) -> sympy.Expr | None:
    """The exact value at laws of atoms, equal laws or laws with supports apart; None for other laws."""
    for method in (values_at_instance, _at_equal_laws, _at_singular_laws):
        value = method(of, place)
        if value is not None:
            return value
    return None


def _at_equal_laws(of: Integrands, place: Instance) -> sympy.Expr | None:
    """∫F(p, p) + c for equal laws of any kind: the total mass decides."""
    if not ("p" in place.laws and place.laws["p"] == place.laws.get("q")):
        return None
    try:
        mass, _ = mass_of(in_data_space(of).subs({q: p}), {})
    except NotNormalizableError:
        return None
    return None if mass is None else mass.total + of.constant


def _at_singular_laws(of: Integrands, place: Instance) -> sympy.Expr | None:
    """∫F(p, 0) + ∫F(0, q) + c for laws whose supports are apart, each part by its total mass."""
    if not {"p", "q"} <= set(place.laws):
        return None
    (a, b), (c, d) = (place.laws[role].support for role in ("p", "q"))
    moved = in_data_space(of)
    if not (b < c or d < a) or moved.latent != 0:
        return None
    total = moved.constant
    for present, absent in ((p, q), (q, p)):
        try:
            alone = one_sided_limit(moved.data, absent, 0)
            mass, _ = mass_of(Integrands(alone, sympy.S.Zero, sympy.S.Zero), {})
        except (NotNormalizableError, NotImplementedError, ValueError, TypeError):
            return None
        if mass is None or present not in (mass.weights or {present: 0}):
            return None
        total += mass.total
    return total


def _at_given_atoms(assertion: Identity | Inequality, instances: Sequence[Instance]) -> Verdict | None:
    """An assertion about instances that are all made of atoms is decided by finite sums."""
    if assertion.universal or not instances:
        return None
    if isinstance(assertion, Inequality) and assertion.equality_at is not None:
        return None
    for place in instances:
        sides = (_with_constant_discriminator(side, place) for side in (assertion.lhs, assertion.rhs))
        a, b = (values_at_instance(integrands(side), place) for side in sides)
        if a is None or b is None:
            return None
        gap = 0 if a == b else sign_of_number(a - b)
        if not _agrees(assertion, gap):
            return _refuted("an exact sum", _witness(assertion.lhs, assertion.rhs, place, a, b))
    return _proved(f"exact sums over the atoms of {len(instances)} instances")


def _with_constant_discriminator(of: Side, place: Instance) -> Side:
    """A discriminator that is a number may stand anywhere, also beside an integral."""
    if isinstance(of, Gradient) or "D" not in place.numbers or place.logit is not None:
        return of
    return of.subs({D: place.numbers["D"]})


def _agrees(assertion: Identity | Inequality, gap: int) -> bool:
    """Whether lhs - rhs may have this sign."""
    if isinstance(assertion, Identity):
        return gap == 0
    return gap < 0 or (gap == 0 and not assertion.strict)


# Optima and limits.


def judge_optimum(assertion: Optimum) -> Verdict:
    """The value at the argument by normal form, and that nothing is better by the signs of derivatives."""
    for symbol, (low, high) in assertion.over.items():
        argument = sympy.sympify(assertion.argument[symbol])
        if not is_inside(argument, sympy.sympify(low), sympy.sympify(high), assertion.domain):
            return _inconclusive(f"{symbol} = {argument} is not shown to lie in ({low}, {high})")
    # D(G(z)) must become D before D is replaced by an expression in p and q, which are densities at x.
    moved = in_data_space(integrands(assertion.objective))
    if moved.latent == 0 and not moved.is_scalar:
        assertion = replace(assertion, objective=integral(moved.data) + moved.constant)
    return _all_of(assertion.reductions(), "the argument's value by normal form; it is the best")


def judge_limit(assertion: Limit) -> Verdict:
    """By SymPy's limit (Gruntz), for scalar quantities; the rate is not needed then.

    At a finite point from both sides, unless the variable or the points of the limit stay on one side.
    """
    quantity, value = integrands(assertion.quantity), integrands(assertion.value)
    if not (quantity.is_scalar and value.is_scalar):
        return _inconclusive("the limit of an integral is not taken by symbols")
    if (jump := jumping(quantity.constant)) is not None:
        return _inconclusive(f"the limit of an expression with jumps: {jump}")
    directions = _directions(assertion)
    try:
        limits = [sympy.limit(quantity.constant, assertion.variable, assertion.to, side_) for side_ in directions]
    except (NotImplementedError, ValueError, TypeError) as error:
        return _inconclusive(f"SymPy finds no limit: {error}")
    if any(limit.has(sympy.Limit, sympy.AccumBounds) for limit in limits):
        return _inconclusive("SymPy finds no limit")
    apart = [limit for limit in limits if limit != value.constant and not vanishes(limit - value.constant)]
    if not apart:
        sides = "; from above only" if directions == "+" else "; from below only" if directions == "-" else ""
        where = sides if sympy.sympify(assertion.to).is_finite else ""
        return _proved(f"SymPy's limit agrees exactly{where}; the rate was not needed and not judged")
    if len(apart) < len(limits):
        return _inconclusive(f"the limits from the two sides are {limits[0]} and {limits[1]}")
    found = apart[0]
    if found.free_symbols or value.constant.free_symbols or (not found.is_comparable and found.is_finite):
        return _inconclusive(f"the limit is {found}, which is not shown to be {value.constant}")
    last = assertion.points[-1] if assertion.points else assertion.to
    a, b = quantity.constant.subs(assertion.variable, last), value.constant
    place = f"{assertion.variable} → {assertion.to}"
    witness = Witness(place, as_float(found), as_float(b), "exact", _scalar_line(a, b))
    return _refuted("SymPy's limit", witness)


def _directions(assertion: Limit) -> str:
    """The sides from which the limit is taken: "+", "-" or both."""
    to = sympy.sympify(assertion.to)
    if not to.is_finite or (to == 0 and assertion.variable.is_positive):
        return "+"
    if to == 0 and assertion.variable.is_negative:
        return "-"
    sides = {sympy.sign(sympy.sympify(point) - to) for point in assertion.points}
    return "+" if sides == {1} else "-" if sides == {-1} else "+-"


# Chains, counterexamples.


def judge_derivation(assertion: Derivation) -> Verdict:
    """Link by link; a wrong link refutes the derivation, with a witness where it claims an equality.

    Raises
    ------
    UnknownNameError
        If a step names a rule, or a word in ``using``, that the kernel does not have.
    """
    broken = first_broken_link(assertion)
    if broken is None:
        claimed = [step.rule for step in assertion.steps[1:] if step.rule != "next"]
        if not claimed:
            return _inconclusive("the chain claims nothing: no line follows from the one before by a rule")
        return _proved(f"{len(claimed)} links hold: {', '.join(dict.fromkeys(claimed))}")
    if not broken.decided:
        return _inconclusive(str(broken))
    witness = None
    if (identity := assertion.identity_at(broken.index)) is not None:
        sides = identity.lhs, identity.rhs
        witness = violation(*sides, (integrands(sides[0]), integrands(sides[1])), assertion.domain)
    return Verdict(NAME, Status.REFUTED, str(broken), None, witness)


def judge_counterexample(assertion: Counterexample) -> Verdict:
    """Both sides at the instance, exactly: it stands if they violate what is said to fail."""
    fails, place = assertion.fails, assertion.instance
    a, b = (values_at_instance(integrands(side), place) for side in (fails.lhs, fails.rhs))
    if a is not None and b is not None:
        gap = 0 if a == b else sign_of_number(a - b)
        witness = _witness(fails.lhs, fails.rhs, place, a, b)
        if _agrees(fails, gap):
            return _refuted("it holds there", witness)
        return _proved(f"it fails there: {as_float(a):.10g} against {as_float(b):.10g}, exactly")
    inner = _judge(fails)
    if inner.status is Status.PROVED:
        return Verdict(NAME, Status.REFUTED, f"it holds everywhere: {inner.detail}")
    return _inconclusive("the instance is not made of atoms or numbers")


# Verdicts.


def _all_of(parts: Sequence[Assertion], words: str) -> Verdict:
    verdicts = [_judge(part) for part in parts]
    for verdict in verdicts:
        if verdict.status is Status.REFUTED:
            return verdict
    for verdict in verdicts:
        if verdict.status is not Status.PROVED:
            return verdict
    details = "; ".join(dict.fromkeys(verdict.detail for verdict in verdicts))
    return _proved(f"{words}: {details}")


def _witness(lhs: Side, rhs: Side, place: Instance, a: sympy.Expr, b: sympy.Expr) -> Witness:
    code = f"at({place!r}, {code_of(lhs, {})}, {code_of(rhs, {})})"
    return Witness(repr(place), as_float(a), as_float(b), "exact", code)


def _scalar_line(a: sympy.Expr, b: sympy.Expr) -> str:
    return f"at(Instance(), {Functional((), a).code}, {Functional((), b).code})"


def _proved(detail: str) -> Verdict:
    return Verdict(NAME, Status.PROVED, detail)


def _refuted(reason: str, witness: Witness | None) -> Verdict:
    """REFUTED if there is a witness; a difference without one is no refutation."""
    if witness is None:
        return _inconclusive(f"{reason}; no exact witness was found")
    return Verdict(NAME, Status.REFUTED, f"{reason}; {witness}", None, witness)


def _inconclusive(reason: str) -> Verdict:
    return Verdict(NAME, Status.INCONCLUSIVE, reason)
