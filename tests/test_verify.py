"""Claims × methods: outcomes, and the same results from one process and from many."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gantheory.assertions import Claim, Control, Identity, Instance, Misprint
from gantheory.claims.registry import ClaimFileError, load_file
from gantheory.distributions import Normal
from gantheory.divergences import js, kl, reverse_kl, tv
from gantheory.errors import UnknownNameError
from gantheory.report.canonical import canonical, passed
from gantheory.verdict import Status
from gantheory.verify import DEFECT, GARBAGE_THRESHOLD, SYMPY_CACHE_SIZE, _default_jobs, quick_controls, verify

USER_CLAIMS = Path(__file__).parent / "user_claims.py"
FAST = ("symbolic", "quadrature")
PAIR = (Instance(p=Normal(0, 1), q=Normal(1, 2)),)


def untimed(results):
    """Results without the times that they took."""

    def strip(verdicts):
        return tuple(dataclasses.replace(v, seconds=0.0) for v in verdicts)

    return [
        dataclasses.replace(
            result,
            seconds=0.0,
            verdicts=strip(result.verdicts),
            corrected=strip(result.corrected),
            controls=tuple(dataclasses.replace(c, verdict=strip([c.verdict])[0]) for c in result.controls),
        )
        for result in results
    ]


def judged(assertion, **options):
    claim = Claim(statement="", name="it", assertion=lambda: assertion, instances=lambda: PAIR, **options)
    return verify([claim], chosen=["quadrature"])[0]


def test_results_do_not_depend_on_the_number_of_processes():
    claims = load_file(USER_CLAIMS)
    seen = []
    one = verify(claims, chosen=FAST, seed=3)
    two = verify(claims, chosen=FAST, seed=3, jobs=2, progress=seen.append)
    assert untimed(one) == untimed(two)
    assert [result.name for result in two] == [claim.name for claim in claims]
    assert sorted(result.name for result in seen) == sorted(claim.name for claim in claims)


def test_the_example_s_outcomes():
    outcomes = {r.name: (r.outcome, r.passed) for r in verify(load_file(USER_CLAIMS), chosen=FAST)}
    assert outcomes == {
        "my_value_eq_js": ("holds", True),
        "my_js_le_tv": ("holds", True),
        "my_js_is_half_kl": ("refuted_as_expected", True),
    }


def test_a_false_claim_fails_with_a_witness():
    result = judged(Identity(kl, reverse_kl))
    assert (result.outcome, result.status, result.passed) == ("failed", Status.REFUTED, False)
    assert result.verdicts[0].witness is not None


def test_a_misprint_that_is_true_fails():
    assert judged(Misprint(Identity(2 * js, js + js), Identity(2 * js, js + js))).outcome == "failed"


def test_a_misprint_whose_correction_is_false_fails():
    assert judged(Misprint(Identity(kl, reverse_kl), Identity(kl, tv))).outcome == "failed"


def test_a_true_twin_is_no_refuted_control():
    true = Control("as it is", Identity(2 * js, js + js))
    result = judged(Identity(js, js), controls=lambda: [true])
    assert result.outcome == "holds"
    assert result.controls[0].status is Status.CORROBORATED
    assert not result.passed


def test_an_undefined_claim_is_inconclusive_with_the_reason():
    claim = Claim(statement="", name="it", assertion=lambda: Identity(kl, tv), instances=lambda: [Instance()])
    result = verify([claim], chosen=["quadrature"])[0]
    assert result.outcome == "inconclusive"
    assert "needs a law for p, q" in result.verdicts[0].detail


def test_a_method_that_breaks_is_a_defect_and_not_the_end(monkeypatch):
    def broken(self, *_):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("gantheory.methods.quadrature.Quadrature.judge", broken)
    result = verify(load_file(USER_CLAIMS)[:1], chosen=FAST)[0]
    assert result.verdicts[0].status is Status.PROVED
    assert result.verdicts[1].status is Status.INCONCLUSIVE
    assert result.verdicts[1].detail.startswith(f"{DEFECT}test_verify.py, line ")
    assert not passed(canonical([result], seed=0, seconds=0))


def test_a_claim_that_cannot_be_built_says_where(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        "from gantheory.assertions import Claim\n\nwrong = Claim(\n    statement='', assertion=lambda: undefined\n)\n"
    )
    with pytest.raises(ClaimFileError, match=r"the claim wrong cannot be built: mine\.py, line 4: NameError"):
        verify(load_file(file), chosen=["quadrature"])


def test_an_unknown_method_is_refused_before_anything_runs():
    with pytest.raises(UnknownNameError, match="choose from symbolic"):
        verify(load_file(USER_CLAIMS), chosen=["magic"], jobs=2)


def test_few_claims_are_not_worth_processes():
    assert _default_jobs(3) == 1
    assert 1 <= _default_jobs(50) <= 50


def test_quick_controls_show_the_misprint_first():
    misprint = load_file(USER_CLAIMS)[2]
    first = quick_controls(misprint)[0]
    assert (first.name, first.status) == ("as printed", Status.REFUTED)


def test_a_worker_s_settings_come_before_sympy():
    """In a process of its own, because both are settings of a whole process."""
    code = (
        "import gc, sys; from gantheory.verify import _prepare; assert 'sympy' not in sys.modules;"
        "_prepare(('symbolic',), 0); from sympy.core import cache; print(gc.get_threshold()[0], cache.SYMPY_CACHE_SIZE)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "SYMPY_CACHE_SIZE"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == [str(GARBAGE_THRESHOLD), SYMPY_CACHE_SIZE]
