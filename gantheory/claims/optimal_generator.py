"""The generator's problem once D is optimal: C(G) = -log 4 + 2·JSD(p_data‖p_g) and its minimum.

Main results
------------
- `value_at_optimal_discriminator_eq_js`: C(G) = -log 4 + 2·JSD
- `js_form_of_optimal_value`: the chain by which one gets there, line by line
- `optimal_value_ge_neg_log_four`, `optimal_value_ge_hellinger_gap`: the minimum -log 4, and that only p_g = p_data
  reaches it
- `optimal_value_kl_with_ratio_arguments`: the misprinted last line of that chain

References: Goodfellow et al. 2014 (Theorem 1); Lin 1991.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import (
    Claim,
    Control,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Instance,
    Misprint,
    Step,
)
from gantheory.claims import pairs
from gantheory.claims.generators import shifted
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Mixture, Normal, Uniform
from gantheory.divergences import Functional, integral, js, kl, squared_hellinger
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 8


def _kl_to(law: Any, *, of: Any) -> Functional:
    """∫of·log(of/law)."""
    return integral(of * sp.log(of / law))


def _mixture() -> Any:
    return (sym.p + sym.q) / 2


value_at_optimal_discriminator_eq_js = Claim(
    statement=r"C(G) = \max_D V(G, D) = -\log 4 + 2\,\mathrm{JSD}(p_{data} \| p_g)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-e14", "S000-e18", "S001-14"),
    conditions="for all laws p_data, p_g",
    remark="What D cannot tell apart is what the generator has achieved: the gap to -log 4 is twice the JSD.",
    assertion=lambda: Identity(value_at_optimum, -sp.log(4) + 2 * js),
    instances=lambda: pairs.TELLING,
    controls=lambda: [
        Control("2·JSD without the 2", Identity(value_at_optimum, -sp.log(4) + js)),
        Control("-log 2 instead of -log 4", Identity(value_at_optimum, -sp.log(2) + 2 * js)),
    ],
)


def _chain() -> Derivation:
    p, q, log = sym.p, sym.q, sp.log
    return Derivation(
        (
            Step(integral(p * log(p / (p + q))) + integral(q * log(q / (p + q))), note="V at D*; equation (14)"),
            Step(
                integral(p * (log(p / _mixture()) - log(2))) + integral(q * (log(q / _mixture()) - log(2))),
                "logarithm",
                note="p + q is twice the mixture; equations (15), (16)",
            ),
            Step(
                _kl_to(_mixture(), of=p) - log(2) * integral(p) + _kl_to(_mixture(), of=q) - log(2) * integral(q),
                "linearity",
                note="equation (17)",
            ),
            Step(
                _kl_to(_mixture(), of=p) + _kl_to(_mixture(), of=q) - 2 * log(2),
                "total mass",
                note="equation (18), with the mixture as second argument",
            ),
            Step(-log(4) + 2 * js, "definition", note="twice the mean of both divergences is 2·JSD"),
        )
    )


js_form_of_optimal_value = Claim(
    statement=r"E_p \log\frac{p}{p+q} + E_q \log\frac{q}{p+q} = \dots = -\log 4 + 2\,\mathrm{JSD}(p \| q)",
    reference=("Goodfellow2014", "proof of Theorem 1"),
    sources=("S000-e14", "S000-e15", "S000-e16", "S000-e18", "S001-14", "S001-15", "S001-16", "S001-p7"),
    conditions="for all laws p = p_data, q = p_g",
    remark="The constant -log 4 is one log 2 for each of the two integrals, which have total mass 1. The second text "
    "stops one line before the end; the first text's formulas are reconstructed.",
    assertion=_chain,
    instances=lambda: (pairs.SMOOTH[0], pairs.BOUNDED[0], pairs.FINITE[0]),
    controls=lambda: [
        Control(
            "log 2 pulled out of one integral only",
            Identity(value_at_optimum, _kl_to(_mixture(), of=sym.p) + _kl_to(_mixture(), of=sym.q) - sp.log(2)),
        )
    ],
)

js_eq_mean_kl_to_mixture = Claim(
    statement=r"\mathrm{JSD}(p\|q) = \tfrac12 KL(p \| m) + \tfrac12 KL(q \| m), \quad m = \tfrac12(p+q)",
    reference=("Lin1991", "equation (3.4)"),
    sources=("S000-e17",),
    conditions="for all laws p, q",
    remark="Reconstructed: the text's formula is lost. The library computes JSD as E_m[log 2 - h_b(D*)], another form.",
    assertion=lambda: Identity(js, (_kl_to(_mixture(), of=sym.p) + _kl_to(_mixture(), of=sym.q)) / 2),
    instances=lambda: pairs.TELLING,
    controls=lambda: [
        Control("without the halves", Identity(js, _kl_to(_mixture(), of=sym.p) + _kl_to(_mixture(), of=sym.q))),
        Control(
            "arguments of KL swapped",
            Identity(js, (_kl_to(sym.p, of=_mixture()) + _kl_to(sym.q, of=_mixture())) / 2),
            pairs.SMOOTH[:2],
        ),
    ],
)

value_as_kl_to_mixture = Claim(
    statement=r"C(G) = -\log 4 + KL(p_{data} \| \tfrac{p_{data}+p_g}{2}) + KL(p_g \| \tfrac{p_{data}+p_g}{2})",
    reference=("Goodfellow2014", "equation (5)"),
    sources=("S000-e16",),
    conditions="for all laws p_data, p_g",
    remark="Reconstructed: the text's formula is lost.",
    assertion=lambda: Identity(
        value_at_optimum, -sp.log(4) + _kl_to(_mixture(), of=sym.p) + _kl_to(_mixture(), of=sym.q)
    ),
    instances=lambda: pairs.TELLING,
    controls=lambda: [
        Control(
            "p and q themselves as second arguments",
            Identity(value_at_optimum, -sp.log(4) + _kl_to(sym.q, of=sym.p) + _kl_to(sym.p, of=sym.q)),
            pairs.SMOOTH[:2],
        )
    ],
)


def _ratio_arguments() -> Misprint:
    p, q = sym.p, sym.q
    ratio = p / (p + q)
    printed = _kl_to(ratio, of=p) + _kl_to(ratio, of=q) - 2 * sp.log(2)
    corrected = _kl_to(_mixture(), of=p) + _kl_to(_mixture(), of=q) - 2 * sp.log(2)
    return Misprint(Identity(value_at_optimum, printed), Identity(value_at_optimum, corrected))


optimal_value_kl_with_ratio_arguments = Claim(
    statement=r"C(G) = KL(p_{data} \| \tfrac{p_{data}}{p_{data}+p_g}) - \log 2"
    r" + KL(p_g \| \tfrac{p_{data}}{p_{data}+p_g}) - \log 2",
    reference=("Text001", "equation (18)"),
    sources=("S001-18",),
    conditions="never; with (p_data + p_g)/2 as second arguments it holds for all laws",
    remark="A ratio of densities is no density. The second arguments must be the mixture (p_data + p_g)/2.",
    assertion=_ratio_arguments,
    instances=lambda: (
        pairs.SMOOTH[0],
        Instance(p=Normal(0, 1), q=Normal(0, 1)),
        Instance(p=Normal(0, 3), q=Normal(3, 3)),
    ),
    controls=lambda: [
        Control(
            "p + q without the half",
            Identity(
                value_at_optimum,
                _kl_to(sym.p + sym.q, of=sym.p) + _kl_to(sym.p + sym.q, of=sym.q) - 2 * sp.log(2),
            ),
        )
    ],
)

optimal_value_ge_neg_log_four = Claim(
    statement=r"\min_G C(G) = -\log 4, \text{ reached at } p_g = p_{data}",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-p11", "S001-p10"),
    conditions="over all laws p_g, with D optimal at every p_g and V itself minimised",
    remark="The text leaves out that the minimum is -log 4, that D is optimal at every step, and that V is minimised, "
    "not -log D.",
    assertion=lambda: Inequality(-sp.log(4), value_at_optimum, equality_at=Instance(p=Normal(0, 1), q=Normal(0, 1))),
    instances=lambda: pairs.TELLING,
    controls=lambda: [
        Control("minimum -log 2", Inequality(-sp.log(2), value_at_optimum)),
        Control(
            "without the condition that D is optimal",
            Inequality(-sp.log(4), minimax.value()),
            _with_poor_discriminator(),
        ),
    ],
)


def _with_poor_discriminator() -> tuple[Instance, ...]:
    return (Instance(p=Normal(0, 1), q=Normal(0, 1), logit=2 * sym.x),)


optimal_value_ge_hellinger_gap = Claim(
    statement=r"C(G) \ge -\log 4 + 2\log 2 \cdot H^2(p_{data}, p_g)",
    reference=("Goodfellow2014", "Theorem 1, equality case"),
    sources=("S000-p11",),
    conditions="for all laws p_data, p_g; H² = 1 - ∫√(pq)",
    remark="The equality case: C(G) = -log 4 forces H = 0, hence p_g = p_data almost everywhere.",
    assertion=lambda: Inequality(
        -sp.log(4) + 2 * sp.log(2) * squared_hellinger,
        value_at_optimum,
        equality_at=Instance(p=Uniform(0, 1), q=Uniform(2, 3)),
    ),
    instances=lambda: pairs.TELLING,
    controls=lambda: [
        Control(
            "with 3·log 2, beyond the sharp constant",
            Inequality(-sp.log(4) + 3 * sp.log(2) * squared_hellinger, value_at_optimum),
        )
    ],
)

optimal_value_le_zero = Claim(
    statement=r"C(G) \le 0, \text{ with equality for mutually singular laws}",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S001-p10",),
    conditions="for all laws p_data, p_g",
    remark="JSD is at most log 2, so that C(G) lies in [-log 4, 0].",
    assertion=lambda: Inequality(value_at_optimum, 0, equality_at=Instance(p=Uniform(0, 1), q=Uniform(2, 3))),
    instances=lambda: pairs.TELLING,
    controls=lambda: [
        Control("C ≤ -½", Inequality(value_at_optimum, -sp.Rational(1, 2))),
        Control("2·JSD ≤ ½", Inequality(2 * js, sp.Rational(1, 2))),
    ],
)


def _two_modes() -> tuple[Instance, ...]:
    modes = Mixture(["1/2", "1/2"], [Normal(-2, "1/2"), Normal(2, "1/2")])
    return (shifted(modes, 0),)


stationary_generator_need_not_match_data = Claim(
    statement=r"\partial_\theta C(G_\theta) = 0 \text{ at } \theta = 0, \text{ although } p_{\theta} \ne p_{data}",
    reference=("Goodfellow2014", "Section 4.2, remark on parametric families"),
    sources=("S001-p10",),
    conditions="p_data = ½N(-2, ½²) + ½N(2, ½²), p_θ = N(θ, 1)",
    remark="That p_g = p_data at convergence is a statement about the minimum over all laws. In a parametric family "
    "a stationary point can be another law.",
    assertion=lambda: Identity(Gradient(value_at_optimum), 0, universal=False),
    instances=_two_modes,
    controls=lambda: [
        Control("C = -log 4 at the stationary point", Identity(value_at_optimum, -sp.log(4), universal=False)),
        Control("slope 1/10 of KL(p‖q) there", Identity(Gradient(kl), sp.Rational(1, 10), universal=False)),
        Control(
            "stationary at θ = 1 as well",
            Identity(Gradient(value_at_optimum), 0, universal=False),
            tuple(instance.at(theta=1) for instance in _two_modes()),
        ),
    ],
)
