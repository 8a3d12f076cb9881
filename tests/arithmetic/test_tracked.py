"""Tracked float arrays: every bound holds the error that mpmath finds at 40 digits."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf

from gantheory.arithmetic.floating import quiet
from gantheory.arithmetic.tracked import ARRAYS, Tracked

NUMBERS = st.floats(min_value=1e-300, max_value=1e300)


def holds(result, truth):
    """Whether |value - truth| ≤ error; an error ∞ or NaN bounds nothing and is no lie."""
    return not np.less(result.error, np.inf) or abs(mpf(float(result.value)) - truth) <= mpf(float(result.error))


@pytest.mark.parametrize("operation", ["+", "-", "*", "/"])
@given(a=NUMBERS, b=NUMBERS, wiggle_a=st.floats(-1, 1), wiggle_b=st.floats(-1, 1), relative=st.floats(0, 0.1))
def test_operations(operation, a, b, wiggle_a, wiggle_b, relative):
    operations = {
        "+": lambda x, y: x + y,
        "-": lambda x, y: x - y,
        "*": lambda x, y: x * y,
        "/": lambda x, y: x / y,
    }
    apply = operations[operation]
    with quiet(), mp.workdps(40):
        x, y = (Tracked(np.float64(v), np.float64(v * relative)) for v in (a, b))
        truth = apply(mpf(a) + wiggle_a * mpf(float(x.error)), mpf(b) + wiggle_b * mpf(float(y.error)))
        assert holds(apply(x, y), truth)


FUNCTIONS = {
    "exp": (mp.exp, st.floats(-745, 709)),
    "expm1": (mp.expm1, st.floats(-745, 709)),
    "log": (mp.log, NUMBERS),
    "log1p": (mp.log1p, st.floats(-0.999999, 1e300)),
    "sqrt": (mp.sqrt, NUMBERS),
    "atan": (mp.atan, st.floats(-1e300, 1e300)),
    "erf": (mp.erf, st.floats(-30, 30)),
    "erfc": (mp.erfc, st.floats(-30, 26)),
    "lgamma": (mp.loggamma, st.floats(1e-8, 1e10)),
    "digamma": (mp.digamma, st.floats(1e-8, 1e10)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_functions(name, data):
    oracle, arguments = FUNCTIONS[name]
    y = data.draw(arguments)
    relative, wiggle = data.draw(st.sampled_from([0.0, 2.0**-52, 2.0**-30, 1e-8, 1e-3])), data.draw(st.floats(-1, 1))
    with quiet(), mp.workdps(40):
        argument = Tracked(np.float64(y), np.float64(abs(y) * relative))
        assert holds(getattr(ARRAYS, name)(argument), oracle(mpf(y) + wiggle * mpf(float(argument.error))))


@given(u=st.floats(-0.99, 1e6), exponent=st.integers(0, 40))
def test_the_gap_of_the_logarithm_keeps_its_digits(u, exponent):
    u = u * 2.0**-exponent
    # u - log(1+u) is u²/2 less: digits for u² beside u, at the smallest float
    with quiet(), mp.workdps(700):
        exact = Tracked(np.float64(u))
        gap = ARRAYS.log1p_gap(exact, ARRAYS.log1p(exact))
        assert holds(gap, mpf(u) - mp.log1p(mpf(u)))
        assert abs(u) > 0.5 or gap.error <= 1e-14 * gap.value + 1e-307


def test_constants_and_exact_infinities():
    third = ARRAYS.const(fmpq(1, 3))
    assert abs(Fraction(float(third.value)) - Fraction(1, 3)) <= Fraction(float(third.error))
    assert ARRAYS.const(fmpq(1, 4)).error == 0
    with quiet():
        endless = ARRAYS.exp(-ARRAYS.minus_infinity) * 2 + Tracked(np.ones(2), 1e-16)
        assert np.all(np.isinf(endless.value) & (endless.error == 0))
        # an overflow is no infinity
        assert not ARRAYS.exp(Tracked(np.array([800.0]))).error < np.inf
        # nor is ∞·0 anything
        assert not (-ARRAYS.minus_infinity * Tracked(np.array([0.0]), 1e-300)).error < np.inf


def test_a_hidden_sign_decides_nothing():
    hidden = Tracked(np.array([1e-17, 1.0]), np.array([1e-16, 1e-16]))
    result = ARRAYS.by_sign(hidden, lambda: ARRAYS.const(1), lambda: ARRAYS.const(0), lambda: ARRAYS.const(-1))
    assert np.isinf(result.error[0])
    assert result.value[1] == 1
