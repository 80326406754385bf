"""Servers that Python code starts: which launches lead to the call, and what they add to its verdict."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.launches.files import Files, Root
from timeout_audit.link.launches.unwrap import base_name
from timeout_audit.link.launches.waits import cut_short
from timeout_audit.model.launch import Argument, Launch
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Route, State, Step, Wait

# Variables that uvicorn's own command reads, and no call in code.
_COMMAND_ONLY = {
    "keep-alive": "UVICORN_TIMEOUT_KEEP_ALIVE",
    "graceful-shutdown": "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN",
}


# Sub-words of a project's own command that start a server.
_SERVING = {
    "api", "app", "dev", "develop", "http", "launch", "run", "runserver", "serve", "server", "start", "up", "web",
    "webserver",
}  # fmt: skip
# What functions that start a server have in their names.
_SERVING_NAMES = _SERVING | {"asgi", "daemon", "gunicorn", "listen", "uvicorn", "wsgi", "worker"}
_PARTS = re.compile(r"[a-z]+")


class Target(Struct, frozen=True):
    """What a launch makes Python run: the files that it may be, as paths or as the ends of paths, and the function.

    ``near`` says that the call may also stand beside that file: a module named on a command line often only hands on.
    """

    paths: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    function: str = ""
    near: bool = False


def target_of(launch: Launch, root: Root, scripts: dict[str, str]) -> Target | None:
    """The Python code behind a launch; None where it is no Python, or none of this repository.

    ``scripts`` are the console scripts that the repository's projects declare.
    """
    if launch.module:
        return _module(launch.module, "")
    program = launch.argv[0].text
    if program.endswith((".py", ".pyw")):
        parts = posixpath.normpath(program).split("/")
        return Target(tuple(root.paths(program)), ("/".join(parts[-2:]),) if len(parts) > 2 else ())
    declared = scripts.get(base_name(program))
    if declared is None:
        # A script without an ending, where there is one.
        return Target(tuple(root.paths(program))) if "/" in program else None
    module, _, function = declared.partition(":")
    return _module(module, function.partition("[")[0].strip())


def _module(name: str, function: str) -> Target:
    path = name.replace(".", "/")
    return Target((), (f"{path}.py", f"{path}/__main__.py", f"{path}/__init__.py"), function, near=True)


def console_scripts(files: Files) -> dict[str, str]:
    """The commands that the repository's own projects install; a name that two of them use is dropped."""
    found: dict[str, set[str]] = {}
    for file in files.files.values():
        if file.kind == "pyproject":
            for setting in file.settings:
                found.setdefault(setting.name, set()).update(word.literal or "" for word in setting.words)
    return {name: next(iter(targets)) for name, targets in found.items() if len(targets) == 1}


def reached(target: Target, servers: Sequence[Wait], launch: Launch) -> list[int]:
    """The indexes of the waits that the target leads to.

    Those in its file; else, where a single call in the files beside it starts a server, those of that call. A sub-word
    such as ``migrate`` leads to no server.
    """
    found = _found(target, servers)
    word = next((argument.text for argument in launch.argv[1:] if not argument.text.startswith("-")), "")
    return [index for index in found if _leads(servers[index], target.function, launch, word)] if word else found


def _leads(server: Wait, entry: str, launch: Launch, word: str) -> bool:
    """Whether a command whose first word is ``word`` may come to the call: by its route, else by the names of both."""
    words = launch.argv[1:]
    if server.route is not None and not (entry and entry in server.function.split(".")):
        return any(_behind(server.route, words[start:]) for start in range(len(words)))
    if not re.fullmatch(r"[a-z][a-z_-]*", word):
        return True
    return _serves(server, entry, {argument.text for argument in words})


