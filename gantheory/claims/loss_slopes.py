"""Slopes of the generator's losses log(1-D) and -log D in the output D and in its logit: which is steeper, and where.

Main results
------------
- `slope_of_log_gt_slope_of_log_complement`: log D is the steeper one for D < ½, and only there
- `saturating_logit_slope_eq_neg_output`: the minimax loss saturates where D rejects the sample
- `logit_slope_ratio_of_losses_eq_odds`: per logit both losses point the same way

References: Goodfellow et al. 2014 (section 3); Goodfellow 2016 (section 3.2.3).
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Claim, Control, Identity, Inequality, Instance
from gantheory.claims.lazily import sp, sym
from gantheory.games import minimax, non_saturating

TOPIC = "seeds"
CHAPTER = 12


def outputs(*tenths: int) -> tuple[Instance, ...]:
    """Values of D(G(z))."""
    return tuple(Instance(D=sp.Rational(n, 10)) for n in tenths)


def saturating() -> Any:
    return minimax.in_D(minimax.generator_cost)


def non_saturating_in_D() -> Any:
    return non_saturating.in_D(non_saturating.generator_cost)


def over_outputs(lhs: Any, rhs: Any) -> Identity:
    return Identity(lhs, rhs, {sym.D: (0, 1)})


def slope(loss: Any) -> Any:
    return sp.diff(loss, sym.D)


def logit_slope(loss: Any) -> Any:
    """∂/∂a of a loss of D = σ(a): dD/da = D(1-D)."""
    return slope(loss) * sym.D * (1 - sym.D)


def _ratio_is(ratio: Any) -> Identity:
    """Ratio of the slopes of log D and log(1-D), in size."""
    return over_outputs(slope(sp.log(sym.D)) / -slope(sp.log(1 - sym.D)), ratio)


slope_ratio_of_log_and_log_complement_eq_odds = Claim(
    statement=r"\frac{|d \log x / dx|}{|d \log(1 - x) / dx|} = \frac{1/x}{1/(1 - x)} = \frac{1 - x}{x}",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-p6",),
    conditions="for 0 < x < 1",
    remark="99 at x = .01, 1 at ½, .111 at .9. The formulas in the text are reconstructed.",
    assertion=lambda: _ratio_is((1 - sym.D) / sym.D),
    instances=lambda: (Instance(D=sp.Rational(1, 100)), *outputs(5, 9)),
    controls=lambda: [
        Control("the inverse", _ratio_is(sym.D / (1 - sym.D))),
        Control("1/x alone", _ratio_is(1 / sym.D)),
        Control("the sign of the slope of log(1 - x) kept", _ratio_is((sym.D - 1) / sym.D)),
    ],
)


def _steeper(low: Any, high: Any, *, swapped: bool = False) -> Inequality:
    slopes = (-slope(sp.log(1 - sym.D)), slope(sp.log(sym.D)))
    return Inequality(*(slopes[::-1] if swapped else slopes), strict=True, domain={sym.D: (low, high)})


slope_of_log_gt_slope_of_log_complement = Claim(
    statement=r"\left|\frac{d}{dx} \log x\right| > \left|\frac{d}{dx} \log(1 - x)\right| \text{ for } 0 < x < \tfrac12",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-p6",),
    conditions="0 < x < ½",
    remark="Beyond ½ log(1 - x) is the steeper one. The formulas in the text are reconstructed.",
    assertion=lambda: _steeper(0, sp.Rational(1, 2)),
    instances=lambda: (Instance(D=sp.Rational(1, 100)), *outputs(4)),
    controls=lambda: [
        Control("without the condition: x = .9", _steeper(0, 1), outputs(9)),
        Control("at x = ½ already", _steeper(0, 1), outputs(5)),
        Control("log(1 - x) is the steeper", _steeper(0, sp.Rational(1, 2), swapped=True)),
    ],
)


def logit_slopes_below(low: int, high: Any, *, swapped: bool = False) -> Inequality:
    """|∂ log(1-σ)| = D < 1-D = |∂ log σ| in the logit."""
    slopes = (-logit_slope(saturating()), -logit_slope(non_saturating_in_D()))
    return Inequality(*(slopes[::-1] if swapped else slopes), strict=True, domain={sym.D: (low, high)})


saturating_logit_slope_eq_neg_output = Claim(
    statement=r"\frac{\partial}{\partial a} \log(1 - \sigma(a)) = -\sigma(a)",
    reference=("Goodfellow2016tutorial", "section 3.2.3"),
    sources=("S000-p7", "S001-4"),
    conditions="for every logit a; D = σ(a)",
    remark="The minimax loss has no slope where D rejects the sample with confidence: it saturates.",
    assertion=lambda: over_outputs(logit_slope(saturating()), -sym.D),
    instances=lambda: outputs(1, 9),
    controls=lambda: [
        Control("the slope of -log σ(a)", over_outputs(logit_slope(saturating()), sym.D - 1)),
        Control("the sign", over_outputs(logit_slope(saturating()), sym.D)),
        Control("the slope in D", over_outputs(slope(saturating()), -sym.D)),
    ],
)


def _logit_ratio_is(ratio: Any) -> Identity:
    return over_outputs(logit_slope(non_saturating_in_D()) / logit_slope(saturating()), ratio)


logit_slope_ratio_of_losses_eq_odds = Claim(
    statement=r"\frac{\partial_a[-\log \sigma(a)]}{\partial_a \log(1 - \sigma(a))} = \frac{-(1 - D)}{-D}"
    r" = \frac{1 - D}{D}, \quad D = \sigma(a)",
    reference=("Goodfellow2016tutorial", "section 3.2.3"),
    sources=("S000-p7",),
    conditions="for every logit a",
    remark="Per logit both losses point the same way, for the ratio is positive: 9 at D = .1, 1 at ½, .111 at .9.",
    assertion=lambda: _logit_ratio_is((1 - sym.D) / sym.D),
    instances=lambda: outputs(9, 5, 1),
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
    assertion=lambda: logit_slopes_below(0, sp.Rational(1, 2)),
    instances=lambda: outputs(1, 4),
    controls=lambda: [
        Control("without the condition: D = .9", logit_slopes_below(0, 1), outputs(9)),
        Control("at D = ½ already", logit_slopes_below(0, 1), outputs(5)),
        Control("the minimax loss is the steeper", logit_slopes_below(0, sp.Rational(1, 2), swapped=True)),
    ],
)
