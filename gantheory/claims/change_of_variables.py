"""The generator's term of V(G, D) moved from the noise to data space: with the law of G(z), or with an inverse of G.

Main results
------------
- `value_eq_integral_against_pushforward`: E over z is E over p_g, for every generator (LOTUS)
- `value_in_data_space_by_change_of_variables`: equations (7) to (10) as a chain, with the absolute value
- `latent_term_eq_integral_over_inverse_of_monotone`: what one inverse reaches, and what it misses of z²
- `value_by_change_of_variables_without_absolute_value`: the misprinted Jacobian, refuted at G(z) = 1 - 2z
- `latent_term_with_generator_of_data`: D(G(x)) for D(G(z)), refuted

In data space the printed term p_z(G⁻¹(x)) dG⁻¹/dx · h(x) dx of a monotone G is p_z(z) · sign G′(z) · h(G(z)) dz,
because dx = |G′| dz there and dG⁻¹/dx = 1/G′. So are all readings of it written here, with ``jacobian`` for G′:
no inverse has to be found, and one formula serves every generator.

References: Goodfellow et al. 2014 (proposition 1).
"""

from __future__ import annotations

import functools
from typing import Any

from gantheory.assertions import Assertion, Claim, Control, Derivation, Identity, Instance, Misprint, Step
from gantheory.claims.generators import cubic, decreasing, exponential, increasing, square
from gantheory.claims.lazily import sp, sym
from gantheory.claims.value_function import data_term
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import expectation, integral
from gantheory.divergences.functional import Functional
from gantheory.games import minimax

TOPIC = "seeds"
CHAPTER = 2


@functools.cache
def _latent_term() -> Functional:
    return expectation(sym.p_z, sp.log(1 - sym.D))


@functools.cache
def _fake_term() -> Functional:
    return expectation(sym.q, sp.log(1 - sym.D))


value_eq_integral_against_pushforward = Claim(
    statement=r"E_{z \sim p_z}[\log(1 - D(G(z)))] = E_{x \sim p_g}[\log(1 - D(x))], \quad "
    r"V(G, D) = \int p_{data} \log D + p_g \log(1 - D)\,dx",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-e11", "S001-7", "S001-10"),
    conditions="the expectations for every measurable G; the integral if the law p_g of G(z) has a density",
    remark="The law of the unconscious statistician: no inverse, no monotony, no Jacobian is needed. The five "
    "generators decrease, increase, increase, fold once and fold twice. S000-e11 is reconstructed.",
    assertion=lambda: Identity(data_term() + _latent_term(), data_term() + _fake_term()),
    instances=lambda: (decreasing(), increasing(), exponential(), square(), cubic()),
    controls=lambda: [
        Control(
            "no Jacobian at all: p_z(G⁻¹(x)) in the place of p_g(x)",
            Identity(
                minimax.value(),
                data_term() + integral(sym.p_z * sp.Abs(sym.jacobian) * sp.log(1 - sym.D)),
            ),
            [decreasing(), increasing()],
        ),
        Control(
            "without the condition: G(z) takes two values only, and its missing density counts for 0",
            Identity(minimax.value(latent=True), data_term()),
            [Instance(p=Normal(0, 1), z=Atoms([0, 1]), G=2 * sym.z + 1, logit=sym.x)],
        ),
        Control(
            "D at z instead of G(z)",
            Identity(_latent_term(), integral(-sym.p_z * sp.log(1 + sp.exp((7 * sym.z - 2) / 10)))),
            [decreasing()],
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
        _with_orientation(increasing(), 1),
        _with_orientation(exponential(), 1),
        _with_orientation(decreasing(), -1),
    ),
    controls=lambda: [
        Control(
            "without the condition: the branch √x of G(z) = z²",
            _latent_term_over_inverse(),
            [_with_orientation(square(), 1)],
        ),
        Control(
            "without the condition: the falling branch of G(z) = z³ - 3z",
            _latent_term_over_inverse(),
            [_with_orientation(cubic(), -1)],
        ),
        Control(
            "limits not oriented: a decreasing G read as an increasing one",
            _latent_term_over_inverse(),
            [_with_orientation(decreasing(), 1)],
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
            Step(data_term() + integral(moved), "change of variables", using, note="equation (9), with |dG⁻¹/dx|"),
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
    instances=lambda: (decreasing(),),
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
    instances=lambda: (square(),),
    controls=lambda: [
        Control("the other branch, -√x", Identity(_latent_term(), _over_one_branch(-1))),
        Control("the falling branch of z³ - 3z", Identity(_latent_term(), _over_one_branch(-1)), [cubic()]),
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
    instances=lambda: (decreasing(),),
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
    instances=lambda: (decreasing(),),
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
