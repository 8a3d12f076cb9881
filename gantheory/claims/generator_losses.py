"""The generator's losses as objectives: minimax log(1-D) and non-saturating -log D, their signs and what falls with D.

Main results
------------
- `non_saturating_loss_is_minimax_loss_up_to_sign`: printed, refuted
- `negated_saturating_loss_has_no_maximum`: the objective to maximise exceeds every bound
- `saturating_loss_decreasing_in_output`, `generator_losses_decrease_together`: both fall as D(G(z)) rises
- `first_term_vanishes_for_generator`, `generator_minimises_second_term_of_loss`: printed, refuted

References: Goodfellow et al. 2014 (section 3).
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Claim, Control, Gradient, Identity, Inequality, Instance, Misprint
from gantheory.claims.fixed_discriminator import frozen, minimax_at_best, non_saturating_at_best
from gantheory.claims.generators import binomial, shifted
from gantheory.claims.lazily import sp, sym
from gantheory.claims.loss_slopes import non_saturating_in_D, outputs, over_outputs, saturating, slope
from gantheory.claims.value_function import data_term
from gantheory.distributions import Normal
from gantheory.divergences import expectation

TOPIC = "seeds"
CHAPTER = 11


non_saturating_loss_is_minimax_loss_up_to_sign = Claim(
    statement=r"L_G = -\log D(G(z)) = -\log(1 - D(G(z))): \text{ ``the difference is the difference in sign''}",
    reference=("Text000", "prose after the original paper's losses"),
    sources=("S000-p4",),
    conditions="for the discriminator's loss alone; for the generator D must become 1 - D as well",
    remark="At D = .2 the loss -log D is 1.609 and log(1 - D) is -.223: no sign leads from one to the other. "
    "The losses in the text are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=over_outputs(non_saturating_in_D(), -saturating()),
        corrected=over_outputs(non_saturating_in_D(), -saturating().subs(sym.D, 1 - sym.D)),
    ),
    instances=lambda: outputs(2, 7),
    controls=lambda: [
        Control("the same sign", over_outputs(non_saturating_in_D(), saturating())),
        Control(
            "the corrected, with its sign changed",
            over_outputs(non_saturating_in_D(), saturating().subs(sym.D, 1 - sym.D)),
        ),
    ],
)


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
    assertion=lambda: _exceeds(_bound(), -saturating()),
    instances=lambda: (Instance(M=1), Instance(M=20)),
    controls=lambda: [
        Control("the supremum of log D: never above 0", _exceeds(_bound(), sp.log(sym.D))),
        Control("the loss with the sign of (4)", _exceeds(_bound(), saturating())),
        Control("above 2M", _exceeds(2 * _bound(), -saturating())),
    ],
)


def _falls(loss: Any) -> Inequality:
    return Inequality(slope(loss), 0, strict=True, domain={sym.D: (0, 1)})


saturating_loss_decreasing_in_output = Claim(
    statement=r"\min_G E_z[\log(1 - D(G(z)))]: \quad \frac{d}{dD} \log(1 - D) = -\frac{1}{1 - D} < 0",
    reference=("Text001", "equation (4)"),
    sources=("S001-3", "S001-4", "S002-e8"),
    conditions="for 0 < D < 1; V(G) in (3) is minus this loss, which is maximised",
    remark="Minimising it raises D(G(z)), as maximising its negative does. S002-e8 is reconstructed.",
    assertion=lambda: _falls(saturating()),
    instances=lambda: outputs(1, 9),
    controls=lambda: [
        Control("the form of (3), minimised", _falls(-saturating())),
        Control("log D, minimised", _falls(sp.log(sym.D))),
        Control("D itself, minimised", _falls(sym.D)),
    ],
)


def _fall_together(loss: Any) -> Inequality:
    """The slopes of `loss` and of the minimax loss have one sign."""
    return Inequality(0, slope(loss) * slope(saturating()), strict=True, domain={sym.D: (0, 1)})


generator_losses_decrease_together = Claim(
    statement=r"\frac{d}{dD} \log(1 - D) \cdot \frac{d}{dD}[-\log D] = \frac{1}{D(1 - D)} > 0",
    reference=("Goodfellow2014", "section 3"),
    sources=("S002-p9",),
    conditions="for the losses log(1 - D) and -log D, two of many that fall as D rises",
    remark="To fool the discriminator does not imply the loss log(1 - D). Every loss that falls in D(G(z)) does it; "
    "their optima differ (`argmin_js_of_binomial`, `argmin_kl_of_mixture_of_binomial`).",
    assertion=lambda: _fall_together(non_saturating_in_D()),
    instances=lambda: outputs(1, 9),
    controls=lambda: [
        Control("without the condition: the loss -log(1 - D), which rises", _fall_together(-saturating())),
        Control(
            "without the condition: the loss (D - ½)², which turns", _fall_together((sym.D - sp.Rational(1, 2)) ** 2)
        ),
        Control(
            "the same optimum: equal gradients in a binomial model",
            Identity(frozen(minimax_at_best()), frozen(non_saturating_at_best()), universal=False),
            [binomial(77)],
        ),
    ],
)

first_term_vanishes_for_generator = Claim(
    statement=r"\text{training } G \text{ ``nullifies the first term'': } E_{p_{data}}[\log D(x)] = 0",
    reference=("Text002", "line 96"),
    sources=("S002-p4",),
    conditions="for its gradient in the generator's parameter, ∂θ E[log D(x)] = 0",
    remark="The term does not depend on G, but it stays where it was: -1.0890217 for data N(0, 1) and "
    "D = σ(1.3x - .4).",
    assertion=lambda: Misprint(
        as_printed=Identity(data_term(), 0),
        corrected=Identity(Gradient(data_term()), 0),
    ),
    instances=lambda: (shifted(Normal(0, 1), 1, logit=(13 * sym.x - 4) / 10),),
    controls=lambda: [
        Control("the second term has no gradient either", Identity(Gradient(expectation(sym.q, sp.log(1 - sym.D))), 0)),
        Control("the first term is -log 2, as at D = ½", Identity(data_term(), -sp.log(2))),
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
    instances=lambda: outputs(1, 9),
    controls=lambda: [
        Control("the first term of V", _falls(sp.log(sym.D))),
        Control("log D - log(1 - D), the logit", _falls(sp.log(sym.D) - sp.log(1 - sym.D))),
    ],
)
