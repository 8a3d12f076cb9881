"""The discriminator's problem for a fixed generator: D* = p_data/(p_data + p_g), and what its output means.

Main results
------------
- `density_ratio_maximises_value`: D* is the maximum point, C(G) the maximum
- `optimal_discriminator_by_second_order_condition`: the chain (10) to (13), with the missing last line
- `literal_equation_11_at_density_ratio`: the derivative that stops at the first term, refuted
- `mean_logit_of_optimal_discriminator_eq_kl`: the logit of D* is the log density ratio
- `discriminator_as_density_of_genuine_sample`: D* read as a density, refuted
- `mean_optimal_discriminator_on_fakes_eq_half_sub_triangular`: how high D* rates generated samples

References: Goodfellow et al. 2014 (proposition 1).
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
    Identity,
    Inequality,
    Instance,
    Misprint,
    Optimum,
    Step,
)
from gantheory.claims import pairs
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Normal
from gantheory.divergences import integral, js, kl
from gantheory.divergences.functional import Functional
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 5


def best_output() -> Any:
    return sym.p / (sym.p + sym.q)


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
    return Optimum(minimax.value(), over={sym.D: (0, 1)}, argument={sym.D: argument}, value=value)


density_ratio_maximises_value = Claim(
    statement=r"\max_D V(G, D) = C(G) \text{ at } D^* = \frac{p_{data}}{p_{data} + p_g}",
    reference=("Goodfellow2014", "Proposition 1"),
    sources=("S000-e13", "S001-13"),
    conditions="over all measurable D with values in (0, 1); D* is determined where p_data + p_g > 0",
    remark="The integrand is maximised point by point, because D may take any value at any point. S000-e13 is "
    "reconstructed.",
    assertion=lambda: _maximum(best_output()),
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
    root = best_output() if root is None else root
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
    assertion=lambda: Identity(integral(sym.p * sp.log(best_output() / (1 - best_output()))), kl),
    instances=lambda: (pairs.SMOOTH[0], pairs.SMOOTH[1], pairs.FINITE[0]),
    controls=lambda: [
        Control("log D* instead of its logit", Identity(integral(sym.p * sp.log(best_output())), kl)),
        Control("the logit of 1 - D*", Identity(integral(sym.p * sp.log((1 - best_output()) / best_output())), kl)),
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
    return integral(sym.q * best_output())


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
