"""Streams of draws: which moments exist, intervals against their definitions, stopping, saving and going on."""

import itertools
import json
import math
import tracemalloc
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from gantheory.distributions import Atoms, Beta, Cauchy, Exponential, Gamma, Laplace, Mixture, Normal, StudentT, Uniform
from gantheory.divergences import js, kl, pearson_chi2, squared_hellinger, tv, w1
from gantheory.errors import InvalidParameterError
from gantheory.integration.integrand import Integrand
from gantheory.integration.monte_carlo import MonteCarlo, Sampler, integrate, moments
from gantheory.integration.monte_carlo.intervals import asymptotic_sequence, bernstein_sequence, tuning

NORMALS = {"p": Normal(0, 1), "q": Normal(1, 2)}
HEAVY = {"p": StudentT(3), "q": Normal(0, 1)}


def code(functional):
    return functional.terms[0][1].code


# Intervals


@pytest.mark.parametrize(
    ("deviations", "length", "rho", "risk"), list(itertools.product([0, 3, 400], [1, 2], [0.5, 30], [0.05]))
)
def test_the_bernstein_sequence_is_where_the_mixture_of_supermartingales_reaches_its_limit(
    deviations, length, rho, risk
):
    # The definition in 30 digits: ∫e^(λs - ψ(λ)v) dπ(λ) = 2/risk, where u = 1 - λ is Gamma(ρ, ρ) cut at 1.
    draws = 1000
    s, v = bernstein_sequence(deviations, draws, length, rho, risk) * draws / length, deviations / length**2
    with mpmath.workdps(30):

        def prior(u):
            return u ** (rho - 1) * mpmath.exp(-rho * u)

        def supermartingale(u):
            return mpmath.exp((1 - u) * s + v * (mpmath.log(u) + 1 - u))

        points = [0, 0.01, 0.5, 0.9, 1]
        mixed = mpmath.quad(lambda u: prior(u) * supermartingale(u), points) / mpmath.quad(prior, points)
        assert float(mixed) == pytest.approx(2 / risk, rel=1e-6)


def test_a_sequence_is_not_much_wider_than_an_interval_that_knows_the_end():
    n, sigma = 10**6, 0.2
    normal = 2.5758 * sigma / math.sqrt(n)
    rho = tuning(sigma**2, n, 0.01)
    assert normal < bernstein_sequence(sigma**2 * n, n, 1.0, rho, 0.01) < 1.6 * normal
    assert 2.5758 / math.sqrt(2**16) < asymptotic_sequence(1.0, 2**16, 0.01) < 1.6 * 2.5758 / math.sqrt(2**16)


# Moments


@pytest.mark.parametrize(
    ("functional", "first", "second", "proposal", "verdicts"),
    [
        # x²·p against p ~ x^-4: |F|^k·m^(1-k) ~ x^(2k-4)
        (kl, StudentT(3), Normal(0, 1), (), "finite infinite infinite infinite"),
        (kl, StudentT(5), Normal(0, 1), (), "finite finite infinite infinite"),
        (kl, StudentT(8), Normal(0, 1), (), "finite finite finite infinite"),
        (kl, StudentT(3), Normal(0, 1), (Cauchy(5, 2),), "finite finite finite finite"),
        (kl, Cauchy(), Normal(), (), "infinite infinite infinite infinite"),
        (kl, Normal(0, 1), Normal(1, 1), (), "finite finite finite finite"),
        # exp(-x²·((2/σ² - 1)k - (k-1)/σ²)/2) at σ = 1.3: finite for k < 1.45
        (pearson_chi2, Normal(0, "1.3"), Normal(0, 1), (), "finite infinite infinite infinite"),
        (pearson_chi2, Normal(0, "1.3"), Normal(0, 1), (StudentT(3),), "finite finite finite finite"),
        # x^(-0.8k + 0.4(k-1)) at 0
        (pearson_chi2, Beta("0.6", 1), Uniform(0, 1), (), "finite infinite infinite infinite"),
        (pearson_chi2, Beta("0.6", 1), Uniform(0, 1), (Gamma("0.1"),), "finite finite finite finite"),
        (js, Cauchy(), Normal(), (), "finite finite finite finite"),
    ],
)
def test_moments_are_decided_from_the_tails(functional, first, second, proposal, verdicts):
    found = moments(code(functional), {"p": first, "q": second}, proposal)
    assert " ".join(m.verdict for m in found) == verdicts
    assert [m.order for m in found] == [1, 2, 3, 4]
    assert all(m.reason for m in found)


