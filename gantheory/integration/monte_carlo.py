r"""Integrals by sampling: :math:`\int F\,dx = E_m[F/m]` for the equal mixture m of the laws.

The densities meet only as :math:`F\,e^{-\log m}` at places drawn from m itself, where m does not underflow.
Places are drawn from all laws in equal numbers; the variance is that of the pooled draws, which is an upper
bound for such a stratified sample. Every :math:`p_i/m` has mean 1: what F/m has in common with it is
subtracted, with coefficients from a pilot sample that is used for nothing else.

The half width of the interval:

- Where :math:`|F| \le C\sum_i p_i` is known, :math:`|F/m| \le kC` for k laws, and where all laws are atoms
  the range of F/m is read off: then it is the empirical Bernstein bound of :cite:t:`MaurerPontil2009`,
  Theorem 11 (for independent draws, not necessarily of one law), which holds for every number of draws.
- Otherwise it is Student's, plus Bernstein's linear term with the largest value that was seen in place of the
  bound that nobody knows. That is an approximation, so it is guarded: where the largest values look like
  those of a law of infinite variance, or the expansions at the ends say so, the answer is "undecided".

A mass that no draw met leaves no trace in an interval of the second kind.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np
from scipy import special

from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.coordinate import LINE, Anchored, cells, plain
from gantheory.distributions.law import RNG, Law, generator
from gantheory.errors import GantheoryError, InvalidParameterError, UndefinedQuantityError
from gantheory.estimate import Estimate
from gantheory.integration.counting import atoms_of
from gantheory.integration.integrand import Integrand, Site

#: Draws evaluated at once: small enough for the cache, and what bounds the memory.
CHUNK: Final = 2**14

#: Draws of the pilot sample, and the share of the deviation that its coefficients must save to be used.
PILOT, SAVING = 512, 0.05

#: Number of largest |F/m| that are kept for the tail index, and the share of the draws that they may be.
LARGEST, LARGEST_SHARE = 128, 1 / 32

#: Tail index (Hill's) up to which the variance looks infinite. It is infinite up to 2; a little above, sums
#: come so slowly to their normal limit that intervals cover too little.
HEAVY: Final = 2.5

#: Tail index up to which the expansions at the ends are asked whether the variance is finite.
SUSPICIOUS: Final = 3.0

#: A single draw with more than this share of the sum of squares decides the answer by itself.
DOMINANT: Final = 1 / 8

#: Fewer draws than this show nothing of the tail.
FEWEST: Final = 256

#: Spacings of float64 within which of a breakpoint a draw has no digits left of its distance to it: 1.3 % of
#: Beta(.1, .1) lies within half a spacing of 1.
BLURRED: Final = 64

#: Relative rounding error of F/m: a log-density of size 10³ is known to 1e-13.
ROUNDING: Final = 1e-12


def integrate(
    integrand: Integrand,
    laws: Mapping[str, Law],
    *,
    draws: int = 2**16,
    risk: float = 0.05,
    rng: RNG = None,
) -> Estimate:
    """Estimate ∫F dx (plus the sum over atoms) from `draws` random places.

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    draws : int
        Number of places, rounded up to a multiple of the number of laws.
    risk : float
        Probability with which the interval may miss: 0.05 for a 95 % interval.
    rng : numpy.random.Generator or int, optional
        Generator, or seed of one.

    Returns
    -------
    Estimate
        ``status`` is "sampled" and ``error`` the half width of the interval; or "undecided", with the reason:
        sampling sees neither infinite values nor infinite variances for what they are.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> from gantheory.divergences import js
    >>> estimate = integrate(js.terms[0][1].code, {"p": Normal(0, 1), "q": Normal(2, 1)}, rng=1)
    >>> abs(estimate.value - 0.336830820347) < estimate.error < 0.005
    True
    """
    sampler = Sampler(integrand, laws, rng)
    sampler.extend(draws)
    return sampler.estimate(risk)


class Sampler:
    """The running sums of one integral's draws; constant memory.

    Attributes
    ----------
    draws : int
        Number of places so far.
    trouble : str
        Why nothing can be estimated: a draw at which F/m is not a number.
    """

    def __init__(self, integrand: Integrand, laws: Mapping[str, Law], rng: RNG = None) -> None:
        self.integrand = integrand
        self.laws = {role: laws[role] for role in integrand.roles}
        self.draws = 0
        self.trouble = ""
        self._rng = generator(rng)
        self._dense = [law for law in self.laws.values() if law.base == "lebesgue"]
        self._breakpoints = sorted({point for law in self._dense for point in law.breakpoints})
        self._cells = cells(self._breakpoints)
        self._edges = np.array([FLOATING.const(point) for point in self._breakpoints])
        self._atoms = _Atoms(self)
        self._coefficients: Floats | None = None
        self._mean = 0.0
        self._squares = 0.0
        self._size = 0.0
        self._extreme = 0.0
        self._largest = np.zeros(0)

    def extend(self, draws: int) -> None:
        """Draw until there are `draws` places."""
        if draws < 2:
            raise InvalidParameterError(f"draws must be at least 2, got {draws}")
        if self._coefficients is None:
            self._coefficients = np.zeros(len(self.laws))
            pilot = self._draw(PILOT)
            if not self.trouble:
                self._coefficients = _regressed(pilot)
        while self.draws < draws and not self.trouble:
            chunk = self._draw(min(CHUNK, draws - self.draws))
            if not self.trouble:
                with quiet():
                    self._add(self.reduced(chunk), np.abs(chunk[0]))

    def _draw(self, count: int) -> Floats:
        """F/m and all pᵢ/m, as rows, at `count` places or a few more."""
        each = -(-count // len(self.laws))
        with quiet():
            try:
                rows = [self._rows(law, law.sample(each, rng=self._rng)) for law in self.laws.values()]
            except UndefinedQuantityError as error:
                self.trouble = str(error)
                return np.empty((0, 0))
        result = np.concatenate(rows, axis=1)
        if not np.isfinite(result).all():
            what = "not defined" if np.isnan(result).any() else "infinite"
            self.trouble = f"the integrand is {what} at a drawn place"
        return result

    def reduced(self, rows: Floats) -> Floats:
        """F/m - Σ bᵢ(pᵢ/m - 1), whose mean is that of F/m."""
        assert self._coefficients is not None
        return rows[0] - self._coefficients @ (rows[1:] - 1) if self._coefficients.any() else rows[0]

    def _add(self, terms: Floats, sizes: Floats) -> None:
        """Merge a chunk's sums (Chan's update), and the largest |F/m|, whose tail no coefficient changes."""
        n, total = terms.size, self.draws + terms.size
        mean = float(terms.mean())
        step = mean - self._mean
        self._squares += float(np.square(terms - mean).sum()) + step * step * self.draws * n / total
        self._mean += step * n / total
        self._extreme = max(self._extreme, float(np.abs(terms).max()))
        self._size += (float(sizes.mean()) - self._size) * n / total
        self.draws = total
        if sizes.size > LARGEST:
            sizes = np.partition(sizes, -LARGEST)[-LARGEST:]
        self._largest = np.sort(np.concatenate([self._largest, sizes]))[-LARGEST:]

    def _rows(self, law: Law, places: Floats) -> Floats:
        """F/m and all pᵢ/m at places drawn from `law`; the base measure is that law's."""
        if law.base == "counting":
            return self._atoms.rows(places)
        for edge in self._edges:
            if (np.abs(places - edge) <= BLURRED * np.spacing(abs(edge))).any():
                raise UndefinedQuantityError(f"a draw is closer to the breakpoint {edge:g} than float64 resolves")
        rows = np.empty((1 + len(self.laws), places.size))
        index = np.searchsorted(self._edges, places) if len(self._cells) > 1 else None
        for number, cell in enumerate(self._cells):
            inside = slice(None) if index is None else index == number
            here = places[inside]
            if here.size:
                site = _SampledSite(FLOATING, plain(here), cell, self.laws)
                found = _rows_at(self.integrand, site)
                # Where all densities are constant (uniform laws) so are the rows.
                rows[:, inside] = found if found.ndim == 2 else found[:, None]
        return rows

    def estimate(self, risk: float) -> Estimate:
        """The mean so far with an interval that misses with probability `risk`."""
        if not 0 < risk < 1:
            raise InvalidParameterError(f"risk must be between 0 and 1, got {risk}; 0.05 gives 95 % intervals")
        limits = None if self.trouble else self._range()
        reason = self.trouble or (self._doubt() if limits is None else "")
        if reason:
            value = math.nan if self.trouble else self._mean
            return Estimate(value, math.inf, "undecided", "monte carlo", reason, self.draws)
        n = self.draws
        deviation = math.sqrt(self._squares / (n - 1))
        if limits is not None:
            tail = math.log(4 / risk)
            error = deviation * math.sqrt(2 * tail / n) + 7 * limits * tail / (3 * (n - 1))
        else:
            student = -float(special.stdtrit(n - 1, risk / 2))
            error = student * deviation / math.sqrt(n) + self._extreme * math.log(2 / risk) / (3 * n)
        return Estimate(self._mean, error + ROUNDING * self._size, "sampled", "monte carlo", "", n)

    def _range(self) -> float | None:
        """The length of an interval that F/m cannot leave, where one is known."""
        if not self._dense:
            return self._atoms.range
        if self.integrand.bound is not None:
            subtracted = 0.0 if self._coefficients is None else float(np.abs(self._coefficients).sum())
            return (2 * float(self.integrand.bound) + subtracted) * len(self.laws)
        return None

    def _doubt(self) -> str:
        """Why an interval without a bound on F/m would not be honest; empty if nothing speaks against it."""
        if self.draws < FEWEST:
            return f"{self.draws} draws are too few to see the tail; take at least {FEWEST}"
        if not math.isfinite(self._squares):
            return "the variance looks infinite: the sum of squares overflows"
        index = self.tail_index
        if index <= HEAVY:
            return f"the variance looks infinite: the largest values have tail index {index:.2g}"
        share = self._extreme**2 / max(self._squares, np.finfo(float).tiny)
        if self._extreme > 2 * self._size and share > DOMINANT:
            return f"the variance looks infinite: one draw has {share:.0%} of the sum of squares"
        return self.variance_doubt if index <= SUSPICIOUS else ""

    @property
    def tail_index(self) -> float:
        """Hill's estimate of α in P(|F/m| > t) ~ t^-α, from the largest values."""
        k = min(LARGEST - 1, int(self.draws * LARGEST_SHARE))
        top = self._largest[-(k + 1) :]
        if top[0] <= 0:
            return math.inf
        spread = float(np.log(top[1:] / top[0]).mean())
        return 1 / spread if spread > 0 else math.inf

    @functools.cached_property
    def variance_doubt(self) -> str:
        """What the expansions at the ends say against a finite variance; empty where they say finite."""
        from gantheory.integration.convergence import convergence

        if self.trouble or self._range() is not None:
            return self.trouble

        try:
            verdict = convergence(second_moment(self.integrand), self.laws)
        except GantheoryError as error:
            return f"the variance may be infinite: {error}"
        if verdict.verdict == "finite":
            return ""
        return f"the variance {'is' if verdict.verdict == 'infinite' else 'may be'} infinite: {verdict.reason}"


