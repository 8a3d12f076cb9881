"""For tests: claims as pytest tests, and Hypothesis strategies for laws.

Two lines collect the claims of a file, each method on each claim as a test of its own::

    from gantheory.testing import claims_as_tests
    TestMyClaims = claims_as_tests("my_claims.py")

Needs pytest and Hypothesis (``pip install gantheory[test]``).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from gantheory.assertions.claim import Claim, Control
from gantheory.assertions.kinds import Assertion, Misprint
from gantheory.claims.registry import load_file
from gantheory.distributions import (
    Atoms,
    Beta,
    Cauchy,
    Exponential,
    Gamma,
    Gumbel,
    HalfNormal,
    Laplace,
    Law,
    Logistic,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from gantheory.methods.interface import Context, Method
from gantheory.verdict import Status, Verdict
from gantheory.verify import CHEAP_FIRST, DEFECT, METHODS, check_methods, judge, methods as loaded

if TYPE_CHECKING:
    import sympy

__all__ = ["atoms", "claims_as_tests", "discriminators", "laws", "pairs"]


def claims_as_tests(source: str | Path | Sequence[Claim], *, methods: Sequence[str] = METHODS, seed: int = 0) -> type:
    """A test class for pytest: every method on every claim is a test with an id like ``name-quadrature``.

    The tests assert that no method refutes a claim, nor accepts a misprint as printed (``test_claim``); that
    some method supports it, and refutes the misprint (``test_outcome``); that no method accepts a false twin
    (``test_control``); and that some method refutes each of them (``test_controls_refuted``).

    Parameters
    ----------
    source : path or sequence of Claim
        A file of claims; a relative path is looked for in the current folder, then beside the calling file.
    methods : sequence of str
        The methods to use.
    seed : int
        Seed of everything random.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.exists():
            path = Path(sys._getframe(1).f_globals.get("__file__", ".")).parent / path
        claims: Sequence[Claim] = load_file(path)
    else:
        claims = source
    check_methods(methods)
    chosen = [name for name in METHODS if name in methods]
    bench = _Bench(tuple(chosen), seed)
    each = pytest.mark.parametrize("claim", [pytest.param(c, id=c.name) for c in claims])
    every = pytest.mark.parametrize(
        ("claim", "method"), [pytest.param(c, m, id=f"{c.name}-{m}") for c in claims for m in chosen]
    )

    class ClaimTests:
        @every
        def test_claim(self, claim: Claim, method: str) -> None:
            asserted = claim.asserted
            if isinstance(asserted, Misprint):
                accepted = bench.verdict(claim, asserted.as_printed, method)
                assert not accepted.status.supports, f"{method} accepts the misprint: {accepted.detail}"
                asserted = asserted.corrected
            verdict = bench.verdict(claim, asserted, method)
            assert not verdict.detail.startswith(DEFECT), verdict.detail
            assert verdict.status is not Status.REFUTED, f"{method} refutes it: {_told(verdict)}"

        @each
        def test_outcome(self, claim: Claim) -> None:
            asserted = claim.asserted
            if isinstance(asserted, Misprint):
                printed = [bench.verdict(claim, asserted.as_printed, method) for method in chosen]
                assert any(v.status is Status.REFUTED for v in printed), f"not refuted: {_all(printed)}"
                asserted = asserted.corrected
            verdicts = [bench.verdict(claim, asserted, method) for method in chosen]
            assert any(v.status.supports for v in verdicts), f"no method can tell: {_all(verdicts)}"

        @every
        def test_control(self, claim: Claim, method: str) -> None:
            for control in claim.false_twins:
                verdict = bench.control(claim, control, method)
                assert not verdict.detail.startswith(DEFECT), verdict.detail
                assert not verdict.status.supports, f"{method} accepts {control.name!r}: {verdict.detail}"

        @each
        def test_controls_refuted(self, claim: Claim) -> None:
            for control in claim.false_twins:
                verdicts = (bench.control(claim, control, m) for m in CHEAP_FIRST if m in chosen)
                assert any(v.status is Status.REFUTED for v in verdicts), f"not refuted: {control.name}"

    return ClaimTests


