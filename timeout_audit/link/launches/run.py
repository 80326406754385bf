"""Runs a command on paper: through wrappers, shells, scripts and functions to the programs that it starts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.launches.files import Root
from timeout_audit.link.launches.scope import Assigned, Scope
from timeout_audit.link.launches.unwrap import Unwrapped, unwrap
from timeout_audit.link.launches.words import pieces
from timeout_audit.model.launch import Argument, Launch, LaunchFile, Script, Setting, Statement, Word
from timeout_audit.model.place import Place

_DEPTH = 12
_COMMANDS = 500
_ALTERNATIVES = 8
_REMEMBERED = 16
_WORDS = 400
_SCRIPT_NAME = re.compile(
    r"\.(?:sh|bash|ksh|zsh)$|(?:^|/)[\w.-]*(?:entrypoint|entry|start|run|boot|init|launch|cmd)[\w-]*$"
)


class Origin(Struct, frozen=True):
    """On whose behalf a command runs. ``via`` are the places passed on the way, ``inside`` the scripts entered."""

    file: str
    process: str
    kind: str
    form: str = "exec"
    via: tuple[Place, ...] = ()
    inside: tuple[str, ...] = ()
    confident: bool = True


class Budget(Struct):
    """A bound on the work for one entry: scripts may call each other without end."""

    left: int = _COMMANDS


class Here(Struct):
    """Where a command line is run: its variables, its files, its origin, and how deep in other commands."""

    scope: Scope
    root: Root
    origin: Origin
    budget: Budget
    depth: int = 0

    def deeper(self, scope: Scope | None = None, origin: Origin | None = None) -> Here:
        """One command further in."""
        return Here(scope or self.scope, self.root, origin or self.origin, self.budget, self.depth + 1)

    def called(self, arguments: tuple[Argument, ...], name: Argument | None = None) -> Scope:
        """The variables of a script that is called with these arguments, as ``name``: a copy of the present ones."""
        scope = self.scope.copy()
        scope.branch = ""
        scope.name = name
        scope.arguments = [Assigned("", arguments)]
        return scope

    def move(self, directory: Argument) -> None:
        """Change the working directory."""
        if not directory.sure:
            return
        if self.root.contained:
            workdir = posixpath.normpath(posixpath.join(self.root.workdir or "/", directory.text))
            self.root = replace(self.root, workdir=workdir)
        else:
            base = posixpath.normpath(posixpath.join(self.root.base, directory.text))
            self.root = replace(self.root, base="" if base == "." else base.lstrip("/"))


def run(argv: tuple[Argument, ...], here: Here) -> Iterator[Launch]:
    """Every program that the command line starts in the end."""
    here.budget.left -= 1
    if not argv or here.depth > _DEPTH or here.budget.left < 0:
        return
    inner = unwrap(argv)
    if inner.assignments:
        here = here.deeper(here.scope.copy())
        for assignment in inner.assignments:
            name, _, value = assignment.text.partition("=")
            here.scope.put(name, (replace(assignment, text=value, parts=()),))
            here.scope.exported.add(name)
    if inner.directory is not None:
        here = here.deeper()
        here.move(inner.directory)
    if inner.script is not None:
        yield from _text(inner.script, inner.argv, here)
    elif inner.argv:
        yield from _program(inner, here)


def _text(script: Argument, arguments: tuple[Argument, ...], here: Here) -> Iterator[Launch]:
    """Run the script of ``sh -c 'a script' name arguments``."""
    origin = here.origin if here.origin.form == "script" else replace(here.origin, form="shell")
    if script.script is not None:
        name = arguments[0] if arguments else None
        yield from run_script(script.script, here.deeper(here.called(arguments[1:], name), origin))
    else:
        # A script that is one word, or came out of a variable: its words, as far as they can be told apart.
        yield from run(tuple(pieces(script)[:100]), here.deeper(origin=origin))


def _program(inner: Unwrapped, here: Here) -> Iterator[Launch]:
    """A program: one of the repository's own scripts is entered, any other is where the way ends."""
    file = _script_file(inner, here)
    if file is not None and file.script is not None:
        sure = here.root.certain(inner.argv[0].text, "shell") is not None
        origin = here.origin if sure else replace(here.origin, confident=False)
        here.root.files.entered.add(file.path)
        called = replace(
            origin, form="script", via=(*origin.via, inner.argv[0].place), inside=(*origin.inside, file.path)
        )
        yield from run_script(file.script, here.deeper(here.called(inner.argv[1:]), called))
        return
    yield _launch(inner, here)
    if _may_pass_on(inner):
        yield from run(inner.argv[1:], here.deeper(origin=replace(here.origin, confident=False)))


def _may_pass_on(inner: Unwrapped) -> bool:
    """Whether an unknown script probably runs its arguments: ``/entrypoint.sh gunicorn …``."""
    program = inner.argv[0].text
    if len(inner.argv) < 2 or inner.module or inner.python:
        return False
    return bool(_SCRIPT_NAME.search(program)) and ("/" in program or program.endswith(".sh"))


def _script_file(inner: Unwrapped, here: Here) -> LaunchFile | None:
    """The repository's own script that a program is; one that is being run already is a program of the same name."""
    program = inner.argv[0]
    if inner.module or inner.python or not program.sure:
        return None
    if "/" not in program.text and not _SCRIPT_NAME.search(program.text) and not here.root.contained:
        return None
    file = here.root.open(program.text, "shell")
    return None if file is None or file.path in here.origin.inside else file


