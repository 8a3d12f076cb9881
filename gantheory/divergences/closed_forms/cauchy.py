r"""Closed forms for Cauchy laws.

All f-divergences of two Cauchy laws are functions of w = (Δ² + (s_p - s_q)²)/(4·s_p·s_q), and symmetric
:cite:p:`NielsenOkamura2022`. The affinity of an integer order is a Legendre polynomial at 1 + 2w; that of order 1/2 is
an elliptic integral, for which there is no form here.
"""

from __future__ import annotations

import math
from typing import Any, Final

from flint import fmpq

from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import Parameter, ParameterArithmetic
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.location_scale import shift_or_infinite
from gantheory.divergences.closed_forms.operations import Parameters

#: Orders up to here, the degree of a polynomial.
_MAX_ORDER: Final = 64


def _separation(p: Parameters, q: Parameters) -> Parameter:
    return ((p.loc - q.loc) ** 2 + (p.scale - q.scale) ** 2) / (4 * p.scale * q.scale)


def kl(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """log(1 + w)."""
    return A.log1p(A.const(_separation(p, q)))


def log_affinity(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Value:
    """log of the Legendre polynomial P_n(1 + 2w) = Σ C(n, k)·C(n+k, k)·w^k, n = a - 1 or -a."""
    w = A.const(_separation(p, q))
    n = _degree(order)
    total = A.const(0)
    for k in range(n, 0, -1):
        total = (total + math.comb(n, k) * math.comb(n + k, k)) * w
    return A.log1p(total)


def _degree(order: fmpq) -> int:
    return int(order.p) - 1 if order >= 1 else -int(order.p)


def integer_order(A: ParameterArithmetic, p: Parameters, q: Parameters, order: fmpq) -> Any:
    """Whether the order is an integer of moderate size."""
    return order.q == 1 and _degree(order) <= _MAX_ORDER


def tv(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """(2/π)·atan √w."""
    return 2 * A.atan(A.sqrt(A.const(_separation(p, q)))) / A.pi()


def kolmogorov(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """The gap of the cdfs at the crossing beyond which the wider law's median lies; TV for equal scales."""
    distance = abs(p.loc - q.loc)
    s, w = A.smaller(p.scale, q.scale), A.larger(p.scale, q.scale)
    excess = w - s
    root = A.sqrt(A.const(s * w * (distance**2 + excess**2)))
    delta, narrow, wide = A.const(distance), A.const(s), A.const(w)

    def gap() -> Value:
        z_narrow = A.const(distance**2 + excess * w) / (root + narrow * delta)
        z_wide = A.const(s * excess - distance**2) / (root + wide * delta)
        return (A.atan(z_narrow) - A.atan(z_wide)) / A.pi()

    return A.by_sign(excess, gap, lambda: tv(A, p, q), gap)


def cramer(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
    """(2/π)·[s_p·log 2s_p + s_q·log 2s_q - Re z·log z], z = s_p + s_q + iΔ; logarithms relative to s_p + s_q."""
    total = p.scale + q.scale
    slope = A.const((p.loc - q.loc) / total)
    own = A.const(p.scale) * A.log_ratio(2 * p.scale, total) + A.const(q.scale) * A.log_ratio(2 * q.scale, total)
    cross = A.const(total) * (A.log1p(slope * slope) / 2 - slope * A.atan(slope))
    return 2 * (own - cross) / A.pi()


def entropy(A: ParameterArithmetic, p: Parameters) -> Value:
    """log 4πs."""
    return A.log(4 * A.pi() * A.const(p.scale))


FORMS: Final = {
    "kl": Formula(kl),
    "log_affinity": Formula(log_affinity, integer_order),
    "tv": Formula(tv),
    "kolmogorov": Formula(kolmogorov),
    "w1": Formula(shift_or_infinite),
    "w2": Formula(shift_or_infinite),
    "w_inf": Formula(shift_or_infinite),
    "cramer": Formula(cramer),
    "entropy": Formula(entropy),
}
