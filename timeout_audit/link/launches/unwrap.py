"""Takes wrappers off a command line until the program is left that does the work."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.load import wrappers
from timeout_audit.catalogue.server import Wrapper
from timeout_audit.model.launch import Argument

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PYTHON = re.compile(r"\$\{?\w*(?:PYTHON|python)\w*\}?$")
_DEPTH = 30


class Unwrapped(Struct):
    """What is left of a command line.

    ``argv`` begins with the program. ``module`` says that it was named as a Python module, ``python`` that a Python
    interpreter runs it. ``script`` is set where a shell was given a script as text; ``argv`` are then its arguments.
    """

    argv: tuple[Argument, ...]
    assignments: tuple[Argument, ...] = ()
    directory: Argument | None = None
    module: bool = False
    python: bool = False
    script: Argument | None = None
    wrapped: bool = False


def base_name(program: str) -> str:
    """The name of a program without its folders; ``.exe`` does not count."""
    return re.split(r"[/\\]", program)[-1].removesuffix(".exe")


@cache
def _by_name() -> tuple[dict[str, list[Wrapper]], list[Wrapper]]:
    named: dict[str, list[Wrapper]] = {}
    patterns: list[Wrapper] = []
    for wrapper in wrappers():
        for name in wrapper.names:
            named.setdefault(base_name(name), []).append(wrapper)
        if wrapper.pattern:
            patterns.append(wrapper)
    return named, patterns


def wrappers_of(program: str) -> list[Wrapper]:
    """The entries that ``program`` may be."""
    named, patterns = _by_name()
    name = base_name(program)
    found = named.get(name) or named.get(program) or []
    return found or [wrapper for wrapper in patterns if re.fullmatch(wrapper.pattern, name)]


def unwrap(argv: tuple[Argument, ...]) -> Unwrapped:
    """The program behind the wrappers."""
    result = Unwrapped(argv)
    for _ in range(_DEPTH):
        _take_assignments(result)
        _take_unknown(result)
        if not result.argv or result.script is not None:
            return result
        step = next((found for wrapper in wrappers_of(result.argv[0].text) if (found := _step(wrapper, result))), None)
        if step is None:
            return result
        step.assignments = (*result.assignments, *step.assignments)
        step.directory = step.directory or result.directory
        step.wrapped = True
        result = step
    return result


def _take_assignments(result: Unwrapped) -> None:
    """``NAME=value`` words before the program: a wrapper that takes them left them in front."""
    if not result.wrapped:
        return
    count = 0
    while count < len(result.argv) and _ASSIGNMENT.match(result.argv[count].text):
        count += 1
    result.assignments += result.argv[:count]
    result.argv = result.argv[count:]


def _take_unknown(result: Unwrapped) -> None:
    """A variable where a program should stand: one named after Python is Python, another may be an empty prefix."""
    while result.argv and result.script is None:
        first = result.argv[0]
        following = result.argv[1].text if len(result.argv) > 1 else ""
        if not first.sure and _PYTHON.search(first.text) and following.startswith("-"):
            result.argv = (replace(first, text="python", sure=True, open=False), *result.argv[1:])
        if first.sure or not (first.open or not first.text) or not following or following.startswith("-"):
            return
        result.argv = result.argv[1:]


def _step(wrapper: Wrapper, result: Unwrapped) -> Unwrapped | None:
    """One wrapper taken off, or None where the command line is not one that starts something."""
    reading = _Reading(wrapper, result.argv)
    if not reading.sub_word():
        return None
    step = reading.command()
    if step is None:
        return None
    step.python = wrapper.interpreter or (result.python and step.module)
    return step


class _Reading:
    """A walk along the options of a wrapper."""

    def __init__(self, wrapper: Wrapper, argv: tuple[Argument, ...]) -> None:
        self.wrapper = wrapper
        self.argv = argv
        self.at = 1
        self.directory: Argument | None = None
        self.assignments: list[Argument] = []

    def sub_word(self) -> bool:
        """Step over options and the sub-word; False where another sub-word, or none, follows."""
        if not self.wrapper.words:
            return True
        while self.at < len(self.argv):
            word = self.argv[self.at].text
            if word in self.wrapper.words:
                self.at += 1
                return True
            if not word.startswith("-"):
                return False
            self.option(word)
        return False

    def option(self, word: str) -> None:
        """Step over one option and the value that belongs to it."""
        name, equals, _ = word.partition("=")
        takes = name in self.wrapper.values or self.wrapper.pairs or name in self.wrapper.directory
        if self.wrapper.file and self.wrapper.script and re.fullmatch(r"[-+][a-z]*o", name):
            takes = True  # a cluster of a shell's options that ends in -o
        if name in self.wrapper.directory and self.at + 1 < len(self.argv) and not equals:
            self.directory = self.argv[self.at + 1]
        self.at += 2 if takes and not equals else 1

    def command(self) -> Unwrapped | None:
        """Step over the options to the command."""
        wrapper = self.wrapper
        if wrapper.script and not wrapper.file and (at := self.script_option()):
            self.at = at
            return self.script_after()
        skip = wrapper.skip
        while self.at < len(self.argv):
            argument = self.argv[self.at]
            word = argument.text
            if word == "--":
                self.at += 1
                break
            if word.startswith(("-", "+")) and len(word) > 1:
                ended = self.ending(word)
                if ended is not None:
                    return ended
                self.option(word)
                continue
            if wrapper.assignments and _ASSIGNMENT.match(word):
                self.assignments.append(argument)
            elif skip:
                skip -= 1
            elif not wrapper.separator:
                break
            self.at += 1
        return self.rest() if self.at < len(self.argv) else None

    def rest(self) -> Unwrapped:
        """The command: all words from here on, or the word that stands here and holds all of it."""
        first = self.argv[self.at]
        if self.wrapper.shell_word and first.script is not None:
            return Unwrapped((), tuple(self.assignments), self.directory, script=first)
        if self.wrapper.behind:
            return Unwrapped((first, *self.behind()), tuple(self.assignments), self.directory)
        if not self.wrapper.one_word:
            return Unwrapped(self.argv[self.at :], tuple(self.assignments), self.directory)
        return Unwrapped((first,)) if first.script is None else Unwrapped((), script=first)

    def behind(self) -> tuple[Argument, ...]:
        """The arguments of a command that stand behind ``--``, and what comes between: options of the wrapper."""
        for at in range(self.at + 1, len(self.argv)):
            if self.argv[at].text == "--":
                return self.argv[at + 1 :]
            if self.argv[at - 1].text in self.wrapper.directory:
                self.directory = self.argv[at]
        return ()

    def ending(self, word: str) -> Unwrapped | None:
        """What an option starts that ends the wrapper's own command line: a script, a module, nothing."""
        if _is_script(self.wrapper, word):
            return self.script_after()
        if word in self.wrapper.module and self.at + 1 < len(self.argv):
            return Unwrapped(self.argv[self.at + 1 :], directory=self.directory, module=True)
        return Unwrapped(()) if word in self.wrapper.stops else None

    def script_option(self) -> int:
        """Where ``-c 'a script'`` stands among the words; 0 for nowhere."""
        for at in range(self.at, len(self.argv) - 1):
            if _is_script(self.wrapper, self.argv[at].text) and self.argv[at + 1].script is not None:
                return at
        return 0

    def script_after(self) -> Unwrapped:
        """The script after ``-c``; options may stand between, in a cluster such as ``-euxo pipefail -c``."""
        at = self.at + 1
        while at < len(self.argv) and self.argv[at].text.startswith("-") and self.argv[at].script is None:
            at += 1
        if at >= len(self.argv):
            return Unwrapped(())
        return Unwrapped(self.argv[at + 1 :], script=self.argv[at], directory=self.directory)


def _is_script(wrapper: Wrapper, word: str) -> bool:
    """``-c`` alone or, for a shell, at the end of a cluster."""
    if not wrapper.script:
        return False
    if word in wrapper.script:
        return True
    return wrapper.file and "-c" in wrapper.script and re.fullmatch(r"-[a-zA-Z]*c[a-zA-Z]*", word) is not None
