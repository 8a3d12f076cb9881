"""The bounds between divergences hold for all laws, and those called sharp are approached by explicit ones.

The oracle is `values`: the divergences of probability vectors by mpmath at 60 digits, straight from their
definitions. It shares nothing with the table, which never forms a law.
"""

import itertools
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf

from gantheory.divergences import joint_range
from gantheory.divergences.bounds import Interval, bounds
from gantheory.divergences.joint_range import Renyi, rows
from gantheory.errors import GantheoryError, InvalidParameterError, UnknownNameError
from gantheory.estimate import Estimate

NAMES = (
    "tv", "triangular_discrimination", "js", "squared_hellinger", "bhattacharyya_coefficient", "jeffreys", "kl",
    "reverse_kl", "pearson_chi2", "neyman_chi2",
)  # fmt: skip
ORDERS = ("1/5", "1/2", "4/5", "1", "3/2", "2", "3")


def summed(terms):
    return mp.fsum(terms)


def kl(p, q):
    if any(a and not b for a, b in zip(p, q)):
        return mp.inf
    return summed(a * mp.log(a / b) for a, b in zip(p, q) if a)


def renyi(p, q, alpha):
    a = mpf(Fraction(alpha).numerator) / Fraction(alpha).denominator
    if a == 1:
        return kl(p, q)
    if a > 1 and any(x and not y for x, y in zip(p, q)):
        return mp.inf
    total = summed(x**a * y ** (1 - a) for x, y in zip(p, q) if x and y)
    return mp.log(total) / (a - 1) if total else mp.inf


def values(p, q):
    """Every divergence of two probability vectors, at the working precision of mpmath."""
    m = [(a + b) / 2 for a, b in zip(p, q)]
    overlap = summed(mp.sqrt(a * b) for a, b in zip(p, q))

    def chi2(p, q):
        if any(a and not b for a, b in zip(p, q)):
            return mp.inf
        return summed((a - b) ** 2 / b for a, b in zip(p, q) if b)

    result = {
        "tv": summed(abs(a - b) for a, b in zip(p, q)) / 2,
        "triangular_discrimination": summed((a - b) ** 2 / (a + b) for a, b in zip(p, q) if a + b),
        "js": (kl(p, m) + kl(q, m)) / 2,
        "squared_hellinger": 1 - overlap,
        "bhattacharyya_coefficient": overlap,
        "jeffreys": kl(p, q) + kl(q, p),
        "kl": kl(p, q),
        "reverse_kl": kl(q, p),
        "pearson_chi2": chi2(p, q),
        "neyman_chi2": chi2(q, p),
    }
    return result | {("renyi", order): renyi(p, q, order) for order in ORDERS}


def ask(target, givens):
    """bounds() with names and (\"renyi\", order) pairs alike."""
    plain = {name: value for name, value in givens.items() if isinstance(name, str)}
    orders = {name[1]: value for name, value in givens.items() if not isinstance(name, str)}
    alpha = {} if isinstance(target, str) else {"alpha": target[1]}
    return bounds(target if isinstance(target, str) else "renyi", **alpha, **plain, renyi=orders or None)


def enclosing(value):
    """A certified Estimate around an mpmath number: what it rounds to, two ulps, and the oracle's own rounding."""
    number = float(value)
    if math.isinf(number):
        return Estimate(math.inf, 0.0, "infinite" if value == mp.inf else "overflow", "oracle")
    return Estimate(number, 2 * math.ulp(number) + SLACK, "certified", "oracle")


def vector(weights):
    total = mp.fsum(weights)
    return [mpf(w) / total for w in weights]


#: The oracle's own rounding, at 60 digits.
SLACK = 1e-50


def holds(interval, value):
    return interval.lower - mpf(SLACK) <= value <= interval.upper + mpf(SLACK)


weights = st.lists(
    st.one_of(st.integers(0, 5), st.sampled_from([10**-12, 10**-3, 10**6])), min_size=3, max_size=3
).filter(any)
everything = (*NAMES, *(("renyi", order) for order in ORDERS))


@settings(max_examples=80, deadline=None)
@given(weights, weights, st.sampled_from(everything), st.lists(st.sampled_from(everything), min_size=1, max_size=3))
def test_no_pair_of_laws_leaves_the_interval(p, q, target, names):
    with mp.workdps(60):
        truth = values(vector(p), vector(q))
        interval = ask(target, {name: enclosing(truth[name]) for name in names})
        assert holds(interval, truth[target]), (interval.explain(), truth[target])


