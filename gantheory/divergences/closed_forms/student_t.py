"""Closed forms for Student's t laws with equal degrees of freedom ν."""

from __future__ import annotations

from typing import Any, Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import shift_or_infinite
from gantheory.divergences.closed_forms.operations import Parameters, infinity, where_positive, where_zero


def same_df(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the degrees of freedom are equal, elementwise."""
    return A.sign(p.df - q.df) == 0


def same_df_one_equal(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """And, besides, the locations or the scales."""
    return same_df(A, p, q) & ((A.sign(p.loc - q.loc) == 0) | (A.sign(p.scale - q.scale) == 0))


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|Δ| for equal scales, |s_p - s_q|·E|T| for equal locations; E|T| = 2√ν/((ν - 1)·B(ν/2, 1/2)), +∞ for ν ≤ 1."""

    def stretched() -> Value:
        mean = 2 * A.sqrt(A.const(p.df)) / A.const(p.df - 1) * A.exp(-A.log_beta(p.df / 2, fmpq(1, 2)))
        return A.const(abs(p.scale - q.scale)) * mean

    return where_zero(
        A,
        p.scale - q.scale,
        lambda: A.const(abs(p.loc - q.loc)),
        lambda: where_positive(A, p.df - 1, stretched, lambda: infinity(A)),
    )


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """√(Δ² + (s_p - s_q)²·ν/(ν - 2)); +∞ for unequal scales and ν ≤ 2."""

    def spread() -> Value:
        return A.sqrt(A.const((p.loc - q.loc) ** 2 + (p.scale - q.scale) ** 2 * p.df / (p.df - 2)))

    return where_zero(
        A,
        p.scale - q.scale,
        lambda: A.const(abs(p.loc - q.loc)),
        lambda: where_positive(A, p.df - 2, spread, lambda: infinity(A)),
    )


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """½(ν + 1)[ψ((ν+1)/2) - ψ(ν/2)] + ½log ν + log B(ν/2, 1/2) + log s."""
    half = p.df / 2
    slope = A.digamma(half + fmpq(1, 2)) - A.digamma(half)
    return (
        A.const((p.df + 1) / 2) * slope
        + A.log(A.const(p.df)) / 2
        + A.log_beta(half, fmpq(1, 2))
        + A.log(A.const(p.scale))
    )


FORMS: Final = {
    "w1": Formula(w1, same_df_one_equal),
    "w2": Formula(w2, same_df),
    "w_inf": Formula(shift_or_infinite, same_df),
    "entropy": Formula(entropy),
}
