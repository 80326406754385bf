"""python-gitlab: a server that says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gitlab
from gitlab.config import GitlabConfigParser

from timeout_audit.proofs.recipe import Trial, UnprovableError, named, recipe, replace_default

_QUERY = "{ currentUser { username } }"


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of a configuration file, and gql's."""
    read = GitlabConfigParser.__init__
    found = GitlabConfigParser().timeout

    def shortened(self: GitlabConfigParser, *args: Any, **kwargs: Any) -> None:
        read(self, *args, **kwargs)
        self.timeout = int(seconds)

    GitlabConfigParser.__init__ = shortened
    try:
        awaited = replace_default(_gql().__init__, "execute_timeout", seconds)
    except UnprovableError:
        return (float(found),)
    return (float(found), float(awaited))


def _gql() -> Any:
    """The client behind the clients of GraphQL, an extra of its own."""
    try:
        return named("gql.Client")
    except ImportError as error:
        raise UnprovableError(f"it is not installed: {error}") from error


@recipe("gitlab.{Gitlab,client.Gitlab}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(gitlab.Gitlab, trial.url(path=""))
    trial.begin()
    made.projects.list()


@recipe("gitlab.{Gitlab,client.Gitlab}.from_config")
def from_config(trial: Trial) -> None:
    """A client made from a file that names a server and nothing else."""
    file = Path(f"proof-{id(trial)}.cfg")
    file.write_text(f"[global]\ndefault = here\n[here]\nurl = {trial.url(path='')}\n", "utf-8")
    made = trial.make(gitlab.Gitlab.from_config, "here", [str(file)])
    trial.begin()
    made.projects.list()


@recipe("gitlab.{Gitlab,client.Gitlab}.merge_config")
def merge_config(trial: Trial) -> None:
    """A client made from options, without any file."""
    made = trial.make(gitlab.Gitlab.merge_config, {"server_url": trial.url(path="")})
    trial.begin()
    made.projects.list()


@recipe("gitlab.{GraphQL,client.GraphQL}")
def graphql(trial: Trial) -> None:
    """One query."""
    _gql()
    made = trial.make(gitlab.GraphQL, trial.url(path=""))
    trial.begin()
    made.execute(_QUERY)


@recipe("gitlab.{AsyncGraphQL,client.AsyncGraphQL}")
def async_graphql(trial: Trial) -> None:
    """One query, asynchronously."""

    async def work() -> None:
        _gql()
        made = trial.make(gitlab.AsyncGraphQL, trial.url(path=""))
        trial.begin()
        await made.execute(_QUERY)

    trial.run(work())
