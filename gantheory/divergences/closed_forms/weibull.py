"""Closed forms for Weibull laws, exponential ones among them; k is the shape. (X/s)^k is exponential."""

from __future__ import annotations

from typing import Any, Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms import exponential
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters, euler_gamma, tilt, where_zero


def _log_ratio(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """log of the ratio of the exponential scales s^k, for equal shapes."""
    return A.const(p.shape) * A.log_ratio(p.scale, q.scale)


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """log(k_p/k_q) + k_q·log(s_q/s_p) - γ·(1 - k_q/k_p) + (s_p/s_q)^{k_q}·Γ(k_q/k_p + 1) - 1."""

    def equal() -> Value:
        log = _log_ratio(A, p, q)
        return A.log1p_gap(A.expm1(log), log)

    def unequal() -> Value:
        log = A.const(q.shape) * A.log_ratio(p.scale, q.scale)
        ratio = q.shape / p.shape
        moment = A.expm1(log + A.lgamma(ratio + 1))
        return moment - log - A.log_ratio(q.shape, p.shape) - euler_gamma(A) * A.const((p.shape - q.shape) / p.shape)

    return where_zero(A, p.shape - q.shape, equal, unequal)


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """That of exponential laws, for equal shapes."""
    log, rest = _log_ratio(A, p, q), 1 - order
    excess = A.expm1(log)
    return tilt(A, rest, excess, log, 1 + A.const(rest) * excess)


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """That of exponential laws, for equal shapes."""

    def apart() -> Value:
        log = _log_ratio(A, p, q)
        return exponential.crossing_gap(A, A.expm1(log), log)

    return where_zero(A, p.scale - q.scale, lambda: A.const(0), apart)


def same_shape(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the shapes are equal, elementwise."""
    return A.sign(p.shape - q.shape) == 0


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|s_p - s_q|·Γ(1 + 1/k), for equal shapes."""
    return A.const(abs(p.scale - q.scale)) * A.exp(A.lgamma(1 + 1 / p.shape))


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|s_p - s_q|·√Γ(1 + 2/k), for equal shapes."""
    return A.const(abs(p.scale - q.scale)) * A.exp(A.lgamma(1 + 2 / p.shape) / 2)


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """γ·(1 - 1/k) + log(s/k) + 1."""
    return euler_gamma(A) * A.const((p.shape - 1) / p.shape) + A.log(A.const(p.scale / p.shape)) + 1


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity, same_shape),
    "tv": Formula(tv, same_shape),
    "kolmogorov": Formula(tv, same_shape),
    "w1": Formula(w1, same_shape),
    "w2": Formula(w2, same_shape),
    "w_inf": Formula(exponential.unbounded, same_shape),
    "entropy": Formula(entropy),
}
