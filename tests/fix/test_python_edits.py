"""Edits of generated Python files: what comes out is the same program, with the argument that was asked for."""

from __future__ import annotations

import ast
import io
import tokenize
from random import Random

import libcst as cst
import pytest

from tests.fix.programs import Program, program
from tests.fix.sameness import same_but_for_fixes
from tests.fix.seeds import run
from timeout_audit.fix.document import Document, Edit, apply
from timeout_audit.fix.python.code import Code
from timeout_audit.fix.python.tree import Tree
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Remedy
from timeout_audit.readers.python.nodes import children

_REMEDIES = (
    ("keyword", "timeout", "10", ()),
    ("keyword", "timeout", "aiohttp.ClientTimeout(total=10)", ("aiohttp.ClientTimeout",)),
    ("keyword", "timeout", "app.settings.TIMEOUT", ("app.settings.TIMEOUT",)),
    ("keyword", "connect_args", '{"options": "-c statement_timeout=30000"}', ()),
    ("check", "raise_for_status", "", ()),
    ("with", "", "", ()),
)


def marked(tree: Tree) -> cst.Call | None:
    """The call of MARK."""
    pending: list[cst.CSTNode] = [tree.module]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Call) and tree.source(node.func).endswith("MARK"):
            return node
        pending.extend(children(node))
    return None


def place_of(document: Document, span: tuple[int, int]) -> Place:
    """Where a span of the text stands."""
    return Place(document.path, *document.position(span[0]), *document.position(span[1]))


def comments(data: bytes) -> list[str]:
    """The comments of a file, in order."""
    return [token.string for token in tokenize.tokenize(io.BytesIO(data).readline) if token.type == tokenize.COMMENT]


def one(seed: int) -> bool:
    """Fix one generated file and check it; False where nothing was to be checked."""
    random = Random(seed)  # noqa: S311 - reproducible, not secret
    made = program(random)
    try:
        ast.parse(made.data)
        document = Document("app/main.py", made.data, python=True)
        code = Code(document, lambda _path: None)
    except (SyntaxError, ValueError, Refusal):
        return False
    tree = code.tree
    call = marked(tree)
    if call is None:
        return False
    kind, keyword, value, imports = random.choice(_REMEDIES)
    place = place_of(document, tree.span(call))
    form = random.choice(("with", "async with")) if kind == "with" else ""
    remedy = Remedy(msg("x"), kind, place, keyword, value, imports=imports, form=form)
    try:
        edits, needs = code.edits([remedy])
        every = sorted([*edits, *code.imports(needs)])
    except Refusal:
        return False
    check(made, document, every, remedy, tree.span(call))
    return True


def check(made: Program, document: Document, edits: list[Edit], remedy: Remedy, span: tuple[int, int]) -> None:
    """The laws of one fix."""
    data = document.encode(apply(document.text, edits))
    ast.parse(data)
    assert same_but_for_fixes(made.data, data), data.decode("utf-8", "replace")
    assert comments(made.data) == comments(data), data.decode("utf-8", "replace")
    if made.data.count(b"\r\n") == made.data.count(b"\n") > 0:
        assert data.count(b"\r\n") == data.count(b"\n"), "one kind of line ends"
    again = Code(Document("app/main.py", data, python=True), lambda _path: None)
    call = marked(again.tree)
    assert call is not None
    if remedy.kind == "keyword":
        given = [arg for arg in call.args if arg.keyword is not None and arg.keyword.value == remedy.keyword]
        assert len(given) == 1
        with pytest.raises(Refusal):
            again.edits([moved(remedy, again.tree, call)])
        first, last = _statement(document, span)
        kept = [edit for edit in edits if not edit.text.lstrip().startswith(("import", "from"))]
        for edit in kept:
            assert first <= document.position(edit.start)[0] <= document.position(edit.end)[0] <= last


def moved(remedy: Remedy, tree: Tree, call: cst.Call) -> Remedy:
    """The same remedy for the call as it is now. An empty dict or text that could be joined is none."""
    return Remedy(remedy.text, "keyword", place_of(tree.document, tree.span(call)), remedy.keyword, "10")


def _statement(document: Document, span: tuple[int, int]) -> tuple[int, int]:
    """The first and last line of the innermost statement around a span."""
    at = document.position(span[0])[0], len(document.text[document.line_start(span[0]) : span[0]].encode())
    found = [
        (_start(node), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in ast.walk(ast.parse(document.text))
        if isinstance(node, ast.stmt)
    ]
    inside = [one for one in found if one[0] <= at <= one[1]]
    first, last = max(inside)
    return first[0], last[0]


def _start(node: ast.stmt) -> tuple[int, int]:
    """Where a statement begins, with its decorators."""
    first = min(getattr(node, "decorator_list", []), key=lambda one: one.lineno, default=node)
    return first.lineno, 0 if first is not node else node.col_offset


def test_generated_files_are_edited_right() -> None:
    assert run(one, range(400)) > 150


@pytest.mark.long
@pytest.mark.parametrize("part", range(140))
def test_many_generated_files_are_edited_right(part: int) -> None:
    assert run(one, range(1000 * (part + 1), 1000 * (part + 2))) > 300
