"""python-flint complex balls: every result contains the true value.

The working precision is a property of flint's one global context, which all threads share:
:func:`precision` takes a process-wide lock and restores what it found. Certified integration needs to know
whether an integrand is holomorphic on a ball; the ``analytic`` flag of ``acb.integral`` is carried by the
arithmetic, and every branch cut (log, sqrt) answers with a non-finite ball there.

log 0 and KL's ∞ are not balls (∞ - ∞ would poison everything): :class:`Infinite` stands for them.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import flint
from flint import acb, arb, fmpq

from gantheory.arithmetic.interface import Arithmetic, Derived

_LOCK: Final = threading.RLock()
_I: Final = acb(0, 1)


class precision:
    """Run the block at `bits` of working precision, alone in the process; restore the context after.

    A class and no generator, which costs three times as much: a closed form is a few microseconds in all.
    """

    __slots__ = ("_before", "_bits")

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def __enter__(self) -> None:
        _LOCK.acquire()
        self._before = flint.ctx.prec
        try:
            flint.ctx.prec = self._bits
        except BaseException:
            _LOCK.release()
            raise

    def __exit__(self, *exception: object) -> None:
        flint.ctx.prec = self._before
        _LOCK.release()


@dataclass(frozen=True)
class Infinite:
    """+∞ or -∞ as an exact value, absorbing in sums; ∞ - ∞ is a NaN ball."""

    sign: int

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Infinite) and other.sign != self.sign:
            return acb("nan")
        return self

    __radd__ = __add__

    def __neg__(self) -> Infinite:
        return Infinite(-self.sign)

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Infinite):
            return Infinite(self.sign * other.sign)
        sign = sign_of(other)
        return acb("nan") if sign == 0 else Infinite(self.sign * sign)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self * (1 / acb(other))

    def __rtruediv__(self, other: Any) -> Any:
        return acb(0)


def sign_of(value: Any) -> int:
    """+1 or -1 where a real ball excludes 0, else 0."""
    if isinstance(value, int | Fraction):
        return (value > 0) - (value < 0)
    if isinstance(value, Infinite):
        return value.sign
    real = acb(value).real
    return 1 if real > 0 else -1 if real < 0 else 0


def rational(number: Fraction | int) -> fmpq:
    """A Fraction as flint's exact rational."""
    return fmpq(number.numerator, number.denominator)


