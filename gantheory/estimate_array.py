"""Many numbers, each with its own error, method and status: what a batch of laws has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from gantheory.estimate import DECIDED, Estimate, plain

Floats = NDArray[np.float64]

#: All statuses that an entry can have, of which `EstimateArray` keeps the place.
STATUSES: Final = (*DECIDED, "undecided")


@dataclass(frozen=True, eq=False)
class EstimateArray(NDArrayOperatorsMixin):
    """An array of estimates. It behaves as the float array ``value``; arithmetic on it drops the errors.

    Indexing gives an :class:`~gantheory.Estimate`, or a smaller array of them.

    Attributes
    ----------
    value, error : array of float, shape B
        As in :class:`~gantheory.Estimate`.
    status, method : array of str, shape B
    reason : array of str, shape B
        Why an entry is infinite or undecided; "" elsewhere.
    evaluations : array of int, shape B
    log_value : array of float, shape B
        log(value) of an entry beyond float64; nan elsewhere.

    Examples
    --------
    >>> from gantheory import Normal, js_divergence
    >>> found = js_divergence(Normal(np.array([0.0, 1.0]), 1), Normal(3, 0.5))
    >>> found
    EstimateArray([0.63086799, 0.47430741], error ≤ ...)
    >>> found[0].status
    'converged'
    """

    value: Floats
    error: Floats
    status: NDArray[np.str_]
    method: NDArray[np.str_]
    reason: NDArray[np.object_]
    evaluations: NDArray[np.int64]
    log_value: Floats

    @classmethod
    def gathered(cls, estimates: Sequence[Estimate]) -> EstimateArray:
        """One-dimensional array of single estimates."""
        return cls(
            np.array([e.value for e in estimates], dtype=float),
            np.array([e.error for e in estimates], dtype=float),
            np.array([e.status for e in estimates], dtype=str),
            np.array([e.method for e in estimates], dtype=str),
            np.array([e.reason for e in estimates], dtype=object),
            np.array([e.evaluations for e in estimates], dtype=np.int64),
            np.array([np.nan if e.log_value is None else e.log_value for e in estimates], dtype=float),
        )

    @classmethod
    def joined(cls, parts: Sequence[EstimateArray]) -> EstimateArray:
        """One-dimensional parts, one after the other."""
        return cls(*(np.concatenate([column[k] for column in map(_columns, parts)]) for k in range(7)))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def size(self) -> int:
        return self.value.size

    @property
    def ndim(self) -> int:
        return self.value.ndim

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Which entries have an answer."""
        return self.status != "undecided"

    def reshape(self, *shape: Any) -> EstimateArray:
        return EstimateArray(*(column.reshape(*shape) for column in _columns(self)))

    def to_dict(self) -> dict[str, Any]:
        """The columns as plain data: lists, nested as the shape is; what JSON has no number for is its name as text."""
        return {name: _plain(getattr(self, name).tolist()) for name in self.__dataclass_fields__}

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Any]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        picked = [column[index] for column in _columns(self)]
        if isinstance(picked[0], np.ndarray):
            return EstimateArray(*picked)
        value, error, status, method, reason, evaluations, log_value = picked
        logarithm = None if np.isnan(log_value) else float(log_value)
        return Estimate(
            float(value), float(error), str(status), str(method), str(reason), int(evaluations), log_value=logarithm
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.value, dtype=dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        numbers = [x.value if isinstance(x, EstimateArray | Estimate) else x for x in inputs]
        return getattr(ufunc, method)(*numbers, **options)

    def __repr__(self) -> str:
        values = np.array2string(self.value, separator=", ", threshold=20)
        known = self.error[np.isfinite(self.error)]
        error = f", error ≤ {known.max():.0e}" if known.size else ""
        lost = int(np.sum(self.status == "undecided"))
        return f"EstimateArray({values}{error}{f', {lost} undecided' if lost else ''})"


def _plain(column: Any) -> Any:
    """A column's numbers as JSON can hold them, at any depth."""
    if isinstance(column, list):
        return [_plain(entry) for entry in column]
    return plain(column) if isinstance(column, float) else column


def _columns(estimates: EstimateArray) -> tuple[Any, ...]:
    return tuple(getattr(estimates, name) for name in EstimateArray.__dataclass_fields__)
