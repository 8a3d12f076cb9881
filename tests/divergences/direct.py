"""Quantities of two laws from their definitions, in mpmath: an oracle for closed forms that shares no code with them.

The densities and cdfs are written here once more; integrals are taken between given points, the crossings of the
densities (or of the cdfs) among them, found by bisection on a fine grid.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from mpmath import mp, mpf

DIGITS = 20


@dataclass(frozen=True)
class Direct:
    """A density and a cdf in mpmath, the ends of the support, and points that cut the integrals."""

    pdf: Callable[[mpf], mpf]
    cdf: Callable[[mpf], mpf]
    low: mpf
    high: mpf
    cuts: tuple[mpf, ...]


def direct(name, *parameters):
    """The law called `name`."""
    return globals()["_" + name](*map(mpf, parameters))


def _line(pdf, cdf, m, s, reach=(1, 4, 12, 40)):
    return Direct(pdf, cdf, -mp.inf, mp.inf, (m, *(m + s * k for k in reach), *(m - s * k for k in reach)))


def _Normal(m, s):
    return _line(lambda x: mp.npdf(x, m, s), lambda x: mp.ncdf(x, m, s), m, s, (1, 3, 8, 16))


def _Laplace(m, s):
    def cdf(x):
        return mp.exp((x - m) / s) / 2 if x < m else 1 - mp.exp((m - x) / s) / 2

    return _line(lambda x: mp.exp(-abs(x - m) / s) / (2 * s), cdf, m, s)


def _Logistic(m, s):
    def pdf(x):
        e = mp.exp(-abs(x - m) / s)
        return e / (s * (1 + e) ** 2)

    return _line(pdf, lambda x: 1 / (1 + mp.exp(-(x - m) / s)), m, s)


def _Cauchy(m, s):
    def pdf(x):
        return s / (mp.pi * (s * s + (x - m) ** 2))

    return _line(pdf, lambda x: mpf(1) / 2 + mp.atan((x - m) / s) / mp.pi, m, s, (1, 10, 100, 10**4, 10**8))


def _StudentT(n, m, s):
    c = mp.gamma((n + 1) / 2) / (mp.sqrt(n * mp.pi) * mp.gamma(n / 2) * s)

    def cdf(x):
        z = (x - m) / s
        tail = mp.betainc(n / 2, mpf(1) / 2, 0, n / (n + z * z), regularized=True) / 2
        return 1 - tail if z > 0 else tail

    return _line(lambda x: c * (1 + ((x - m) / s) ** 2 / n) ** (-(n + 1) / 2), cdf, m, s, (1, 10, 100, 10**4))


def _Gumbel(m, s):
    def pdf(x):
        z = (x - m) / s
        return mp.exp(-z) * cdf(x) / s if z > -60 else mpf(0)

    def cdf(x):
        # mpmath would work out e^(-e^60), of 10^25 digits before the point
        return mp.exp(-mp.exp(-(x - m) / s)) if (x - m) / s > -60 else mpf(0)

    return _line(pdf, cdf, m, s, (1, 2, 4, 10, 40))


def _half_line(pdf, cdf, s, start=0):
    return Direct(pdf, cdf, mpf(start), mp.inf, tuple(start + s * mpf(2) ** k for k in range(-40, 8, 4)))


def _Gamma(k, s):
    def pdf(x):
        return (x / s) ** (k - 1) * mp.exp(-x / s) / (s * mp.gamma(k)) if x > 0 else mpf(0)

    return _half_line(pdf, lambda x: mp.gammainc(k, 0, x / s, regularized=True) if x > 0 else mpf(0), s)


def _Exponential(s):
    return _half_line(lambda x: mp.exp(-x / s) / s, lambda x: -mp.expm1(-x / s) if x > 0 else mpf(0), s)


def _Weibull(k, s):
    def pdf(x):
        return k / s * (x / s) ** (k - 1) * mp.exp(-((x / s) ** k)) if x > 0 else mpf(0)

    return _half_line(pdf, lambda x: -mp.expm1(-((x / s) ** k)) if x > 0 else mpf(0), s)


def _HalfNormal(s):
    return _half_line(lambda x: 2 * mp.npdf(x, 0, s), lambda x: mp.erf(x / (s * mp.sqrt(2))) if x > 0 else mpf(0), s)


def _LogNormal(m, s):
    def pdf(x):
        return mp.npdf(mp.log(x), m, s) / x if x > 0 else mpf(0)

    cuts = tuple(mp.exp(m + s * k) for k in (-12, -8, -4, -2, 0, 2, 4, 8, 12))
    return Direct(pdf, lambda x: mp.ncdf(mp.log(x), m, s) if x > 0 else mpf(0), mpf(0), mp.inf, cuts)


def _Pareto(k, s):
    def pdf(x):
        return k / s * (s / x) ** (k + 1) if x >= s else mpf(0)

    cuts = (s, *(s * mpf(10) ** j for j in (1, 2, 4, 8)))
    return Direct(pdf, lambda x: 1 - (s / x) ** k if x > s else mpf(0), s, mp.inf, cuts)


def _Beta(a, b):
    def pdf(x):
        return x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b)

    ends = [mpf(2) ** -k for k in range(1, 60, 8)]
    return Direct(
        pdf,
        lambda x: mp.betainc(a, b, 0, x, regularized=True),
        mpf(0),
        mpf(1),
        (*ends, *(1 - e for e in ends)),
    )


def _Uniform(a, b):
    def cdf(x):
        return min(max((x - a) / (b - a), mpf(0)), mpf(1))

    return Direct(lambda x: 1 / (b - a) if a <= x <= b else mpf(0), cdf, a, b, (a, b))


def _Triangular(a, c, b):
    def pdf(x):
        if x < a or x > b:
            return mpf(0)
        return 2 * (x - a) / ((b - a) * (c - a)) if x < c else 2 * (b - x) / ((b - a) * (b - c))

    return Direct(pdf, lambda x: mp.nan, a, b, (a, c, b))


def _points(low, high, *laws):
    return [low, *sorted({c for law in laws for c in law.cuts if low < c < high}), high]


def _integral(f, points):
    return mp.fsum(mp.quad(f, [a, b]) for a, b in itertools.pairwise(points))


def _crossings(g, points):
    """Where g changes its sign between the finite points, each interval cut into 12."""
    finite = [x for x in points if mp.isfinite(x)]
    # every second one, so that none lies between the last place of an interval and the first of the next
    found = []
    for a, b in [*itertools.pairwise(finite), *zip(finite, finite[2:])]:
        # places at which no symmetric pair crosses exactly
        grid = [a + (b - a) * (k + mpf("0.377")) / 12 for k in range(12)]
        values = [g(x) for x in grid]
        for u, v, below, above in zip(grid, grid[1:], values, values[1:]):
            if below * above < 0:
                found.append(mp.findroot(g, (u, v), solver="anderson", verify=False))
    return [x for i, x in enumerate(found) if all(abs(x - y) > mpf(10) ** -12 * (1 + abs(x)) for y in found[:i])]


def evaluate(quantity, p, q=None, order=None):
    """The quantity from its definition, to about 15 digits."""
    with mp.workdps(DIGITS):
        return _QUANTITIES[quantity](p, q, *(() if order is None else (mpf(order),)))


def _entropy(p, q):
    def f(x):
        y = p.pdf(x)
        return -y * mp.log(y) if y else mpf(0)

    return _integral(f, _points(p.low, p.high, p))


def _kl(p, q):
    def f(x):
        y, z = p.pdf(x), q.pdf(x)
        # where both underflow nothing is left to add
        return y * mp.log(y / z) if y > 0 and z > 0 else mpf(0)

    return _integral(f, _points(p.low, p.high, p, q))


def _log_affinity(p, q, a):
    def f(x):
        y, z = p.pdf(x), q.pdf(x)
        return y**a * z ** (1 - a) if y > 0 and z > 0 else mpf(0)

    return mp.log(_integral(f, _points(max(p.low, q.low), min(p.high, q.high), p, q)))


def _tv(p, q):
    points = _points(min(p.low, q.low), max(p.high, q.high), p, q)
    jumps = [x for x in (p.low, p.high, q.low, q.high) if mp.isfinite(x)]
    at = sorted({*_crossings(lambda x: p.pdf(x) - q.pdf(x), points), *jumps})
    gaps = [mpf(0), *(p.cdf(x) - q.cdf(x) for x in at), mpf(0)]
    return mp.fsum(abs(v - u) for u, v in itertools.pairwise(gaps)) / 2


def _kolmogorov(p, q):
    points = _points(min(p.low, q.low), max(p.high, q.high), p, q)
    jumps = [x for x in (p.low, p.high, q.low, q.high) if mp.isfinite(x)]
    at = {*_crossings(lambda x: p.pdf(x) - q.pdf(x), points), *jumps}
    return max(abs(p.cdf(x) - q.cdf(x)) for x in at)


def _w1(p, q):
    points = _points(min(p.low, q.low), max(p.high, q.high), p, q)
    inner = _crossings(lambda x: p.cdf(x) - q.cdf(x), points)
    return _integral(lambda x: abs(p.cdf(x) - q.cdf(x)), sorted({*points, *inner}))


def _cramer(p, q):
    return _integral(lambda x: (p.cdf(x) - q.cdf(x)) ** 2, _points(min(p.low, q.low), max(p.high, q.high), p, q))


_QUANTITIES = {
    "entropy": _entropy,
    "kl": _kl,
    "log_affinity": _log_affinity,
    "tv": _tv,
    "kolmogorov": _kolmogorov,
    "w1": _w1,
    "cramer": _cramer,
    "cross_entropy": lambda p, q: _entropy(p, None) + _kl(p, q),
}
