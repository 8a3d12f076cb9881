"""What a person hands in, as laws: adapters for what is none, samples for what has no density, audits told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from gantheory.adapters import BlackBox, EmpiricalLaw, as_law, refuse_samples
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.law import Law
from gantheory.distributions.law_array import LawArray
from gantheory.divergences.divergence import Divergence
from gantheory.divergences.request import Options
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Account, Estimate

#: The options that are the adapters' own.
_OF_ADAPTERS: Final = ("support", "normalize", "tails")


def adapted(divergence: Divergence, laws: Mapping[str, Any], options: Options) -> dict[str, Law | LawArray]:
    """The laws that `laws` stand for.

    Samples among them are the empirical laws that they are, for distances of distribution functions.

    Raises
    ------
    SamplesError
        If the divergence needs a density, which samples do not determine.
    InvalidParameterError, DimensionError, NotNormalizedError, BlackBoxError
        If something is no law; the message says what it lacks.
    """
    given: dict[str, Any] = {name: value for name, value in options.items() if name in _OF_ADAPTERS}
    found: dict[str, Law | LawArray] = {}
    for role, law in laws.items():
        if isinstance(law, LawArray):
            found[role] = law
            continue
        try:
            found[role] = as_law(law, **given)
        except InvalidParameterError as error:
            raise type(error)(f"{role}: {error}") from None
    samples = [law for law in found.values() if isinstance(law, EmpiricalLaw)]
    if samples and divergence.of_samples is None:
        refuse_samples(divergence.name, *samples)
    if len(samples) == 1:
        return {role: _atoms(law) if isinstance(law, EmpiricalLaw) else law for role, law in found.items()}
    return found


def _atoms(law: EmpiricalLaw) -> Atoms:
    return Atoms(law.values.tolist())


def of_samples(divergence: Divergence, laws: Mapping[str, Law]) -> Estimate | None:
    """The divergence between two samples, or None where these are none."""
    if divergence.of_samples is None or len(laws) != 2:
        return None
    p, q = laws.values()
    if isinstance(p, EmpiricalLaw) and isinstance(q, EmpiricalLaw):
        return divergence.of_samples(p, q)
    return None


@dataclass(frozen=True)
class Audited:
    """An account to which the audits of the black boxes belong."""

    account: Account | None
    audits: tuple[str, ...]

    def lines(self) -> list[str]:
        """A few lines for people."""
        return [*([] if self.account is None else self.account.lines()), *self.audits]


def with_audits(estimate: Estimate, laws: Mapping[str, Law]) -> Estimate:
    """The estimate, in whose account stands what was seen of the laws that are somebody else's code."""
    audits = [line for law in laws.values() if isinstance(law, BlackBox) for line in law.lines()]
    return replace(estimate, account=Audited(estimate.account, tuple(audits))) if audits else estimate
