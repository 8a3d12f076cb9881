"""Laws of scipy.stats, kernel estimates, tables and samples. Oracles: scipy.stats itself, closed forms."""

import math

import numpy as np
import pytest
import scipy.stats as st

from gantheory import Atoms, Law, Normal, Triangular, js_divergence, kl_divergence, wasserstein_distance
from gantheory.adapters import (
    BlackBox,
    as_law,
    empirical,
    empirical_energy,
    empirical_kolmogorov,
    empirical_wasserstein,
    from_histogram,
    from_probabilities,
    from_table,
    refuse_samples,
)
from gantheory.errors import (
    BlackBoxError,
    DimensionError,
    InvalidParameterError,
    NotNormalizedError,
    SamplesError,
    UndefinedQuantityError,
)

EXACT = [
    st.norm(1, 2), st.laplace(1, 2), st.logistic(1, 2), st.cauchy(1, 2), st.t(3, 1, 2), st.uniform(1, 2),
    st.expon(1, 2), st.gamma(2.5, 1, 2), st.chi2(3), st.beta(0.5, 2, 1, 2), st.lognorm(0.7), st.halfnorm(1, 2),
    st.weibull_min(1.5, 1, 2), st.gumbel_r(1, 2), st.pareto(2.5, 1, 2), st.triang(0.3, 1, 2), st.truncnorm(-1, 2, 1, 2),
    st.truncnorm(-1, math.inf), st.Normal(mu=1.0, sigma=2.0), 2 * st.Normal() + 1, st.Uniform(a=1.0, b=2.0),
    st.gumbel_l(1, 2), st.lomax(2.5, 1, 2), st.genpareto(0.5, 1, 2), st.genpareto(0, 1, 2), st.genpareto(-0.25, 1, 2),
    st.trapezoid(0.25, 0.5, 1, 2), st.trapezoid(0, 0.5, 1, 2), st.trapezoid(0.25, 1, 1, 2), st.rdist(0.8, 1, 2),
    st.rv_histogram(np.histogram([1, 2, 2.5, 3, 4, 4, 5, 7], bins=3))(loc=1, scale=2),
    st.rv_histogram(([3, 1], [0, 1, 4]), density=False),
    st.Mixture([st.Normal(), st.Normal(mu=2.0)], weights=[0.4, 0.6]),
]  # fmt: skip
OPAQUE = [
    st.levy(), st.genextreme(0.1), st.skewnorm(5), st.vonmises(2), st.wrapcauchy(0.5), st.crystalball(2, 3),
    st.argus(1), st.rice(1), st.chi(3), st.lognorm(1, 0, 2), st.exp(st.Normal()),
]  # fmt: skip


def test_where_scipys_own_solver_fails_the_density_is_audited_without_it():
    law = st.norminvgauss(1, 0.5)
    with pytest.raises(ValueError, match="nan"):
        law.ppf(1 - 1e-12)
    found = as_law(law)
    assert found.cdf(0.3) == pytest.approx(law.cdf(0.3), abs=1e-9)
    assert js_divergence(found, Normal()).status == "converged"


def test_a_density_that_scipy_solves_for_is_audited_with_patience():
    # 4 µs a place, and its digits are those of a solver
    law = as_law(st.tukeylambda(0.5))
    assert law.audit.evaluations < 2**22
    assert law.cdf(0.5) == pytest.approx(st.tukeylambda.cdf(0.5, 0.5), abs=1e-8)


def test_what_scipy_computes_wrongly_is_said_to_be_scipys():
    with pytest.raises(NotNormalizedError, match="SciPy's own logpdf"):
        as_law(st.jf_skew_t(2, 4))


class Raises(st.rv_continuous):
    """A law whose sampler raises."""

    def _pdf(self, x):
        return st.norm.pdf(x)

    def _ppf(self, q):
        raise ZeroDivisionError("ppf")

    def _rvs(self, *args, size=None, random_state=None):
        raise ZeroDivisionError("rvs")


def test_exceptions_of_other_code_have_a_name():
    law = as_law(Raises(name="raises")())
    assert js_divergence(law, Normal()).value < 1e-12
    with pytest.raises(BlackBoxError, match=r"rvs raises ZeroDivisionError\(rvs\)"):
        law.sample(3)


@pytest.mark.parametrize("far", [1e308, -1e308, 1.1e300])
def test_samples_near_the_largest_float_are_refused_by_name(far):
    with pytest.raises(InvalidParameterError, match="common unit"):
        wasserstein_distance(np.array([far]), np.array([0.0]))
    # and next to them all distances are finite: of points at ±1e300, 2e300 each, and 4e300 for the energy
    p, q = empirical([1e300]), empirical([-1e300])
    for order in (1, 2, math.inf):
        assert empirical_wasserstein(p, q, order).value == 2e300
    assert empirical_energy(p, q).value == 4e300


