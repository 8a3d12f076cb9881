"""The abstract two-player game and what follows from it: V, D*, C.

A game is three functions of the discriminator's logit a, each written once over an arithmetic: its payoff per
real sample, its payoff per generated sample, and the generator's cost per generated sample. In the logit
nothing saturates: log D = -softplus(-a) and log(1-D) = -softplus(a) keep their digits where D rounds to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.distributions.law import Law
from gantheory.divergences.functional import Functional, expectation, named
from gantheory.integration.integrand import Integrand, Site

if TYPE_CHECKING:
    import sympy

Payoff = Callable[[Arithmetic, Value], Value]


@dataclass(frozen=True)
class Game:
    """A GAN whose discriminator D = σ(a) maximises E_p[payoff_real(a)] + E_q[payoff_fake(a)].

    Attributes
    ----------
    name : str
    payoff_real, payoff_fake : callable
        ``payoff(A, a)``: what the discriminator gains at a real and at a generated sample.
    generator_cost : callable
        ``cost(A, a)``: what the generator pays at a generated sample.
    """

    name: str
    payoff_real: Payoff
    payoff_fake: Payoff
    generator_cost: Payoff

    def value(self, D: Any = None, *, latent: bool = False) -> Functional:
        """V(G, D) as a functional; D is the symbol D unless an expression in p, q is given.

        With ``latent=True`` the second term is the expectation over z of the payoff at D(G(z)).
        """
        from gantheory import symbols

        fake = symbols.p_z if latent else symbols.q
        return expectation(symbols.p, self.in_D(self.payoff_real, D)) + expectation(
            fake, self.in_D(self.payoff_fake, D)
        )

    def cost(self, D: Any = None, *, latent: bool = False) -> Functional:
        """The generator's cost as a functional of D, as for :meth:`value`."""
        from gantheory import symbols

        return expectation(symbols.p_z if latent else symbols.q, self.in_D(self.generator_cost, D))

    def in_D(self, payoff: Payoff, D: Any = None) -> sympy.Expr:
        """A payoff as an expression in D."""
        import sympy

        from gantheory import symbols
        from gantheory.arithmetic.symbolic import SYMBOLIC

        output = symbols.D
        logit = sympy.log(output) - sympy.log(1 - output)
        written = payoff(SYMBOLIC, logit)
        return written if D is None else written.subs(output, D)


@dataclass(frozen=True)
class OptimalDiscriminator:
    """D* = p/(p+q) of two laws, evaluated through its logit log p - log q.

    Where both densities vanish, or both are infinite, D* is arbitrary; the convention here is logit 0, D* = ½.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> D = OptimalDiscriminator(Normal(0, 1), Normal(3, 0.5))
    >>> float(D(20.0)), float(D.complement(20.0))
    (1.0, 1.37314...e-164)
    """

    p: Law
    q: Law

    def logit(self, x: Any) -> Floats:
        """log p(x) - log q(x), elementwise; ±∞ where only one density vanishes."""
        with quiet():
            p, q = np.asarray(self.p.logpdf(x)), np.asarray(self.q.logpdf(x))
            # equal values first: -∞ against -∞ off both supports, ∞ against ∞ at a common singularity
            return np.where(p == q, 0.0, p - q)[()]

    def __call__(self, x: Any) -> Floats:
        """D*(x) ∈ [0, 1]."""
        return special.expit(self.logit(x))

    def complement(self, x: Any) -> Floats:
        """1 - D*(x), with full relative accuracy where D* rounds to 1."""
        return special.expit(-self.logit(x))


def log_sigmoid(A: Arithmetic, a: Value) -> Value:
    """log σ(a) = -softplus(-a)."""
    return -A.softplus(-a)


def log_complement(A: Arithmetic, a: Value) -> Value:
    """log(1 - σ(a)) = -softplus(a)."""
    return -A.softplus(a)


def _value_at_optimum(A: Arithmetic, at: Site) -> Value:
    p, q = at.log_density("p"), at.log_density("q")
    return A.weighted(A.logaddexp(p, q), A.entropy_gap(p - q) - A.log(A.const(2)))


#: C(G) = V(G, D*) = -∫(p+q)·h_b(D*) ∈ [-log 4, 0], the minimax game's value when D is optimal.
value_at_optimum = named("C", Integrand(_value_at_optimum, ("p", "q"), bound=Fraction(7, 10), reach=1.0))
