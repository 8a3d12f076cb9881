"""The ways to integrate a divergence that the benchmarks compare: ours, and four that people use.

An engine takes a divergence's name and two laws as text, and returns an :class:`Answer`. An engine that warns or
reports failure is *undecided*: it has said so. The others take densities from scipy.stats; a mixture is a weighted
sum, a truncated law is divided by its mass.
"""

from __future__ import annotations

import functools
import itertools
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, special, stats
from truth_laws import (
    Base,
    Beta,
    Exponential,
    Gamma,
    Gumbel,
    HalfNormal,
    Laplace,
    Logistic,
    LogNormal,
    Normal,
    Pareto,
    Restricted,
    StudentT,
    Triangular,
    Uniform,
    Weibull,
    read,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """A value with the error that its engine reports; undecided where the engine says that it does not know.

    `log_value` is the logarithm of a value beyond float64, where an engine gives one.
    """

    value: float
    error: float
    decided: bool = True
    log_value: float | None = None


class Density:
    """A law as scipy.stats gives it."""

    def __init__(self, text: str) -> None:
        self.parts = [(float(w.p) / float(w.q), _frozen(base)) for w, base in read(text).parts]
        self.cut = next((base.cut for _, base in read(text).parts if isinstance(base, Restricted)), (None, None))
        low, high = (None if c is None else float(c.p) / float(c.q) for c in self.cut)
        self.low = max(-math.inf if low is None else low, min(law.support()[0] for _, law in self.parts))
        self.high = min(math.inf if high is None else high, max(law.support()[1] for _, law in self.parts))
        self.mass = 1.0
        if self.cut != (None, None):
            self.mass = sum(w * self._between(law) for w, law in self.parts)

    def _between(self, law: stats.rv_continuous) -> float:
        # the smaller of the two tails' differences keeps its digits
        if self.low > law.median():
            return float(law.sf(self.low) - law.sf(self.high))
        return float(law.cdf(self.high) - law.cdf(self.low))

    def _inside(self, x: Floats, values: Floats, outside: float) -> Floats:
        return np.where((x >= self.low) & (x <= self.high), values, outside) if self.mass != 1.0 else values

    def pdf(self, x: Floats) -> Floats:
        return self._inside(x, sum(w * law.pdf(x) for w, law in self.parts) / self.mass, 0.0)

    def logpdf(self, x: Floats) -> Floats:
        if len(self.parts) == 1:
            values = self.parts[0][1].logpdf(x)
        else:
            values = special.logsumexp(np.stack([math.log(w) + law.logpdf(x) for w, law in self.parts]), axis=0)
        return self._inside(x, values - math.log(self.mass), -math.inf)

    def quantiles(self) -> Floats:
        """Quantiles of every part, from the outermost inward: where a careful person puts panels."""
        levels = np.array([1e-15, 1e-10, 1e-6, 1e-3, 0.1, 0.5])
        found = np.concatenate([np.concatenate([law.ppf(levels), law.isf(levels)]) for _, law in self.parts])
        return found[(found >= self.low) & (found <= self.high)]


def _frozen(base: Base) -> stats.rv_continuous:
    loc, scale = (float(v.p) / float(v.q) for v in (base.center, base.scale))
    match base:
        case Restricted():
            return _frozen(base.base)
        case HalfNormal():
            return stats.halfnorm(0, scale)
        case Normal():
            return stats.norm(loc, scale)
        case Laplace():
            return stats.laplace(loc, scale)
        case Logistic():
            return stats.logistic(loc, scale)
        case Gumbel():
            return stats.gumbel_r(loc, scale)
        case StudentT():
            return stats.cauchy(loc, scale) if base.df == 1 else stats.t(_float(base.df), loc, scale)
        case Exponential():
            return stats.expon(0, scale)
        case Gamma():
            return stats.gamma(_float(base.shape), 0, scale)
        case Weibull():
            return stats.weibull_min(_float(base.shape), 0, scale)
        case LogNormal():
            return stats.lognorm(_float(base.sigma), 0, math.exp(_float(base.mu)))
        case Pareto():
            return stats.pareto(_float(base.shape), 0, scale)
        case Uniform():
            return stats.uniform(_float(base.low), _float(base.high) - _float(base.low))
        case Triangular():
            low, mode, high = (_float(v) for v in (base.low, base.mode, base.high))
            return stats.triang((mode - low) / (high - low), low, high - low)
        case Beta():
            return stats.beta(_float(base.a), _float(base.b))
    raise TypeError(f"no scipy law for {base!r}")


def _float(number: object) -> float:
    return float(number.p) / float(number.q)  # type: ignore[attr-defined]


@functools.lru_cache(maxsize=64)
def density(text: str) -> Density:
    """A law, made once."""
    return Density(text)


def ours(kind: str, p: str, q: str) -> Answer:
    """gantheory with its defaults."""
    from gantheory import GantheoryError, divergence, parse_law

    try:
        estimate = divergence(kind, parse_law(p), parse_law(q), throw=False)
    except GantheoryError:  # a refusal with a reason, such as a truncated law without mass in float64
        return Answer(math.nan, math.inf, decided=False)
    return Answer(estimate.value, estimate.error, estimate.status != "undecided", estimate.log_value)


def _plain_integrand(kind: str, p: Density, q: Density) -> Callable[[float], float]:
    """What one writes down first, in densities."""

    def f(x: float) -> float:
        a, b = p.pdf(x), q.pdf(x)
        match kind:
            case "kl":
                return special.rel_entr(a, b)
            case "js":
                return (special.rel_entr(a, (a + b) / 2) + special.rel_entr(b, (a + b) / 2)) / 2
            case "tv":
                return abs(a - b) / 2
            case "squared_hellinger":
                return (math.sqrt(a) - math.sqrt(b)) ** 2 / 2
            case _:
                return (a - b) ** 2 / b if b > 0 else (math.inf if a > 0 else 0.0)

    return f


def log_integrand(kind: str, p: Density, q: Density) -> Callable[[Floats], Floats]:
    """The same in the log domain, without cancellation or overflow on the way."""

    def f(x: Floats) -> Floats:
        x = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            a, b = p.logpdf(x), q.logpdf(x)
            d = np.where(a == b, 0.0, a - b)
            match kind:
                case "kl":
                    return np.where(a == -np.inf, 0.0, np.exp(a) * d)
                case "js":
                    m = np.logaddexp(a, b) - math.log(2)
                    first = np.where(a == -np.inf, 0.0, np.exp(a) * (a - m))
                    return (first + np.where(b == -np.inf, 0.0, np.exp(b) * (b - m))) / 2
                case "tv":
                    return np.abs(np.exp(a) - np.exp(b)) / 2
                case "squared_hellinger":
                    return (np.exp(a / 2) - np.exp(b / 2)) ** 2 / 2
                case _:
                    return np.where(
                        b == -np.inf, np.where(a == -np.inf, 0.0, np.inf), np.exp(b) * np.expm1(np.minimum(d, 710)) ** 2
                    )

    return f


class NotFinite(Exception):
    """An integrand was infinite or nan somewhere; the value is in the first argument."""


def _guarded(f: Callable[[float], float]) -> Callable[[float], float]:
    """`f`, raising where it is not finite: QUADPACK as of SciPy 1.17 can crash the process on such values."""

    def guarded(x: float) -> float:
        value = float(f(x))
        if not math.isfinite(value):
            raise NotFinite(value)
        return value

    return guarded


def _not_finite(found: NotFinite) -> Answer:
    """What a sum with this value in it is: infinite, or nothing."""
    return Answer(found.args[0], math.inf, not math.isnan(found.args[0]))


def quad_naive(kind: str, p: str, q: str) -> Answer:
    """scipy.stats densities and one `quad` over the union of the supports."""
    first, second = density(p), density(q)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        f = _guarded(_plain_integrand(kind, first, second))
        try:
            value, error = integrate.quad(f, min(first.low, second.low), max(first.high, second.high))
        except NotFinite as found:
            return _not_finite(found)
    warned = any(issubclass(w.category, integrate.IntegrationWarning) for w in caught)
    return Answer(value, error, not (warned or math.isnan(value)))


def panels(first: Density, second: Density) -> list[tuple[float, float]]:
    """The intervals between quantiles of both laws, tails included."""
    ends = [v for law in (first, second) for v in (law.low, law.high) if math.isfinite(v)]
    places = np.concatenate([first.quantiles(), second.quantiles(), ends])
    edges = [float(edge) for edge in np.unique(places[np.isfinite(places)])]
    low, high = min(first.low, second.low), max(first.high, second.high)
    before = [(-math.inf, edges[0])] if low == -math.inf else []
    return [*before, *itertools.pairwise(edges), *([(edges[-1], math.inf)] if high == math.inf else [])]


def quad_tuned(kind: str, p: str, q: str) -> Answer:
    """`quad` in the log domain, on panels between quantiles of both laws, tails included."""
    first, second = density(p), density(q)
    f = _guarded(log_integrand(kind, first, second))
    value = error = 0.0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for a, b in panels(first, second):
            try:
                part, its_error = integrate.quad(f, a, b, epsabs=1e-15, epsrel=1e-12, limit=100)
            except NotFinite as found:
                return _not_finite(found)
            value, error = value + part, error + its_error
    warned = any(issubclass(w.category, integrate.IntegrationWarning) for w in caught)
    # a complaint about round-off with an error that is small all the same is no reason to give up
    return Answer(value, error, not (math.isnan(value) or (warned and error > 1e-9 * abs(value))))


def tanhsinh(kind: str, p: str, q: str) -> Answer:
    """`scipy.integrate.tanhsinh` in the log domain, on the pieces between the ends of the supports."""
    first, second = density(p), density(q)
    ends = {v for law in (first, second) for v in (law.low, law.high)}
    edges = np.array(sorted(ends))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = integrate.tanhsinh(log_integrand(kind, first, second), edges[:-1], edges[1:])
    value = float(np.sum(result.integral))
    return Answer(value, float(np.sum(result.error)), bool(np.all(result.success)) and not math.isnan(value))


def cubature(kind: str, p: str, q: str) -> Answer:
    """`scipy.integrate.cubature` in the log domain over the union of the supports, told where they end."""
    first, second = density(p), density(q)
    f = log_integrand(kind, first, second)
    low, high = min(first.low, second.low), max(first.high, second.high)
    points = [[v] for law in (first, second) for v in (law.low, law.high) if low < v < high]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = integrate.cubature(
            lambda x: f(x[:, 0]), [low], [high], points=points or None, rtol=1e-10, atol=1e-14, max_subdivisions=1000
        )
    value = float(result.estimate)
    return Answer(value, float(result.error), result.status == "converged" and not math.isnan(value))


ENGINES: Final[dict[str, Callable[[str, str, str], Answer]]] = {
    "gantheory": ours,
    "quad on scipy.stats": quad_naive,
    "quad, tuned": quad_tuned,
    "tanhsinh": tanhsinh,
    "cubature": cubature,
}
