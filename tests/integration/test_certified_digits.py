"""Certified digits as text and as floats: what is printed is true to one unit of the last place, by any thread.

The truths are rationals, or constants of flint (arb's own π, log 2, ...) at 400 bits.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import flint
import pytest
from flint import arb
from hypothesis import given, settings, strategies as st

from gantheory.arithmetic.ball import precision, rational
from gantheory.distributions import Beta, Cauchy, Gamma, Laplace, Mixture, Normal, StudentT, Uniform
from gantheory.divergences.registry import find
from gantheory.errors import NotCertifiedError
from gantheory.integration.enclosure import certified, certified_estimate, certified_function
from gantheory.integration.integrand import Integrand


def digits_of(text):
    """The number of significant digits, and one unit of the last place."""
    decimal = Decimal(text)
    return len(decimal.as_tuple().digits), Fraction(10) ** decimal.as_tuple().exponent


def check(estimate, truth, digits):
    """All digits that were asked for, within a unit of the last place; a float within its own error."""
    with precision(1500):
        count, unit = digits_of(estimate.text)
        assert count == digits
        assert abs(arb(rational(Fraction(estimate.text))) - truth) <= arb(rational(unit))
        assert abs(arb(estimate.value) - truth) <= arb(estimate.error)
    assert estimate.status == "certified"


@settings(max_examples=200, deadline=None)
@given(
    st.fractions(-10, 10, max_denominator=10**6).filter(bool), st.integers(-40, 40), st.integers(1, 60),
    st.fractions(-1, 1, max_denominator=100),
)  # fmt: skip
def test_every_printed_digit_is_certified(mantissa, power, digits, aside):
    """A ball of the radius that is asked for, anywhere around the truth."""
    truth = mantissa * Fraction(10) ** power
    with precision(1500):
        radius = arb(rational(abs(truth))) * arb(10) ** -(digits + 1)
        ball = (arb(rational(truth)) + radius * rational(aside)) + arb(0, 1) * radius
        check(certified(ball, digits, "enclosure"), arb(rational(truth)), digits)


def constant(number):
    """An integrand whose integral under any law p is the exact number."""
    return Integrand(lambda A, at: A.exp(at.log_density("p")) * A.const(number), ("p",))


@pytest.mark.parametrize("digits", [1, 15, 40])
@pytest.mark.parametrize(
    "number",
    [
        Fraction(1, 10**15),
        Fraction(999999, 10**6),
        1 - Fraction(1, 10**30),
        Fraction(10) ** 300,
        Fraction(-7, 3),
        3,
        -12,
    ],
)
def test_tiny_huge_negative_and_whole_values(number, digits):
    estimate = certified_estimate(constant(Fraction(number)), {"p": Normal(1, 2)}, digits=digits)
    check(estimate, rational(Fraction(number)), digits)


def test_a_negative_entropy():
    """h(N(0, 1/100)) = ½·log(2πe/10⁴) < 0."""
    estimate = find("entropy").by_enclosure({"p": Normal(0, "0.01")}, _request(25))
    with precision(400):
        check(estimate, (2 * arb.pi() / 10**4).log() / 2 + arb(0.5), 25)
    assert estimate.value < 0


def test_beyond_float64_the_text_and_the_logarithm_remain():
    """χ²(N(0,1)‖N(40,1)) = e^1600 - 1."""
    estimate = find("pearson_chi2").by_enclosure({"p": Normal(0, 1), "q": Normal(40, 1)}, _request(20))
    assert estimate.status == "overflow"
    assert estimate.log_value == 1600
    with precision(6000):
        assert abs(arb(rational(Fraction(estimate.text))) / (arb(1600).exp() - 1) - 1) < arb(10) ** -19


def test_below_float64_the_error_is_not_zero():
    estimate = certified_estimate(constant(Fraction(1, 10) ** 40), {"p": Normal()}, digits=5)
    assert estimate.text == "1.0000e-40"
    tiny = certified(arb("1e-400"), 5, "enclosure")
    assert tiny.value == 0
    assert tiny.error > 0


@pytest.mark.parametrize(
    "law", [Beta("0.1", "0.1"), StudentT("0.5"), Mixture(["0.5", "0.5"], [Cauchy(), Gamma("0.1")])]
)
@pytest.mark.parametrize("name", ["js", "tv", "kl", "squared_hellinger", "triangular_discrimination", "w1", "cramer"])
def test_equal_laws_are_exactly_zero_at_once(name, law):
    estimate = certified_estimate(find(name).integrand, {"p": law, "q": law}, digits=30)
    assert (estimate.value, estimate.error, estimate.text) == (0.0, 0.0, "")
    assert estimate.evaluations == 0


def test_a_zero_that_does_not_cancel_is_bounded_by_its_error():
    """The same law, written once as a mixture."""
    twice = Mixture(["0.5", "0.5"], [Laplace(), Laplace()])
    estimate = certified_estimate(find("js").integrand, {"p": Laplace(), "q": twice}, digits=10)
    assert abs(estimate.value) <= estimate.error < 1e-49
    assert estimate.text == ""


def test_a_function_gets_the_digits_that_it_loses():
    """log(1 + 10^-12): the integral needs 12 digits more than its logarithm."""
    laws = {"p": Normal()}
    estimate = certified_function(constant(1 + Fraction(1, 10**12)), laws, lambda ball: ball.log(), digits=20)
    with precision(400):
        check(estimate, (1 + arb(10) ** -12).log(), 20)
    with pytest.raises(NotCertifiedError, match="did not reach"):
        certified_function(constant(Fraction(-1)), laws, lambda ball: ball.log(), digits=5)


def test_threads_get_the_answers_of_one_thread():
    """flint's precision belongs to all threads; each call's bits must be its own."""
    names, digits = ["js", "tv", "kl", "w1"], [10, 35, 18, 50]
    cases = [(name, Normal(0, 1), Uniform(-1, k)) for name in names[:2] for k in range(1, 4)]
    cases += [(name, Normal(0, 1), Laplace(k, 2)) for name in names for k in range(3)]
    work = [(case, digits[n % 4]) for n, case in enumerate(cases)]

    def run(item):
        (name, p, q), wanted = item
        found = find(name).by_enclosure({"p": p, "q": q}, _request(wanted))
        return found.value, found.error, found.text, found.evaluations

    before = flint.ctx.prec, flint.ctx.cap
    serial = [run(item) for item in work]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(run, work)) == serial
    assert (flint.ctx.prec, flint.ctx.cap) == before
    assert all(math.isfinite(value) for value, *_ in serial)


def _request(digits):
    from gantheory.divergences.request import Request

    return Request(digits=digits)
