r"""Integrals by sampling: :math:`\int F\,dx = E_g[F/g]` for a mixture g of the laws.

Places are drawn from all laws of the mixture in equal numbers. Every :math:`p_i/g` has mean 1: what F/g has in
common with it is subtracted, with coefficients from a pilot sample that is used for nothing else.

Where F/g has a known range (the Jensen-Shannon divergence, total variation, squared Hellinger and triangular
discrimination; all laws atoms), the interval is rigorous and holds at all times together. Otherwise the expansions at
the ends say which moments of F/g exist (:func:`moments`), and choose a proposal for which the variance is finite, or
the answer is "undecided". Such an interval is an approximation for many draws, so it is guarded: where the largest
values look like those of a law of infinite variance, the answer is "undecided" too. A mass that no draw met leaves no
trace in an interval of this second kind.

``rows`` evaluates F/g, ``sums`` are what is remembered of it, ``intervals`` what follows, ``sampler`` puts them
together; ``moments`` and ``proposal`` decide what to draw from; ``stream`` is what a user runs, and ``entry`` a single
call.
"""

from gantheory.integration.monte_carlo.entry import integrate
from gantheory.integration.monte_carlo.moments import Moment, moments
from gantheory.integration.monte_carlo.sampler import Sampler
from gantheory.integration.monte_carlo.stream import MonteCarlo

__all__ = ["Moment", "MonteCarlo", "Sampler", "integrate", "moments"]
