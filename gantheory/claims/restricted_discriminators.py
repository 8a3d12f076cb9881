"""Discriminators other than D*: what one of them loses, and what a class that does not contain D* reaches.

Main results
------------
- `regret_eq_mean_kl_to_optimal`: what another D loses, ∫(p + q)·kl(D*‖D)
- `value_le_optimal_value`: a class reports less than the divergence, never more
- `value_of_affine_logits_le_neg_log_four`: affine logits do not tell two scales apart
- `steep_logits_approach_log_two`: a supremum that no sigmoid attains
- `optimal_value_of_samples_eq_zero`: on samples D can always be right

References: Reid and Williamson 2011; Liu et al. 2017; Arjovsky and Bottou 2017; Arora et al. 2017.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gantheory.assertions import Assertion, Claim, Control, Identity, Inequality, Instance, Limit, Optimum
from gantheory.claims.cross_entropy import kl_of_coins
from gantheory.claims.lazily import sp, sym
from gantheory.claims.optimal_discriminator import best_output
from gantheory.distributions import Atoms, Normal, Uniform
from gantheory.divergences import integral
from gantheory.divergences.functional import Functional
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 6


def _regret(divergence: Any) -> Assertion:
    return Identity(value_at_optimum - minimax.value(), integral((sym.p + sym.q) * divergence))


regret_eq_mean_kl_to_optimal = Claim(
    statement=r"V(G, D^*) - V(G, D) = \int (p_{data} + p_g)\,\mathrm{kl}(D^* \| D)\,dx, \quad "
    r"\mathrm{kl}(a \| b) = a \log\frac{a}{b} + (1 - a) \log\frac{1 - a}{1 - b}",
    reference=("Reid2011", "regret as a Bregman divergence"),
    sources=("S001-13",),
    conditions="for all laws and every D with values in (0, 1)",
    remark="A discriminator loses the divergence of its coin from the optimal one, so that D* is the only maximum "
    "point. The arguments may not be exchanged: D* is what draws the label.",
    assertion=lambda: _regret(kl_of_coins(best_output(), sym.D)),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sym.x),
        Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"), logit=1 - sym.x),
        Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sym.x),
    ),
    controls=lambda: [
        Control("kl(D‖D*) instead of kl(D*‖D)", _regret(kl_of_coins(sym.D, best_output()))),
        Control("the squared distance 2(D - D*)²", _regret(2 * (sym.D - best_output()) ** 2)),
        Control("the mean under the mixture (p + q)/2", _regret(kl_of_coins(best_output(), sym.D) / 2)),
    ],
)

value_le_optimal_value = Claim(
    statement=r"\sup_{D \in \mathcal D} V(G, D) \le C(G) = -\log 4 + 2\,\mathrm{JSD}(p_{data} \| p_g)",
    reference=("Liu2017", "restricted discriminators"),
    sources=("S001-p9",),
    conditions="for every class of discriminators; equality if and only if it comes arbitrarily near to D*",
    remark="A discriminator from a restricted class reports less than the divergence, never more.",
    assertion=lambda: Inequality(
        minimax.value(),
        value_at_optimum,
        equality_at=Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sp.log(2) - sp.log(3) * sym.x),
    ),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(0, 2), logit=sym.x),
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=1 - sym.x),
    ),
    controls=lambda: [
        Control("every discriminator reaches C(G)", Identity(minimax.value(), value_at_optimum)),
        Control("below C(G) by at least ½", Inequality(minimax.value() + sp.Rational(1, 2), value_at_optimum)),
    ],
)


def _affine_value(slope: Any, offset: Any) -> Functional:
    """V of D = σ(slope·x + offset), written out."""
    logit = slope * sym.x + offset
    return integral(-sym.p * sp.log(1 + sp.exp(-logit))) + integral(-sym.q * sp.log(1 + sp.exp(logit)))


def _best_affine(value: Any, at: tuple[Any, Any] = (0, 0)) -> Assertion:
    slope, offset = sp.symbols("slope offset", real=True)
    return Optimum(
        _affine_value(slope, offset),
        over={slope: (-sp.oo, sp.oo), offset: (-sp.oo, sp.oo)},
        argument={slope: at[0], offset: at[1]},
        value=value,
        universal=False,
    )


def _two_scales() -> Sequence[Instance]:
    return (Instance(p=Normal(0, 1), q=Normal(0, 2)),)


value_of_affine_logits_le_neg_log_four = Claim(
    statement=r"\max_{a, b} V(G, \sigma(a x + b)) = -\log 4 < C(G) = -1.200828"
    r" \text{ for } \mathcal N(0, 1) \text{ against } \mathcal N(0, 2^2)",
    reference=("Liu2017", "restricted discriminators"),
    sources=("S001-p9",),
    conditions="the class σ(ax + b) does not contain D*, whose logit is a parabola",
    remark="V is concave in (a, b) and stationary at 0, because both laws have the same mean. The best affine "
    "discriminator tells the laws apart no better than a coin.",
    assertion=lambda: _best_affine(-sp.log(4)),
    instances=_two_scales,
    controls=lambda: [
        Control("the class reaches C(G)", _best_affine(value_at_optimum)),
        Control("at a = 1", _best_affine(-sp.log(4), (1, 0))),
        Control("at b = 1", _best_affine(-sp.log(4), (0, 1))),
    ],
)

neg_log_four_lt_optimal_value_of_two_scales = Claim(
    statement=r"-\log 4 < C(G) \text{ for } \mathcal N(0, 1) \text{ against } \mathcal N(0, 2^2)",
    reference=("Liu2017", "restricted discriminators"),
    sources=("S001-p9",),
    conditions="the class of discriminators contains D*",
    remark="With D* in the class the maximum is C(G) = -1.200828; affine logits stop at -1.386294.",
    assertion=lambda: Inequality(-sp.log(4), value_at_optimum, strict=True, universal=False),
    instances=_two_scales,
    controls=lambda: [
        Control(
            "without the condition: the value of the best affine logit is C(G)",
            Identity(_affine_value(0, 0), value_at_optimum, universal=False),
        ),
        Control(
            "at -1.2 or more",
            Inequality(-sp.Rational(6, 5), value_at_optimum, universal=False),
        ),
    ],
)


def _step_logit() -> Any:
    """k·(½ - x) below ½, 0 on [½, 1], k·(1 - x) above 1."""
    k = sp.Symbol("k", positive=True)
    return k * (sp.Max(sp.Rational(1, 2) - sym.x, 0) - sp.Max(sym.x - 1, 0))


def _overlapping() -> Instance:
    return Instance(p=Uniform(0, 1), q=Uniform("0.5", "1.5"), logit=_step_logit())


def _steep(value: Any) -> Assertion:
    k = sp.Symbol("k", positive=True)
    return Limit(minimax.value(), k, sp.oo, value, rate=sp.pi**2 / (6 * k), points=(8, 512))


steep_logits_approach_log_two = Claim(
    statement=r"V(G, \sigma(k\,\ell)) \to \sup_D V(G, D) = -\log 2 \text{ as } k \to \infty"
    r" \text{ for } U(0, 1) \text{ against } U(\tfrac12, \tfrac32)",
    reference=("Arjovsky2017principled", "perfect discriminators"),
    sources=("S001-p9",),
    conditions="ℓ is ½ - x below ½, 0 on [½, 1], 1 - x above 1; the distance is at most π²/(6k)",
    remark="D* is the step function 1, ½, 0. No sigmoid of a finite logit takes its outer values, so that the "
    "supremum is approached and not attained.",
    assertion=lambda: _steep(-sp.log(2)),
    instances=lambda: (_overlapping(),),
    controls=lambda: [
        Control("limit 0, as for disjoint supports", _steep(0)),
        Control("limit -log 4", _steep(-sp.log(4))),
        Control("limit -log(2)/2", _steep(-sp.log(2) / 2)),
    ],
)

value_of_sigmoid_lt_log_two_of_overlapping_uniforms = Claim(
    statement=r"V(G, \sigma(k\,\ell)) < -\log 2 = C(G) \text{ for every } k < \infty"
    r" \text{ and } U(0, 1) \text{ against } U(\tfrac12, \tfrac32)",
    reference=("Arjovsky2017principled", "perfect discriminators"),
    sources=("S001-p9",),
    conditions="D takes its values in (0, 1)",
    remark="The maximum exists only in a class that contains D*, which is no sigmoid of a finite function.",
    assertion=lambda: Inequality(minimax.value(), -sp.log(2), strict=True, universal=False),
    instances=lambda: tuple(_overlapping().at(k=k) for k in (8, 512)),
    controls=lambda: [
        Control(
            "attained at k = 512",
            Identity(minimax.value(), -sp.log(2), universal=False),
            [_overlapping().at(k=512)],
        ),
        Control(
            "not above -1",
            Inequality(minimax.value(), -1, universal=False),
            [_overlapping().at(k=512)],
        ),
        Control(
            "already above at k = 8",
            Inequality(-sp.log(2), minimax.value(), universal=False),
            [_overlapping().at(k=8)],
        ),
    ],
)


def _samples(size: int) -> Instance:
    """`size` real and `size` generated points, no two of them equal."""
    return Instance(p=Atoms([3 * i for i in range(size)]), q=Atoms([3 * i + 1 for i in range(size)]))


optimal_value_of_samples_eq_zero = Claim(
    statement=r"\sup_D \Big\{\frac1n \sum_i \log D(x_i) + \frac1n \sum_i \log(1 - D(G(z_i)))\Big\} = 0"
    r" \text{ for every } n",
    reference=("Arora2017", "generalization"),
    sources=("S001-p9",),
    conditions="samples of laws with densities, which almost surely share no point; all measurable D",
    remark="On the sample D can be right everywhere, whatever the laws are: their divergence becomes visible only "
    "through a restricted class. The three instances are samples of size 1, 2 and 5.",
    assertion=lambda: Identity(value_at_optimum, 0, universal=False),
    instances=lambda: (_samples(1), _samples(2), _samples(5)),
    controls=lambda: [
        Control(
            "without the condition: the samples share a point",
            Identity(value_at_optimum, 0, universal=False),
            [Instance(p=Atoms([0, 1]), q=Atoms([1, 2]))],
        ),
        Control("the value -log 4 of equal laws", Identity(value_at_optimum, -sp.log(4), universal=False)),
        Control(
            "the value of the laws themselves",
            Identity(value_at_optimum, 0, universal=False),
            [Instance(p=Normal(0, 1), q=Normal(1, 1))],
        ),
    ],
)
