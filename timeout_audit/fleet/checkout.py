"""A repository's files, fetched for one audit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from timeout_audit.fleet.members import Member
from timeout_audit.git import git

PREFIX = "checkout-"
# Nothing but files may come: no helper programs, no passwords asked for, no submodules, no large files from elsewhere.
_PLAIN = ("protocol.ext.allow=never", "credential.interactive=false")
_SECONDS = 1800  # a large repository over a slow line
_NO_FILTERS = ("filter.lfs.smudge=", "filter.lfs.process=", "filter.lfs.required=false")


@contextmanager
def checkout(member: Member, folder: str | None) -> Iterator[str]:
    """The folder that holds the repository: its own, or one below ``folder`` (None: the system's) for the time being.

    Raises:
        Fault: where git cannot fetch it in time.

    """
    if not member.remote:
        yield member.source
        return
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder, ignore_cleanup_errors=True) as made:
        git(made, "init", "--quiet", alone=True)
        what = member.revision or "HEAD"
        fetch = ("fetch", "--quiet", "--depth=1", "--no-tags", "--end-of-options", member.source, what)
        git(made, *fetch, config=_PLAIN, alone=True, seconds=_SECONDS)
        git(made, "checkout", "--quiet", "--force", "FETCH_HEAD", config=_NO_FILTERS, alone=True)
        yield made
