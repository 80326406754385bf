"""The tree of Python code, as far as this Python can parse it: a file in a newer syntax is read but for some lines."""

from __future__ import annotations

import ast
import re
import warnings

_MOST = 30
"""Lines that are left out at most: each has the file parsed once more."""

# ``except A, B:`` of Python 3.14.
_EXCEPT = re.compile(r"except\*?\s+[\w.]+\s*,")


class Broken(Exception):
    """The text is no Python, at ``line``."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def parsed(source: str) -> tuple[ast.Module, frozenset[int]]:
    """The tree of a text, and the lines (from 1) that were left out of it.

    Raises:
        Broken: where too much of it cannot be parsed.

    """
    lines = source.split("\n")
    left_out: set[int] = set()
    for _ in range(_MOST):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse("\n".join(lines)), frozenset(left_out)
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), len(lines))
            if not lines[line - 1]:
                raise Broken(line) from error
            # What stands between brackets gives way to nothing.
            lines[line - 1] = "" if line in left_out else _instead(lines[line - 1])
            left_out.add(line)
        except (ValueError, RecursionError, MemoryError) as error:
            raise Broken(1) from error
    raise Broken(min(left_out))


def _instead(line: str) -> str:
    """What can stand where a line cannot be parsed."""
    code = line.strip()
    margin = line[: len(line) - len(line.lstrip())]
    if _EXCEPT.match(code):
        return f"{margin}except Exception:"
    return margin + ("if True:" if code.endswith(":") else "pass")
