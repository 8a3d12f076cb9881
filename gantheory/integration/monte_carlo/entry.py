"""Entry: an integrand, laws and a number of draws to an Estimate."""

from __future__ import annotations

from collections.abc import Mapping

from gantheory.distributions.law import RNG, Law
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand
from gantheory.integration.monte_carlo.stream import Draw, MonteCarlo


def integrate(
    integrand: Integrand,
    laws: Mapping[str, Law],
    *,
    draws: int = 2**16,
    risk: float = 0.05,
    rng: RNG = None,
    proposal: Draw = "auto",
) -> Estimate:
    """Estimate ∫F dx (plus the sum over atoms) from a number of random places that is chosen in advance.

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    draws : int
        Number of places, rounded up to a multiple of the number of laws that are drawn from.
    risk : float
        Probability with which the interval may miss: 0.05 for a 95 % interval.
    rng : numpy.random.Generator or int, optional
        Generator, or seed of one.
    proposal : Law, "auto" or "laws"
        See :class:`MonteCarlo`.

    Returns
    -------
    Estimate
        ``status`` is "sampled", ``error`` the half width of the interval and ``level`` its confidence level; or
        "infinite" where the expansions say so, without a draw; or "undecided", with the reason.

    Raises
    ------
    InvalidParameterError
        If `draws` is below 2, `risk` not between 0 and 1, `rng` no generator, or `proposal` no law with a density.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> from gantheory.divergences import js
    >>> estimate = integrate(js.terms[0][1].code, {"p": Normal(0, 1), "q": Normal(2, 1)}, rng=1)
    >>> abs(estimate.value - 0.336830820347) < estimate.error < 0.005
    True
    """
    if not 0 < risk < 1:
        raise InvalidParameterError(f"risk must be between 0 and 1, got {risk}; 0.05 gives 95 % intervals")
    stream = MonteCarlo(integrand, laws, rng=rng, level=1 - risk, proposal=proposal)
    stream.run(draws)
    return stream.estimate(sequential=False)
