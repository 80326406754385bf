"""Runs a command on paper: through wrappers, shells, scripts and functions to the programs that it starts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.launches.files import Root
from timeout_audit.link.launches.scope import Assigned, Scope
from timeout_audit.link.launches.unwrap import Unwrapped, unwrap
from timeout_audit.model.launch import Argument, Launch, LaunchFile, Script, Setting, Statement, Word
from timeout_audit.model.place import Place

_DEPTH = 12
_LAUNCHES = 500
_SCRIPT_NAME = re.compile(
    r"\.(?:sh|bash|ksh|zsh)$|(?:^|/)[\w.-]*(?:entrypoint|entry|start|run|boot|init|launch|cmd)[\w-]*$"
)


class Origin(Struct, frozen=True):
    """On whose behalf a command runs, and in which words its file speaks."""

    file: str
    process: str
    kind: str
    form: str
    label: str
    via: tuple[Place, ...] = ()
    confident: bool = True


class Budget:
    """A bound on the work for one entry: scripts may call each other without end."""

    def __init__(self) -> None:
        self.left = _LAUNCHES

    def spend(self) -> bool:
        """False when there is nothing left."""
        self.left -= 1
        return self.left > 0


def run(
    argv: tuple[Argument, ...], scope: Scope, root: Root, origin: Origin, budget: Budget, depth: int = 0
) -> Iterator[Launch]:
    """Every program that the command line starts in the end."""
    if not argv or depth > _DEPTH or not budget.spend():
        return
    inner = unwrap(argv)
    if inner.assignments:
        scope = scope.copy()
        for assignment in inner.assignments:
            name, _, value = assignment.text.partition("=")
            scope.put(name, (replace(assignment, text=value),))
            scope.exported.add(name)
    if inner.directory is not None:
        root = _moved(root, inner.directory)
    if inner.script is not None:
        if inner.script.script is not None:
            nested = replace(origin, form="shell" if origin.form != "script" else "script")
            local = scope.copy()
            local.arguments = [Assigned("", inner.argv[1:])]
            yield from run_script(inner.script.script, local, root, nested, budget, depth + 1)
        else:
            yield from run(_split(inner.script), scope, root, replace(origin, form="shell"), budget, depth + 1)
        return
    if not inner.argv:
        return
    file = None if inner.module else _script_file(inner, root)
    if file is not None and file.script is not None:
        called = replace(origin, form="script", label="", kind=origin.kind, via=(*origin.via, inner.argv[0].place))
        local = scope.copy()
        local.arguments = [Assigned("", inner.argv[1:])]
        root.files.entered.add(file.path)
        yield from run_script(file.script, local, root, called, budget, depth + 1)
        return
    yield _launch(inner, scope, root, origin)
    if _may_pass_on(inner):
        yield from run(inner.argv[1:], scope, root, replace(origin, confident=False), budget, depth + 1)


def _split(script: Argument) -> tuple[Argument, ...]:
    """A script that is one word, or came out of a variable: its words, as far as they can be told apart."""
    return tuple(replace(script, text=piece) for piece in script.text.split()[:100])


def _may_pass_on(inner: Unwrapped) -> bool:
    """Whether an unknown script probably runs its arguments: ``/entrypoint.sh gunicorn …``."""
    program = inner.argv[0].text
    return (
        len(inner.argv) > 1
        and not inner.module
        and not inner.python
        and bool(_SCRIPT_NAME.search(program))
        and ("/" in program or program.endswith(".sh"))
    )


def _script_file(inner: Unwrapped, root: Root) -> LaunchFile | None:
    program = inner.argv[0].text
    if inner.python or not inner.argv[0].sure:
        return None
    if "/" not in program and not program.endswith((".sh", ".bash")) and not inner.wrapped and not root.contained:
        return None
    return root.open(program, "shell")


def _moved(root: Root, directory: Argument) -> Root:
    if not directory.sure:
        return root
    if root.contained:
        return replace(root, workdir=_joined(root.workdir or "/", directory.text))
    return replace(root, base=_joined(root.base, directory.text).lstrip("/"))


def _joined(first: str, second: str) -> str:
    return posixpath.normpath(posixpath.join(first, second))


def _launch(inner: Unwrapped, scope: Scope, root: Root, origin: Origin) -> Launch:
    return Launch(
        argv=inner.argv,
        place=inner.argv[0].place,
        file=origin.file,
        process=origin.process,
        form=origin.form,
        label=origin.label,
        module=inner.argv[0].text if inner.module else "",
        environment=scope.export(),
        via=origin.via,
        base=root.base,
        workdir=root.workdir,
        confident=origin.confident,
        kind=origin.kind,
    )


def run_script(
    script: Script, scope: Scope, root: Root, origin: Origin, budget: Budget, depth: int = 0
) -> Iterator[Launch]:
    """Every program that a script starts, in the order of its text."""
    bodies: dict[str, list[Statement]] = {}
    for statement in script.statements:
        bodies.setdefault(statement.function, []).append(statement)
    yield from _Shell(bodies, scope, root, origin, budget).body("", depth)


class _Shell:
    """One script at work. Variables are shared by its functions, as in a shell."""

    def __init__(
        self, bodies: dict[str, list[Statement]], scope: Scope, root: Root, origin: Origin, budget: Budget
    ) -> None:
        self.bodies = bodies
        self.scope = scope
        self.root = root
        self.origin = origin
        self.budget = budget
        self.all_exported = False

    def body(self, function: str, depth: int) -> Iterator[Launch]:
        """The statements of a function, or of the script itself."""
        if depth > _DEPTH:
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
            first = statement.words[0].literal
            if first == "exec" and len(statement.words) > 1 and not statement.branch:
                break
        self.scope.branch = ""

    def exports(self, setting: Setting) -> bool:
        """Whether an assignment reaches the programs that are started: so does one to a variable that came in."""
        return setting.exported or self.all_exported or setting.name in self.scope.exported

    def alternatives(self, statement: Statement) -> list[tuple[Argument, ...] | None]:
        """The positional parameters that the statement may see; one None where it does not look at them."""
        if not any(_is_positional(word) for word in statement.words):
            return [None]
        return [words if words is not None else () for words in self.scope.positional()][:8]

    def command(self, argv: tuple[Argument, ...], statement: Statement, depth: int) -> Iterator[Launch]:
        """One simple command: a builtin changes the scope, a function is entered, anything else is run."""
        name = argv[0].text
        scope = self.scope
        if name == "set":
            self.set(argv)
        elif name == "shift":
            count = int(argv[1].text) if len(argv) > 1 and argv[1].text.isdigit() and len(argv[1].text) < 4 else 1
            current = (scope.positional() or [None])[0]
            if current is not None:
                self.arguments(current[count:])
        elif name in (".", "source") and len(argv) > 1:
            file = self.root.open(argv[1].text, "shell") if argv[1].sure else None
            if file is not None and file.script is not None and file.script.place.path != statement.place.path:
                self.root.files.entered.add(file.path)
                yield from run_script(file.script, scope, self.root, self.origin, self.budget, depth + 1)
                scope.branch = statement.branch
        elif name == "cd" and len(argv) > 1 and not statement.branch and argv[1].sure:
            self.root = _moved(self.root, argv[1])
        elif name in self.bodies and name:
            saved = scope.arguments
            scope.arguments = [Assigned("", argv[1:])]
            yield from self.body(name, depth + 1)
            scope.arguments = saved
        else:
            local = scope
            if statement.settings:
                local = scope.copy()
                local.branch = ""
                for setting in statement.settings:
                    local.assign(setting, exported=True)
            yield from run(argv, local, self.root, self.origin, self.budget, depth + 1)

    def set(self, argv: tuple[Argument, ...]) -> None:
        """``set -- words`` replaces the positional parameters; ``set -a`` exports what follows."""
        for index, argument in enumerate(argv[1:], 1):
            if argument.text in ("--", "-"):
                self.arguments(argv[index + 1 :])
                return
            if not argument.text.startswith(("-", "+")):
                self.arguments(argv[index:])
                return
            if argument.text.startswith("-") and "a" in argument.text.split("o")[0]:
                self.all_exported = True

    def arguments(self, words: tuple[Argument, ...]) -> None:
        """New positional parameters in the current branch."""
        if not self.scope.branch:
            self.scope.arguments = []
        self.scope.arguments.append(Assigned(self.scope.branch, words))


def _is_positional(word: Word) -> bool:
    return any(part.kind == "variable" and (part.text in ("@", "*") or part.text.isdigit()) for part in word.parts)
