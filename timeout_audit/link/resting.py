"""One cause, one finding: a limit that a client lacks is said where it is made, with the calls that rest on it."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.model.place import Place
from timeout_audit.model.wait import Blocks, State, Wait

OPEN = (State.NONE, State.DISABLED, State.INEFFECTIVE)
_WORST = (Blocks.WORKER, Blocks.PROCESS, Blocks.THREAD, Blocks.TASK)


class Resting:
    """Collects, while calls are judged, those that have no limit only because what they are made on has none."""

    def __init__(self) -> None:
        self._clients: dict[Place, set[Place | None]] = {}

    def add(self, call: Place, client: Place | None) -> None:
        """Keep where the client behind a call was made; None for one that says something of its own."""
        self._clients.setdefault(call, set()).add(client)

    def gathered(self, waits: list[Wait]) -> list[Wait]:
        """The same waits: such calls are settled, and stand beside their client."""
        clients = {wait.place for wait in waits if wait.role == "client" and wait.bound.state in OPEN}
        calls: dict[Place, list[Wait]] = {}
        for wait in waits:
            behind = self._clients.get(wait.place, set()) if wait.role == "call" and wait.bound.state in OPEN else set()
            if len(behind) == 1 and behind <= clients:
                calls.setdefault(next(iter(behind)) or wait.place, []).append(wait)
        moved = {id(wait) for resting in calls.values() for wait in resting}
        return [
            replace(wait, settled=True)
            if id(wait) in moved
            else _with_calls(wait, calls[wait.place])
            if wait.role == "client" and wait.place in calls
            else wait
            for wait in waits
        ]


def _with_calls(client: Wait, calls: list[Wait]) -> Wait:
    blocks = {wait.blocks for wait in calls}
    worst = next((one for one in _WORST if one in blocks), None)
    return replace(client, also=tuple(sorted({wait.place for wait in calls})), blocks=client.blocks or worst)
