"""A run of draws that can be watched, stopped at any time, saved, and continued bit by bit."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from gantheory.distributions.gamma import Gamma
from gantheory.distributions.law import RNG, Law, generator
from gantheory.distributions.student_t import StudentT
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand
from gantheory.integration.monte_carlo.proposal import Proposal, choose, rare_components
from gantheory.integration.monte_carlo.sampler import Sampler
from gantheory.integration.monte_carlo.sums import Sums

if TYPE_CHECKING:
    from gantheory.integration.convergence import Convergence

#: Called after every chunk with the draws so far, those wanted, and a function that gives the estimate so far.
Progress: TypeAlias = Callable[[int, int, Callable[[], Estimate]], None]

#: What to draw from beside the laws: a law, what is needed ("auto"), or nothing ("laws").
Draw: TypeAlias = Law | Literal["auto", "laws"]

#: The version of what :meth:`MonteCarlo.state` gives.
STATE: Final = 1

#: Digits to which F/g at the same places must agree with that of a saved run; another machine may round otherwise.
SAME: Final = 1e-9

#: The laws that a proposal may be made of without the user, by name.
_KINDS: Final[dict[str, Callable[..., Law]]] = {"student_t": StudentT, "gamma": Gamma}


class MonteCarlo:
    """Estimate ∫F dx from a stream of draws, in constant memory.

    Where F/m is bounded (JSD, TV, H², Δ) the interval is a confidence sequence: rigorous, and at every time, so that
    the run may be stopped because of what it shows. Otherwise it is an asymptotic confidence sequence, which may be
    stopped in the same way, but whose coverage is reached only after many draws.

    Parameters
    ----------
    integrand : Integrand
    laws : mapping
        The law of each role.
    rng : numpy.random.Generator or int, optional
        Generator, or seed of one.
    level : float
        Confidence level of the interval.
    proposal : Law, "auto" or "laws"
        What is drawn from beside the laws themselves, for integrands that are not bounded by the densities: a law of
        your own; a law that is fitted to F, with tails for which the variance is finite ("auto"); or nothing
        ("laws").

    Attributes
    ----------
    draws : int
        Number of places so far.
    answer : Estimate or None
        The answer, where there is one without a draw: an infinite integral, or one that cannot be sampled.

    Raises
    ------
    InvalidParameterError
        If `level` is not between 0 and 1, `rng` no generator or seed, or `proposal` no law with a density.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> from gantheory.divergences import js
    >>> stream = MonteCarlo(js.terms[0][1].code, {"p": Normal(0, 1), "q": Normal(2, 1)}, rng=1)
    >>> stream.run(10**6, width=0.002).status
    'sampled'
    >>> stream.draws < 10**6
    True
    >>> abs(stream.estimate().value - 0.336830820347) < 0.002
    True
    """

    def __init__(
        self,
        integrand: Integrand,
        laws: Mapping[str, Law],
        *,
        rng: RNG = None,
        level: float = 0.99,
        proposal: Draw = "auto",
    ) -> None:
        _check(level, proposal)
        self.level = level
        self._integrand = integrand
        self._laws = {role: laws[role] for role in integrand.roles}
        self._rng = generator(rng)
        self.answer = _known(integrand, self._laws)
        self._proposal = Proposal() if self.answer else self._proposed(proposal)
        if self._proposal.refusal:
            self.answer = Estimate(math.nan, math.inf, "undecided", "monte carlo", self._proposal.refusal)
        self._begin()

    def _proposed(self, proposal: Draw) -> Proposal:
        if isinstance(proposal, Law):
            return Proposal((proposal,))
        if proposal == "laws" or self._integrand.bound is not None:
            return Proposal()
        return choose(self._integrand, self._laws, self._rng)

    def _begin(self) -> None:
        self._sampler = Sampler(
            self._integrand, self._laws, self._rng, extra=self._proposal.extra, tuned_risk=1 - self.level
        )
        self._remember()

    def _remember(self) -> None:
        """The sums and the generator's state belong together: one assignment, which no interrupt can split."""
        self._done = (self._sampler.sums, self._rng.bit_generator.state)

    @property
    def draws(self) -> int:
        return self._done[0].draws

    def run(
        self,
        draws: int,
        *,
        progress: Progress | None = None,
        stop: Callable[[], bool] | None = None,
        width: float | None = None,
    ) -> Estimate:
        """Draw until there are `draws` places in all, or something stops it.

        An interrupt (Ctrl-C, or an error in a callback) passes through and leaves the run as it was after the last
        whole chunk: it can be asked for its estimate, saved, and continued.

        Parameters
        ----------
        draws : int
            Number of places in all, those of earlier calls included. What a first call asks for is what the
            interval is tuned for; it holds at any other number too.
        progress : callable, optional
            ``progress(done, total, estimate)`` after every chunk; ``estimate()`` is the estimate so far.
        stop : callable, optional
            Asked after every chunk; the run ends where it returns true.
        width : float, optional
            Half width of the interval at which the run ends, in the unit of the integral.

        Returns
        -------
        Estimate

        Raises
        ------
        InvalidParameterError
            If `draws` is below 2 or `width` is not positive.
        """
        if draws < 2:
            raise InvalidParameterError(f"draws must be at least 2, got {draws}")
        if width is not None and not width > 0:
            raise InvalidParameterError(f"width must be positive, got {width}")
        if self.answer is not None:
            return self.answer
        try:
            self._sampler.prepare(draws)
            while self._sampler.more(draws):
                self._remember()
                if progress is not None:
                    progress(self.draws, draws, self.estimate)
                if stop is not None and stop():
                    break
                if width is not None and self.estimate().error <= width:
                    break
        except BaseException:
            self._sampler.sums, self._rng.bit_generator.state = self._done
            raise
        return self.estimate()

    def estimate(self, *, sequential: bool = True) -> Estimate:
        """The estimate so far.

        Parameters
        ----------
        sequential : bool
            False asks for the narrower interval of a number of draws that was fixed before the first of them; where
            F/m is bounded there is no difference.
        """
        if self.answer is not None:
            return self.answer
        found = self._sampler.estimate(1 - self.level, sequential=sequential)
        if found.status != "sampled":
            return found
        return Estimate(
            found.value,
            found.error,
            found.status,
            found.method,
            self._proposal.note,
            found.evaluations,
            level=self.level,
        )

    def state(self) -> dict[str, Any]:
        """Everything that :meth:`resume` needs besides the integrand and the laws, as data that JSON can hold."""
        sums, generator_state = self._done
        return {
            "version": STATE,
            "laws": {role: repr(law) for role, law in self._laws.items()},
            "level": self.level,
            "proposal": [_described(law, rare_components(self._laws)) for law in self._proposal.extra],
            "note": self._proposal.note,
            "rho": self._sampler.rho,
            "coefficients": self._sampler.coefficients.tolist(),
            "predicted": self._sampler.predicted.tolist(),
            "trouble": self._sampler.trouble,
            "sums": sums.to_dict(),
            "fingerprint": self._fingerprint(),
            "generator": _plain(generator_state),
        }

    @classmethod
    def resume(
        cls, state: Mapping[str, Any], integrand: Integrand, laws: Mapping[str, Law], *, proposal: Law | None = None
    ) -> MonteCarlo:
        """The run that gave `state`: continued, it draws what it would have drawn.

        Parameters
        ----------
        state : mapping
            From :meth:`state`, also by way of JSON.
        integrand, laws
            Those of the saved run.
        proposal : Law, optional
            That of the saved run, where it was a law of your own.

        Raises
        ------
        InvalidParameterError
            If the state is of another version, or of another integrand, of other laws or another proposal.
        """
        if not isinstance(state, Mapping) or state.get("version") != STATE:
            raise InvalidParameterError(f"this is not a state of version {STATE}; pass what MonteCarlo.state() gave")
        own = {role: laws[role] for role in integrand.roles if role in laws}
        if state["laws"] != {role: repr(law) for role, law in own.items()}:
            raise InvalidParameterError(f"the saved run is of the laws {state['laws']}; resume it with these")
        run = cls.__new__(cls)
        run.level = state["level"]
        run.answer = None
        run._integrand, run._laws = integrand, own
        run._rng = _generator_in(state["generator"])
        run._proposal = Proposal(tuple(_rebuilt(entry, proposal, own) for entry in state["proposal"]), state["note"])
        run.answer = _known(integrand, own)
        run._begin()
        sampler = run._sampler
        sampler.sums = Sums.from_dict(state["sums"])
        sampler.rho, sampler.trouble = state["rho"], state["trouble"]
        sampler.predicted = np.array(state["predicted"])
        sampler.subtract(np.array(state["coefficients"]))
        run._remember()
        if not np.allclose(run._fingerprint(), state["fingerprint"], rtol=SAME, atol=0, equal_nan=True):
            raise InvalidParameterError("the saved run is of another integrand; resume it with the same one")
        return run

    def _fingerprint(self) -> list[float]:
        """F/g at a draw of each law from a fixed seed: equal for equal integrands."""
        probe = Sampler(self._integrand, self._laws, 0, extra=self._proposal.extra)
        return [value if math.isfinite(value) else math.nan for value in probe.draw(16, ratios=False).ravel().tolist()]


