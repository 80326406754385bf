"""A response that nobody looks at.

## What it finds

A call of an HTTP library whose response is dropped, or kept under a name that is never read, checked, closed or handed
on. A GET, HEAD or OPTIONS whose response is dropped inside a `try` asks whether somebody answers, and is none.

## Why

What an untouched response hides is its status: a 401, a 429 or a 500 passes for a success. It holds no connection
unless it is streamed, because a call that does not stream has read its body before it returns.

## Instead of

    requests.post(hook, json=event, timeout=10)

## Write

    requests.post(hook, json=event, timeout=10).raise_for_status()

Where a failure may pass, say so where it is caught:

    try:
        requests.post(hook, json=event, timeout=10).raise_for_status()
    except requests.RequestException:
        log.warning("the hook did not take the event", exc_info=True)
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.wording import called


def check(project: Project) -> Iterator[Finding]:
    """Every response that is neither read, checked, closed nor handed on."""
    for wait in project.waits:
        if wait.layer is Layer.RESPONSE and wait.parameter == "use" and wait.bound.state is State.NONE:
            message = msg(
                "nobody looks at the response of {call}: a refused request passes for a success", call=called(wait)
            )
            yield RULE.finding(wait, message, msg("check it, with raise_for_status() for example"))


RULE = Rule("TA502", "response-never-used", "response", Severity.WARNING, check)
