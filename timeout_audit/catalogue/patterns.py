"""Where a number stands inside a text: connection options, URLs and SQL. Catalogue files use these by name.

Each has a group ``value``; a value may carry a unit of its own, as PostgreSQL's settings do.
"""

from __future__ import annotations

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
