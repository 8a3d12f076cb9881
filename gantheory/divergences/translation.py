"""Our number beside another library's: in its convention, and, where it is installed, as it computes it."""

from __future__ import annotations

import importlib
import importlib.util
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from gantheory.arithmetic.exact import exact
from gantheory.arithmetic.floating import Floats
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    Laplace,
    Law,
    LogNormal,
    Normal,
    Pareto,
    Uniform,
    Weibull,
)
from gantheory.divergences.conventions import LIBRARIES, Convention, conventions
from gantheory.divergences.registry import divergence, find
from gantheory.errors import InvalidParameterError, UnknownNameError
from gantheory.estimate import Estimate

#: Cells into which laws with densities are cut for functions that take vectors or weighted points.
DEFAULT_BINS: Final = 100
#: The tails beyond these quantiles make the two outermost cells.
_TAIL: Final = 1e-3
#: Draws from each law for functions that take samples.
_DRAWS: Final = 10_000


@dataclass(frozen=True)
class ComparisonRow:
    """One function of the other library.

    Attributes
    ----------
    convention : Convention
        What it computes, in our terms.
    call : str
        The call.
    expected : float
        Our number in its convention.
    theirs : float, optional
        Its own number; absent where it was not called.
    how : str
        What it was given, or why it was not called.
    """

    convention: Convention
    call: str
    expected: float
    theirs: float | None
    how: str

    @property
    def difference(self) -> float | None:
        """Theirs minus ours in their convention; 0 where both are the same infinity."""
        if self.theirs is None:
            return None
        return 0.0 if self.theirs == self.expected else self.theirs - self.expected


@dataclass(frozen=True)
class Comparison:
    """What a library makes of a divergence; prints as text.

    Attributes
    ----------
    library : str
        The other library.
    name : str
        Our divergence.
    ours : Estimate
        Our number in our convention.
    rows : tuple of ComparisonRow
        One for each of its functions that computes it.
    """

    library: str
    name: str
    ours: Estimate
    rows: tuple[ComparisonRow, ...]

    def __repr__(self) -> str:
        lines = [f"{self.name} here: {self.ours}"]
        for row in self.rows:
            lines += ["", row.call]
            lines.append(f"  means       {row.convention.relation}")
            if row.convention.note:
                lines.append(f"  note        {row.convention.note}")
            if row.convention.generator:
                lines.append(f"  as          E_q[f(u)], u = p/q, f(u) = {row.convention.generator}")
                lines.append("              over draws of q: the mass that p has where q is 0 is not seen")
            lines.append(f"  ours there  {row.expected!r}")
            if row.theirs is None:
                lines.append(f"  theirs      not called: {row.how}")
            else:
                lines.append(f"  theirs      {row.theirs!r} ({row.how})")
                lines.append(f"  difference  {row.difference:.1e}")
            lines.append(f"  see         {row.convention.reference}")
        return "\n".join(lines)


def compare_with(library: str, name: str, /, *laws: Law, bins: int = DEFAULT_BINS) -> Comparison:
    """What another library means by a divergence, our number in its convention, and its own where it is installed.

    Most of the others' functions take probability vectors. Laws of atoms are handed over as they are. Laws with
    densities have to be cut into cells first, which changes the answer: an f-divergence of binned laws is never larger
    than that of the laws, and may be finite where theirs is infinite. The difference is shown.

    Parameters
    ----------
    library : {"scipy", "tfp", "torch", "dit"}
        The other library.
    name : str
        Our divergence, as in :func:`gantheory.divergence`: ``"js"``, ``"kl"``, ``"alpha(1/3)"``.
    *laws : Law
        p and q.
    bins : int
        Number of cells for laws with densities, ≥ 3: equal ones between the laws' outermost .001 quantiles, and the
        two tails.

    Returns
    -------
    Comparison

    Raises
    ------
    UnknownNameError
        If there is no such library or divergence, or the library has no function for it.
    InvalidParameterError
        If `bins` is no integer ≥ 3, or the laws are unusable.

    Examples
    --------
    >>> from gantheory.distributions import Atoms
    >>> p, q = Atoms([0, 1], ["0.5", "0.5"]), Atoms([0, 1], ["0.25", "0.75"])
    >>> row = compare_with("scipy", "js", p, q).rows[0]
    >>> row.convention.relation, round(row.expected, 12), abs(row.difference) < 1e-15
    ('√JSD', 0.18390779094, True)
    """
    if library not in LIBRARIES:
        raise UnknownNameError(f"no conventions of {library!r} are known; choose from {', '.join(LIBRARIES)}")
    if type(bins) is not int or bins < 3:
        raise InvalidParameterError(f"bins must be an integer ≥ 3, got {bins!r}")
    member = find(name)
    family, _, rest = member.name.partition("(")
    parameter = exact(rest.rstrip(")"), "the parameter") if rest else None
    # js(weight) is no family of any other library
    found = () if family == "js" and rest else conventions(library, family)
    if not found:
        there = ", ".join(dict.fromkeys(row.ours for row in conventions(library)))
        raise UnknownNameError(f"{library} has no function for {member.name}; it has {there}")
    if not all(isinstance(law, Law) for law in laws):
        raise InvalidParameterError(f"the laws must be laws such as Normal(0, 1), got {laws!r}")
    ours = divergence(member.name, *laws)
    rows = tuple(_row(convention, ours, laws, parameter, bins) for convention in found)
    return Comparison(library, member.name, ours, rows)


