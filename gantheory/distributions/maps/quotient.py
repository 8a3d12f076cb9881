"""The local function of a station of a rational map: a quotient of two polynomials, in floats and in balls."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from flint import acb, fmpq

from gantheory.arithmetic.ball import rational
from gantheory.arithmetic.floating import FLOATING, Floats


@dataclass(frozen=True)
class Quotient:
    """r(w) = a(w)/b(w), polynomials with the constant first, in f(w) = w^order·r(w)."""

    a: tuple[Fraction, ...]
    b: tuple[Fraction, ...]
    order: int

    @functools.cached_property
    def _floats(self) -> tuple[list[float], list[float]]:
        return [FLOATING.const(c) for c in self.a], [FLOATING.const(c) for c in self.b]

    @functools.cached_property
    def _rationals(self) -> tuple[list[fmpq], list[fmpq]]:
        return [rational(c) for c in self.a], [rational(c) for c in self.b]

    @functools.cached_property
    def _balls(self) -> dict[int, tuple[list[acb], list[acb]]]:
        return {}

    def floats(self, w: Floats) -> tuple[Floats, Floats]:
        a, b = self._floats
        numerator, slope = horner(a, w)
        if len(b) == 1:
            return numerator / b[0], w * slope / numerator
        denominator, other = horner(b, w)
        return numerator / denominator, w * (slope / numerator - other / denominator)

    def at(self, w: float) -> tuple[float, float]:
        a, b = self._floats
        (numerator, slope), (denominator, other) = _horner(a, w), _horner(b, w)
        return numerator / denominator, w * (slope / numerator - other / denominator)

    def balls(self, w: acb) -> tuple[acb, acb]:
        bits = flint.ctx.prec
        if bits not in self._balls:
            self._balls[bits] = tuple([acb(c) for c in part] for part in self._rationals)  # type: ignore[assignment]
        a, b = self._balls[bits]
        numerator, da = _horner(a, w)
        if len(b) == 1:
            return numerator / b[0], (self.order * numerator + w * da) / b[0]
        denominator, db = _horner(b, w)
        rise = self.order * numerator * denominator + w * (da * denominator - numerator * db)
        return numerator / denominator, rise / (denominator * denominator)

    def regular(self, w: acb) -> tuple[acb, acb]:
        reduced, rise = self.balls(w)
        return w * reduced, rise


def horner(coefficients: Sequence[float], w: Floats) -> tuple[Floats, Floats]:
    """A polynomial (constant first) and its derivative."""
    return _horner(coefficients, w, np.full_like(w, coefficients[-1]), np.zeros_like(w))


def _horner(coefficients: Sequence[Any], w: Any, value: Any = None, slope: Any = 0) -> tuple[Any, Any]:
    value = coefficients[-1] if value is None else value
    for c in reversed(coefficients[:-1]):
        slope = slope * w + value
        value = value * w + c
    return value, slope
