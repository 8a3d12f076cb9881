"""Every notebook runs from top to bottom without an error or a warning, and shows the numbers that it is about."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
#: What a reader must find in the outputs: the numbers that refute each misprint, and those that are right.
NUMBERS = {
    "text_000": (
        "0.6108643021",  # entropy of the label .3
        ".815516",  # minimiser of 2 KL(m‖p)
        ".733294",  # minimiser of the JSD
        "−1.163451397",  # C at N(0, 1), N(1, 1)
        "1.7837913",  # L_D + L_G
    ),
    "text_001": (
        "−2.560720",  # equation (18) as printed
        "−1.163451",  # and in truth
        "−0.4326386805",  # one branch of z²
        "−0.865277361",  # both
        "1.171715363",  # equation (9) without the absolute value
        "0.6334837073",  # the literal (11) at D = .6
    ),
    "text_002": (
        "1.163451397",  # min of the loss
        "−0.3375502879",  # D(G(z))
        "−0.7234928011",  # D(G(x)), x real
        "−1.111111111",  # slope of log(1 - D) at .1
        "2.302585093",  # -log .1
    ),
    "divergences": (
        "0.630867987220538846700249396912",  # JSD of N(0, 1) and N(3, 1/2²): mpmath at 40 digits
        "inf (integrand",  # KL(Cauchy‖Normal)
        "1e10913",  # χ² beyond float64
        "samples alone do not determine a density",
        "its tails are unknown",
        "0.0765115796523",  # JSD of e^(-x⁴)/(2Γ(5/4)) and N(0, 1): mpmath at 40 digits on two subdivisions
    ),
}


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.py")), ids=lambda path: path.stem)
def test_notebook_runs_and_shows_its_numbers(path: Path) -> None:
    notebook = jupytext.read(path, fmt="py:percent")
    # warnings count as errors in the notebook's cells, not in the kernel's own shutdown
    first, last = (
        nbformat.v4.new_code_cell(f"import warnings; warnings.simplefilter({action!r})")
        for action in ("error", "default")
    )
    notebook.cells = [first, *notebook.cells, last]
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    shown = "".join(str(output.get("data", {}).get("text/markdown", output.get("text", ""))) for output in outputs)
    for number in NUMBERS["_".join(path.stem.split("_")[:2])]:
        assert number in shown, f"{number} is not shown"


def test_every_text_has_its_notebook() -> None:
    from gantheory.claims.sources import texts

    assert {path.stem[:8] for path in NOTEBOOKS.glob("text_*.py")} == {f"text_{text.id}" for text in texts()}


def test_rows_stand_in_the_order_of_their_text() -> None:
    """A row shown too late, or left out, is an error that says so."""
    from gantheory.errors import InvalidParameterError
    from gantheory.report.notebook import Walkthrough

    walk = Walkthrough("002", ("quadrature",))
    walk._shown.append("S002-e2")
    with pytest.raises(InvalidParameterError, match="does not come after"):
        walk.show("S002-p1")
    with pytest.raises(InvalidParameterError, match="left out: S002-p1"):
        walk.ledger()
