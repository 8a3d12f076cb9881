"""Every rule: valid applications are accepted and numerically right, broken ones are refused.

The numbers come from NumPy on random atoms, through SymPy's own lambdify; they share no code with the kernel.
"""

from dataclasses import replace

import numpy as np
import pytest
from sympy import Abs, Function, Integer, Piecewise, Rational, atan, diff, exp, lambdify, log, sqrt, symbols

from gantheory.assertions.kinds import VALUE_CHANGING_RULES, Derivation, Gradient, Step, side
from gantheory.divergences import integral, js, kl, reverse_kl, squared_hellinger
from gantheory.errors import InvalidParameterError, UnknownNameError
from gantheory.methods.kernel import rules
from gantheory.methods.kernel.chain import first_broken_link
from gantheory.methods.kernel.rules import RULES
from gantheory.methods.symbolic import judge_derivation
from gantheory.symbols import D, p, p_z, prior, q, score, theta, x, z
from gantheory.verdict import Status

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
    ("substitute", payoff, integral(p * log(best)) + integral(q * log(1 - best)), ((D, best),)),
    ("substitute", prior * log(D), log(D) / 2, ((prior, Rational(1, 2)),)),
    ("substitute", log(D) / 2, prior * log(D), ((prior, Rational(1, 2)),)),
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
    ("Jensen", js, log(2), ("<=",)),
    ("Gibbs", kl, Integer(0), (">=",)),
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


y, px, qx = symbols("y px qx", positive=True)
u, v = symbols("u v", real=True)
constant_payoff = p * log(a) + q * log(1 - a)
jump = Piecewise((1, u < 1), (0, True))

# False, or claiming nothing: each was once accepted.
UNSOUND = [
    (Step(kl), Step(0, "Gibbs", ("≤",))),
    (Step(kl), Step(0, "Gibbs", ("<=",))),
    (Step(kl), Step(0, "Gibbs")),
    (Step(kl), Step(0, "Gibbs", ("≥", "≤"))),
    (Step(log(y)), Step(1 / y, "second-order condition", (y, "minimum"))),
    (Step(log(y)), Step(-1 / y**2, "second-order condition", (y, "minimum"))),
    (Step(log(y)), Step(-1 / y**2, "second-order condition", (y,))),
    (Step(1 / y), Step(-1 / y**2, "differentiate", (y,)), Step(-6 / y**4, "second-order condition", (y, "maximum"))),
    (
        Step(log(y)),
        Step(1 / y, "differentiate", (y,)),
        Step(-1 / y**2, "differentiate", (y,)),
        Step(2 / y**3, "second-order condition", (y, "minimum")),
    ),
    (Step(log(y)), Step(js - 1 / y**2, "second-order condition", (y, "maximum"))),
    (Step(px / y - qx / (1 - y)), Step(js + px / (px + qx), "solve", (y,))),
    (Step(js + px / y - qx / (1 - y)), Step(px / (px + qx), "solve", (y,))),
    (Step(kl + D - p), Step(D - p, "set to zero")),
    (Step(D - p), Step(kl + D - p, "set to zero")),
    (Step(Integer(0)), Step(Rational(1, 2), "solve", (D,))),
    (Step((a - 1) * (y - 2)), Step(Integer(2), "solve", (y,))),
    (
        Step(integral(constant_payoff)),
        Step(constant_payoff, "pointwise", (a,)),
        Step(p / a - q / (1 - a), "differentiate", (a,)),
        Step(best, "solve", (a,)),
    ),
    (Step(integral(p * theta**2)), Step(p * theta**2, "pointwise", (theta,))),
    (Step(integral(p * log(p))), Step(p * log(p), "pointwise", (p,))),
    (Step(integral(p * log(D))), Step(p * log(D), "pointwise", (symbols("D"),))),
    (Step(kl), Step(kl + integral(q * log(q)), "add constant", (theta,))),
    (Step(kl), Step(kl + integral(q * score * D), "add constant", (q,))),
    (Step(kl), Step(kl + integral(q * log(D)), "add constant", (p_z,))),
    (Step(kl), Step(kl + jump, "add constant", (u,))),
    (Step(kl), Step(kl + atan(v - 1) + atan(1 / (v - 1)), "add constant", (v,))),
    (Step(kl), Step(kl + y, "add constant", (symbols("y"),))),
    (Step(D**2), Step(0, "differentiate", (symbols("D"),))),
    (Step(theta * q), Step(q, "differentiate", (theta,))),
    (Step(kl),),
    (Step(kl), Step(js, "next")),
    (Step(kl, "Gibbs", ("≥",)),),
    (Step(kl), Step(0, "substitute", ((q, p),))),
    (Step(kl), Step(0, "substitute", ((p, q),))),
    (Step(kl), Step(kl, "substitute")),
    (Step(integral(p * theta)), Step(0, "substitute", ((theta, 0),))),
    (Step(latent_payoff), Step(latent_payoff.subs(D, best), "substitute", ((D, best),))),
    (
        Step(integral(p * log(best))),
        Step(integral(p * log(y)), "substitute", ((y, best),)),
        Step(log(y), "total mass"),
    ),
    (Step(log(D)), Step(log(2), "substitute", ((D, 2),))),
]

