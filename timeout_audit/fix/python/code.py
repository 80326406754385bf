"""One Python file and the edits that remedies mean in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import libcst as cst

from timeout_audit.fix.document import Document, Edit
from timeout_audit.fix.part import Need
from timeout_audit.fix.python.calls import give, switch_on
from timeout_audit.fix.python.imports import import_edits
from timeout_audit.fix.python.names import Names
from timeout_audit.fix.python.place import fitted
from timeout_audit.fix.python.statements import ask, extend_query, set_attribute
from timeout_audit.fix.python.style import Read, style_of
from timeout_audit.fix.python.tree import Tree
from timeout_audit.fix.python.withs import enclose
from timeout_audit.fix.refusal import Refusal
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Remedy

Edited = tuple[tuple[Edit, ...], tuple[Need, ...]]


class Code:
    """A parsed Python file. ``read`` gives other files of its repository, for the style of its formatter."""

    def __init__(self, document: Document, read: Read) -> None:
        """Parse the file.

        Raises:
            Refusal: where it cannot be parsed.

        """
        try:
            self.tree = Tree(document)
        except ValueError as error:
            raise Refusal(msg("the file cannot be parsed")) from error
        self._names = Names(self.tree)
        self._style = style_of(document.path, document.text, read)

    def edits(self, remedies: Sequence[Remedy]) -> Edited:
        """The edits of remedies for one place, and the imports that they need.

        Raises:
            Refusal: where they cannot be made so that they are certainly right.

        """
        first = remedies[0]
        node = self._find(first)
        called = [self._called(remedy, node) for remedy in remedies]
        needs = {need for _, found in called for need in found}
        values = [value for value, _ in called]
        edits = _KINDS[first.kind](self, node, remedies, values)
        if not edits:
            raise Refusal(msg("there is no automatic fix for it"))
        return tuple(sorted(edits)), tuple(sorted(needs))

    def imports(self, needs: Iterable[Need]) -> list[Edit]:
        """The edits that add imports."""
        return import_edits(self.tree, self._names, needs, self._style)

    def _find(self, remedy: Remedy) -> cst.Call | cst.Arg:
        found: cst.Call | cst.Arg | None = None
        if remedy.place is not None and remedy.kind in ("value", "partial"):
            found = self.tree.find(remedy.place, cst.Arg)
        elif remedy.place is not None:
            found = self.tree.find(remedy.place, cst.Call)
        if found is None:
            raise Refusal(msg("what stands there is not what the audit saw"))
        return found

    def _called(self, remedy: Remedy, node: cst.CSTNode) -> tuple[str, list[Need]]:
        """The value as this file writes it, and what has to be imported for it."""
        value, needs = remedy.value, []
        for dotted in remedy.imports:
            local, need = self._names.called(dotted, node)
            value = value.replace(dotted, local)
            needs += [need] if need is not None else []
        return value, needs

    # -- the kinds of remedy -------------------------------------------------------------------------------------

    def _keyword(self, node: cst.CSTNode, remedies: Sequence[Remedy], values: Sequence[str]) -> Sequence[Edit]:
        words = [(remedy.keyword, value) for remedy, value in zip(remedies, values, strict=True)]
        return give(self.tree, _call(node), words, self._style)

    def _value(self, node: cst.CSTNode, remedies: Sequence[Remedy], values: Sequence[str]) -> Sequence[Edit]:
        item = values[0].replace(remedies[0].value, remedies[0].item)
        return switch_on(self.tree, _arg(node), values[0], item, self._style)

    def _partial(self, node: cst.CSTNode, remedies: Sequence[Remedy], values: Sequence[str]) -> Sequence[Edit]:
        local, _ = self._names.called("functools.partial", node)
        start, end = self.tree.span(_arg(node).value)
        edits = [Edit(start, start, f"{local}("), Edit(end, end, f", {remedies[0].keyword}={values[0]})")]
        return fitted(self.tree, self._around(node), edits, (), self._style)

    def _query(self, node: cst.CSTNode, remedies: Sequence[Remedy], values: Sequence[str]) -> Sequence[Edit]:
        remedy, value = remedies[0], values[0]
        found = None
        if not remedy.imports:
            found = extend_query(self.tree, _call(node), remedy.keyword, value, self._style)
        if found is None and remedy.form:
            return set_attribute(self.tree, _call(node), remedy.form, value)
        if found is None:
            raise Refusal(msg("its URL is put together elsewhere"))
        return found

    def _with(self, node: cst.CSTNode, remedies: Sequence[Remedy], _values: Sequence[str]) -> Sequence[Edit]:
        return enclose(self.tree, _call(node), remedies[0].form, self._style)

    def _check(self, node: cst.CSTNode, remedies: Sequence[Remedy], _values: Sequence[str]) -> Sequence[Edit]:
        return ask(self.tree, _call(node), remedies[0].keyword, self._style)

    def _around(self, node: cst.CSTNode) -> cst.Call:
        call = self.tree.above(node, cst.Call)
        if call is None:
            raise Refusal(msg("what stands there is not what the audit saw"))
        return call


def _call(node: cst.CSTNode) -> cst.Call:
    assert isinstance(node, cst.Call)  # noqa: S101 - found by this kind
    return node


def _arg(node: cst.CSTNode) -> cst.Arg:
    assert isinstance(node, cst.Arg)  # noqa: S101 - found by this kind
    return node


_KINDS: dict[str, Callable[[Code, cst.CSTNode, Sequence[Remedy], Sequence[str]], Sequence[Edit]]] = {
    "keyword": Code._keyword,
    "value": Code._value,
    "partial": Code._partial,
    "query": Code._query,
    "with": Code._with,
    "check": Code._check,
}