def _check(level: float, proposal: Draw) -> None:
    if not 0 < level < 1:
        raise InvalidParameterError(f"level must be between 0 and 1, got {level}; 0.99 gives 99 % intervals")
    if isinstance(proposal, Law):
        if proposal.base != "lebesgue":
            raise InvalidParameterError(f"a proposal needs a density, and {proposal!r} has none; use a Cauchy law")
    elif proposal not in ("auto", "laws"):
        raise InvalidParameterError(f"proposal must be a law, 'auto' or 'laws', got {proposal!r}")


def _known(integrand: Integrand, laws: Mapping[str, Law]) -> Estimate | None:
    """The answer where no draw is needed for it: an integral that is infinite, or may be, or of laws nobody knows."""
    if any(law.missing >= 1 for law in laws.values()):
        from gantheory.integration.convergence import unvouched

        return Estimate(math.nan, math.inf, "undecided", "monte carlo", unvouched(laws.values()))
    if integrand.bound is not None or integrand.cumulative:
        return None
    found = _convergence(integrand, tuple(laws.items()))
    if found.verdict == "infinite":
        return Estimate(found.sign * math.inf, 0.0, "infinite", "monte carlo", found.reason)
    if found.verdict == "undecided":
        reason = f"whether the integral is finite is not known: {found.reason}"
        return Estimate(math.nan, math.inf, "undecided", "monte carlo", reason)
    return None


