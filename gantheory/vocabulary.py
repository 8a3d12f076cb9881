"""The words in which claims and witness lines are written: ``from gantheory.vocabulary import *``.

Laws, functionals, the symbols p, q, D, x, z, theta, …, exact SymPy functions, the kinds of assertion, and
:func:`at`, which a witness line calls to recompute both sides of an equation.

Examples
--------
>>> at(Instance(p=Normal(0, 1), q=Normal(1, 1)), integral(p*log(p/q)), Rational(1, 2))
(0.5, 0.5)
"""

from __future__ import annotations

from sympy import (
    Abs,
    E,
    I,
    Max,
    Min,
    Rational,
    S,
    Symbol,
    cos,
    erf,
    erfc,
    exp,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
)

from gantheory.assertions import (
    Claim,
    Control,
    Counterexample,
    Derivation,
    Family,
    Gradient,
    Identity,
    Inequality,
    Instance,
    Limit,
    Misprint,
    Optimum,
    Spectrum,
    Step,
    Trajectory,
)
from gantheory.assertions.kinds import Side, side
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    HalfNormal,
    Laplace,
    Logistic,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    Pushforward,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from gantheory.divergences import (
    expectation,
    integral,
    js,
    kl,
    pearson_chi2,
    reverse_kl,
    squared_hellinger,
    tv,
    w1,
)
from gantheory.games.game import value_at_optimum as C
from gantheory.symbols import D, jacobian, p, p_z, prior, q, score, theta, x, z


def at(instance: Instance, lhs: object, rhs: object) -> tuple[float, float]:
    """Both sides of an equation at an instance, by quadrature."""
    from gantheory.assertions.evaluation import evaluate

    return evaluate(side(lhs), instance).value, evaluate(side(rhs), instance).value


def witness_line(lhs: Side, rhs: Side, instance: Instance) -> str:
    """The line of Python that recomputes both sides at `instance`.

    Scalars without a name in this module are written as the instance's numbers.
    """
    return f"at({instance!r}, {_code(lhs, instance)}, {_code(rhs, instance)})"


def _code(side_: Side, instance: Instance) -> str:
    if isinstance(side_, Gradient):
        return f"Gradient({_code(side_.of, instance)})"
    nameless = {
        s: instance.numbers[s.name] for s in side_.free_symbols if s.name in instance.numbers and s.name not in __all__
    }
    return side_.subs(nameless).code if nameless else side_.code


__all__ = [
    "Abs",
    "Atoms",
    "Beta",
    "C",
    "Cauchy",
    "Claim",
    "Control",
    "Counterexample",
    "D",
    "Derivation",
    "E",
    "Exponential",
    "Family",
    "Gamma",
    "Gradient",
    "Gumbel",
    "HalfNormal",
    "I",
    "Identity",
    "Inequality",
    "Instance",
    "Laplace",
    "Limit",
    "LogNormal",
    "Logistic",
    "Max",
    "Min",
    "Misprint",
    "Mixture",
    "Normal",
    "Optimum",
    "Pareto",
    "Pushforward",
    "Rational",
    "S",
    "Spectrum",
    "Step",
    "StudentT",
    "Symbol",
    "Trajectory",
    "Triangular",
    "Truncated",
    "Uniform",
    "Weibull",
    "at",
    "cos",
    "erf",
    "erfc",
    "exp",
    "expectation",
    "integral",
    "jacobian",
    "js",
    "kl",
    "log",
    "oo",
    "p",
    "p_z",
    "pearson_chi2",
    "pi",
    "prior",
    "q",
    "reverse_kl",
    "score",
    "sign",
    "sin",
    "sqrt",
    "squared_hellinger",
    "tanh",
    "theta",
    "tv",
    "w1",
    "x",
    "z",
]
