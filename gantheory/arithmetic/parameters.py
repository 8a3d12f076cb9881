"""The operations that functions of parameters alone are written in: closed forms, with no place x in them.

Parameters are exact numbers (python-flint rationals, with :data:`~gantheory.arithmetic.reals.REALS`) or float arrays
with error bounds (with :data:`~gantheory.arithmetic.tracked.ARRAYS`). A formula forms differences and ratios of
parameters before they enter the arithmetic by ``const``: there they are exact, or have their relative accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from gantheory.arithmetic.interface import Value

#: A parameter, or a rational function of some.
Parameter = Any
#: One of the expressions to choose from.
Branch = Callable[[], Value]


class ParameterArithmetic(Protocol):
    """A number system for functions of parameters."""

    @property
    def minus_infinity(self) -> Value:
        """-∞ as an exact value."""

    def const(self, number: Parameter) -> Value:
        """The value of a parameter, or of an exact constant."""

    def pi(self) -> Value: ...
    def exp(self, y: Value) -> Value: ...
    def expm1(self, y: Value) -> Value: ...
    def log(self, y: Value) -> Value: ...
    def log1p(self, y: Value) -> Value: ...
    def sqrt(self, y: Value) -> Value: ...
    def atan(self, y: Value) -> Value: ...
    def erf(self, y: Value) -> Value: ...
    def erfc(self, y: Value) -> Value: ...
    def lgamma(self, number: Parameter) -> Value:
        """log Γ of a positive parameter."""

    def digamma(self, number: Parameter) -> Value:
        """ψ = (log Γ)' of a positive parameter."""

    def log_beta(self, a: Parameter, b: Parameter) -> Value: ...
    def log_ratio(self, x: Parameter, y: Parameter) -> Value:
        """log(x/y) of positive parameters, accurate where they are nearly equal."""

    def log1p_gap(self, u: Value, log: Value) -> Value:
        """u - log(1 + u) ≥ 0, given `log`, the logarithm; accurate where u is small."""

    def sharper(self, x: Branch, y: Branch) -> Value:
        """Of two expressions of one number the one that loses fewer digits."""

    def larger(self, x: Parameter, y: Parameter) -> Parameter: ...
    def smaller(self, x: Parameter, y: Parameter) -> Parameter: ...
    def sign(self, x: Parameter | Value) -> Any:
        """-1, 0 or 1, elementwise; NaN where an error hides it."""

    def by_sign(self, x: Parameter | Value, positive: Branch, zero: Branch, negative: Branch) -> Value:
        """The branch for the sign of x, elementwise; unknown where an error hides it."""
