"""Laws of scipy.stats: what is known is translated exactly, what is not becomes a black box."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np
import sympy

from gantheory.adapters.audit import audit
from gantheory.adapters.black_box import BlackBox
from gantheory.adapters.callables import interval, some_places
from gantheory.adapters.calls import LogDensity
from gantheory.adapters.kernel_estimate import KernelEstimate
from gantheory.adapters.tables import PiecewiseLinear, from_histogram
from gantheory.arithmetic.exact import exact
from gantheory.arithmetic.floating import quiet
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.beta import Beta
from gantheory.distributions.cauchy import Cauchy
from gantheory.distributions.exponential import Exponential
from gantheory.distributions.gamma import Gamma
from gantheory.distributions.gumbel import Gumbel
from gantheory.distributions.half_normal import HalfNormal
from gantheory.distributions.laplace import Laplace
from gantheory.distributions.law import Law
from gantheory.distributions.location_scale import LocationScale
from gantheory.distributions.logistic import Logistic
from gantheory.distributions.mixture import Mixture
from gantheory.distributions.normal import Normal
from gantheory.distributions.pareto import Pareto
from gantheory.distributions.pushforward import Pushforward
from gantheory.distributions.student_t import StudentT
from gantheory.distributions.triangular import Triangular
from gantheory.distributions.truncated import Truncated
from gantheory.distributions.uniform import Uniform
from gantheory.distributions.weibull import Weibull
from gantheory.errors import (
    BlackBoxError,
    DimensionError,
    InvalidParameterError,
    NotNormalizedError,
    UndefinedQuantityError,
)

#: Atoms of a discrete law with finite support that are taken over.
MOST_ATOMS: Final = 2**16
#: Levels of the quantiles from which the search for mass starts.
LEVELS: Final = (1e-12, 1e-6, 1e-3, 0.05, 0.25, 0.5, 0.75, 0.95, 1 - 1e-3, 1 - 1e-6, 1 - 1e-12)


def _moved(law: Law, loc: Fraction) -> Law:
    """The law of loc + X."""
    if loc == 0:
        return law
    return Pushforward(sympy.Symbol("z", real=True) + sympy.Rational(loc.numerator, loc.denominator), law)


def _triangular(c: Fraction, loc: Fraction, scale: Fraction) -> Law:
    return Triangular(loc, loc + c * scale, loc + scale)


def _beta(a: Fraction, b: Fraction, loc: Fraction, scale: Fraction) -> Law:
    if (loc, scale) == (0, 1):
        return Beta(a, b)
    z = sympy.Symbol("z", real=True)
    return Pushforward(sympy.Rational(str(scale)) * z + sympy.Rational(str(loc)), Beta(a, b))


def _lognorm(s: Fraction, loc: Fraction, scale: Fraction) -> Law | None:
    # Its mu is log(scale), which is exact for scale 1 only.
    from gantheory.distributions.log_normal import LogNormal

    return _moved(LogNormal(0, s), loc) if scale == 1 else None


def _reflected_gumbel(loc: Fraction, scale: Fraction) -> Law:
    return Pushforward(-sympy.Symbol("z", real=True), Gumbel(-loc, scale))


def _generalized_pareto(c: Fraction, loc: Fraction, scale: Fraction) -> Law:
    # its quantile is loc + scale·((1 - u)^-c - 1)/c
    if c == 0:
        return _moved(Exponential(scale), loc)
    if c > 0:
        return _moved(Pareto(1 / c, scale / c), loc - scale / c)
    return _beta(Fraction(1), -1 / c, loc, -scale / c)


def _trapezoid(c: Fraction, d: Fraction, loc: Fraction, scale: Fraction) -> Law:
    height = 2 / (d - c + 1) / scale
    sides = [(Fraction(0), c, Fraction(0), height), (c, d, height, height), (d, Fraction(1), height, Fraction(0))]
    real = [side for side in sides if side[0] < side[1]]
    edges = [loc + scale * end for end in (real[0][0], *(side[1] for side in real))]
    return PiecewiseLinear(tuple(edges), tuple((f, g) for _, _, f, g in real))


#: scipy.stats name → our law from SciPy's shapes, location and scale, all exact; None where there is no exact one.
KNOWN: Final[Mapping[str, Callable[..., Law | None]]] = {
    "norm": Normal,
    "laplace": Laplace,
    "logistic": Logistic,
    "cauchy": Cauchy,
    "gumbel_r": Gumbel,
    "t": StudentT,
    "uniform": lambda loc, scale: Uniform(loc, loc + scale),
    "expon": lambda loc, scale: _moved(Exponential(scale), loc),
    "gamma": lambda a, loc, scale: _moved(Gamma(a, scale), loc),
    "chi2": lambda df, loc, scale: _moved(Gamma(df / 2, 2 * scale), loc),
    "beta": _beta,
    "lognorm": _lognorm,
    "halfnorm": lambda loc, scale: _moved(HalfNormal(scale), loc),
    "weibull_min": lambda c, loc, scale: _moved(Weibull(c, scale), loc),
    "pareto": lambda b, loc, scale: _moved(Pareto(b, scale), loc),
    "triang": _triangular,
    "gumbel_l": _reflected_gumbel,
    "lomax": lambda c, loc, scale: _moved(Pareto(c, scale), loc - scale),
    "genpareto": _generalized_pareto,
    "trapezoid": _trapezoid,
    "rdist": lambda c, loc, scale: _beta(c / 2, c / 2, loc - scale, 2 * scale),
}  # fmt: skip


def from_frozen(thing: Any, *, normalize: bool = False, tails: str = "unknown") -> Law:
    """The law of a frozen law of scipy.stats (``scipy.stats.norm(0, 1)``).

    Raises
    ------
    DimensionError
        For an array of parameters, or a law of more than one dimension.
    UndefinedQuantityError
        For a discrete law with infinitely many atoms.
    """
    family = thing.dist
    if not hasattr(family, "_parse_args") or not hasattr(family, "name"):
        raise DimensionError(
            f"{type(thing).__name__} is a law of more than one dimension; only laws on the line are known"
        )
    shapes, loc, scale = family._parse_args(*thing.args, **thing.kwds)
    for parameter in (*shapes, loc, scale):
        if np.ndim(parameter):
            raise DimensionError(
                f"{family.name} has an array of parameters; hand in one law, or pass arrays to a law of gantheory"
            )
    shown = f"scipy.stats.{family.name}({', '.join(f'{float(v):g}' for v in (*shapes, loc, scale))})"
    if not bool(family._argcheck(*map(float, shapes))) or not float(scale) > 0:
        raise InvalidParameterError(f"{shown} has parameters outside of their domain")
    if hasattr(thing, "pmf"):
        return _atoms(thing, shown)
    if type(family).__module__.startswith("scipy.stats"):
        if family.name == "truncnorm":
            mean, deviation = exact(float(loc)), exact(float(scale))
            low, high = (mean + exact(float(x)) * deviation if math.isfinite(x) else float(x) for x in shapes)
            return Truncated(Normal(mean, deviation), low, high)
        numbers = [exact(float(v), f"a parameter of {family.name}") for v in (*shapes, loc, scale)]
        if hasattr(family, "_hbins"):
            return _histogram(family, *numbers)
        known = KNOWN.get(family.name)
        law = known(*numbers) if known else None
        if law is not None:
            return law
    support = _asked(shown, "support", thing.support)
    if family.name == "vonmises":
        # SciPy continues the density periodically over the line; a law is one period.
        support = (float(loc) - math.pi * float(scale), float(loc) + math.pi * float(scale))
    return _black_box(
        shown, thing.logpdf, support, _quantiles(lambda: thing.ppf(LEVELS)), thing.cdf, normalize, tails,
        lambda n, rng: _asked(shown, "rvs", lambda: thing.rvs(n, random_state=rng)),
    )  # fmt: skip


def from_new(thing: Any, *, normalize: bool = False, tails: str = "unknown") -> Law:
    """The law of a random variable of SciPy's new infrastructure (``scipy.stats.Normal(mu=0, sigma=1)``)."""
    shape = getattr(thing, "_shape", ())
    if shape:
        raise DimensionError(f"{thing!r} has an array of parameters; hand in one law, or pass arrays to a law of ours")
    kind = type(thing).__name__
    if type(thing).__module__.startswith("scipy.stats"):
        if kind == "Mixture":
            parts = [from_new(part, normalize=normalize, tails=tails) for part in thing.components]
            return Mixture([float(w) for w in thing.weights], parts)
        if kind in ("Normal", "StandardNormal"):
            return Normal(float(thing.mu), float(thing.sigma))
        if kind == "Uniform":
            return Uniform(float(thing.a), float(thing.b))
        if kind == "Logistic":
            return Logistic(0, 1)
        if kind == "ShiftedScaledDistribution":
            inner = from_new(thing._dist, normalize=normalize, tails=tails)
            loc, scale = exact(float(thing.loc)), exact(float(thing.scale))
            if isinstance(inner, LocationScale) and scale > 0:
                kind_of: Callable[..., Law] = type(inner)
                return kind_of(*inner.shape, loc + scale * inner.loc, scale * inner.scale)
    shown = f"scipy.stats {thing}"
    support = tuple(float(end) for end in _asked(shown, "support", thing.support))
    places = _quantiles(lambda: thing.icdf(np.array(LEVELS)))
    return _black_box(
        shown, thing.logpdf, support, places, thing.cdf, normalize, tails,
        lambda n, rng: _asked(shown, "sample", lambda: thing.sample(n, rng=rng)),
    )  # fmt: skip


