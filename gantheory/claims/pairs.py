"""Pairs of laws at which claims about all densities are checked."""

from __future__ import annotations

from typing import Final

from gantheory.assertions.instance import Instance
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Laplace,
    Mixture,
    Normal,
    StudentT,
    Uniform,
)

#: Densities on the line with light tails.
SMOOTH: Final = (
    Instance(p=Normal(0, 1), q=Normal(1, 1)),
    Instance(p=Normal(0, 1), q=Normal("0.5", "1.5")),
    Instance(p=Laplace(0, 1), q=Normal(1, 2)),
    Instance(p=Mixture(["0.5", "0.5"], [Normal(-2, "0.5"), Normal(2, "0.5")]), q=Normal(0, 2)),
)
#: Densities with heavy tails.
HEAVY: Final = (
    Instance(p=Cauchy(0, 1), q=StudentT(3)),
    Instance(p=StudentT(3), q=Normal(0, 1)),
)
#: Densities on half-lines and intervals, singular at an end or not.
BOUNDED: Final = (
    Instance(p=Gamma(2), q=Exponential(1)),
    Instance(p=Beta(2, 3), q=Uniform(0, 1)),
    Instance(p=Uniform(0, 1), q=Uniform("0.5", "1.5")),
)
#: Mutually singular pairs.
DISJOINT: Final = (
    Instance(p=Uniform(0, 1), q=Uniform(2, 3)),
    Instance(p=Atoms([0, 1], ["0.5", "0.5"]), q=Atoms([2, 3], ["0.25", "0.75"])),
)
#: Laws on finitely many points.
FINITE: Final = (
    Instance(p=Atoms([0, 1], ["0.5", "0.5"]), q=Atoms([0, 1], ["0.9", "0.1"])),
    Instance(p=Atoms([0, 1, 2], ["0.2", "0.2", "0.6"]), q=Atoms([0, 1, 2], ["0.5", "0.3", "0.2"])),
)
ALL: Final = SMOOTH + HEAVY + BOUNDED + DISJOINT + FINITE
#: One of each sort, for claims that hold for all laws: what fails somewhere mostly fails at one of these.
TELLING: Final = (SMOOTH[0], SMOOTH[2], HEAVY[0], BOUNDED[0], BOUNDED[2], *DISJOINT[1:], FINITE[0])
