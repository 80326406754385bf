"""Generates Python files with one call to be given an argument, in every style that people write calls in."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_SHAPES = (
    "X|x = X|x = await X|return X|return await X|x = X.json()|return X.json()|x = X.json()['a']['b']"
    "|x = X.text.strip()"
    "|if X.ok:\n    pass|if not X.ok:\n    pass|if X.status == 200:\n    pass|if a and X.ok:\n    pass"
    "|assert X.ok, 'no'|with X as r:\n    pass"
    "|async with X as r:\n    pass|for a in X.json():\n    pass|x = y = X|x: int = X|x += X"
    "|x = X if a else None|x = a or X|x = a + X.text|return X.status == 200 and b|x = [X for u in urls]"
    "|x = {u: X for u in urls}|foo(X)|x = foo(a, X)|x = foo(a, b=X.json())|x = foo(X).bar|x = {'a': X}|x = (X).json()"
    "|raise E(X.text)|x = lambda: X|yield X|while X:\n    pass|self.response = X|x = X.json().get('a', {}).get('b')"
    "|print(X.json(), file=y)|return json.loads(X.text)|try:\n    x = X\nexcept E:\n    pass|x[X] = 1|x = X[0]"
    "|@dec(X)\ndef f():\n    pass|x = not X.ok|x = -X|await foo(X)|x = foo(a, [X, b], c)|foo(bar(X), b)|return a, X"
    "|x = a and (b or X)|x = f'{a}' % X|raise Foo(X) from e|foo(a).bar(X).baz()|return (await X).json()|x = foo(*X)"
    "|x = {**X.json(), 'a': 1}|if (x := X).ok:\n    pass|x = y[X].z|x = await gather(*[X for a in b])|x = 1; X"
    "|if a: X|x = (\n    X\n)|x = [\n    a,\n    X,\n]|x = foo(\n    X, b\n)|x = a \\\n    or X|x = f'{X}'|del X.a"
    "|def f(x=X):\n    pass|class A(X):\n    pass|x = [\n    a  # one\n    + X,  # two\n]"
    "|x = '''\n''' + X.text  # three"
)
SHAPES = _SHAPES.split("|")
_GIVEN = (
    "url|self.base|f'{base}/items/{a}'|headers|{'a': 1}|data[0]|json.dumps(x)|a or b|'http://example.org/a'|None|x + 1"
    "|not y"
    "|lambda: 0|\"é\"|b'raw'|[i for i in x]|(1, 2)|'''\ntext\n'''|x if y else z|-1|{**a}|await b()|'#'|a  # why\n"
)
_VALUES = _GIVEN.split("|")
_NAMES = ("params", "headers", "json", "data", "verify", "cookies", "stream")


@dataclass
class Program:
    """The file, and what is wanted of the call in it whose name is MARK."""

    data: bytes
    text: str


def program(random: Random) -> Program:
    """One file."""
    shape = random.choice(SHAPES)
    indent = random.choice(("    ", "    ", "    ", "  ", "\t"))
    call = f"{random.choice(('', 'self.', 'requests.', 'self.client.', 'a.b().'))}MARK{_arguments(random, indent)}"
    column = max((len(line) - len(line.lstrip()) for line in shape.split("\n") if "X" in line), default=0)
    call = call.replace("\n", "\n" + " " * column)
    body = shape.replace("X", call, 1).replace("    ", indent)
    if shape.count("X") > 1:
        body = body.replace("X", "Y")
    lines = [f"import {name}" for name in random.sample(("json", "os", "requests", "sys"), random.randint(0, 3))]
    before = random.choice(("", "# a comment\n", '"""Doc."""\n', "x = 1\n\n\n", "s = '''\n    MARKED\n'''\n"))
    depth = random.randint(0, 2)
    for level in range(depth):
        head = f"async def f{level}(self, urls):" if random.random() < 0.8 else "if self:"
        body = head + "\n" + "".join(f"{indent}{line}\n" if line.strip() else "\n" for line in body.split("\n"))
    tail = random.choice(("", "\n", "\n# the end\n", "\n\n\ndef g():\n    return 1\n", "  # behind\n"))
    text = before + "".join(f"{line}\n" for line in lines) + body.rstrip("\n") + tail
    return _written(random, text)


def _arguments(random: Random, indent: str) -> str:
    """The arguments in brackets, in one of the styles."""
    words: list[str] = []
    for index in range(random.randint(0, 4)):
        value = random.choice(_VALUES)
        named = random.random() < 0.6 or any("=" in word for word in words)
        equals = random.choice(("=", "=", "=", " = "))
        words.append(f"{random.choice(_NAMES)}{index}{equals}{value}" if named else value)
    if words and random.random() < 0.1:
        words.append(random.choice(("*args", "**options")))
    if not words:
        return random.choice(("()", "( )", "(\n)", "(  # nothing\n)"))
    if len(words) == 1 and random.random() < 0.05:
        return "(x for x in y)"
    return _in_brackets(random, words, indent, random.randint(0, 7))


def _in_brackets(random: Random, words: list[str], indent: str, style: int) -> str:
    comma = random.choice(("", ","))
    joined = [word.replace("  # why\n", "") for word in words] if style in (0, 1, 2, 4) else words
    if style == 0:
        return f"({', '.join(joined)}{comma})"
    if style == 1:
        return f"({','.join(joined)})"
    if style == 2:
        return f"( {', '.join(joined)} )"
    if style == 3:
        inner = "\n".join(f"{indent}{_behind(word, ',')}" for word in joined[:-1])
        last = f"{indent}{_behind(joined[-1], comma)}"
        return (
            "(\n"
            + (inner + "\n" if inner else "")
            + last
            + random.choice(("", "  # last", "\n" + indent + "# end"))
            + "\n)"
        )
    if style == 4:
        return f"(\n{indent}{', '.join(joined)}{comma}\n)"
    if style == 5:
        return (
            "("
            + "\n     ".join(_behind(word, ",") for word in joined[:-1])
            + ("\n     " if len(joined) > 1 else "")
            + (_behind(joined[-1], comma) + ("\n" if joined[-1].endswith("\n") else ""))
            + ")"
        )
    if style == 6:
        return "(\n" + indent + f"\n{indent}, ".join(word.replace("  # why\n", "") for word in joined) + "\n)"
    return "(  # first\n" + "".join(f"{indent}{_behind(word, ',')}\n" for word in joined) + ")"


def _behind(word: str, comma: str) -> str:
    """A word with its comma, before the comment that follows it."""
    return word.replace("  # why\n", f"{comma}  # why") if word.endswith("\n") else word + comma


def _written(random: Random, text: str) -> Program:
    """The bytes of the file: with either kind of line ends, in one of the encodings."""
    end = random.choice(("\n", "\n", "\n", "\r\n", "\r\n"))
    kind = random.randint(0, 9)
    if kind == 0:
        text = f"# -*- coding: latin-1 -*-\n{text}"
        return Program(text.replace("\n", end).encode("latin-1"), text)
    mark = b"\xef\xbb\xbf" if kind == 1 else b""
    return Program(mark + text.replace("\n", end).encode(), text)
