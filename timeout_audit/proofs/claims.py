"""What a catalogue file claims, one trial each: derived from its entries, so that no entry escapes its proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from timeout_audit.catalogue.entry import (
    Constant,
    Decoy,
    Driver,
    LibraryFile,
    Meaning,
    Setting,
    Timeout,
    TimeoutObject,
    Wait,
)
from timeout_audit.catalogue.names import expand
from timeout_audit.catalogue.patterns import PATTERNS
from timeout_audit.proofs.claim import Arguments, Claim, Expected
from timeout_audit.proofs.source import shown

BOUND = 1.0
_PLENTY = 30
_SAMPLES = {
    PATTERNS["postgres-options"]: "-c statement_timeout={ms}",
    PATTERNS["postgres-dsn"]: "-c statement_timeout={ms}",
    PATTERNS["mariadb-set"]: "SET SESSION max_statement_time={s}",
    PATTERNS["mysql-set"]: "SET SESSION max_execution_time={ms}",
}


def claims_of(file: LibraryFile, files: Iterable[LibraryFile] = ()) -> tuple[Claim, ...]:
    """Every claim of a catalogue file, by its text. ``files`` are those where its drivers may be described."""
    return tuple({claim.text: claim for claim in _Claims(file, (file, *files)).all()}.values())


class _Claims:
    """The claims of one file, with what its entries refer to."""

    def __init__(self, file: LibraryFile, files: tuple[LibraryFile, ...]) -> None:
        self.file = file
        self.drivers = {driver.name: driver for other in files for driver in other.driver}
        self.objects = {entry.name: entry for other in files for entry in other.timeout_object}
        self.clients = {name: wait for wait in file.wait if wait.role in ("client", "with") for name in _names(wait)}

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
        names = _names(wait)
        for name in names:
            yield _claim(wait, name, _default(wait))
            for timeout in (*wait.timeout, *driver.connect_args)[:1]:
                yield self._bounded(wait, name, timeout)
        first = names[0]
        for timeout in (*wait.timeout, *driver.connect_args):
            yield from self._values(wait, first, timeout)
        for decoy in (*wait.decoys, *driver.decoys):
            if decoy in wait.decoys or not decoy.query:
                yield _decoy(wait, first, decoy)
        for scheme, driver_name in wait.schemes.items() if not wait.timeout else ():
            for timeout in self.drivers[driver_name].connect_args[:1]:
                arguments = _plain(timeout, wait.arguments, BOUND)
                yield _claim(wait, first, Expected("ends", BOUND), arguments=arguments, driver=scheme)
        yield from self._elsewhere(wait, first)
        if wait.unless:
            yield _claim(wait, first, Expected("at-once"), arguments={wait.unless.keyword: wait.unless.value})
        if wait.streamed:
            yield from _streamed(wait, names)

    def _bounded(self, wait: Wait, name: str, timeout: Timeout) -> Claim:
        expected = Expected("ends", None if timeout.unit == "tries" else BOUND)
        if timeout.number != "number" and not timeout.objects:
            expected = _meaning(timeout.number, wait)
        arguments = self._argument(timeout, wait.arguments if wait.driver else "", BOUND)
        return _claim(wait, name, expected, arguments=arguments, server_side=_server_side(timeout))

    def _values(self, wait: Wait, name: str, timeout: Timeout) -> Iterator[Claim]:
        """What a number, None, 0 and -1 do."""
        yield self._bounded(wait, name, timeout)
        within = wait.arguments if wait.driver else ""
        values: list[tuple[object, Meaning]] = [(None, timeout.none), (0, timeout.zero), (-1, timeout.negative)]
        if timeout.number != "number":
            values = [(None, timeout.none), (int(BOUND), timeout.number)]
        elif timeout.pattern or _server_side(timeout):
            values = [(0, timeout.zero)]
        for value, meaning in values:
            arguments = _plain(timeout, within, value)
            expected = _meaning(meaning, wait, value)
            if timeout.unit == "tries" and meaning == "number":
                expected = Expected("ends")
            yield _claim(wait, name, expected, arguments=arguments, server_side=_server_side(timeout))
        if timeout.pair is not None:
            off = _meaning(timeout.pair_none, wait)
            for value, expected in ((int(BOUND), Expected("ends", BOUND)), (None, off)):
                pair: list[object] = [_PLENTY] * (timeout.pair + 1)
                pair[timeout.pair] = value
                yield _claim(wait, name, expected, arguments={timeout.keyword: {"$tuple": pair}})

    def _elsewhere(self, wait: Wait, name: str) -> Iterator[Claim]:
        """The bound set on the client, in the URL, or for the whole process."""
        bounded = Expected("ends", BOUND)
        for attribute in wait.attributes:
            yield _claim(wait, name, bounded, attributes={attribute: int(BOUND)})
        for setter in wait.setters:
            value = int(BOUND * 1000 if setter.unit == "ms" else BOUND)
            if setter.attribute:
                yield _claim(wait, name, bounded, attributes={setter.attribute: value})
            else:
                option = f"{setter.keyword}=" if setter.keyword else "".join(setter.options[:1])
                yield _claim(wait, name, bounded, setters=((setter.method, option, value),))
        for variable in wait.settings:
            yield _claim(wait, name, bounded, settings={variable: int(BOUND)})
        for function in wait.globally:
            yield _claim(wait, name, bounded, globally=(function, BOUND))
        if wait.query:
            texts = dict.fromkeys(wait.query.names, "{unit}")
            texts |= {"options": _SAMPLES[wait.query.pattern]} if wait.query.pattern else {}
            for key, text in texts.items():
                query = {key: _filled(text, wait.query.unit)}
                yield _claim(wait, name, bounded, query=query, server_side="statement" in text + key)
        client = self.clients.get(name.rpartition(".")[0])
        if wait.inherits and client:
            for timeout in client.timeout[:1]:
                yield _claim(wait, name, bounded, client=self._argument(timeout, "", BOUND))

    def _argument(self, timeout: Timeout, within: str, value: float) -> Arguments:
        """``value`` seconds as the argument that carries them: a number, or the object where only that will do."""
        entry = next((self.objects[name] for name in timeout.objects if name in self.objects), None)
        if timeout.number != "number" and entry:
            return {timeout.keyword: {"$call": entry.name, "arguments": {entry.parts[0].keyword: int(value)}}}
        return _plain(timeout, within, value)

    def _setting(self, setting: Setting) -> Iterator[Claim]:
        """A connection described by a framework's settings."""
        waits, bounded = Expected("waits"), Expected("ends", BOUND)
        unset = Expected("default", default=setting.default, of=setting.default_of) if setting.default else waits
        driver = self.drivers[setting.driver] if setting.driver else Driver(name="")

        def described(expected: Expected, name: str = "", **trial: Any) -> Claim:
            name = f"{setting.name}.{name or setting.choices[0]}"
            return Claim(shown(name, "", **trial), name, expected, parameter=setting.parameter, **trial)

        for choice in setting.choices:
            yield described(unset, choice)
        for timeout in setting.timeout:
            yield described(bounded, arguments=_nested(timeout.key, int(BOUND)))
            off = waits if timeout.none == "unbounded" else unset
            yield described(off, arguments=_nested(timeout.key, None))
        for timeout in driver.connect_args:
            arguments = {setting.options: _plain(timeout, "", BOUND)}
            yield described(bounded, arguments=arguments, server_side=_server_side(timeout))
        for name in setting.query.names if setting.query else ():
            yield described(bounded, query={name: "1"})
        for decoy in setting.decoys:
            yield described(unset, arguments=_nested(decoy.key, 1))
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
            return _claim(wait, _names(wait)[0], expected, arguments=arguments)

        yield given(_meaning(entry.missing, wait))
        last = entry.parts[-1].keyword
        for part in entry.parts:
            others = {} if entry.decide == "any" or part.keyword == last else {last: _PLENTY}
            ends = Expected("ends", None if part.unit == "tries" else BOUND)
            yield given(ends, **{**others, **_plain(part, "", BOUND)})
            yield given(_meaning(part.none, wait), **{**others, part.keyword: None})
            if part.zero not in ("error", "number"):
                yield given(_meaning(part.zero, wait, 0), **{**others, part.keyword: 0})

    def _constant(self, constant: Constant) -> Iterator[Claim]:
        """A named value given to the first call that can show what it means."""
        inherit = constant.meaning == "inherit"
        waits = [wait for wait in self.file.wait if wait.timeout and wait.role == "call" and wait.inherits >= inherit]
        for wait in waits[:1]:
            name = _names(wait)[0]
            arguments = {wait.timeout[0].keyword: {"$name": constant.name}}
            client = self.clients.get(name.rpartition(".")[0])
            if inherit and client:
                inherited = self._argument(client.timeout[0], "", BOUND)
                yield _claim(wait, name, Expected("ends", BOUND), arguments=arguments, client=inherited)
            else:
                yield _claim(wait, name, _meaning(constant.meaning, wait), arguments=arguments)

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
            arguments = {"connect_args": _plain(timeout, "", BOUND)}
            yield through(bounded, arguments=arguments, server_side=_server_side(timeout))
        for timeout in driver.query:
            (value,) = _plain(timeout, "", BOUND).values()
            yield through(bounded, query={timeout.keyword: str(value)}, server_side=_server_side(timeout))
        for decoy in driver.decoys:
            if decoy.query:
                yield through(Expected("refused" if decoy.refused else "waits"), query={decoy.query: "1"})


