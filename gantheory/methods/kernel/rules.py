"""The rules by which one line of a derivation may follow from the one before: a small fixed set.

Each rule is a function of the line before, the line after and what the step gives in ``using``; it returns None
if the step is an application of the rule, and otherwise says why it is not. A rule that cannot decide raises
:class:`UndecidedStepError`. Rules that keep the value claim that both lines are equal.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from gantheory.assertions.kinds import VALUE_CHANGING_RULES, Gradient, Side, Step
from gantheory.errors import UnknownNameError
from gantheory.methods.kernel.inequality import UnprovedError, functional_bound, scalar_bound
from gantheory.methods.kernel.integrands import Integrands, in_data_space, integrands, mass_of, varies
from gantheory.methods.kernel.normal_form import Comparison, NotNormalizableError, compare, normal_form
from gantheory.methods.kernel.sign import factored, range_of, sign
from gantheory.methods.kernel.witness import points, violation
from gantheory.symbols import D, jacobian, p, p_z, q, score, theta, x, z

#: Digits to which numbers are told from 0, and how far they must be from it.
_DIGITS = 40
_RESOLUTION = sympy.Rational(1, 10**25)
#: Points at which an expression is looked at to find out that it has no sign.
_SAMPLES = 20
_SIGNS = {-1: "negative", 0: "0", 1: "positive"}
#: What the words of a bound mean.
_DIRECTIONS = {"≥": "≥", ">=": "≥", "≤": "≤", "<=": "≤"}
_GOALS = {"maximum": -1, "minimum": 1}
#: What is given by the laws and not by the statement: another value of it is another law, or another point.
_GIVEN = frozenset({p, q, p_z, x, z, theta, score, jacobian})
#: What depends on the generator, and so on each other.
_GENERATOR = frozenset({q, theta, score, jacobian})


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
    earlier : tuple of Step
        The lines of this statement so far, the one before last.
    domain : mapping
        Ranges of the scalars.
    """

    before: Side
    after: Side
    using: tuple[Any, ...] = ()
    earlier: tuple[Step, ...] = ()
    domain: Mapping[Any, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Integrands, Integrands]:
        """Both lines as integrands."""
        return integrands(self.before), integrands(self.after)

    def equal(self, a: Any, b: Any) -> str | None:
        """None if two expressions have one normal form; else the coefficient that differs.

        Raises
        ------
        UndecidedStepError
            If there is no normal form, or if the normal forms differ by roots, of which it does not know all
            relations, and no point was found at which the expressions differ.
        """
        try:
            difference = compare(a, b, self.domain)
        except NotNormalizableError as error:
            raise UndecidedStepError(str(error)) from None
        if difference.comparison is Comparison.EQUAL:
            return None
        apart = sympy.sympify(a) - sympy.sympify(b)
        certain = difference.comparison is Comparison.DIFFERENT and _is_log_rational(apart)
        if not (certain or _not_zero_somewhere(apart, self.domain)):
            raise UndecidedStepError(f"{difference}, but no point is found at which the expressions differ")
        return str(difference)

    def pointwise_equal(self, a: Integrands, b: Integrands) -> str | None:
        """None if integrands and constants agree one by one."""
        return self.equal(a.data, b.data) or self.equal(a.latent, b.latent) or self.equal(a.constant, b.constant)

    def symbol(self) -> sympy.Symbol:
        """The one symbol that ``using`` names."""
        words = _DIRECTIONS.keys() | _GOALS.keys()
        entries = [entry for entry in self.using if not (isinstance(entry, str) and entry in words)]
        if len(entries) != 1:
            raise UndecidedStepError("the step does not say in `using` which one variable it is about")
        entry = entries[0]
        present = {s for line in self.lines for s in line.symbols}
        if isinstance(entry, str):
            entry = next((s for s in sorted(present, key=str) if s.name == entry), entry)
        if not isinstance(entry, sympy.Symbol):
            raise UndecidedStepError(f"{entry} in `using` is no variable")
        if any(s.name == entry.name and s != entry for s in present):
            raise UndecidedStepError(f"there are several symbols {entry}, with different assumptions")
        return entry

    def word(self, words: Mapping[str, Any]) -> Any:
        """What the one word of ``using`` means."""
        meanings = {words[entry] for entry in self.using if isinstance(entry, str) and entry in words}
        if len(meanings) != 1:
            raise UndecidedStepError(f"the step does not say one of {', '.join(words)} in `using`")
        return meanings.pop()


def _is_log_rational(e: sympy.Expr) -> bool:
    """Whether e consists of symbols, rational numbers, +, ·, integer powers and logarithms."""
    return all(
        part.is_Symbol
        or part.is_Rational
        or part.is_Add
        or part.is_Mul
        or isinstance(part, sympy.log)
        or (isinstance(part, sympy.Pow) and part.exp.is_Integer)
        for part in sympy.preorder_traversal(e)
    )


