"""The parts of sentences that rules share."""

from __future__ import annotations

from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Blocks, State, Wait

_CONSEQUENCES = {
    Blocks.WORKER: msg("inside async def that stops the whole worker"),
    Blocks.THREAD: msg("that holds its thread"),
    Blocks.TASK: msg("that holds its task"),
    Blocks.PROCESS: msg("that holds its worker process"),
}
_BENEATH = msg("called from async def, that stops the whole worker")


def called(wait: Wait) -> str:
    """The wait as one would write it: ``requests.get()``, or the name alone of what is no call."""
    name = wait.shown or wait.api
    is_call = wait.role != "launch" and name.replace(".", "").replace("/", "").isidentifier()
    return " / ".join(f"{one}()" for one in name.split("/")) if is_call else name


def library(wait: Wait) -> str:
    """The library, with its version where the audited project pins one."""
    return f"{wait.library or wait.api.partition('.')[0]} {wait.version}".strip()


def default_of(wait: Wait) -> Message:
    """The library's default, in seconds where they are known."""
    if wait.bound.seconds is None:
        return msg("the default of {library}", library=library(wait))
    return msg("the default of {library}, {seconds} s", library=library(wait), seconds=number(wait.bound.seconds))


def blocking(wait: Wait, fact: Message) -> Message:
    """``fact``, how it came to be without a limit where that is known, and what stands still meanwhile."""
    if wait.bound.state is State.NONE and wait.bound.reason is not None:
        fact = msg("{fact} ({reason})", fact=fact, reason=wait.bound.reason)
    if wait.blocks is None:
        return fact
    consequence = _BENEATH if wait.beneath else _CONSEQUENCES[wait.blocks]
    return msg("{fact}; {consequence}", fact=fact, consequence=consequence)


def because(wait: Wait, fact: Message) -> Message:
    """``fact``, and why it is so where that is known."""
    if wait.bound.reason is None:
        return fact
    return msg("{fact}: {reason}", fact=fact, reason=wait.bound.reason)
