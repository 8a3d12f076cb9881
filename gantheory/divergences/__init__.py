"""Divergences: functionals for equations, and functions that compute them."""

from gantheory.divergences.cdf_distances import WASSERSTEIN_1
from gantheory.divergences.chi_squared import NEYMAN, PEARSON, TRIANGULAR
from gantheory.divergences.functional import Functional, Integral, expectation, integral
from gantheory.divergences.hellinger import SQUARED_HELLINGER
from gantheory.divergences.jensen_shannon import JENSEN_SHANNON
from gantheory.divergences.kullback_leibler import JEFFREYS, KL, REVERSE_KL
from gantheory.divergences.total_variation import TOTAL_VARIATION

#: The functionals, for equations.
kl, reverse_kl, jeffreys = KL.functional, REVERSE_KL.functional, JEFFREYS.functional
js, tv, squared_hellinger = JENSEN_SHANNON.functional, TOTAL_VARIATION.functional, SQUARED_HELLINGER.functional
pearson_chi2, neyman_chi2 = PEARSON.functional, NEYMAN.functional
triangular_discrimination, w1 = TRIANGULAR.functional, WASSERSTEIN_1.functional

__all__ = [
    "Functional",
    "Integral",
    "expectation",
    "integral",
    "jeffreys",
    "js",
    "kl",
    "neyman_chi2",
    "pearson_chi2",
    "reverse_kl",
    "squared_hellinger",
    "triangular_discrimination",
    "tv",
    "w1",
]