def _values(e: sympy.Expr, domain: Mapping[Any, tuple[Any, Any]]) -> Iterator[sympy.Expr]:
    """Real values of e at points of the box, as far as their signs are certain."""
    for place in islice(points(e.free_symbols, domain), _SAMPLES):
        value = e.subs(place)
        if value.is_number and value.is_comparable:
            yield value


def _not_zero_somewhere(e: sympy.Expr, domain: Mapping[Any, tuple[Any, Any]]) -> bool:
    """Whether a point of the box is found at which e is a real number other than 0, beyond doubt."""
    return any(value != 0 and abs(value.evalf(_DIGITS)) > _RESOLUTION for value in _values(e, domain))


def _parts(line: Integrands) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    return line.data, line.latent, line.constant


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
    words: frozenset[str] = frozenset()


RULES: dict[str, Rule] = {}


def _rule(
    name: str, statement: str, condition: str = "none", using: str = "", words: Iterable[str] = ()
) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        keeps_value = name not in VALUE_CHANGING_RULES
        RULES[name] = Rule(name, statement, condition, using, check, keeps_value, frozenset(words))
        return check

    return register


def require_known_words(name: str, link: Link, where: str) -> None:
    """Every text in ``using`` is a word of the rule or the name of a symbol in the lines.

    Raises
    ------
    UnknownNameError
        If one is not: a misspelt word must not be taken for no word.
    """
    words = RULES[name].words
    for entry in link.using:
        if not isinstance(entry, str) or entry in words:
            continue
        symbols = {s.name for line in link.lines for s in line.symbols}
        if words <= _GOALS.keys() and entry in symbols:
            continue
        nearest = difflib.get_close_matches(entry, words | symbols, 1)
        known = ", ".join(f"'{word}'" for word in sorted(words))
        hint = f"did you mean '{nearest[0]}'?" if nearest else f"the rule knows {known or 'no words'}"
        raise UnknownNameError(f"'{entry}' in `using` of the rule '{name}' in {where} means nothing; {hint}")


@_rule("next", "a new statement begins; nothing is claimed of it and the line before")
def _next(link: Link) -> str | None:
    return None


@_rule("linearity", "∫(aF + bG) = a∫F + b∫G", "both integrals exist, or their sum does")
def _linearity(link: Link) -> str | None:
    before, after = link.lines
    reason = link.pointwise_equal(_logs_untouched(before), _logs_untouched(after))
    if reason and not all(_is_log_rational(e) for line in (before, after) for e in _parts(line)):
        # Two arguments may be one number in different words; then only the values tell.
        return link.pointwise_equal(before, after) and reason
    return reason


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
        _require_more_than_mass(before - after, link.domain)
        return f"the integrands differ by more than multiples of densities: {failure}"
    return link.equal(mass.total + before.constant, after.constant)


@_rule(
    "substitute",
    "a symbol is replaced by what it is defined as, or back",
    using="(symbol, expression), ...",
)
def _substitute(link: Link) -> str | None:
    pairs = [(pair[0], sympy.sympify(pair[1])) for pair in link.using if isinstance(pair, tuple) and len(pair) == 2]
    if not pairs or len(pairs) < len(link.using):
        raise UndecidedStepError("the step does not give (symbol, expression), ... in `using`")
    before, after = link.lines
    back = not before.symbols & {symbol for symbol, _ in pairs}
    line = after if back else before
    for symbol, meaning in pairs:
        if reason := _not_substitutable(link, line, symbol, meaning):
            return reason
    replaced = Integrands(*(part.subs(pairs, simultaneous=True) for part in _parts(line)))
    return link.pointwise_equal(before, replaced) if back else link.pointwise_equal(replaced, after)


