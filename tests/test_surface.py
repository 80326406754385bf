"""A file that touches nothing of its repository's surface is answered for without the rest, and rightly so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.audits import TODAY
from tests.cases import Case, all_cases
from tests.tree import lay
from timeout_audit import disk, remember, signs
from timeout_audit.config.find import load
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine, find
from timeout_audit.surface import MOST

PROJECT = {
    "service/__init__.py": "",
    "service/clients.py": "import requests\n\nsession = requests.Session()\n\n\ndef fetch(url, timeout=None):\n"
    "    return session.get(url, timeout=timeout)\n",
    "service/app.py": "from service.clients import fetch\n\nfetch('/a')\n",
    "service/plain.py": "import os\n\n\ndef name():\n    return os.name\n",
    "service/other.py": "from service.plain import name\n\nprint(name())\n",
    "service/handed.py": "def send(client, url):\n    return client.get(url)\n",
    "service/hands.py": "from service.clients import session\nfrom service.handed import send\n\nsend(session, '/')\n",
    "service/state.py": "import requests\n\n\ndef start(app):\n    app.state.upstream = requests.Session()\n",
    "pyproject.toml": "[project]\nname = 'service'\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = lay(tmp_path / "project", PROJECT)
    monkeypatch.setattr(signs, "STEADY", -(10**15))  # changes during a test are told apart by their time alone
    return folder


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What was said to the question whether the targets are idle, time after time."""
    found: list[bool] = []
    ask = remember.idle

    def asked(*arguments: object) -> bool:
        found.append(ask(*arguments))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(remember, "idle", asked)
    return found


def audited(root: Path, folder: Path | str, *names: str, **settings: object) -> Audit:
    loaded = load(str(root), str(root))
    loaded = replace(loaded, config=replace(loaded.config, **settings))
    with disk.watched():
        sources, unwalked = find([str(root / name) for name in names] or [str(root)], str(root), loaded)
        sources.cache = str(folder)
        return examine(sources, unwalked, loaded, TODAY)


