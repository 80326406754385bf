"""Commands that Python code runs: ``subprocess.run(["gunicorn", "app:app"])``, ``os.system("gunicorn app:app")``.

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
_IN_TEXT = re.compile(rb"""["'](?:[^"'\n]*[\s/])?(?:%s)[ \t]""" % b"|".join(_NAMES))

RUNNERS = frozenset(
    {
        "run",
        "Popen",
        "call",
        "check_call",
        "check_output",
        "getoutput",
        "getstatusoutput",
        "system",
        "popen",
        "sudo",
        "local",
        "create_subprocess_shell",
        "split",
    }
)
"""What functions are called that run a text as a command, or make one of it; those of invoke and fabric among them."""

_SCRIPT = re.compile(rb"""["']-[a-z]*c["']\s*,""")
_RUN = re.compile(rb"\b(?:%s)\(" % b"|".join(sorted(name.encode() for name in RUNNERS)))


def mentions_server(data: bytes) -> bool:
    """Whether a file may hold such a command: a server's name with something after it, as a text or inside of one."""
    if not any(part in data for part in _PARTS):
        return False
    return _QUOTED.search(data) is not None or (_IN_TEXT.search(data) is not None and runs_something(data))


def runs_something(data: bytes) -> bool:
    """Whether a file calls what may run a command, or has a list with a script for a shell."""
    return _RUN.search(data) is not None or _SCRIPT.search(data) is not None


def claims(path: str) -> bool:
    """No file by its name alone."""
    del path
    return False
