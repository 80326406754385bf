"""What was understood of a repository."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import Launch
from timeout_audit.model.wait import Wait


class Analysed(Struct, frozen=True):
    """What was understood of the sources, and what kept some of them from being read."""

    waits: tuple[Wait, ...]
    launches: tuple[Launch, ...]
    problems: tuple[Problem, ...]
