"""Files that another file writes: by a here-document, or by ``echo`` in a RUN instruction."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeout_audit.model.launch import LaunchFile
from timeout_audit.readers.shell.script import read_script, written_files
from timeout_audit.readers.source import Text

_PROGRAMS = re.compile(r"^\s*\[(?:program|supervisord)\b", re.MULTILINE)
_SCRIPT = re.compile(r"\s*#!\s*/\S*?(?:/env\s+)?\S*?\b(?:sh|bash|dash|ash)\b")


def read_file(path: str, text: Text) -> LaunchFile | None:
    """The facts of a file that is written as ``text``: a shell script or a supervisord configuration."""
    if _SCRIPT.match(text.text) or path.endswith(".sh"):
        return LaunchFile(path, "shell", script=read_script(text))
    if _PROGRAMS.search(text.text):
        from timeout_audit.readers.supervisord.read import read_text  # noqa: PLC0415 - rarely met

        return read_text(path, text)
    return None


def read_written(scripts: Iterable[Text]) -> tuple[LaunchFile, ...]:
    """What the scripts write that could start something."""
    found: list[LaunchFile] = []
    for script in scripts:
        for written in written_files(script):
            target = written.target.literal
            file = read_file(target, written.text) if target else None
            if file is not None:
                found.append(file)
    return tuple(found)
