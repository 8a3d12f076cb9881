"""The code on the page for contributors runs, block after block."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "CONTRIBUTING.md"


def test_the_examples_run() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert len(blocks) >= 6
    namespace: dict[str, object] = {"__name__": "contributing"}
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), namespace)
