"""Closed forms for log-normal laws: f-divergences and Kolmogorov's distance are those of the logarithms."""

from __future__ import annotations

from typing import Final

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms import normal
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import equal_scales
from gantheory.divergences.closed_forms.operations import Parameters, infinity, where_zero


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """e^{μ_q + σ²/2}·|e^{μ_p - μ_q} - 1|, for equal σ."""
    return A.exp(A.const(q.loc + q.scale**2 / 2)) * abs(A.expm1(A.const(p.loc - q.loc)))


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """e^{μ_q + σ²}·|e^{μ_p - μ_q} - 1|, for equal σ."""
    return A.exp(A.const(q.loc + q.scale**2)) * abs(A.expm1(A.const(p.loc - q.loc)))


def w_inf(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """+∞ unless the laws are equal."""
    return where_zero(
        A,
        p.scale - q.scale,
        lambda: where_zero(A, p.loc - q.loc, lambda: A.const(0), lambda: infinity(A)),
        lambda: infinity(A),
    )


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """That of the logarithm, and its mean."""
    return normal.entropy(A, p) + A.const(p.loc)


FORMS: Final = {
    "kl": Formula(normal.kl),
    "log_affinity": Formula(normal.log_affinity),
    "tv": Formula(normal.tv),
    "kolmogorov": Formula(normal.kolmogorov),
    "w1": Formula(w1, equal_scales),
    "w2": Formula(w2, equal_scales),
    "w_inf": Formula(w_inf),
    "entropy": Formula(entropy),
}
