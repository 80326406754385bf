"""``--fix`` and its options from outside: what is written, what is said, what is left alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import commit, git, run, run_outside
from tests.tree import lay

CALL = "import requests\n\n\ndef load(url):\n    return requests.get(url)  # every hour\n"
MENDED = CALL.replace("(url)  #", "(url, timeout=10)  #")
OFF = "import requests\n\n\ndef load(url):\n    return requests.get(url, timeout=None)\n"
IMAGE = 'FROM python:3.12\nCMD ["uvicorn", "a:b", "--timeout-graceful-shutdown", "9"]\n'


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return lay(tmp_path / "repo", {"app/a.py": CALL, "app/b.py": OFF, "setup.py": ""})


def texts(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


# -- what is written ---------------------------------------------------------------------------------------------------


def test_the_safe_fixes_are_made_and_the_rest_is_reported(repo: Path) -> None:
    done = run_outside("--fix", cwd=repo)
    assert (repo / "app/a.py").read_text() == MENDED
    assert (repo / "app/b.py").read_text() == OFF
    assert done.status == 1
    assert "app/a.py:5:12" not in done.out
    assert "app/b.py:5:12 error TA403" in done.out
    assert done.err.splitlines() == [
        "timeout-audit: 1 finding fixed, in files: 1",
        "timeout-audit: 1 more with --unsafe; --show-fixes says why it may change more",
    ]


def test_unsafe_fixes_too_and_a_second_run_has_nothing_to_do(repo: Path) -> None:
    done = run_outside("--fix", "--unsafe", cwd=repo)
    assert done.status == 0
    assert (repo / "app/b.py").read_text() == OFF.replace("None", "10")
    assert done.err == "timeout-audit: 2 findings fixed, in files: 2\n"
    before = texts(repo)
    assert run_outside("--fix", "--unsafe", cwd=repo).status == 0
    assert texts(repo) == before


def test_show_fixes_lists_what_was_made_and_why_the_rest_was_not(repo: Path) -> None:
    done = run("--fix", "--show-fixes", cwd=repo)
    assert done.err.splitlines()[:2] == [
        "timeout-audit: app/a.py:5 TA401 fixed: pass timeout=10",
        (
            "timeout-audit: app/b.py:5 TA403 left: only with --unsafe: "
            "somebody switched the limit off here: make sure that nothing has to wait longer"
        ),
    ]


def test_only_what_was_asked_for_is_changed(repo: Path) -> None:
    lay(repo, {"app/client.py": "import httpx\n\nclient = httpx.Client(timeout=None)\n"})
    lay(repo, {"app/use.py": "from app.client import client\n\n\ndef load(url):\n    return client.get(url)\n"})
    before = texts(repo)
    done = run("--fix", "--unsafe", "--show-fixes", "app/use.py", cwd=repo)
    assert texts(repo) == before
    assert "left: it is mended in app/client.py, which was not asked for" in done.err


def test_selected_codes_are_fixed_alone(repo: Path) -> None:
    run("--fix", "--unsafe", "--select", "TA403", cwd=repo)
    assert (repo / "app/a.py").read_text() == CALL
    assert (repo / "app/b.py").read_text() == OFF.replace("None", "10")


def test_silenced_findings_are_left_alone(repo: Path) -> None:
    text = CALL.replace("# every hour", "# timeout-audit: ignore[TA401]")
    lay(repo, {"app/a.py": text})
    run("--fix", cwd=repo)
    assert (repo / "app/a.py").read_text() == text


def test_values_of_the_configuration_are_written(repo: Path) -> None:
    lay(repo, {"timeout-audit.toml": '[values]\nhttp = "app.settings.LIMIT"\n', "app/settings.py": "LIMIT = 7\n"})
    run("--fix", cwd=repo)
    assert (repo / "app/a.py").read_text() == MENDED.replace("10", "LIMIT").replace(
        "import requests\n", "import requests\n\nfrom app.settings import LIMIT\n"
    )


def test_of_an_old_repository_only_what_is_new_is_fixed(repo: Path) -> None:
    commit(repo)
    lay(repo, {"app/new.py": CALL})
    run("--fix", "--new-from", "HEAD", cwd=repo)
    assert git(repo, "status", "--porcelain").split() == ["??", "app/new.py"]
    assert (repo / "app/new.py").read_text() == MENDED


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_a_diff_changes_nothing_and_git_applies_it(repo: Path) -> None:
    lay(repo, {"Dockerfile": IMAGE, "app/last.py": CALL.rstrip("\n")})
    commit(repo)
    before = texts(repo)
    done = run_outside("--diff", "--unsafe", cwd=repo)
    assert done.status == 1
    assert texts(repo) == before
    assert "\n+    return requests.get(url, timeout=10)  # every hour\n" in done.out
    assert "\n\\ No newline at end of file\n" in done.out
    (repo.parent / "fix.patch").write_text(done.out)
    git(repo, "apply", "../fix.patch")
    other = lay(repo.parent / "other", {name: text.decode() for name, text in before.items() if ".git/" not in name})
    run("--fix", "--unsafe", cwd=other)
    assert texts(other) == {name: text for name, text in texts(repo).items() if ".git/" not in name}


def test_no_diff_is_a_clean_exit(repo: Path) -> None:
    run("--fix", "--unsafe", cwd=repo)
    done = run("--diff", "--unsafe", cwd=repo)
    assert (done.status, done.out) == (0, "")
    assert run("--diff", "--unsafe", "--exit-zero", cwd=lay(repo, {"app/a.py": CALL})).status == 0


def test_the_diff_of_a_buffer(repo: Path) -> None:
    done = run("--diff", "--stdin-filename", "app/a.py", cwd=repo, data=CALL.replace("hour", "day").encode())
    assert "+    return requests.get(url, timeout=10)  # every day\n" in done.out
    assert (repo / "app/a.py").read_text() == CALL


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--unsafe"], "--unsafe goes with --fix or --diff"),
        (["--show-fixes"], "--show-fixes goes with --fix or --diff"),
        (["--fix", "--ask"], "--ask goes with --fix, on a terminal"),
        (["--fix", "--stdin-filename", "app/a.py"], "--fix writes files: for the standard input there is --diff"),
    ],
)
def test_wrong_use_is_said_before_anything_is_done(repo: Path, options: list[str], message: str) -> None:
    before = texts(repo)
    done = run(*options, cwd=repo)
    assert done.status == 2
    assert message in done.err
    assert texts(repo) == before


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
@pytest.mark.parametrize(
    ("answers", "changed"),
    [("y\nn\n", {"app/a.py"}), ("n\ny\n", {"app/b.py"}), ("a\n", {"app/a.py", "app/b.py"}), ("q\n", set[str]())],
)
def test_each_fix_is_asked_for(repo: Path, answers: str, changed: set[str]) -> None:
    import pty  # noqa: PLC0415 - POSIX alone

    before = texts(repo)
    leader, follower = pty.openpty()
    command = [sys.executable, "-W", "error", "-m", "timeout_audit", "--fix", "--unsafe", "--ask"]
    try:
        os.write(leader, answers.encode())
        done = subprocess.run(
            command, cwd=repo, stdin=follower, capture_output=True, timeout=60, check=False, env={**os.environ}
        )
    finally:
        os.close(leader)
        os.close(follower)
    assert {name for name, text in texts(repo).items() if text != before[name]} == changed
    shown = done.stderr.decode()
    assert "app/a.py:5 TA401" in shown
    assert "+    return requests.get(url, timeout=10)  # every hour" in shown


# -- files of every sort -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"    ", b"\t"),
        lambda text: b"\xef\xbb\xbf# marked\n" + text,
        lambda text: "# -*- coding: latin-1 -*-\n# für\n".encode("latin-1") + text,
        lambda text: "# coding: cp1251\n# час\n".encode("cp1251") + text,
        lambda text: text.rstrip(b"\n"),
        lambda text: text.replace(b"\n\n\n", b"\x0c\n\n\n"),
        lambda text: text + "# \u2028 é 🐍\n".encode(),
    ],
    ids=["crlf", "tabs", "bom", "latin-1", "cp1251", "no-newline", "form-feed", "unicode"],
)
def test_nothing_changes_but_the_call(repo: Path, make: object) -> None:
    assert callable(make)
    (repo / "app/a.py").write_bytes(make(CALL.encode()))
    run("--fix", cwd=repo)
    assert (repo / "app/a.py").read_bytes() == make(MENDED.encode())


def test_a_file_in_no_encoding_is_left_as_it_is(repo: Path) -> None:
    data = CALL.encode() + b"# f\xfcr\n"
    (repo / "app/a.py").write_bytes(data)
    run("--fix", cwd=repo)
    assert (repo / "app/a.py").read_bytes() == data


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_the_mode_is_kept(repo: Path) -> None:
    (repo / "app/a.py").chmod(0o750)
    run("--fix", cwd=repo)
    assert stat.S_IMODE((repo / "app/a.py").stat().st_mode) == 0o750
    assert sorted(path.name for path in (repo / "app").iterdir()) == ["a.py", "b.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_read_only_file_is_not_changed_and_said(repo: Path) -> None:
    (repo / "app/a.py").chmod(0o444)
    done = run("--fix", cwd=repo)
    assert (repo / "app/a.py").read_text() == CALL
    assert "not changed: it is read-only" in done.out
    assert done.status == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_is_followed_inside_the_repository_alone(repo: Path) -> None:
    outside = lay(repo.parent / "elsewhere", {"c.py": CALL})
    (repo / "app/c.py").symlink_to(outside / "c.py")
    (repo / "app/d.py").symlink_to("a.py")
    run("--fix", cwd=repo)
    assert (outside / "c.py").read_text() == CALL
    assert (repo / "app/d.py").is_symlink()
    assert (repo / "app/a.py").read_text() == MENDED
