"""Small repositories that were damaged or rewritten at random are fixed: no traceback, no corrupted file, no surprise.

What is mutated are the literate cases, Python files and files that start a service alike. Everything stays in memory.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

import pytest
import yaml

from tests.audits import TODAY
from tests.cases import Case, all_cases
from tests.fix.sameness import same_but_for_fixes
from tests.fix.seeds import run
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.fix.mend import mend
from timeout_audit.fix.outcome import key
from timeout_audit.model.launch import LaunchFile, Word
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine
from timeout_audit.readers.registry import claimed, read_launch_file
from timeout_audit.sources import Kind, SourceFile, Sources

ROOT = "/nowhere/at/all"


@cache
def cases() -> tuple[Case, ...]:
    """The cases in which something is found, and that need no configuration."""
    return tuple(case for case in all_cases() if case.expected and "toml config" not in case.blocks)


# -- mutations ---------------------------------------------------------------------------------------------------------


def _line(random: Random, lines: list[str]) -> int:
    return random.randrange(len(lines))


def _blank_line(random: Random, lines: list[str]) -> None:
    lines.insert(_line(random, lines), random.choice(("", "", "   ", "\t", "# a note", "    # deeper", "#")))


def _trailing(random: Random, lines: list[str]) -> None:
    lines[_line(random, lines)] += random.choice(
        (" ", "\t", "  # why", " \\", ",", ";", " &&", "\r", "\x0c", " # é 🐍")
    )


def _again(random: Random, lines: list[str]) -> None:
    lines.insert(_line(random, lines), lines[_line(random, lines)])


def _without(random: Random, lines: list[str]) -> None:
    del lines[_line(random, lines)]


def _deeper(random: Random, lines: list[str]) -> None:
    step = random.choice(("  ", "    ", "\t", " "))
    first = _line(random, lines)
    for index in range(first, min(len(lines), first + random.choice((1, 1, 3, 100)))):
        lines[index] = step + lines[index] if random.random() < 0.9 else lines[index].lstrip()


def _quotes(random: Random, lines: list[str]) -> None:
    index = _line(random, lines)
    pair = random.choice((("'", '"'), ('"', "'"), ('"', ""), ("'", ""), ('"', '"""'), ('"', '\\"')))
    lines[index] = lines[index].replace(*pair)


def _joined(random: Random, lines: list[str]) -> None:
    index = _line(random, lines)
    lines[index : index + 2] = [random.choice(("", " ", "; ", ", ")).join(lines[index : index + 2])]


def _torn(random: Random, lines: list[str]) -> None:
    index = _line(random, lines)
    at = random.randint(0, len(lines[index]))
    end = random.choice(("", "", "\\", ",", " \\"))
    lines[index : index + 1] = [lines[index][:at] + end, random.choice(("", "  ", "    ")) + lines[index][at:]]


def _swapped(random: Random, lines: list[str]) -> None:
    index = _line(random, lines)
    words = lines[index].split(" ")
    random.shuffle(words)
    lines[index] = " ".join(words)


_SIGNS = (
    *"'\",()[]{}*#\\:=;&\t\x00\ufeffé🐍\u2028",
    *("{{ x }}", "{% if x %}", "$X", "${X:-9}", "$(x)", "`x`", "<<E", "%s", "--timeout", "--timeout 0"),
    *(
        "**kw",
        "None",
        "0",
        "timeout=None",
        "timeout=0",
        "timeout=(3, None)",
        "await ",
        "lambda: ",
        "f''",
        "*args",
        ":=",
    ),
)


def _sign(random: Random, lines: list[str]) -> None:
    index = _line(random, lines)
    at = random.randint(0, len(lines[index]))
    lines[index] = lines[index][:at] + random.choice(_SIGNS) + lines[index][at + random.choice((0, 0, 1, 4)) :]


def _cut(random: Random, lines: list[str]) -> None:
    del lines[_line(random, lines) + 1 :]


_MUTATIONS: tuple[Callable[[Random, list[str]], None], ...] = (
    (_blank_line,) * 3
    + (_trailing,) * 3
    + (_again, _without, _deeper, _quotes, _quotes, _joined, _torn, _torn, _swapped, _sign, _sign, _sign, _cut)
)


