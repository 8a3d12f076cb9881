"""What the constructors accept and refuse, and the structure that they promise to quadrature."""

from __future__ import annotations

import dataclasses
import math
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from law_table import ROWS

from gantheory import distributions
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    End,
    Exponential,
    Gamma,
    Gumbel,
    HalfNormal,
    Laplace,
    Law,
    Logistic,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from gantheory.errors import InvalidParameterError

NOT_NUMBERS = [math.nan, math.inf, -math.inf, "nan", "one", None, 1j, True, [1.0]]
NOT_POSITIVE = [0, -1, "-0.5", Fraction(-1, 3), -0.0, *NOT_NUMBERS]

REAL: list[tuple[str, Callable[[Any], Law]]] = [
    *((f"{law.__name__} loc", law) for law in (Normal, Laplace, Logistic, Cauchy, Gumbel)),
    ("LogNormal mu", LogNormal),
    ("StudentT loc", lambda v: StudentT(3, v)),
    ("Uniform low", lambda v: Uniform(v, 2)),
    ("Uniform high", lambda v: Uniform(0, v)),
    ("Triangular low", lambda v: Triangular(v, 2, 3)),
    ("Triangular mode", lambda v: Triangular(0, v, 3)),
    ("Triangular high", lambda v: Triangular(0, 1, v)),
    ("Atoms point", lambda v: Atoms([0, v])),
]
POSITIVE: list[tuple[str, Callable[[Any], Law]]] = [
    *((f"{law.__name__} scale", lambda v, law=law: law(0, v)) for law in (Normal, Laplace, Logistic, Cauchy, Gumbel)),
    ("StudentT df", StudentT),
    ("StudentT scale", lambda v: StudentT(3, 0, v)),
    ("Exponential scale", Exponential),
    ("Gamma shape", Gamma),
    ("Gamma scale", lambda v: Gamma(1, v)),
    ("HalfNormal scale", HalfNormal),
    ("Pareto shape", Pareto),
    ("Pareto scale", lambda v: Pareto(1, v)),
    ("LogNormal sigma", lambda v: LogNormal(0, v)),
    ("Weibull shape", Weibull),
    ("Weibull scale", lambda v: Weibull(1, v)),
    ("Beta a", lambda v: Beta(v, 1)),
    ("Beta b", lambda v: Beta(1, v)),
    ("Mixture weight", lambda v: Mixture([v, 1], [Normal(), Normal()])),
    ("Atoms weight", lambda v: Atoms([0, 1], [v, 1])),
]


@pytest.mark.parametrize("make", [make for _, make in REAL], ids=[name for name, _ in REAL])
def test_a_parameter_that_is_no_number_is_refused(make: Callable[[Any], Law]) -> None:
    for value in NOT_NUMBERS:
        with pytest.raises(InvalidParameterError, match="must be"):
            make(value)


@pytest.mark.parametrize("make", [make for _, make in POSITIVE], ids=[name for name, _ in POSITIVE])
def test_a_parameter_that_is_not_positive_is_refused(make: Callable[[Any], Law]) -> None:
    for value in NOT_POSITIVE:
        with pytest.raises(InvalidParameterError, match="must be"):
            make(value)


def test_an_empty_interval_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="low must be less than high, got 2 and 2"):
        Uniform(2, 2)
    for disordered in ((0, 2, 1), (0, -1, 1), (1, 1, 1), (2, 1, 0)):
        with pytest.raises(InvalidParameterError, match="put them in order"):
            Triangular(*disordered)


@pytest.mark.parametrize("law", [*(row.law for row in ROWS), Atoms([1, "0.25"])], ids=str)
def test_laws_are_frozen_values(law: Law) -> None:
    fields = {field.name: getattr(law, field.name) for field in dataclasses.fields(law)}  # type: ignore[arg-type]
    twin = type(law)(*fields.values())
    _ = law.seeds
    assert (twin, hash(twin), repr(twin)) == (law, hash(law), repr(law))
    travelled = pickle.loads(pickle.dumps(law))
    assert (travelled, hash(travelled), repr(travelled)) == (law, hash(law), repr(law))
    with pytest.raises(AttributeError):
        setattr(law, next(iter(fields)), Fraction(1))


def test_parameters_are_exact() -> None:
    assert Gamma("0.1").shape == Fraction(1, 10)
    assert Gamma(0.1).shape == Fraction(0.1) != Fraction(1, 10)
    assert StudentT(np.int64(3), np.float64(0.5)) == StudentT(3, "1/2")  # type: ignore[arg-type]
    assert repr(StudentT(3, "1/3", "0.1")) == "StudentT(3, '1/3', '0.1')"
    assert Normal(0, 1) != Logistic(0, 1)


