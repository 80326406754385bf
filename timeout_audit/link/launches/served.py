"""Which file a server serves: launches of the same one start the same service, wherever they are written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from timeout_audit.link.launches.group import Service, Started

_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def together(found: list[Started], paths: Iterable[str]) -> list[Started]:
    """The launches, those that serve the same of the repository's files (``paths``) as launches of one service.

    A manifest does not say where the sources of its image lie; the application does, where one file alone can be it.
    """
    bases: dict[tuple[str, str], set[str]] = {}
    for service in (started.service for started in found):
        bases.setdefault((service.api, service.application), set()).add(service.base)
    apart = {application for (_, application), folders in bases.items() if len(folders) > 1}
    files = _files(apart, set(paths)) if apart else {}
    for started in found:
        started.service = _by_file(started.service, files.get(started.service.application, []))
    return found


def _files(applications: Iterable[str], paths: Collection[str]) -> dict[str, list[str]]:
    """The files that each application may be; one in a package has a longer name, where another has just this."""
    endings = [(f"/{ending}", name) for name in applications for ending in _endings(name)]
    any_of = tuple({ending for ending, _ in endings})
    found: dict[str, list[str]] = {}
    inside: dict[str, list[str]] = {}
    for path in paths if endings else ():
        if f"/{path}".endswith(any_of):
            for ending, name in endings:
                if f"/{path}".endswith(ending):
                    above = f"{path[: -len(ending)]}/__init__.py"
                    (inside if above in paths else found).setdefault(name, []).append(path)
    return {**inside, **found}


def _endings(application: str) -> tuple[str, ...]:
    """How the path of an application's module may end."""
    module = application.partition(":")[0]
    path = module.replace(".", "/")
    return (f"{path}.py", f"{path}/__init__.py") if _MODULE.fullmatch(module) else ()


def _by_file(service: Service, files: list[str]) -> Service:
    """The service, told by the file that it serves where that is certain: those of its own folder come first."""
    endings = _endings(service.application)
    own = [posixpath.join(service.base, folder, ending) for folder in ("", "src") for ending in endings]
    nearest = [path for path in files if path in own]
    nearest = nearest or [path for path in files if path.startswith(f"{service.base}/")] or files
    return replace(service, base=nearest[0]) if len(nearest) == 1 else service
