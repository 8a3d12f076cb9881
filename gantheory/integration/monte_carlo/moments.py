r"""Which moments of the draws exist: :math:`E_g|F/g|^k = \int |F|^k g^{1-k}\,dx`, decided from the expansions.

The law of large numbers needs the first moment, an interval the second; with the fourth the estimated variance
has itself an error that is known, and intervals from a finite number of draws cover as they should.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from gantheory.arithmetic.growth import UNKNOWN, Growth, or_unknown
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.monomial import ONE
from gantheory.distributions.law import Law
from gantheory.errors import GantheoryError, InvalidParameterError
from gantheory.integration.integrand import Integrand, Site

#: What is integrated for every moment that is asked for.
_NAMES: Final = {1: "|F|", 2: "F²/g", 3: "|F|³/g²", 4: "F⁴/g³"}
HIGHEST: Final = max(_NAMES)


@dataclass(frozen=True)
class Moment:
    """Whether a moment of F/g exists.

    Attributes
    ----------
    order : int
    verdict : str
        "finite", "infinite" or "undecided".
    reason : str
        What decided, in words.
    """

    order: int
    verdict: Literal["finite", "infinite", "undecided"]
    reason: str


def moments(
    integrand: Integrand, laws: Mapping[str, Law], proposal: tuple[Law, ...] = (), *, highest: int = HIGHEST
) -> tuple[Moment, ...]:
    r"""Which of the moments :math:`E_g|F/g|^k`, k = 1, 2, ..., of a Monte Carlo estimator are finite.

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    proposal : tuple of Law
        Laws that are drawn from beside those of the roles; g is the equal mixture of all.
    highest : int
        The last order that is asked for, 1 to 4.

    Returns
    -------
    tuple of Moment

    Raises
    ------
    InvalidParameterError
        If `highest` is not between 1 and 4.

    Examples
    --------
    >>> from gantheory.distributions import Cauchy, Normal, StudentT
    >>> from gantheory.divergences import kl
    >>> code, laws = kl.terms[0][1].code, {"p": StudentT(3), "q": Normal(0, 1)}
    >>> [m.verdict for m in moments(code, laws)]
    ['finite', 'infinite', 'infinite', 'infinite']
    >>> [m.verdict for m in moments(code, laws, (Cauchy(0, 1),))]
    ['finite', 'finite', 'finite', 'finite']
    """
    if not 1 <= highest <= HIGHEST:
        raise InvalidParameterError(f"highest must be between 1 and {HIGHEST}, got {highest}")
    return tuple(moment(integrand, laws, order, proposal) for order in range(1, highest + 1))


def moment(integrand: Integrand, laws: Mapping[str, Law], order: int, proposal: tuple[Law, ...] = ()) -> Moment:
    """Whether one moment of F/g exists; see :func:`moments`."""
    if integrand.bound is not None:
        return Moment(order, "finite", "F/g is bounded")
    roles = tuple((role, laws[role]) for role in integrand.roles)
    return _decided(integrand, roles + tuple((f"proposal {n}", law) for n, law in enumerate(proposal)), order)


@functools.lru_cache(maxsize=1024)
def _decided(integrand: Integrand, laws: tuple[tuple[str, Law], ...], order: int) -> Moment:
    """The expansions take some ten milliseconds, and a stream is often begun for the same laws again."""
    from gantheory.integration.convergence import convergence

    try:
        found = convergence(_power(integrand, tuple(role for role, _ in laws), order), dict(laws))
    except GantheoryError as error:
        return Moment(order, "undecided", str(error))
    # Only orders of growth were followed, with every coefficient 1.
    reason = found.reason.replace("integrand ~", f"{_NAMES[order]} ≍", 1).replace("integrand", _NAMES[order], 1)
    return Moment(order, found.verdict, reason)


def _power(integrand: Integrand, roles: tuple[str, ...], order: int) -> Integrand:
    """|F|^k·g^(1-k) to leading order, with the largest of the densities for g: they differ by a bounded factor."""

    def evaluate(A: Arithmetic, at: Site) -> Value:
        logs = [at.log_density(role) for role in roles]
        value = integrand(A, at)
        if all(at.log_density(role).infinite < 0 for role in integrand.roles):
            # F vanishes where all of its densities do, also where a formula meets ∞ - ∞ there.
            return Growth()
        if value.infinite:
            return A.absolute(value)
        if value.unknown:
            return UNKNOWN
        # The sign and the size of the leading coefficient do not matter, only that it is not 0.
        size = Growth([(value.terms[0][0], Fraction(1))]) if value.terms else Growth(rest=value.rest)
        result = size
        for _ in range(order - 1):
            result = result * size
        if order == 1 or result.special or result.is_zero:
            return result
        log_g = _largest(logs)
        return A.weighted(-(order - 1) * _unbounded(log_g), result)

    return Integrand(evaluate, roles)


@or_unknown
def _largest(logs: list[Growth]) -> Growth:
    """The log-density that is the largest in the end, up to a bounded difference."""
    best = logs[0]
    for log in logs[1:]:
        if best.infinite < 0 or log.infinite < 0:
            best = log if best.infinite < 0 else best
            continue
        difference = log - best
        order = difference.order
        if difference.unknown:
            return UNKNOWN
        if order is not None and order.compare(ONE) > 0:
            if not difference.terms:
                return UNKNOWN
            best = log if difference.leading()[2] > 0 else best
    return best


@or_unknown
def _unbounded(log: Growth) -> Growth:
    """The terms of a logarithm that decide an order of growth; the others are a bounded factor."""
    if log.special:
        return log
    return Growth(log.split()[0], log.rest if log.rest is not None and log.rest.compare(ONE) > 0 else None)
