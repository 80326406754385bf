"""Sources to waits: the Python side, the launches, and what joins them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, cached_property

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.cache import open_cache
from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import Vocabulary, build_vocabulary
from timeout_audit.config.schema import Loaded, OwnWait
from timeout_audit.discover.walk import is_python
from timeout_audit.gather import Gathered, facts_of, gather
from timeout_audit.holding import Before, Now, RecordedPins, recorded, still
from timeout_audit.link.amounts import Values
from timeout_audit.link.called_within import LIMITING
from timeout_audit.link.launches import Launched, link_launches
from timeout_audit.link.program import Program, Questions
from timeout_audit.link.versions import Pins
from timeout_audit.link.waits import link_waits
from timeout_audit.link.workers import limit_of, limited
from timeout_audit.model.analysed import Analysed
from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import LaunchFile
from timeout_audit.model.ledger import Judged, Ledger
from timeout_audit.model.renumbered import Unmoved, moved
from timeout_audit.model.wait import Bound, Layer, Wait
from timeout_audit.own import own_library
from timeout_audit.readers.manifests.folder import Folders
from timeout_audit.readers.python.crew import Crew
from timeout_audit.readers.python.read import fingerprint
from timeout_audit.readers.python.symbols import SymbolReader
from timeout_audit.readers.python.texts import Texts
from timeout_audit.readers.registry import claimed, read_launch_file
from timeout_audit.search import Search
from timeout_audit.sources import Kind, SourceFile, Sources
from timeout_audit.surface import Handing

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


class Understood(Struct, frozen=True):
    """What was understood, what of it was judged of the Python files, and what was asked for that."""

    analysed: Analysed
    judged: Judged
    ledger: Ledger
    held: bool = False
    """Whether it was judged in an earlier run."""


def analyse(sources: Sources, loaded: Loaded, tell: Tell, before: Before | None = None, *, process: bool) -> Understood:
    """Every wait of the sources with its bound, and every launch of a server.

    What was judged ``before`` is taken where it still holds. ``process`` asks for the waits on children, threads and
    queues too.
    """
    contents = _Contents(sources)
    values = {name.value: value for name, value in loaded.config.values.items()}
    knowledge = _knowledge(loaded.config.waits, process=process)
    kept = open_cache(sources.cache, sources.root, fingerprint(knowledge.vocabulary)) if sources.cache else None
    progress = _Progress(sources.progress)
    crew = Crew(knowledge.vocabulary, kept, sources.jobs, progress.alive)
    understood = _Analysis(_Run(sources, contents, crew, progress), knowledge, values).understood(tell, before)
    if kept is not None:
        kept.save()
    return understood


class _Knowledge(Struct, frozen=True):
    """What is known of libraries, as the reader and as the linker need it.

    ``setting_names`` are what a file must hold to have a framework's setting.
    """

    vocabulary: Vocabulary
    catalogue: Catalogue
    setting_names: list[str]


@cache
def _knowledge(own: tuple[OwnWait, ...], *, process: bool) -> _Knowledge:
    """Kept, as fixes and comparisons audit several times."""
    libraries = [file for file in library_files() if process or file.library.set != "process"]
    libraries += own_library(own)
    catalogue = Catalogue(libraries)
    both = ((setting.name, setting.selector.partition(".")[0]) for _, setting in catalogue.settings)
    names = sorted({name for names in both for name in names if name})
    return _Knowledge(build_vocabulary(libraries), catalogue, names)


class _Analysis:
    """One run: what is gathered, linked where that is needed, and joined."""

    def __init__(self, run: _Run, knowledge: _Knowledge, values: Values) -> None:
        self._run = run
        self._manifests = Folders(run.sources.names, run.contents.find)
        self._pins = Pins(self._manifests.pins)
        self._knowledge = knowledge
        self._values = values
        self._targets = {file.path for file in run.sources.targets}
        self._paths = [file.path for file in run.sources.files if file.kind is Kind.PYTHON]
        names = {setting.name for _, setting in knowledge.catalogue.settings}
        self._search = Search(self._paths, run.contents.load, names, LIMITING)

    def understood(self, tell: Tell, before: Before | None) -> Understood:
        """What is understood now."""
        run, knowledge, crew = self._run, self._knowledge, self._run.crew
        ledger = Ledger(everything=self._is_all_wanted())
        wanted = (lambda _: True) if ledger.everything else self._targets.__contains__
        with crew.at_work():
            gathered = gather(self._paths, run.contents.load, crew, wanted)
            tell(gathered.handing, knowledge.vocabulary, knowledge.setting_names)
            ledger.facts = {path: crew.facts_key(order) for path, (order, _) in gathered.asked.items()}
            held = self._held(before, gathered, ledger) if before is not None else None
            if held is not None:
                return held
            files = facts_of(gathered, crew, run.progress.told)
        program = Program(gathered.index, files.values(), recorded(self._questions(gathered), ledger))
        pins = RecordedPins(self._manifests.pins, ledger)
        linked = link_waits(program, knowledge.catalogue, pins, self._values, run.progress.alive, wanted)
        unread = [problem for path in sorted(files) for problem in files[path].problems]
        judged = Judged(tuple(linked.waits), (*unread, *linked.problems))
        limits: dict[tuple[str, ...], Bound | None] = {}

        def said_by(names: tuple[str, ...]) -> Bound | None:
            if names not in limits:
                limits[names] = limit_of(linked, names)
            return limits[names]

        analysed = self._joined(judged, said_by)
        ledger.resolved = [(*key, found) for key, found in gathered.index.answers().items()]
        return Understood(analysed, replace(judged, limits=tuple(limits.items())), ledger)

    def _is_all_wanted(self) -> bool:
        """Whether something is asked of all Python files.

        It is where all are targets, where a target may start any of them, and where it may hold a framework's settings:
        those are waits without a call.
        """
        if self._targets.issuperset(self._paths):
            return True
        load, marks = self._run.contents.load, [name.encode() for name in self._knowledge.setting_names]
        return self._run.may_start_something() or any(mark in load(path) for path in self._targets for mark in marks)

    def _held(self, before: Before, gathered: Gathered, ledger: Ledger) -> Understood | None:
        """What was judged before, where it still holds, joined with the launches of now."""
        run = self._run
        questions = self._questions(gathered)
        now = Now(self._paths, gathered, run.crew, run.contents.load, questions, self._pins, ledger)
        lines = still(before, now)
        if lines is None:
            return None
        with suppress(Unmoved, KeyError):  # a line that is not there, a limit that nobody has asked for
            judged = moved(before.judged, lines)
            analysed = self._joined(judged, dict(judged.limits).__getitem__)
            return Understood(analysed, judged, replace(before.ledger, facts=ledger.facts), held=True)
        return None

    def _questions(self, gathered: Gathered) -> Questions:
        run, search = self._run, self._search
        reader = SymbolReader(Texts(run.contents.load), run.crew)
        return Questions(
            symbol=reader.read,
            mentions=reader.read_mentions,
            holds=search.holds,
            find=search.find,
            inheriting=search.inheriting,
            importing=gathered.imports.holding,
            imports=gathered.imports.of,
            packages=gathered.index.packages,
            workers=lambda server: self._launches([]).workers.get(server, frozenset()),
        )

    def _joined(self, judged: Judged, said_by: Callable[[tuple[str, ...]], Bound | None]) -> Analysed:
        """The Python side, and the launches where a target may start something.

        ``said_by`` gives what settings say of launched workers.
        """
        servers = [wait for wait in judged.waits if wait.layer is Layer.SERVER]
        launched = Launched((), (), ())
        if self._run.may_start_something() or any(wait.place.path in self._targets for wait in servers):
            launched = self._launches(servers)
        others = (wait for wait in judged.waits if wait.layer is not Layer.SERVER)
        started = (limited(wait, said_by) for wait in launched.waits)
        # What is no Python for the one reader is none for the other.
        known = {problem.path for problem in judged.problems}
        further = (problem for problem in launched.problems if problem.path not in known)
        problems = (*self._run.contents.problems.values(), *judged.problems, *further)
        shown = (problem for problem in dict.fromkeys(problems) if problem.path in self._targets)
        return Analysed((*others, *started), launched.launches, (*shown, *dict.fromkeys(self._manifests.problems)))

    def _launches(self, servers: list[Wait]) -> Launched:
        run, load = self._run, self._run.contents.load

        def open_file(path: str, kind: str) -> LaunchFile | None:
            return read_launch_file(path, load(path), kind) if run.sources.has(path) else None

        paths = [file.path for file in run.sources.files]
        return link_launches(run.launch_files, servers, open_file, paths, self._pins.version, self._values)
