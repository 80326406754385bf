"""Servers that code runs as an object of its own class: gunicorn's applications and the options that they set."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link import command_lines
from timeout_audit.link.arguments import at, inside
from timeout_audit.link.bounds import Asked
from timeout_audit.link.objects import Objects
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Plain, Table, Values
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State


class Applications:
    """Answers for the entries whose semantics are "application"."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._objects = Objects(evaluator)

    def verdict(self, asked: Asked) -> Verdict:
        """What the application sets its server to; "absent" where it surely leaves the limit alone.

        ``self.cfg.set("timeout", …)`` decides; where the names come out of a dict, the dict that it is made with does.
        """
        by_command = command_lines.told(self._evaluator, asked)
        if by_command is not None:
            return by_command
        limit = asked.known.wait.timeout[0].keyword
        open_ = asked.call.place if limit.startswith("--") or not asked.known.wait.default else None
        for name, verdict, place in self._set(asked):
            if name == limit:
                return verdict
            open_ = open_ if name else place
        if open_ is None:
            return ABSENT
        tables = list(self._tables(asked))
        given = next((one for one in tables if one.meaning != "absent"), None)
        if given is not None or (tables and asked.known.wait.default):
            return given or ABSENT
        reason = msg("the options of the application are only known when it runs")
        return Verdict("bound", Bound(State.UNKNOWN, source=open_, reason=reason))

    def _set(self, asked: Asked) -> Iterator[tuple[str, Verdict, Place]]:
        """Each ``cfg.set(name, value)`` of the application: the name, "" where it is no literal, and the value."""
        spec = asked.known.wait.timeout[0]
        self._look_up(asked)
        sites = self._objects.calls_on(asked.receiver, "cfg.set") if asked.receiver is not None else ()
        for site, frame in sites:
            arguments = site.call.arguments
            if len(arguments) > 1:
                names = self._evaluator.values(arguments[0].value, frame)
                literal = [one.value for one in names if isinstance(one, Plain) and isinstance(one.value, str)]
                name = literal[0] if len(literal) == len(names) == 1 else ""
                values = self._evaluator.values(arguments[1].value, frame)
                yield name, worst(judge(self._evaluator, spec, values, site.call.place)), site.call.place

    def _look_up(self, asked: Asked) -> None:
        """Have the method read in which an application sets its options."""
        own = asked.receiver.own if asked.receiver is not None else None
        for path, class_ in order(self._evaluator, *own)[0] if own is not None else ():
            self._evaluator.program.ask(path, f"{class_.qualname}.load_config")

    def _tables(self, asked: Asked) -> Iterator[Verdict]:
        """What each dict among the arguments of the application says, "absent" where it says nothing."""
        spec = asked.known.wait.timeout[0]
        for values, place in self._arguments(asked):
            tables = tuple(value for value in values if isinstance(value, Table))
            if tables:
                found = inside(self._evaluator, (tables, place), [spec.keyword])
                yield ABSENT if found is None else worst(judge(self._evaluator, spec, *found))

    def _arguments(self, asked: Asked) -> Iterator[tuple[Values, Place]]:
        """The arguments that the application is made with; its own constructor may hand none of them on."""
        given = asked.frame.arguments
        if given is not None:
            for lazies in (*given.named.values(), *given.rest.values()):
                yield tuple(value for lazy in lazies for value in self._evaluator.value(lazy)), given.place
        for one in asked.call.arguments if given is None else ():
            yield self._evaluator.values(one.value, at(asked.frame, one)), one.place
