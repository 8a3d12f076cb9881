r"""Binary cross-entropy as the losses of a GAN: what it measures, and whose loss it is.

L(y, ŷ) = -(y log ŷ + (1-y) log(1-ŷ)), the label first. Of two laws, H(p, q) = E_p[-log q] = H(p) + KL(p‖q).

Main results
------------
- `cross_entropy_eq_entropy_add_kl`, `binary_cross_entropy_min_at_label`: least at equality, but not zero there
- `binary_cross_entropy_is_distance`, `binary_cross_entropy_not_symmetric`, `binary_cross_entropy_no_triangle`
- `discriminator_loss_eq_two_mean_binary_cross_entropy`: the sum over two classes is twice the balanced mean
- `mean_binary_cross_entropy_at_optimum_eq_log_two_sub_js`: its least value over D
- `min_loss_eq_max_value`: the printed min = max, refuted; the extremum changes its sign
- `minimax_generator_cost_is_binary_cross_entropy`: the generator of the minimax game has no such loss, refuted

References: Goodfellow et al. 2014; Gneiting and Raftery 2007; Cover and Thomas 2006.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import (
    Assertion,
    Claim,
    Control,
    Counterexample,
    Derivation,
    Identity,
    Inequality,
    Instance,
    Limit,
    Misprint,
    Optimum,
    Step,
)
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Laplace, Normal, Uniform
from gantheory.divergences import expectation, js, kl
from gantheory.divergences.functional import Functional
from gantheory.games import binary_cross_entropy, minimax, non_saturating
from gantheory.games.game import value_at_optimum

TOPIC = "seeds"


def _label() -> Any:
    return sp.Symbol("y", positive=True)


def _output() -> Any:
    return sp.Symbol("y_hat", positive=True)


def _third() -> Any:
    return sp.Symbol("y_mid", positive=True)


def _at_real() -> Any:
    """D(x), a number."""
    return sp.Symbol("D_x", positive=True)


def _at_fake() -> Any:
    """D(G(z)), a number."""
    return sp.Symbol("D_Gz", positive=True)


def _unit(*symbols: Any) -> dict[Any, Any]:
    return dict.fromkeys(symbols, (0, 1))


def _tenths(**numbers: int) -> Instance:
    return Instance(**{name: sp.Rational(number, 10) for name, number in numbers.items()})


def _coin(share: str) -> Atoms:
    """The law of a label that is 1 with probability `share`/10."""
    ones = sp.Rational(share)
    return Atoms([0, 1], [1 - ones, ones])


# The cross-entropy of two laws.


def _cross_entropy() -> Functional:
    return expectation(sym.p, -sp.log(sym.q))


def _entropy() -> Functional:
    return expectation(sym.p, -sp.log(sym.p))


cross_entropy_eq_entropy_add_kl = Claim(
    statement=r"H(p, q) = E_{x \sim p}[-\log q(x)] = H(p) + KL(p \| q)",
    reference=("Cover2006", "section 2.3"),
    sources=("S000-e3", "S000-p2"),
    conditions="for all laws; where p has mass and q has none both sides are +∞",
    remark="Reconstructed. Only the second part measures how different the laws are; the first stays when they agree.",
    assertion=lambda: Identity(_cross_entropy(), _entropy() + kl),
    instances=lambda: (
        Instance(p=_coin("3/10"), q=_coin("6/10")),
        Instance(p=Normal(0, 1), q=Normal(1, 1)),
        Instance(p=Uniform(0, 1), q=Uniform("0.5", "1.5")),
    ),
    controls=lambda: [
        Control("the divergence alone: zero at equality", Identity(_cross_entropy(), kl)),
        Control(
            "KL(q‖p) instead of KL(p‖q)", Identity(_cross_entropy(), _entropy() + kl.subs(_swap(), simultaneous=True))
        ),
        Control("the entropy subtracted", Identity(_cross_entropy(), kl - _entropy())),
        Control("the entropy of q", Identity(_cross_entropy(), expectation(sym.q, -sp.log(sym.q)) + kl)),
    ],
)


def _swap() -> dict[Any, Any]:
    return {sym.p: sym.q, sym.q: sym.p}


def _sum_over_three(logs_of: str = "q", weights_of: str = "p") -> Any:
    """-Σ p(x) log q(x) over three points, in the numbers p0, p1, q0, q1."""
    weights, arguments = ([sp.Symbol(f"{law}{k}", positive=True) for k in (0, 1)] for law in (weights_of, logs_of))
    weights, arguments = ([*pair, 1 - sum(pair)] for pair in (weights, arguments))
    return -sum(w * sp.log(a) for w, a in zip(weights, arguments))


def _three(p0: str, p1: str, q0: str, q1: str) -> Instance:
    numbers = {name: sp.Rational(text) for name, text in (("p0", p0), ("p1", p1), ("q0", q0), ("q1", q1))}
    laws = ([numbers[f"{law}0"], numbers[f"{law}1"], 1 - numbers[f"{law}0"] - numbers[f"{law}1"]] for law in "pq")
    p, q = (Atoms([0, 1, 2], weights) for weights in laws)
    return Instance(p=p, q=q, **numbers)


cross_entropy_eq_sum_over_atoms = Claim(
    statement=r"E_{x \sim p}[-\log q(x)] = -\sum_x p(x) \log q(x)",
    reference=("Cover2006", "section 2.3"),
    sources=("S000-e4",),
    conditions="for discrete x",
    remark="Reconstructed. Checked with the sum written out for laws on three points.",
    assertion=lambda: Identity(_cross_entropy(), _sum_over_three(), universal=False),
    instances=lambda: (_three("1/5", "1/5", "1/2", "3/10"), _three("1/2", "1/4", "1/8", "1/3")),
    controls=lambda: [
        Control("p and q exchanged", Identity(_cross_entropy(), _sum_over_three("p", "q"), universal=False)),
        Control("the sign dropped", Identity(_cross_entropy(), -_sum_over_three(), universal=False)),
        Control("the mean of the logarithms", Identity(_cross_entropy(), _mean_of_logarithms(), universal=False)),
    ],
)


def _mean_of_logarithms() -> Any:
    first, second = sp.Symbol("q0", positive=True), sp.Symbol("q1", positive=True)
    return -sp.log(first * second * (1 - first - second)) / 3


# The cross-entropy of two labels.


def _labels(label: str, output: str) -> Instance:
    """A label that is 1 with probability y as p (one atom if y is 0 or 1), its prediction as q."""
    y, prediction = sp.Rational(label), sp.Rational(output)
    p = Atoms([int(y)]) if y in (0, 1) else _coin(label)
    return Instance(p=p, q=_coin(output), y=y, y_hat=prediction)


def _without_brackets() -> Any:
    y, prediction = _label(), _output()
    return -y * sp.log(prediction) + (1 - y) * sp.log(1 - prediction)


def _along_vanishing_output() -> Any:
    """L(y, ŷ) where ŷ = e^(-1/y) falls to 0 with y: y log ŷ stays at -1."""
    y = _label()
    return -(y * sp.log(sp.exp(-1 / y)) + (1 - y) * sp.log(1 - sp.exp(-1 / y)))


cross_entropy_of_labels_eq_binary_cross_entropy = Claim(
    statement=r"H(y, \hat y) = -\left[y \log \hat y + (1 - y) \log(1 - \hat y)\right]",
    reference=("Text000", "the binary cross-entropy"),
    sources=("S000-e5",),
    conditions="0 < ŷ < 1, or with the convention 0·log 0 = 0",
    remark="Reconstructed: the cross-entropy of a label's two-point law and the predicted one. The brackets matter. "
    "Without them y = 0, ŷ = .3 gives -.357, not +.357.",
    assertion=lambda: Identity(_cross_entropy(), binary_cross_entropy(_label(), _output()), universal=False),
    instances=lambda: (_labels("0", "3/10"), _labels("1", "4/5"), _labels("3/10", "3/5")),
    controls=lambda: [
        Control("without the brackets", Identity(_cross_entropy(), _without_brackets(), universal=False)),
        Control(
            "label and output exchanged",
            Identity(_cross_entropy(), binary_cross_entropy(_output(), _label()), universal=False),
            [_labels("3/10", "3/5")],
        ),
        Control(
            "the classes exchanged",
            Identity(_cross_entropy(), binary_cross_entropy(1 - _label(), _output()), universal=False),
            [_labels("3/10", "3/5")],
        ),
        Control(
            "without the condition: ŷ falls to 0 with the label, where 0·log 0 is no number",
            Limit(
                _along_vanishing_output(), _label(), 0, 0, 2 * _label(), tuple(sp.Rational(1, n) for n in (4, 16, 64))
            ),
            [Instance()],
        ),
    ],
)

binary_cross_entropy_min_at_label = Claim(
    statement=r"\min_{\hat y} L(y, \hat y) = L(y, y) = -y \log y - (1 - y) \log(1 - y), \quad"
    r" L(y, \hat y) = -(y \log \hat y + (1 - y) \log(1 - \hat y))",
    reference=("Gneiting2007", "section 2"),
    sources=("S000-p2", "S002-e2"),
    conditions="for every label y between 0 and 1",
    remark="A proper scoring rule: the truth is the best prediction. It measures how different two laws are up to the "
    "entropy of the first, .6109 at y = .3, which is the least value and not zero.",
    assertion=lambda: Optimum(
        binary_cross_entropy(_label(), _output()),
        over=_unit(_output()),
        argument={_output(): _label()},
        value=binary_cross_entropy(_label(), _label()),
        maximum=False,
        domain=_unit(_label()),
    ),
    instances=lambda: (_tenths(y=3), _tenths(y=9, y_hat=4)),
    controls=lambda: [
        Control(
            "zero at equality",
            Optimum(
                binary_cross_entropy(_label(), _output()),
                _unit(_output()),
                {_output(): _label()},
                0,
                False,
                _unit(_label()),
            ),
        ),
        Control(
            "the arguments exchanged: least at ŷ = y over the label's place",
            Optimum(
                binary_cross_entropy(_output(), _label()),
                _unit(_output()),
                {_output(): _label()},
                binary_cross_entropy(_label(), _label()),
                False,
                _unit(_label()),
            ),
        ),
    ],
)

binary_cross_entropy_is_distance = Claim(
    statement=r"\mathrm{Error}(a, b) \text{ ``tells us the distance or the difference'': } L(y, y) = 0",
    reference=("Text000", "the discriminator's generic loss"),
    sources=("S000-p1", "S000-p2"),
    conditions="for the hard labels 0 and 1 only; for all labels it is L(y, ŷ) - L(y, y) that vanishes at equality",
    remark="Between equal soft labels it is their entropy, .6109 at .3. Nor is it symmetric or bound by a triangle "
    "inequality.",
    assertion=lambda: Misprint(
        as_printed=Identity(binary_cross_entropy(_label(), _label()), 0, _unit(_label())),
        corrected=Identity(
            binary_cross_entropy(_label(), _output()),
            binary_cross_entropy(_label(), _label()) + _kl_of_labels(_label(), _output()),
            _unit(_label(), _output()),
        ),
    ),
    instances=lambda: (_tenths(y=3, y_hat=6), _tenths(y=5, y_hat=9)),
    controls=lambda: [
        Control(
            "the corrected, KL(ŷ‖y) instead of KL(y‖ŷ)",
            Identity(
                binary_cross_entropy(_label(), _output()),
                binary_cross_entropy(_label(), _label()) + _kl_of_labels(_output(), _label()),
                _unit(_label(), _output()),
            ),
        ),
        Control(
            "the corrected, without the entropy",
            Identity(
                binary_cross_entropy(_label(), _output()),
                _kl_of_labels(_label(), _output()),
                _unit(_label(), _output()),
            ),
        ),
    ],
)


def _kl_of_labels(a: Any, b: Any) -> Any:
    return a * sp.log(a / b) + (1 - a) * sp.log((1 - a) / (1 - b))


def _symmetry() -> Identity:
    return Identity(
        binary_cross_entropy(_label(), _output()), binary_cross_entropy(_output(), _label()), _unit(_label(), _output())
    )


binary_cross_entropy_not_symmetric = Claim(
    statement=r"L(y, \hat y) \ne L(\hat y, y) \text{ at } y = .3,\ \hat y = .6",
    reference=("Text000", "the discriminator's generic loss"),
    sources=("S000-p1",),
    conditions="at the given labels",
    remark="A distance is symmetric; the cross-entropy is weighted by its first argument alone.",
    assertion=lambda: Counterexample(_symmetry(), _tenths(y=3, y_hat=6)),
    controls=lambda: [
        Control("where both labels agree", Counterexample(_symmetry(), _tenths(y=4, y_hat=4))),
        Control("where they are complements", Counterexample(_symmetry(), _tenths(y=2, y_hat=8))),
    ],
)


def _triangle() -> Inequality:
    y, middle, prediction = _label(), _third(), _output()
    return Inequality(
        binary_cross_entropy(y, prediction),
        binary_cross_entropy(y, middle) + binary_cross_entropy(middle, prediction),
        domain=_unit(y, middle, prediction),
    )


binary_cross_entropy_no_triangle = Claim(
    statement=r"L(a, c) > L(a, b) + L(b, c) \text{ at } a = .99,\ b = .5,\ c = .01",
    reference=("Text000", "the discriminator's generic loss"),
    sources=("S000-p1",),
    conditions="at the given labels",
    remark="The way round by ½ is shorter: 4.560 against .693 + 2.308.",
    assertion=lambda: Counterexample(_triangle(), _hundredths(99, 50, 1)),
    controls=lambda: [
        Control("three equal labels", Counterexample(_triangle(), _hundredths(50, 50, 50))),
        Control("the way round by the first label", Counterexample(_triangle(), _hundredths(99, 99, 1))),
        Control("labels close to each other", Counterexample(_triangle(), _hundredths(40, 50, 60))),
    ],
)


def _hundredths(a: int, b: int, c: int) -> Instance:
    return Instance(y=sp.Rational(a, 100), y_mid=sp.Rational(b, 100), y_hat=sp.Rational(c, 100))


def _output_first() -> Instance:
    """D(x) = .8 as a law on labels in the place of p, the label 1 in the place of q."""
    return Instance(p=_coin("8/10"), q=Atoms([1]), D=sp.Rational(4, 5))


cross_entropy_with_label_second = Claim(
    statement=r"\mathrm{Error}(D(x), 1) = H(D(x), 1) = -\log D(x)",
    reference=("Text000", "prose after the binary cross-entropy"),
    sources=("S000-p12",),
    conditions="with the label first, H(1, D(x)); as written for D(x) = 1 only",
    remark="The losses put the label second, the cross-entropy puts it first. Taken together literally they take the "
    "logarithm of the label, and H(D(x), 1) is +∞ for every D(x) < 1. The formulas are reconstructed.",
    assertion=lambda: Misprint(
        as_printed=Identity(_cross_entropy(), -sp.log(sym.D), universal=False),
        corrected=Identity(expectation(sym.q, -sp.log(sym.p)), -sp.log(sym.D), universal=False),
    ),
    instances=lambda: (_output_first(),),
    controls=lambda: [
        Control(
            "the corrected, with the label 0",
            Identity(expectation(sym.q, -sp.log(sym.p)), -sp.log(1 - sym.D), universal=False),
        ),
        Control(
            "the corrected, without the sign",
            Identity(expectation(sym.q, sp.log(sym.p)), -sp.log(sym.D), universal=False),
        ),
        Control(
            "the label second, and the value -log(1 - D)",
            Identity(_cross_entropy(), -sp.log(1 - sym.D), universal=False),
        ),
    ],
)


# The loss of one sample.


def _written_out() -> Any:
    y, prediction = _label(), _output()
    return -(y * sp.log(prediction) + (1 - y) * sp.log(1 - prediction))


def _with_label(label: int, result: Any) -> Derivation:
    return Derivation(
        (
            Step(_written_out(), note="L(y, ŷ)"),
            Step(result, "substitute", ((_label(), label),), note=f"label {label}"),
        ),
        domain=_unit(_output()),
    )


binary_cross_entropy_of_real = Claim(
    statement=r"L(1, D(x)) = -(1 \cdot \log D(x) + (1 - 1) \cdot \log(1 - D(x))) = -\log D(x)",
    reference=("Text002", "line 66"),
    sources=("S002-e3",),
    conditions="0 < D(x) < 1, or with 0·log 0 = 0",
    assertion=lambda: _with_label(1, -sp.log(_output())),
    instances=lambda: (_tenths(y=10, y_hat=8), _tenths(y=10, y_hat=1)),
    controls=lambda: [
        Control("the sign dropped", _with_label(1, sp.log(_output()))),
        Control("the loss of a fake sample", _with_label(1, -sp.log(1 - _output()))),
        Control("label ½", _with_label(1, -sp.log(_output()) / 2 - sp.log(1 - _output()) / 2)),
    ],
)

binary_cross_entropy_of_fake = Claim(
    statement=r"L(0, D(G(z))) = -(0 \cdot \log D(G(z)) + (1 - 0) \cdot \log(1 - D(G(z)))) = -\log(1 - D(G(z)))",
    reference=("Text002", "line 72"),
    sources=("S002-e4",),
    conditions="0 < D(G(z)) < 1, or with 0·log 0 = 0",
    assertion=lambda: _with_label(0, -sp.log(1 - _output())),
    instances=lambda: (_tenths(y=0, y_hat=3), _tenths(y=0, y_hat=9)),
    controls=lambda: [
        Control("the sign dropped, as without the brackets", _with_label(0, sp.log(1 - _output()))),
        Control("the loss of a real sample", _with_label(0, -sp.log(_output()))),
        Control("1 - log D", _with_label(0, 1 - sp.log(_output()))),
    ],
)


def _logit_slope(loss: Any) -> Any:
    """∂/∂a of a loss of ŷ = σ(a): dŷ/da = ŷ(1-ŷ)."""
    return sp.diff(loss, _output()) * _output() * (1 - _output())


binary_cross_entropy_logit_slope = Claim(
    statement=r"\frac{\partial}{\partial a} L(y, \sigma(a)) = \sigma(a) - y",
    reference=("Text002", "line 58"),
    sources=("S002-e2",),
    conditions="for all labels and outputs between 0 and 1",
    remark="The loss is made for the logit: its slope there is the error of the prediction, and nothing saturates "
    "while the prediction is wrong.",
    assertion=lambda: Identity(
        _logit_slope(binary_cross_entropy(_label(), _output())), _output() - _label(), _unit(_label(), _output())
    ),
    instances=lambda: (_tenths(y=3, y_hat=8),),
    controls=lambda: [
        Control("the sign", Identity(
            _logit_slope(binary_cross_entropy(_label(), _output())), _label() - _output(), _unit(_label(), _output())
        )),
        Control("the slope in ŷ itself", Identity(
            sp.diff(binary_cross_entropy(_label(), _output()), _output()),
            _output() - _label(),
            _unit(_label(), _output()),
        )),
    ],
)  # fmt: skip


# The discriminator's loss.


def _loss_per_pair() -> Any:
    """The printed sum over the two classes, for one real and one generated sample."""
    return -(sp.log(_at_real()) + sp.log(1 - _at_fake()))


def _batch_mean(share: Any) -> Any:
    """The mean binary cross-entropy of a batch with this share of real samples."""
    return share * binary_cross_entropy(1, _at_real()) + (1 - share) * binary_cross_entropy(0, _at_fake())


def _batch(share: str) -> Instance:
    return _tenths(D_x=8, D_Gz=3).at(prior=sp.Rational(share))


discriminator_loss_eq_two_mean_binary_cross_entropy = Claim(
    statement=r"2 \cdot \left(\pi L(1, D(x)) + (1 - \pi) L(0, D(G(z)))\right) = L(1, D(x)) + L(0, D(G(z)))"
    r" = -[\log D(x) + \log(1 - D(G(z)))], \quad \pi = \tfrac12",
    reference=("Text002", "line 84"),
    sources=("S000-e6", "S002-e5"),
    conditions="as many real samples as generated ones: the share π of real samples in the batch is ½",
    remark="The sum over the two classes is twice the mean over a balanced batch: .5798 against .2899 at D(x) = .8, "
    "D(G(z)) = .3. The minimiser is the same. S000-e6 is reconstructed.",
    assertion=lambda: _balanced(_loss_per_pair()),
    instances=lambda: (_batch("1/2"), _tenths(D_x=6, D_Gz=9, prior=5)),
    controls=lambda: [
        Control(
            "without the condition: one real sample in four",
            Identity(_loss_per_pair(), 2 * _batch_mean(sym.prior), universal=False),
            [_batch("1/4")],
        ),
        Control("the mean itself", _balanced(_loss_per_pair() / 2)),
        Control("the labels exchanged", _balanced(-sp.log(_at_fake()) - sp.log(1 - _at_real()))),
        Control("the sign of the second term", _balanced(-sp.log(_at_real()) + sp.log(1 - _at_fake()))),
    ],
)


def _balanced(loss: Any) -> Derivation:
    """Twice the batch mean, at π = ½, is `loss`."""
    return Derivation(
        (
            Step(2 * _batch_mean(sym.prior), note="twice the mean"),
            Step(
                binary_cross_entropy(1, _at_real()) + binary_cross_entropy(0, _at_fake()),
                "substitute",
                ((sym.prior, sp.Rational(1, 2)),),
                note="π = ½",
            ),
            Step(loss, "algebra", note="the printed sum"),
        ),
        domain=_unit(_at_real(), _at_fake()),
    )


def _class_losses() -> tuple[Functional, Functional]:
    return (
        expectation(sym.p, binary_cross_entropy(1, sym.D)),
        expectation(sym.q, binary_cross_entropy(0, sym.D)),
    )


def _loss_at_optimum() -> Functional:
    """The sum of both cross-entropies at D* = p/(p+q)."""
    best = sym.p / (sym.p + sym.q)
    return expectation(sym.p, -sp.log(best)) + expectation(sym.q, -sp.log(sym.q / (sym.p + sym.q)))


def _with_coins(*densities: Instance) -> tuple[Instance, ...]:
    return (*densities, Instance(p=_coin("3/10"), q=_coin("8/10")))


mean_binary_cross_entropy_at_optimum_eq_log_two_sub_js = Claim(
    statement=r"\min_D \tfrac12\left(E_{p_{data}}[L(1, D)] + E_{p_g}[L(0, D)]\right)"
    r" = \log 2 - \mathrm{JSD}(p_{data} \| p_g)",
    reference=("Goodfellow2014", "Theorem 1"),
    sources=("S002-e5",),
    conditions="for all laws, with D = D* and both classes equally frequent",
    remark="What the label's entropy log 2 loses by looking at the sample. The printed sum is twice this: 1.2804846 "
    "against .6402423 for N(0, 1) and N(½, 1.5²).",
    assertion=lambda: Identity(_loss_at_optimum() / 2, sp.log(2) - js),
    instances=lambda: _with_coins(Instance(p=Normal(0, 1), q=Normal("0.5", "1.5"))),
    controls=lambda: [
        Control("the sum for the mean", Identity(_loss_at_optimum(), sp.log(2) - js)),
        Control("2·JSD for JSD", Identity(_loss_at_optimum() / 2, sp.log(2) - 2 * js)),
        Control("log 4 for log 2", Identity(_loss_at_optimum() / 2, sp.log(4) - js)),
        Control("the sign of the JSD", Identity(_loss_at_optimum() / 2, sp.log(2) + js)),
    ],
)


def _normal_pair(**more: Any) -> Instance:
    return Instance(p=Normal(0, 1), q=Normal(1, 1), logit=sp.Rational(1, 2) - sym.x, **more)


discriminator_loss_eq_neg_value = Claim(
    statement=r"V(G, D) = E[\log D(x)] + E[\log(1 - D(G(z)))] = -\left(E[L(1, D(x))] + E[L(0, D(G(z)))]\right)",
    reference=("Goodfellow2014", "equation (1)"),
    sources=("S000-e8", "S002-e5"),
    conditions="for all laws and discriminators",
    remark="For the discriminator the original game and the cross-entropy are one objective, maximised or minimised. "
    "S000-e8 is reconstructed.",
    assertion=lambda: Identity(minimax.value(), -sum(_class_losses(), Functional())),
    instances=lambda: (
        _normal_pair(),
        Instance(p=Laplace(0, 1), q=Normal(1, 2), logit=sym.x**2 / 4 - 1),
        Instance(p=_coin("3/10"), q=_coin("8/10"), logit=1 - 2 * sym.x),
    ),
    controls=lambda: [
        Control("the sign kept", Identity(minimax.value(), sum(_class_losses(), Functional()))),
        Control(
            "the labels exchanged",
            Identity(
                minimax.value(),
                -expectation(sym.p, binary_cross_entropy(0, sym.D))
                - expectation(sym.q, binary_cross_entropy(1, sym.D)),
            ),
        ),
        Control("the mean for the sum", Identity(minimax.value(), -sum(_class_losses(), Functional()) / 2)),
    ],
)

min_loss_eq_max_value = Claim(
    statement=r"L(\mathrm{Discriminator}) = \min_D\left[-[\log D(x) + \log(1 - D(G(z)))]\right]"
    r" = \max_D[\log D(x) + \log(1 - D(G(z)))]",
    reference=("Text002", "line 92"),
    sources=("S002-e7",),
    conditions="for the optimal D, which is the same; the extremal values are each other's negatives",
    remark="Removing the sign turns min into max, and the value into its negative: min(-V) = -max V. For N(0, 1) and "
    "N(1, 1) that is +1.163451 and -1.163451.",
    assertion=lambda: Misprint(
        as_printed=Identity(_loss_at_optimum(), value_at_optimum),
        corrected=Identity(_loss_at_optimum(), -value_at_optimum),
    ),
    instances=lambda: _with_coins(Instance(p=Normal(0, 1), q=Normal(1, 1))),
    controls=lambda: [
        Control("the corrected, in the JSD with its sign lost", Identity(_loss_at_optimum(), -sp.log(4) + 2 * js)),
        Control("the corrected, with the mean for the sum", Identity(_loss_at_optimum() / 2, -value_at_optimum)),
    ],
)


# The generator's loss.


def _generated(G: Any, logit: Any) -> Instance:
    return Instance(z=Normal(0, 1), G=G, logit=logit)


non_saturating_cost_eq_binary_cross_entropy_against_real = Claim(
    statement=r"L_G = E_z[L(1, D(G(z)))] = E_{x \sim p_g}[-\log D(x)]",
    reference=("Goodfellow2014", "section 3"),
    sources=("S000-e7", "S002-p3"),
    conditions="for every generator and discriminator",
    remark="The cross-entropy against the wrong label, real, is the non-saturating loss: the one that is used in "
    "practice. S000-e7 is reconstructed.",
    assertion=lambda: Identity(expectation(sym.p_z, binary_cross_entropy(1, sym.D)), non_saturating.cost()),
    instances=lambda: (_generated(1 - 2 * sym.z, (7 * sym.x - 2) / 10), _generated(2 * sym.z + 1, sym.x / 2)),
    controls=lambda: [
        Control("label 0", Identity(expectation(sym.p_z, binary_cross_entropy(0, sym.D)), non_saturating.cost())),
        Control("the sign dropped", Identity(expectation(sym.p_z, sp.log(sym.D)), non_saturating.cost())),
        Control("the minimax cost", Identity(expectation(sym.p_z, binary_cross_entropy(1, sym.D)), minimax.cost())),
    ],
)

generator_loss_tendsto_zero_as_fooled = Claim(
    statement=r"-\log D(G(z)) \to 0 \text{ as } D(G(z)) \to 1, \text{ since } \log 1 = 0",
    reference=("Text000", "prose after the generator's loss"),
    sources=("S000-p3",),
    conditions="for -log D; it is at most 2(1 - D) for D ≥ ½",
    remark="The loss is small where the discriminator is fooled. Reconstructed.",
    assertion=lambda: _limit_at_one(-sp.log(sym.D)),
    controls=lambda: [
        Control("log(1 - D)", _limit_at_one(sp.log(1 - sym.D))),
        Control("-log(1 - D)", _limit_at_one(-sp.log(1 - sym.D))),
        Control("limit log 2", _limit_at_one(-sp.log(sym.D), sp.log(2))),
    ],
)


def _limit_at_one(quantity: Any, value: Any = 0) -> Limit:
    points = tuple(1 - sp.Rational(1, 10**k) for k in (1, 2, 3))
    return Limit(quantity, sym.D, 1, value, 2 * (1 - sym.D), points)


minimax_generator_cost_is_binary_cross_entropy = Claim(
    statement=r"\text{``both use the binary cross-entropy loss'': } \log(1 - D(G(z))) = L(1, D(G(z)))",
    reference=("Text002", "line 56"),
    sources=("S002-p3",),
    conditions="never; the minimax generator minimises minus the cross-entropy against label 0",
    remark="The discriminator does, and so does the generator that minimises L(1, D(G(z))). The one that the text then "
    "derives pays log(1 - D) = -L(0, D): -.105 at D = .1, where L(1, D) is 2.303.",
    assertion=lambda: Misprint(
        as_printed=Identity(minimax.in_D(minimax.generator_cost), binary_cross_entropy(1, sym.D), _unit(sym.D)),
        corrected=Identity(minimax.in_D(minimax.generator_cost), -binary_cross_entropy(0, sym.D), _unit(sym.D)),
    ),
    instances=lambda: (_tenths(D=1), _tenths(D=8)),
    controls=lambda: [
        Control("+L(0, D)", _cost_is(binary_cross_entropy(0, sym.D))),
        Control("-L(1, D)", _cost_is(-binary_cross_entropy(1, sym.D))),
    ],
)


def _cost_is(loss: Any) -> Assertion:
    return Identity(minimax.in_D(minimax.generator_cost), loss, _unit(sym.D))


minimax_generator_slope_is_binary_cross_entropy_slope = Claim(
    statement=r"\frac{d}{dD} \log(1 - D) = \frac{d}{dD} L(1, D)",
    reference=("Text002", "line 56"),
    sources=("S002-p3",),
    conditions="at D = ½ only; the slopes are -1/(1 - D) and -1/D",
    remark="The two losses train differently: at D = .1 the slopes are -1.11 and -10.",
    assertion=lambda: Misprint(
        as_printed=_slope_is(sp.diff(binary_cross_entropy(1, sym.D), sym.D)),
        corrected=_slope_is(sp.diff(binary_cross_entropy(1, sym.D), sym.D) * sym.D / (1 - sym.D)),
    ),
    instances=lambda: (_tenths(D=1), _tenths(D=8)),
    controls=lambda: [
        Control("the sign", _slope_is(1 / (1 - sym.D))),
        Control("the inverse ratio", _slope_is(sp.diff(binary_cross_entropy(1, sym.D), sym.D) * (1 - sym.D) / sym.D)),
    ],
)


def _slope_is(slope: Any) -> Assertion:
    return Identity(sp.diff(sp.log(1 - sym.D), sym.D), slope, _unit(sym.D))