def _not_substitutable(link: Link, line: Integrands, symbol: Any, meaning: sympy.Expr) -> str | None:
    """Why `symbol` cannot be given the value `meaning` in a line."""
    if not isinstance(symbol, sympy.Symbol):
        return f"{symbol} is no symbol"
    if symbol.name in {s.name for s in _GIVEN}:
        return f"{symbol} is given with the laws and is not defined as {meaning}"
    if any(s.name == symbol.name and s != symbol for s in line.symbols):
        raise UndecidedStepError(f"there are several symbols {symbol}, with different assumptions")
    if varies(meaning):
        if line.latent.has(symbol):
            raise UndecidedStepError(f"in a latent integral {symbol} is taken at G(z), and {meaning} would not be")
        if line.data.has(symbol) and symbol != D:
            raise UndecidedStepError(f"under an integral {symbol} is a constant, and {meaning} is none")
    low, high = range_of(symbol, link.domain)
    for end, gap in ((low, meaning - low), (high, high - meaning)):
        if end.is_finite and (reason := _without_sign(link, gap, (0, 1))):
            return f"{meaning} does not lie between {low} and {high}: {reason}"
    return None


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
    if before.latent.has(p, q, score, jacobian):
        raise UndecidedStepError("a latent integrand with densities of data space or G′ is not moved")
    moved = before.latent.subs({p_z: _latent_density(inverse), z: inverse}, simultaneous=True)
    slope = sympy.Abs(sympy.diff(inverse, x))
    expected = Integrands(before.data + moved * slope, sympy.S.Zero, before.constant)
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
    if player in (x, z):
        return f"{player} is the point at which the integrand is taken, and no player's variable"
    difference = in_data_space(after) - in_data_space(before)
    dependent = {player} | (_GENERATOR if player in _GENERATOR else _GENERATOR | {p_z} if player == p_z else set())
    try:
        # ∫q = 1 whatever the generator is: a multiple of total mass is a constant.
        mass, _ = mass_of(difference, link.domain)
        if mass is not None:
            weights = (*mass.weights.values(), difference.constant)
            difference = Integrands(sympy.S.Zero, sympy.S.Zero, sympy.Add(*weights))
            if all(_free_of(part, dependent, link) for part in weights):
                return None
    except NotNormalizableError:
        pass
    if difference.latent.has(x, D) and player in _GENERATOR:
        raise UndecidedStepError("a latent integral that is not moved to data space may depend on G")
    for part in _parts(difference):
        if not _free_of(part, dependent, link):
            if _changes_with(part, dependent, link.domain):
                return f"the term that is added depends on {player}"
            raise UndecidedStepError(f"{player} occurs in the term that is added, {part}")
    return None


def _free_of(e: sympy.Expr, dependent: set[sympy.Symbol], link: Link) -> bool:
    """Whether no dependent symbol occurs in e, once terms that cancel are gone."""
    with suppress(NotNormalizableError):
        e = normal_form(e, link.domain)
    names = {s.name for s in e.free_symbols} | {f.func.__name__ for f in e.atoms(AppliedUndef)}
    if dependent & _GENERATOR and e.has(AppliedUndef):
        raise UndecidedStepError(f"whether {e} depends on the generator is not known")
    return not names & {s.name for s in dependent}


def _changes_with(e: sympy.Expr, dependent: set[sympy.Symbol], domain: Mapping[Any, tuple[Any, Any]]) -> bool:
    """Whether two points are found that differ in the dependent symbols only, with different values of e."""
    others = e.free_symbols - dependent
    fixed = e.subs(next(points(others, domain), {}))
    values = list(_values(fixed, domain))
    return any(abs((value - values[0]).evalf(_DIGITS)) > _RESOLUTION for value in values[1:])


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
    if len(link.using) != 1 or link.using[0] not in (D, D.name):
        return f"{', '.join(map(str, link.using))} is a number or given: only D stands for all functions of x"
    if D not in moved.data.free_symbols:
        return "D is not free in the integrand: a parametric family is not all functions"
    if D in moved.constant.free_symbols:
        return "D occurs outside the integral"
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
    variable = link.symbol()
    f = before.constant
    hidden = _GENERATOR if variable in _GENERATOR else (_GIVEN | {D}) if variable in (x, z, p_z) else frozenset()
    if f.free_symbols & (hidden - {variable}):
        raise UndecidedStepError(f"not everything in {f} is independent of {variable}")
    return link.equal(sympy.diff(f, variable), after.constant)


@_rule("set to zero", "f = 0 becomes g = 0 with the same roots", "f/g has no zero and no pole on the domain")
def _set_to_zero(link: Link) -> str | None:
    before, after = link.lines
    if reason := _no_equation(link, before, after):
        return reason
    if link.equal(after.constant, 0) is None:
        return "the equation after is 0 = 0"
    return _without_sign(link, sympy.cancel(before.constant / after.constant), (1, -1))


@_rule("solve", "f(y) = 0 becomes its only root y", "the root is unique on the range of y", "y")
def _solve(link: Link) -> str | None:
    before, after = link.lines
    if reason := _no_equation(link, before, after):
        return reason
    unknown = link.symbol()
    equation, root = before.constant, after.constant
    low, high = range_of(unknown, link.domain)
    if root.has(unknown):
        return f"the root contains {unknown}"
    if link.equal(equation, 0) is None:
        return "the equation is 0 = 0, which every number solves"
    at_root = equation.subs(unknown, root)
    reason = "the equation has a pole there" if at_root.has(sympy.zoo, sympy.oo) else link.equal(at_root, 0)
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
        if power < 0 or sign(factor, link.domain) in (1, -1):
            continue
        if not factor.has(unknown):
            raise UndecidedStepError(f"where {factor} = 0 every number is a root")
        if sympy.degree(factor, unknown) != 1 or link.equal(factor.subs(unknown, root), 0):
            raise UndecidedStepError(f"{factor} = 0 may have another root in ({low}, {high})")
    return None


