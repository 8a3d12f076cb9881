"""Report files are written whole or not at all, and refused before any work."""

import os
import stat
from pathlib import Path

import pytest

from gantheory.errors import ReportError
from gantheory.report.files import check_writable, write


def test_a_report_replaces_what_was_there_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o640)
    write(path, "new ∫")
    assert path.read_text(encoding="utf-8") == "new ∫"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["report.json"]


def test_checking_leaves_nothing_behind(tmp_path):
    check_writable([tmp_path / "a", tmp_path / "b"])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", [".", "no/such/folder/report.json"])
def test_an_unwritable_path_is_refused(tmp_path, name):
    with pytest.raises(ReportError, match="cannot write"):
        check_writable([tmp_path / name])


def test_two_reports_need_two_paths(tmp_path):
    with pytest.raises(ReportError, match="two reports"):
        check_writable([tmp_path / "a", tmp_path / "." / "a"])


def test_a_failing_write_keeps_the_old_report(tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ReportError, match="No space left"):
        write(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.json"]


def test_a_device_is_written_to_and_not_replaced():
    check_writable([Path(os.devnull)])
    write(Path(os.devnull), "report")
    assert not Path(os.devnull).is_file()


def test_a_link_s_target_is_replaced(tmp_path):
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"
