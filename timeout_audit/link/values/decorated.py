"""Functions of the project that the decorator of a library makes objects of: the tasks of Celery."""

from __future__ import annotations

from timeout_audit.link.values.kinds import Frame, Instance, Library, Made, Method, OwnFunction, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Argument, Call, Name


def of_decorated(evaluator: Evaluate, own: OwnFunction, name: str) -> Values:
    """An attribute that a function has from its decorator; () where that gives none.

    Its call is a call of the function all the same.
    """
    function = own.function
    frame = Frame(own.path, function.scope, function.block, function.place)
    for decorator in function.decorators:
        maker = decorator.function if isinstance(decorator, Call) else decorator
        for value in evaluator.values(maker, frame):
            if not isinstance(value, (Library, Method)):
                continue
            given = evaluator.catalogue.returned(value.name)
            if given and evaluator.catalogue.has_method(given, name):
                call = Call(maker, (Argument(Name(function.name), None, "", function.place),), function.place)
                receiver = value.receiver if isinstance(value, Method) else None
                made = Made(call, frame, value.name, receiver)
                return evaluator.member(Instance(given, made=made, place=function.place), name)
    return ()
