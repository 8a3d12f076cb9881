"""Closed forms for Gumbel laws of maxima. With equal scales e^{-X/s} is exponential of scale e^{-m/s}."""

from __future__ import annotations

from typing import Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms import exponential
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import equal_scales, shift_or_infinite, w2_of
from gantheory.divergences.closed_forms.operations import Parameters, euler_gamma, tilt, where_zero


def _log_ratio(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """log of the ratio of the exponential scales, for equal scales."""
    return A.const((q.loc - p.loc) / q.scale)


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """log(s_q/s_p) + γ·(r - 1) + Δ/s_q + e^{-Δ/s_q}·Γ(1 + r) - 1, r = s_p/s_q, Δ = m_p - m_q."""

    def equal() -> Value:
        log = _log_ratio(A, p, q)
        return A.log1p_gap(A.expm1(log), log)

    def unequal() -> Value:
        log = _log_ratio(A, p, q)
        moment = A.expm1(log + A.lgamma(1 + p.scale / q.scale))
        return moment - log - A.log_ratio(p.scale, q.scale) + euler_gamma(A) * A.const((p.scale - q.scale) / q.scale)

    return where_zero(A, p.scale - q.scale, equal, unequal)


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """That of exponential laws, for equal scales."""
    log, rest = _log_ratio(A, p, q), 1 - order
    excess = A.expm1(log)
    return tilt(A, rest, excess, log, 1 + A.const(rest) * excess)


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """That of exponential laws, for equal scales."""

    def apart() -> Value:
        log = _log_ratio(A, p, q)
        return exponential.crossing_gap(A, A.expm1(log), log)

    return where_zero(A, p.loc - q.loc, lambda: A.const(0), apart)


def shift(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """W₁ for equal scales: |Δ|."""
    return A.const(abs(p.loc - q.loc))


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """log s + γ + 1."""
    return A.log(A.const(p.scale)) + euler_gamma(A) + 1


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity, equal_scales),
    "tv": Formula(tv, equal_scales),
    "kolmogorov": Formula(tv, equal_scales),
    "w1": Formula(shift, equal_scales),
    "w2": w2_of(lambda A, p: A.pi() * A.pi() / 6, euler_gamma),
    "w_inf": Formula(shift_or_infinite),
    "entropy": Formula(entropy),
}