def second_moment(integrand: Integrand) -> Integrand:
    """F²/m, whose integral is finite exactly when the draws have a variance."""

    def evaluate(A: Arithmetic, at: Site) -> Value:
        value = integrand(A, at)
        return A.weighted(-_log_mixture(A, at, integrand.roles), value * value)

    return Integrand(evaluate, integrand.roles)


def _rows_at(integrand: Integrand, site: Site) -> Floats:
    """F/m and all pᵢ/m at a site in float64."""
    log_m = _log_mixture(FLOATING, site, integrand.roles)
    shape = np.shape(site.x)
    rows = [FLOATING.weighted(-log_m, integrand(FLOATING, site))]
    rows += [np.exp(site.log_density(role) - log_m) for role in integrand.roles]
    return np.stack([np.broadcast_to(np.asarray(row, dtype=float), shape) for row in rows])


def _regressed(rows: Floats) -> Floats:
    """Coefficients bᵢ for which Σ bᵢ(pᵢ/m - 1) follows F/m best; zeros where that saves too little.

    The ratios sum to the number of laws, so that the last one says nothing new.
    """
    result = np.zeros(len(rows) - 1)
    centered = rows - rows.mean(axis=1, keepdims=True)
    fitted, *_ = np.linalg.lstsq(centered[1:-1].T, centered[0], rcond=1e-6)
    left = centered[0] - fitted @ centered[1:-1]
    if left @ left < (1 - SAVING) ** 2 * (centered[0] @ centered[0]):
        result[:-1] = fitted
    return result


