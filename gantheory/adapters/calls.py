"""A density as somebody else's code: asked for arrays of places, and every answer checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from gantheory.arithmetic.floating import Floats, quiet
from gantheory.errors import BlackBoxError, DimensionError, GantheoryError

#: Beyond this, or nearer to the end of a support than its inverse, a formula may overflow into NaN.
_FAR: Final = 1e30


class LogDensity:
    """log of a density that is given as a function; -∞ where the density is 0.

    The function gets one-dimensional float arrays. If it cannot take them (``math.exp``), or answers an array with
    one number, it is called place by place, which `elementwise` says.

    Parameters
    ----------
    function : callable
        The density, or its logarithm, of a float array.
    logarithm : bool
        Whether `function` gives the logarithm.
    places : array
        Three or more places of the support at which it is tried out.

    Attributes
    ----------
    evaluations : int
        Places at which it was called so far, and
    seconds : float
        the time that this took.
    reach : tuple of float
        The density counts as 0 outside of this interval, where the function overflows into NaN.

    Raises
    ------
    BlackBoxError
        If an answer is negative, NaN, not a real number or of the wrong shape, if the function raises, or if
        its value at a place depends on the other places of the array.
    """

    def __init__(self, function: Callable[[Any], Any], *, logarithm: bool, places: Floats) -> None:
        self.function = function
        self.logarithm = logarithm
        self.evaluations = 0
        self.seconds = 0.0
        self.elementwise = False
        self.reach = (-np.inf, np.inf)
        self.what = "logpdf" if logarithm else "pdf"
        self._try_out(places)

    def __call__(self, x: Any) -> Floats:
        """log p at `x`, of any shape."""
        x = np.asarray(x, dtype=float)
        flat = x.ravel()
        self.evaluations += flat.size
        within = (self.reach[0] <= flat) & (flat <= self.reach[1])
        logs = np.full(flat.shape, -np.inf)
        start = time.perf_counter()
        logs[within] = self._logs(flat[within])
        self.seconds += time.perf_counter() - start
        return logs.reshape(x.shape)

    def limit(self, places: Floats, low: float, high: float) -> None:
        """Shorten `reach` where the function is NaN from some far place on to the end of its support (low, high).

        x²·e^-x is NaN at 1e200, x^-1.5·e^(-1/x) at 1e-210: formulas overflow there.
        """
        with quiet():
            lost = np.isnan(self._one_by_one(places) if self.elementwise else self._ask(places))
        if lost.all():
            return
        known = places[~lost]
        self.reach = (
            float(known[0]) if lost[0] and _beyond(known[0], low) else -np.inf,
            float(known[-1]) if lost[-1] and _beyond(known[-1], high) else np.inf,
        )

    def _logs(self, x: Floats) -> Floats:
        with quiet():
            values = self._one_by_one(x) if self.elementwise else self._ask(x)
            self._check(x, values)
            return values if self.logarithm else np.log(values)

    def _try_out(self, places: Floats) -> None:
        """Find out whether the function takes arrays, and takes them place by place."""
        with quiet():
            try:
                answer = np.asarray(self.function(places.copy()))
            except GantheoryError:
                raise
            except Exception:
                self.elementwise = True
                return
            if answer.ndim == 0:
                self.elementwise = True
                return
            together = self._ask(places)
            alone = self._one_by_one(places[:2])
            differ = np.abs(together[:2] - alone) > 1e-6 * np.abs(alone)
        if differ.any():
            x = places[:2][differ][0]
            raise BlackBoxError(
                f"{self.what}({x:g}) depends on the other places in the array; make it a function of each place alone"
            )

    def _ask(self, x: Floats) -> Floats:
        try:
            answer = self.function(x.copy())
        except Exception as error:
            raise self._raised(error, x) from error
        values = _real(answer, self.what)
        if values.shape != x.shape:
            raise BlackBoxError(
                f"{self.what} answers an array of shape {x.shape} with shape {values.shape}; "
                "it must give one number a place"
            )
        return values

    def _one_by_one(self, x: Floats) -> Floats:
        result = np.empty(x.shape)
        for index, place in enumerate(x.tolist()):
            try:
                answer = self.function(place)
            except Exception as error:
                raise self._raised(error, x[index : index + 1]) from error
            value = _real(answer, self.what)
            if value.size != 1:
                raise DimensionError(
                    f"{self.what}({place:g}) has shape {value.shape}; it must give one number a place, "
                    "and only densities on the line are known"
                )
            result[index] = value.item()
        return result

    def _check(self, x: Floats, values: Floats) -> None:
        if np.isnan(values).any():
            place = x[np.isnan(values)][0]
            raise BlackBoxError(f"{self.what}({place!r}) is NaN; give it its value there, or end the support there")
        if self.logarithm:
            return
        if (values < 0).any():
            place = x[values < 0][0]
            raise BlackBoxError(f"{self.what}({place!r}) = {values[values < 0][0]:g} is negative; no density is")

    def _raised(self, error: Exception, x: Floats) -> BlackBoxError:
        text = " ".join(str(error).split())
        return BlackBoxError(
            f"{self.what} raises {type(error).__name__}({text}) near {float(x[0]):g}; "
            "it must give a number at every place of the support"
        )


def _beyond(place: float, end: float) -> bool:
    """Whether a place is so near to an end of the support that a formula may overflow there."""
    return abs(place) > _FAR if np.isinf(end) else abs(place - end) < 1 / _FAR


def _real(answer: Any, what: str) -> Floats:
    """The answer as a float array."""
    values = np.asarray(answer)
    if values.dtype.kind not in "fiub":
        try:
            if values.dtype.kind == "c":
                raise TypeError
            values = values.astype(float)
        except (TypeError, ValueError):
            raise BlackBoxError(f"{what} must give real numbers, got {type(answer).__name__}") from None
    return values.astype(float)
