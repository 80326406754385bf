"""Whether two versions of a Python file say the same but for what fixes write."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

# What fixes give to calls; such arguments, and lines that set such attributes, are left out of the comparison.
_KEYWORDS = re.compile(
    r".*timeout.*|.*Timeout.*|total|heartbeat|options|connect_args|(?:.*client_)?kwargs|config|max_tries|max_retries|stop|wait|deadline"
    r"|transport_options|http_options|init_command|http_client|transport|ping_interval|ttl|.*_ms|.*MS|retry|max_.*|(?:.*_)?limit|lifetime"
    r"|session_properties|session_configuration|http|tries|stop_max_attempt_number"
)


def same_but_for_fixes(before: bytes, after: bytes) -> bool:
    """Compare the trees of two files without what fixes add, replace or wrap."""
    return _plain(before) == _plain(after)


def _plain(source: bytes) -> str:
    return ast.dump(_Without().visit(ast.parse(source)))


class _Without(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        node.keywords = [one for one in node.keywords if one.arg is None or not _KEYWORDS.fullmatch(one.arg)]
        node.args = [_blank(one) for one in node.args]
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "partial" and len(node.args) == 1 and not node.keywords:
            return node.args[0]
        if name == "raise_for_status" and isinstance(node.func, ast.Attribute) and not node.args:
            return node.func.value
        return node

    def visit_List(self, node: ast.List) -> ast.AST:
        """The words of a command, of which one may be the value of an option."""
        self.generic_visit(node)
        node.elts = [_without_number(one) for one in node.elts]
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        self.generic_visit(node)
        node.body = list(_flat(node.body))
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, field, None), list):
                setattr(node, field, list(_flat(block)))
        return node


def _flat(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Statements without imports, without limits that are set, without mere names, and blocks of ``with`` opened."""
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        if isinstance(node, ast.Expr) and _is_name(node.value):
            continue
        if isinstance(node, ast.Assign) and _limit(node):
            continue
        if isinstance(node, (ast.With, ast.AsyncWith)) and len(node.items) == 1:
            yield from (_entered(node.items[0]), *_flat(node.body))
            continue
        if isinstance(node, ast.Assign):
            yield from (_given(node),)
            continue
        yield node


def _is_name(node: ast.expr) -> bool:
    """Whether it is a name, perhaps dotted: what is left of ``name.raise_for_status()``."""
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_name(node.value))


def _limit(node: ast.Assign) -> bool:
    """Whether a limit is set: of an object, or in the configuration of a server."""
    target = node.targets[0]
    if isinstance(target, ast.Name):
        number = isinstance(node.value, ast.Constant) and isinstance(node.value.value, (int, float))
        return number and re.fullmatch(r".*timeout.*|keep_?alive.*", target.id) is not None
    return isinstance(target, ast.Attribute) and _KEYWORDS.fullmatch(target.attr) is not None


def _entered(item: ast.withitem) -> ast.AST:
    target = [item.optional_vars] if item.optional_vars is not None else []
    return ast.Tuple([*target, _unawaited(item.context_expr)])


def _given(node: ast.Assign) -> ast.AST:
    return ast.Tuple([*node.targets, _unawaited(node.value)])


def _unawaited(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Await) else node


def _without_number(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ast.Constant(re.sub(r"(^|=)[0-9.]+$", r"\1a number", node.value))
    return node


def _blank(node: ast.expr) -> ast.expr:
    """A number, None or the query of a URL could have been written by a fix."""
    if isinstance(node, ast.Tuple):
        return ast.Tuple([_blank(one) for one in node.elts])
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, (bool, int, float))):
        return ast.Constant("a number")
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ast.Constant(re.sub(r"(?s)(://[^?]*)\?.*", r"\1", node.value))
    return node
