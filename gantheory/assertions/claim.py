"""Claims: a statement of the theory with its conditions, its reference, and its false twins."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gantheory.assertions.instance import Instance
from gantheory.assertions.kinds import Assertion


@dataclass(frozen=True, eq=False)
class Control:
    """A false twin of a claim, which every method must refuse and at least one must refute.

    Attributes
    ----------
    name : str
        What is wrong with it: "factor ½ on js", "p and q swapped", "without the condition p ⊥ q".
    assertion : Assertion
    instances : sequence of Instance, optional
        Where it is false; the claim's own instances if not given.
    """

    name: str
    assertion: Assertion
    instances: Sequence[Instance] | None = None


@dataclass(eq=False)
class Claim:
    """A statement of the theory as data.

    Attributes
    ----------
    statement : str
        LaTeX.
    assertion : callable
        Builds the assertion; called on first use, so that listing claims needs no SymPy.
    instances : callable
        Builds the instances at which it is checked.
    controls : callable
        Builds hand-written false twins; automatic ones are added by :mod:`gantheory.assertions.mutation`.
    reference : tuple of str
        Key in the bibliography, and the equation or theorem there.
    sources : tuple of str
        Rows of the source texts that it settles, such as ``"S001-18"``.
    conditions : str
        When it is true, in words.
    remark : str
        One or two sentences for a reader: why it is true, or what is wrong with the print.
    topic, name : str
        Set when the claim is registered: the group it is in, and the variable it is bound to.
    """

    statement: str
    assertion: Callable[[], Assertion]
    instances: Callable[[], Sequence[Instance]] = tuple
    controls: Callable[[], Sequence[Control]] = tuple
    reference: tuple[str, str] = ("", "")
    sources: tuple[str, ...] = ()
    conditions: str = ""
    remark: str = ""
    topic: str = ""
    name: str = field(default="")

    @functools.cached_property
    def asserted(self) -> Assertion:
        """The assertion, built once."""
        return self.assertion()

    @functools.cached_property
    def checked_at(self) -> tuple[Instance, ...]:
        """The instances, built once."""
        return tuple(self.instances())

    @functools.cached_property
    def false_twins(self) -> tuple[Control, ...]:
        """The hand-written controls, then the automatic ones that a witness separates from the claim."""
        from gantheory.assertions.mutation import separated_mutations

        by_hand = tuple(self.controls())
        return by_hand + separated_mutations(self.asserted, self.checked_at, taken=by_hand)

    @property
    def kind(self) -> str:
        """The kind of assertion, in lower case."""
        return type(self.asserted).__name__.lower()
