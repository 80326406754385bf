"""What a catalogue file claims, one trial each: derived from its entries, so that no entry escapes its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from timeout_audit.catalogue.entry import Constant, Driver, LibraryFile, Setting, TimeoutObject, Wait
from timeout_audit.catalogue.limits import Flag, Meaning, Setter, Timeout
from timeout_audit.proofs.claim import Arguments, Claim, Expected
from timeout_audit.proofs.source import shown
from timeout_audit.proofs.trials import (
    BOUND,
    SAMPLES,
    by_default,
    claim_of,
    decoy_claim,
    filled,
    meant_by,
    names_of,
    nested,
    over,
    plain,
    server_side,
    stream_claims,
)

_PLENTY = 30


def claims_of(file: LibraryFile, files: Iterable[LibraryFile] = ()) -> tuple[Claim, ...]:
    """Every claim of a catalogue file, by its text. ``files`` are those where its drivers may be described."""
    return tuple({claim.text: claim for claim in _Claims(file, (file, *files)).all()}.values())


class _Claims:
    """The claims of one file, with what its entries refer to."""

    def __init__(self, file: LibraryFile, files: tuple[LibraryFile, ...]) -> None:
        self.file = file
        self.drivers = {driver.name: driver for other in files for driver in other.driver}
        self.objects = {entry.name: entry for other in files for entry in other.timeout_object}
        self.clients = {name: wait for wait in file.wait if wait.role in ("client", "with") for name in names_of(wait)}

    def all(self) -> Iterator[Claim]:
        for wait in self.file.wait:
            if wait.role != "listener":
                yield from self._wait(wait)
        for setting in self.file.setting:
            yield from self._setting(setting)
        for entry in self.file.timeout_object:
            yield from self._object(entry)
        for driver in self.file.driver:
            yield from self._engine(driver)
        for constant in self.file.constant:
            yield from self._constant(constant)

    def _wait(self, wait: Wait) -> Iterator[Claim]:
        driver = self.drivers[wait.driver] if wait.driver else Driver(name="")
        names = names_of(wait)
        for name in names:
            yield claim_of(wait, name, by_default(wait))
            if wait.connects:
                yield claim_of(wait, name, Expected("waits"), making=True)
            for timeout in (*wait.timeout, *driver.connect_args)[:1]:
                yield self._bounded(wait, name, timeout)
        first = names[0]
        for timeout in (*wait.timeout, *driver.connect_args):
            yield from self._values(wait, first, timeout)
        for decoy in (*wait.decoys, *driver.decoys):
            if decoy in wait.decoys or not decoy.query:
                yield decoy_claim(wait, first, decoy)
        for scheme, driver_name in wait.schemes.items() if not wait.timeout else ():
            for timeout in self.drivers[driver_name].connect_args[:1]:
                arguments = plain(timeout, wait.arguments, BOUND)
                yield claim_of(wait, first, Expected("ends", BOUND), arguments=arguments, driver=scheme)
        yield from self._elsewhere(wait, first)
        yield from self._excused(wait, first)
        if wait.streamed:
            yield from stream_claims(wait, names)

    def _excused(self, wait: Wait, name: str) -> Iterator[Claim]:
        """What makes a call that does not wait."""
        if wait.unless:
            for value in _switched_on(wait.unless):
                yield claim_of(wait, name, Expected("at-once"), arguments={wait.unless.keyword: value})
        if wait.only and wait.only.kind:
            other = {wait.only.keyword: {"$sample": wait.only.keyword}}
            yield claim_of(wait, name, Expected("at-once"), arguments=other)
        if wait.capacity:
            yield claim_of(wait, name, Expected("at-once"), client={wait.capacity.keyword: 0})

    def _bounded(self, wait: Wait, name: str, timeout: Timeout) -> Claim:
        expected = Expected("ends", None if timeout.unit == "tries" else BOUND)
        if timeout.number != "number" and not timeout.objects:
            expected = meant_by(timeout.number, wait)
        arguments = self._argument(timeout, wait.arguments if wait.driver else "", BOUND)
        return self._given(wait, name, expected, arguments, timeout)

    def _given(self, wait: Wait, name: str, expected: Expected, arguments: Arguments, timeout: Timeout) -> Claim:
        """A call that is given the argument, over the first of the schemes for which that counts."""
        server = server_side(timeout)
        return claim_of(wait, name, expected, arguments=arguments, server_side=server, driver=over(timeout))

    def _values(self, wait: Wait, name: str, timeout: Timeout) -> Iterator[Claim]:
        """What a number, None, 0 and -1 do."""
        yield self._bounded(wait, name, timeout)
        within = wait.arguments if wait.driver else ""
        values: list[tuple[object, Meaning]] = [(None, timeout.none), (0, timeout.zero), (-1, timeout.negative)]
        if timeout.number != "number":
            values = [(None, timeout.none), (int(BOUND), timeout.number)]
        elif timeout.pattern or server_side(timeout):
            values = [(0, timeout.zero)]
        for value, meaning in values:
            arguments = plain(timeout, within, value)
            expected = meant_by(meaning, wait, value)
            if timeout.unit == "tries" and meaning == "number":
                expected = Expected("ends")
            yield self._given(wait, name, expected, arguments, timeout)
        if timeout.without is not None:
            beside = {**plain(timeout, within, BOUND), timeout.without.keyword: {}}
            yield claim_of(wait, name, by_default(wait), arguments=beside)
        if timeout.pair is not None:
            off = meant_by(timeout.pair_none, wait)
            for value, expected in ((int(BOUND), Expected("ends", BOUND)), (None, off)):
                pair: list[object] = [_PLENTY] * (timeout.pair + 1)
                pair[timeout.pair] = value
                yield claim_of(wait, name, expected, arguments={timeout.keyword: {"$tuple": pair}})

    def _elsewhere(self, wait: Wait, name: str) -> Iterator[Claim]:
        """The bound set on the client, in the URL, or for the whole process."""
        bounded = Expected("ends", BOUND)
        for attribute in wait.attributes:
            yield claim_of(wait, name, bounded, attributes={attribute: int(BOUND)})
        for setter in wait.setters:
            yield from _set(wait, name, setter)
        for variable in wait.settings:
            yield claim_of(wait, name, bounded, settings={variable: int(BOUND)})
        for function in wait.globally:
            yield claim_of(wait, name, bounded, globally=(function, BOUND))
        if wait.query:
            texts = dict.fromkeys(wait.query.names, "{unit}")
            texts |= {"options": SAMPLES[wait.query.pattern]} if wait.query.pattern else {}
            for key, text in texts.items():
                query = {key: filled(text, wait.query.unit)}
                yield claim_of(wait, name, bounded, query=query, server_side="statement" in text + key)
        client = self.clients.get(name.rpartition(".")[0])
        if wait.inherits and client:
            for timeout in client.timeout[:1]:
                yield claim_of(wait, name, bounded, client=self._argument(timeout, "", BOUND))

    def _argument(self, timeout: Timeout, within: str, value: float) -> Arguments:
        """``value`` seconds as the argument that carries them: a number, or the object where only that will do."""
        entry = next((self.objects[name] for name in timeout.objects if name in self.objects), None)
        if timeout.number != "number" and entry:
            return {timeout.keyword: {"$call": entry.name, "arguments": {entry.parts[0].keyword: int(value)}}}
        return plain(timeout, within, value)

    def _setting(self, setting: Setting) -> Iterator[Claim]:
        """A connection described by a framework's settings."""
        if setting.no_wait:
            return
        waits, bounded = Expected("waits"), Expected("ends", BOUND)
        unset = Expected("default", default=setting.default, of=setting.default_of) if setting.default else waits
        driver = self.drivers[setting.driver] if setting.driver else Driver(name="")

        def described(expected: Expected, name: str = "", **trial: Any) -> Claim:
            name = f"{setting.name}.{name or setting.choices[0]}"
            return Claim(shown(name, "", **trial), name, expected, parameter=setting.parameter, **trial)

        for choice in setting.choices:
            yield described(unset, choice)
        for timeout in setting.timeout:
            yield described(bounded, arguments=nested(timeout.key, int(BOUND)))
            off = waits if timeout.none == "unbounded" else unset
            yield described(off, arguments=nested(timeout.key, None))
        for timeout in driver.connect_args:
            arguments = {setting.options: plain(timeout, "", BOUND)}
            yield described(bounded, arguments=arguments, server_side=server_side(timeout))
        for name in setting.query.names if setting.query else ():
            yield described(bounded, query={name: "1"})
        for decoy in setting.decoys:
            yield described(unset, arguments=nested(decoy.key, 1))
        for decoy in driver.decoys:
            if decoy.keyword and not decoy.key and not decoy.refused:
                sample = {"$sample": decoy.keyword}
                yield described(unset, arguments={setting.options: {decoy.keyword: sample}})

    def _object(self, entry: TimeoutObject) -> Iterator[Claim]:
        """A timeout object given to the first call that takes it: each part alone, off, and none at all."""
        taken = [
            (wait, timeout) for wait in self.file.wait for timeout in wait.timeout if entry.name in timeout.objects
        ]
        if not taken:
            return
        wait, keyword = taken[0][0], taken[0][1].keyword

        def given(expected: Expected, **parts: object) -> Claim:
            arguments = {keyword: {"$call": entry.name, "arguments": parts}}
            return claim_of(wait, names_of(wait)[0], expected, arguments=arguments)

        yield given(meant_by(entry.missing, wait))
        last = entry.parts[-1].keyword
        for part in entry.parts:
            others = {} if entry.decide == "any" or part.keyword == last else {last: _PLENTY}
            ends = Expected("ends", None if part.unit == "tries" else BOUND)
            yield given(ends, **{**others, **plain(part, "", BOUND)})
            yield given(meant_by(part.none, wait), **{**others, part.keyword: None})
            if part.zero not in ("error", "number"):
                yield given(meant_by(part.zero, wait, 0), **{**others, **plain(part, "", 0)})

    def _constant(self, constant: Constant) -> Iterator[Claim]:
        """A named value given to the first call that can show what it means."""
        inherit = constant.meaning == "inherit"
        waits = [wait for wait in self.file.wait if wait.timeout and wait.role == "call" and wait.inherits >= inherit]
        for wait in waits[:1]:
            name = names_of(wait)[0]
            arguments = {wait.timeout[0].keyword: {"$name": constant.name}}
            client = self.clients.get(name.rpartition(".")[0])
            if inherit and client:
                inherited = self._argument(client.timeout[0], "", BOUND)
                yield claim_of(wait, name, Expected("ends", BOUND), arguments=arguments, client=inherited)
            else:
                yield claim_of(wait, name, meant_by(constant.meaning, wait), arguments=arguments)

    def _engine(self, driver: Driver) -> Iterator[Claim]:
        """The driver behind an engine of SQLAlchemy: its arguments, the keys of its URL, and what is none of these."""
        if driver.no_wait or not driver.schemes:
            return

        def through(expected: Expected, **trial: Any) -> Claim:
            text = shown(f"engine[{driver.name}]", "", **trial)
            return Claim(text, "sqlalchemy.create_engine", expected, role="client", driver=driver.name, **trial)

        yield through(Expected("waits"))
        bounded = Expected("ends", BOUND)
        for timeout in driver.connect_args:
            arguments = {"connect_args": plain(timeout, "", BOUND)}
            yield through(bounded, arguments=arguments, server_side=server_side(timeout))
        for timeout in driver.query:
            (value,) = plain(timeout, "", BOUND).values()
            yield through(bounded, query={timeout.keyword: str(value)}, server_side=server_side(timeout))
        for decoy in driver.decoys:
            if decoy.query:
                yield through(Expected("refused" if decoy.refused else "waits"), query={decoy.query: "1"})