@contextmanager
def holding(path: Path, text: str) -> Iterator[None]:
    """The file with another content for a while."""
    before = path.read_bytes()
    path.write_text(text)
    try:
        yield
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.source.stem}:{case.line}")
def test_a_file_alone_says_what_it_says_without_a_cache(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file of each case, as it is, and with what stands in the others."""
    monkeypatch.setattr(signs, "STEADY", -(10**15))
    root, folder = tmp_path / "project", tmp_path / "kept"
    root.mkdir()
    case.write(root)
    audited(root, folder)
    names = [name for name in case.files if name.endswith(".py")]
    for name in names:
        for other in names:
            with holding(root / name, (root / other).read_text() + "# changed\n"):
                assert audited(root, folder, name) == audited(root, "", name)


def test_is_decided_where_nothing_can_be_reached(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    for text in ("", "x = 1\n", "import os, json\nfrom service import plain\nfrom service.plain import *\n", "def ("):
        with holding(root / "service/plain.py", text):
            assert audited(root, tmp_path / "kept", "service/plain.py") == audited(root, "", "service/plain.py")
            assert decided[-1] is True


@pytest.mark.parametrize(
    "text",
    [
        "import requests\n",
        "import requests.sessions as s\n",
        "from service.clients import session\n",
        "from .clients import fetch as f\n",
        "from . import clients\n\nclients.session.get('/')\n",
        "from service.clients import *\n\nfetch('/')\n",
        "import service.clients\n\nservice.clients.fetch('/')\n",
        "from service.state import requests\n",
        "def run(app):\n    app.state.upstream.get('/')\n",
        "import subprocess\n\nsubprocess.run(['uvicorn', 'service:app'])\n",
        "DATABASES = {}\n",
        "\ufeff" + "x = 1\n",
    ],
)
def test_is_not_decided_where_something_may_be(text: str, root: Path, tmp_path: Path, decided: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    encoding = "utf-16" if text.startswith("\ufeff") else "utf-8"
    (root / "service/plain.py").write_text(text, encoding=encoding)
    assert audited(root, tmp_path / "kept", "service/plain.py") == audited(root, "", "service/plain.py")
    assert decided[-1] is False


def test_a_function_that_others_hand_something(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    (root / "service/handed.py").write_text("def send(client, url):\n    return client.post(url)\n")
    found = audited(root, tmp_path / "kept", "service/handed.py")
    assert decided[-1] is False
    assert found == audited(root, "", "service/handed.py")
    assert found.findings


def test_other_files_may_change(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    (root / "service/plain.py").write_text("x = 1\n")
    (root / "service/other.py").write_text("x = 2\n")
    assert audited(root, tmp_path / "kept", "service/other.py") == audited(root, "", "service/other.py")
    assert decided[-1] is True
    (root / "service/plain.py").write_text("import requests\n\nclient = requests.Session()\n")
    (root / "service/other.py").write_text("from service.plain import client\n\nclient.get('/')\n")
    found = audited(root, tmp_path / "kept", "service/other.py")
    assert decided[-1] is False
    assert found == audited(root, "", "service/other.py")
    assert found.findings


def test_a_change_that_matters_is_read_once(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    (root / "service/app.py").write_text("from service.clients import fetch\n\nfetch('/b', timeout=5)\n")
    audited(root, tmp_path / "kept", "service/plain.py")
    assert decided[-1] is False
    (root / "service/plain.py").write_text("x = 1\n")
    audited(root, tmp_path / "kept", "service/plain.py")
    assert decided[-1] is True, "the run before has seen the change"


def renewed(path: Path) -> None:
    """Write a file as many editors do."""
    new = path.with_name("new")
    new.write_text("x = 1\n")
    new.replace(path)


def test_what_the_folders_hold(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    def is_decided() -> bool:
        audited(root, tmp_path / "kept", "service/plain.py")
        return decided[-1]

    audited(root, tmp_path / "kept")
    renewed(root / "service/plain.py")
    assert is_decided(), "the folder has changed, but not what lies in it"
    (root / "service/more.py").write_text("")
    assert not is_decided()
    assert is_decided(), "the run before has read the repository anew"
    (root / "service/more.py").unlink()
    (root / "service/more.py").mkdir()
    assert not is_decided()


def test_another_question(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    kept = tmp_path / "kept"
    audited(root, kept)
    audited(root, kept, "service/plain.py", "service/other.py")
    assert decided[-1] is True
    audited(root, kept, "service/plain.py", select=("process",))
    assert decided[-1] is False
    audited(root, kept, "service/plain.py", "service/app.py")
    assert decided[-1] is False
    audited(root, kept)
    assert decided[-1] is False


def test_too_many_changes(root: Path, tmp_path: Path, decided: list[bool]) -> None:
    names = [f"service/module_{number}.py" for number in range(MOST + 1)]
    for name in names:
        (root / name).write_text("")
    audited(root, tmp_path / "kept")
    for name in names[1:]:
        (root / name).write_text("x = 1\n")
    audited(root, tmp_path / "kept", names[0])
    assert decided[-1] is True
    (root / names[0]).write_text("x = 1\n")
    audited(root, tmp_path / "kept", names[0])
    assert decided[-1] is False


def test_a_change_of_a_moment_ago_counts_as_one(
    root: Path, tmp_path: Path, decided: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "STEADY", 2_000_000_000)
    audited(root, tmp_path / "kept")
    audited(root, tmp_path / "kept", "service/plain.py")
    assert decided[-1] is True, "what has changed is read, and is what it was"
    (root / "service/app.py").write_text(PROJECT["service/app.py"].replace("/a", "/b"))
    audited(root, tmp_path / "kept", "service/plain.py")
    assert decided[-1] is False


@pytest.mark.parametrize("keep", [0, 20, 200])
def test_a_damaged_surface_is_none(keep: int, root: Path, tmp_path: Path, decided: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    (path,) = (tmp_path / "kept").glob("*.surface")
    path.write_bytes(path.read_bytes()[:keep])
    audited(root, tmp_path / "kept", "service/plain.py")
    assert decided[-1] is False
