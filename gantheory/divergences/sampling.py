"""Divergences by Monte Carlo runs that can be watched, stopped, saved and continued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gantheory.distributions.law import RNG, Law
from gantheory.divergences.arguments import adapted
from gantheory.divergences.divergence import IntegralDivergence
from gantheory.divergences.registry import find
from gantheory.errors import InvalidParameterError

if TYPE_CHECKING:
    from gantheory.integration.monte_carlo import MonteCarlo
    from gantheory.integration.monte_carlo.stream import Draw


def monte_carlo(
    name: str,
    /,
    *laws: Any,
    rng: RNG = None,
    level: float = 0.99,
    proposal: Draw = "auto",
    state: dict[str, Any] | None = None,
) -> MonteCarlo:
    r"""A Monte Carlo run of the divergence called `name`, which draws nothing before it is asked to.

    Parameters
    ----------
    name : str
        As in :func:`gantheory.divergence`; a divergence that is one integral over x.
    *laws : Law
        p and q.
    rng : numpy.random.Generator or int, optional
        Generator, or seed of one.
    level : float
        Confidence level of the interval.
    proposal : Law, "auto" or "laws"
        What is drawn from beside the laws; see :class:`gantheory.MonteCarlo`.
    state : dict, optional
        What ``run.state()`` gave: the run is continued bit by bit, and `rng` and `level` are its own.

    Returns
    -------
    MonteCarlo

    Raises
    ------
    InvalidParameterError
        If the divergence is not one integral over x, or an option is out of its range.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> run = monte_carlo("js", Normal(0, 1), Normal(2, 1), rng=1)
    >>> print(f"{run.run(20_000).value:.3f}")
    0.33...
    >>> again = monte_carlo("js", Normal(0, 1), Normal(2, 1), state=run.state())
    >>> again.run(50_000) == run.run(50_000)
    True
    """
    from gantheory.integration.monte_carlo import MonteCarlo

    divergence = find(name)
    if not isinstance(divergence, IntegralDivergence):
        raise InvalidParameterError(f"{divergence.name} is not one integral over x; it cannot be sampled")
    if len(laws) != len(divergence.roles):
        raise InvalidParameterError(f"{divergence.name} takes {len(divergence.roles)} laws, got {len(laws)}")
    bound = adapted(divergence, dict(zip(divergence.roles, laws)), {})
    single = {role: law for role, law in bound.items() if isinstance(law, Law)}
    if len(single) < len(bound):
        raise InvalidParameterError("a run is of one pair of laws; sample a batch by method='monte_carlo'")
    if state is not None:
        return MonteCarlo.resume(state, divergence.integrand, single)
    return MonteCarlo(divergence.integrand, single, rng=rng, level=level, proposal=proposal)
