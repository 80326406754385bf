"""The words of the files under ``servers/`` and of ``wrappers.toml``: what serves, and what starts something else.

Every claim about a server was measured with the version that its file names, or says where it was read.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from timeout_audit.catalogue.limits import Meaning, Unit


class _Entry(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True, omit_defaults=True):
    pass


class Limit(_Entry, frozen=True, kw_only=True):
    """One limit of a server and every way to set it.

    ``options`` are command line options, ``environment`` a variable that this program reads, ``config`` a name in its
    configuration file. ``unit`` is that of a number written there, ``integer`` says that it takes whole numbers alone,
    ``leading`` that it takes the number which a value begins with, ``zero`` what 0 does. ``default`` is the server's
    own limit in seconds, where it has one. ``elsewhere`` says what else may set it, so that its absence proves nothing.
    ``option-since`` is the first version that knows the option. ``advice`` is the value to write; no ``options`` means
    that it cannot be set on the command line, and ``remedy`` says what to do.
    """

    parameter: str
    options: tuple[str, ...] = ()
    environment: str = ""
    config: str = ""
    unit: Unit = "s"
    integer: bool = True
    leading: bool = False
    zero: Meaning = "immediate"
    default: float | None = None
    elsewhere: str = ""
    option_since: str = ""
    advice: str = ""
    remedy: str = ""


class Decoy(_Entry, frozen=True, kw_only=True):
    """What looks as if it set ``parameter`` and does not.

    ``effect`` "rejected": the server does not start; "ignored": it starts as if nothing had been said.
    """

    parameter: str
    why: str
    options: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    effect: Literal["ignored", "rejected"] = "ignored"


class Variant(_Entry, frozen=True, kw_only=True):
    """A kind of worker that changes what is true of the server.

    ``worker`` is a regular expression that the worker class must match. ``library`` then names what serves the
    connections. ``decoys`` hold for this kind alone. It knows none of the limits that are ``unknown`` to it, however
    they are set, for the reason ``why``; ``remedy`` says what to do about it.
    """

    worker: str
    library: str = ""
    decoys: tuple[Decoy, ...] = ()
    unknown: tuple[str, ...] = ()
    why: str = ""
    remedy: str = ""


class Configuration(_Entry, frozen=True, kw_only=True):
    """Where a server reads settings besides its command line, from the strongest to the weakest.

    ``arguments`` is an environment variable with further options, ``options`` name a file, ``files`` are read from
    the working directory where no option names one. ``format`` is the reader of such a file. A ``variable`` names one,
    and so does a positional word with one of the ``endings``. ``joins`` are settings that name a further file.
    ``ordered`` says that the last of several counts: environment, then options and files as they stand, and that
    ``file:section`` names a section.
    """

    arguments: str = ""
    options: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    format: str = "server_config"
    variables: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    ordered: bool = False


class Server(_Entry, frozen=True, kw_only=True):
    """A program that serves.

    ``programs`` are its commands and ``modules`` what ``python -m`` starts it by. ``words`` are the sub-words of which
    one must follow ("run"), or several of them in a row ("multi start"). ``flags`` are the options that take no value:
    any other takes one. ``stops`` are options with which nothing is served. ``abbreviates`` says that a unique
    beginning of an option is accepted. ``application`` are the options that name the application, or "0" where it is
    the first positional word. ``env-file`` options load a file of variables, too late for the server's own.
    """

    name: str
    distribution: str
    library: str = ""
    docs: str
    programs: tuple[str, ...]
    modules: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    stops: tuple[str, ...] = ("--help", "--version")
    abbreviates: bool = False
    application: tuple[str, ...] = ()
    worker: tuple[str, ...] = ()
    worker_config: str = ""
    worker_default: str = ""
    reload: tuple[str, ...] = ()
    env_file: tuple[str, ...] = ()
    proven: str = ""
    unproven: str = ""


class ServerFile(_Entry, frozen=True, kw_only=True):
    """One file of ``servers/``."""

    server: Server
    configuration: Configuration = Configuration()
    limit: tuple[Limit, ...] = ()
    decoy: tuple[Decoy, ...] = ()
    variant: tuple[Variant, ...] = ()


class Wrapper(_Entry, frozen=True, kw_only=True):
    """A program that starts another one, and how to find that one on its command line.

    ``words`` are sub-words of which one must follow. ``values`` are options that take the next word; ``pairs`` says
    that every option does. ``skip`` counts positional words before the command. ``separator`` says that the command
    begins after ``--`` only. ``script`` are options whose value is a shell script, ``module`` options whose value is a
    Python module, ``directory`` options whose value is the working directory, ``stops`` options with which no program
    is started. ``assignments`` says that ``NAME=value`` may stand before the command, ``file`` that the command begins
    with a file that this program runs, ``interpreter`` that it runs Python, ``one-word`` that all of the command is one
    word. ``shell-word`` says that a command which is one word is a line for a shell, ``behind`` that its arguments
    stand behind a ``--`` that follows, and options before that.
    """

    names: tuple[str, ...]
    pattern: str = ""
    words: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    pairs: bool = False
    skip: int = 0
    separator: bool = False
    script: tuple[str, ...] = ()
    module: tuple[str, ...] = ()
    directory: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    assignments: bool = False
    file: bool = False
    interpreter: bool = False
    one_word: bool = False
    shell_word: bool = False
    behind: bool = False


class Variable(_Entry, frozen=True, kw_only=True):
    """A setting of a server: ``default``, or what the variable says where there is one."""

    name: str
    default: str
    variable: str = ""


class BaseImage(_Entry, frozen=True, kw_only=True):
    """An image that starts a server by itself, where a Dockerfile built on it gives no command.

    ``names`` are images without registry and tag. ``command`` names a configuration at ``config``, which holds
    ``settings``.
    """

    names: tuple[str, ...]
    docs: str
    command: tuple[str, ...]
    config: str = ""
    settings: tuple[Variable, ...] = ()


class ImageFile(_Entry, frozen=True, kw_only=True):
    """The whole of ``images.toml``."""

    image: tuple[BaseImage, ...]


class WrapperFile(_Entry, frozen=True, kw_only=True):
    """The whole of ``wrappers.toml``."""

    wrapper: tuple[Wrapper, ...]
