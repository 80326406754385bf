"""What every file starts: stages of Dockerfiles, services, containers, units, scripts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec.structs import replace

from timeout_audit.link.launches.containers import container_of
from timeout_audit.link.launches.files import Files, Root
from timeout_audit.link.launches.images import Image, brought, images
from timeout_audit.link.launches.run import Budget, Here, Origin, run, run_script
from timeout_audit.link.launches.scope import Scope
from timeout_audit.link.launches.services import builds, complete, image_name, service_named
from timeout_audit.link.launches.unwrap import base_name
from timeout_audit.model.launch import Argument, Build, Command, Launch, LaunchFile, Process, Setting, Word
from timeout_audit.model.place import Place

# The shell that runs a command line where no other is chosen.
_SHELL = ("/bin/sh", "-c")


def launches(files: Files) -> Iterator[tuple[Launch, Root]]:
    """Every program that the repository's files start, with where its paths lead; the same one perhaps twice."""
    for launch, root in _direct(files):
        if base_name(launch.argv[0].text) == "supervisord":
            yield from _supervised(launch, root)
        else:
            yield from _followed(launch, root)
    for file in files.files.values():
        if file.kind == "supervisord" and file.path not in files.entered:
            for process in file.processes:
                for launch, root in _process(process, file, files, set()):
                    yield from _followed(launch, root)
        if file.script is not None and file.path not in files.entered:
            for launch, root in _script(file, files):
                yield from _followed(launch, root)


def _followed(launch: Launch, root: Root) -> Iterator[tuple[Launch, Root]]:
    """The launch; of a command that is run in a container, what it starts there."""
    container = container_of(launch)
    if container is None:
        yield launch, root
        return
    named = service_named(container.image.text, launch.base, root.files) if container.service else None
    service = named[0] if named is not None else None
    build = service.build if service is not None else None
    if build is None and not container.service:
        build = _build_named(container.image.text, root.files)
    elif build is None and service is not None:
        build = _named_build(service, root.files)
    image = _built(build, root.files)
    scope = image.scope.copy() if image else Scope()
    if named is not None:
        _given(named[1], root.files, scope)
        _surround(named[0].env_files, named[0].settings, root.files, scope)
    _surround(container.files, (), root.files, scope)
    for name, value in container.environment:
        scope.put(name, (value,))
        scope.exported.add(name)
    inside = image.root(root.files) if image else Root(root.files, root.base)
    if container.workdir is not None:
        workdir = container.workdir.text
        inside = replace(inside, workdir=workdir, contained=inside.contained or workdir.startswith("/"))
    before = _words((service and service.entrypoint) or (image.entrypoint if image else None), scope)
    if container.entrypoint is not None:
        before = (container.entrypoint,) if container.entrypoint.text else ()
    certain = launch.confident and (image is None or container.entrypoint is not None)
    origin = Origin(launch.file, launch.process, launch.kind, launch.form, launch.via, confident=certain)
    paths = {word.place.path for word in (*container.words, *before)} - ({image.file} if image else set())
    for made in run((*before, *container.words), Here(scope, inside, origin, Budget())):
        # What else the image's own entrypoint may start is said by its Dockerfile.
        if paths.isdisjoint(argument.place.path for argument in made.argv):
            continue
        same = made.argv[-1].place.path == launch.place.path and made.form == launch.form
        labelled = replace(made, label=launch.label, command=launch.command) if same else made
        grace = {"grace": launch.grace, "grace_place": launch.grace_place, "grace_label": launch.grace_label}
        yield replace(labelled, **grace), inside


def _direct(files: Files) -> Iterator[tuple[Launch, Root]]:
    """What orchestrators, images and task runners start themselves."""
    used: set[tuple[str, str]] = set()
    reached: set[str] = set()
    services = [file for file in files.files.values() if file.processes and file.kind != "supervisord"]
    for file in sorted(services, key=lambda file: file.kind == "helm_values"):
        for process in file.processes:
            if process.role != "service":
                continue
            for launch, root in _process(process, file, files, used):
                # A chart's own templates say more about a command than the list of its values does.
                if file.kind != "helm_values" or file.path not in reached:
                    reached.update(() if file.kind == "helm_values" else (launch.place.path,))
                    yield launch, root
    for file in files.files.values():
        for image in images(file, files) if file.stages else ():
            started = image.own_command or image.own_entrypoint or (image.final and bool(image.base))
            if started and (file.path, image.name) not in used:
                yield from _image(image, files)


def _supervised(launch: Launch, root: Root) -> Iterator[tuple[Launch, Root]]:
    """The programs of the configuration that supervisord is started with, in its environment."""
    words = [word.text for word in launch.argv]
    names = [name for option, name in pairwise(words) if option in ("-c", "--configuration")]
    found = [root.open(name, "supervisord") for name in names]
    for copied in root.copies:
        if copied.content is not None:
            found.append(copied.content if copied.content.kind == "supervisord" else None)
        elif copied.source in root.files.files:
            found.append(root.files.open(copied.source, "supervisord"))
        elif "supervisor" in copied.target:
            inside = (path for path in root.files.files if path.startswith(copied.source + "/"))
            found.extend(root.files.open(path, "supervisord") for path in inside)
    scope = Scope()
    for name, value in launch.environment:
        scope.put(name, (value,))
        scope.exported.add(name)
    seen: set[str] = set()
    for file in found:
        if file is None or file.path in seen:
            continue
        seen.add(file.path)
        root.files.entered.add(file.path)
        for process in file.processes:
            origin = Origin(file.path, process.name, "supervisord", via=(launch.place,))
            yield from _started(process, scope.copy(), root, origin)


