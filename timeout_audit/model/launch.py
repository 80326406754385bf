"""Facts of the files that start a service, and the launches that are read from them.

A reader turns one file into a ``LaunchFile``: which processes it declares, with which words, in which environment. What
the words mean (which program runs in the end, which option is a timeout) is decided later, from all files together.
Every place is resolved; no syntax tree is kept.
"""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place

ALL = "*"
"""The name of a setting of a configuration file that stands for whatever another module sets there."""


class Part(Struct, frozen=True, array_like=True):
    """A piece of a word.

    ``kind`` "text" is literal; "variable" is the value of the variable named ``text``; "opaque" is anything else whose
    value cannot be read (a command substitution, a template), as source text. ``operator`` and ``word`` hold what a
    variable says about its absence: ``:-`` and ``-`` (the default), ``:=`` and ``=`` (the default, kept), ``:+`` and
    ``+`` (instead, where it is set), ``:?`` and ``?`` (an error). ``joined`` marks ``"$@"`` and ``"${list[@]}"``,
    which stand for any number of words.
    """

    text: str
    kind: str = "text"
    operator: str = ""
    word: tuple[Part, ...] = ()
    joined: bool = False


class Word(Struct, frozen=True, array_like=True):
    """One word of a command line. ``split`` says that an expansion in it may become several words, or none.

    ``script`` is the word's own text as a shell script, where it follows an option such as ``-c``.
    """

    parts: tuple[Part, ...]
    place: Place
    split: bool = False
    script: Script | None = None

    @property
    def source(self) -> str:
        """The word as text, variables in ``${NAME}`` form."""
        return "".join(_source(part) for part in self.parts)

    @property
    def literal(self) -> str | None:
        """The word's text where it holds nothing but text."""
        return "".join(part.text for part in self.parts) if all(part.kind == "text" for part in self.parts) else None


class Setting(Struct, frozen=True, array_like=True):
    """``name = words``: an environment variable, a build argument, a key of a configuration file.

    ``append`` is ``+=``. ``several`` says that the value is a list of words. ``exported`` is False for a variable that
    stays inside its script, ``certain`` for a key that a condition of its file guards.
    """

    name: str
    words: tuple[Word, ...]
    place: Place
    append: bool = False
    several: bool = False
    exported: bool = True
    certain: bool = True


class Statement(Struct, frozen=True, array_like=True):
    """A simple command or an assignment of a script, where it stands among the others.

    ``words`` is empty for assignments alone. ``branch`` is empty for what always runs, else it tells the branches
    apart. ``function`` is the function whose body it belongs to. ``aside`` says that it runs in a process of its own:
    in the background, in a subshell, in a pipe.
    """

    words: tuple[Word, ...]
    settings: tuple[Setting, ...]
    place: Place
    branch: str = ""
    function: str = ""
    aside: bool = False


class Script(Struct, frozen=True, array_like=True):
    """A shell script, flattened: its statements in the order of their text."""

    statements: tuple[Statement, ...]
    place: Place


class Command(Struct, frozen=True, array_like=True):
    """A command as a file spells it.

    ``form`` is "exec" (a JSON list), "list" (a YAML list), "words" (one string, split without a shell) or "shell"
    (``script`` is run by ``shell``, /bin/sh where that is empty). ``label`` is the word of that file's own language
    ("CMD", "command", "args").
    ``fault`` says why an intended exec form is none.
    """

    form: str
    label: str
    place: Place
    words: tuple[Word, ...] = ()
    script: Script | None = None
    shell: tuple[str, ...] = ()
    fault: str = ""


class Copy(Struct, frozen=True, array_like=True):
    """Files that are put into an image: ``sources`` of the build context or of ``stage``, or ``content`` itself."""

    sources: tuple[Word, ...]
    target: Word
    place: Place
    stage: str = ""
    content: LaunchFile | None = None


class Instruction(Struct, frozen=True, array_like=True):
    """One step of a stage that matters to a launch, in the order of the file.

    ``kind`` is the keyword in upper case: ARG, ENV, SHELL, WORKDIR, USER, ENTRYPOINT, CMD, COPY, ADD, RUN,
    HEALTHCHECK. ``trigger`` marks ONBUILD.
    """

    kind: str
    place: Place
    settings: tuple[Setting, ...] = ()
    words: tuple[Word, ...] = ()
    command: Command | None = None
    copy: Copy | None = None
    writes: tuple[LaunchFile, ...] = ()
    trigger: bool = False


