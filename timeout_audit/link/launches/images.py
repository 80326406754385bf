"""Evaluates a Dockerfile: what each stage leaves behind as command, environment and files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from msgspec import Struct

from timeout_audit.link.launches.files import Copied, Files, Root
from timeout_audit.link.launches.scope import Scope
from timeout_audit.model.launch import Argument, Command, Copy, Instruction, LaunchFile, Setting, Stage, Word
from timeout_audit.model.place import Place


class Image(Struct):
    """A stage after its last instruction."""

    file: str
    name: str
    base: str
    place: Place
    final: bool
    scope: Scope
    context: str
    workdir: str = ""
    entrypoint: Command | None = None
    command: Command | None = None
    own_command: bool = False
    own_entrypoint: bool = False
    copies: tuple[Copied, ...] = ()
    triggers: tuple[Instruction, ...] = ()

    def text(self, word: Word) -> str:
        """A word with its variables put in."""
        return "".join(argument.text for argument in self.scope.expand(word))

    def root(self, files: Files) -> Root:
        """Where paths lead inside a container of this image."""
        return Root(files, self.context, self.workdir, self.copies, contained=True)


def images(file: LaunchFile, files: Files, context: str | None = None) -> list[Image]:
    """Every stage of a Dockerfile, in order. ``context`` is the build context's folder, where it is known."""
    folder = context if context is not None else _context(file, files)
    done: list[Image] = []
    for index, stage in enumerate(file.stages):
        done.append(_image(file, stage, done, folder, final=index == len(file.stages) - 1))
    return done


def _context(file: LaunchFile, files: Files) -> str:
    """The build context that the sources of COPY fit best: the Dockerfile's folder, or one above it."""
    folder = posixpath.dirname(file.path)
    sources = [
        source
        for stage in file.stages
        for instruction in stage.instructions
        if instruction.copy is not None and not instruction.copy.stage
        for word in instruction.copy.sources
        if (source := posixpath.normpath((word.literal or "").lstrip("/"))) not in ("", ".")
    ]
    best, most = folder, -1
    while True:
        count = sum(files.exists(posixpath.normpath(posixpath.join(folder, source))) for source in sources)
        if count > most:
            best, most = folder, count
        if not folder:
            return best
        folder = posixpath.dirname(folder)


def _image(file: LaunchFile, stage: Stage, done: list[Image], context: str, *, final: bool) -> Image:
    globals_ = Scope()
    for setting in file.arguments:
        globals_.assign(setting)
    base = "".join(argument.text for argument in globals_.expand(stage.base))
    parent = next((image for image in reversed(done) if image.name and image.name.lower() == base.lower()), None)
    image = Image(file.path, stage.name, base, stage.place, final, Scope(), context)
    if parent is not None:
        image.base = parent.base
        image.scope = _environment(parent.scope)
        image.workdir, image.copies = parent.workdir, parent.copies
        image.entrypoint, image.command = parent.entrypoint, parent.command
        for trigger in parent.triggers:
            _apply(trigger, image, done, globals_)
    for instruction in stage.instructions:
        if instruction.trigger:
            image.triggers = (*image.triggers, instruction)
        else:
            _apply(instruction, image, done, globals_)
    image.scope = _environment(image.scope)
    return image


def _environment(scope: Scope) -> Scope:
    """What is left of the variables when the container runs: build arguments are gone."""
    left = Scope()
    left.exported = set(scope.exported)
    left.assigned = {name: list(values) for name, values in scope.assigned.items() if name in scope.exported}
    return left


def _apply(instruction: Instruction, image: Image, done: list[Image], globals_: Scope) -> None:
    kind = instruction.kind
    if kind in ("ENV", "ARG"):
        before = image.scope.copy()
        for setting in instruction.settings:
            if kind == "ENV":
                words = tuple(argument for word in setting.words for argument in before.expand(word))
                image.scope.put(setting.name, words or (Argument("", setting.place),))
                image.scope.exported.add(setting.name)
            else:
                _argument(setting, image.scope, globals_)
    elif kind == "WORKDIR":
        image.workdir = posixpath.normpath(posixpath.join(image.workdir or "/", image.text(instruction.words[0])))
    elif kind == "CMD":
        image.command, image.own_command = instruction.command, True
    elif kind == "ENTRYPOINT":
        image.entrypoint, image.own_entrypoint = instruction.command, True
        if not image.own_command:
            image.command = None
    elif kind in ("COPY", "ADD") and instruction.copy is not None:
        image.copies += tuple(_copied(instruction.copy, image, done))
    for written in instruction.writes:
        image.copies += (Copied("", posixpath.join(image.workdir or "/", written.path), content=written),)


def _argument(setting: Setting, scope: Scope, globals_: Scope) -> None:
    """A build argument: it gives way to a variable of the same name, and takes the file's default where it has none."""
    if setting.name in scope.exported:
        return
    if setting.words:
        scope.assign(setting, exported=False)
    elif (value := globals_.words(setting.name)) is not None:
        scope.put(setting.name, value)


def _copied(copy: Copy, image: Image, done: list[Image]) -> Iterable[Copied]:
    target = image.text(copy.target)
    full = posixpath.normpath(posixpath.join(image.workdir or "/", target))
    if copy.content is not None:
        yield Copied("", full, content=copy.content)
        return
    folder = target.endswith(("/", ".")) or len(copy.sources) > 1
    for word in copy.sources:
        source = image.text(word)
        if copy.stage:
            other = next((stage for stage in done if stage.name.lower() == copy.stage.lower()), None)
            if other is None and copy.stage.isdigit() and int(copy.stage) < len(done):
                other = done[int(copy.stage)]
            if other is not None:
                yield from _handed_on(other, posixpath.normpath(posixpath.join("/", source)), full)
            continue
        if any(sign in source for sign in "*?["):
            yield Copied(
                posixpath.normpath(posixpath.join(image.context, posixpath.dirname(source))), full, folder=True
            )
        else:
            yield Copied(posixpath.normpath(posixpath.join(image.context, source.lstrip("/"))), full, folder)


def _handed_on(other: Image, source: str, target: str) -> Iterable[Copied]:
    """What another stage had at ``source``, now at ``target``."""
    for copied in other.copies:
        inside = _inside(copied.target, source)
        if inside is not None:
            yield Copied(
                copied.source, posixpath.normpath(posixpath.join(target, inside)), copied.folder, copied.content
            )
            continue
        inside = _inside(source, copied.target)
        if inside is not None and copied.content is None:
            yield Copied(posixpath.normpath(posixpath.join(copied.source, inside)), target, copied.folder)


def _inside(path: str, folder: str) -> str | None:
    """``path`` seen from ``folder``; None where it is not inside."""
    if path == folder:
        return "."
    prefix = folder if folder.endswith("/") else folder + "/"
    return path[len(prefix) :] if path.startswith(prefix) else None
