"""The discriminator's problem for a fixed generator: D* = p_data/(p_data + p_g), and what it depends on.

Main results
------------
- `density_ratio_maximises_value`: D* is the maximum point, C(G) the maximum
- `optimal_discriminator_by_second_order_condition`: the chain (10) to (13), with the missing last line
- `literal_equation_11_at_density_ratio`: the derivative that stops at the first term, refuted
- `regret_eq_mean_kl_to_optimal`: what another D loses, ∫(p + q)·kl(D*‖D)
- `max_value_with_prior_eq_weighted_js_sub_entropy`: classes that are not equally frequent
- `value_of_affine_logits_le_neg_log_four`, `steep_logits_approach_log_two`: classes without D*

References: Goodfellow et al. 2014 (proposition 1), Reid and Williamson 2011, Arora et al. 2017.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from gantheory.assertions import (
    Assertion,
    Claim,
    Control,
    Derivation,
    Family,
    Gradient,
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
from gantheory.distributions import Atoms, Normal, Uniform
from gantheory.divergences import integral, js, kl
from gantheory.divergences.functional import Functional
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"


def _ratio() -> Any:
    return sym.p / (sym.p + sym.q)


@functools.cache
def _value() -> Functional:
    return minimax.value()


def _scalars() -> tuple[Any, Any, Any, dict]:
    """p_data(x), p_g(x) and D(x) at one point, as numbers; with their ranges."""
    p, q, y = sp.symbols("p_x q_x D_x", positive=True)
    return p, q, y, {p: (0, sp.oo), q: (0, sp.oo), y: (0, 1)}


# The maximum, point by point.


def _derivative_of_payoff(sign: int, swapped: bool = False) -> Assertion:
    p, q, y, domain = _scalars()
    best = (q if swapped else p) / (p + q)
    return Identity(p / y - sign * q / (1 - y), (p + q) * (best - y) / (y * (1 - y)), domain)


derivative_of_payoff_eq_multiple_of_gap = Claim(
    statement=r"\frac{\partial}{\partial D}[p \log D + q \log(1 - D)] = \frac{p}{D} - \frac{q}{1 - D}"
    r" = \frac{p + q}{D(1 - D)}\left(\frac{p}{p + q} - D\right)",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-e12", "S001-12"),
    conditions="p, q > 0 and 0 < D < 1 at the point",
    remark="Zero exactly at D = p/(p + q), positive below it and negative above: the stationary point is the "
    "maximum. S000-e12 is reconstructed.",
    assertion=lambda: _derivative_of_payoff(1),
    instances=lambda: (
        Instance(p_x=sp.Rational(3, 5), q_x=sp.Rational(2, 5), D_x=sp.Rational(3, 5)),
        Instance(),
    ),
    controls=lambda: [
        Control("the inner derivative of 1 - D forgotten", _derivative_of_payoff(-1)),
        Control("p and q exchanged in the root", _derivative_of_payoff(1, swapped=True)),
    ],
)


def _maximum(argument: Any, value: Any = value_at_optimum) -> Assertion:
    return Optimum(_value(), over={sym.D: (0, 1)}, argument={sym.D: argument}, value=value)


density_ratio_maximises_value = Claim(
    statement=r"\max_D V(G, D) = C(G) \text{ at } D^* = \frac{p_{data}}{p_{data} + p_g}",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-e13", "S001-13"),
    conditions="over all measurable D with values in (0, 1); D* is determined where p_data + p_g > 0",
    remark="The integrand is maximised point by point, because D may take any value at any point. S000-e13 is "
    "reconstructed.",
    assertion=lambda: _maximum(_ratio()),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=1 - sym.x),
        Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"), logit=sym.x),
        Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sym.x),
    ),
    controls=lambda: [
        Control("p and q exchanged", _maximum(sym.q / (sym.p + sym.q))),
        Control("D* = ½ whatever the laws", _maximum(sp.Rational(1, 2), -sp.log(4))),
    ],
)


def _chain(slope: Any = None, root: Any = None, curvature: Any = None, goal: str = "maximum") -> Assertion:
    p, q, D = sym.p, sym.q, sym.D
    payoff = p * sp.log(D) + q * sp.log(1 - D)
    slope = p / D - q / (1 - D) if slope is None else slope
    root = _ratio() if root is None else root
    curvature = -p / D**2 - q / (1 - D) ** 2 if curvature is None else curvature
    return Derivation(
        (
            Step(minimax.value(latent=True), note="equation (6)"),
            Step(minimax.value(), "law of the unconscious statistician"),
            Step(integral(payoff), "linearity", note="equation (10)"),
            Step(payoff, "pointwise", (D,), note="the argument of (10) at one point"),
            Step(slope, "differentiate", (D,), note="equations (11), (12): the derivative, to be 0"),
            Step(root, "solve", (D,), note="equation (13)"),
            Step(curvature, "second-order condition", (D, goal), note="left out in the text: a maximum"),
        )
    )


optimal_discriminator_by_second_order_condition = Claim(
    statement=r"\frac{p}{D} - \frac{q}{1 - D} = 0 \implies D^* = \frac{p}{p + q}, \quad "
    r"-\frac{p}{D^2} - \frac{q}{(1 - D)^2} < 0",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-e12", "S000-e13", "S001-10", "S001-11", "S001-12", "S001-13"),
    conditions="p_data, p_g > 0 at the point; D ranges over all measurable functions",
    remark="The text maximises 'the argument in (10)', which means its integrand, and leaves out that the root is a "
    "maximum. Numbers can follow the first two links; the others pass to another statement.",
    assertion=_chain,
    instances=lambda: (Instance(p=Normal(0, 1), z=Normal(0, 1), G=2 * sym.z + 1, logit=sym.x / 2),),
    controls=lambda: [
        Control("(12) with a plus", _chain(slope=sym.p / sym.D + sym.q / (1 - sym.D))),
        Control("(11) read literally", _chain(slope=sym.p / sym.D + sym.q * sp.log(1 - sym.D))),
        Control("(13) with p and q exchanged", _chain(root=sym.q / (sym.p + sym.q))),
        Control("a minimum", _chain(goal="minimum")),
        Control(
            "the sign of the second derivative",
            _chain(curvature=-sym.p / sym.D**2 + sym.q / (1 - sym.D) ** 2),
        ),
    ],
)


def _curvature(bound: Callable[[Any, Any], Any]) -> Assertion:
    p, q, y, domain = _scalars()
    return Inequality(-p / y**2 - q / (1 - y) ** 2, bound(p, q), strict=True, domain=domain)


payoff_is_strictly_concave = Claim(
    statement=r"\frac{\partial^2}{\partial D^2}[p \log D + q \log(1 - D)] = -\frac{p}{D^2} - \frac{q}{(1 - D)^2}"
    r" < -(p + q)",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S001-13",),
    conditions="p, q > 0 and 0 < D < 1 at the point",
    remark="The second-order condition that the text leaves out, with room: the curvature is never weaker than p + q.",
    assertion=lambda: _curvature(lambda p, q: -(p + q)),
    controls=lambda: [
        Control("convex", _convex()),
        Control("curvature below -10(p + q)", _curvature(lambda p, q: -10 * (p + q))),
    ],
)


def _convex() -> Assertion:
    p, q, y, domain = _scalars()
    return Inequality(0, -p / y**2 - q / (1 - y) ** 2, domain=domain)


def _stationary(bracketed: bool) -> Identity:
    p, q, y, domain = _scalars()
    first, second = p * sp.log(y), q * sp.log(1 - y)
    equation = sp.diff(first + second, y) if bracketed else sp.diff(first, y) + second
    return Identity(equation.subs(y, p / (p + q)), 0, {p: domain[p], q: domain[q]})


literal_equation_11_at_density_ratio = Claim(
    statement=r"\frac{d}{dD}p \log D + q \log(1 - D) = 0 \text{ at } D = \frac{p}{p + q}",
    reference=("Text001", "equation (11)"),
    sources=("S001-11",),
    conditions="the derivative applies to the sum, in brackets",
    remark="As set, only the first product is differentiated. At p = .6, q = .4 the left side is then .6335 at "
    "D = .6, and its root is .8343.",
    assertion=lambda: Misprint(as_printed=_stationary(False), corrected=_stationary(True)),
    instances=lambda: (Instance(p_x=sp.Rational(3, 5), q_x=sp.Rational(2, 5)),),
    controls=lambda: [
        Control("both terms left as they are", _undifferentiated()),
        Control("the second term without its inner derivative", _without_inner_derivative()),
        Control("the bracketed derivative at D = q/(p + q)", _at_exchanged_ratio()),
    ],
)


def _undifferentiated() -> Assertion:
    p, q, _, domain = _scalars()
    best = p / (p + q)
    return Identity(p * sp.log(best) + q * sp.log(1 - best), 0, {p: domain[p], q: domain[q]})


def _without_inner_derivative() -> Assertion:
    p, q, _, domain = _scalars()
    best = p / (p + q)
    return Identity(p / best + q / (1 - best), 0, {p: domain[p], q: domain[q]})


def _at_exchanged_ratio() -> Assertion:
    p, q, _, domain = _scalars()
    other = q / (p + q)
    return Identity(p / other - q / (1 - other), 0, {p: domain[p], q: domain[q]})


def _sign_change(low: str, high: str) -> Assertion:
    """The literal left side of (11) at two points has opposite signs."""

    def literal(y: Any) -> Any:
        return sp.Rational(3, 5) / y + sp.Rational(2, 5) * sp.log(1 - y)

    return Inequality(literal(sp.Rational(low)) * literal(sp.Rational(high)), 0, strict=True)


literal_equation_11_root_between = Claim(
    statement=r"\frac{.6}{D} + .4 \log(1 - D) = 0 \text{ between } D = .8343 \text{ and } D = .8344",
    reference=("Text001", "equation (11)"),
    sources=("S001-11",),
    conditions="p = .6, q = .4; the derivative is taken of the first product only",
    remark="The left side falls from +∞ to -∞ on (0, 1) and changes its sign here: the literal root is .8343, far "
    "from the intended .6.",
    assertion=lambda: _sign_change(".8343", ".8344"),
    controls=lambda: [
        Control("between .5 and .7, around the intended root", _sign_change(".5", ".7")),
        Control("between .83 and .8343", _sign_change(".83", ".8343")),
        Control("between .8344 and .9", _sign_change(".8344", ".9")),
    ],
)

mean_logit_of_optimal_discriminator_eq_kl = Claim(
    statement=r"\mathrm{logit}\,D^* = \log p_{data} - \log p_g, \quad E_{p_{data}}[\mathrm{logit}\,D^*] "
    r"= KL(p_{data} \| p_g)",
    reference=("Sugiyama2012", "density ratio estimation by probabilistic classification"),
    sources=("S001-13",),
    conditions="for all laws p_data, p_g",
    remark="The optimal discriminator is a density ratio in disguise. Its logit keeps the digits that D* loses where "
    "it rounds to 0 or 1.",
    assertion=lambda: Identity(integral(sym.p * sp.log(_ratio() / (1 - _ratio()))), kl),
    instances=lambda: (pairs.SMOOTH[0], pairs.SMOOTH[1], pairs.FINITE[0]),
    controls=lambda: [
        Control("log D* instead of its logit", Identity(integral(sym.p * sp.log(_ratio())), kl)),
        Control("the logit of 1 - D*", Identity(integral(sym.p * sp.log((1 - _ratio()) / _ratio())), kl)),
    ],
)


# Another discriminator.


def _kl_of_coins(a: Any, b: Any) -> Any:
    return a * sp.log(a / b) + (1 - a) * sp.log((1 - a) / (1 - b))


def _regret(divergence: Any) -> Assertion:
    return Identity(value_at_optimum - _value(), integral((sym.p + sym.q) * divergence))


regret_eq_mean_kl_to_optimal = Claim(
    statement=r"V(G, D^*) - V(G, D) = \int (p_{data} + p_g)\,\mathrm{kl}(D^* \| D)\,dx, \quad "
    r"\mathrm{kl}(a \| b) = a \log\frac{a}{b} + (1 - a) \log\frac{1 - a}{1 - b}",
    reference=("Reid2011", "regret as a Bregman divergence"),
    sources=("S001-13",),
    conditions="for all laws and every D with values in (0, 1)",
    remark="A discriminator loses the divergence of its coin from the optimal one, so that D* is the only maximum "
    "point. The arguments may not be exchanged: D* is what draws the label.",
    assertion=lambda: _regret(_kl_of_coins(_ratio(), sym.D)),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sym.x),
        Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"), logit=1 - sym.x),
        Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sym.x),
    ),
    controls=lambda: [
        Control("kl(D‖D*) instead of kl(D*‖D)", _regret(_kl_of_coins(sym.D, _ratio()))),
        Control("the squared distance 2(D - D*)²", _regret(2 * (sym.D - _ratio()) ** 2)),
        Control("the mean under the mixture (p + q)/2", _regret(_kl_of_coins(_ratio(), sym.D) / 2)),
    ],
)

value_le_optimal_value = Claim(
    statement=r"\sup_{D \in \mathcal D} V(G, D) \le C(G) = -\log 4 + 2\,\mathrm{JSD}(p_{data} \| p_g)",
    reference=("Liu2017", "restricted discriminators"),
    sources=("S001-p9",),
    conditions="for every class of discriminators; equality if and only if it comes arbitrarily near to D*",
    remark="A discriminator from a restricted class reports less than the divergence, never more.",
    assertion=lambda: Inequality(
        _value(),
        value_at_optimum,
        equality_at=Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=sp.log(2) - sp.log(3) * sym.x),
    ),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(0, 2), logit=sym.x),
        Instance(p=Normal(0, 1), q=Normal(1, 1), logit=1 - sym.x),
    ),
    controls=lambda: [
        Control("every discriminator reaches C(G)", Identity(_value(), value_at_optimum)),
        Control("below C(G) by at least ½", Inequality(_value() + sp.Rational(1, 2), value_at_optimum)),
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
    return Limit(_value(), k, sp.oo, value, rate=sp.pi**2 / (6 * k), points=(8, 512))


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
    assertion=lambda: Inequality(_value(), -sp.log(2), strict=True, universal=False),
    instances=lambda: tuple(_overlapping().at(k=k) for k in (8, 512)),
    controls=lambda: [
        Control(
            "attained at k = 512",
            Identity(_value(), -sp.log(2), universal=False),
            [_overlapping().at(k=512)],
        ),
        Control(
            "not above -1",
            Inequality(_value(), -1, universal=False),
            [_overlapping().at(k=512)],
        ),
        Control(
            "already above at k = 8",
            Inequality(-sp.log(2), _value(), universal=False),
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


# A discriminator held fixed.


def _moving(theta: int) -> Instance:
    """Data N(0, 1), generator N(θ, 1), D optimal for θ = 1."""
    return Instance(
        p=Normal(0, 1),
        q=Family(Normal, score=sym.x - sym.theta, loc=sym.theta, scale=1),
        logit=sp.Rational(1, 2) - sym.x,
        theta=theta,
    )


value_at_fixed_discriminator_as_optimal_value = Claim(
    statement=r"V(G_\theta, D^*_{\theta_0}) = C(G_\theta)",
    reference=("Text000", "prose at the start of training the generator"),
    sources=("S000-p10",),
    conditions="at θ = θ₀ only; elsewhere the discriminator held fixed falls short of the optimal one",
    remark="Reconstructed. 'Fixed' and 'plugged in' are two objectives: N(0, 1) against N(θ, 1) with D* of θ₀ = 1 "
    "gives -.858 and -.713 at θ = 2.",
    assertion=lambda: Misprint(
        as_printed=Identity(_value(), value_at_optimum),
        corrected=Inequality(_value(), value_at_optimum),
    ),
    instances=lambda: (_moving(2),),
    controls=lambda: [
        Control(
            "the difference is that of the other sign",
            Inequality(value_at_optimum, _value()),
        ),
    ],
)


def _envelope(factor: Any = 1) -> Assertion:
    return Identity(Gradient(_value()), Gradient(value_at_optimum * factor), universal=False)


gradient_at_fixed_discriminator_eq_gradient_of_optimal_value = Claim(
    statement=r"\partial_\theta V(G_\theta, D^*_{\theta_0}) = \partial_\theta C(G_\theta) "
    r"\text{ at } \theta = \theta_0",
    reference=("Danskin1967", "envelope theorem"),
    sources=("S000-p10",),
    conditions="D is optimal at the θ at which the derivative is taken",
    remark="Why D may be held fixed for one step of the generator: C is the maximum of V over D, and D* moves "
    "along a direction in which V is flat. Both slopes are .3979729 at θ₀ = 1.",
    assertion=_envelope,
    instances=lambda: (_moving(1),),
    controls=lambda: [
        Control("without the condition: at θ = 2 with the D* of θ₀ = 1", _envelope(), [_moving(2)]),
        Control("half of it", _envelope(sp.Rational(1, 2))),
        Control("the other sign", _envelope(-1)),
        Control("twice as large", _envelope(2)),
    ],
)


# Densities are not probabilities.


def _normals_at_zero() -> tuple[Any, Any, dict]:
    """Densities at 0 of N(0, s²) and N(m, t²)."""
    m = sp.Symbol("m", real=True)
    s, t = sp.symbols("s t", positive=True)
    at_zero = 1 / (s * sp.sqrt(2 * sp.pi)), sp.exp(-(m**2) / (2 * t**2)) / (t * sp.sqrt(2 * sp.pi))
    return *at_zero, {m: (-sp.oo, sp.oo), s: (0, sp.oo), t: (0, sp.oo)}


def _discriminator_at_zero(claimed: Callable[..., Any]) -> Identity:
    p, q, domain = _normals_at_zero()
    m, s, t = domain
    return Identity(p / (p + q), claimed(p, q, m, s, t), domain)


def _far_and_near() -> Sequence[Instance]:
    return (
        Instance(m=100, s=10, t=10),
        Instance(m=0, s=sp.Rational(1, 20), t=sp.Rational(1, 25)),
    )


discriminator_as_density_of_genuine_sample = Claim(
    statement=r"p_{data}(x) \text{ near } 1 \iff D^*(x) \text{ near } 1: \quad D^*(0) = p_{data}(0)"
    r" \text{ for } \mathcal N(0, s^2) \text{ against } \mathcal N(m, t^2)",
    reference=("Text000", "prose after the optimal discriminator"),
    sources=("S000-p8",),
    conditions="never: only the ratio counts, D*(0) = 1/(1 + (s/t)·exp(-m²/(2t²)))",
    remark="Reconstructed. A density is no probability. N(0, 10²) against N(100, 10²): p_data(0) = .0399, yet D*(0) "
    "= 1 - 1.93e-22. N(0, .05²) against N(0, .04²): p_data(0) = 7.98, yet D*(0) = .444.",
    assertion=lambda: Misprint(
        as_printed=_discriminator_at_zero(lambda p, q, m, s, t: p),
        corrected=_discriminator_at_zero(lambda p, q, m, s, t: 1 / (1 + s / t * sp.exp(-(m**2) / (2 * t**2)))),
    ),
    instances=_far_and_near,
    controls=lambda: [
        Control(
            "the ratio of scales upside down",
            _discriminator_at_zero(lambda p, q, m, s, t: 1 / (1 + t / s * sp.exp(-(m**2) / (2 * t**2)))),
        ),
        Control(
            "the scales left out",
            _discriminator_at_zero(lambda p, q, m, s, t: 1 / (1 + sp.exp(-(m**2) / (2 * t**2)))),
        ),
        Control("one minus the generator's density", _discriminator_at_zero(lambda p, q, m, s, t: 1 - q)),
    ],
)


def _complement_at_zero(exponent: int) -> Assertion:
    p, q, domain = _normals_at_zero()
    m, s, t = domain
    far = {m: 100, s: 10, t: 10}
    return Identity((q / (p + q)).subs(far), 1 / (1 + sp.exp(exponent)))


complement_of_optimal_discriminator_eq_inv_one_add_exp = Claim(
    statement=r"1 - D^*(0) = \frac{1}{1 + e^{50}} = 1.93 \cdot 10^{-22}"
    r" \text{ for } \mathcal N(0, 10^2) \text{ against } \mathcal N(100, 10^2)",
    reference=("Text000", "prose after the optimal discriminator"),
    sources=("S000-p8",),
    conditions="the two laws differ by ten standard deviations",
    remark="D* is 1 to 21 digits where the density is .0399: the ratio p_g/p_data is e^-50 there.",
    assertion=lambda: _complement_at_zero(50),
    controls=lambda: [
        Control("ten standard deviations counted as e^-100", _complement_at_zero(100)),
        Control("e^-25", _complement_at_zero(25)),
        Control("sign of the exponent", _complement_at_zero(-50)),
    ],
)


@functools.cache
def _mean_on_fakes() -> Functional:
    return integral(sym.q * _ratio())


mean_optimal_discriminator_on_fakes_eq_zero = Claim(
    statement=r"E_{x \sim p_g}[D^*(x)] = 0 \iff p_{data} \perp p_g",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-p9",),
    conditions="p_data and p_g are mutually singular",
    remark="Reconstructed. That p_data(G(z)) is small does not make D* small: with p_data = p_g = N(0, 100²) it is "
    "at most .00399, and D* is ½ everywhere.",
    assertion=lambda: Identity(_mean_on_fakes(), 0, universal=False),
    instances=lambda: pairs.DISJOINT,
    controls=lambda: [
        Control(
            "without the condition: p_data = p_g = N(0, 100²)",
            Identity(_mean_on_fakes(), 0, universal=False),
            [Instance(p=Normal(0, 100), q=Normal(0, 100))],
        ),
        Control(
            "without the condition: N(0, 1) against N(1, 1)",
            Identity(_mean_on_fakes(), 0, universal=False),
            [pairs.SMOOTH[0]],
        ),
    ],
)

mean_optimal_discriminator_on_fakes_eq_half_sub_triangular = Claim(
    statement=r"E_{x \sim p_g}[D^*(x)] = \tfrac12 - \tfrac14 \int \frac{(p_{data} - p_g)^2}{p_{data} + p_g}\,dx",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-p9",),
    conditions="for all laws p_data, p_g",
    remark="The triangular discrimination on the right is at most 2, and 2 for mutually singular laws only: there and "
    "nowhere else D* is 0 on generated samples.",
    assertion=lambda: Identity(
        _mean_on_fakes(),
        sp.Rational(1, 2) - integral((sym.p - sym.q) ** 2 / (sym.p + sym.q)) / 4,
    ),
    instances=lambda: (Instance(p=Normal(0, 100), q=Normal(0, 100)), pairs.SMOOTH[0], pairs.FINITE[0]),
    controls=lambda: [
        Control("½ for every pair of laws", Identity(_mean_on_fakes(), sp.Rational(1, 2))),
        Control("½ minus half of the JSD", Identity(_mean_on_fakes(), sp.Rational(1, 2) - js / 2)),
    ],
)


# Classes that are not equally frequent.


def _value_with_prior(D: Any = None) -> Functional:
    output = sym.D if D is None else D
    return integral(sym.prior * sym.p * sp.log(output)) + integral((1 - sym.prior) * sym.q * sp.log(1 - output))


def _posterior() -> Any:
    return sym.prior * sym.p / (sym.prior * sym.p + (1 - sym.prior) * sym.q)


def _weighted_js_sub_entropy() -> Functional:
    prior = sym.prior
    mixture = prior * sym.p + (1 - prior) * sym.q
    weighted = integral(prior * sym.p * sp.log(sym.p / mixture)) + integral(
        (1 - prior) * sym.q * sp.log(sym.q / mixture)
    )
    return weighted + prior * sp.log(prior) + (1 - prior) * sp.log(1 - prior)


def _maximum_with_prior(argument: Any) -> Assertion:
    return Optimum(
        _value_with_prior(),
        over={sym.D: (0, 1)},
        argument={sym.D: argument},
        value=_weighted_js_sub_entropy(),
        domain={sym.prior: (0, 1)},
    )


def _rare_real(offset: Any) -> Instance:
    return Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x + offset, prior=sp.Rational(1, 10))


max_value_with_prior_eq_weighted_js_sub_entropy = Claim(
    statement=r"\max_D \{\pi E_{p_{data}}[\log D] + (1 - \pi) E_{p_g}[\log(1 - D)]\} = \mathrm{JSD}_\pi - h_b(\pi)"
    r" \text{ at } D^*_\pi = \frac{\pi p_{data}}{\pi p_{data} + (1 - \pi) p_g}",
    reference=("Reid2011", "class probability estimation"),
    sources=("S001-p8",),
    conditions="π is the share of real samples; D is the probability of being real if and only if it is trained "
    "with the share that it meets",
    remark="For π = .1, N(0, 1) against N(1, 1) the maximum is -.282341. The D* of equal shares, p/(p + q), is too "
    "sure and gets -.581726.",
    assertion=lambda: _maximum_with_prior(_posterior()),
    instances=lambda: (
        _rare_real(0),
        Instance(p=Atoms([0, 1]), q=Atoms([0, 1], ["1/4", "3/4"]), logit=0 * sym.x, prior=sp.Rational(1, 4)),
    ),
    controls=lambda: [
        Control(
            "without the condition: the unshifted D* = p/(p + q)",
            Identity(_value_with_prior(_ratio()), _weighted_js_sub_entropy(), {sym.prior: (0, 1)}),
        ),
        Control(
            "π and 1 - π exchanged in D*",
            _maximum_with_prior((1 - sym.prior) * sym.p / ((1 - sym.prior) * sym.p + sym.prior * sym.q)),
        ),
        Control(
            "the entropy added instead of subtracted",
            Identity(
                _value_with_prior(_posterior()),
                _weighted_js_sub_entropy()
                - 2 * (sym.prior * sp.log(sym.prior) + (1 - sym.prior) * sp.log(1 - sym.prior)),
                {sym.prior: (0, 1)},
            ),
        ),
    ],
)


def _mean_logit(shift: Any) -> Assertion:
    posterior = _posterior()
    return Identity(integral(sym.p * sp.log(posterior / (1 - posterior))), kl + shift, {sym.prior: (0, 1)})


mean_logit_with_prior_eq_kl_add_prior_logit = Claim(
    statement=r"\mathrm{logit}\,D^*_\pi = \log\frac{p_{data}}{p_g} + \log\frac{\pi}{1 - \pi}, \quad "
    r"E_{p_{data}}[\mathrm{logit}\,D^*_\pi] = KL(p_{data} \| p_g) + \log\frac{\pi}{1 - \pi}",
    reference=("Reid2011", "class probability estimation"),
    sources=("S001-p8",),
    conditions="for all laws; equal shares π = ½ shift nothing",
    remark="Another share of real samples moves the optimal logit by a constant, which a trained discriminator can "
    "be corrected by.",
    assertion=lambda: _mean_logit(sp.log(sym.prior / (1 - sym.prior))),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1), prior=sp.Rational(1, 10)),
        Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"), prior=sp.Rational(3, 4)),
    ),
    controls=lambda: [
        Control("no shift", _mean_logit(0)),
        Control("shift of the wrong sign", _mean_logit(sp.log((1 - sym.prior) / sym.prior))),
        Control("log π instead of its logit", _mean_logit(sp.log(sym.prior))),
    ],
)
