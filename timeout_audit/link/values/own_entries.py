"""Tests of what a dict holds itself, which decide how it grows: ``if options["mode"] == "slow": …``."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.link.values.kinds import Frame, Plain, Table, Values
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Expr
from timeout_audit.model.python import Begins, Block, Equals


def by_entry(target: str, block: Block) -> bool:
    """Whether the test of a branch is of an entry of the dict ``target``."""
    return bool(_tests(target, block))


def by_entry_alone(target: str, block: Block) -> bool:
    """Whether nothing else is tested with it."""
    return any(test.alone for test, _ in _tests(target, block))


def is_met(evaluator: Evaluate, table: Table, target: str, block: Block, frame: Frame) -> bool | None:
    """Whether the test of a branch is met by what a dict holds; None where that cannot be said."""
    for test, keys in _tests(target, block):
        texts = _texts(evaluator, (table,), keys)
        if texts:
            met = {_holds(evaluator, test, text, frame) for text in texts}
            return met.pop() if len(met) == 1 else None
    return None


def _tests(target: str, block: Block) -> list[tuple[Equals | Begins, list[str]]]:
    """What is told of entries of a dict where a suite runs, each with the keys of the entry, from the outside."""
    told = (test for test in (block.equals, block.begins) if test is not None and test.name.startswith(f"{target}["))
    return [(test, test.name[len(target) + 1 : -1].split("][")) for test in told]


def _texts(evaluator: Evaluate, values: Values, keys: list[str]) -> list[str] | None:
    """The texts that stand under some keys, one inside of the other; None where one of them cannot be read."""
    for key in keys:
        inner = [_entry(evaluator, value, key) for value in values]
        if None in inner:
            return None
        values = join(found for found in inner if found is not None)
    texts = [one.value for one in values if isinstance(one, Plain) and isinstance(one.value, str) and not one.default]
    return texts if len(texts) == len(values) else None


def _entry(evaluator: Evaluate, value: object, key: str) -> Values | None:
    """What a dict surely has under a key."""
    if not isinstance(value, Table) or key in value.maybe or key not in value.entries:
        return None
    return join(map(evaluator.value, value.entries[key]))


def _holds(evaluator: Evaluate, test: Equals | Begins, text: str, frame: Frame) -> bool | None:
    """Whether a suite runs where a text is what its test asks; None where something else is tested, too."""
    if isinstance(test, Begins):
        fits = any(one in text if test.anywhere else text.startswith(one) for one in test.texts)
        if not test.alone and not test.inside:
            return None
    else:
        wanted = list(_wanted(evaluator, test.values, frame))
        if None in wanted:
            return None
        fits = any(_is_like(text, one, test) for one in wanted if one is not None)
    met = fits is test.inside
    return met if test.alone or not met else None


def _is_like(text: str, wanted: str, test: Equals) -> bool:
    if test.folded:
        text, wanted = text.casefold(), wanted.casefold()
    return text.endswith(wanted) if test.ending else text == wanted


def _wanted(evaluator: Evaluate, values: tuple[Expr, ...], frame: Frame) -> Iterator[str | None]:
    """The texts that an entry is compared with, None for one that cannot be read."""
    for value in values:
        found = evaluator.values(value, frame)
        known = found[0] if len(found) == 1 else None
        yield known.value if isinstance(known, Plain) and isinstance(known.value, str) else None


def as_chosen(table: Table) -> Table:
    """A dict as it is for whom its own entries choose: what such an entry decides is there."""
    return replace(table, maybe=table.maybe - table.chosen) if table.chosen else table
