"""A seeded 500 of the adversarial pairs: nothing silently wrong, hardly anything undecided; and the judge is judged."""

import math
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import adversarial
import adversarial_pairs
from adversarial import RIGHT, UNDECIDED, WRONG, score
from engines import Answer

#: The share of answers that may be undecided.
UNDECIDED_SHARE = 0.02


@pytest.fixture(scope="module")
def scored():
    rows = adversarial.sample(adversarial_pairs.load())
    return adversarial.run("gantheory", rows)[0]


def test_nothing_is_silently_wrong(scored):
    wrong = [entry for entry in scored if entry[-1] == WRONG]
    assert not wrong, "\n".join(f"{k}({x.p} || {x.q}) = {a}, truth {t}" for x, k, t, a, _ in wrong)


def test_hardly_anything_is_undecided(scored):
    undecided = [entry for entry in scored if entry[-1] == UNDECIDED]
    text = "\n".join(f"{k}({x.p} || {x.q}) = {a}, truth {t}" for x, k, t, a, _ in undecided)
    assert len(undecided) <= UNDECIDED_SHARE * len(scored), text


def test_the_sample_is_large_and_of_all_classes(scored):
    assert len(scored) >= 4.8 * adversarial.SAMPLE
    assert {entry[0].hardness for entry in scored} == set(adversarial_pairs.CLASSES)
    assert {entry[2] == "inf" for entry in scored} == {True, False}


def test_stored_truths_belong_to_the_pairs(monkeypatch):
    assert len(adversarial_pairs.load()) >= 1000
    monkeypatch.setattr(adversarial_pairs, "SEED", 1)
    with pytest.raises(ValueError, match="other pairs"):
        adversarial_pairs.load()


@pytest.mark.parametrize(
    ("answer", "truth", "expected"),
    [
        (Answer(0.5, 1e-12), "0.5", RIGHT),
        (Answer(0.5 + 5e-12, 1e-12), "0.5", RIGHT),  # 5 errors off: not yet a lie
        (Answer(0.5 + 1e-7, 1e-9), "0.5", WRONG),
        (Answer(0.5 + 1e-7, 1e-9, decided=False), "0.5", UNDECIDED),
        (Answer(0.3466, 1e-9), "0.69314718", WRONG),
        (Answer(0.0, 0.0), "1.25e-15", WRONG),
        (Answer(math.nan, 0.0), "0.5", UNDECIDED),
        (Answer(math.inf, 0.0), "inf", RIGHT),
        (Answer(12.5, 1e-9), "inf", WRONG),
        (Answer(math.inf, 0.0), "0.5", WRONG),
        (Answer(0.4, 1.0), "0.5", UNDECIDED),  # an error bar that says nothing
        (Answer(math.inf, 0.0, log_value=1000 * math.log(10)), "1e+1000", RIGHT),
        (Answer(math.inf, 0.0, log_value=999 * math.log(10)), "1e+1000", WRONG),
        (Answer(math.inf, 0.0), "1e+1000", WRONG),
        (Answer(math.inf, 0.0, log_value=2.0), "inf", WRONG),
    ],
)
def test_the_judge(answer, truth, expected):
    assert score(answer, truth) == expected


def test_a_known_liar_is_caught():
    """scipy's quad gives a Jensen-Shannon divergence of 0.3466 for two spikes whose truth is log 2."""
    from engines import quad_naive

    answer = quad_naive("js", "normal(0, 0.001)", "normal(100, 0.001)")
    assert score(answer, "0.69314718055994530942") == WRONG
