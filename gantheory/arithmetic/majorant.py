r"""Bounds that hold all the way to an end: for every :math:`w \ge Y` at once.

With w → ∞ on the way to an end (x = a ± h·w, or x = a ± h/w at a finite point a) and L = log w, a value is
a sum of terms :math:`e^{P(w)}\,S(w)`, where P and S are :class:`~gantheory.arithmetic.bound.Series`: sums of monomials
:math:`c\,w^k L^j` with exact k, j and ball coefficients c. The value at any single w ≥ Y lies in what the
term gives for *some* choice of numbers in the coefficients' balls (another w may need another choice), so
sums and products of balls are sound, and what a series forgets goes into a ball: a bounded function is its
range.
The arithmetic runs the same log-densities and integrands as all others; out comes
:meth:`Majorant.integral`, a rigorous bound on a tail.

The integral of :math:`T = e^{P} w^k L^j` uses the elasticity: in s = log w, if
:math:`(\log T)' + \sigma \le -\mu < 0` for all s ≥ log Y (σ = 1 at infinity, -1 at a finite point, from
:math:`dx = h\,w^{\sigma}ds`), then :math:`\int T\,dx \le h\,T(Y)\,Y^{\sigma}/\mu`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

import flint
from flint import arb, fmpq

from gantheory.arithmetic.ball import Infinite, rational, resolved
from gantheory.arithmetic.bound import LOG, ONE, ZERO, Bound, Monomial, Series
from gantheory.arithmetic.interface import Arithmetic, Derived
from gantheory.errors import NotCertifiedError


class Majorant(Derived):
    """The arithmetic of bounds for all w ≥ Y, at the precision of the enclosing block.

    Parameters
    ----------
    threshold : arb
        Y ≥ e.
    sigma : int
        dx = unit·w^sigma·d(log w): 1 at an infinite end, -1 at a finite one.
    unit : Fraction
        The scale h in which distances are measured.
    """

    minus_infinity: Final = Infinite(-1)

    def __init__(self, threshold: arb, sigma: int, unit: Fraction) -> None:
        self.log_threshold = threshold.log()
        if not self.log_threshold >= 1:
            raise NotCertifiedError("bounds hold from w = e on")
        self.sigma = sigma
        self.unit = unit

    def offset(self, side: int) -> tuple[Bound, Bound]:
        """x - a and log|x - a| on the way to the end."""
        h = rational(self.unit)
        value = Series({(Fraction(self.sigma), ZERO): side * h})
        logarithm = Series({LOG: fmpq(self.sigma), ONE: arb(h).log() if h != 1 else fmpq(0)})
        return Bound(self, [(Series({}), value)]), Bound(self, [(Series({}), logarithm)])

    def lift(self, value: Any) -> Bound:
        """A number as a bound."""
        if isinstance(value, Bound):
            return value
        number = fmpq(value) if isinstance(value, int) else value
        return Bound(self, [(Series({}), Series({ONE: number}))])

    def _hull(self, low: arb, high: arb) -> Bound:
        return self.lift(low.union(high))

    # Ranges over w ≥ Y.

    def _supremum(self, k: Fraction, j: Fraction) -> arb:
        """Supremum of w^k·L^j: its only stationary point in L is the maximum -j/k where k < 0."""
        if (k, j) > ONE:
            return arb.pos_inf()
        at = self.log_threshold if k == 0 else self.log_threshold.max(arb(rational(-j / k)))
        return self._monomial(k, j, at)

    def _infimum(self, k: Fraction, j: Fraction) -> arb:
        if (k, j) < ONE:
            return arb(0)
        at = self.log_threshold if k == 0 else self.log_threshold.max(arb(rational(-j / k)))
        return self._monomial(k, j, at)

    @staticmethod
    def _monomial(k: Fraction, j: Fraction, log_w: arb) -> arb:
        return (log_w * rational(k)).exp() * log_w ** arb(rational(j)) if j else (log_w * rational(k)).exp()

    def _leading(self, series: Series) -> tuple[Monomial, arb]:
        """The fastest growing monomial m, and a ball that contains series/m for all w ≥ Y."""
        top = max(series.terms)
        ratio = arb(0)
        for (k, j), c in series.terms.items():
            if (k, j) == top:
                ratio += c
            else:
                quotient = (k - top[0], j - top[1])
                ratio += self._infimum(*quotient).union(self._supremum(*quotient)) * c
        return top, ratio

    def range(self, series: Series) -> tuple[arb, arb]:
        """A lower and an upper bound over all w ≥ Y, possibly infinite."""
        if not series.terms:
            return arb(0), arb(0)
        top, ratio = self._leading(series)
        if not ratio.is_finite():
            return arb.neg_inf(), arb.pos_inf()
        low, high = ratio.lower(), ratio.upper()
        if top == ONE:
            return low, high
        least, most = self._infimum(*top), self._supremum(*top)
        return (
            (low * least).lower() if low >= 0 else (low * most).lower(),
            (high * least).upper() if high <= 0 else (high * most).upper(),
        )

    def _upper_series(self, series: Series) -> Series:
        """The same with upper ends for coefficients; monomials are positive."""
        return series.each(lambda c: c.upper())

    def _peak(self, p: Series, monomial: Monomial, c: arb, extra: int) -> tuple[arb, arb]:
        """An upper bound T of e^P·w^(k+extra)·L^j·|c| at Y, and one of its elasticity for all w ≥ Y."""
        k, j = monomial[0] + extra, monomial[1]
        exponent = self._upper_series(p)
        elasticity = exponent.derivative() + Series({ONE: rational(k), (ZERO, Fraction(-1)): rational(j)})
        at = self._monomial(k, j, self.log_threshold) * abs(c).upper()
        for (a, b), d in exponent.terms.items():
            at *= (self._monomial(a, b, self.log_threshold) * d).exp()
        return at.upper(), self.range(elasticity)[1]

    def series(self, value: Any) -> Series:
        """The value as one series: decaying exponentials become the ball of their range."""
        total = Series({})
        for p, s in self.lift(value).terms:
            if not p.terms:
                total += s
                continue
            for monomial, c in s.terms.items():
                ball = arb(c)
                peak, elasticity = self._peak(p, monomial, ball, 0)
                if not (elasticity <= 0 and peak.is_finite()):
                    raise NotCertifiedError("an exponential that grows has no polynomial bound")
                low = arb(0) if ball >= 0 else -peak
                high = arb(0) if ball <= 0 else peak
                total += Series({ONE: low.union(high)})
        return total

    def condensed(self, terms: Sequence[tuple[Series, Series]]) -> list[tuple[Series, Series]]:
        """The same value in fewer terms: plain series in one, and exponentials as multiples of the one that lasts.

        Plain series are left exact, since they are what cancels between distribution functions near 1.
        """
        plain, rest = Series({}), []
        for p, s in terms:
            if p.terms:
                rest.append((p, s))
            else:
                plain += s
        kept: list[tuple[Series, Series]] = []
        for p, s in sorted(rest, key=_slowness, reverse=True):
            for index, (base, factor) in enumerate(kept):
                try:
                    ratio = self.series(Bound(self, [(p + base.scaled(fmpq(-1)), s)]))
                except NotCertifiedError:
                    continue
                kept[index] = base, factor + ratio
                break
            else:
                kept.append((p, s))
        return [(Series({}), plain), *kept]

    def integral(self, value: Any) -> arb:
        """An upper bound on ∫|value| dx over all w ≥ Y; infinite where none is known."""
        if isinstance(value, Infinite):
            return arb.pos_inf()
        total = arb(0)
        for p, s in self.lift(value).terms:
            for monomial, c in s.terms.items():
                peak, elasticity = self._peak(p, monomial, arb(c), self.sigma)
                if not elasticity < 0:
                    return arb.pos_inf()
                total += peak / -elasticity
        bound = total * rational(self.unit)
        return bound.upper() if bound.is_finite() else arb.pos_inf()

    # The operations of an arithmetic.

    def const(self, number: Fraction | int) -> fmpq:
        return rational(number)

    def pi(self) -> arb:
        return arb.pi()

    def exp(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y if y.sign > 0 else fmpq(0)
        if not isinstance(y, Bound):
            return arb(y).exp()
        exponent, factor = Series({}), Series({ONE: fmpq(1)})
        for p, s in y.terms:
            try:
                exponent += self.series(Bound(self, [(p, s)]))
            except NotCertifiedError:
                exponent += self._below_exponential(p, s)
                factor = Series({ONE: arb(0).union(arb(1))})
        low, high = self.range(exponent)
        if low.is_finite() and high.is_finite():
            return Bound(self, [(Series({}), factor.scaled(low.exp().union(high.exp())))])
        # e^{cL} is the power w^c.
        rest = dict(exponent.terms)
        power = rest.get(LOG)
        if isinstance(power, fmpq):
            del rest[LOG]
            factor *= Series({(Fraction(int(power.p), int(power.q)), ZERO): fmpq(1)})
        if all(monomial == ONE for monomial in rest):
            constant = arb(rest.get(ONE, fmpq(0))).exp()
            return Bound(self, [(Series({}), factor.scaled(constant))])
        return Bound(self, [(Series(rest), factor)])

    def _below_exponential(self, p: Series, s: Series) -> Series:
        """A series above e^P·S where S < 0 and P ≥ 0: e^P ≥ P²/2."""
        top = self.range(s)[1]
        if not (top < 0 and self.range(p)[0] >= 0):
            raise NotCertifiedError("the exponential of an exponential that grows")
        return (p * p).scaled(top / 2)

    def log(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return y
        if not isinstance(y, Bound):
            return self._positive(arb(y)).log()
        if len(y.terms) != 1:
            y = Bound(self, [(Series({}), self.series(y))])
        if not y.terms:
            raise NotCertifiedError("log 0")
        p, s = y.terms[0]
        (k, j), ratio = self._leading(s)
        result = p + Series({ONE: self._positive(ratio).log(), LOG: rational(k)})
        if j:
            # 0 ≤ log L ≤ √L for L ≥ 1
            result += Series({(ZERO, Fraction(1, 2)): arb(0).union(arb(1)) * rational(j)})
        return Bound(self, [(Series({}), result)])

    @staticmethod
    def _positive(ball: arb) -> arb:
        if not ball > 0:
            raise NotCertifiedError("the logarithm or power of a quantity whose sign is not known")
        return ball

    def log1p(self, y: Any) -> Any:
        return y if isinstance(y, Infinite) else self.log(1 + y)

    def log1p_square(self, z: Any) -> Any:
        return Infinite(1) if isinstance(z, Infinite) else self.log(1 + z * z)

    def sqrt(self, y: Any) -> Any:
        return self.power(y, Fraction(1, 2))

    def power(self, y: Any, exponent: Fraction) -> Any:
        if isinstance(y, Infinite):
            return y
        if not isinstance(y, Bound):
            if exponent.denominator > 1:
                return self._positive(arb(y)) ** arb(rational(exponent))
            return y ** int(exponent)
        if exponent.denominator == 1 and 0 <= exponent <= 4:
            result: Any = fmpq(1)
            for _ in range(int(exponent)):
                result = y * result
            return result
        if len(y.terms) != 1:
            y = Bound(self, [(Series({}), self.series(y))])
        if not y.terms:
            raise NotCertifiedError("a power of 0")
        p, s = y.terms[0]
        (k, j), ratio = self._leading(s)
        sign = -1 if exponent.denominator == 1 and exponent % 2 and ratio < 0 else 1
        if exponent.denominator == 1 and ratio < 0:
            ratio = -ratio
        c = self._positive(ratio) ** arb(rational(exponent)) * sign
        return Bound(self, [(p.scaled(rational(exponent)), Series({(k * exponent, j * exponent): c}))])

    def absolute(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return Infinite(1)
        if not isinstance(y, Bound):
            return abs(arb(y))
        if len(y.terms) == 1:
            _, ratio = self._leading(y.terms[0][1])
            if ratio >= 0:
                return y
            if ratio <= 0:
                return -y
        return self._at_most(y)

    def sign(self, y: Any) -> Any:
        if isinstance(y, Infinite):
            return arb(y.sign)
        if isinstance(y, Bound):
            ratio = self._leading(y.terms[0][1])[1] if len(y.terms) == 1 else arb(0, 1)
        else:
            ratio = arb(y)
        return arb(1) if ratio > 0 else arb(-1) if ratio < 0 else arb(0, 1)

    def _at_most(self, y: Bound) -> Bound:
        """[0, Σ e^P·|S|]."""
        return Bound(self, [(p, s.each(lambda c: arb(0).union(abs(c).upper()))) for p, s in y.terms])

    def log_absolute(self, y: Any) -> Any:
        if isinstance(y, Bound) and len(y.terms) == 1 and self._leading(y.terms[0][1])[1] < 0:
            return self.log(-y)
        return self.log(y) if isinstance(y, Bound) else self.log(abs(arb(y)))

    def _monotone(self, y: Any, function: Callable[[arb], arb], at_minus: arb, at_plus: arb) -> Any:
        """The range of a monotone function with finite limits, from the range of its argument."""
        if isinstance(y, Infinite):
            return at_plus if y.sign > 0 else at_minus
        if not isinstance(y, Bound):
            return function(arb(y))
        try:
            low, high = self.range(self.series(y))
        except NotCertifiedError:
            return self._hull(at_minus, at_plus)
        return self._hull(
            function(low) if low.is_finite() else at_minus, function(high) if high.is_finite() else at_plus
        )

    def sin(self, y: Any) -> Any:
        return self._hull(arb(-1), arb(1)) if isinstance(y, Bound) else arb(y).sin()

    def cos(self, y: Any) -> Any:
        return self._hull(arb(-1), arb(1)) if isinstance(y, Bound) else arb(y).cos()

    def tanh(self, y: Any) -> Any:
        return self._monotone(y, arb.tanh, arb(-1), arb(1))

    # Distribution functions: near their limits as 0 or the limit minus a decaying bound.

    def atan(self, y: Any) -> Any:
        half = arb.pi() / 2
        side = self._side(y)
        # π/2 - atan y = atan(1/y) ∈ [0, 1/y]
        return self._monotone(y, arb.atan, -half, half) if not side else side * (half - self._part(1 / (y * side)))

    def erfc(self, y: Any) -> Any:
        side = self._side(y)
        if not side:
            return self._monotone(y, arb.erfc, arb(2), arb(0))
        # erfc y ≤ e^(-y²) for y ≥ 0
        upper = self._part(self.exp(-(y * y)))
        return upper if side > 0 else 2 - upper

    def sigmoid(self, a: Any) -> Any:
        side = self._side(a)
        if not side:
            return self._monotone(a, _sigmoid, arb(0), arb(1))
        lower = self._part(self.exp(-(a * side)))
        return lower if side < 0 else 1 - lower

    def _side(self, y: Any) -> int:
        """The sign of an argument that is a function and keeps it, else 0."""
        if not isinstance(y, Bound):
            return 0
        try:
            low, high = self.range(self.series(y))
        except NotCertifiedError:
            return 0
        return 1 if low > 0 else -1 if high < 0 else 0

    def _part(self, y: Any) -> Any:
        """[0, y] for y ≥ 0."""
        return y * arb(0).union(arb(1))

    def softplus(self, a: Any) -> Any:
        return self.logaddexp(a, fmpq(0))

    def logaddexp(self, a: Any, b: Any) -> Any:
        for one, other in ((a, b), (b, a)):
            if isinstance(one, Infinite):
                return other if one.sign < 0 else one
        difference = self.lift(a - b)
        try:
            low, high = self.range(self.series(difference))
        except NotCertifiedError:
            low, high = arb.neg_inf(), arb.pos_inf()
        if high.is_finite():
            # a - b is at most `high`.
            return b + self._hull(low.exp().log1p() if low.is_finite() else arb(0), high.exp().log1p())
        if low.is_finite():
            return a + self._hull(arb(0), (-low).exp().log1p())
        # b + max(a - b, 0) + [0, log 2]
        return b + self._at_most(difference) + self._hull(arb(0), arb.const_log2())

    def logsumexp(self, terms: Sequence[Any]) -> Any:
        result = terms[0]
        for term in terms[1:]:
            result = self.logaddexp(result, term)
        return result

    def weighted(self, log_weight: Any, y: Any) -> Any:
        if isinstance(log_weight, Infinite):
            return fmpq(0) if log_weight.sign < 0 else log_weight
        if isinstance(y, Infinite):
            return y
        weight = self.exp(log_weight)
        return weight * y

    def entropy_gap(self, d: Any) -> Any:
        return arb.const_log2() if isinstance(d, Infinite) else self._hull(arb(0), arb.const_log2())

    def constant(self, definition: Callable[[Arithmetic], Any]) -> arb:
        return resolved(definition, flint.ctx.prec)

    def lgamma(self, number: Fraction) -> arb:
        return arb(rational(number)).lgamma()

    def gammainc(self, shape: Fraction, y: Any) -> Any:
        return 1 - self.gammaincc(shape, y)

    def gammaincc(self, shape: Fraction, y: Any) -> Any:
        k = rational(shape)
        try:
            low, high = self.range(self.series(y))
        except NotCertifiedError:
            if shape != 1:
                raise
            # e^-y, for a y that grows exponentially
            return self.exp(-y)
        if k == 1 and low >= -1 and high <= 1:
            # (1 - e^-y)/y falls from e - 1 to 1 - 1/e on [-1, 1]; the range of a y > 0 may reach below 0
            return 1 - y * (1 - arb(-1).exp()).union(arb(1).exp() - 1)
        if low > max(2 * k - 2, fmpq(0)):
            # Γ(k, y) ≤ y^(k-1) e^(-y)/(1 - max(k-1, 0)/y)
            tail = self.power(y, shape - 1) * self.exp(-y) * (-self.lgamma(shape)).exp()
            return self._part(tail if k <= 1 else tail / (1 - (k - 1) / low))
        if low >= 0 and high < 1:
            # P(k, y) ≤ y^k/Γ(k+1)
            return 1 - self._part(self.power(y, shape) * (-self.lgamma(shape + 1)).exp())
        return self._hull(arb(0), arb(1))

    def log_beta(self, a: Fraction, b: Fraction) -> arb:
        return self.lgamma(a) + self.lgamma(b) - self.lgamma(a + b)

    def betainc(self, a: Fraction, b: Fraction, y: Any, complement: Any) -> Bound:
        return self._hull(arb(0), arb(1))

    def student_tail(self, df: Fraction, z: Any) -> Any:
        side = self._side(z)
        if not side:
            return self._hull(arb(0), arb(1))
        # The density of T/√df is at most z^(-df-1)/B(1/2, df/2).
        constant = (-self.log_beta(Fraction(1, 2), df / 2)).exp() / rational(df)
        upper = self._part(self.power(z * side, -df) * constant)
        return upper if side > 0 else 1 - upper


def _sigmoid(a: arb) -> arb:
    return 1 / (1 + (-a).exp())


def _slowness(term: tuple[Series, Series]) -> tuple[Monomial, float]:
    """How slowly an exponential falls: the order of its exponent, least first, then the coefficient."""
    top = max(term[0].terms)
    return (-top[0], -top[1]), float(arb(term[0].terms[top]).mid())
