"""Binary cross-entropy as the losses of a GAN: whose loss it is, and its least value.

Main results
------------
- `binary_cross_entropy_of_real`, `binary_cross_entropy_of_fake`: the loss of one sample
- `discriminator_loss_eq_two_mean_binary_cross_entropy`: the sum over two classes is twice the balanced mean
- `mean_binary_cross_entropy_at_optimum_eq_log_two_sub_js`: its least value over D
- `discriminator_loss_eq_neg_value`, `loss_eq_twice_mean_binary_cross_entropy`: the loss is -V
- `min_loss_eq_max_value`: the printed min = max, refuted; the extremum changes its sign
- `non_saturating_cost_eq_binary_cross_entropy_against_real`: the generator's loss with the label real
- `minimax_generator_cost_is_binary_cross_entropy`: the generator of the minimax game has no such loss, refuted

References: Goodfellow et al. 2014.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Assertion, Claim, Control, Derivation, Identity, Instance, Limit, Misprint, Step
from gantheory.claims.cross_entropy import coin, label, output, tenths, unit
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Laplace, Normal
from gantheory.divergences import expectation, integral, js
from gantheory.divergences.functional import Functional
from gantheory.games import binary_cross_entropy, minimax, non_saturating
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 10


def at_real() -> Any:
    """D(x), a number."""
    return sp.Symbol("D_x", positive=True)


def at_fake() -> Any:
    """D(G(z)), a number."""
    return sp.Symbol("D_Gz", positive=True)


# The loss of one sample.


def _written_out() -> Any:
    y, prediction = label(), output()
    return -(y * sp.log(prediction) + (1 - y) * sp.log(1 - prediction))


def _with_label(hard: int, result: Any) -> Derivation:
    return Derivation(
        (
            Step(_written_out(), note="L(y, ŷ)"),
            Step(result, "substitute", ((label(), hard),), note=f"label {hard}"),
        ),
        domain=unit(output()),
    )


binary_cross_entropy_of_real = Claim(
    statement=r"L(1, D(x)) = -(1 \cdot \log D(x) + (1 - 1) \cdot \log(1 - D(x))) = -\log D(x)",
    reference=("Text002", "line 66"),
    sources=("S002-e3",),
    conditions="0 < D(x) < 1, or with 0·log 0 = 0",
    assertion=lambda: _with_label(1, -sp.log(output())),
    instances=lambda: (tenths(y=10, y_hat=8), tenths(y=10, y_hat=1)),
    controls=lambda: [
        Control("the sign dropped", _with_label(1, sp.log(output()))),
        Control("the loss of a fake sample", _with_label(1, -sp.log(1 - output()))),
        Control("label ½", _with_label(1, -sp.log(output()) / 2 - sp.log(1 - output()) / 2)),
    ],
)

binary_cross_entropy_of_fake = Claim(
    statement=r"L(0, D(G(z))) = -(0 \cdot \log D(G(z)) + (1 - 0) \cdot \log(1 - D(G(z)))) = -\log(1 - D(G(z)))",
    reference=("Text002", "line 72"),
    sources=("S002-e4",),
    conditions="0 < D(G(z)) < 1, or with 0·log 0 = 0",
    assertion=lambda: _with_label(0, -sp.log(1 - output())),
    instances=lambda: (tenths(y=0, y_hat=3), tenths(y=0, y_hat=9)),
    controls=lambda: [
        Control("the sign dropped, as without the brackets", _with_label(0, sp.log(1 - output()))),
        Control("the loss of a real sample", _with_label(0, -sp.log(output()))),
        Control("1 - log D", _with_label(0, 1 - sp.log(output()))),
    ],
)


# The discriminator's loss.


def _loss_per_pair() -> Any:
    """The printed sum over the two classes, for one real and one generated sample."""
    return -(sp.log(at_real()) + sp.log(1 - at_fake()))


def _batch_mean(share: Any) -> Any:
    """The mean binary cross-entropy of a batch with this share of real samples."""
    return share * binary_cross_entropy(1, at_real()) + (1 - share) * binary_cross_entropy(0, at_fake())


def _batch(share: str) -> Instance:
    return tenths(D_x=8, D_Gz=3).at(prior=sp.Rational(share))


discriminator_loss_eq_two_mean_binary_cross_entropy = Claim(
    statement=r"2 \cdot \left(\pi L(1, D(x)) + (1 - \pi) L(0, D(G(z)))\right) = L(1, D(x)) + L(0, D(G(z)))"
    r" = -[\log D(x) + \log(1 - D(G(z)))], \quad \pi = \tfrac12",
    reference=("Text002", "line 84"),
    sources=("S000-e6", "S002-e5"),
    conditions="as many real samples as generated ones: the share π of real samples in the batch is ½",
    remark="The sum over the two classes is twice the mean over a balanced batch: .5798 against .2899 at D(x) = .8, "
    "D(G(z)) = .3. The minimiser is the same. S000-e6 is reconstructed.",
    assertion=lambda: _balanced(_loss_per_pair()),
    instances=lambda: (_batch("1/2"), tenths(D_x=6, D_Gz=9, prior=5)),
    controls=lambda: [
        Control(
            "without the condition: one real sample in four",
            Identity(_loss_per_pair(), 2 * _batch_mean(sym.prior), universal=False),
            [_batch("1/4")],
        ),
        Control("the mean itself", _balanced(_loss_per_pair() / 2)),
        Control("the labels exchanged", _balanced(-sp.log(at_fake()) - sp.log(1 - at_real()))),
        Control("the sign of the second term", _balanced(-sp.log(at_real()) + sp.log(1 - at_fake()))),
    ],
)


def _balanced(loss: Any) -> Derivation:
    """Twice the batch mean, at π = ½, is `loss`."""
    return Derivation(
        (
            Step(2 * _batch_mean(sym.prior), note="twice the mean"),
            Step(
                binary_cross_entropy(1, at_real()) + binary_cross_entropy(0, at_fake()),
                "substitute",
                ((sym.prior, sp.Rational(1, 2)),),
                note="π = ½",
            ),
            Step(loss, "algebra", note="the printed sum"),
        ),
        domain=unit(at_real(), at_fake()),
    )


def _class_losses() -> tuple[Functional, Functional]:
    return (
        expectation(sym.p, binary_cross_entropy(1, sym.D)),
        expectation(sym.q, binary_cross_entropy(0, sym.D)),
    )


def _loss_at_optimum() -> Functional:
    """The sum of both cross-entropies at D* = p/(p+q)."""
    best = sym.p / (sym.p + sym.q)
    return expectation(sym.p, -sp.log(best)) + expectation(sym.q, -sp.log(sym.q / (sym.p + sym.q)))


def _with_coins(*densities: Instance) -> tuple[Instance, ...]:
    return (*densities, Instance(p=coin("3/10"), q=coin("8/10")))


mean_binary_cross_entropy_at_optimum_eq_log_two_sub_js = Claim(
    statement=r"\min_D \tfrac12\left(E_{p_{data}}[L(1, D)] + E_{p_g}[L(0, D)]\right)"
    r" = \log 2 - \mathrm{JSD}(p_{data} \| p_g)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S002-e5",),
    conditions="for all laws, with D = D* and both classes equally frequent",
    remark="What the label's entropy log 2 loses by looking at the sample. The printed sum is twice this: 1.2804846 "
    "against .6402423 for N(0, 1) and N(½, 1.5²).",
    assertion=lambda: Identity(_loss_at_optimum() / 2, sp.log(2) - js),
    instances=lambda: _with_coins(Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"))),
    controls=lambda: [
        Control("the sum for the mean", Identity(_loss_at_optimum(), sp.log(2) - js)),
        Control("2·JSD for JSD", Identity(_loss_at_optimum() / 2, sp.log(2) - 2 * js)),
        Control("log 4 for log 2", Identity(_loss_at_optimum() / 2, sp.log(4) - js)),
        Control("the sign of the JSD", Identity(_loss_at_optimum() / 2, sp.log(2) + js)),
    ],
)


def _normal_pair(**more: Any) -> Instance:
    return Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x, **more)


discriminator_loss_eq_neg_value = Claim(
    statement=r"V(G, D) = E[\log D(x)] + E[\log(1 - D(G(z)))] = -\left(E[L(1, D(x))] + E[L(0, D(G(z)))]\right)",
    reference=("Goodfellow2014", "equation (1)"),
    sources=("S000-e8", "S002-e5"),
    conditions="for all laws and discriminators",
    remark="For the discriminator the original game and the cross-entropy are one objective, maximised or minimised. "
    "S000-e8 is reconstructed.",
    assertion=lambda: Identity(minimax.value(), -sum(_class_losses(), Functional())),
    instances=lambda: (
        _normal_pair(),
        Instance(p=Laplace(0, 1), q=Normal(1, 2), logit=sym.x**2 / 4 - 1),
        Instance(p=coin("3/10"), q=coin("8/10"), logit=1 - 2 * sym.x),
    ),
    controls=lambda: [
        Control("the sign kept", Identity(minimax.value(), sum(_class_losses(), Functional()))),
        Control(
            "the labels exchanged",
            Identity(
                minimax.value(),
                -expectation(sym.p, binary_cross_entropy(0, sym.D))
                - expectation(sym.q, binary_cross_entropy(1, sym.D)),
            ),
        ),
        Control("the mean for the sum", Identity(minimax.value(), -sum(_class_losses(), Functional()) / 2)),
    ],
)

loss_eq_twice_mean_binary_cross_entropy = Claim(
    statement=r"-V(G, D) = 2\,(\tfrac12 E_{p_{data}}[L(1, D)] + \tfrac12 E_{p_g}[L(0, D)])",
    reference=("Text001", "prose after equation (1)"),
    sources=("S001-p3",),
    conditions="L(y, ŷ) is the binary cross entropy; half of the samples are real",
    remark="(1) is not only similar to the binary cross entropy: it is twice its mean over a balanced batch.",
    assertion=lambda: Identity(
        -minimax.value(),
        2 * integral((sym.p * binary_cross_entropy(1, sym.D) + sym.q * binary_cross_entropy(0, sym.D)) / 2),
    ),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x),
        Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"), logit=sym.x),
    ),
    controls=lambda: [
        Control(
            "labels exchanged",
            Identity(
                -minimax.value(),
                integral(sym.p * binary_cross_entropy(0, sym.D) + sym.q * binary_cross_entropy(1, sym.D)),
            ),
        ),
    ],
)

min_loss_eq_max_value = Claim(
    statement=r"L(\mathrm{Discriminator}) = \min_D\left[-[\log D(x) + \log(1 - D(G(z)))]\right]"
    r" = \max_D[\log D(x) + \log(1 - D(G(z)))]",
    reference=("Text002", "line 92"),
    sources=("S002-e7",),
    conditions="for the optimal D, which is the same; the extremal values are each other's negatives",
    remark="Removing the sign turns min into max, and the value into its negative: min(-V) = -max V. For N(0, 1) and "
    "N(1, 1) that is +1.163451 and -1.163451.",
    assertion=lambda: Misprint(
        as_printed=Identity(_loss_at_optimum(), value_at_optimum),
        corrected=Identity(_loss_at_optimum(), -value_at_optimum),
    ),
    instances=lambda: _with_coins(Instance(p=Normal(0, 1), q=Normal(1, 1))),
    controls=lambda: [
        Control("the corrected, in the JSD with its sign lost", Identity(_loss_at_optimum(), -sp.log(4) + 2 * js)),
        Control("the corrected, with the mean for the sum", Identity(_loss_at_optimum() / 2, -value_at_optimum)),
    ],
)


# The generator's loss.


def _generated(G: Any, logit: Any) -> Instance:
    return Instance(z=Normal(0, 1), G=G, logit=logit)


non_saturating_cost_eq_binary_cross_entropy_against_real = Claim(
    statement=r"L_G = E_z[L(1, D(G(z)))] = E_{x \sim p_g}[-\log D(x)]",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-e7", "S002-p3"),
    conditions="for every generator and discriminator",
    remark="The cross-entropy against the wrong label, real, is the non-saturating loss: the one that is used in "
    "practice. S000-e7 is reconstructed.",
    assertion=lambda: Identity(expectation(sym.p_z, binary_cross_entropy(1, sym.D)), non_saturating.cost()),
    instances=lambda: (_generated(1 - 2 * sym.z, (7 * sym.x - 2) / 10), _generated(2 * sym.z + 1, sym.x / 2)),
    controls=lambda: [
        Control("label 0", Identity(expectation(sym.p_z, binary_cross_entropy(0, sym.D)), non_saturating.cost())),
        Control("the sign dropped", Identity(expectation(sym.p_z, sp.log(sym.D)), non_saturating.cost())),
        Control("the minimax cost", Identity(expectation(sym.p_z, binary_cross_entropy(1, sym.D)), minimax.cost())),
    ],
)

generator_loss_tendsto_zero_as_fooled = Claim(
    statement=r"-\log D(G(z)) \to 0 \text{ as } D(G(z)) \to 1, \text{ since } \log 1 = 0",
    reference=("Text000", "prose after the generator's loss"),
    sources=("S000-p3",),
    conditions="for -log D; it is at most 2(1 - D) for D ≥ ½",
    remark="The loss is small where the discriminator is fooled. Reconstructed.",
    assertion=lambda: _limit_at_one(-sp.log(sym.D)),
    controls=lambda: [
        Control("log(1 - D)", _limit_at_one(sp.log(1 - sym.D))),
        Control("-log(1 - D)", _limit_at_one(-sp.log(1 - sym.D))),
        Control("limit log 2", _limit_at_one(-sp.log(sym.D), sp.log(2))),
    ],
)


def _limit_at_one(quantity: Any, value: Any = 0) -> Limit:
    points = tuple(1 - sp.Rational(1, 10**k) for k in (1, 2, 3))
    return Limit(quantity, sym.D, 1, value, 2 * (1 - sym.D), points)


minimax_generator_cost_is_binary_cross_entropy = Claim(
    statement=r"\text{``both use the binary cross-entropy loss'': } \log(1 - D(G(z))) = L(1, D(G(z)))",
    reference=("Text002", "line 56"),
    sources=("S002-p3",),
    conditions="never; the minimax generator minimises minus the cross-entropy against label 0",
    remark="The discriminator does, and so does the generator that minimises L(1, D(G(z))). The one that the text then "
    "derives pays log(1 - D) = -L(0, D): -.105 at D = .1, where L(1, D) is 2.303.",
    assertion=lambda: Misprint(
        as_printed=Identity(minimax.in_D(minimax.generator_cost), binary_cross_entropy(1, sym.D), unit(sym.D)),
        corrected=Identity(minimax.in_D(minimax.generator_cost), -binary_cross_entropy(0, sym.D), unit(sym.D)),
    ),
    instances=lambda: (tenths(D=1), tenths(D=8)),
    controls=lambda: [
        Control("+L(0, D)", _cost_is(binary_cross_entropy(0, sym.D))),
        Control("-L(1, D)", _cost_is(-binary_cross_entropy(1, sym.D))),
    ],
)


def _cost_is(loss: Any) -> Assertion:
    return Identity(minimax.in_D(minimax.generator_cost), loss, unit(sym.D))


minimax_generator_slope_is_binary_cross_entropy_slope = Claim(
    statement=r"\frac{d}{dD} \log(1 - D) = \frac{d}{dD} L(1, D)",
    reference=("Text002", "line 56"),
    sources=("S002-p3",),
    conditions="at D = ½ only; the slopes are -1/(1 - D) and -1/D",
    remark="The two losses train differently: at D = .1 the slopes are -1.11 and -10.",
    assertion=lambda: Misprint(
        as_printed=_slope_is(sp.diff(binary_cross_entropy(1, sym.D), sym.D)),
        corrected=_slope_is(sp.diff(binary_cross_entropy(1, sym.D), sym.D) * sym.D / (1 - sym.D)),
    ),
    instances=lambda: (tenths(D=1), tenths(D=8)),
    controls=lambda: [
        Control("the sign", _slope_is(1 / (1 - sym.D))),
        Control("the inverse ratio", _slope_is(sp.diff(binary_cross_entropy(1, sym.D), sym.D) * (1 - sym.D) / sym.D)),
    ],
)


def _slope_is(slope: Any) -> Assertion:
    return Identity(sp.diff(sp.log(1 - sym.D), sym.D), slope, unit(sym.D))
