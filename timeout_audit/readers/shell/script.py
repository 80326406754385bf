"""A script as the flat list of its statements."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace
from tree_sitter import Node

from timeout_audit.model.launch import Script, Setting, Statement, Word
from timeout_audit.readers.shell.syntax import Tree
from timeout_audit.readers.shell.words import read_word
from timeout_audit.readers.source import Text

_NESTED = 4
_STATEMENTS = 20_000
_WORDS = 5_000
# ``sudo -E tee``
_BEFORE_TEE = 3
_ESCAPED = re.compile(r"\\(?=[$\\`])")
_STRING_OPTION = re.compile(r"-[A-Za-z]{0,5}c[A-Za-z]{0,3}|--(?:command|exec)|-x")
_TAKES_ONE_WORD = re.compile(r"(?:.*/)?(?:watchfiles|tmux|pm2(?:-runtime)?)")
_ARGUMENT = {
    "word", "string", "raw_string", "ansi_c_string", "translated_string", "concatenation", "number", "simple_expansion",
    "expansion", "command_substitution", "process_substitution", "arithmetic_expansion", "extglob_pattern", "regex",
    "brace_expression",
}  # fmt: skip
_BRANCHES = {
    "if_statement", "elif_clause", "else_clause", "while_statement", "for_statement", "c_style_for_statement",
    "case_item",
}  # fmt: skip
_ASIDE = {"subshell", "pipeline"}


class Around(NamedTuple):
    """What a part of a script stands in: a branch, a function, what takes its output, a process of its own."""

    branch: str = ""
    function: str = ""
    output: Word | None = None
    aside: bool = False


class Written:
    """Text that a script puts into a file: ``cat > file <<EOF``, ``echo line >> file``."""

    __slots__ = ("target", "text")

    def __init__(self, target: Word, text: Text) -> None:
        """Keep the text and the file that it goes to."""
        self.target = target
        self.text = text


def read_script(text: Text, depth: int = 0) -> Script:
    """The statements of a script; what is no shell contributes nothing."""
    return _Reader(text, depth).script()


def written_files(text: Text) -> list[Written]:
    """The files that a script writes, each with the text, in the order of the first writing."""
    reader = _Reader(text, 0)
    reader.script()
    return reader.merged_writes()


def unescaped(document: Text) -> Text:
    """A here-document as it is written, without the backslashes before what would be filled in."""
    pieces: list[Text | tuple[str, int]] = []
    at = 0
    for found in _ESCAPED.finditer(document.text):
        pieces.append(document.slice(at, found.start()))
        at = found.end()
    return document.join([*pieces, document.slice(at, len(document))]) if pieces else document


def script_words(words: list[tuple[Word, Text]], depth: int = 0) -> tuple[Word, ...]:
    """The words of a command line; one that follows ``-c`` also as the script that it is.

    So is a first word with blanks in it: the ``-c`` may stand at the end of another list (ENTRYPOINT, ``command``). And
    so is each after a program that takes all of a command as one word.
    """
    at = next((index for index, (word, _) in enumerate(words) if _TAKES_ONE_WORD.fullmatch(word.literal or "")), None)
    result: list[Word] = []
    for index, (word, text) in enumerate(words):
        before = words[index - 1][0].literal or "" if index else "-c"
        follows = bool(_STRING_OPTION.fullmatch(before)) or (at is not None and index > at)
        if depth < _NESTED and follows and re.search(r"\s", text.text):
            result.append(replace(word, script=read_script(text, depth + 1)))
        else:
            result.append(word)
    return tuple(result)


class _Reader:
    def __init__(self, text: Text, depth: int) -> None:
        self.text = text
        self.depth = depth
        self.tree = Tree(text.text)
        self.statements: list[Statement] = []
        self.writes: list[Written] = []

    def script(self) -> Script:
        """Walk the tree in the order of the text, with a stack: it may be as deep as its author likes."""
        stack = [(self.tree.root, Around())]
        while stack and len(self.statements) < _STATEMENTS:
            node, around = stack.pop()
            kind = node.type
            if kind in (
                "command",
                "declaration_command",
                "unset_command",
                "variable_assignment",
                "variable_assignments",
            ):
                self.statement(node, around)
            elif kind == "function_definition":
                name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
                if name is not None and body is not None:
                    stack.append((body, around._replace(function=self.tree.source(name))))
            elif kind == "redirected_statement":
                body = node.child_by_field_name("body")
                if body is not None:
                    # What stands behind a here-document on the line that announces it.
                    behind = [
                        (right, around)
                        for redirect in node.children_by_field_name("redirect")
                        for right in redirect.children_by_field_name("right")
                    ]
                    stack.extend(reversed(behind))
                    stack.append((body, around._replace(output=self.redirection(node, body) or around.output)))
            elif kind in _ARGUMENT or kind in ("comment", "test_command", "heredoc_body"):
                continue
            else:
                stack.extend(reversed(self.children(node, around)))
        return Script(tuple(self.statements), self.text.whole())

    def children(self, node: Node, around: Around) -> list[tuple[Node, Around]]:
        """The parts of a compound command, each with what it stands in."""
        found = []
        branch = mine = around.branch
        part = 0
        following = (*(child.type for child in node.children[1:]), "")
        for index, child in enumerate(node.children):
            if node.type in _BRANCHES and not child.is_named and child.type in ("then", "do", ")", "else"):
                part += 1
                mine = f"{branch}/{node.start_byte}.{part}"
            elif child.type in ("else_clause", "elif_clause"):
                mine = branch
            elif node.type == "list" and not child.is_named and self.guards(node.children[index - 1], child):
                mine = f"{branch}/{child.start_byte}"
            if child.is_named:
                aside = around.aside or node.type in _ASIDE or following[index] == "&"
                found.append((child, around._replace(branch=mine, aside=aside)))
        return found

    def guards(self, left: Node, operator: Node) -> bool:
        """Whether what follows the operator runs under a condition that matters: ``||``, or a test before ``&&``."""
        if operator.type == "||":
            return True
        while left.type == "list" and left.children:
            left = left.children[-1]
        name = left.child_by_field_name("name")
        return left.type in ("test_command", "negated_command") or (
            name is not None and self.tree.source(name) in ("test", "[")
        )

    def redirection(self, node: Node, body: Node) -> Word | None:
        """Where the output goes; a here-document written to a file is kept."""
        target = None
        while body.type == "list":
            body = body.named_children[-1]
        copied = self.copied(body)
        document = None
        for redirect in node.children_by_field_name("redirect"):
            inner = [redirect, *redirect.named_children]
            for child in inner:
                if child.type == "file_redirect" and any(part.type in (">", ">>", ">|") for part in child.children):
                    destination = child.child_by_field_name("destination")
                    descriptor = child.child_by_field_name("descriptor")
                    if destination is not None and (descriptor is None or self.tree.source(descriptor) == "1"):
                        target = read_word(self.tree, self.text, destination)
                elif child.type == "heredoc_body":
                    document = self.document(redirect, child)
                else:
                    copied = copied or self.copied(child)
        written = copied or target
        if written is not None and document is not None and body.type == "command":
            self.writes.append(Written(written, document))
        return target

    def copied(self, node: Node) -> Word | None:
        """The file that ``tee`` copies its input to, perhaps at the end of a pipe."""
        command = node.named_children[-1] if node.type == "pipeline" else node
        words = [child for child in command.named_children if child.type == "command_name" or child.type in _ARGUMENT]
        texts = [self.tree.source(word) for word in words]
        if command.type != "command" or "tee" not in texts[:_BEFORE_TEE]:
            return None
        behind = words[texts.index("tee") + 1 :]
        found = next((word for word in behind if not self.tree.source(word).startswith("-")), None)
        return None if found is None else read_word(self.tree, self.text, found)

    def document(self, redirect: Node, body: Node) -> Text:
        """The text of a here-document; where the shell fills it in, a backslash keeps a sign as it is."""
        text = self.text.slice(*self.tree.span(body))
        start = next((child for child in redirect.children if child.type == "heredoc_start"), None)
        quoted = start is not None and any(sign in self.tree.source(start) for sign in "\\'\"")
        return text if quoted else unescaped(text)

    def statement(self, node: Node, around: Around) -> None:
        """Keep one simple command or assignment."""
        nodes: list[Node] = []
        settings: list[Setting] = []
        exported = node.type == "command"
        for child in node.children if node.type != "variable_assignment" else [node]:
            if child.type == "variable_assignment":
                settings.extend(self.assignment(child))
            elif child.type == "variable_name" and node.type == "declaration_command":
                place = self.text.place(*self.tree.span(child))
                settings.append(Setting(self.tree.source(child), (), place, append=True))
            elif child.type == "command_name" or child.type in _ARGUMENT:
                nodes.append(child)
            elif not child.is_named and child.type in ("export", "declare", "typeset", "readonly", "local", "unset"):
                exported = child.type == "export"
        if node.type == "declaration_command":
            nodes = []
        settings = [replace(setting, exported=exported) for setting in settings]
        del nodes[_WORDS:]
        texts = [(read_word(self.tree, self.text, word), self.inner(word)) for word in nodes]
        words = script_words(texts, self.depth)
        if around.output is not None and words and words[0].literal in ("echo", "printf"):
            self.writes.append(Written(around.output, self.lines([text for _, text in texts[1:]])))
        place = self.text.place(*self.tree.span(node))
        self.statements.append(Statement(words, tuple(settings), place, around.branch, around.function, around.aside))

    def assignment(self, node: Node) -> list[Setting]:
        """``name=value``, ``name+=value``, ``name=(a b)``."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or name.type != "variable_name":
            return []
        append = any(child.type == "+=" for child in node.children)
        place = self.text.place(*self.tree.span(node))
        if value is None:
            return [Setting(self.tree.source(name), (), place, append)]
        if value.type == "array":
            words = tuple(
                read_word(self.tree, self.text, item) for item in value.named_children if item.type in _ARGUMENT
            )
            return [Setting(self.tree.source(name), words, place, append, several=True)]
        return [Setting(self.tree.source(name), (read_word(self.tree, self.text, value),), place, append)]

    def inner(self, node: Node) -> Text:
        """What stands inside the quotes of a word, as text that can be read as a script again."""
        if node.type == "command_name" and node.named_child_count == 1:
            node = node.named_children[0]
        start, end = self.tree.span(node)
        if node.type == "raw_string":
            return self.text.slice(start + 1, end - 1)
        if node.type != "string":
            return self.text.slice(start, end)
        pieces: list[Text | tuple[str, int]] = []
        at, end = start + 1, end - 1
        for found in re.finditer(r'\\(["\\$`\n])', self.text.text[at:end]):
            pieces.append(self.text.slice(at, start + 1 + found.start()))
            at = start + 1 + found.end()
            if found[1] != "\n":
                pieces.append(self.text.slice(at - 1, at))
        pieces.append(self.text.slice(at, end))
        return self.text.join(pieces)

    def lines(self, arguments: list[Text]) -> Text:
        r"""The arguments of ``echo`` and ``printf`` as the text they print; ``\n`` is a line's end."""
        pieces: list[Text | tuple[str, int]] = []
        for argument in arguments:
            if argument.text in ("-e", "-n", "-en", "-ne"):
                continue
            if pieces:
                pieces.append((" ", argument.offset(0)))
            at = 0
            for found in re.finditer(r"\\n", argument.text):
                pieces.append(argument.slice(at, found.start()))
                pieces.append(("\n", argument.offset(found.start())))
                at = found.end()
            pieces.append(argument.slice(at, len(argument)))
        return self.text.join(pieces)

    def merged_writes(self) -> list[Written]:
        """The texts of each file one after the other."""
        merged: dict[str, Written] = {}
        for write in self.writes:
            known = merged.get(write.target.source)
            if known is None:
                merged[write.target.source] = write
            else:
                newline = ("\n", write.text.offset(0))
                known.text = self.text.join([known.text, newline, write.text])
        return list(merged.values())
