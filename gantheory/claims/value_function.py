"""The value function V(G, D): what it is, how low the discriminator's loss -V gets, and what D = ½ says.

Main results
------------
- `value_eq_expectations_over_data_and_latent`: the definition
- `min_of_loss_eq_neg_max_of_value`: minimising the loss is maximising the value
- `loss_ge_log_four_sub_two_js`, `min_of_loss_eq_zero_of_singular`: both terms of the loss vanish for singular laws only
- `value_at_half_eq_neg_log_four`: D = ½ has the value -log 4 against every generator
- `optimal_discriminator_distance_from_half_eq_tv`: D* is ½ only where the laws agree

References: Goodfellow et al. 2014 (equation (1), theorem 1).
"""

from __future__ import annotations

import functools
from typing import Any

from gantheory.assertions import Claim, Control, Identity, Inequality, Instance, Optimum
from gantheory.claims import pairs
from gantheory.claims.generators import decreasing, increasing
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import expectation, integral, js, tv
from gantheory.divergences.functional import Functional
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 1


@functools.cache
def data_term() -> Functional:
    return expectation(sym.p, sp.log(sym.D))


value_eq_expectations_over_data_and_latent = Claim(
    statement=r"V(G, D) = E_{x \sim p_{data}}[\log D(x)] + E_{z \sim p_z}[\log(1 - D(G(z)))]"
    r" = \int_x p_{data}(x) \log D(x)\,dx + \int_z p_z(z) \log(1 - D(G(z)))\,dz",
    reference=("Goodfellow2014", "equation (1)"),
    sources=("S000-e10", "S001-5", "S001-6", "S001-7", "S002-e1", "S002-e11"),
    conditions="for all data, latent laws and generators; V(D, G) and V(G, D) are the same number",
    remark="A definition: what is checked is that the game's payoffs, which are functions of D's logit, add up "
    "to it. S000-e10 is reconstructed.",
    assertion=lambda: Identity(
        minimax.value(latent=True),
        integral(sym.p * sp.log(sym.D)) + integral(sym.p_z * sp.log(1 - sym.D)),
    ),
    instances=lambda: (increasing(), decreasing()),
    controls=lambda: [
        Control(
            "D and 1 - D exchanged",
            Identity(
                minimax.value(latent=True),
                integral(sym.p * sp.log(1 - sym.D)) + integral(sym.p_z * sp.log(sym.D)),
            ),
        ),
        Control(
            "log D in both terms",
            Identity(minimax.value(latent=True), data_term() + integral(sym.p_z * sp.log(sym.D))),
        ),
    ],
)

min_of_loss_eq_neg_max_of_value = Claim(
    statement=r"\min_D \{-E_{p_{data}}[\log D] - E_{p_g}[\log(1 - D)]\} = -\max_D V(G, D), "
    r"\text{ both at } D = D^*",
    reference=("Text001", "equations (1) and (2)"),
    sources=("S001-1", "S001-2"),
    conditions="V(D) of (1) stands for minus V(D) of (2)",
    remark="The minimiser of the loss is the maximiser of the value; the optimal values are opposite: 1.163451 "
    "and -1.163451 for N(0, 1) against N(1, 1). One symbol cannot stand for both.",
    assertion=lambda: Optimum(
        -minimax.value(),
        over={sym.D: (0, 1)},
        argument={sym.D: sym.p / (sym.p + sym.q)},
        value=-value_at_optimum,
        maximum=False,
    ),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=1 - sym.x),
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=0 * sym.x),
        Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sym.x),
    ),
    controls=lambda: [
        Control(
            "without the condition: V(D) of (1) is V(D) of (2)",
            Identity(-minimax.value(sym.p / (sym.p + sym.q)), minimax.value(sym.p / (sym.p + sym.q))),
        ),
        Control(
            "labels exchanged: D = p_g/(p_data + p_g)",
            Optimum(
                -minimax.value(),
                over={sym.D: (0, 1)},
                argument={sym.D: sym.q / (sym.p + sym.q)},
                value=-value_at_optimum,
                maximum=False,
            ),
        ),
    ],
)