def mutated(random: Random, text: str) -> bytes:
    """A file after a few mutations, in one of the encodings."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if lines:
            random.choice(_MUTATIONS)(random, lines)
    data = random.choice(("\n", "\n", "\n", "\r\n")).join(lines).encode()
    if random.random() < 0.04:
        at = random.randint(0, len(data))
        data = data[:at] + random.choice((b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xc3", b"\r")) + data[at:]
    return b"\xef\xbb\xbf" + data if random.random() < 0.04 else data


def repository(random: Random) -> dict[str, bytes]:
    """The files of a case, one or all of them mutated."""
    case = random.choice(cases())
    chosen = random.choice(sorted(case.files))
    everything = random.random() < 0.3
    return {
        path: mutated(random, text) if everything or path == chosen else text.encode()
        for path, text in case.files.items()
    }


# -- laws --------------------------------------------------------------------------------------------------------------


def sources_of(files: Mapping[str, bytes]) -> Sources:
    """Sources that hold these files alone."""
    targets = [
        SourceFile(path, Kind.PYTHON if path.endswith(".py") else Kind.LAUNCH)
        for path in sorted(files)
        if path.endswith(".py") or claimed(path)
    ]
    return Sources(ROOT, tuple(targets), overlay=files)


def _examine(sources: Sources) -> Audit:
    return examine(sources, [], Loaded(Config()), TODAY)


def one(seed: int) -> int:
    """Fix one mutated repository and check the laws; the number of files that were changed."""
    random = Random(seed)  # noqa: S311 - reproducible, not secret
    files = repository(random)
    sources = sources_of(files)
    before = _examine(sources)
    if not before.findings:
        return 0
    done = mend(before, sources, _examine, before.findings, unsafe=random.random() < 0.7)
    for path, (old, new) in done.files.items():
        assert old == files[path]
        check(path, old, new)
    seen, left = _codes(before), _codes(done.audit)
    assert left <= seen, "nothing new"
    assert seen - left == Counter(one.code for one in done.fixed if one.layer is not None), "gone is fixed"
    if done.files:
        again = sources_of({**files, **{path: new for path, (_, new) in done.files.items()}})
        foretold = _examine(again)
        assert sorted(map(key, foretold.findings)) == sorted(map(key, done.audit.findings)), (
            "the audit that was foretold"
        )
        twice = mend(foretold, again, _examine, foretold.findings, unsafe=False)
        assert twice.files == {}, "twice is once"
    return len(done.files)


def _codes(audit: Audit) -> Counter[str]:
    return Counter(finding.code for finding in audit.findings if finding.layer is not None)


def check(path: str, old: bytes, new: bytes) -> None:
    """What one file was and became says the same, but for the limits."""
    assert new != old
    if old.count(b"\r\n") == old.count(b"\n") > 0:
        assert new.count(b"\r\n") == new.count(b"\n"), "one kind of line ends"
    if path.endswith(".py"):
        if _is_of_this_python(old):
            assert same_but_for_fixes(old, new), new.decode("utf-8", "replace")
        return
    missing = Counter(old.split(b"\n")) - Counter(new.split(b"\n"))
    assert missing.total() <= 12, "few lines are touched"
    if path.endswith((".yml", ".yaml")):
        assert _same(_documents(old), _documents(new)), new.decode("utf-8", "replace")
    before, after = read_launch_file(path, old), read_launch_file(path, new)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert len(list(_words(before))) <= len(list(_words(after))), "no word is lost"


def _is_of_this_python(data: bytes) -> bool:
    """What a newer Python allows is audited and fixed too."""
    try:
        ast.parse(data)
    except (SyntaxError, ValueError):
        return False
    return True


def _words(file: LaunchFile) -> Iterator[str]:
    pending: list[object] = [file]
    while pending:
        node = pending.pop()
        if isinstance(node, Word):
            yield node.source
        elif isinstance(node, tuple):
            pending.extend(node)
        elif hasattr(node, "__struct_fields__"):
            pending.extend(getattr(node, name) for name in node.__struct_fields__)


def _documents(data: bytes) -> Any:
    try:
        return list(yaml.safe_load_all(data))
    except (yaml.YAMLError, ValueError):
        return None


def _same(old: Any, new: Any) -> bool:
    """Whether two YAML documents say the same: lists of words may have grown, texts may have changed at one place."""
    if old is None:
        return True
    if isinstance(old, dict):
        names = [name for name in old if name not in new]
        return (
            isinstance(new, dict)
            and len(old) == len(new)
            and len(names) <= 1
            and all(_same(value, new[name]) for name, value in old.items() if name in new)
        )
    if isinstance(old, list):
        return isinstance(new, list) and len(old) <= len(new) and all(map(_same, old, new))
    return type(old) is type(new) or (isinstance(old, int) and isinstance(new, str))


def test_mutated_repositories_are_fixed_right() -> None:
    # Each case that is added draws others: of 500 the share hardly changes.
    assert run(one, range(500)) > 150


@pytest.mark.long
@pytest.mark.parametrize("part", range(100))
def test_many_mutated_repositories_are_fixed_right(part: int) -> None:
    assert run(one, range(1000 * (part + 1), 1000 * (part + 2))) > 300
