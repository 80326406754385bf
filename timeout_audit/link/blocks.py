"""What stands still while a wait lasts, from the function that it stands in."""

from __future__ import annotations

from timeout_audit.link.program import Module
from timeout_audit.model.python import CallSite
from timeout_audit.model.wait import Blocks


def blocks(module: Module, site: CallSite) -> Blocks | None:
    """A call that is not awaited inside ``async def`` stops its whole worker; awaited, its task; else, its thread."""
    if site.awaited:
        return Blocks.TASK
    function = module.functions.get(site.scope)
    if function is None:
        return None
    return Blocks.WORKER if function.is_async else Blocks.THREAD
