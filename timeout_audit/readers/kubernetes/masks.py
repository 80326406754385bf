"""Helm templates made readable: every action is replaced by as many characters of no meaning, so places stay true."""

from __future__ import annotations

import re

from timeout_audit.model.launch import Part

# A character of the private use area: legal in YAML and in a word of the shell, and in nobody's file.
MASK = "\ue000"
_NOT_NEWLINE = re.compile(r"[^\r\n]")
_VALUES = re.compile(r"\{\{-?\s*(?:toYaml\s+|tpl\s+)?\(?\s*\$?(\.Values(?:\.\w+)+)\s*\)?(.*?)-?\}\}", re.DOTALL)
_LIST_KEY = re.compile(r"^[ \t]*(?:- )?(?:command|args):[ \t]*$")
_DEFAULT = re.compile(r"\|\s*default\s+(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


def masked(text: str) -> str:
    """The template with its actions hidden, of the same length. A line of actions alone becomes a comment."""
    if "{{" not in text:
        return text
    original = text.split("\n")
    lines = _hidden(text).split("\n")
    for index, line in enumerate(lines):
        actions = line.strip()
        if not actions or actions.strip(MASK + " \t"):
            continue
        start = line.index(MASK)
        length = len(actions)
        if index and _LIST_KEY.match(original[index - 1].rstrip()) and "toYaml" in original[index]:
            # The action writes the items of the list above: it stands for one item of the same length.
            lines[index] = line[:start] + "- " + MASK * (length - 2) + line[start + length :]
        else:
            lines[index] = line[:start] + "#" * length + line[start + length :]
    return "\n".join(lines)


def _hidden(text: str) -> str:
    """Every action replaced, newlines kept."""
    pieces: list[str] = []
    at = 0
    while (start := text.find("{{", at)) >= 0 and (end := text.find("}}", start)) >= 0:
        pieces.append(text[at:start])
        pieces.append(_NOT_NEWLINE.sub(MASK, text[start : end + 2]))
        at = end + 2
    return "".join([*pieces, text[at:]])


def parts(text: str, original: str) -> tuple[Part, ...]:
    """The parts of a word in which actions were hidden; ``original`` is the same stretch of the template."""
    made: list[Part] = []
    at = 0
    for found in re.finditer(MASK + "+", text):
        if found.start() > at:
            made.append(Part(text[at : found.start()]))
        made.append(_action(original[found.start() : found.end()]))
        at = found.end()
    if at < len(text):
        made.append(Part(text[at:]))
    return tuple(made)


def _action(source: str) -> Part:
    """An action that only reads a value of the chart is a variable; any other cannot be known."""
    opening = source.find("{{")
    action = "{{" + source if opening < 0 else source[opening:]
    found = _VALUES.match(action)
    if found is None:
        return Part(source, "opaque")
    pipes = found[2]
    given = _DEFAULT.search(pipes)
    if given is not None:
        default = next((group for group in given.groups() if group is not None), "")
        return Part(found[1], "variable", ":-", (Part(default),))
    known = re.sub(r"\|\s*(?:quote|squote|int|int64|toString|toYaml|n?indent\s+\d+|trim)\b", "", pipes).strip(" )")
    if known:
        return Part(source, "opaque")
    return Part(found[1], "variable", joined="toYaml" in source)
