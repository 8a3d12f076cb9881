"""A single number as JSON, for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gantheory.distributions.law import Law
from gantheory.estimate import Estimate

__all__ = ["estimate_json"]


def estimate_json(name: str, laws: Sequence[Law], estimate: Estimate) -> str:
    """A divergence's estimate as a JSON object; infinities are text, as in the canonical report."""
    described = {"divergence": name} | {role: repr(law) for role, law in zip("pq", laws)}
    return json.dumps(described | estimate.to_dict(), ensure_ascii=False)
