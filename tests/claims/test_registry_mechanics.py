"""Finding claims: by name, glob, topic, row and file; and what is said when there is nothing to find."""

import subprocess
import sys
from pathlib import Path

import pytest

from gantheory.claims import registry
from gantheory.claims.registry import ClaimFileError, all_claims, find, load_file, select, whereabouts
from gantheory.claims.sources import rows
from gantheory.errors import InvalidParameterError, UnknownNameError

USER_CLAIMS = Path(__file__).parents[1] / "user_claims.py"


def test_every_claim_has_a_name_and_a_topic():
    assert all(claim.name.isidentifier() and claim.topic for claim in all_claims())
    assert len({claim.name for claim in all_claims()}) == len(all_claims())


def test_finding_the_claims_needs_no_sympy():
    code = (
        "import sys; from gantheory.claims.registry import all_claims; assert all_claims();"
        "print([name for name in ('sympy', 'scipy.stats', 'matplotlib', 'flint') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_no_pattern_means_all():
    assert select() == list(all_claims())


@pytest.mark.parametrize(
    "pattern",
    ["value_at_optimal_discriminator_eq_js", "value_at_optimal_discriminator_eq_*", "S000-e18", "s000-e18"],
)
def test_a_claim_is_found_by_name_glob_and_row(pattern):
    assert "value_at_optimal_discriminator_eq_js" in [claim.name for claim in select([pattern])]


def test_a_topic_selects_all_its_claims():
    assert select(["seeds"]) == [claim for claim in all_claims() if claim.topic == "seeds"]


def test_the_order_is_the_registry_s_and_nothing_comes_twice():
    names = [claim.name for claim in all_claims()]
    assert [claim.name for claim in select([names[2], names[0], "seeds", names[2]])][:3] == names[:3]
    assert select([names[2], names[0]]) == [all_claims()[0], all_claims()[2]]


def test_a_file_s_claims_are_named_after_its_variables_and_the_file():
    own = load_file(USER_CLAIMS)
    assert [claim.name for claim in own] == ["my_value_eq_js", "my_js_le_tv", "my_js_is_half_kl"]
    assert {claim.topic for claim in own} == {"user_claims"}
    assert load_file(str(USER_CLAIMS)) is own


def test_a_row_selects_a_file_s_claims_too():
    names = [claim.name for claim in select([str(USER_CLAIMS), "S000-e18"])]
    assert names[0] == "value_at_optimal_discriminator_eq_js"
    assert names[-3:] == ["my_value_eq_js", "my_js_le_tv", "my_js_is_half_kl"]


def test_a_claim_is_found_again_where_it_comes_from():
    for claim in (all_claims()[0], load_file(USER_CLAIMS)[0]):
        assert find(*whereabouts(claim)) is claim


def test_a_claim_from_nowhere_cannot_be_sent_to_other_processes():
    from gantheory.assertions import Claim

    with pytest.raises(InvalidParameterError, match="jobs=1"):
        whereabouts(Claim(statement="", assertion=lambda: None))


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean value_at_optimal_discriminator_eq_js"):
        select(["value_at_optimal_discriminator_is_js"])


def test_a_row_that_is_not_checked_says_why():
    row = next(row for row in rows() if row.not_checked)
    with pytest.raises(UnknownNameError, match="it is not checked"):
        select([row.id])


def test_a_glob_without_a_match_and_a_missing_file_are_unknown():
    with pytest.raises(UnknownNameError, match="matches"):
        select(["no_such_*"])
    with pytest.raises(UnknownNameError, match="there is no file"):
        select(["no_such.py"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (", "broken.py, line 1: SyntaxError: '\\(' was never closed"),
        ("\n\nx = 1/0", "broken.py, line 3: ZeroDivisionError: division by zero"),
        ("import no_such_module", "broken.py, line 1: ModuleNotFoundError"),
        ("x = 1", "broken.py defines no claim"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path, text, message):
    file = tmp_path / "broken.py"
    file.write_text(text)
    with pytest.raises(ClaimFileError, match=message) as caught:
        load_file(file)
    assert "\n" not in str(caught.value)


def test_two_claims_may_not_share_a_name(tmp_path):
    file = tmp_path / "twice.py"
    file.write_text(
        "from gantheory.assertions import Claim\n"
        "value_at_optimal_discriminator_eq_js = Claim(statement='', assertion=lambda: None)\n"
    )
    with pytest.raises(InvalidParameterError, match="two claims are called value_at_optimal_discriminator_eq_js"):
        select(["seeds", str(file)])


def test_an_imported_claim_is_counted_once(tmp_path):
    file = tmp_path / "borrowed.py"
    file.write_text("from gantheory.claims.optimal_generator import value_at_optimal_discriminator_eq_js as mine\n")
    assert [claim.name for claim in select([str(file), "seeds"])] == [claim.name for claim in select(["seeds"])]


def test_names_are_checked_across_modules():
    claim = type(all_claims()[0])(statement="", assertion=lambda: None, name=all_claims()[0].name)
    with pytest.raises(InvalidParameterError, match="rename one"):
        registry._distinct([*all_claims(), claim])
