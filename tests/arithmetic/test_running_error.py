"""Running error analysis against ball arithmetic, which shares only the definitions: the bound must hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq

from gantheory.arithmetic.ball import Ball, precision
from gantheory.arithmetic.floating import FLOATING, quiet
from gantheory.arithmetic.running_error import RUNNING_ERROR, UNIT, Rounded, floats
from gantheory.distributions import (
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    StudentT,
)
from gantheory.distributions.coordinate import Anchored, cells

RNG = np.random.default_rng(20240917)
POINTS = np.concatenate([RNG.uniform(-3, 3, 60), RNG.uniform(-0.01, 0.01, 20), RNG.uniform(-30, 30, 20)])
POSITIVE = np.abs(POINTS)
UNITS = RNG.uniform(0, 1, 60)
THIRD = Fraction(1, 3)

# an operation on a number x that is itself rounded: x = a·third, off by half a unit and more
UNARY = {
    "exp": POINTS, "log": POSITIVE, "log1p": POSITIVE, "log1p_square": POINTS, "sqrt": POSITIVE, "sin": POINTS,
    "cos": POINTS, "tanh": POINTS, "atan": POINTS, "erfc": POINTS, "sigmoid": POINTS, "softplus": POINTS,
    "entropy_gap": POINTS,
}  # fmt: skip


def exact(x: float) -> Fraction:
    return Fraction(x) * THIRD


def rounded(x: np.ndarray) -> Rounded:
    return RUNNING_ERROR.const(THIRD) * Rounded(x)


def distances(result: Rounded, truths: list[arb], shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    values, errors = floats(result, shape)
    away = np.array([float(abs(arb(float(v)) - t).upper()) for v, t in zip(values, truths)])
    return away, errors


@pytest.mark.parametrize("name", UNARY)
def test_the_bound_of_an_operation_holds(name):
    x = UNARY[name]
    with precision(300), quiet():
        balls = Ball()
        truths = [getattr(balls, name)(balls.const(exact(v))).real for v in x]
        away, bound = distances(getattr(RUNNING_ERROR, name)(rounded(x)), truths, x.shape)
        assert (away <= bound).all()
        # and is no wild guess: within a few hundred times the rounding of the input and the output
        floor = UNIT * (np.abs([float(t) for t in truths]) + 1)
        assert np.median(bound / floor) < 200


@pytest.mark.parametrize(
    ("name", "parameters", "x"),
    [
        ("gammainc", (Fraction(1, 10),), POSITIVE),
        ("gammaincc", (Fraction(5),), POSITIVE),
        ("student_tail", (Fraction(1, 2),), POINTS),
        ("student_tail", (Fraction(7),), POINTS),
    ],
)
def test_the_bound_of_a_distribution_function_holds(name, parameters, x):
    with precision(400), quiet():
        balls = Ball()
        truths = [getattr(balls, name)(*parameters, balls.const(exact(v))).real for v in x]
        away, bound = distances(getattr(RUNNING_ERROR, name)(*parameters, rounded(x)), truths, x.shape)
        assert (away <= bound).all()


@pytest.mark.parametrize("gap", [1e-12, 1e-3, 0.3, 5.0])
@pytest.mark.parametrize("order", [None, Fraction(1, 3), Fraction(3), Fraction(-5, 2)])
def test_the_bounds_of_differences_of_densities_hold(gap, order):
    """e^l - e^k and the gap of means, with d = l - k known by itself and with d subtracted."""
    k = POINTS[:60]
    d = gap * (1 + UNITS)
    with precision(500), quiet():
        balls = Ball()
        truths = []
        for low, step in zip(k, d):
            b, a = balls.const(exact(low)), balls.const(exact(low) + exact(step))
            ratio = balls.const(exact(step))
            truths.append(
                (balls.exp_difference(a, b, ratio) if order is None else balls.power_gap(order, a, b, ratio)).real
            )
        low, step = rounded(k), rounded(d)
        for ratio in (step, low + step - low):
            above = low + step
            if order is None:
                found = RUNNING_ERROR.exp_difference(above, low, ratio)
            else:
                found = RUNNING_ERROR.power_gap(order, above, low, ratio)
            away, bound = distances(found, truths, k.shape)
            assert (away <= bound).all()
        if order is None:
            relative = bound / np.array([abs(float(t)) for t in truths])
            assert np.isfinite(relative).all()


STEP = Fraction(1, 10**9)
PAIRS = [
    (Normal(0, 1), Normal(STEP, 1 + STEP)),
    (Laplace(1, 2), Laplace(1 + STEP, 2 + STEP)),
    (Logistic(1, 2), Logistic(1 + STEP, 2 + STEP)),
    (Cauchy(1, 2), Cauchy(1 + STEP, 2 + STEP)),
    (StudentT("1/2", 1, 2), StudentT("1/2", 1 + STEP, 2 + STEP)),
    (Exponential(3), Exponential(3 + STEP)),
    (Gamma("3.3", 2), Gamma(Fraction("3.3") + STEP, 2 + STEP)),
    (Gamma(10**6, 2), Gamma(10**6, 2 + STEP)),
    (Beta("0.1", 2), Beta(Fraction("0.1") + STEP, 2 + STEP)),
    (
        Mixture(["1/3", "2/3"], [Normal(0, 1), Normal(2, 1)]),
        Mixture([THIRD - STEP, 2 * THIRD + STEP], [Normal(STEP, 1), Normal(2, 1 + STEP)]),
    ),
]
DISTANT = [(Normal(0, 1), Normal(3, 20)), (Logistic(0, 1), Logistic(3, 20)), (Cauchy(0, 1), Cauchy(3, 20))]


@pytest.mark.parametrize(("p", "q"), PAIRS + DISTANT, ids=lambda law: repr(law)[:40])
def test_the_log_ratio_of_one_family_is_accurate_and_knows_it(p, q):
    """Against log p - log q in balls of 400 bits, which needs no care."""
    relative = []
    for cell in cells(p.breakpoints + q.breakpoints):
        low, high = max(float(cell.low), -25.0), min(float(cell.high), 25.0)
        for u in (0.003, 0.05, 0.13, 0.31, 0.49, 0.52, 0.77, 0.91, 0.99):
            x = low + (high - low) * u
            if not (cell.low < Fraction(x) < cell.high) or p.logpdf(x) == -np.inf:
                continue
            with quiet():
                at = Anchored(RUNNING_ERROR, 0, Rounded(x))
                found = p.log_ratio(RUNNING_ERROR, q, at, cell)
                plain = p.log_ratio(FLOATING, q, Anchored(FLOATING, 0, x), cell)
            with precision(400):
                balls = Ball()
                there = Anchored(balls, 0, balls.const(Fraction(x)))
                truth = (p.log_density(balls, there, cell) - q.log_density(balls, there, cell)).real
                itself = p.log_ratio(balls, q, there, cell).real
                assert itself.overlaps(truth)
                away = float(abs(arb(float(found.value)) - truth).upper())
            assert float(found.value) == float(plain)
            assert away <= UNIT * found.error
            relative.append(UNIT * found.error / abs(float(truth)))
    if (p, q) not in DISTANT:
        # log p - log q itself is known to 1e-7 there
        assert np.median(relative) < 1e-11


@pytest.mark.parametrize("b", [Fraction(1, 10), Fraction(146, 100), Fraction(7), Fraction(10**6)])
@pytest.mark.parametrize("step", [Fraction(1, 10**10), Fraction(1, 40), Fraction(1, 20), Fraction(3)])
def test_log_gamma_ratio(b, step):
    with precision(400):
        truth = arb(fmpq((b * (1 + step)).numerator, (b * (1 + step)).denominator)).lgamma()
        truth -= arb(fmpq(b.numerator, b.denominator)).lgamma()
        found = RUNNING_ERROR.log_gamma_ratio(b * (1 + step), b)
        assert float(abs(arb(float(found.value)) - truth).upper()) <= UNIT * found.error
    assert found.value == FLOATING.log_gamma_ratio(b * (1 + step), b)
