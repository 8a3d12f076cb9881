"""Claims × methods → verdicts. The only place that knows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gantheory.assertions.claim import Claim, Control
from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion, Misprint
from gantheory.errors import GantheoryError, UnknownNameError
from gantheory.methods.interface import Context, Method
from gantheory.verdict import Status, Verdict

#: The methods, in the order in which they are reported; a control is tried in CHEAP_FIRST's order.
METHODS = ("symbolic", "enclosure", "quadrature", "monte_carlo", "counterexample")
CHEAP_FIRST = ("quadrature", "symbolic", "enclosure", "counterexample", "monte_carlo")


@dataclass(frozen=True)
class ControlResult:
    """What became of a false twin: REFUTED, or the strongest thing that a method said of it."""

    name: str
    status: Status
    verdict: Verdict | None = None


@dataclass(frozen=True)
class ClaimResult:
    """What became of a claim.

    Attributes
    ----------
    outcome : str
        "holds", "refuted_as_expected" (a misprint, whose correction holds), "inconclusive" or "failed".
    status : Status
        The strongest support; REFUTED for a misprint as expected and for a failed claim.
    verdicts : tuple of Verdict
        One a method; for a misprint, on the formula as printed.
    corrected : tuple of Verdict
        For a misprint, one a method on the corrected formula.
    """

    claim: Claim
    outcome: str
    status: Status
    verdicts: tuple[Verdict, ...]
    controls: tuple[ControlResult, ...] = ()
    corrected: tuple[Verdict, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong: expected outcome, and every control refuted."""
        return self.outcome in ("holds", "refuted_as_expected") and all(
            c.status is Status.REFUTED for c in self.controls
        )


def methods(names: Sequence[str] = METHODS) -> list[Method]:
    """The methods of these names, in the standard order."""
    import importlib

    unknown = [name for name in names if name not in METHODS]
    if unknown:
        raise UnknownNameError(f"no method {unknown[0]!r}; choose from {', '.join(METHODS)}")
    classes = {name: "".join(word.title() for word in name.split("_")) for name in METHODS}
    return [
        getattr(importlib.import_module(f"gantheory.methods.{name}"), classes[name])()
        for name in METHODS
        if name in names
    ]


def judge(
    method: Method, assertion: Assertion, instances: Sequence[Instance], context: Context
) -> Verdict:
    """One method's verdict, timed; a quantity that is not defined there is INCONCLUSIVE with the reason."""
    start = time.perf_counter()
    try:
        verdict = method.judge(assertion, instances, context)
    except GantheoryError as error:
        verdict = Verdict(method.name, Status.INCONCLUSIVE, str(error))
    return _timed(verdict, time.perf_counter() - start)


def _timed(verdict: Verdict, seconds: float) -> Verdict:
    from dataclasses import replace

    return replace(verdict, seconds=seconds)


def verify_claim(claim: Claim, chosen: Sequence[Method], context: Context) -> ClaimResult:
    """Every method on the claim, then every control until a method refutes it."""
    start = time.perf_counter()
    asserted, instances = claim.asserted, claim.checked_at
    corrected: tuple[Verdict, ...] = ()
    if isinstance(asserted, Misprint):
        verdicts = tuple(judge(m, asserted.as_printed, instances, context) for m in chosen)
        corrected = tuple(judge(m, asserted.corrected, instances, context) for m in chosen)
        outcome, status = _misprint_outcome(verdicts, corrected)
    else:
        verdicts = tuple(judge(m, asserted, instances, context) for m in chosen)
        outcome, status = _outcome(verdicts)
    controls = tuple(try_control(control, instances, chosen, context) for control in claim.false_twins)
    return ClaimResult(
        claim, outcome, status, verdicts, controls, corrected, time.perf_counter() - start
    )


def _outcome(verdicts: Sequence[Verdict]) -> tuple[str, Status]:
    """Strongest support without contradiction."""
    if any(v.status is Status.REFUTED for v in verdicts):
        return "failed", Status.REFUTED
    strongest = max((v.status for v in verdicts), key=lambda s: s.strength, default=Status.INCONCLUSIVE)
    return ("holds" if strongest.supports else "inconclusive"), strongest


def _misprint_outcome(printed: Sequence[Verdict], corrected: Sequence[Verdict]) -> tuple[str, Status]:
    """As printed it must be refuted, and accepted by nobody; the correction must hold."""
    repaired, _ = _outcome(corrected)
    if repaired == "failed" or any(v.status.supports for v in printed):
        return "failed", next((v.status for v in printed if v.status.supports), Status.INCONCLUSIVE)
    refuted = any(v.status is Status.REFUTED for v in printed)
    if refuted and repaired == "holds":
        return "refuted_as_expected", Status.REFUTED
    return "inconclusive", Status.INCONCLUSIVE


def try_control(
    control: Control, instances: Sequence[Instance], chosen: Sequence[Method], context: Context
) -> ControlResult:
    """Cheap methods first, until one refutes the control."""
    at = control.instances if control.instances is not None else instances
    by_name = {m.name: m for m in chosen}
    worst: Verdict | None = None
    for name in CHEAP_FIRST:
        if name not in by_name:
            continue
        verdict = judge(by_name[name], control.assertion, at, context)
        if verdict.status is Status.REFUTED:
            return ControlResult(control.name, Status.REFUTED, verdict)
        if worst is None or verdict.status.strength > worst.status.strength:
            worst = verdict
    return ControlResult(control.name, worst.status if worst else Status.INCONCLUSIVE, worst)


def verify(
    claims: Sequence[Claim],
    *,
    chosen: Sequence[str] = METHODS,
    seed: int = 0,
    progress: Callable[[ClaimResult], Any] = lambda result: None,
) -> list[ClaimResult]:
    """Verify claims one after the other; `progress` is called with each result."""
    context = Context(seed=seed)
    results = []
    used = methods(chosen)
    for claim in claims:
        result = verify_claim(claim, used, context)
        progress(result)
        results.append(result)
    return results
