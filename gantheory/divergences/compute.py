"""From a divergence and laws to a number: which method, and what an answer is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

from gantheory.distributions.law import Law, generator
from gantheory.distributions.law_array import LawArray
from gantheory.divergences.divergence import Divergence
from gantheory.divergences.request import Options, Request
from gantheory.errors import GantheoryError, InvalidParameterError, NotCertifiedError, NotConvergedError
from gantheory.estimate import Estimate

if TYPE_CHECKING:
    from gantheory.estimate_array import EstimateArray

#: Where the laws are defined that need no adapter.
_OURS = "gantheory.distributions."
#: The request of a call without options.
_DEFAULT = Request()


def compute(divergence: Divergence, *laws: Any, **options: Unpack[Options]) -> Any:
    """The `divergence` of `laws`; options as in :func:`gantheory.divergence`."""
    request = _request(options) if options else _DEFAULT
    throw = options.get("throw", True)
    if len(laws) != len(divergence.roles):
        raise InvalidParameterError(f"{divergence.name} takes {_counted(len(divergence.roles))}, got {len(laws)}")
    bound = dict(zip(divergence.roles, laws))
    if all(type(law).__module__.startswith(_OURS) for law in laws):
        if any(isinstance(law, LawArray) for law in laws):
            return _batch(divergence, bound, request, throw, options)
        return answer(divergence, bound, request, throw=throw)
    from gantheory.divergences.arguments import adapted, of_samples, with_audits

    bound = adapted(divergence, bound, options)
    single = {role: law for role, law in bound.items() if isinstance(law, Law)}
    if len(single) < len(bound):
        return _batch(divergence, bound, request, throw, options)
    found = of_samples(divergence, single)
    return with_audits(answer(divergence, single, request, throw=throw), single) if found is None else found


def _counted(number: int) -> str:
    return "one law" if number == 1 else f"{number} laws"


def _batch(
    divergence: Divergence, laws: Mapping[str, Any], request: Request, throw: bool, options: Options
) -> EstimateArray:
    from gantheory.divergences.batch import compute_batch

    return compute_batch(divergence, laws, request, throw=throw, executor=options.get("executor"))


def _request(options: Options) -> Request:
    known: dict[str, Any] = {name: value for name, value in options.items() if name in Request.__dataclass_fields__}
    unknown = set(options) - set(Options.__annotations__)
    if unknown:
        raise InvalidParameterError(
            f"there is no option {', '.join(sorted(unknown))}; the options are {', '.join(Options.__annotations__)}"
        )
    for name, value in options.items():
        if name in ("throw", "normalize") and not isinstance(value, bool):
            raise InvalidParameterError(f"{name} must be True or False, got {value!r}")
    if known.get("draws", 0) is None:
        del known["draws"]
    executor = options.get("executor")
    if executor is not None and not callable(getattr(executor, "map", None)):
        raise InvalidParameterError(f"executor must be a concurrent.futures.Executor, got {executor!r}")
    if "rng" in known:
        known["rng"] = generator(known["rng"])
    return Request(**known)


def answer(divergence: Divergence, laws: Mapping[str, Law], request: Request, *, throw: bool) -> Estimate:
    """One number for one pair of laws, by the method asked for.

    Raises
    ------
    NotConvergedError, NotCertifiedError
        If there is no answer and `throw` is true.
    """
    estimate = _by_method(divergence, laws, request, throw)
    if throw and not estimate.decided:
        described = ", ".join(map(repr, laws.values()))
        raise NotConvergedError(
            f"{divergence.name}({described}): {estimate.reason}; pass throw=False for the partial result"
        )
    return estimate


def _by_method(divergence: Divergence, laws: Mapping[str, Law], request: Request, throw: bool) -> Estimate:
    if len(laws) == 2 and divergence.equal is not None and laws["p"] == laws["q"]:
        return Estimate(divergence.equal, 0.0, "exact", "closed form", "equal laws")
    method = request.method
    if method in ("auto", "closed_form"):
        form = None if divergence.closed is None else divergence.closed.form(*laws.values())
        if form is not None:
            from gantheory.divergences.closed_forms import closed_estimate

            found = closed_estimate(form, request.digits)
            if found.status == "infinite":
                return replace(found, reason=divergence.why_infinite(laws) or found.reason)
            if found.decided:
                return found
        if method == "closed_form":
            raise InvalidParameterError(
                f"no closed form of {divergence.name} is known for these laws; use method='auto'"
            )
        method = "quadrature" if request.digits is None else "enclosure"
    if method == "quadrature":
        return divergence.by_quadrature(laws, request)
    if method == "monte_carlo":
        return divergence.by_sampling(laws, request)
    try:
        return divergence.by_enclosure(laws, request)
    except NotCertifiedError as error:
        if throw:
            raise
        return undecided(str(error), "enclosure")


def undecided(reason: str, method: str) -> Estimate:
    """No answer, and why."""
    return Estimate(math.nan, math.inf, "undecided", method, reason)


def failure(error: GantheoryError) -> Estimate:
    """What a batch has at an entry whose laws or options are unusable."""
    return Estimate(math.nan, math.inf, "undecided", "none", f"{type(error).__name__}: {error}")
