"""Generator costs against D(G(z)): saturating and non-saturating."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from scipy import special

from gantheory.arithmetic.floating import FLOATING
from gantheory.figures.canvas import FAKE, REAL, axes, label
from gantheory.games import minimax, non_saturating


def figure(ax: Axes | None = None) -> Axes:
    """log(1-D) is flat where the generator is bad, -log D is steep there."""
    ax = axes(ax)
    output = np.linspace(0.004, 0.996, 500)
    logit = special.logit(output)
    saturating = minimax.generator_cost(FLOATING, logit)
    steep = non_saturating.generator_cost(FLOATING, logit)
    ax.plot(output, saturating, color=REAL)
    ax.plot(output, steep, color=FAKE)
    ax.axhline(0, color="0.75", lw=0.8, zorder=0)
    label(ax, 0.24, -1.6, r"saturating: $\log(1-D)$, slope $-1/(1-D)$", REAL, ha="left")
    label(ax, 0.36, 1.6, r"non-saturating: $-\log D$, slope $-1/D$", FAKE, ha="left")
    ax.annotate(
        "generated samples are recognised:\nslope −1 here, unbounded above",
        (0.01, -0.05),
        (0.06, -3.1),
        arrowprops={"arrowstyle": "->", "color": "0.4"},
        color="0.3",
        va="center",
    )
    ax.set_xlabel("$D(G(z))$")
    ax.set_ylabel("generator's cost")
    ax.set_ylim(-4.5, 4.5)
    ax.set_xlim(0, 1)
    ax.set_title("Where the discriminator wins, the saturating cost is flat")
    return ax
