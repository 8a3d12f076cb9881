"""The value function V(G, D): from the two losses to one integral over data space.

Main results
------------
- `value_eq_integral_against_pushforward`: E over z is E over p_g, for every generator (LOTUS)
- `value_in_data_space_by_change_of_variables`: equations (7) to (10) as a chain, with the absolute value
- `value_by_change_of_variables_without_absolute_value`: the misprinted Jacobian, refuted at G(z) = 1 - 2z
- `value_at_half_eq_neg_log_four`, `max_of_inf_value_eq_neg_log_four`: what D = ½ says, and what it does not
- `max_value_as_mean_of_pairwise_suprema`: the game "for a single datapoint", refuted

In data space the printed term p_z(G⁻¹(x)) dG⁻¹/dx · h(x) dx of a monotone G is p_z(z) · sign G′(z) · h(G(z)) dz,
because dx = |G′| dz there and dG⁻¹/dx = 1/G′. So are all readings of it written here, with ``jacobian`` for G′:
no inverse has to be found, and one formula serves every generator.

References: Goodfellow et al. 2014 (equation (1), proposition 1).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from gantheory.assertions import (
    Assertion,
    Claim,
    Control,
    Derivation,
    Identity,
    Inequality,
    Instance,
    Limit,
    Misprint,
    Optimum,
    Step,
)
from gantheory.claims import pairs
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import expectation, integral, js, tv
from gantheory.divergences.functional import Functional
from gantheory.games import binary_cross_entropy, minimax, non_saturating
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"


@functools.cache
def _data_term() -> Functional:
    return expectation(sym.p, sp.log(sym.D))


@functools.cache
def _latent_term() -> Functional:
    return expectation(sym.p_z, sp.log(1 - sym.D))


@functools.cache
def _fake_term() -> Functional:
    return expectation(sym.q, sp.log(1 - sym.D))


def _decreasing() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=1 - 2 * sym.z, logit=(7 * sym.x - 2) / 10)


def _increasing() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=2 * sym.z + 1, logit=sym.x / 2)


def _exponential() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=sp.exp(sym.z), logit=sym.x - 1)


def _square() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=sym.z**2, logit=sym.x - 1)


def _cubic() -> Instance:
    return Instance(p=Normal(0, 1), z=Normal(0, 1), G=sym.z**3 - 3 * sym.z, logit=sym.x)


# The value function and its forms.

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
    instances=lambda: (_increasing(), _decreasing()),
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
            Identity(minimax.value(latent=True), _data_term() + integral(sym.p_z * sp.log(sym.D))),
        ),
    ],
)

value_eq_integral_against_pushforward = Claim(
    statement=r"E_{z \sim p_z}[\log(1 - D(G(z)))] = E_{x \sim p_g}[\log(1 - D(x))], \quad "
    r"V(G, D) = \int p_{data} \log D + p_g \log(1 - D)\,dx",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-e11", "S001-7", "S001-10"),
    conditions="the expectations for every measurable G; the integral if the law p_g of G(z) has a density",
    remark="The law of the unconscious statistician: no inverse, no monotony, no Jacobian is needed. The five "
    "generators decrease, increase, increase, fold once and fold twice. S000-e11 is reconstructed.",
    assertion=lambda: Identity(_data_term() + _latent_term(), _data_term() + _fake_term()),
    instances=lambda: (_decreasing(), _increasing(), _exponential(), _square(), _cubic()),
    controls=lambda: [
        Control(
            "no Jacobian at all: p_z(G⁻¹(x)) in the place of p_g(x)",
            Identity(
                minimax.value(),
                _data_term() + integral(sym.p_z * sp.Abs(sym.jacobian) * sp.log(1 - sym.D)),
            ),
            [_decreasing(), _increasing()],
        ),
        Control(
            "without the condition: G(z) takes two values only, and its missing density counts for 0",
            Identity(minimax.value(latent=True), _data_term()),
            [Instance(p=Normal(0, 1), z=Atoms([0, 1]), G=2 * sym.z + 1, logit=sym.x)],
        ),
        Control(
            "D at z instead of G(z)",
            Identity(_latent_term(), integral(-sym.p_z * sp.log(1 + sp.exp((7 * sym.z - 2) / 10)))),
            [_decreasing()],
        ),
    ],
)


def _over_one_branch(orientation: Any) -> Functional:
    """∫ p_z(G⁻¹(x)) h(x) dG⁻¹(x) over the branches of G that go up (+1) or down (-1)."""
    on_branch = (1 + orientation * sp.sign(sym.jacobian)) / 2
    return integral(sym.p_z * on_branch * sp.log(1 - sym.D))


def _with_orientation(instance: Instance, orientation: int) -> Instance:
    return instance.at(orientation=orientation)


def _latent_term_over_inverse() -> Assertion:
    orientation = sp.Symbol("orientation", integer=True)
    return Identity(_latent_term(), _over_one_branch(orientation), universal=False)


latent_term_eq_integral_over_inverse_of_monotone = Claim(
    statement=r"E_{p_z}[\log(1 - D(G(z)))] = \int_x p_z(G^{-1}(x)) \log(1 - D(x))\,dG^{-1}(x)",
    reference=("Text001", "equation (8)"),
    sources=("S001-8",),
    conditions="one dimension, G strictly monotone, limits of integration oriented by G",
    remark="Substituting z = G⁻¹(x) covers one branch of G, on which G′ has the sign `orientation`. That is all "
    "of a monotone G and half of z²: -.4326387 instead of -.8652774 for D = σ(x - 1).",
    assertion=_latent_term_over_inverse,
    instances=lambda: (
        _with_orientation(_increasing(), 1),
        _with_orientation(_exponential(), 1),
        _with_orientation(_decreasing(), -1),
    ),
    controls=lambda: [
        Control(
            "without the condition: the branch √x of G(z) = z²",
            _latent_term_over_inverse(),
            [_with_orientation(_square(), 1)],
        ),
        Control(
            "without the condition: the falling branch of G(z) = z³ - 3z",
            _latent_term_over_inverse(),
            [_with_orientation(_cubic(), -1)],
        ),
        Control(
            "limits not oriented: a decreasing G read as an increasing one",
            _latent_term_over_inverse(),
            [_with_orientation(_decreasing(), 1)],
        ),
    ],
)


def _by_change_of_variables(inverse: Any = None, factor: Any = None) -> Derivation:
    """(7) to (10), with p_z(G⁻¹(x)) times `factor` under the integral of (9): |dG⁻¹/dx| if none is given.

    G⁻¹ is abstract, so that the chain is about every strictly monotone G, unless `inverse` is given.
    """
    inverse = sp.Function("G_inverse")(sym.x) if inverse is None else inverse
    factor = sp.Abs(sp.diff(inverse, sym.x)) if factor is None else factor
    moved = sp.Function("p_z")(inverse) * factor * sp.log(1 - sym.D)
    using = ((sym.z, inverse),)
    return Derivation(
        (
            Step(minimax.value(latent=True), note="equations (6), (7)"),
            Step(_data_term() + integral(moved), "change of variables", using, note="equation (9), with |dG⁻¹/dx|"),
            Step(minimax.value(), "pushforward density", using, note="equation (10)"),
            Step(minimax.value(latent=True), "law of the unconscious statistician", note="back, without an inverse"),
        )
    )


def _falling_by(factor: Any) -> Derivation:
    """(7) to (10) for G(z) = 1 - 2z, where dG⁻¹/dx = -½, with another factor in (9)."""
    return _by_change_of_variables((1 - sym.x) / 2, factor)


value_in_data_space_by_change_of_variables = Claim(
    statement=r"\int_z p_z(z) \log(1 - D(G(z)))\,dz = \int_x p_z(G^{-1}(x)) \left|\frac{dG^{-1}(x)}{dx}\right|"
    r" \log(1 - D(x))\,dx = \int_x p_g(x) \log(1 - D(x))\,dx",
    reference=("Text001", "equations (7) to (10)"),
    sources=("S001-7", "S001-8", "S001-9", "S001-10"),
    conditions="one dimension, G strictly monotone and differentiable; the last line for every measurable G",
    remark="The chain as it should read: the absolute value belongs into (9), and the last line says the same without "
    "any inverse. Only symbols follow the line with G⁻¹; the other lines are compared as numbers as well.",
    assertion=_by_change_of_variables,
    instances=lambda: (_decreasing(),),
    controls=lambda: [
        Control("(9) without the absolute value", _falling_by(-sp.Rational(1, 2))),
        Control("(9) without any derivative", _falling_by(sp.Integer(1))),
        Control("(9) with the derivative of G", _falling_by(sp.Integer(2))),
    ],
)

latent_term_by_single_inverse = Claim(
    statement=r"E_{p_z}[\log(1 - D(G(z)))] = \int_x p_z(G^{-1}(x)) \log(1 - D(x))\,dG^{-1}(x)"
    r" \text{ because } G(z) = x",
    reference=("Text001", "prose after equation (7)"),
    sources=("S001-p6",),
    conditions="as printed only if G is bijective and differentiable; corrected for every measurable G",
    remark="That G should produce samples like x is an aim of training and justifies no substitution: for "
    "G(z) = z² the inverse √x leads to half of the term. The push-forward law does, for every G.",
    assertion=lambda: Misprint(
        as_printed=Identity(_latent_term(), _over_one_branch(1)),
        corrected=Identity(_latent_term(), _fake_term()),
    ),
    instances=lambda: (_square(),),
    controls=lambda: [
        Control("the other branch, -√x", Identity(_latent_term(), _over_one_branch(-1))),
        Control("the falling branch of z³ - 3z", Identity(_latent_term(), _over_one_branch(-1)), [_cubic()]),
    ],
)

value_by_change_of_variables_without_absolute_value = Claim(
    statement=r"E_{p_z}[\log(1 - D(G(z)))] = \int_x p_z(G^{-1}(x)) \frac{dG^{-1}(x)}{dx} \log(1 - D(x))\,dx",
    reference=("Text001", "equation (9)"),
    sources=("S001-9",),
    conditions="as printed only for increasing G; with |dG⁻¹/dx| for every strictly monotone G, where the "
    "factor times p_z(G⁻¹(x)) is p_g(x)",
    remark="The absolute value is missing. At G(z) = 1 - 2z with D = σ(.7x - .2) the factor is -½, and the "
    "term comes out as +1.1717154, although the logarithm of a probability is never positive.",
    assertion=lambda: Misprint(
        as_printed=Identity(_latent_term(), integral(sym.p_z * sp.sign(sym.jacobian) * sp.log(1 - sym.D))),
        corrected=Identity(_latent_term(), _fake_term()),
    ),
    instances=lambda: (_decreasing(),),
    controls=lambda: [
        Control(
            "no derivative of the inverse at all",
            Identity(_latent_term(), integral(sym.p_z * sp.Abs(sym.jacobian) * sp.log(1 - sym.D))),
        ),
        Control(
            "the derivative of G instead of its inverse's",
            Identity(_latent_term(), integral(sym.p_z * sym.jacobian**2 * sp.log(1 - sym.D))),
        ),
    ],
)

mass_by_change_of_variables_without_absolute_value = Claim(
    statement=r"\int_x p_z(G^{-1}(x)) \frac{dG^{-1}(x)}{dx}\,dx = 1",
    reference=("Text001", "equation (9)"),
    sources=("S001-9",),
    conditions="as printed only for increasing G; with |dG⁻¹/dx| for every strictly monotone G",
    remark="At G(z) = 1 - 2z what stands in the place of the density p_g is negative everywhere and has the "
    "total mass -1.",
    assertion=lambda: Misprint(
        as_printed=Identity(integral(sym.p_z * sp.sign(sym.jacobian)), 1),
        corrected=Identity(integral(sym.q), 1),
    ),
    instances=lambda: (_decreasing(),),
    controls=lambda: [
        Control("no derivative at all: mass 2", Identity(integral(sym.p_z * sp.Abs(sym.jacobian)), 1)),
        Control("mass 1/2", Identity(integral(sym.q), sp.Rational(1, 2))),
    ],
)

latent_term_with_generator_of_data = Claim(
    statement=r"E_{z}[\log(1 - D(G(z)))] = E_{x}[\log(1 - D(G(x)))]",
    reference=("Text002", "line 120"),
    sources=("S002-e10",),
    conditions="never as printed: G takes the noise z, and z is drawn from the prior, not fake data",
    remark="For data N(2, 1), z ~ N(0, 1), G(z) = z/2 - 1 and D = σ(x) the term is -.3375503; with D(G(x)) it "
    "is -.7234928 for real x and -.2060812 for generated x.",
    assertion=lambda: Misprint(
        as_printed=Identity(_latent_term(), integral(-sym.p * sp.log(1 + sp.exp(sym.x / 2 - 1))), universal=False),
        corrected=Identity(_latent_term(), _fake_term()),
    ),
    instances=lambda: (Instance(p=Normal(2, 1), z=Normal(0, 1), G=sym.z / 2 - 1, logit=sym.x),),
    controls=lambda: [
        Control(
            "D(G(x)) with generated x",
            Identity(_latent_term(), integral(-sym.q * sp.log(1 + sp.exp(sym.x / 2 - 1))), universal=False),
        ),
        Control("D(x) with real x", Identity(_latent_term(), expectation(sym.p, sp.log(1 - sym.D)))),
    ],
)


# The players' losses and the game.

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
        corrected=Identity(-minimax.value(latent=True), _printed_generator_objective() - _data_term()),
    ),
    instances=lambda: (_increasing(), _decreasing()),
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
    instances=lambda: (_increasing(), _decreasing()),
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
    instances=lambda: (_increasing(), _decreasing()),
    controls=lambda: [
        Control(
            "without the condition: V(G) of (3) is V(G) of (4)",
            Identity(minimax.value(latent=True) - _printed_generator_objective(), _data_term()),
        ),
        Control(
            "the non-saturating cost -log D",
            Identity(minimax.value(latent=True) - non_saturating.cost(latent=True), _data_term()),
        ),
    ],
)


def _bce_loss(real: Any, fake: Any) -> Any:
    """The discriminator's loss for one real and one generated sample."""
    return binary_cross_entropy(1, real) + binary_cross_entropy(0, fake)


