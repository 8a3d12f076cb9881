"""Closed forms for logistic laws; with their scales equal they differ by a shift δ in units of the scale."""

from __future__ import annotations

from typing import Final

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import equal_scales, shift_or_infinite, w2_of
from gantheory.divergences.closed_forms.operations import Parameters, where_zero


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """δ·coth(δ/2) - 2, for equal scales."""
    shift = abs(p.loc - q.loc) / p.scale

    def apart() -> Value:
        delta = A.const(shift)
        return delta - 2 - 2 * delta * A.exp(-delta) / A.expm1(-delta)

    return where_zero(A, shift, lambda: A.const(0), apart)


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """tanh(δ/4), for equal scales."""
    half = A.const(abs(p.loc - q.loc) / (2 * p.scale))
    return -A.expm1(-half) / (1 + A.exp(-half))


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """E|Δ + s·Z| = |Δ| + 2|s|·log(1 + e^{-|Δ/s|}), s = s_p - s_q."""
    distance, stretch = abs(p.loc - q.loc), abs(p.scale - q.scale)
    spread = where_zero(
        A,
        stretch,
        lambda: A.const(stretch),
        lambda: 2 * A.const(stretch) * A.log1p(A.exp(-A.const(distance / stretch))),
    )
    return A.const(distance) + spread


def cramer(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """s·(δ·coth(δ/2) - 2), for equal scales."""
    return A.const(p.scale) * kl(A, p, q)


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """2 + log s."""
    return 2 + A.log(A.const(p.scale))


FORMS: Final = {
    "kl": Formula(kl, equal_scales),
    "tv": Formula(tv, equal_scales),
    "kolmogorov": Formula(tv, equal_scales),
    "w1": Formula(w1),
    "w2": w2_of(lambda A, p: A.pi() * A.pi() / 3),
    "w_inf": Formula(shift_or_infinite),
    "cramer": Formula(cramer, equal_scales),
    "entropy": Formula(entropy),
}
