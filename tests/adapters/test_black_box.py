"""Black boxes: nasty densities are resolved, refused by name, or left undecided. Truths are our exact laws' values,
which share no code with the audit, closed forms, or sums by hand."""

import math
import time

import numpy as np
import pytest

from gantheory import (
    Beta,
    Cauchy,
    Laplace,
    Mixture,
    Normal,
    Uniform,
    js_divergence,
    kl_divergence,
    kolmogorov_distance,
    squared_hellinger,
    total_variation,
)  # fmt: skip
from gantheory.adapters import from_callable
from gantheory.errors import (
    BlackBoxError,
    DimensionError,
    InvalidParameterError,
    NotConvergedError,
    NotNormalizedError,
)  # fmt: skip

SPIKE = math.sqrt(2) - 0.37


def normal(mean, deviation):
    return lambda x: np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * math.sqrt(2 * math.pi))


def agrees(estimate, truth):
    assert estimate.status == "converged", estimate.reason
    assert abs(estimate.value - truth) <= estimate.error + 1e-15


def test_a_plain_density_is_as_good_as_the_law():
    law = from_callable(normal(3, 0.5))
    agrees(js_divergence(Normal(0, 1), law), js_divergence(Normal(0, 1), Normal(3, 0.5)).value)
    assert law.audit.missing < 1e-12


def test_a_spike_of_weight_three_tenths_and_width_1e_6_is_found():
    law = from_callable(lambda x: 0.7 * normal(0, 1)(x) + 0.3 * normal(SPIKE, 1e-6)(x))
    truth = js_divergence(Normal(0, 2), Mixture([0.7, 0.3], [Normal(0, 1), Normal(SPIKE, 1e-6)])).value
    agrees(js_divergence(Normal(0, 2), law, rtol=1e-8), truth)
    assert js_divergence(Normal(0, 2), Normal(0, 1)).value < truth / 2  # what overlooking it would give


def test_a_spike_too_narrow_for_any_probe_is_missing_mass_and_a_hint_finds_it():
    def density(x):
        return 0.7 * normal(0, 1)(x) + 0.3 * normal(SPIKE, 1e-12)(x)

    with pytest.raises(NotNormalizedError, match=r"integrates to 0\.7"):
        from_callable(density, support=(-8, 8))
    assert from_callable(density, support=(-8, 8), breakpoints=[SPIKE]).audit.mass == pytest.approx(1, abs=1e-3)


def test_logpdf_far_from_0_is_climbed_to():
    law = from_callable(logpdf=lambda x: -((x - 1e6) ** 2) / 2 - math.log(2 * math.pi) / 2)
    assert float(law.center) == pytest.approx(1e6, abs=1e-6)
    with pytest.raises(NotNormalizedError, match="0 at all"):
        from_callable(normal(1e6, 1))


def test_a_staircase_is_cut_at_its_jumps():
    law = from_callable(lambda x: (np.floor(x * 7) + 1) / 4, support=(0, 1))
    steps = np.arange(1, 8) / 4
    middle = (1 + steps) / 2
    truth = float(np.mean(np.log(1 / middle) / 2 + steps * np.log(steps / middle) / 2))
    agrees(js_divergence(Uniform(0, 1), law), truth)
    assert np.allclose(law.audit.breakpoints, np.arange(1, 7) / 7, rtol=0, atol=1e-15)


def test_a_sawtooth_and_a_cantor_like_density_keep_their_word():
    saw = from_callable(lambda x: 2 * ((x * 13) % 1), support=(0, 1))
    # ½∫|1 - 2t|dt = ¼
    agrees(total_variation(Uniform(0, 1), saw), 0.25)

    def cantor(x):
        for _ in range(6):
            x = np.where((x >= 1 / 3) & (x < 2 / 3), np.nan, (3 * x) % 1)
        return np.where(np.isnan(x), 0.0, 1.5**6)

    estimate = total_variation(Uniform(0, 1), from_callable(cantor, support=(0, 1)), throw=False)
    if estimate.status == "converged":
        agrees(estimate, 1 - (2 / 3) ** 6)


