"""niquests against a server that accepts and says nothing."""

from __future__ import annotations

import niquests

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the defaults of reading and of writing requests."""
    names = ("get", "options", "head", "post", "put", "patch", "delete")
    functions = [getattr(owner, name) for name in names for owner in (niquests, niquests.Session)]
    found = [replace_default(function, "timeout", seconds) for function in functions]
    for name in ("READ_DEFAULT_TIMEOUT", "WRITE_DEFAULT_TIMEOUT"):
        found.append(getattr(niquests.sessions, name))
        setattr(niquests.sessions, name, seconds)
    return tuple(float(value) for value in found if value)


@recipe("niquests.{get,options,head,post,put,patch,delete}")
def function(trial: Trial) -> None:
    """The functions of the module."""
    trial.call(trial.function, trial.url())


@recipe("niquests.Session.*")
def session(trial: Trial) -> None:
    """The methods of a session."""
    trial.call(getattr(niquests.Session(), trial.method), trial.url())
