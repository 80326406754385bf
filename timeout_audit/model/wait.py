"""Waits and what bounds them."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.text import Message


class Layer(str, Enum):
    """What kind of thing the service waits on. The order is the order of reports."""

    SERVER = "server"
    DATABASE = "database"
    CACHE = "cache"
    BROKER = "broker"
    HTTP = "http"
    RESPONSE = "response"
    RPC = "rpc"
    CLOUD = "cloud"
    MAIL = "mail"
    SSH = "ssh"
    PROCESS = "process"


class State(str, Enum):
    """What limits a wait."""

    EXPLICIT = "explicit"
    DEFAULT = "default"
    NONE = "none"
    DISABLED = "disabled"
    INEFFECTIVE = "ineffective"
    UNKNOWN = "unknown"


class Confidence(str, Enum):
    """How sure the audit is: high where every step was read, medium where a convention was relied on."""

    MEDIUM = "medium"
    HIGH = "high"


class Blocks(str, Enum):
    """What stands still while a wait lasts: the event loop, one thread of a pool, one task, or a queue's process."""

    WORKER = "worker"
    THREAD = "thread"
    TASK = "task"
    PROCESS = "process"


class Step(Struct, frozen=True):
    """One link in the chain of evidence behind a verdict."""

    text: Message
    place: Place | None = None


class Bound(Struct, frozen=True):
    """What limits a wait, and how we know.

    ``seconds`` is the limit in seconds where it could be computed; ``expression`` the source text it was computed
    from; ``source`` where that is written. ``reason`` says why the state is what it is where the state alone does not
    (``unknown``, ``ineffective``, ``disabled``); ``steps`` is the whole chain, for ``timeout-audit why``.
    """

    state: State
    seconds: float | None = None
    expression: str | None = None
    source: Place | None = None
    reason: Message | None = None
    steps: tuple[Step, ...] = ()


class Remedy(Struct, frozen=True):
    """How to give a wait its bound: a line for people, and the pieces that ``--fix`` needs.

    ``kind`` says what happens at ``place``; "" leaves it to people, and ``refused`` says why where the text does not.

    - "keyword": the call gets the argument ``keyword=value``; one that is there already gives up None or 0 for it. A
      ``value`` that is a dict is joined with the dict that is there, text with the text.
    - "value": the argument, which is None or 0, becomes ``value``; inside a tuple it becomes ``item``.
    - "partial": the argument, a function, becomes ``functools.partial`` of it with ``keyword=value``.
    - "attribute": the object that the call makes gets ``keyword = value``, in a line of its own.
    - "query": the URL that stands in the call gets ``keyword=value``.
    - "with": the statement that names the call's result becomes a ``with`` around those that use it.
    - "check": the call's result is asked by ``keyword()``.
    - "words": the command whose last word stands there gets ``keyword value``, in the syntax of its ``form``.
    - "word": the word becomes ``value``.
    - "json": the list in appearance becomes one of JSON.
    - "variable": in the word, ``keyword`` becomes ``value``.
    - "setting": the file gets the setting ``keyword`` below the one whose value stands there.
    - "rename": the setting called ``form`` whose value stands there is called ``keyword``.

    ``value`` is source text in which names of other modules are dotted; ``imports`` lists those names. ``unsafe`` says
    why a fix would change more than the wait; None means it is safe. ``also`` are the same for further places that
    must be mended together.
    """

    text: Message
    kind: str = ""
    place: Place | None = None
    keyword: str = ""
    value: str = ""
    unsafe: Message | None = None
    imports: tuple[str, ...] = ()
    item: str = ""
    form: str = ""
    refused: Message | None = None
    also: tuple[Remedy, ...] = ()


class Route(Struct, frozen=True):
    """The words by which a program of the project's own comes to a wait, each with the names that it may have.

    ``program`` is the server whose own command the last of them is, and which reads what stands behind; "" for none.
    """

    words: tuple[tuple[str, ...], ...]
    program: str = ""


# Roles of launches that lack a limit without anybody waiting for it, or where another rule says it.
ELSEWHERE = ("override", "development", "broken")


class Wait(Struct, frozen=True):
    """A place where the service waits on something outside itself.

    ``settled`` says that nobody has to choose: the library's default is enough, or each call has a limit of its own.

    ``api`` is the library's name for it ("requests.Session.get", "uvicorn"), ``library`` the distribution and
    ``version`` the version that the audited project pins ("" where it does not). ``parameter`` names the limit in
    question where one call has several ("blocked_connection_timeout"). ``role`` is "call", "client" (a constructor
    whose methods wait), "launch" or "response"; a launch may also be an "override" (its command replaces one of its
    image that had set the limit), in "grace" (the orchestrator kills it before its limit is over), "broken" (it does
    not start) or for "development" (a developer's shortcut that reloads). ``blocks`` is None where nothing could be
    said; ``beneath`` says that the worker is stopped in a plain function that an ``async def`` calls. ``shown`` is the
    name that the code itself uses where that is another one ("openai.AsyncOpenAI" for "openai.OpenAI"), or those of all
    that it may be with a "/" between them, else "". ``route`` says which words of a command lead there, None where the
    code does not tell.
    """

    layer: Layer
    api: str
    place: Place
    bound: Bound
    library: str = ""
    version: str = ""
    parameter: str = "timeout"
    role: str = "call"
    function: str = ""
    blocks: Blocks | None = None
    beneath: bool = False
    confidence: Confidence = Confidence.HIGH
    remedy: Remedy | None = None
    settled: bool = False
    also: tuple[Place, ...] = ()
    notes: tuple[Message, ...] = ()
    docs: str = ""
    shown: str = ""
    route: Route | None = None
