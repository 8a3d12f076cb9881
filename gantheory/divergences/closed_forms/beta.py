"""Closed forms for beta laws."""

from __future__ import annotations

from typing import Any, Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters, infinity, where_positive


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """log B(q)/B(p) + (a_p - a_q)·ψ(a_p) + (b_p - b_q)·ψ(b_p) - (a_p - a_q + b_p - b_q)·ψ(a_p + b_p)."""
    left, right = p.a - q.a, p.b - q.b
    slopes = A.const(left) * A.digamma(p.a) + A.const(right) * A.digamma(p.b)
    both = A.const(left + right) * A.digamma(p.a + p.b)
    return A.log_beta(q.a, q.b) - A.log_beta(p.a, p.b) + (slopes - both)


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """log B of the mixed shapes less the mixed log B; +∞ unless the mixed shapes are positive."""
    rest = 1 - order
    a, b = order * p.a + rest * q.a, order * p.b + rest * q.b

    def finite() -> Value:
        return A.log_beta(a, b) - A.const(order) * A.log_beta(p.a, p.b) - A.const(rest) * A.log_beta(q.a, q.b)

    return where_positive(A, a, lambda: where_positive(A, b, finite, lambda: infinity(A)), lambda: infinity(A))


def ordered(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the likelihood ratio is monotone, so that one law is stochastically the larger."""
    return A.sign(p.a - q.a) * A.sign(p.b - q.b) <= 0


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The difference of the means, of ordered laws."""
    return A.const(abs((p.a - q.a) * q.b - q.a * (p.b - q.b)) / ((p.a + p.b) * (q.a + q.b)))


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """log B(a, b) - (a - 1)ψ(a) - (b - 1)ψ(b) + (a + b - 2)ψ(a + b)."""
    own = A.const(p.a - 1) * A.digamma(p.a) + A.const(p.b - 1) * A.digamma(p.b)
    return A.log_beta(p.a, p.b) - own + A.const(p.a + p.b - 2) * A.digamma(p.a + p.b)


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "w1": Formula(w1, ordered),
    "entropy": Formula(entropy),
}
