"""What a framework's settings choose for mail: the class that does the work, and which variable holds the limit."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.limits import Backend as Choice
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.backends import Backends
from timeout_audit.link.bounds import Asked, is_absent
from timeout_audit.link.program import Module
from timeout_audit.link.values.configured import Assigned, assigned
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Plain, Value
from timeout_audit.link.versions import Pins
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, State


class _Named(Struct, frozen=True):
    """One value of the choice: what is chosen, "" where that cannot be read; ``everywhere``: no settings lack it.

    ``setting`` is the variable that says so; ``relay`` what hands the work to it, "" where nothing stands between.
    """

    name: str
    default: bool
    place: Place
    setting: str
    everywhere: bool = True
    relay: str = ""


class Mailers:
    """Answers for the entries that name a ``backend``."""

    def __init__(self, evaluator: Evaluator, pins: Pins) -> None:
        self._evaluator = evaluator
        self._pins = pins
        self._backends = Backends(evaluator)

    def idle(self, asked: Asked) -> bool:
        """Whether what is chosen waits on nobody, whichever settings are read."""
        choice = asked.known.wait.backend
        if choice is None:
            return False
        named = list(self._named(choice, asked))
        waits_not = bool(named) and all(one.name in choice.idle and not one.default for one in named)
        return waits_not and any(one.everywhere for one in named)

    def unfamiliar(self, asked: Asked) -> Bound | None:
        """Unknown where what is chosen need not keep to the limit of the entry; None elsewhere."""
        for one, choice in self._unless_known(asked):
            if one.name and one.name not in choice.idle:
                reason = msg("which limit the backend `{name}` takes is not known", name=one.name)
                return Bound(State.UNKNOWN, source=one.place, reason=reason)
        return None

    def undecided(self, asked: Asked) -> Bound | None:
        """Unknown where only the environment says what is chosen, and where the settings lie in another repository."""
        for one, _ in self._unless_known(asked):
            if not one.name or one.default:
                return Bound(State.UNKNOWN, source=one.place, reason=_reason(one))
        choice = asked.known.wait.backend
        if choice is not None and choice.marks and not any(assigned(self._evaluator, name) for name in choice.marks):
            reason = msg("no settings of {library} lie in this repository", library=asked.known.library.name)
            return Bound(State.UNKNOWN, source=asked.call.place, reason=reason)
        return None

    def relayed(self, asked: Asked) -> Message | None:
        """That a worker does what the call asks for, where one does; None elsewhere."""
        choice = asked.known.wait.backend
        named = self._named(choice, asked) if choice is not None else ()
        relay = next((one.relay for one in named if one.relay), "")
        return msg("`{name}` hands it to a worker, which waits instead", name=relay) if relay else None

    def superseded(self, asked: Asked) -> tuple[str, Bound | None]:
        """The variable of the settings that another one does away with, and what it comes to; "" for none.

        That is known where one file sets both, whatever its branches.
        """
        entry, library = asked.known.wait.superseded, asked.known.library
        found = assigned(self._evaluator, entry.name) if entry is not None else []
        if entry is None or not found:
            return "", None
        others = {one.place.path for one in assigned(self._evaluator, entry.setting) if self._is_everywhere(one)}
        path = asked.call.place.path
        if not all(one.place.path in others and self._is_everywhere(one) for one in found):
            return "", None
        if not self._pins.fit(library.distribution, entry.versions, path):
            return "", None
        return entry.name, Bound(State.NONE, source=found[0].place, reason=msg(entry.why))

    def _unless_known(self, asked: Asked) -> Iterator[tuple[_Named, Choice]]:
        """What is chosen where no settings choose a class that the entry speaks of."""
        choice = asked.known.wait.backend
        if choice is None:
            return
        named = list(self._named(choice, asked))
        if not any(self._is_known(choice, one) for one in named):
            yield from ((one, choice) for one in named)

    def _is_known(self, choice: Choice, one: _Named) -> bool:
        backend = self._backends.among(frozenset(choice.known), one.name, one.place.path)
        return bool(backend.names) and not self._backends.hook(backend, choice.hooks)

    def _named(self, choice: Choice, asked: Asked) -> Iterator[_Named]:
        """What does the work: what is chosen, or what that hands the work to."""
        for one in self._chosen(choice, asked):
            relayed = choice.relays.get(one.name)
            yield from (one,) if relayed is None else self._behind(choice, one, relayed)

    def _behind(self, choice: Choice, relay: _Named, setting: str) -> Iterator[_Named]:
        """What a relay hands the work to."""
        found = list(self._configured(setting))
        if not found:
            found.append(_Named(choice.known[0], False, relay.place, setting))
        yield from (replace(one, relay=relay.name, everywhere=relay.everywhere) for one in found)

    def _chosen(self, choice: Choice, asked: Asked) -> Iterator[_Named]:
        """What the call is given, or else what every file of settings says."""
        found = named_argument(self._evaluator, asked.call, asked.frame, choice.keyword, choice.position)
        given = [one for one in found[0] if not is_absent(one)] if found is not None and choice.keyword else []
        if found is not None and given:
            yield from (_named(one, found[1], choice.setting) for one in given)
            return
        yield from self._configured(choice.setting)

    def _configured(self, name: str) -> Iterator[_Named]:
        """What every file of settings says."""
        for setting in assigned(self._evaluator, name):
            everywhere = self._is_everywhere(setting)
            yield from (_named(one, setting.place, name, everywhere) for one in setting.values if not _is_empty(one))

    def _is_everywhere(self, setting: Assigned) -> bool:
        """Whether no settings can be without a choice: it stands not in a branch, nor on top of others' settings."""
        program, place = self._evaluator.program, setting.place
        module = program.module(place.path)
        if self._is_on_top(module, setting.scope):
            return False
        found = (one for bindings in tuple(module.bindings.values()) for one in bindings)
        return not any(one.place == place and one.block for one in found)

    def _is_on_top(self, module: Module, scope: str) -> bool:
        """Whether settings take over others: those of a module, or of a class that others may inherit from too."""
        class_ = module.classes.get(scope)
        if class_ is not None and len(order(self._evaluator, module.path, class_)[0]) > 1:
            return True
        return any(self._evaluator.program.resolve(star.target, module.path) is not None for star in module.stars)


def _named(value: Value, place: Place, setting: str, everywhere: bool = True) -> _Named:
    if isinstance(value, Plain) and isinstance(value.value, str):
        return _Named(value.value, bool(value.default), place, setting, everywhere)
    return _Named("", False, place, setting, everywhere)


def _is_empty(value: Value) -> bool:
    return is_absent(value) or (isinstance(value, Plain) and value.value == "")


def _reason(one: _Named) -> Message:
    if one.default:
        return msg("the default of `{name}` waits on nobody, and the environment may name another", name=one.setting)
    return msg("what `{name}` is decides at run time", name=one.setting)