@pytest.mark.parametrize("seed", range(2))
def test_every_pair_of_divergences_holds_on_random_laws(seed):
    rng = np.random.default_rng(seed)
    size = 2 + seed % 2
    with mp.workdps(60):
        p, q = (vector([int(w) for w in 1 + 10 ** rng.uniform(0, 9, size)]) for _ in range(2))
        truth = values(p, q)
        for target, name in itertools.permutations(everything, 2):
            interval = ask(target, {name: enclosing(truth[name])})
            assert holds(interval, truth[target]), (target, name, interval, truth[target])


def test_a_wrong_row_would_be_caught():
    """The check of the two tests above, given a bound without its factor ½."""
    with mp.workdps(60):
        truth = values(vector([1, 3]), vector([2, 2]))
        wrong = Interval("tv", 0.0, float(mp.sqrt(truth["kl"] / 4)), True, True)
        assert not holds(wrong, truth["tv"])


def test_a_broken_table_is_caught(monkeypatch):
    """KL given TV, a tenth too large: the two-point law that attains the true bound leaves the interval."""
    right = joint_range._fedotov_kl
    monkeypatch.setattr(joint_range, "_fedotov_kl", lambda t: right(t) * 11 / 10)
    with mp.workdps(60):
        truth = values(vector([744, 256]), vector([244, 756]))
        assert not holds(ask("kl", {"tv": enclosing(truth["tv"])}), truth["kl"])


def bernoulli(s):
    return [(1 + s) / 2, (1 - s) / 2], [(1 - s) / 2, (1 + s) / 2]


def conditioned(b):
    return [mpf(1), mpf(0)], [b, 1 - b]


def partly_disjoint(t):
    return [1 - t, t, mpf(0)], [1 - t, mpf(0), t]


def attained(laws, target, name, side, tolerance=2e-14):
    """Whether these laws have the end of the interval that the value of `name` leaves for `target`."""
    truth = values(*laws)
    interval = ask(target, {name: enclosing(truth[name])})
    end, sharp = getattr(interval, side), getattr(interval, f"{side}_sharp")
    assert sharp, interval.explain()
    assert end == pytest.approx(float(truth[target]), rel=tolerance), (target, name, side)


SYMMETRIC = ("tv", "triangular_discrimination", "js", "squared_hellinger", "jeffreys")


@pytest.mark.parametrize("s", ["0.001", "0.3", "0.9", "0.999"])
def test_symmetric_divergences_are_attained_by_bernoulli_laws(s):
    with mp.workdps(60):
        for first, later in itertools.combinations(SYMMETRIC, 2):
            # near 1 the bounds are steep there, and the two ulps of the given are seen
            attained(bernoulli(mpf(s)), later, first, "lower", 1e-11)
            attained(bernoulli(mpf(s)), first, later, "upper", 1e-11)


@pytest.mark.parametrize("t", ["0.001", "0.5", "0.9"])
def test_chords_are_attained_by_partly_disjoint_laws(t):
    with mp.workdps(60):
        for first, later in itertools.combinations(SYMMETRIC[:-1], 2):
            attained(partly_disjoint(mpf(t)), later, first, "upper")
            attained(partly_disjoint(mpf(t)), first, later, "lower")


@pytest.mark.parametrize("b", ["0.9", "0.5", "0.01"])
def test_conditioned_laws_attain_the_bounds_of_rényi_kl_and_χ2(b):
    with mp.workdps(60):
        laws = conditioned(mpf(b))
        for low, high in itertools.combinations(ORDERS, 2):
            attained(laws, ("renyi", high), ("renyi", low), "lower")
            attained(laws, ("renyi", low), ("renyi", high), "upper")
        for low, high in itertools.combinations(ORDERS[:3], 2):
            attained(laws[::-1], ("renyi", high), ("renyi", low), "upper")
            attained(laws[::-1], ("renyi", low), ("renyi", high), "lower")
        attained(laws, "kl", "pearson_chi2", "upper")
        attained(laws, "pearson_chi2", "kl", "lower")
        attained(laws, "squared_hellinger", "kl", "upper")
        attained(laws, "bhattacharyya_coefficient", "kl", "lower")
        attained(laws[::-1], "squared_hellinger", "reverse_kl", "upper")
        attained(laws, "js", "kl", "upper")
        attained(laws, "kl", "js", "lower")
        attained(laws, "js", "pearson_chi2", "upper")
        attained(laws, "triangular_discrimination", "pearson_chi2", "upper")
        attained(laws[::-1], "triangular_discrimination", "neyman_chi2", "upper")


