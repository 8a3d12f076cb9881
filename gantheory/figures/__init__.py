"""Figures of the theory, one a file; each is a function ``figure(ax=None) -> Axes``."""

from __future__ import annotations

import difflib
import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from gantheory.errors import ReportError, UnknownNameError
from gantheory.report.files import check_writable, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gantheory.distributions import Law

#: Names of the figures; each is a module of this package.
FIGURES = (
    "training_stages",
    "optimal_discriminator",
    "value_around_optimum",
    "generator_costs",
    "divergences_against_offset",
    "dirac_gan_orbit",
)


def draw(name: str, ax: Axes | None = None) -> Axes:
    """Draw a figure by name, in the project's style.

    Raises
    ------
    UnknownNameError
        If there is no such figure; the message suggests the nearest.
    """
    if name not in FIGURES:
        near = difflib.get_close_matches(name, FIGURES, 1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise UnknownNameError(f"no figure {name!r}; {meant}there are {', '.join(FIGURES)}")
    with _style():
        return importlib.import_module(f"{__name__}.{name}").figure(ax)


@contextmanager
def _style() -> Iterator[None]:
    """The project's Matplotlib style."""
    from matplotlib import style

    with as_file(files(__name__) / "gantheory.mplstyle") as path, style.context(path):
        yield


def save(name: str, path: str | Path) -> Path:
    """Draw a figure into a file; the suffix gives the format.

    Raises
    ------
    ReportError
        If the file cannot be written, or has no known format.
    """
    return _save(lambda: draw(name), Path(path))


def save_divergence(p: Law, q: Law, name: str, path: str | Path) -> Path:
    """Draw a pair of laws and a divergence of theirs into a file; see :func:`gantheory.plot_divergence`.

    Raises
    ------
    ReportError
        If the file cannot be written, or has no known format.
    """

    def drawn() -> Axes:
        from gantheory.figures.pair_of_laws import plot_divergence

        with _style():
            return plot_divergence(p, q, name)

    return _save(drawn, Path(path))


def _save(drawn: Callable[[], Axes], path: Path) -> Path:
    import matplotlib as mpl
    from matplotlib import pyplot

    check_writable([path])
    backend, drawing = mpl.get_backend(), io.BytesIO()
    mpl.use("agg")
    try:
        figure = drawn().figure.figure
        with _style():
            figure.savefig(drawing, format=path.suffix.removeprefix(".") or None)
    except ValueError as error:
        raise ReportError(f"cannot write {path}: {error}") from None
    finally:
        pyplot.close("all")
        mpl.use(backend)
    write(path, drawing.getvalue())
    return path


def save_all(folder: str | Path, suffix: str = "svg") -> list[Path]:
    """Draw every figure into a folder, which is made if need be."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(f"cannot write into {folder}: {error}") from None
    return [save(name, folder / f"{name}.{suffix}") for name in FIGURES]
