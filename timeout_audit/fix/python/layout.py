"""Breaks a line that a fix has made too long, as black and ruff would: they then leave it as it is.

The call that was given an argument takes one line for each; what it stands in is broken only where it must be.
"""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.fix.python.tokens import COMMA, COMPREHENSION, DOT, Line

_HEADS = frozenset(
    {"return", "yield", "raise", "assert", "del", "if", "elif", "while", "for", "with", "async", "await"}
)
_COMPOUND = frozenset({"if", "elif", "else", "while", "for", "with", "async", "try", "except", "finally"})
_WRAPPED = frozenset({"return", "if", "elif", "while", "assert", "="})


class Break(Struct, frozen=True, order=True):
    """In the columns ``start`` to ``end`` of a line, blanks, stands ``text`` instead."""

    start: int
    end: int
    text: str


class Room(Struct, frozen=True):
    """Where the line stands: its ``indent``, one further ``step`` of it, the ``width`` that lines may have.

    ``inside`` says that it stands in brackets that began on an earlier line, ``alone`` that it is all that these hold.
    """

    indent: str
    step: str
    width: int
    inside: bool = False
    alone: bool = False


def broken(code: str, bracket: int, room: Room) -> list[Break] | None:
    """The breaks that bring a line into its width; None where none are known that a formatter would not undo.

    ``code`` is the line without its indent, ``bracket`` the column at which the arguments of the call open.
    """
    try:
        line = Line(code)
        return _Layout(line, line.at(bracket), room).breaks()
    except ValueError:
        return None


