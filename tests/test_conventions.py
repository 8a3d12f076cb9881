"""What other libraries mean: each row is recomputed from the library itself, or from the formula it publishes.

Truths: SciPy and PyTorch where they are installed; for TensorFlow Probability its f, evaluated by SymPy in mpmath; for
dit its documented sums, retyped here. Our side comes from the definitions in mpmath, not from gantheory.
"""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
import sympy
from mpmath import mp, mpf

from gantheory.distributions import Atoms, Beta, Cauchy, Exponential, Gamma, Laplace, Normal, StudentT, Uniform
from gantheory.divergences.conventions import LIBRARIES, TABLE, conventions
from gantheory.divergences.registry import find
from gantheory.divergences.translation import compare_with
from gantheory.errors import InvalidParameterError, UnknownNameError

P = [mpf(k) / 16 for k in (1, 5, 7, 3)]
Q = [mpf(k) / 16 for k in (6, 2, 1, 7)]
ORDER = Fraction(1, 3)
FAMILIES = ("alpha", "renyi")


def row_id(row):
    return row.call(ORDER if row.ours in FAMILIES else None)


def member(row):
    return f"{row.ours}({ORDER})" if row.ours in FAMILIES else row.ours


def total(terms):
    return mp.fsum(terms)


def ours(name, p, q):
    """Our divergences of vectors with full support, from their definitions."""
    a = mpf(ORDER.numerator) / ORDER.denominator
    power = total(x**a * y ** (1 - a) for x, y in zip(p, q))
    m = [(x + y) / 2 for x, y in zip(p, q)]

    def kl(p, q):
        return total(x * mp.log(x / y) for x, y in zip(p, q))

    return {
        "kl": lambda: kl(p, q),
        "reverse_kl": lambda: kl(q, p),
        "jeffreys": lambda: kl(p, q) + kl(q, p),
        "js": lambda: (kl(p, m) + kl(q, m)) / 2,
        "tv": lambda: total(abs(x - y) for x, y in zip(p, q)) / 2,
        "squared_hellinger": lambda: 1 - total(mp.sqrt(x * y) for x, y in zip(p, q)),
        "bhattacharyya_coefficient": lambda: total(mp.sqrt(x * y) for x, y in zip(p, q)),
        "pearson_chi2": lambda: total((x - y) ** 2 / y for x, y in zip(p, q)),
        "neyman_chi2": lambda: total((x - y) ** 2 / x for x, y in zip(p, q)),
        "triangular_discrimination": lambda: total((x - y) ** 2 / (x + y) for x, y in zip(p, q)),
        "alpha": lambda: (power - 1) / (a * (a - 1)),
        "renyi": lambda: mp.log(power) / (a - 1),
        "cross_entropy": lambda: -total(x * mp.log(y) for x, y in zip(p, q)),
        "w1": lambda: total(abs(total(p[: k + 1]) - total(q[: k + 1])) for k in range(len(p) - 1)),
    }[name]()


@pytest.mark.parametrize("row", TABLE, ids=row_id)
def test_every_row_names_one_of_our_divergences_and_a_page(row):
    assert find(member(row))
    assert row.library in LIBRARIES
    assert row.reference.startswith("https://")
    assert bool(row.generator) == (row.takes == "generator")


@pytest.mark.parametrize("row", [r for r in TABLE if r.generator], ids=row_id)
def test_tfp_generators_give_what_the_row_says(row):
    u, a = sympy.symbols("u a", positive=True)
    f = sympy.sympify(row.generator, locals={"u": u, "a": a}).subs(a, sympy.Rational(1, 3))
    function = sympy.lambdify(u, f, "mpmath")
    with mp.workdps(30):
        theirs = total(y * function(x / y) for x, y in zip(P, Q))
        assert row.transform(float(ours(row.ours, P, Q)), ORDER) == pytest.approx(float(theirs), rel=1e-13)


