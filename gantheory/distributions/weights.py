"""Probabilities of finitely many outcomes, exactly."""

from __future__ import annotations

import contextlib
import numbers
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeVar

from gantheory.arithmetic.exact import ExactLike, positive
from gantheory.errors import InvalidParameterError

Item = TypeVar("Item")

#: By how much n floats made as w/sum(w) can miss 1, per float: the summation and the division round by half
#: of this each.
FLOAT_WEIGHT_TOLERANCE: Final = Fraction(1, 2**52)


def listed(values: Iterable[Item], what: str) -> list[Item]:
    """What is given as a sequence, as a list.

    Raises
    ------
    InvalidParameterError
        If it is no sequence, or a text.
    """
    if not isinstance(values, str | bytes | Mapping):
        # an array without axes has the method of an iterable, and is none
        with contextlib.suppress(TypeError):
            return list(values)
    raise InvalidParameterError(f"{what} must be a list such as [0.5, 0.5], got {values!r}")


def probabilities(weights: Sequence[ExactLike]) -> tuple[Fraction, ...]:
    """Return `weights` as exact probabilities.

    Exact weights (int, Fraction, decimal text) must sum to 1 exactly; floats may miss it by rounding and are
    divided by their exact sum.

    Examples
    --------
    >>> probabilities(["0.25", "0.75"])
    (Fraction(1, 4), Fraction(3, 4))

    Raises
    ------
    InvalidParameterError
        If there are none, one is not positive, or they do not sum to 1.
    """
    weights = listed(weights, "the weights")
    if not weights:
        raise InvalidParameterError("there are no weights; give at least one")
    exact = [positive(weight, "a weight") for weight in weights]
    total = sum(exact, Fraction(0))
    rounded = any(isinstance(w, numbers.Real) and not isinstance(w, numbers.Rational) for w in weights)
    if abs(total - 1) > (len(weights) * FLOAT_WEIGHT_TOLERANCE if rounded else 0):
        raise InvalidParameterError(
            f"the weights sum to {float(total):.17g}, not to 1; divide them by their sum, "
            "or write them exactly: 1/3, '0.1'"
        )
    return tuple(weight / total for weight in exact)