@pytest.mark.parametrize("thing", [np.array([1j, 2]), np.array(["1", "2"]), np.array([True, False])])
def test_an_array_that_is_no_sample_is_named_by_its_kind(thing):
    with pytest.raises(InvalidParameterError, match=f"array of {thing.dtype}"):
        as_law(thing)


def test_a_vector_of_probabilities_is_shown_the_way():
    with pytest.raises(SamplesError, match="from_probabilities"):
        kl_divergence(np.array([0.5, 0.5]), np.array([0.25, 0.75]))


def called(thing):
    """A name for the test that holds no address: the workers of a parallel run compare them."""
    return getattr(getattr(thing, "dist", None), "name", None) or type(thing).__name__


def median_of(thing):
    return thing.icdf if hasattr(thing, "icdf") else thing.ppf


@pytest.mark.parametrize("thing", EXACT, ids=called)
def test_known_laws_are_translated(thing):
    law = as_law(thing)
    assert not isinstance(law, BlackBox)
    x = median_of(thing)(np.array([0.01, 0.3, 0.5, 0.9, 0.999]))
    assert np.allclose(law.pdf(x), thing.pdf(x), rtol=1e-10)
    assert np.allclose(law.cdf(x), thing.cdf(x), rtol=1e-10)


@pytest.mark.parametrize("thing", OPAQUE, ids=called)
def test_others_are_audited(thing):
    law = as_law(thing)
    assert isinstance(law, BlackBox)
    levels = np.array([0.01, 0.3, 0.5, 0.9, 0.999])
    x = median_of(thing)(levels)
    assert np.allclose(law.cdf(x), levels, rtol=1e-9)
    assert np.allclose(law.icdf(levels), x, rtol=1e-7)
    estimate = js_divergence(law, Normal(0, 1))
    assert estimate.status == "converged"
    assert estimate.error < 1e-9


def test_an_opaque_law_agrees_with_its_exact_twin():
    # exp of a standard normal is LogNormal(0, 1)
    opaque, exact = as_law(st.exp(st.Normal())), as_law(st.lognorm(1))
    truth, found = js_divergence(exact, Normal(0, 1)), js_divergence(opaque, Normal(0, 1))
    assert abs(truth.value - found.value) <= truth.error + found.error


class Off(st.rv_continuous):
    """A law whose cdf is another one's."""

    def _pdf(self, x):
        return st.norm.pdf(x)

    def _cdf(self, x):
        return st.norm.cdf(x, 0.01)

    def _ppf(self, q):
        return st.norm.ppf(q, 0.01)


def test_a_cdf_that_contradicts_the_density_is_told():
    law = as_law(Off(name="off")())
    assert any("distribution function is off" in line for line in law.audit.lines())
    assert law.cdf(0.0) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("thing", "error"),
    [
        (st.norm([0, 1]), DimensionError),
        (st.multivariate_normal([0, 0]), DimensionError),
        (st.gaussian_kde(np.random.default_rng(0).normal(size=(2, 50))), DimensionError),
        (np.zeros((3, 2)), DimensionError),
        (st.poisson(2), UndefinedQuantityError),
        (st.gamma, InvalidParameterError),
        (st.gamma(-1), InvalidParameterError),
        (st.Binomial(n=3, p=0.2), InvalidParameterError),
        ("normal", InvalidParameterError),
        (None, InvalidParameterError),
        (lambda x: x, InvalidParameterError),
        (np.array([1.0, math.nan]), InvalidParameterError),
        (np.array([]), InvalidParameterError),
    ],
)
def test_what_is_no_law_on_the_line_has_an_error_by_name(thing, error):
    with pytest.raises(error):
        as_law(thing)


def test_a_finite_discrete_law_becomes_atoms():
    law = as_law(st.binom(5, 0.25))
    assert isinstance(law, Atoms)
    assert law.pdf(2.0) == pytest.approx(10 * 0.25**2 * 0.75**3)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_kernel_estimate_is_scipys(weighted):
    rng = np.random.default_rng(1)
    data = np.concatenate([rng.normal(size=300), rng.normal(40, 3, size=200)])
    kde = st.gaussian_kde(data, bw_method=0.1, weights=rng.random(500) + 0.1 if weighted else None)
    law = as_law(kde)
    x = np.linspace(-6, 50, 101)
    assert np.allclose(law.pdf(x), kde(x), rtol=1e-9, atol=1e-300)
    assert law.cdf(20.0) == pytest.approx(kde.integrate_box_1d(-np.inf, 20), abs=1e-12)
    assert law.cdf(law.icdf(0.3)) == pytest.approx(0.3, rel=1e-10)