@pytest.mark.parametrize("tv", ["0.01", "0.25", "0.5", "0.75", "0.99"])
def test_kl_and_χ2_given_tv_are_the_minima_over_two_point_laws(tv):
    """By the joint range, laws on two points suffice; minimise over them in mpmath, one variable."""
    with mp.workdps(40):
        v = mpf(tv)

        def least(divergence):
            def at(b):
                return divergence([b + v, 1 - b - v], [b, 1 - b])

            low, high = mpf(0), 1 - v
            for _ in range(250):
                third = (high - low) / 3
                if at(low + third) < at(high - third):
                    high -= third
                else:
                    low += third
            return at((low + high) / 2)

        least_kl = least(kl)
        chi2 = least(lambda p, q: summed((x - y) ** 2 / y for x, y in zip(p, q)) if all(q) else mp.inf)
    for names, truth in ((("kl", "reverse_kl"), least_kl), (("pearson_chi2", "neyman_chi2"), chi2)):
        for name in names:
            found = bounds(name, tv=tv)
            assert found.lower_sharp
            assert found.lower == pytest.approx(float(truth), rel=1e-14)
            back = bounds("tv", **{name: enclosing(truth)})
            assert back.upper_sharp
            assert back.upper == pytest.approx(float(tv), rel=1e-14)


def test_ends_that_are_zero_or_infinite_are_approached():
    """A set of mass ε under one law, e^{-k/ε} under the other: KL and χ² keep a value, the rest goes to 0."""
    with mp.workdps(60):
        eps = mpf(10) ** -4
        rare = ([1 - eps, eps], [1 - mp.exp(-1 / eps), mp.exp(-1 / eps)])
        truth = values(*rare)
        assert truth["kl"] == pytest.approx(1, abs=2e-3)
        for name in ("tv", "triangular_discrimination", "js", "squared_hellinger", "reverse_kl"):
            assert truth[name] < 2e-3
            interval = ask(name, {"kl": 1})
            assert interval.lower == 0
            assert interval.lower_sharp
        assert truth["jeffreys"] == pytest.approx(1, abs=2e-3)
        assert ask("jeffreys", {"kl": 1}).lower == 1
        assert ask("kl", {"jeffreys": 1}).upper == 1
        absent = values([1 - eps, eps], [mpf(1), mpf(0)])
        assert absent["kl"] == mp.inf
        assert absent["tv"] < 2e-4
        for name in ("kl", "pearson_chi2", "jeffreys", "reverse_kl"):
            assert ask(name, {"tv": "0.0001"}).upper == math.inf


