"""Imports point one way: the order of the layers is this list, and nothing else."""

import ast
from pathlib import Path

import pytest

import gantheory

ROOT = Path(gantheory.__file__).parent

#: From left to right; a module may import from its own layer and from those before it.
LAYERS = (
    ("errors", "estimate", "estimate_array", "verdict", "symbols"),
    ("arithmetic",),
    ("distributions",),
    ("integration",),
    ("adapters",),
    ("divergences",),
    ("games", "dynamics"),
    ("assertions",),
    ("vocabulary",),
    ("claims", "methods"),
    ("verify",),
    ("report", "figures", "testing"),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
#: The two sides that must not see each other, though they stand in one layer.
APART = {"claims": "methods", "methods": "claims"}


def imports(path: Path) -> set[str]:
    """The gantheory packages that a module imports, anywhere in it, type-checking blocks included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            parts = node.module.split(".")
            if parts == ["gantheory"]:
                found |= {alias.name for alias in node.names}
            elif parts[0] == "gantheory":
                found.add(parts[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("gantheory.")}
    return found & LEVEL.keys()


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        layer = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if layer != "__init__":
            yield pytest.param(path, layer, id=str(path.relative_to(ROOT)))


@pytest.mark.parametrize(("path", "layer"), list(modules()))
def test_imports_point_left(path, layer):
    assert layer in LEVEL, f"{layer} stands in no layer: add it to LAYERS"
    right = {name for name in imports(path) if LEVEL[name] > LEVEL[layer]}
    assert not right, f"{path.name} in {layer} imports {right}, to the right of it"
    assert APART.get(layer) not in imports(path)


def test_the_check_sees_an_import_that_points_right(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def late():\n    from gantheory.methods.quadrature import Quadrature\n")
    assert imports(wrong) == {"methods"}
    assert LEVEL["methods"] > LEVEL["distributions"]
