"""The α-divergences and Rényi's, both made of ∫p^α q^(1-α)."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Unpack

from gantheory.arithmetic.exact import ExactLike, exact, show
from gantheory.arithmetic.floating import FLOATING
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.distributions.law import Law
from gantheory.divergences.closed_quantity import ClosedQuantity
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import Divergence, IntegralDivergence, reason_of_infinity
from gantheory.divergences.functional import PAIR, named
from gantheory.divergences.kullback_leibler import KL, REVERSE_KL
from gantheory.divergences.request import Options, Request
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, Site

if TYPE_CHECKING:
    from flint import arb

#: Above this value of ∫p^α q^(1-α) its distance from 1 is computed, below it the integral itself.
_NEAR_ONE: Final = 0.5
#: A relative error above this is no answer.
_USELESS: Final = 1e-3


def _gap(order: Fraction) -> Integrand:
    """(αp + (1-α)q - p^α q^(1-α)) / (α(1-α)) ≥ 0: what α-divergences integrate, without cancellation."""
    if order == 0:
        return Integrand(_uncovered, PAIR, bound=Fraction(1), reach=1.0)

    def evaluate(A: Arithmetic, at: Site) -> Value:
        return A.power_gap(order, at.log_density("p"), at.log_density("q"), at.log_ratio("p", "q"))

    if 0 < order < 1:
        return Integrand(evaluate, PAIR, bound=1 / min(order, 1 - order), reach=_reach(order))
    return Integrand(evaluate, PAIR, reach=_reach(order))


def _power(order: Fraction) -> Integrand:
    """p^α q^(1-α)."""
    if order == 0:
        return Integrand(_covered, PAIR, bound=Fraction(1), reach=1.0)

    def evaluate(A: Arithmetic, at: Site) -> Value:
        p, q = at.log_density("p"), at.log_density("q")
        return A.exp(A.const(order) * p + A.const(1 - order) * q)

    bound = max(order, 1 - order) if 0 < order < 1 else None
    return Integrand(evaluate, PAIR, bound=bound, reach=_reach(order))


def _uncovered(A: Arithmetic, at: Site) -> Value:
    """q where p has no mass."""
    return A.exp(at.log_density("q")) if A.absent(at.log_density("p")) else A.const(0)


def _covered(A: Arithmetic, at: Site) -> Value:
    """q where p has mass: p⁰q."""
    return A.const(0) if A.absent(at.log_density("p")) else A.exp(at.log_density("q"))


def _quotient(A: ParameterArithmetic, value: Value, number: Fraction) -> Value:
    from gantheory.arithmetic.reals import rational

    return value / A.const(rational(number))


def _reach(order: Fraction) -> float:
    """p^α is 1/√α times as wide as a normal p."""
    exponents = [abs(float(order)), abs(float(1 - order))]
    return max(1.0, 1.1 / math.sqrt(min(exponents)))


@functools.lru_cache(maxsize=256)
def alpha_of_order(order: Fraction) -> IntegralDivergence:
    """The α-divergence of an exact order; KL at 1 and reverse KL at 0, its limits."""
    a = show(order)
    if order in (0, 1):
        limit = KL if order == 1 else REVERSE_KL
        return replace(limit, name=f"alpha({a})")
    product = order * (1 - order)
    return IntegralDivergence(
        name=f"alpha({a})",
        closed=ClosedQuantity("log_affinity", order, lambda A, value: _quotient(A, A.expm1(value), -product)),
        title=f"α-divergence of order {a}",
        formula=rf"\frac{{\int p^{{{a}}} q^{{{show(1 - order)}}}\,dx - 1}}{{{show(-product)}}}",
        range=("0", show(1 / product) if product > 0 else "oo"),
        generator=f"(t**({a}) - ({a})*t - ({show(1 - order)}))/({show(-product)})",
        symmetric=order == Fraction(1, 2),
        unit="",
        functional=named(f"alpha({a})", _gap(order)),
    )


@dataclass(frozen=True, eq=False)
class Renyi(Divergence):
    """Rényi's divergence log(∫p^α q^(1-α))/(α-1) of an order other than 1; at 0 it is -log Q(p > 0).

    With B = ∫p^α q^(1-α): near B = 1 the logarithm is taken of 1 - α(1-α)·(α-divergence), so that nearly equal
    laws keep their digits; for small B of B itself, so that laws far apart do; a large B may overflow.
    """

    order: Fraction = Fraction(1, 2)

    def why_infinite(self, laws: Mapping[str, Law]) -> str:
        return reason_of_infinity(_power(self.order), laws) or "p and q are mutually singular"

    def by_quadrature(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.integration.quadrature import integrate

        def evaluated(integrand: Integrand) -> Estimate:
            return integrate(integrand, laws, **request.tolerances)

        product = FLOATING.const(self.order * (1 - self.order)) or 1.0
        gap = evaluated(_gap(self.order))
        if gap.status == "converged" and 1 - product * gap.value > _NEAR_ONE:
            return self._of(gap, lambda g: math.log1p(-product * g), request)
        if gap.status in ("infinite", "undecided") and self.order > 1:
            return gap
        whole = evaluated(_power(self.order))
        if whole.status == "converged" and whole.value == 0 == whole.error:
            return replace(whole, value=math.inf, status="infinite", reason="p and q are mutually singular")
        if whole.log_value is not None:
            share = whole.error if math.isfinite(whole.error) else 1e-9
            log_value = whole.log_value
            value = log_value / float(self.order - 1)
            # the logarithm is rounded too, to a share of its own size
            error = abs(share / float(self.order - 1)) + 2.0**-50 * abs(value)
            return replace(whole, value=value, error=error, status="converged", log_value=None)
        return self._of(whole, math.log, request)

    def _of(self, found: Estimate, log: Callable[[float], float], request: Request) -> Estimate:
        """The divergence from an integral whose error interval `log` maps to that of log B."""
        if found.status != "converged":
            return found
        factor = 1 / float(self.order - 1)
        try:
            value = factor * log(found.value)
            ends = [factor * log(found.value + sign * found.error) for sign in (-1, 1)]
        except ValueError:
            reason = f"∫p^α q^(1-α) is 0 to within its error {found.error:.1e}"
            return replace(found, value=math.nan, error=math.inf, status="undecided", reason=reason)
        error = max(abs(end - value) for end in ends) + 2.0**-52 * abs(value)
        if error > max(_USELESS * abs(value), request.atol or 0.0):
            reason = f"the error {error:.1e} leaves no digits of {value:.3g}"
            return replace(found, value=value, error=math.inf, status="undecided", reason=reason)
        return replace(found, value=value, error=error)

    def by_enclosure(self, laws: Mapping[str, Law], request: Request) -> Estimate:
        from gantheory.arithmetic.reals import rational
        from gantheory.integration.enclosure import certified_function

        def function(ball: arb) -> arb:
            return ball.log() / rational(self.order - 1)

        return certified_function(_power(self.order), laws, function, digits=request.certified_digits)


def _reciprocal(number: Fraction) -> str:
    return "" if number == 1 else rf"\frac{{1}}{{{show(number)}}} "


@functools.lru_cache(maxsize=256)
def renyi_of_order(order: Fraction) -> Divergence:
    """Rényi's divergence of an exact order ≥ 0; KL at 1, its limit."""
    a = show(order)
    if order == 1:
        return replace(KL, name="renyi(1)")
    if order < 0:
        raise InvalidParameterError(f"Rényi's divergence needs an order ≥ 0, got {a}")
    return Renyi(
        name=f"renyi({a})",
        closed=ClosedQuantity("log_affinity", order, lambda A, value: _quotient(A, value, order - 1))
        if order
        else None,
        title=f"Rényi divergence of order {a}",
        formula=rf"{_reciprocal(order - 1)}\log \int p^{{{a}}} q^{{{show(1 - order)}}}\,dx",
        range=("0", "oo"),
        symmetric=order == Fraction(1, 2),
        order=order,
    )