# True, though the normal form does not know all relations between roots.
TRUE_BUT_HARD = [
    (Step(sqrt(3 + 2 * sqrt(2))), Step(1 + sqrt(2), "algebra")),
    (Step(integral(p * sqrt(3 + 2 * sqrt(2)))), Step(integral(p * (1 + sqrt(2))), "algebra")),
    (Step(integral(p * sqrt(3 + 2 * sqrt(2)))), Step(1 + sqrt(2), "total mass")),
    (
        Step(integral(p * log(p**4 + q**4))),
        Step(integral(p * log(p**2 + sqrt(2) * p * q + q**2) + p * log(p**2 - sqrt(2) * p * q + q**2)), "logarithm"),
    ),
    (
        Step(integral(p * log(p**4 + q**4))),
        Step(integral(p * log(p**2 + sqrt(2) * p * q + q**2) + p * log(p**2 - sqrt(2) * p * q + q**2)), "total mass"),
    ),
    (Step(integral(p * log(sqrt(3 + 2 * sqrt(2))))), Step(integral(p * log(1 + sqrt(2))), "linearity")),
    (Step(y * sqrt(3 + 2 * sqrt(2))), Step(1 + sqrt(2), "differentiate", (y,))),
    (Step(y - sqrt(3 + 2 * sqrt(2))), Step(1 + sqrt(2), "solve", (y,))),
    (Step(y * sqrt(3 + 2 * sqrt(2))), Step(-y * (1 + sqrt(2)), "negate")),
    (
        Step(-(y**2) * sqrt(3 + 2 * sqrt(2))),
        Step(-2 - 2 * sqrt(2), "second-order condition", (y, "maximum")),
    ),
    (Step(kl), Step(kl + y * (sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2)), "add constant", (y,))),
    (Step(kl), Step(kl + integral(q), "add constant", (theta,))),
]


@pytest.mark.parametrize("steps", UNSOUND)
def test_false_chains_are_not_proved(steps):
    assert judge_derivation(Derivation(steps)).status is not Status.PROVED


@pytest.mark.parametrize("steps", TRUE_BUT_HARD)
def test_true_chains_are_not_refuted(steps):
    assert judge_derivation(Derivation(steps)).status is not Status.REFUTED


def test_a_chain_of_no_line_is_the_author_s_error():
    with pytest.raises(InvalidParameterError, match="claims nothing"):
        Derivation(())


@pytest.mark.parametrize(
    ("rule", "word"), [("Gibbs", "=<"), ("Jensen", "maximum"), ("second-order condition", "max"), ("algebra", "D")]
)
def test_an_unknown_word_is_the_author_s_error(rule, word):
    with pytest.raises(UnknownNameError, match=word):
        judge_derivation(Derivation((Step(kl), Step(0, rule, (y, word)))))


def test_roots_that_differ_are_refused():
    verdict = judge_derivation(Derivation((Step(sqrt(3 + 2 * sqrt(2))), Step(2 + sqrt(2), "algebra"))))
    assert verdict.status is Status.REFUTED
    assert verdict.witness is not None


def test_a_substitution_is_compared_where_it_is_made():
    chain = Derivation((Step(prior * log(y)), Step(log(y) / 2, "substitute", ((prior, Rational(1, 2)),))))
    (identity,) = chain.reductions()
    assert prior not in identity.lhs.free_symbols
    assert chain.rules_without_value == ()
