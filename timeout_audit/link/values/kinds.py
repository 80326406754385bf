"""What an expression can turn out to be."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.model.expression import Call, Expr, Literal
from timeout_audit.model.place import Place
from timeout_audit.model.python import Class, Function
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Step


class Frame(Struct, frozen=True):
    """Where an expression is evaluated: the file, the scope, and the point reached in it.

    ``arguments`` are the arguments of the call that entered the function, where one is being followed; ``instance`` is
    what ``self`` is. A frame without arguments stands for every call.
    """

    path: str
    scope: str
    block: int = 0
    at: Place | None = None
    arguments: Arguments | None = None
    instance: Instance | None = None


class Lazy(Struct, frozen=True):
    """An expression together with where it is to be evaluated, or its values where these are known already."""

    expression: Expr
    frame: Frame
    known: Values = ()


CIRCLE = msg("it is defined by itself")
UNSEEN = msg("the function is given to something whose calls of it are not seen")


class Arguments(Struct, frozen=True):
    """The arguments of one call of ``function`` (a scope), by parameter.

    ``rest`` are the entries of ``**kwargs``, ``extra`` the items of ``*args``; ``opaque`` says why some may be unknown.
    ``forwarded`` says through which function the call itself was given what it hands on as ``**kwargs``.
    ``maybe`` are the keywords that are given on some paths only.
    """

    function: str
    named: dict[str, tuple[Lazy, ...]]
    rest: dict[str, tuple[Lazy, ...]]
    place: Place
    opaque: Message | None = None
    extra: tuple[Lazy, ...] = ()
    forwarded: Handed | None = None
    maybe: frozenset[str] = frozenset()


class Handed(Struct, frozen=True):
    """That a value came through a parameter of a function of the project, ``places`` being the calls that did it.

    ``omitted`` says that the calls gave nothing: the value is the parameter's default, or (``**``) it is absent.
    ``others`` are functions with a parameter of that name through which the same came.
    """

    function: str
    parameter: str
    places: tuple[Place, ...]
    omitted: bool = False
    others: tuple[str, ...] = ()


class Absent(Struct, frozen=True):
    """That a dict, written at ``place``, has no entry under ``key``: its ``get()`` gives None."""

    key: str
    place: Place | None


class Plain(Struct, frozen=True):
    """A literal: None, a boolean, a number or a string.

    ``default`` says that it holds only where nothing else is configured, ``absent`` that nobody wrote the None.
    """

    value: Literal
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    default: bool = False
    handed: Handed | None = None
    absent: Absent | None = None


class Missing(Struct, frozen=True):
    """An argument that is not given, on some path or by some caller."""

    place: Place | None = None
    steps: tuple[Step, ...] = ()
    handed: Handed | None = None


class Items(Struct, frozen=True):
    """A tuple or list; ``names`` are those of its items, where it has such."""

    items: tuple[Lazy, ...]
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    names: tuple[str, ...] = ()


class Table(Struct, frozen=True):
    """A dict: its known entries, and why there may be more (None where there are none).

    The entry ``*`` holds the values that were set under keys which cannot be read; those in ``maybe`` are there on some
    paths only, those of them in ``chosen`` where an entry of the dict says so that cannot be read.
    """

    entries: dict[str, tuple[Lazy, ...]]
    more: Message | None = None
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    maybe: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    handed: Handed | None = None


class Template(Struct, frozen=True):
    """A string of which parts are known: literal text, and ``{}`` where a value was not. ``default`` as with Plain."""

    text: str
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    default: bool = False


class Computed(Struct, frozen=True):
    """A value that is not known but is certainly not None."""

    source: str
    place: Place | None = None
    steps: tuple[Step, ...] = ()


class Library(Struct, frozen=True):
    """A module, class, function or constant outside the project, by its dotted name."""

    name: str
    place: Place | None = None
    steps: tuple[Step, ...] = ()


class Made(Struct, frozen=True):
    """How an object came to be: the call that made it, and where; ``receiver`` is what a method made it of."""

    call: Call
    frame: Frame
    name: str
    receiver: Instance | None = None


class Instance(Struct, frozen=True):
    """An object of a class of a library (``library``) or of the project (``own``: path and class).

    ``made`` is None where the object came from outside (a parameter's annotation), and where it is ``part`` of another
    one: an attribute that is an object.
    """

    library: str = ""
    own: tuple[str, Class] | None = None
    made: Made | None = None
    part: Method | None = None
    place: Place | None = None
    steps: tuple[Step, ...] = ()

    @property
    def identity(self) -> object:
        """What tells objects apart: their class, the call that made them, and on whose behalf it did."""
        own = (self.own[0], self.own[1].qualname) if self.own else None
        if self.part is not None:
            return self.library, self.part.name, self.part.receiver.identity
        if self.made is None:
            return self.library, own
        arguments = self.made.frame.arguments
        return self.library, own, self.made.call.place, arguments.place if arguments else None

    @property
    def whole(self) -> Instance:
        """The object that was made, or came from outside: not a part of it."""
        return self if self.part is None else self.part.receiver.whole


class Method(Struct, frozen=True):
    """A method of a library's class, bound to the object that it is called on."""

    name: str
    receiver: Instance
    steps: tuple[Step, ...] = ()
    place: Place | None = None


class OwnFunction(Struct, frozen=True):
    """A function or method of the project."""

    path: str
    function: Function
    receiver: Instance | None = None
    steps: tuple[Step, ...] = ()
    place: Place | None = None


class OwnClass(Struct, frozen=True):
    """A class of the project."""

    path: str
    class_: Class
    steps: tuple[Step, ...] = ()
    place: Place | None = None


class OwnModule(Struct, frozen=True):
    """A module of the project."""

    path: str
    steps: tuple[Step, ...] = ()
    place: Place | None = None


class Partial(Struct, frozen=True):
    """``functools.partial``: a callable with arguments already given."""

    function: Value
    call: Call
    frame: Frame
    steps: tuple[Step, ...] = ()
    place: Place | None = None


class Parent(Struct, frozen=True):
    """``super()``: the classes after ``after`` in the order of ``instance``'s class."""

    instance: Instance
    after: tuple[str, str]
    steps: tuple[Step, ...] = ()
    place: Place | None = None


class Joined(Struct, frozen=True):
    """Conditions of a library under one operator: ``a | b`` is met with any of the ``parts``, ``a & b`` with all."""

    operator: str
    parts: tuple[Values, ...]
    place: Place | None = None
    steps: tuple[Step, ...] = ()


class Unknown(Struct, frozen=True):
    """What the code does not say, with the reason. ``kind``: "caller", "runtime", "code", "depth" or "cycle".

    ``not_none`` says that it is something in any case.
    """

    reason: Message
    kind: str = "code"
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    not_none: bool = False


Value = (
    Plain
    | Missing
    | Items
    | Table
    | Template
    | Computed
    | Library
    | Instance
    | Method
    | OwnFunction
    | OwnClass
    | OwnModule
    | Partial
    | Parent
    | Joined
    | Unknown
)
Values = tuple[Value, ...]


# Steps that a value remembers at its beginning and at its end; those between them are left out.
_STEPS = 12


def through(value: Value, step: Step) -> Value:
    """The same value, come through one step more."""
    steps = value.steps if len(value.steps) < 2 * _STEPS else (*value.steps[:_STEPS], *value.steps[1 - _STEPS :])
    return replace(value, steps=(*steps, step))
