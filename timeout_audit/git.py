"""Questions to git, each with a time limit and without what a repository could make it run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg

SECONDS = 120
_SAFE = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false")


def git(
    folder: str,
    *arguments: str,
    config: Sequence[str] = (),
    data: bytes = b"",
    alone: bool = False,
    seconds: int = SECONDS,
) -> bytes:
    """What git prints. ``alone``: the folder belongs to no repository, whatever is around it.

    ``config`` are settings (``name=value``) for this command.

    Nobody is asked for a password; git ends after ``seconds``.

    Raises:
        Fault: where there is no git, it takes too long, or it says no.

    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    if alone:
        environment = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
        environment["GIT_CEILING_DIRECTORIES"] = os.path.dirname(folder)
    environment["GIT_TERMINAL_PROMPT"] = "0"
    settings = (word for setting in (*_SAFE, *config) for word in ("-c", setting))
    command = ["git", "-C", folder, *settings, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - git, with a list of arguments
            command, input=data, capture_output=True, env=environment, timeout=seconds, check=False
        )
    except FileNotFoundError as error:
        raise Fault(msg("git is not installed: it is needed to know what has changed")) from error
    except subprocess.TimeoutExpired as error:
        raise Fault(
            msg("git {command} did not answer in {seconds} s", command=arguments[0], seconds=seconds)
        ) from error
    if done.returncode:
        raise Fault(
            msg("git {command}: {reason}", command=arguments[0], reason=_reason(done.stderr) or done.returncode)
        )
    return done.stdout


def _reason(stderr: bytes) -> str:
    """What git gives as its reason, before any advice that it adds."""
    said = stderr.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in said if line.startswith(("fatal:", "error:"))), said[-1] if said else "")
