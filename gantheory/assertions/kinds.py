"""The kinds of assertion. Each is data: it says what is asserted and knows no method.

Two kinds are primitive: an :class:`Identity` and an :class:`Inequality` between functionals, which include
expressions in scalars. Optimum, Limit, Trajectory and Spectrum say more than that, but what they say at
finitely many places reduces to these two (``reductions``), which is all that a numerical method needs.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gantheory.assertions.instance import Instance
from gantheory.divergences.functional import Functional, as_functional
from gantheory.errors import InvalidParameterError, UndefinedQuantityError

if TYPE_CHECKING:
    import sympy

#: Ranges of universally quantified scalars: symbol → (low, high), open, exact or ±oo.
Domain = Mapping[Any, tuple[Any, Any]]


@dataclass(frozen=True, eq=False)
class Gradient:
    """∂θ of a functional of the instance's family q_θ, at the instance's θ."""

    of: Functional

    def __repr__(self) -> str:
        return f"∂θ[{self.of!r}]"


Side = Functional | Gradient


def side(value: Any) -> Side:
    """A side of an equation: a functional, a gradient, or an exact expression."""
    if isinstance(value, Gradient):
        return value
    functional = as_functional(value)
    if functional is NotImplemented:
        raise UndefinedQuantityError(
            f"{value!r} is no side of an equation; give a functional, a Gradient or an exact expression"
        )
    return functional


@dataclass(frozen=True, eq=False)
class Assertion:
    """Base of all kinds."""


@dataclass(frozen=True, eq=False)
class Identity(Assertion):
    """lhs = rhs.

    Attributes
    ----------
    lhs, rhs : Functional, Gradient or exact expression
    domain : mapping
        Ranges of the scalar symbols over which the identity is asserted.
    universal : bool
        Whether it is asserted for all laws (all densities p and q, all discriminators, all generators), so that a
        search may try any; False where it is about the given instances only.
    """

    lhs: Any
    rhs: Any
    domain: Domain = field(default_factory=dict)
    universal: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "lhs", side(self.lhs))
        object.__setattr__(self, "rhs", side(self.rhs))

    def __repr__(self) -> str:
        return f"{self.lhs!r} = {self.rhs!r}"


@dataclass(frozen=True, eq=False)
class Inequality(Assertion):
    """lhs ≤ rhs, or lhs < rhs if `strict`.

    Attributes
    ----------
    equality_at : Instance, optional
        Where both sides agree: the witness that the bound is sharp.
    """

    lhs: Any
    rhs: Any
    strict: bool = False
    equality_at: Instance | None = None
    domain: Domain = field(default_factory=dict)
    universal: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "lhs", side(self.lhs))
        object.__setattr__(self, "rhs", side(self.rhs))

    def __repr__(self) -> str:
        return f"{self.lhs!r} {'<' if self.strict else '≤'} {self.rhs!r}"


@dataclass(frozen=True, eq=False)
class Optimum(Assertion):
    """`argument` maximises (or minimises) `objective` over the scalars of `over`, and the optimum is `value`.

    Attributes
    ----------
    objective : Functional or expression
        May contain the symbols of `over` and of `domain`.
    over : mapping
        The scalars to optimise over, with their ranges.
    argument : mapping
        Symbol of `over` → where the optimum is, an expression in the symbols of `domain`.
    value : Functional or expression
        The optimal value.
    maximum : bool
    domain : mapping
        Ranges of the remaining scalars.
    """

    objective: Any
    over: Domain
    argument: Mapping[Any, Any]
    value: Any
    maximum: bool = True
    domain: Domain = field(default_factory=dict)
    universal: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", side(self.objective))
        object.__setattr__(self, "value", side(self.value))

    def reductions(self) -> tuple[Identity | Inequality, ...]:
        """value = objective(argument), and objective ≤ objective(argument) everywhere (≥ for a minimum)."""
        return self._reductions

    @functools.cached_property
    def _reductions(self) -> tuple[Identity | Inequality, ...]:
        at = self.objective.subs(dict(self.argument))
        everywhere = {**self.domain, **self.over}
        ordered = (self.objective, at) if self.maximum else (at, self.objective)
        return (
            Identity(at, self.value, self.domain, self.universal),
            Inequality(*ordered, domain=everywhere, universal=self.universal),
        )

    def __repr__(self) -> str:
        where = ", ".join(f"{s} = {e}" for s, e in self.argument.items())
        return f"{'max' if self.maximum else 'min'} {self.objective!r} = {self.value!r} at {where}"


@dataclass(frozen=True, eq=False)
class Limit(Assertion):
    """`quantity` → `value` as `variable` → `to`, with |quantity - value| ≤ `rate`.

    Attributes
    ----------
    quantity : Functional or expression in `variable`
    variable : sympy.Symbol
    to : exact number or ±oo
    value : exact expression
    rate : exact expression in `variable`
        A bound that tends to 0; at `points` it is checked.
    points : tuple
        Values of `variable`, on the way to the limit.
    """

    quantity: Any
    variable: Any
    to: Any
    value: Any
    rate: Any
    points: tuple[Any, ...]
    universal: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantity", side(self.quantity))
        object.__setattr__(self, "value", side(self.value))

    def reductions(self) -> tuple[Inequality, ...]:
        """value - rate ≤ quantity ≤ value + rate, as two inequalities in `variable`."""
        rate = as_functional(self.rate)
        return (
            Inequality(self.quantity, self.value + rate, universal=False),
            Inequality(self.value - rate, self.quantity, universal=False),
        )

    def __repr__(self) -> str:
        return f"{self.quantity!r} → {self.value!r} as {self.variable} → {self.to}"


@dataclass(frozen=True, eq=False)
class Step:
    """One link of a derivation: `expression` follows from the line before by `rule`.

    Attributes
    ----------
    expression : Functional or exact expression
    rule : str
        Name of a rule of the kernel (:mod:`gantheory.methods.kernel`); "start" for the first line.
    using : tuple
        What the rule needs: the substitution (symbol, expression), the variable of a derivative, ...
    note : str
        A remark, or the label of the equation in a source text.
    """

    expression: Any
    rule: str = "start"
    using: tuple[Any, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "expression", side(self.expression))


@dataclass(frozen=True, eq=False)
class Derivation(Assertion):
    """A chain of expressions in which each follows from the one before by a named rule.

    Numerical methods see it as identities between neighbours (where the rule preserves the value, or evaluates a
    line at a given place).
    """

    steps: tuple[Step, ...]
    domain: Domain = field(default_factory=dict)
    universal: bool = True

    def __post_init__(self) -> None:
        if not self.steps:
            raise InvalidParameterError("a derivation without a line claims nothing; give its steps")

    def reductions(self) -> tuple[Identity, ...]:
        """Neighbours are equal, except across rules that pass to another statement (differentiate, solve)."""
        found = (self.identity_at(index) for index in range(1, len(self.steps)))
        return tuple(identity for identity in found if identity is not None)

    def identity_at(self, index: int) -> Identity | None:
        """What the link to line `index` says as an equality; None for a rule that says something else.

        A substitution says that one line, evaluated at what is substituted, is the other.
        """
        before, after = self.steps[index - 1].expression, self.steps[index].expression
        if self.steps[index].rule == "substitute":
            sides = _evaluated(before, after, self.steps[index].using)
            return None if sides is None else Identity(*sides, self.domain, self.universal)
        if self.steps[index].rule in VALUE_CHANGING_RULES:
            return None
        return Identity(before, after, self.domain, self.universal)

    @property
    def rules_without_value(self) -> tuple[str, ...]:
        """The rules of the links that say something else than an equality, which no reduction stands for."""
        silent = [self.steps[i].rule for i in range(1, len(self.steps)) if self.identity_at(i) is None]
        return tuple(rule for rule in dict.fromkeys(silent) if rule != "next")

    def __repr__(self) -> str:
        links = ["" if step.rule in VALUE_CHANGING_RULES else "= " for step in self.steps]
        return "; ".join(f"{link}{step.expression!r}" for link, step in zip(links, self.steps)).replace("; =", " =")


def _evaluated(before: Side, after: Side, using: tuple[Any, ...]) -> tuple[Functional, Functional] | None:
    """Both lines with the substitution made in the one that has the symbols; None if that is no substitution."""
    pairs = [pair for pair in using if isinstance(pair, tuple) and len(pair) == 2]
    if isinstance(before, Gradient) or isinstance(after, Gradient) or not pairs or len(pairs) < len(using):
        return None
    if before.free_symbols & {symbol for symbol, _ in pairs}:
        return before.subs(pairs, simultaneous=True), after
    return before, after.subs(pairs, simultaneous=True)


#: Rules whose result is not equal to the line before: a maximiser, a derivative, a solution, a definition begun,
#: a line evaluated at some value of a symbol.
VALUE_CHANGING_RULES = frozenset(
    {
        "start",
        "next",
        "substitute",
        "add constant",
        "negate",
        "pointwise",
        "differentiate",
        "set to zero",
        "solve",
        "second-order condition",
        "Gibbs",
        "Jensen",
    }
)


@dataclass(frozen=True, eq=False)
class Spectrum(Assertion):
    """The Jacobian of `field` at `point` has the eigenvalues `eigenvalues`.

    Attributes
    ----------
    field : tuple of expressions
        A vector field, or one step of an iteration, in `variables` and the parameters of `domain`.
    variables : tuple of sympy.Symbol
    point : tuple of exact expressions
    eigenvalues : tuple of expressions
        With multiplicity, in any order; may be complex.
    """

    field: tuple[Any, ...]
    variables: tuple[Any, ...]
    point: tuple[Any, ...]
    eigenvalues: tuple[Any, ...]
    domain: Domain = dataclasses.field(default_factory=dict)
    universal: bool = True

    def __post_init__(self) -> None:
        sizes = {len(part) for part in (self.field, self.variables, self.point, self.eigenvalues)}
        if len(sizes) != 1:
            raise UndefinedQuantityError(
                f"a spectrum needs one equation, one coordinate and one eigenvalue per dimension (with multiplicity); "
                f"got {len(self.field)} components, {len(self.variables)} variables, {len(self.point)} coordinates "
                f"and {len(self.eigenvalues)} eigenvalues"
            )

    @property
    def jacobian(self) -> sympy.Matrix:
        """The Jacobian matrix at `point`."""
        import sympy

        matrix = sympy.Matrix(self.field).jacobian(sympy.Matrix(self.variables))
        return matrix.subs(dict(zip(self.variables, self.point)))

    def reductions(self) -> tuple[Identity, ...]:
        """The coefficients of the characteristic polynomial are those of Π(λ - λᵢ)."""
        return self._reductions

    @functools.cached_property
    def _reductions(self) -> tuple[Identity, ...]:
        import sympy

        size = len(self.field)
        unknown = sympy.Dummy("lambda")
        claimed = sympy.Poly(sympy.expand(sympy.prod([unknown - e for e in self.eigenvalues])), unknown)
        actual = sympy.Poly(self.jacobian.charpoly().as_expr(unknown), unknown)
        return tuple(
            Identity(
                sympy.expand(actual.coeff_monomial(unknown**k)),
                sympy.expand(claimed.coeff_monomial(unknown**k)),
                self.domain,
            )
            for k in range(size)
        )

    def __repr__(self) -> str:
        return f"eigenvalues at {self.point}: {', '.join(map(str, self.eigenvalues))}"


@dataclass(frozen=True, eq=False)
class Trajectory(Assertion):
    """Along one step s ↦ `step`(s), `quantity` is multiplied by `factor`, exactly.

    Attributes
    ----------
    step : tuple of expressions in `variables`
    variables : tuple of sympy.Symbol
    quantity, factor : expressions in `variables`
    domain : mapping
        Ranges of the variables and of the parameters.
    """

    step: tuple[Any, ...]
    variables: tuple[Any, ...]
    quantity: Any
    factor: Any
    domain: Domain = field(default_factory=dict)
    universal: bool = True

    def reductions(self) -> tuple[Identity, ...]:
        """quantity(step(s)) = factor(s)·quantity(s)."""
        return self._reductions

    @functools.cached_property
    def _reductions(self) -> tuple[Identity, ...]:
        after = self.quantity.subs(dict(zip(self.variables, self.step)), simultaneous=True)
        return (Identity(after, self.factor * self.quantity, self.domain),)

    def __repr__(self) -> str:
        return f"{self.quantity} is multiplied by {self.factor} in one step"


@dataclass(frozen=True, eq=False)
class Counterexample(Assertion):
    """`fails` does not hold at `instance`."""

    fails: Identity | Inequality
    instance: Instance

    def __repr__(self) -> str:
        return f"not ({self.fails!r}) at {self.instance!r}"


@dataclass(frozen=True, eq=False)
class Misprint(Assertion):
    """`as_printed` is false and `corrected` holds."""

    as_printed: Assertion
    corrected: Assertion

    def __repr__(self) -> str:
        return f"printed: {self.as_printed!r}; correct: {self.corrected!r}"