def _behind(route: Route, words: Sequence[Argument]) -> int:
    """Where the words begin that stand behind those of a route; 0 where these are not the first ones.

    Options may stand before each of them, with a value. What is only known at run time may be any word.
    """
    at = 0
    for names in route.words:
        optional = False
        while at < len(words) and words[at].text not in names and (words[at].sure or optional):
            text = words[at].text
            if not (optional or text.startswith("-")):
                return 0
            optional = text.startswith("-") and "=" not in text
            at += 1
        at += 1
    return at if at <= len(words) else 0


def handed_on(launch: Launch, servers: Iterable[Wait]) -> tuple[Launch, Wait] | None:
    """The launch of a server whose own command is one of the project's program, and where it was made one."""
    for wait in servers:
        at = _behind(wait.route, launch.argv[1:]) if wait.route is not None and wait.route.program else 0
        if wait.route is not None and at and all(word.sure for word in launch.argv[: at + 1]):
            place = launch.argv[at].place
            return replace(launch, argv=launch.argv[at:], module=wait.route.program, place=place), wait
    return None


def _serves(server: Wait, entry: str, words: set[str]) -> bool:
    """Whether a command with these words may come to the call, which a function holds or a command of its own."""
    function = server.function
    names = function.split(".")
    if (not function and server.api != "uvicorn.main") or (entry and entry in names) or "main" in names:
        return True
    if any(word.replace("-", "_") in names for word in words):
        return True
    # ``run`` starts one of many things: which, the name of the function tells.
    called = {part for name in names for part in _PARTS.findall(name.lower())}
    return bool(words & _SERVING) and (not function or bool(called & _SERVING_NAMES))


def _found(target: Target, servers: Sequence[Wait]) -> list[int]:
    here = [index for index, wait in enumerate(servers) if wait.place.path in target.paths]
    here = here or _ending(servers, target.endings)
    if target.function:
        inner = [index for index in here if target.function in servers[index].function.split(".")]
        here = inner or here
    if here or not target.near:
        return here
    folders = {posixpath.dirname(ending) for ending in target.endings[:2]} - {""}
    beside = [
        index
        for index, wait in enumerate(servers)
        if any(_ends(posixpath.dirname(wait.place.path), folder) for folder in folders)
    ]
    return beside if len({servers[index].place for index in beside}) == 1 else []


def _ending(servers: Sequence[Wait], endings: Sequence[str]) -> list[int]:
    """The waits of the only file whose path ends so."""
    found = [index for index, wait in enumerate(servers) if any(_ends(wait.place.path, ending) for ending in endings)]
    return found if len({servers[index].place.path for index in found}) == 1 else []


def _ends(path: str, ending: str) -> bool:
    return path == ending or path.endswith("/" + ending)


def joined(servers: Sequence[Wait], started: Iterable[tuple[Launch, Sequence[int]]]) -> list[Wait]:
    """The waits of the code, each with the places of the launches that lead to it and what their environment says."""
    waits = list(servers)
    for launch, indexes in started:
        for index in indexes:
            wait = waits[index]
            places = {*wait.also, launch.place, *launch.via} - {wait.place}
            wait = replace(wait, role="launch", also=tuple(sorted(places)))
            waits[index] = _judged(wait, launch)
    return waits


def _judged(wait: Wait, launch: Launch) -> Wait:
    """A variable that only uvicorn's command reads does nothing here; an orchestrator may be quicker than the limit."""
    variable = _COMMAND_ONLY.get(wait.parameter, "") if wait.library == "uvicorn" else ""
    value: Argument | None = dict(launch.environment).get(variable)
    step = Step(msg("started by {place}", place=launch.place), launch.place)
    bound = replace(wait.bound, steps=(*wait.bound.steps, step))
    if value is not None and bound.state in (State.DEFAULT, State.NONE):
        reason = msg("{api} never reads this variable: only uvicorn's own command does", api=wait.api)
        shown = f"{variable}={value.source or value.text}"
        bound = Bound(State.INEFFECTIVE, None, shown, value.place, reason, bound.steps)
    elif (shorter := cut_short(wait.parameter, bound, launch)) is not None:
        return replace(wait, bound=shorter, role="grace")
    return replace(wait, bound=bound)
