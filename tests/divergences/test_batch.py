"""Batches: the same answers as single calls, wherever they are computed, and no entry lost to another."""

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import gantheory
from gantheory import (
    Cauchy,
    Exponential,
    GantheoryError,
    Laplace,
    Logistic,
    Mixture,
    Normal,
    Uniform,
    divergence,
    js_divergence,
    kl_divergence,
)
from gantheory.errors import InvalidParameterError, NotConvergedError
from gantheory.estimate_array import EstimateArray

NAMES = ("js", "js(1/4)", "triangular_discrimination", "squared_hellinger", "alpha(1/3)", "kl", "tv", "w1")


def pairs(kind, size, seed=0):
    rng = np.random.default_rng(seed)

    def laws():
        return kind(rng.uniform(-5, 5, size), 10 ** rng.uniform(-1, 1, size))

    return laws(), laws()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [Normal, Logistic, Laplace])
def test_a_batch_is_its_single_calls(name, kind):
    p, q = pairs(kind, 12)
    found = divergence(name, p, q, throw=False)
    assert found.shape == (12,)
    for index in range(12):
        single = divergence(name, p[index], q[index], throw=False)
        assert found[index].decided == single.decided
        assert found[index].status in (single.status, "converged")
        assert abs(found[index].value - single.value) <= found[index].error + single.error


def test_the_stacked_pass_bounds_its_error():
    # truth: certified enclosures of the single pairs, which share no quadrature with the pass
    p, q = pairs(Normal, 40, seed=1)
    found = js_divergence(p, q)
    for index in range(40):
        truth = js_divergence(p[index], q[index], digits=20)
        assert abs(found[index].value - float(truth)) <= found[index].error + truth.error


def test_a_stacked_pass_with_a_broken_rule_is_caught(monkeypatch):
    from gantheory.integration.quadrature import stacked

    p, q = pairs(Normal, 8, seed=1)
    right = js_divergence(p, q)
    monkeypatch.setattr(stacked, "NODES", stacked.NODES * 0.99)
    monkeypatch.setattr(stacked, "_FROM_EDGE", 1 + stacked.NODES)
    found = js_divergence(p, q, throw=False)
    # the masses do not come out as 1, and the single calls answer instead
    assert np.abs(found.value - right.value).max() < 1e-12


def test_shapes_broadcast():
    found = js_divergence(Normal(np.zeros((3, 1)), 1), Normal(np.arange(4.0), 2))
    assert found.shape == (3, 4)
    assert found[1].shape == (4,)
    assert np.allclose(found, found.value[0])
    with pytest.raises(InvalidParameterError, match="do not broadcast"):
        js_divergence(Normal(np.zeros(3), 1), Normal(np.zeros(4), 1))
    with pytest.raises(InvalidParameterError, match="do not broadcast"):
        Normal(np.zeros(3), np.ones(2))


def test_mixtures_of_arrays():
    p = Mixture([0.5, 0.5], [Normal(np.array([-1.0, -2.0]), 1), Normal(1, 1)])
    found = kl_divergence(p, Normal(0, 2))
    assert found.shape == (2,)
    assert found.value[1] == pytest.approx(kl_divergence(p[1], Normal(0, 2)).value, rel=1e-14)


@pytest.mark.parametrize("bad", [(np.nan, 1.0), (np.inf, 1.0), (0.0, 0.0), (0.0, -1.0), (0.0, np.nan)])
@pytest.mark.parametrize("name", ["js", "kl"])
def test_one_bad_row_does_not_lose_the_others(bad, name):
    loc, scale = np.array([0.0, bad[0], 1.0]), np.array([1.0, bad[1], 2.0])
    found = divergence(name, Normal(loc, scale), Normal(5, 1), throw=False)
    assert found.decided.tolist() == [True, False, True]
    assert "InvalidParameterError" in found.reason[1]
    assert np.isnan(found.value[1])
    with pytest.raises(NotConvergedError, match=r"1 of 3 entries, first at index \(1,\)"):
        divergence(name, Normal(loc, scale), Normal(5, 1))


def test_infinite_and_equal_entries_keep_their_status():
    found = kl_divergence(Uniform(0, np.array([1.0, 2.0, 0.5])), Uniform(0, 1))
    assert found.status.tolist() == ["exact", "infinite", found.status[2]]
    assert found.value[1] == np.inf
    assert found.value[2] == pytest.approx(np.log(2))
    equal = js_divergence(Normal(np.array([0.0, 1.0]), 1), Normal(0, 1))
    assert equal.status[0] == "exact"
    assert equal.value[0] == 0


