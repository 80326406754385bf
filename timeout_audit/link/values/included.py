"""Files of settings that ``include()`` of django-split-settings runs one after another, in the same variables."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from timeout_audit.link.values.kinds import Frame, Library, Plain, Values
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Argument, Call, Expr

_PACKAGE = "split_settings"
_INCLUDE, _OPTIONAL = f"{_PACKAGE}.tools.include", f"{_PACKAGE}.tools.optional"


def included_before(evaluator: Evaluate, path: str, name: str) -> list[str]:
    """The files that are run before a file in its variables, and mention a name: the last one first."""
    mentioning = evaluator.program.holding(name)
    for including in sorted(evaluator.program.holding(_PACKAGE)):
        files = [one for pattern in _patterns(evaluator, including) for one in _matching(pattern, mentioning)]
        if path in files:
            return [*reversed(files[: files.index(path)]), including]
    return []


def _matching(pattern: str, paths: frozenset[str]) -> list[str]:
    return sorted(path for path in paths if fnmatchcase(path, pattern))


def _patterns(evaluator: Evaluate, path: str) -> Iterator[str]:
    """What a file includes, as patterns of paths in their order."""
    evaluator.program.ask_mentions(path, "include")
    folder = posixpath.dirname(path)
    for site in evaluator.program.module(path).calls.get("", ()):
        frame = Frame(path, "", site.block, site.call.place)
        if _is_library(evaluator, site.call.function, _INCLUDE, frame):
            for argument in site.call.arguments:
                for value in _texts(evaluator, argument, frame):
                    if isinstance(value, Plain) and isinstance(value.value, str):
                        yield posixpath.normpath(posixpath.join(folder, value.value))


def _texts(evaluator: Evaluate, argument: Argument, frame: Frame) -> Values:
    """The path that an argument is, also of a file that may be missing."""
    given = argument.value
    if isinstance(given, Call) and _is_library(evaluator, given.function, _OPTIONAL, frame):
        return join(evaluator.values(one.value, frame) for one in given.arguments)
    return evaluator.values(given, frame)


def _is_library(evaluator: Evaluate, function: Expr, name: str, frame: Frame) -> bool:
    return any(isinstance(one, Library) and one.name == name for one in evaluator.values(function, frame))
