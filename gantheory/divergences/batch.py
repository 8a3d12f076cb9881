"""A divergence of many pairs of laws in one call: broadcast, cut into chunks, computed, put together.

Each chunk is a task of its own that depends on nothing but its laws, so that it does not matter which thread,
process or machine does it. Inside a chunk all pairs that one array formula answers are answered by it; the others
are computed one by one, and an entry that has no answer does not lose the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gantheory.arithmetic.floating import Floats, quiet
from gantheory.distributions.law import Law
from gantheory.distributions.law_array import LawArray
from gantheory.distributions.location_scale import stacked
from gantheory.divergences.compute import answer, failure
from gantheory.divergences.divergence import Divergence, IntegralDivergence
from gantheory.divergences.request import Request
from gantheory.errors import GantheoryError, InvalidParameterError, NotConvergedError
from gantheory.estimate_array import EstimateArray
from gantheory.integration.quadrature.entry import ATOL, RTOL
from gantheory.integration.quadrature.stacked import one_pass, passable, stackable

#: Pairs a task: enough to hide what a task costs, few enough to spread and to bound the memory.
CHUNK: Final = 2048
#: Pairs whose panels are evaluated as one array: it fits into a processor's cache.
STACK: Final = 32
#: Into how many parts the intervals between seeds are cut, in turn, while a pair is not fine.
CUTS: Final = (1, 2, 4)


def compute_batch(
    divergence: Divergence,
    laws: Mapping[str, Law | LawArray],
    request: Request,
    *,
    throw: bool,
    executor: Executor | None,
) -> EstimateArray:
    """One estimate a pair, in the batch shape that the laws broadcast to.

    Raises
    ------
    InvalidParameterError
        If the shapes do not broadcast, or (with `throw`) a law is invalid.
    NotConvergedError, NotCertifiedError
        If an entry has no answer and `throw` is true; the message names the first.
    """
    arrays = {role: law for role, law in laws.items() if isinstance(law, LawArray)}
    shape = _broadcast(arrays)
    flat = {role: arrays[role].broadcast_to(shape).flattened() if role in arrays else laws[role] for role in laws}
    size = int(np.prod(shape))
    tasks = list(_tasks(divergence, flat, request, size))
    run: Callable[..., Iterable[EstimateArray]] = map if executor is None else executor.map
    parts = list(run(solve, tasks))
    found = EstimateArray.joined(parts) if parts else EstimateArray.gathered([])
    if throw and not found.decided.all():
        _complain(divergence, found.reshape(shape))
    return found.reshape(shape)


def _broadcast(arrays: Mapping[str, LawArray]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = " and ".join(f"{role} {array.shape}" for role, array in arrays.items())
        raise InvalidParameterError(f"the shapes of {shapes} do not broadcast; reshape the parameters") from None


def _complain(divergence: Divergence, found: EstimateArray) -> None:
    lost = np.argwhere(~found.decided)
    place = tuple(int(i) for i in lost[0])
    raise NotConvergedError(
        f"{divergence.name} has no answer at {len(lost)} of {found.size} entries, first at index {place}: "
        f"{found.reason[place]}; pass throw=False for the others"
    )


@dataclass(frozen=True)
class Task:
    """A chunk of pairs; everything that its answer depends on."""

    divergence: Divergence
    laws: Mapping[str, Law | LawArray]
    size: int
    request: Request


def _tasks(divergence: Divergence, laws: Mapping[str, Law | LawArray], request: Request, size: int) -> Iterator[Task]:
    starts = range(0, size, CHUNK)
    sampled = request.method == "monte_carlo"
    generators = np.random.default_rng(request.rng).spawn(len(starts)) if sampled else [None] * len(starts)
    for start, generator in zip(starts, generators):
        stop = min(start + CHUNK, size)
        part = {role: law[start:stop] if isinstance(law, LawArray) else law for role, law in laws.items()}
        yield Task(divergence, part, stop - start, replace(request, rng=generator) if sampled else request)


def solve(task: Task) -> EstimateArray:
    """The answers of a chunk."""
    done: list[Answers] = []
    rest = np.ones(task.size, dtype=bool)
    if task.request.digits is None:
        for method in _ARRAY_METHODS.get(task.request.method, ()):
            found = method(task, rest)
            if found is not None:
                done.append(found)
                rest = rest & ~found.fine
    return _merged(task, done, rest)


@dataclass(frozen=True)
class Answers:
    """What an array formula found; only where `fine`."""

    fine: NDArray[np.bool_]
    value: Floats
    error: Floats
    status: str
    method: str
    evaluations: NDArray[np.int64]


def _merged(task: Task, done: list[Answers], rest: NDArray[np.bool_]) -> EstimateArray:
    singles = iter([_single(task, int(index)) for index in np.flatnonzero(rest)])
    if rest.all():
        return EstimateArray.gathered(list(singles))
    value, error = np.full(task.size, np.nan), np.full(task.size, np.inf)
    status, method = np.full(task.size, "undecided", dtype="U12"), np.full(task.size, "", dtype="U12")
    reason, evaluations = np.full(task.size, "", dtype=object), np.zeros(task.size, dtype=np.int64)
    log_value = np.full(task.size, np.nan)
    for found in done:
        where = found.fine
        value[where], error[where] = found.value[where], found.error[where]
        status[where], method[where], evaluations[where] = found.status, found.method, found.evaluations[where]
    for index, one in zip(np.flatnonzero(rest), singles):
        value[index], error[index], status[index], method[index] = one.value, one.error, one.status, one.method
        reason[index], evaluations[index] = one.reason, one.evaluations
        if one.log_value is not None:
            log_value[index] = one.log_value
    return EstimateArray(value, error, status, method, reason, evaluations, log_value)


def _single(task: Task, index: int) -> Any:
    try:
        laws = {role: law[index] if isinstance(law, LawArray) else law for role, law in task.laws.items()}
        return answer(task.divergence, laws, task.request, throw=False)
    except GantheoryError as error:
        return failure(error)


def _by_passes(task: Task, rest: NDArray[np.bool_]) -> Answers | None:
    """Quadrature of stacked pairs, their panels halved while that helps."""
    divergence = task.divergence
    if not isinstance(divergence, IntegralDivergence) or not passable(divergence.integrand):
        return None
    columns = {role: _location_scale(law, task.size) for role, law in task.laws.items()}
    if any(column is None for column in columns.values()):
        return None
    wanted = rest & _distinct(columns)
    value, error, fine = np.full(task.size, np.nan), np.full(task.size, np.inf), np.zeros(task.size, dtype=bool)
    rtol = RTOL if task.request.rtol is None else task.request.rtol
    atol = ATOL if task.request.atol is None else task.request.atol
    evaluations = np.zeros(task.size, dtype=np.int64)
    with quiet():
        for cuts in CUTS:
            left = np.flatnonzero(wanted & ~fine)
            for start in range(0, left.size, STACK):
                rows = left[start : start + STACK]
                laws = {role: stacked(c.kind, c.loc[rows], c.scale[rows]) for role, c in columns.items() if c}
                found = one_pass(divergence.integrand, laws, rtol=rtol, atol=atol, cuts=cuts)
                value[rows], error[rows], fine[rows] = found.value, found.error, found.fine
                evaluations[rows] += found.evaluations
    return Answers(fine, value, error, "converged", "quadrature", evaluations)


@dataclass(frozen=True)
class _Column:
    """Locations and scales of the pairs of a chunk."""

    kind: Any
    loc: Floats
    scale: Floats


def _location_scale(law: Law | LawArray, size: int) -> _Column | None:
    kind = law.kind if isinstance(law, LawArray) else type(law)
    if not stackable(kind):
        return None
    given = law.parameters() if isinstance(law, LawArray) else vars(law)
    try:
        loc, scale = (np.broadcast_to(np.asarray(given[name], dtype=float), (size,)) for name in ("loc", "scale"))
    except (TypeError, ValueError):
        return None
    return _Column(kind, loc, scale)


def _distinct(columns: Mapping[str, _Column | None]) -> NDArray[np.bool_]:
    """Pairs of valid, unequal laws: the others are for the single call, which names what is wrong."""
    p, q = (columns[role] for role in ("p", "q"))
    assert p is not None
    assert q is not None
    valid = np.isfinite(p.loc) & np.isfinite(q.loc) & np.isfinite(p.scale) & np.isfinite(q.scale)
    valid &= (p.scale > 0) & (q.scale > 0)
    return valid & ((p.loc != q.loc) | (p.scale != q.scale) | (p.kind is not q.kind))


#: The array formulas of each method, in the order in which they are tried.
_ARRAY_METHODS: Final = {"auto": (_by_passes,), "quadrature": (_by_passes,)}
