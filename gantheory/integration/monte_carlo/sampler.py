"""One integral's draws: chunks of F/g, what is subtracted from it, and the interval that follows."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from gantheory.arithmetic.floating import Floats, quiet
from gantheory.distributions.law import RNG, Law, generator
from gantheory.errors import InvalidParameterError, UndefinedQuantityError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand
from gantheory.integration.monte_carlo.intervals import asymptotic_sequence, bernstein_sequence, student, tuning
from gantheory.integration.monte_carlo.moments import moment
from gantheory.integration.monte_carlo.rows import Extent, Rows
from gantheory.integration.monte_carlo.sums import Sums

#: Draws evaluated at once. Arrays of this size stay in the cache, and in the heap: larger ones are mapped anew, page
#: by page, for every temporary.
CHUNK: Final = 2**13

#: Draws of the pilot sample, and the share of the deviation that its coefficients must save to be used.
PILOT, SAVING = 512, 0.05

#: Tail index (Hill's) up to which the variance looks infinite. It is infinite up to 2; a little above, sums
#: come so slowly to their normal limit that intervals cover too little.
HEAVY: Final = 2.5

#: Tail index up to which the expansions at the ends are asked whether the variance is finite.
SUSPICIOUS: Final = 3.0

#: A single draw with more than this share of the sum of squares decides the answer by itself.
DOMINANT: Final = 1 / 8

#: Fewer draws than this show nothing of the tail.
FEWEST: Final = 256

#: Relative rounding error of F/g: a log-density of size 10³ is known to 1e-13.
ROUNDING: Final = 1e-12

#: The risk for which the boundary of a confidence sequence is tuned, unless another is given.
TUNED_RISK: Final = 0.01


class Sampler:
    """The running sums of one integral's draws; constant memory.

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    rng : numpy.random.Generator or int, optional
    extra : sequence of Law
        Laws that are drawn from beside those of the roles, in equal numbers.
    tuned_risk : float
        The risk at which a confidence sequence is to be narrowest; it covers at any other too.

    Attributes
    ----------
    trouble : str
        Why nothing can be estimated: a draw at which F/g is not a number.
    sums : Sums
    extent : Extent or None
        The range of the draws, where one is known.
    coefficients : ndarray
        Of the pᵢ/g - 1, of mean 0, that are subtracted; from a pilot sample that is used for nothing else.
    """

    def __init__(
        self,
        integrand: Integrand,
        laws: Mapping[str, Law],
        rng: RNG = None,
        *,
        extra: tuple[Law, ...] = (),
        tuned_risk: float = TUNED_RISK,
    ) -> None:
        self.integrand = integrand
        own = {role: laws[role] for role in integrand.roles}
        self.laws = own | {f"proposal {number}": law for number, law in enumerate(extra)}
        self.rng = generator(rng)
        self.rows = Rows(integrand, self.laws)
        self.trouble = ""
        self.sums = Sums.none(len(self.laws))
        self.subtract(np.zeros(len(self.laws)))
        self.predicted = np.zeros(len(self.laws))
        self.rho = 0.0
        self._tuned_risk = tuned_risk

    @property
    def draws(self) -> int:
        """Number of places so far."""
        return self.sums.draws

    def subtract(self, coefficients: Floats) -> None:
        """Subtract Σ bᵢ(pᵢ/g - 1) from F/g, with coefficients that depend on none of the draws to come."""
        self.coefficients = coefficients
        self._subtracts = bool(coefficients.any())
        self.extent = self._extent() if not self.trouble else None

    def _extent(self) -> Extent | None:
        with quiet():
            try:
                return self.rows.extent(self.coefficients)
            except UndefinedQuantityError as error:
                self.trouble = str(error)
                return None

    def extend(self, draws: int) -> None:
        """Draw until there are `draws` places, rounded up to a multiple of the number of laws."""
        self.prepare(draws)
        while self.more(draws):
            pass

    def prepare(self, draws: int) -> None:
        """Take the pilot sample, once; `draws` places are what a confidence sequence is tuned for."""
        if draws < 2:
            raise InvalidParameterError(f"draws must be at least 2, got {draws}")
        if self.rho or self.trouble:
            return
        pilot = self.draw(PILOT, ratios=not self.rows.direct)
        if self.trouble:
            return
        if not self.rows.direct:
            self.subtract(_regressed(pilot))
        terms = self.reduced(pilot)
        self.predicted = terms.mean(axis=1)
        length = self.extent.length if self.extent is not None else 0.0
        variance = float(terms.var(axis=1).mean()) / length**2 if length else 0.0
        self.rho = tuning(variance, draws, self._tuned_risk)

    def more(self, draws: int) -> bool:
        """Add a chunk on the way to `draws` places; whether anything was added."""
        if self.draws >= draws or self.trouble:
            return False
        rows = self.draw(min(CHUNK, draws - self.draws), ratios=self._subtracts)
        if self.trouble:
            return False
        if self.extent is not None:
            self.sums = self.sums.with_chunk(self.reduced(rows), None, self.predicted)
        else:
            with quiet():
                self.sums = self.sums.with_chunk(self.reduced(rows), rows[0], self.predicted)
        return True

    def draw(self, count: int, ratios: bool) -> Floats:
        """F/g, and with `ratios` all pᵢ/g, at `count` places or a few more; shape (rows, laws, count / laws)."""
        each = -(-count // len(self.laws))
        with quiet():
            try:
                result = self.rows.drawn(each, self.rng, ratios)
            except UndefinedQuantityError as error:
                self.trouble = str(error)
                return np.empty((0, 0, 0))
        # A sum is finite only if everything is, but for overflow.
        if not math.isfinite(float(result.sum())) and not np.isfinite(result).all():
            what = "not defined" if np.isnan(result).any() else "infinite"
            self.trouble = f"the integrand is {what} at a drawn place"
        return result

    def reduced(self, rows: Floats) -> Floats:
        """F/g - Σ bᵢ(pᵢ/g - 1), whose mean is that of F/g."""
        if not self._subtracts:
            return rows[0]
        return rows[0] - np.tensordot(self.coefficients, rows[1:] - 1, axes=1)

    def estimate(self, risk: float, *, sequential: bool = False) -> Estimate:
        """The mean so far with an interval that misses with probability `risk`.

        Parameters
        ----------
        risk : float
            Probability with which the interval may miss.
        sequential : bool
            Whether the number of draws may depend on the draws themselves. Where F/g has a known range the interval
            holds at any time anyway.
        """
        if not 0 < risk < 1:
            raise InvalidParameterError(f"risk must be between 0 and 1, got {risk}; 0.05 gives 95 % intervals")
        extent = None if self.trouble else self.extent
        reason = self.trouble or ("there are no draws yet" if not self.draws else "")
        reason = reason or (self.doubt() if extent is None else "")
        sums, draws = self.sums, self.draws
        if reason:
            value = math.nan if self.trouble or not draws else sums.mean
            return Estimate(value, math.inf, "undecided", "monte carlo", reason, draws)
        if extent is not None:
            error = bernstein_sequence(sums.deviations, draws, extent.length, self.rho, risk)
            error += ROUNDING * extent.size
        else:
            half = asymptotic_sequence if sequential else student
            # Bernstein's linear term, with the largest value that was seen for the bound that nobody knows.
            error = half(sums.deviation, draws, risk) + sums.extreme * math.log(2 / risk) / (3 * draws)
            error += ROUNDING * sums.size
        return Estimate(sums.mean, error, "sampled", "monte carlo", "", draws, level=1 - risk)

    def doubt(self) -> str:
        """Why an interval without a bound on F/g would not be honest; empty if nothing speaks against it."""
        sums = self.sums
        if self.draws < FEWEST:
            return f"{self.draws} draws are too few to see the tail; take at least {FEWEST}"
        squares = float(sums.squares.sum())
        if not math.isfinite(squares):
            return "the variance looks infinite: the sum of squares overflows"
        index = sums.tail_index
        if index <= HEAVY:
            return f"the variance looks infinite: the largest values have tail index {index:.2g}"
        # A draw that dominates is far from 0 and from its stratum's mean: a stratum that is all alike is neither.
        lone = min(sums.extreme, sums.farthest)
        share = lone**2 / max(squares, np.finfo(float).tiny)
        if lone > 2 * sums.size and share > DOMINANT:
            return f"the variance looks infinite: one draw has {share:.0%} of the sum of squares"
        return self.variance_doubt if index <= SUSPICIOUS else ""

    @functools.cached_property
    def variance_doubt(self) -> str:
        """What the expansions at the ends say against a finite variance; empty where they say finite."""
        if self.trouble or self.extent is not None:
            return self.trouble
        own = {role: self.laws[role] for role in self.integrand.roles}
        found = moment(self.integrand, own, 2, tuple(self.laws[role] for role in self.laws if role not in own))
        if found.verdict == "finite":
            return ""
        return f"the variance {'is' if found.verdict == 'infinite' else 'may be'} infinite: {found.reason}"


def _regressed(rows: Floats) -> Floats:
    """Coefficients bᵢ for which Σ bᵢ(pᵢ/g - 1) follows F/g best within the strata; zeros where that saves too little.

    The ratios sum to the number of laws, so that the last one says nothing new.
    """
    result = np.zeros(len(rows) - 1)
    centered = (rows - rows.mean(axis=2, keepdims=True)).reshape(len(rows), -1)
    fitted, *_ = np.linalg.lstsq(centered[1:-1].T, centered[0], rcond=1e-6)
    left = centered[0] - fitted @ centered[1:-1]
    if left @ left < (1 - SAVING) ** 2 * (centered[0] @ centered[0]):
        result[:-1] = fitted
    return result
