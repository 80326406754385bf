"""How a fix is written: under which keyword, in which version of its library, and whether that is safe."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.limits import Fix
from timeout_audit.link.advice import into
from timeout_audit.link.amounts import Amount
from timeout_audit.link.bounds import Asked
from timeout_audit.model.expression import Call, Const
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Bound, Remedy, State

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
SWITCHED_OFF = msg("somebody switched the limit off here: make sure that nothing has to wait longer")


class Chosen(Struct, frozen=True):
    """A fix, and whether the version of its distribution takes it: None where it is not known which is installed."""

    fix: Fix
    distribution: str
    taken: bool | None

    @property
    def needs(self) -> Message | None:
        """Which versions it needs, where others may be installed."""
        if self.taken:
            return None
        needs = msg("it needs {library} {versions}", library=self.distribution, versions=self.fix.versions)
        if self.taken is None:
            return msg("{fix}, and the project allows others", fix=needs)
        return msg("{fix}, and the project has another", fix=needs)


def as_written(chosen: Chosen, asked: Asked, source: Place | None) -> Chosen:
    """The same under the name by which the call gives the argument already, where it has two names."""
    specs = {spec.keyword: replace(spec, keyword="", position=None, versions="") for spec in asked.known.wait.timeout}
    given = next((one.keyword for one in asked.call.arguments if one.place == source), None) or ""
    fix = chosen.fix
    if fix.keyword == given or given not in specs or specs[given] != specs.get(fix.keyword):
        return chosen
    return replace(chosen, fix=replace(fix, keyword=given), taken=True)


def passed(home: Asked, chosen: Chosen, limit: Amount, at: Place | None = None) -> Message:
    """That a keyword is to be passed, to the call that stands ``at`` another place if it is another one."""
    fix = chosen.fix
    value = limit.fill(fix.value, short=True)
    text = into(home.call, fix.keyword, value) or msg("pass {keyword}={value}", keyword=fix.keyword, value=value)
    if at is not None:
        text = msg("{fix} at {place}", fix=text, place=at)
    but = chosen.needs or (Message(fix.unsafe) if fix.unsafe else None)
    return text if but is None else msg("{fix}; {but}", fix=text, but=but)


def keyword_of(home: Asked, bound: Bound, chosen: Chosen, limit: Amount, site: CallSite) -> Remedy:
    """The remedy of a call that takes a keyword more."""
    fix, place = chosen.fix, home.call.place
    value = limit.fill(fix.value)
    here = (place.path, place.line) == (site.call.place.path, site.call.place.line)
    return Remedy(
        passed(home, chosen, limit, None if here else place),
        "keyword",
        place,
        fix.keyword,
        value,
        chosen.needs or unsafe(fix, bound, limit, value),
        imports=names_in(fix, limit),
        item=limit.item,
    )


def elsewhere(made: Remedy, asked: Asked, source: Place) -> bool:
    """Whether the None or 0 does not stand in the call, and is not a timeout object that is given nothing."""
    given_nothing = made.kind == "keyword" and made.place == source
    return not asked.call.place.spans(source) and not given_nothing


def written_over(made: Remedy, fix: Fix, limit: Amount, bound: Bound) -> Remedy:
    """In words that name the place of the None or 0: the call has its keyword already."""
    shown = made.value if made.kind == "value" else limit.fill(fix.value, short=True)
    expression = bound.expression or "None"
    text = msg(
        "write {value} instead of {expression} at {place}", value=shown, expression=expression, place=bound.source
    )
    return replace(made, text=msg("{fix}; {but}", fix=text, but=Message(fix.unsafe)) if fix.unsafe else text)


def looked_up(asking: Call, fix: Fix, limit: Amount) -> Remedy:
    """The remedy of a call whose argument is asked of a dict that does not have it."""
    key = asking.arguments[0].value if asking.arguments else None
    text = msg(
        "add {key} to the dict, or write get({key}, {value}) at {place}",
        key=repr(key.value) if isinstance(key, Const) else "…",
        value=limit.fill(fix.value, short=True),
        place=asking.place,
    )
    return Remedy(text, place=asking.place)


def names_in(fix: Fix, limit: Amount) -> tuple[str, ...]:
    """The dotted names of other modules in the value."""
    ours = (limit.name,) if limit.name else ()
    return (*ours, fix.value.partition("(")[0]) if fix.imports else ours


def unsafe(fix: Fix, bound: Bound, limit: Amount, value: str) -> Message | None:
    """Why the fix changes more than that the wait can time out."""
    if fix.unsafe:
        return msg(fix.unsafe)
    if bound.state is State.DISABLED:
        return SWITCHED_OFF
    if bound.state is not State.DEFAULT or limit.chosen:
        return None
    if bound.seconds is not None and set(_NUMBER.findall(value)) <= {
        number(bound.seconds),
        number(bound.seconds * 1000),
    }:
        return None
    default = number(bound.seconds) if bound.seconds is not None else "?"
    return changed(value, default)


def changed(value: str, default: str) -> Message:
    """That a fix replaces a default by another limit, which is for the user to choose."""
    return msg(
        "it replaces the default of {default} s by {value}: choose the value in [tool.timeout-audit.values]",
        default=default,
        value=value,
    )
