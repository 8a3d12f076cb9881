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
from gantheory.divergences.functional import Functional, integral
from gantheory.methods.kernel.chain import first_broken_link
from gantheory.methods.kernel.inequality import UnprovedError, functional_bound, is_inside, scalar_bound
from gantheory.methods.kernel.integrands import Integrands, in_data_space, integrands, mass_of
from gantheory.methods.kernel.limit import one_sided_limit
from gantheory.methods.kernel.normal_form import Comparison, NotNormalizableError, compare, vanishes
from gantheory.methods.kernel.univariate import UndecidedSignError, sign_of_number
from gantheory.methods.kernel.witness import as_float, code_of, points, values_at_instance, violation
from gantheory.symbols import p, q
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
            verdict = _judge(assertion)
            if verdict.status is Status.INCONCLUSIVE and isinstance(assertion, Identity | Inequality):
                return _at_given_atoms(assertion, instances) or verdict
            return verdict
        except (NotNormalizableError, UndecidedSignError) as error:
            return _inconclusive(str(error))


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
    except UnprovedError as error:
        return _inconclusive(str(error))
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
        a, b = (values_at_instance(integrands(side), place) for side in (assertion.lhs, assertion.rhs))
        if a is None or b is None:
            return None
        gap = 0 if a == b else sign_of_number(a - b)
        if not _agrees(assertion, gap):
            return _refuted("an exact sum", _witness(assertion.lhs, assertion.rhs, place, a, b))
    return _proved(f"exact sums over the atoms of {len(instances)} instances")


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
    """By SymPy's limit (Gruntz), for scalar quantities; the rate is not needed then."""
    quantity, value = integrands(assertion.quantity), integrands(assertion.value)
    if not (quantity.is_scalar and value.is_scalar):
        return _inconclusive("the limit of an integral is not taken by symbols")
    try:
        found = sympy.limit(quantity.constant, assertion.variable, assertion.to)
    except (NotImplementedError, ValueError, TypeError) as error:
        return _inconclusive(f"SymPy finds no limit: {error}")
    if found.has(sympy.Limit, sympy.AccumBounds):
        return _inconclusive("SymPy finds no limit")
    if found == value.constant or vanishes(found - value.constant):
        return _proved("SymPy's limit agrees exactly; the rate was not needed and not judged")
    if found.free_symbols or value.constant.free_symbols or (not found.is_comparable and found.is_finite):
        return _inconclusive(f"the limit is {found}, which is not shown to be {value.constant}")
    last = assertion.points[-1] if assertion.points else assertion.to
    a, b = quantity.constant.subs(assertion.variable, last), value.constant
    place = f"{assertion.variable} → {assertion.to}"
    witness = Witness(place, as_float(found), as_float(b), "exact", _scalar_line(a, b))
    return _refuted("SymPy's limit", witness)


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
