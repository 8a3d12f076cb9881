"""LaTeX as Unicode text: what a reader of a terminal must not misread."""

import pytest

from gantheory.claims.registry import all_claims
from gantheory.claims.sources import rows
from gantheory.report.unicode import formula, prose


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\log\frac{p}{p+q}", "log(p/(p + q))"),
        (r"\frac{p+q}{2}", "(p + q)/2"),
        (r"x\frac{a}{b}y", "x(a/b)y"),
        (r"\tfrac12\log2", "½ log 2"),
        (r"\frac34", "¾"),
        (r"\sqrt{\tfrac12 KL}", "√(½KL)"),
        (r"\sqrt{1+h^2f'(0)^2}", "√(1 + h²f′(0)²)"),
        (r"e^{\theta^2/8}\,\partial_\theta C\to\sqrt{\pi/2}", "e^(θ²/8) ∂_θC → √(π/2)"),
        (r"E_{x\sim p_{data}}[-\log D(x)]", "E_{x ∼ p_data}[−log D(x)]"),
        (r"\hat y", "y\u0302"),
        (r"KL\left(p\,\middle\|\,\frac{p+q}{2}\right)", "KL(p ‖ (p + q)/2)"),
        (r"x_{n+1}\ge0\text{ for all }x\in\mathbb{R}", "xₙ₊₁ ≥ 0 for all x ∈ ℝ"),
        (r"\text{``so''}", "“so”"),
        (r"\min_G\max_D V(D,G)", "min_G max_D V(D, G)"),
        (r"D^*_G", "D*_G"),
        (r"2\cdot 3\times 4-5", "2·3 × 4 − 5"),
        (r"\unheardof{x}", "unheardofx"),
        ("", ""),
        ("a^", "a"),
        ("{a", "a"),
    ],
)
def test_formula(latex, text):
    assert formula(latex) == text


def test_prose_converts_only_between_dollars():
    assert prose(r"for $p\|q$, log-densities - and so on") == "for p‖q, log-densities - and so on"


def test_nothing_of_latex_is_left_in_what_the_package_says():
    said = [formula(claim.statement) for claim in all_claims()]
    said += [prose(row.printed) for row in rows()]
    assert not [text for text in said if "\\" in text or "$" in text]
