"""What a gate asks git: commits, where they met, and what files held in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from timeout_audit.git import git
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import Message, msg


def commit(folder: str, revision: str) -> str:
    """The full name of the commit that ``revision`` means.

    Raises:
        Fault: where this clone does not know it, with what to do about that.

    """
    try:
        return (
            git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            .decode()
            .strip()
        )
    except Fault as fault:
        raise Fault(_absent(folder, revision)) from fault


def merge_base(folder: str, branch: str) -> str:
    """The commit at which the current branch left ``branch``.

    Raises:
        Fault: where this clone does not reach back to it, with what to do about that.

    """
    theirs = commit(folder, branch)
    try:
        return git(folder, "merge-base", theirs, "HEAD").decode().strip()
    except Fault as fault:
        raise Fault(
            _with_depth(folder, msg("HEAD and {branch} have no common commit in this clone", branch=branch))
        ) from fault


def _absent(folder: str, revision: str) -> Message:
    return _with_depth(folder, msg("{revision} is no commit of this clone", revision=revision))


def _with_depth(folder: str, message: Message) -> Message:
    try:
        shallow = git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except Fault as fault:
        return fault.messages[0]
    if shallow:
        return msg(
            "{message}: the clone is shallow; fetch more (git fetch --unshallow; in a workflow, fetch-depth: 0)",
            message=message,
        )
    return msg("{message}; fetch it first", message=message)


def contents(folder: str, revision: str, paths: Sequence[str], wanted: Callable[[str, int], bool]) -> dict[str, bytes]:
    """The content of each file of ``paths`` (relative to ``folder``) in a commit; one that is no file is left out.

    ``wanted`` says by its path and size in bytes whether a file is read.

    Raises:
        Fault: as ``git``.

    """
    plain = [path for path in paths if "\n" not in path]
    heads = _asked(folder, "--batch-check", revision, plain).splitlines()
    sizes = {path: _size(head) for path, head in zip(plain, heads, strict=True)}
    chosen = {path: size for path, size in sizes.items() if size is not None and wanted(path, size)}
    answer = _asked(folder, "--batch", revision, chosen)
    found: dict[str, bytes] = {}
    at = 0
    for path, size in chosen.items():
        at = answer.index(b"\n", at) + 1
        found[path] = answer[at : at + size]
        at += size + 1
    return found


def _asked(folder: str, form: str, revision: str, paths: Iterable[str]) -> bytes:
    """What git says of files of a commit."""
    names = "".join(f"{revision}:./{path}\n" for path in paths)
    return git(folder, "cat-file", form, data=names.encode("utf-8", "surrogateescape")) if names else b""


def _size(head: bytes) -> int | None:
    """The size of a file in bytes; None where it is missing or no file."""
    words = head.rsplit(maxsplit=2)
    return int(words[2]) if len(words) == 3 and words[1] == b"blob" else None
