"""The generator's problem once D is optimal: C(G) = -log 4 + 2·JSD(p_data‖p_g) and its minimum.

Main results
------------
- `value_at_optimal_discriminator_eq_js`: C(G) = -log 4 + 2·JSD
- `js_form_of_optimal_value_derivation`: the chain by which one gets there, line by line
- `value_kl_with_ratio_arguments`: the misprinted last line of that chain, refuted

References: Goodfellow et al. 2014 (Theorem 1).
"""

from __future__ import annotations

from gantheory.assertions import (
    Assertion,
    Claim,
    Control,
    Identity,
    Inequality,
    Instance,
    Misprint,
)
from gantheory.claims import pairs
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Normal
from gantheory.divergences import integral, js
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"


value_at_optimal_discriminator_eq_js = Claim(
    statement=r"C(G) = \max_D V(G, D) = -\log 4 + 2\,\mathrm{JSD}(p_{data} \| p_g)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-e14", "S000-e18"),
    conditions="for all laws p_data, p_g",
    remark="What D cannot tell apart is what the generator has achieved: the gap to -log 4 is twice the JSD.",
    assertion=lambda: Identity(value_at_optimum, -sp.log(4) + 2 * js),
    instances=lambda: pairs.ALL,
    controls=lambda: [
        Control("2·JSD without the 2", Identity(value_at_optimum, -sp.log(4) + js)),
        Control("-log 2 instead of -log 4", Identity(value_at_optimum, -sp.log(2) + 2 * js)),
    ],
)

optimal_value_ge_neg_log_four = Claim(
    statement=r"C(G) \ge -\log 4",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-p11",),
    conditions="for all laws p_data, p_g; equality at p_g = p_data",
    assertion=lambda: Inequality(
        -sp.log(4), value_at_optimum, equality_at=Instance(p=Normal(0, 1), q=Normal(0, 1))
    ),
    instances=lambda: pairs.ALL,
)


def _value_with_ratio_arguments() -> Assertion:
    p, q = sym.p, sym.q
    ratio = p / (p + q)
    printed = integral(p * sp.log(p / ratio)) + integral(q * sp.log(q / ratio)) - 2 * sp.log(2)
    middle = (p + q) / 2
    corrected = integral(p * sp.log(p / middle)) + integral(q * sp.log(q / middle)) - 2 * sp.log(2)
    return Misprint(
        as_printed=Identity(value_at_optimum, printed), corrected=Identity(value_at_optimum, corrected)
    )


value_kl_with_ratio_arguments = Claim(
    statement=r"C(G) = KL(p_{data} \| \tfrac{p_{data}}{p_{data}+p_g}) - \log 2 + KL(p_g \| \tfrac{p_{data}}{p_{data}+p_g}) - \log 2",
    reference=("Text001", "equation (18)"),
    sources=("S001-18",),
    conditions="never; with (p_data + p_g)/2 as second arguments it holds for all laws",
    remark="A ratio of densities is no density. The second arguments must be the mixture (p_data + p_g)/2.",
    assertion=_value_with_ratio_arguments,
    instances=lambda: pairs.SMOOTH,
)
