"""What every method is: a name, and a judgement on an assertion at instances."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion
from gantheory.verdict import Verdict


@dataclass
class Context:
    """What a run shares among judgements.

    Attributes
    ----------
    seed : int
        Seed of the run.
    comparisons : int
        How many random comparisons the whole run makes at most; Monte Carlo divides its level by it.
    digits : int
        Digits to which enclosures compare.
    cache : dict
        Values of integrals already computed, by method, integral and instance.
    """

    seed: int = 0
    comparisons: int = 10_000
    digits: int = 8
    cache: dict[Any, Any] = field(default_factory=dict)

    def rng(self, *key: object) -> np.random.Generator:
        """A generator that depends on the seed and on `key` only, so that no order of work changes a draw."""
        text = "\n".join(map(str, key)).encode()
        return np.random.default_rng([self.seed, int.from_bytes(hashlib.sha256(text).digest()[:8], "little")])


class Method(Protocol):
    """A way of judging assertions."""

    @property
    def name(self) -> str: ...

    def judge(self, assertion: Assertion, instances: Sequence[Instance], context: Context) -> Verdict:
        """Judge `assertion` at `instances`; INCONCLUSIVE, with the reason, where the method cannot tell."""
