"""Where a figure is drawn: on the Axes it is given, or on new ones."""

from __future__ import annotations

from typing import Any, Final

from matplotlib import pyplot
from matplotlib.axes import Axes

#: The style's colours (Okabe–Ito) by role: data, generated, discriminator, and a fourth.
REAL: Final = "#0072B2"
FAKE: Final = "#D55E00"
DISCRIMINATOR: Final = "#009E73"
OTHER: Final = "#CC79A7"


def axes(ax: Axes | None) -> Axes:
    """`ax`, or the axes of a new figure."""
    return ax if ax is not None else pyplot.subplots()[1]


def label(ax: Axes, x: float, y: float, text: str, color: str, **options: Any) -> None:
    """A direct label beside a curve."""
    placed: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "va": "center", **options}
    ax.annotate(text, (x, y), color=color, **placed)
