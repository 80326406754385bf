"""The gate on real histories, through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import commit, git, run
from tests.tree import lay

CLIENT = """\
import requests

session = requests.Session()


def fetch(url):
    return session.get(url, timeout=10)
"""
UNBOUNDED = """\
import requests


def load(url):
    return requests.get(url, headers={"a": "b"})
"""


def found(root: Path, *arguments: str, data: bytes = b"") -> list[str]:
    done = run("--format", "json", "--isolated", *arguments, cwd=root, data=data)
    assert done.status in {0, 1}, done.err
    report = json.loads(done.out)
    lines = [f"{one['path']}:{one['line']} {one['code']}" for one in report["findings"]]
    assert (done.status == 1) == bool(lines), "findings and exit status agree"
    return lines


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = lay(tmp_path / "repo", {"app/client.py": CLIENT, "app/old.py": UNBOUNDED, "README.md": "words\n"})
    commit(root)
    return root


def since(root: Path, *paths: str) -> list[str]:
    """What is new since HEAD, the same by revision and by patch."""
    by_revision = found(root, "--new-from", "HEAD", *paths)
    git(root, "add", "-AN")
    patch = git(root, "diff", "HEAD").encode()
    assert found(root, "--patch", "-", *paths, data=patch) == by_revision
    git(root, "reset", "-q")
    return by_revision


def test_nothing_changed_is_nothing_new(repo: Path) -> None:
    assert found(repo) == ["app/old.py:5 TA401"]
    assert since(repo) == []


def test_a_new_call_is_new(repo: Path) -> None:
    lay(repo, {"app/new.py": UNBOUNDED.replace("load", "other").replace('"a"', '"c"')})
    assert since(repo) == ["app/new.py:5 TA401"]


def test_a_call_in_a_tracked_file_is_new(repo: Path) -> None:
    old = (repo / "app/old.py").read_text()
    (repo / "app/old.py").write_text(old + "\n\ndef more(url):\n    return requests.put(url)\n")
    assert since(repo) == ["app/old.py:9 TA401"]


def test_moved_lines_are_not_new(repo: Path) -> None:
    (repo / "app/old.py").write_text("import os\n\n" + UNBOUNDED)
    assert since(repo) == []


def test_a_renamed_file_is_not_new(repo: Path) -> None:
    git(repo, "mv", "app/old.py", "app/renamed.py")
    assert since(repo) == []


def test_a_reformatted_call_is_not_new(repo: Path) -> None:
    call = "    return requests.get(\n        url,\n        headers={'a': 'b',},\n    )\n"
    (repo / "app/old.py").write_text(UNBOUNDED.replace('    return requests.get(url, headers={"a": "b"})\n', call))
    assert since(repo) == []


def test_code_moved_to_another_file_is_not_new(repo: Path) -> None:
    lay(repo, {"app/old.py": "x = 1\n", "app/elsewhere.py": "import os\n" + UNBOUNDED})
    assert since(repo) == []


def test_a_second_copy_is_new(repo: Path) -> None:
    lay(repo, {"app/copy.py": UNBOUNDED})
    assert since(repo) == ["app/copy.py:5 TA401"]
    assert since(repo, "app/copy.py") == ["app/copy.py:5 TA401"]


def test_a_change_elsewhere_makes_its_callers_new(repo: Path) -> None:
    caller = "import requests\n\nfrom app.limits import LIMIT\n\n\ndef use(url):\n"
    caller += "    return requests.get(url, timeout=LIMIT)\n"
    lay(repo, {"app/__init__.py": "", "app/limits.py": "LIMIT = 10\n", "app/caller.py": caller})
    commit(repo)
    assert found(repo) == ["app/old.py:5 TA401"]
    lay(repo, {"app/limits.py": "LIMIT = None\n"})
    assert since(repo) == ["app/caller.py:7 TA403"]
    said = run("--isolated", "--new-from", "HEAD", cwd=repo).out
    assert "switched off by `None`, written at app/limits.py:1" in said, "the cause"
    assert since(repo, "app/caller.py") == ["app/caller.py:7 TA403"]
    assert since(repo, "app/limits.py") == []


def test_a_deleted_file_is_nothing_new(repo: Path) -> None:
    (repo / "app/client.py").unlink()
    assert since(repo) == []


def test_a_name_that_git_quotes(repo: Path) -> None:
    lay(repo, {'app/na"me é.py': UNBOUNDED})
    commit(repo)
    lay(repo, {'app/na"me é.py': UNBOUNDED + "\n\nx = requests.put(1).text\n"})
    assert since(repo) == ['app/na"me é.py:8 TA401']


def test_the_merge_base_of_a_branch(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "feature")
    lay(repo, {"app/feature.py": UNBOUNDED.replace('"a"', '"feature"')})
    commit(repo)
    git(repo, "checkout", "-q", "main")
    lay(repo, {"app/trunk.py": UNBOUNDED.replace('"a"', '"trunk"')})
    commit(repo)
    git(repo, "checkout", "-q", "feature")
    assert found(repo, "--new-from-merge-base", "main") == ["app/feature.py:5 TA401"]


def test_a_shallow_clone_says_what_to_do(repo: Path, tmp_path: Path) -> None:
    commit(repo)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo}", "shallow")
    done = run("--new-from", "HEAD~1", cwd=tmp_path / "shallow")
    assert done.status == 2
    assert done.err == (
        "timeout-audit: HEAD~1 is no commit of this clone: the clone is shallow; fetch more "
        "(git fetch --unshallow; in a workflow, fetch-depth: 0)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--new-from", "nowhere"], "nowhere is no commit of this clone; fetch it first"),
        (["--new-from", "--help"], "--help is no commit of this clone; fetch it first"),
        (["--new-from-merge-base", "nowhere"], "nowhere is no commit of this clone; fetch it first"),
        (["--patch", "gone.patch"], "gone.patch: No such file or directory"),
        (["--patch", "README.md"], "this is no patch: it has no lines that begin with --- and +++"),
        (["--patch", "a", "--new-from", "b"], "use one of --new-from, --new-from-merge-base and --patch"),
    ],
)
def test_what_cannot_be_compared_is_wrong_use(repo: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=repo)
    assert (done.status, done.err) == (2, f"timeout-audit: {message}\n")


def test_a_patch_that_leads_elsewhere_is_wrong_use(repo: Path) -> None:
    (repo / "app/old.py").write_text(UNBOUNDED + "x = 1\n")
    patch = git(repo, "diff").encode()
    (repo / "app/old.py").write_text("y = 2\n")
    done = run("--patch", "-", cwd=repo, data=patch)
    assert done.status == 2
    assert "the patch does not lead to the files as they are" in done.err


def test_a_patch_cannot_reach_out_of_the_repository(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("one\n")
    patch = b"--- a/../secret.py\n+++ b/../secret.py\n@@ -1 +1 @@\n-two\n+one\n"
    assert run("--patch", "-", cwd=repo, data=patch).status == 2
    assert (tmp_path / "secret.py").read_text() == "one\n"


def test_a_patch_without_prefixes(repo: Path) -> None:
    (repo / "app/old.py").write_text(UNBOUNDED + "\n\nx = requests.put(1).text\n")
    patch = git(repo, "diff", "--no-prefix").encode()
    assert found(repo, "--patch", "-", data=patch) == ["app/old.py:8 TA401"]
    assert found(repo, "--patch", "-", data=b"") == []


def test_outside_of_git(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": UNBOUNDED})
    done = run("--new-from", "HEAD", cwd=tmp_path)
    assert done.status == 2
    assert "not a git repository" in done.err


# -- causes that lie in files which are not audited themselves ---------------------------------------------------------

CACHE = 'import redis\n\nstore = redis.Redis(host="cache")\n\n\ndef read(key):\n    return store.get(key)\n'


def test_an_older_library_makes_its_callers_new(repo: Path) -> None:
    lay(repo, {"app/store.py": CACHE, "requirements.txt": "redis==8.0.0\n"})
    commit(repo)
    before = found(repo)
    lay(repo, {"requirements.txt": "redis==5.0.0\n"})
    new = since(repo)
    assert new == [line for line in found(repo) if line not in before] != []


def test_a_lock_file_that_was_not_there_makes_its_callers_new(repo: Path) -> None:
    lay(repo, {"app/store.py": CACHE, "pyproject.toml": '[project]\nname = "x"\ndependencies = ["redis>=8"]\n'})
    commit(repo)
    before = found(repo)
    lay(repo, {"requirements.txt": "redis==5.0.0\n"})
    (repo / "pyproject.toml").unlink()
    new = since(repo)
    assert new == [line for line in found(repo) if line not in before] != []


def test_a_script_without_an_ending_is_compared_with_what_it_was(repo: Path) -> None:
    image = 'FROM python:3.12\nCOPY run /run\nENTRYPOINT ["/run"]\n'
    lay(repo, {"Dockerfile": image, "run": "#!/bin/sh\nexec gunicorn app:app --timeout 30\n"})
    commit(repo)
    before = found(repo)
    lay(repo, {"run": "#!/bin/sh\nexec gunicorn app:app --timeout 0\n"})
    new = since(repo)
    assert new == [line for line in found(repo) if line not in before] != []


def test_links_and_pictures_of_a_patch_are_left_alone(repo: Path) -> None:
    lay(repo, {"bin/run": "#!/bin/sh\nexec gunicorn app:app\n"})
    (repo / "latest").symlink_to("bin/run")
    (repo / "picture").write_bytes(b"\0\1\2")
    commit(repo)
    lay(repo, {"app/new.py": UNBOUNDED})
    (repo / "latest").unlink()
    (repo / "latest").symlink_to("app/new.py")
    (repo / "picture").write_bytes(b"\3\0\4")
    assert since(repo) == ["app/new.py:5 TA401"]
    commit(repo)
    (repo / "latest").unlink()
    (repo / "latest").symlink_to("bin/run")
    assert since(repo) == []


def test_a_file_that_cannot_be_audited_may_be_edited_or_renamed(repo: Path) -> None:
    def unread() -> list[str]:
        done = run("--format", "json", "--isolated", "--new-from", "HEAD", cwd=repo)
        return [one["path"] for one in json.loads(done.out)["problems"]]

    lay(repo, {"app/broken.py": "import requests\n\nx = = 1\n"})
    assert unread() == ["app/broken.py"]
    commit(repo)
    assert unread() == []
    lay(repo, {"app/broken.py": "import requests\n\n\nx = = 2\n"})
    assert unread() == []
    git(repo, "checkout", "-q", "app/broken.py")
    git(repo, "mv", "app/broken.py", "app/other.py")
    assert unread() == []
    lay(repo, {"app/second.py": (repo / "app/other.py").read_text()})
    assert unread() == ["app/second.py"]