def _log_mixture(A: Arithmetic, at: Site, roles: tuple[str, ...]) -> Value:
    """log m for the equal mixture m."""
    logs = [at.log_density(role) for role in roles]
    return A.logsumexp(logs) - A.log(A.const(len(roles)))


class _SampledSite(Site):
    """A site that refuses distribution functions: their differences live where no law has mass to draw."""

    def cumulative(self, role: str) -> tuple[Value, Value]:
        raise UndefinedQuantityError(
            "an integral of distribution functions reaches places where no law has mass; it cannot be sampled"
        )


class _Atoms:
    """F/m and all pᵢ/m at every atom, evaluated once."""

    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._points = atoms_of(sampler.laws)
        self._places = np.array([FLOATING.const(point) for point in self._points])

    @functools.cached_property
    def _values(self) -> Floats:
        return np.stack([self._at(point) for point in self._points], axis=1)

    def _at(self, point: Fraction) -> Floats:
        coordinate = Anchored(FLOATING, point, 0.0)
        site = _SampledSite(FLOATING, coordinate, LINE, self._sampler.laws, atom=point)
        return _rows_at(self._sampler.integrand, site)

    @property
    def range(self) -> float:
        """The length of the interval of values."""
        return float(np.ptp(self._sampler.reduced(self._values)))

    def rows(self, places: Floats) -> Floats:
        """The values at drawn atoms."""
        if len(set(self._places)) < len(self._points):
            raise UndefinedQuantityError("two atoms are closer together than float64 resolves")
        return self._values[:, np.searchsorted(self._places, places)]