DIT = {
    "kullback_leibler_divergence(p, q)": lambda p, q: total(x * mp.log(x / y, 2) for x, y in zip(p, q)),
    "kullback_leibler_divergence(q, p)": lambda p, q: total(y * mp.log(y / x, 2) for x, y in zip(p, q)),
    "cross_entropy(p, q)": lambda p, q: -total(x * mp.log(y, 2) for x, y in zip(p, q)),
    "jensen_shannon_divergence([p, q])": lambda p, q: total(
        -(x + y) / 2 * mp.log((x + y) / 2, 2) + (x * mp.log(x, 2) + y * mp.log(y, 2)) / 2 for x, y in zip(p, q)
    ),
    "variational_distance(p, q)": lambda p, q: total(abs(x - y) for x, y in zip(p, q)) / 2,
    "hellinger_distance(p, q)": lambda p, q: mp.sqrt(1 - total(mp.sqrt(x * y) for x, y in zip(p, q))),
    "bhattacharyya_coefficient(p, q)": lambda p, q: total(mp.sqrt(x * y) for x, y in zip(p, q)),
    "renyi_divergence(p, q, alpha={a})": lambda p, q: (
        mp.log(total(x ** (mpf(1) / 3) * y ** (mpf(2) / 3) for x, y in zip(p, q)), 2) / (mpf(1) / 3 - 1)
    ),
    "tsallis_divergence(p, q, alpha={a})": lambda p, q: (
        (total(x ** (mpf(1) / 3) * y ** (mpf(2) / 3) for x, y in zip(p, q)) - 1) / (mpf(1) / 3 - 1)
    ),
    # alpha = 1 - 2/3 = 1/3 there: 4(1 - Σp^((1-α)/2) q^((1+α)/2))/(1 - α²)
    "alpha_divergence(p, q, alpha={amari})": lambda p, q: (
        4 * (1 - total(x ** (mpf(1) / 3) * y ** (mpf(2) / 3) for x, y in zip(p, q))) / (1 - mpf(1) / 9)
    ),
    "earth_movers_distance(p, q)": lambda p, q: ours("w1", p, q),
}


@pytest.mark.parametrize("row", conventions("dit"), ids=row_id)
def test_dit_rows_follow_from_its_sums(row):
    with mp.workdps(30):
        theirs = DIT[row.function.removeprefix("dit.divergences.")](P, Q)
        assert row.transform(float(ours(row.ours, P, Q)), ORDER) == pytest.approx(float(theirs), rel=1e-13)


def test_dit_answers_otherwise_at_its_special_orders():
    (row,) = (r for r in conventions("dit", "alpha") if "amari" in r.function)
    assert row.call(Fraction(0)).endswith("alpha=1)")
    assert math.isnan(row.transform(0.3, Fraction(0)))
    (tsallis,) = (r for r in conventions("dit", "alpha") if "tsallis" in r.function)
    assert tsallis.transform(math.log(2), Fraction(1)) == pytest.approx(1)


def atoms(rng, points):
    weights = [Fraction(rng.randint(1, 50)) for _ in points]
    return Atoms(points, [w / sum(weights) for w in weights])


CALLED = [r for r in TABLE if r.library in ("scipy", "torch") and r.takes != "draws"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("row", CALLED, ids=row_id)
def test_the_other_library_agrees_on_atoms(row, seed):
    pytest.importorskip(row.library)
    rng = random.Random(seed)
    points = [0, "0.5", 2, 7]
    laws = [atoms(rng, points), atoms(rng, points)][: 1 if row.ours == "entropy" else 2]
    (found,) = (r for r in compare_with(row.library, member(row), *laws).rows if r.convention is row)
    assert found.theirs == pytest.approx(found.expected, rel=1e-12, abs=1e-15)
    assert found.difference == pytest.approx(0, abs=1e-12)
    # the relation is not the identity by accident: ours without it would be seen to differ
    value = compare_with(row.library, member(row), *laws).ours.value
    if row.transform(2.0, ORDER) != 2.0 or row.per_element:
        assert abs(found.theirs - value) > 1e-6


def test_the_arguments_of_kl_div_are_the_other_way_round():
    torch = pytest.importorskip("torch")
    p, q = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    theirs = float(torch.nn.functional.kl_div(torch.tensor(q).log(), torch.tensor(p), reduction="sum"))
    laws = Atoms([0, 1], ["1/2", "1/2"]), Atoms([0, 1], ["1/4", "3/4"])
    assert theirs == pytest.approx(compare_with("torch", "kl", *laws).ours.value, rel=1e-14)
    assert theirs != pytest.approx(compare_with("torch", "reverse_kl", *laws).ours.value, rel=1e-2)
    batchmean = float(torch.nn.functional.kl_div(torch.tensor(q).log(), torch.tensor(p), reduction="batchmean"))
    assert batchmean == pytest.approx(theirs / 2)


def test_torch_is_nan_where_both_laws_have_no_mass():
    """As the note says: 0·(-∞), here in the empty bins between the two laws."""
    pytest.importorskip("torch")
    row = compare_with("torch", "kl", Uniform(0, 1), Uniform(100, 101)).rows[1]
    assert row.convention.takes == "vectors"
    assert math.isnan(row.theirs)
    assert row.expected == math.inf


def test_samples_carry_their_noise():
    """By Dvoretzky, Kiefer and Wolfowitz each empirical F is within .02 of F with probability 1 - 2e^{-8}."""
    row = compare_with("scipy", "kolmogorov", Normal(0, 1), Normal(1, 2)).rows[0]
    assert 0 < abs(row.difference) < 0.04
    equal = compare_with("scipy", "kolmogorov", Normal(0, 1), Normal(0, 1)).rows[0]
    assert equal.expected == 0
    assert equal.theirs > 0


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (Normal(0, 1), Normal(1, 2)), (Laplace(0, 1), Laplace(1, 3)), (Cauchy(0, 1), Cauchy(1, 2)),
        (Exponential(2), Exponential(3)), (Gamma(2, 3), Gamma(3, 2)), (Beta(2, 3), Beta(3, 2)),
        (Uniform(0, 1), Uniform(0, 2)), (Normal(0, 1), Laplace(0, 1)),
    ],
)  # fmt: skip
def test_torch_distributions_agree(p, q):
    torch = pytest.importorskip("torch")
    row = compare_with("torch", "kl", p, q).rows[0]
    if row.theirs is None:
        assert row.how == "torch registers no closed form for this pair"
        assert isinstance(q, Laplace)
    else:
        assert row.theirs == pytest.approx(row.expected, rel=1e-12)
    assert torch


