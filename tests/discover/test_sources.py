from __future__ import annotations

import os
from pathlib import Path

from timeout_audit.model.finding import Problem
from timeout_audit.sources import Sources


def problem(sources: Sources, path: str) -> str:
    found = sources.read(path)
    assert isinstance(found, Problem)
    assert found.path == path
    return str(found.message)


def test_bytes_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xff\x00\r\n")
    (tmp_path / "empty.py").write_bytes(b"")
    sources = Sources(str(tmp_path), ())
    assert sources.read("a.py") == b"\xff\x00\r\n"
    assert sources.read("empty.py") == b""


def test_an_overlay_takes_the_place_of_the_disk(tmp_path: Path) -> None:
    assert Sources(str(tmp_path), (), overlay={"a.py": b"x = 1"}).read("a.py") == b"x = 1"


def test_a_file_above_the_limit_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "at.py").write_bytes(b"#" * 1000)
    (tmp_path / "above.py").write_bytes(b"#" * 1001)
    sources = Sources(str(tmp_path), (), max_size=1000)
    assert sources.read("at.py") == b"#" * 1000
    assert problem(sources, "above.py") == ("not audited: larger than 1,000 bytes; raise max-file-size or exclude it")


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    sources = Sources(str(tmp_path), ())
    assert problem(sources, "pipe.py") == "not audited: not a regular file"
    assert problem(sources, "folder.py") == "not audited: not a regular file"
    assert problem(sources, "gone.py") == "not audited: No such file or directory"


def test_a_program_above_the_limit_is_left_out(tmp_path: Path) -> None:
    for name in ("node", "node.py"):
        (tmp_path / name).write_bytes(b"\x7fELF\x00" + b"#" * 1000)
    (tmp_path / "start").write_bytes(b"#!/bin/sh\n" + b"#" * 1000)
    sources = Sources(str(tmp_path), (), max_size=1000)
    assert sources.read("node") == b""
    assert "larger than" in problem(sources, "node.py")
    assert "larger than" in problem(sources, "start")
