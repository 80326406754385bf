"""Answers kept on the disk while a fleet is under way, so that a run that was cut off goes on where it stopped."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable

import msgspec

from timeout_audit.files import replace_file
from timeout_audit.fleet.checkout import PREFIX
from timeout_audit.fleet.order import Answer, Order, answer_of
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg


class Answers:
    """A folder with an answer a file. What is damaged does not count."""

    def __init__(self, folder: str) -> None:
        """Make the folder, out of git's sight, and take away what a cut-off run had fetched.

        Raises:
            Fault: where it cannot be written to.

        """
        self.folder = os.path.abspath(folder)
        try:
            os.makedirs(self.folder, exist_ok=True)
            replace_file(os.path.join(self.folder, ".gitignore"), b"*\n")
        except OSError as error:
            raise Fault(msg("{path}: {reason}", path=folder, reason=error.strerror)) from error
        self._sweep(PREFIX)

    def left(self, orders: Iterable[Order]) -> dict[str, Answer]:
        """The answers that an earlier run has left, by the keys of their orders."""
        return {order.key: answer for order in orders if (answer := self._get(order)) is not None}

    def _get(self, order: Order) -> Answer | None:
        try:
            with open(self._path(order), "rb") as file:
                return answer_of(file.read())
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, order: Order, data: bytes) -> None:
        """Keep an answer. A full disk costs no more than the work that has to be done again."""
        with contextlib.suppress(OSError):
            replace_file(self._path(order), data)

    def forget(self) -> None:
        """Take away all answers."""
        self._sweep("answer-")

    def close(self) -> None:
        """Take the folder away, once the run has ended well. Files that are not ours stay."""
        self._sweep("answer-", PREFIX, ".gitignore")
        with contextlib.suppress(OSError):
            os.rmdir(self.folder)

    def _path(self, order: Order) -> str:
        return os.path.join(self.folder, f"answer-{order.key}.json")

    def _sweep(self, *prefixes: str) -> None:
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if not name.startswith(prefixes):
                continue
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(path)
