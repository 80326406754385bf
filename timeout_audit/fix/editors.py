"""The files of a plan, each opened once, and the edits that remedies mean in them."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.fix.document import Document, Edit, apply
from timeout_audit.fix.launches.edits import launch_edits
from timeout_audit.fix.part import Part
from timeout_audit.fix.python.code import Code
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Remedy
from timeout_audit.sources import Sources

_PYTHON = frozenset({"keyword", "value", "partial", "query", "with", "check"})
"""The kinds of remedy that change Python code."""


class Editors:
    """Opens the files of ``sources``; only its targets may be changed."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._targets = {file.path for file in sources.targets}
        self._documents: dict[tuple[str, bool], Document] = {}
        self._codes: dict[str, Code] = {}

    def part(self, remedies: Sequence[Remedy]) -> Part:
        """The edits of remedies for one place.

        Raises:
            Refusal: where they cannot be made so that they are certainly right.

        """
        place = remedies[0].place
        if place is None:
            raise Refusal(msg("there is no automatic fix for it"))
        if place.path not in self._targets:
            raise Refusal(msg("it is mended in {path}, which was not asked for", path=place.path))
        if remedies[0].kind not in _PYTHON:
            document = self.document(place.path, python=False)
            return Part(place.path, python=False, edits=launch_edits(document, remedies[0]))
        edits, needs = self._code(place.path).edits(remedies)
        return Part(place.path, python=True, edits=edits, needs=needs)

    def joined(self, path: str, parts: Sequence[Part]) -> tuple[Edit, ...]:
        """The edits of parts of one file, and of the imports that they need, sorted."""
        edits = [edit for part in parts for edit in part.edits]
        needs = {need for part in parts for need in part.needs}
        if needs:
            edits += self._code(path).imports(needs)
        return tuple(sorted(edits))

    def document(self, path: str, *, python: bool) -> Document:
        """The text of a file.

        Raises:
            Refusal: where it cannot be read and written back the same.

        """
        key = (path, python)
        if key not in self._documents:
            data = self._sources.read(path)
            if not isinstance(data, bytes):
                raise Refusal(data.message)
            try:
                self._documents[key] = Document(path, data, python=python)
            except (ValueError, LookupError) as error:
                raise Refusal(msg("its bytes do not fit its encoding")) from error
        return self._documents[key]

    def opened(self, path: str) -> Document:
        """The text of a file that is edited, as its reader sees it."""
        return self._documents.get((path, True)) or self._documents[path, False]

    def made(self, path: str, edits: Sequence[Edit]) -> bytes:
        """The content of a file with the edits."""
        document = self.opened(path)
        return document.encode(apply(document.text, edits))

    def _code(self, path: str) -> Code:
        if path not in self._codes:
            self._codes[path] = Code(self.document(path, python=True), self._read)
        return self._codes[path]

    def _read(self, path: str) -> bytes | None:
        data = self._sources.read(path) if self._sources.has(path) else None
        return data if isinstance(data, bytes) else None