def alpha_divergence(p: Any, q: Any, /, alpha: ExactLike, **options: Unpack[Options]) -> Estimate:
    r"""The α-divergence :math:`\frac{\int p^\alpha q^{1-\alpha}\,dx - 1}{\alpha(\alpha-1)} \in [0, \infty]`.

    Any real α: KL(p‖q) as α → 1 and KL(q‖p) as α → 0; half of Pearson's χ² at 2, of Neyman's at -1; four times
    the squared Hellinger distance at ½. For 0 < α < 1 it is at most 1/(α(1-α)). Amari's parameter is 1 - 2α or
    2α - 1, by author.

    Parameters
    ----------
    p, q : Law
    alpha : number
        The order α, exact: ``0.5``, ``"1/3"``, ``-1``.
    **options
        As in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(alpha_divergence(Normal(0, 1), Normal(1, 2), 0.5).value)
    0.596778151389439
    """
    return compute(alpha_of_order(exact(alpha, "alpha")), p, q, **options)


def renyi_divergence(p: Any, q: Any, /, alpha: ExactLike, **options: Unpack[Options]) -> Estimate:
    r"""Rényi's divergence :math:`\frac{1}{\alpha-1}\log\int p^\alpha q^{1-\alpha}\,dx \in [0, \infty]`, in nats.

    KL at α = 1, the limit; -log Q(p > 0) at 0; twice the Bhattacharyya distance at ½. Non-decreasing in α.

    Parameters
    ----------
    p, q : Law
    alpha : number
        The order α ≥ 0, exact: ``0.5``, ``"1/3"``, ``2``.
    **options
        As in :func:`gantheory.divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(renyi_divergence(Normal(0, 1), Normal(1, 1), 2).value)
    1.0
    """
    return compute(renyi_of_order(exact(alpha, "alpha")), p, q, **options)
