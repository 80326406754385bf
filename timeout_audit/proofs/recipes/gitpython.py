"""GitPython: a server of repositories that says nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import git

from timeout_audit.proofs.recipe import Trial, recipe

_SLOW = 1000  # bytes a second, below which git counts the seconds


def _repository(trial: Trial) -> git.Repo:
    """A repository with one commit, whose origin is the server."""
    made = git.Repo.init(f"repository-{id(trial)}")
    made.create_remote("origin", trial.url())
    made.index.commit("first")
    return made


def _clone(url: str, path: str, **arguments: Any) -> git.Repo:
    """A clone whose environment is text, as every environment is."""
    told = arguments.pop("env", {})
    env = {name: str(value) for name, value in told.items() if value is not None}
    return git.Repo.clone_from(url, path, env={"GIT_HTTP_LOW_SPEED_LIMIT": str(_SLOW), **env}, **arguments)


@recipe("git.Repo.clone_from")
def clone(trial: Trial) -> None:
    """A clone."""
    trial.call(_clone, trial.url(), f"clone-{id(trial)}")


@recipe("git.Remote.{fetch,pull,push,update}")
def remote(trial: Trial) -> None:
    """What a remote is asked."""
    arguments = {"pull": ["main"], "push": ["HEAD"]}.get(trial.method, [])
    trial.call(getattr(_repository(trial).remotes.origin, trial.method), *arguments)


@recipe("git.Git.{fetch,pull,push,clone,ls_remote}")
def command(trial: Trial) -> None:
    """A command of git by its name."""
    arguments = {
        "pull": ["origin", "main"],
        "push": ["origin", "HEAD"],
        "clone": [trial.url(), str(Path(f"clone-{id(trial)}").absolute())],
        "ls_remote": [trial.url()],
    }
    ask = partial(getattr(_repository(trial).git, trial.method), *arguments.get(trial.method, ()))
    trial.call(ask)