def test_a_kernel_estimate_is_the_mixture_of_its_kernels():
    from gantheory import Mixture
    from gantheory.adapters import KernelEstimate

    data = [-1.0, 0.25, 0.5, 3.0]
    law = KernelEstimate(data, bandwidth=0.5)
    mixture = Mixture(["0.25"] * 4, [Normal(x, 0.5) for x in data])
    for divergence in (js_divergence, kl_divergence, wasserstein_distance):
        a, b = divergence(law, Normal(0, 1)), divergence(mixture, Normal(0, 1))
        assert abs(a.value - b.value) <= a.error + b.error


def test_samples_have_exact_distances_and_no_density():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=1000), rng.normal(1, 2, size=700)
    p, q = as_law(x), empirical(y.tolist())
    assert empirical_wasserstein(p, q).value == pytest.approx(st.wasserstein_distance(x, y), rel=1e-12)
    assert empirical_energy(p, q).value == pytest.approx(st.energy_distance(x, y) ** 2, rel=1e-11)
    assert empirical_kolmogorov(p, q).value == pytest.approx(st.ks_2samp(x, y).statistic, rel=1e-12)
    # between equally many samples W2 pairs them in order
    z = rng.normal(size=1000)
    root = math.sqrt(np.mean((np.sort(x) - np.sort(z)) ** 2))
    assert empirical_wasserstein(p, empirical(z), 2).value == pytest.approx(root, rel=1e-12)
    with pytest.raises(SamplesError, match="gaussian_kde"):
        js_divergence(p, Normal(0, 1))
    with pytest.raises(SamplesError, match="js"):
        refuse_samples("js", Normal(0, 1), q)


def test_samples_with_ties():
    p, q = empirical([0.0, 0.0, 1.0]), empirical([0.0, 1.0, 1.0])
    assert empirical_kolmogorov(p, q).value == pytest.approx(1 / 3)
    assert empirical_wasserstein(p, q).value == pytest.approx(1 / 3)
    assert empirical_wasserstein(p, q, math.inf).value == 1.0
    assert empirical_wasserstein(p, p).value == 0.0


def test_a_linear_table_of_a_triangle_is_the_triangle():
    law, truth = from_table([0, 0.5, 2], [0, 1, 0], interpolation="linear"), Triangular(0, 0.5, 2)
    u = np.array([0.0, 1e-9, 0.1, 0.5, 0.999, 1.0])
    assert np.allclose(law.icdf(u), truth.icdf(u), rtol=1e-12)
    assert np.allclose(law.isf(u), truth.isf(u), rtol=1e-12)
    assert js_divergence(law, truth).value <= 1e-15
    a, b = js_divergence(law, Normal(0, 1)), js_divergence(truth, Normal(0, 1))
    assert abs(a.value - b.value) <= a.error + b.error


def test_a_histogram_spreads_its_counts():
    counts, edges = np.histogram(np.random.default_rng(3).normal(size=500), bins=12)
    law = as_law((counts, edges))
    middles = (edges[1:] + edges[:-1]) / 2
    assert np.allclose(law.pdf(middles), counts / 500 / np.diff(edges), rtol=1e-12)
    assert isinstance(from_histogram(counts, edges, kind="atoms"), Atoms)
    certified = js_divergence(law, Normal(0, 1), digits=20)
    assert abs(certified.value - js_divergence(law, Normal(0, 1)).value) < 1e-14


def test_tables_are_checked():
    with pytest.raises(NotNormalizedError, match="integrates to 2 exactly"):
        from_table([0, 1, 2], [1, 1, 1], interpolation="linear")
    assert isinstance(from_table([0, 1, 2], [1, 1, 1], interpolation="linear", normalize=True), Law)
    for x, pdf in (([0, 0, 1], [1, 1, 1]), ([0, 1], [1, 1, 1]), ([0, 1], [-1, 3]), ([0, math.nan], [1, 1])):
        with pytest.raises(InvalidParameterError):
            from_table(x, pdf, interpolation="linear")
    with pytest.raises(InvalidParameterError, match="interpolation"):
        from_table([0, 1], [1, 1], interpolation="cubic")
    assert from_probabilities([0.5, 0.0, 0.5]) == Atoms([0, 2], [0.5, 0.5])
