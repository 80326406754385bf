"""The imports of a file by a regular expression over its bytes: what no import can reach needs no parser.

It may see an import inside a string or a comment, which costs time and nothing else. It must not miss one, wherever on
a line it stands. The pattern begins with a literal, which lets the engine skip through the file ten times faster.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.catalogue.vocabulary import Vocabulary

_IMPORT = re.compile(
    rb"import(?<![\w.]import)(?![\w.])(?:[ \t\f]|\\\r?\n)*(\((?:[^)#]|#[^\n]*)*\)?|(?:[^\n;\\#]|\\\r?\n)*)"
)
_FROM = re.compile(rb"(?:^|[:;\s])from[ \t\\\r\n]*([.\w][.\w \t]*?)[ \t\\\r\n]*$")
_IMPORTING = (b"import_module(", b"__import__(")
_LAZY = (b"LazyImport(", b"LazyLoader(", b"LazyModule(")
_TARGET = re.compile(rb"(\w+)[ \t]*=[ \t]*(?:[\w.]+\.)?$")
_TEXT = re.compile(rb"\s*[\"']([\w.]+)[\"']")
_ALONE = re.compile(rb"\s*[\"']([\w.]+)[\"']\s*\)")
_COMMENT = re.compile(r"#[^\n]*")
_NAME = re.compile(r"([\w.]+|\*)(?:\s+as\s+(\w+))?")


class ImportText(Struct, frozen=True, array_like=True, gc=False):
    """One import statement as it was written: ``from module import names``, or ``import names`` with no module."""

    module: str
    names: str

    def bound(self) -> Iterator[tuple[str, str]]:
        """Each ``(dotted target, local name)``; the target of a relative import begins with its dots."""
        names = self.names.replace("\\", " ")
        for name, local in _NAME.findall(_COMMENT.sub("", names) if "#" in names else names):
            if not self.module:
                yield name, local or name.partition(".")[0]
            else:
                yield (f"{self.module}{name}" if self.module.endswith(".") else f"{self.module}.{name}"), local or name


def is_other_text(data: bytes) -> bool:
    """Whether a file is marked as UTF-16 or UTF-32, in which no import can be seen. It is no Python, and is said."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))


def find_imports(data: bytes) -> tuple[ImportText, ...]:
    """Every import statement of the file, wherever it stands."""
    found: list[ImportText] = []
    for match in _IMPORT.finditer(data):
        start = match.start()
        line = data.rfind(b"\n", 0, start) + 1
        head = data[line:start] if line else data[:start].removeprefix(BOM_UTF8)
        names = match[1].decode("utf-8", "replace")
        if head.startswith(b"from "):
            found.append(ImportText(head[5:].strip(b" \t\\").decode("utf-8", "replace"), names))
        elif not head.strip():
            # The module may stand on the line before, behind a backslash.
            origin = _continued(data, line) if data[line - 2 : line - 1] == b"\\" else None
            found.append(ImportText(origin or "", names))
        elif begun := _FROM.search(head):
            found.append(ImportText(begun[1].decode("utf-8", "replace"), names))
        elif head.rstrip()[-1:] in (b":", b";"):
            found.append(ImportText("", names))
    for callees, argument in ((_IMPORTING, _ALONE), (_LAZY, _TEXT)):
        for callee in callees:
            found += _by_call(data, callee, argument)
    return tuple(found)


def _by_call(data: bytes, callee: bytes, argument: re.Pattern[bytes]) -> Iterator[ImportText]:
    """A name may be given what a call imports: ``requests = import_module("requests")``."""
    start = data.find(callee)
    while start >= 0:
        end = start + len(callee)
        target = _TARGET.search(data, data.rfind(b"\n", 0, start) + 1, start)
        module = argument.match(data, end)
        if target and module:
            yield ImportText("", f"{module[1].decode()} as {target[1].decode()}")
        start = data.find(callee, end)


def _continued(data: bytes, line: int) -> str | None:
    begin = data.rfind(b"\n", 0, line - 2) + 1
    origin = _FROM.search(data[begin:line])
    return origin[1].decode("utf-8", "replace") if origin else None


def reaches(imports: tuple[ImportText, ...], vocabulary: Vocabulary) -> bool:
    """Whether some import leads to a known name."""
    return any(_leads(entry, vocabulary) for entry in imports)


def _leads(entry: ImportText, vocabulary: Vocabulary) -> bool:
    children = vocabulary.children
    if not any(mark in entry.module or mark in entry.names for mark in vocabulary.marks):
        if entry.module:
            following = vocabulary.following(entry.module)
            if not following:
                return False
            plain = not any("*" in name for name in following) and "*" not in entry.names
            if plain and not any(name in entry.names for name in following):
                return False
        elif not any(target.partition(".")[0] in children for target, _ in entry.bound()):
            return False
    return any(vocabulary.knows(target) or target.endswith("*") for target in _reached(entry))


def _reached(entry: ImportText) -> Iterator[str]:
    """What the names of an import lead to: ``import a.b`` binds ``a``."""
    for target, local in entry.bound():
        yield target
        if not entry.module and target.startswith(f"{local}."):
            yield local