def test_a_kink_is_located():
    law = from_callable(lambda x: np.where(x < 1 / np.pi, 2 * np.pi * x, (1 - x) * 2 / (1 - 1 / np.pi)), support=(0, 1))
    assert law.audit.breakpoints == (pytest.approx(1 / math.pi, abs=1e-11),)


def test_a_pole_at_0_is_resolved_and_one_at_1_left_undecided():
    at_zero = from_callable(lambda x: 0.5 / np.sqrt(x), support=(0, 1))
    agrees(js_divergence(Normal(0, 1), at_zero), js_divergence(Normal(0, 1), Beta("0.5", 1)).value)
    # 5e-9 of the mass is where x has no floats
    at_one = from_callable(lambda x: 0.5 / np.sqrt(1 - x), support=(0, 1))
    assert js_divergence(Normal(0, 1), at_one, throw=False).status == "undecided"


def test_what_only_the_mass_bounds_is_answered_and_what_tails_decide_is_not():
    law = from_callable(normal(3, 0.5))
    estimate = kl_divergence(law, Normal(0, 1), throw=False)
    assert estimate.status == "undecided"
    assert "tails are unknown" in estimate.reason
    vouched = from_callable(normal(3, 0.5), tails="as seen")
    agrees(kl_divergence(vouched, Normal(0, 1)), kl_divergence(Normal(3, 0.5), Normal(0, 1)).value)
    assert any("vouches" in line for line in vouched.lines())
    # a vouched law does not vouch for another
    assert kl_divergence(vouched, law, throw=False).status == "undecided"


def test_mass_that_is_missing_is_in_the_error():
    law = from_callable(lambda x: normal(0, 1)(x) * (1 - 4e-10))
    assert law.missing > 3e-10
    estimate = js_divergence(law, Normal(1, 1))
    assert estimate.error > 1e-10


def spiked(weight, width, place):
    return lambda x: (1 - weight) * normal(0, 1)(x) + weight * normal(place, width)(x)


@pytest.mark.parametrize("spike", [(0.3, 1e-3, -12345.678), (0.1, 1e-9, 3.3), (1e-3, 1e-7, math.pi), (0, 1, 0)])
@pytest.mark.parametrize("divergence", [js_divergence, total_variation, squared_hellinger, kolmogorov_distance])
def test_a_density_divided_by_the_mass_that_was_seen_answers_nothing_unless_vouched_for(spike, divergence):
    law = from_callable(spiked(*spike), normalize=True)
    for thing in (law, Mixture([0.5, 0.5], [law, Normal(1, 1)])):
        estimate = divergence(thing, Normal(1, 1), throw=False)
        assert estimate.status == "undecided", thing
        assert 'tails="as seen"' in estimate.reason
    if divergence is not kolmogorov_distance:  # which cannot be sampled
        assert divergence(law, Normal(1, 1), method="monte_carlo", throw=False).status == "undecided"
    with pytest.raises(NotConvergedError, match="as seen"):
        divergence(law, Normal(1, 1))


def test_a_vouched_density_that_is_divided_by_its_mass_is_answered():
    law = from_callable(lambda x: 7 * normal(3, 0.5)(x), normalize=True, tails="as seen")
    agrees(js_divergence(law, Normal(0, 1)), js_divergence(Normal(3, 0.5), Normal(0, 1)).value)


def test_the_audit_says_that_it_rests_on_its_resolution():
    # mass is moved within 1e-4 of a place, between the probes: nothing can see it, and the lines say so
    place, width = 1.2345, 1e-4
    moved = 0.999 * normal(0, 1)(place)

    def density(x):
        return normal(0, 1)(x) + moved * np.sign(x - place) * (abs(x - place) < width)

    law = from_callable(density)
    assert law.audit.resolution > width  # so that it is no wonder that it was overlooked
    assert any("rests on" in line for line in law.lines())
    # ½∫|p - q| = moved·width
    agrees(total_variation(from_callable(density, breakpoints=[place]), Normal(0, 1)), moved * width)


