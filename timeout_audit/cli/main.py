"""The command's shape: it audits, unless the first word is the name of another command."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from timeout_audit import __version__
from timeout_audit.cli import commands
from timeout_audit.cli.language import LANGUAGE, choose
from timeout_audit.cli.sections import write_sections
from timeout_audit.i18n import translate_help, translator
from timeout_audit.recall import recording

_FOLDER = commands.__path__[0]
_DEFAULT = "audit"
_INTERRUPTED = 130


class Shell(click.Group):
    """``timeout-audit [OPTIONS] [PATHS]…`` is ``timeout-audit audit [OPTIONS] [PATHS]…``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, by listing their folder."""
        return sorted(name[:-3] for name in os.listdir(_FOLDER) if name.endswith(".py") and not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, with its help in the language of the run."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{commands.__name__}.{cmd_name}").COMMAND
        if not isinstance(command, click.Command):
            return None
        if language := ctx.meta.get(LANGUAGE):
            inner = command.commands.values() if isinstance(command, click.Group) else ()
            for one in (command, *inner):
                translate_help(one, translator(language))
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what begins with no command's name, and is not asked of the group itself, for an audit."""
        args = choose(ctx, args)
        translate_help(self, translator(ctx.meta[LANGUAGE]))
        first = args[0] if args else ""
        own = first in {"--help", "--version"} or (ctx.resilient_parsing and not args)
        if not own and first not in self.list_commands(ctx):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands, and what an audit takes."""
        found = super().shell_complete(ctx, incomplete)
        audit = self.get_command(ctx, _DEFAULT)
        if audit is not None:
            with audit.make_context(_DEFAULT, [], parent=ctx, resilient_parsing=True) as inner:
                found += audit.shell_complete(inner, incomplete)
        return found if incomplete.startswith("-") else [*found, CompletionItem(incomplete, type="file")]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The two ways to call it."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] [PATHS]...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] [ARGS]...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of an audit and of every command, then the commands."""
        audit = self.get_command(ctx, _DEFAULT)
        if audit is not None:
            with audit.make_context(_DEFAULT, [], parent=ctx, resilient_parsing=True) as inner:
                write_sections(audit.params, inner, formatter, translator(ctx.meta[LANGUAGE]))
        write_sections(self.get_params(ctx), ctx, formatter, translator(ctx.meta[LANGUAGE]))
        self.format_commands(ctx, formatter)


def start() -> NoReturn:
    """Run the command and exit with its status. An interrupted run has a status of its own."""
    try:
        with recording(sys.argv[1:]) as run:
            status = shell.main(prog_name="timeout-audit", standalone_mode=False, obj=run)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        _leave(_INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


def _leave(status: int) -> NoReturn:
    """Exit at once: the interpreter would wait for the answer of a worker that was ended in the middle of it."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(status)


@click.group(cls=Shell)
@click.option("--lang", metavar="LANGUAGE", expose_value=False, help="The language to speak; of every command.")
@click.version_option(__version__, message="%(prog)s %(version)s")
def shell() -> None:
    """Find what can wait for ever in a Python service, and see where every timeout is written.

    PATHS are repositories, folders or files; without any, the current folder is audited. Nothing that is audited is
    ever imported or run.

    Exit status: 0 nothing found, 1 something found, 2 wrong use or configuration, 3 nothing to audit.
    """
