"""A closed form as an entry of a table: how its value is computed, and for which laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gantheory.arithmetic.interface import Value


@dataclass(frozen=True)
class Formula:
    """A quantity of a family of laws.

    Attributes
    ----------
    value : callable
        ``value(A, p, q)``, with the order as third argument for the affinity, ``value(A, p)`` for the entropy.
    applies : callable, optional
        ``applies(A, p, q)``, with the order as fourth argument for the affinity: whether the formula holds,
        elementwise; for all of the family if omitted.
    """

    value: Callable[..., Value]
    applies: Callable[..., Any] | None = None
