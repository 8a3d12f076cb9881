"""The min-max game and the players' separate losses: which of them add up to zero, and the game's value.

Main results
------------
- `generator_objective_without_data_term`, `value_sub_saturating_cost_eq_data_term`: the term without G
- `generator_objective_gains_log_two_by_half_gap`: the generator's objective has no maximum
- `discriminator_loss_add_saturating_cost_eq_data_term`: the losses cancel in all that depends on G
- `separate_losses_as_minimax_game`: printed for the non-saturating loss, refuted
- `separate_losses_gt_log_four`: those losses add up to more than log 4
- `max_of_inf_value_eq_neg_log_four`: (p_data, ½) is a saddle point

References: Goodfellow et al. 2014 (equation (1), theorem 1, section 3).
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Claim, Control, Identity, Inequality, Instance, Misprint, Optimum
from gantheory.claims.cross_entropy import tenths, unit
from gantheory.claims.generators import decreasing, increasing
from gantheory.claims.lazily import sp, sym
from gantheory.claims.losses_as_cross_entropy import at_fake, at_real
from gantheory.claims.value_function import data_term
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import expectation, integral
from gantheory.divergences.functional import Functional
from gantheory.games import binary_cross_entropy, minimax, non_saturating

TOPIC = "seeds"
CHAPTER = 3


# The generator's objective.


def _printed_generator_objective() -> Functional:
    """V(G) of equation (3)."""
    return integral(-sym.p_z * sp.log(1 - sym.D))


generator_objective_without_data_term = Claim(
    statement=r"\max_G V(G) = -E_{p_z}[\log(1 - D(G(z)))] \text{ for the negative of } (2)",
    reference=("Text001", "equation (3)"),
    sources=("S001-3",),
    conditions="as printed never, unless E log D(x) = 0; with that term, which does not depend on G, always",
    remark="(3) leaves out E log D(x). That moves no maximum over G, because the term is constant in G, but it "
    "is another value.",
    assertion=lambda: Misprint(
        as_printed=Identity(-minimax.value(latent=True), _printed_generator_objective()),
        corrected=Identity(-minimax.value(latent=True), _printed_generator_objective() - data_term()),
    ),
    instances=lambda: (increasing(), decreasing()),
)

generator_objective_gains_log_two_by_half_gap = Claim(
    statement=r"1 - D' = \tfrac12 (1 - D) \implies "
    r"-E_{p_z}[\log(1 - D'(G(z)))] = -E_{p_z}[\log(1 - D(G(z)))] + \log 2",
    reference=("Text001", "equation (3)"),
    sources=("S001-3",),
    conditions="for every discriminator and every generator",
    remark="Halving the distance of D(G(z)) from one adds log 2 to the objective, however small that distance "
    "is: the supremum of (3) is +∞, and no maximum is attained where D(G(z)) is one.",
    assertion=lambda: Identity(
        integral(-sym.p_z * sp.log(1 - (1 + sym.D) / 2)), _printed_generator_objective() + sp.log(2)
    ),
    instances=lambda: (increasing(), decreasing()),
    controls=lambda: [
        Control(
            "a maximum: the objective gains nothing near D(G(z)) = 1",
            Inequality(integral(-sym.p_z * sp.log(1 - (1 + sym.D) / 2)), _printed_generator_objective()),
        ),
        Control(
            "the gain is half as large",
            Identity(
                integral(-sym.p_z * sp.log(1 - (1 + sym.D) / 2)),
                _printed_generator_objective() + sp.log(2) / 2,
            ),
        ),
    ],
)

value_sub_saturating_cost_eq_data_term = Claim(
    statement=r"V(G, D) - E_{p_z}[\log(1 - D(G(z)))] = E_{p_{data}}[\log D(x)]",
    reference=("Text001", "equations (2) and (4)"),
    sources=("S001-4",),
    conditions="V(G) of (4) stands for minus V(G) of (3); this is the saturating loss",
    remark="The generator's cost (4) is the value up to a term without G, so that both have the same minimiser "
    "in G. With the V(G) of (3) the sign is the other one.",
    assertion=lambda: Identity(minimax.value(latent=True) - minimax.cost(latent=True), integral(sym.p * sp.log(sym.D))),
    instances=lambda: (increasing(), decreasing()),
    controls=lambda: [
        Control(
            "without the condition: V(G) of (3) is V(G) of (4)",
            Identity(minimax.value(latent=True) - _printed_generator_objective(), data_term()),
        ),
        Control(
            "the non-saturating cost -log D",
            Identity(minimax.value(latent=True) - non_saturating.cost(latent=True), data_term()),
        ),
    ],
)


# Both players' losses.


def _discriminator_loss() -> Any:
    """The discriminator's loss for one real and one generated sample."""
    return binary_cross_entropy(1, at_real()) + binary_cross_entropy(0, at_fake())


def _sum_of_losses(generator_loss: Any, discriminator_loss: Any = None) -> Identity:
    """L_D + L_G = 0 for D(x) and D(G(z)) as numbers."""
    loss = _discriminator_loss() if discriminator_loss is None else discriminator_loss
    return Identity(loss + generator_loss, 0, unit(at_real(), at_fake()))


def _value_of_outputs() -> Any:
    return sp.log(at_real()) + sp.log(1 - at_fake())