_MODULES: Final = {"scipy": "scipy", "tfp": "tensorflow_probability", "torch": "torch", "dit": "dit"}


def _row(
    convention: Convention, ours: Estimate, laws: tuple[Law, ...], parameter: Fraction | None, bins: int
) -> ComparisonRow:
    expected = convention.transform(ours.value, Fraction(0) if parameter is None else parameter)
    points, vectors, given = _discrete(laws, bins)
    if convention.per_element:
        expected /= len(points)
    theirs: float | None = None
    if importlib.util.find_spec(_MODULES[convention.library]) is None:
        how = f"{_MODULES[convention.library]} is not installed"
    elif convention.takes == "draws":
        theirs, how = _of_draws(laws), f"on {_DRAWS} draws of each law"
    elif convention.takes == "distributions":
        theirs, how = _of_distributions(convention, laws)
    else:
        theirs, how = _call(convention, points, vectors, parameter), given
    return ComparisonRow(convention, convention.call(parameter), expected, theirs, how)


def _discrete(laws: tuple[Law, ...], bins: int) -> tuple[Floats, list[Floats], str]:
    """Common points, each law's masses there, and how they came about."""
    if all(isinstance(law, Atoms) for law in laws):
        points = sorted({point for law in laws if isinstance(law, Atoms) for point in law.points})
        places = np.array([float(point) for point in points])
        return places, [np.exp(law.logpdf(places)) for law in laws], "on the atoms"
    low = min(float(law.icdf(_TAIL)) for law in laws)
    high = max(float(law.isf(_TAIL)) for law in laws)
    inner = np.linspace(low, high, bins - 1)
    width = inner[1] - inner[0]
    places = np.concatenate([[low - width / 2], (inner[1:] + inner[:-1]) / 2, [high + width / 2]])
    vectors = []
    for law in laws:
        below, above = law.cdf(inner), law.sf(inner)
        # from the nearer end, where a difference of two small numbers keeps its digits
        middle = np.where(below[1:] < 0.5, np.diff(below), -np.diff(above))
        vectors.append(np.concatenate([[below[0]], middle, [above[-1]]]))
    return places, vectors, f"on {bins} bins: theirs is for discrete laws"


def _call(convention: Convention, points: Floats, vectors: list[Floats], parameter: Fraction | None) -> float:
    a = None if parameter is None else float(parameter)
    p, q = vectors[0], vectors[-1]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Theirs, of 0·log 0 and the like: what comes of it is the number that is shown.
        warnings.simplefilter("ignore")
        if convention.takes == "generator":
            return _of_generator(convention, p, q, a)
        return float(_CALLS[convention.library](convention.function, points, p, q, a))


def _scipy(function: str, x: Floats, p: Floats, q: Floats, a: float | None) -> Any:
    from scipy import special, stats
    from scipy.spatial import distance

    calls: dict[str, Callable[[], Any]] = {
        "scipy.spatial.distance.jensenshannon(p, q)": lambda: distance.jensenshannon(p, q),
        "scipy.spatial.distance.cityblock(p, q)": lambda: distance.cityblock(p, q),
        "scipy.stats.entropy(p, q)": lambda: stats.entropy(p, q),
        "scipy.stats.entropy(q, p)": lambda: stats.entropy(q, p),
        "scipy.stats.entropy(p)": lambda: stats.entropy(p),
        "scipy.special.rel_entr(p, q).sum()": lambda: special.rel_entr(p, q).sum(),
        "scipy.special.kl_div(p, q).sum()": lambda: special.kl_div(p, q).sum(),
        "scipy.stats.chisquare(p, q).statistic": lambda: stats.chisquare(p, q).statistic,
        "scipy.stats.chisquare(q, p).statistic": lambda: stats.chisquare(q, p).statistic,
        "scipy.stats.power_divergence(p, q, lambda_='log-likelihood').statistic": lambda: (
            stats.power_divergence(p, q, lambda_="log-likelihood").statistic
        ),
        "scipy.stats.wasserstein_distance(p, q)": lambda: stats.wasserstein_distance(x, x, p, q),
        "scipy.stats.energy_distance(p, q)": lambda: stats.energy_distance(x, x, p, q),
    }
    return calls[function]()


