"""The symbolic method on the theory's classic equations and their classic misprints."""

import itertools

import pytest
import sympy
from sympy import Abs, E, I, Min, Rational, exp, log, oo, sqrt, symbols

from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import (
    Counterexample,
    Derivation,
    Gradient,
    Identity,
    Inequality,
    Limit,
    Misprint,
    Optimum,
    Spectrum,
    Step,
    Trajectory,
)
from gantheory.distributions import Atoms, Normal, Uniform
from gantheory.divergences import integral, js, kl, pearson_chi2, reverse_kl, squared_hellinger, tv
from gantheory.errors import UnknownNameError
from gantheory.methods.kernel import inequality, normal_form
from gantheory.methods.kernel.univariate import UndecidedSignError, pattern
from gantheory.methods.symbolic import Symbolic
from gantheory.report.derivation import render
from gantheory.report.notation import latex, unicode
from gantheory.symbols import D, p, p_z, prior, q, score, theta, x
from gantheory.verdict import Status

PROVED, REFUTED, INCONCLUSIVE = Status.PROVED, Status.REFUTED, Status.INCONCLUSIVE

best = p / (p + q)
mixture = prior * p + (1 - prior) * q
value = integral(p * log(p / (p + q))) + integral(q * log(q / (p + q)))
triangular = integral((p - q) ** 2 / (p + q))
weighted_js = integral(prior * p * log(p / mixture)) + integral((1 - prior) * q * log(q / mixture))
weighted_value = integral(prior * p * log(prior * p / mixture)) + integral(
    (1 - prior) * q * log((1 - prior) * q / mixture)
)
as_printed_18 = integral(p * log(p / (p / (p + q)))) - log(2) + integral(q * log(q / (p / (p + q)))) - log(2)
a, b, y, n = symbols("a b y n", positive=True)
h, gamma = symbols("h gamma", positive=True)
psi = sympy.Symbol("psi", real=True)
half = Rational(1, 2)
quarter = Instance(p=Atoms([0, 1], ["1/4", "3/4"]), q=Atoms([0, 1], ["1/2", "1/2"]))
disjoint = Instance(p=Atoms([0], [1]), q=Atoms([1], [1]))
equal = Instance(p=Normal(0, 1), q=Normal(0, 1))


def payoff(d):
    return integral(p * log(d)) + integral(q * log(1 - d))


def latent_payoff(d):
    return integral(p * log(d)) + integral(p_z * log(1 - d))


def bernoulli_kl(r, s):
    return r * log(r / s) + (1 - r) * log((1 - r) / (1 - s))


slope = 1 / (1 + exp(theta * psi))
step = (theta - h * psi * slope, psi + h * theta * slope)
regularised = (-psi * half, theta * half - gamma * psi)
root = sqrt(gamma**2 / 4 - half**2)

IDENTITIES = {
    "value at optimum": (Identity(value, -log(4) + 2 * js), PROVED),
    "factor of js": (Identity(value, -log(4) + js), REFUTED),
    "constant": (Identity(value, -log(2) + 2 * js), REFUTED),
    "printed (18)": (Identity(value, as_printed_18), REFUTED),
    "kl is symmetric": (Identity(kl, reverse_kl), REFUTED),
    "kl is symmetric, for a family": (Identity(kl, reverse_kl, universal=False), INCONCLUSIVE),
    "js is symmetric": (Identity(js, integral(q * log(2 * q / (p + q)) + p * log(2 * p / (p + q))) / 2), PROVED),
    "regret": (Identity(payoff(best) - payoff(D), integral((p + q) * bernoulli_kl(best, D))), PROVED),
    "regret, swapped": (Identity(payoff(best) - payoff(D), integral((p + q) * bernoulli_kl(D, best))), REFUTED),
    "prior": (Identity(weighted_value, weighted_js + prior * log(prior) + (1 - prior) * log(1 - prior)), PROVED),
    "prior ignored": (Identity(weighted_value, weighted_js - log(2)), REFUTED),
    "unconscious statistician": (Identity(latent_payoff(D), payoff(D)), PROVED),
    "of the wrong law": (Identity(latent_payoff(D), integral(p * log(D)) + integral(p * log(1 - D))), REFUTED),
    "hellinger": (Identity(squared_hellinger, 1 - integral(sqrt(p * q))), PROVED),
    "hellinger without half": (Identity(squared_hellinger, 2 - 2 * integral(sqrt(p * q))), REFUTED),
    "pearson": (Identity(pearson_chi2, integral(p**2 / q) - 1), PROVED),
    "pearson, swapped": (Identity(pearson_chi2, integral(q**2 / p) - 1), REFUTED),
    "tv and overlap": (Identity(tv, 1 - integral(Min(p, q))), PROVED),
    "tv without half": (Identity(2 * tv, 1 - integral(Min(p, q))), REFUTED),
    "gradient of 2js": (Identity(Gradient(2 * js), integral(q * score * log(2 * q / (p + q)))), PROVED),
    "gradient of reverse kl": (Identity(Gradient(reverse_kl), integral(q * score * log(q / p))), PROVED),
    "scalar": (Identity(log(1 + exp(-x)) + x, log(1 + exp(x))), PROVED),
    "scalar, false": (Identity(sqrt(x**2), x), REFUTED),
    "scalar, by search": (Identity(sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)), PROVED),
    "complex": (Identity(Abs(1 + I * h), sqrt(1 + h**2)), PROVED),
}

