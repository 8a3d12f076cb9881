r"""The definitions once more, in an arithmetic that writes down what is to be computed.

A path's integrand is evaluated thousands of times at one precision. Here its definition runs once; what it does is
kept as a :class:`Form`, an *exact* rational combination of atoms (the path's variable, its square, a logarithm, ...).
So whatever cancels in log p - log q cancels before any ball is made: the difference of two normal laws' logarithms is
one quadratic polynomial, and that of a law and itself is 0. :mod:`~gantheory.integration.enclosure.program` makes
straight-line code of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flint import fmpq

from gantheory.arithmetic.ball import Infinite, rational
from gantheory.arithmetic.interface import Arithmetic, Derived
from gantheory.errors import NotCertifiedError

#: The atoms in a product: () is 1, (i,) atom i, (i, i) its square.
Monomial = tuple[int, ...]

_ONE: Final[Monomial] = ()
_UNIT: Final = fmpq(1)

#: e^(k·log y) is y^k up to this k: powers of larger ones would lose more to rounding than they save.
MOST_FACTORS: Final = 4


class Untraceable(NotCertifiedError):
    """The definition looks at values, so that it has to run anew at each of them."""


class Atom(NamedTuple):
    """What is not a rational combination: an operation on forms (with exact parameters), or the variable."""

    operation: str
    arguments: tuple[Form, ...]
    parameters: tuple[Any, ...]
    constant: bool


class Form:
    """Σ cᵢ·monomialᵢ with exact rational cᵢ, on a tape that holds the atoms."""

    __slots__ = ("_key", "tape", "terms")

    def __init__(self, tape: Tape, terms: dict[Monomial, fmpq]) -> None:
        self.tape = tape
        self.terms = {m: c for m, c in terms.items() if c != 0}
        self._key: tuple[Any, ...] | None = None

    @property
    def key(self) -> tuple[tuple[Monomial, int, int], ...]:
        """Equal for equal forms: monomials in order, each with numerator and denominator (rationals hash slowly)."""
        if self._key is None:
            self._key = tuple([(m, int(c.p), int(c.q)) for m, c in sorted(self.terms.items(), key=_monomial)])
        return self._key

    @property
    def falling(self) -> bool:
        """Whether the last coefficient is negative: of a form and its negative, this tells one."""
        return bool(self.terms) and self.key[-1][1] < 0

    @property
    def exact(self) -> fmpq | None:
        """The rational that the form is, or None where it has atoms."""
        if not self.terms:
            return fmpq(0)
        return self.terms.get(_ONE) if len(self.terms) == 1 else None

    @property
    def constant(self) -> bool:
        """Whether the form does not depend on the variable."""
        return all(self.tape.atoms[i].constant for monomial in self.terms for i in monomial)

    def scaled(self, number: fmpq) -> Form:
        return Form(self.tape, {m: c * number for m, c in self.terms.items()})

    def __neg__(self) -> Form:
        return self.scaled(fmpq(-1))

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Infinite):
            return NotImplemented
        terms = dict(self.terms)
        for monomial, c in self.tape.form(other).terms.items():
            terms[monomial] = terms[monomial] + c if monomial in terms else c
        return Form(self.tape, terms)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Infinite) else self + -self.tape.form(other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Infinite):
            number = self.exact
            if not number:
                raise Untraceable("infinity times a value whose sign is not known beforehand")
            return Infinite(other.sign if number > 0 else -other.sign)
        return self.tape.product(self, self.tape.form(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self.tape.quotient(self, self.tape.form(other))

    def __rtruediv__(self, other: Any) -> Any:
        return self.tape.form(other) / self

    def __pow__(self, exponent: int) -> Form:
        return self.tape.power(self, Fraction(exponent))

    def line(self) -> int | None:
        """The one atom i of a form a + b·atomᵢ that varies, or None."""
        atoms = [m for m in self.terms if m != _ONE]
        if len(atoms) != 1 or len(atoms[0]) != 1 or self.tape.atoms[atoms[0][0]].constant:
            return None
        return atoms[0][0]


def _monomial(term: tuple[Monomial, fmpq]) -> Monomial:
    return term[0]


class Tape(Derived):
    """The arithmetic of forms.

    Parameters
    ----------
    signs : sequence of int
        The sign of the argument of each absolute value and sign, in the order in which they are taken.

    Attributes
    ----------
    base : callable, optional
        Which of a mixture's components, given as their log-densities, the others are measured from. Any choice is
        right; a good one keeps digits.
    """

    minus_infinity: Final = Infinite(-1)

    def __init__(self, signs: Sequence[int] = ()) -> None:
        self.atoms: list[Atom] = []
        self._index: dict[Any, int] = {}
        self._signs = iter(signs)
        self.base: Callable[[Sequence[Form]], Form] | None = None
        self.variable = self.atom("variable")

    def form(self, value: Any) -> Form:
        """A number as a form."""
        if isinstance(value, Form):
            return value
        if isinstance(value, int):
            return Form(self, {_ONE: fmpq(value)})
        if isinstance(value, fmpq):
            return Form(self, {_ONE: value})
        raise Untraceable(f"a {type(value).__name__} is no exact number")

    def atom(self, operation: str, *arguments: Form, parameters: tuple[Any, ...] = ()) -> Form:
        """The result of an operation: the same atom for the same operation on the same forms."""
        key = operation, tuple([argument.key for argument in arguments]), parameters
        index = self._index.get(key)
        if index is None:
            constant = operation != "variable" and all(argument.constant for argument in arguments)
            index = self._index[key] = len(self.atoms)
            self.atoms.append(Atom(operation, arguments, parameters, constant))
        return Form(self, {(index,): _UNIT})

    def product(self, a: Form, b: Form) -> Form:
        for one, other in ((a, b), (b, a)):
            number = one.exact
            if number is not None:
                return other.scaled(number)
        i = a.line()
        if i is not None and i == b.line():
            (a0, a1), (b0, b1) = ((f.terms.get(_ONE, fmpq(0)), f.terms[(i,)]) for f in (a, b))
            return Form(self, {_ONE: a0 * b0, (i,): a0 * b1 + a1 * b0, (i, i): a1 * b1})
        return self.atom("product", *sorted((a, b), key=lambda form: form.key))

    def quotient(self, a: Form, b: Form) -> Form:
        number = b.exact
        if number is None:
            return self.atom("quotient", a, b)
        if number == 0:
            raise Untraceable("division by 0")
        return a.scaled(1 / number)

    # The operations of an arithmetic.

    def const(self, number: Fraction | int) -> Form:
        return Form(self, {_ONE: rational(number)})

    def pi(self) -> Form:
        return self.atom("pi")

    def constant(self, definition: Callable[[Arithmetic], Any]) -> Form:
        return self.atom("constant", parameters=(definition,))

    def exp(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y if y.sign > 0 else self.form(0)
        result, rest = self.form(1), dict(y.terms)
        for monomial, c in y.terms.items():
            # e^(k·log a) = a^k
            if len(monomial) == 1 and c.q == 1 and 1 <= c <= MOST_FACTORS:
                atom = self.atoms[monomial[0]]
                if atom.operation in ("log", "log1p"):
                    factor = atom.arguments[0] + (1 if atom.operation == "log1p" else 0)
                    result = result * self.power(factor, Fraction(int(c.p)))
                    del rest[monomial]
        if not rest:
            return result
        return result * self.atom("exp", Form(self, rest))

    def log(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y
        return self.form(0) if y.exact == 1 else self.atom("log", y)

    def log1p(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y
        return self.form(0) if y.exact == 0 else self.atom("log1p", y)

    def log1p_square(self, z: Any) -> Any:
        return Infinite(1) if isinstance(z, Infinite) else self.atom("log1p_square", z)

    def sqrt(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else self.atom("sqrt", y)

    def power(self, y: Any, exponent: Fraction) -> Any:
        if isinstance(y, Infinite):
            return y
        if exponent == 1:
            return y
        if exponent == 2:
            return y * y
        if exponent == 0:
            return self.form(1)
        return self.atom("power", y, parameters=(exponent,))

    def absolute(self, y: Any) -> Any:
        known = next(self._signs, 0)
        if isinstance(y, Form) and y.exact == 0:
            return y
        if not known:
            raise Untraceable("a sign that is not known beforehand")
        return y * known

    def sign(self, y: Any) -> Any:
        known = next(self._signs, 0)
        if not known:
            raise Untraceable("a sign that is not known beforehand")
        return self.form(known)

    def log_absolute(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else self.atom("log_absolute", y)

    def sin(self, y: Form) -> Form:
        return self.atom("sin", y)

    def cos(self, y: Form) -> Form:
        return self.atom("cos", y)

    def tanh(self, y: Any) -> Form:
        if isinstance(y, Infinite):
            return self.form(y.sign)
        return y if y.exact == 0 else self.atom("tanh", y)

    def atan(self, y: Any) -> Form:
        return self.pi() * y.sign / 2 if isinstance(y, Infinite) else self.atom("atan", y)

    def erfc(self, y: Form) -> Form:
        return self.atom("erfc", y)

    # Sides: |d|, and which of two values is taken, as the sign of d tells at each place.

    def _folded(self, d: Form) -> tuple[Form, bool]:
        """|d|, and whether d and the form whose sign is asked are of opposite signs; d and -d ask the same."""
        turned = d.falling
        return self.atom("fold", -d if turned else d), turned

    def _pick(self, d: Form, above: Form, below: Form) -> Form:
        """`above` where d > 0, else `below`; at d = 0 they may differ, and the caller's formula holds for both."""
        if d.falling:
            d, above, below = -d, below, above
        return self.atom("pick", d, above, below)

    def _decay(self, d: Form) -> Form:
        """e^-|d|."""
        return self.exp(-self._folded(d)[0])

    def sigmoid(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return self.form(1 if a.sign > 0 else 0)
        e = self._decay(a)
        return self._pick(a, self.form(1), e) / (1 + e)

    def softplus(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return a if a.sign > 0 else self.form(0)
        return self._pick(a, a, self.form(0)) + self.log1p(self._decay(a))

    def logaddexp(self, a: Any, b: Any) -> Any:
        for one, other in ((a, b), (b, a)):
            if isinstance(one, Infinite):
                return other if one.sign < 0 else one
        difference = a - b
        if difference.exact == 0:
            return a + self.log(self.form(2))
        return self._pick(difference, a, b) + self.log1p(self._decay(difference))

    def logsumexp(self, terms: Sequence[Any]) -> Any:
        present = [term for term in terms if not isinstance(term, Infinite)]
        if not present:
            return terms[0]
        # Measured from one of them, exactly: components of one scale differ by lines.
        base = self.base(present) if self.base else present[0]
        others = [term - base for term in present if term is not base]
        excess = self.atom("excess", *others)
        return base + excess + self.log(self.atom("total", excess, *others))

    def weighted(self, log_weight: Any, y: Any) -> Any:
        if isinstance(log_weight, Infinite):
            return self.form(0) if log_weight.sign < 0 else log_weight
        if isinstance(y, Infinite):
            return y
        return y if y.exact == 0 else self.exp(log_weight) * y

    def entropy_gap(self, d: Any) -> Form:
        log2 = self.log(self.form(2))
        if isinstance(d, Infinite):
            return log2
        if d.exact == 0:
            return d
        e = self._decay(d)
        gap: Form = log2 - self.log1p(e) - self._folded(d)[0] * e / (1 + e)
        return gap

    def lgamma(self, number: Fraction) -> Form:
        return self.atom("lgamma", parameters=(number,))

    def log_beta(self, a: Fraction, b: Fraction) -> Form:
        return self.atom("log_beta", parameters=(a, b))

    def gammainc(self, shape: Fraction, y: Form) -> Form:
        return 1 - self.gammaincc(shape, y)

    def gammaincc(self, shape: Fraction, y: Form) -> Form:
        return self.exp(-y) if shape == 1 else self.atom("gammaincc", y, parameters=(shape,))

    def betainc(self, a: Fraction, b: Fraction, y: Form, complement: Form) -> Form:
        return self.atom("betainc", y, complement, parameters=(a, b))

    def student_tail(self, df: Fraction, z: Any) -> Any:
        return (
            self.form(0 if z.sign > 0 else 1)
            if isinstance(z, Infinite)
            else self.atom("student_tail", z, parameters=(df,))
        )


class ArgumentsTape(Tape):
    """Keeps what decides the sign of each absolute value's argument; the values themselves are of no use.

    The sign of e^l - e^k is that of l - k, in which more cancels.
    """

    def __init__(self) -> None:
        super().__init__()
        self.arguments: list[Form] = []
        self._differences: dict[Any, Form] = {}

    def exp_difference(self, l: Any, k: Any, d: Any) -> Any:
        difference = super().exp_difference(l, k, d)
        if not isinstance(l, Infinite) and not isinstance(k, Infinite):
            self._differences[difference.key] = l - k
        return difference

    def absolute(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            self.arguments.append(self.form(y.sign))
            return y
        decisive = self._differences.get(y.key, y)
        # Any sign is right for 0.
        self.arguments.append(self.form(1) if decisive.exact == 0 else decisive)
        return y

    def sign(self, y: Any) -> Any:
        self.absolute(y)
        return self.form(1)
