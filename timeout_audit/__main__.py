"""The command's entry: ``timeout-audit`` and ``python -m timeout_audit``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main() -> None:
    """Run the command, or give the answer that is known already, and exit with its status."""
    gc.disable()  # trees have no cycles: looking for some took a fifth of the time and gave nothing back
    from timeout_audit.recall import replay  # noqa: PLC0415 - so that importing this module starts nothing

    words = sys.argv[1:]
    status = replay(words)
    if status is None and (files := _files_alone(words)):
        from timeout_audit.cli.quick import answer  # noqa: PLC0415 - where it may be all that is needed

        status = answer(files, force_exclude=len(files) < len(words))
    if status is not None:
        sys.exit(status)
    from timeout_audit.cli.main import start  # noqa: PLC0415 - the rest of the program, where it is needed

    start()


def _files_alone(words: Sequence[str]) -> list[str]:
    """The files that are named, as a hook does; none where anything else is asked for."""
    from timeout_audit.disk import is_file  # noqa: PLC0415 - as above

    paths = [word for word in words if word != "--force-exclude"]
    # No command has a dot in its name.
    alone = all("." in path and not path.startswith("-") and is_file(path) for path in paths)
    return paths if alone else []


if __name__ == "__main__":
    main()