def _names(wait: Wait) -> list[str]:
    return [name for call in wait.calls for name in expand(call)]


def _claim(wait: Wait, name: str, expected: Expected, **trial: Any) -> Claim:
    role = "client" if wait.role == "client" else "call"
    return Claim(shown(name, wait.parameter, **trial), name, expected, role=role, parameter=wait.parameter, **trial)


def _default(wait: Wait) -> Expected:
    return Expected("default", default=wait.default) if wait.default else Expected("waits")


def _meaning(meaning: Meaning, wait: Wait, value: object = None) -> Expected:
    """What a value of this meaning must lead to. Nothing is inherited here but the default."""
    if meaning == "unbounded":
        return Expected("waits")
    if meaning in ("default", "inherit"):
        return _default(wait)
    if meaning == "error":
        return Expected("refused")
    return Expected("at-once") if meaning == "immediate" or value in (0, -1) else Expected("ends", BOUND)


def _server_side(timeout: Timeout) -> bool:
    return bool(timeout.pattern) or "statement" in timeout.key


def _plain(timeout: Timeout, within: str, value: object) -> Arguments:
    """``value`` (seconds) as the argument that carries it, in the argument's own unit and form."""
    if timeout.pattern:
        value = _filled(_SAMPLES[timeout.pattern], timeout.unit, value)
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