def from_kde(thing: Any) -> KernelEstimate:
    """The law of a one-dimensional ``scipy.stats.gaussian_kde``: a mixture of normal laws, with known tails."""
    if thing.d != 1:
        raise DimensionError(f"the kernel estimate has {thing.d} dimensions; only laws on the line are known")
    return KernelEstimate(thing.dataset[0], thing.weights, bandwidth=math.sqrt(float(thing.covariance[0, 0])))


def _atoms(thing: Any, shown: str) -> Atoms:
    low, high = thing.support()
    if not (math.isfinite(low) and math.isfinite(high) and high - low < MOST_ATOMS):
        raise UndefinedQuantityError(
            f"{shown} has infinitely many atoms, or more than {MOST_ATOMS}; "
            "write Atoms(points, weights) of as many as you need"
        )
    points = np.arange(math.floor(low), math.floor(high) + 1)
    weights = np.asarray(_asked(shown, "pmf", lambda: thing.pmf(points)), dtype=float)
    some = weights > 0
    total = math.fsum(weights[some].tolist())
    if not abs(total - 1) < 1e-9:
        raise UndefinedQuantityError(f"the masses of {shown} sum to {total:.12g}, not to 1; its pmf is inaccurate")
    return Atoms(
        points[some].tolist(),
        [Fraction(w) / sum(map(Fraction, weights[some].tolist())) for w in weights[some].tolist()],
    )


