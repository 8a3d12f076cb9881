"""All claims by name, and the selection of some: by name, glob, topic, row of a source text, or file.

A claim is a module-level ``name = Claim(...)`` in a module of :mod:`gantheory.claims`, or in a user's file.
Its name is the variable's; its topic is the module's constant ``TOPIC``, or the module's name. Nothing here
builds an assertion, so that claims are found and listed without SymPy.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.machinery
import importlib.util
import math
import pkgutil
import traceback
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from gantheory import claims
from gantheory.assertions.claim import Claim
from gantheory.claims.sources import rows
from gantheory.errors import GantheoryError, InvalidParameterError, UnknownNameError

__all__ = ["ClaimFileError", "all_claims", "find", "load_file", "select", "whereabouts"]


class ClaimFileError(GantheoryError, ImportError):
    """A file of claims cannot be executed, or a claim cannot be built; the message says in which line."""


@cache
def all_claims() -> tuple[Claim, ...]:
    """The package's claims, module by module in the order of their CHAPTER, in the order in which they are written.

    Raises
    ------
    InvalidParameterError
        If two claims have one name.
    """
    names = sorted(m.name for m in pkgutil.iter_modules(claims.__path__) if not m.ispkg and m.name != "registry")
    modules = {name: importlib.import_module(f"{claims.__name__}.{name}") for name in names}
    found: list[Claim] = []
    for name in sorted(names, key=lambda name: (getattr(modules[name], "CHAPTER", math.inf), name)):
        found += _claims_of(modules[name], name)
    return _distinct(found)


def load_file(path: str | Path) -> tuple[Claim, ...]:
    """The claims that a Python file defines; the file is executed once in a process.

    Raises
    ------
    UnknownNameError
        If there is no such file.
    ClaimFileError
        If it cannot be executed, or defines no claim; the message says where.
    """
    return _load(str(Path(path).resolve()))


def select(patterns: Sequence[str] = ()) -> list[Claim]:
    """The claims that any of `patterns` means, each once: the package's in their order, then the files'.

    A pattern is a claim's name, a glob over names, a topic (``seeds``), a row of a source text (``S001-18``),
    or a file (``my_claims.py``). No pattern means all claims of the package.

    Raises
    ------
    UnknownNameError
        If a pattern means nothing; the message suggests the nearest name.
    """
    everything = list(all_claims())
    if not patterns:
        return everything
    chosen: set[Claim] = set()
    for pattern in patterns:
        if pattern.endswith(".py") or Path(pattern).is_file():
            own = list(load_file(pattern))
            everything += [claim for claim in own if claim not in everything]
        else:
            own = _meant(pattern, everything)
        chosen.update(own)
    return list(_distinct([claim for claim in everything if claim in chosen]))


def whereabouts(claim: Claim) -> tuple[str, str]:
    """The file ("" for the package's own) and the name under which :func:`find` finds a claim again.

    Raises
    ------
    InvalidParameterError
        If the claim comes neither from the package nor from a file.
    """
    if claim in all_claims():
        return "", claim.name
    for path, own in _LOADED.items():
        if claim in own:
            return path, claim.name
    raise InvalidParameterError(
        f"the claim {claim.name!r} is in no file, so other processes cannot find it; pass jobs=1"
    )


def find(file: str, name: str) -> Claim:
    """The claim of this name in a file, or in the package if `file` is empty."""
    among = load_file(file) if file else all_claims()
    for claim in among:
        if claim.name == name:
            return claim
    raise UnknownNameError(_unknown(name, [claim.name for claim in among]))


#: The files executed so far, so that a claim can be told where it comes from.
_LOADED: dict[str, tuple[Claim, ...]] = {}


def _load(path: str) -> tuple[Claim, ...]:
    if path in _LOADED:
        return _LOADED[path]
    file = Path(path)
    if not file.is_file():
        raise UnknownNameError(f"there is no file {path}")
    specification = importlib.util.spec_from_loader(
        f"gantheory_file_{file.stem}",
        importlib.machinery.SourceFileLoader(f"gantheory_file_{file.stem}", path),
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # a file that exits would end the run without a word
        raise ClaimFileError(f"{located(error, path)}") from error
    own = _distinct(_claims_of(module, file.stem))
    if not own:
        raise ClaimFileError(f"{file.name} defines no claim; write name = Claim(...) in it")
    _LOADED[path] = own
    return own


def located(error: BaseException, path: str = "") -> str:
    """An error in one line, with the line of `path` (or the innermost line of all) that it comes from."""
    said = " ".join(str(error).split()) or "no message"
    if isinstance(error, SyntaxError) and error.filename:
        said, file, line = error.msg, error.filename, error.lineno or 0
    else:
        frames = traceback.extract_tb(error.__traceback__)
        inside = [f for f in frames if not path or f.filename == path] or list(frames)
        file, line = (inside[-1].filename, inside[-1].lineno or 0) if inside else (path, 0)
    return f"{Path(file).name}, line {line}: {type(error).__name__}: {said}"


def _claims_of(module: ModuleType, default_topic: str) -> list[Claim]:
    """The module's claims, named after their variables; one that it imports keeps its name and topic."""
    topic = str(getattr(module, "TOPIC", default_topic))
    own = []
    namespace: Mapping[str, Any] = vars(module)
    for name, value in namespace.items():
        if isinstance(value, Claim) and not name.startswith("_") and value not in own:
            value.name = value.name or name
            value.topic = value.topic or topic
            own.append(value)
    return own


def _distinct(found: Iterable[Claim]) -> tuple[Claim, ...]:
    """Each claim once; two claims may not share a name."""
    by_name: dict[str, Claim] = {}
    for claim in found:
        if by_name.setdefault(claim.name, claim) is not claim:
            raise InvalidParameterError(f"two claims are called {claim.name}; rename one of them")
    return tuple(by_name.values())


def _meant(pattern: str, among: Sequence[Claim]) -> list[Claim]:
    """The claims that a name, glob, topic or row id means."""
    row = next((row for row in rows() if row.id.lower() == pattern.lower()), None)
    if row is not None:
        settling = [c for c in among if row.id in c.sources]
        if settling:
            return settling
        reason = f"it is not checked: {row.not_checked}" if row.not_checked else "no claim lists it yet"
        raise UnknownNameError(f"no claim for row {row.id}; {reason}")
    exact = [c for c in among if pattern in (c.name, c.topic, *c.sources)]
    if exact:
        return exact
    if any(character in pattern for character in "*?["):
        matched = [c for c in among if any(fnmatchcase(name, pattern) for name in (c.name, *c.sources))]
        if matched:
            return matched
        raise UnknownNameError(f"no claim's name matches {pattern!r}; gantheory list shows them all")
    known = [c.name for c in among] + sorted({c.topic for c in among}) + [row.id for row in rows()]
    raise UnknownNameError(_unknown(pattern, known))


def _unknown(name: str, known: Sequence[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
    remedy = f"did you mean {nearest[0]}?" if nearest else "gantheory list shows them all"
    return f"no claim, topic or row is called {name!r}; {remedy}"
