"""From the paths that were given to the files of the run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from timeout_audit import disk
from timeout_audit.config.schema import Loaded
from timeout_audit.discover.scope import Ignored, Scope, compile_patterns
from timeout_audit.discover.sets import marked
from timeout_audit.discover.walk import Claims, Walk, by_first_line, by_interpreter, has_no_ending, is_python
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg
from timeout_audit.sources import Kind, SourceFile, Sources


def resolve(paths: Sequence[str]) -> list[str]:
    """The given paths, absolute and with links resolved.

    Raises:
        Fault: where a path does not exist or cannot be reached.

    """
    found, wrong = [], []
    for path in paths:
        try:
            disk.status(path)
            found.append(disk.real(path))
        except OSError as error:
            wrong.append(msg("{path}: {reason}", path=path, reason=error.strerror))
        except ValueError:
            wrong.append(msg("{path}: not a path", path=repr(path)))
    if wrong:
        raise Fault(*wrong)
    return list(dict.fromkeys(found))


def discover(paths: Sequence[str], root: str, loaded: Loaded, claims: Claims) -> tuple[Sources, list[Problem]]:
    """The files below ``paths`` (resolved) that are audited, and what could not be looked at.

    A file that is named is audited whatever it is called, unless the configuration says ``force-exclude``. A folder
    that is named is walked whatever it is called; what it holds is chosen as everywhere.
    """
    config = loaded.config
    scope = scope_of(loaded, root)
    walk = Walk(root, scope, claims, target=True)
    for path in paths:
        relative = "" if path == root else os.path.relpath(path, root).replace(os.sep, "/")
        if disk.is_folder(path):
            walk.run(relative, _ignored_above(relative, walk))
        elif not (config.force_exclude and _left_out(relative, walk, _ignored_above(relative, walk))):
            _named_file(relative, walk, forced=config.force_exclude)

    def context() -> list[SourceFile]:
        rest = Walk(root, scope, claims, target=False, tracked=walk.tracked)
        if root not in paths:
            rest.run("", _ignored_above("", rest))
        return rest.files

    sources = Sources(root, tuple(sorted(set(walk.files))), context, max_size=config.max_file_size)
    return sources, walk.problems


def buffer(path: str, data: bytes, root: str, loaded: Loaded, claims: Claims) -> Sources:
    """The sources of a run over ``data``, which stands for the file ``path`` (absolute; it need not exist).

    Raises:
        Fault: where nobody can tell what kind of file that is.

    """
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    script = by_interpreter(data) if has_no_ending(relative) else None
    kind = Kind.PYTHON if is_python(relative) else script or (Kind.LAUNCH if claims(relative) else None)
    if kind is None:
        raise Fault(msg("{path}: neither Python nor a file that is known to start a service", path=relative))

    def context() -> list[SourceFile]:
        rest = Walk(root, scope_of(loaded, root), claims, target=False)
        rest.run("", _ignored_above("", rest))
        return rest.files

    target = SourceFile(relative, kind)
    return Sources(root, (target,), context, overlay={relative: data}, max_size=loaded.config.max_file_size)


def chooser(root: str, loaded: Loaded, claims: Claims) -> Callable[[str], Kind | None]:
    """What a walk from the root would take a path for, existing or not; None for what it would leave out."""
    walk = Walk(root, scope_of(loaded, root), claims, target=True)

    def choose(path: str) -> Kind | None:
        kind = Kind.PYTHON if is_python(path) else Kind.LAUNCH if claims(path) else None
        return None if kind is None or _left_out(path, walk, _ignored_above(path, walk)) else kind

    return choose


def scope_of(loaded: Loaded, root: str) -> Scope:
    """What the configuration audits. Ignore files speak where git does: an archive holds what was tracked."""
    config = loaded.config
    return Scope(
        left_out=config.left_out,
        gitignore=config.gitignore and disk.exists(f"{root}/.git"),
        exclude=compile_patterns(config.exclude + config.extend_exclude),
        include=compile_patterns(config.include + config.extend_include),
        base=loaded.base,
    )


def _parents(relative: str) -> Iterator[tuple[str, str]]:
    """Each folder above ``relative`` with its path and its name, both ending in ``/``; the root is ("", "")."""
    yield "", ""
    parts = relative.split("/")[:-1]
    for end, name in enumerate(parts, 1):
        yield "/".join(parts[:end]) + "/", f"{name}/"


def _ignored_above(relative: str, walk: Walk) -> Ignored:
    """The ignore files in force where ``relative`` lies: git's own and those of every folder above it."""
    ignored = Ignored()
    if walk.scope.gitignore:
        ignored = ignored.adding(f"{walk.root}/.git/info/exclude", 0)
        if relative:
            for folder, _ in _parents(relative):
                ignored = ignored.entering(walk.root, folder)
    return ignored


def _left_out(relative: str, walk: Walk, ignored: Ignored) -> bool:
    """Whether a walk from the root would not have come to the file."""
    scope = walk.scope
    name = relative.rpartition("/")[2]
    left_out = walk.leaves_out_file(relative, name, ignored)
    excluded = scope.excludes(relative, name)
    for path, folder in _parents(relative):
        if path:
            left_out = left_out or walk.leaves_out_folder(path, folder, ignored)
            left_out = left_out or marked(path, _entries(f"{walk.root}/{path}"), scope.left_out)
            excluded = excluded or scope.excludes(path, folder)
    return excluded or (left_out and not scope.includes(relative, name))


def _entries(folder: str) -> set[str]:
    try:
        return set(disk.names(folder))
    except OSError:
        return set()


def _named_file(relative: str, walk: Walk, *, forced: bool) -> None:
    """Take a file that was named; ``forced``: what no walk would have taken is left out without a word."""
    path = f"{walk.root}/{relative}"
    if not disk.is_file(path):
        walk.problems.append(Problem(relative, 0, msg("not audited: not a regular file")))
    elif kind := _kind(relative, walk):
        walk.files.append(SourceFile(relative, kind))
    elif not forced:
        walk.problems.append(
            Problem(relative, 0, msg("not audited: neither Python nor a file that is known to start a service"))
        )


def _kind(relative: str, walk: Walk) -> Kind | None:
    """What a file is by its name, or by its first line where its name says nothing or is not known."""
    if is_python(relative):
        return Kind.PYTHON
    path = f"{walk.root}/{relative}"
    script = by_first_line(path) if has_no_ending(relative) else None
    return script or (Kind.LAUNCH if walk.claims(relative) else by_first_line(path))
