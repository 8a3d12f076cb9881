"""Functionals of laws: divergences and their algebra."""

from gantheory.divergences.family import (
    FAMILY,
    js,
    kl,
    pearson_chi2,
    reverse_kl,
    squared_hellinger,
    tv,
    w1,
)
from gantheory.divergences.functional import Functional, Integral, expectation, integral

__all__ = [
    "FAMILY",
    "Functional",
    "Integral",
    "expectation",
    "integral",
    "js",
    "kl",
    "pearson_chi2",
    "reverse_kl",
    "squared_hellinger",
    "tv",
    "w1",
]