class Ball(Derived):
    """The arithmetic of complex balls, at the precision of the enclosing :func:`precision` block."""

    def __init__(self, analytic: bool = False) -> None:
        self.analytic = analytic

    minus_infinity: Final = Infinite(-1)

    def const(self, number: Fraction | int) -> acb:
        return acb(arb(rational(number)))

    def pi(self) -> acb:
        return acb(arb.pi())

    def exp(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y if y.sign > 0 else acb(0)
        return y.exp()

    def log(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y
        return y.log(analytic=self.analytic)

    def log1p(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y
        # Arb's log1p does not know the flag.
        return y.log1p() if self._off_cut(1 + y) else acb("nan")

    def log1p_square(self, z: Any) -> Any:
        if isinstance(z, Infinite):
            return Infinite(+1)
        if z.imag == 0:
            return self.log1p(z * z)
        # The factors' cuts start at z = ±i; a ball for z² is wide and would meet one much sooner.
        return self.log(1 + z * _I) + self.log(1 - z * _I)

    def _off_cut(self, y: acb) -> bool:
        """Whether y avoids the cut (-∞, 0], where that matters."""
        return not self.analytic or y.log(analytic=True).is_finite()

    def sqrt(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else y.sqrt(analytic=self.analytic)

    def power(self, y: Any, exponent: Fraction) -> Any:
        if isinstance(y, Infinite):
            return y
        if exponent.denominator == 1:
            return y ** int(exponent)
        if exponent.denominator == 2:
            return self.sqrt(y) ** exponent.numerator
        return y.pow(self.const(exponent), analytic=self.analytic)

    def absolute(self, y: Any) -> Any:
        """|y| for a real y of constant sign: ±y, the holomorphic branch; NaN where the sign is unclear."""
        sign = sign_of(y)
        return acb("nan") if sign == 0 else y * sign

    def sign(self, y: Any) -> Any:
        """±1 where the sign of the real y is clear, else NaN."""
        sign = sign_of(y)
        return acb("nan") if sign == 0 else acb(sign)

    def log_absolute(self, y: Any) -> Any:
        magnitude = self.absolute(y)
        return self.log(magnitude)

    def sin(self, y: Any) -> acb:
        return y.sin()

    def cos(self, y: Any) -> acb:
        return y.cos()

    def tanh(self, y: Any) -> acb:
        return acb(y.sign) if isinstance(y, Infinite) else y.tanh()

    def atan(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return self.pi() * y.sign / 2
        # atan is holomorphic off the imaginary axis beyond ±i; 1 + y² on the cut of log tells.
        return y.atan() if self._off_cut(1 + y * y) else acb("nan")

    def erf(self, y: Any) -> acb:
        return y.erf()

    def erfc(self, y: Any) -> acb:
        return y.erfc()

    def sigmoid(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return acb(1 if a.sign > 0 else 0)
        if a.real.mid() > 0:
            return 1 / (1 + (-a).exp())
        e = a.exp()
        return e / (1 + e)

    def softplus(self, a: Any) -> Any:
        if isinstance(a, Infinite):
            return a if a.sign > 0 else acb(0)
        if a.real.mid() > 0:
            return a + self.log1p((-a).exp())
        return self.log1p(a.exp())

    def logaddexp(self, a: Any, b: Any) -> Any:
        if isinstance(a, Infinite) and a.sign < 0:
            return b
        if isinstance(b, Infinite) and b.sign < 0:
            return a
        # from the larger one, or all digits are lost
        return a + self.softplus(b - a) if a.real.mid() > b.real.mid() else b + self.softplus(a - b)

    def logsumexp(self, terms: Sequence[Any]) -> Any:
        present = [t for t in terms if not isinstance(t, Infinite)]
        if not present:
            return terms[0]
        top = max(present, key=lambda t: t.real.mid())
        total = acb(0)
        for term in present:
            total += (term - top).exp()
        return top + self.log(total)

    def weighted(self, log_weight: Any, y: Any) -> Any:
        if isinstance(log_weight, Infinite):
            return acb(0) if log_weight.sign < 0 else log_weight
        if isinstance(y, Infinite):
            return y
        return log_weight.exp() * y

    def entropy_gap(self, d: Any) -> Any:
        log2 = acb(arb.const_log2())
        if isinstance(d, Infinite):
            return log2
        # log 2 - h_b(σ(d)) = log 2 + σ(-d)·(-d) - softplus(-d), from the side where e^{-d} is small.
        if d.real.mid() < 0:
            d = -d
        return log2 - self.sigmoid(-d) * d - self.log1p((-d).exp())

    def constant(self, definition: Callable[[Arithmetic], Any]) -> acb:
        return acb(resolved(definition, flint.ctx.prec))

    def lgamma(self, number: Fraction) -> acb:
        return acb(arb(rational(number)).lgamma())

    def gammainc(self, shape: Fraction, y: Any) -> acb:
        return y.gamma_lower(self.const(shape), regularized=1) if self._off_cut(y) else acb("nan")

    def gammaincc(self, shape: Fraction, y: Any) -> acb:
        return y.gamma_upper(self.const(shape), regularized=1) if self._off_cut(y) else acb("nan")

    def log_beta(self, a: Fraction, b: Fraction) -> acb:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> acb:
        if not (self._off_cut(y) and self._off_cut(complement)):
            return acb("nan")
        left, right = self.const(a), self.const(b)
        if y.real.mid() < 0.5:
            return y.beta_lower(left, right, regularized=1)
        # Near 1 the complement alone has digits, and Arb is quick; where I_y is small, 1 - (...) loses them.
        reflected = 1 - complement.beta_lower(right, left, regularized=1)
        if _accuracy(reflected) > flint.ctx.prec // 2:
            return reflected
        return max(reflected, y.beta_lower(left, right, regularized=1), key=_accuracy)

    def student_tail(self, df: Fraction, z: Any) -> Any:
        if isinstance(z, Infinite):
            return acb(0 if z.sign > 0 else 1)
        # With z = sinh s the tail is I_t(df/2, df/2) at t = σ(-2s), which has no singularity at z = 0.
        half = self.const(df / 2)
        distance = z if z.real.mid() > 0 else -z
        root = self.sqrt(1 + z * z)
        t = 1 / (2 * root * (root + distance))
        tail = t.beta_lower(half, half, regularized=1) if t.is_finite() else acb("nan")
        return tail if distance is z else 1 - tail


@functools.lru_cache(maxsize=1024)
def resolved(definition: Callable[[Arithmetic], Any], bits: int) -> arb:
    """A real constant to `bits` of relative accuracy if 64 times as many are enough for it; a ball anyway."""
    working = bits
    while True:
        with precision(working):
            value = acb(definition(BALL))
        if value == 0 or _accuracy(value) >= bits or working > 64 * bits:
            return value.real
        working += 32 if working == bits else working


def _accuracy(value: acb) -> int:
    return value.rel_accuracy_bits() if value.is_finite() else -(2**62)


BALL: Final = Ball()
ANALYTIC_BALL: Final = Ball(analytic=True)
