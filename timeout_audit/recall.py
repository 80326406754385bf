"""What was answered to a command line, given again while nothing has changed that the answer came from.

This stands before everything else: it loads neither the command line's library nor any of our own rooms, and looks at
no file's content. An answer is kept with the sign of every file and folder that was looked at for it (``disk``), those
of this program among them. One sign that differs, and the command runs as if there were no answer. Where something has
changed so shortly before the run that a later change might have the same time, no answer is kept.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence

from timeout_audit.disk import Notes, sign_at, watched
from timeout_audit.files import cache_folder, replace_file
from timeout_audit.signs import changed, is_steady, joined, listed, packed

TYPE_CHECKING = False  # typing's own is an import of 6 ms, a tenth of an answer
if TYPE_CHECKING:
    from typing import TextIO

ENVIRONMENT = (
    *("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "LINES"),
    *("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA", "TIMEOUT_AUDIT_CACHE_DIR", "_TIMEOUT_AUDIT_COMPLETE"),
    *("PYTHONIOENCODING", "PYTHONUTF8"),
)
"""What an answer may depend on beside files, arguments, the day and the terminal."""

_FORM = b"timeout-audit answer 1\n"
_SUFFIX = ".answer"
_MOST = 30
"""Answers in a folder. The oldest make room."""

_SIZE = 64_000_000
"""Bytes of an answer: 100,000 files and what is found in them."""

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_OURS = (".py", ".toml", ".json", ".mo")


class Recording:
    """A run that may be kept: what it says, and what it looks at."""

    def __init__(self, arguments: Sequence[str], notes: Notes) -> None:
        self._key = b""
        with contextlib.suppress(OSError):  # the folder that the run stands in is gone
            self._key = _key(arguments)
        self._notes = notes
        self._said = ([""], [""])

    def say(self, text: str, *, to_stderr: bool) -> None:
        """Note what is written."""
        self._said[to_stderr].append(text)

    def keep(self, folder: str, status: int) -> None:
        """Keep the answer in the folder of caches, where it can be told whether it still holds."""
        notes = self._notes
        if notes.steady:
            _add_own(notes)
        if not self._key or not is_steady(notes) or sys.platform == "win32":
            return
        said = ["".join(texts).encode("utf-8", "surrogatepass") for texts in self._said]
        real = joined(notes.real), joined(notes.real.values())
        body = _packed([self._key, b"%d" % status, *said, *real, *packed(notes)])
        if len(body) <= _SIZE:
            with contextlib.suppress(OSError):
                _make_room(folder)
                replace_file(_path(folder, self._key), _FORM + zlib.crc32(body).to_bytes(4, "big") + body)


@contextlib.contextmanager
def recording(arguments: Sequence[str]) -> Iterator[Recording]:
    """Watch a run."""
    with watched() as notes:
        yield Recording(arguments, notes)


def replay(arguments: Sequence[str]) -> int | None:
    """Give the answer to these arguments again; its exit status, or None where there is none that holds."""
    if "--no-cache" in arguments:
        return None
    try:
        key = _key(arguments)
        known, status, *said, given, real, paths, links, signs = _read(_path(_folder(arguments), key))
        if known != key or not _holds(given, real, paths, links, signs):
            return None
        texts, ended = [one.decode("utf-8", "surrogatepass") for one in said], int(status)
    except (OSError, ValueError):
        return None
    return ended if written(zip(texts, (sys.stdout, sys.stderr), strict=True)) else 1


def written(said: Iterable[tuple[str, TextIO | None]]) -> bool:
    """Write texts to the streams that are open; whether somebody was there to read them."""
    for text, stream in said:
        if stream is None:
            continue
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # what is left is flushed at the end
            return False
    return True


def _holds(given: bytes, real: bytes, *seen: bytes) -> bool:
    """Whether everything that was looked at is as it was."""
    return [os.path.realpath(path) for path in listed(given)] == listed(real) and not changed(*seen)


def _add_own(notes: Notes) -> None:
    """Note this program, and what is installed beside it."""
    pending = [_PACKAGE]
    for folder in sys.path:
        notes.add(folder, sign_at(folder))
    while pending:
        folder = pending.pop()
        notes.add(folder, sign_at(folder))
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(_OURS):
                    notes.add(entry.path, sign_at(entry.path))
                elif entry.is_dir() and entry.name != "__pycache__":
                    pending.append(entry.path)


def _key(arguments: Sequence[str]) -> bytes:
    """All that an answer depends on beside files."""
    streams = [one and (one.isatty(), one.encoding, one.errors) for one in (sys.stdout, sys.stderr)]
    size = os.get_terminal_size(sys.stdout.fileno()) if sys.stdout and sys.stdout.isatty() else ()
    around = [os.environ.get(name) for name in ENVIRONMENT]
    program = (sys.version, sys.executable, _PACKAGE, sys.path)
    asked = (list(arguments), os.getcwd(), around, tuple(size), streams, time.gmtime()[:3], program)
    return repr(asked).encode("utf-8", "surrogatepass")


def _folder(arguments: Sequence[str]) -> str:
    """The folder of caches that the arguments name, or the usual one."""
    for number, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--cache-dir":
            return value or "".join(arguments[number + 1 : number + 2])
    return cache_folder()


def _path(folder: str, key: bytes) -> str:
    return os.path.join(folder, f"{zlib.crc32(key):08x}{zlib.crc32(key[::-1]):08x}{_SUFFIX}")


def _make_room(folder: str) -> None:
    with os.scandir(folder) as entries:
        answers = sorted((one.stat().st_mtime, one.path) for one in entries if one.name.endswith(_SUFFIX))
    for _, path in answers[: 1 - _MOST]:
        os.unlink(path)


# -- the form of the file ------------------------------------------------------------------------------------------


def _packed(parts: Sequence[bytes]) -> bytes:
    """Parts with their lengths before them."""
    return b"".join((len(parts).to_bytes(8, "big"), *(len(part).to_bytes(8, "big") for part in parts), *parts))


def _read(path: str) -> list[bytes]:
    """The parts of a file.

    Raises:
        OSError: where there is none.
        ValueError: where it is damaged, or of another form.

    """
    with open(path, "rb") as file:
        data = file.read(_SIZE + 100)
    form, body = data[: len(_FORM)], data[len(_FORM) + 4 :]
    if form != _FORM or zlib.crc32(body).to_bytes(4, "big") != data[len(_FORM) : len(_FORM) + 4]:
        raise ValueError(path)
    count = int.from_bytes(body[:8], "big")
    ends = 8 + 8 * count
    parts = []
    for number in range(count):
        begin, ends = ends, ends + int.from_bytes(body[8 + 8 * number : 16 + 8 * number], "big")
        parts.append(body[begin:ends])
    return parts
