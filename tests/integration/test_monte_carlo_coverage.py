"""Sampled intervals hold the truth as often as they say: rigorous ones always, others not significantly less."""

import pytest
from interval_coverage import Count, fixed, streams
from sampled_problems import problems

LEVEL = 0.99
PROBLEMS = problems()
BOUNDED = [problem for problem in PROBLEMS if problem.bounded]
UNBOUNDED = [problem for problem in PROBLEMS if not problem.bounded]

#: Probability that correct intervals fail one of these tests at all: the seeds are fixed, so they do not.
RISK = 0.01


def name(problem):
    return str(problem)


@pytest.fixture
def many_looks(monkeypatch):
    """Streams are looked at every 128 draws."""
    monkeypatch.setattr("gantheory.integration.monte_carlo.sampler.CHUNK", 128)


@pytest.mark.parametrize("problem", BOUNDED, ids=name)
def test_rigorous_intervals_cover_at_every_look(problem, many_looks):
    count = streams(problem, range(60), LEVEL)
    assert count.given == count.asked
    assert count.rate >= LEVEL


@pytest.mark.parametrize("problem", BOUNDED, ids=name)
def test_rigorous_intervals_cover_at_a_fixed_number_of_draws(problem):
    count = fixed(problem, range(100), LEVEL)
    assert count.given == count.asked
    assert count.rate >= LEVEL


@pytest.mark.parametrize("problem", UNBOUNDED, ids=name)
def test_intervals_without_a_bound_cover_not_significantly_less_than_they_say(problem):
    count = fixed(problem, range(50), LEVEL)
    # To refuse is honest, where the largest draws look heavy; but enough must be given to tell.
    assert count.given > count.asked / 2
    assert count.chance(LEVEL) > RISK / len(UNBOUNDED)


@pytest.mark.parametrize("problem", UNBOUNDED[:2] + UNBOUNDED[5:6], ids=name)
def test_asymptotic_sequences_cover_at_every_look(problem, many_looks):
    count = streams(problem, range(40), LEVEL)
    assert count.given > count.asked / 2
    assert count.chance(LEVEL) > RISK / len(UNBOUNDED)


def test_half_a_sequence_is_caught(many_looks):
    for problem in (BOUNDED[0], BOUNDED[4], BOUNDED[9]):
        assert streams(problem, range(60), LEVEL, narrowed=0.5).rate < LEVEL


def test_half_an_interval_is_caught():
    # by the criterion above, on some of the problems, and together beyond any doubt
    counts = [fixed(problem, range(50), LEVEL, narrowed=0.5) for problem in UNBOUNDED[:6]]
    assert min(count.chance(LEVEL) for count in counts) < RISK / len(UNBOUNDED)
    together = Count(*(sum(getattr(count, name) for count in counts) for name in ("asked", "given", "covered")))
    assert together.chance(LEVEL) < 1e-9
