"""What becomes of the value of a call: is it closed, or read to its end, on every ordinary path of the function?

Handing the value on (return, attribute, container, ``with``, argument) makes it somebody else's; an argument is noted,
because a function of the project may do no more than look at it.
"""

from __future__ import annotations

import libcst as cst

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import Fate, Left
from timeout_audit.readers.python.flags import Flags
from timeout_audit.readers.python.nodes import called
from timeout_audit.readers.python.occurrences import Occurrences
from timeout_audit.readers.python.origins import Origins
from timeout_audit.readers.python.paths import Walk
from timeout_audit.readers.python.states import UNBORN, Condition, Exit, Kind, Patience, TooLongError
from timeout_audit.readers.python.uses import Use


class Fates:
    """The fates of the values of one file's calls. ``openers`` are the names of calls whose value may be a response."""

    def __init__(self, vocabulary: Vocabulary, origins: Origins, openers: frozenset[str]) -> None:
        looks = vocabulary.checks - vocabulary.reads
        of_response = vocabulary.reads | vocabulary.iterates | vocabulary.checks | vocabulary.enders
        response = Kind(looks=looks, ends=frozenset(), iterates=vocabulary.iterates, has=of_response)
        client = Kind(looks=frozenset(), ends=vocabulary.enders, iterates=frozenset(), has=vocabulary.enders)
        self._kinds = {**dict.fromkeys(vocabulary.makers, client), **dict.fromkeys(openers, response)}
        self.origins = origins
        self.mentions = Occurrences(self._kinds)

    def inside(self, body: cst.Module | cst.BaseSuite, *, is_function: bool) -> Inside:
        """The fates of values inside one function, or the module."""
        return Inside(self, body, is_function=is_function)

    def kind_of(self, node: cst.Call) -> Kind | None:
        """What the value of a call may be; None for what nobody has to close."""
        return self._kinds.get(called(node))


class Inside:
    """The fates of the values of calls in one suite."""

    def __init__(self, fates: Fates, body: cst.Module | cst.BaseSuite, *, is_function: bool) -> None:
        self._fates = fates
        self._body = body
        self._is_function = is_function
        self._patience = Patience()
        self._flags = Flags(body)

    def of(self, node: cst.Call, use: Use) -> Fate:
        """The fate of the value of ``node``."""
        if use.kind in ("handed", "with"):
            return Fate(handed=True)
        kind = self._fates.kind_of(node)
        if kind is None:
            return Fate(held=use.name if use.kind == "held" else "", handed=True)
        here = Left(self._fates.origins.place(node))
        if use.kind == "chained":
            return Fate(used=(use.name,), left=here if kind.leaves_open(use.name) else None)
        if use.kind == "dropped":
            return Fate(dropped=True, left=here)
        if use.kind == "iterated":
            return Fate(used=("__iter__",))
        self._patience.begin()
        try:
            return self._held(node, use.name, kind)
        except TooLongError:
            return Fate(held=use.name, handed=True, lost=True)

    def _held(self, node: cst.Call, name: str, kind: Kind) -> Fate:
        walk, left = self._follow(node, name, kind, lending=False)
        kept, lent = None, walk.lent
        if lent and left is None:
            lending, kept = self._follow(node, name, kind, lending=True)
            lent = lending.lent
        return Fate(
            held=name,
            used=tuple(dict.fromkeys(walk.used)),
            handed=walk.handed,
            left=left,
            lent=tuple(dict.fromkeys(lent)) if kept else (),
            kept=kept,
        )

    def _follow(self, node: cst.Call, name: str, kind: Kind, *, lending: bool) -> tuple[Walk, Left | None]:
        """The walk over every path, and where the first of them leaves the value open.

        Flags are looked for where one does: they may say that nothing takes that path.
        """
        mentions = self._fates.mentions
        walk = Walk(node, name, kind, mentions, self._fates.origins, lending=lending)
        left = self._left(walk, node)
        if left is None or not (mentions.has(self._body, "True") and mentions.has(self._body, "False")):
            return walk, left
        if flags := self._flags.at(node):
            walk = Walk(node, name, kind, mentions, self._fates.origins, lending=lending)
            walk.flags = flags
            left = self._left(walk, node)
        return walk, left

    def _left(self, walk: Walk, node: cst.Call) -> Left | None:
        origins = self._fates.origins
        end = walk.run(self._body, {UNBORN: Condition()}, self._patience)
        exits = [*walk.exits, *([Exit(end.node or node, end)] if self._is_function and end is not None else [])]
        found = [
            Left(origins.place(one.node), one.condition.text, one.condition.error, one.condition.checked)
            for one in exits
        ]
        return min(found, key=lambda one: (one.checked, one.place, one.when), default=None)