def _histogram(family: Any, loc: Fraction, scale: Fraction) -> Law:
    """The law of a ``scipy.stats.rv_histogram``, whose heights are densities."""
    places = [exact(float(edge)) for edge in family._hbins]
    masses = [exact(float(f)) * (b - a) for f, (a, b) in zip(family._hpdf[1:-1], itertools.pairwise(places))]
    return from_histogram(masses, [loc + scale * place for place in places])


def _asked(shown: str, what: str, function: Callable[[], Any]) -> Any:
    """What SciPy answers; an exception of its own is one of ours."""
    try:
        with quiet():
            return function()
    except Exception as error:
        raise BlackBoxError(
            f"{shown}: SciPy's own {what} raises {type(error).__name__}({error}); use other parameters, or hand in "
            "its density with from_callable"
        ) from error


def _quantiles(function: Callable[[], Any]) -> np.ndarray:
    """Places from which to look; none where SciPy's solver of quantiles fails, for the search can do without."""
    try:
        with quiet():
            return np.asarray(function(), dtype=float)
    except Exception:
        return np.empty(0)


def _black_box(
    shown: str,
    logpdf: Callable[[Any], Any],
    support: Any,
    places: np.ndarray,
    cdf: Callable[[Any], Any],
    normalize: bool,
    tails: str,
    draw: Callable[[int, np.random.Generator], Any],
) -> BlackBox:
    low, high = interval(support)
    known = places[np.isfinite(places)].tolist()
    tried = some_places(*(known[3], known[7])) if len(known) == len(LEVELS) and known[3] < known[7] else None
    f = LogDensity(logpdf, logarithm=True, places=some_places(float(low), float(high)) if tried is None else tried)
    try:
        found = audit(f, float(low), float(high), known=known, normalize=normalize, cdf=cdf)
    except (NotNormalizedError, BlackBoxError) as error:
        # the law is a law: what is wrong is how SciPy computes its density
        raise type(error)(f"{shown}: in SciPy's own logpdf, {error}") from error
    return BlackBox(shown, f, found, (low, high), tails, draw)