def test_laws_that_torch_lacks_are_said_to_be():
    pytest.importorskip("torch")
    row = compare_with("torch", "kl", StudentT(3), Normal(0, 1)).rows[0]
    assert row.theirs is None
    assert "no law like" in row.how
    assert "not called" in repr(compare_with("torch", "kl", StudentT(3), Normal(0, 1)))


@pytest.mark.parametrize("name", ["js", "kl", "tv", "pearson_chi2"])
def test_binning_loses_and_finer_binning_loses_less(name):
    """Data processing: a divergence of binned laws is never larger, and tends to that of the laws."""
    differences = []
    for bins in (10, 100, 1000):
        row = compare_with("scipy", name, Normal(0, 1), Normal(1, 2), bins=bins).rows[0]
        assert f"on {bins} bins" in row.how
        differences.append(row.difference)
    assert differences[0] < differences[1] < differences[2] <= 1e-12
    assert differences[2] > -2e-2


def test_binning_can_make_an_infinite_divergence_finite():
    row = compare_with("scipy", "kl", Cauchy(0, 1), Normal(0, 200)).rows[0]
    assert row.expected == math.inf
    assert math.isfinite(row.theirs)
    assert row.difference == -math.inf


def test_both_infinite_is_no_difference():
    p, q = Atoms([0, 1]), Atoms([1, 2])
    row = compare_with("scipy", "kl", p, q).rows[0]
    assert (row.expected, row.theirs, row.difference) == (math.inf, math.inf, 0.0)


def test_a_comparison_prints_what_matters():
    text = repr(compare_with("tfp", "js", Normal(0, 1), Normal(1, 2)))
    for part in ("2·JSD - log 4", "self_normalized=True", "where q is 0", "https://", "ours there"):
        assert part in text
    alpha = repr(compare_with("dit", "alpha(1/4)", Normal(0, 1), Normal(1, 2)))
    assert "alpha=0.5" in alpha


def test_unusable_questions_are_named_errors():
    p, q = Normal(0, 1), Normal(1, 1)
    with pytest.raises(UnknownNameError, match="choose from scipy"):
        compare_with("numpy", "js", p, q)
    with pytest.raises(UnknownNameError, match="torch has no function for js; it has kl"):
        compare_with("torch", "js", p, q)
    with pytest.raises(UnknownNameError, match="no divergence"):
        compare_with("scipy", "nonsense", p, q)
    with pytest.raises(UnknownNameError, match=r"no function for js\("):
        compare_with("scipy", "js(1/4)", p, q)
    for bins in (2, 1.5, True, "many"):
        with pytest.raises(InvalidParameterError, match="bins"):
            compare_with("scipy", "js", p, q, bins=bins)
    with pytest.raises(InvalidParameterError, match="laws"):
        compare_with("scipy", "js", p, 3)
    with pytest.raises(InvalidParameterError, match="takes 2 laws"):
        compare_with("scipy", "js", p)
