"""The outputs that the README shows: made by the commands that it shows with them.

``python -m tests.readme`` writes them anew; a test fails while they are not current. A block begins with
``<!-- output of service: timeout-audit … -->``, where the first word is a folder of ``fixtures``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tempfile
from pathlib import Path

from tests.command import run

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"(<!-- output of (\w+): timeout-audit ?(.*?) -->\n).*?(<!-- end -->)", re.DOTALL)


def outputs(text: str) -> str:
    """``text`` with every output made anew."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{_output(block[2], block[3])}\n{block[4]}", text)


def _output(folder: str, arguments: str) -> str:
    """The command and what it prints in a copy of a fixture, as a code block."""
    with tempfile.TemporaryDirectory() as parent:
        copy = Path(shutil.copytree(ROOT / "fixtures" / folder, Path(parent) / folder))
        done = run(*shlex.split(arguments), cwd=copy)
    return f"```console\n$ timeout-audit {arguments}\n{done.out}```\n".replace("timeout-audit \n", "timeout-audit\n")


if __name__ == "__main__":
    README.write_text(outputs(README.read_text("utf-8")), "utf-8")