def _sum_of_losses(generator_loss: Callable[[Any, Any], Any], forget_real: bool = False) -> Identity:
    """L_D + L_G = 0 for D(x) and D(G(z)) as numbers; the generator's loss is a function of both."""
    real, fake = sp.symbols("D_x D_Gz", positive=True)
    loss = binary_cross_entropy(0, fake) if forget_real else _bce_loss(real, fake)
    return Identity(loss + generator_loss(real, fake), 0, {real: (0, 1), fake: (0, 1)})


def _minimax_loss(real: Any, fake: Any) -> Any:
    return sp.log(real) + sp.log(1 - fake)


separate_losses_as_minimax_game = Claim(
    statement=r"L_D + L_G = -\log D(x) - \log(1 - D(G(z))) - \log D(G(z)) = 0",
    reference=("Text000", "prose after the min-max game"),
    sources=("S000-p5",),
    conditions="never as stated; the losses cancel if the generator's is V itself",
    remark="The separate losses are not the two sides of the min-max game, which would cancel: D(x) = .8 and "
    "D(G(z)) = .3 give L_D + L_G = 1.7838. The formulas are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=_sum_of_losses(lambda real, fake: binary_cross_entropy(1, fake)),
        corrected=_sum_of_losses(_minimax_loss),
    ),
    instances=lambda: (Instance(D_x=sp.Rational(4, 5), D_Gz=sp.Rational(3, 10)), Instance()),
    controls=lambda: [
        Control("the generator pays +log D(G(z))", _sum_of_losses(lambda real, fake: sp.log(fake))),
        Control("the generator's part of V only", _sum_of_losses(lambda real, fake: sp.log(1 - fake))),
        Control("the discriminator's real term forgotten", _sum_of_losses(_minimax_loss, forget_real=True)),
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
        -_data_term(),
    ),
    instances=lambda: (_increasing(), _decreasing()),
    controls=lambda: [
        Control(
            "without the condition: the generator minimises the discriminator's loss too",
            Identity(
                expectation(sym.p, binary_cross_entropy(1, sym.D))
                + 2 * expectation(sym.p_z, binary_cross_entropy(0, sym.D)),
                -_data_term(),
            ),
        ),
        Control(
            "without the condition: the generator's cost is -log D",
            Identity(
                expectation(sym.p, binary_cross_entropy(1, sym.D))
                + expectation(sym.p_z, binary_cross_entropy(0, sym.D))
                + non_saturating.cost(latent=True),
                -_data_term(),
            ),
        ),
    ],
)


