"""Wasserstein distances within a location-scale family: the monotone coupling is x ↦ Δ + s·Z, s = σ_p - σ_q."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters, infinity, where_zero


def w2_of(
    variance: Callable[[ParameterArithmetic, Parameters], Value],
    mean: Callable[[ParameterArithmetic], Value] | None = None,
) -> Formula:
    """W₂ = √((Δ + s·EZ)² + s²·Var Z), given the moments of Z."""

    def value(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
        def spread() -> Value:
            shift, stretch = A.const(p.loc - q.loc), A.const(p.scale - q.scale)
            if mean is not None:
                shift = shift + stretch * mean(A)
            return A.sqrt(shift * shift + stretch * stretch * variance(A, p))

        return where_zero(A, p.scale - q.scale, lambda: A.const(abs(p.loc - q.loc)), spread)

    return Formula(value)


def shift_or_infinite(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """|Δ| for equal scales, else +∞: W_∞ of laws with an unbounded support, every W_r without a mean."""
    return where_zero(A, p.scale - q.scale, lambda: A.const(abs(p.loc - q.loc)), lambda: infinity(A))


def equal_scales(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the scales are equal, elementwise."""
    return A.sign(p.scale - q.scale) == 0


def one_equal(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Any:
    """Whether the laws differ by location or by scale only, elementwise."""
    return (A.sign(p.loc - q.loc) == 0) | (A.sign(p.scale - q.scale) == 0)
