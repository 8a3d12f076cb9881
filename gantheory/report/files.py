"""Report files: written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from gantheory.errors import ReportError

__all__ = ["check_writable", "write"]


def check_writable(paths: Iterable[Path]) -> None:
    """Make sure, before any work, that reports can be written to all of `paths`.

    Raises
    ------
    ReportError
        If one cannot, or two are the same.
    """
    seen: set[Path] = set()
    for path in paths:
        target = path.resolve()
        if target in seen:
            raise ReportError(f"cannot write two reports to {path}; give each a path of its own")
        seen.add(target)
        if target.is_dir():
            raise ReportError(f"cannot write {path}: it is a folder; give a file's path")
        try:
            if _is_device(path):
                path.open("a").close()
            else:
                handle, name = tempfile.mkstemp(prefix=".gantheory-", dir=target.parent)
                os.close(handle)
                os.unlink(name)
        except OSError as error:
            raise ReportError(f"cannot write {path}: {error.strerror}; choose a folder that exists") from None


def write(path: Path, content: str | bytes) -> None:
    """Write `content` (text as UTF-8) beside `path`, then move it there, so that no reader sees half a report.

    Raises
    ------
    ReportError
        If it cannot be written; `path` is as it was.
    """
    target = path.resolve()
    name = ""
    data = content.encode() if isinstance(content, str) else content
    try:
        if _is_device(path):
            path.write_bytes(data)
            return
        handle, name = tempfile.mkstemp(prefix=".gantheory-", dir=target.parent)
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except OSError as error:
        if name:
            with contextlib.suppress(OSError):
                os.unlink(name)
        raise ReportError(f"cannot write {path}: {error.strerror}") from None


def _is_device(path: Path) -> bool:
    """Whether it exists and is no regular file: /dev/null, a pipe; these are written to, not replaced."""
    return path.exists() and not path.is_file()


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or those of a new file."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