def _set(wait: Wait, name: str, setter: Setter) -> Iterator[Claim]:
    """The bound set on an object after it was made."""
    value = int(BOUND * 1000 if setter.unit == "ms" else BOUND)
    if setter.switch:
        yield claim_of(wait, name, Expected("at-once"), setters=((setter.method, "", False),))
        yield claim_of(wait, name, Expected("waits"), setters=((setter.method, "", True),))
    elif setter.attribute:
        yield claim_of(wait, name, Expected("ends", BOUND), attributes={setter.attribute: value})
    else:
        option = f"{setter.keyword}=" if setter.keyword else "".join(setter.options[:1])
        yield claim_of(wait, name, Expected("ends", BOUND), setters=((setter.method, option, value),))
        if setter.zero == "immediate":
            yield claim_of(wait, name, Expected("at-once"), setters=((setter.method, option, 0),))
        if setter.absent is not None:
            yield claim_of(wait, name, by_default(wait), setters=((setter.method, option, int(setter.absent)),))


def _switched_on(flag: Flag) -> Iterator[object]:
    """What is given to have a switch on: each of its names, where it has names."""
    if flag.kind == "empty":
        yield {"$tuple": []}
    elif not flag.names:
        yield flag.value
    for name in flag.names:
        yield {"$name": name}