def test_every_law_is_exported_under_its_name() -> None:
    laws = {name: getattr(distributions, name) for name in dir(distributions) if name not in ("Law", "Pushforward")}
    names = {law.name for law in laws.values() if isinstance(law, type) and issubclass(law, Law)}
    assert names == {
        "normal", "laplace", "logistic", "cauchy", "student_t", "uniform", "exponential", "gamma", "beta",
        "half_normal", "pareto", "triangular", "truncated", "log_normal", "weibull", "gumbel", "mixture", "atoms",
    }  # fmt: skip


ZERO, ONE = Fraction(0), Fraction(1)


@pytest.mark.parametrize(
    ("law", "breakpoints", "rough"),
    [
        (Normal(), (), ()),
        (Laplace(1, 2), (ONE,), ()),
        (Logistic(), (), ()),
        (Cauchy(), (), ()),
        (StudentT(3), (), ()),
        (Uniform(), (ZERO, ONE), ()),
        (Exponential(), (ZERO,), ()),
        (Gamma(1, 3), (ZERO,), ()),
        (Gamma(2), (ZERO,), (End(ZERO, +1),)),
        (LogNormal(), (ZERO,), (End(ZERO, +1),)),
        (Weibull(1, 3), (ZERO,), ()),
        (Weibull(2), (ZERO,), (End(ZERO, +1),)),
        (Gumbel(), (), ()),
        (HalfNormal(), (ZERO,), ()),
        (Truncated(Normal(), 0, "inf"), (ZERO,), ()),
        (Truncated(Laplace(), -1, 1), (-ONE, ZERO, ONE), ()),
        (Truncated(Gamma(2), -1, 1), (ZERO, ONE), (End(ZERO, +1),)),
        (Truncated(Gamma(2), "0.5", 1), (Fraction(1, 2), ONE), ()),
        (Truncated(Mixture(["0.5", "0.5"], [Gamma(2), Normal()]), -1, 0), (-ONE, ZERO), ()),
        (Pareto(2), (ONE,), ()),
        (Triangular(-1, 0, 1), (-ONE, ZERO, ONE), (End(-ONE, +1), End(ONE, -1))),
        (Triangular(0, 0, 1), (ZERO, ONE), (End(ONE, -1),)),
        (Triangular(0, 1, 1), (ZERO, ONE), (End(ZERO, +1),)),
        (Beta(1, 1), (ZERO, ONE), ()),
        (Beta(1, "0.5"), (ZERO, ONE), (End(ONE, -1),)),
        (Beta(3, 1), (ZERO, ONE), (End(ZERO, +1),)),
        (Beta(2, 2), (ZERO, ONE), (End(ZERO, +1), End(ONE, -1))),
        (Mixture(["0.5", "0.5"], [Gamma(2), Beta(1, 2)]), (ZERO, ONE), (End(ZERO, +1), End(ONE, -1))),
        (Mixture(["0.5", "0.5"], [Uniform(-1, 0), Laplace(1)]), (-ONE, ZERO, ONE), ()),
    ],
    ids=str,
)
def test_breakpoints_and_smooth_ends(law: Law, breakpoints: tuple[Fraction, ...], rough: tuple[End, ...]) -> None:
    assert law.breakpoints == breakpoints
    ends = [End(point, side) for point in (-ONE, ZERO, ONE) for side in (-1, +1)]
    assert [end for end in ends if not law.smooth_at(end)] == list(rough)
    assert law.smooth_at(End(math.inf, -1))
    assert law.smooth_at(End(-math.inf, +1))


@pytest.mark.parametrize(
    "law",
    [
        Cauchy(0, "1e300"),
        StudentT("0.01"),
        Gamma("1e-4"),
        LogNormal(0, 1000),
        LogNormal(1000, 20),
        LogNormal(-1000, 20),
        Weibull("1e-4"),
        Pareto("1e-4"),
        Pareto("1e20"),
        Triangular(0, "1e-300", 1),
        Beta("1e-3", "1e-3"),
        Beta("1e-3", 1000),
        Beta(1000, "1e-3"),
    ],
    ids=str,
)
def test_seeds_stay_finite_and_inside_where_quantiles_leave_float64(law: Law) -> None:
    low, high = law.support
    assert np.isfinite(law.seeds).all()
    assert (np.diff(law.seeds) >= 0).all()
    assert low <= law.seeds[0] <= law.seeds[-1] <= high
    assert low < law.center < high
