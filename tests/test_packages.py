"""Neither what is kept from run to run nor how many work changes a byte: over real packages, which our tests need."""

from __future__ import annotations

import json
import shutil
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.command import Done, run_outside

# Both are in the group `dev`, and both wait.
PACKAGES = ("distributed", "pre_commit")
# What a run looks for first comes first: each rests on the next.
KINDS = ("answer", "analysis", "facts")
DOCKERFILE = 'FROM python:3.12\nCMD ["uvicorn", "app:app"]\n'


@pytest.fixture(params=PACKAGES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an installed package beside a launch of its own."""
    spec = find_spec(request.param)
    assert spec is not None
    assert spec.origin is not None
    root = tmp_path / "project"
    shutil.copytree(Path(spec.origin).parent, root / request.param, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "Dockerfile").write_text(DOCKERFILE)
    return root


def said(project: Path, *options: str | Path, form: str = "json") -> Done:
    return run_outside("--format", form, *options, project, cwd=project.parent)


def test_kept_or_not_every_byte_is_the_same(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    without = said(project, "--no-cache", "--jobs", "1")
    assert json.loads(without.out)["waits"]
    assert without.status == 1
    assert said(project, "--cache-dir", folder, "--jobs", "1") == without
    time.sleep(2.1)  # what changed a moment ago gives no answer that is kept
    assert said(project, "--cache-dir", folder, "--jobs", "1") == without
    for kept in range(len(KINDS)):
        for kind in KINDS[:kept]:
            entries = list(folder.glob(f"*.{kind}"))
            assert entries or kind == "answer", "the program's own files may be the ones that changed"
            for entry in entries:
                entry.unlink()
        assert said(project, "--cache-dir", folder, "--jobs", "1") == without, KINDS[kept]
    assert said(project, "--cache-dir", folder, form="text") == said(project, "--no-cache", form="text")


def test_a_changed_file_is_read_and_no_other_answer_changes(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    before = said(project, "--cache-dir", folder)
    waiting = project / json.loads(before.out)["findings"][-1]["path"]
    waiting.write_text("# one line more\n" + waiting.read_text())
    after = said(project, "--cache-dir", folder)
    assert after == said(project, "--no-cache")
    assert after != before


def test_workers_or_none_every_byte_is_the_same(project: Path) -> None:
    assert said(project, "--no-cache", "--jobs", "3") == said(project, "--no-cache", "--jobs", "1")
