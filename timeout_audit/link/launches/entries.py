"""What every file starts: stages of Dockerfiles, services, containers, units, scripts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.link.launches.files import Files, Root
from timeout_audit.link.launches.images import Image, images
from timeout_audit.link.launches.run import Budget, Origin, run, run_script
from timeout_audit.link.launches.scope import Scope
from timeout_audit.link.launches.services import complete
from timeout_audit.model.launch import Argument, Command, Launch, LaunchFile, Process, Word
from timeout_audit.model.place import Place

# What stands for the shell that runs a command line.
_SHELL = ("/bin/sh", "-c")


def launches(files: Files) -> Iterator[tuple[Launch, Root]]:
    """Every program that the repository's files start, with where its paths lead; the same one perhaps twice."""
    used: set[tuple[str, str]] = set()
    services = [file for file in files.files.values() if file.processes]
    reached: set[str] = set()
    for file in sorted(services, key=lambda file: file.kind == "helm_values"):
        for process in file.processes:
            if process.role == "service":
                for launch, root in _process(process, file, files, used):
                    # A chart's own templates say more about a command than the list of its values does.
                    if file.kind != "helm_values" or file.path not in reached:
                        reached.add(launch.place.path if file.kind != "helm_values" else "")
                        yield launch, root
    for file in files.files.values():
        if file.stages:
            for image in images(file, files):
                own = image.own_command or image.own_entrypoint or any(copied.content for copied in image.copies)
                if own and (file.path, image.name) not in used:
                    yield from _image(image, files)
    for file in files.files.values():
        if file.script is not None and file.path not in files.entered:
            yield from _script(file, files)


def _words(command: Command | None, scope: Scope) -> tuple[Argument, ...]:
    """The words of a command; a shell form is the shell with its script."""
    if command is None:
        return ()
    if command.script is not None:
        shell = tuple(Argument(word, command.place) for word in _SHELL)
        return (*shell, Argument("", command.place, script=command.script))
    return tuple(argument for word in command.words for argument in scope.expand(word))


def _effective(
    entrypoint: Command | None, command: Command | None, scope: Scope
) -> tuple[tuple[Argument, ...], list[Command]]:
    """The whole command line of a container, and the commands that it was put together from."""
    if entrypoint is None or not (entrypoint.words or entrypoint.script):
        return _words(command, scope), [command] if command else []
    if entrypoint.script is not None:
        return _words(entrypoint, scope), [entrypoint]
    return (*_words(entrypoint, scope), *_words(command, scope)), [entrypoint, *([command] if command else [])]


def _labelled(launch: Launch, commands: list[Command]) -> Launch:
    """The launch with the form and label of the command that its last word stands in."""
    last = launch.argv[-1].place
    for command in commands:
        if _within(last, command.place):
            form = command.form if launch.form == "exec" else launch.form
            return replace(launch, form=form, label=command.label, fault=command.fault, command=command.place)
    return launch


def _within(inner: Place, outer: Place) -> bool:
    return (
        inner.path == outer.path
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )


def _image(image: Image, files: Files) -> Iterator[tuple[Launch, Root]]:
    argv, commands = _effective(image.entrypoint, image.command, image.scope)
    root = image.root(files)
    process = image.name if not image.final else ""
    origin = Origin(image.file, process, "dockerfile", "exec", "", confident=image.final)
    for launch in run(argv, image.scope.copy(), root, origin, Budget()):
        yield _labelled(launch, commands), root
    for program in _programs_of(image):
        yield from _process(program, None, files, set(), image)


def _programs_of(image: Image) -> Iterator[Process]:
    """Programs of a supervisord configuration that the image's own file writes."""
    for copied in image.copies:
        if copied.content is not None:
            yield from copied.content.processes


def _script(file: LaunchFile, files: Files) -> Iterator[tuple[Launch, Root]]:
    if file.script is None:
        return
    root = Root(files, posixpath.dirname(file.path))
    origin = Origin(file.path, "", "shell", "script", "")
    for launch in run_script(file.script, Scope(None), root, origin, Budget()):
        if launch.place.path == file.path:
            yield launch, root


def _process(
    process: Process, file: LaunchFile | None, files: Files, used: set[tuple[str, str]], image: Image | None = None
) -> Iterator[tuple[Launch, Root]]:
    path = file.path if file else process.place.path
    if file is not None and file.kind == "compose":
        process = complete(process, file, files)
    if image is None and process.build is not None:
        image = _built(process, files)
    scope = image.scope.copy() if image else Scope()
    entrypoint, command = process.entrypoint, process.command
    inherited = entrypoint is None and command is None
    if image is not None:
        if entrypoint is None:
            entrypoint = image.entrypoint
            command = command if command is not None else image.command
            if process.command is None:
                used.add((image.file, image.name))
    root = image.root(files) if image else _outside(process, path, files, scope)
    if image is not None and process.workdir is not None:
        root = replace(root, workdir=_text(process.workdir, scope))
    _given(file, files, scope)
    for name in process.env_files:
        values = files.open(name, "dotenv")
        for setting in values.settings if values else ():
            scope.assign(setting, exported=True)
    for setting in process.settings:
        scope.assign(setting, exported=True)
    argv, commands = _effective(entrypoint, command, scope)
    kind = file.kind if file else "supervisord"
    origin = Origin(path, process.name, kind, "exec", "", via=(process.place,) if inherited else ())
    for launch in run(argv, scope, root, origin, Budget()):
        made = _labelled(launch, commands)
        grace = process.grace if process.grace is not None else process.grace_default
        yield replace(made, grace=grace, grace_place=process.grace_place, grace_label=process.grace_label), root


def _given(file: LaunchFile | None, files: Files, scope: Scope) -> None:
    """Variables that a file's own language knows, and that do not reach the program: compose's ``.env``, a chart's values."""
    if file is not None and file.kind == "compose":
        values = files.open(posixpath.join(posixpath.dirname(file.path), ".env"), "dotenv")
        for setting in values.settings if values else ():
            if setting.name not in scope.exported:
                scope.assign(setting, exported=False)
    elif file is not None and file.kind == "kubernetes":
        values = _chart_values(file, files)
        for setting in values.settings if values else ():
            scope.assign(setting, exported=False)


def _chart_values(file: LaunchFile, files: Files) -> LaunchFile | None:
    """The values of the chart that a template belongs to."""
    folder = posixpath.dirname(file.path)
    while folder:
        folder, last = posixpath.split(folder)
        if last == "templates":
            names = (posixpath.join(folder, name) for name in ("values.yaml", "values.yml"))
            return next((files.files[name] for name in names if name in files.files), None)
    return None


def _outside(process: Process, path: str, files: Files, scope: Scope) -> Root:
    """A process that no image of this repository holds: its paths start from its file's folder."""
    base = posixpath.dirname(path)
    if process.build is not None:
        base = process.build.context
    if process.workdir is not None:
        inside = _text(process.workdir, scope)
        return Root(files, base, inside, contained=inside.startswith("/"))
    return Root(files, base)


def _text(word: Word, scope: Scope) -> str:
    return "".join(argument.text for argument in scope.expand(word))


def _built(process: Process, files: Files) -> Image | None:
    """The image that a service is built into."""
    build = process.build
    if build is None:
        return None
    names = (build.dockerfile,) if build.dockerfile else ("Dockerfile", "Containerfile")
    for name in names:
        file = files.files.get(posixpath.normpath(posixpath.join(build.context, name)))
        if file is not None and file.stages:
            stages = images(file, files, build.context)
            wanted = build.target.lower()
            return next((stage for stage in stages if wanted and stage.name.lower() == wanted), stages[-1])
    return None
