"""Patterns in the form of ``.gitignore``, for the ignore files of a repository and for the configuration's own lists.

pathspec knows what a pattern means; here its regular expressions are joined, so that thousands of paths meet one
expression instead of each meeting a hundred: 0.02 s instead of 0.34 s for 6,725 paths and 200 patterns.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from itertools import count, groupby

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_Match = Callable[[str], object]

_STAR = "[^/]*"  # what pathspec makes of ``*``
_MOST = 3  # ``/**/`` in one pattern, and ``*`` beside one: more than that is an attack
_names = count()


class Patterns:
    """An ordered list of patterns, of which the last that matches decides.

    Every folder on the way to a path is asked about before the path itself, so a pattern needs to look at no more than
    the entry in question.
    """

    __slots__ = ("_groups",)

    def __init__(self, lines: Iterable[str]) -> None:
        """Compile ``lines``; empty ones and comments are none, and what is no pattern matches nothing."""
        compiled = [pattern for line in lines for pattern in _compile(line)]
        groups = [(include, _join(list(members))) for include, members in groupby(compiled, key=lambda one: one[0])]
        self._groups = tuple(reversed(groups))

    def verdict(self, path: str, name: str) -> bool | None:
        """True: matched. False: matched by a ``!`` pattern. None: no pattern says anything.

        ``path`` is relative to the folder of the patterns and ``name`` its last part; both end in ``/`` for a folder.
        """
        for include, (by_name, by_path) in self._groups:
            if (by_name and by_name(name)) or (by_path and by_path(path)):
                return bool(include)
        return None

    def covers(self, path: str) -> bool:
        """Whether the file ``path`` is matched, or a folder that holds it."""
        end = -1
        while (end := path.find("/", end + 1)) >= 0:
            folder = path[: end + 1]
            if self.verdict(folder, f"{folder[:-1].rpartition('/')[2]}/"):
                return True
        return self.verdict(path, path.rpartition("/")[2]) is True


def _compile(line: str) -> list[tuple[bool, bool, str]]:
    """Whether a pattern ignores, whether it looks at the name alone, and its expression. Nothing for a comment."""
    try:
        expression, include = GitIgnoreSpecPattern.pattern_to_regex(line)
    except ValueError:
        return []
    if expression is None or include is None:
        return []
    deep = line.count("/**/")
    if deep > _MOST or (deep and expression.count(_STAR) > _MOST):
        return []
    if line.rstrip().endswith("/**") and expression.endswith("/"):
        expression += "."  # what is in the folder, not the folder: a later pattern may take some of it back
    by_name = "/" not in line.strip().rstrip("/")
    expression = re.sub(r"\(\?P<\w+>", "(?:", expression)
    return [(include, by_name, expression if deep else _tame(expression))]


def _tame(expression: str) -> str:
    """The expression without the backtracking of many ``*``, by which a hostile ignore file could stop the audit.

    For expressions without ``**`` in their middle. What stands between two stars may be taken where it is met first:
    each such piece becomes an atom.
    """
    first, *pieces = expression.split(_STAR)
    if len(pieces) < 3:
        return expression
    names = [f"atom{next(_names)}" for _ in pieces[:-1]]
    atoms = (f"(?=(?P<{name}>{_STAR}?{piece}))(?P={name})" for name, piece in zip(names, pieces, strict=False))
    return "".join((first, *atoms, _STAR, pieces[-1]))


def _join(patterns: list[tuple[bool, bool, str]]) -> tuple[_Match | None, _Match | None]:
    names = [expression for _, by_name, expression in patterns if by_name]
    paths = [expression for _, by_name, expression in patterns if not by_name]
    return _alternatives(names), _alternatives(paths)


def _alternatives(expressions: list[str]) -> _Match | None:
    if not expressions:
        return None
    joined = "|".join(f"(?:{one})" for one in expressions)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of a "[[", which means what git says all the same
            return re.compile(joined).match
    except (re.error, RecursionError, OverflowError):
        good = [one for one in expressions if len(expressions) > 1 and _alternatives([one])]
        return _alternatives(good) if len(good) < len(expressions) else None
