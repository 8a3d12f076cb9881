"""log p - log q of nearly equal laws of one family, against textbook formulas at 80 digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import acb
from law_table import DIGITS, GUMBEL, HALF_NORMAL, Oracle, log_normal, pareto, standardized, triangular, weibull
from mpmath import mp, mpf

from gantheory.arithmetic.ball import BALL, precision
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.distributions import Gumbel, HalfNormal, Law, LogNormal, Pareto, Triangular, Weibull
from gantheory.distributions.coordinate import Anchored, cells, plain

#: Nearly equal, so that the difference of two rounded logarithms would have no digit left.
TINY = Fraction(1, 10**14)

PAIRS: list[tuple[Law, Oracle, Law, Oracle]] = [
    (LogNormal(0, 1), log_normal(0, 1), LogNormal(TINY, 1), log_normal(TINY, 1)),
    (LogNormal(1, 2), log_normal(1, 2), LogNormal(1, 2 + TINY), log_normal(1, 2 + TINY)),
    (LogNormal(-1, 2), log_normal(-1, 2), LogNormal(3, "0.5"), log_normal(3, "0.5")),
    (Weibull(2, 3), weibull(2, 3), Weibull(2, 3 + TINY), weibull(2, 3 + TINY)),
    (Weibull("0.7", 1), weibull("0.7", 1), Weibull(TINY + Fraction(7, 10), 1), weibull(TINY + Fraction(7, 10), 1)),
    (Weibull("1.5", 2), weibull("1.5", 2), Weibull("0.5", 3), weibull("0.5", 3)),
    (Gumbel(1, 2), standardized(GUMBEL, 1, 2), Gumbel(1 + TINY, 2), standardized(GUMBEL, 1 + TINY, 2)),
    (Gumbel(1, 2), standardized(GUMBEL, 1, 2), Gumbel(1, 2 - TINY), standardized(GUMBEL, 1, 2 - TINY)),
    (Gumbel(1, 2), standardized(GUMBEL, 1, 2), Gumbel(-2, 3), standardized(GUMBEL, -2, 3)),
    (HalfNormal(2), standardized(HALF_NORMAL, 0, 2), HalfNormal(2 + TINY), standardized(HALF_NORMAL, 0, 2 + TINY)),
    (Pareto(2, "0.1"), pareto(2, "0.1"), Pareto(2 + TINY, "0.1"), pareto(2 + TINY, "0.1")),
    (Pareto(2, "0.1"), pareto(2, "0.1"), Pareto(3, "0.2"), pareto(3, "0.2")),
    (Triangular(0, 1, 6), triangular(0, 1, 6), Triangular(0, 1, 6 + TINY), triangular(0, 1, 6 + TINY)),
]

POINTS = (0.25, 0.375, 0.75, 2.5, 3.0, 5.5)


@pytest.mark.parametrize(("p", "p_oracle", "q", "q_oracle"), PAIRS, ids=lambda v: str(v) if isinstance(v, Law) else "")
def test_log_ratio_keeps_its_digits(p: Law, p_oracle: Oracle, q: Law, q_oracle: Oracle) -> None:
    asked = 0
    for x in POINTS:
        cell = next(c for c in cells((*p.breakpoints, *q.breakpoints)) if c.low < x < c.high)
        with mp.workdps(DIGITS), quiet(), precision(128):
            truth = p_oracle.log_density(mpf(x)) - q_oracle.log_density(mpf(x))
            found = p.log_ratio(FLOATING, q, plain(np.array([x])), cell)
            ball = p.log_ratio(BALL, q, Anchored(BALL, 0, acb(x)), cell)
            if found is None:
                continue
            asked += 1
            scale = max(abs(truth), mpf(TINY.numerator) / TINY.denominator if abs(truth) < 1e-10 else mpf(1))
            assert abs(mpf(float(np.broadcast_to(found, (1,))[0])) - truth) < scale * mpf("1e-14"), (x, found, truth)
            assert abs(mpf(ball.real.mid().str(40, radius=False)) - truth) < scale * mpf("1e-20"), (x, ball, truth)
    assert asked


def test_laws_of_other_families_or_pieces_have_no_ratio_of_their_own() -> None:
    x, cell = plain(np.array([0.5])), cells((Fraction(0), Fraction(1)))[1]
    for law in (LogNormal(), Weibull(2), Gumbel(), HalfNormal(), Pareto(2, "0.1"), Triangular(0, 1, 2)):
        assert law.log_ratio(FLOATING, Triangular(-1, 0, 1), x, cell) is None
