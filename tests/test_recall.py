"""An answer is given again only while everything that it came from is as it was."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.command import commit, run_outside
from tests.tree import lay
from timeout_audit import disk, recall, signs
from timeout_audit.cli.main import start

PROJECT = {
    "service/clients.py": "import requests\n\n\ndef fetch(url):\n    return requests.get(url)\n",
    "service/app.py": "from service.clients import fetch\n\nfetch('/a')\n",
    "service/Dockerfile": 'FROM python:3.12\nCMD ["uvicorn", "service.app:app"]\n',
    "service/notes/readme.txt": "nothing\n",
    "pyproject.toml": "[tool.other]\nkey = 1\n",
    ".gitignore": "*.log\n",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = lay(tmp_path / "project", PROJECT)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(signs, "STEADY", -(10**15))  # what changes during a test is told apart by its time alone
    monkeypatch.setattr(recall, "_add_own", lambda _: None)  # the tests' own files come and go
    monkeypatch.setenv("LANGUAGE", "en")
    return folder


class Said:
    """What a run said, and whether it was known before."""

    def __init__(self, status: int, out: str, err: str, *, known: bool) -> None:
        self.known = known
        self.answer = (status, out, err)


def run(*arguments: str, capture: pytest.CaptureFixture[str]) -> Said:
    """Run the command as its entry does, inside this process."""
    capture.readouterr()
    status = recall.replay(arguments)
    known = status is not None
    if status is None:
        before, sys.argv = sys.argv, ["timeout-audit", *arguments]
        try:
            with pytest.raises(SystemExit) as ended:
                start()
        finally:
            sys.argv = before
        status = int(ended.value.code or 0)
    said = capture.readouterr()
    return Said(status, said.out, said.err, known=known)


@pytest.mark.usefixtures("root")
def test_says_the_same_again(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(".", capture=capsys)
    again = run(".", capture=capsys)
    assert not first.known
    assert again.known
    assert again.answer == first.answer
    assert "TA401" in first.answer[1]
    assert run("--format", "json", ".", capture=capsys).known is False
    assert run("--format", "json", ".", capture=capsys).known is True


def edited(root: Path) -> None:
    """Other content of the same length, at the same time."""
    path = root / "service/app.py"
    before = path.stat()
    path.write_text(path.read_text().replace("/a", "/b"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def added(root: Path) -> None:
    (root / "service/more.py").write_text("import requests\n\nrequests.get('/c')\n")


def added_below(root: Path) -> None:
    (root / "service/notes/run.py").write_text("import requests\n\nrequests.get('/c')\n")


def removed(root: Path) -> None:
    (root / "service/app.py").unlink()


def renamed(root: Path) -> None:
    (root / "service/clients.py").rename(root / "service/callers.py")


def launched(root: Path) -> None:
    (root / "service/Dockerfile").write_text('CMD ["uvicorn", "service.app:app", "--timeout-keep-alive", "65"]\n')


def ignored(root: Path) -> None:
    (root / "service/.gitignore").write_text("clients.py\n")


def configured(root: Path) -> None:
    (root / "timeout-audit.toml").write_text('ignore = ["TA401"]\n')


def configured_in_place(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.timeout-audit]\nignore = ["TA401"]\n')


def configured_above(root: Path) -> None:
    (root.parent / ".git").mkdir()
    (root.parent / "timeout-audit.toml").write_text('ignore = ["TA401"]\n')


def suppressed(root: Path) -> None:
    path = root / "service/clients.py"
    path.write_text(path.read_text().rstrip() + "  # timeout-audit: ignore[TA401] -- local\n")


def unreadable(root: Path) -> None:
    """A link in a file's place."""
    path = root / "service/clients.py"
    path.rename(root / "service/clients.txt")
    path.symlink_to("clients.txt")


