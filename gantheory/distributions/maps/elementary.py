"""The steps of a generator whose inverse is a formula: a·z + b, 1/z, z^r, exp, log and |·|.

Their preimages hold in every arithmetic. Most generators are a chain of them: the logistic function is
z ↦ -z ↦ e^z ↦ 1 + z ↦ 1/z, and z⁴ - 2z² is z ↦ z² ↦ z - 1 ↦ z² ↦ z - 1.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from gantheory.arithmetic.ball import Ball
from gantheory.arithmetic.floating import FLOATING, Floating, Floats
from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.arithmetic.symbolic import Symbolic
from gantheory.distributions.coordinate import Coordinate, Extended
from gantheory.distributions.maps.branches import Branch, Map, Preimage, Turn, infinite, nearby, rounded
from gantheory.errors import InvalidParameterError

#: Below this relative distance from a point, log(x) - log(v) is taken as log1p((x - v)/v).
NEAR = 0.5


#: Below this logarithm of a relative distance the map is linear to all digits of a float.
NEGLIGIBLE = -40.0


def log_distance(A: Arithmetic, x: Coordinate, a: Fraction | int, sign: int) -> Value:
    """log|x - a| where x - a has a known sign, which spares a formula its absolute value."""
    return A.log(sign * x.minus(a)) if isinstance(A, Symbolic) else x.log_minus(a)


class Formula(Preimage):
    """A preimage that a formula gives: it asks the image's coordinate for what it is asked for."""

    def __init__(self, A: Arithmetic, x: Coordinate, branch: Branch) -> None:
        self.A = A
        self.x = x
        self.branch = branch

    @abstractmethod
    def minus(self, a: Fraction | int) -> Value: ...

    def log_minus(self, a: Fraction | int) -> Value:
        return self.A.log_absolute(self.minus(a))


@dataclass(frozen=True)
class Affine(Map):
    """G(z) = slope·z + shift; `exact` is false where the coefficients stand for irrational numbers."""

    slope: Fraction
    shift: Fraction
    exact: bool = True

    def value(self, z: Floats) -> Floats:
        return float(self.slope) * z + float(self.shift)

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        return ()

    def turn(self, point: Extended, side: int) -> Turn:
        if isinstance(point, float):
            return Turn(point, math.copysign(math.inf, self.slope) * math.copysign(1, point), Fraction(0), self.exact)
        value = self.slope * point + self.shift
        return Turn(point, value if self.exact else rounded(value), exact=self.exact)

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        return _AffinePreimage(self, A, x)


class _AffinePreimage(Preimage):
    def __init__(self, affine: Affine, A: Arithmetic, x: Coordinate) -> None:
        self.G = affine
        self.A = A
        self.x = x

    def minus(self, a: Fraction | int) -> Value:
        return self.x.minus(self.G.slope * a + self.G.shift) / self.A.const(self.G.slope)

    def log_minus(self, a: Fraction | int) -> Value:
        return self.x.log_minus(self.G.slope * a + self.G.shift) - self.log_slope()

    def log_slope(self) -> Value:
        return self.A.log(self.A.const(abs(self.G.slope)))


@dataclass(frozen=True)
class Reciprocal(Map):
    """G(z) = 1/z, on the two sides of its pole."""

    def value(self, z: Floats) -> Floats:
        return 1 / z

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        return (Fraction(0),) if low < 0 < high else ()

    def turn(self, point: Extended, side: int) -> Turn:
        if isinstance(point, float):
            return Turn(point, Fraction(0), Fraction(0))
        return Turn(point, 1 / point) if point else Turn(point, math.copysign(math.inf, side), Fraction(0))

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        return _ReciprocalPreimage(A, x, branch)


class _ReciprocalPreimage(Formula):
    def minus(self, a: Fraction | int) -> Value:
        if a == 0:
            x = self.x.minus(0)
            # In floats 1/x has the sign of the branch at x = 0 too.
            return self.side / np.abs(x) if isinstance(self.A, Floating) else 1 / x
        return self.A.const(-a) * self.x.minus(1 / Fraction(a)) / self.x.minus(0)

    def log_minus(self, a: Fraction | int) -> Value:
        if a == 0:
            return -self._log_image()
        return self.x.log_minus(1 / Fraction(a)) - self._log_image() + self.A.log(self.A.const(max(a, -a)))

    def log_slope(self) -> Value:
        return 2 * self._log_image()

    def _log_image(self) -> Value:
        return log_distance(self.A, self.x, 0, self.side)

    @property
    def side(self) -> int:
        return +1 if self.branch.positive else -1


