"""How much work an enclosure may take, and what it took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from gantheory.errors import NotCertifiedError


@dataclass
class Effort:
    """Counts evaluations; refuses more after `max_seconds`."""

    max_seconds: float
    evaluations: int = 0
    exhausted: bool = False
    _start: float = field(default_factory=time.monotonic)

    def spend(self) -> bool:
        """Count one evaluation; False when the time is used up."""
        self.evaluations += 1
        if self.evaluations % 8 == 0 and time.monotonic() - self._start > self.max_seconds:
            self.exhausted = True
        return not self.exhausted

    def check(self) -> None:
        """Raise where the time is used up (``acb.integral`` cannot be left by an exception)."""
        if self.exhausted:
            raise NotCertifiedError(
                f"no certified answer within {self.max_seconds:g} s ({self.evaluations} evaluations); "
                "ask for fewer digits or allow more time"
            )
