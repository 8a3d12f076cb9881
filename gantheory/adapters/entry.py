"""``as_law``: anything that a person has, as a law."""

from __future__ import annotations

from typing import Any

import numpy as np

from gantheory.adapters.callables import TAILS, from_callable
from gantheory.adapters.samples import empirical, is_samples
from gantheory.distributions.law import Law
from gantheory.errors import DimensionError, InvalidParameterError


def as_law(thing: Any, *, support: Any = None, normalize: bool = False, tails: str = "unknown") -> Law:
    """The law that `thing` stands for.

    ============================================  ===============================================================
    thing                                         becomes
    ============================================  ===============================================================
    a law of gantheory                            itself
    a law of scipy.stats, old or new              our law where there is an exact one, else an audited black box;
                                                  Atoms if it is discrete and finite
    scipy.stats.gaussian_kde                      the mixture of its kernels, with known tails
    a law of torch.distributions                  our law, or a black box
    (counts, edges) of numpy.histogram            a piecewise constant density
    a function, with `support`                    a black box with this density
    an array of numbers                           the sample's :class:`~gantheory.adapters.EmpiricalLaw`
    ============================================  ===============================================================

    Parameters
    ----------
    thing : object
    support : tuple, optional
        Ends of the support, for a function.
    normalize : bool
        Whether a density that does not integrate to 1 is divided by its mass; otherwise it is an error.
    tails : str
        "unknown", or "as seen": the caller vouches for what no look at a black box can show.

    Raises
    ------
    InvalidParameterError
        If nothing is known of such a thing.
    DimensionError
        If it is not one-dimensional.
    NotNormalizedError, BlackBoxError
        As in :func:`gantheory.adapters.from_callable`.

    Examples
    --------
    >>> import scipy.stats
    >>> as_law(scipy.stats.norm(1, 2))
    Normal(1, 2)
    """
    if isinstance(thing, Law):
        return thing
    if tails not in TAILS:
        raise InvalidParameterError(f"tails must be {' or '.join(map(repr, TAILS))}, got {tails!r}")
    if is_samples(thing):
        return empirical(thing)
    origin = _origins(type(thing))
    if "torch" in origin:
        from gantheory.adapters.torch_laws import from_torch

        return from_torch(thing, normalize=normalize, tails=tails)
    law = _of_scipy(thing, normalize, tails) if "scipy" in origin else None
    if law is not None:
        return law
    if isinstance(thing, tuple) and len(thing) == 2:
        return _of_pair(thing, normalize)
    if callable(thing):
        if support is None:
            raise InvalidParameterError(
                "a function needs its support: pass support=(a, b), with ±inf where it has no end"
            )
        return from_callable(thing, support=support, normalize=normalize, tails=tails)
    if isinstance(thing, np.ndarray):
        raise InvalidParameterError(
            f"an array of {thing.dtype} is no sample; samples are real numbers, such as x.astype(float) or x.real"
        )
    raise InvalidParameterError(
        f"nothing is known of a {type(thing).__name__} as a law; hand in a law such as Normal(0, 1), a law of "
        "scipy.stats, a function with its support, or an array of samples"
    )


def _origins(kind: type) -> set[str]:
    return {base.__module__.split(".")[0] for base in kind.__mro__}


def _of_scipy(thing: Any, normalize: bool, tails: str) -> Law | None:
    from scipy import stats

    from gantheory.adapters import scipy_laws

    if isinstance(thing, stats.gaussian_kde):
        return scipy_laws.from_kde(thing)
    if isinstance(thing, stats.rv_continuous | stats.rv_discrete):
        try:
            thing = thing()
        except TypeError:
            raise InvalidParameterError(
                f"scipy.stats.{thing.name} has parameters; write scipy.stats.{thing.name}(...)"
            ) from None
    if hasattr(thing, "dist") and hasattr(thing, "args"):
        return scipy_laws.from_frozen(thing, normalize=normalize, tails=tails)
    if any(base.__name__ == "DiscreteDistribution" for base in type(thing).__mro__):
        raise InvalidParameterError(f"{thing!r} is discrete; write Atoms(points, weights) of its masses")
    if hasattr(thing, "icdf") and hasattr(thing, "logpdf"):
        return scipy_laws.from_new(thing, normalize=normalize, tails=tails)
    if hasattr(thing, "dim") or hasattr(thing, "rvs"):
        raise DimensionError(
            f"{type(thing).__name__} is a law of more than one dimension; only laws on the line are known"
        )
    return None


def _of_pair(thing: Any, normalize: bool) -> Law:
    first, second = (np.asarray(part) for part in thing)
    if first.ndim == 1 and second.ndim == 1 and second.size == first.size + 1:
        from gantheory.adapters.tables import from_histogram

        return from_histogram(first, second)
    raise InvalidParameterError(
        "a pair of arrays is (counts, edges) of numpy.histogram, with one edge more than counts; "
        "for a table write from_table(x, pdf, interpolation='linear')"
    )
