"""Divergences by name, as text names them: ``js``, ``js(1/4)``, ``renyi(2)``, ``kl_divergence``."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable
from typing import Any, Final, Unpack

from gantheory.arithmetic.exact import exact
from gantheory.divergences.alpha import alpha_of_order, renyi_of_order
from gantheory.divergences.cdf_distances import CRAMER, ENERGY, KOLMOGOROV, WASSERSTEIN_1
from gantheory.divergences.chi_squared import NEYMAN, PEARSON, TRIANGULAR
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import Divergence
from gantheory.divergences.entropies import CROSS_ENTROPY, ENTROPY
from gantheory.divergences.f_divergence import of_generator
from gantheory.divergences.hellinger import BHATTACHARYYA, SQUARED_HELLINGER
from gantheory.divergences.jensen_shannon import JENSEN_SHANNON, weighted_js
from gantheory.divergences.kullback_leibler import JEFFREYS, KL, REVERSE_KL
from gantheory.divergences.request import Options
from gantheory.divergences.total_variation import TOTAL_VARIATION
from gantheory.divergences.wasserstein import wasserstein
from gantheory.errors import InvalidParameterError, UnknownNameError
from gantheory.estimate import Estimate

#: The divergences without a parameter, by name.
DIVERGENCES: Final[dict[str, Divergence]] = {
    d.name: d
    for d in (
        KL,
        REVERSE_KL,
        JEFFREYS,
        JENSEN_SHANNON,
        TOTAL_VARIATION,
        SQUARED_HELLINGER,
        BHATTACHARYYA,
        PEARSON,
        NEYMAN,
        TRIANGULAR,
        WASSERSTEIN_1,
        ENERGY,
        CRAMER,
        KOLMOGOROV,
        ENTROPY,
        CROSS_ENTROPY,
    )
}


def _order(text: str) -> float:
    return math.inf if text in ("inf", "oo") else float(exact(text, "order"))


#: The families with a parameter: the name, and what makes a member of the parameter's text.
FAMILIES: Final[dict[str, Callable[[str], Divergence]]] = {
    "f": of_generator,
    "alpha": lambda text: alpha_of_order(exact(text, "alpha")),
    "js": lambda text: weighted_js(exact(text, "weight")),
    "renyi": lambda text: renyi_of_order(exact(text, "alpha")),
    "wasserstein": lambda text: wasserstein(_order(text)),
}
#: Other names of the same: those of the public functions.
_SUFFIXES: Final = ("_divergence", "_distance")
_ALIASES: Final = {"total_variation": "tv", "wasserstein": "w1", "jensen_shannon": "js"}
_CALL: Final = re.compile(r"\s*(\w+)\s*(?:\(\s*(.*?)\s*\))?\s*", re.DOTALL)


def find(name: str) -> Divergence:
    """The divergence that text names.

    Raises
    ------
    UnknownNameError
        If there is none; the message suggests the nearest.
    InvalidParameterError
        If its parameter cannot be read or is out of range.

    Examples
    --------
    >>> find("renyi(1/2)").title
    'Rényi divergence of order 0.5'
    """
    if not isinstance(name, str):
        raise InvalidParameterError(f"a divergence is called by a text such as 'js' or 'renyi(2)', got {name!r}")
    match = _CALL.fullmatch(name)
    base, parameter = match.groups() if match else (name, None)
    for suffix in _SUFFIXES:
        base = base.removesuffix(suffix)
    if parameter:
        if base in FAMILIES:
            return FAMILIES[base](parameter)
    else:
        base = _ALIASES.get(base, base)
        if base in DIVERGENCES:
            return DIVERGENCES[base]
    known = [*DIVERGENCES, *(f"{family}(…)" for family in FAMILIES), "and the names of the public functions"]
    near = difflib.get_close_matches(base, [*DIVERGENCES, *FAMILIES], 1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    raise UnknownNameError(f"no divergence {name!r}; {meant}there are {', '.join(known)}")


def divergence(name: str, /, *laws: Any, **options: Unpack[Options]) -> Estimate:
    r"""The divergence called `name` of the laws p (data) and q (generated), in nats where it has a unit.

    Parameters
    ----------
    name : str
        ``kl``, ``reverse_kl``, ``jeffreys``, ``js``, ``js(1/4)``, ``tv``, ``squared_hellinger``,
        ``bhattacharyya_coefficient``, ``pearson_chi2``, ``neyman_chi2``, ``triangular_discrimination``,
        ``alpha(1/3)``, ``renyi(2)``, ``f(t*log(t))``, ``w1``,
        ``wasserstein(2)``, ``wasserstein(inf)``, ``energy``, ``cramer``, ``kolmogorov``, ``entropy`` (of one law) or
        ``cross_entropy``.
        The names of the public functions do as well: ``kl_divergence``, ``total_variation``.
    *laws : Law
        p and q: laws, arrays of laws such as ``Normal(np.zeros(5), 1)`` (then the result is an array of estimates), or
        what :func:`gantheory.as_law` makes laws of: those of scipy.stats and torch, kernel estimates, functions,
        histograms, samples.
    method : str
        "auto": a closed form where one is known; else an enclosure if `digits` is given; else quadrature.
        Or one of "closed_form", "quadrature" (float64 with an error estimate), "enclosure" (certified),
        "monte_carlo" (an interval).
    digits : int, optional
        Significant digits to certify.
    rtol, atol : float, optional
        Relative and absolute tolerance of quadrature.
    max_evaluations : int, optional
        Places at which quadrature may evaluate the integrand.
    draws, level, rng
        Of Monte Carlo: the number of draws, the confidence level of the interval, and a Generator or a seed. For a run
        that shows progress, can be stopped and resumed, take :func:`gantheory.monte_carlo`.
    support, normalize, tails
        Of functions: the ends of the support, whether a density is divided by its mass, and whether the caller
        vouches for what no look at a function can show (``tails="as seen"``); see :func:`gantheory.as_law`.
    executor : concurrent.futures.Executor, optional
        What computes the chunks of a batch; the results are those of the serial run.
    throw : bool
        Raise where there is no answer; otherwise return the estimate with its status.

    Raises
    ------
    NotConvergedError, NotCertifiedError
        If there is no answer and `throw` is true.
    InvalidParameterError, UnknownNameError
        For unusable arguments.

    Examples
    --------
    >>> from gantheory.distributions import Cauchy, Normal
    >>> divergence("js", Normal(0, 1), Normal(3, 0.5), digits=30).text
    '0.630867987220538797...'
    """
    return compute(find(name), *laws, **options)
