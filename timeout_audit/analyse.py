"""The analyser as one question: what waits in these files?"""

from __future__ import annotations

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.gather import gather
from timeout_audit.link.program import Program
from timeout_audit.link.versions import Pins
from timeout_audit.link.waits import link_waits
from timeout_audit.model.finding import Problem
from timeout_audit.model.wait import Wait
from timeout_audit.readers.python.symbols import SymbolReader
from timeout_audit.sources import Kind, Sources


def waits_of(sources: Sources) -> tuple[list[Wait], set[Problem]]:
    """Every wait of the sources, and what could not be read of the files that were asked for."""
    unread: dict[str, Problem] = {}

    def load(path: str) -> bytes:
        data = sources.read(path)
        if isinstance(data, bytes):
            return data
        unread[path] = data
        return b""

    libraries = library_files()
    vocabulary = build_vocabulary(libraries)
    gathered = gather([file.path for file in sources.files if file.kind is Kind.PYTHON], load, vocabulary)
    program = Program(gathered.index, gathered.files.values(), SymbolReader(load, vocabulary).read)
    waits = link_waits(program, Catalogue(libraries), Pins({}))
    targets = {file.path for file in sources.targets}
    problems = {problem for file in gathered.files.values() for problem in file.problems} | set(unread.values())
    return waits, {problem for problem in problems if problem.path in targets}
