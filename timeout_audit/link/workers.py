"""Limits of a worker that its application's settings set: ``CELERY_TASK_TIME_LIMIT`` in those of Django."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.values.handed import APPLICATIONS, handings, made_at
from timeout_audit.link.values.kinds import Frame
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.waits import Linked
from timeout_audit.model.expression import Call, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Wait

# https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-time-limit
_NAMES = {
    ("celery worker", "task-time"): (
        "CELERY_TASK_TIME_LIMIT",
        "task_time_limit",
        "CELERYD_TASK_TIME_LIMIT",
        "CELERY_TASK_SOFT_TIME_LIMIT",
        "task_soft_time_limit",
        "CELERYD_TASK_SOFT_TIME_LIMIT",
    ),
}


_ANY_LIMIT = ("time_limit", "TIME_LIMIT")


def limited(wait: Wait, said_by: Callable[[tuple[str, ...]], Bound | None]) -> Wait:
    """The wait of a launched worker; where its command leaves the limit to the application, with what that sets.

    ``said_by`` gives what settings of some names say (``limit_of``).
    """
    names = _NAMES.get((wait.api, wait.parameter), ())
    if wait.bound.state is not State.UNKNOWN or not names:
        return wait
    bound = said_by(names)
    return wait if bound is None else replace(wait, bound=replace(bound, steps=(*wait.bound.steps, *bound.steps)))


def limit_of(linked: Linked, names: tuple[str, ...]) -> Bound | None:
    """What the first of some settings says that is set, or that surely none of them is; None where that is open."""
    bound = linked.settings.bound(names, Timeout(none="default", zero="unbounded")).bound
    if bound is None and _surely_leaves_out(linked):
        return Bound(State.NONE, reason=msg("no setting of the application limits its tasks"))
    return bound


def _surely_leaves_out(linked: Linked) -> bool:
    """Whether all that configures an application is there to be read, and no code so much as names a time limit.

    A task has a limit of its own, or those of its class or of an annotation, under such a name.
    """
    evaluator = linked.evaluator
    made = [wait for wait in linked.waits if wait.api in APPLICATIONS]
    if not made or any(wait.bound.state is State.UNKNOWN for wait in made):
        return False
    if any(evaluator.program.holding(name) for name in _ANY_LIMIT):
        return False
    if any(handing.files(evaluator) is None for handing in handings(evaluator)):
        return False
    return not any(_is_given_away(evaluator, wait) for wait in made)


def _is_given_away(evaluator: Evaluate, made: Wait) -> bool:
    """Whether a call is given an application, in its own file or in one that imports it by its name."""
    program, path = evaluator.program, made.place.path
    every = [one for found in program.module(path).bindings.values() for one in found]
    names = {one.target for one in every if isinstance(one.value, Call) and one.value.place == made.place}
    paths = {path}.union(*map(program.importing, names))
    return any(_gives(evaluator, where, name, made.place) for where in sorted(paths) for name in names)


def _gives(evaluator: Evaluate, path: str, name: str, made: Place) -> bool:
    """Whether a call in a file is given an application that others know by a name."""
    evaluator.program.ask_mentions(path, name)
    module = evaluator.program.module(path)
    imported = (one.local for found in module.imports.values() for one in found if one.target.endswith(f".{name}"))
    known = {name, *imported}
    for site in [one for sites in tuple(module.calls.values()) for one in sites]:
        frame = Frame(path, site.scope, site.block, site.call.place)
        given = [one.value for one in site.call.arguments if last_name(one.value) in known]
        if any(made_at(evaluator, value) == made for one in given for value in evaluator.values(one, frame)):
            return True
    return False
