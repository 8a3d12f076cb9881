r"""Closed forms for normal laws.

Between the two points where densities of unequal scales cross, the narrower law is the larger; with its own
standardized coordinate z and the other's w, Δ = |μ_p - μ_q|, K = σ_w² - σ_n² and R² = Δ² + 2K·log(σ_w/σ_n) these
are :math:`z_\pm = (\pm\sigma_w R - \Delta\sigma_n)/K` and :math:`w_\pm = (\pm\sigma_n R - \Delta\sigma_w)/K`, written
below without the subtraction.

References: :cite:t:`Gil2013` for the divergences; Cramér distance from :math:`\int (F-G)^2 = E|X-Y| - \tfrac12
E|X-X'| - \tfrac12 E|Y-Y'|`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import Parameter, ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import shift_or_infinite, w2_of
from gantheory.divergences.closed_forms.operations import Parameters, infinity, tilt, where_positive, where_zero


def _variance_excess(p: Parameters, q: Parameters) -> Parameter:
    """σ_p²/σ_q² - 1."""
    return (p.scale - q.scale) * (p.scale + q.scale) / (q.scale * q.scale)


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """(Δ²/σ_q² + u - log(1 + u))/2 with u = σ_p²/σ_q² - 1."""
    shift = A.const((p.loc - q.loc) / q.scale)
    excess = A.const(_variance_excess(p, q))
    return (shift * shift + A.log1p_gap(excess, 2 * A.log_ratio(p.scale, q.scale))) / 2


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """½[b·log(1 + u) - log(1 + b·u)] - ½ab·Δ²/(aσ_q² + bσ_p²), b = 1 - a; +∞ unless aσ_q² + bσ_p² > 0."""
    rest = 1 - order
    spread = order * q.scale**2 + rest * p.scale**2

    def finite() -> Value:
        excess = _variance_excess(p, q)
        log = 2 * A.log_ratio(p.scale, q.scale)
        shift = A.const(order * rest / 2 * (p.loc - q.loc) ** 2 / spread)
        return tilt(A, rest, A.const(excess), log, 1 + rest * excess) / 2 - shift

    return where_positive(A, spread, finite, lambda: infinity(A))


class _Crossing(NamedTuple):
    """The narrower law's and the other's standardized coordinates of the crossing points, all divided by √2."""

    narrow_lower: Value
    narrow_upper: Value
    wide_lower: Value
    wide_upper: Value


def _crossing(A: ParameterArithmetic, narrow: Parameters, wide: Parameters) -> _Crossing:
    distance = abs(narrow.loc - wide.loc)
    delta, s, w = A.const(distance), A.const(narrow.scale), A.const(wide.scale)
    excess = A.const((wide.scale - narrow.scale) * (wide.scale + narrow.scale))
    log = 2 * A.log_ratio(wide.scale, narrow.scale)
    root = A.sqrt(delta * delta + excess * log)
    two = A.sqrt(A.const(2))
    return _Crossing(
        -(delta * s + w * root) / (excess * two),
        (delta * delta + w * w * log) / ((w * root + delta * s) * two),
        -(delta * w + s * root) / (excess * two),
        (s * s * log - delta * delta) / ((s * root + delta * w) * two),
    )


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The gaps of the cdfs at the crossing points, added; erf(Δ/(2√2σ)) for equal scales."""

    def unequal(narrow: Parameters, wide: Parameters) -> Value:
        at = _crossing(A, narrow, wide)
        lower = A.erfc(-at.wide_lower) - A.erfc(-at.narrow_lower)
        return (lower + A.erfc(at.wide_upper) - A.erfc(at.narrow_upper)) / 2

    return A.by_sign(p.scale - q.scale, lambda: unequal(q, p), lambda: _equal_scales(A, p, q), lambda: unequal(p, q))


def kolmogorov(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The gap of the cdfs at the crossing point beyond which the wider law's mean lies."""

    def unequal(narrow: Parameters, wide: Parameters) -> Value:
        at = _crossing(A, narrow, wide)
        return (A.erfc(at.wide_upper) - A.erfc(at.narrow_upper)) / 2

    return A.by_sign(p.scale - q.scale, lambda: unequal(q, p), lambda: _equal_scales(A, p, q), lambda: unequal(p, q))


def _equal_scales(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    return A.erf(A.const(abs(p.loc - q.loc) / (2 * p.scale)) / A.sqrt(A.const(2)))


def _folded_mean(A: ParameterArithmetic, loc: Parameter, variance: Parameter) -> Value:
    """E|X| for X normal: σ√(2/π)·e^{-μ²/2σ²} + |μ|·erf(|μ|/(σ√2)), σ > 0."""
    square = A.const(loc * loc / (2 * variance))
    bulk = A.sqrt(A.const(2 * variance) / A.pi()) * A.exp(-square)
    return bulk + A.const(abs(loc)) * A.erf(A.sqrt(square))


def w1(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """E|Δ + (σ_p - σ_q)Z|, the monotone coupling's cost."""
    shift, stretch = p.loc - q.loc, p.scale - q.scale
    return where_zero(A, stretch, lambda: A.const(abs(shift)), lambda: _folded_mean(A, shift, stretch * stretch))


def cramer(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """E|X - Y| - (σ_p + σ_q)/√π."""
    own = A.const(p.scale + q.scale) / A.sqrt(A.pi())
    return _folded_mean(A, p.loc - q.loc, p.scale**2 + q.scale**2) - own


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """½log(2πe) + log σ."""
    return A.log(A.const(p.scale)) + (A.log(2 * A.pi()) + 1) / 2


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity),
    "tv": Formula(tv),
    "kolmogorov": Formula(kolmogorov),
    "w1": Formula(w1),
    "w2": w2_of(lambda A, p: A.const(1)),
    "w_inf": Formula(shift_or_infinite),
    "cramer": Formula(cramer),
    "entropy": Formula(entropy),
}
