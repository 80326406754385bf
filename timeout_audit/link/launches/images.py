"""Evaluates a Dockerfile: what each stage leaves behind as command, environment and files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from timeout_audit.catalogue.load import base_images
from timeout_audit.catalogue.server import Variable
from timeout_audit.link.launches.files import Copied, Files, Root
from timeout_audit.link.launches.scope import Scope
from timeout_audit.model.launch import Argument, Command, Copy, Instruction, LaunchFile, Part, Setting, Stage, Word
from timeout_audit.model.place import Place


class Image(Struct):
    """A stage after its last instruction."""

    file: str
    name: str
    base: str
    place: Place
    source: Place
    final: bool
    scope: Scope
    context: str
    workdir: str = ""
    entrypoint: Command | None = None
    command: Command | None = None
    own_command: bool = False
    own_entrypoint: bool = False
    copies: list[Copied] = field(default_factory=list)
    triggers: tuple[Instruction, ...] = ()
    shell: tuple[str, ...] = ()

    def text(self, word: Word) -> str:
        """A word with its variables put in."""
        return "".join(argument.text for argument in self.scope.expand(word))

    def root(self, files: Files) -> Root:
        """Where paths lead inside a container of this image."""
        return Root(files, self.context, self.workdir, tuple(self.copies), contained=True)


class Stages(Struct):
    """The stages that are behind, in order and by name; names do not know upper and lower case."""

    images: list[Image] = field(default_factory=list)
    by_name: dict[str, Image] = field(default_factory=dict)

    def add(self, image: Image) -> None:
        """Put the next one behind the others."""
        self.images.append(image)
        if image.name:
            self.by_name[image.name.lower()] = image

    def find(self, name: str) -> Image | None:
        """A stage by its name, or by its number."""
        if name.isdigit() and int(name[:9]) < len(self.images):
            return self.images[int(name)]
        return self.by_name.get(name.lower())


def images(file: LaunchFile, files: Files, context: str | None = None) -> list[Image]:
    """Every stage of a Dockerfile, in order. ``context`` is the build context's folder, where it is known."""
    folder = context if context is not None else _context(file, files)
    done = Stages()
    for index, stage in enumerate(file.stages):
        done.add(_image(file, stage, done, folder, final=index == len(file.stages) - 1))
    return done.images


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


def _image(file: LaunchFile, stage: Stage, done: Stages, context: str, *, final: bool) -> Image:
    globals_ = Scope()
    for setting in file.arguments:
        globals_.assign(setting)
    base = "".join(argument.text for argument in globals_.expand(stage.base))
    parent = done.by_name.get(base.lower())
    image = Image(file.path, stage.name, base, stage.place, stage.base.place, final, Scope(), context)
    if parent is not None:
        image.base, image.source = parent.base, parent.source
        image.scope = _environment(parent.scope)
        image.workdir, image.copies = parent.workdir, list(parent.copies)
        image.entrypoint, image.command, image.shell = parent.entrypoint, parent.command, parent.shell
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


def _apply(instruction: Instruction, image: Image, done: Stages, globals_: Scope) -> None:
    kind = instruction.kind
    if kind == "ENV":
        _environment_of(instruction, image)
    elif kind == "ARG":
        for setting in instruction.settings:
            _argument(setting, image.scope, globals_)
    elif kind == "WORKDIR":
        image.workdir = posixpath.normpath(posixpath.join(image.workdir or "/", image.text(instruction.words[0])))
    elif kind == "SHELL":
        image.shell = tuple(image.text(word) for word in instruction.words)
    elif kind in ("CMD", "ENTRYPOINT"):
        _start(kind, instruction.command, image)
    elif kind in ("COPY", "ADD") and instruction.copy is not None:
        image.copies.extend(_copied(instruction.copy, image, done))
    for written in instruction.writes:
        image.copies.append(Copied("", posixpath.join(image.workdir or "/", written.path), content=written))


def _environment_of(instruction: Instruction, image: Image) -> None:
    """The variables of one ENV: none of them sees the others."""
    before = image.scope.copy()
    for setting in instruction.settings:
        words = tuple(argument for word in setting.words for argument in before.expand(word))
        image.scope.put(setting.name, words or (Argument("", setting.place),))
        image.scope.exported.add(setting.name)


def _start(kind: str, command: Command | None, image: Image) -> None:
    """CMD or ENTRYPOINT. Before a command line the builder writes the shell that is chosen at that point."""
    if command is not None and command.script is not None:
        command = replace(command, shell=image.shell)
    if kind == "CMD":
        image.command, image.own_command = command, True
        return
    image.entrypoint, image.own_entrypoint = command, True
    if not image.own_command:
        image.command = None


def _argument(setting: Setting, scope: Scope, globals_: Scope) -> None:
    """A build argument: it gives way to a variable of the same name, and takes the file's default where it has none."""
    if setting.name in scope.exported:
        return
    if setting.words:
        scope.assign(setting, exported=False)
    elif (value := globals_.words(setting.name)) is not None:
        scope.put(setting.name, value)


def _copied(copy: Copy, image: Image, done: Stages) -> Iterable[Copied]:
    target = image.text(copy.target)
    full = posixpath.normpath(posixpath.join(image.workdir or "/", target))
    if copy.content is not None:
        yield Copied("", full, content=copy.content)
        return
    folder = target.endswith(("/", ".")) or len(copy.sources) > 1
    for word in copy.sources:
        source = image.text(word)
        if copy.stage:
            other = done.find(copy.stage)
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


def brought(image: Image) -> tuple[Argument, ...]:
    """The command line of an image whose base starts a server by itself; its configuration is put into the image."""
    name = re.sub(r"^[\w.-]+\.[\w.-]+/|[:@].*$", "", image.base)
    base = base_images().get(name)
    if base is None or image.command is not None or image.entrypoint is not None:
        return ()
    place = image.source
    settings = tuple(
        Setting(setting.name, (Word((_part(setting),), place),), place, exported=False) for setting in base.settings
    )
    config = LaunchFile(image.file, "server_config", settings=settings)
    image.copies.append(Copied("", base.config, content=config))
    return tuple(Argument(word, place) for word in base.command)


def _part(setting: Variable) -> Part:
    if not setting.variable:
        return Part(setting.default)
    return Part(setting.variable, "variable", "-", (Part(setting.default),))
