"""What the package offers to the tests of others."""

from pathlib import Path

import pytest
import sympy
from hypothesis import given, settings

from gantheory.distributions import Atoms, Law
from gantheory.symbols import x
from gantheory.testing import atoms, claims_as_tests, discriminators, laws, pairs

USER_CLAIMS = Path(__file__).parent / "user_claims.py"
FALSE_CLAIMS = """
from gantheory.assertions import Claim, Identity, Instance, Misprint
from gantheory.distributions import Normal
from gantheory.divergences import js, kl

pair = lambda: [Instance(p=Normal(0, 1), q=Normal(1, 1))]
false = Claim(statement="", assertion=lambda: Identity(js, kl), instances=pair)
true_misprint = Claim(
    statement="", assertion=lambda: Misprint(Identity(2 * js, js + js), Identity(kl, kl)), instances=pair
)
unclear = Claim(statement="", assertion=lambda: Identity(js, js), instances=lambda: [Instance()])
"""

pytest_plugins = ["pytester"]


def collected(pytester, text, claims):
    """The outcome of a test file of two lines."""
    pytester.makepyfile(claims_of_mine=claims)
    pytester.makepyfile(test_mine=text)
    return pytester.runpytest_inprocess("-v", "-p", "no:cacheprovider", "-W", "ignore")


def test_two_lines_collect_a_file(pytester):
    result = collected(
        pytester,
        "from gantheory.testing import claims_as_tests\n"
        "TestMine = claims_as_tests('claims_of_mine.py', methods=['symbolic', 'quadrature'])",
        USER_CLAIMS.read_text(encoding="utf-8"),
    )
    result.assert_outcomes(passed=3 * 2 * 2 + 3 * 2)
    result.stdout.fnmatch_lines(["*::TestMine::test_claim?my_js_le_tv-quadrature? PASSED*"])


def test_false_claims_fail(pytester):
    result = collected(
        pytester,
        "from gantheory.testing import claims_as_tests\n"
        "TestMine = claims_as_tests('claims_of_mine.py', methods=['quadrature'])",
        FALSE_CLAIMS,
    )
    result.stdout.fnmatch_lines(
        [
            "*test_claim?false-quadrature? FAILED*",
            "*test_claim?true_misprint-quadrature? FAILED*",
            "*test_outcome?unclear? FAILED*",
        ],
        consecutive=False,
    )


def test_unknown_methods_are_refused():
    with pytest.raises(LookupError, match="choose from"):
        claims_as_tests(USER_CLAIMS, methods=["magic"])


@given(laws())
@settings(max_examples=50, deadline=None)
def test_laws_have_densities_and_text_that_rebuilds_them(law):
    from gantheory import vocabulary

    assert isinstance(law, Law)
    assert law.base == "lebesgue"
    median = float(law.icdf(0.5))
    again = eval(repr(law), vars(vocabulary).copy())
    assert float(again.cdf(median)) == pytest.approx(0.5, abs=1e-9)


@given(pairs(mixtures=False))
@settings(max_examples=20, deadline=None)
def test_pairs_have_densities(pair):
    assert [law.base for law in pair] == ["lebesgue", "lebesgue"]


@given(atoms(), atoms(points=[0, 1]))
def test_atoms_have_masses_that_sum_to_one(law, on_two_points):
    assert isinstance(law, Atoms)
    assert sum(law.weights) == sum(on_two_points.weights) == 1
    assert len(on_two_points.points) == 2


@given(discriminators())
@settings(max_examples=30, deadline=None)
def test_discriminators_are_exact_expressions_in_x(logit):
    assert logit.free_symbols <= {x}
    assert not logit.has(sympy.Float)