class Stage(Struct, frozen=True, array_like=True):
    """One FROM and what follows it."""

    base: Word
    name: str
    place: Place
    instructions: tuple[Instruction, ...] = ()


class Build(Struct, frozen=True, array_like=True):
    """How a service's image is built: folder and Dockerfile relative to the audited root."""

    context: str
    dockerfile: str = ""
    target: str = ""


class Process(Struct, frozen=True):
    """What one file says of one process: a compose service, a container, a line of a Procfile, a unit, a program.

    None for ``entrypoint`` and ``command`` means that the file leaves it to the image; a command of no words clears
    it. ``grace`` is how long the orchestrator waits between SIGTERM and SIGKILL, in seconds (``grace_default`` where
    the file does not say), at ``grace_place``. ``role`` is "service", or says why it is none ("release", "init",
    "probe").
    """

    name: str
    place: Place
    entrypoint: Command | None = None
    command: Command | None = None
    settings: tuple[Setting, ...] = ()
    env_files: tuple[str, ...] = ()
    image: Word | None = None
    build: Build | None = None
    workdir: Word | None = None
    grace: float | None = None
    grace_default: float | None = None
    grace_place: Place | None = None
    grace_label: str = ""
    extends: tuple[str, str] | None = None
    role: str = "service"


class LaunchFile(Struct, frozen=True):
    """All facts of one file that starts something, or that a launch reads.

    ``kind`` is the reader's name, or finer where one reader reads several kinds. ``settings`` are the entries of files
    that only hold values: dotenv files, the values of a chart, gunicorn's configuration, console scripts (name →
    ``module:function``), nginx directives. ``alternatives`` are what a template writes instead, where it chooses.
    """

    path: str
    kind: str
    processes: tuple[Process, ...] = ()
    script: Script | None = None
    arguments: tuple[Setting, ...] = ()
    stages: tuple[Stage, ...] = ()
    settings: tuple[Setting, ...] = ()
    problems: tuple[Problem, ...] = ()
    alternatives: tuple[LaunchFile, ...] = ()


class Stretch(Struct, frozen=True):
    """A part of an effective word, with what is known of it: ``sure`` and ``maybe`` as of the word."""

    text: str
    sure: bool = True
    maybe: bool = False


class Argument(Struct, frozen=True):
    """One word of an effective command line.

    ``sure`` is False where a part of it is only known when the service runs; ``text`` then shows that part as written.
    ``open`` says that it may stand for any number of words. ``maybe`` that it is there under a condition only.
    ``source`` is the word as written where that differs. ``parts`` tell what of the text is known, where not all
    of it is the same. ``choices`` are the words that an open one may stand for, where those of every branch are known.
    """

    text: str
    place: Place
    sure: bool = True
    open: bool = False
    maybe: bool = False
    source: str = ""
    script: Script | None = None
    parts: tuple[Stretch, ...] = ()
    choices: tuple[tuple[Argument, ...], ...] = ()


class Launch(Struct, frozen=True):
    """A command that starts a program, after every wrapper was taken off.

    ``argv`` begins with the program; ``module`` is set where it was started as ``python -m module``. ``place`` is where
    the program's name is written; ``file`` and ``process`` say on whose behalf it is started, ``via`` the files that
    led from there to ``place``. ``environment`` holds what the files set. ``form`` and ``label`` are those of the
    ``Command`` that the last word stands in, at ``command`` (``form`` "script" for a script's file), for advice in its
    own syntax; ``fault`` is that command's. ``base`` is the folder of the service's sources. ``grace`` is how
    long the orchestrator waits before it kills the process, in seconds. ``kind`` is that of ``file``, ``server`` the
    catalogue's name of the server that this is.
    """

    argv: tuple[Argument, ...]
    place: Place
    file: str
    process: str
    form: str
    label: str
    module: str = ""
    environment: tuple[tuple[str, Argument], ...] = ()
    via: tuple[Place, ...] = ()
    base: str = ""
    grace: float | None = None
    grace_place: Place | None = None
    grace_label: str = ""
    confident: bool = True
    kind: str = ""
    server: str = ""
    fault: str = ""
    command: Place | None = None

    @property
    def program(self) -> str:
        """The program's name as written."""
        return self.argv[0].text


def _source(part: Part) -> str:
    if part.kind == "text":
        return part.text
    if part.kind == "opaque":
        return part.text
    inner = part.text + part.operator + "".join(_source(piece) for piece in part.word)
    return "${" + inner + "}"
