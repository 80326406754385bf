"""One repository's audit, as it is sent to a worker and comes back. Both ways it is data alone."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from timeout_audit import __version__
from timeout_audit.config.find import choose
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.discover.find import resolve
from timeout_audit.discover.root import find_root
from timeout_audit.fleet.checkout import checkout
from timeout_audit.fleet.members import Member
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Problem, Severity
from timeout_audit.model.project import Audit, Project
from timeout_audit.pipeline import run

_SHOWN = 1_000_000  # bytes of a file that a report shows lines of


class Order(Struct, frozen=True):
    """``given`` are the fields of the configuration that the command line sets, ``config_file`` one for all.

    ``folder`` is where to put what is fetched, "" for the worker's own choice.
    """

    member: Member
    today: date
    given: dict[str, Any] = {}
    config_file: str = ""
    isolated: bool = False
    folder: str = ""

    @property
    def key(self) -> str:
        """What its answer is kept under: the same for the same order to the same version of this program."""
        data = msgspec.json.encode((self, __version__), order="deterministic")
        return hashlib.sha256(data).hexdigest()[:32]


class Answer(Struct, frozen=True):
    """What became of an order. ``fail_on`` is the severity at which this repository's own configuration fails."""

    member: Member
    audit: Audit
    fail_on: Severity = Severity.WARNING


def carry_out(order: Order) -> bytes:
    """Audit one repository; whatever goes wrong is a problem of its answer. Runs in a worker."""
    try:
        with checkout(order.member, order.folder if os.path.isdir(order.folder) else None) as folder:
            answer = _audited(order, folder)
    except Fault as fault:
        answer = failed(order.member, *(Problem("", 0, message) for message in fault.messages))
    return msgspec.json.encode(answer)


def answer_of(data: bytes) -> Answer:
    """The answer in what a worker sent.

    Raises:
        msgspec.MsgspecError: where it is none.

    """
    return msgspec.json.decode(data, type=Answer)


def failed(member: Member, *problems: Problem) -> Answer:
    """The answer of a repository that could not be audited."""
    return Answer(member, Audit(Project("", ()), (), problems, 0))


def _audited(order: Order, folder: str) -> Answer:
    paths = resolve([folder])
    root = find_root(paths)
    loaded = _loaded(order, paths[0], root)
    audit = run(paths, root, loaded, order.today)
    shown = {place.path for one in audit.findings for place in (one.place, *one.also)}
    buffers = {path: data for path in sorted(shown) if (data := _content(os.path.join(root, path))) is not None}
    project = replace(audit.project, launches=(), buffers=buffers)
    return Answer(order.member, replace(audit, project=project), loaded.config.fail_on)


def _loaded(order: Order, folder: str, root: str) -> Loaded:
    loaded = choose(folder, root, file=order.config_file, isolated=order.isolated)
    given = msgspec.convert({name.replace("_", "-"): value for name, value in order.given.items()}, Config)
    changes = {name: getattr(given, name) for name in order.given}
    return replace(loaded, config=replace(loaded.config, **changes))


def _content(path: str) -> bytes | None:
    """The file as the report will show it, once what was fetched is gone."""
    try:
        with open(path, "rb") as file:
            data = file.read(_SHOWN + 1)
    except OSError:
        return None
    return data if len(data) <= _SHOWN else None
