"""What a method says of an assertion: a status, how it knows, and the witness."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any


class Status(enum.StrEnum):
    """How an assertion stands, from the strongest support to none; REFUTED is apart."""

    PROVED = "PROVED"
    ENCLOSED = "ENCLOSED"
    CORROBORATED = "CORROBORATED"
    INCONCLUSIVE = "INCONCLUSIVE"
    REFUTED = "REFUTED"

    @property
    def supports(self) -> bool:
        """Whether it counts for the assertion."""
        return self in (Status.PROVED, Status.ENCLOSED, Status.CORROBORATED)

    @property
    def strength(self) -> int:
        """Order of support: larger is stronger."""
        return {"PROVED": 3, "ENCLOSED": 2, "CORROBORATED": 1}.get(self.value, 0)


@dataclass(frozen=True)
class Witness:
    """Where an assertion fails: the place, both sides' values, and a line of code that recomputes them.

    Attributes
    ----------
    where : str
        The laws, point or step size.
    lhs, rhs : float
        Both sides there (±inf allowed).
    firmness : str
        "exact", "disjoint balls" or "numerical".
    code : str
        A line of Python that evaluates to ``(lhs, rhs)``, given ``from gantheory.vocabulary import *``.
    """

    where: str
    lhs: float
    rhs: float
    firmness: str
    code: str

    def __str__(self) -> str:
        return f"{self.where}: {self.lhs:.10g} against {self.rhs:.10g} ({self.firmness})"


@dataclass(frozen=True)
class Verdict:
    """One method's word on one assertion.

    Attributes
    ----------
    method : str
    status : Status
    detail : str
        How it is known, or why it cannot be judged.
    error : float, optional
        The worst error of a comparison that supports it (an enclosure's radius, a quadrature's error, an
        interval's half width).
    witness : Witness, optional
        For REFUTED.
    seconds : float
    """

    method: str
    status: Status
    detail: str = ""
    error: float | None = None
    witness: Witness | None = None
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """For the report."""
        from dataclasses import asdict

        return {**asdict(self), "status": self.status.value}
