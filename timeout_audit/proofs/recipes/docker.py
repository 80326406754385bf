"""docker: a daemon that says nothing."""

from __future__ import annotations

import os

import docker
from docker.models.containers import Container, ContainerCollection

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    found = docker.client.DEFAULT_TIMEOUT_SECONDS
    docker.client.DEFAULT_TIMEOUT_SECONDS = seconds
    return (float(found), float(replace_default(docker.APIClient.__init__, "timeout", seconds)))


def _place(trial: Trial) -> dict[str, str]:
    return {"base_url": f"tcp://{HOST}:{trial.port('silent')}", "version": "1.41"}


@recipe("docker.DockerClient", "docker.APIClient")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, **_place(trial))
    trial.begin()
    made.ping()


@recipe("docker.{from_env,DockerClient.from_env}")
def from_env(trial: Trial) -> None:
    """One request of a client that the environment describes."""
    made = trial.make(
        trial.function, environment={**os.environ, "DOCKER_HOST": _place(trial)["base_url"]}, version="1.41"
    )
    trial.begin()
    made.ping()


@recipe("docker.models.containers.Container.wait")
def wait(trial: Trial) -> None:
    """A container that does not end."""
    trial.call(Container(attrs={"Id": "id"}, client=docker.DockerClient(**_place(trial))).wait)


@recipe("docker.models.containers.ContainerCollection.run")
def run(trial: Trial) -> None:
    """A container that has started and does not end."""
    made = docker.DockerClient(**_place(trial))
    container = Container(attrs={"Id": "id", "HostConfig": {"LogConfig": {"Type": "none"}}}, client=made)
    container.start = lambda: None
    containers = ContainerCollection(client=made)
    containers.create = lambda **_: container
    trial.call(containers.run, "image")
