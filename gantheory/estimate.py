"""A number that knows its error, its method and its status."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Protocol

import numpy as np

#: The statuses of an answer that has a value; "undecided" is the one that has not.
DECIDED: Final = ("exact", "certified", "converged", "sampled", "infinite", "overflow")


class Account(Protocol):
    """How a number came about: where the mass is, what was evaluated, what limits the error."""

    def lines(self) -> list[str]:
        """A few lines for people."""


@dataclass(frozen=True)
class Estimate:
    """A value with its error. It behaves as the float ``value``; arithmetic on it drops the error.

    Attributes
    ----------
    value : float
        The number; ``inf`` where `status` is "infinite" or "overflow", ``nan`` where nothing is known.
    error : float
        A bound on ``|value - truth|`` where `status` is "certified" or "exact", an estimate of it, rounding
        included, where it is "converged"; the half width of the interval where it is "sampled".
    status : str
        "exact", "certified", "converged", "sampled", "infinite", "overflow" (finite, but beyond float64; see
        `log_value`) or "undecided".
    method : str
        "closed form", "sum", "enclosure", "quadrature" or "monte carlo".
    reason : str
        Why the value is infinite, or what could not be decided.
    evaluations : int
        Number of places at which the integrand was evaluated.
    text : str
        The certified digits as decimal text, where there are more than a float holds.
    log_value : float, optional
        log(value) of a positive value beyond float64.
    level : float, optional
        The confidence level of the interval ``value ± error`` where `status` is "sampled".
    account : Account, optional
        What :meth:`explain` tells.
    """

    value: float
    error: float
    status: str
    method: str
    reason: str = ""
    evaluations: int = 0
    text: str = field(default="", compare=False)
    log_value: float | None = None
    level: float | None = None
    account: Account | None = field(default=None, compare=False, repr=False)

    @property
    def decided(self) -> bool:
        """Whether there is an answer: a value, an exact infinity, or the logarithm of an overflow."""
        return self.status in DECIDED

    def interval(self, level: float | None = None) -> tuple[float, float]:
        """The interval (value - error, value + error), rounded outward.

        Parameters
        ----------
        level : float, optional
            The confidence level that is wanted, in (0, 1). Only a sampled estimate has one: its own, which is the
            only one that can be asked for. Bounds and numerical error estimates hold at any level.

        Raises
        ------
        InvalidParameterError
            If a sampled estimate is asked for another level than its own.

        Examples
        --------
        >>> Estimate(2.0, 0.5, "certified", "enclosure").interval()
        (1.5, 2.5)
        """
        from gantheory.errors import InvalidParameterError

        if level is not None and not 0 < level < 1:
            raise InvalidParameterError(f"level must lie between 0 and 1, got {level!r}")
        if self.status == "sampled" and level is not None and level != self.level:
            raise InvalidParameterError(
                f"this interval has level {self.level}, not {level}; sample again with level={level}"
            )
        if self.status == "infinite":
            return self.value, self.value
        if self.status == "undecided" or math.isnan(self.value):
            return -math.inf, math.inf
        if self.status == "overflow":
            return float(np.finfo(float).max), math.inf
        if self.error == 0:
            return self.value, self.value
        return (
            math.nextafter(self.value - self.error, -math.inf),
            math.nextafter(self.value + self.error, math.inf),
        )

    def explain(self) -> str:
        """In a few lines: the value, how it came about, where the mass is, and what dominates the error."""
        lines = [str(self)]
        if self.reason and self.reason not in lines[0]:
            lines.append(self.reason)
        if self.account is not None:
            lines += self.account.lines()
        elif self.status == "exact":
            lines.append("exact: no integral was computed")
        elif self.evaluations:
            lines.append(f"{self.evaluations} evaluations of the integrand")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain data; what JSON has no number for (nan, ±inf) is its name as text.

        Examples
        --------
        >>> Estimate(0.5, 0.0, "exact", "closed form").to_dict()["value"]
        0.5
        """
        fields = {
            "value": plain(self.value),
            "error": plain(self.error),
            "status": self.status,
            "method": self.method,
            "reason": self.reason,
            "evaluations": self.evaluations,
        }
        optional = {"text": self.text or None, "log_value": self.log_value, "level": self.level}
        return fields | {name: value for name, value in optional.items() if value is not None}

    def __float__(self) -> float:
        return self.value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.value, dtype=dtype)

    def __format__(self, spec: str) -> str:
        return format(self.value, spec) if spec else str(self)

    def __repr__(self) -> str:
        if self.status == "overflow":
            assert self.log_value is not None
            power = self.log_value / math.log(10)
            return f"1e{power:.6g} (finite, but beyond float64; {self.method})"
        if self.status in ("infinite", "undecided"):
            number = {math.inf: "inf", -math.inf: "-inf"}.get(self.value, repr(self.value))
            return f"{number} ({self.reason})" if self.reason else f"{number} ({self.status})"
        if self.text:
            # all printed digits are certified, to within one unit in the last place
            return f"{self.text} ± 1e{Decimal(self.text).as_tuple().exponent} ({self.method})"
        return f"{self.value!r} ± {self.error:.0e} ({self.method})"

    def __add__(self, other: Any) -> Any:
        return self.value + other

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self.value - other

    def __rsub__(self, other: Any) -> Any:
        return other - self.value

    def __mul__(self, other: Any) -> Any:
        return self.value * other

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self.value / other

    def __rtruediv__(self, other: Any) -> Any:
        return other / self.value

    def __neg__(self) -> float:
        return -self.value

    def __abs__(self) -> float:
        return abs(self.value)

    def __lt__(self, other: Any) -> bool:
        return self.value < float(other)

    def __le__(self, other: Any) -> bool:
        return self.value <= float(other)

    def __gt__(self, other: Any) -> bool:
        return self.value > float(other)

    def __ge__(self, other: Any) -> bool:
        return self.value >= float(other)


def plain(number: float) -> float | str:
    """A float that JSON can hold, or its name."""
    return number if math.isfinite(number) else str(number)
