"""D* and its logit for Gaussian pairs: a line where the scales agree, a parabola where they differ."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from gantheory.distributions import Normal
from gantheory.figures.canvas import FAKE, REAL, axes, label
from gantheory.games import OptimalDiscriminator


def figure(ax: Axes | None = None) -> Axes:
    """Left scale: D*; right scale: its logit log p - log q."""
    ax = axes(ax)
    x = np.linspace(-4, 6, 500)
    data = Normal(0, 1)
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    for law, color in ((Normal(2, 1), REAL), (Normal(2, 2), FAKE)):
        discriminator = OptimalDiscriminator(data, law)
        ax.plot(x, discriminator(x), color=color)
        right.plot(x, discriminator.logit(x), color=color, linestyle=":")
    ax.set_xlabel("$x$")
    ax.set_ylabel("$D^*(x)$ (solid)")
    right.set_ylabel(r"logit $\log p_{data}(x) - \log p_g(x)$ (dotted)")
    right.set_ylim(-8, 8)
    ax.set_ylim(-0.05, 1.05)
    ax.set_title("The logit of D* is a line for equal scales, a parabola otherwise")
    label(ax, 2.6, 0.90, r"$N(0,1)$ against $N(2,1)$", REAL, ha="left")
    label(ax, 2.6, 0.82, r"$N(0,1)$ against $N(2,2^2)$", FAKE, ha="left")
    return ax
