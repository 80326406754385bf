"""Where a number stands inside a text: connection options, URLs and SQL. Catalogue files use these by name.

Each has a group ``value``; a value may carry a unit of its own, as PostgreSQL's settings do.
"""

from __future__ import annotations

import re

PATTERNS = {
    # libpq's ``options``: "-c statement_timeout=5000", "-cstatement_timeout=5s", "--statement-timeout=5000"
    "postgres-options": r"""(?i)(?:^|\s)(?:-c\s*|--)statement[_-]timeout=(?P<value>[^\s'"]+)""",
    # a whole connection string, unquoted: "...?options=-c statement_timeout=5000", "...?statement_timeout=5000"
    "postgres-dsn": r"""(?i)statement[_-]timeout=(?P<value>[^\s'"&]+)""",
    "postgres-set": r"""(?i)\bset\s+(?:session\s+|local\s+)?statement_timeout\s*(?:=|\bto\b)\s*'?(?P<value>[^\s';]+)""",
    # MariaDB counts seconds, MySQL milliseconds
    "mariadb-set": r"(?i)\bset\s+(?:session\s+|@@session\.|@@)?max_statement_time\s*=\s*(?P<value>[^\s,;]+)",
    "mysql-set": r"(?i)\bset\s+(?:session\s+|@@session\.|@@)?max_execution_time\s*=\s*(?P<value>[^\s,;]+)",
}

_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)


def seconds_in(text: str, unit: str) -> float | None:
    """A number written as text ("5", "500ms", "1 min") in seconds; a bare number counts in ``unit`` ("s" or "ms")."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    factor = _UNITS.get(found[2].lower() or unit)
    return None if factor is None else float(found[1]) * factor
