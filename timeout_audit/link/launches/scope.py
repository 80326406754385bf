"""Variables: what a word becomes when its variables are put in."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.launches.words import (
    LENGTH,
    WORDS,
    chosen,
    joined,
    made_of,
    pieces,
    stretches,
    under_condition,
    unsure,
)
from timeout_audit.model.launch import Argument, Part, Setting, Stretch, Word
from timeout_audit.model.place import Place

_REMEMBERED = 100


class Assigned(Struct):
    """A value that a variable was given in one branch of a script ("" for what always runs)."""

    branch: str
    words: tuple[Argument, ...] | None
    append: bool = False
    several: bool = False


class Scope:
    """The variables that a command sees, the positional ones among them.

    ``arguments`` are those of the script or function, None where whoever starts it by hand decides. ``name`` is the
    script's own, ``$0``, where the command says it.
    """

    def __init__(self, arguments: tuple[Argument, ...] | None = None) -> None:
        """Start without variables."""
        self.assigned: dict[str, list[Assigned]] = {}
        self.exported: set[str] = set()
        self.arguments: list[Assigned] = [Assigned("", arguments)]
        self.name: Argument | None = None
        self.branch = ""

    def copy(self) -> Scope:
        """A scope of its own with the same values."""
        twin = Scope()
        twin.assigned = {name: list(values) for name, values in self.assigned.items()}
        twin.exported = set(self.exported)
        twin.arguments = list(self.arguments)
        twin.name = self.name
        twin.branch = self.branch
        return twin

    def assign(self, setting: Setting, *, exported: bool | None = None) -> None:
        """Give a variable the value that ``setting`` says, in the current branch."""
        if setting.exported if exported is None else exported:
            self.exported.add(setting.name)
        if not setting.words and setting.append:
            return
        words = tuple(argument for word in setting.words for argument in self.expand(word))
        if not setting.several and not words:
            words = (Argument("", setting.place),)
        self.put(setting.name, words, append=setting.append, several=setting.several)

    def put(
        self, name: str, words: tuple[Argument, ...] | None, *, append: bool = False, several: bool = False
    ) -> None:
        """Give a variable a value in the current branch; None takes it away."""
        values = self.assigned.setdefault(name, [])
        if not self.branch and not append:
            values.clear()
        values.append(Assigned(self.branch, words, append, several))
        del values[:-_REMEMBERED]

    def export(self) -> tuple[tuple[str, Argument], ...]:
        """The variables that a program started here inherits."""
        found = []
        for name in sorted(self.exported):
            value = self.value(name)
            if value is not None:
                found.append((name, value))
        return tuple(found)

    def value(self, name: str) -> Argument | None:
        """A variable's value as one word; None where nothing sets it."""
        words = self.words(name)
        if not words:
            return None
        return words[0] if len(words) == 1 else joined(words, " ")

    def words(self, name: str) -> tuple[Argument, ...] | None:
        """A variable's value as the words that it holds; None where nothing sets it."""
        return self.reached(self.assigned.get(name, ()))

    def positional(self) -> list[tuple[Argument, ...] | None]:
        """What the positional parameters may be here: one possibility, or one for each branch that changed them."""
        possible: list[tuple[Argument, ...] | None] = []
        for value in reversed(self.arguments):
            if self._excluded(value.branch):
                continue
            possible.append(value.words)
            if self._certain(value.branch):
                break
        return possible

    def reached(self, values: list[Assigned] | tuple[Assigned, ...]) -> tuple[Argument, ...] | None:
        """The value that holds here, out of everything that was assigned before, in order."""
        added: list[Argument] = []
        others: list[tuple[Argument, ...]] = []
        for value in reversed(values):
            if self._excluded(value.branch):
                continue
            certain = self._certain(value.branch)
            words = value.words
            if value.append:
                added = [*(word if certain else under_condition(word) for word in words or ()), *added]
            elif certain:
                return None if words is None and not added else self._settled(words or (), others, added, value.several)
            elif words is not None:
                others.append(words)
        if not others:
            return tuple(added) or None
        return self._settled(None, others, added, several=len(others[0]) > 1)

    def _settled(
        self,
        words: tuple[Argument, ...] | None,
        others: list[tuple[Argument, ...]],
        added: list[Argument],
        several: bool,
    ) -> tuple[Argument, ...]:
        """One value out of the one that is certain and those that a branch may have put in its place."""
        if words is None:
            first = others[0]
            same = all([word.text for word in other] == [word.text for word in first] for other in others)
            words = tuple(under_condition(word if same else unsure(word)) for word in first)
            words = words if same else chosen(words, others)
        elif any([word.text for word in other] != [word.text for word in words] for other in others):
            every = (words, *others)
            words = chosen([replace(unsure(word), source=word.source or word.text) for word in words], every)
        if not added:
            return words
        if several or not words:
            return (*words, *added)
        return (joined([*words, *added]),)

    def _certain(self, branch: str) -> bool:
        return not branch or self.branch == branch or self.branch.startswith(branch + "/")

    def _excluded(self, branch: str) -> bool:
        """Whether the branch is the other side of one that was taken to get here."""
        mine = self.branch.split("/")
        for here, there in zip(mine, branch.split("/"), strict=False):
            if here != there:
                return "." in here and here.split(".")[0] == there.split(".")[0]
        return False

    # Words

    def expand(self, word: Word, arguments: tuple[Argument, ...] | None = None) -> list[Argument]:
        """The words that ``word`` becomes. ``arguments`` stand for ``$@``; by default those of this scope."""
        if all(part.kind == "text" for part in word.parts):
            return [Argument("".join(part.text for part in word.parts), word.place, script=word.script)]
        done: list[Argument] = []
        current = _Growing(word)
        for part in word.parts:
            if part.kind == "variable" and (part.joined or self._is_list(part.text)) and part.text not in ("#", "?"):
                self._spread(part, word, current, done, arguments)
            else:
                self._append(part, current, arguments)
        return [*done, *current.finished(word, alone=len(word.parts) == 1)][:WORDS]

    def _is_list(self, name: str) -> bool:
        return any(value.several for value in self.assigned.get(name, ()))

    def _spread(
        self, part: Part, word: Word, current: _Growing, done: list[Argument], arguments: tuple[Argument, ...] | None
    ) -> None:
        """``"$@"`` and ``"${list[@]}"``: several words, the outer of them glued to what stands beside."""
        if part.text in ("@", "*"):
            values = arguments if arguments is not None else (self.positional() or [None])[0] or ()
        else:
            values = self.words(part.text) or ()
        if not values:
            current.dropped = True
        elif len(word.parts) == 1:
            done.extend(values)
            current.dropped = True
        else:
            current.add(" ".join(value.text for value in values), sure=all(value.sure for value in values))

    def _append(self, part: Part, current: _Growing, arguments: tuple[Argument, ...] | None, depth: int = 0) -> None:
        if part.kind == "text":
            current.add(part.text)
            return
        if part.kind == "opaque" or depth > 8:
            current.add(part.text, sure=False)
            return
        value = self._lookup(part.text, arguments)
        operator = part.operator
        if operator in (":+", "+"):
            before = len(current.parts)
            if value is None or value.text or not value.sure:
                self._append_all(part.word, current, arguments, depth)
            if value is None:
                current.parts[before:] = [replace(added, maybe=True) for added in current.parts[before:]]
        elif operator in (":-", "-", ":=", "=") and (
            value is None or (value.sure and not value.text and ":" in operator)
        ):
            if "=" in operator:
                self.put(part.text, tuple(self.expand(Word(part.word, current.place), arguments)))
            self._append_all(part.word, current, arguments, depth)
        elif value is None:
            current.add("${" + part.text + "}" if part.text.isidentifier() else "$" + part.text, sure=False)
        else:
            current.put_in(value)

    def _append_all(
        self, parts: tuple[Part, ...], current: _Growing, arguments: tuple[Argument, ...] | None, depth: int
    ) -> None:
        for inner in parts:
            self._append(inner, current, arguments, depth + 1)

    def _lookup(self, name: str, arguments: tuple[Argument, ...] | None) -> Argument | None:
        if not name.isdigit():
            return self.value(name)
        if name == "0":
            return self.name
        known = arguments if arguments is not None else (self.positional() or [None])[0]
        if known is None:
            return None
        index = int(name) - 1 if len(name) < 4 else len(known)
        return known[index] if index < len(known) else Argument("", Place("", 0))


class _Growing:
    """A word while its parts are put together."""

    def __init__(self, word: Word) -> None:
        self.place = word.place
        self.parts: list[Stretch] = []
        self.dropped = False
        self.value: Argument | None = None

    def add(self, text: str, *, sure: bool = True) -> None:
        self.parts.append(Stretch(text[:LENGTH], sure))

    def put_in(self, value: Argument) -> None:
        self.parts.extend(stretches(value))
        self.value = value

    def finished(self, word: Word, *, alone: bool) -> list[Argument]:
        place = self.value.place if alone and self.value is not None and self.value.place.path else self.place
        made = made_of(Argument("", place, source=word.source, script=word.script), self.parts)
        if alone and self.value is not None:
            made = replace(made, choices=self.value.choices)
        if self.dropped and not made.text:
            return []
        return pieces(made) if word.split else [made]