class _Layout:
    def __init__(self, line: Line, target: int, room: Room) -> None:
        self.line = line
        self.tokens = line.tokens
        self.target = target
        self.room = room
        self.found: list[Break] = []

    def breaks(self) -> list[Break]:
        first, last = 0, len(self.tokens)
        if self.room.inside:
            self._inside(first, last)
        else:
            self._statement(first, last)
        return sorted(self.found, key=lambda one: (one.start, one.end, one.text != ","))

    # -- whole lines ---------------------------------------------------------------------------------------------

    def _statement(self, first: int, last: int) -> None:
        """A line that begins a statement: it breaks in its brackets, or in brackets that are put around its value.

        Of several statements in one line, formatters make several lines first.
        """
        words = [token.text for token in self.tokens]
        if ";" in words or (words[0] in _COMPOUND and words[-1] != ":"):
            raise ValueError
        begin = self._value(first, last)
        end = self._value_end(begin, last)
        priority, operators = self.line.breaks(begin, end)
        head = self.tokens[begin - 1].text if begin else ""
        if not priority or self._ends_in_target(begin, end, priority, operators):
            hug = self._ends_line(first, last) and not priority
            self._primary(first, last, self.room.indent, hug=hug)
        elif head not in _WRAPPED and not (head.endswith("=") and head not in _COMPARISONS):
            raise ValueError
        elif len(operators) == 1 and priority not in (COMMA, DOT) and end - 1 in self.line.pairs:
            if not self._last_brackets(first, last, end):
                self._primary(first, last, self.room.indent, hug=True)
        else:
            self._wrapped(begin, end)

    def _wrapped(self, begin: int, end: int) -> None:
        """Brackets around the value of a statement."""
        indent = self.room.indent
        inner = indent + self.room.step
        self.found.append(Break(self.tokens[begin - 1].end, self.tokens[begin].start, f" (\n{inner}"))
        self._elements(begin, end, inner, display=True)
        stop = self.tokens[end - 1].end
        self.found.append(Break(stop, stop, f"\n{indent})"))

    def _last_brackets(self, first: int, last: int, end: int) -> bool:
        """Break in the brackets with which the value ends, where what comes before them fits into the line."""
        start = self.line.pairs[end - 1]
        if start + 1 == end - 1 or not self._fits(first, start + 1, self.room.indent):
            return False
        self._cut(start + 1, self.room.indent + self.room.step)
        self._elements(start + 1, end - 1, self.room.indent + self.room.step, display=self._is_display(start))
        self._cut(end - 1, self.room.indent)
        return self._fits(end - 1, last, self.room.indent)

    def _is_display(self, bracket: int) -> bool:
        """Whether brackets make a list, a tuple, a set or a dict, rather than calling or indexing something."""
        return not (bracket and self.line.operand(bracket - 1))

    def _value(self, first: int, last: int) -> int:
        """Where the value of a statement begins: behind its keyword or its last ``=``."""
        top = self.line.top(first, last)
        equals = [i for i in top if self.tokens[i].text.endswith("=") and self.tokens[i].text not in _COMPARISONS]
        if equals:
            return equals[-1] + 1
        begin = first
        while begin < last and self.tokens[begin].text in _HEADS - {"await"}:
            begin += 1
        for index in top:
            if self.tokens[first].text in ("for", "async") and self.tokens[index].text == "in":
                return index + 1
        return begin

    def _value_end(self, begin: int, last: int) -> int:
        """Where the value ends: before a colon, or the message of an assertion."""
        if self.tokens[0].text == "assert":
            return next((i for i in self.line.top(begin, last) if self.tokens[i].text == ","), last)
        return last - 1 if self.tokens[last - 1].text == ":" else last

    def _ends_in_target(self, first: int, last: int, priority: int, operators: list[int]) -> bool:
        """Whether a value with a single operator ends in the brackets that will be broken."""
        group = self.line.group(first, last, self.target)
        ends = self.line.match[group] == last - 1
        return priority not in (COMMA, DOT) and len(operators) == 1 and ends and group > operators[0]

    def _ends_line(self, first: int, last: int) -> bool:
        """Whether nothing but a colon, or ``as name:``, follows the call's arguments, and no bracket is around them."""
        close = self.line.match[self.target]
        rest = [token.text for token in self.tokens[close + 1 : last]]
        return self.line.group(first, last, self.target) == self.target and (
            not rest or rest == [":"] or (rest[0] == "as" and len(rest) == 3)
        )

    def _inside(self, first: int, last: int) -> None:
        """A line in brackets: an element, a part between operators, or all that the brackets hold."""
        indent = self.room.indent
        trailing = self.tokens[last - 1].text == ","
        priority, _ = self.line.breaks(first, last - 1 if trailing else last)
        if not priority or (trailing and priority not in (COMMA, DOT)):
            self._primary(first, last, indent)
        elif priority == DOT:
            self._expression(first, last - trailing, indent)
        elif self.room.alone and not trailing:
            self._elements(first, last, indent)
        elif priority != COMMA and not trailing:
            self._expression(first, last, indent)
        else:
            raise ValueError

    # -- parts ---------------------------------------------------------------------------------------------------

    def _elements(self, first: int, last: int, indent: str, *, display: bool = False) -> None:
        """What brackets hold, from a new line on. The elements of a ``display`` never share a line."""
        priority, operators = self.line.breaks(first, last)
        if self._fits(first, last, indent) and not (display and priority == COMMA):
            return
        if priority == COMMA:
            self._split(first, last, operators, indent, commas=True)
        else:
            self._expression(first, last, indent)

    def _split(self, first: int, last: int, operators: list[int], indent: str, *, commas: bool) -> None:
        """A line for each part: with its comma behind it, or its operator before it."""
        starts = [first, *(index + 1 if commas else index for index in operators if index + 1 < last or not commas)]
        for begin, end in zip(starts, [*starts[1:], last], strict=True):
            if begin != first:
                self._cut(begin, indent)
            if begin <= self.target < end:
                stop = end - 1 if commas and self.tokens[end - 1].text == "," else end
                if not self._fits(begin, end, indent, commas=commas):
                    if commas:
                        self._element(begin, stop, indent)
                    else:
                        self._expression(begin, stop, indent)
            elif not self._fits(begin, end, indent, commas=commas):
                raise ValueError
        if commas and self.tokens[last - 1].text != ",":
            stop = self.tokens[last - 1].end
            self.found.append(Break(stop, stop, ","))

    def _element(self, first: int, last: int, indent: str) -> None:
        priority, _ = self.line.breaks(first, last)
        if priority == DOT:
            self._expression(first, last, indent)
        elif priority in (0, COMPREHENSION):
            self._primary(first, last, indent)
        else:
            raise ValueError

    def _expression(self, first: int, last: int, indent: str) -> None:
        """Something that does not fit into its line: at its loosest operators, else in its brackets."""
        priority, operators = self.line.breaks(first, last)
        if priority:
            self._split(first, last, operators, indent, commas=False)
        else:
            self._primary(first, last, indent)

    def _primary(self, first: int, last: int, indent: str, *, hug: bool = False) -> None:
        """In the brackets around the target, or in those of the call itself (with all arguments in a line: ``hug``)."""
        group = self.line.group(first, last, self.target)
        close = self.line.match[group]
        inner = indent + self.room.step
        if not (self._fits(first, group + 1, indent) and self._fits(close, last, indent)):
            raise ValueError
        self._cut(group + 1, inner)
        if group == self.target and not hug:
            _, operators = self.line.breaks(group + 1, close)
            self._split(group + 1, close, operators if self._arguments(group, close) else [], inner, commas=True)
        else:
            self._elements(group + 1, close, inner, display=self._is_display(group))
        self._cut(close, indent)

    def _arguments(self, first: int, last: int) -> bool:
        return any(self.tokens[index].text == "," for index in self.line.top(first + 1, last))

    def _cut(self, index: int, indent: str) -> None:
        """A new line before a token."""
        before = self.tokens[index - 1].end if index else 0
        self.found.append(Break(before, self.tokens[index].start, "\n" + indent))

    def _fits(self, first: int, last: int, indent: str, *, commas: bool = False) -> bool:
        missing = commas and self.tokens[last - 1].text != ","
        return len(indent.expandtabs(4)) + self.line.width(first, last) + missing <= self.room.width


_COMPARISONS = frozenset({"==", "!=", "<=", ">="})
