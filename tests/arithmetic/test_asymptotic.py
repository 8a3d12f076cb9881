"""Expansions against the functions themselves, evaluated by mpmath at points where the remainder is small."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import pytest
from hypothesis import given, strategies as st

from gantheory.arithmetic import constants
from gantheory.arithmetic.asymptotic import ASYMPTOTIC as A
from gantheory.arithmetic.ball import precision
from gantheory.arithmetic.growth import BOUNDED, MINUS_INFINITY, PLUS_INFINITY, UNKNOWN, Growth, reverse
from gantheory.arithmetic.monomial import ONE, Monomial, Y

HALF = Fraction(1, 2)
y = Growth([(Y, Fraction(1))])


def real(number: Fraction | int) -> mpmath.mpf:
    return mpmath.mpf(Fraction(number).numerator) / Fraction(number).denominator


def value_of(c: constants.Coefficient) -> mpmath.mpf:
    with precision(400):
        return mpmath.mpf(constants._ball(c).real.mid().str(100, radius=False))


def value_at(m: Monomial, at: mpmath.mpf) -> mpmath.mpf:
    result, level = mpmath.mpf(1), at
    for k in m.powers:
        if k:
            result *= mpmath.power(level, real(k))
        level = mpmath.log(level) if level > 0 else mpmath.mpf(1)
    return result * mpmath.exp(mpmath.fsum(value_of(c) * value_at(e, at) for e, c in m.exponent))


def assert_expands(
    expansion: Growth, function: Callable[[Any], Any], *, terms: int = 1, decades: tuple[int, int] = (2, 3)
) -> None:
    """The error divided by the stated remainder does not grow between two powers of ten."""
    assert not expansion.special
    assert len(expansion.terms) >= terms
    with mpmath.workdps(600):
        ratios = []
        for at in (mpmath.mpf(10) ** n for n in decades):
            truth = function(at)
            error = abs(truth - mpmath.fsum(value_of(c) * value_at(m, at) for m, c in expansion.terms))
            if expansion.rest is None:
                assert error <= abs(truth) * mpmath.mpf(10) ** -80
                continue
            ratios.append(error / value_at(expansion.rest, at))
        assert not ratios or ratios[1] <= 2 * ratios[0] + 1e-50


def student_tail(df: Any, z: Any) -> Any:
    t = (1 - z / mpmath.sqrt(1 + z * z)) / 2
    return mpmath.betainc(df / 2, df / 2, 0, t, regularized=True)


def entropy_gap(d: Any) -> Any:
    s = 1 / (1 + mpmath.exp(-d))
    return mpmath.log(2) + s * mpmath.log(s) + (1 - s) * mpmath.log(1 - s)


FUNCTIONS = {
    "exp of a root": (A.exp(A.sqrt(y * y + 3 * y)), lambda x: mpmath.exp(mpmath.sqrt(x * x + 3 * x))),
    "log": (A.log(3 * y * y - y + 1), lambda x: mpmath.log(3 * x * x - x + 1)),
    "log1p": (A.log1p(2 / y), lambda x: mpmath.log1p(2 / x)),
    "log1p_square": (A.log1p_square(y / 3 - 1), lambda x: mpmath.log1p((x / 3 - 1) ** 2)),
    "power": (A.power(y - 2, Fraction(-7, 3)), lambda x: mpmath.power(x - 2, -mpmath.mpf(7) / 3)),
    "quotient": ((y - 1) / (2 * y + 5), lambda x: (x - 1) / (2 * x + 5)),
    "sin": (A.sin(1 / y), lambda x: mpmath.sin(1 / x)),
    "cos": (A.cos(1 / y), lambda x: mpmath.cos(1 / x)),
    "tanh small": (A.tanh(1 / y), lambda x: mpmath.tanh(1 / x)),
    "tanh": (A.tanh(A.log(y)), lambda x: mpmath.tanh(mpmath.log(x))),
    "atan": (A.atan(1 - y), lambda x: mpmath.atan(1 - x)),
    "atan at 1": (A.atan(1 + 1 / y), lambda x: mpmath.atan(1 + 1 / x)),
    "erfc": (A.erfc(A.sqrt(y) - 1), lambda x: mpmath.erfc(mpmath.sqrt(x) - 1)),
    "erfc below": (A.erfc(-A.sqrt(y)), lambda x: 2 - mpmath.erfc(mpmath.sqrt(x))),
    "erfc at 0": (A.erfc(1 / y), lambda x: mpmath.erfc(1 / x)),
    "sigmoid": (A.sigmoid(-A.sqrt(y)), lambda x: 1 / (1 + mpmath.exp(mpmath.sqrt(x)))),
    "sigmoid at 1": (A.sigmoid(1 + 1 / y), lambda x: 1 / (1 + mpmath.exp(-1 - 1 / x))),
    "softplus": (A.softplus(2 * A.log(y)), lambda x: mpmath.log(1 + x * x)),
    "softplus below": (A.softplus(-A.sqrt(y)), lambda x: mpmath.log1p(mpmath.exp(-mpmath.sqrt(x)))),
    "logaddexp": (A.logaddexp(A.log(y), 2 * A.log(y)), lambda x: mpmath.log(x + x * x)),
    "logaddexp of nearly equal": (
        A.logaddexp(A.log(y - 3), A.log(y)),
        lambda x: mpmath.log(2 * x - 3),
    ),
    "entropy_gap": (A.entropy_gap(A.log(y)), lambda x: entropy_gap(mpmath.log(x))),
    "entropy_gap small": (A.entropy_gap(1 / y), lambda x: entropy_gap(1 / x)),
    "gammaincc": (
        A.gammaincc(Fraction(5, 2), y),
        lambda x: mpmath.gammainc(mpmath.mpf(5) / 2, x, regularized=True),
    ),
    "gammainc": (
        A.gammainc(Fraction(1, 3), 2 / y),
        lambda x: mpmath.gammainc(mpmath.mpf(1) / 3, 0, 2 / x, regularized=True),
    ),
    "betainc": (
        A.betainc(Fraction(3, 10), Fraction(2), 1 / y, 1 - 1 / y),
        lambda x: mpmath.betainc(mpmath.mpf(3) / 10, 2, 0, 1 / x, regularized=True),
    ),
    "betainc above": (
        A.betainc(Fraction(2), Fraction(3, 10), 1 - 1 / y, 1 / y),
        lambda x: 1 - mpmath.betainc(mpmath.mpf(3) / 10, 2, 0, 1 / x, regularized=True),
    ),
    "student_tail": (A.student_tail(Fraction(3), y - 1), lambda x: student_tail(mpmath.mpf(3), x - 1)),
    "student_tail of one": (
        A.student_tail(Fraction(1), y),
        lambda x: mpmath.mpf(1) / 2 - mpmath.atan(x) / mpmath.pi,
    ),
    "student_tail below": (A.student_tail(HALF, -y), lambda x: 1 - student_tail(mpmath.mpf(1) / 2, x)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_expansion_differs_by_its_remainder(name: str) -> None:
    assert_expands(*FUNCTIONS[name])


small = st.fractions(min_value=-5, max_value=5, max_denominator=6)


@given(a=small, b=small, c=small, k=st.fractions(min_value=-2, max_value=2, max_denominator=3))
def test_rational_functions_and_powers_expand(a: Fraction, b: Fraction, c: Fraction, k: Fraction) -> None:
    base = (y * y + a * y + b) / (y + 6)
    assert_expands(
        A.power(base, k) * (y + c),
        lambda x: ((x * x + real(a) * x + real(b)) / (x + 6)) ** real(k) * (x + real(c)),
        terms=0,
        decades=(6, 9),
    )


def test_middle_terms_of_a_square_are_exact() -> None:
    z = A.sqrt(y) - 1
    expansion = -z * z / 2
    assert expansion.rest is None
    assert str(expansion) == "-y/2 + y^(0.5) - 0.5"


def test_remainder_that_does_not_vanish_is_only_a_bound() -> None:
    assert A.exp(y + BOUNDED).terms == ()
    assert A.exp(y + BOUNDED).rest == A.exp(y).order
    assert A.exp(y + BOUNDED * y).unknown
    assert A.exp(-y * y + BOUNDED * y).order.compare(A.exp(-y).order) < 0
    assert A.log(BOUNDED).unknown


def test_what_cancels_is_known_up_to_the_remainder() -> None:
    gap = A.log(y + 1) - A.log(y + 1)
    assert not gap.terms
    assert gap.rest.compare(ONE) < 0
    assert (y - y).is_zero


def test_sum_of_two_equal_branches_keeps_its_constant() -> None:
    # Two branches of z² + 3 whose difference is known to be O(y⁻⁵) only.
    branch = -A.power(A.sqrt(y - 3), Fraction(2)) / 2
    total = A.logaddexp(branch, branch)
    assert str(total) == "-y/2 + 2.19"


def test_infinities_follow_the_log_domain_rules() -> None:
    assert A.weighted(MINUS_INFINITY, PLUS_INFINITY).is_zero
    assert A.weighted(MINUS_INFINITY, UNKNOWN).is_zero
    assert A.weighted(-y, PLUS_INFINITY).infinite == 1
    assert A.logaddexp(MINUS_INFINITY, -y).order == Y
    assert A.logsumexp([MINUS_INFINITY, MINUS_INFINITY]).infinite == -1
    assert (PLUS_INFINITY + MINUS_INFINITY).unknown
    assert A.exp(MINUS_INFINITY).is_zero
    assert A.entropy_gap(PLUS_INFINITY).terms == A.log(A.const(2)).terms


def test_unknown_propagates_except_into_bounded_functions() -> None:
    for result in (UNKNOWN + 1, UNKNOWN * 0, A.exp(UNKNOWN), A.log(UNKNOWN), A.softplus(UNKNOWN)):
        assert result.unknown
    for result in (A.sigmoid(UNKNOWN), A.tanh(UNKNOWN), A.sin(y), A.erfc(UNKNOWN), A.entropy_gap(UNKNOWN)):
        assert result.order == ONE


def test_sign_that_cannot_be_told_is_unknown() -> None:
    # 1/(1 + √2) and √2 - 1 are one number under two names.
    root = A.sqrt(A.const(2))
    hidden_zero = 1 / (1 + root) - (root - 1)
    assert A.power(hidden_zero, Fraction(-1)).unknown
    assert A.absolute(hidden_zero * y).unknown


@pytest.mark.parametrize(
    "identity",
    [
        lambda: A.sqrt(A.const(2)) * A.sqrt(A.const(3)) - A.sqrt(A.const(6)),
        lambda: A.log(A.const(12)) - 2 * A.log(A.const(2)) - A.log(A.const(3)),
        lambda: A.lgamma(Fraction(7, 2)) - A.log(A.const(Fraction(15, 8))) - A.log(A.pi()) / 2,
        lambda: A.exp(-A.log(2 * A.pi()) / 2) * A.sqrt(2 * A.pi()) - 1,
        lambda: A.log_beta(HALF, HALF) - A.log(A.pi()),
        lambda: A.power(A.const(8), Fraction(1, 3)) - 2,
    ],
)
def test_equal_constants_cancel(identity: Callable[[], Growth]) -> None:
    assert identity().is_zero


def test_growth_is_ordered_through_all_levels() -> None:
    log = A.log(y)
    chain = [
        A.exp(-A.exp(y)), A.exp(-y * y), A.exp(-y), A.exp(-log * log), 1 / y, A.exp(-A.sqrt(log)), 1 / log,
        1 / A.log(log), A.const(1), A.log(A.log(log)), A.log(log), log, A.exp(A.sqrt(log)), A.sqrt(y), y,
        A.exp(log * log), A.exp(y), A.exp(y + log), A.exp(y * y - y), A.exp(y * y),
    ]  # fmt: skip
    for slower, faster in pairwise(chain):
        assert slower.order.compare(faster.order) < 0 < faster.order.compare(slower.order)


def test_reversed_series_solves_its_equation() -> None:
    # w of 3w² - w³ = 1/y: the preimage of 2 - 1/y under z³ - 3z near z = -1.
    w = reverse(lambda w: -w / 3, A.sqrt(1 / (3 * y)), -HALF)
    assert len(w.terms) >= 5
    residual = 3 * w * w - w * w * w - 1 / y
    assert not residual.terms
    with mpmath.workdps(60):
        at = mpmath.mpf(10) ** 6
        root = mpmath.findroot(lambda w: 3 * w**2 - w**3 - 1 / at, mpmath.sqrt(1 / (3 * at)))
        error = abs(root - mpmath.fsum(value_of(c) * value_at(m, at) for m, c in w.terms))
        assert error < 10 * value_at(w.rest, at)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-y * y / 2 - 1, "-y²/2 - 1"),
        (-2 * A.log(y) - A.log(A.pi()), "-2·log y - 1.14"),
        (A.exp(-A.exp(y) - y), "exp(-exp(y) - y)"),
        (A.const(0), "0"),
        (BOUNDED / y, "O(y⁻¹)"),
        (UNKNOWN, "unknown"),
        (MINUS_INFINITY, "-∞"),
    ],
)
def test_text(value: Growth, text: str) -> None:
    assert str(value) == text