separate_losses_as_minimax_game = Claim(
    statement=r"L_D + L_G = -\log D(x) - \log(1 - D(G(z))) - \log D(G(z)) = 0",
    reference=("Text000", "prose after the min-max game"),
    sources=("S000-p5",),
    conditions="never: the separate losses cost more than log 4 together; they would cancel if G minimised V",
    remark="The separate losses are not the two sides of the min-max game, which would cancel: D(x) = .8 and "
    "D(G(z)) = .3 give L_D + L_G = 1.7838. The formulas are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=_sum_of_losses(binary_cross_entropy(1, at_fake())),
        corrected=_total_above(sp.log(4)),
    ),
    instances=lambda: (tenths(D_x=8, D_Gz=3), tenths(D_x=5, D_Gz=5)),
    controls=lambda: [
        Control("the generator pays +log D(G(z))", _sum_of_losses(sp.log(at_fake()))),
        Control("the generator's part of V only", _sum_of_losses(sp.log(1 - at_fake()))),
        Control("V with the sign of the loss", _sum_of_losses(_discriminator_loss())),
        Control(
            "the discriminator's real term forgotten",
            _sum_of_losses(_value_of_outputs(), binary_cross_entropy(0, at_fake())),
        ),
    ],
)

discriminator_loss_add_saturating_cost_eq_data_term = Claim(
    statement=r"E_{p_{data}}[L(1, D)] + E_{p_z}[L(0, D(G(z)))] + E_{p_z}[\log(1 - D(G(z)))] "
    r"= -E_{p_{data}}[\log D(x)]",
    reference=("Text002", "line 44"),
    sources=("S002-p2",),
    conditions="what one minimises and the other maximises is the value V, up to a term without G",
    remark="The discriminator's loss and the generator's cost cancel in everything that depends on G: one "
    "minimises what the other maximises. They do not if both are said to minimise the loss.",
    assertion=lambda: Identity(
        expectation(sym.p, binary_cross_entropy(1, sym.D))
        + expectation(sym.p_z, binary_cross_entropy(0, sym.D))
        + minimax.cost(latent=True),
        -data_term(),
    ),
    instances=lambda: (increasing(), decreasing()),
    controls=lambda: [
        Control(
            "without the condition: the generator minimises the discriminator's loss too",
            Identity(
                expectation(sym.p, binary_cross_entropy(1, sym.D))
                + 2 * expectation(sym.p_z, binary_cross_entropy(0, sym.D)),
                -data_term(),
            ),
        ),
        Control(
            "without the condition: the generator's cost is -log D",
            Identity(
                expectation(sym.p, binary_cross_entropy(1, sym.D))
                + expectation(sym.p_z, binary_cross_entropy(0, sym.D))
                + non_saturating.cost(latent=True),
                -data_term(),
            ),
        ),
    ],
)


def _total_above(bound: Any) -> Inequality:
    return Inequality(bound, _discriminator_loss() - sp.log(at_fake()), strict=True, domain=unit(at_real(), at_fake()))


separate_losses_gt_log_four = Claim(
    statement=r"L_D + L_G = -\log D(x) - \log(1 - D(G(z))) - \log D(G(z)) > \log 4",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-p5",),
    conditions="for all outputs between 0 and 1; log 4 is the infimum, at D(x) → 1 and D(G(z)) = ½",
    remark="Far from zero-sum: what the two players lose together is bounded away from nothing.",
    assertion=lambda: _total_above(sp.log(4)),
    instances=lambda: (tenths(D_x=8, D_Gz=3), Instance(D_x=sp.Rational(999, 1000), D_Gz=sp.Rational(1, 2))),
    controls=lambda: [
        Control("log 5: log 4 is sharp", _total_above(sp.log(5))),
        Control("log 8, the value at D = ½ for both", _total_above(sp.log(8))),
    ],
)


# The saddle point.


max_of_inf_value_eq_neg_log_four = Claim(
    statement=r"\max_D \inf_{p_g} V(p_g, D) = -\log 4 \text{ at } D \equiv \tfrac12: \quad "
    r"V(p_{data}, D) = E_{p_{data}}[\log D + \log(1 - D)] \le -\log 4 = V(p_g, \tfrac12)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S001-p5",),
    conditions="for every law p_data, over all discriminators",
    remark="Against any D the generator may answer with p_g = p_data, which leaves at most -log 4; D ≡ ½ "
    "secures it. So (p_data, ½) is a saddle point, and max min = min max = -log 4.",
    assertion=lambda: Optimum(
        integral(sym.p * (sp.log(sym.D) + sp.log(1 - sym.D))),
        over={sym.D: (0, 1)},
        argument={sym.D: sp.Rational(1, 2)},
        value=-sp.log(4),
    ),
    instances=lambda: (
        Instance(p=Normal(0, 1), logit=sym.x),
        Instance(p=Normal(0, 1), logit=sp.Rational(1, 2) - sym.x),
        Instance(p=Atoms([0, 1]), logit=sym.x - 1),
    ),
    controls=lambda: [
        Control(
            "the value 0 of a perfect discriminator",
            Identity(integral(sym.p * (sp.log(sym.D) + sp.log(1 - sym.D))), 0),
        ),
        Control(
            "the least value instead of the greatest",
            Inequality(-sp.log(4), integral(sym.p * (sp.log(sym.D) + sp.log(1 - sym.D)))),
        ),
    ],
)
