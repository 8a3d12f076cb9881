"""How a divergence follows from the closed forms: which of them, and what is made of their value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from gantheory.arithmetic.floating import Floats
from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.distributions.law import Law

#: A closed form with its laws: its value in any arithmetic of parameters.
Form = Callable[[ParameterArithmetic], Value]


Side = TypeVar("Side")


@dataclass(frozen=True)
class Column:
    """Many laws of one kind, by their parameters.

    Attributes
    ----------
    kind : type
    parameters : mapping
        Float arrays of one shape, by name.
    unbounded : bool
        Whether all of them live on the whole line.
    """

    kind: type[Law]
    parameters: Mapping[str, Floats]
    unbounded: bool


@dataclass(frozen=True)
class ClosedQuantity:
    """A divergence as a function of one closed form, or the sum of a form and the same for swapped laws.

    Attributes
    ----------
    quantity : str
        The closed form's name.
    order : Fraction, optional
        a in the affinity :math:`\\log\\int p^a q^{1-a}`.
    transform : callable, optional
        ``transform(A, value)`` makes the divergence of the form's value.
    direct, swapped : bool
        Whether the form is taken for (p, q), and for (q, p); if for both the two are added.
    """

    quantity: str
    order: Fraction | None = None
    transform: Callable[[ParameterArithmetic, Value], Value] | None = None
    direct: bool = True
    swapped: bool = False

    def pairs(self, laws: tuple[Side, ...]) -> list[tuple[Side, ...]]:
        """The laws that the form is taken for, in order."""
        return [laws] * self.direct + [laws[::-1]] * self.swapped

    def form(self, *laws: Law) -> Form | None:
        """The divergence of `laws` as a closed form, or None where there is none."""
        from gantheory.arithmetic.ball import Infinite
        from gantheory.divergences.closed_forms import closed_form

        forms = [closed_form(self.quantity, *pair, order=self.order) for pair in self.pairs(laws)]
        if self.order is not None and self._uncovered(*laws):
            return lambda A: self._of(A, Infinite(+1))
        known = [form for form in forms if form is not None]
        if len(known) < len(forms):
            return None

        def value(A: ParameterArithmetic) -> Value:
            total = known[0](A)
            for form in known[1:]:
                total = total + form(A)
            return self._of(A, total)

        return value

    def arrays(self, *columns: Column) -> tuple[Floats, Floats] | None:
        """The divergence of many pairs and bounds of the errors, NaN where it is not known; None without a form.

        Affinities of an order outside (0, 1) are given for laws on the whole line only: elsewhere they depend on
        which support covers which.
        """
        from gantheory.divergences.closed_forms import closed_form_arrays

        if self.order is not None and not 0 < self.order < 1 and not all(column.unbounded for column in columns):
            return None
        total = None
        for one in self.pairs(columns):
            p, q = one[0], one[1] if len(one) == 2 else None
            found = closed_form_arrays(
                self.quantity,
                p.kind,
                None if q is None else q.kind,
                p.parameters,
                None if q is None else q.parameters,
                self.order,
                self.transform,
            )
            if found is None:
                return None
            total = found if total is None else (total[0] + found[0], total[1] + found[1])
        return total

    def _of(self, A: ParameterArithmetic, value: Value) -> Value:
        return value if self.transform is None else self.transform(A, value)

    def _uncovered(self, p: Law, q: Law) -> bool:
        """Whether the affinity is ∞ because a law with a negative exponent has no mass where the other has."""
        assert self.order is not None
        return (self.order > 1 and not _covers(q, p)) or (self.order < 0 and not _covers(p, q))


def _covers(wide: Law, narrow: Law) -> bool:
    """Whether the support of `wide` holds that of `narrow`; both are intervals."""
    return wide.support[0] <= narrow.support[0] and narrow.support[1] <= wide.support[1]
