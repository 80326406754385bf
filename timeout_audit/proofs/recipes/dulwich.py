"""dulwich: a server of repositories that says nothing."""

from __future__ import annotations

from typing import Any

from dulwich import porcelain
from dulwich.client import HttpGitClient

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("dulwich.porcelain.{clone,fetch,pull,push,ls_remote}")
def command(trial: Trial) -> None:
    """A command of git by its name."""
    arguments: dict[str, list[Any]] = {
        "clone": [trial.url(path="/a.git"), f"clone-{id(trial)}"],
        "ls_remote": [trial.url(path="/a.git")],
    }
    asked = arguments.get(trial.method)
    if asked is None:
        path = f"repository-{id(trial)}"
        porcelain.init(path).close()
        porcelain.commit(path, b"first", author=b"me <me@x>", committer=b"me <me@x>")
        asked = [path, trial.url(path="/a.git"), *([b"master"] if trial.method == "push" else [])]
    trial.call(getattr(porcelain, trial.method), *asked)


@recipe("dulwich.client.HttpGitClient")
def client(trial: Trial) -> None:
    """The references of a repository, asked for once."""
    made = trial.make(HttpGitClient, trial.url(path="/"))
    made.pool_manager.connection_pool_kw["retries"] = False
    trial.begin()
    made.get_refs(b"/a.git")
