"""NumPy float64: quadrature, Monte Carlo, plots.

Callers run it under ``np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore")``
(:func:`quiet`): infinities are values here (log 0, KL = ∞), and a NaN that survives is caught where an
answer is made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from gantheory.arithmetic.interface import Arithmetic, Derived

Floats = NDArray[np.float64]

LOG2: Final = math.log(2)

#: e to more than this is not formed.
LARGE_LOG: Final = 500.0


def quiet() -> np.errstate:
    """The floating-point state in which this arithmetic runs: infinities are values, not warnings."""
    return np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore")


class Floating(Derived):
    """The arithmetic of float64 arrays."""

    minus_infinity: Final = -np.inf

    def const(self, number: Fraction | float) -> float:
        try:
            return float(number)
        except OverflowError:
            return math.inf if number > 0 else -math.inf

    def pi(self) -> float:
        return math.pi

    exp = staticmethod(np.exp)
    log = staticmethod(np.log)
    log1p = staticmethod(np.log1p)
    sqrt = staticmethod(np.sqrt)
    absolute = staticmethod(np.abs)
    sign = staticmethod(np.sign)
    sin = staticmethod(np.sin)
    cos = staticmethod(np.cos)
    tanh = staticmethod(np.tanh)
    atan = staticmethod(np.arctan)
    erf = staticmethod(special.erf)
    erfc = staticmethod(special.erfc)
    sigmoid = staticmethod(special.expit)
    logaddexp = staticmethod(np.logaddexp)

    def log1p_square(self, z: Any) -> Any:
        result = np.log1p(z * z)
        if np.isinf(result).any():
            result = np.where(np.isinf(result), 2 * np.log(np.abs(z)), result)
        return result

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
        # ½·d·tanh(d/2) - log cosh(d/2), arranged to lose nothing near 0 nor at infinity.
        s = np.abs(np.asarray(d, dtype=float))
        e = np.exp(-s)
        # s·e^{-s} is 0 at s = ∞, where the product is ∞·0
        gap = np.asarray(LOG2 - np.log1p(e) - np.minimum(s, 800.0) * e / (1 + e))
        near = s < 1.0
        if near.any():
            gap[near] = _near_gap(s[near])
        return gap[()]

    def jensen_gap(self, l: Any, k: Any, d: Any) -> Any:
        s = np.abs(d)
        e = np.exp(-s)
        one = 1 + e
        # s·e^{-s} is 0 at s = ∞, where the product is ∞·0
        gap = np.asarray(LOG2 - np.log1p(e) - np.minimum(s, 800.0) * e / one)
        near = s < 1.0
        if near.any():
            gap[near] = _near_gap(s[near])
        result = np.exp(np.maximum(l, k)) * one * gap
        if np.isnan(result.sum()):
            result = np.where(np.maximum(l, k) == -np.inf, 0.0, result)
        return result

    def power_gap(self, a: Fraction, l: Any, k: Any, d: Any) -> Any:
        order, product = float(a), self.const(a * (1 - a))
        result = np.asarray(super().power_gap(a, l, k, d))
        size = np.abs(d)
        near = size * max(abs(order), 1.0) < 0.5
        if np.any(near):
            shape = result.shape
            small = np.broadcast_to(d, shape)[near]
            # e^k·(a·expm1(d) - expm1(a·d)): what is left of 1 has cancelled exactly
            gap = _expm1_gap(small) * order - _expm1_gap(order * small)
            result[near] = np.exp(np.broadcast_to(k, shape)[near]) * gap / product
        return result[()]

    def exp_difference(self, l: Any, k: Any, d: Any) -> Any:
        larger = np.maximum(l, k)
        result = np.copysign(np.exp(larger) * -np.expm1(-np.abs(d)), d)
        if np.isnan(result.sum()):
            # two absent densities, or one that overflows
            result = np.where(larger == -np.inf, 0.0, result)
        return result

    def log_gamma_ratio(self, a: Fraction, b: Fraction) -> float:
        step = float((a - b) / b)
        if abs(step) > _TAYLOR_RANGE:
            return self.lgamma(a) - self.lgamma(b)
        # Σ ψ⁽ⁿ⁻¹⁾(b)(a-b)ⁿ/n!, whose terms fall like (a/b - 1)ⁿ
        orders = np.arange(_TAYLOR_TERMS)
        terms = special.polygamma(orders, float(b)) * float(b) ** (orders + 1) / special.factorial(orders + 1)
        return float(np.sum((terms * step ** (orders + 1))[::-1]))

    def absent(self, l: Any) -> bool:
        return isinstance(l, float) and l == -np.inf

    def perspective(self, f: Callable, conjugate: Callable, l: Any, k: Any, d: Any) -> Any:
        # from the larger density, so that neither e^d nor f of it overflows
        below = self.weighted(k, f(self, np.minimum(d, 0.0)))
        return np.where(d <= 0, below, self.weighted(l, conjugate(self, np.minimum(-d, 0.0))))

    def log_average(self, weight: Fraction, d: Any) -> Any:
        # 1 - w has digits of its own: where w is 1e-12, or next to 1, all that is left of 1 ± w is rounding
        w, rest = float(weight), float(1 - weight)
        d = np.asarray(d, dtype=float)
        excess = w * np.expm1(np.minimum(d, LARGE_LOG))
        result = np.where(excess > -0.5, np.log1p(excess), np.log(rest + w * np.exp(np.minimum(d, 0.0))))
        # from e^d where it is large, so that nothing overflows
        return np.where(d > LARGE_LOG, d + np.log(w + rest * np.exp(-np.maximum(d, 0.0))), result)[()]

    def constant(self, definition: Callable[[Arithmetic], Any]) -> float:
        from gantheory.arithmetic.ball import resolved

        return float(resolved(definition, 64).mid())

    def lgamma(self, number: Fraction) -> float:
        try:
            return math.lgamma(number)
        except OverflowError:
            return math.inf

    def gammainc(self, shape: Fraction, y: Any) -> Any:
        return special.gammainc(float(shape), y)

    def gammaincc(self, shape: Fraction, y: Any) -> Any:
        return special.gammaincc(float(shape), y)

    def log_beta(self, a: Fraction, b: Fraction) -> float:
        return _log_beta(*sorted((float(a), float(b))))

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> Any:
        left, right = float(a), float(b)
        beyond = special.betainc(right, left, complement)
        # 1 - beyond while it is large: betaincc(1/2, 1/2, 1e-18) is off by 8e-12.
        reflected = np.where(beyond < 0.5, 1 - beyond, special.betaincc(right, left, complement))
        return np.where(np.asarray(y) <= 0.5, special.betainc(left, right, y), reflected)

    def student_tail(self, df: Fraction, z: Any) -> Any:
        distance = np.abs(z)
        square = np.minimum(distance, _FAR) ** 2
        half = df / 2
        upper = self.betainc(half, Fraction(1, 2), 1 / (1 + square), square / (1 + square)) / 2
        leading = np.power(distance, -float(df)) / (float(df) * special.beta(float(half), 0.5))
        upper = np.where(distance < _FAR, upper, leading)
        return np.where(np.asarray(z) >= 0, upper, 1 - upper)


def _near_gap(s: Floats) -> Floats:
    """½·s·tanh(s/2) - log cosh(s/2), accurate as s → 0, where it is s²/8."""
    half = s / 2
    return half * np.tanh(half) - np.log1p(2 * np.square(np.sinh(half / 2)))


def _expm1_gap(y: Floats) -> Floats:
    """e^y - 1 - y for |y| ≤ 1/2, accurate as y → 0: its Taylor series, of which the last term is 2⁻⁵⁵ of the first."""
    total = np.full_like(y, 1 / 14.0)
    for n in range(13, 2, -1):
        total = (1 + total * y) / n
    return y * y / 2 * (1 + total * y)


#: Where the leading term of Student's tail, of relative error 1/z², is exact to rounding.
_FAR: Final = 1e10

#: Within this share of b the Taylor series of log Γ at b is summed, with so many terms: (1/32)^11 is 2^-55.
_TAYLOR_RANGE: Final = 1 / 32
_TAYLOR_TERMS: Final = 11

#: From here on the eight terms of Stirling's series below are exact to rounding (the ninth is 2e-18).
_STIRLING_FROM: Final = 10.0

#: B₂ₙ/(2n(2n-1)), the coefficients of 1/x^(2n-1) in log Γ(x) (Abramowitz & Stegun 6.1.41).
_STIRLING: Final = (
    1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400,
)  # fmt: skip


def _stirling_remainder(x: float) -> float:
    """log Γ(x) - (x - 1/2)·log x + x - log(2π)/2 for x ≥ 10."""
    total = 0.0
    for coefficient in reversed(_STIRLING):
        total = total / (x * x) + coefficient
    return total / x


def _log_beta(small: float, large: float) -> float:
    """log B(small, large), by Stirling's series for the log-gammas of large arguments."""
    both = small + large
    if large < _STIRLING_FROM:
        return math.lgamma(small) + math.lgamma(large) - math.lgamma(both)
    remainder = _stirling_remainder(large) - _stirling_remainder(both)
    if small < _STIRLING_FROM:
        power = small - small * math.log(large) - (both - 0.5) * math.log1p(small / large)
        return math.lgamma(small) + power + remainder
    power = -(small - 0.5) * math.log1p(large / small) - (large - 0.5) * math.log1p(small / large)
    return power + math.log(2 * math.pi / both) / 2 + _stirling_remainder(small) + remainder


FLOATING: Final = Floating()
