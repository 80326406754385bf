"""Commands that Python code writes as a list of words: ``subprocess.run(["gunicorn", "app:app"])``.

No file is claimed by its name: ``mentions_server`` tells those that are worth a look.
"""

from __future__ import annotations

import re

SERVERS = frozenset(
    {
        "uvicorn",
        "gunicorn",
        "hypercorn",
        "granian",
        "daphne",
        "waitress-serve",
        "uwsgi",
        "fastapi",
        "flask",
        "celery",
        "dramatiq",
    }
)
_NAMES = tuple(sorted(name.encode() for name in SERVERS))
# Looked for one by one, which takes half the time of one expression.
_PARTS = tuple(sorted({b"corn" if name.endswith(b"corn") else name for name in _NAMES}))
_QUOTED = re.compile(rb"""["'](?:[\w./-]*/)?(?:%s)["']\s*,""" % b"|".join(_NAMES))


def mentions_server(data: bytes) -> bool:
    """Whether a file may hold such a command: a server's name as a whole text, with something after it."""
    return any(part in data for part in _PARTS) and _QUOTED.search(data) is not None


def claims(path: str) -> bool:
    """No file by its name alone."""
    del path
    return False
