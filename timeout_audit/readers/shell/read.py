"""Reads a shell script."""

from __future__ import annotations

import re

from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import LaunchFile
from timeout_audit.model.text import msg
from timeout_audit.readers.source import Text, decode

_SHELLS = re.compile(rb"#!\s*/\S*?(?:/env(?:\s+-S)?\s+)?\S*?\b(?:sh|bash|dash|ash|ksh|zsh|with-contenv|execlineb)\b")
# Longer ones carry data behind their commands, and text that is no shell takes the parser time with its square.
_MOST = 150_000
_NAMED = re.compile(r"\.(?:sh|bash|ksh|zsh|dash|ash)$")


def read(path: str, data: bytes) -> LaunchFile | None:
    """The script's statements; None where the file is no shell script."""
    first = data.lstrip(b"\xef\xbb\xbf")[:200].split(b"\n", 1)[0]
    if not (_SHELLS.match(first) or (_NAMED.search(path) and not first.startswith(b"#!"))):
        return None
    from timeout_audit.readers.shell.script import read_script  # noqa: PLC0415 - 26 ms, only for a script

    text = Text.of_file(path, decode(data))
    problems: tuple[Problem, ...] = ()
    if len(text) > _MOST:
        message = msg("the script is longer than {limit} characters: the rest is not audited", limit=f"{_MOST:,}")
        problems = (Problem(path, 1, message),)
        text = text.slice(0, _MOST)
    return LaunchFile(path, "shell", script=read_script(text), problems=problems)
