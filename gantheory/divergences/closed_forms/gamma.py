"""Closed forms for gamma laws, exponential ones among them; k is the shape and θ the scale."""

from __future__ import annotations

from typing import Any, Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters, infinity, where_positive, where_zero


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """k_q·[u - log(1 + u)] + (k_p - k_q)·(u + ψ(k_p)) - log Γ(k_p)/Γ(k_q), u = θ_p/θ_q - 1."""
    excess, step = A.const((p.scale - q.scale) / q.scale), p.shape - q.shape
    scales = A.const(q.shape) * A.log1p_gap(excess, A.log_ratio(p.scale, q.scale))

    def shapes() -> Value:
        return A.const(step) * (excess + A.digamma(p.shape)) - (A.lgamma(p.shape) - A.lgamma(q.shape))

    return where_zero(A, step, lambda: scales, lambda: scales + shapes())


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """The log-partition at the mixed natural parameters less the mixed log-partitions; +∞ beyond their domain."""
    rest = 1 - order
    shape = order * p.shape + rest * q.shape
    # the mixed rate, relative to 1/θ_p
    rate = 1 + rest * (p.scale - q.scale) / q.scale

    def finite() -> Value:
        shapes = A.lgamma(shape) - A.const(order) * A.lgamma(p.shape) - A.const(rest) * A.lgamma(q.shape)
        log_rate = A.log1p(A.const(rest * (p.scale - q.scale) / q.scale))
        return shapes - A.const(shape) * log_rate + A.const(rest * q.shape) * A.log_ratio(p.scale, q.scale)

    return where_positive(A, shape, lambda: where_positive(A, rate, finite, lambda: infinity(A)), lambda: infinity(A))


def ordered(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether one law is stochastically the larger because neither its shape nor its scale is smaller."""
    return A.sign(p.shape - q.shape) * A.sign(p.scale - q.scale) >= 0


def same_shape(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the shapes are equal, elementwise."""
    return A.sign(p.shape - q.shape) == 0


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The difference of the means, of ordered laws."""
    # k_p·θ_p - k_q·θ_q, from differences
    return abs(A.const((p.shape - q.shape) * p.scale + q.shape * (p.scale - q.scale)))


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|θ_p - θ_q|·√(k(k + 1)), for equal shapes."""
    return A.const(abs(p.scale - q.scale)) * A.sqrt(A.const(p.shape * (p.shape + 1)))


def w_inf(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """+∞ unless the laws are equal."""
    return where_zero(
        A,
        p.scale - q.scale,
        lambda: where_zero(A, p.shape - q.shape, lambda: A.const(0), lambda: infinity(A)),
        lambda: infinity(A),
    )


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """k + log θ + log Γ(k) + (1 - k)·ψ(k)."""
    shape = A.const(p.shape)
    return shape + A.log(A.const(p.scale)) + A.lgamma(p.shape) + (1 - shape) * A.digamma(p.shape)


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "w1": Formula(w1, ordered),
    "w2": Formula(w2, same_shape),
    "w_inf": Formula(w_inf),
    "entropy": Formula(entropy),
}
