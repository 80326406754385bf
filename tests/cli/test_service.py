"""The service with every fault and its mended twin: the whole output, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.command import run, run_outside
from timeout_audit.i18n import languages

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


class Files(SingleFileSnapshotExtension):
    """A file for each snapshot, to be read as it is."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("name", "status"), [("service", 1), ("mended", 0)])
def test_output(name: str, status: int, language: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    root = Path(shutil.copytree(FIXTURES / name, tmp_path / name))
    done = run_outside("--lang", language, "--checklist", "full", "--notes", cwd=root)
    assert done.out == snapshot(extension_class=Files, name=f"{name}.{language}")
    assert (run(cwd=root).status, done.err) == (status, "")


def test_from_outside_and_inside_it_says_the_same(tmp_path: Path) -> None:
    root = Path(shutil.copytree(FIXTURES / "service", tmp_path / "service"))
    assert run_outside(cwd=root) == run(cwd=root)
