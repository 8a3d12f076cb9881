"""The rules by which one line of a derivation may follow from the one before: a small fixed set.

Each rule is a function of the line before, the line after and what the step gives in ``using``; it returns None
if the step is an application of the rule, and otherwise says why it is not. A rule that cannot decide raises
:class:`UndecidedStepError`. Rules that keep the value claim that both lines are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from gantheory.assertions.kinds import VALUE_CHANGING_RULES, Gradient, Side
from gantheory.methods.kernel.inequality import UnprovedError, functional_bound, scalar_bound
from gantheory.methods.kernel.integrands import Integrands, in_data_space, integrands, mass_of
from gantheory.methods.kernel.normal_form import Comparison, NotNormalizableError, compare
from gantheory.methods.kernel.sign import factored, range_of, sign
from gantheory.methods.kernel.witness import points, violation
from gantheory.symbols import p_z, q, x, z

#: Points at which an expression is looked at to find out that it has no sign.
_SAMPLES = 20
_SIGNS = {-1: "negative", 0: "0", 1: "positive"}


class UndecidedStepError(Exception):
    """The rule cannot tell whether the step is right; the message says why."""


@dataclass(frozen=True)
class Link:
    """Two neighbouring lines, and what the step says of them.

    Attributes
    ----------
    before, after : Functional or Gradient
    using : tuple
        The arguments of the rule.
    earlier : tuple of Functional or Gradient
        The lines of this statement so far, `before` last.
    domain : mapping
        Ranges of the scalars.
    """

    before: Side
    after: Side
    using: tuple[Any, ...] = ()
    earlier: tuple[Side, ...] = ()
    domain: Mapping[Any, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Integrands, Integrands]:
        """Both lines as integrands."""
        return integrands(self.before), integrands(self.after)

    def equal(self, a: Any, b: Any) -> str | None:
        """None if two expressions have one normal form; else the coefficient that differs."""
        try:
            difference = compare(a, b, self.domain)
        except NotNormalizableError as error:
            raise UndecidedStepError(str(error)) from None
        if difference.comparison is Comparison.UNKNOWN:
            raise UndecidedStepError(str(difference))
        return None if difference.comparison is Comparison.EQUAL else str(difference)

    def pointwise_equal(self, a: Integrands, b: Integrands) -> str | None:
        """None if integrands and constants agree one by one."""
        return self.equal(a.data, b.data) or self.equal(a.latent, b.latent) or self.equal(a.constant, b.constant)

    def symbol(self, default: sympy.Symbol | None = None) -> sympy.Symbol:
        """The symbol that ``using`` names."""
        for entry in self.using:
            if isinstance(entry, sympy.Symbol):
                return entry
            if isinstance(entry, str):
                known = [s for line in self.lines for s in line.symbols if s.name == entry]
                if known:
                    return known[0]
        if default is None:
            raise UndecidedStepError("the step does not say in `using` which variable it is about")
        return default


Check = Callable[[Link], str | None]


@dataclass(frozen=True)
class Rule:
    """A rule: its name, what it says, when it may be used, what the step must give, and its check."""

    name: str
    statement: str
    condition: str
    using: str
    check: Check
    keeps_value: bool = True


RULES: dict[str, Rule] = {}


def _rule(name: str, statement: str, condition: str = "none", using: str = "") -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        RULES[name] = Rule(name, statement, condition, using, check, name not in VALUE_CHANGING_RULES)
        return check

    return register


@_rule("next", "a new statement begins; nothing is claimed of it and the line before")
def _next(link: Link) -> str | None:
    return None


@_rule("linearity", "∫(aF + bG) = a∫F + b∫G", "both integrals exist, or their sum does")
def _linearity(link: Link) -> str | None:
    before, after = link.lines
    return link.pointwise_equal(_logs_untouched(before), _logs_untouched(after))


def _logs_untouched(line: Integrands) -> Integrands:
    """Logarithms as symbols of their own, so that only sums, products and arguments are compared."""

    def hide(e: sympy.Expr) -> sympy.Expr:
        return e.replace(sympy.log, lambda a: sympy.Symbol(f"log[{sympy.factor(sympy.together(a))}]", real=True))

    return Integrands(hide(line.data), hide(line.latent), hide(line.constant))


@_rule(
    "logarithm",
    "log of a product, quotient or power is the sum, difference or multiple",
    "positive arguments",
)
def _logarithm(link: Link) -> str | None:
    return link.pointwise_equal(*link.lines)


@_rule("algebra", "the integrands have one normal form, and so have the constants")
def _algebra(link: Link) -> str | None:
    return link.pointwise_equal(*link.lines)


@_rule("definition", "a named divergence is its integral", "the conventions of gantheory.divergences")
def _definition(link: Link) -> str | None:
    return link.pointwise_equal(*link.lines)


@_rule("total mass", "∫p = ∫q = ∫p_z = 1, times constants", "p, q and p_z are probability densities")
def _total_mass(link: Link) -> str | None:
    before, after = link.lines
    try:
        mass, failure = mass_of(before - after, link.domain)
    except NotNormalizableError as error:
        raise UndecidedStepError(str(error)) from None
    if mass is None:
        if failure is not None and failure.comparison is Comparison.UNKNOWN:
            raise UndecidedStepError(str(failure))
        return f"the integrands differ by more than multiples of densities: {failure}"
    return link.equal(mass.total + before.constant, after.constant)


@_rule(
    "substitute",
    "a symbol is replaced by what it is defined as, or back",
    using="(symbol, expression), ...",
)
def _substitute(link: Link) -> str | None:
    pairs = [tuple(pair) for pair in link.using]
    before, after = link.lines
    forward = link.pointwise_equal(before.subs(pairs), after)
    return forward and (forward if link.pointwise_equal(before, after.subs(pairs)) else None)


@_rule(
    "law of the unconscious statistician",
    "∫p_z·h(D(G(z))) dz = ∫q·h(D(x)) dx",
    "any measurable G; q is the law of G(z); h depends on z through G(z) only",
)
def _unconscious_statistician(link: Link) -> str | None:
    before, after = (in_data_space(line) for line in link.lines)
    return link.pointwise_equal(before, after)


def _latent_density(at: sympy.Expr) -> sympy.Expr:
    return sympy.Function("p_z")(at)


def _inverse(link: Link) -> sympy.Expr:
    """G⁻¹ as an expression in x, from ``using``: the expression, or the pair (z, expression)."""
    for entry in link.using:
        if isinstance(entry, tuple) and len(entry) == 2 and entry[0] == z:
            return sympy.sympify(entry[1])
        if isinstance(entry, sympy.Expr) and entry.has(x):
            return entry
    raise UndecidedStepError("the step does not give G⁻¹ as (z, expression in x) in `using`")


def _not_monotone(link: Link, inverse: sympy.Expr) -> str | None:
    """Why G⁻¹ is not strictly monotone; an abstract function is assumed to be."""
    if inverse.has(AppliedUndef):
        return None
    reason = _without_sign(link, sympy.diff(inverse, x), (1, -1))
    return reason and f"{inverse} is not strictly monotone, so that one branch does not carry all the mass: {reason}"


def _without_sign(link: Link, e: sympy.Expr, wanted: tuple[int, ...]) -> str | None:
    """None if e has one of the wanted signs on its whole range, or where it has not.

    Raises
    ------
    UndecidedStepError
        If the sign is not shown, and no point of the range contradicts it.
    """
    if sign(e, link.domain) in wanted:
        return None
    found: dict[int, Any] = {}
    for place in islice(points(e.free_symbols, link.domain), _SAMPLES):
        value = e.subs(place)
        if value.is_number and value.is_comparable:
            found[0 if value == 0 else 1 if value > 0 else -1] = place
    if len(found) > 1 or (found and set(found).isdisjoint(wanted)):
        where = "; ".join(f"{_SIGNS[s]} at {_shown(place)}" for s, place in found.items())
        return f"{e} is {where}"
    raise UndecidedStepError(f"the sign of {e} is not shown")


def _shown(place: Mapping[Any, Any]) -> str:
    return ", ".join(f"{s} = {v}" for s, v in place.items()) or "every point"


@_rule(
    "change of variables",
    "∫p_z(z)·h(D(G(z))) dz = ∫p_z(G⁻¹(x))·|dG⁻¹/dx|·h(D(x)) dx",
    "G strictly monotone and differentiable",
    "(z, G⁻¹(x))",
)
def _change_of_variables(link: Link) -> str | None:
    before, after = link.lines
    inverse = _inverse(link)
    if reason := _not_monotone(link, inverse):
        return reason
    moved = before.latent.subs({p_z: _latent_density(inverse), z: inverse}, simultaneous=True)
    jacobian = sympy.Abs(sympy.diff(inverse, x))
    expected = Integrands(before.data + moved * jacobian, sympy.S.Zero, before.constant)
    reason = _same_with_jacobian(link, expected, after, inverse)
    if reason and not _same_with_jacobian(
        link,
        Integrands(before.data + moved * sympy.diff(inverse, x), sympy.S.Zero, before.constant),
        after,
        inverse,
    ):
        return "the absolute value of the Jacobian is missing: for a decreasing G the density is negative"
    return reason


def _same_with_jacobian(link: Link, a: Integrands, b: Integrands, inverse: sympy.Expr) -> str | None:
    """Compare with p_z(G⁻¹(x)), |dG⁻¹/dx| and dG⁻¹/dx as symbols: nothing else is known of an abstract G."""
    slope = sympy.diff(inverse, x)
    names = {_latent_density(inverse): sympy.Symbol("p_z∘G⁻¹", positive=True)}
    if inverse.has(AppliedUndef):
        names[sympy.Abs(slope)] = sympy.Symbol("|G⁻¹′|", positive=True)
        names[slope] = sympy.Symbol("G⁻¹′", real=True)

    def hide(e: sympy.Expr) -> sympy.Expr:
        return e.doit().xreplace(names)

    a, b = (Integrands(hide(e.data), hide(e.latent), hide(e.constant)) for e in (a, b))
    return link.pointwise_equal(a, b)


@_rule(
    "pushforward density",
    "p_z(G⁻¹(x))·|dG⁻¹/dx| = q(x), the density of G(z)",
    "G strictly monotone and differentiable",
    "(z, G⁻¹(x))",
)
def _pushforward_density(link: Link) -> str | None:
    before, after = link.lines
    inverse = _inverse(link)
    if reason := _not_monotone(link, inverse):
        return reason
    density = q / sympy.Abs(sympy.diff(inverse, x))
    data = before.data.doit().subs(_latent_density(inverse), density)
    return _same_with_jacobian(link, Integrands(data, before.latent, before.constant), after, inverse)


@_rule("differentiate under the integral", "∂θ∫F(p, q_θ) = ∫∂_q F·q·score", "∂θq is dominated by an integrable")
def _under_the_integral(link: Link) -> str | None:
    before, after = link.lines
    if not isinstance(link.before, Gradient):
        return "the line before is no Gradient"
    return link.pointwise_equal(before, after)


@_rule(
    "add constant",
    "a term without the player's variable changes no argmin and no argmax",
    using="the player's variable",
)
def _add_constant(link: Link) -> str | None:
    before, after = link.lines
    player = link.symbol()
    difference = in_data_space(after) - in_data_space(before)
    for part in (difference.data, difference.latent, difference.constant):
        if link.equal(sympy.diff(part, player), 0):
            return f"the term that is added depends on {player}"
    return None


@_rule("negate", "max f = -min(-f)", "the optimum is of the negated objective")
def _negate(link: Link) -> str | None:
    before, after = link.lines
    return link.pointwise_equal(Integrands(-before.data, -before.latent, -before.constant), after)


@_rule(
    "pointwise",
    "sup over D of ∫F(x, D(x)) = ∫ sup over y of F(x, y)",
    "D ranges over all measurable functions, not over a parametric family",
    "D",
)
def _pointwise(link: Link) -> str | None:
    before, after = link.lines
    moved = in_data_space(before)
    if not link.using:
        return "the step does not say in `using` which function ranges over all measurable ones"
    names = {getattr(entry, "name", entry) for entry in link.using}
    free = [s for s in moved.data.free_symbols if s.name in names]
    if not free:
        return f"{', '.join(map(str, names))} is not free in the integrand: a parametric family is not all functions"
    if moved.latent != 0 or moved.data.has(x, z):
        return "the integrand depends on x beyond D, p and q: D is parametric, and the sup does not pass the integral"
    if not after.is_scalar:
        return "the line after is still an integral"
    return link.equal(moved.data, after.constant)


@_rule("differentiate", "f becomes ∂f/∂y", using="y")
def _differentiate(link: Link) -> str | None:
    before, after = link.lines
    if not (before.is_scalar and after.is_scalar):
        return "an integral is differentiated pointwise: use 'pointwise' first"
    return link.equal(sympy.diff(before.constant, link.symbol()), after.constant)


@_rule("set to zero", "f = 0 becomes g = 0 with the same roots", "f/g has no zero and no pole on the domain")
def _set_to_zero(link: Link) -> str | None:
    before, after = link.lines
    if link.equal(after.constant, 0) is None:
        return "the equation after is 0 = 0"
    return _without_sign(link, sympy.cancel(before.constant / after.constant), (1, -1))


@_rule("solve", "f(y) = 0 becomes its only root y", "the root is unique on the range of y", "y")
def _solve(link: Link) -> str | None:
    before, after = link.lines
    unknown = link.symbol()
    equation, root = before.constant, after.constant
    low, high = range_of(unknown, link.domain)
    if root.has(unknown):
        return f"the root contains {unknown}"
    try:
        reason = link.equal(equation.subs(unknown, root), 0)
    except UndecidedStepError:
        reason = "it does not satisfy the equation"
    if reason:
        return f"{root} is no root: {reason}"
    for end, gap in ((low, root - low), (high, high - root)):
        if end.is_finite and (reason := _without_sign(link, gap, (1,))):
            return f"{root} does not lie in ({low}, {high}): {reason}"
    try:
        factors = factored(sympy.together(equation))[1]
    except sympy.PolynomialError as error:
        raise UndecidedStepError(str(error)) from None
    for factor, power in factors:
        if power < 0 or not factor.has(unknown) or sign(factor, link.domain) is not None:
            continue
        if sympy.degree(factor, unknown) != 1 or link.equal(factor.subs(unknown, root), 0):
            raise UndecidedStepError(f"{factor} = 0 may have another root in ({low}, {high})")
    return None


@_rule(
    "second-order condition",
    "a root of f′ maximises f where f″ < 0 throughout (minimises it where f″ > 0)",
    "f″ has this sign on the whole range",
    "y, and 'maximum' or 'minimum'; the line is f″",
)
def _second_order(link: Link) -> str | None:
    after = integrands(link.after).constant
    variable = link.symbol()
    candidates = [integrands(line) for line in link.earlier]
    curvatures = [sympy.diff(c.constant, variable, k) for c in candidates if c.is_scalar for k in (1, 2)]
    if not any(c != 0 and not link.equal(c, after) for c in curvatures):
        return "it is the second derivative of no line before"
    return _without_sign(link, after, {"maximum": (-1,), "minimum": (1,)}.get(_goal(link), (-1, 1)))


def _goal(link: Link) -> str:
    return next((entry for entry in link.using if entry in ("maximum", "minimum")), "")


def _bound(link: Link) -> str | None:
    direction = next((e for e in link.using if e in ("≤", "≥")), "≥")
    before, after = link.lines
    difference = before - after if direction == "≥" else after - before
    try:
        if difference.is_scalar:
            scalar_bound(difference.constant, link.domain)
        else:
            functional_bound(difference, link.domain)
    except UnprovedError as error:
        sides = (after, before) if direction == "≥" else (before, after)
        ordered = (link.after, link.before) if direction == "≥" else (link.before, link.after)
        if witness := violation(*ordered, sides, link.domain, "≤"):
            return f"before {direction} after fails at {witness}"
        raise UndecidedStepError(f"before {direction} after is not proved: {error}") from None
    return None


@_rule("Gibbs", "∫p·log(p/q) ≥ 0, with equality iff p = q", "p and q are probability densities", "'≥' or '≤'")
def _gibbs(link: Link) -> str | None:
    return _bound(link)


@_rule("Jensen", "∫q·f(p/q) ≥ f(1) for convex f", "f convex; equality for p = q", "'≥' or '≤'")
def _jensen(link: Link) -> str | None:
    return _bound(link)
