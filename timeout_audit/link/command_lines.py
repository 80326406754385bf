"""Servers that code starts as their command does: the words of the command line that they read."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.index import Known
from timeout_audit.catalogue.load import server_files
from timeout_audit.catalogue.server import Limit, ServerFile
from timeout_audit.link.arguments import at
from timeout_audit.link.bounds import Asked
from timeout_audit.link.launches.bounds import valued
from timeout_audit.link.launches.servers import CommandLine, command_line
from timeout_audit.link.launches.unwrap import base_name
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Items, Lazy, Plain, Values
from timeout_audit.link.values.strings import HOLE, text_of
from timeout_audit.model.expression import Attribute, Name, Opaque, dotted
from timeout_audit.model.launch import Argument
from timeout_audit.model.place import Place


def told(evaluator: Evaluator, asked: Asked) -> Verdict | None:
    """What the words that a call reads say of its limit, by the options of the server's command.

    "absent" where they leave it alone; None where they cannot be read, or where something else may set it.
    """
    server = _server(asked.known)
    if server is None:
        return None
    file, limit = server
    line = _line(evaluator, asked, file)
    if line is None:
        return None
    given = line.last(limit.options)
    if given is not None:
        return None if given.value is None else Verdict("bound", valued(limit, given.value, given.option))
    configured = file.configuration.options or file.configuration.files
    return None if line.hidden is not None or configured else ABSENT


def command_of(known: Known) -> str:
    """The server whose own command a call runs, by the name of its module; "" where it runs none."""
    server = _server(known)
    return server[0].server.modules[0] if server is not None and server[0].server.modules else ""


def _server(known: Known) -> tuple[ServerFile, Limit] | None:
    """The server whose command a call runs, and the limit of it that is asked for."""
    if not known.wait.timeout or not known.wait.timeout[0].keyword.startswith("--"):
        return None
    files = (file for file in server_files() if file.server.distribution == known.library.distribution)
    limits = ((file, limit) for file in files for limit in file.limit)
    return next((found for found in limits if found[1].parameter == known.wait.parameter), None)


def _line(evaluator: Evaluator, asked: Asked, file: ServerFile) -> CommandLine | None:
    """What a call is given, ``main(["shop:app", "--limit", "65"])``, or else reads from ``sys.argv``."""
    values = _given(evaluator, asked)
    if len(values) != 1 or not isinstance(values[0], Items):
        return None
    place = values[0].place or asked.call.place
    words = [_word(evaluator, lazy, place) for lazy in values[0].items]
    if not asked.call.arguments:
        program = words.pop(0) if words else None
        if program is not None and base_name(program.text) in file.server.programs:
            return None  # such a list is read as a launch where it stands
    known = tuple(word for word in words if word is not None)
    return command_line(file, known) if len(known) == len(words) else None


def _given(evaluator: Evaluator, asked: Asked) -> Values:
    if asked.call.arguments:
        first = asked.call.arguments[0]
        return evaluator.values(first.value, at(asked.frame, first))
    module = evaluator.program.module(asked.frame.path)
    argv = Attribute(Name(_local_name("sys", module, asked.frame)), "argv")
    return () if _is_changed(argv, module, asked.frame) else evaluator.values(argv, asked.frame)


def _local_name(library: str, module: Module, frame: Frame) -> str:
    """What a library is called where a frame is."""
    entries = (one for entries in module.imports.values() for one in entries if one.target == library)
    return next((one.local for one in entries if one.scope in (frame.scope, "")), library)


def _is_changed(name: Attribute, module: Module, frame: Frame) -> bool:
    """Whether words are added to the list of a name, or taken away, where it is set."""
    functions = (site.call.function for sites in module.named.values() for site in sites)
    called = any(isinstance(one, Attribute) and one.value == name for one in functions)
    return called or any(module.history(scope, dotted(name) or "").changes for scope in (frame.scope, ""))


def _word(evaluator: Evaluator, lazy: Lazy, place: Place) -> Argument | None:
    """One word, ``open`` where nothing of it can be read; None for what may stand for several."""
    if isinstance(lazy.expression, Opaque) and lazy.expression.source.startswith("*"):
        return None
    texts = set(_texts(evaluator.value(lazy)))
    text = texts.pop() if len(texts) == 1 else HOLE
    return Argument(text.replace(HOLE, "…"), place, sure=HOLE not in text, open=text.startswith(HOLE))


def _texts(values: Values) -> Iterator[str]:
    for value in values:
        yield str(value.value) if isinstance(value, Plain) else text_of(value) or HOLE
