"""The characters that LaTeX commands stand for, and Unicode's raised and lowered characters."""

from __future__ import annotations


def _pairs(text: str) -> dict[str, str]:
    """A table written as name, character, name, character, ..."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SYMBOLS = _pairs(r"""
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
    lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi ϕ chi χ psi ψ omega ω
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
    cdot · times × pm ± circ ∘ ast * star * prime ′ infty ∞ partial ∂ nabla ∇ ell ℓ emptyset ∅
    forall ∀ exists ∃
    | ‖ Vert ‖ lVert ‖ rVert ‖ vert | lvert | rvert | langle ⟨ rangle ⟩ { { } } % % _ _ & & # # $ $
    dots … ldots … cdots … colon : top ᵀ dagger † setminus ∖ cup ∪ cap ∩ wedge ∧ vee ∨ neg ¬ perp ⊥ \ ;
""")

OPERATORS = _pairs("""
    log log exp exp ln ln sin sin cos cos tan tan tanh tanh sinh sinh cosh cosh max max min min sup sup
    inf inf lim lim limsup limsup liminf liminf det det arg arg argmax argmax argmin argmin Pr Pr dim dim
    int ∫ iint ∬ sum ∑ prod ∏
""")

RELATIONS = _pairs("""
    = = < < > > : : le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ sim ∼ approx ≈ equiv ≡ propto ∝ coloneqq ≔
    to → rightarrow → longrightarrow → gets ← leftarrow ← mapsto ↦ uparrow ↑ downarrow ↓ in ∈ notin ∉
    subset ⊂ subseteq ⊆ mid | iff ⇔ Leftrightarrow ⇔ implies ⇒ Rightarrow ⇒ land ∧ lor ∨
""")

#: Commands that are neither ordinary symbols nor in the tables above.
KINDS = _pairs("""
    pm bin times bin cup bin cap bin cdot tight | tight langle open { open rangle close } close
""")

#: Commands that leave nothing: sizes, styles, alignment.
DROPPED = _names("""
    left middle right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr limits nolimits displaystyle textstyle
    nonumber !
""")
SPACES = frozenset([",", ";", ":", " ", ">", "quad", "qquad", "space", "enspace"])
#: Commands whose group is set as it stands.
PLAIN_GROUPS = _names("""
    mathrm text textrm textit textbf mathit mathbf mathsf mathcal operatorname boldsymbol mbox
""")
ACCENTS = {
    "hat": "\u0302",
    "bar": "\u0304",
    "tilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
}
BLACKBOARD = _pairs("R ℝ E 𝔼 N ℕ Z ℤ Q ℚ C ℂ P ℙ")
FRACTIONS = _pairs("1/2 ½ 1/3 ⅓ 2/3 ⅔ 1/4 ¼ 3/4 ¾ 1/5 ⅕ 1/6 ⅙ 1/8 ⅛ 3/8 ⅜ 5/8 ⅝ 7/8 ⅞")
SUPERSCRIPTS = _pairs("0 ⁰ 1 ¹ 2 ² 3 ³ 4 ⁴ 5 ⁵ 6 ⁶ 7 ⁷ 8 ⁸ 9 ⁹ + ⁺ − ⁻ = ⁼ n ⁿ i ⁱ ᵀ ᵀ")
SUBSCRIPTS = _pairs("""
    0 ₀ 1 ₁ 2 ₂ 3 ₃ 4 ₄ 5 ₅ 6 ₆ 7 ₇ 8 ₈ 9 ₉ + ₊ − ₋ = ₌ a ₐ e ₑ h ₕ i ᵢ j ⱼ k ₖ l ₗ m ₘ n ₙ o ₒ p ₚ r ᵣ s ₛ
    t ₜ u ᵤ v ᵥ x ₓ
""")