class _Bench:
    """Methods and the verdicts that they have already given."""

    def __init__(self, names: tuple[str, ...], seed: int) -> None:
        self.names = names
        self.context = Context(seed=seed)
        self.verdict = functools.cache(self._verdict)
        self.control = functools.cache(self._control)

    @functools.cached_property
    def methods(self) -> dict[str, Method]:
        return {method.name: method for method in loaded(self.names)}

    def _verdict(self, claim: Claim, assertion: Assertion, method: str) -> Verdict:
        return judge(self.methods[method], assertion, claim.checked_at, self.context)

    def _control(self, claim: Claim, control: Control, method: str) -> Verdict:
        instances = claim.checked_at if control.instances is None else control.instances
        return judge(self.methods[method], control.assertion, instances, self.context)


def _told(verdict: Verdict) -> str:
    return verdict.detail + (f"\n{verdict.witness.code}" if verdict.witness else "")


def _all(verdicts: Sequence[Verdict]) -> str:
    return "".join(f"\n{v.method}: {v.status.value}: {v.detail}" for v in verdicts)


def _rationals(low: int | Fraction, high: int | Fraction) -> st.SearchStrategy[Fraction]:
    """Simple exact numbers, which shrink towards integers."""
    return st.fractions(low, high, max_denominator=8)


_PLACES = _rationals(-5, 5)
_SCALES = _rationals(Fraction(1, 4), 4)
_SHAPES = _rationals(Fraction(1, 2), 6)


def laws(*, mixtures: bool = True) -> st.SearchStrategy[Law]:
    """Laws with a density and simple exact parameters, of every kind; truncated, and with mixtures of two of them."""
    whole: st.SearchStrategy[Law] = st.one_of(
        st.builds(Normal, _PLACES, _SCALES),
        st.builds(Laplace, _PLACES, _SCALES),
        st.builds(Logistic, _PLACES, _SCALES),
        st.builds(Cauchy, _PLACES, _SCALES),
        st.builds(StudentT, _SHAPES, _PLACES, _SCALES),
        st.builds(lambda low, width: Uniform(low, low + width), _PLACES, _SCALES),
        st.builds(Exponential, _SCALES),
        st.builds(Gamma, _SHAPES, _SCALES),
        st.builds(Beta, _SHAPES, _SHAPES),
        st.builds(Gumbel, _PLACES, _SCALES),
        st.builds(HalfNormal, _SCALES),
        st.builds(LogNormal, _rationals(-1, 1), _rationals(Fraction(1, 4), Fraction(3, 2))),
        st.builds(Pareto, _SHAPES, _SCALES),
        st.builds(Weibull, _SHAPES, _SCALES),
        st.builds(
            lambda low, width, share: Triangular(low, low + share * width, low + width),
            _PLACES, _SCALES, _rationals(0, 1),
        ),
    )  # fmt: skip
    single = st.one_of(whole, st.builds(_truncated, whole, *[_rationals(Fraction(1, 8), Fraction(7, 8))] * 2))
    if not mixtures:
        return single
    shares = _rationals(Fraction(1, 8), Fraction(7, 8))
    mixed = st.builds(lambda w, first, second: Mixture([w, 1 - w], [first, second]), shares, single, single)
    return st.one_of(single, mixed)


def _truncated(law: Law, first: Fraction, second: Fraction) -> Law:
    """The law between two of its quantiles, or above one of them."""
    low, high = (float(law.icdf(float(level))) for level in (min(first, second), max(first, second)))
    return Truncated(law, low, high if low < high else "inf")


def pairs(*, mixtures: bool = True) -> st.SearchStrategy[tuple[Law, Law]]:
    """Pairs (p, q) of laws with densities, drawn independently."""
    return st.tuples(laws(mixtures=mixtures), laws(mixtures=mixtures))


@st.composite
def atoms(draw: Any, *, points: Sequence[int] | None = None, most: int = 4) -> Atoms:
    """Laws on up to `most` integers with rational weights, or on exactly the points given."""
    places = list(points) if points else draw(st.lists(st.integers(-5, 5), min_size=1, max_size=most, unique=True))
    shares = draw(st.lists(st.integers(1, 9), min_size=len(places), max_size=len(places)))
    return Atoms(places, [Fraction(share, sum(shares)) for share in shares])


@st.composite
def discriminators(draw: Any) -> sympy.Expr:
    """Logits of discriminators D = σ(logit) in the symbol ``x``: affine, quadratic and bounded ones."""
    import sympy

    from gantheory.symbols import x

    a, b, c = (
        sympy.Rational(value.numerator, value.denominator) for value in draw(st.tuples(*[_rationals(-3, 3)] * 3))
    )
    return draw(st.sampled_from([a + b * x, a + b * x + c * x**2, a + b * sympy.tanh(c * x)]))
