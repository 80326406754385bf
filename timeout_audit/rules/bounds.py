"""Builds the rules that read one thing alone: what bounds the waits of a layer.

The rule's own module keeps its words and its documentation, and its name says its code and its name: the module
``ta601_cache_timeout_unset`` is the rule TA601, ``cache-timeout-unset``. Severity follows from the bound: what
can wait for ever is an error, what only a default bounds a warning, what cannot be decided a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import Message
from timeout_audit.model.wait import Layer, State, Wait

_SEVERITY = {
    State.NONE: Severity.ERROR,
    State.DISABLED: Severity.ERROR,
    State.INEFFECTIVE: Severity.ERROR,
    State.DEFAULT: Severity.WARNING,
    State.UNKNOWN: Severity.NOTE,
}


def bound_rule(
    module: str,
    layer: Layer | None,
    state: State,
    say: Callable[[Wait], Message],
    advice: Message,
    *,
    where: Callable[[Wait], bool] = lambda _: True,
) -> Rule:
    """A rule that reports every wait of ``layer`` (None: of any) whose bound has ``state``, in the words of ``say``.

    ``advice`` is the fix where the catalogue does not know a better one for the very call. ``where`` narrows the rule
    further, by the limit in question (``wait.parameter``) for example.
    """

    def check(project: Project) -> Iterator[Finding]:
        for wait in _once(project) if state is State.DEFAULT else project.waits:
            if wait.bound.state is state and not wait.settled and layer in (None, wait.layer) and where(wait):
                yield rule.finding(wait, say(wait), advice)

    code, _, name = module.rpartition(".")[2].partition("_")
    rule = Rule(code.upper(), name.replace("_", "-"), layer.value if layer else "any", _SEVERITY[state], check)
    return rule


def _once(project: Project) -> Iterator[Wait]:
    """The waits, without the calls on a client of this project whose bound is that client's own.

    A default is a matter of the client: it is said there, once. Such a call names the client as its bound's source.
    """
    clients = {(wait.layer, wait.place) for wait in project.waits if wait.role == "client"}
    for wait in project.waits:
        if wait.role == "client" or (wait.layer, wait.bound.source) not in clients:
            yield wait


def connects_alone(wait: Wait) -> bool:
    """Whether a broker's limit covers connecting alone: pika's socket_timeout. Redis's covers every answer."""
    return (wait.library, wait.parameter) == ("pika", "socket_timeout")