INEQUALITIES = {
    "js ≤ log 2": (Inequality(js, log(2), equality_at=disjoint), PROVED),
    "js ≤ ½": (Inequality(js, half), REFUTED),
    "js ≥ 0": (Inequality(0, js, equality_at=equal), PROVED),
    "C ≥ -log 4": (Inequality(-log(4), value, equality_at=equal), PROVED),
    "C ≥ -log 2": (Inequality(-log(2), value), REFUTED),
    "js ≤ log 2, said to be sharp at equal laws": (Inequality(js, log(2), equality_at=equal), REFUTED),
    "kl ≥ 0": (Inequality(0, kl), PROVED),
    "kl ≤ chi2": (Inequality(kl, pearson_chi2), PROVED),
    "kl ≤ chi2/2": (Inequality(kl, pearson_chi2 / 2), REFUTED),
    "js ≤ tv log 2": (Inequality(js, log(2) * tv, equality_at=disjoint), PROVED),
    "Topsøe, lower": (Inequality(triangular / 4, js), PROVED),
    "Topsøe, upper": (Inequality(js, log(2) / 2 * triangular), PROVED),
    "Topsøe, upper, 2 % off": (Inequality(js, Rational(98, 100) * log(2) / 2 * triangular), REFUTED),
    "hellinger ≤ tv": (Inequality(squared_hellinger, tv), PROVED),
    "weighted js ≥ 0": (Inequality(0, weighted_js), PROVED),
    "any D": (Inequality(payoff(D), value), PROVED),
    "any D, reversed": (Inequality(value, payoff(D)), REFUTED),
    "Pinsker, binary": (
        Inequality(2 * (a - b) ** 2, bernoulli_kl(a, b), domain={a: (0, 1), b: (0, 1)}),
        PROVED,
    ),
    "Pinsker, 2.05": (
        Inequality(Rational(205, 100) * (a - b) ** 2, bernoulli_kl(a, b), domain={a: (0, 1), b: (0, 1)}),
        REFUTED,
    ),
    "log(1+y) < y": (Inequality(log(1 + y), y, strict=True), PROVED),
    "log(1+y) ≤ y - y²/2": (Inequality(log(1 + y), y - y**2 / 2), REFUTED),
    "strict where it is sharp": (Inequality(0, kl, strict=True), REFUTED),
    "family only": (Inequality(js, half, universal=False), INCONCLUSIVE),
}

