"""The list of a fleet's repositories."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from timeout_audit.model.fault import Fault
from timeout_audit.model.text import Message, msg

_URL = re.compile(r"^(?:(?:https?|ssh|git|file)://|[\w.-]+@[\w.-]+:)\S+$")


class Member(Struct, frozen=True):
    """One repository: ``source`` is an absolute path or what git can fetch, ``revision`` what to fetch of it.

    ``name`` is unique in the fleet, and the folder that the repository has in the report.
    """

    name: str
    source: str
    revision: str = ""

    @property
    def remote(self) -> bool:
        """Whether git has to fetch it."""
        return _URL.match(self.source) is not None


def read_members(text: str, path: str, folder: str) -> list[Member]:
    """The repositories that ``text`` lists, one a line: a path relative to ``folder``, or a URL and perhaps a revision.

    Empty lines, and what follows a ``#`` at the start of a word, do not count.

    Raises:
        Fault: for every line that names nothing; ``path`` is the list's.

    """
    found: list[tuple[str, str]] = []
    faults: list[Message] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = re.sub(r"(^|\s)#.*", "", line).strip()
        if not words:
            continue
        source, _, revision = words.partition(" ")
        if _URL.match(source):
            found.append((source, revision.strip()))
        elif os.path.isdir(inside := os.path.realpath(os.path.join(folder, os.path.expanduser(words)))):
            found.append((inside, ""))
        else:
            faults.append(
                msg("{path}:{line}: neither a folder nor a git URL: {text}", path=path, line=number, text=words)
            )
    if faults:
        raise Fault(*faults)
    unique = list(dict.fromkeys(found))
    return [Member(name, *one) for name, one in zip(_names(unique), unique, strict=True)]


def _names(sources: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The shortest ends of the sources, of two parts for a URL and at least one for a path, that tell them apart."""
    taken: set[str] = set()
    for source, revision in sources:
        parts = [part for part in re.split(r"[/:\\]+", source.rstrip("/").removesuffix(".git")) if part.strip(".")]
        start = 2 if _URL.match(source) else 1
        ends = ["/".join(parts[-size:]) for size in range(start, len(parts) + 1)] or ["root"]
        wanted = [*ends, *(f"{ends[0]}@{revision}" for _ in [0] if revision)]
        name = next((one for one in wanted if one not in taken), f"{ends[0]}-{len(taken) + 1}")
        taken.add(name)
        yield name
