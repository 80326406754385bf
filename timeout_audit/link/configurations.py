"""Applications that take their settings from an object or a module, and whether that can be read."""

from __future__ import annotations

from timeout_audit.link.bounds import Asked
from timeout_audit.link.program import Module
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.handed import written_in
from timeout_audit.link.values.kinds import Frame, Instance
from timeout_audit.model.expression import Attribute
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

# What an application is configured by. The second takes the name of a module from the environment.
_BY = {"celery": ("config_from_object", "config_from_envvar")}


class Configurations:
    """Looks for settings that a project takes from where they cannot be read."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def unread(self, asked: Asked) -> Bound | None:
        """Unknown where the application that a call makes takes settings that cannot be read; None elsewhere."""
        for name in _BY.get(asked.known.wait.semantics, ()):
            for module in self._evaluator.program.mentioning(name):
                for site in module.named.get(name, ()):
                    if self._is_on(asked, module, site) and not self._is_read(module, site):
                        reason = msg("`{name}` takes settings that cannot be read", name=name)
                        return Bound(State.UNKNOWN, source=site.call.place, reason=reason)
        return None

    def _is_on(self, asked: Asked, module: Module, site: CallSite) -> bool:
        """Whether a method is called on what a call makes, or on something of which that is not known."""
        function = site.call.function
        if not isinstance(function, Attribute):
            return False
        holders = self._evaluator.values(function.value, _frame(module, site))
        made = [one.made.call.place for one in holders if isinstance(one, Instance) and one.made is not None]
        return not made or asked.call.place in made

    def _is_read(self, module: Module, site: CallSite) -> bool:
        arguments = site.call.arguments
        if not arguments or arguments[0].star or not isinstance(site.call.function, Attribute):
            return False
        if site.call.function.name == "config_from_envvar":
            return False
        given = arguments[0].value
        values = self._evaluator.values(given, _frame(module, site))
        return all(written_in(self._evaluator, module.path, given, value) is not None for value in values)


def _frame(module: Module, site: CallSite) -> Frame:
    return Frame(module.path, site.scope, site.block, site.call.place)