@_rule(
    "second-order condition",
    "a root of f′ maximises f where f″ < 0 throughout (minimises it where f″ > 0)",
    "f″ has this sign on the whole range",
    "y, and 'maximum' or 'minimum'; the line is f″",
    _GOALS,
)
def _second_order(link: Link) -> str | None:
    line = integrands(link.after)
    if not line.is_scalar:
        return "the line is an integral, and no second derivative at a point"
    variable, wanted = link.symbol(), link.word(_GOALS)
    after = line.constant
    curvatures = list(_curvatures(link.earlier, variable))
    if not curvatures:
        return f"no line before is differentiated by {variable}, or an integrand to be"
    reasons = [link.equal(curvature, after) for curvature in curvatures]
    if all(reasons):
        return f"it is the second derivative of no line before: {reasons[0]}"
    return _without_sign(link, after, (wanted,))


def _curvatures(steps: tuple[Step, ...], variable: sympy.Symbol) -> Iterator[sympy.Expr]:
    """f″ from the last line that is f′, and from the last that is f."""
    first: sympy.Expr | None = None
    objective: sympy.Expr | None = None
    latest = ""
    for index, step in enumerate(steps):
        line = integrands(step.expression)
        f = line.constant if line.is_scalar else None
        if index == 0 or step.rule == "pointwise":
            latest, first, objective = "f", None, f
        elif step.rule == "differentiate":
            # The derivative of a derivative is no f′ of the objective.
            first = f if latest == "f" and _names(step, variable) else None
            latest = "f′" if first is not None else ""
        elif step.rule == "negate" and latest == "f":
            first, objective = None, f
        elif step.rule in RULES and RULES[step.rule].keeps_value:
            first, objective = (f if latest == "f′" else first), (f if latest == "f" else objective)
        elif step.rule in ("add constant", "substitute", "Gibbs", "Jensen", "negate"):
            latest, first, objective = "", None, None
        else:
            latest = ""
    if first is not None:
        yield sympy.diff(first, variable)
    if objective is not None:
        yield sympy.diff(objective, variable, 2)


def _names(step: Step, variable: sympy.Symbol) -> bool:
    return any(entry in (variable, variable.name) for entry in step.using)


def _no_equation(link: Link, *lines: Integrands) -> str | None:
    """Why a line cannot be read as f = 0 at one point, or as a root."""
    if not all(line.is_scalar for line in lines) or any(isinstance(s, Gradient) for s in (link.before, link.after)):
        return "an integral is no equation at a point: use 'pointwise' first"
    return None


def _require_more_than_mass(of: Integrands, domain: Mapping[Any, tuple[Any, Any]]) -> None:
    """Make sure that an integrand is no combination of densities, where roots leave that open.

    A combination of n densities satisfies one linear relation between its values at n + 1 points.

    Raises
    ------
    UndecidedStepError
        If roots occur and no such relation is seen to fail.
    """
    if all(_is_log_rational(e) for e in _parts(of)):
        return
    for part, columns in ((of.data, (p, q, q * score)), (of.latent, (p_z,))):
        varying = {s for s in part.free_symbols if varies(s)} | {s for c in columns for s in c.free_symbols}
        fixed = part.subs(next(points(part.free_symbols - varying, domain), {}))
        rows = list(islice(points(varying, domain), _SAMPLES))
        for start in range(len(rows) - len(columns)):
            chosen = rows[start : start + len(columns) + 1]
            matrix = sympy.Matrix([[column.subs(row) for column in columns] for row in chosen])
            for relation in matrix.T.nullspace():
                gap = sympy.Add(*(c * fixed.subs(row) for c, row in zip(relation, chosen)))
                if _not_zero_somewhere(gap, domain):
                    return
    raise UndecidedStepError("the integrands differ by roots that may be related in ways the normal form misses")


def _bound(link: Link) -> str | None:
    direction = link.word(_DIRECTIONS)
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


@_rule(
    "Gibbs", "∫p·log(p/q) ≥ 0, with equality iff p = q", "p and q are probability densities", "'≥' or '≤'", _DIRECTIONS
)
def _gibbs(link: Link) -> str | None:
    return _bound(link)


@_rule("Jensen", "∫q·f(p/q) ≥ f(1) for convex f", "f convex; equality for p = q", "'≥' or '≤'", _DIRECTIONS)
def _jensen(link: Link) -> str | None:
    return _bound(link)
