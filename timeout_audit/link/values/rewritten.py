"""Calls that may give any variable of a module of settings another value, in a way that cannot be read."""

from __future__ import annotations

import re

from timeout_audit.link.values.configured import VARIABLES, updates_variables
from timeout_audit.link.values.kinds import Frame, Library, Table
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.strings import text_of
from timeout_audit.model.expression import Call, Expr, Name, argument_of, dotted, last_name
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

_HOOKS = frozenset({"dynaconf.DjangoDynaconf"})
"""What reads settings from files and the environment, and sets them in the module that calls it."""
_RUNNING = "exec"
_WORDS = (*sorted(VARIABLES), *(name.rpartition(".")[2] for name in sorted(_HOOKS)), _RUNNING)
_SETTINGS = "INSTALLED_APPS"
"""What every file of Django's settings mentions that says how the program runs."""
_MAIL = "EMAIL_"
"""How the settings of mail begin."""
_LIMIT = "EMAIL_TIMEOUT"
_SENDING = re.compile(r"(?:smtps?|smtp\+(?:tls|ssl)|submission|submit)://(?!.*timeout)")
"""An address of a server that mail is sent to, without a limit."""
# Helpers that make settings of mail, and no others, of an address: functions, and methods of objects of any name.
# https://github.com/joke2k/django-environ/blob/v0.14.0/environ/environ.py (email_url_config)
# https://github.com/migonzalvar/dj-email-url/blob/v1.0.6/dj_email_url.py; environs calls it as dj_email_url()
_OF_MAIL = frozenset({"dj_email_url.config", "dj_email_url.parse"})
_MAKES_MAIL = (".email_url", ".email", ".dj_email_url")


def rewriting(evaluator: Evaluate, path: str, name: str) -> list[Call]:
    """The calls of a module that may give one of its variables another value."""
    for word in _WORDS:
        evaluator.program.ask_mentions(path, word)
    sites = tuple(evaluator.program.module(path).calls.get("", ()))
    return [site.call for site in sites if _rewrites(evaluator, path, site, name)]


def rewriting_settings(evaluator: Evaluate, name: str) -> list[Call]:
    """Such calls in the files of settings of the whole program."""
    key = ("rewriting", name if name.startswith(_MAIL) else "")
    memo = evaluator.memo
    if key not in memo:
        paths = sorted(evaluator.program.holding(_SETTINGS))
        memo[key] = [call for path in paths for call in rewriting(evaluator, path, name)]
    found: list[Call] = memo[key]
    return found


def unread(call: Call) -> Bound:
    """What bounds a wait whose setting such a call may give another value."""
    name = dotted(call.function) or updates_variables(call) or "…"
    reason = msg("`{call}()` may set any of the settings at run time", call=name)
    return Bound(State.UNKNOWN, source=call.place, reason=reason)


def _rewrites(evaluator: Evaluate, path: str, site: CallSite, name: str) -> bool:
    call, frame = site.call, Frame(path, "", site.block, site.call.place)
    if updates_variables(call):
        plain = [one.value for one in call.arguments if one.keyword is None]
        unread = [one for one in plain if not _is_read(evaluator, one, frame)]
        return any(not _leaves(evaluator, one, frame, name) for one in unread)
    if call.function == Name(_RUNNING):
        return True
    names = [one.name for one in evaluator.values(call.function, frame) if isinstance(one, Library)]
    if _HOOKS.intersection(names):
        return True
    return any(not one.startswith("builtins.") for one in names) and any(
        _is_variables(one.value) for one in call.arguments if not one.star
    )


def _is_read(evaluator: Evaluate, given: Expr, frame: Frame) -> bool:
    return all(isinstance(one, Table) and one.more is None for one in evaluator.values(given, frame))


def _leaves(evaluator: Evaluate, given: Expr, frame: Frame, name: str) -> bool:
    """Whether what is given, written here or kept in a variable, holds settings of mail that leave a variable alone."""
    bindings = evaluator.program.module(frame.path).history("", given.id).whole if isinstance(given, Name) else []
    values = [one.value for one in bindings] if bindings else [given]
    if not all(isinstance(one, Call) and _makes_mail(evaluator, one.function, frame) for one in values):
        return False
    return not name.startswith(_MAIL) or (name == _LIMIT and all(_sends(evaluator, one, frame) for one in values))


def _sends(evaluator: Evaluate, helper: Expr | None, frame: Frame) -> bool:
    """Whether the address that a helper has by default is that of a server, and sets no limit."""
    default = argument_of(helper, 1, "default") if isinstance(helper, Call) else None
    texts = [text_of(one) or "" for one in evaluator.values(default, frame)] if default is not None else []
    return bool(texts) and all(_SENDING.match(text) for text in texts)


def _makes_mail(evaluator: Evaluate, function: Expr, frame: Frame) -> bool:
    names = [one.name for one in evaluator.values(function, frame) if isinstance(one, Library)]
    return not _OF_MAIL.isdisjoint(names) or (dotted(function) or "").endswith(_MAKES_MAIL)


def _is_variables(given: Expr) -> bool:
    """Whether an expression is the variables of the module: ``locals()``."""
    return isinstance(given, Call) and not given.arguments and last_name(given.function) in VARIABLES
