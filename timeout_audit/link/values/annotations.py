"""What an annotation tells of a value: the class that it names, or that there is something in any case."""

from __future__ import annotations

from timeout_audit.link.values.kinds import Frame, Instance, Library, OwnClass, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, Const, Expr, Item, Name, Operation, Sequence, chain

_OPTIONAL = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Type", "type", "Required", "NotRequired"}
)
_PRODUCED = frozenset(
    {"AsyncGenerator", "Generator", "AsyncIterator", "Iterator", "AsyncIterable", "Iterable", "Awaitable"}
)
_INJECTED = frozenset({"Depends", "Security"})


def is_never_none(annotation: Expr | None) -> bool:
    """Whether an annotation says that there is a number or text in any case."""
    return isinstance(annotation, Name) and annotation.id in ("int", "float", "str", "timedelta")


def is_limit(evaluator: Evaluate, typed: Values) -> bool:
    """Whether what an annotation names is a timeout, of which it says nothing: None and a default say more."""
    return all(isinstance(one, Instance) and evaluator.catalogue.timeout_object(one.library) for one in typed)


def annotated(evaluator: Evaluate, annotation: Expr | None, frame: Frame) -> Values | None:
    """An object of the class that an annotation names, None where it names none that is followed."""
    if annotation is None:
        return None
    if isinstance(annotation, Item):
        return _subscripted(evaluator, annotation, frame)
    if isinstance(annotation, Operation):
        return next((found for side in annotation.operands if (found := annotated(evaluator, side, frame))), None)
    if isinstance(annotation, Const):
        names = annotation.value.split(".") if isinstance(annotation.value, str) else []
        if not names or not all(name.isidentifier() for name in names):
            return None
        return annotated(evaluator, chain(names), frame)
    objects = (_object_of(evaluator, value) for value in evaluator.values(annotation, frame))
    return tuple(one for one in objects if one is not None) or None


def annotated_alias(evaluator: Evaluate, node: Item, frame: Frame) -> Values | None:
    """An object of the class that ``Annotated[…]`` names where it is no annotation but has a name of its own."""
    head = node.value
    name = head.id if isinstance(head, Name) else getattr(head, "name", "")
    return _subscripted(evaluator, node, frame) if name == "Annotated" else None


def _subscripted(evaluator: Evaluate, annotation: Item, frame: Frame) -> Values | None:
    head = annotation.value
    name = head.id if isinstance(head, Name) else getattr(head, "name", "")
    items = annotation.index.items if isinstance(annotation.index, Sequence) else (annotation.index,)
    if name == "Annotated":
        for item in items[1:]:
            if isinstance(item, Call) and getattr(item.function, "id", getattr(item.function, "name", "")) in _INJECTED:
                return evaluator.values(item, frame)
    if name in _OPTIONAL or name in _PRODUCED:
        return next((found for item in items if (found := annotated(evaluator, item, frame))), None)
    return None


def _object_of(evaluator: Evaluate, value: Value) -> Value | None:
    if isinstance(value, OwnClass):
        return Instance(own=(value.path, value.class_), steps=value.steps)
    if isinstance(value, Library):
        name = evaluator.catalogue.canonical(value.name)
        if evaluator.catalogue.is_class(name):
            return Instance(library=name, steps=value.steps)
    if isinstance(value, Instance):
        # An alias such as ``ClientDep = Annotated[Client, Depends(get_client)]``.
        return value
    return None
