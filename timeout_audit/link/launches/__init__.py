"""Launches: which command a service's files start in the end, and what bounds the server that it starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from timeout_audit.catalogue.server import ServerFile
from timeout_audit.link.amounts import Values
from timeout_audit.link.launches.bounds import Told, told
from timeout_audit.link.launches.entries import launches as every_launch
from timeout_audit.link.launches.files import Files, Open, Root
from timeout_audit.link.launches.group import Service, Started, grouped, overridden
from timeout_audit.link.launches.python import console_scripts, handed_on, joined, reached, target_of
from timeout_audit.link.launches.served import together
from timeout_audit.link.launches.servers import server_of
from timeout_audit.link.launches.waits import Pinned, waits_of
from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import Launch, LaunchFile
from timeout_audit.model.place import Place
from timeout_audit.model.wait import Wait

Server = tuple[Launch, Root, ServerFile]


class _Found(Struct):
    """The servers that are launched and where else each is, by what tells them apart; and the launches of code.

    With a launch of code are the indices of the waits of code that it reaches. ``judged`` are places in code at which
    nothing waits but what these servers do.
    """

    servers: dict[object, Server] = field(default_factory=dict)
    further: dict[object, set[Place]] = field(default_factory=dict)
    code: dict[Launch, list[int]] = field(default_factory=dict)
    judged: set[Place] = field(default_factory=set)

    def look(self, index: Files, python_servers: Sequence[Wait]) -> None:
        """What the files start: servers, and code that starts one of the ``python_servers``."""
        scripts = console_scripts(index)
        for launch, root in every_launch(index):
            file = server_of(launch)
            if file is not None:
                self.add(launch, root, file, launch.via)
            elif python_servers:
                target = target_of(launch, root, scripts)
                indexes = reached(target, python_servers, launch) if target is not None else []
                handed = handed_on(launch, (python_servers[one] for one in indexes))
                file = server_of(handed[0]) if handed is not None else None
                if handed is not None and file is not None:
                    self.add(handed[0], root, file, (*launch.via, handed[1].place))
                    self.judged.add(handed[1].place)
                elif indexes:
                    self.code[replace(launch, server=python_servers[indexes[0]].api)] = indexes

    def add(self, launch: Launch, root: Root, file: ServerFile, further: Iterable[Place]) -> None:
        """Take in the launch of a server."""
        key = _identity(file, launch)
        self.further.setdefault(key, set()).update(further)
        self.servers.setdefault(key, (replace(launch, server=file.server.name), root, file))


class Launched(Struct, frozen=True):
    """The server part of a project: its waits, the launches that they come from, and what could not be read.

    ``workers`` are the kinds of workers that each server is launched with.
    """

    waits: tuple[Wait, ...]
    launches: tuple[Launch, ...]
    problems: tuple[Problem, ...]
    workers: Mapping[str, frozenset[str]] = MappingProxyType({})


def link_launches(
    files: Mapping[str, LaunchFile],
    python_servers: Sequence[Wait] = (),
    open_file: Open = lambda _path, _kind: None,
    paths: Iterable[str] = (),
    pinned: Pinned = lambda _name, _path: "",
    values: Values = MappingProxyType({}),
) -> Launched:
    """The waits of every server that the files start, and those of ``python_servers`` with what leads there.

    ``files`` are the launch files by path. ``python_servers`` are waits that the Python code itself shows
    (``uvicorn.run``). ``open_file`` reads a path as a kind of file whatever its name (a configuration file that a
    command names). ``paths`` are further paths of the repository, to tell what exists. ``pinned`` gives the version of
    a distribution that the project around a path is locked to, or "". ``values`` are the limits that fixes write.
    """
    others = [*paths, *(wait.place.path for wait in python_servers)]
    most = max((len(file.alternatives) for file in files.values()), default=0)
    found = _Found()
    for number in range(most + 1):
        found.look(Files(files, open_file, others, number), python_servers)
    servers = found.servers
    started: list[Started] = []
    configurations: set[str] = set()
    workers: dict[str, frozenset[str]] = {}
    for key, (launch, root, file) in _described_last(servers):
        if launch.kind == file.configuration.format:
            if launch.file in configurations:
                del servers[key]
                continue
            launch = replace(launch, confident=False)  # noqa: PLW2901 - nothing here starts it
        said = told(file, launch, root)
        configurations.update(said.configured.paths)
        workers[file.server.name] = workers.get(file.server.name, frozenset()) | {said.worker}
        service = _service(file, said, launch)
        reload = any(argument.text.partition("=")[0] in file.server.reload for argument in launch.argv[1:])
        places = tuple(sorted(found.further[key]))
        started.extend(
            Started(_broken(wait) if launch.fault else wait, launch, service, reload, places)
            for wait in waits_of(file, launch, said, pinned, values)
        )
    problems = tuple(problem for file in files.values() for problem in file.problems)
    of_code = (wait for wait in joined(python_servers, found.code.items()) if wait.place not in found.judged)
    waits = (*grouped(together(overridden(started), others)), *of_code)
    launches = (*_same(launch for launch, _, _ in servers.values()), *_once(found.code))
    return Launched(waits, launches, problems, workers)


def _broken(wait: Wait) -> Wait:
    """A wait of a command that does not start: that is said first, what it lacks when it does."""
    return replace(wait, role="broken") if wait.role == "launch" else wait


def _described_last(servers: Mapping[object, Server]) -> list[tuple[object, Server]]:
    """The servers, those at the end that only a configuration of their own describes."""
    return sorted(servers.items(), key=lambda item: item[1][0].kind == item[1][2].configuration.format)


def _identity(file: ServerFile, launch: Launch) -> object:
    """What tells launches of one place apart: their words, and what else the server or its end depends on."""
    known = {limit.environment for limit in file.limit} | {file.configuration.arguments}
    known.update(name for decoy in file.decoy for name in decoy.environment)
    known.update(name for variant in file.variant for decoy in variant.decoys for name in decoy.environment)
    # A configuration file may read any variable.
    read = bool(file.configuration.options)
    environment = tuple((name, value.text) for name, value in launch.environment if read or name in known)
    return launch.place, tuple(argument.text for argument in launch.argv), environment, launch.grace


def _same(launches: Iterable[Launch]) -> Iterable[Launch]:
    """Each command once, in whatever environment it is started."""
    found: dict[object, Launch] = {}
    for launch in launches:
        found.setdefault((launch.place, tuple(argument.text for argument in launch.argv), launch.grace), launch)
    return found.values()


def _once(launches: Iterable[Launch]) -> Iterable[Launch]:
    """Each place once: several files may lead to it."""
    return {launch.place: launch for launch in launches}.values()


def _service(file: ServerFile, said: Told, launch: Launch) -> Service:
    names = file.server.application
    application = ""
    if names and names[0].isdigit():
        words = [word for word in said.line.positional if word.text not in file.server.words]
        application = words[0].text if words else ""
    elif names and (given := said.line.last(names)) is not None and given.value is not None:
        application = given.value.text
    return Service(file.server.name, application, launch.base)
