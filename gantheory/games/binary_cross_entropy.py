"""Binary cross-entropy, the loss as classifiers are trained: L(y, ŷ) = -(y log ŷ + (1-y) log(1-ŷ))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gantheory.arithmetic.parse import expression_of

if TYPE_CHECKING:
    import sympy


def binary_cross_entropy(label: Any, output: Any) -> sympy.Expr:
    """L(y, ŷ) with the label first; terms with an exact zero factor vanish (0·log 0 = 0).

    Examples
    --------
    >>> from gantheory.symbols import D
    >>> binary_cross_entropy(1, D), binary_cross_entropy(0, D)
    (-log(D), -log(1 - D))
    """
    import sympy

    y, prediction = expression_of(label), expression_of(output)
    real = 0 if y == 0 else y * sympy.log(prediction)
    fake = 0 if y == 1 else (1 - y) * sympy.log(1 - prediction)
    return -(real + fake)
