"""Any f-divergence :math:`\\int q\\,f(p/q)\\,dx`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np

from gantheory.arithmetic.interface import Arithmetic, Value
from gantheory.divergences.compute import compute
from gantheory.divergences.divergence import IntegralDivergence
from gantheory.divergences.functional import PAIR, named
from gantheory.divergences.request import Options
from gantheory.errors import BlackBoxError, GantheoryError, InvalidParameterError, NotCertifiedError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand, Site

if TYPE_CHECKING:
    import sympy

    from gantheory.divergences.f_generator import FGenerator

#: What a callable takes and gives: arrays of ratios p/q.
Callback = Callable[[Any], Any]

#: The logarithm of the largest ratio that a callable is asked for, so that its square has a float; it stands for the
#: ratios beyond.
_LARGEST: Final = 300.0
#: Slack of a bound that is rounded to a fraction.
_SLACK: Final = Fraction(1001, 1000)


def of_generator(f: str | sympy.Expr) -> IntegralDivergence:
    """The divergence of a generator given as an expression in t = p/q."""
    from gantheory.divergences.f_generator import f_generator

    return _of_checked(f_generator(f))


@functools.lru_cache(maxsize=256)
def _of_checked(f: FGenerator) -> IntegralDivergence:
    name = f"f({f.expression})"
    bound = Fraction(float(max(f.at_zero, f.slope))) * _SLACK if f.bounded else None
    kinks = tuple(_of_ratio(kink) for kink in f.code.kinks)
    high = str(f.at_zero + f.slope)
    return IntegralDivergence(
        name=name,
        title="f-divergence",
        formula=r"\int q\,f(p/q)\,dx",
        range=("0", high),
        generator=str(f.expression),
        functional=named(name, Integrand(_integrand(f), PAIR, bound=bound, kinks=kinks)),
    )


def _of_ratio(code: Any) -> Callable[[Arithmetic, Site], Value]:
    return lambda A, at: code(A, {"t": at.log_ratio("p", "q")})


def _integrand(f: FGenerator) -> Callable[[Arithmetic, Site], Value]:
    def of_log(A: Arithmetic, log_t: Value) -> Value:
        return f.code(A, {"t": log_t})

    def conjugate_of_log(A: Arithmetic, log_t: Value) -> Value:
        return f.conjugate(A, {"t": log_t})

    def evaluate(A: Arithmetic, at: Site) -> Value:
        p, q = at.log_density("p"), at.log_density("q")
        if A.absent(p):
            return A.weighted(q, _number(A, f.at_zero))
        if A.absent(q):
            return A.weighted(p, _number(A, f.slope))
        return A.perspective(of_log, conjugate_of_log, p, q, at.log_ratio("p", "q"))

    return evaluate


def _number(A: Arithmetic, number: sympy.Expr) -> Value:
    from gantheory.arithmetic.walk import compile_expression

    return compile_expression(number)(A, {}) if number.is_finite else -A.minus_infinity


def of_callable(f: Callback) -> IntegralDivergence:
    """The divergence of a generator given as a function of arrays: floats only, its tails unknown."""

    def value(t: Any) -> Any:
        try:
            answer = np.asarray(f(t))
        except GantheoryError:
            raise
        except Exception as error:
            raise BlackBoxError(f"f raises {type(error).__name__} at {np.shape(t)} ratios: {error}; mend it") from error
        if answer.dtype.kind not in "buif":
            raise BlackBoxError(f"f must give real numbers, got an array of {answer.dtype}; return floats")
        result = answer.astype(float)
        if result.shape != np.shape(t):
            raise InvalidParameterError(f"f must give one number a ratio: {np.shape(t)} in, {result.shape} out")
        if np.isnan(result).any():
            raise InvalidParameterError("f gives NaN at a ratio p/q in [0, e^300]; define it at 0 too, as the limit")
        return result

    def evaluate(A: Arithmetic, at: Site) -> Value:
        if not isinstance(A.exp(A.const(0)), float):
            raise NotCertifiedError("f is a callable: it is known in floats only, and its tails not at all")
        p, q = at.log_density("p"), at.log_density("q")
        if A.absent(p):
            return A.weighted(q, value(np.zeros(1)))
        d = np.full(1, _LARGEST) if A.absent(q) else np.minimum(at.log_ratio("p", "q"), _LARGEST)
        # where both densities have underflowed their ratio is not known, and does not count
        return np.where(np.isnan(d), 0.0, A.weighted(p - d, value(np.exp(np.where(np.isnan(d), 0.0, d)))))

    at_one = float(value(np.array(1.0)))
    if at_one != 0:
        raise InvalidParameterError(f"f(1) must be 0, got {at_one}; subtract it")
    return IntegralDivergence(
        name="f(callable)",
        title="f-divergence",
        formula=r"\int q\,f(p/q)\,dx",
        range=("0", "oo"),
        functional=named("f(callable)", Integrand(evaluate, PAIR)),
    )


def f_divergence(p: Any, q: Any, /, f: str | sympy.Expr | Callback, **options: Unpack[Options]) -> Estimate:
    r"""The f-divergence :math:`\int q\,f(p/q)\,dx`, for a convex f with f(1) = 0.

    Where q has no mass it counts p·lim f(t)/t, where p has none q·f(0).

    Parameters
    ----------
    p, q : Law
    f : str, sympy.Expr or callable
        A formula in t = p/q such as ``"t*log(t)"``, which is checked: f(1) = 0, and convex (shown in ball arithmetic
        for t from e^-64 to e^64). Or a function of float arrays, of which nothing is known at ∞: where the laws'
        tails matter the result is "undecided", with the value as far as it was seen.
    **options
        As in :func:`gantheory.divergence`.

    Raises
    ------
    InvalidParameterError
        If f is not convex, f(1) is not 0, or a callable does not give one number a ratio.
    FormulaError
        If the formula cannot be read.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> print(f_divergence(Normal(0, 1), Normal(1, 1), "t*log(t)").value)
    0.5
    """
    divergence = of_callable(f) if callable(f) and not hasattr(f, "free_symbols") else of_generator(f)
    return compute(divergence, p, q, **options)