# One datum, or distributions.

min_of_max_of_expectations_ge_neg_log_four = Claim(
    statement=r"\min_G \max_D \{E[\log D(x)] + E[\log(1 - D(G(z)))]\} = -\log 4",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-e9",),
    conditions="expectations are taken over x and z; the minimum is at p_g = p_data",
    remark="Reconstructed. Without the expectations each pair with x ≠ G(z) has the inner supremum 0, which "
    "knows nothing of the laws.",
    assertion=lambda: Inequality(
        -sp.log(4),
        minimax.value(sym.p / (sym.p + sym.q)),
        equality_at=Instance(p=Normal(0, 1), q=Normal(0, 1)),
    ),
    instances=lambda: pairs.SMOOTH[:2] + pairs.FINITE[:1],
    controls=lambda: [
        Control(
            "without the condition: the supremum 0 of every pair",
            Identity(minimax.value(sym.p / (sym.p + sym.q)), 0),
        ),
        Control(
            "-log 2 instead of -log 4",
            Inequality(-sp.log(2), minimax.value(sym.p / (sym.p + sym.q))),
        ),
    ],
)


def _pairwise_supremum(value: Any) -> Assertion:
    gap = sp.Symbol("epsilon", positive=True)
    return Limit(
        sp.log(1 - gap) + sp.log(1 - gap),
        gap,
        0,
        value,
        rate=4 * gap,
        points=(sp.Rational(1, 10), sp.Rational(1, 1000), sp.Rational(1, 10**6)),
    )


