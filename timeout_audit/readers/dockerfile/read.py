"""Reads a Dockerfile: its stages, and in each what decides which command runs in which environment."""

from __future__ import annotations

import re

from msgspec.structs import replace

from timeout_audit.model.finding import Problem
from timeout_audit.model.launch import Command, Copy, Instruction, LaunchFile, Setting, Stage, Word
from timeout_audit.model.text import msg
from timeout_audit.readers.commands import exec_words, shell_command
from timeout_audit.readers.dockerfile.grammar import parse
from timeout_audit.readers.dockerfile.lines import Document, Line, instructions
from timeout_audit.readers.interpolation import BRACES, interpolated
from timeout_audit.readers.quoted import json_strings
from timeout_audit.readers.shell.script import unescaped
from timeout_audit.readers.source import Text, decode
from timeout_audit.readers.written import read_file, read_written

_KEYWORD = re.compile(r"\s*([A-Za-z]+)(?:\s+|$)")
_FLAGS = re.compile(r"(?:--[a-z][a-z-]*(?:=(?:\"[^\"]*\"|\S)*)?\s+)*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KNOWN = {
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
}  # fmt: skip
_WRITES = re.compile(r">|\btee\b")


def read(path: str, data: bytes) -> LaunchFile | None:
    """The stages of a Dockerfile. An instruction that cannot be read is a problem; the others are kept."""
    arguments: list[Setting] = []
    stages: list[Stage] = []
    steps: list[list[Instruction]] = []
    problems: list[Problem] = []
    unknown = 0
    for line in instructions(Text.of_file(path, decode(data))):
        keyword, rest = _keyword(line.text)
        if keyword not in _KNOWN:
            unknown += 1
            if unknown == 1:
                problems.append(_problem(line.text, keyword))
        elif keyword == "FROM":
            parsed = parse(line.text)
            if parsed.words:
                base = Word(interpolated(parsed.words[0].text, BRACES), parsed.words[0].whole())
                stages.append(Stage(base, parsed.alias, line.text.whole()))
                steps.append([])
        elif not stages:
            if keyword == "ARG":
                arguments.extend(_settings(line.text, keyword))
        else:
            steps[-1].extend(_instruction(keyword, rest, line, trigger=False))
    if not stages:
        return None if unknown else LaunchFile(path, "dockerfile", problems=tuple(problems))
    made = tuple(replace(stage, instructions=tuple(found)) for stage, found in zip(stages, steps, strict=True))
    return LaunchFile(path, "dockerfile", arguments=tuple(arguments), stages=made, problems=tuple(problems))


def _keyword(text: Text) -> tuple[str, Text]:
    found = _KEYWORD.match(text.text)
    if found is None:
        return "", text
    return found[1].upper(), text.slice(found.end(), len(text))


def _problem(text: Text, keyword: str) -> Problem:
    message = msg(
        "{word} is no Dockerfile instruction: the line was skipped, and so were others like it",
        word=repr(keyword or text.text.strip()[:20]),
    )
    return Problem(text.path, text.whole().line, message)


def _instruction(keyword: str, rest: Text, line: Line, *, trigger: bool) -> list[Instruction]:
    place = line.text.whole()
    if keyword == "ONBUILD":
        inner, rest = _keyword(rest)
        return [] if trigger or inner == "FROM" else _instruction(inner, rest, line, trigger=True)
    if keyword in ("ENV", "ARG"):
        return [Instruction(keyword, place, settings=tuple(_settings(line.text, keyword)), trigger=trigger)]
    if keyword in ("CMD", "ENTRYPOINT"):
        return [Instruction(keyword, place, command=_command(keyword, rest), trigger=trigger)]
    if keyword == "SHELL":
        words, fault = json_strings(rest)
        made = tuple(Word(interpolated(word.text, BRACES), spot.whole()) for word, spot in words)
        return [] if fault else [Instruction(keyword, place, words=made, trigger=trigger)]
    if keyword == "WORKDIR":
        target = _unquoted(_trimmed(rest))
        return [Instruction(keyword, place, words=(Word(interpolated(target, BRACES), rest.whole()),), trigger=trigger)]
    if keyword in ("COPY", "ADD"):
        return [Instruction(keyword, place, copy=copy, trigger=trigger) for copy in _copies(rest, line)]
    if keyword == "RUN" and _WRITES.search(line.raw.text):
        command = _with_documents(_without_flags(rest), line)
        written = read_written([command, *(document.body for document in line.documents)])
        return [Instruction(keyword, place, writes=written, trigger=trigger)] if written else []
    return []


def _trimmed(text: Text) -> Text:
    stripped = text.text.rstrip()
    start = len(stripped) - len(stripped.lstrip())
    return text.slice(start, len(stripped))


def _without_flags(text: Text) -> Text:
    found = _FLAGS.match(text.text)
    return text.slice(found.end() if found else 0, len(text))


def _with_documents(command: Text, line: Line) -> Text:
    """A command line with its here-documents below it, as a shell reads them."""
    pieces: list[Text | tuple[str, int]] = [command]
    for document in line.documents:
        end = document.body.offset(len(document.body))
        pieces += [("\n", end), document.body, (f"{document.name}\n", end)]
    return command.join(pieces)


def _command(keyword: str, rest: Text) -> Command:
    """CMD and ENTRYPOINT. A list that is no JSON is a shell command to the builder, and kept as the list it was."""
    rest = _trimmed(rest)
    if not rest.text.startswith("["):
        return shell_command(rest, keyword)
    strings, fault = json_strings(rest)
    return Command("exec", keyword, rest.whole(), exec_words(strings, None), fault=fault)


def _settings(line: Text, keyword: str) -> list[Setting]:
    settings: list[Setting] = []
    for name, value in parse(line).pairs:
        words = () if value is None else (Word(interpolated(_unquoted(value), BRACES), value.whole()),)
        end = name.join([name, value]) if value else name
        settings.append(Setting(name.text, words, end.whole(), exported=keyword == "ENV"))
    return settings


def _unquoted(value: Text) -> str:
    """A value without its quotes and backslashes."""
    result: list[str] = []
    for found in re.finditer(r"'([^']*)'|\"((?:\\.|[^\"\\])*)\"|\\(.)|([^'\"\\]+)|(.)", value.text, re.DOTALL):
        single, double, escaped, plain, other = found.groups()
        if double is not None:
            result.append(_ESCAPED.sub(lambda match: match[1] if match[1] in '"\\$' else match[0], double))
        else:
            result.append(single or escaped or plain or other or "")
    return "".join(result)


def _copies(rest: Text, line: Line) -> list[Copy]:
    """The files that an instruction puts into the image: from the build context, another stage, or the Dockerfile."""
    body = _without_flags(rest)
    parsed = parse(line.text)
    if body.text.startswith("["):
        words = [Word(interpolated(word.text, BRACES), spot.whole()) for word, spot in json_strings(_trimmed(body))[0]]
    else:
        words = [Word(interpolated(word.text, BRACES), word.whole()) for word in parsed.words]
    if not words:
        return []
    *sources, target = words
    place = line.text.whole()
    copies: list[Copy] = []
    for document in line.documents:
        content = _document(document, target)
        if content is not None:
            copies.append(Copy((), target, place, content=content))
    if sources:
        copies.append(Copy(tuple(sources), target, place, parsed.flags.get("from", "")))
    return copies


def _document(document: Document, target: Word) -> LaunchFile | None:
    body = unescaped(document.body) if document.expanded else document.body
    path = target.source
    return read_file(path + document.name if path.endswith("/") else path, body)
