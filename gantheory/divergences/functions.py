"""Divergences as functions of two laws: what a user imports."""

from __future__ import annotations

from typing import Any

from gantheory.distributions.law import Law
from gantheory.divergences.family import FAMILY
from gantheory.errors import InvalidParameterError, NotCertifiedError, NotConvergedError, UnknownNameError
from gantheory.estimate import Estimate
from gantheory.integration.integrand import Integrand

#: Digits that ``digits=`` may ask for.
MAX_DIGITS = 1000
#: The methods of a single number.
METHODS = ("auto", "quadrature", "enclosure")


def divergence(
    name: str,
    p: Law,
    q: Law,
    /,
    *,
    method: str = "auto",
    digits: int | None = None,
    rtol: float | None = None,
    throw: bool = True,
) -> Estimate:
    """The divergence called `name` of the laws `p` (data) and `q` (generated), in nats where it has a unit.

    Parameters
    ----------
    name : str
        ``kl``, ``reverse_kl``, ``js``, ``tv``, ``squared_hellinger``, ``pearson_chi2`` or ``w1``.
    p, q : Law
    method : str
        "quadrature" (float64 with an error estimate), "enclosure" (certified), or "auto": an enclosure if
        `digits` is given, else quadrature.
    digits : int, optional
        Significant digits to certify.
    rtol : float, optional
        Relative tolerance of quadrature.
    throw : bool
        Raise where there is no answer; otherwise return the estimate with its status.

    Raises
    ------
    NotConvergedError, NotCertifiedError
        If there is no answer and `throw` is true.
    InvalidParameterError, UnknownNameError
        For unusable arguments.

    Examples
    --------
    >>> from gantheory.distributions import Cauchy, Normal
    >>> divergence("js", Normal(0, 1), Normal(3, 0.5), digits=30).text
    '0.630867987220538797...'
    """
    if name not in FAMILY:
        raise UnknownNameError(f"no divergence {name!r}; choose from {', '.join(FAMILY)}")
    for role, law in (("p", p), ("q", q)):
        if not isinstance(law, Law):
            raise InvalidParameterError(f"{role} must be a law such as Normal(0, 1), got {law!r}")
    if method not in METHODS:
        raise InvalidParameterError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    if digits is not None and not (type(digits) is int and 1 <= digits <= MAX_DIGITS):
        raise InvalidParameterError(f"digits must be an integer from 1 to {MAX_DIGITS}, got {digits!r}")
    if rtol is not None and not 0 < rtol < 1:
        raise InvalidParameterError(f"rtol must lie between 0 and 1, got {rtol!r}")
    if p == q:
        return Estimate(0.0, 0.0, "exact", "equal laws")
    code = FAMILY[name].terms[0][1].code
    assert code is not None
    if method == "enclosure" or (method == "auto" and digits is not None):
        return _enclosed(code, {"p": p, "q": q}, digits or 15, throw)
    from gantheory.integration.quadrature import integrate

    options: dict[str, Any] = {} if rtol is None else {"rtol": rtol}
    estimate = integrate(code, {"p": p, "q": q}, **options)
    if estimate.status == "undecided" and throw:
        raise NotConvergedError(f"{name}({p!r}, {q!r}): {estimate.reason}; pass throw=False for the partial result")
    return estimate


def _enclosed(code: Integrand, laws: dict[str, Law], digits: int, throw: bool) -> Estimate:
    from gantheory.integration.enclosure import certified_estimate

    try:
        return certified_estimate(code, laws, digits=digits)
    except NotCertifiedError as error:
        if throw:
            raise
        return Estimate(float("nan"), float("inf"), "undecided", "enclosure", str(error))


def kl_divergence(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Kullback–Leibler divergence :math:`\int p \log(p/q)\,dx \in [0, \infty]`, in nats.

    Options as in :func:`divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> kl_divergence(Normal(0, 1), Normal(1, 1)).value
    0.5
    """
    return divergence("kl", p, q, **options)


def reverse_kl_divergence(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Reverse Kullback–Leibler divergence :math:`\int q \log(q/p)\,dx \in [0, \infty]`, in nats."""
    return divergence("reverse_kl", p, q, **options)


def js_divergence(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Jensen–Shannon divergence :math:`\tfrac12 KL(p\|m) + \tfrac12 KL(q\|m)`, :math:`m = (p+q)/2`, in nats.

    Lies in [0, log 2]. SciPy's ``jensenshannon`` is the square root of a discrete one. Options as in
    :func:`divergence`.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> js_divergence(Normal(0, 1), Normal(3, 0.5)).value
    0.6308679872205388
    """
    return divergence("js", p, q, **options)


def total_variation(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Total variation :math:`\tfrac12 \int |p - q|\,dx \in [0, 1]`. Options as in :func:`divergence`."""
    return divergence("tv", p, q, **options)


def squared_hellinger(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Squared Hellinger distance :math:`1 - \int \sqrt{p q}\,dx \in [0, 1]`; others use twice this value.

    Options as in :func:`divergence`.
    """
    return divergence("squared_hellinger", p, q, **options)


def pearson_chi2(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Pearson's :math:`\chi^2(p\|q) = \int (p-q)^2/q\,dx \in [0, \infty]`. Options as in :func:`divergence`."""
    return divergence("pearson_chi2", p, q, **options)


def wasserstein_distance(p: Law, q: Law, /, **options: Any) -> Estimate:
    r"""Wasserstein distance of order 1, :math:`\int |F_p - F_q|\,dx`, in the unit of x.

    Options as in :func:`divergence`.
    """
    return divergence("w1", p, q, **options)
