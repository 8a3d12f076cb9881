"""Every rule: valid applications are accepted and numerically right, broken ones are refused.

The numbers come from NumPy on random atoms, through SymPy's own lambdify; they share no code with the kernel.
"""

from dataclasses import replace

import numpy as np
import pytest
from sympy import Abs, Function, Integer, Rational, diff, exp, lambdify, log, symbols

from gantheory.assertions.kinds import VALUE_CHANGING_RULES, Derivation, Gradient, Step, side
from gantheory.divergences import integral, js, kl, reverse_kl, squared_hellinger
from gantheory.errors import UnknownNameError
from gantheory.methods.kernel import rules
from gantheory.methods.kernel.chain import first_broken_link
from gantheory.methods.kernel.rules import RULES
from gantheory.symbols import D, p, p_z, q, score, theta, x, z

a, b = symbols("a b", real=True)
parametric = 1 / (1 + exp(-a - b * x))
best = p / (p + q)
inverse = Function("Ginv")(x)
density = Function("p_z")
payoff = integral(p * log(D)) + integral(q * log(1 - D))
latent_payoff = integral(p * log(D)) + integral(p_z * log(1 - D))
value = integral(p * log(p / (p + q))) + integral(q * log(q / (p + q)))

# (rule, before, after, using): equal on all laws.
VALID = [
    ("linearity", integral(p * (log(D) + 3)), integral(p * log(D)) + 3 * integral(p), ()),
    ("linearity", integral((p + q) * D) - integral(q * D), integral(p * D), ()),
    ("logarithm", integral(p * log(p / (p + q))), integral(p * log(p)) - integral(p * log(p + q)), ()),
    ("logarithm", integral(p * log(p**2 * 4)), 2 * integral(p * log(2 * p)), ()),
    ("algebra", integral(q * log(1 - best)), integral(q * log(q / (p + q))), ()),
    ("definition", integral(p * log(p / q)), kl, ()),
    ("definition", integral(p * log(2 * p / (p + q)) / 2 + q * log(2 * q / (p + q)) / 2), js, ()),
    ("total mass", integral(p * (log(D) - 2)), integral(p * log(D)) - 2, ()),
    ("total mass", value, -log(4) + 2 * js, ()),
    ("total mass", squared_hellinger, 1 - integral((p * q) ** Rational(1, 2)), ()),
    ("substitute", payoff, integral(p * log(best)) + integral(q * log(1 - best)), ((D, best),)),
    ("law of the unconscious statistician", latent_payoff, payoff, ()),
    ("law of the unconscious statistician", payoff, latent_payoff, ()),
]

