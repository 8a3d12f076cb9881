"""A file of claims as a user would write it: one that holds, an inequality, and a misprint."""

from sympy import log

from gantheory.assertions import Claim, Control, Identity, Inequality, Instance, Misprint
from gantheory.distributions import Laplace, Normal, Uniform
from gantheory.divergences import js, kl, tv
from gantheory.games.game import value_at_optimum

PAIRS = [
    Instance(p=Normal(0, 1), q=Normal(1, 1)),
    Instance(p=Laplace(0, 1), q=Normal(1, 2)),
    Instance(p=Uniform(0, 1), q=Uniform(2, 3)),
]

my_value_eq_js = Claim(
    statement=r"C(G) = -\log 4 + 2\,\mathrm{JSD}(p \| q)",
    assertion=lambda: Identity(value_at_optimum, -log(4) + 2 * js),
    instances=lambda: PAIRS,
    controls=lambda: [Control("js counted once", Identity(value_at_optimum, -log(4) + js))],
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-e18",),
)

my_js_le_tv = Claim(
    statement=r"\mathrm{JSD} \le \log 2 \cdot \mathrm{TV}",
    assertion=lambda: Inequality(js, log(2) * tv),
    instances=lambda: PAIRS,
)

my_js_is_half_kl = Claim(
    statement=r"\mathrm{JSD}(p \| q) = \tfrac12 \mathrm{KL}(p \| q)",
    assertion=lambda: Misprint(Identity(js, kl / 2), Identity(2 * js, js + js)),
    instances=lambda: PAIRS,
)