CHANGES = [
    *(edited, added, added_below, removed, renamed, launched, ignored),
    *(configured, configured_in_place, configured_above, suppressed, unreadable),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
@pytest.mark.parametrize("path", [".", "service"])
def test_every_change_is_seen(
    change: Callable[[Path], None], path: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(path, capture=capsys)
    assert run(path, capture=capsys).known
    change(root)
    after = run(path, capture=capsys)
    assert after.answer == run("--no-cache", path, capture=capsys).answer
    outside = path == "service" and change in (configured, configured_in_place)
    assert after.known is outside, "a folder without a repository is its own"


def test_what_git_begins_to_track_is_seen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".gitignore").write_text("clients.py\n")
    subprocess.run(["git", "init", "-q"], check=True, timeout=30)
    first = run(".", capture=capsys)
    assert run(".", capture=capsys).known
    subprocess.run(["git", "add", "-f", "service/clients.py"], check=True, timeout=30)
    after = run(".", capture=capsys)
    assert not after.known
    assert after.answer != first.answer


def test_a_path_that_leads_elsewhere(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(root / "service", root / "other")
    (root / "other/clients.py").write_text("fetch = print\n")
    (root / "link").symlink_to("service")
    first = run("link", capture=capsys)
    assert run("link", capture=capsys).known
    (root / "link").unlink()
    (root / "link").symlink_to("other")
    after = run("link", capture=capsys)
    assert not after.known
    assert after.answer != first.answer


@pytest.mark.parametrize("name", sorted(set(recall.ENVIRONMENT) - {"_TIMEOUT_AUDIT_COMPLETE"}))
def test_the_environment_is_part_of_the_question(
    name: str, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(".", capture=capsys)
    assert run(".", capture=capsys).known
    monkeypatch.setenv(name, str(root))
    assert not run(".", capture=capsys).known


def test_the_environment_that_is_asked_for_is_noted() -> None:
    package = Path(recall.__file__).parent
    quoted = {
        name
        for room in ("cli", "report", "i18n.py", "files.py", "cache.py")
        for path in ([package / room] if room.endswith(".py") else (package / room).rglob("*.py"))
        for line in path.read_text().splitlines()
        if "environ" in line
        for name in re.findall(r'"([A-Z][A-Z_]+)"', line)
    }
    assert {"LANGUAGE", "NO_COLOR", "XDG_CACHE_HOME"} <= quoted
    assert quoted <= set(recall.ENVIRONMENT)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--no-cache", "."),
        ("-o", "../report.txt", "."),
        ("--format", "json=../report.json", "."),
        ("--new-from", "HEAD", "."),
        ("--diff", "."),
        ("--fix", "service/app.py"),
        ("explain", "TA401"),
        ("--nonsense", "."),
        ("nowhere",),
    ],
)
def test_what_is_more_than_an_answer_is_not_kept(
    arguments: tuple[str, ...], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(root)
    run(*arguments, capture=capsys)
    assert not run(*arguments, capture=capsys).known


@pytest.mark.usefixtures("root")
def test_standard_input_is_read_anew(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("--stdin-filename", "service/app.py", "-")
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"import requests\nrequests.get('/')\n")))
        assert not run(*arguments, capture=capsys).known