# (rule, before, after, using): each differs from a valid one by a classic slip.
BROKEN = [
    ("linearity", integral(p * (log(D) + 3)), integral(p * log(D)) + 3, ()),  # that is total mass
    ("linearity", integral(p * log(p / q)), integral(p * log(p)) - integral(p * log(q)), ()),  # that is logarithm
    ("linearity", integral(2 * p * log(D)), integral(p * log(D)), ()),
    ("logarithm", integral(p * log(p + q)), integral(p * log(p)) + integral(p * log(q)), ()),
    ("logarithm", integral(p * log(p / 2)), integral(p * log(p)), ()),
    ("algebra", value, -log(4) + 2 * js, ()),  # needs total mass
    ("algebra", integral(q * log(1 - best)), integral(q * log(best)), ()),
    ("definition", integral(p * log(p / q)), reverse_kl, ()),
    ("definition", integral(p * log(2 * p / (p + q)) + q * log(2 * q / (p + q))), js, ()),
    ("total mass", value, -log(2) + 2 * js, ()),
    ("total mass", value, -log(4) + js, ()),
    ("total mass", integral(p * D), Integer(1), ()),
    ("substitute", payoff, integral(p * log(best)) + integral(q * log(best)), ((D, best),)),
    ("law of the unconscious statistician", latent_payoff, integral(p * log(D)) + integral(p * log(1 - D)), ()),
    ("law of the unconscious statistician", integral(p_z * z * D), integral(q * x * D), ()),
    (
        "change of variables",
        latent_payoff,
        integral(p * log(D)) + integral(density(inverse) * log(1 - D)),
        ((z, inverse),),
    ),
    (
        "change of variables",
        latent_payoff,
        integral(p * log(D)) + integral(density(inverse) * diff(inverse, x) * log(1 - D)),
        ((z, inverse),),
    ),
    (
        "change of variables",
        latent_payoff,
        integral(p * log(D)) + integral(density(x**2) * Abs(2 * x) * log(1 - D)),
        ((z, x**2),),
    ),
    ("pushforward density", integral(density(inverse) * log(1 - D)), integral(q * log(1 - D)), ((z, inverse),)),
    ("differentiate under the integral", Gradient(kl), integral(p * score), ()),
    ("differentiate under the integral", kl, integral(-p * score), ()),
    ("add constant", payoff, integral(q * log(1 - D)), (D,)),
    ("add constant", integral(q * log(1 - D)), integral(q * log(1 - D)) + integral(q * D), (q,)),
    ("negate", payoff, payoff, ()),
    ("pointwise", payoff, p * log(D) + q * log(D), (D,)),
    ("pointwise", payoff, p * log(D) + q * log(1 - D), ()),
    (
        "pointwise",
        integral(p * log(parametric)) + integral(q * log(1 - parametric)),
        p * log(parametric) + q * log(1 - parametric),
        (D,),
    ),
    (
        "pointwise",
        integral(p * log(parametric)) + integral(q * log(1 - parametric)),
        p * log(parametric) + q * log(1 - parametric),
        (a,),
    ),
    ("differentiate", p * log(D) + q * log(1 - D), p / D + q / (1 - D), (D,)),
    ("set to zero", p / D - q / (1 - D), p * D - q * (1 - D), ()),
    ("set to zero", (D - p) * (D - q), D - p, ()),
    ("solve", p / D - q / (1 - D), q / (p + q), (D,)),
    ("solve", D - 2, Integer(2), (D,)),
    ("second-order condition", best, p / D**2 + q / (1 - D) ** 2, (D, "maximum")),
    ("Gibbs", -log(4) + 2 * js, -log(2), ("≥",)),
    ("Jensen", kl, Rational(1, 10), ("≥",)),
]

OTHER_STATEMENTS = [
    ("next", kl, js, ()),
    (
        "change of variables",
        latent_payoff,
        integral(p * log(D)) + integral(density(inverse) * Abs(diff(inverse, x)) * log(1 - D)),
        ((z, inverse),),
    ),
    (
        "change of variables",
        latent_payoff,
        integral(p * log(D)) + integral(density((1 - x) / 2) * log(1 - D) / 2),
        ((z, (1 - x) / 2),),
    ),
    (
        "pushforward density",
        integral(density(inverse) * Abs(diff(inverse, x)) * log(1 - D)),
        integral(q * log(1 - D)),
        ((z, inverse),),
    ),
    ("differentiate under the integral", Gradient(kl), integral(-p * score), ()),
    ("add constant", payoff, integral(q * log(1 - D)), (q,)),
    ("negate", payoff, -1 * payoff, ()),
    ("pointwise", latent_payoff, p * log(D) + q * log(1 - D), (D,)),
    ("differentiate", p * log(D) + q * log(1 - D), p / D - q / (1 - D), (D,)),
    ("set to zero", p / D - q / (1 - D), p * (1 - D) - q * D, ()),
    ("solve", p / D - q / (1 - D), best, (D,)),
    ("Gibbs", -log(4) + 2 * js, -log(4), ("≥",)),
    ("Jensen", js, log(2), ("≤",)),
]


def broken_link(rule, before, after, using, first=None):
    steps = [] if first is None else [Step(first)]
    steps += [Step(before, "start" if first is None else "differentiate", (D,) if first is not None else ())]
    return first_broken_link(Derivation((*steps, Step(after, rule, using))))


