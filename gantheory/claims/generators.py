"""Generators at which claims are checked: maps of the noise, and families of laws with their score."""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Family, Instance
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Normal

# Maps of normal noise; the data are N(0, 1).


def decreasing() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=1 - 2 * sym.z, logit=(7 * sym.x - 2) / 10)


def increasing() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=2 * sym.z + 1, logit=sym.x / 2)


def exponential() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=sp.exp(sym.z), logit=sym.x - 1)


def square() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=sym.z**2, logit=sym.x - 1)


def cubic() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=sym.z**3 - 3 * sym.z, logit=sym.x)


# Families of laws q in θ.


def shifted(p: Any, theta: Any, scale: Any = 1, **more: Any) -> Instance:
    """q = N(θ, scale²)."""
    family = Family(Normal, score=(sym.x - sym.theta) / scale**2, loc=sym.theta, scale=scale)
    return Instance(p=p, q=family, theta=theta, **more)


def scaled(p: Any, theta: Any) -> Instance:
    """q = N(0, θ²)."""
    family = Family(Normal, score=(sym.x**2 / sym.theta**2 - 1) / sym.theta, loc=0, scale=sym.theta)
    return Instance(p=p, q=family, theta=theta)


def binomial(hundredths: int) -> Instance:
    """p = (.2, .2, .6), q = Binomial(2, θ) with θ in hundredths."""
    return binomial_at(sp.Rational(hundredths, 100))


def binomial_at(theta: Any) -> Instance:
    t = sym.theta
    family = Family(
        Atoms,
        score=(sym.x - 2 * t) / (t * (1 - t)),
        points=[0, 1, 2],
        weights=[(1 - t) ** 2, 2 * t * (1 - t), t**2],
    )
    return Instance(p=Atoms([0, 1, 2], ["0.2", "0.2", "0.6"]), q=family, theta=theta)
