"""Instances: concrete laws, discriminators and numbers at which an assertion is checked."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.parse import expression_of
from gantheory.distributions.atoms import Atoms
from gantheory.distributions.law import Law
from gantheory.divergences.functional import DENSITIES, Integral, exact_constant, source_text
from gantheory.errors import UndefinedQuantityError
from gantheory.integration.integrand import Integrand, Site

if TYPE_CHECKING:
    import sympy


class Family:
    """A one-parameter family of laws: a type of law whose parameters are expressions in ``theta``.

    Parameters
    ----------
    kind : type
        The type of law.
    score : sympy.Expr, optional
        ∂θ log q_θ(x), an expression in ``x`` and ``theta``; it is what the symbol ``score`` stands for.
    parameters : exact numbers or expressions in ``theta``, or lists of them

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> from gantheory.symbols import theta, x
    >>> Family(Normal, score=x - theta, loc=theta, scale=1).law(2)
    Normal(2, 1)
    """

    def __init__(self, kind: type[Law], score: Any = None, **parameters: Any) -> None:
        self.kind = kind
        self.score = score
        self.parameters = parameters

    def law(self, theta: Any) -> Law:
        """The member at an exact rational `theta`."""

        return self.kind(**{name: _at_theta(name, value, theta) for name, value in self.parameters.items()})

    def __repr__(self) -> str:
        score = f", score={source_text(self.score)}" if self.score is not None else ""
        given = "".join(f", {name}={_text(value)}" for name, value in self.parameters.items())
        return f"Family({self.kind.__name__}{score}{given})"


def _at_theta(name: str, expression: Any, theta: Any) -> Any:
    """A family's parameter at `theta`; a list of weights or points one by one."""
    if isinstance(expression, list | tuple):
        return [_at_theta(name, entry, theta) for entry in expression]
    value = expression_of(expression)
    value = value.subs({s: theta for s in value.free_symbols if s.name == "theta"})
    if not value.is_Rational:
        raise UndefinedQuantityError(f"{name} = {value} is not rational at theta = {theta}")
    return Fraction(int(value.p), int(value.q))


def _text(parameter: Any) -> str:
    if isinstance(parameter, list | tuple):
        return f"[{', '.join(map(_text, parameter))}]"
    return source_text(parameter)


class Instance:
    """A binding of every symbol that an assertion uses.

    Parameters
    ----------
    p, q : Law
        The data's law and the generator's. ``q`` may be a :class:`Family`, taken at the number ``theta``; if
        ``z`` and ``G`` are given instead, q is the law of G(z).
    z : Law
        The latent law, with density symbol ``p_z``.
    G : sympy.Expr
        The generator, an expression in the symbol ``z``; ``jacobian`` is its derivative. Atoms of ``z`` must
        go to rational points.
    logit : sympy.Expr
        The discriminator D = σ(logit), an expression in the symbol ``x``.
    numbers : exact numbers
        Values of the remaining symbols by name: ``theta=2``, ``prior=Rational(1, 10)``. Without a logit, a
        number ``D`` is a constant discriminator.
    """

    def __init__(
        self,
        p: Law | None = None,
        q: Law | Family | None = None,
        *,
        z: Law | None = None,
        G: Any = None,
        logit: Any = None,
        **numbers: Any,
    ) -> None:
        self.family = q if isinstance(q, Family) else None
        self.generator = G = expression_of(G) if isinstance(G, str) else G
        self.logit = expression_of(logit) if isinstance(logit, str) else logit
        self.numbers: dict[str, Any] = {name: _number(name, value) for name, value in numbers.items()}
        if isinstance(q, Family):
            q = q.law(self._theta())
        if q is None and z is not None and G is not None:
            q = _generated(G, z)
        given = {"p": p, "q": q, "p_z": z}
        self.laws: dict[str, Law] = {role: law for role, law in given.items() if law is not None}

    def _theta(self) -> Any:
        if "theta" not in self.numbers:
            raise UndefinedQuantityError("a Family needs the number theta; pass theta=... in the instance")
        return self.numbers["theta"]

    def binds(self, name: str) -> bool:
        """Whether the scalar or the discriminator of this name has a value here."""
        return name in self.numbers or (name == "D" and self.logit is not None)

    def at(self, **numbers: Any) -> Instance:
        """The same instance with other numbers; a Family moves along with ``theta``."""
        return Instance(
            self.laws.get("p"),
            self.family or (None if self.generator is not None else self.laws.get("q")),
            z=self.laws.get("p_z"),
            G=self.generator,
            logit=self.logit,
            **{**self.numbers, **numbers},
        )

    def __repr__(self) -> str:
        return self._text

    @functools.cached_property
    def _text(self) -> str:
        given = {"p": self.laws.get("p"), "q": self.family or self.laws.get("q"), "z": self.laws.get("p_z")}
        if self.generator is not None and given["z"] is not None:
            given["q"] = None
        parts = [f"{role}={law!r}" for role, law in given.items() if law is not None]
        if self.generator is not None:
            parts.append(f"G={source_text(self._numbered(self.generator))}")
        if self.logit is not None:
            parts.append(f"logit={source_text(self._numbered(self.logit))}")
        parts += [f"{name}={source_text(value)}" for name, value in self.numbers.items()]
        return f"Instance({', '.join(parts)})"

    def _numbered(self, expression: Any) -> Any:
        """`expression` with numbers for names, so that the text stands for itself."""
        import sympy

        expression = sympy.sympify(expression)
        return expression.subs({s: self.numbers[s.name] for s in expression.free_symbols if s.name in self.numbers})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instance) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


