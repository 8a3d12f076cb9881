r"""How far the mean of n draws may be from the integral: three intervals, each honest under its own conditions.

Every draw is :math:`F/g` at a place from one of k laws (strata), taken in equal numbers; given the past its mean is
that stratum's, and the average of these means is the integral whenever the strata have been drawn equally often.

- :func:`bernstein_sequence`, where the draws lie in a known range: an empirical-Bernstein confidence sequence. It
  covers at all times together, so that it may be looked at after every chunk and the run stopped at will; nothing is
  assumed beyond the range. :cite:t:`Howard2021`, Theorem 4, with the gamma-exponential mixture of Proposition 9 as
  its boundary. The theorem is about the average of the conditional means, which is what stratification needs.
- :func:`asymptotic_sequence`, where only the variance is known to be finite: an asymptotic confidence sequence,
  :cite:t:`WaudbySmith2024`, Theorem 2.2 (and 2.5, for conditional means that vary). It may be looked at at any time;
  its coverage is a limit, as the first look comes later.
- :func:`student`, for a number of draws that was chosen before the first of them: Student's interval.
"""

from __future__ import annotations

import math
from typing import Final

from scipy import optimize, special

#: The number of draws at which an asymptotic confidence sequence is narrowest.
TUNED_DRAWS: Final = 2**16


def tuning(variance: float, draws: int, risk: float) -> float:
    """The ρ for which the boundary is about narrowest when Σ(X - X̂)² reaches `draws`·`variance`.

    Howard et al. (2021), Section 3.5: v/(2·log(1/α) + log(1 + 2·log(1/α))) on each side. It may depend on anything
    but the draws that follow, here on a pilot sample; coverage holds for every ρ > 0.

    Parameters
    ----------
    variance : float
        Of the draws, in units of the squared range.
    """
    tail = 2 * math.log(2 / risk)
    return max(variance * draws, 1.0) / (tail + math.log1p(tail))


def bernstein_sequence(deviations: float, draws: int, length: float, rho: float, risk: float) -> float:
    r"""Half width after `draws` values in a range of the given length; misses at any time with probability ≤ risk.

    With :math:`\psi(\lambda) = -\log(1-\lambda) - \lambda`, :math:`S_n` the sum of the draws minus their conditional
    means and :math:`V_n = \sum(X_i - \hat X_i)^2` for predictions :math:`\hat X_i` from the past and inside the range,
    both in units of the range, :math:`e^{\pm\lambda S_n - \psi(\lambda) V_n}` is a supermartingale for every
    :math:`\lambda\in[0,1)`; so is its mixture over :math:`1 - \lambda` of a gamma law with shape and rate ρ, cut at 1.
    By Ville's inequality it stays below 2/risk for ever with probability 1 - risk/2, on either side.

    Parameters
    ----------
    deviations : float
        Σ(X - X̂)², in the squared unit of the draws.
    rho : float
        See :func:`tuning`.
    """
    if length == 0:
        return 0.0
    v = deviations / length**2
    goal = math.log(2 / risk)
    normalisation = (
        rho * math.log(rho) - rho - float(special.gammaln(rho)) - math.log(float(special.gammainc(rho, rho)))
    )
    a = v + rho
    # log of ∫u^(a-1)·e^((1-u)s + …)du, with s - a·log(1 + s/a) apart so that it does not cancel.
    level = normalisation + float(special.gammaln(a)) - a * math.log(a) + a

    def excess(s: float) -> float:
        return level + s - a * math.log1p(s / a) + math.log(float(special.gammainc(a, a + s))) - goal

    high = 1.0
    while excess(high) < 0:
        high *= 2
    return length * float(optimize.brentq(excess, 0.0, high, rtol=1e-12)) / draws


def asymptotic_sequence(deviation: float, draws: int, risk: float) -> float:
    r"""Half width :math:`\hat\sigma\sqrt{\frac{2(n\rho^2+1)}{n^2\rho^2}\log\frac{\sqrt{n\rho^2+1}}{\alpha}}`.

    ρ is that for which it is about narrowest at `TUNED_DRAWS`, by the formula of the same paper.
    """
    square = (2 * math.log(1 / risk) + math.log1p(2 * math.log(1 / risk))) / TUNED_DRAWS
    spread = draws * square + 1
    return deviation * math.sqrt(2 * spread / (draws**2 * square) * math.log(math.sqrt(spread) / risk))


def student(deviation: float, draws: int, risk: float) -> float:
    """Half width of Student's interval for the mean."""
    return -float(special.stdtrit(draws - 1, risk / 2)) * deviation / math.sqrt(draws)