def test_nearly_equal_entries_keep_their_digits():
    shift = np.array([1e-9, 1e-5, 1e-3, 1.0])
    found = js_divergence(Normal(0, 1), Normal(shift, 1))
    # JSD of N(0,1) and N(s,1) is s²/8 - s⁴/64·… as s → 0
    assert found.value[:3] == pytest.approx(shift[:3] ** 2 / 8, rel=1e-6)


def test_estimates_behave_as_an_array():
    p, q = pairs(Normal, 6)
    found = js_divergence(p, q)
    assert isinstance(found, EstimateArray)
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.value, found.value)
    assert again.status.tolist() == found.status.tolist()
    assert np.allclose(found, again)
    assert np.array_equal(np.asarray(2 * found - 1), 2 * found.value - 1)
    assert np.array_equal(np.log(found), np.log(found.value))
    assert (found > 0).all()
    assert len(found[2:]) == 4
    assert found[found.value > found.value.min()].size == 5
    assert [one.value for one in found] == found.value.tolist()
    assert found.to_dict()["status"] == ["converged"] * 6


@pytest.fixture(scope="module")
def serial():
    p, q = pairs(Normal, 5000, seed=3)
    return p, q, js_divergence(p, q)


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_executors_give_the_serial_result(pool, serial):
    p, q, expected = serial
    with pool(2) as executor:
        found = js_divergence(p, q, executor=executor)
    assert np.array_equal(found.value, expected.value)
    assert np.array_equal(found.error, expected.error)


def test_a_dask_cluster_gives_the_serial_result(serial):
    distributed = pytest.importorskip("distributed")
    p, q, expected = serial
    options = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        found = js_divergence(p, q, executor=client.get_executor())
    assert np.array_equal(found.value, expected.value)


def test_threads_do_not_disturb_each_other():
    laws = [(Normal(i, 1), Laplace(0, 1 + i)) for i in range(6)] + [(Cauchy(i), Exponential(1)) for i in range(4)]

    def numbers(pair):
        return js_divergence(*pair).value, float(js_divergence(*pair, digits=18))

    expected = [numbers(pair) for pair in laws]
    with ThreadPoolExecutor(4) as executor:
        assert list(executor.map(numbers, laws * 2)) == expected * 2


def test_sampled_batches_are_reproducible():
    p, q = pairs(Normal, 3)
    options = {"method": "monte_carlo", "draws": 2000, "rng": 5}
    first, second = (js_divergence(p, q, **options) for _ in range(2))
    assert np.array_equal(first.value, second.value)
    assert (first.status == "sampled").all()


def test_every_divergence_travels_by_its_name():
    from gantheory.divergences.registry import DIVERGENCES, find

    for name in [*DIVERGENCES, "alpha(1/3)", "renyi(2)", "js(1/4)"]:
        assert pickle.loads(pickle.dumps(find(name))).name == find(name).name


def test_an_array_of_laws_evaluates_elementwise():
    laws = Normal(np.array([0.0, 1.0]), np.array([[1.0], [2.0]]))
    x = 0.5
    assert laws.shape == (2, 2)
    assert laws.pdf(x)[1, 0] == Normal(0, 2).pdf(x)
    assert laws.cdf(x)[0, 1] == Normal(1, 1).cdf(x)
    assert laws.icdf(0.3)[1, 1] == Normal(1, 2).icdf(0.3)
    assert laws.sample(7, rng=0).shape == (7, 2, 2)
    assert isinstance(gantheory.Normal(np.zeros(2), 1)[0], Normal)
    with pytest.raises(GantheoryError, match="real numbers"):
        Normal(np.array(["a", "b"]), 1)


@pytest.mark.parametrize("name", ["js", "kl"])
def test_parameters_that_are_no_floats_are_not_rounded(name):
    # an affine image of N(0, 1/2), N(1, 1/2): 1.001 as a float is off by 1e-13 of the scale
    expected = divergence(name, Normal(0, "0.5"), Normal(1, "0.5"), digits=20)
    single = divergence(name, Normal(1, "0.0005"), Normal("1.001", "0.0005"), method="quadrature")
    assert abs(single.value - expected.value) <= single.error + expected.error
    batch = divergence(name, Normal(np.array([1.0, 1.0]), 0.00048828125), Normal("1.001", "0.0005"))
    again = divergence(name, Normal(1, 0.00048828125), Normal("1.001", "0.0005"), digits=20)
    assert abs(batch[1].value - again.value) <= batch[1].error + again.error
