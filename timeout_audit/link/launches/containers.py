"""Reads the command line of a program that runs a command in a container.

``docker run … image gunicorn …``, ``docker compose run … service gunicorn …``.
"""

from __future__ import annotations

import posixpath
import re

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.launches.unwrap import base_name
from timeout_audit.model.launch import Argument, Launch

_PROGRAMS = {"docker", "podman", "nerdctl"}
_COMPOSE = {"docker-compose", "podman-compose"}
# https://docs.docker.com/reference/cli/docker/
_BEFORE = {"-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "-n", "--namespace", "--root", "--url"}
# https://docs.docker.com/reference/cli/docker/compose/#options
_BEFORE_RUN = {
    "-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory", "--ansi", "--parallel",
    "--progress", "--context",
}  # fmt: skip
# The options without a value, every other takes one.
# https://docs.docker.com/reference/cli/docker/container/run/
# https://docs.podman.io/en/latest/markdown/podman-run.1.html
_FLAGS = {
    "--detach", "--disable-content-trust", "--env-host", "--help", "--init", "--interactive", "--no-healthcheck",
    "--no-hostname", "--no-hosts", "--oom-kill-disable", "--passwd", "--privileged", "--publish-all", "--quiet",
    "--read-only", "--read-only-tmpfs", "--replace", "--rm", "--rmi", "--sig-proxy", "--tls-verify", "--tty",
    "--unsetenv-all", "--use-api-socket",
}  # fmt: skip
_SHORT_FLAGS = "ditPq"
# https://docs.docker.com/reference/cli/docker/compose/run/
_COMPOSE_FLAGS = {
    "--build", "--detach", "--dry-run", "--help", "--interactive", "--no-deps", "--no-TTY", "--no-tty", "--quiet",
    "--quiet-build", "--quiet-pull", "--remove-orphans", "--rm", "--service-ports", "--tty", "--use-aliases",
}  # fmt: skip
_COMPOSE_SHORT_FLAGS = "ditTPq"
# What tells an image from a program where unknown words stand before it.
_IMAGE = re.compile(r"[^./-][^=]*[:/].*")


class Container(Struct):
    """What runs in a container. ``words`` are those behind the image, in front of them stands the ``entrypoint``.

    ``service`` says that the ``image`` is the name of a service of compose.
    """

    image: Argument
    words: tuple[Argument, ...]
    entrypoint: Argument | None = None
    environment: tuple[tuple[str, Argument], ...] = ()
    files: tuple[str, ...] = ()
    workdir: Argument | None = None
    service: bool = False


def container_of(launch: Launch) -> Container | None:
    """The container that a command line starts with a command of its own; None where it starts none."""
    if base_name(launch.argv[0].text) not in _PROGRAMS | _COMPOSE or launch.module:
        return None
    reading = _Reading(launch)
    return reading.container() if reading.runs() else None


class _Reading:
    """A walk along the words."""

    def __init__(self, launch: Launch) -> None:
        self.argv = launch.argv
        self.outside = dict(launch.environment)
        self.base = launch.base
        self.at = 1
        self.found = Container(launch.argv[0], ())

    def word(self) -> str:
        return self.argv[self.at].text if self.at < len(self.argv) else ""

    def runs(self) -> bool:
        """Step over what stands before the options of ``run``; False where something else is done."""
        self.found.service = base_name(self.argv[0].text) in _COMPOSE
        if not self.found.service:
            self.skip(_BEFORE)
            self.found.service = self.word() == "compose"
            self.at += self.word() in ("container", "compose")
        if self.found.service:
            self.skip(_BEFORE_RUN)
        self.at += 1
        return self.argv[min(self.at, len(self.argv)) - 1].text == "run"

    def skip(self, takes: set[str]) -> None:
        """Step over options, and the value of those that take one."""
        while self.word().startswith("-"):
            self.at += 2 if self.word() in takes else 1

    def container(self) -> Container | None:
        """Step over the options to the image, and take what stands behind it."""
        hidden = 0
        while self.at < len(self.argv):
            argument = self.argv[self.at]
            if argument.open:
                hidden = self.at
                self.at += 1
            elif argument.text.startswith("-") and len(argument.text) > 1:
                self.option(argument)
            else:
                break
        at = self.at
        if hidden and hidden == at - 1 and not _IMAGE.fullmatch(self.word()):
            at = hidden  # what is known begins with the command: the image is what is not
        if at >= len(self.argv):
            return None
        self.found.image, self.found.words = self.argv[at], self.argv[at + 1 :]
        return self.found if self.found.words or self.found.entrypoint is not None else None

    def option(self, argument: Argument) -> None:
        """One option, with its value where it takes one."""
        self.at += 1
        name, equals, value = argument.text.partition("=")
        short = _COMPOSE_SHORT_FLAGS if self.found.service else _SHORT_FLAGS
        if not name.startswith("--"):
            letters = argument.text[1:]
            first = next((index for index, letter in enumerate(letters) if letter not in short), None)
            if first is None:
                return
            name, value = f"-{letters[first]}", letters[first + 1 :].removeprefix("=")
            equals = value
        elif name in (_COMPOSE_FLAGS if self.found.service else _FLAGS):
            return
        if equals:
            self.take(name, replace(argument, text=value, parts=()))
        elif self.at < len(self.argv):
            self.at += 1
            self.take(name, self.argv[self.at - 1])

    def take(self, name: str, value: Argument) -> None:
        """Keep what an option says that matters to the command."""
        if name in ("-e", "--env"):
            variable, equals, text = value.text.partition("=")
            given = replace(value, text=text, parts=()) if equals else self.outside.get(variable)
            given = given or replace(value, text="${" + variable + "}", sure=False, parts=())
            self.found.environment += ((variable, given),)
        elif name in ("--env-file", "--env-from-file") and value.sure:
            path = posixpath.normpath(posixpath.join(self.base, value.text))
            self.found.files += (path,)
        elif name == "--entrypoint":
            self.found.entrypoint = value
        elif name in ("-w", "--workdir"):
            self.found.workdir = value
