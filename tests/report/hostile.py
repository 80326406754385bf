"""An audit of a repository that wants to be obeyed: every text that it can choose is an attack on some reader."""

from __future__ import annotations

from timeout_audit.model.finding import Finding, Problem, Severity, Suppressed
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Layer, State, Step, Wait

ATTACKS = (
    "\x1b[2J\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\r\n::error file=x::injected",
    "::set-output name=a::b",
    "##[add-mask]a",
    "%0A::warning::b",
    "a|b|c",
    "<script>alert(1)</script>",
    "</details><h1>",
    "]]>",
    "&amp;&#x41;",
    "\0\x08\x0b\x7f\x9b31m",
    "\u202egnp.exe\u2066",
    "\ufffe\uffff",
    "\udc80\udcff",
    "{name} {0} {",
    "`a` ``b`` `",
    "**bold** _it_ ~~no~~",
    "![x](http://evil.example/x.png) [y](javascript:1)",
    "@everyone #1 https://evil.example www.evil.example",
    '"quoted" \\ \\| \\`',
    "  leading and trailing  ",
    "",
    "名前🙂é",
)


def audit(root: str) -> Audit:
    """One wait, finding, problem and suppression for each attack, which stands wherever a repository's text can."""
    waits, findings, problems, suppressed = [], [], [], []
    for number, attack in enumerate(ATTACKS, 1):
        place = Place(attack or "empty", number, 1, number, 2)
        message = msg("{attack}", attack=attack)
        bound = Bound(State.UNKNOWN, None, attack, place, message, (Step(message, place),))
        waits.append(Wait(Layer.HTTP, attack, place, bound, attack, attack, attack, "call", attack, notes=(message,)))
        finding = Finding("TA401", "http-timeout-unset", Severity.ERROR, Layer.HTTP, place, message, message)
        findings.append(finding)
        problems.append(Problem(attack, number, message))
        suppressed.append(Suppressed(Finding("TA402", "x-y", Severity.NOTE, None, place, message), attack))
    return Audit(Project(root, tuple(waits)), tuple(findings), tuple(problems), 1, tuple(suppressed))
