"""The entropy of triangular laws."""

from __future__ import annotations

from typing import Final

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """½ + log((high - low)/2)."""
    return A.const(1) / 2 + A.log(A.const((p.high - p.low) / 2))


FORMS: Final = {
    "entropy": Formula(entropy),
}
