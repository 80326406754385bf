"""Where timeout-audit itself is at fault, one file is not audited, which is told, and all others are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.audits import audit, finding_lines
from timeout_audit.link.waits import _Linker
from timeout_audit.model.project import Audit
from timeout_audit.readers.dockerfile import read as dockerfile
from timeout_audit.readers.python import read as python

FILES = {
    "a.py": 'import requests\n\nrequests.get("https://example.org")\n',
    "b.py": 'import requests\n\n\nrequests.get("https://example.org")\nrequests.put("https://example.org")\n',
    "Dockerfile": "FROM python\nCMD uvicorn app:app\n",
    "Dockerfile.other": "FROM python\nCMD uvicorn app:app\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def stumbling(function: Any, at: Any) -> Any:
    def stumble(*given: Any, **named: Any) -> Any:
        if at(given):
            raise KeyError("nobody foresaw this")
        return function(*given, **named)

    return stumble


def told(result: Audit) -> list[str]:
    return [f"{one.path}:{one.line} {one.message}" for one in result.problems]


def test_a_file_that_the_reader_stumbles_over(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python, "read_slice", stumbling(python.read_slice, lambda given: given[0] == "b.py"))
    result = audit(repository)
    assert "a.py:3:1 TA401" in finding_lines(result)
    assert not any(line.startswith("b.py") for line in finding_lines(result))
    (problem,) = told(result)
    assert problem.startswith("b.py:1 timeout-audit is at fault here (KeyError at test_defects.py:")


def test_a_file_that_the_slicer_stumbles_over(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python, "Slicer", stumbling(python.Slicer, lambda given: "put" in given[0].source))
    result = audit(repository)
    assert "a.py:3:1 TA401" in finding_lines(result)
    assert [line.partition(" ")[0] for line in told(result)] == ["b.py:1"]


def test_a_launch_file_that_its_reader_stumbles_over(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dockerfile, "read", stumbling(dockerfile.read, lambda given: given[0] == "Dockerfile.other"))
    result = audit(repository)
    assert "Dockerfile:2:5 TA101" in finding_lines(result)
    assert [line.partition(" ")[0] for line in told(result)] == ["Dockerfile.other:1"]


def test_a_call_that_cannot_be_judged(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = stumbling(_Linker._of_site, lambda given: given[2].call.place.line == FILES["b.py"].count("\n"))
    monkeypatch.setattr(_Linker, "_of_site", judge)
    result = audit(repository)
    assert {"a.py:3:1 TA401", "b.py:4:1 TA401"} <= set(finding_lines(result))
    assert [line.partition(" ")[0] for line in told(result)] == ["b.py:5"]
