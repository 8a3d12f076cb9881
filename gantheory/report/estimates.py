"""A single number as JSON, for scripts."""

from __future__ import annotations

import json

from gantheory.distributions.law import Law
from gantheory.estimate import Estimate
from gantheory.report.canonical import number

__all__ = ["estimate_json"]


def estimate_json(name: str, p: Law, q: Law, estimate: Estimate) -> str:
    """A divergence's estimate as a JSON object; infinities are text, as in the canonical report."""
    return json.dumps(
        {
            "divergence": name,
            "p": repr(p),
            "q": repr(q),
            "value": number(estimate.value),
            "error": number(estimate.error),
            "status": estimate.status,
            "method": estimate.method,
            "reason": estimate.reason,
            "text": estimate.text,
        },
        ensure_ascii=False,
    )
