"""A divergence of many pairs of laws in one call: broadcast, cut into chunks, computed, put together.

Each chunk is a task of its own that depends on nothing but its laws, so that it does not matter which thread,
process or machine does it. Inside a chunk all pairs that one array formula answers are answered by it; the others
are computed one by one, and an entry that has no answer does not lose the rest.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from gantheory.arithmetic.exact import LARGEST, LEAST_POSITIVE
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.distributions.law import Law
from gantheory.distributions.law_array import LawArray
from gantheory.distributions.location_scale import LocationScale, stacked
from gantheory.divergences.closed_quantity import Column
from gantheory.divergences.compute import answer, failure
from gantheory.divergences.divergence import Divergence, IntegralDivergence
from gantheory.divergences.request import Request
from gantheory.errors import GantheoryError, InvalidParameterError, NotConvergedError
from gantheory.estimate_array import EstimateArray
from gantheory.integration.quadrature.entry import RTOL
from gantheory.integration.quadrature.stacked import CUTS, one_pass, passable, stackable

#: Pairs a task: enough to hide what a task costs, few enough to spread and to bound the memory.
CHUNK: Final = 2048
#: Pairs whose panels are evaluated as one array, while they are not cut: it fits into a processor's cache, and is too
#: small for BLAS to start threads.
STACK: Final = 24
#: Relative error up to which a closed form in floats is an answer.
ROUNDED: Final = 1e-13
#: The laws' parameters by their domain; laws with others are computed one by one.
POSITIVE: Final = frozenset({"scale", "shape", "sigma", "df", "a", "b"})
REAL: Final = frozenset({"loc", "mu"})


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
    columns = _columns(task) if task.request.digits is None else None
    if columns is not None:
        wanted = _distinct(columns)
        for method in _ARRAY_METHODS.get(task.request.method, ()):
            found = method(task, columns, rest & wanted)
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


def _by_closed_form(task: Task, columns: list[Column], wanted: NDArray[np.bool_]) -> Answers | None:
    """Closed forms in arrays with running bounds of their errors; the single call has balls for what they lose."""
    closed = task.divergence.closed
    if closed is None or not wanted.any():
        return None
    picked = [replace(c, parameters={name: v[wanted] for name, v in c.parameters.items()}) for c in columns]
    found = closed.arrays(*picked)
    if found is None:
        return None
    value, error = np.full(task.size, np.nan), np.full(task.size, np.inf)
    value[wanted], error[wanted] = found
    fine = wanted & np.isfinite(value) & (error <= ROUNDED * np.abs(value))
    return Answers(fine, value, error, "converged", "closed form", np.zeros(task.size, dtype=np.int64))


def _by_passes(task: Task, columns: list[Column], wanted: NDArray[np.bool_]) -> Answers | None:
    """Quadrature of stacked pairs, their panels halved while that helps."""
    divergence = task.divergence
    if not isinstance(divergence, IntegralDivergence) or not passable(divergence.integrand):
        return None
    if not all(stackable(column.kind) for column in columns):
        return None
    value, error, fine = np.full(task.size, np.nan), np.full(task.size, np.inf), np.zeros(task.size, dtype=bool)
    evaluations = np.zeros(task.size, dtype=np.int64)
    rtol = RTOL if task.request.rtol is None else task.request.rtol
    atol = task.request.atol or 0.0
    with quiet():
        for cuts in CUTS:
            left = np.flatnonzero(wanted & ~fine)
            step = STACK // cuts
            for start in range(0, left.size, step):
                rows = left[start : start + step]
                laws = {role: _stack(column, rows) for role, column in zip(task.laws, columns)}
                found = one_pass(divergence.integrand, laws, rtol=rtol, atol=atol, cuts=cuts)
                value[rows], error[rows], fine[rows] = found.value, found.error, found.fine
                evaluations[rows] += found.evaluations
    return Answers(fine, value, error, "converged", "quadrature", evaluations)


def _stack(column: Column, rows: NDArray[np.int64]) -> LocationScale:
    kind = cast(type[LocationScale], column.kind)
    return stacked(kind, column.parameters["loc"][rows], column.parameters["scale"][rows])


def _columns(task: Task) -> list[Column] | None:
    """The laws of a chunk by their parameters, where these are numbers of a known domain."""
    columns = []
    for law in task.laws.values():
        kind = law.kind if isinstance(law, LawArray) else type(law)
        given = law.parameters() if isinstance(law, LawArray) else vars(law)
        given = {name: given[name] for name in inspect.signature(kind).parameters if name in given}
        if not set(given) <= POSITIVE | REAL or any(_inexact(value) for value in given.values()):
            return None
        try:
            arrays = {name: np.broadcast_to(np.asarray(v, dtype=float), (task.size,)) for name, v in given.items()}
        except (TypeError, ValueError):
            return None
        columns.append(Column(kind, arrays, issubclass(kind, LocationScale)))
    return columns


def _inexact(value: Any) -> bool:
    """Whether an exact parameter is no float: rounded, it would be another law's."""
    return isinstance(value, Fraction) and Fraction(float(value)) != value


def _distinct(columns: Sequence[Column]) -> NDArray[np.bool_]:
    """Rows of valid, unequal laws; the others are for the single call, which says what is wrong or exact."""
    valid = np.ones(next(iter(columns[0].parameters.values())).shape, dtype=bool)
    for column in columns:
        for name, array in column.parameters.items():
            valid &= (np.abs(array) <= float(LARGEST)) & ((array >= float(LEAST_POSITIVE)) | (name in REAL))
    if len(columns) == 2 and columns[0].kind is columns[1].kind:
        equal = [array == columns[1].parameters[name] for name, array in columns[0].parameters.items()]
        valid &= ~np.logical_and.reduce(equal)
    return valid


#: The array formulas of each method, in the order in which they are tried.
_ARRAY_METHODS: Final = {
    "auto": (_by_closed_form, _by_passes),
    "closed_form": (_by_closed_form,),
    "quadrature": (_by_passes,),
}
