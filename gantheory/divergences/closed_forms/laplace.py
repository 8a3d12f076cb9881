"""Closed forms for Laplace laws. Of equal location they are two exponential laws, one a side."""

from __future__ import annotations

from typing import Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms import exponential
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import one_equal, shift_or_infinite, w2_of
from gantheory.divergences.closed_forms.operations import Parameters, infinity, where_positive, where_zero


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """u - log(1 + u) + (Δ - s_p·(1 - e^{-Δ/s_p}))/s_q, u = s_p/s_q - 1."""
    distance = abs(p.loc - q.loc)
    near = A.expm1(-A.const(distance / p.scale)) * A.const(p.scale / q.scale)
    return exponential.kl(A, p, q) + A.const(distance / q.scale) + near


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """log of (e^{-αΔ} + e^{-βΔ})/(α + β) + (e^{-αΔ} - e^{-βΔ})/(β - α), normalised; α = a/s_p, β = (1-a)/s_q."""
    distance = abs(p.loc - q.loc)
    alpha, beta = order / p.scale, (1 - order) / q.scale

    def apart() -> Value:
        left, right = A.exp(-A.const(alpha * distance)), A.exp(-A.const(beta * distance))
        between = where_zero(
            A,
            beta - alpha,
            lambda: A.const(distance) * left,
            # e^{-αΔ} - e^{-βΔ}, without the subtraction
            lambda: -right * A.expm1(A.const((beta - alpha) * distance)) / A.const(alpha - beta),
        )
        total = (left + right) / A.const(alpha + beta) + between
        scale = A.const(order) * A.log_ratio(p.scale, q.scale)
        return A.log(total / (2 * A.const(q.scale))) - scale

    def finite() -> Value:
        return where_zero(A, distance, lambda: exponential.log_affinity(A, p, q, order), apart)

    return where_positive(A, alpha + beta, finite, lambda: infinity(A))


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """That of exponential laws for equal locations, 1 - e^{-Δ/2s} for equal scales."""
    distance = abs(p.loc - q.loc)
    return where_zero(
        A,
        p.scale - q.scale,
        lambda: -A.expm1(-A.const(distance / (2 * p.scale))),
        lambda: exponential.tv(A, p, q),
    )


def kolmogorov(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """TV for equal scales; half of it for equal locations, where the cdfs cross."""
    return where_zero(A, p.scale - q.scale, lambda: tv(A, p, q), lambda: exponential.tv(A, p, q) / 2)


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """E|Δ + s·Z| = |Δ| + |s|·e^{-|Δ/s|}, s = s_p - s_q."""
    distance, stretch = abs(p.loc - q.loc), abs(p.scale - q.scale)
    spread = where_zero(
        A, stretch, lambda: A.const(stretch), lambda: A.const(stretch) * A.exp(-A.const(distance / stretch))
    )
    return A.const(distance) + spread


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """1 + log 2s."""
    return 1 + A.log(A.const(2 * p.scale))


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "tv": Formula(tv, one_equal),
    "kolmogorov": Formula(kolmogorov, one_equal),
    "w1": Formula(w1),
    "w2": w2_of(lambda A, p: A.const(2)),
    "w_inf": Formula(shift_or_infinite),
    "entropy": Formula(entropy),
}
