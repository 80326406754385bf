"""The command's entry: ``timeout-audit`` and ``python -m timeout_audit``."""

from __future__ import annotations


def main() -> None:
    """Run the command and exit with its status."""
    from timeout_audit.cli.main import start  # noqa: PLC0415 - so that importing this module starts nothing

    start()


if __name__ == "__main__":
    main()
