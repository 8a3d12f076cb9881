"""A pair of laws and a divergence of theirs: the densities, what is integrated, and the optimal discriminator."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from gantheory.arithmetic.floating import FLOATING, Floats, quiet
from gantheory.distributions import Law
from gantheory.distributions.coordinate import cells, plain
from gantheory.divergences.divergence import IntegralDivergence
from gantheory.divergences.registry import find
from gantheory.errors import InvalidParameterError
from gantheory.estimate import Estimate
from gantheory.figures.canvas import DISCRIMINATOR, FAKE, OTHER, REAL, axes, label
from gantheory.games import OptimalDiscriminator
from gantheory.integration.integrand import Integrand, Site

#: Places at which curves are drawn; the share of each law beyond the quantiles that set the scale, and how far the
#: picture goes on beyond them.
PLACES, LEFT_OUT, MARGIN = 1601, 0.02, 0.3
#: Densities are cut off above this multiple of what most places stay below: a pole or a spike fills the picture.
TALLEST = 3.0


def plot_divergence(p: Law, q: Law, name: str = "js", *, ax: Axes | None = None) -> Axes:
    r"""Draw p and q, the integrand of a divergence as a filled curve, and D* on the right scale.

    Distances between distribution functions are drawn with these in place of the densities.

    Parameters
    ----------
    p, q : Law
        The data's and the generated law; densities, not atoms.
    name : str
        The divergence, as :func:`gantheory.divergence` names it; its value is in the title.
    ax : Axes, optional
        Where to draw; a new figure if omitted.

    Returns
    -------
    Axes

    Raises
    ------
    InvalidParameterError
        If a law has no density.

    Examples
    --------
    >>> from gantheory.distributions import Normal
    >>> plot_divergence(Normal(0, 1), Normal(3, 0.5), "js").get_title()
    'js = 0.630868'
    """
    for role, law in (("p", p), ("q", q)):
        if not isinstance(law, Law) or law.base != "lebesgue":
            raise InvalidParameterError(f"{role} must be a law with a density to be drawn, got {law!r}")
    divergence = find(name)
    laws = {"p": p, "q": q}
    from gantheory.divergences.compute import compute

    estimate = compute(divergence, *(laws[role] for role in divergence.roles), throw=False)
    integrand = divergence.integrand if isinstance(divergence, IntegralDivergence) else None
    x = _places(p, q)
    ax = axes(ax)
    by_cdf = divergence.unit == "x" or integrand is None
    curves = [law.cdf(x) if by_cdf else law.pdf(x) for law in (p, q)]
    for curve, color in zip(curves, (REAL, FAKE)):
        ax.plot(x, curve, color=color)
    top = 1.05 if by_cdf else _top(np.concatenate(curves))
    low = 0.0
    if integrand is not None:
        filled = _integrand(integrand, laws, x)
        ax.fill_between(x, filled, color=OTHER, alpha=0.35, lw=0, zorder=0)
        finite = filled[np.isfinite(filled)]
        low, top = min(0.0, 1.1 * float(finite.min())), max(top, min(1.1 * float(finite.max()), 1.5 * top))
    elif by_cdf:
        ax.fill_between(x, curves[0], curves[1], color=OTHER, alpha=0.35, lw=0, zorder=0)
    for curve, color, text in zip(curves, (REAL, FAKE), ("$F_p$", "$F_q$") if by_cdf else ("$p$", "$q$")):
        at = int(np.searchsorted(curve, 0.5)) if by_cdf else int(np.argmax(np.where(curve < 0.9 * top, curve, 0.0)))
        label(ax, float(x[at]), float(curve[at]), text, color, xytext=(9, 7), ha="left")
    ax.set_ylim(low, top)
    ax.set_xlim(x[0], x[-1])
    ax.set_xlabel("$x$")
    ax.set_ylabel(f"{'distribution function' if by_cdf else 'density'}; filled: integrand of {divergence.name}")
    _discriminator(ax, p, q, x)
    ax.set_title(f"{divergence.name} = {_shown(estimate)}")
    return ax


def _shown(estimate: Estimate) -> str:
    return f"{estimate.value:.6g}" if estimate.decided else "undecided"


def _places(p: Law, q: Law) -> Floats:
    """Places that show both laws: their quantiles, and a grid between."""
    levels = np.linspace(LEFT_OUT, 1 - LEFT_OUT, PLACES // 4)
    quantiles = np.concatenate([law.icdf(levels) for law in (p, q)])
    margin = MARGIN * (quantiles.max() - quantiles.min())
    grid = np.linspace(quantiles.min() - margin, quantiles.max() + margin, PLACES)
    points = np.array([float(b) for law in (p, q) for b in law.breakpoints])
    beside = np.concatenate([np.nextafter(points, -np.inf), np.nextafter(points, np.inf)])
    return np.unique(np.concatenate([grid, quantiles, beside[(beside > grid[0]) & (beside < grid[-1])]]))


def _top(densities: Floats) -> float:
    """The upper end of the scale: the highest density, unless it is a pole."""
    finite = densities[np.isfinite(densities)]
    return 1.12 * min(float(finite.max()), TALLEST * max(float(np.quantile(finite, 0.9)), float(np.median(finite))))


def _integrand(integrand: Integrand, laws: dict[str, Law], x: Floats) -> Floats:
    """F at the places, cell by cell."""
    values = np.zeros_like(x)
    with quiet():
        for cell in cells(sorted({b for law in laws.values() for b in law.breakpoints})):
            inside = (x > FLOATING.const(cell.low)) & (x < FLOATING.const(cell.high))
            if inside.any():
                site = Site(FLOATING, plain(x[inside]), cell, laws)
                values[inside] = np.broadcast_to(integrand(FLOATING, site), (int(inside.sum()),))
    return np.where(np.isnan(values), 0.0, values)


def _discriminator(ax: Axes, p: Law, q: Law, x: Floats) -> None:
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    right.plot(x, OptimalDiscriminator(p, q)(x), color=DISCRIMINATOR, linestyle="--", lw=1.2)
    right.set_ylim(0, 1.05)
    right.set_ylabel(r"$D^*(x)$ (dashed)", color=DISCRIMINATOR)
