"""The Python side of an audit: sources to waits."""

from __future__ import annotations

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.config.schema import Loaded
from timeout_audit.gather import gather
from timeout_audit.link.program import Program
from timeout_audit.link.versions import Pins
from timeout_audit.link.waits import link_waits
from timeout_audit.model.finding import Problem
from timeout_audit.model.wait import Wait
from timeout_audit.readers.python.symbols import SymbolReader
from timeout_audit.sources import Kind, Sources


def analyse_python(sources: Sources, loaded: Loaded) -> tuple[list[Wait], list[Problem]]:
    """Every wait of the Python files, and what kept some from being read."""
    del loaded
    problems: dict[str, Problem] = {}
    contents: dict[str, bytes] = {}

    def load(path: str) -> bytes:
        if path not in contents:
            data = sources.read(path)
            if isinstance(data, Problem):
                problems[path] = data
                data = b""
            contents[path] = data
        return contents[path]

    libraries = [file for file in library_files() if not file.library.set]
    vocabulary = build_vocabulary(libraries)
    paths = [file.path for file in sources.files if file.kind is Kind.PYTHON]
    gathered = gather(paths, load, vocabulary)
    program = Program(gathered.index, gathered.files.values(), SymbolReader(load, vocabulary).read)
    waits = link_waits(program, Catalogue(libraries), Pins({}))
    targets = {file.path for file in sources.targets}
    unread = [problem for path in sorted(gathered.files) for problem in gathered.files[path].problems]
    return waits, [problem for problem in (*problems.values(), *unread) if problem.path in targets]
