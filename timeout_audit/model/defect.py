"""What is told where timeout-audit itself stumbles: the rest of the audit goes on, and nothing passes as clean."""

from __future__ import annotations

import os

from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg


def defect(path: str, line: int, error: Exception) -> Problem:
    """The problem of a file, or of the call in a line of it, at which an error came up that nobody foresaw."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace is not None else "?"
    message = msg(
        "timeout-audit is at fault here ({error} at {where}), and did not audit this: please report it",
        error=type(error).__name__,
        where=where,
    )
    return Problem(path, line, message)
