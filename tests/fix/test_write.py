"""Files are replaced as a whole, where they still are what was audited."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from timeout_audit.fix import write as module
from timeout_audit.fix.write import write

OLD, NEW = b"old\n", b"new\n"


def said(root: Path, *paths: str) -> list[str]:
    return [f"{one.path}: {one.message}" for one in write(str(root), dict.fromkeys(paths, (OLD, NEW)))]


def test_what_has_changed_since_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"newer\n")
    (tmp_path / "b.py").write_bytes(OLD)
    assert said(tmp_path, "a.py", "b.py") == ["a.py: not changed: it has changed since it was audited"]
    assert (tmp_path / "a.py").read_bytes() == b"newer\n"
    assert (tmp_path / "b.py").read_bytes() == NEW


def test_what_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert said(tmp_path, "folder", "gone.py") == [
        "folder: not changed: it is no file any more",
        "gone.py: not changed: No such file or directory",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes of POSIX")
def test_a_link_out_of_the_repository_and_a_read_only_file_are_left(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.py").write_bytes(OLD)
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    (root / "locked.py").write_bytes(OLD)
    (root / "locked.py").chmod(0o444)
    assert said(root, "link.py", "locked.py") == [
        "link.py: not changed: it is a link that leads out of the repository",
        "locked.py: not changed: it is read-only",
    ]
    assert (tmp_path / "outside.py").read_bytes() == (root / "locked.py").read_bytes() == OLD


def test_a_run_that_is_cut_off_leaves_each_file_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{letter}.py" for letter in "abc"]
    for name in names:
        (tmp_path / name).write_bytes(OLD)
    replaced: list[str] = []
    replace = os.replace

    def cut_off(source: str, target: str) -> None:
        if replaced:
            raise KeyboardInterrupt
        replaced.append(target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        module.write(str(tmp_path), dict.fromkeys(names, (OLD, NEW)))
    assert [(tmp_path / name).read_bytes() for name in names] == [NEW, OLD, OLD]
    assert sorted(path.name for path in tmp_path.iterdir()) == names, "nothing is left over"
