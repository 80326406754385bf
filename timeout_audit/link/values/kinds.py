"""What an expression can turn out to be."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.expression import Call, Expr, Literal
from timeout_audit.model.place import Place
from timeout_audit.model.python import Class, Function
from timeout_audit.model.text import Message
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
    """An expression together with where it is to be evaluated."""

    expression: Expr
    frame: Frame


class Arguments(Struct, frozen=True):
    """The arguments of one call of ``function`` (a scope), by parameter.

    ``rest`` are the entries of ``**kwargs``, ``extra`` the items of ``*args``; ``opaque`` says why some may be unknown.
    """

    function: str
    named: dict[str, tuple[Lazy, ...]]
    rest: dict[str, tuple[Lazy, ...]]
    place: Place
    opaque: Message | None = None
    extra: tuple[Lazy, ...] = ()


class Plain(Struct, frozen=True):
    """A literal: None, a boolean, a number or a string.

    ``default`` says that it holds only where nothing else is configured.
    """

    value: Literal
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    default: bool = False


class Items(Struct, frozen=True):
    """A tuple or list."""

    items: tuple[Lazy, ...]
    place: Place | None = None
    steps: tuple[Step, ...] = ()


class Table(Struct, frozen=True):
    """A dict: its known entries, and why there may be more (None where there are none)."""

    entries: dict[str, tuple[Lazy, ...]]
    more: Message | None = None
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    maybe: frozenset[str] = frozenset()


class Template(Struct, frozen=True):
    """A string of which parts are known: literal text, and ``{}`` where a value was not."""

    text: str
    place: Place | None = None
    steps: tuple[Step, ...] = ()


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
    """How an object came to be: the call of its constructor, and where."""

    call: Call
    frame: Frame
    name: str


class Instance(Struct, frozen=True):
    """An object of a class of a library (``library``) or of the project (``own``: path and class).

    ``made`` is None where the object came from outside (a parameter's annotation).
    """

    library: str = ""
    own: tuple[str, Class] | None = None
    made: Made | None = None
    place: Place | None = None
    steps: tuple[Step, ...] = ()


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


class Unknown(Struct, frozen=True):
    """What the code does not say, with the reason. ``kind``: "caller", "runtime", "code" or "depth"."""

    reason: Message
    kind: str = "code"
    place: Place | None = None
    steps: tuple[Step, ...] = ()
    default: tuple[Value, ...] = ()


Value = (
    Plain
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
    | Unknown
)
Values = tuple[Value, ...]
