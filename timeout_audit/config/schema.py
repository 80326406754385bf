"""What can be configured. The fields, spelled with ``-``, are the keys of the file; README.md explains each."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from timeout_audit.model.finding import Severity
from timeout_audit.model.wait import Layer
from timeout_audit.sources import MAX_FILE_SIZE

Seconds = Annotated[float, Meta(gt=0)]
Constant = Annotated[str, Meta(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)+$")]
Codes = tuple[str, ...]
Globs = tuple[str, ...]


class Valued(str, Enum):
    """What a fix can be told the value of: a layer, or one limit of a server, which outweighs its layer.

    A value is a number of seconds, or the dotted name of a constant of the audited project that holds one.
    """

    DATABASE = "database"
    CACHE = "cache"
    BROKER = "broker"
    HTTP = "http"
    RESPONSE = "response"
    RPC = "rpc"
    CLOUD = "cloud"
    MAIL = "mail"
    SSH = "ssh"
    PROCESS = "process"
    SERVER = "server"
    KEEP_ALIVE = "keep-alive"
    GRACEFUL_SHUTDOWN = "graceful-shutdown"
    WORKER_TIMEOUT = "worker-timeout"
    REQUEST = "request"
    TASK_TIME = "task-time"


class OwnWait(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A function of the project's own that waits, as ``[[tool.timeout-audit.waits]]``.

    ``name`` is dotted, as it would be imported. ``keyword`` and ``position`` (from 0, without self) say where its
    timeout goes, ``default`` is its own in seconds (None: it has none), ``none_means`` what None does.
    """

    name: Annotated[str, Meta(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)+$")]
    keyword: str = "timeout"
    position: Annotated[int, Meta(ge=0)] | None = None
    default: Seconds | None = None
    none_means: Literal["unbounded", "default"] = "unbounded"
    layer: Layer = Layer.HTTP


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """All that a run can be told by a file. Codes are codes, their prefixes, names of rules, or "ALL"."""

    select: Codes = ("ALL",)
    extend_select: Codes = ()
    ignore: Codes = ()
    extend_ignore: Codes = ()
    per_file_ignores: dict[str, Codes] = field(default_factory=dict)
    fail_on: Severity = Severity.WARNING
    severity: dict[str, Severity] = field(default_factory=dict)
    per_file_severity: dict[str, dict[str, Severity]] = field(default_factory=dict)
    notes: bool = False

    exclude: Globs = ()
    extend_exclude: Globs = ()
    include: Globs = ()
    extend_include: Globs = ()
    force_exclude: bool = False
    gitignore: bool = True
    include_environments: bool = False
    include_vendored: bool = False
    include_generated: bool = False
    include_tests: bool = False
    include_migrations: bool = False
    include_examples: bool = True
    include_docs: bool = True
    max_file_size: Annotated[int, Meta(gt=0)] = MAX_FILE_SIZE

    require_reason: bool = False
    baseline: str = ""
    values: dict[Valued, Seconds | Constant] = field(default_factory=dict)
    waits: tuple[OwnWait, ...] = ()

    @property
    def left_out(self) -> frozenset[str]:
        """The sets of files that are not audited: see ``discover/sets.py``."""
        switches = (
            ("environments", self.include_environments),
            ("vendored", self.include_vendored),
            ("generated", self.include_generated),
            ("tests", self.include_tests),
            ("migrations", self.include_migrations),
            ("examples", self.include_examples),
            ("docs", self.include_docs),
        )
        return frozenset(name for name, included in switches if not included)


class Loaded(Struct, frozen=True):
    """A configuration and where it came from.

    ``path`` is the file, "" where there is none; ``base`` its folder relative to the root ("" or ending in ``/``), to
    which its patterns are relative.
    """

    config: Config
    path: str = ""
    base: str = ""
