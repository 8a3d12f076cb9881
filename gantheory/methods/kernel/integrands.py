r"""Functionals as integrands: ∫F dx + ∫H dz + c, and when that is the same number for all laws.

With p and q densities, :math:`\int F(p, q)\,dx + c = 0` for *all* densities (for which it is defined) if and
only if F = αp + βq with constants α + β + c = 0: total masses are 1, and nothing else is known of p and q.
A latent integral :math:`\int p_z(z)\,h(D(G(z)))\,dz` equals :math:`\int q\,h(D)\,dx` for every measurable G
(law of the unconscious statistician; q is the law of G(z)), so it is moved to data space first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from gantheory.assertions.kinds import Gradient, Side
from gantheory.divergences.functional import Functional, as_functional
from gantheory.methods.kernel.normal_form import (
    Comparison,
    Difference,
    NotNormalizableError,
    compare,
    normal_form,
)
from gantheory.symbols import jacobian, p, p_z, q, score, theta, z

#: What changes from point to point under an integral; everything else is a constant of the instance.
VARYING = frozenset({"p", "q", "p_z", "D", "x", "z", "score", "jacobian"})
_DENSITIES = (p, q, p_z)


@dataclass(frozen=True)
class Integrands:
    """∫ data dx + ∫ latent dz + constant."""

    data: sympy.Expr
    latent: sympy.Expr
    constant: sympy.Expr

    @property
    def is_scalar(self) -> bool:
        """Whether there is no integral."""
        return self.data == 0 and self.latent == 0

    @property
    def symbols(self) -> set[sympy.Symbol]:
        """All free symbols."""
        return self.data.free_symbols | self.latent.free_symbols | self.constant.free_symbols

    def __sub__(self, other: Integrands) -> Integrands:
        if not (self.is_scalar and other.is_scalar):
            for constant in (self.constant, other.constant):
                _refuse_varying(constant)
        return Integrands(self.data - other.data, self.latent - other.latent, self.constant - other.constant)

    def subs(self, replacements: Any) -> Integrands:
        """Substitute in every part."""
        return Integrands(*(part.subs(replacements) for part in (self.data, self.latent, self.constant)))


def integrands(side: Side) -> Integrands:
    """The sum of a side's integrands per space, with their coefficients, and its constant.

    A gradient ∂θ of a functional of q_θ is differentiated under the integral sign, ∂θ q = q·score.
    """
    if isinstance(side, Gradient):
        return differentiated(integrands(side.of))
    functional: Functional = as_functional(side)
    data, latent = sympy.S.Zero, sympy.S.Zero
    if functional.terms:
        _refuse_varying(sympy.sympify(functional.constant))
    for coefficient, integral in functional.terms:
        _refuse_varying(sympy.sympify(coefficient))
        expression = sympy.sympify(coefficient) * integral.expression
        if integral.variable == "z":
            latent += expression
        else:
            data += expression
    return Integrands(data, latent, sympy.sympify(functional.constant))


def _refuse_varying(constant: sympy.Expr) -> None:
    """Outside the integral sign p, q, D, x are no functions of the point: taking them inside would capture them."""
    if varies(constant):
        raise NotNormalizableError(f"{constant} stands beside an integral and varies under the integral sign")


def differentiated(of: Integrands) -> Integrands:
    """∂θ under the integral sign, for a family q = q_θ: ∂θ q = q·score; latent integrals move first."""
    moved = in_data_space(of)
    if moved.latent.has(z) or moved.latent.has(p_z):
        raise NotNormalizableError("the gradient of a latent integral that does not depend on z through G(z) only")
    if moved.data.has(AppliedUndef):
        raise NotNormalizableError("the gradient of an integral of distribution functions, which move with θ too")
    if moved.data.has(score, jacobian):
        raise NotNormalizableError("the gradient of an integral of the score or of G′(z), which move with θ too")
    data = sympy.diff(moved.data, q) * q * score + sympy.diff(moved.data, theta)
    return Integrands(data, sympy.S.Zero, sympy.diff(moved.constant, theta))


def in_data_space(of: Integrands) -> Integrands:
    """Latent integrals p_z·h, with h depending on z through G(z) only, as data-space integrals q·h."""
    moved, kept = sympy.S.Zero, sympy.S.Zero
    latent = sympy.expand(of.latent) if of.latent.is_Add else of.latent
    for term in sympy.Add.make_args(latent):
        h = sympy.cancel(term / p_z) if term.has(p_z) else term
        # In a latent integral x and D are taken at G(z); p and q there would be densities at z, not at G(z), and
        # G'(z) is no function of G(z).
        if term == 0 or h.has(z, jacobian, p_z, p, q) or not term.has(p_z):
            kept += term
        else:
            moved += q * h
    return replace(of, data=of.data + moved, latent=kept)


@dataclass(frozen=True)
class Mass:
    """The masses α, β, γ with F = αp + βq (data space) and H = γp_z (latent space)."""

    weights: dict[sympy.Symbol, sympy.Expr]

    def __str__(self) -> str:
        parts = [
            f"{_factor(weight)}{'q·score' if density is score else density}"
            for density, weight in self.weights.items()
            if weight != 0
        ]
        return " + ".join(parts).replace("+ -", "- ") or "0"

    @property
    def total(self) -> sympy.Expr:
        """α + β + γ, because each density integrates to 1 and ∫q·score = ∂θ∫q = 0."""
        return sympy.Add(*(weight for density, weight in self.weights.items() if density is not score))


def _factor(weight: sympy.Expr) -> str:
    return "" if weight == 1 else "-" if weight == -1 else f"({weight})·" if weight.is_Add else f"{weight}·"


def varies(expression: sympy.Expr) -> bool:
    """Whether `expression` may change from point to point under an integral."""
    names = {s.name for s in expression.free_symbols}
    return bool(names & VARYING) or expression.has(AppliedUndef)


def mass_of(of: Integrands, domain: Mapping[Any, Any]) -> tuple[Mass | None, Difference | None]:
    """The masses if both integrands are linear in the densities; else None and where they are not.

    Raises
    ------
    NotNormalizableError
        If an integrand has no normal form.
    """
    weights: dict[sympy.Symbol, sympy.Expr] = {}
    for part, densities in ((of.data, (p, q)), (of.latent, (p_z,))):
        rest = part
        if part.has(score):
            weight = _weight(sympy.diff(part, score), q, domain)
            if weight is not None:
                weights[score] = weight
                rest -= weight * q * score
        for density in densities:
            weight = _weight(rest.subs(score, 0), density, domain)
            if weight is not None:
                weights[density] = weights.get(density, sympy.S.Zero) + weight
                rest -= weight * density
        difference = compare(rest, 0, domain)
        if difference.comparison is not Comparison.EQUAL:
            # Named without the guess at the masses: that is the coefficient a reader can check.
            return None, compare(part, 0, domain)
    return Mass(weights), None


def _weight(part: sympy.Expr, density: sympy.Symbol, domain: Mapping[Any, Any]) -> sympy.Expr | None:
    """∂part/∂density at a generic rational point: the only constant that it can be."""
    if not part.has(density):
        return None
    slope = sympy.diff(part, density).xreplace(_generic_point(part))
    try:
        slope = normal_form(slope, domain)
    except NotNormalizableError:
        return None
    return None if varies(slope) or slope.has(sympy.Derivative, sympy.Subs) else slope


def _generic_point(part: sympy.Expr) -> dict[sympy.Symbol, sympy.Rational]:
    values = {
        "p": (2, 3),
        "q": (5, 7),
        "p_z": (3, 11),
        "D": (3, 13),
        "x": (7, 5),
        "z": (5, 11),
        "score": (3, 5),
        "jacobian": (-7, 3),
    }
    return {s: sympy.Rational(*values[s.name]) for s in part.free_symbols if s.name in values}