def _launch(inner: Unwrapped, here: Here) -> Launch:
    origin = here.origin
    return Launch(
        argv=inner.argv,
        place=inner.argv[0].place,
        file=origin.file,
        process=origin.process,
        form=origin.form,
        label="",
        module=inner.argv[0].text if inner.module else "",
        environment=here.scope.export(),
        via=origin.via,
        base=here.root.base,
        confident=origin.confident,
        kind=origin.kind,
    )


def run_script(script: Script, here: Here) -> Iterator[Launch]:
    """Every program that a script starts, in the order of its text."""
    yield from _Shell(script, here).body("", here.depth)


class _Shell:
    """One script at work. Variables are shared by its functions, as in a shell."""

    def __init__(self, script: Script, here: Here) -> None:
        self.bodies: dict[str, list[Statement]] = {}
        for statement in script.statements:
            self.bodies.setdefault(statement.function, []).append(statement)
        self.here = here
        self.scope = here.scope
        self.all_exported = False

    def body(self, function: str, depth: int) -> Iterator[Launch]:
        """The statements of a function, or of the script itself."""
        self.here.budget.left -= 1
        if depth > _DEPTH or self.here.budget.left < 0:
            return
        for statement in self.bodies.get(function, ()):
            self.scope.branch = statement.branch
            if not statement.words:
                for setting in statement.settings:
                    self.scope.assign(setting, exported=self.exports(setting))
                continue
            for arguments in self.alternatives(statement):
                argv = tuple(word for item in statement.words for word in self.scope.expand(item, arguments))
                if argv:
                    yield from self.command(argv, statement, depth)
            if _is_the_end(statement):
                break
        self.scope.branch = ""

    def exports(self, setting: Setting) -> bool:
        """Whether an assignment reaches the programs that are started: so does one to a variable that came in."""
        return setting.exported or self.all_exported or setting.name in self.scope.exported

    def alternatives(self, statement: Statement) -> Sequence[tuple[Argument, ...] | None]:
        """The positional parameters that the statement may see; one None where it does not look at them."""
        if not any(_is_positional(word) for word in statement.words):
            return [None]
        return [words if words is not None else () for words in self.scope.positional()][:_ALTERNATIVES]

    def command(self, argv: tuple[Argument, ...], statement: Statement, depth: int) -> Iterator[Launch]:
        """One simple command: a builtin changes the scope, a function is entered, anything else is run."""
        name = argv[0].text
        if name == "set":
            self.set(argv)
        elif name == "shift":
            self.shift(argv)
        elif name in (".", "source") and len(argv) > 1:
            yield from self.source(argv[1], statement)
        elif name == "cd" and len(argv) > 1 and not statement.branch:
            self.here.move(argv[1])
        elif name in self.bodies and name:
            saved = self.scope.arguments
            self.scope.arguments = [Assigned("", argv[1:])]
            yield from self.body(name, depth + 1)
            self.scope.arguments = saved
            self.scope.branch = statement.branch
        else:
            yield from run(argv, self.here.deeper(self.with_settings(statement)))

    def with_settings(self, statement: Statement) -> Scope:
        """The scope of a command with ``NAME=value`` before it."""
        if not statement.settings:
            return self.scope
        local = self.scope.copy()
        local.branch = ""
        for setting in statement.settings:
            local.assign(setting, exported=True)
        return local

    def source(self, name: Argument, statement: Statement) -> Iterator[Launch]:
        """``. file``: its statements run here, and its functions stay."""
        file = self.here.root.open(name.text, "shell") if name.sure else None
        inside = self.here.origin.inside
        if file is None or file.script is None or file.path in inside or file.path == statement.place.path:
            return
        self.here.root.files.entered.add(file.path)
        origin = replace(self.here.origin, inside=(*inside, file.path))
        inner = _Shell(file.script, self.here.deeper(origin=origin))
        functions = {name: body for name, body in inner.bodies.items() if name}
        inner.bodies = {**self.bodies, **functions, "": inner.bodies.get("", [])}
        yield from inner.body("", self.here.depth + 1)
        self.bodies.update(functions)
        self.scope.branch = statement.branch

    def set(self, argv: tuple[Argument, ...]) -> None:
        """``set -- words`` replaces the positional parameters; ``set -a`` exports what follows."""
        rest = list(argv[1:])
        option = ""
        while rest and rest[0].text.startswith(("-", "+")) and option not in ("--", "-"):
            option = rest.pop(0).text
            # Every o in a cluster takes a word, the option's long name: ``-euo pipefail``.
            named = [rest.pop(0).text for _ in range(option.count("o")) if rest and rest[0].text[:1] not in ("-", "+")]
            if option.startswith("-") and ("a" in option or "allexport" in named):
                self.all_exported = True
        if rest or option == "--":
            self.arguments(tuple(rest))

    def shift(self, argv: tuple[Argument, ...]) -> None:
        """``shift`` drops the first positional parameters."""
        number = argv[1].text if len(argv) > 1 else "1"
        current = next(iter(self.scope.positional()), None)
        if current is not None and number.isdigit() and len(number) < 4:
            self.arguments(current[int(number) :])

    def arguments(self, words: tuple[Argument, ...]) -> None:
        """New positional parameters in the current branch."""
        if not self.scope.branch:
            self.scope.arguments = []
        self.scope.arguments.append(Assigned(self.scope.branch, words[:_WORDS]))
        del self.scope.arguments[:-_REMEMBERED]


def _is_the_end(statement: Statement) -> bool:
    """Whether ``exec`` puts another program in the place of the script, and nothing behind it is ever run."""
    replaces = statement.words[0].literal == "exec" and len(statement.words) > 1
    return replaces and not statement.branch and not statement.aside


def _is_positional(word: Word) -> bool:
    return any(part.kind == "variable" and (part.text in ("@", "*") or part.text.isdigit()) for part in word.parts)