def _words(command: Command | None, scope: Scope) -> tuple[Argument, ...]:
    """The words of a command; a shell form is the shell with its script."""
    if command is None:
        return ()
    if command.script is not None:
        shell = tuple(Argument(word, command.place) for word in command.shell or _SHELL)
        return (*shell, Argument("", command.place, script=command.script))
    return tuple(argument for word in command.words for argument in scope.expand(word))


def _effective(
    entrypoint: Command | None, command: Command | None, scope: Scope
) -> tuple[tuple[Argument, ...], list[Command]]:
    """The whole command line of a container, and the commands that it was put together from.

    Behind the script of an entrypoint, the words of the command are its ``$0`` and ``$@``.
    """
    if entrypoint is None or not (entrypoint.words or entrypoint.script):
        return _words(command, scope), [command] if command else []
    return (*_words(entrypoint, scope), *_words(command, scope)), [entrypoint, *([command] if command else [])]


def _labelled(launch: Launch, commands: list[Command]) -> Launch:
    """The launch with the form and label of the command that its last word stands in."""
    last = launch.argv[-1].place
    for command in commands:
        if command.place.holds(last):
            form = launch.form if launch.form == "shell" else command.form
            return replace(launch, form=form, label=command.label, fault=command.fault, command=command.place)
    return launch


def _image(image: Image, files: Files) -> Iterator[tuple[Launch, Root]]:
    argv, commands = _effective(image.entrypoint, image.command, image.scope)
    argv = argv or brought(image)
    root = image.root(files)
    process = image.name if not image.final else ""
    origin = Origin(image.file, process, "dockerfile", confident=image.final)
    for launch in run(argv, Here(image.scope.copy(), root, origin, Budget())):
        yield _labelled(launch, commands), root


def _script(file: LaunchFile, files: Files) -> Iterator[tuple[Launch, Root]]:
    if file.script is None:
        return
    root = Root(files, posixpath.dirname(file.path))
    origin = Origin(file.path, "", "shell", "script", inside=(file.path,))
    for launch in run_script(file.script, Here(Scope(), root, origin, Budget())):
        if launch.place.path == file.path:
            yield launch, root


def _process(
    process: Process, file: LaunchFile, files: Files, used: set[tuple[str, str]]
) -> Iterator[tuple[Launch, Root]]:
    """What a process starts. ``used`` collects the stages whose own command it runs."""
    if file.kind == "compose":
        process = complete(process, file, files)
    named = _named_build(process, files)
    image = _built(process.build or named, files)
    # A command of its own is certain, whatever image it is run in.
    certain = named is None or image is None or process.entrypoint is not None
    scope = image.scope.copy() if image else Scope()
    via: tuple[Place, ...] = ()
    if process.entrypoint is None and process.command is None:
        via = (process.place,)
    if image is not None and process.entrypoint is None:
        process = replace(process, entrypoint=image.entrypoint, command=process.command or image.command)
        if via:
            used.add((image.file, image.name))
    root = image.root(files) if image else _outside(process, file.path, files, scope)
    if image is not None and process.workdir is not None:
        root = replace(root, workdir=_text(process.workdir, scope))
    _given(file, files, scope)
    origin = Origin(file.path, process.name, file.kind, via=via, confident=certain)
    yield from _started(process, scope, root, origin)


def _named_build(process: Process, files: Files) -> Build | None:
    """The build that an image is taken to come from by its name."""
    if process.build is not None or process.image is None:
        return None
    return _build_named(process.image.source, files)


def _build_named(image: str, files: Files) -> Build | None:
    if files.builds is None:
        files.builds = builds(files)
    return files.builds.get(image_name(image))


def _started(process: Process, scope: Scope, root: Root, origin: Origin) -> Iterator[tuple[Launch, Root]]:
    """The launches of one process in the surroundings that are given."""
    _surround(process.env_files, process.settings, root.files, scope)
    argv, commands = _effective(process.entrypoint, process.command, scope)
    grace = process.grace if process.grace is not None else process.grace_default
    for launch in run(argv, Here(scope, root, origin, Budget())):
        made = _labelled(launch, commands)
        yield replace(made, grace=grace, grace_place=process.grace_place, grace_label=process.grace_label), root


def _surround(paths: Iterable[str], settings: Iterable[Setting], files: Files, scope: Scope) -> None:
    """The variables of files and of a process, as the programs get them that it starts."""
    for path in paths:
        values = files.open(path, "dotenv")
        for setting in values.settings if values else ():
            scope.assign(setting, exported=True)
    for setting in settings:
        scope.assign(setting, exported=True)


def _given(file: LaunchFile, files: Files, scope: Scope) -> None:
    """Variables of a file's own language, which do not reach the program: ``.env``, a chart's values, make's own."""
    if file.kind == "compose":
        values = files.open(posixpath.join(posixpath.dirname(file.path), ".env"), "dotenv")
        for setting in values.settings if values else ():
            if setting.name not in scope.exported:
                scope.assign(setting, exported=False)
    elif file.kind == "kubernetes":
        values = _chart_values(file, files)
        for setting in values.settings if values else ():
            scope.assign(setting, exported=False)
    elif file.kind == "makefile":
        for setting in file.settings:
            scope.assign(setting)


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


def _built(build: Build | None, files: Files) -> Image | None:
    """The image that a service is built into."""
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
