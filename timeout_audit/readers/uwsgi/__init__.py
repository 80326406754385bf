"""uWSGI's configuration: ini files, and what is named after it in YAML, XML or JSON."""

from __future__ import annotations

import re

_NAME = re.compile(r"\.ini(?:\.\w+)?$|(?:^|/)[\w.-]*uwsgi[\w.-]*\.(?:ya?ml|xml|json)$")


def claims(path: str) -> bool:
    """Whether the file may configure uWSGI by its name; a look inside decides."""
    return (".ini" in path or "uwsgi" in path) and bool(_NAME.search(path))
