"""The Dirac-GAN: simultaneous gradient steps spiral out, alternating ones stay on a closed curve."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from gantheory.dynamics import DiracGAN
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, axes


def figure(ax: Axes | None = None) -> Axes:
    """Orbits from (1, 0) with step size 0.4 for both players."""
    ax = axes(ax)
    dirac = DiracGAN(0.4)
    together = dirac.orbit(1.0, 0.0, 100)
    in_turn = dirac.orbit(1.0, 0.0, 100, alternating=True)
    ax.plot(*together.T, "-o", color=FAKE, ms=2.5, lw=0.9, label="simultaneous steps")
    ax.plot(*in_turn.T, "o", color=DISCRIMINATOR, ms=3.5, label="alternating steps")
    ax.plot([0], [0], "k+", ms=10, mew=1.6)
    ax.annotate("equilibrium", (0, 0), (0, -16), textcoords="offset points", ha="center", fontsize="small")
    ax.annotate("start", (1, 0), (8, 2), textcoords="offset points")
    limit = 1.15 * float(np.abs(together).max())
    ax.set_xlim(-limit, limit)
    ax.set_ylim(-limit, limit)
    ax.set_aspect("equal")
    ax.set_xlabel(r"generator $\theta$")
    ax.set_ylabel(r"discriminator $\psi$")
    growth = np.hypot(*together[-1]) / np.hypot(*together[0])
    ax.set_title(f"100 steps of size 0.4: the radius grows {growth:.2f}-fold, or not at all")
    ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0))
    return ax