def test_the_variance_that_does_not_exist_is_named_in_the_answer():
    estimate = integrate(code(kl), HEAVY, rng=0)
    assert estimate.status == "sampled"
    assert "the variance is infinite: F²/g ≍ 1 as x → -∞" in estimate.reason
    assert "StudentT(1" in estimate.reason
    assert integrate(code(kl), NORMALS, rng=0).reason == ""


def test_without_a_proposal_of_finite_variance_it_refuses():
    # 1/(x·log²x) has a finite integral, and no law here has tails between its and 1/x
    slow = Integrand(lambda A, at: 1 / (at.x * A.log(at.x) * A.log(at.x)), ("p",))
    stream = MonteCarlo(slow, {"p": Exponential(1)}, rng=0)
    assert stream.run(1000).status == "undecided"
    assert stream.draws == 0


def test_infinite_integrals_need_no_draw():
    estimate = MonteCarlo(code(kl), {"p": Cauchy(), "q": Normal()}, rng=0).run(10**9)
    assert (estimate.value, estimate.status, estimate.evaluations) == (math.inf, "infinite", 0)
    assert "as x → " in estimate.reason


def test_a_proposal_of_ones_own_is_drawn_from():
    stream = MonteCarlo(code(kl), HEAVY, rng=0, proposal=Cauchy(0, 3))
    assert stream.run(30_000).status == "sampled"
    assert abs(stream.estimate().value - 0.6456) < stream.estimate().error
    for wrong in (Atoms([0, 1]), "cauchy", None):
        with pytest.raises(InvalidParameterError, match="proposal"):
            MonteCarlo(code(kl), HEAVY, proposal=wrong)


def test_a_spike_of_weight_1e_6_that_is_half_of_the_divergence_is_met():
    # KL = Σ w·E[log(p/q)] over the components, which do not overlap: (1-w)·log(1-w) + w·(log w + 1000²/2)
    spike = Fraction(1, 10**6)
    laws = {"p": Mixture([1 - spike, spike], [Normal(0, 1), Normal(1000, 1)]), "q": Normal(0, 1)}
    w = float(spike)
    truth = (1 - w) * math.log1p(-w) + w * (math.log(w) + 1000**2 / 2)
    stream = MonteCarlo(code(kl), laws, rng=0)
    found = stream.run(2**14)
    assert found.status == "sampled"
    assert abs(found.value - truth) < found.error < 0.1
    again = MonteCarlo.resume(json.loads(json.dumps(stream.state())), code(kl), laws)
    assert again.run(2**15) == stream.run(2**15)


# What is averaged


@pytest.mark.parametrize("functional", [js, tv, squared_hellinger], ids=repr)
@pytest.mark.parametrize(
    "laws",
    [NORMALS, {"p": Laplace(0, 1), "q": Cauchy(1, 1)}, {"p": Uniform(0, 1), "q": Beta(2, 3)}],
    ids=lambda laws: repr(laws["p"]),
)
def test_what_an_integrand_is_over_the_mixture_is_itself_over_the_mixture(functional, laws):
    integrand = code(functional)
    plain = Integrand(integrand.evaluate, integrand.roles, bound=integrand.bound)
    direct, quotient = (Sampler(f, laws, 3).draw(2000, ratios=False) for f in (integrand, plain))
    assert direct == pytest.approx(quotient, rel=1e-9, abs=1e-12)
    assert (direct >= integrand.over_mixture.low).all()
    assert (direct <= integrand.over_mixture.high).all()


def test_the_level_is_part_of_the_answer():
    for level in (0.9, 0.99):
        estimate = MonteCarlo(code(js), NORMALS, rng=0, level=level).run(1000)
        assert estimate.level == level
        low, high = estimate.interval(level)
        assert low < 0.128 < high
    assert integrate(code(js), NORMALS, rng=0, risk=0.05).level == 0.95


# Stopping, saving, going on


