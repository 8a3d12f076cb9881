"""What other libraries mean by a divergence, as data: one row a function.

A row says which of our divergences a function computes, and how its number follows from ours. What is stated here was
read in each library's documentation or source; the tests recompute every row from the formula it publishes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from gantheory.arithmetic.exact import show

#: What a function takes: two probability vectors, weighted points, draws, its own distribution objects, or (an
#: f-generator) log(p/q) at draws from q.
Takes = Literal["vectors", "points", "draws", "distributions", "generator"]
#: From our number, and the family's parameter where there is one, to theirs.
Transform = Callable[[float, Fraction], float]

LIBRARIES: Final = ("scipy", "tfp", "torch", "dit")
_LOG2: Final = math.log(2)


def _same(x: float, a: Fraction) -> float:
    return x


def _root(x: float, a: Fraction) -> float:
    return math.sqrt(x)


def _bits(x: float, a: Fraction) -> float:
    return x / _LOG2


def _amari_of_dit(x: float, a: Fraction) -> float:
    # At its two special orders dit answers with the other KL divergence, which no function of ours tells.
    return math.nan if a in (0, 1) else x


@dataclass(frozen=True)
class Convention:
    """One function of another library in terms of ours.

    Attributes
    ----------
    library : str
        "scipy", "tfp", "torch" or "dit".
    function : str
        The call, with ``p`` and ``q`` in the places of our first and second law.
    ours : str
        Our divergence; a family's name ("alpha", "renyi") where it has a parameter.
    relation : str
        Their number in terms of ours.
    takes : {"vectors", "points", "draws", "distributions", "generator"}
        What it is given.
    note : str
        What surprises.
    reference : str
        Where it is documented.
    generator : str
        The f of an f-generator as published, with D = E_q[f(u)], u = p/q, as SymPy text.
    transform : callable
        The relation as a function; NaN where theirs is not a function of ours.
    per_element : bool
        Whether the number is then divided by the length of the vectors.
    """

    library: str
    function: str
    ours: str
    relation: str
    takes: Takes
    note: str = ""
    reference: str = ""
    generator: str = ""
    transform: Transform = field(default=_same, repr=False)
    per_element: bool = False

    def call(self, parameter: Fraction | None) -> str:
        """The call as text, for a member of the family."""
        if parameter is None:
            return self.function
        return self.function.format(a=show(parameter), amari=show(1 - 2 * parameter))


_SCIPY: Final = "https://docs.scipy.org/doc/scipy/reference/generated/"
_TFP: Final = "https://www.tensorflow.org/probability/api_docs/python/tfp/"
_TORCH: Final = "https://docs.pytorch.org/docs/stable/"
_DIT: Final = "https://github.com/dit/dit/blob/master/dit/divergences/"


def _scipy(
    function: str, ours: str, relation: str, takes: Takes, note: str, transform: Transform = _same
) -> Convention:
    page = function.partition("(")[0]
    return Convention("scipy", function, ours, relation, takes, note, f"{_SCIPY}{page}.html", "", transform)


def _tfp(
    function: str, ours: str, relation: str, generator: str, note: str = "", transform: Transform = _same
) -> Convention:
    page = function.partition("(")[0].removeprefix("tfp.").replace(".", "/")
    return Convention("tfp", function, ours, relation, "generator", note, f"{_TFP}{page}", generator, transform)


def _torch(
    function: str, ours: str, relation: str, takes: Takes, page: str, note: str = "", transform: Transform = _same
) -> Convention:
    return Convention("torch", function, ours, relation, takes, note, f"{_TORCH}{page}", "", transform)


def _dit(
    function: str, ours: str, relation: str, page: str, note: str = "", transform: Transform = _same
) -> Convention:
    return Convention("dit", function, ours, relation, "vectors", note, f"{_DIT}{page}.py", "", transform)


_KL_LOSS: Final = "generated/torch.nn.functional.kl_div.html"
_SWAPPED: Final = (
    "the first argument is the logarithm of the second law; nan where both laws have mass 0, for 0·(-∞) is computed"
)
_STATISTIC: Final = "f_obs and f_exp are counts; with n draws the statistic is n times this"

TABLE: Final[tuple[Convention, ...]] = (
    # SciPy
    _scipy(
        "scipy.spatial.distance.jensenshannon(p, q)", "js", "√JSD", "vectors",
        "a distance, so the square root; nats unless base=2; both vectors are divided by their sums", _root,
    ),
    _scipy("scipy.stats.entropy(p, q)", "kl", "KL(p‖q)", "vectors", "both vectors are divided by their sums"),
    _scipy("scipy.special.rel_entr(p, q).sum()", "kl", "KL(p‖q)", "vectors", "elementwise p·log(p/q): sum it yourself"),
    _scipy(
        "scipy.special.kl_div(p, q).sum()", "kl", "KL(p‖q)", "vectors",
        "elementwise p·log(p/q) - p + q: the summands differ from rel_entr's, the sums agree if both add up to 1",
    ),
    _scipy(
        "scipy.stats.power_divergence(p, q, lambda_='log-likelihood').statistic", "kl", "2·KL(p‖q)", "vectors",
        _STATISTIC, lambda x, a: 2 * x,
    ),
    _scipy("scipy.stats.entropy(q, p)", "reverse_kl", "KL(q‖p)", "vectors", "both vectors are divided by their sums"),
    _scipy("scipy.stats.chisquare(p, q).statistic", "pearson_chi2", "χ²(p‖q)", "vectors", _STATISTIC),
    _scipy("scipy.stats.chisquare(q, p).statistic", "neyman_chi2", "χ²(q‖p)", "vectors", _STATISTIC),
    _scipy(
        "scipy.spatial.distance.cityblock(p, q)", "tv", "2·TV", "vectors", "Σ|p-q|, without the ½", lambda x, a: 2 * x
    ),
    _scipy(
        "scipy.stats.entropy(p)", "entropy", "H(p)", "vectors",
        "Shannon's entropy of a vector; that of a binned density exceeds the differential one by about -log(bin width)",
    ),
    _scipy("scipy.stats.wasserstein_distance(p, q)", "w1", "W₁", "points", "of weighted points: positions first"),
    _scipy(
        "scipy.stats.energy_distance(p, q)", "energy", "√(energy distance)", "points",
        "√(2∫(F-G)²); others call its square the energy distance", _root,
    ),
    _scipy(
        "scipy.stats.energy_distance(p, q)", "cramer", "√(2·Cramér)", "points", "√(2∫(F-G)²)",
        lambda x, a: math.sqrt(2 * x),
    ),
    _scipy(
        "scipy.stats.ks_2samp(p, q).statistic", "kolmogorov", "sup|F-G|", "draws",
        "of two samples, so it carries their noise, of order √(1/n + 1/m), and is above 0 for equal laws",
    ),
    # TensorFlow Probability: D = E_q[f(p/q)], estimated from draws of q.
    _tfp("tfp.vi.kl_forward(logu)", "kl", "KL(p‖q)", "u*log(u)", "tfp calls p the target, q the surrogate"),
    _tfp(
        "tfp.vi.kl_reverse(logu)", "reverse_kl", "KL(q‖p)", "-log(u)",
        "the default of monte_carlo_variational_loss: there q, the first law of KL(q‖p), is the surrogate",
    ),
    Convention(
        "tfp", "tfp.distributions.kl_divergence(p, q)", "kl", "KL(p‖q)", "distributions",
        "closed forms of registered pairs; NotImplementedError for others", f"{_TFP}distributions/kl_divergence",
    ),
    _tfp(
        "tfp.vi.jensen_shannon(logu, self_normalized=True)", "js", "2·JSD",
        "u*log(u) - (1 + u)*log(1 + u) + (u + 1)*log(2)", "KL(p‖m) + KL(q‖m), without the halves", lambda x, a: 2 * x,
    ),
    _tfp(
        "tfp.vi.jensen_shannon(logu)", "js", "2·JSD - log 4", "u*log(u) - (1 + u)*log(1 + u)",
        "the default: the GAN's C(G), which is negative and has its minimum -log 4 at p = q",
        lambda x, a: 2 * x - 2 * _LOG2,
    ),
    _tfp("tfp.vi.total_variation(logu)", "tv", "TV", "Abs(u - 1)/2"),
    _tfp(
        "tfp.vi.squared_hellinger(logu)", "squared_hellinger", "2·H²", "(sqrt(u) - 1)**2", "∫(√p-√q)², without the ½",
        lambda x, a: 2 * x,
    ),
    _tfp("tfp.vi.pearson(logu)", "pearson_chi2", "χ²(p‖q)", "(u - 1)**2"),
    _tfp(
        "tfp.vi.chi_square(logu)", "pearson_chi2", "χ²(p‖q)", "u**2 - 1",
        "the same for normalised laws, but with a larger Monte Carlo variance near p = q",
    ),
    _tfp("tfp.vi.triangular(logu)", "triangular_discrimination", "Δ", "(u - 1)**2/(1 + u)"),
    _tfp(
        "tfp.vi.jeffreys(logu)", "jeffreys", "½·Jeffreys", "(u*log(u) - log(u))/2",
        "the mean of the two KLs, not the sum", lambda x, a: x / 2,
    ),
    _tfp("tfp.vi.amari_alpha(logu, alpha={a})", "alpha", "D_α", "(u**a - 1)/(a*(a - 1))", "the same α"),
    _tfp(
        "tfp.vi.t_power(logu, t={a})", "alpha", "|α(α-1)|·D_α",
        "Piecewise((1 - u**a, (a > 0) & (a < 1)), (u**a - 1, True))",
        "without the factor 1/(t(t-1)), and with the sign that makes it ≥ 0",
        lambda x, a: abs(float(a * (a - 1))) * x if a * (a - 1) else 0.0,
    ),
    # PyTorch
    _torch(
        "torch.distributions.kl_divergence(p, q)", "kl", "KL(p‖q)", "distributions", "distributions.html",
        "closed forms of registered pairs; NotImplementedError for others, mixtures and Student's t among them",
    ),
    _torch(
        "torch.nn.functional.kl_div(log q, p, reduction='sum')", "kl", "KL(p‖q)", "vectors", _KL_LOSS, _SWAPPED
    ),
    Convention(
        "torch", "torch.nn.functional.kl_div(log q, p)", "kl", "KL(p‖q)/(number of elements)", "vectors",
        "the default reduction='mean' divides by the number of elements; 'batchmean' by the first dimension, "
        "which for one vector is the same", _TORCH + _KL_LOSS, per_element=True,
    ),
    _torch(
        "torch.nn.functional.kl_div(log p, q, reduction='sum')", "reverse_kl", "KL(q‖p)", "vectors", _KL_LOSS, _SWAPPED
    ),
    _torch(
        "torch.nn.functional.cross_entropy(log q, p)", "cross_entropy", "-Σp·log q", "vectors",
        "generated/torch.nn.functional.cross_entropy.html", "the first argument is logits of the second law",
    ),
    # dit
    _dit(
        "dit.divergences.kullback_leibler_divergence(p, q)", "kl", "KL(p‖q)/log 2", "kullback_leibler_divergence",
        "bits", _bits,
    ),
    _dit(
        "dit.divergences.kullback_leibler_divergence(q, p)", "reverse_kl", "KL(q‖p)/log 2",
        "kullback_leibler_divergence", "bits", _bits,
    ),
    _dit("dit.divergences.cross_entropy(p, q)", "cross_entropy", "-Σp·log₂ q", "cross_entropy", "bits", _bits),
    _dit(
        "dit.divergences.jensen_shannon_divergence([p, q])", "js", "JSD/log 2", "jensen_shannon_divergence",
        "bits, in [0, 1]; one list of distributions: a second argument would be weights", _bits,
    ),
    _dit("dit.divergences.variational_distance(p, q)", "tv", "TV", "variational_distance"),
    _dit(
        "dit.divergences.hellinger_distance(p, q)", "squared_hellinger", "√H²", "variational_distance",
        "the distance, not its square", _root,
    ),
    _dit(
        "dit.divergences.bhattacharyya_coefficient(p, q)", "bhattacharyya_coefficient", "∫√(pq)",
        "variational_distance",
    ),
    _dit(
        "dit.divergences.renyi_divergence(p, q, alpha={a})", "renyi", "D_α/log 2", "generalized_divergences", "bits",
        _bits,
    ),
    _dit(
        "dit.divergences.tsallis_divergence(p, q, alpha={a})", "alpha", "α·D_α", "generalized_divergences",
        "(Σp^α q^(1-α) - 1)/(α - 1), no unit; but at α = 1 it returns KL(p‖q) in bits",
        lambda x, a: x / _LOG2 if a == 1 else float(a) * x,
    ),
    _dit(
        "dit.divergences.alpha_divergence(p, q, alpha={amari})", "alpha", "D_a with a = (1-α)/2",
        "generalized_divergences",
        "Amari's α = 1 - 2a, no unit; but at α = 1 it returns KL(p‖q) in bits, where the limit of its formula is "
        "KL(q‖p) in nats, and conversely at -1", _amari_of_dit,
    ),
    _dit(
        "dit.divergences.earth_movers_distance(p, q)", "w1", "W₁ for numerical outcomes, TV for others",
        "earth_movers_distance", "",
    ),
)  # fmt: skip


def conventions(library: str | None = None, ours: str | None = None) -> tuple[Convention, ...]:
    """The rows of one library, of one of our divergences (or families), or all."""
    return tuple(row for row in TABLE if library in (None, row.library) and ours in (None, row.ours))
