"""What is kept from run to run changes no answer, whatever happens to it."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.audits import TODAY
from tests.cases import Case, all_cases
from tests.command import run_outside
from timeout_audit import cache
from timeout_audit.cache import Cache, kept_files, open_cache
from timeout_audit.config.find import load
from timeout_audit.files import cache_folder
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine, find
from timeout_audit.readers.python import sieved, symbols
from timeout_audit.readers.python.read import Desk

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


def audited(root: Path, folder: Path | str, *over: str) -> Audit:
    """An audit with what is kept in a folder, of some files alone where they are named."""
    loaded = load(str(root), str(root))
    sources, unwalked = find([str(root / name) for name in over or ("",)], str(root), loaded)
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
    monkeypatch.setattr(sieved, "find_imports", lambda *_: pytest.fail("sieved"))
    monkeypatch.setattr(symbols, "read_slice", lambda *_: pytest.fail("read"))
    monkeypatch.setattr(Desk, "facts", lambda *_: pytest.fail("read"))
    monkeypatch.setattr(Desk, "hear", lambda *_, **__: pytest.fail("cut again"))
    assert audited(project, folder) == without


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.source.stem}:{case.line}")
def test_facts_come_back_as_they_were(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    case.write(root)
    without = audited(root, "")
    folder = tmp_path / "kept"
    assert audited(root, folder) == without
    assert without_analysis(root, folder) == without


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


def test_a_full_disk_costs_the_cache_and_nothing_else(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = audited(project, "")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "kept"
    monkeypatch.setattr(os, "fsync", full)
    assert audited(project, folder) == without
    assert not kept_files(str(folder))


def test_two_commands_at_once_say_what_one_says(project: Path, tmp_path: Path) -> None:
    arguments = (project, "--format", "json", "--cache-dir", tmp_path / "kept")
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(run_outside, *arguments, cwd=tmp_path) for _ in range(4)]
    alone = run_outside(*arguments[:-2], "--no-cache", cwd=tmp_path)
    assert [done.result() for done in runs] == [alone] * 4
    assert run_outside(*arguments, cwd=tmp_path) == alone
    names = {Path(file.path).suffix for file in kept_files(str(tmp_path / "kept"))}
    assert names - {".answer", ".surface"} == {".facts", ".analysis"}


def test_an_entry_that_was_edited_does_not_count(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    without = audited(project, folder)
    path = entries(folder)
    data = path.read_bytes()
    assert data.count(b"app.py")
    path.write_bytes(data.replace(b"app.py", b"apq.py"))
    entries(folder, "analysis").unlink()
    assert audited(project, folder) == without


def test_what_is_old_or_too_much_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1e9
    for number, age in enumerate((40, 20, 10, 0)):
        file = tmp_path / f"{number:032x}.facts"
        file.write_bytes(ENTRY)
        os.utime(file, (now - age * 86_400,) * 2)
    for name in (".timeout-audit-abc", "notes.facts", "a.txt"):
        (tmp_path / name).write_bytes(ENTRY)
        os.utime(tmp_path / name, (now - 40 * 86_400,) * 2)
    monkeypatch.setattr(cache, "MAX_FOLDER", 2 * len(ENTRY))
    cache.prune(str(tmp_path), now)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"{2:032x}.facts", f"{3:032x}.facts", "notes.facts", "a.txt"}


def test_a_file_in_use_does_not_grow_old(tmp_path: Path) -> None:
    one = open_cache(str(tmp_path), "/root", b"")
    one.put(b"a", b"1")
    one.save()
    path = entries(tmp_path)
    os.utime(path, (0, 0))
    assert open_cache(str(tmp_path), "/root", b"").get(b"a") == b"1"
    assert path.stat().st_mtime > 0


def test_a_folder_of_ours_is_left_alone_by_backups_and_git(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    audited(project, folder)
    assert (folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    assert (folder / ".gitignore").read_text() == "*\n"


def test_the_command_shows_and_clears(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    audited(project, folder)
    shown = run_outside("cache", "--cache-dir", folder, cwd=tmp_path)
    assert (shown.status, shown.err) == (0, "")
    assert str(folder) in shown.out
    assert "2 files" in shown.out
    assert run_outside("cache", "clear", cwd=tmp_path, env={"TIMEOUT_AUDIT_CACHE_DIR": str(folder)}).status == 0
    assert not folder.exists()
    assert "0 files" in run_outside("cache", "--cache-dir", folder, cwd=tmp_path).out


def test_clearing_takes_nothing_that_is_not_ours(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    audited(project, folder)
    (folder / "mine.txt").write_text("mine")
    assert run_outside("cache", "--cache-dir", folder, "clear", cwd=tmp_path).status == 0
    assert not kept_files(str(folder))
    assert (folder / "mine.txt").read_text() == "mine"


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIMEOUT_AUDIT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert Path(cache_folder()) == Path("/somewhere/timeout-audit")
    monkeypatch.setenv("TIMEOUT_AUDIT_CACHE_DIR", "/elsewhere")
    assert cache_folder() == "/elsewhere"