@dataclass(frozen=True)
class Power(Map):
    """G(z) = z^exponent: an integer ≥ 2 on the line, or a root 1/q on z ≥ 0."""

    exponent: Fraction

    def value(self, z: Floats) -> Floats:
        return FLOATING.power(z, self.exponent)

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        if self.exponent.denominator > 1:
            require_positive("a root", low)
        return (Fraction(0),) if low < 0 < high else ()

    def turn(self, point: Extended, side: int) -> Turn:
        if isinstance(point, float):
            return Turn(point, math.inf if point > 0 or self.exponent % 2 == 0 else -math.inf, Fraction(0))
        if point == 0:
            return Turn(point, Fraction(0), self.exponent)
        if self.exponent.denominator == 1:
            return Turn(point, point**self.exponent.numerator)
        root, exact = nth_root(point, self.exponent.denominator)
        return Turn(point, root, exact=exact)

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        kind = _IntegerPowerPreimage if self.exponent.denominator == 1 else _RootPreimage
        return kind(self.exponent, A, x, branch)


class _PowerPreimage(Formula):
    def __init__(self, exponent: Fraction, A: Arithmetic, x: Coordinate, branch: Branch) -> None:
        super().__init__(A, x, branch)
        self.r = exponent
        self.side = +1 if branch.positive else -1
        self.image_side = self.side if exponent % 2 == 1 else +1
        self._size: Value | None = None

    def log_minus(self, a: Fraction | int) -> Value:
        if a == 0:
            return self.A.const(1 / self.r) * log_distance(self.A, self.x, 0, self.image_side)
        return super().log_minus(a)

    def log_slope(self) -> Value:
        return self.A.log(self.A.const(self.r)) + self.A.const(self.r - 1) * self.log_minus(0)

    @property
    def size(self) -> Value:
        """|z|."""
        if self._size is None:
            self._size = self._absolute()
        return self._size

    @abstractmethod
    def _absolute(self) -> Value: ...


class _IntegerPowerPreimage(_PowerPreimage):
    def minus(self, a: Fraction | int) -> Value:
        if a == 0:
            return self.side * self.size
        if self._beside(a):
            k = self.r.numerator
            return self.side ** (k - 1) * self.x.minus(Fraction(a) ** k) / self._cofactor(a)
        return self.side * self.size - self.A.const(a)

    def log_minus(self, a: Fraction | int) -> Value:
        if self._beside(a):
            return self.x.log_minus(Fraction(a) ** self.r.numerator) - self.A.log(self._cofactor(a))
        return super().log_minus(a)

    def _beside(self, a: Fraction | int) -> bool:
        return isinstance(self.A, Floating | Ball) and a != 0 and (a > 0) == (self.side > 0)

    def _cofactor(self, a: Fraction | int) -> Value:
        """|z^k - a^k| / |z - a| = |z|^{k-1} + ... + |a|^{k-1} where z and a have one sign: nothing cancels."""
        return _geometric(self.size, self.A.const(max(a, -a)), self.r.numerator)

    def _absolute(self) -> Value:
        A = self.A
        if isinstance(A, Ball):
            # exp of the logarithm has no cut where the image is given by its logarithm.
            return A.exp(self.log_minus(0))
        image = self.image_side * self.x.minus(0)
        size = A.sqrt(image) if self.r == 2 else A.power(image, 1 / self.r)
        if isinstance(A, Floating) and np.any(size == 0):
            size = np.where(size == 0, np.exp(self.log_minus(0)), size)
        return size


class _RootPreimage(_PowerPreimage):
    def minus(self, a: Fraction | int) -> Value:
        if a == 0:
            return self.size
        root = self._root(a)
        if root is not None:
            return self.x.minus(root) * _geometric(self.x.minus(0), self.A.const(root), self.r.denominator)
        return self.size - self.A.const(a)

    def log_minus(self, a: Fraction | int) -> Value:
        root = self._root(a)
        if root is not None:
            factor = _geometric(self.x.minus(0), self.A.const(root), self.r.denominator)
            return self.x.log_minus(root) + self.A.log(factor)
        return super().log_minus(a)

    def _root(self, a: Fraction | int) -> Fraction | None:
        """The image of a > 0 where z - a can be taken from there."""
        if not isinstance(self.A, Floating | Ball) or a <= 0:
            return None
        root, exact = nth_root(Fraction(a), self.r.denominator)
        return root if exact or isinstance(self.A, Floating) else None

    def _absolute(self) -> Value:
        return self.A.power(self.x.minus(0), 1 / self.r)


def _geometric(x: Value, a: Value, k: int) -> Value:
    """x^{k-1} + x^{k-2}·a + ... + a^{k-1}."""
    total, power = x * 0 + 1, a
    for _ in range(1, k):
        total, power = total * x + power, power * a
    return total


@dataclass(frozen=True)
class Exp(Map):
    """G(z) = e^z."""

    def value(self, z: Floats) -> Floats:
        return np.exp(z)

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        return ()

    def turn(self, point: Extended, side: int) -> Turn:
        if isinstance(point, float):
            return Turn(point, math.inf if point > 0 else Fraction(0), Fraction(0))
        return Turn(point, Fraction(1)) if point == 0 else Turn(point, nearby("exp", point), exact=False)

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        return _ExpPreimage(A, x, branch)