OTHERS = {
    "optimal discriminator": (
        Optimum(p * log(y) + q * log(1 - y), {y: (0, 1)}, {y: best}, p * log(best) + q * log(1 - best)),
        PROVED,
    ),
    "swapped": (
        Optimum(p * log(y) + q * log(1 - y), {y: (0, 1)}, {y: q / (p + q)}, p * log(q / (p + q)) + q * log(best)),
        REFUTED,
    ),
    "pointwise": (Optimum(payoff(D), {D: (0, 1)}, {D: best}, -log(4) + 2 * js), PROVED),
    "pointwise, latent": (Optimum(latent_payoff(D), {D: (0, 1)}, {D: best}, -log(4) + 2 * js), PROVED),
    "wrong argument": (Optimum(payoff(D), {D: (0, 1)}, {D: p / (p + 2 * q)}, payoff(p / (p + 2 * q))), REFUTED),
    "wrong value": (Optimum(payoff(D), {D: (0, 1)}, {D: best}, -log(4) + js), REFUTED),
    "generator's optimum": (Optimum(value, {q: (0, oo)}, {q: p}, -log(4), maximum=False), PROVED),
    "outside the range": (Optimum(-((y - 2) ** 2), {y: (0, 1)}, {y: 2}, 0), INCONCLUSIVE),
    "limit": (Limit((1 + 1 / n) ** n, n, oo, E, 1 / n, (10, 100)), PROVED),
    "limit, false": (Limit(n * log(1 + 1 / n), n, oo, 2, 1 / n, (10, 100)), REFUTED),
    "limit of an integral": (Limit(js, n, oo, 0, 1 / n, (10,)), INCONCLUSIVE),
    "spectrum": (Spectrum(regularised, (theta, psi), (0, 0), (-gamma / 2 + root, -gamma / 2 - root)), PROVED),
    "spectrum, false": (Spectrum(regularised, (theta, psi), (0, 0), (-gamma + root, -gamma / 2 - root)), REFUTED),
    "imaginary": (Spectrum(step, (theta, psi), (0, 0), (1 + I * h / 2, 1 - I * h / 2)), PROVED),
    "trajectory": (Trajectory(step, (theta, psi), theta**2 + psi**2, 1 + h**2 * slope**2), PROVED),
    "trajectory, false": (Trajectory(step, (theta, psi), theta**2 + psi**2, 1 - h**2 * slope**2), REFUTED),
    "counterexample": (Counterexample(Identity(kl, reverse_kl), quarter), PROVED),
    "infinite": (Counterexample(Inequality(kl, 1), disjoint), PROVED),
    "no counterexample": (Counterexample(Identity(value, -log(4) + 2 * js), quarter), REFUTED),
    "no counterexample among densities": (
        Counterexample(Inequality(0, js), Instance(p=Normal(0, 1), q=Normal(1, 1))),
        REFUTED,
    ),
    "misprint": (Misprint(Identity(kl, js), Identity(kl, kl)), INCONCLUSIVE),
}

TABLE = IDENTITIES | INEQUALITIES | OTHERS


def judge(assertion):
    return Symbolic().judge(assertion, (), None)


@pytest.mark.parametrize("name", TABLE)
def test_status(name):
    assertion, expected = TABLE[name]
    verdict = judge(assertion)
    assert verdict.status is expected, verdict.detail
    assert verdict.detail


@pytest.mark.parametrize("name", [name for name, (_, status) in TABLE.items() if status is REFUTED])
def test_witness_line_recomputes_the_sides(name):
    """By quadrature, which shares nothing with the exact sums."""
    witness = judge(TABLE[name][0]).witness
    if witness is None or name == "limit, false":
        return
    namespace = {}
    exec("from gantheory.vocabulary import *", namespace)
    lhs, rhs = eval(witness.code, namespace)
    assert lhs == pytest.approx(witness.lhs, rel=1e-8, abs=1e-9)
    assert rhs == pytest.approx(witness.rhs, rel=1e-8, abs=1e-9)


def test_reasons_name_what_differs():
    assert "-log(2)·p - log(2)·q" in judge(TABLE["value at optimum"][0]).detail
    assert "coefficient of log(p + q)" in judge(TABLE["printed (18)"][0]).detail
    assert "log(2)" in judge(TABLE["constant"][0]).detail
    assert "family" in judge(TABLE["kl is symmetric, for a family"][0]).detail


derivation = Derivation(
    (
        Step(latent_payoff(D), note="V"),
        Step(payoff(D), "law of the unconscious statistician"),
        Step(p * log(D) + q * log(1 - D), "pointwise", (D,)),
        Step(p / D - q / (1 - D), "differentiate", (D,)),
        Step(best, "solve", (D,)),
        Step(-p / D**2 - q / (1 - D) ** 2, "second-order condition", (D, "maximum")),
        Step(payoff(D), "next"),
        Step(payoff(best), "substitute", ((D, best),)),
        Step(value, "algebra"),
        Step(-log(4) + 2 * js, "total mass"),
        Step(-log(4), "Gibbs", ("≥",)),
    )
)


def test_derivation_of_the_theorem():
    assert judge(derivation).status is PROVED


def test_a_wrong_link_is_named():
    wrong = Derivation((Step(value), Step(-log(2) + 2 * js, "total mass", note="(18)")))
    verdict = judge(wrong)
    assert verdict.status is REFUTED
    assert "line 2 (18)" in verdict.detail
    assert "'total mass'" in verdict.detail
    assert verdict.witness is not None


def test_an_unknown_rule_is_raised():
    with pytest.raises(UnknownNameError):
        judge(Derivation((Step(kl), Step(kl, "handwaving"))))


def test_parametric_optimum_is_left_to_others():
    parametric = 1 / (1 + exp(-theta * x))
    verdict = judge(Optimum(payoff(parametric), {theta: (-oo, oo)}, {theta: 0}, -log(4), universal=False))
    assert verdict.status is INCONCLUSIVE


u = sympy.Symbol("u", positive=True)


