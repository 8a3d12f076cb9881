"""Closed forms for half-normal laws that are not those of the normal laws of which they are the moduli."""

from __future__ import annotations

from typing import Final

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms import exponential, normal
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|σ_p - σ_q|·√(2/π)."""
    return A.const(abs(p.scale - q.scale)) * A.sqrt(2 / A.pi())


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|σ_p - σ_q|."""
    return A.const(abs(p.scale - q.scale))


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """½log(πe/2) + log σ."""
    return A.log(A.const(p.scale)) + (A.log(A.pi() / 2) + 1) / 2


#: The modulus is a sufficient statistic of two centered normal laws: the f-divergences are theirs.
FORMS: Final = {
    "kl": Formula(normal.kl),
    "log_affinity": Formula(normal.log_affinity),
    "tv": Formula(normal.tv),
    "kolmogorov": Formula(normal.tv),
    "w1": Formula(w1),
    "w2": Formula(w2),
    "w_inf": Formula(exponential.unbounded),
    "entropy": Formula(entropy),
}