def number(line, rng, using):
    """A line's value on random laws of three atoms, G(z) = z, random D or what D is defined as, in float64."""
    line = side(line)
    laws = {"p": rng.dirichlet(np.ones(3)), "q": rng.dirichlet(np.ones(3)), "D": rng.uniform(0.1, 0.9, 3)}
    laws |= {"p_z": laws["q"], "x": np.arange(3.0)}
    for symbol, expression in using:
        laws[symbol.name] = lambdify((p, q), expression, "numpy")(laws["p"], laws["q"])
    total = complex(line.constant).real
    for coefficient, part in line.terms:
        free = sorted(part.expression.free_symbols, key=str)
        code = lambdify(free, part.expression, "numpy")
        total += complex(coefficient).real * np.sum(code(*(laws[str(s)] for s in free)) * np.ones(3))
    return total


@pytest.mark.parametrize(("rule", "before", "after", "using"), VALID)
def test_valid_steps_are_accepted_and_right(rule, before, after, using):
    assert broken_link(rule, before, after, using) is None
    for seed in range(5):
        lhs, rhs = (number(line, np.random.default_rng(seed), using) for line in (before, after))
        assert lhs == pytest.approx(rhs, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(("rule", "before", "after", "using"), OTHER_STATEMENTS)
def test_steps_to_another_statement_are_accepted(rule, before, after, using):
    assert broken_link(rule, before, after, using) is None


@pytest.mark.parametrize(("rule", "before", "after", "using"), BROKEN)
def test_broken_steps_are_refused_with_the_rule(rule, before, after, using):
    broken = broken_link(rule, before, after, using)
    assert broken is not None
    assert broken.decided
    assert f"'{rule}'" in str(broken)


def assert_all_refused():
    for row in BROKEN:
        test_broken_steps_are_refused_with_the_rule(*row)


def test_second_order_condition_needs_the_sign_and_the_derivative():
    f, slope = p * log(D) + q * log(1 - D), p / D - q / (1 - D)
    curvature = -p / D**2 - q / (1 - D) ** 2
    assert broken_link("second-order condition", slope, curvature, (D, "maximum"), first=f) is None
    assert broken_link("second-order condition", slope, curvature, (D, "minimum"), first=f) is not None
    assert broken_link("second-order condition", slope, -p / D**2, (D, "maximum"), first=f) is not None


def test_every_rule_is_tested_on_both_sides_and_documented():
    accepted = {row[0] for row in VALID + OTHER_STATEMENTS} | {"second-order condition"}
    refused = {row[0] for row in BROKEN} | {"next"}
    assert accepted == set(RULES) == refused
    assert all(rule.statement and rule.condition for rule in RULES.values())


def test_rules_and_reductions_agree_on_what_keeps_the_value():
    assert {name for name, rule in RULES.items() if not rule.keeps_value} == VALUE_CHANGING_RULES - {"start"}


def test_an_unknown_rule_is_the_author_s_error():
    with pytest.raises(UnknownNameError, match="linearity"):
        broken_link("lineraity", kl, kl, ())
    with pytest.raises(UnknownNameError, match="start"):
        broken_link("start", kl, kl, ())


@pytest.mark.parametrize(
    ("name", "hole"),
    [
        ("_change_of_variables", lambda link: None),
        ("_pointwise", lambda link: link.equal(link.lines[0].data, link.lines[1].constant)),
        ("_total_mass", lambda link: None),
        ("_solve", lambda link: link.equal(link.lines[0].constant.subs(D, link.lines[1].constant), 0)),
    ],
)
def test_a_hole_in_a_rule_is_caught_by_the_table(monkeypatch, name, hole):
    rule = next(r for r in RULES.values() if r.check.__name__ == name)
    monkeypatch.setitem(rules.RULES, rule.name, replace(rule, check=hole))
    with pytest.raises(AssertionError):
        assert_all_refused()


def test_gradient_and_theta_are_differentiated_together():
    quantity = theta * kl
    assert (
        broken_link("differentiate under the integral", Gradient(quantity), kl + integral(-theta * p * score), ())
        is None
    )
