"""What closed forms have in common: choices by exact signs, and the affinity of exponential laws.

A formula takes an arithmetic A and laws p, q, of which it reads the parameters: p.loc, p.scale.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import Branch, Parameter, ParameterArithmetic

#: A law, or what has its parameters as attributes.
Parameters = Any


def infinity(A: ParameterArithmetic) -> Value:
    """+∞ as an exact value."""
    return -A.minus_infinity


def euler_gamma(A: ParameterArithmetic) -> Value:
    """Euler's constant γ = -ψ(1)."""
    return -A.digamma(fmpq(1))


def where_positive(A: ParameterArithmetic, x: Parameter, positive: Branch, otherwise: Branch) -> Value:
    """`positive` where x > 0, else `otherwise`."""
    return A.by_sign(x, positive, otherwise, otherwise)


def where_zero(A: ParameterArithmetic, x: Parameter, zero: Branch, otherwise: Branch) -> Value:
    """`zero` where x = 0, else `otherwise`."""
    return A.by_sign(x, otherwise, zero, otherwise)


def tilt(A: ParameterArithmetic, weight: fmpq, u: Value, log: Value, margin: Parameter) -> Value:
    """b·log(1 + u) - log(1 + b·u), given log(1 + u) and the margin 1 + b·u, where that is positive; else +∞.

    It is the logarithm of the affinity of two exponential laws whose scales have the ratio 1 + u.
    """

    def finite() -> Value:
        scaled = A.const(weight) * u
        combined = A.log1p(scaled)
        return A.sharper(
            lambda: A.const(weight) * log - combined,
            lambda: A.log1p_gap(scaled, combined) - A.const(weight) * A.log1p_gap(u, log),
        )

    return where_positive(A, margin, finite, lambda: infinity(A))
