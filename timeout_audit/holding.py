"""Whether what was understood of a repository still holds after some of its Python files have changed.

It does where these hand the same to each other and say the same to all that was asked of them, lines aside: most
changes add, mend or move what leads to no wait. Then nothing is linked again, and the verdicts get the new lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from timeout_audit.gather import Gathered
from timeout_audit.link.program import Questions
from timeout_audit.model.analysed import Analysed
from timeout_audit.model.ledger import Ledger, Question
from timeout_audit.model.python import PythonFile
from timeout_audit.model.renumbered import Lines, Renumbering
from timeout_audit.readers.python.crew import Crew
from timeout_audit.readers.python.symbols import Forgotten, RecallingReader
from timeout_audit.readers.python.texts import Texts
from timeout_audit.search import named_in_heads


class Before(Struct, frozen=True):
    """What was understood in an earlier run, what was asked for it, and the files that have ``changed`` since.

    With each of those goes the digest of its content at that time.
    """

    analysed: Analysed
    ledger: Ledger
    changed: dict[str, bytes]


class Now(Struct, frozen=True):
    """The repository as it is: what was gathered, who reads it, what answers the linker's questions, a new ledger."""

    gathered: Gathered
    crew: Crew
    load: Callable[[str], bytes]
    questions: Questions
    ledger: Ledger


def recorded(questions: Questions, ledger: Ledger) -> Questions:
    """The same questions, each of which is noted in a ledger."""

    def symbol(path: str, name: str) -> PythonFile | None:
        found = questions.symbol(path, name)
        ledger.questions.setdefault(path, []).append(Question(name, mentions=False, answered=found is not None))
        return found

    def mentions(path: str, name: str) -> PythonFile | None:
        found = questions.mentions(path, name)
        ledger.questions.setdefault(path, []).append(Question(name, mentions=True, answered=found is not None))
        return found

    def holds(path: str, text: str) -> bool:
        found = ledger.held.setdefault(path, {})[text] = questions.holds(path, text)
        return found

    return Questions(
        symbol=symbol,
        mentions=mentions,
        holds=holds,
        find=_noting(questions.find, ledger.found),
        inheriting=_noting(questions.inheriting, ledger.inheriting),
        importing=_noting(questions.importing, ledger.importing),
        imports=_noting(questions.imports, ledger.imports),
        workers=questions.workers,
    )


def _noting(ask: Callable[[str], Iterable[str]], noted: dict[str, list[str]]) -> Callable[[str], list[str]]:
    def asked(about: str) -> list[str]:
        found = noted[about] = list(ask(about))
        return found

    return asked


def still(before: Before, now: Now) -> Lines | None:
    """By file that has changed the lines of before, and which they are now; None where what was understood is void."""
    if now.ledger.everything != before.ledger.everything or not _same_files(before, now):
        return None
    past = RecallingReader(Texts(now.load), now.crew, before.changed)
    lines = {path: _lines_of(path, before, now, past) for path in before.changed}
    known = {path: found for path, found in lines.items() if found is not None}
    return known if len(known) == len(lines) else None


def _same_files(before: Before, now: Now) -> bool:
    """Whether the same files can reach a wait, and those that are as they were are handed the same."""
    facts, others = before.ledger.facts, now.ledger.facts
    return list(facts) == list(others) and all(facts[path] == others[path] or path in before.changed for path in facts)


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


def _lines_of(path: str, before: Before, now: Now, past: RecallingReader) -> Mapping[int, int] | None:
    """Which line of a file is which, where it says the same as before; None where it does not."""
    ledger, questions = before.ledger, now.questions
    lines = Renumbering(path)
    if path in ledger.whole or now.crew.starts(path, now.load) or not _is_found_as_before(path, before, now):
        return None
    if not _same_facts(path, before, now, lines):
        return None
    if any(questions.holds(path, text) != held for text, held in ledger.held.get(path, {}).items()):
        return None
    try:
        same = all(_same_answer(path, one, questions, past, lines) for one in ledger.questions.get(path, ()))
    except Forgotten:
        return None
    return lines.lines() if same else None


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
