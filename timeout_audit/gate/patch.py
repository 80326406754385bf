"""Takes a patch back: what were the files before it?"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator

from timeout_audit.git import git
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg

_SECTION = re.compile(rb"^diff --git ", re.MULTILINE)
_PLAIN_SECTION = re.compile(rb"^--- [^\n]*\n\+\+\+ ", re.MULTILINE)
_NAMES = re.compile(rb'^(---|\+\+\+|rename from|rename to) ("(?:[^"\\]|\\.)*"|[^\t\n\r]*)', re.MULTILINE)
_PREFIXED = re.compile(rb'diff --git "?a/|--- "?(?:a/|/dev/null)')
_LINK = re.compile(rb"^(?:index \S+ |(?:old|new|new file|deleted file) mode )1[26]0000\r?$", re.MULTILINE)
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abfnrtv"\\])')
_LETTERS = dict(zip(b"abfnrtv", b"\a\b\f\n\r\t\v", strict=True))


def before_patch(root: str, patch: bytes, wanted: Callable[[str], bool]) -> tuple[dict[str, bytes], frozenset[str]]:
    """The contents before ``patch`` of the files that it touches, and the names of those that it adds.

    Only files that are ``wanted`` are looked at, so a patch may hold pictures and what not.

    Raises:
        Fault: where the patch is none, or does not lead to the files as they are below ``root``.

    """
    sections = [(old, new, text) for old, new, text in _sections(patch) if wanted(new) or wanted(old)]
    if patch.strip() and not (_SECTION.search(patch) or _PLAIN_SECTION.search(patch)):
        raise Fault(msg("this is no patch: it has no lines that begin with --- and +++"))
    if not sections:
        return {}, frozenset()
    with tempfile.TemporaryDirectory(prefix="timeout-audit-") as folder:
        for _, new, _ in sections:
            _copy(root, folder, new)
        strip = "-p1" if all(_PREFIXED.match(text) for _, _, text in sections) else "-p0"
        joined = b"".join(text if text.endswith(b"\n") else text + b"\n" for _, _, text in sections)
        try:
            git(folder, "apply", "--reverse", strip, "--whitespace=nowarn", "-", data=joined, alone=True)
        except Fault as fault:
            raise Fault(
                msg(
                    "the patch does not lead to the files as they are ({reason}): give the one that does",
                    reason=fault.messages[0],
                )
            ) from fault
        found = {old: data for old, _, _ in sections if old and (data := _content(folder, old)) is not None}
    return found, frozenset(new for _, new, _ in sections if new and new not in found)


def _sections(patch: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Each file's part of a patch: old name, new name ("" for none) and text. Links and submodules are no files."""
    form = _SECTION if _SECTION.search(patch) else _PLAIN_SECTION
    starts = [match.start() for match in form.finditer(patch)]
    for start, end in zip(starts, [*starts[1:], len(patch)], strict=bool(starts)):
        text = patch[start:end]
        head = text.partition(b"\n@@")[0]
        names = {match[1]: _name(match[2]) for match in _NAMES.finditer(head)}
        old = names.get(b"---") or names.get(b"rename from") or ""
        new = names.get(b"+++") or names.get(b"rename to") or ""
        if (old or new) and not _LINK.search(head):
            yield old, new, text


def _name(written: bytes) -> str:
    """A file's name without quotes and the ``a/`` or ``b/`` before it; "" for /dev/null."""
    if written.startswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written[1:-1])
    name = written.decode("utf-8", "surrogateescape")
    return "" if name == "/dev/null" else re.sub(r"^[ab]/", "", name)


def _unescaped(match: re.Match[bytes]) -> bytes:
    letter = match[1]
    return bytes([int(letter, 8)]) if len(letter) == 3 else bytes([_LETTERS.get(letter[0], letter[0])])


def _copy(root: str, folder: str, path: str) -> None:
    data = _content(root, path)
    if data is not None:
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)


def _content(folder: str, path: str) -> bytes | None:
    """The content of a file; None where there is none, or the path leads out of the folder."""
    if not path or os.path.isabs(path) or ".." in path.split("/"):
        return None
    try:
        with open(os.path.join(folder, path), "rb") as file:
            return file.read()
    except OSError:
        return None