@functools.lru_cache(maxsize=256)
def _convergence(integrand: Integrand, laws: tuple[tuple[str, Law], ...]) -> Convergence:
    """The expansions take some ten milliseconds, and a stream is often begun for the same laws again."""
    from gantheory.integration.convergence import convergence

    return convergence(integrand, dict(laws))


def _described(law: Law, components: tuple[Law, ...]) -> dict[str, Any]:
    """A law of the proposal as data: its parameters, or the text of one that the user has to give again."""
    if law in components:
        return {"component": components.index(law)}
    if isinstance(law, StudentT):
        return {"kind": law.name, "parameters": [str(part) for part in (law.df, law.loc, law.scale)]}
    if isinstance(law, Gamma):
        return {"kind": law.name, "parameters": [str(part) for part in (law.shape, law.scale)]}
    return {"given": repr(law)}


def _rebuilt(entry: Mapping[str, Any], proposal: Law | None, laws: Mapping[str, Law]) -> Law:
    if "component" in entry:
        return rare_components(laws)[entry["component"]]
    if "given" not in entry:
        return _KINDS[entry["kind"]](*(Fraction(text) for text in entry["parameters"]))
    if proposal is None or repr(proposal) != entry["given"]:
        raise InvalidParameterError(f"the saved run draws from {entry['given']}; pass it as proposal=")
    return proposal


def _plain(value: Any) -> Any:
    """A bit generator's state with lists in place of arrays, and what they were."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": str(value.dtype)}
    return value.item() if isinstance(value, np.generic) else value


def _restored(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.keys() == {"array", "dtype"}:
            return np.array(value["array"], dtype=value["dtype"])
        return {key: _restored(part) for key, part in value.items()}
    return value


def _generator_in(state: Mapping[str, Any]) -> np.random.Generator:
    """A generator in a saved state."""
    kinds = {
        kind.__name__: kind
        for kind in (np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64)
    }
    name = state["bit_generator"]
    if name not in kinds:
        raise InvalidParameterError(f"the saved run uses the bit generator {name}; use one of {', '.join(kinds)}")
    bits = kinds[name]()
    bits.state = _restored(state)
    return np.random.Generator(bits)
