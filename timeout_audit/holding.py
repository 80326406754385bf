"""Whether what was judged of the Python files still holds after something in the repository has changed.

It does where they hand the same to each other and say the same to all that was asked of them, lines aside: most changes
add, mend or move what leads to no wait. Then nothing is linked again, and the verdicts get the new lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from timeout_audit.gather import Gathered
from timeout_audit.link.program import Questions, Read
from timeout_audit.link.versions import Look, Pins
from timeout_audit.model.ledger import Judged, Ledger, Question
from timeout_audit.model.manifest import Pin
from timeout_audit.model.python import PythonFile
from timeout_audit.model.renumbered import Lines, Renumbering
from timeout_audit.readers.python.crew import Crew, named
from timeout_audit.readers.python.symbols import Forgotten, RecallingReader
from timeout_audit.readers.python.texts import Texts
from timeout_audit.search import named_in_heads

_MODULE = (".py", ".pyi")
MOST = 200
"""Changed files, from which on nobody looks whether what was judged still holds."""


class Before(Struct, frozen=True):
    """What was judged in an earlier run, what was asked for it, and the digests of all that was read then, by path."""

    judged: Judged
    ledger: Ledger
    digests: Mapping[str, bytes]


class Now(Struct, frozen=True):
    """The repository as it is: its Python files and what was gathered of them, who reads them, what answers the linker.

    In the ``ledger`` stands no more than what is to be linked.
    """

    paths: list[str]
    gathered: Gathered
    crew: Crew
    load: Callable[[str], bytes]
    questions: Questions
    pins: Pins
    ledger: Ledger


def recorded(questions: Questions, ledger: Ledger) -> Questions:
    """The same questions, each of which is noted in a ledger."""

    def reading(ask: Read, *, mentions: bool) -> Read:
        def asked(path: str, name: str) -> PythonFile | None:
            found = ask(path, name)
            ledger.questions.setdefault(path, []).append(Question(name, mentions, found is not None))
            return found

        return asked

    def holds(path: str, text: str) -> bool:
        found = ledger.held.setdefault(path, {})[text] = questions.holds(path, text)
        return found

    def workers(server: str) -> frozenset[str]:
        found = ledger.workers[server] = questions.workers(server)
        return found

    return Questions(
        symbol=reading(questions.symbol, mentions=False),
        mentions=reading(questions.mentions, mentions=True),
        holds=holds,
        find=_noting(questions.find, ledger.found),
        inheriting=_noting(questions.inheriting, ledger.inheriting),
        importing=_noting(questions.importing, ledger.importing),
        imports=_noting(questions.imports, ledger.imports),
        packages=_noting(questions.packages, ledger.packages),
        workers=workers,
    )


def _noting(ask: Callable[[str], Iterable[str]], noted: dict[str, list[str]]) -> Callable[[str], list[str]]:
    def asked(about: str) -> list[str]:
        found = noted[about] = list(ask(about))
        return found

    return asked


class RecordedPins(Pins):
    """The same pins, of which each that is asked for is noted in a ledger."""

    def __init__(self, look: Look, ledger: Ledger) -> None:
        super().__init__(look)
        self._ledger = ledger

    def of(self, distribution: str, path: str) -> tuple[Pin, ...]:
        """What is said of a distribution where a file lies."""
        found = super().of(distribution, path)
        self._ledger.pins.setdefault(path, {})[distribution] = _said(found)
        return found


def _said(pins: Iterable[Pin]) -> list[str]:
    return [pin.specifier for pin in pins]


def still(before: Before, now: Now) -> Lines | None:
    """By changed file the lines of before, and which they are now; None where what was judged is void."""
    was = {path: named(path, content) for path, content in before.digests.items()}
    changed = [path for path in now.paths if now.crew.digests[path] != was.get(path)]
    if len(changed) > MOST or not (_are_files_alike(before, now, {*changed}) and _is_rest_alike(before, now)):
        return None
    gone = was.keys() - set(now.paths)
    if _is_asked(gone, before.ledger):
        return None
    others = {*gone, *(path for path in changed if path not in was)}
    if any(path.endswith(_MODULE) for path in others) and not _is_index_alike(before, now):
        return None
    past = RecallingReader(Texts(now.load), now.crew, was)
    lines = {path: _lines_of(path, before, now, past) for path in changed}
    known = {path: found for path, found in lines.items() if found is not None}
    return known if len(known) == len(lines) else None


def _are_files_alike(before: Before, now: Now, changed: set[str]) -> bool:
    """Whether the same is to be linked, and the files that are as they were are handed the same."""
    old, new = before.ledger, now.ledger
    same = (new.facts[path] == key or path in changed for path, key in old.facts.items())
    return old.everything == new.everything and list(old.facts) == list(new.facts) and all(same)


def _is_rest_alike(before: Before, now: Now) -> bool:
    """Whether manifests and launches say the same."""
    pins = (
        _said(now.pins.of(distribution, path)) == said
        for path, noted in before.ledger.pins.items()
        for distribution, said in noted.items()
    )
    return all(pins) and all(now.questions.workers(server) == kinds for server, kinds in before.ledger.workers.items())


def _is_asked(gone: set[str], ledger: Ledger) -> bool:
    """Whether anything was asked of files that are gone; what else was read than Python is among them."""
    about = (ledger.questions, ledger.held, ledger.imports, ledger.packages)
    searches = (ledger.found, ledger.inheriting, ledger.importing)
    found = (paths for noted in searches for paths in noted.values())
    return any(gone & noted.keys() for noted in about) or not all(map(gone.isdisjoint, found))


def _is_index_alike(before: Before, now: Now) -> bool:
    """Whether imports lead where they led, though there are other modules."""
    ledger = before.ledger
    around = all(list(now.questions.packages(path)) == packages for path, packages in ledger.packages.items())
    led = {(target, folder, but): found for target, folder, but, found in ledger.resolved}
    return around and now.gathered.index.agrees(led)


def _lines_of(path: str, before: Before, now: Now, past: RecallingReader) -> Mapping[int, int] | None:
    """Which line of a file is which, where it says the same as before; None where it does not."""
    ledger, questions = before.ledger, now.questions
    lines = Renumbering(path)
    if not _is_found_as_before(path, before, now) or not _same_facts(path, before, now, lines):
        return None
    if any(questions.holds(path, text) != held for text, held in ledger.held.get(path, {}).items()):
        return None
    try:
        same = all(_same_answer(path, one, questions, past, lines) for one in ledger.questions.get(path, ()))
    except Forgotten:
        return None
    return lines.lines() if same else None


def _is_found_as_before(path: str, before: Before, now: Now) -> bool:
    """Whether the searches through all files find one of them where they did."""
    data, ledger, imports = now.load(path), before.ledger, now.gathered.imports
    searches = (
        (ledger.found, {text for text in ledger.found if text.encode() in data}),
        (ledger.inheriting, named_in_heads(data)),
        (ledger.importing, imports.words_of(path)),
    )
    same = all((path in paths) == (name in there) for noted, there in searches for name, paths in noted.items())
    return same and (path not in ledger.imports or list(imports.of(path)) == ledger.imports[path])


def _same_facts(path: str, before: Before, now: Now, lines: Renumbering) -> bool:
    key = before.ledger.facts.get(path)
    if key is None:
        return True
    order, part = now.gathered.asked[path]
    old = now.crew.recalled(key)
    (new,) = now.crew.facts([order], [part], lambda _: None)
    return old is not None and lines.same(old, new)


def _same_answer(path: str, asked: Question, questions: Questions, past: RecallingReader, lines: Renumbering) -> bool:
    new = (questions.mentions if asked.mentions else questions.symbol)(path, asked.name)
    if not asked.answered or new is None:
        return new is None and not asked.answered
    old = past.read_mentions(path, asked.name) if asked.mentions else past.read(path, asked.name)
    return lines.same(old, new)
