"""The analysis of an unchanged repository is that of the last run, and any change is noticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases import Case, all_cases
from tests.test_cache import audited
from timeout_audit import remember

FILES = {
    "app/clients.py": "import httpx\n\nSECONDS = None\n\n\n"
    "def fetch(url):\n    return httpx.get(url, timeout=SECONDS)\n",
    "app/main.py": "from app.clients import fetch\n\nfetch('/a')\n",
    "requirements.txt": "redis==5.0.0\n",
    "app/store.py": "import redis\n\nredis.Redis().get('a')\n",
    "Dockerfile": 'FROM python:3.12\nCMD ["uvicorn", "app.main:app"]\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def _unanalysed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remember, "_analyse", lambda *_, **__: pytest.fail("analysed again"))


def test_an_unchanged_repository_is_not_analysed_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = audited(root, "")
    assert without.findings
    assert without.project.launches
    assert audited(root, tmp_path / "kept") == without
    _unanalysed(monkeypatch)
    assert audited(root, tmp_path / "kept") == without


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that holds a finding": lambda root: (root / "app/clients.py").write_text("import httpx\n"),
    "a constant": lambda root: (root / "app/clients.py").write_text(
        FILES["app/clients.py"].replace("SECONDS = None", "SECONDS = 5")
    ),
    "a new file": lambda root: (root / "app/new.py").write_text("import requests\nrequests.get('/b')\n"),
    "a file less": lambda root: (root / "app/store.py").unlink(),
    "a pin": lambda root: (root / "requirements.txt").write_text("redis==8.0.0\n"),
    "another manifest": lambda root: (root / "app/requirements.txt").write_text("redis==8.0.0\n"),
    "a launch": lambda root: (root / "Dockerfile").write_text(
        'FROM python:3.12\nCMD ["uvicorn", "app.main:app", "--timeout-keep-alive", "5"]\n'
    ),
    "another launch": lambda root: (root / "Procfile").write_text("web: gunicorn app.main:app\n"),
    "what cannot be read": lambda root: (root / "app/main.py").write_bytes(b"\0"),
    "the configuration": lambda root: (root / "timeout-audit.toml").write_text(
        '[[waits]]\nname = "app.clients.fetch"\n'
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_noticed(root: Path, tmp_path: Path, change: Callable[[Path], object]) -> None:
    before = audited(root, tmp_path / "kept")
    change(root)
    after = audited(root, "")
    assert after != before
    assert audited(root, tmp_path / "kept") == after


def test_other_code_analyses_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(root, tmp_path / "kept")
    _unanalysed(monkeypatch)
    monkeypatch.setattr(remember, "_fingerprint", lambda: b"other")
    with pytest.raises(pytest.fail.Exception):
        audited(root, tmp_path / "kept")


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.source.stem}:{case.line}")
def test_every_case_comes_back_as_it_was(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "project"
    root.mkdir()
    case.write(root)
    first = audited(root, tmp_path / "kept")
    _unanalysed(monkeypatch)
    assert audited(root, tmp_path / "kept") == first