class _ExpPreimage(Formula):
    def minus(self, a: Fraction | int) -> Value:
        if a == 0 and isinstance(self.A, Ball):
            step = self.x.minus(1)
            return self.A.log1p(step) if abs(step) < NEAR else self.log_slope()
        far = self.log_slope() - self.A.const(a) if a else self.log_slope()
        if not isinstance(self.A, Floating) or max(a, -a) > 700:
            return far
        image = nearby("exp", Fraction(a)) if a else Fraction(1)
        relative = self.x.minus(image) / float(image)
        return np.where(np.abs(relative) < NEAR, np.log1p(relative), far)

    def log_minus(self, a: Fraction | int) -> Value:
        if not isinstance(self.A, Floating) or max(a, -a) > 700:
            return super().log_minus(a)
        image = nearby("exp", Fraction(a)) if a else Fraction(1)
        return _log_near(super().log_minus(a), self.x.log_minus(image) - np.log(float(image)))

    def log_slope(self) -> Value:
        return log_distance(self.A, self.x, 0, +1)


@dataclass(frozen=True)
class Log(Map):
    """G(z) = log z on z ≥ 0."""

    def value(self, z: Floats) -> Floats:
        return np.log(z)

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        require_positive("log", low)
        return ()

    def turn(self, point: Extended, side: int) -> Turn:
        if infinite(point) or point == 0:
            return Turn(point, math.inf if point else -math.inf, Fraction(0))
        point = Fraction(point)
        return Turn(point, Fraction(0)) if point == 1 else Turn(point, nearby("log", point), exact=False)

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        return _LogPreimage(A, x, branch)


class _LogPreimage(Formula):
    def minus(self, a: Fraction | int) -> Value:
        z = self.A.exp(self.x.minus(0))
        if a == 0:
            return z
        if a == 1 and isinstance(self.A, Ball):
            return self.x.minus(0).expm1()
        far = z - self.A.const(a)
        if not isinstance(self.A, Floating) or a < 0:
            return far
        step = self.x.minus(nearby("log", Fraction(a)) if a != 1 else 0)
        return np.where(np.abs(step) < NEAR, float(a) * np.expm1(step), far)

    def log_minus(self, a: Fraction | int) -> Value:
        if a == 0:
            return self.x.minus(0)
        if not isinstance(self.A, Floating) or a < 0:
            return super().log_minus(a)
        image = nearby("log", Fraction(a)) if a != 1 else 0
        return _log_near(super().log_minus(a), self.x.log_minus(image) + np.log(float(a)))

    def log_slope(self) -> Value:
        return -self.x.minus(0)


@dataclass(frozen=True)
class Abs(Map):
    """G(z) = |z|."""

    def value(self, z: Floats) -> Floats:
        return np.abs(z)

    def turns(self, low: Extended, high: Extended) -> tuple[Extended, ...]:
        return (Fraction(0),) if low < 0 < high else ()

    def turn(self, point: Extended, side: int) -> Turn:
        return Turn(point, max(point, -point), Fraction(0 if infinite(point) else 1))

    def preimage(self, A: Arithmetic, x: Coordinate, branch: Branch) -> Preimage:
        return _AbsPreimage(A, x, branch)


class _AbsPreimage(Formula):
    def minus(self, a: Fraction | int) -> Value:
        return self.x.minus(a) if self.branch.positive else -self.x.minus(-a)

    def log_minus(self, a: Fraction | int) -> Value:
        return self.x.log_minus(a if self.branch.positive else -a)

    def log_slope(self) -> Value:
        return self.A.const(0)


def _log_near(exact: Floats, linear: Floats) -> Floats:
    """The logarithm of a distance where the distance underflows or is lost, from the linear approximation."""
    return np.where(linear < NEGLIGIBLE, linear, exact)


def require_positive(what: str, low: Extended) -> None:
    if low < 0:
        raise InvalidParameterError(
            f"the generator is not real: it takes {what} of a quantity that goes down to {low}; "
            "use a base law for which that quantity is ≥ 0, such as Gamma, Exponential or Uniform"
        )


def nth_root(number: Fraction, q: int) -> tuple[Fraction, bool]:
    """The positive q-th root of a positive fraction, and whether it is exact."""
    parts = [_integer_root(n, q) for n in (number.numerator, number.denominator)]
    candidate = Fraction(parts[0], parts[1])
    if candidate**q == number:
        return candidate, True
    # Enough integer digits of number · 2^{q·s} for the stored precision.
    shift = 400 + number.denominator.bit_length()
    scaled = (number.numerator << (q * shift)) // number.denominator
    return rounded(Fraction(_integer_root(scaled, q), 1 << shift)), False


def _integer_root(n: int, q: int) -> int:
    """⌊n^{1/q}⌋ by Newton's iteration from above."""
    if n < 2:
        return n
    root = 1 << -(-n.bit_length() // q)
    while True:
        smaller = ((q - 1) * root + n // root ** (q - 1)) // q
        if smaller >= root:
            return root
        root = smaller
