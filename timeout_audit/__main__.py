"""The command's entry: ``timeout-audit`` and ``python -m timeout_audit``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command, or give the answer that is known already, and exit with its status."""
    from timeout_audit.recall import replay  # noqa: PLC0415 - so that importing this module starts nothing

    status = replay(sys.argv[1:])
    if status is not None:
        sys.exit(status)
    from timeout_audit.cli.main import start  # noqa: PLC0415 - the rest of the program, where it is needed

    start()


if __name__ == "__main__":
    main()
