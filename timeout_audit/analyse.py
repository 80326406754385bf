"""Sources to waits: the Python side, the launches, and what joins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache, cached_property

from msgspec import Struct

from timeout_audit.cache import open_cache
from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import Vocabulary, build_vocabulary
from timeout_audit.config.schema import Loaded, OwnWait
from timeout_audit.discover.walk import is_python
from timeout_audit.gather import gather
from timeout_audit.link.amounts import Values
from timeout_audit.link.called_within import LIMITING
from timeout_audit.link.launches import Launched, link_launches
from timeout_audit.link.program import Program, Questions
from timeout_audit.link.versions import Pins
from timeout_audit.link.waits import Linked, link_waits
from timeout_audit.link.workers import limited
from timeout_audit.model.analysed import Analysed
from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import LaunchFile
from timeout_audit.model.wait import Layer, Wait
from timeout_audit.own import own_library
from timeout_audit.readers.manifests.folder import Folders
from timeout_audit.readers.python.crew import Crew
from timeout_audit.readers.python.read import fingerprint
from timeout_audit.readers.python.symbols import SymbolReader
from timeout_audit.readers.python.texts import Texts
from timeout_audit.readers.registry import claimed, read_launch_file
from timeout_audit.sources import Kind, SourceFile, Sources
from timeout_audit.surface import Handing

# It begins with letters: so it is searched for fast.
_HEAD = re.compile(rb"class[ \t]+\w+[^(:\n]*\(([^)]*)")
_WORD = re.compile(rb"[^\W\d][\w\x80-\xff]*")
_ROOM = 12_000_000
"""Bytes of texts that are kept at hand. The rest is read again where it is needed: memory is not to grow with files."""


class _Contents:
    """The bytes of the sources; a file that cannot be read is empty and has its problem."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._contents: dict[str, bytes] = {}
        self._room = _ROOM
        self.problems: dict[str, Problem] = {}

    def load(self, path: str) -> bytes:
        data = self._contents.get(path)
        if data is None:
            data = self._read(path)
            if len(data) <= self._room:
                self._room -= len(data)
                self._contents[path] = data
        return data

    def _read(self, path: str) -> bytes:
        data = self._sources.read(path)
        if isinstance(data, Problem):
            self.problems[path] = data
            return b""
        return data

    def find(self, path: str) -> bytes | None:
        """The bytes of a file that no walk has found; None where there is no such file."""
        if not self._sources.has(path):
            return None
        data = self.load(path)
        return None if path in self.problems else data


class _Search:
    """Looks for texts in files. Those of one of the ``groups`` are looked for together: reading takes longest.

    With the first group go the heads of classes.
    """

    def __init__(self, paths: Sequence[str], load: Callable[[str], bytes], *groups: Collection[str]) -> None:
        self._paths = paths
        self._load = load
        self._first = groups[0]
        self._groups = {text: group for group in groups for text in group}
        self._found: dict[str, list[str]] = {}
        self._heads: dict[str, list[str]] = {}
        self._looked = False

    def holds(self, path: str, text: str) -> bool:
        """Whether a file holds a text."""
        return text.encode() in self._load(path)

    def find(self, text: str) -> list[str]:
        """The files that hold a text."""
        if text not in self._found:
            self._look(self._groups.get(text, (text,)))
        return self._found[text]

    def inheriting(self, name: str) -> list[str]:
        """The files in which the head of a class names another one."""
        if not self._looked:
            self._look(self._first)
        return self._heads.get(name, [])

    def _look(self, texts: Collection[str]) -> None:
        needles = [(one.encode(), self._found.setdefault(one, [])) for one in texts]
        heads = texts is self._first
        for path in self._paths:
            data = self._load(path)
            for needle, found in needles:
                if needle in data:
                    found.append(path)
            for word in set(_WORD.findall(b" ".join(_HEAD.findall(data)))) if heads else ():
                self._heads.setdefault(word.decode("utf-8", "replace"), []).append(path)
        self._looked = self._looked or heads


class _Progress:
    """Hands on how many of how many files are read, and that something goes on."""

    def __init__(self, tell: Callable[[int, int], None] | None) -> None:
        self._tell = tell
        self._last = (0, 0)

    def told(self, done: int, total: int) -> None:
        self._last = (done, total)
        self.alive()

    def alive(self) -> None:
        if self._tell is not None:
            self._tell(*self._last)


class _Run:
    """The files of a run, who reads them, and which of them may start a service."""

    def __init__(self, sources: Sources, contents: _Contents, crew: Crew, progress: _Progress) -> None:
        self.sources = sources
        self.progress = progress
        self.contents = contents
        self.crew = crew
        self._formats: dict[str, str | None] = {}

    def format_of(self, file: SourceFile) -> str | None:
        """The format in which a file is to be read; "" where its name tells, None where it starts nothing."""
        path = file.path
        if path not in self._formats:
            # A script without an ending is claimed for the shell by its name, but Python by its first line.
            if file.kind is Kind.LAUNCH or (claimed(path) and is_python(path)):
                self._formats[path] = ""
            else:
                self._formats[path] = "code" if self.crew.starts(path, self.contents.load) else None
        return self._formats[path]

    @cached_property
    def launch_files(self) -> dict[str, LaunchFile]:
        """What may start a service, read, by path."""
        found: dict[str, LaunchFile] = {}
        for file in self.sources.files:
            format_ = self.format_of(file)
            read = None if format_ is None else read_launch_file(file.path, self.contents.load(file.path), format_)
            if read is not None:
                found[file.path] = read
        return found

    def may_start_something(self) -> bool:
        """Whether a file that may start a service is among those that are asked about."""
        return any(self.format_of(file) is not None for file in self.sources.targets)


