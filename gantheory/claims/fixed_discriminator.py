"""The generator's step against a discriminator held fixed: which divergence each loss descends.

With D at its optimum and held fixed, the minimax loss descends 2·JSD(p‖q), the non-saturating one
KL(q‖p) - 2·JSD(p‖q) = 2·KL(m‖p), m = (p+q)/2. Both agree where q = p, and may part where q cannot be p.

Main results
------------
- `gradient_at_fixed_discriminator_eq_gradient_of_optimal_value`, `gradient_of_optimal_value_eq_frozen_gradient`:
  the envelope theorem, ∂θ C = E_q[∂θ log q · log(1 - D*)]
- `value_at_fixed_discriminator_as_optimal_value`: held fixed is not plugged in, refuted
- `frozen_non_saturating_gradient_eq_reverse_kl_sub_two_js`, `reverse_kl_sub_two_js_eq_two_kl_of_mixture`
- `non_saturating_descent_is_quicker_minimax_descent`: refuted by a binomial model, where they point apart
- `argmin_js_of_binomial`, `argmin_kl_of_mixture_of_binomial`: where each loss ends up there

References: Goodfellow et al. 2014; Danskin 1967; Arjovsky and Bottou 2017 (theorem 2.5); Shannon et al. 2020.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Assertion, Claim, Control, Gradient, Identity, Inequality, Instance, Misprint
from gantheory.claims.generators import binomial, binomial_at, scaled, shifted
from gantheory.claims.lazily import sp, sym
from gantheory.claims.loss_slopes import logit_slopes_below, outputs
from gantheory.distributions import Atoms, Mixture, Normal
from gantheory.divergences import integral, js, kl, reverse_kl
from gantheory.divergences.functional import Functional
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 13


# The value at a discriminator held fixed.


def _moving(theta: int) -> Instance:
    """Data N(0, 1), generator N(θ, 1), D optimal for θ = 1."""
    return shifted(Normal(0, 1), theta, logit=sp.Rational(1, 2) - sym.x)


value_at_fixed_discriminator_as_optimal_value = Claim(
    statement=r"V(G_\theta, D^*_{\theta_0}) = C(G_\theta)",
    reference=("Text000", "prose at the start of training the generator"),
    sources=("S000-p10",),
    conditions="at θ = θ₀ only; elsewhere the discriminator held fixed falls short of the optimal one",
    remark="Reconstructed. 'Fixed' and 'plugged in' are two objectives: N(0, 1) against N(θ, 1) with D* of θ₀ = 1 "
    "gives -.858 and -.713 at θ = 2.",
    assertion=lambda: Misprint(
        as_printed=Identity(minimax.value(), value_at_optimum),
        corrected=Inequality(minimax.value(), value_at_optimum),
    ),
    instances=lambda: (_moving(2),),
    controls=lambda: [
        Control(
            "the difference is that of the other sign",
            Inequality(value_at_optimum, minimax.value()),
        ),
    ],
)


def _envelope(factor: Any = 1) -> Assertion:
    return Identity(Gradient(minimax.value()), Gradient(value_at_optimum * factor), universal=False)


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


# Which divergence a loss descends, with D = D* held fixed.


def minimax_at_best() -> Any:
    """log(1 - D*) at a point."""
    return sp.log(sym.q / (sym.p + sym.q))


def non_saturating_at_best() -> Any:
    """-log D* at a point."""
    return -sp.log(sym.p / (sym.p + sym.q))


def frozen(loss: Any) -> Functional:
    """E_q[∂θ log q · loss]: the gradient of E_q[loss] with the loss, a function of x, held fixed."""
    return integral(sym.q * sym.score * loss, name=f"E_q[score·({loss})]")


def _kl_of_mixture() -> Functional:
    """KL(m‖p) with m = (p+q)/2."""
    middle = (sym.p + sym.q) / 2
    return integral(middle * sp.log(middle / sym.p), name="KL(m‖p)")


def _families() -> tuple[Instance, ...]:
    two_modes = Mixture(["0.5", "0.5"], [Normal(-2, 1), Normal(2, 1)])
    return (shifted(Normal(0, 1), 1), scaled(two_modes, sp.Rational(3, 2)), binomial(77))


gradient_of_optimal_value_eq_frozen_gradient = Claim(
    statement=r"\partial_\theta C(\theta) ="
    r" E_{q_\theta}[\partial_\theta \log q_\theta(x) \cdot \log(1 - D^*_\theta(x))]",
    reference=("Goodfellow2014", "Proposition 2"),
    sources=("S000-p10", "S002-e8"),
    conditions="D* optimal at θ, then held fixed; ∂θ may be taken under the integral",
    remark="The envelope theorem: that D* moves with θ costs nothing at first order. So the minimax generator descends "
    "2·JSD. For N(0, 1) and N(θ, 1) at θ = 1 it is .3979729.",
    assertion=lambda: Identity(Gradient(value_at_optimum), frozen(minimax_at_best())),
    instances=lambda: _families(),
    controls=lambda: [
        Control("log D* for log(1 - D*)", Identity(Gradient(value_at_optimum), frozen(-non_saturating_at_best()))),
        Control("the non-saturating loss", Identity(Gradient(value_at_optimum), frozen(non_saturating_at_best()))),
        Control("the gradient of JSD, not of 2·JSD", Identity(Gradient(js), frozen(minimax_at_best()))),
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
    assertion=lambda: Identity(frozen(non_saturating_at_best()), Gradient(reverse_kl - 2 * js)),
    instances=lambda: _families(),
    controls=lambda: [
        Control("KL(q‖p) - JSD", Identity(frozen(non_saturating_at_best()), Gradient(reverse_kl - js))),
        Control("KL(p‖q) - 2·JSD", Identity(frozen(non_saturating_at_best()), Gradient(kl - 2 * js))),
        Control("KL(p‖q)", Identity(frozen(non_saturating_at_best()), Gradient(kl))),
        Control("2·JSD", Identity(frozen(non_saturating_at_best()), Gradient(2 * js))),
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
        as_printed=Inequality(frozen(minimax_at_best()), frozen(non_saturating_at_best()), universal=False),
        corrected=logit_slopes_below(0, sp.Rational(1, 2)),
    ),
    instances=lambda: (binomial(77),),
    controls=lambda: [
        Control("equal gradients", Identity(Gradient(2 * js), frozen(non_saturating_at_best()), universal=False)),
        Control("both rise there", Inequality(0, frozen(non_saturating_at_best()), universal=False)),
        Control("both fall there", Inequality(frozen(minimax_at_best()), 0, universal=False)),
        Control("per logit, without the condition: D = .9", logit_slopes_below(0, 1), outputs(9)),
    ],
)


def _turns_at(millionths: int, loss: Any) -> Inequality:
    """The gradient of `loss` has the sign of θ - `millionths`/10⁶: falling before, rising after."""
    distance = sym.theta - sp.Rational(millionths, 10**6)
    return Inequality(0, distance * frozen(loss), strict=True, universal=False)


def _around(millionths: int) -> tuple[Instance, ...]:
    return tuple(binomial_at(sp.Rational(millionths + step, 10**6)) for step in (-1, 1, -300_000, 150_000))


_ARGMIN_JS, _ARGMIN_KL = 733_294, 815_516


argmin_js_of_binomial = Claim(
    statement=r"\arg\min_\theta\,2\,\mathrm{JSD}(p \| \mathrm{Binomial}(2, \theta)) = .733294,"
    r" \quad p = (.2, .2, .6)",
    reference=("Text000", "prose on separate losses"),
    sources=("S000-p7", "S002-p9"),
    conditions="in the sixth decimal: the gradient changes its sign between .733293 and .733295",
    remark="Where the minimax loss ends up in a model that cannot equal the data.",
    assertion=lambda: _turns_at(_ARGMIN_JS, minimax_at_best()),
    instances=lambda: _around(_ARGMIN_JS),
    controls=lambda: [
        Control("the other loss's minimiser", _turns_at(_ARGMIN_KL, minimax_at_best()), [binomial(77)]),
        Control("the other loss", _turns_at(_ARGMIN_JS, non_saturating_at_best()), [binomial(77)]),
        Control("a maximum", _turns_at(_ARGMIN_JS, -minimax_at_best())),
    ],
)

argmin_kl_of_mixture_of_binomial = Claim(
    statement=r"\arg\min_\theta\,2\,KL(m_\theta \| p) = .815516,"
    r" \quad m_\theta = \tfrac12(p + \mathrm{Binomial}(2, \theta)), \quad p = (.2, .2, .6)",
    reference=("Text000", "prose on separate losses"),
    sources=("S000-p7", "S002-p9"),
    conditions="in the sixth decimal: the gradient changes its sign between .815515 and .815517",
    remark="Where the non-saturating loss ends up: not at .733294, the minimiser of the JSD.",
    assertion=lambda: _turns_at(_ARGMIN_KL, non_saturating_at_best()),
    instances=lambda: _around(_ARGMIN_KL),
    controls=lambda: [
        Control("the minimiser of the JSD", _turns_at(_ARGMIN_JS, non_saturating_at_best()), [binomial(77)]),
        Control("the minimax loss", _turns_at(_ARGMIN_KL, minimax_at_best()), [binomial(77)]),
        Control("a maximum", _turns_at(_ARGMIN_KL, -non_saturating_at_best())),
    ],
)
