"""Laws of torch.distributions: what is known is translated exactly, what is not becomes a black box in float64."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np

from gantheory.adapters.callables import from_callable
from gantheory.distributions.beta import Beta
from gantheory.distributions.cauchy import Cauchy
from gantheory.distributions.exponential import Exponential
from gantheory.distributions.gamma import Gamma
from gantheory.distributions.gumbel import Gumbel
from gantheory.distributions.half_normal import HalfNormal
from gantheory.distributions.laplace import Laplace
from gantheory.distributions.law import Law
from gantheory.distributions.log_normal import LogNormal
from gantheory.distributions.mixture import Mixture
from gantheory.distributions.normal import Normal
from gantheory.distributions.pareto import Pareto
from gantheory.distributions.student_t import StudentT
from gantheory.distributions.uniform import Uniform
from gantheory.distributions.weibull import Weibull
from gantheory.errors import DimensionError, InvalidParameterError

#: torch's class → our law, and torch's names of its parameters in our order. Rates are inverted exactly.
KNOWN: Final[Mapping[str, tuple[Callable[..., Law], tuple[str, ...]]]] = {
    "Normal": (Normal, ("loc", "scale")),
    "Laplace": (Laplace, ("loc", "scale")),
    "Cauchy": (Cauchy, ("loc", "scale")),
    "Gumbel": (Gumbel, ("loc", "scale")),
    "StudentT": (StudentT, ("df", "loc", "scale")),
    "Uniform": (Uniform, ("low", "high")),
    "Exponential": (Exponential, ("1/rate",)),
    "Gamma": (Gamma, ("concentration", "1/rate")),
    "Chi2": (Gamma, ("concentration", "1/rate")),
    "Beta": (Beta, ("concentration1", "concentration0")),
    "LogNormal": (LogNormal, ("loc", "scale")),
    "HalfNormal": (HalfNormal, ("scale",)),
    "Weibull": (Weibull, ("concentration", "scale")),
    "Pareto": (Pareto, ("alpha", "scale")),
}


def from_torch(thing: Any, *, normalize: bool = False, tails: str = "unknown") -> Law:
    """The law of a scalar ``torch.distributions`` object. Its float32 parameters mean their binary values.

    Raises
    ------
    DimensionError
        If it is a batch, or a law of vectors.
    InvalidParameterError
        If it is no law with a density on the line.
    """
    import torch

    if not isinstance(thing, torch.distributions.Distribution):
        raise InvalidParameterError(
            f"nothing is known of a {type(thing).__name__} as a law; tensors of samples are handed in as tensor.numpy()"
        )
    kind = type(thing).__name__
    if tuple(thing.batch_shape) or tuple(thing.event_shape):
        raise DimensionError(
            f"{kind} has shape {tuple(thing.batch_shape) + tuple(thing.event_shape)}; hand in one law on the line, "
            "or pass arrays of parameters to a law of gantheory"
        )
    if kind in KNOWN and type(thing).__module__.startswith("torch."):
        law, names = KNOWN[kind]
        return law(*(_number(thing, name) for name in names))
    if kind == "MixtureSameFamily":
        return _mixture(thing)
    if getattr(thing.support, "is_discrete", False):
        raise InvalidParameterError(f"{kind} is discrete; write Atoms(points, weights) of its masses")

    def logpdf(x: Any) -> np.ndarray:
        with torch.no_grad():
            return np.asarray(thing.log_prob(torch.as_tensor(x, dtype=torch.float64)), dtype=float)

    low = float(getattr(thing.support, "lower_bound", -math.inf))
    high = float(getattr(thing.support, "upper_bound", math.inf))
    return from_callable(
        logpdf=logpdf, support=(low, high), normalize=normalize, tails=tails, title=f"torch.distributions.{kind}"
    )


def _mixture(thing: Any) -> Mixture:
    parts, weights = thing.component_distribution, thing.mixture_distribution.probs.double()
    kind = type(parts).__name__
    if kind not in KNOWN:
        raise InvalidParameterError(f"a mixture of {kind} is not known; write Mixture(weights, laws) of gantheory")
    law, names = KNOWN[kind]
    laws = [law(*(_number(parts, name, i) for name in names)) for i in range(weights.numel())]
    return Mixture((weights / weights.sum()).tolist(), laws)


def _number(thing: Any, name: str, index: int | None = None) -> Any:
    value = getattr(thing, name.removeprefix("1/"))
    number = Fraction(float(value if index is None else value[index]))
    return 1 / number if name.startswith("1/") else number