pairwise_sup_eq_zero = Claim(
    statement=r"x \ne G(z) \implies \sup_D \{\log D(x) + \log(1 - D(G(z)))\} = 0",
    reference=("Text002", "line 114"),
    sources=("S000-e9", "S002-e9"),
    conditions="D is free at the two points; the supremum is approached as D(x) = 1 - ε, D(G(z)) = ε, ε → 0",
    remark="Both terms are negative, and both tend to 0: for a single pair there is nothing to weigh.",
    assertion=lambda: _pairwise_supremum(0),
    controls=lambda: [
        Control("-log 4, the value at D = ½", _pairwise_supremum(-sp.log(4))),
        Control("-log 2", _pairwise_supremum(-sp.log(2))),
        Control("1", _pairwise_supremum(1)),
    ],
)


def _copied_datum(value: Any, argument: Any) -> Assertion:
    return Optimum(sp.log(sym.D) + sp.log(1 - sym.D), over={sym.D: (0, 1)}, argument={sym.D: argument}, value=value)


pairwise_max_eq_neg_log_four_of_copy = Claim(
    statement=r"x = G(z) \implies \max_D \{\log D(x) + \log(1 - D(G(z)))\} = -\log 4",
    reference=("Text002", "line 114"),
    sources=("S000-e9", "S002-e9"),
    conditions="the generator copies the datum; the maximum is at D(x) = ½",
    remark="This is the printed min-max for a single datapoint: it is reached by copying it, whatever the laws.",
    assertion=lambda: _copied_datum(-sp.log(4), sp.Rational(1, 2)),
    controls=lambda: [
        Control("0, the supremum for x ≠ G(z)", _copied_datum(0, sp.Rational(1, 2))),
        Control("-log 2", _copied_datum(-sp.log(2), sp.Rational(1, 2))),
        Control(
            "at D = ⅔",
            _copied_datum(sp.log(sp.Rational(2, 9)), sp.Rational(2, 3)),
        ),
    ],
)

max_value_as_mean_of_pairwise_suprema = Claim(
    statement=r"\max_D V(G, D) = E_{x, z}[\sup_D \{\log D(x) + \log(1 - D(G(z)))\}] = 0",
    reference=("Text002", "line 114"),
    sources=("S002-e9",),
    conditions="never, unless p_data and p_g are mutually singular; the maximum is -log 4 + 2·JSD",
    remark="Supremum and expectation may not be exchanged: one D has to serve all points. For N(0, 1) against "
    "N(1, 1) the mean of the suprema is 0, the supremum of the mean -1.163451.",
    assertion=lambda: Misprint(
        as_printed=Identity(value_at_optimum, 0),
        corrected=Identity(value_at_optimum, -sp.log(4) + 2 * js),
    ),
    instances=lambda: (pairs.SMOOTH[0], pairs.FINITE[0]),
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
