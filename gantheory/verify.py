"""Claims × methods → verdicts. The only place that knows both."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gantheory.assertions.claim import Claim, Control
from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion, Misprint
from gantheory.errors import GantheoryError, UnknownNameError
from gantheory.methods.interface import Context, Method
from gantheory.verdict import Status, Verdict

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

#: The class of each method, in its module of the same name under :mod:`gantheory.methods`.
CLASSES = {
    "symbolic": "Symbolic",
    "enclosure": "Enclosure",
    "quadrature": "Quadrature",
    "monte_carlo": "MonteCarlo",
    "counterexample": "CounterexampleSearch",
}
#: The methods, in the order in which they are reported; a control is tried in CHEAP_FIRST's order.
METHODS = tuple(CLASSES)
CHEAP_FIRST = ("quadrature", "symbolic", "enclosure", "counterexample", "monte_carlo")
#: How the detail of a verdict begins where the method itself failed, which is a defect of the method.
DEFECT = "defect in this method: "
#: Fewer claims than this are not worth the start of other processes.
WORTH_PROCESSES = 8
#: What SymPy remembers in a worker, in results a function (its own choice is 1000), and how many objects a worker
#: makes before it looks for unreachable cycles (Python's choice is 700): tens of megabytes each.
SYMPY_CACHE_SIZE, GARBAGE_THRESHOLD = "20000", 50_000


@dataclass(frozen=True)
class ControlResult:
    """What became of a false twin: REFUTED, or the strongest thing that a method said of it."""

    name: str
    status: Status
    verdict: Verdict | None = None


@dataclass(frozen=True)
class ClaimResult:
    """What became of a claim, as plain data that travels between processes.

    Attributes
    ----------
    name, kind, topic, statement, reference, sources, conditions
        The claim's.
    asserted : str
        The assertion in text; for a misprint the formula as printed.
    correction : str
        For a misprint, the corrected formula in text.
    outcome : str
        "holds", "refuted_as_expected" (a misprint, whose correction holds), "inconclusive" or "failed".
    status : Status
        The strongest support; REFUTED for a misprint as expected and for a failed claim.
    verdicts : tuple of Verdict
        One a method; for a misprint, on the formula as printed.
    corrected : tuple of Verdict
        For a misprint, one a method on the corrected formula.
    """

    name: str
    kind: str
    topic: str
    statement: str
    reference: tuple[str, str]
    sources: tuple[str, ...]
    conditions: str
    asserted: str
    correction: str
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


def check_methods(names: Sequence[str]) -> None:
    """Make sure that these are methods, without loading them.

    Raises
    ------
    UnknownNameError
        If one is not.
    """
    for name in names:
        if name not in METHODS:
            raise UnknownNameError(f"no method {name!r}; choose from {', '.join(METHODS)}")


def methods(names: Sequence[str] = METHODS) -> list[Method]:
    """The methods of these names, in the standard order."""
    check_methods(names)
    return [
        getattr(importlib.import_module(f"gantheory.methods.{name}"), CLASSES[name])()
        for name in METHODS
        if name in names
    ]


def judge(method: Method, assertion: Assertion, instances: Sequence[Instance], context: Context) -> Verdict:
    """One method's verdict, timed.

    A quantity that is not defined there is INCONCLUSIVE with the reason. So is an error that no method should
    raise: the other methods' verdicts are not lost, but the run does not pass (see `DEFECT`).
    """
    start = time.perf_counter()
    try:
        verdict = method.judge(assertion, instances, context)
    except GantheoryError as error:
        verdict = Verdict(method.name, Status.INCONCLUSIVE, str(error))
    except (Exception, SystemExit) as error:
        from gantheory.claims.registry import located

        verdict = Verdict(method.name, Status.INCONCLUSIVE, f"{DEFECT}{located(error)}")
    return replace(verdict, seconds=time.perf_counter() - start)


def verify_claim(claim: Claim, chosen: Sequence[Method], context: Context) -> ClaimResult:
    """Every method on the claim, then every control until a method refutes it."""
    start = time.perf_counter()
    asserted, instances, false_twins = _built(claim)
    corrected: tuple[Verdict, ...] = ()
    if isinstance(asserted, Misprint):
        shown, correction = asserted.as_printed, repr(asserted.corrected)
        corrected = tuple(judge(m, asserted.corrected, instances, context) for m in chosen)
    else:
        shown, correction = asserted, ""
    verdicts = tuple(judge(m, shown, instances, context) for m in chosen)
    outcome, status = _misprint_outcome(verdicts, corrected) if correction else _outcome(verdicts)
    return ClaimResult(
        name=claim.name,
        kind=claim.kind,
        topic=claim.topic,
        statement=claim.statement,
        reference=claim.reference,
        sources=claim.sources,
        conditions=claim.conditions,
        asserted=repr(shown),
        correction=correction,
        outcome=outcome,
        status=status,
        verdicts=verdicts,
        controls=tuple(try_control(control, instances, chosen, context) for control in false_twins),
        corrected=corrected,
        seconds=time.perf_counter() - start,
    )


def _built(claim: Claim) -> tuple[Assertion, tuple[Instance, ...], tuple[Control, ...]]:
    """The claim's parts; an error in them is the author's, and is told with the line that raises it."""
    from gantheory.claims.registry import ClaimFileError, located

    try:
        return claim.asserted, claim.checked_at, claim.false_twins
    except (Exception, SystemExit) as error:
        file = getattr(getattr(claim.assertion, "__code__", None), "co_filename", "")
        raise ClaimFileError(f"the claim {claim.name} cannot be built: {located(error, file)}") from error


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


def quick_controls(claim: Claim) -> tuple[ControlResult, ...]:
    """What becomes of a misprint and of the false twins by quadrature alone, which takes milliseconds."""
    asserted, instances, false_twins = _built(claim)
    if isinstance(asserted, Misprint):
        false_twins = (Control("as printed", asserted.as_printed), *false_twins)
    used, context = _workbench(("quadrature",), 0)
    return tuple(try_control(control, instances, used, context) for control in false_twins)


def verify(
    claims: Sequence[Claim],
    *,
    chosen: Sequence[str] = METHODS,
    seed: int = 0,
    jobs: int | None = 1,
    progress: Callable[[ClaimResult], Any] = lambda result: None,
) -> list[ClaimResult]:
    """Verify claims; the results are in the order of the claims, and the same whatever `jobs` (times aside).

    Parameters
    ----------
    claims : sequence of Claim
    chosen : sequence of str
        Names of the methods to use.
    seed : int
        Seed of everything random.
    jobs : int, optional
        Number of processes; None means as many as there are processors, if the claims are worth them.
    progress : callable
        Called with each result as soon as it is there, so that it has seen all that was done when
        ``KeyboardInterrupt`` is raised.
    """
    jobs = _default_jobs(len(claims)) if jobs is None else min(jobs, len(claims))
    if jobs > 1:
        return _verify_in_processes(claims, tuple(chosen), seed, jobs, progress)
    used, context = _workbench(tuple(chosen), seed)
    results = []
    for claim in claims:
        result = verify_claim(claim, used, context)
        progress(result)
        results.append(result)
    return results


def _default_jobs(count: int) -> int:
    """One process a processor that this process may use, unless there is too little to do."""
    if count < WORTH_PROCESSES:
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return min(count, len(affinity(0)) if affinity else os.cpu_count() or 1)


def _workbench(chosen: tuple[str, ...], seed: int) -> tuple[list[Method], Context]:
    return methods(chosen), Context(seed=seed)


def _verify_in_processes(
    claims: Sequence[Claim],
    chosen: tuple[str, ...],
    seed: int,
    jobs: int,
    progress: Callable[[ClaimResult], Any],
) -> list[ClaimResult]:
    """Claims are sent by name, because they hold functions, which do not travel; results return as data."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    from gantheory.claims.registry import whereabouts

    check_methods(chosen)
    addresses = [whereabouts(claim) for claim in claims]
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _prepare, (chosen, seed))
    try:
        with _interrupts_held():
            pending = [pool.submit(_verify_at, *address, chosen, seed) for address in addresses]
        for done in as_completed(pending):
            progress(done.result())
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()
    return [done.result() for done in pending]


def _prepare(chosen: tuple[str, ...], seed: int) -> None:
    """In a new worker: what it will need, and settings for a short life full of expressions.

    An expression holds no cycles, so that searching for them as often as Python does costs a tenth of the time
    and frees nothing; and SymPy forgets what it knows of an expression long before the next method asks.
    """
    os.environ.setdefault("SYMPY_CACHE_SIZE", SYMPY_CACHE_SIZE)
    _shared_workbench(chosen, seed)
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, *gc.get_threshold()[1:])


def _verify_at(file: str, name: str, chosen: tuple[str, ...], seed: int) -> ClaimResult:
    """In a worker: verify the claim that is found there."""
    from gantheory.claims.registry import find

    return verify_claim(find(file, name), *_shared_workbench(chosen, seed))


#: A worker keeps its methods and the integrals already evaluated from one claim to the next.
_shared_workbench = functools.lru_cache(maxsize=1)(_workbench)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes started here never see Ctrl-C: this one stops them. One that comes meanwhile is kept."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the pool's processes without waiting for what they are at."""
    workers = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
