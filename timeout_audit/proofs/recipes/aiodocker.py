"""aiodocker: an engine that says nothing. The version of its interface is given, or asking for that would wait."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import aiodocker

from timeout_audit.proofs.recipe import Trial, recipe

_CALLS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "create": ("containers.create", ({},)),
    "delete": ("images.delete", ("name",)),
    "get": ("containers.get", ("name",)),
    "info": ("system.info", ()),
    "inspect": ("images.inspect", ("name",)),
    "list": ("containers.list", ()),
    "tag": ("images.tag", ("name", "repo")),
    "version": ("version", ()),
    "auth": ("auth", ()),
}
_OF_CONTAINERS = frozenset({"show", "start"})


@recipe("aiodocker.Docker")
def client(trial: Trial) -> None:
    """One request."""

    async def work() -> None:
        made = trial.make(aiodocker.Docker, trial.url(path=""), api_version="v1.43")
        trial.begin()
        await made.containers.list()

    trial.run(work())


@recipe("aiodocker.Docker.*", "aiodocker.Resource.*")
def request(trial: Trial) -> None:
    """One request with the limit of its client."""

    async def work() -> None:
        made = trial.make(aiodocker.Docker, trial.url(path=""), api_version="v1.43")
        if trial.method in _OF_CONTAINERS:
            await trial.call(getattr(made.containers.container("name"), trial.method))
        else:
            path, arguments = _CALLS[trial.method]
            await trial.call(attrgetter(path)(made), *arguments)

    trial.run(work())
