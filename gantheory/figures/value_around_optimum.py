"""V(D) around D*: concave, and quadratic near the top."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from gantheory.assertions.instance import Instance
from gantheory.distributions import Normal
from gantheory.figures.canvas import DISCRIMINATOR, OTHER, axes, label


def figure(ax: Axes | None = None) -> Axes:
    """V at D = σ(a* + t) against the shift t of the logit, for N(0,1) and N(1,1), with the parabola at the top."""
    from sympy import Rational

    from gantheory.assertions.evaluation import evaluate
    from gantheory.games import minimax
    from gantheory.symbols import x

    ax = axes(ax)
    value = minimax.value()
    shifts = [Rational(k, 10) for k in range(-30, 31, 2)]
    heights = [
        evaluate(value, Instance(p=Normal(0, 1), q=Normal(1, 1), logit=Rational(1, 2) - x + t)).value for t in shifts
    ]
    t = np.array([float(s) for s in shifts])
    top = max(heights)
    ax.plot(t, heights, color=DISCRIMINATOR)
    # second derivative at the top: -∫(p+q)·D*(1-D*)
    curvature = (heights[len(t) // 2 + 1] + heights[len(t) // 2 - 1] - 2 * top) / (t[1] - t[0]) ** 2
    near = np.abs(t) <= 2.2
    ax.plot(t[near], top + curvature * t[near] ** 2 / 2, color=OTHER, linestyle="--")
    ax.plot([0], [top], "o", color="black")
    ax.annotate(rf"$V(D^*) = C(G) = {top:.4f}$", (0, top), (0, 10), textcoords="offset points", ha="center")
    label(ax, 2.05, float(np.interp(2.05, t, heights)), "$V(D)$", DISCRIMINATOR, xytext=(6, 8))
    label(ax, -0.75, -2.0, "parabola at the top", OTHER, ha="center")
    ax.set_xlabel(r"shift $t$ of the logit: $D = \sigma(\log p/q + t)$")
    ax.set_ylabel("$V(D)$")
    ax.set_ylim(min(heights) - 0.05, top + 0.14)
    ax.set_title("D* is the top of a concave function: N(0,1) against N(1,1)")
    return ax