def _number(name: str, value: Any) -> Any:
    number = exact_constant(value)
    if number is NotImplemented:
        raise UndefinedQuantityError(f"{name} must be an exact number, got {value!r}")
    return number


def _generated(G: Any, z: Law) -> Law:
    """The law of G(z): its density on the line, or the images of z's atoms."""
    if not isinstance(z, Atoms):
        from gantheory.distributions.pushforward import Pushforward

        return Pushforward(G, z)
    from gantheory.symbols import z as place

    images = [G.subs(place, exact_constant(point)) for point in z.points]
    odd = next((image for image in images if not image.is_Rational), None)
    if odd is not None:
        raise UndefinedQuantityError(f"G sends an atom to {odd}, which is not rational; give q itself")
    return Atoms([Fraction(int(image.p), int(image.q)) for image in images], z.weights)


def constant(A: Arithmetic, expression: Any, instance: Instance) -> Value:
    """A constant expression (in the instance's numbers) in the arithmetic A."""
    if isinstance(expression, int):
        return A.const(expression)
    # Here p, q and D are scalars as any other; and binding the numbers to each other would never end.
    numbers = {name: _compiled_scalar(number)(A, {}) for name, number in instance.numbers.items()}
    return _compiled_scalar(expression)(A, numbers)


def bind(integral: Integral, instance: Instance) -> tuple[Integrand, Mapping[str, Law]]:
    """The integral's integrand with the instance's discriminator, generator, score and numbers filled in.

    Raises
    ------
    UndefinedQuantityError
        If the instance leaves a symbol of the integrand unbound.
    """
    if integral.code is not None:
        _require(integral.code.roles, instance, integral)
        return integral.code, instance.laws
    written = integral.expression
    names = {s.name for s in written.free_symbols}
    roles = tuple(role for role in DENSITIES if role in names)
    _require(roles, instance, integral)
    if not roles:
        raise UndefinedQuantityError(f"{integral.name} has no density to integrate against")
    body = _compiled(written)
    latent = integral.variable == "z"
    generator = _compiled(instance.generator) if latent and instance.generator is not None else None
    extras = {"D": _logit(instance), "score": instance.family.score if instance.family else None}
    if generator is not None and "jacobian" in names:
        extras["jacobian"] = _derivative(instance.generator)
    needed = {name: _compiled(code) for name, code in extras.items() if name in names and code is not None}
    unbound = names - set(roles) - set(needed) - set(instance.numbers) - {"x", "z"}
    if unbound or ("x" in names and latent and generator is None):
        raise UndefinedQuantityError(f"{integral.name}: nothing is bound to {', '.join(sorted(unbound)) or 'G'}")

    def environment(A: Arithmetic, at: Site) -> dict[str, Value]:
        values = {name: constant(A, number, instance) for name, number in instance.numbers.items()}
        if latent:
            values["z"] = at.x
            if generator is not None:
                values["x"] = generator(A, values)
        else:
            values["x"] = at.x
        for name, code in needed.items():
            values[name] = code(A, values)
        for role in roles:
            values[role] = at.log_density(role)
        return values

    codes = [body, *needed.values(), *([generator] if generator is not None else [])]
    bends = [kink for code in codes for kink in code.kinks]
    kinks = tuple((lambda A, at, kink=kink: kink(A, environment(A, at))) for kink in bends)
    return Integrand(lambda A, at: body(A, environment(A, at)), roles, None, kinks), instance.laws


def _logit(instance: Instance) -> Any:
    """The discriminator's logit; that of a number D, for a discriminator that is constant."""
    if instance.logit is not None or "D" not in instance.numbers:
        return instance.logit
    import sympy

    output = sympy.sympify(instance.numbers["D"])
    return sympy.log(output / (1 - output))


def _derivative(generator: Any) -> Any:
    import sympy

    from gantheory.symbols import z

    return sympy.diff(generator, z)


def _require(roles: tuple[str, ...], instance: Instance, integral: Integral) -> None:
    missing = [role for role in roles if role not in instance.laws]
    if missing:
        raise UndefinedQuantityError(f"{integral.name} needs a law for {', '.join(missing)}; the instance has none")


@functools.lru_cache(maxsize=4096)
def _compiled(expression: sympy.Expr) -> Any:
    import sympy

    from gantheory.arithmetic.walk import compile_expression

    return compile_expression(sympy.sympify(expression), logs=set(DENSITIES), logits={"D"})


@functools.lru_cache(maxsize=4096)
def _compiled_scalar(expression: sympy.Expr) -> Any:
    import sympy

    from gantheory.arithmetic.walk import compile_expression

    return compile_expression(sympy.sympify(expression))