def test_another_folder_and_another_day(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(".", capture=capsys)
    monkeypatch.chdir(root / "service")
    assert not run(".", capture=capsys).known
    monkeypatch.chdir(root)
    assert run(".", capture=capsys).known
    later = time.gmtime(time.time() + 86_400)
    monkeypatch.setattr(recall.time, "gmtime", lambda: later)
    assert not run(".", capture=capsys).known


def damaged(data: bytes) -> Iterator[bytes]:
    yield b""
    yield data[: len(data) // 2]
    yield data[:-1]
    yield data.replace(b"TA401", b"TA402")
    yield data.replace(b"answer 1", b"answer 2")
    yield data[:23] + bytes(60)
    yield bytes(reversed(data))


@pytest.mark.usefixtures("root")
def test_a_damaged_answer_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = run(".", capture=capsys)
    (path,) = tmp_path.parent.glob(f"{tmp_path.name}.cache/*.answer")
    data = path.read_bytes()
    for bad in damaged(data):
        path.write_bytes(bad)
        after = run(".", capture=capsys)
        assert not after.known
        assert after.answer == good.answer
    assert run(".", capture=capsys).known


@pytest.mark.usefixtures("root")
def test_an_answer_to_another_question_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(".", capture=capsys)
    (path,) = tmp_path.parent.glob(f"{tmp_path.name}.cache/*.answer")
    run("service", capture=capsys)
    (other,) = set(tmp_path.parent.glob(f"{tmp_path.name}.cache/*.answer")) - {path}
    shutil.copy(path, other)
    assert not run("service", capture=capsys).known


@pytest.mark.usefixtures("root")
def test_there_is_room_for_so_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "_MOST", 3)
    for number in range(5):
        run("--fail-on", "error", *["service"] * number, capture=capsys)
        assert run("--fail-on", "error", *["service"] * number, capture=capsys).known
    assert len(list(tmp_path.parent.glob(f"{tmp_path.name}.cache/*.answer"))) == 3


def test_everything_that_is_opened_is_noted(root: Path) -> None:
    """Watched by the interpreter itself, in a process of its own: a hook cannot be taken away again."""
    program = """
import sys
opened = set()
def hook(event, arguments):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], str):
        opened.add(arguments[0].rstrip("/"))
sys.addaudithook(hook)
from timeout_audit import recall
from timeout_audit.cli.main import start
kept = recall.Recording.keep
def keep(self, folder, status):
    noted = {path.rstrip("/") for path in self._notes.signs}
    root = sys.argv[-1]
    below = {path for path in opened if path.startswith(root)}
    print(len(below), sorted(below - noted), file=sys.stderr)
recall.Recording.keep = keep
start()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(root)], capture_output=True, text=True, timeout=60, check=False
    )
    count, _, missing = done.stderr.strip().partition(" ")
    assert int(count) >= 8, done.stderr
    assert missing == "[]"


def outside(root: Path, cache: Path, program: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TIMEOUT_AUDIT_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", program, str(root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


_ANSWERS = """
import sys
from timeout_audit.__main__ import main
try:
    main()
finally:
    print("click" in sys.modules)
"""


def test_the_shipped_command_answers_without_its_rooms(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = outside(root, cache, _ANSWERS)
    assert first.stdout.endswith("True\n")
    assert not list(cache.glob("*.answer")), "what changed a moment ago may change again"
    for _ in range(5):  # other tests may put something beside the program meanwhile
        time.sleep(2.1)
        assert outside(root, cache, _ANSWERS).returncode == first.returncode == 1
        again = outside(root, cache, _ANSWERS)
        if again.stdout != first.stdout:
            break
    assert again.stdout == first.stdout.replace("True\n", "False\n")
    assert again.returncode == 1


def test_nobody_reads_the_answer() -> None:
    script = """
import sys
from timeout_audit import recall
sys.exit(3 if recall.written([("x" * 1_000_000, sys.stdout)]) else 1)
"""
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    assert writer.stderr.read() == b""
    writer.stderr.close()
    assert writer.wait(60) == 1


def test_a_colour_that_is_forced_comes_through_a_pipe(root: Path) -> None:
    assert "\x1b[" in run_outside(".", cwd=root, env={"FORCE_COLOR": "1"}).out
    assert "\x1b[" not in run_outside(".", cwd=root).out


def test_two_states_of_one_file_are_no_answer() -> None:
    with disk.watched() as notes:
        notes.add("a", (1, 1, 1, 1))
        notes.add("a", (1, 1, 1, 1))
        assert notes.steady
        notes.add("a", (2, 2, 1, 1))
    assert not notes.steady


def test_a_closed_output_and_a_folder_that_is_gone(root: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m timeout_audit {root}"
    for _ in range(2):  # told anew, and again
        done = subprocess.run(["sh", "-c", f"{command} >&-"], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (1, "")
    gone = tmp_path / "gone"
    gone.mkdir()
    package = Path(recall.__file__).parent.parent
    script = f'cd "{gone}"; rmdir "{gone}"; PYTHONPATH={package} {sys.executable} -m timeout_audit .'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