def _of_draws(laws: tuple[Law, ...]) -> float:
    """The one function that takes samples; the seed is fixed, so that a comparison can be repeated."""
    from scipy import stats

    rng = np.random.default_rng(0)
    return float(stats.ks_2samp(*(law.sample(_DRAWS, rng=rng) for law in laws)).statistic)


def _torch(function: str, x: Floats, p: Floats, q: Floats, a: float | None) -> Any:
    import torch
    from torch.nn.functional import cross_entropy, kl_div

    first, second = torch.from_numpy(p), torch.from_numpy(q)
    calls: dict[str, Callable[[], Any]] = {
        "torch.nn.functional.kl_div(log q, p, reduction='sum')": lambda: kl_div(second.log(), first, reduction="sum"),
        "torch.nn.functional.kl_div(log q, p)": lambda: kl_div(second.log(), first),
        "torch.nn.functional.kl_div(log p, q, reduction='sum')": lambda: kl_div(first.log(), second, reduction="sum"),
        "torch.nn.functional.cross_entropy(log q, p)": lambda: cross_entropy(second.log(), first),
    }
    return calls[function]()


def _dit(function: str, x: Floats, p: Floats, q: Floats, a: float | None) -> Any:
    dit = importlib.import_module("dit")
    first, second = (dit.ScalarDistribution(list(x), list(masses)) for masses in (p, q))
    name = function.partition("(")[0].rpartition(".")[2]
    module = dit.divergences.earth_movers_distance if name == "earth_movers_distance" else dit.divergences
    theirs = getattr(module, name)
    if name == "jensen_shannon_divergence":
        return theirs([first, second])
    if a is not None:
        return theirs(first, second, alpha=1 - 2 * a if name == "alpha_divergence" else a)
    return theirs(second, first) if "(q, p)" in function else theirs(first, second)


_CALLS: Final[dict[str, Callable[[str, Floats, Floats, Floats, float | None], Any]]] = {
    "scipy": _scipy,
    "torch": _torch,
    "dit": _dit,
}


def _of_generator(convention: Convention, p: Floats, q: Floats, a: float | None) -> float:
    """E_q[f(log(p/q))] over a vector; as with draws from q, the mass of p where q is 0 is not seen."""
    vi = importlib.import_module("tensorflow_probability").vi
    name = convention.function.partition("(")[0].rpartition(".")[2]
    options: dict[str, Any] = {"self_normalized": True} if "self_normalized=True" in convention.function else {}
    if a is not None:
        options["t" if name == "t_power" else "alpha"] = a
    seen = q > 0
    values = getattr(vi, name)(np.log(p[seen]) - np.log(q[seen]), **options)
    return float(np.sum(q[seen] * np.asarray(values)))


#: torch.distributions' names and parameters for our laws; a rate is 1/scale.
_TO_TORCH: Final[dict[type[Law], tuple[str, Callable[[Any], tuple[Fraction, ...]]]]] = {
    Normal: ("Normal", lambda law: (law.loc, law.scale)),
    Laplace: ("Laplace", lambda law: (law.loc, law.scale)),
    Cauchy: ("Cauchy", lambda law: (law.loc, law.scale)),
    Gumbel: ("Gumbel", lambda law: (law.loc, law.scale)),
    LogNormal: ("LogNormal", lambda law: (law.mu, law.sigma)),
    Exponential: ("Exponential", lambda law: (1 / law.scale,)),
    Gamma: ("Gamma", lambda law: (law.shape, 1 / law.scale)),
    Weibull: ("Weibull", lambda law: (law.scale, law.shape)),
    Pareto: ("Pareto", lambda law: (law.scale, law.shape)),
    Beta: ("Beta", lambda law: (law.a, law.b)),
    Uniform: ("Uniform", lambda law: (law.low, law.high)),
}


def _of_distributions(convention: Convention, laws: tuple[Law, ...]) -> tuple[float | None, str]:
    """A registered closed form of theirs, or why there is none."""
    if convention.library == "tfp":
        return None, "laws are not translated into tfp.distributions"
    import torch

    if all(isinstance(law, Atoms) for law in laws):
        _, vectors, _ = _discrete(laws, DEFAULT_BINS)
        theirs = [torch.distributions.Categorical(torch.from_numpy(vector)) for vector in vectors]
    elif all(type(law) in _TO_TORCH for law in laws):
        theirs = []
        for law in laws:
            name, parameters = _TO_TORCH[type(law)]
            numbers = [torch.tensor(float(number), dtype=torch.float64) for number in parameters(law)]
            theirs.append(getattr(torch.distributions, name)(*numbers))
    else:
        return None, "torch.distributions has no law like one of these"
    try:
        return float(torch.distributions.kl_divergence(*theirs)), "closed form"
    except NotImplementedError:
        return None, "torch registers no closed form for this pair"
    except ValueError as error:
        return math.nan, f"ValueError: {str(error).splitlines()[0]}"
