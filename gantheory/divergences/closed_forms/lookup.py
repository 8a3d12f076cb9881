"""Which closed form there is for a quantity and two laws."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final, cast

import numpy as np
from flint import acb, fmpq
from numpy.typing import ArrayLike

from gantheory.arithmetic.ball import Ball, Infinite
from gantheory.arithmetic.exact import ExactLike, exact
from gantheory.arithmetic.floating import Floats, quiet
from gantheory.arithmetic.interface import Value
from gantheory.arithmetic.parameters import ParameterArithmetic
from gantheory.arithmetic.reals import REALS, rational
from gantheory.arithmetic.tracked import ARRAYS, Tracked
from gantheory.distributions.beta import Beta
from gantheory.distributions.cauchy import Cauchy
from gantheory.distributions.exponential import Exponential
from gantheory.distributions.gamma import Gamma
from gantheory.distributions.gumbel import Gumbel
from gantheory.distributions.half_normal import HalfNormal
from gantheory.distributions.laplace import Laplace
from gantheory.distributions.law import Law
from gantheory.distributions.log_normal import LogNormal
from gantheory.distributions.logistic import Logistic
from gantheory.distributions.normal import Normal
from gantheory.distributions.pareto import Pareto
from gantheory.distributions.student_t import StudentT
from gantheory.distributions.triangular import Triangular
from gantheory.distributions.uniform import Uniform
from gantheory.distributions.weibull import Weibull
from gantheory.divergences.closed_forms import (
    beta,
    cauchy,
    exponential,
    gamma,
    gumbel,
    half_normal,
    laplace,
    log_normal,
    logistic,
    normal,
    pareto,
    student_t,
    triangular,
    uniform,
    weibull,
)
from gantheory.divergences.closed_forms.formula import Formula
from gantheory.divergences.closed_forms.operations import Parameters

#: The quantities that have closed forms.
QUANTITIES: Final = (
    "kl", "log_affinity", "tv", "w1", "w2", "w_inf", "kolmogorov", "cramer", "entropy", "cross_entropy",
)  # fmt: skip

#: What is made of a form's value, in any arithmetic of parameters.
Transform = Callable[[ParameterArithmetic, Value], Value]
#: Reads a law's parameters as those of another family.
View = Callable[[Parameters], Parameters]


def _itself(law: Parameters) -> Parameters:
    return law


def _of_shape_one(law: Parameters) -> Parameters:
    return SimpleNamespace(shape=fmpq(1), scale=law.scale)


def _centered(law: Parameters) -> Parameters:
    return SimpleNamespace(loc=fmpq(0), scale=law.scale)


def _of_logarithm(law: Parameters) -> Parameters:
    return SimpleNamespace(loc=law.mu, scale=law.sigma)


#: For each type of law the families it belongs to, the most particular first.
_FAMILIES: Final[Mapping[type[Law], tuple[tuple[Mapping[str, Formula], View], ...]]] = {
    Beta: ((beta.FORMS, _itself),),
    Cauchy: ((cauchy.FORMS, _itself),),
    Gamma: ((gamma.FORMS, _itself),),
    Gumbel: ((gumbel.FORMS, _itself),),
    Laplace: ((laplace.FORMS, _itself),),
    Logistic: ((logistic.FORMS, _itself),),
    Normal: ((normal.FORMS, _itself),),
    Pareto: ((pareto.FORMS, _itself),),
    StudentT: ((student_t.FORMS, _itself),),
    Triangular: ((triangular.FORMS, _itself),),
    Uniform: ((uniform.FORMS, _itself),),
    Weibull: ((weibull.FORMS, _itself),),
    Exponential: ((exponential.FORMS, _itself), (gamma.FORMS, _of_shape_one), (weibull.FORMS, _of_shape_one)),
    HalfNormal: ((half_normal.FORMS, _centered),),
    LogNormal: ((log_normal.FORMS, _of_logarithm),),
}


@dataclass(frozen=True)
class _Entry:
    """A formula and how it reads each law."""

    formula: Formula
    views: tuple[View, ...]
    fields: tuple[tuple[str, ...], ...]


def _zero(A: ParameterArithmetic, p: Parameters, q: Parameters, *order: fmpq) -> Value:
    return A.const(0)


#: Every distance, and the logarithm of every affinity, of a law to itself.
_EQUAL_LAWS: Final = _Entry(Formula(_zero), (_itself, _itself), ((), ()))


@functools.cache
def _entry(quantity: str, kind_p: type[Law], kind_q: type[Law] | None) -> _Entry | None:
    if quantity == "cross_entropy" and kind_q is not None:
        own, relative = _entry("entropy", kind_p, None), _entry("kl", kind_p, kind_q)
        return None if own is None or relative is None else _sum_of(own, relative)
    for forms, view_p in _FAMILIES.get(kind_p, ()):
        if quantity not in forms:
            continue
        if kind_q is None:
            return _Entry(forms[quantity], (view_p,), (_fields(kind_p),))
        for others, view_q in _FAMILIES.get(kind_q, ()):
            if others is forms:
                return _Entry(forms[quantity], (view_p, view_q), (_fields(kind_p), _fields(kind_q)))
    return None


def _sum_of(own: _Entry, relative: _Entry) -> _Entry:
    """-∫p log q = h(p) + KL(p‖q)."""

    def value(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Value:
        first, second = relative.views
        return own.formula.value(A, own.views[0](p)) + relative.formula.value(A, first(p), second(q))

    condition = relative.formula.applies

    def applies(A: ParameterArithmetic, p: Parameters, q: Parameters) -> Any:
        first, second = relative.views
        return condition is not None and condition(A, first(p), second(q))

    return _Entry(Formula(value, None if condition is None else applies), (_itself, _itself), relative.fields)


def _fields(kind: type[Law]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cast(Any, kind)))


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """A formula with its laws: call it with an arithmetic for the value there.

    In real balls (:data:`~gantheory.arithmetic.reals.REALS`) or in complex ones, at the precision of the block.
    """

    quantity: str
    entry: _Entry
    parameters: tuple[Parameters, ...]
    rest: tuple[fmpq, ...]

    def __call__(self, A: ParameterArithmetic | Ball) -> Value:
        if isinstance(A, Ball):
            value = self(REALS)
            return value if isinstance(value, Infinite) else acb(value)
        return self.entry.formula.value(A, *self.parameters, *self.rest)


def _exact(law: Law, names: tuple[str, ...]) -> Parameters:
    return SimpleNamespace(**{name: rational(getattr(law, name)) for name in names})


def closed_form(quantity: str, p: Law, q: Law | None = None, *, order: ExactLike | None = None) -> ClosedForm | None:
    r"""The closed form of `quantity` for the laws `p` and `q`, or None where there is none.

    Parameters
    ----------
    quantity : str
        "kl"; "log_affinity" :math:`\log\int p^a q^{1-a}` over the common support, with ``order=a``; "tv"; "w1", "w2"
        (the distance, not its square), "w_inf"; "kolmogorov"; "cramer" :math:`\int (F-G)^2`; "entropy" (of `p`
        alone); "cross_entropy".
    p, q : Law
    order : number, optional
        a, any real number; for the affinity only.

    Examples
    --------
    >>> from gantheory.arithmetic.reals import REALS
    >>> from gantheory.distributions import Normal
    >>> closed_form("kl", Normal(0, 1), Normal(1, 1))(REALS)
    0.500000000000000
    """
    entry = _entry(quantity, type(p), None if q is None else type(q))
    if entry is None:
        return None
    laws = (p,) if q is None else (p, q)
    parameters = tuple([view(_exact(law, names)) for law, view, names in zip(laws, entry.views, entry.fields)])
    rest = () if order is None else (rational(exact(order, "order")),)
    if q is not None and quantity != "cross_entropy" and parameters[0] == parameters[1]:
        # differences of transcendental functions that are 0 never tell it
        return ClosedForm(quantity, _EQUAL_LAWS, parameters, rest)
    applies = entry.formula.applies
    if applies is not None and not applies(REALS, *parameters, *rest):
        return None
    return ClosedForm(quantity, entry, parameters, rest)


def closed_form_arrays(
    quantity: str,
    kind_p: type[Law],
    kind_q: type[Law] | None,
    p_params: Mapping[str, ArrayLike],
    q_params: Mapping[str, ArrayLike] | None = None,
    order: ExactLike | None = None,
    transform: Transform | None = None,
) -> tuple[Floats, Floats] | None:
    """The closed form for arrays of parameters: values and bounds of their errors, or None where there is none.

    Where the formula does not hold for an entry the value is NaN and the error ∞; where the value is exactly
    infinite the error is 0. The parameters are taken for valid.

    Parameters
    ----------
    quantity : str
        As in :func:`closed_form`.
    kind_p, kind_q : type
        The laws' types.
    p_params, q_params : mapping
        Float arrays that broadcast, by the names of the types' parameters, all of them.
    order : number, optional
        As in :func:`closed_form`.
    transform : callable, optional
        ``transform(A, value)`` is returned in place of the value.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> value, error = closed_form_arrays("kl", Normal, Normal, {"loc": [0, 1], "scale": 1}, {"loc": 0, "scale": 1})
    >>> value
    array([0. , 0.5])
    """
    entry = _entry(quantity, kind_p, kind_q)
    if entry is None:
        return None
    given = [p_params] if kind_q is None or q_params is None else [p_params, q_params]
    parameters = [
        view(SimpleNamespace(**{name: Tracked(np.asarray(values[name], dtype=float)) for name in names}))
        for view, names, values in zip(entry.views, entry.fields, given)
    ]
    rest = () if order is None else (rational(exact(order, "order")),)
    shape = np.broadcast_shapes(*(np.shape(value) for values in given for value in values.values()))
    with quiet():
        result = entry.formula.value(ARRAYS, *parameters, *rest)
        if transform is not None:
            result = transform(ARRAYS, result)
        value, error = (np.array(np.broadcast_to(part, shape)) for part in (result.value, result.error))
        # a NaN bounds nothing
        lost = np.isnan(value) | np.isnan(error)
        if entry.formula.applies is not None:
            lost |= ~np.broadcast_to(entry.formula.applies(ARRAYS, *parameters, *rest), shape)
    value[lost], error[lost] = np.nan, np.inf
    return value, error
