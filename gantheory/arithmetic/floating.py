"""NumPy float64: quadrature, Monte Carlo, plots.

Callers run it under ``np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore")``
(:func:`quiet`): infinities are values here (log 0, KL = ∞), and a NaN that survives is caught where an
answer is made.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LOG2: Final = math.log(2)


def quiet() -> np.errstate:
    """The floating-point state in which this arithmetic runs: infinities are values, not warnings."""
    return np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore")


class Floating:
    """The arithmetic of float64 arrays."""

    minus_infinity: Final = -np.inf

    def const(self, number: Fraction | int) -> float:
        try:
            return float(number)
        except OverflowError:
            return math.copysign(math.inf, number)

    def pi(self) -> float:
        return math.pi

    exp = staticmethod(np.exp)
    log = staticmethod(np.log)
    log1p = staticmethod(np.log1p)
    sqrt = staticmethod(np.sqrt)
    absolute = staticmethod(np.abs)
    sin = staticmethod(np.sin)
    cos = staticmethod(np.cos)
    tanh = staticmethod(np.tanh)
    atan = staticmethod(np.arctan)
    erfc = staticmethod(special.erfc)
    sigmoid = staticmethod(special.expit)
    logaddexp = staticmethod(np.logaddexp)

    def power(self, y: Any, exponent: Fraction) -> Any:
        if exponent.denominator == 1 and abs(exponent.numerator) <= 4:
            return np.asarray(y, dtype=float) ** exponent.numerator
        return np.power(y, float(exponent))

    def log_absolute(self, y: Any) -> Any:
        return np.log(np.abs(y))

    def softplus(self, a: Any) -> Any:
        return np.logaddexp(0.0, a)

    def logsumexp(self, terms: Sequence[Any]) -> Any:
        result = terms[0]
        for term in terms[1:]:
            result = np.logaddexp(result, term)
        return result

    def weighted(self, log_weight: Any, y: Any) -> Any:
        if isinstance(log_weight, float):
            log_weight = np.float64(log_weight)
        product = np.exp(log_weight) * y
        if np.isnan(product).any():
            # 0·∞: nothing where the weight is absent, ∞ where it only underflowed.
            product = np.where(log_weight == -np.inf, 0.0, np.where(np.isinf(y), y, product))
        return product

    def entropy_gap(self, d: Any) -> Any:
        # With t = tanh(d/2): t·d - 2·log cosh(d/2), arranged to lose nothing near 0 nor at infinity.
        s = np.abs(d)
        small = np.minimum(s, 1.0)
        near = np.tanh(small / 2) * small - 2 * np.log1p(2 * np.sinh(small / 4) ** 2)
        if not np.any(s > 1.0):
            return near / 1.0
        e = np.exp(-s)
        # s·e^{-s} is 0 at s = ∞, where the product is ∞·0
        bend = np.where(e > 0.0, s, 0.0) * e / (1 + e)
        return np.where(s > 1.0, LOG2 - np.log1p(e) - bend, near)

    def lgamma(self, number: Fraction) -> float:
        return math.lgamma(number)

    def gammainc(self, shape: Fraction, y: Any) -> Any:
        return special.gammainc(float(shape), y)

    def gammaincc(self, shape: Fraction, y: Any) -> Any:
        return special.gammaincc(float(shape), y)

    def betainc(self, a: Fraction, b: Fraction, y: Any) -> Any:
        return special.betainc(float(a), float(b), y)


FLOATING: Final = Floating()