def _nested(path: str, value: object) -> Arguments:
    """``value`` under a dotted path of keys."""
    first, _, rest = path.partition(".")
    return {first: _nested(rest, value) if rest else value}


def _filled(text: str, unit: str, value: object = BOUND) -> str:
    seconds = value if isinstance(value, (int, float)) else 0
    thousandths = int(seconds * 1000) if seconds > 0 else int(seconds)
    return text.format(s=int(seconds), ms=thousandths, unit=thousandths if unit == "ms" else int(seconds))


def _decoy(wait: Wait, name: str, decoy: Decoy) -> Claim:
    """The decoy alone, which must change nothing, or be refused."""
    expected = Expected("refused") if decoy.refused else _default(wait)
    value = {"$sample": decoy.keyword or decoy.attribute or decoy.query}
    if decoy.globally:
        return _claim(wait, name, expected, globally=(decoy.globally, BOUND))
    if decoy.attribute:
        return _claim(wait, name, expected, attributes={decoy.attribute: value})
    if decoy.query:
        return _claim(wait, name, expected, query={decoy.query: "1"})
    arguments: Arguments = {decoy.keyword: {decoy.key: value} if decoy.key else value}
    if wait.driver and wait.arguments and decoy not in wait.decoys:
        arguments = {wait.arguments: arguments}
    return _claim(wait, name, expected, arguments=arguments)


def _streamed(wait: Wait, names: list[str]) -> Iterator[Claim]:
    """Whether the call comes back before the body does."""
    flag = wait.streamed
    if flag is None:
        return
    if flag.default:
        yield from (_claim(wait, name, Expected("at-once"), body=True) for name in names)
    else:
        yield _claim(wait, names[0], _default(wait), body=True)
    if flag.keyword:
        yield _claim(wait, names[0], Expected("at-once"), body=True, arguments={flag.keyword: flag.value})
