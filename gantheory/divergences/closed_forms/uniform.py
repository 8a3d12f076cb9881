"""Closed forms for uniform laws: piecewise rational functions of the ends."""

from __future__ import annotations

from typing import Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import Parameter, ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import (
    Parameters,
    infinity,
    where_positive,
)


def _width(p: Parameters) -> Parameter:
    return p.high - p.low


def _overlap(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Parameter:
    """The length of the common interval, or what is missing to it."""
    return A.smaller(p.high, q.high) - A.larger(p.low, q.low)


def _inside(A: ParameterArithmetic, p: Parameters, q: Parameters, inside: Value) -> Value:
    """`inside` where [p.low, p.high] lies in [q.low, q.high], else +∞."""
    below, above = p.low - q.low, q.high - p.high
    return A.by_sign(
        below,
        lambda: A.by_sign(above, lambda: inside, lambda: inside, lambda: infinity(A)),
        lambda: A.by_sign(above, lambda: inside, lambda: inside, lambda: infinity(A)),
        lambda: infinity(A),
    )


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The logarithm of the ratio of the widths where p lies in q, else +∞."""
    return _inside(A, p, q, A.log_ratio(_width(q), _width(p)))


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """log of the overlap less the mixed log-widths; -∞ for disjoint laws, +∞ where a power of 0 is infinite."""
    overlap = _overlap(A, p, q)

    def common() -> Value:
        first = A.const(order) * A.log_ratio(overlap, _width(p))
        return first + A.const(1 - order) * A.log_ratio(overlap, _width(q))

    def value() -> Value:
        return where_positive(A, overlap, common, lambda: A.minus_infinity)

    if order > 1:
        return _inside(A, p, q, value())
    return _inside(A, q, p, value()) if order < 0 else value()


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """1 - overlap/(the larger width)."""
    overlap = _overlap(A, p, q)
    widest = A.larger(_width(p), _width(q))
    return where_positive(A, overlap, lambda: A.const((widest - overlap) / widest), lambda: A.const(1))


def kolmogorov(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The largest gap of the cdfs, at one of the four ends."""

    def gap(x: Parameter) -> Parameter:
        return abs(_cdf(A, p, x) - _cdf(A, q, x))

    ends = A.larger(gap(p.low), gap(p.high)), A.larger(gap(q.low), gap(q.high))
    return A.const(A.larger(*ends))


def _cdf(A: ParameterArithmetic, p: Parameters, x: Parameter) -> Parameter:
    """The cdf, exact where it is 0 or 1."""
    width = _width(p)
    zero = width - width
    return A.smaller(A.larger((x - p.low) / width, zero), zero + 1)


def _end_shifts(p: Parameters, q: Parameters) -> tuple[Parameter, Parameter]:
    """By how much the monotone coupling moves the lower and the upper end; it is linear between them."""
    return p.low - q.low, p.high - q.high


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """(|α + β|)/2 for shifts α, β of one sign, else (α² + β²)/(2(|α| + |β|))."""
    low, high = _end_shifts(p, q)
    one_sign = A.const(abs(low + high)) / 2
    return A.by_sign(
        low * high,
        lambda: one_sign,
        lambda: one_sign,
        lambda: A.const((low**2 + high**2) / (2 * (abs(low) + abs(high)))),
    )


def w2(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """√((α² + αβ + β²)/3) for the shifts α, β of the ends."""
    low, high = _end_shifts(p, q)
    # (3(α + β)² + (α - β)²)/4, a sum of squares
    return A.sqrt(A.const((3 * (low + high) ** 2 + (low - high) ** 2) / 12))


def w_inf(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The larger shift of an end."""
    low, high = _end_shifts(p, q)
    return A.const(A.larger(abs(low), abs(high)))


def cramer(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """E|X - Y| - (|p| + |q|)/6 with E|X - Y| = Σ ±|difference of two ends|³/(6·|p|·|q|)."""
    cubes = abs(p.high - q.low) ** 3 + abs(p.low - q.high) ** 3 - abs(p.low - q.low) ** 3 - abs(p.high - q.high) ** 3
    width_p, width_q = _width(p), _width(q)
    return A.const(cubes / (6 * width_p * width_q) - (width_p + width_q) / 6)


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """The logarithm of the width."""
    return A.log(A.const(_width(p)))


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "tv": Formula(tv),
    "kolmogorov": Formula(kolmogorov),
    "w1": Formula(w1),
    "w2": Formula(w2),
    "w_inf": Formula(w_inf),
    "cramer": Formula(cramer),
    "entropy": Formula(entropy),
}
