"""Figures draw on the Axes they are given, keep to the project's style, and leave no state behind."""

import matplotlib as mpl
import pytest
from matplotlib import pyplot

from gantheory import Atoms, Beta, Cauchy, Mixture, Normal, Uniform, plot_divergence
from gantheory.errors import InvalidParameterError, ReportError, UnknownNameError
from gantheory.figures import FIGURES, draw, save


@pytest.fixture(autouse=True)
def _close():
    mpl.use("agg")
    yield
    pyplot.close("all")


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_draws_on_the_axes_it_is_given(name):
    _, ax = pyplot.subplots()
    assert draw(name, ax) is ax
    assert ax.lines
    assert ax.get_title() or ax.texts


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_no_label_outside_its_canvas(name, tmp_path):
    ax = draw(name)
    ax.figure.canvas.draw()
    canvas = ax.figure.bbox
    for text in ax.texts:
        box = text.get_window_extent()
        assert canvas.x0 - 1 <= box.x0 <= box.x1 <= canvas.x1 + 1, text.get_text()


@pytest.mark.parametrize("name", ["js", "kl", "tv", "pearson_chi2", "w1", "kolmogorov", "renyi(2)"])
@pytest.mark.parametrize(
    ("p", "q"),
    [
        (Normal(0, 1), Normal(3, "0.5")),
        (Beta("0.5", "0.5"), Uniform(0, 2)),
        (Cauchy(), Mixture(["0.9", "0.1"], [Normal(), Normal(5, "0.01")])),
    ],
    ids=["normals", "poles", "spike"],
)
def test_a_pair_of_laws_is_drawn(name, p, q):
    ax = plot_divergence(p, q, name)
    assert ax.get_title().startswith(f"{name} = ")
    ax.figure.canvas.draw()
    low, high = ax.get_ylim()
    assert low < high < float("inf")


def test_atoms_are_not_drawn():
    with pytest.raises(InvalidParameterError, match="density"):
        plot_divergence(Atoms([0]), Normal())


def test_saving_writes_the_format_of_the_suffix(tmp_path):
    for suffix, magic in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert save("generator_costs", tmp_path / f"costs.{suffix}").read_bytes().startswith(magic)


def test_what_cannot_be_saved_is_a_named_error(tmp_path):
    with pytest.raises(ReportError, match="cannot write"):
        save("generator_costs", tmp_path / "costs.nonsense")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ReportError, match="cannot write"):
        save("generator_costs", tmp_path / "no" / "such" / "folder.png")
    with pytest.raises(UnknownNameError, match="generator_costs"):
        draw("generator_cost")


def test_the_style_does_not_leak():
    before = mpl.rcParams.copy()
    draw("generator_costs")
    assert mpl.rcParams == before
