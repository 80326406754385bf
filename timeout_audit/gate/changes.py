"""The repository as it was: the files of now, with those that have changed since as they were then.

Both states are audited whole, so a finding is new wherever its cause lies: a timeout removed from a shared client makes
the calls of every file that uses it new. Configuration and ignore files are those of now, for both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from timeout_audit.gate.commits import contents
from timeout_audit.gate.patch import before_patch
from timeout_audit.git import git
from timeout_audit.readers.manifests.read import is_manifest
from timeout_audit.sources import Kind, SourceFile, Sources

Wanted = Callable[[str], "Kind | None"]


class Before(Struct, frozen=True):
    """What the changed files were: ``contents`` by path, and ``absent``, those that were not there."""

    contents: Mapping[str, bytes]
    absent: frozenset[str]


def since_commit(now: Sources, revision: str, wanted: Wanted) -> Before:
    """The files that differ between a commit and the working tree, as they were in the commit.

    Whatever they are, as an audit looks into files that it does not audit: manifests, scripts without an ending. Those
    that are ``wanted`` are read whatever their size.

    Raises:
        Fault: where git cannot tell.

    """
    root = now.root
    listed = git(
        root, "diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--relative", revision, "--", "."
    )
    words = listed.decode("utf-8", "surrogateescape").split("\0")
    changed = dict(zip(words[1::2], words[0::2], strict=False))
    others = (
        git(root, "ls-files", "-z", "--others", "--exclude-standard").decode("utf-8", "surrogateescape").split("\0")
    )
    absent = {path for path, status in changed.items() if status == "A"} | set(filter(None, others))
    there = [path for path in changed if path not in absent]
    found = contents(root, revision, there, lambda path, size: size <= now.max_size or wanted(path) is not None)
    return Before(found, frozenset(absent))


def since_patch(now: Sources, patch: bytes, wanted: Wanted) -> Before:
    """The files that a patch has changed, as they were before it. The working tree is what the patch leads to.

    Those that are ``wanted``, manifests, and what may be a script without an ending: a patch may hold more than an
    audit looks into.

    Raises:
        Fault: where the patch does not lead to the files as they are.

    """

    def looked_into(path: str) -> bool:
        return is_manifest(path) or not os.path.splitext(path)[1] or wanted(path) is not None

    found, absent = before_patch(now.root, patch, looked_into)
    return Before(found, absent)


def rewound(now: Sources, before: Before, wanted: Wanted) -> Sources:
    """The sources as they were; every file is a target."""
    files = {file.path: SourceFile(file.path, file.kind) for file in now.files if file.path not in before.absent}
    files |= {path: SourceFile(path, kind) for path in before.contents if (kind := wanted(path))}
    return _whole(now, files.values(), before.contents, before.absent)


def whole(now: Sources) -> Sources:
    """The same sources with every file a target."""
    return _whole(now, (SourceFile(file.path, file.kind) for file in now.files), now.overlay, now.absent)


def _whole(now: Sources, files: Iterable[SourceFile], overlay: Mapping[str, bytes], absent: frozenset[str]) -> Sources:
    other = Sources(now.root, tuple(sorted(files)), overlay=overlay, max_size=now.max_size, absent=absent)
    other.cache, other.progress = now.cache, now.progress
    return other
