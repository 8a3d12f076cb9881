"""KL, JSD, TV and W1 of two normal laws against their offset θ: what grows and what levels off."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from gantheory.distributions import Normal
from gantheory.divergences.registry import divergence
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, OTHER, REAL, axes, label


def figure(ax: Axes | None = None) -> Axes:
    """N(0,1) against N(θ,1): JSD and TV level off, KL grows like θ²/2, W1 like θ."""
    ax = axes(ax)
    offsets = np.linspace(0, 6, 49)
    curves = {
        "kl": ("KL", OTHER, 2.05),
        "w1": ("$W_1$", DISCRIMINATOR, 3.2),
        "tv": ("TV", FAKE, 5.2),
        "js": ("JSD", REAL, 5.2),
    }
    for name, (text, color, at) in curves.items():
        values = [divergence(name, Normal(0, 1), Normal(float(theta), 1)).value for theta in offsets]
        ax.plot(offsets, values, color=color)
        label(ax, at, float(np.interp(at, offsets, values)), text, color, xytext=(-6, 9), ha="right")
    ax.axhline(np.log(2), color="0.6", lw=0.8, linestyle=":", zorder=0)
    ax.text(0.05, np.log(2) + 0.05, r"$\log 2$", color="0.4")
    ax.set_ylim(0, 4)
    ax.set_xlim(0, 6)
    ax.set_xlabel(r"offset $\theta$ of $N(\theta, 1)$ from $N(0, 1)$")
    ax.set_ylabel("divergence (nats; $W_1$ in units of $x$)")
    ax.set_title("JSD and TV saturate: far away they no longer say in which direction to go")
    return ax
