"""SymPy and the symbols, imported when a claim is first built: listing the claims needs neither."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sympy as sp

    from gantheory import symbols as sym
else:

    class _OnFirstUse:
        """A module that is imported when something is first taken from it."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, attribute: str) -> Any:
            return getattr(importlib.import_module(self._name), attribute)

    sp = _OnFirstUse("sympy")
    sym = _OnFirstUse("gantheory.symbols")

__all__ = ["sp", "sym"]
