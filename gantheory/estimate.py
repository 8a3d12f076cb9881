"""A number that knows its error, its method and its status."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """A value with its error. It behaves as the float ``value``; arithmetic on it drops the error.

    Attributes
    ----------
    value : float
        The number; ``inf`` where `status` is "infinite", ``nan`` where nothing is known.
    error : float
        A bound on ``|value - truth|`` where `status` is "certified" or "exact", an estimate of it, rounding
        included, where it is "converged"; the half width of the interval where it is "sampled".
    status : str
        "exact", "certified", "converged", "sampled", "infinite" or "undecided".
    method : str
        "closed form", "sum", "enclosure", "quadrature" or "monte carlo".
    reason : str
        Why the value is infinite, or what could not be decided.
    evaluations : int
        Number of places at which the integrand was evaluated.
    text : str
        The certified digits as decimal text, where there are more than a float holds.
    """

    value: float
    error: float
    status: str
    method: str
    reason: str = ""
    evaluations: int = 0
    text: str = field(default="", compare=False)

    def __float__(self) -> float:
        return self.value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.value, dtype=dtype)

    def __format__(self, spec: str) -> str:
        return format(self.value, spec) if spec else str(self)

    def __repr__(self) -> str:
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
