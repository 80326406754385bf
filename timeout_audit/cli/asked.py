"""What the arguments and options of a command ask for. The command line's library is not needed to say that."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit import disk
from timeout_audit.config.find import choose
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.discover.find import resolve
from timeout_audit.discover.root import find_root
from timeout_audit.files import cache_folder
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Severity
from timeout_audit.model.text import msg


class Asked(Struct, frozen=True):
    """What to audit: resolved ``paths`` below ``root``, the configuration, and the day that ends suppressions."""

    paths: list[str]
    root: str
    loaded: Loaded
    today: date

    @property
    def config(self) -> Config:
        """The configuration with the options of the command line."""
        return self.loaded.config


def asked(paths: Sequence[str], options: Mapping[str, Any]) -> Asked:
    """What the arguments and options of a command ask for.

    Options that are named like a field of ``Config`` and are given replace it.

    Raises:
        Fault: where a path or the configuration is wrong.

    """
    buffer = options.get("stdin_filename")
    if buffer and set(paths) - {"-"}:
        raise Fault(msg("--stdin-filename audits the standard input alone: give no other path"))
    resolved = [disk.real(buffer)] if buffer else resolve(paths or ["."])
    root = find_root(resolved)
    common = os.path.commonpath(resolved)
    start = common if disk.is_folder(common) else os.path.dirname(common)
    loaded = choose(start, root, file=options.get("config_file") or "", isolated=bool(options.get("isolated")))
    given = {name: value for name, value in options.items() if value is not None and name in Config.__struct_fields__}
    if "fail_on" in given:
        given["fail_on"] = Severity(given["fail_on"])
    config = replace(loaded.config, **given) if given else loaded.config
    return Asked(resolved, root, replace(loaded, config=config), datetime.now(timezone.utc).date())


def cache_of(options: Mapping[str, Any]) -> str:
    """The folder in which facts are kept from run to run; "" for none."""
    return "" if options.get("no_cache") else options.get("cache_dir") or cache_folder()
