"""Cross-entropy, of two laws and of two labels: what it measures.

L(y, ŷ) = -(y log ŷ + (1-y) log(1-ŷ)), the label first. Of two laws, H(p, q) = E_p[-log q] = H(p) + KL(p‖q).

Main results
------------
- `cross_entropy_eq_entropy_add_kl`, `binary_cross_entropy_min_at_label`: least at equality, but not zero there
- `cross_entropy_of_labels_eq_binary_cross_entropy`: the formula, with its brackets
- `binary_cross_entropy_is_distance`, `binary_cross_entropy_not_symmetric`, `binary_cross_entropy_no_triangle`
- `cross_entropy_with_label_second`: the arguments exchanged, refuted
- `binary_cross_entropy_logit_slope`: the slope in the logit is the error of the prediction

References: Gneiting and Raftery 2007; Cover and Thomas 2006.
"""

from __future__ import annotations

from typing import Any

from gantheory.assertions import (
    Claim,
    Control,
    Counterexample,
    Identity,
    Inequality,
    Instance,
    Limit,
    Misprint,
    Optimum,
)
from gantheory.claims.lazily import sp, sym
from gantheory.distributions import Atoms, Normal, Uniform
from gantheory.divergences import expectation, kl
from gantheory.divergences.functional import Functional
from gantheory.games import binary_cross_entropy

TOPIC = "seeds"
CHAPTER = 9


def label() -> Any:
    return sp.Symbol("y", positive=True)


def output() -> Any:
    return sp.Symbol("y_hat", positive=True)


def _third() -> Any:
    return sp.Symbol("y_mid", positive=True)


def unit(*symbols: Any) -> dict[Any, Any]:
    return dict.fromkeys(symbols, (0, 1))


def tenths(**numbers: int) -> Instance:
    return Instance(**{name: sp.Rational(number, 10) for name, number in numbers.items()})


def coin(share: str) -> Atoms:
    """The law of a label that is 1 with probability `share`."""
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
        Instance(p=coin("3/10"), q=coin("6/10")),
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


def _labels(truth: str, guess: str) -> Instance:
    """A label that is 1 with probability y as p (one atom if y is 0 or 1), its prediction as q."""
    y, prediction = sp.Rational(truth), sp.Rational(guess)
    p = Atoms([int(y)]) if y in (0, 1) else coin(truth)
    return Instance(p=p, q=coin(guess), y=y, y_hat=prediction)


def _without_brackets() -> Any:
    y, prediction = label(), output()
    return -y * sp.log(prediction) + (1 - y) * sp.log(1 - prediction)


def _along_vanishing_output() -> Any:
    """L(y, ŷ) where ŷ = e^(-1/y) falls to 0 with y: y log ŷ stays at -1."""
    y = label()
    return -(y * sp.log(sp.exp(-1 / y)) + (1 - y) * sp.log(1 - sp.exp(-1 / y)))


