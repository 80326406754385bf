"""One trial of a claim: the call, its arguments in their own unit and form, and what must come of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeout_audit.catalogue.entry import Wait
from timeout_audit.catalogue.limits import Decoy, Meaning, Timeout
from timeout_audit.catalogue.names import expand
from timeout_audit.catalogue.patterns import PATTERNS
from timeout_audit.proofs.claim import Arguments, Claim, Expected
from timeout_audit.proofs.source import shown

BOUND = 1.0
SAMPLES = {
    PATTERNS["postgres-options"]: "-c statement_timeout={ms}",
    PATTERNS["postgres-dsn"]: "-c statement_timeout={ms}",
    PATTERNS["mariadb-set"]: "SET SESSION max_statement_time={s}",
    PATTERNS["mysql-set"]: "SET SESSION max_execution_time={ms}",
}


def names_of(wait: Wait) -> list[str]:
    """The names that a wait has, each spelled out."""
    return [name for call in wait.calls for name in expand(call)]


def claim_of(wait: Wait, name: str, expected: Expected, **trial: Any) -> Claim:
    """The claim that a trial of this call leads to what is expected."""
    role = "client" if wait.role == "client" else "call"
    return Claim(shown(name, wait.parameter, **trial), name, expected, role=role, parameter=wait.parameter, **trial)


def by_default(wait: Wait) -> Expected:
    """What a call leads to that was given nothing."""
    return Expected("default", default=wait.default, of=wait.default_of) if wait.default else Expected("waits")


def meant_by(meaning: Meaning, wait: Wait, value: object = None) -> Expected:
    """What a value of this meaning must lead to. Nothing is inherited here but the default."""
    if meaning == "unbounded":
        return Expected("waits")
    if meaning in ("default", "inherit"):
        return by_default(wait)
    if meaning == "error":
        return Expected("refused")
    return Expected("at-once") if meaning == "immediate" or value in (0, -1) else Expected("ends", BOUND)


def server_side(timeout: Timeout) -> bool:
    """Whether the database ends the wait, rather than the client."""
    return bool(timeout.pattern) or "statement" in timeout.key


def plain(timeout: Timeout, within: str, value: object) -> Arguments:
    """``value`` (seconds) as the argument that carries it, in the argument's own unit and form."""
    if timeout.pattern:
        value = filled(SAMPLES[timeout.pattern], timeout.unit, value)
    elif isinstance(value, float):
        value = int(value * 1000) if timeout.unit == "ms" else int(value)
    if "statement" in timeout.key:
        value = str(value)
    for key in reversed(timeout.key.split(".") if timeout.key else []):
        value = {key: value}
    arguments: Arguments = {timeout.keyword: value}
    for name in reversed(within.split(".") if within else []):
        arguments = {name: arguments}
    return arguments


def nested(path: str, value: object) -> Arguments:
    """``value`` under a dotted path of keys."""
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


def filled(text: str, unit: str, value: object = BOUND) -> str:
    """A text with ``value`` (seconds) in its holes: ``{s}``, ``{ms}``, or ``{unit}`` for the unit that is asked."""
    seconds = value if isinstance(value, (int, float)) else 0
    thousandths = int(seconds * 1000) if seconds > 0 else int(seconds)
    return text.format(s=int(seconds), ms=thousandths, unit=thousandths if unit == "ms" else int(seconds))


def decoy_claim(wait: Wait, name: str, decoy: Decoy) -> Claim:
    """The decoy alone, which must change nothing, or be refused."""
    expected = Expected("refused") if decoy.refused else by_default(wait)
    value = {"$sample": decoy.keyword or decoy.attribute or decoy.query}
    if decoy.globally:
        return claim_of(wait, name, expected, globally=(decoy.globally, BOUND))
    if decoy.attribute:
        return claim_of(wait, name, expected, attributes={decoy.attribute: value})
    if decoy.query:
        return claim_of(wait, name, expected, query={decoy.query: "1"})
    arguments: Arguments = {decoy.keyword: {decoy.key: value} if decoy.key else value}
    if wait.driver and wait.arguments and decoy not in wait.decoys:
        arguments = {wait.arguments: arguments}
    return claim_of(wait, name, expected, arguments=arguments, driver=over(decoy))


def over(given: Timeout | Decoy) -> str:
    """The scheme of the URL over which an argument is tried, "" where it is the same for all."""
    return given.schemes[0] if given.schemes else ""


def stream_claims(wait: Wait, names: list[str]) -> Iterator[Claim]:
    """Whether the call comes back before the body does."""
    flag = wait.streamed
    if flag is None:
        return
    if flag.default:
        yield from (claim_of(wait, name, Expected("at-once"), body=True) for name in names)
    else:
        yield claim_of(wait, names[0], by_default(wait), body=True)
    if flag.keyword:
        yield claim_of(wait, names[0], Expected("at-once"), body=True, arguments={flag.keyword: flag.value})
