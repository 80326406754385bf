"""Where a file mentions the names that lead to a wait. Each name is looked for once, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from timeout_audit.catalogue.vocabulary import COMMON, fits
from timeout_audit.readers.python.carriers import Carriers

_NEXT = re.compile(r"\s*\.\s*(\w+)")
_CHAIN = re.compile(r"[\w.]*$")
# Where a module is a value itself: ``self.http = requests``, ``http or requests``, ``def f(http=requests)``.
_GIVEN = re.compile(r"(?:[^=!<>]=|\b(?:or|else|return))$")
_WHOLE = re.compile(r"[ \t]*(?:[,):;#\r\n]|(?:if|or)\b|$)")
_SHAPE = re.compile(r"\s*=\s*(?:\w+\.)?namedtuple\(")
_REACH = 200
"""Characters that are looked at before an attribute: the chain of names it hangs on."""

# What a class calls the methods on that it inherits from a library.
_OWN = ("self.", "cls.", "super().")


class Mentions:
    """The places of one text where something is mentioned that its ``carriers`` know.

    ``names`` are further names, ``modules`` local names with the attributes of them that count, ``tails`` two names
    joined by a dot, wherever they stand.
    """

    def __init__(self, source: str, carriers: Carriers) -> None:
        self._source = source
        self._carriers = carriers
        self._sought: set[tuple[str, str]] = set()
        self._common: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self.names: set[str] = set()
        self.modules: dict[str, frozenset[str]] = {}
        self.tails: set[str] = set()

    def new(self) -> Iterator[int]:
        """The offsets of what was not looked for before."""
        carriers, source = self._carriers, self._source
        for name in self._fresh("name", self.names | carriers.names):
            yield from (at for at in words(source, name) if source[at - 1 : at] != ".")
        for name in self._fresh("module", self.modules):
            # A function may import it for the whole module.
            yield from words(source, f"global {name}")
            for at in words(source, name):
                follows = _NEXT.match(source, at + len(name))
                reached = follows and fits(self.modules[name], follows[1]) and source[at - 1 : at] != "."
                if reached or self._before(at).endswith("getattr(") or self._is_value(at, at + len(name)):
                    yield at
        for name in self._fresh("definition", carriers.definitions):
            yield from (at for at in words(source, name) if self._is_definition(at, at + len(name)))
        for tail in self._fresh("tail", self.tails):
            yield from words(source, tail)
        for name in self._fresh("attribute", carriers.attributes - COMMON):
            yield from (at for at in words(source, name) if self._before(at).endswith((".", "def")))
        for name in self._fresh("inherited", carriers.inherited - carriers.attributes):
            yield from (at for at in words(source, name) if self._before(at).endswith(_OWN))
        if common := carriers.attributes & COMMON:
            yield from self._on_known(common)

    def _fresh(self, kind: str, names: Iterable[str]) -> list[str]:
        found = [name for name in names if (kind, name) not in self._sought]
        self._sought.update((kind, name) for name in found)
        return found

    def _before(self, offset: int) -> str:
        return self._source[max(offset - 20, 0) : offset].rstrip()

    def _is_definition(self, start: int, end: int) -> bool:
        """Whether a name is that of a function or class that begins there, or that ``namedtuple`` makes."""
        return self._before(start).endswith(("def", "class")) or bool(_SHAPE.match(self._source, end))

    def _is_value(self, start: int, end: int) -> bool:
        """Whether a name that stands there is given away as it is."""
        return bool(_WHOLE.match(self._source, end) and _GIVEN.search(self._before(start)))

    def _on_known(self, names: Iterable[str]) -> Iterator[int]:
        """Attributes with a common name, where what they hang on is self, a call, or a name that leads somewhere."""
        known = self._carriers.givers | self._carriers.held
        for name in names:
            if name not in self._common:
                self._common[name] = list(self._attributes(name))
            waiting = []
            for offset, holders in self._common[name]:
                if not holders or not known.isdisjoint(holders):
                    yield offset
                else:
                    waiting.append((offset, holders))
            self._common[name] = waiting

    def _attributes(self, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each attribute of that name with what it may hang on; () where that is self or the result of a call."""
        for at in words(self._source, name):
            before = self._source[max(at - _REACH, 0) : at].rstrip()
            if not before.endswith("."):
                continue
            before = before[:-1].rstrip()
            if before.endswith(")"):
                yield at, ()
                continue
            chain = _CHAIN.search(before)
            parts = chain[0].split(".") if chain else [""]
            if parts[-1] in ("self", "cls"):
                yield at, ()
            elif parts[-1]:
                yield at, tuple(".".join(parts[index:]) for index in range(len(parts)))


def words(source: str, word: str) -> Iterator[int]:
    """Where a word stands that is no part of a longer one."""
    size = len(word)
    at = source.find(word)
    while at >= 0:
        end = at + size
        if not _in_word(source[end : end + 1]) and not _in_word(source[at - 1 : at] if at else ""):
            yield at
        at = source.find(word, end)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