cross_entropy_of_labels_eq_binary_cross_entropy = Claim(
    statement=r"H(y, \hat y) = -\left[y \log \hat y + (1 - y) \log(1 - \hat y)\right]",
    reference=("Text000", "the binary cross-entropy"),
    sources=("S000-e5",),
    conditions="0 < ŷ < 1, or with the convention 0·log 0 = 0",
    remark="Reconstructed: the cross-entropy of a label's two-point law and the predicted one. The brackets matter. "
    "Without them y = 0, ŷ = .3 gives -.357, not +.357.",
    assertion=lambda: Identity(_cross_entropy(), binary_cross_entropy(label(), output()), universal=False),
    instances=lambda: (_labels("0", "3/10"), _labels("1", "4/5"), _labels("3/10", "3/5")),
    controls=lambda: [
        Control("without the brackets", Identity(_cross_entropy(), _without_brackets(), universal=False)),
        Control(
            "label and output exchanged",
            Identity(_cross_entropy(), binary_cross_entropy(output(), label()), universal=False),
            [_labels("3/10", "3/5")],
        ),
        Control(
            "the classes exchanged",
            Identity(_cross_entropy(), binary_cross_entropy(1 - label(), output()), universal=False),
            [_labels("3/10", "3/5")],
        ),
        Control(
            "without the condition: ŷ falls to 0 with the label, where 0·log 0 is no number",
            Limit(_along_vanishing_output(), label(), 0, 0, 2 * label(), tuple(sp.Rational(1, n) for n in (4, 16, 64))),
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
        binary_cross_entropy(label(), output()),
        over=unit(output()),
        argument={output(): label()},
        value=binary_cross_entropy(label(), label()),
        maximum=False,
        domain=unit(label()),
    ),
    instances=lambda: (tenths(y=3), tenths(y=9, y_hat=4)),
    controls=lambda: [
        Control(
            "zero at equality",
            Optimum(
                binary_cross_entropy(label(), output()),
                unit(output()),
                {output(): label()},
                0,
                False,
                unit(label()),
            ),
        ),
        Control(
            "the arguments exchanged: least at ŷ = y over the label's place",
            Optimum(
                binary_cross_entropy(output(), label()),
                unit(output()),
                {output(): label()},
                binary_cross_entropy(label(), label()),
                False,
                unit(label()),
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
        as_printed=Identity(binary_cross_entropy(label(), label()), 0, unit(label())),
        corrected=Identity(
            binary_cross_entropy(label(), output()),
            binary_cross_entropy(label(), label()) + kl_of_coins(label(), output()),
            unit(label(), output()),
        ),
    ),
    instances=lambda: (tenths(y=3, y_hat=6), tenths(y=5, y_hat=9)),
    controls=lambda: [
        Control(
            "the corrected, KL(ŷ‖y) instead of KL(y‖ŷ)",
            Identity(
                binary_cross_entropy(label(), output()),
                binary_cross_entropy(label(), label()) + kl_of_coins(output(), label()),
                unit(label(), output()),
            ),
        ),
        Control(
            "the corrected, without the entropy",
            Identity(
                binary_cross_entropy(label(), output()),
                kl_of_coins(label(), output()),
                unit(label(), output()),
            ),
        ),
    ],
)


def kl_of_coins(a: Any, b: Any) -> Any:
    return a * sp.log(a / b) + (1 - a) * sp.log((1 - a) / (1 - b))


def _symmetry() -> Identity:
    return Identity(
        binary_cross_entropy(label(), output()), binary_cross_entropy(output(), label()), unit(label(), output())
    )


binary_cross_entropy_not_symmetric = Claim(
    statement=r"L(y, \hat y) \ne L(\hat y, y) \text{ at } y = .3,\ \hat y = .6",
    reference=("Text000", "the discriminator's generic loss"),
    sources=("S000-p1",),
    conditions="at the given labels",
    remark="A distance is symmetric; the cross-entropy is weighted by its first argument alone.",
    assertion=lambda: Counterexample(_symmetry(), tenths(y=3, y_hat=6)),
    controls=lambda: [
        Control("where both labels agree", Counterexample(_symmetry(), tenths(y=4, y_hat=4))),
        Control("where they are complements", Counterexample(_symmetry(), tenths(y=2, y_hat=8))),
    ],
)


def _triangle() -> Inequality:
    y, middle, prediction = label(), _third(), output()
    return Inequality(
        binary_cross_entropy(y, prediction),
        binary_cross_entropy(y, middle) + binary_cross_entropy(middle, prediction),
        domain=unit(y, middle, prediction),
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
    return Instance(p=coin("8/10"), q=Atoms([1]), D=sp.Rational(4, 5))


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


def _logit_slope(loss: Any) -> Any:
    """∂/∂a of a loss of ŷ = σ(a): dŷ/da = ŷ(1-ŷ)."""
    return sp.diff(loss, output()) * output() * (1 - output())


binary_cross_entropy_logit_slope = Claim(
    statement=r"\frac{\partial}{\partial a} L(y, \sigma(a)) = \sigma(a) - y",
    reference=("Text002", "line 58"),
    sources=("S002-e2",),
    conditions="for all labels and outputs between 0 and 1",
    remark="The loss is made for the logit: its slope there is the error of the prediction, and nothing saturates "
    "while the prediction is wrong.",
    assertion=lambda: Identity(
        _logit_slope(binary_cross_entropy(label(), output())), output() - label(), unit(label(), output())
    ),
    instances=lambda: (tenths(y=3, y_hat=8),),
    controls=lambda: [
        Control("the sign", Identity(
            _logit_slope(binary_cross_entropy(label(), output())), label() - output(), unit(label(), output())
        )),
        Control("the slope in ŷ itself", Identity(
            sp.diff(binary_cross_entropy(label(), output()), output()),
            output() - label(),
            unit(label(), output()),
        )),
    ],
)  # fmt: skip
