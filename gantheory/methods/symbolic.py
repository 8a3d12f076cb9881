"""The symbolic method: proof by normal form, by rule, and refutation by an exact witness.

PROVED holds under the assertion's conditions, whatever the instance; REFUTED carries an instance whose sides
are finite sums of exact numbers. What the kernel cannot decide is INCONCLUSIVE, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion, Gradient, Identity
from gantheory.methods.kernel.integrands import Integrands, in_data_space, integrands, mass_of
from gantheory.methods.kernel.normal_form import (
    Comparison,
    NotNormalizableError,
    compare,
)
from gantheory.methods.kernel.witness import violation
from gantheory.verdict import Status, Verdict

NAME = "symbolic"


class Symbolic:
    """Judge by the kernel's normal forms and rules."""

    name = NAME

    def judge(self, assertion: Assertion, instances: Sequence[Instance], context: Any) -> Verdict:
        """Judge `assertion`; the instances matter only where it is about them and nothing else."""
        if isinstance(assertion, Identity):
            return judge_identity(assertion)
        return _inconclusive(f"no symbolic proof is known for a {type(assertion).__name__}")


def judge_identity(assertion: Identity) -> Verdict:
    """By normal form: for all laws, or for all values of the scalars."""
    try:
        lhs, rhs = integrands(assertion.lhs), integrands(assertion.rhs)
    except NotNormalizableError as error:
        return _inconclusive(str(error))
    difference = lhs - rhs
    if difference.is_scalar:
        return _judge_scalar_identity(assertion, lhs, rhs)
    reason = ""
    try:
        mass, failure = mass_of(in_data_space(difference), assertion.domain)
        if mass is not None:
            balance = compare(mass.total + difference.constant, 0, assertion.domain)
            if balance.comparison is Comparison.EQUAL:
                return Verdict(NAME, Status.PROVED, _proof(assertion, lhs, rhs, str(mass)))
            reason = f"the integrands differ by {mass}, and with the constants {balance.remainder} is left"
        else:
            reason = f"normal form of the integrands: {failure}"
    except NotNormalizableError as error:
        reason = f"no normal form: {error}"
    return _without_proof(assertion, lhs, rhs, reason)


def _proof(assertion: Identity, lhs: Integrands, rhs: Integrands, mass: str) -> str:
    words = []
    if mass == "0":
        words.append("normal form: the integrands agree pointwise")
    else:
        words.append(f"normal form: the integrands differ by {mass}; total mass 1 cancels the constants")
    if (lhs.latent - rhs.latent) != 0:
        words.append("E over z of h(D(G(z))) is E over q of h(D), for every measurable G")
    if isinstance(assertion.lhs, Gradient) or isinstance(assertion.rhs, Gradient):
        words.append("∂θ under the integral sign")
    return "; ".join(words)


def _without_proof(assertion: Identity, lhs: Integrands, rhs: Integrands, reason: str) -> Verdict:
    if not assertion.universal:
        return _inconclusive(f"not an identity for all laws ({reason}); a family needs a witness inside it")
    witness = violation(assertion.lhs, assertion.rhs, (lhs, rhs), assertion.domain)
    if witness is None:
        return _inconclusive(f"{reason}; no exact witness found")
    return Verdict(NAME, Status.REFUTED, f"{reason}; {witness}", None, witness)


def _judge_scalar_identity(assertion: Identity, lhs: Integrands, rhs: Integrands) -> Verdict:
    a, b = lhs.constant, rhs.constant
    if a == b:
        return Verdict(NAME, Status.PROVED, "both sides are the same expression")
    try:
        difference = compare(a, b, assertion.domain)
    except NotNormalizableError as error:
        reason = f"no normal form: {error}"
    else:
        if difference.comparison is Comparison.EQUAL:
            return Verdict(NAME, Status.PROVED, "normal form of both sides")
        reason = f"normal form: {difference}"
    witness = violation(assertion.lhs, assertion.rhs, (lhs, rhs), assertion.domain)
    if witness is not None:
        return Verdict(NAME, Status.REFUTED, f"{reason}; {witness}", None, witness)
    return _inconclusive(f"{reason}; no exact witness found")


def _inconclusive(reason: str) -> Verdict:
    return Verdict(NAME, Status.INCONCLUSIVE, reason)