loss_ge_log_four_sub_two_js = Claim(
    statement=r"-E_{p_{data}}[\log D] - E_{p_g}[\log(1 - D)] \ge \log 4 - 2\,\mathrm{JSD}(p_{data} \| p_g)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S001-p3",),
    conditions="for all laws and every D; equality at D = D*",
    remark="The two terms compete: -log D(x) falls only where -log(1 - D) rises. For N(0, 1) against N(1, 1) "
    "their sum stays above 1.163451, although each term alone can be brought down to 0.",
    assertion=lambda: Inequality(
        sp.log(4) - 2 * js,
        -minimax.value(),
        equality_at=Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sp.log(2) - sp.log(3) * sym.x),
    ),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x),
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=1 - sym.x),
        Instance(p=Atoms([0, 1]), q=Atoms([1, 2]), logit=3 - 3 * sym.x),
    ),
    controls=lambda: [
        Control(
            "JSD without its factor 2",
            Inequality(sp.log(4) - js, -minimax.value()),
            [Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x)],
        ),
        Control(
            "both terms can be made small together: the sum is below 1",
            Inequality(-minimax.value(), 1),
        ),
    ],
)

min_of_loss_eq_zero_of_singular = Claim(
    statement=r"p_{data} \perp p_g \implies \inf_D \{-V(G, D)\} = \log 4 - 2\,\mathrm{JSD} = 0",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S001-p3",),
    conditions="p_data and p_g are mutually singular",
    remark="Only then can D(x) = 1 for real and D(G(z)) = 0 for generated samples hold together.",
    assertion=lambda: Identity(sp.log(4) - 2 * js, 0, universal=False),
    instances=lambda: pairs.DISJOINT,
    controls=lambda: [
        Control(
            "without the condition: N(0, 1) against N(1, 1)",
            Identity(sp.log(4) - 2 * js, 0, universal=False),
            [Instance(p=Normal(0, 1), q=Normal(1, 1))],
        ),
    ],
)


# D = ½.


value_at_half_eq_neg_log_four = Claim(
    statement=r"V(G, \tfrac12) = -\log 4 \text{ for every } G",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S001-p5",),
    conditions="for all laws p_data, p_g",
    remark="So D = ½ proves nothing about the generator: the value is -1.386294 for N(0, 1) against N(1, 1), "
    "N(½, 1.5²), N(0, 2²) and N(1, 2²), whose JSD are .111421, .052905, .092733 and .128175.",
    assertion=lambda: Identity(minimax.value(sp.Rational(1, 2)), -sp.log(4)),
    instances=lambda: _unequal_pairs(),
    controls=lambda: [
        Control("it is the optimal value C(G)", Identity(minimax.value(sp.Rational(1, 2)), value_at_optimum)),
        Control("-log 2", Identity(minimax.value(sp.Rational(1, 2)), -sp.log(2))),
        Control("D = ⅓", Identity(minimax.value(sp.Rational(1, 3)), -sp.log(4))),
    ],
)


def _unequal_pairs() -> tuple[Instance, ...]:
    others = (Normal(1, 1), Normal("0.5", "1.5"), Normal(0, 2), Normal(1, 2))
    return tuple(Instance(p=Normal(0, 1), q=other) for other in others)


def _distance_from_half(D: Any) -> Functional:
    return integral((sym.p + sym.q) * sp.Abs(D - sp.Rational(1, 2)))


optimal_discriminator_distance_from_half_eq_tv = Claim(
    statement=r"\int (p_{data} + p_g)\,|D^* - \tfrac12|\,dx = \mathrm{TV}(p_{data}, p_g)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S001-p5",),
    conditions="D is the optimal discriminator; then D = ½ almost everywhere if and only if p_g = p_data",
    remark="For D* the converse holds: it is ½ only where the densities agree. D ≡ ½ held fixed has distance 0 "
    "from ½ whatever the generator does.",
    assertion=lambda: Identity(_distance_from_half(sym.p / (sym.p + sym.q)), tv),
    instances=lambda: _unequal_pairs()[:2] + pairs.FINITE[:1],
    controls=lambda: [
        Control(
            "without the condition D = D*: D ≡ ½ implies p_g = p_data",
            Identity(_distance_from_half(sym.D), tv, universal=False),
            [Instance(p=i.laws["p"], q=i.laws["q"], logit=0 * sym.x) for i in _unequal_pairs()],
        ),
        Control(
            "distance from ⅓",
            Identity(integral((sym.p + sym.q) * sp.Abs(sym.p / (sym.p + sym.q) - sp.Rational(1, 3))), tv),
        ),
    ],
)
