"""The game "for a single datapoint": what is lost with the expectations.

Main results
------------
- `min_of_max_of_expectations_ge_neg_log_four`: the game with its expectations
- `pairwise_sup_eq_zero`, `pairwise_max_eq_neg_log_four_of_copy`: one datum against one sample, unequal or equal
- `max_value_as_mean_of_pairwise_suprema`: supremum and expectation exchanged, refuted

References: Goodfellow et al. 2014 (theorem 1).
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import Assertion, Claim, Control, Identity, Inequality, Instance, Limit, Misprint, Optimum
from gantheory.claims import pairs
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Normal
from gantheory.divergences import js
from gantheory.games import minimax
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"
CHAPTER = 4


min_of_max_of_expectations_ge_neg_log_four = Claim(
    statement=r"\min_G \max_D \{E[\log D(x)] + E[\log(1 - D(G(z)))]\} = -\log 4",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S000-e9",),
    conditions="expectations are taken over x and z; the minimum is at p_g = p_data",
    remark="Reconstructed. Without the expectations each pair with x ≠ G(z) has the inner supremum 0, which "
    "knows nothing of the laws.",
    assertion=lambda: Inequality(
        -sp.log(4),
        minimax.value(sym.p / (sym.p + sym.q)),
        equality_at=Instance(p=Normal(0, 1), q=Normal(0, 1)),
    ),
    instances=lambda: pairs.SMOOTH[:2] + pairs.FINITE[:1],
    controls=lambda: [
        Control(
            "without the condition: the supremum 0 of every pair",
            Identity(minimax.value(sym.p / (sym.p + sym.q)), 0),
        ),
        Control(
            "-log 2 instead of -log 4",
            Inequality(-sp.log(2), minimax.value(sym.p / (sym.p + sym.q))),
        ),
    ],
)


def _pairwise_supremum(value: Any) -> Assertion:
    gap = sp.Symbol("epsilon", positive=True)
    return Limit(
        sp.log(1 - gap) + sp.log(1 - gap),
        gap,
        0,
        value,
        rate=4 * gap,
        points=(sp.Rational(1, 10), sp.Rational(1, 1000), sp.Rational(1, 10**6)),
    )


pairwise_sup_eq_zero = Claim(
    statement=r"x \ne G(z) \implies \sup_D \{\log D(x) + \log(1 - D(G(z)))\} = 0",
    reference=("Text002", "line 114"),
    sources=("S000-e9", "S002-e9"),
    conditions="D is free at the two points; the supremum is approached as D(x) = 1 - ε, D(G(z)) = ε, ε → 0",
    remark="Both terms are negative, and both tend to 0: for a single pair there is nothing to weigh.",
    assertion=lambda: _pairwise_supremum(0),
    controls=lambda: [
        Control("-log 4, the value at D = ½", _pairwise_supremum(-sp.log(4))),
        Control("-log 2", _pairwise_supremum(-sp.log(2))),
        Control("1", _pairwise_supremum(1)),
    ],
)


def _copied_datum(value: Any, argument: Any) -> Assertion:
    return Optimum(sp.log(sym.D) + sp.log(1 - sym.D), over={sym.D: (0, 1)}, argument={sym.D: argument}, value=value)


pairwise_max_eq_neg_log_four_of_copy = Claim(
    statement=r"x = G(z) \implies \max_D \{\log D(x) + \log(1 - D(G(z)))\} = -\log 4",
    reference=("Text002", "line 114"),
    sources=("S000-e9", "S002-e9"),
    conditions="the generator copies the datum; the maximum is at D(x) = ½",
    remark="This is the printed min-max for a single datapoint: it is reached by copying it, whatever the laws.",
    assertion=lambda: _copied_datum(-sp.log(4), sp.Rational(1, 2)),
    controls=lambda: [
        Control("0, the supremum for x ≠ G(z)", _copied_datum(0, sp.Rational(1, 2))),
        Control("-log 2", _copied_datum(-sp.log(2), sp.Rational(1, 2))),
        Control(
            "at D = ⅔",
            _copied_datum(sp.log(sp.Rational(2, 9)), sp.Rational(2, 3)),
        ),
    ],
)

max_value_as_mean_of_pairwise_suprema = Claim(
    statement=r"\max_D V(G, D) = E_{x, z}[\sup_D \{\log D(x) + \log(1 - D(G(z)))\}] = 0",
    reference=("Text002", "line 114"),
    sources=("S002-e9",),
    conditions="never, unless p_data and p_g are mutually singular; the maximum is -log 4 + 2·JSD",
    remark="Supremum and expectation may not be exchanged: one D has to serve all points. For N(0, 1) against "
    "N(1, 1) the mean of the suprema is 0, the supremum of the mean -1.163451.",
    assertion=lambda: Misprint(
        as_printed=Identity(value_at_optimum, 0),
        corrected=Identity(value_at_optimum, -sp.log(4) + 2 * js),
    ),
    instances=lambda: (pairs.SMOOTH[0], pairs.FINITE[0]),
)
