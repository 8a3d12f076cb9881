"""Four stages of training: p_data, p_g, D* and the map z → x, after Goodfellow et al. 2014, Figure 1."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from gantheory.distributions import Normal
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, REAL, axes
from gantheory.games import OptimalDiscriminator

#: Location and scale of the generated law at each stage; the data are N(0, 1).
STAGES = (("3", "1/2"), ("3/2", "7/10"), ("1/2", "9/10"), ("0", "1"))
TITLES = ("(a) far apart", "(b) closer", "(c) nearly there", r"(d) $p_g = p_{data}$, $D^*=\frac{1}{2}$")
#: Width of one panel, and of the gap to the next, in units of x.
PANEL, GAP = 9.0, 1.4


def figure(ax: Axes | None = None) -> Axes:
    """Four panels side by side on one Axes; below each, latent z and where the generator sends it."""
    ax = axes(ax)
    data = Normal(0, 1)
    x = np.linspace(-3.8, 5.2, 400)
    for k, ((loc, scale), title) in enumerate(zip(STAGES, TITLES)):
        shift = k * (PANEL + GAP)
        generated = Normal(loc, scale)
        ax.plot(x + shift, data.pdf(x), color=REAL, linestyle=(0, (1.2, 1.2)), label=r"$p_{data}$" if k == 0 else None)
        ax.plot(x + shift, generated.pdf(x), color=FAKE, label="$p_g$" if k == 0 else None)
        discriminator = OptimalDiscriminator(data, generated)
        ax.plot(x + shift, discriminator(x), color=DISCRIMINATOR, linestyle="--", label="$D^*$" if k == 0 else None)
        ax.text(shift + 0.7, 1.16, title, ha="center")
        _arrows(ax, generated, shift)
    ax.set_ylim(-0.95, 1.3)
    ax.set_xlim(-4.6, 3 * (PANEL + GAP) + 5.6)
    ax.set_xticks([])
    ax.set_yticks([0, 0.5, 1])
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_bounds(0, 1)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=3)
    ax.figure.figure.set_size_inches(10, 4)
    return ax


def _arrows(ax: Axes, generated: Normal, shift: float) -> None:
    """z at equal probabilities on the lower line, and the x = G(z) that it is sent to on the upper one."""
    levels = np.linspace(0.04, 0.96, 9)
    latent = np.linspace(-3.2, 4.6, levels.size)
    for z, target in zip(latent, generated.icdf(levels)):
        ax.annotate(
            "",
            (target + shift, -0.3),
            (z + shift, -0.8),
            arrowprops={"arrowstyle": "->", "color": "0.45", "lw": 0.7, "shrinkA": 0, "shrinkB": 0},
        )
    for height, name in ((-0.3, "$x$"), (-0.8, "$z$")):
        ax.plot([shift - 3.8, shift + 5.2], [height, height], color="0.2", lw=0.8)
        if shift == 0:
            ax.text(shift - 4.2, height, name, va="center", ha="right")
