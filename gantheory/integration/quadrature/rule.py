"""The rule: 20 Gauss–Legendre nodes on a panel, with the decay of the Legendre coefficients as error estimate.

Gauss's rule with n nodes integrates degree 2n-1 exactly, so its error is of the size of the coefficient
c₂ₙ, which is not seen. What is seen is how c₀ … c₁₉ decay. Where they decay geometrically the error is about
c₁₉²/max|c|; where they do not (a kink, a singularity, a panel too wide), it is about c₁₉ itself.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.polynomial import legendre

from gantheory.arithmetic.floating import Floats

#: Nodes per panel.
ORDER: Final = 20


def _gauss_legendre(order: int) -> tuple[Floats, Floats]:
    """Nodes and weights, polished in extended precision: NumPy's weights are off by some units in the last place."""
    x = legendre.leggauss(order)[0].astype(np.longdouble)
    top = np.eye(order + 1, dtype=np.longdouble)[order]
    slope = legendre.legder(top)
    for _ in range(3):
        x = x - legendre.legval(x, top) / legendre.legval(x, slope)
    weights = 2 / ((1 - x * x) * legendre.legval(x, slope) ** 2)
    return x.astype(float), weights.astype(float)


NODES, WEIGHTS = _gauss_legendre(ORDER)

#: values @ COEFFICIENTS = Legendre coefficients of the interpolant.
COEFFICIENTS: Final = WEIGHTS[:, None] * legendre.legvander(NODES, ORDER - 1) * (np.arange(ORDER) + 0.5)[None, :]

#: Decay counts as geometric if the last coefficients are not above this multiple of the square of the middle
#: ones (relative to the largest); 1 is exact for c_k = ρ^{-k}. With these bands the true error stays below a
#: quarter of the estimate for kinks and jumps anywhere, for poles near the panel, and for Gaussians of any width.
GEOMETRIC: Final = 1.0
MIDDLE, LAST = slice(7, 11), slice(16, 20)

#: Stands for a largest coefficient of 0 in a quotient whose numerator is then 0 too.
TINY: Final = np.finfo(float).tiny


def panel_error(values: Floats) -> Floats:
    """Estimated error of ∫₋₁¹ by the rule, per row of `values` (shape (panels, ORDER))."""
    coefficients = np.abs(values @ COEFFICIENTS)
    largest = coefficients.max(axis=1)
    # shares of the largest: its square may have no float
    scale = np.maximum(largest, TINY)
    middle = coefficients[:, MIDDLE].max(axis=1) / scale
    last = coefficients[:, LAST].max(axis=1) / scale
    geometric = last <= GEOMETRIC * middle * middle
    return 2 * scale * np.where(geometric, last * last, last)