@pytest.mark.parametrize(
    "density",
    [
        lambda x: normal(0, 1)(x) * np.where(np.floor(2.0**10 * x) % 2 == 0, 2, 0),
        lambda x: normal(0, 1)(x) * np.where(np.floor(2.0**20 * x) % 2 == 0, 2, 0),
        lambda x: normal(0, 1)(x) * (1 + 0.9 * np.sin(1e5 * x)),
    ],
)
@pytest.mark.parametrize("normalize", [False, True])
def test_the_work_of_an_audit_is_bounded(density, normalize):
    places = 0

    def counted(x):
        nonlocal places
        places += np.size(x)
        return density(x)

    with pytest.raises(BlackBoxError, match="than the audit follows"):
        from_callable(counted, normalize=normalize)
    assert places < 2**22  # and without a bound it would be as many as there is time for


@pytest.mark.parametrize(
    ("density", "error", "words"),
    [
        (lambda x: normal(0, 1)(x) - np.where(abs(x - 0.3) < 0.01, 1.0, 0.0), BlackBoxError, "negative"),
        (lambda x: np.where(x == 0, np.nan, normal(0, 1)(x)), BlackBoxError, "NaN"),
        (lambda x: 1 / 0, BlackBoxError, "ZeroDivisionError"),
        (lambda x: np.ones((2, 2)), BlackBoxError, "shape"),
        (lambda x: "much", BlackBoxError, "real numbers"),
        (lambda x: 1j * np.ones_like(x), BlackBoxError, "real numbers"),
        (lambda x: normal(0, 1)(x) / np.sum(normal(0, 1)(x)), BlackBoxError, "other places"),
        (lambda x: [0.5, 0.5] if np.ndim(x) == 0 else 1 / 0, DimensionError, "line"),
        (lambda x: 1 / (1 + x * x), NotNormalizedError, r"3\.14159265"),
        (lambda x: 1.0, NotNormalizedError, "fade"),
        (lambda x: 0.0 * x, NotNormalizedError, "0 at all"),
    ],
)
def test_what_is_no_density_has_an_error_by_name(density, error, words):
    with pytest.raises(error, match=words) as raised:
        from_callable(density)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("support", [(1, 0), (0, 0), (0,), 3, ("a", 1), (math.nan, 1)])
def test_a_support_is_an_interval(support):
    with pytest.raises(InvalidParameterError):
        from_callable(normal(0, 1), support=support)


def test_functions_of_single_numbers_are_called_one_by_one():
    law = from_callable(lambda x: math.exp(-x) if x < 700 else 0.0, support=(0, math.inf))
    assert law.audit.elementwise
    assert law.cdf(1.0) == pytest.approx(-math.expm1(-1), abs=1e-13)
    assert law.isf(1e-3) == pytest.approx(-math.log(1e-3), rel=1e-12)


def test_a_slow_function_is_asked_for_its_mass_alone():
    def slow(x):
        time.sleep(1e-4 * np.size(x))
        return normal(0, 1)(x) * (1 + 0.5 * np.sign(x))

    law = from_callable(slow)
    assert law.audit.evaluations < 200_000
    assert any("slow" in line for line in law.lines())
    # ½∫|p - q| = ¼
    estimate = total_variation(from_callable(slow, breakpoints=[0]), Normal(0, 1), throw=False)
    assert estimate.status != "converged" or abs(estimate.value - 0.25) <= estimate.error


def test_a_formula_that_overflows_far_out_is_not_held_against_it():
    law = from_callable(lambda x: x**2 * np.exp(-x) / 2, support=(0, math.inf))
    assert law.audit.mass == pytest.approx(1, abs=1e-12)


def test_black_boxes_agree_with_exact_mixtures_of_all_scales():
    """A sweep over random mixtures: what is converged is right within the sum of both errors."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        count = int(rng.integers(1, 4))
        weights = rng.dirichlet(np.ones(count)).tolist()
        means, deviations = rng.normal(size=count) * 10 ** rng.uniform(-1, 2, count), 10 ** rng.uniform(-3, 2, count)
        kinds = [(Normal, Laplace, Cauchy)[i] for i in rng.integers(0, 3, count)]
        exact = Mixture(weights, [kind(float(m), float(s)) for kind, m, s in zip(kinds, means, deviations)])
        law = from_callable(exact.pdf)
        assert abs(law.audit.mass - 1) < 1e-9
        found, truth = js_divergence(law, Normal(0, 3)), js_divergence(exact, Normal(0, 3))
        assert abs(found.value - truth.value) <= found.error + truth.error + 1e-15, exact
