"""What is kept from run to run changes no answer, whatever happens to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.audits import TODAY
from tests.cases import CASES, parse_cases
from timeout_audit import cache
from timeout_audit.cache import Cache, cache_folder, open_cache
from timeout_audit.config.find import load
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine, find
from timeout_audit.readers.python import crew, symbols

PROJECT = {
    "clients.py": "import requests\n\nsession = requests.Session()\n\n\ndef fetch(url, timeout=None):\n"
    "    return session.get(url, timeout=timeout)\n",
    "app.py": "from clients import fetch, session\n\nfetch('/a')\nfetch('/b', timeout=5)\nsession.post('/c')\n",
    "old.py": "import requests\n\nrequests.get('/d'\n",
}


ENTRY = b"1234" * 10


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    for name, text in PROJECT.items():
        (root / name).write_text(text)
    return root


def audited(root: Path, folder: Path | str) -> Audit:
    loaded = load(str(root), str(root))
    sources, unwalked = find([str(root)], str(root), loaded)
    sources.cache = str(folder)
    return examine(sources, unwalked, loaded, TODAY)


def entries(folder: Path, kind: str = "facts") -> Path:
    (path,) = folder.glob(f"*.{kind}")
    return path


def without_analysis(root: Path, folder: Path) -> Audit:
    """An audit from the facts alone."""
    entries(folder, "analysis").unlink()
    return audited(root, folder)


def test_a_second_run_says_the_same_and_parses_nothing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = audited(project, "")
    assert without.findings
    assert without.problems
    folder = tmp_path / "kept"
    assert audited(project, folder) == without
    assert without_analysis(project, folder) == without
    (project / "old.py").unlink()  # what could not be read is read again
    without = audited(project, "")
    for module in (crew, symbols):
        monkeypatch.setattr(module, "read_slice" if module is symbols else "facts_of", lambda *_: pytest.fail("read"))
    monkeypatch.setattr(crew, "hear", lambda *_, **__: pytest.fail("cut again"))
    assert audited(project, folder) == without


@pytest.mark.parametrize("name", ["TA401-http-timeout-unset", "TA405-timeout-unknown", "TA501-response-not-closed"])
def test_facts_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for number, case in enumerate(parse_cases(CASES / f"{name}.md")):
        root = tmp_path / str(number)
        root.mkdir()
        case.write(root)
        without = audited(root, "")
        assert audited(root, folder) == audited(root, folder) == without
        assert without_analysis(root, folder) == without
        shutil.rmtree(folder)


def test_what_changed_is_read_anew(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    audited(project, folder)
    (project / "clients.py").write_text(PROJECT["clients.py"].replace("timeout=None", "timeout=3"))
    assert audited(project, folder) == audited(project, "")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:200] + b"x" + data[201:],
    ],
    ids=["cut off", "empty", "last bit", "edited"],
)
@pytest.mark.parametrize("kind", ["facts", "analysis"])
def test_what_is_damaged_is_not_there(project: Path, tmp_path: Path, damage: object, kind: str) -> None:
    assert callable(damage)
    folder = tmp_path / "kept"
    without = audited(project, folder)
    path = entries(folder, kind)
    path.write_bytes(damage(path.read_bytes()))
    if kind == "facts":
        entries(folder, "analysis").unlink()
    assert audited(project, folder) == without


def test_an_entry_that_is_no_fact_is_read_anew(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cache, "get", lambda *_: b"\x93nonsense")
    assert audited(project, tmp_path / "kept") == audited(project, "")


def test_other_code_finds_nothing(tmp_path: Path) -> None:
    one = open_cache(str(tmp_path), "/root", b"one")
    one.put(b"key", b"entry")
    one.save()
    assert open_cache(str(tmp_path), "/root", b"one").get(b"key") == b"entry"
    assert open_cache(str(tmp_path), "/root", b"other").get(b"key") is None
    assert open_cache(str(tmp_path), "/elsewhere", b"one").get(b"key") is None


def test_two_runs_at_once_leave_a_whole_file(tmp_path: Path) -> None:
    first, second = (open_cache(str(tmp_path), "/root", b"") for _ in range(2))
    first.put(b"a", b"1")
    second.put(b"b", b"2")
    first.save()
    second.save()
    assert open_cache(str(tmp_path), "/root", b"").get(b"b") == b"2"


def test_what_was_not_used_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_SIZE", 100)
    old = open_cache(str(tmp_path), "/root", b"")
    old.put(b"used", ENTRY)
    old.put(b"unused", ENTRY)
    old.save()
    new = open_cache(str(tmp_path), "/root", b"")
    new.get(b"used")
    new.put(b"fresh", ENTRY)
    new.save()
    kept = open_cache(str(tmp_path), "/root", b"")
    assert [kept.get(key) for key in (b"used", b"unused", b"fresh")] == [ENTRY, None, ENTRY]


def test_where_nothing_can_be_written_nothing_is_kept(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert audited(project, tmp_path / "file" / "below") == audited(project, "")


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIMEOUT_AUDIT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert Path(cache_folder()) == Path("/somewhere/timeout-audit")
    monkeypatch.setenv("TIMEOUT_AUDIT_CACHE_DIR", "/elsewhere")
    assert cache_folder() == "/elsewhere"