Tell = Callable[[Handing, Vocabulary, Sequence[str]], None]
"""Told what the files of the repository hand to each other, in which vocabulary, and the names of known settings."""


def analyse(sources: Sources, loaded: Loaded, tell: Tell, *, process: bool) -> Analysed:
    """Every wait of the sources with its bound, and every launch of a server.

    ``process`` asks for the waits on children, threads and queues too.
    """
    contents = _Contents(sources)
    values = {name.value: value for name, value in loaded.config.values.items()}
    manifests = Folders(sources.names, contents.find)
    pins = Pins(manifests.pins)
    knowledge = _knowledge(loaded.config.waits, process=process)
    kept = open_cache(sources.cache, sources.root, fingerprint(knowledge.vocabulary)) if sources.cache else None
    progress = _Progress(sources.progress)
    crew = Crew(knowledge.vocabulary, kept, sources.jobs, progress.alive)
    run = _Run(sources, contents, crew, progress)
    linked, unread = _python(run, pins, knowledge, values, tell)
    if kept is not None:
        kept.save()
    servers = [wait for wait in linked.waits if wait.layer is Layer.SERVER]
    targets = {file.path for file in sources.targets}
    launched = Launched((), (), ())
    if run.may_start_something() or any(wait.place.path in targets for wait in servers):
        launched = _launches(run, servers, pins.version, values)
    others = (wait for wait in linked.waits if wait.layer is not Layer.SERVER)
    started = (limited(wait, linked.settings) for wait in launched.waits)
    # What is no Python for the one reader is none for the other.
    known = {problem.path for problem in unread}
    further = (problem for problem in launched.problems if problem.path not in known)
    problems = (*contents.problems.values(), *unread, *further)
    shown = (problem for problem in dict.fromkeys(problems) if problem.path in targets)
    return Analysed((*others, *started), launched.launches, (*shown, *dict.fromkeys(manifests.problems)))


class _Knowledge(Struct, frozen=True):
    """What is known of libraries, as the reader and as the linker need it."""

    vocabulary: Vocabulary
    catalogue: Catalogue


@cache
def _knowledge(own: tuple[OwnWait, ...], *, process: bool) -> _Knowledge:
    """Kept, as fixes and comparisons audit several times."""
    libraries = [file for file in library_files() if process or file.library.set != "process"]
    libraries += own_library(own)
    return _Knowledge(build_vocabulary(libraries), Catalogue(libraries))


def _python(run: _Run, pins: Pins, knowledge: _Knowledge, values: Values, tell: Tell) -> tuple[Linked, list[Problem]]:
    load, crew = run.contents.load, run.crew
    vocabulary = knowledge.vocabulary
    paths = [file.path for file in run.sources.files if file.kind is Kind.PYTHON]
    wanted = _wanted(run, knowledge.catalogue)
    gathered = gather(paths, load, crew, run.progress.told, wanted)
    reader = SymbolReader(Texts(load), crew)
    search = _Search(paths, load, {setting.name for _, setting in knowledge.catalogue.settings}, LIMITING)
    questions = Questions(
        symbol=reader.read,
        mentions=reader.read_mentions,
        holds=search.holds,
        find=search.find,
        inheriting=search.inheriting,
        importing=gathered.imports.holding,
        imports=gathered.imports.of,
        workers=lambda server: _launches(run, [], pins.version, values).workers.get(server, frozenset()),
    )
    tell(gathered.handing, vocabulary, _setting_names(knowledge.catalogue))
    program = Program(gathered.index, gathered.files.values(), questions)
    problems = [problem for path in sorted(gathered.files) for problem in gathered.files[path].problems]
    linked = link_waits(program, knowledge.catalogue, pins, values, run.progress.alive, wanted)
    return linked, [*problems, *linked.problems]


def _wanted(run: _Run, catalogue: Catalogue) -> Callable[[str], bool]:
    """Of which Python files something is asked: the targets, or all where a target may start any of them.

    All, too, where a target may hold a framework's settings: those are waits without a call.
    """
    targets, load = {file.path for file in run.sources.targets}, run.contents.load
    marks = [name.encode() for name in _setting_names(catalogue)]
    if run.may_start_something() or any(mark in load(path) for path in targets for mark in marks):
        return lambda _: True
    return targets.__contains__


def _setting_names(catalogue: Catalogue) -> list[str]:
    """What a file must hold to have a framework's setting."""
    both = ((setting.name, setting.selector.partition(".")[0]) for _, setting in catalogue.settings)
    return sorted({name for names in both for name in names if name})


def _launches(run: _Run, servers: list[Wait], pinned: Callable[[str, str], str], values: Values) -> Launched:
    sources, load = run.sources, run.contents.load

    def open_file(path: str, kind: str) -> LaunchFile | None:
        return read_launch_file(path, load(path), kind) if sources.has(path) else None

    return link_launches(run.launch_files, servers, open_file, [file.path for file in sources.files], pinned, values)