FALSE = {
    "Pinsker without ½: TV ≤ √(KL)/2": ("tv", "kl", "upper", lambda x: mp.sqrt(x) / 2),
    "TV ≤ ½√JSD": ("tv", "js", "upper", lambda x: mp.sqrt(x) / 2),
    "TV ≤ √(JSD/2)": ("tv", "js", "upper", lambda x: mp.sqrt(x / 2)),
    "TV ≤ 1 - e^{-KL}": ("tv", "kl", "upper", lambda x: 1 - mp.exp(-x)),
    "TV ≤ H²": ("tv", "squared_hellinger", "upper", lambda x: x),
    "JSD ≤ ½·TV·log 2": ("js", "tv", "upper", lambda x: x * mp.log(2) / 2),
    "JSD ≤ ¼KL": ("js", "kl", "upper", lambda x: x / 4),
    "KL ≥ 2.05·TV²": ("kl", "tv", "lower", lambda x: mpf("2.05") * x**2),
    "KL ≥ χ²": ("kl", "pearson_chi2", "lower", lambda x: x),
    "KL ≤ log(1+χ²/2)": ("kl", "pearson_chi2", "upper", lambda x: mp.log(1 + x / 2)),
    "Δ ≤ TV": ("triangular_discrimination", "tv", "upper", lambda x: x),
    "TV² ≤ Δ/4": ("tv", "triangular_discrimination", "upper", lambda x: mp.sqrt(x / 4)),
    "H² ≤ ½JSD": ("squared_hellinger", "js", "upper", lambda x: x / 2),
    "H² ≤ JSD": ("squared_hellinger", "js", "upper", lambda x: x),
    "χ² ≥ 4TV² fails nowhere, 5TV² does": ("pearson_chi2", "tv", "lower", lambda x: 5 * x**2),
    "Jeffreys ≤ 8 JSD": ("jeffreys", "js", "upper", lambda x: 8 * x),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_bounds_are_refuted_by_two_point_laws(name):
    target, source, side, claim = FALSE[name]
    with mp.workdps(40):
        grid = [mpf(k) / 40 for k in range(41)]
        witnesses = []
        for a, b in itertools.product(grid, grid):
            truth = values([a, 1 - a], [b, 1 - b])
            x, y = truth[source], truth[target]
            if mp.isfinite(x) and x > 0 and (y > claim(x) if side == "upper" else y < claim(x)):
                witnesses.append((a, b))
                if len(witnesses) <= 5:
                    assert holds(ask(target, {source: enclosing(x)}), y)
        assert witnesses


CLASSIC = {
    "Pinsker": ("tv", "kl", lambda x: mp.sqrt(x / 2)),
    "Bretagnolle-Huber": ("tv", "kl", lambda x: mp.sqrt(1 - mp.exp(-x))),
    "Le Cam": ("tv", "squared_hellinger", lambda x: mp.sqrt(x * (2 - x))),
    "KL-χ²": ("kl", "pearson_chi2", lambda x: mp.log(1 + x)),
    "Lin": ("js", "tv", lambda x: x * mp.log(2)),
    "Lin-Jeffreys": ("js", "jeffreys", lambda x: x / 4),
    "Topsøe": ("triangular_discrimination", "js", lambda x: 4 * x),
    "Rényi-Pinsker": ("tv", ("renyi", "1/5"), lambda x: mp.sqrt(x / mpf("0.4"))),
}


@pytest.mark.parametrize("name", CLASSIC)
@pytest.mark.parametrize("x", ["0.001", "0.1", "0.6"])
def test_the_answer_is_at_least_as_good_as_the_classic_inequality(name, x):
    target, source, bound = CLASSIC[name]
    with mp.workdps(40):
        assert ask(target, {source: x}).upper <= float(bound(mpf(x))) * (1 + 1e-15)


def test_edges_are_exact_or_right_to_the_last_bit():
    assert tuple(bounds("tv", kl=0)) == (0, 0)
    assert tuple(bounds("kl", tv=0)) == (0, 0)
    assert tuple(bounds("tv", kl=math.inf)) == (0, 1)
    assert tuple(bounds("kl", tv=1)) == (math.inf, math.inf)
    assert tuple(bounds("tv", squared_hellinger=1)) == (1, 1)
    assert bounds("js", tv=1).lower <= math.log(2) < bounds("js", tv=1).upper
    assert bounds("tv", bhattacharyya_coefficient=0).lower == 1
    assert bounds("tv", kl=800).upper == 1
    assert bounds("pearson_chi2", kl=800).lower == float(np.finfo(float).max)
    with mp.workdps(50):
        for x in (1e-20, 1e-300, 5e-324):
            # KL = 2V² + (4/9)V⁴ + ..., so that V = √(x/2)(1 - x/18 + ...)
            upper = bounds("tv", kl=x).upper
            assert 0 <= upper - mp.sqrt(mpf(x) / 2) * (1 - mpf(x) / 18) <= math.ulp(upper)
            upper = bounds("tv", js=x).upper
            assert 0 <= upper - mp.sqrt(2 * mpf(x)) <= math.ulp(upper) * 1.01
        v = 1 - mpf(2) ** -53
        assert 0 <= (1 - mp.sqrt(1 - v**2)) - bounds("squared_hellinger", tv=float(v)).lower <= 2**-52


def test_text_is_the_decimal_and_a_float_its_binary_value():
    assert bounds("triangular_discrimination", tv="1/2").lower == 0.5
    # 0.1 is above 1/10, its square is above 1/100
    assert bounds("js", tv=0.1).lower >= bounds("js", tv="0.1").lower


def test_estimates_widen_the_interval():
    narrow, wide = bounds("tv", kl=0.3), bounds("tv", kl=Estimate(0.3, 0.1, "converged", "quadrature"))
    assert wide.upper == bounds("tv", kl=math.nextafter(0.4, 1)).upper > narrow.upper
    assert (narrow.status, wide.status) == ("certified", "converged")
    below = bounds("kl", tv=Estimate(1e-17, 1e-16, "converged", "quadrature"))
    assert below.lower == 0
    two = bounds(
        "js",
        tv=Estimate(0.5, 0.01, "sampled", "monte carlo", level=0.99),
        squared_hellinger=Estimate(0.2, 0.01, "sampled", "monte carlo", level=0.95),
    )
    assert two.status == "sampled"
    assert two.level == pytest.approx(0.94)
    assert tuple(bounds("tv", kl=Estimate(math.nan, math.inf, "undecided", "quadrature"))) == (0, 1)
    assert bounds("tv", kl=bounds("kl", pearson_chi2=1)).upper <= bounds("tv", kl="0.6931471805599454").upper


def test_several_givens_intersect():
    both = bounds("js", tv="0.5", kl="0.6")
    assert both.upper == min(bounds("js", tv="0.5").upper, bounds("js", kl="0.6").upper)
    assert not both.upper_sharp
    assert 0.7 in bounds("jeffreys", kl="0.3", reverse_kl="0.4")
    assert bounds("jeffreys", kl="0.3", reverse_kl="0.4").upper < 0.7 + 1e-15
    assert bounds("kl", jeffreys="0.7", reverse_kl="0.4").lower == pytest.approx(0.3, rel=1e-15)


@pytest.mark.parametrize(
    "givens",
    [
        {"tv": -0.1}, {"tv": 1.5}, {"tv": math.nan}, {"kl": -1e-300}, {"kl": math.nan}, {"kl": "x"}, {"js": 0.7},
        {"js": math.inf}, {"triangular_discrimination": 2.1}, {"squared_hellinger": 1.0000001}, {"kl": True},
        {"bhattacharyya_coefficient": 2}, {"tv": math.inf}, {"tv": "0.9", "kl": "0.1"}, {"kl": [0.1, 0.2]},
        {"renyi": {-1: 0.2}}, {"renyi": {0: 0.2}}, {"renyi": {2: -0.2}}, {"kl": -math.inf},
        {"renyi": [1]}, {"renyi": {"x": 0.1}}, {"kl": 1j}, {"kl": np.array([0.1])}, {"kl": np.float64("nan")},
        {"kl": Estimate(-0.5, 0.1, "converged", "quadrature")}, {"tv": Estimate(1.5, 0.1, "converged", "quadrature")},
    ],
)  # fmt: skip
def test_impossible_values_are_named_errors(givens):
    with pytest.raises(InvalidParameterError) as error:
        bounds("squared_hellinger", **givens)
    assert "\n" not in str(error.value)


def test_unknown_targets_are_named_errors():
    with pytest.raises(UnknownNameError, match="choose from tv"):
        bounds("wasserstein", kl=1)
    with pytest.raises(UnknownNameError):
        bounds(["tv"], kl=1)
    with pytest.raises(InvalidParameterError, match="alpha=2"):
        bounds("renyi", kl=1)
    with pytest.raises(InvalidParameterError, match="leave it out"):
        bounds("kl", alpha=2, tv=0.1)
    with pytest.raises(GantheoryError):
        bounds("renyi", alpha=math.nan, tv=0.1)


def test_the_table_is_complete():
    """Every row cites something or is argued in the module; sharp rows name their laws."""
    nodes = [*SYMMETRIC, Renyi(Fraction(1)), Renyi(Fraction(1), True), Renyi(Fraction(2)), Renyi(Fraction(1, 3))]
    table = list(rows(nodes))
    assert len(table) > 60
    bibliography = (Path(__file__).parents[1] / "docs" / "references.bib").read_text(encoding="utf-8")
    assert all(f"{{{row.reference}," in bibliography for row in table if row.reference)
    assert all(row.attained for row in table if row.sharp)
    assert not any(row.attained for row in table if not row.sharp)
    assert "kl ≥ -log(1-x²) for tv = x" in map(str, table)