@pytest.mark.parametrize(
    ("g", "signs"),
    [
        (u * log(u) - u + 1, [1, 1]),
        (log(u) - 1, [-1, 1]),
        (u**2 - 2, [-1, 1]),
        (log(1 + u) * u - log(u) - 2, [1, -1, 1]),
        ((u - 1) * log(u), [1, 1]),
        (log(u) - u + 1, [-1, -1]),
        (u - log(u), [1]),
    ],
)
def test_sign_patterns(g, signs):
    found = pattern(g, u, 0, oo)
    assert found.signs == signs
    inner = [0, *(float((r.low + r.high) / 2) for r in found.roots), 50]
    middles = [(lo + hi) / 2 for lo, hi in itertools.pairwise(inner)]
    assert [int(sympy.sign(g.subs(u, sympy.nsimplify(m)).evalf())) for m in middles] == signs


def test_sign_patterns_refuse_what_they_cannot_decide():
    with pytest.raises(UndecidedSignError):
        pattern(log(u) ** 2 - a, u, 0, oo)


@pytest.mark.parametrize(
    ("module", "name", "hole", "rows"),
    [
        (normal_form, "_primes", lambda content: [], ["constant", "prior ignored"]),
        (inequality, "_total_sign", lambda *args: 1, ["js ≤ ½", "C ≥ -log 2"]),
        (inequality, "weak_sign", lambda *args: 1, ["any D, reversed", "wrong argument", "log(1+y) ≤ y - y²/2"]),
    ],
    ids=["a normal form without constants", "constants ignored in bounds", "every sign positive"],
)
def test_a_hole_in_the_kernel_is_caught_by_the_table(monkeypatch, module, name, hole, rows):
    monkeypatch.setattr("gantheory.methods.symbolic.violation", lambda *args: None)
    monkeypatch.setattr(module, name, hole)
    statuses = [judge(TABLE[name][0]).status for name in rows]
    assert PROVED in statuses
    assert all(TABLE[name][1] is REFUTED for name in rows)


def test_render_styles():
    text = render(derivation)
    assert text.splitlines()[0].startswith("  ∫ p·log D dx + ∫ p_z·log(1 − D) dz")
    assert "= −log 4 + 2·JSD(p‖q)" in text
    assert "≥ −log 4" in text
    assert "[pointwise: D ranges over all measurable functions" in render(derivation, conditions=True)
    assert render(derivation, "latex").startswith("\\begin{align*}")
    assert r"\mathrm{JSD}(p_{data} \| p_g)" in render(derivation, "markdown")
    with pytest.raises(ValueError, match="no style"):
        render(derivation, "html")


@pytest.mark.parametrize(
    ("side", "text", "tex"),
    [
        (js / 2, "½·JSD(p‖q)", r"\frac{1}{2}\,\mathrm{JSD}(p_{data} \| p_g)"),
        (payoff(D), "∫ p·log D dx + ∫ q·log(1 − D) dx", None),
        (Gradient(kl), "∂θ[KL(p‖q)]", r"\partial_\theta\left[\mathrm{KL}(p_{data} \| p_g)\right]"),
        (integral((p - q) ** 2 / (p + q)), "∫ (p − q)²/(p + q) dx", None),
        (Rational(-3, 4) * gamma, "−¾·γ", r"-\frac{3 \gamma}{4}"),
        (1 - prior, "1 − π", r"1 - \pi"),
    ],
)
def test_notation(side, text, tex):
    assert unicode(side) == text
    assert tex is None or latex(side) == tex


def test_claims_about_given_atoms_are_decided_by_finite_sums():
    sum_of_two = integral(p * log(p))
    entropy = Rational(1, 4) * log(Rational(1, 4)) + Rational(3, 4) * log(Rational(3, 4))
    assert Symbolic().judge(Identity(sum_of_two, entropy, universal=False), (quarter,), None).status is PROVED
    wrong = Symbolic().judge(Identity(sum_of_two, entropy / 2, universal=False), (quarter,), None)
    assert wrong.status is REFUTED
    assert wrong.witness is not None
    densities = Identity(kl, Rational(1, 3), universal=False)
    assert Symbolic().judge(densities, (Instance(p=Normal(0, 1), q=Normal(1, 1)),), None).status is INCONCLUSIVE


@pytest.mark.parametrize(("bound", "status"), [(log(2), PROVED), (1, REFUTED)])
def test_sharpness_at_laws_with_supports_apart(bound, status):
    apart = Instance(p=Uniform(0, 1), q=Uniform(2, 3))
    assert judge(Inequality(js, bound, equality_at=apart)).status is status
