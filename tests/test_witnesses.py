"""Every witness line is executed, and its numbers are the ones that the report prints."""

import math

import pytest

from gantheory.claims.registry import all_claims
from gantheory.verify import verify

QUICK = ("symbolic", "quadrature")


def witnesses(result):
    for verdict in result.verdicts:
        if verdict.witness is not None:
            yield verdict.method, verdict.witness
    for control in result.controls:
        if control.verdict is not None and control.verdict.witness is not None:
            yield control.verdict.method, control.verdict.witness


@pytest.mark.parametrize("claim", all_claims(), ids=lambda c: c.name)
def test_witness_lines_recompute_their_numbers(claim):
    namespace: dict = {}
    exec("from gantheory.vocabulary import *", namespace)
    (result,) = verify([claim], chosen=QUICK)
    seen = list(witnesses(result))
    assert seen, "no witness at all"
    for _, witness in seen:
        lhs, rhs = eval(witness.code, namespace)
        for recomputed, printed in ((lhs, witness.lhs), (rhs, witness.rhs)):
            assert recomputed == printed or math.isclose(recomputed, printed, rel_tol=1e-9, abs_tol=1e-12)
        # a false counterexample, or a false strict inequality, is one whose sides agree
        assert lhs != rhs or result.kind == "counterexample" or "<" in str(result.asserted)
