r"""The generator's losses: minimax log(1-D) and non-saturating -log D, their slopes and what they minimise.

With D at its optimum and held fixed, the minimax loss descends 2·JSD(p‖q), the non-saturating one
KL(q‖p) - 2·JSD(p‖q) = 2·KL(m‖p), m = (p+q)/2. Both agree where q = p, and may part where q cannot be p.

Main results
------------
- `non_saturating_loss_is_minimax_loss_up_to_sign`, `separate_losses_sum_to_zero`: printed, refuted
- `slope_of_log_gt_slope_of_log_complement`: -log D is the steeper loss for D < ½, and only there
- `non_saturating_descent_is_quicker_minimax_descent`: refuted by a binomial model, where they point apart
- `argmin_js_of_binomial`, `argmin_kl_of_mixture_of_binomial`: where each loss ends up there
- `first_term_vanishes_for_generator`, `generator_minimises_second_term_of_loss`: printed, refuted
- `gradient_of_optimal_value_eq_frozen_gradient`: the envelope theorem, ∂θ C = E_q[∂θ log q · log(1 - D*)]
- `frozen_non_saturating_gradient_eq_reverse_kl_sub_two_js`, `reverse_kl_sub_two_js_eq_two_kl_of_mixture`

References: Goodfellow et al. 2014 (section 3); Arjovsky and Bottou 2017 (theorem 2.5); Shannon et al. 2020.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import (
    Claim,
    Control,
    Family,
    Gradient,
    Identity,
    Inequality,
    Instance,
    Misprint,
)
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Mixture, Normal
from gantheory.divergences import expectation, integral, js, kl, reverse_kl
from gantheory.divergences.functional import Functional
from gantheory.games import binary_cross_entropy, minimax, non_saturating
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"


def _outputs(*tenths: int) -> tuple[Instance, ...]:
    """Values of D(G(z))."""
    return tuple(Instance(D=sp.Rational(n, 10)) for n in tenths)


def _saturating() -> Any:
    return minimax.in_D(minimax.generator_cost)


def _non_saturating() -> Any:
    return non_saturating.in_D(non_saturating.generator_cost)


def _over_outputs(lhs: Any, rhs: Any) -> Identity:
    return Identity(lhs, rhs, {sym.D: (0, 1)})


def _slope(loss: Any) -> Any:
    return sp.diff(loss, sym.D)


def _logit_slope(loss: Any) -> Any:
    """∂/∂a of a loss of D = σ(a): dD/da = D(1-D)."""
    return _slope(loss) * sym.D * (1 - sym.D)


# One sample: signs and sums.

non_saturating_loss_is_minimax_loss_up_to_sign = Claim(
    statement=r"L_G = -\log D(G(z)) = -\log(1 - D(G(z))): \text{ ``the difference is the difference in sign''}",
    reference=("Text000", "prose after the original paper's losses"),
    sources=("S000-p4",),
    conditions="for the discriminator's loss alone; for the generator D must become 1 - D as well",
    remark="At D = .2 the loss -log D is 1.609 and log(1 - D) is -.223: no sign leads from one to the other. "
    "The losses in the text are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=_over_outputs(_non_saturating(), -_saturating()),
        corrected=_over_outputs(_non_saturating(), -_saturating().subs(sym.D, 1 - sym.D)),
    ),
    instances=lambda: _outputs(2, 7),
    controls=lambda: [
        Control("the same sign", _over_outputs(_non_saturating(), _saturating())),
        Control(
            "the corrected, with its sign changed",
            _over_outputs(_non_saturating(), _saturating().subs(sym.D, 1 - sym.D)),
        ),
    ],
)


def _at_real() -> Any:
    """D(x), a number."""
    return sp.Symbol("D_x", positive=True)


def _at_fake() -> Any:
    """D(G(z)), a number."""
    return sp.Symbol("D_Gz", positive=True)


def _pair(real: int, fake: int) -> Instance:
    return Instance(D_x=sp.Rational(real, 10), D_Gz=sp.Rational(fake, 10))


def _discriminator_loss() -> Any:
    return binary_cross_entropy(1, _at_real()) + binary_cross_entropy(0, _at_fake())


def _sum_of_losses(generator_loss: Any, total: Any) -> Identity:
    everywhere = {_at_real(): (0, 1), _at_fake(): (0, 1)}
    return Identity(_discriminator_loss() + generator_loss, total, everywhere)


separate_losses_sum_to_zero = Claim(
    statement=r"L_D + L_G = -\log D(x) - \log(1 - D(G(z))) - \log D(G(z)) = 0",
    reference=("Text000", "prose after the min-max game"),
    sources=("S000-p5",),
    conditions="never; zero-sum is the game in which G minimises V itself",
    remark="The separate losses are not two sides of one min-max: D(x) = .8, D(G(z)) = .3 cost 1.784 together. "
    "The losses in the text are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=_sum_of_losses(-sp.log(_at_fake()), 0),
        corrected=_sum_of_losses(sp.log(_at_real()) + sp.log(1 - _at_fake()), 0),
    ),
    instances=lambda: (_pair(8, 3), _pair(5, 5)),
    controls=lambda: [
        Control("the generator's term of V alone", _sum_of_losses(sp.log(1 - _at_fake()), 0)),
        Control("V with the sign of the loss", _sum_of_losses(_discriminator_loss(), 0)),
        Control("-log D with the sign changed", _sum_of_losses(sp.log(_at_fake()), 0)),
    ],
)


def _total_above(bound: Any) -> Inequality:
    everywhere = {_at_real(): (0, 1), _at_fake(): (0, 1)}
    return Inequality(bound, _discriminator_loss() - sp.log(_at_fake()), strict=True, domain=everywhere)


separate_losses_gt_log_four = Claim(
    statement=r"L_D + L_G = -\log D(x) - \log(1 - D(G(z))) - \log D(G(z)) > \log 4",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-p5",),
    conditions="for all outputs between 0 and 1; log 4 is the infimum, at D(x) → 1 and D(G(z)) = ½",
    remark="Far from zero-sum: what the two players lose together is bounded away from nothing.",
    assertion=lambda: _total_above(sp.log(4)),
    instances=lambda: (_pair(8, 3), Instance(D_x=sp.Rational(999, 1000), D_Gz=sp.Rational(1, 2))),
    controls=lambda: [
        Control("log 5: log 4 is sharp", _total_above(sp.log(5))),
        Control("log 8, the value at D = ½ for both", _total_above(sp.log(8))),
    ],
)


# Slopes in the output and in the logit.


def _ratio_is(ratio: Any) -> Identity:
    """Ratio of the slopes of log D and log(1-D), in size."""
    return _over_outputs(_slope(sp.log(sym.D)) / -_slope(sp.log(1 - sym.D)), ratio)


slope_ratio_of_log_and_log_complement_eq_odds = Claim(
    statement=r"\frac{|d \log x / dx|}{|d \log(1 - x) / dx|} = \frac{1/x}{1/(1 - x)} = \frac{1 - x}{x}",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-p6",),
    conditions="for 0 < x < 1",
    remark="99 at x = .01, 1 at ½, .111 at .9. The formulas in the text are reconstructed.",
    assertion=lambda: _ratio_is((1 - sym.D) / sym.D),
    instances=lambda: (Instance(D=sp.Rational(1, 100)), *_outputs(5, 9)),
    controls=lambda: [
        Control("the inverse", _ratio_is(sym.D / (1 - sym.D))),
        Control("1/x alone", _ratio_is(1 / sym.D)),
        Control("the sign of the slope of log(1 - x) kept", _ratio_is((sym.D - 1) / sym.D)),
    ],
)


def _steeper(low: Any, high: Any, *, swapped: bool = False) -> Inequality:
    slopes = (-_slope(sp.log(1 - sym.D)), _slope(sp.log(sym.D)))
    return Inequality(*(slopes[::-1] if swapped else slopes), strict=True, domain={sym.D: (low, high)})


slope_of_log_gt_slope_of_log_complement = Claim(
    statement=r"\left|\frac{d}{dx} \log x\right| > \left|\frac{d}{dx} \log(1 - x)\right| \text{ for } 0 < x < \tfrac12",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-p6",),
    conditions="0 < x < ½",
    remark="Beyond ½ log(1 - x) is the steeper one. The formulas in the text are reconstructed.",
    assertion=lambda: _steeper(0, sp.Rational(1, 2)),
    instances=lambda: (Instance(D=sp.Rational(1, 100)), *_outputs(4)),
    controls=lambda: [
        Control("without the condition: x = .9", _steeper(0, 1), _outputs(9)),
        Control("at x = ½ already", _steeper(0, 1), _outputs(5)),
        Control("log(1 - x) is the steeper", _steeper(0, sp.Rational(1, 2), swapped=True)),
    ],
)


def _logit_ratio(low: int, high: Any, *, swapped: bool = False) -> Inequality:
    """|∂ log(1-σ)| = D < 1-D = |∂ log σ| in the logit."""
    slopes = (-_logit_slope(_saturating()), -_logit_slope(_non_saturating()))
    return Inequality(*(slopes[::-1] if swapped else slopes), strict=True, domain={sym.D: (low, high)})


saturating_logit_slope_eq_neg_output = Claim(
    statement=r"\frac{\partial}{\partial a} \log(1 - \sigma(a)) = -\sigma(a)",
    reference=("Goodfellow2016tutorial", "section 3.2.3"),
    sources=("S000-p7", "S001-4"),
    conditions="for every logit a; D = σ(a)",
    remark="The minimax loss has no slope where D rejects the sample with confidence: it saturates.",
    assertion=lambda: _over_outputs(_logit_slope(_saturating()), -sym.D),
    instances=lambda: _outputs(1, 9),
    controls=lambda: [
        Control("the slope of -log σ(a)", _over_outputs(_logit_slope(_saturating()), sym.D - 1)),
        Control("the sign", _over_outputs(_logit_slope(_saturating()), sym.D)),
        Control("the slope in D", _over_outputs(_slope(_saturating()), -sym.D)),
    ],
)


def _logit_ratio_is(ratio: Any) -> Identity:
    return _over_outputs(_logit_slope(_non_saturating()) / _logit_slope(_saturating()), ratio)


logit_slope_ratio_of_losses_eq_odds = Claim(
    statement=r"\frac{\partial_a[-\log \sigma(a)]}{\partial_a \log(1 - \sigma(a))} = \frac{-(1 - D)}{-D}"
    r" = \frac{1 - D}{D}, \quad D = \sigma(a)",
    reference=("Goodfellow2016tutorial", "section 3.2.3"),
    sources=("S000-p7",),
    conditions="for every logit a",
    remark="Per logit both losses point the same way, for the ratio is positive: 9 at D = .1, 1 at ½, .111 at .9.",
    assertion=lambda: _logit_ratio_is((1 - sym.D) / sym.D),
    instances=lambda: _outputs(9, 5, 1),
    controls=lambda: [
        Control("the inverse", _logit_ratio_is(sym.D / (1 - sym.D))),
        Control("opposite directions", _logit_ratio_is((sym.D - 1) / sym.D)),
        Control("equal slopes", _logit_ratio_is(1)),
    ],
)

non_saturating_logit_slope_gt_saturating = Claim(
    statement=r"\left|\frac{\partial}{\partial a} \log \sigma(a)\right| = 1 - D >"
    r" D = \left|\frac{\partial}{\partial a} \log(1 - \sigma(a))\right| \text{ for } D < \tfrac12",
    reference=("Goodfellow2016tutorial", "section 3.2.3"),
    sources=("S000-p7",),
    conditions="0 < D < ½",
    remark="Quicker only while the sample is rejected: at D = .9 the ratio of the slopes is .111.",
    assertion=lambda: _logit_ratio(0, sp.Rational(1, 2)),
    instances=lambda: _outputs(1, 4),
    controls=lambda: [
        Control("without the condition: D = .9", _logit_ratio(0, 1), _outputs(9)),
        Control("at D = ½ already", _logit_ratio(0, 1), _outputs(5)),
        Control("the minimax loss is the steeper", _logit_ratio(0, sp.Rational(1, 2), swapped=True)),
    ],
)

# What the generator maximises or minimises.


def _bound() -> Any:
    return sp.Symbol("M", positive=True)


def _exceeds(bound: Any, objective: Any) -> Inequality:
    """`objective` at D(G(z)) = 1 - e^(-M)/2 is above the bound."""
    deceived = 1 - sp.exp(-_bound()) / 2
    return Inequality(bound, objective.subs(sym.D, deceived), strict=True, domain={_bound(): (0, sp.oo)})


negated_saturating_loss_has_no_maximum = Claim(
    statement=r"\sup_D\,[-\log(1 - D(G(z)))] = +\infty: \quad -\log(1 - D) > M \text{ at } D = 1 - \tfrac12 e^{-M}",
    reference=("Text001", "equation (3)"),
    sources=("S001-3",),
    conditions="for every M > 0; the supremum is approached as D(G(z)) → 1 and not attained",
    remark="'Maximised when D(G(z)) is one' is a limit: no output below 1 is the best.",
    assertion=lambda: _exceeds(_bound(), -_saturating()),
    instances=lambda: (Instance(M=1), Instance(M=20)),
    controls=lambda: [
        Control("the supremum of log D: never above 0", _exceeds(_bound(), sp.log(sym.D))),
        Control("the loss with the sign of (4)", _exceeds(_bound(), _saturating())),
        Control("above 2M", _exceeds(2 * _bound(), -_saturating())),
    ],
)


def _falls(loss: Any) -> Inequality:
    return Inequality(_slope(loss), 0, strict=True, domain={sym.D: (0, 1)})


saturating_loss_decreasing_in_output = Claim(
    statement=r"\min_G E_z[\log(1 - D(G(z)))]: \quad \frac{d}{dD} \log(1 - D) = -\frac{1}{1 - D} < 0",
    reference=("Text001", "equation (4)"),
    sources=("S001-3", "S001-4", "S002-e8"),
    conditions="for 0 < D < 1; V(G) in (3) is minus this loss, which is maximised",
    remark="Minimising it raises D(G(z)), as maximising its negative does. S002-e8 is reconstructed.",
    assertion=lambda: _falls(_saturating()),
    instances=lambda: _outputs(1, 9),
    controls=lambda: [
        Control("the form of (3), minimised", _falls(-_saturating())),
        Control("log D, minimised", _falls(sp.log(sym.D))),
        Control("D itself, minimised", _falls(sym.D)),
    ],
)


def _fall_together(loss: Any) -> Inequality:
    """The slopes of `loss` and of the minimax loss have one sign."""
    return Inequality(0, _slope(loss) * _slope(_saturating()), strict=True, domain={sym.D: (0, 1)})


generator_losses_decrease_together = Claim(
    statement=r"\frac{d}{dD} \log(1 - D) \cdot \frac{d}{dD}[-\log D] = \frac{1}{D(1 - D)} > 0",
    reference=("Goodfellow2014", "section 3"),
    sources=("S002-p9",),
    conditions="for the losses log(1 - D) and -log D, two of many that fall as D rises",
    remark="To fool the discriminator does not imply the loss log(1 - D). Every loss that falls in D(G(z)) does it; "
    "their optima differ (`argmin_js_of_binomial`, `argmin_kl_of_mixture_of_binomial`).",
    assertion=lambda: _fall_together(_non_saturating()),
    instances=lambda: _outputs(1, 9),
    controls=lambda: [
        Control("without the condition: the loss -log(1 - D), which rises", _fall_together(-_saturating())),
        Control(
            "without the condition: the loss (D - ½)², which turns", _fall_together((sym.D - sp.Rational(1, 2)) ** 2)
        ),
        Control(
            "the same optimum: equal gradients in a binomial model",
            Identity(_frozen(_minimax_at_best()), _frozen(_non_saturating_at_best()), universal=False),
            [_binomial(77)],
        ),
    ],
)


def _first_term_of_data() -> Functional:
    return expectation(sym.p, sp.log(sym.D))


first_term_vanishes_for_generator = Claim(
    statement=r"\text{training } G \text{ ``nullifies the first term'': } E_{p_{data}}[\log D(x)] = 0",
    reference=("Text002", "line 96"),
    sources=("S002-p4",),
    conditions="for its gradient in the generator's parameter, ∂θ E[log D(x)] = 0",
    remark="The term does not depend on G, but it stays where it was: -1.0890217 for data N(0, 1) and "
    "D = σ(1.3x - .4).",
    assertion=lambda: Misprint(
        as_printed=Identity(_first_term_of_data(), 0),
        corrected=Identity(Gradient(_first_term_of_data()), 0),
    ),
    instances=lambda: (_shifted(Normal(0, 1), 1, logit=(13 * sym.x - 4) / 10),),
    controls=lambda: [
        Control("the second term has no gradient either", Identity(Gradient(expectation(sym.q, sp.log(1 - sym.D))), 0)),
        Control("the first term is -log 2, as at D = ½", Identity(_first_term_of_data(), -sp.log(2))),
        Control("the gradient of log D under p_g", Identity(Gradient(expectation(sym.q, sp.log(sym.D))), 0)),
    ],
)

generator_minimises_second_term_of_loss = Claim(
    statement=r"\text{the generator minimises the second term of } -[\log D(x) + \log(1 - D(G(z)))]:"
    r" \quad \frac{d}{dD}[-\log(1 - D)] < 0",
    reference=("Text002", "line 98"),
    sources=("S002-p5",),
    conditions="for the second term of V, log(1 - D(G(z))), whose sign is the other one",
    remark="The term of the loss in line 84 rises with D(G(z)) and is least at 0: a generator that minimised it would "
    "help the discriminator.",
    assertion=lambda: Misprint(as_printed=_falls(-sp.log(1 - sym.D)), corrected=_falls(sp.log(1 - sym.D))),
    instances=lambda: _outputs(1, 9),
    controls=lambda: [
        Control("the first term of V", _falls(sp.log(sym.D))),
        Control("log D - log(1 - D), the logit", _falls(sp.log(sym.D) - sp.log(1 - sym.D))),
    ],
)

# Which divergence a loss descends, with D = D* held fixed.


def _minimax_at_best() -> Any:
    """log(1 - D*) at a point."""
    return sp.log(sym.q / (sym.p + sym.q))


def _non_saturating_at_best() -> Any:
    """-log D* at a point."""
    return -sp.log(sym.p / (sym.p + sym.q))


def _frozen(loss: Any) -> Functional:
    """E_q[∂θ log q · loss]: the gradient of E_q[loss] with the loss, a function of x, held fixed."""
    return integral(sym.q * sym.score * loss, name=f"E_q[score·({loss})]")


def _kl_of_mixture() -> Functional:
    """KL(m‖p) with m = (p+q)/2."""
    middle = (sym.p + sym.q) / 2
    return integral(middle * sp.log(middle / sym.p), name="KL(m‖p)")


def _shifted(p: Any, theta: Any, scale: Any = 1, **more: Any) -> Instance:
    """q = N(θ, scale²)."""
    family = Family(Normal, score=(sym.x - sym.theta) / scale**2, loc=sym.theta, scale=scale)
    return Instance(p=p, q=family, theta=theta, **more)


def _scaled(p: Any, theta: Any) -> Instance:
    """q = N(0, θ²)."""
    family = Family(Normal, score=(sym.x**2 / sym.theta**2 - 1) / sym.theta, loc=0, scale=sym.theta)
    return Instance(p=p, q=family, theta=theta)


def _binomial(hundredths: int) -> Instance:
    """p = (.2, .2, .6), q = Binomial(2, θ) with θ in hundredths."""
    return _binomial_at(sp.Rational(hundredths, 100))


def _binomial_at(theta: Any) -> Instance:
    t = sym.theta
    family = Family(
        Atoms,
        score=(sym.x - 2 * t) / (t * (1 - t)),
        points=[0, 1, 2],
        weights=[(1 - t) ** 2, 2 * t * (1 - t), t**2],
    )
    return Instance(p=Atoms([0, 1, 2], ["0.2", "0.2", "0.6"]), q=family, theta=theta)


def _families() -> tuple[Instance, ...]:
    two_modes = Mixture(["0.5", "0.5"], [Normal(-2, 1), Normal(2, 1)])
    return (_shifted(Normal(0, 1), 1), _scaled(two_modes, sp.Rational(3, 2)), _binomial(77))


gradient_of_optimal_value_eq_frozen_gradient = Claim(
    statement=r"\partial_\theta C(\theta) ="
    r" E_{q_\theta}[\partial_\theta \log q_\theta(x) \cdot \log(1 - D^*_\theta(x))]",
    reference=("Goodfellow2014", "Proposition 2"),
    sources=("S000-p10", "S002-e8"),
    conditions="D* optimal at θ, then held fixed; ∂θ may be taken under the integral",
    remark="The envelope theorem: that D* moves with θ costs nothing at first order. So the minimax generator descends "
    "2·JSD. For N(0, 1) and N(θ, 1) at θ = 1 it is .3979729.",
    assertion=lambda: Identity(Gradient(value_at_optimum), _frozen(_minimax_at_best())),
    instances=lambda: _families(),
    controls=lambda: [
        Control("log D* for log(1 - D*)", Identity(Gradient(value_at_optimum), _frozen(-_non_saturating_at_best()))),
        Control("the non-saturating loss", Identity(Gradient(value_at_optimum), _frozen(_non_saturating_at_best()))),
        Control("the gradient of JSD, not of 2·JSD", Identity(Gradient(js), _frozen(_minimax_at_best()))),
    ],
)

frozen_non_saturating_gradient_eq_reverse_kl_sub_two_js = Claim(
    statement=r"E_{q_\theta}[\partial_\theta \log q_\theta \cdot (-\log D^*_\theta)]"
    r" = \partial_\theta[KL(q_\theta \| p) - 2\,\mathrm{JSD}(p \| q_\theta)]",
    reference=("Arjovsky2017principled", "Theorem 2.5"),
    sources=("S000-p7",),
    conditions="D* optimal at θ, then held fixed; ∂θ may be taken under the integral",
    remark="The minus sign in front of the JSD does not push the laws apart: the sum is a divergence of its own, "
    "2·KL(m‖p).",
    assertion=lambda: Identity(_frozen(_non_saturating_at_best()), Gradient(reverse_kl - 2 * js)),
    instances=lambda: _families(),
    controls=lambda: [
        Control("KL(q‖p) - JSD", Identity(_frozen(_non_saturating_at_best()), Gradient(reverse_kl - js))),
        Control("KL(p‖q) - 2·JSD", Identity(_frozen(_non_saturating_at_best()), Gradient(kl - 2 * js))),
        Control("KL(p‖q)", Identity(_frozen(_non_saturating_at_best()), Gradient(kl))),
        Control("2·JSD", Identity(_frozen(_non_saturating_at_best()), Gradient(2 * js))),
    ],
)

reverse_kl_sub_two_js_eq_two_kl_of_mixture = Claim(
    statement=r"KL(q \| p) - 2\,\mathrm{JSD}(p \| q) = 2\,KL\left(\tfrac{p + q}{2} \,\middle\|\, p\right)",
    reference=("Shannon2020", "the softened reverse KL divergence"),
    sources=("S000-p7",),
    conditions="for all laws p, q with KL(q‖p) finite",
    remark="What the non-saturating loss minimises against D*: an f-divergence, zero at q = p only.",
    assertion=lambda: Identity(reverse_kl - 2 * js, 2 * _kl_of_mixture()),
    instances=lambda: (
        Instance(p=Atoms([0, 1, 2], ["0.2", "0.2", "0.6"]), q=Atoms([0, 1, 2], ["0.5", "0.3", "0.2"])),
        Instance(p=Normal(0, 1), q=Normal(1, 1)),
    ),
    controls=lambda: [
        Control(
            "2·KL(p‖m) for 2·KL(m‖p)",
            Identity(reverse_kl - 2 * js, 2 * integral(sym.p * sp.log(2 * sym.p / (sym.p + sym.q)))),
        ),
        Control(
            "2·KL(m‖q)",
            Identity(
                reverse_kl - 2 * js,
                integral((sym.p + sym.q) * sp.log((sym.p + sym.q) / (2 * sym.q))),
            ),
        ),
        Control("KL(m‖p)", Identity(reverse_kl - 2 * js, _kl_of_mixture())),
        Control("KL(q‖p) - JSD", Identity(reverse_kl - js, 2 * _kl_of_mixture())),
    ],
)

non_saturating_divergence_nonneg = Claim(
    statement=r"KL(q \| p) - 2\,\mathrm{JSD}(p \| q) \ge 0, \text{ with equality at } q = p",
    reference=("Shannon2020", "the softened reverse KL divergence"),
    sources=("S000-p7",),
    conditions="for all laws p, q",
    remark="Both losses have the same minimiser if q can equal p.",
    assertion=lambda: Inequality(2 * js, reverse_kl, equality_at=Instance(p=Atoms([0, 1]), q=Atoms([0, 1]))),
    instances=lambda: (
        Instance(p=Normal(0, 1), q=Normal(1, 1)),
        Instance(p=Atoms([0, 1, 2], ["0.2", "0.2", "0.6"]), q=Atoms([0, 1, 2], ["0.5", "0.3", "0.2"])),
    ),
    controls=lambda: [
        Control("8·JSD: near q = p KL(q‖p) is 4·JSD", Inequality(8 * js, reverse_kl)),
        Control("the two laws' JSD is at least KL(q‖p)", Inequality(reverse_kl, js)),
    ],
)

# A model that cannot reach the data: the two losses part.

non_saturating_descent_is_quicker_minimax_descent = Claim(
    statement=r"\text{maximising } \log D \text{ brings ``quicker, more substantial improvements'': }"
    r" E_{q_\theta}[\partial_\theta \log q_\theta \cdot \log(1 - D^*)] \le"
    r" E_{q_\theta}[\partial_\theta \log q_\theta \cdot (-\log D^*)]",
    reference=("Text000", "prose on separate losses"),
    sources=("S000-p7", "S002-p9"),
    conditions="per logit, for D < ½, where both losses point the same way; not for the model's parameter",
    remark="For p = (.2, .2, .6) and Binomial(2, θ) at θ = .77 the minimax loss rises with θ, at rate +.126549, and "
    "the other falls, at -.150388: one improves what the other spoils. The formulas are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=Inequality(_frozen(_minimax_at_best()), _frozen(_non_saturating_at_best()), universal=False),
        corrected=_logit_ratio(0, sp.Rational(1, 2)),
    ),
    instances=lambda: (_binomial(77),),
    controls=lambda: [
        Control("equal gradients", Identity(Gradient(2 * js), _frozen(_non_saturating_at_best()), universal=False)),
        Control("both rise there", Inequality(0, _frozen(_non_saturating_at_best()), universal=False)),
        Control("both fall there", Inequality(_frozen(_minimax_at_best()), 0, universal=False)),
        Control("per logit, without the condition: D = .9", _logit_ratio(0, 1), _outputs(9)),
    ],
)


def _turns_at(millionths: int, loss: Any) -> Inequality:
    """The gradient of `loss` has the sign of θ - `millionths`/10⁶: falling before, rising after."""
    distance = sym.theta - sp.Rational(millionths, 10**6)
    return Inequality(0, distance * _frozen(loss), strict=True, universal=False)


def _around(millionths: int) -> tuple[Instance, ...]:
    return tuple(_binomial_at(sp.Rational(millionths + step, 10**6)) for step in (-1, 1, -300_000, 150_000))


_ARGMIN_JS, _ARGMIN_KL = 733_294, 815_516

argmin_js_of_binomial = Claim(
    statement=r"\arg\min_\theta\,2\,\mathrm{JSD}(p \| \mathrm{Binomial}(2, \theta)) = .733294,"
    r" \quad p = (.2, .2, .6)",
    reference=("Text000", "prose on separate losses"),
    sources=("S000-p7", "S002-p9"),
    conditions="in the sixth decimal: the gradient changes its sign between .733293 and .733295",
    remark="Where the minimax loss ends up in a model that cannot equal the data.",
    assertion=lambda: _turns_at(_ARGMIN_JS, _minimax_at_best()),
    instances=lambda: _around(_ARGMIN_JS),
    controls=lambda: [
        Control("the other loss's minimiser", _turns_at(_ARGMIN_KL, _minimax_at_best()), [_binomial(77)]),
        Control("the other loss", _turns_at(_ARGMIN_JS, _non_saturating_at_best()), [_binomial(77)]),
        Control("a maximum", _turns_at(_ARGMIN_JS, -_minimax_at_best())),
    ],
)

argmin_kl_of_mixture_of_binomial = Claim(
    statement=r"\arg\min_\theta\,2\,KL(m_\theta \| p) = .815516,"
    r" \quad m_\theta = \tfrac12(p + \mathrm{Binomial}(2, \theta)), \quad p = (.2, .2, .6)",
    reference=("Text000", "prose on separate losses"),
    sources=("S000-p7", "S002-p9"),
    conditions="in the sixth decimal: the gradient changes its sign between .815515 and .815517",
    remark="Where the non-saturating loss ends up: not at .733294, the minimiser of the JSD.",
    assertion=lambda: _turns_at(_ARGMIN_KL, _non_saturating_at_best()),
    instances=lambda: _around(_ARGMIN_KL),
    controls=lambda: [
        Control("the minimiser of the JSD", _turns_at(_ARGMIN_JS, _non_saturating_at_best()), [_binomial(77)]),
        Control("the minimax loss", _turns_at(_ARGMIN_KL, _minimax_at_best()), [_binomial(77)]),
        Control("a maximum", _turns_at(_ARGMIN_KL, -_non_saturating_at_best())),
    ],
)
