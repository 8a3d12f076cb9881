"""Closed forms for Pareto laws; k is the shape and m the scale. log(X/m) is exponential of scale 1/k."""

from __future__ import annotations

from typing import Any, Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import Branch, ParameterArithmetic
from gantheory.divergences.closed_forms import exponential
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters, infinity, tilt, where_positive, where_zero


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """u - log(1 + u) + k_q·log(m_p/m_q), u = k_q/k_p - 1, where m_p ≥ m_q; else +∞."""

    def inside() -> Value:
        shapes = A.log1p_gap(A.const((q.shape - p.shape) / p.shape), A.log_ratio(q.shape, p.shape))
        return shapes + A.const(q.shape) * A.log_ratio(p.scale, q.scale)

    return A.by_sign(p.scale - q.scale, inside, inside, lambda: infinity(A))


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """That of exponential laws of scales 1/k, and a·k_p·log(m_p/M) + (1-a)·k_q·log(m_q/M), M = max(m_p, m_q)."""
    top = A.larger(p.scale, q.scale)
    rest = 1 - order
    step = (p.shape - q.shape) / q.shape

    def value() -> Value:
        shapes = tilt(A, order, A.const(step), A.log_ratio(p.shape, q.shape), 1 + order * step)
        own = A.const(order * p.shape) * A.log_ratio(p.scale, top)
        return shapes + own + A.const(rest * q.shape) * A.log_ratio(q.scale, top)

    if order > 1:
        return A.by_sign(p.scale - q.scale, value, value, lambda: infinity(A))
    return A.by_sign(q.scale - p.scale, value, value, lambda: infinity(A)) if order < 0 else value()


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """That of exponential laws for equal scales; 1 - (the smaller m/the larger m)^k for equal shapes."""

    def shapes() -> Value:
        # log of the ratio of the scales 1/k
        log = A.log_ratio(q.shape, p.shape)
        excess = (q.shape - p.shape) / p.shape
        return where_zero(A, excess, lambda: A.const(0), lambda: exponential.crossing_gap(A, A.const(excess), log))

    def scales() -> Value:
        return -A.expm1(-A.const(p.shape) * abs(A.log_ratio(p.scale, q.scale)))

    return where_zero(A, p.scale - q.scale, shapes, scales)


def same_shape(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the shapes are equal, elementwise."""
    return A.sign(p.shape - q.shape) == 0


def one_equal(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the shapes or the scales are equal, elementwise."""
    return same_shape(A, p, q) | (A.sign(p.scale - q.scale) == 0)


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|m_p - m_q|·k/(k - 1), for equal shapes; +∞ for k ≤ 1."""

    def finite() -> Value:
        return A.const(abs(p.scale - q.scale) * p.shape / (p.shape - 1))

    return _unless_equal(A, p, q, lambda: where_positive(A, p.shape - 1, finite, lambda: infinity(A)))


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|m_p - m_q|·√(k/(k - 2)), for equal shapes; +∞ for k ≤ 2."""

    def finite() -> Value:
        return A.const(abs(p.scale - q.scale)) * A.sqrt(A.const(p.shape / (p.shape - 2)))

    return _unless_equal(A, p, q, lambda: where_positive(A, p.shape - 2, finite, lambda: infinity(A)))


def _unless_equal(A: ParameterArithmetic, p: Parameters, q: Parameters, value: Branch) -> Value:
    return where_zero(A, p.scale - q.scale, lambda: A.const(0), value)


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """log(m/k) + 1/k + 1."""
    return A.log(A.const(p.scale / p.shape)) + A.const(1 / p.shape) + 1


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "tv": Formula(tv, one_equal),
    "kolmogorov": Formula(tv, one_equal),
    "w1": Formula(w1, same_shape),
    "w2": Formula(w2, same_shape),
    "w_inf": Formula(exponential.unbounded, same_shape),
    "entropy": Formula(entropy),
}
