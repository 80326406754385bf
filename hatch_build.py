"""What the build of the package does besides packing: it compiles the catalogue (see ``catalogue/compiled.py``)."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``compiled.json`` beside the catalogue's files before they are packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface's
        """Compile and name the file, which version control ignores."""
        sys.path.insert(0, self.root)
        from timeout_audit.catalogue.compiled import digest_of, store, texts  # noqa: PLC0415 - the source's own
        from timeout_audit.catalogue.parse import compile_catalogue  # noqa: PLC0415

        found = texts()
        store(compile_catalogue(found, digest_of(found)))
        build_data["artifacts"].append("timeout_audit/catalogue/compiled.json")
