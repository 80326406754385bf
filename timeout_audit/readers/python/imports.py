"""What import statements bind."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from timeout_audit.readers.python.nodes import dotted_name


def bound_names(node: cst.Import | cst.ImportFrom, package: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each local name (``*`` for all) with its dotted target. ``package`` is what relative imports start from."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            name = dotted_name(alias.name)
            local = _alias(alias)
            target = name if local else name.partition(".")[0]
            yield local or target, target
        return
    origin = dotted_name(node.module) if node.module else ""
    base = package[: len(package) - len(node.relative) + 1] if node.relative else ()
    module = ".".join((*base, origin) if origin else base)
    if isinstance(node.names, cst.ImportStar):
        yield "*", module
        return
    for alias in node.names:
        name = dotted_name(alias.name)
        yield _alias(alias) or name, f"{module}.{name}" if module else name


def _alias(alias: cst.ImportAlias) -> str:
    return alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else ""