@pytest.mark.parametrize("functional", [js, kl], ids=repr)
@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_a_run_that_was_stopped_saved_and_continued_is_the_same_run(functional, bits):
    def begin():
        return MonteCarlo(code(functional), NORMALS, rng=np.random.Generator(bits(7)))

    whole = begin()
    whole.run(100_000)
    part = begin()
    countdown = itertools.count()
    part.run(100_000, stop=lambda: next(countdown) == 3)
    assert 0 < part.draws < 50_000
    text = json.dumps(part.state())
    again = MonteCarlo.resume(json.loads(text), code(functional), NORMALS)
    assert again.estimate() == part.estimate()
    again.run(100_000)
    assert again.state() == whole.state()
    assert again.estimate() == whole.estimate()


def interrupted(stream, monkeypatch, where):
    """Let the stream be interrupted in its third chunk, in the middle of drawing or after it."""
    counter = itertools.count()
    if where == "callback":

        def progress(done, total, estimate):
            if next(counter) == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            stream.run(100_000, progress=progress)
        return
    sample = Normal.standard_sample

    def broken(self, n, rng):
        if next(counter) == 7:
            raise KeyboardInterrupt
        return sample(self, n, rng)

    with monkeypatch.context() as patch:
        patch.setattr(Normal, "standard_sample", broken)
        with pytest.raises(KeyboardInterrupt):
            stream.run(100_000)


@pytest.mark.parametrize("where", ["callback", "middle"])
def test_an_interrupt_leaves_whole_chunks(monkeypatch, where):
    whole = MonteCarlo(code(js), NORMALS, rng=7)
    whole.run(100_000)
    stream = MonteCarlo(code(js), NORMALS, rng=7)
    interrupted(stream, monkeypatch, where)
    assert 0 < stream.draws < 100_000
    assert stream.estimate().status == "sampled"
    resumed = MonteCarlo.resume(stream.state(), code(js), NORMALS)
    resumed.run(100_000)
    stream.run(100_000)
    assert stream.state() == resumed.state() == whole.state()


def test_progress_is_shown_and_a_width_ends_the_run():
    seen = []
    stream = MonteCarlo(code(js), NORMALS, rng=0)
    stream.run(10**6, width=0.003, progress=lambda done, total, estimate: seen.append((done, total, estimate().error)))
    assert [done for done, _, _ in seen] == sorted({done for done, _, _ in seen})
    assert all(total == 10**6 for _, total, _ in seen)
    assert all(error > 0.003 for _, _, error in seen[:-1])
    assert stream.estimate().error == seen[-1][2] <= 0.003
    assert stream.draws == seen[-1][0] < 10**6


def test_memory_does_not_grow_with_the_draws():
    def peak(draws):
        stream = MonteCarlo(code(js), NORMALS, rng=0)
        tracemalloc.start()
        stream.run(draws)
        result = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return result

    assert peak(2**20) < 1.1 * peak(2**16) < 10**7


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"version": 0}, "version"),
        ({"laws": {"p": "Normal(0, 1)", "q": "Normal(2, 2)"}}, "laws"),
        ({"fingerprint": [0.1] * 16}, "integrand"),
        ({"generator": {"bit_generator": "Dice"}}, "Dice"),
        ({"proposal": [{"given": "Cauchy(0, 1)"}]}, "pass it as proposal"),
    ],
)
def test_a_state_of_another_run_is_refused(change, match):
    stream = MonteCarlo(code(js), NORMALS, rng=0)
    stream.run(1000)
    with pytest.raises(InvalidParameterError, match=match):
        MonteCarlo.resume({**stream.state(), **change}, code(js), NORMALS)
    with pytest.raises(InvalidParameterError, match="version"):
        MonteCarlo.resume("nothing", code(js), NORMALS)


def test_arguments_are_checked():
    with pytest.raises(InvalidParameterError, match="level"):
        MonteCarlo(code(js), NORMALS, level=1)
    stream = MonteCarlo(code(js), NORMALS, rng=0)
    assert stream.estimate().status == "undecided"
    with pytest.raises(InvalidParameterError, match="draws"):
        stream.run(1)
    with pytest.raises(InvalidParameterError, match="width"):
        stream.run(10, width=0)
    with pytest.raises(InvalidParameterError, match="highest"):
        moments(code(kl), NORMALS, highest=5)


def test_distribution_functions_cannot_be_sampled():
    estimate = MonteCarlo(code(w1), {"p": Uniform(0, 1), "q": Uniform(2, 3)}, rng=0).run(1000)
    assert estimate.status == "undecided"
    assert "distribution functions" in estimate.reason
