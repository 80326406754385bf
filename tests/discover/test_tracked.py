from __future__ import annotations

import subprocess
from pathlib import Path

from tests.discover.walks import walked
from tests.tree import lay


def test_what_git_tracks_is_not_ignored(tmp_path: Path) -> None:
    lay(tmp_path, ["app.py", "lib/a.py", "lib/in/b.py", "out/c.py", "local.py", "kept.py"])
    lay(tmp_path, {".gitignore": "lib/\nout/\nlocal.py\nkept.py\n"})
    everything = ["app.py", "kept.py", "lib/a.py", "lib/in/b.py", "local.py", "out/c.py"]
    assert walked(tmp_path) == everything  # an archive holds nothing else
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True, timeout=30)
    assert walked(tmp_path) == ["app.py"]
    subprocess.run([*git, "add", "-f", "lib/in/b.py", "kept.py"], check=True, timeout=30)
    assert walked(tmp_path) == ["app.py", "kept.py", "lib/a.py", "lib/in/b.py"]
    assert walked(tmp_path, "lib/in") == ["lib/in/b.py"]
    (tmp_path / ".git/index").write_bytes(b"no index")
    assert walked(tmp_path) == ["app.py"]


def test_what_a_worktree_tracks_is_not_ignored(tmp_path: Path) -> None:
    lay(tmp_path / "one", {"lib/a.py": "", "lib/b.py": "", ".gitignore": "lib/\n"})
    git = ["git", "-C", str(tmp_path / "one"), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "-f", "lib/a.py", ".gitignore"], ["commit", "-qm", "a"]):
        subprocess.run([*git, *words], check=True, timeout=30)
    subprocess.run([*git, "worktree", "add", "-q", str(tmp_path / "two")], check=True, timeout=30)
    assert walked(tmp_path / "two") == ["lib/a.py"]
