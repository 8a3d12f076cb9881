r"""Closed forms for exponential laws, and for laws that are monotone images of exponential ones.

Two exponential laws whose scales have the ratio r = 1 + u have the divergence u - log r and cross where
x/s_q = r·log r/u; a monotone map changes neither. So Weibull laws of one shape, Gumbel laws of one scale and Pareto
laws of one scale need only say what log r is.
"""

from __future__ import annotations

from typing import Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import Parameter, ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters, infinity, tilt, where_zero


def crossing_gap(A: ParameterArithmetic, u: Value, log: Value) -> Value:
    """TV, and Kolmogorov's distance: |e^{-x/s_p} - e^{-x/s_q}| at the crossing, e^{-log r/u}·|u|/r; u ≠ 0."""
    return A.exp(-log / u) * abs(u) / (1 + u)


def _excess(p: Parameters, q: Parameters) -> Parameter:
    return (p.scale - q.scale) / q.scale


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """u - log(1 + u) with u = s_p/s_q - 1."""
    return A.log1p_gap(A.const(_excess(p, q)), A.log_ratio(p.scale, q.scale))


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """b·log(1 + u) - log(1 + b·u), b = 1 - a; +∞ unless 1 + b·u > 0."""
    excess, rest = _excess(p, q), 1 - order
    return tilt(A, rest, A.const(excess), A.log_ratio(p.scale, q.scale), 1 + rest * excess)


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """e^{-log r/u}·|u|/r."""
    excess = _excess(p, q)
    return where_zero(
        A,
        excess,
        lambda: A.const(0),
        lambda: crossing_gap(A, A.const(excess), A.log_ratio(p.scale, q.scale)),
    )


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|s_p - s_q|."""
    return A.const(abs(p.scale - q.scale))


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """√2·|s_p - s_q|."""
    return A.sqrt(A.const(2)) * A.const(abs(p.scale - q.scale))


def unbounded(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """W_∞ of laws on a half-line that differ by their scale: +∞."""
    return where_zero(A, p.scale - q.scale, lambda: A.const(0), lambda: infinity(A))


def cramer(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """(s_p - s_q)²/(2(s_p + s_q))."""
    return A.const((p.scale - q.scale) ** 2 / (2 * (p.scale + q.scale)))


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """1 + log s."""
    return 1 + A.log(A.const(p.scale))


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "tv": Formula(tv),
    "kolmogorov": Formula(tv),
    "w1": Formula(w1),
    "w2": Formula(w2),
    "w_inf": Formula(unbounded),
    "cramer": Formula(cramer),
    "entropy": Formula(entropy),
}
