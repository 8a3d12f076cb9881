"""W1 = ∫|F - G| by mpmath at 50 digits, on two different subdivisions that have to agree."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import mpmath
from flint import fmpq
from mpmath import mp, mpf
from truth_laws import (
    Base,
    Exponential,
    Gamma,
    HalfNormal,
    Laplace,
    Law,
    Logistic,
    LogNormal,
    Normal,
    StudentT,
    Uniform,
    read,
)
from truths import Truth

DIGITS = 34
Tails = Callable[[mpf], tuple[mpf, mpf]]


def exact(number: fmpq) -> mpf:
    return mpf(int(number.p)) / int(number.q)


def tails(base: Base) -> Tails | None:
    """x → (F, 1 - F), each accurate where it is small; None for laws without a simple form here."""
    m, s = exact(base.center), exact(base.scale)
    if isinstance(base, HalfNormal) or not isinstance(
        base, Normal | Laplace | Logistic | StudentT | Exponential | Gamma | LogNormal | Uniform
    ):
        return None
    if isinstance(base, Normal):
        return lambda x: (mpmath.erfc((m - x) / s / mpmath.sqrt(2)) / 2, mpmath.erfc((x - m) / s / mpmath.sqrt(2)) / 2)
    if isinstance(base, LogNormal):
        mu, width = exact(base.mu), exact(base.sigma) * mpmath.sqrt(2)
        return lambda x: (
            (mpf(0), mpf(1))
            if x <= 0
            else (mpmath.erfc((mu - mpmath.log(x)) / width) / 2, mpmath.erfc((mpmath.log(x) - mu) / width) / 2)
        )
    if isinstance(base, Laplace):
        return lambda x: _symmetric(mpmath.exp(-abs(x - m) / s) / 2, x > m)
    if isinstance(base, Logistic):
        return lambda x: _symmetric(1 / (1 + mpmath.exp(abs(x - m) / s)), x > m)
    if isinstance(base, StudentT):
        return _student(exact(base.df), m, s)
    if isinstance(base, Exponential):
        return lambda x: (mpf(0), mpf(1)) if x <= 0 else (-mpmath.expm1(-x / s), mpmath.exp(-x / s))
    if isinstance(base, Gamma):
        k = exact(base.shape)
        return lambda x: (
            (mpf(0), mpf(1))
            if x <= 0
            else (mpmath.gammainc(k, 0, x / s, regularized=True), mpmath.gammainc(k, x / s, regularized=True))
        )
    low, high = exact(base.low), exact(base.high)
    return lambda x: (
        min(max((x - low) / (high - low), mpf(0)), mpf(1)),
        min(max((high - x) / (high - low), mpf(0)), mpf(1)),
    )


def _within(share: mpf) -> mpf:
    return min(max(share, mpf(0)), mpf(1))


def _symmetric(tail: mpf, right: bool) -> tuple[mpf, mpf]:
    return (1 - tail, tail) if right else (tail, 1 - tail)


def _student(df: mpf, m: mpf, s: mpf) -> Tails:
    if df == 1:
        return lambda x: _symmetric(mpmath.atan2(1, abs(x - m) / s) / mpmath.pi, x > m)

    def both(x: mpf) -> tuple[mpf, mpf]:
        z = (x - m) / s
        tail = mpmath.betainc(df / 2, mpf(1) / 2, 0, df / (df + z * z), regularized=True) / 2
        return _symmetric(tail, z > 0)

    return both


def wasserstein(p_text: str, q_text: str) -> Truth | None:
    """∫|F - G|, "inf" where tails of df ≤ 1 differ in size, or None where it is not done here."""
    p, q = read(p_text), read(q_text)
    with mp.workdps(50):
        first, second = (_mixed(law) for law in (p, q))
        if first is None or second is None or len(p.parts) + len(q.parts) > 6:
            return None
        heavy = [b for law in (p, q) for _, b in law.parts if isinstance(b, StudentT) and b.df <= 2]
        if heavy:
            return _cauchy(p, q)
        values = [_integral(first, second, p, q, pieces) for pieces in (5, 8)]
        if not all(mpmath.isfinite(v) for v in values) or abs(values[0] - values[1]) > mpf(10) ** -37 * abs(values[0]):
            return None
        return Truth(mpmath.nstr(values[0], DIGITS, strip_zeros=False), DIGITS, "mpmath")


def _cauchy(p: Law, q: Law) -> Truth | None:
    """Two laws of one df ≤ 1: |shift| if their scales are equal, else infinite."""
    (_, a), (_, b) = (law.parts[0] for law in (p, q))
    if len(p.parts) + len(q.parts) > 2:
        return None
    if not (isinstance(a, StudentT) and isinstance(b, StudentT)):
        lighter = a if not isinstance(a, StudentT) else b
        heavier = b if lighter is a else a
        assert isinstance(heavier, StudentT)
        return Truth("inf", 0, "tails") if heavier.df <= 1 else None
    if a.df <= 1 and (a.df != b.df or a.scale != b.scale):
        return Truth("inf", 0, "tails")
    if a.df == b.df and a.scale == b.scale:
        return Truth(mpmath.nstr(abs(exact(a.center) - exact(b.center)), DIGITS, strip_zeros=False), DIGITS, "mpmath")
    return None


def _mixed(law: Law) -> Tails | None:
    parts = [(exact(w), tails(base)) for w, base in law.parts]
    if any(f is None for _, f in parts):
        return None

    def both(x: mpf) -> tuple[mpf, mpf]:
        found = [(w, f(x)) for w, f in parts]
        return sum(w * t[0] for w, t in found), sum(w * t[1] for w, t in found)

    return both


def _integral(first: Tails, second: Tails, p: Law, q: Law, pieces: int) -> mpf:
    def gap(x: mpf) -> mpf:
        (a, b), (c, d) = first(x), second(x)
        return a - c if a < 0.5 else d - b

    bases = [base for law in (p, q) for _, base in law.parts]
    light = all(not base.heavy() for base in bases)
    marks = {exact(k) for base in bases for k in base.breaks}
    reach = 130 if light else 40
    for base in bases:
        m, s = exact(base.center), exact(base.scale)
        marks |= {
            m + sign * s * mpf(reach) ** (mpf(k) / pieces) * (2 if k else 0)
            for k in range(pieces + 1)
            for sign in (-1, 1)
        }
        if isinstance(base, LogNormal):  # its F changes on a logarithmic scale
            marks |= {mpmath.exp(exact(base.mu) + exact(base.sigma) * mpf(k) / 2) for k in range(-16, 17)}
        elif isinstance(base, Gamma | Exponential):
            marks |= {s * mpf(4) ** -k for k in range(40)}
    edges = sorted(marks)
    roots = []
    for a, b in itertools.pairwise(edges):
        grid = [a + (b - a) * mpf(k) / (4 * pieces) for k in range(4 * pieces + 1)]
        for u, v in itertools.pairwise(grid):
            low, high = gap(u), gap(v)
            if low * high < 0:
                for _ in range(170):
                    middle = (u + v) / 2
                    u, v = (middle, v) if gap(middle) * low > 0 else (u, middle)
                roots.append(u)
    edges = sorted([*edges, *roots])
    total = sum(abs(mpmath.quad(gap, [a, b])) for a, b in itertools.pairwise(edges))
    low_end = [] if all(base.low is not None for base in bases) else [[-mpmath.inf, edges[0]]]
    high_end = [] if all(base.high is not None for base in bases) else [[edges[-1], mpmath.inf]]
    return total + sum(abs(mpmath.quad(gap, ends)) for ends in low_end + high_end)


if __name__ == "__main__":
    import sys

    print(wasserstein(*sys.argv[1:3]))
