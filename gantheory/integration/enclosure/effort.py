"""How much work an enclosure may take, and what it took."""

from __future__ import annotations

from dataclasses import dataclass

from gantheory.errors import NotCertifiedError


@dataclass
class Effort:
    """Counts evaluations and refuses more than `max_evaluations`: a count, not a time, so that answers repeat."""

    max_evaluations: int
    evaluations: int = 0

    @property
    def exhausted(self) -> bool:
        return self.evaluations > self.max_evaluations

    def spend(self, count: int = 1) -> bool:
        """Count evaluations; False when they are used up."""
        self.evaluations += count
        return not self.exhausted

    def check(self) -> None:
        """Raise where they are used up (``acb.integral`` cannot be left by an exception)."""
        if self.exhausted:
            raise NotCertifiedError(
                f"no certified answer within {self.max_evaluations} evaluations; "
                "ask for fewer digits or allow more with max_evaluations="
            )
