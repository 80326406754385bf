"""Raw sockets: which of them wait for another side, and what else may limit them."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.arguments import named_argument
from timeout_audit.link.bounds import Asked
from timeout_audit.link.clients import Clients
from timeout_audit.link.private import kept_global, kept_local
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Frame, Instance, Items, Library, Made, OwnClass, OwnFunction, Plain, Value
from timeout_audit.link.values.sites import callee_of, site_at
from timeout_audit.model.expression import Attribute, Call, Expr, Name, last_name
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, State

_SEMANTICS = "socket"
_MAKER = "socket.socket"
# Of the others, connect() only notes where to send, and what is received is nobody's answer.
_STREAMS = frozenset({"socket.SOCK_STREAM", "socket.SOCK_SEQPACKET"})
_NUMBERS: dict[object, str] = {1: "socket.SOCK_STREAM", 5: "socket.SOCK_SEQPACKET"}
# The kernel gives up connecting after two minutes, but on the same machine, where it waits for room among those that
# are not accepted yet.
_LOCAL = "socket.AF_UNIX"
_CONNECTING = frozenset(
    {
        *("connect", "connect_ex", "close", "shutdown", "bind", "settimeout", "gettimeout", "setblocking"),
        *("setsockopt", "getsockopt", "getsockname", "getpeername", "fileno"),
    }
)
# Who waits for the socket itself, with a limit of its own or on an event loop.
_WATCHERS = (
    *("select", "register", "add_reader", "add_writer", "sock_connect", "sock_recv", "sock_recv_into", "sock_sendall"),
    *("open_connection", "create_connection", "wait_read", "wait_write"),
)
# Of a connection of urllib3, the methods that give it its socket: it sets the timeout of each request on that before it
# reads the answer, as versions 1.26 and 2 were seen to do.
_OPENING = frozenset({"connect", "_new_conn"})
_CONNECTIONS = ("urllib3.connection.HTTPConnection", "urllib3.connection.HTTPSConnection")
# What is given a socket and leaves its limit alone.
_HARMLESS = frozenset({"wrap_socket", "closing", "enter_context", "print", "isinstance", "bool", "repr", "str", "id"})


class Sockets:
    """Answers for the entries of the semantics "socket"."""

    def __init__(self, evaluator: Evaluator, clients: Clients) -> None:
        self._evaluator = evaluator
        self._clients = clients

    def excused(self, asked: Asked) -> bool:
        """Whether a socket waits for nobody, or has a limit that is said where it is made."""
        made = self._clients.made(asked) if asked.known.wait.semantics == _SEMANTICS else None
        if made is None:
            return False
        return made.name != _MAKER or not any(kind is None or kind in _STREAMS for kind in self._kinds(made))

    def ends(self, asked: Asked) -> bool:
        """Whether a socket without a limit is waited for by others, or by the kernel alone."""
        made = self._clients.made(asked) if asked.known.wait.semantics == _SEMANTICS else None
        if made is None:
            return False
        return self._only_connects(asked, made) or self._is_lent(asked) or self._is_watched(asked, made)

    def undecided(self, asked: Asked) -> Bound | None:
        """Unknown where the code does not tell all that matters; None where it does, and for other entries."""
        reason = self._untold(asked) if asked.known.wait.semantics == _SEMANTICS else None
        return None if reason is None else Bound(State.UNKNOWN, source=asked.call.place, reason=reason)

    def _untold(self, asked: Asked) -> Message | None:
        made = self._clients.made(asked)
        if made is None:
            return msg("the client is made elsewhere")
        if None in self._kinds(made):
            return msg("which kind of socket it is cannot be read")
        name = next(self._others(asked), None)
        return None if name is None else msg("`{name}` is given the socket, and may set a limit", name=f"{name}()")

    def _kinds(self, made: Made) -> list[str | None]:
        """The types that a socket may be of, None for one that cannot be read."""
        found = named_argument(self._evaluator, made.call, made.frame, "type", 1)
        return [_named(value) for value in found[0]] if found is not None else ["socket.SOCK_STREAM"]

    def _only_connects(self, asked: Asked, made: Made) -> bool:
        """Whether nothing is sent or received, so that the kernel ends all that is waited for."""
        program, holder = self._evaluator.program, _holder(asked.call)
        module = program.module(made.frame.path)
        site = site_at(self._evaluator, module, made.frame.scope, made.call.place)
        if site is None or not isinstance(holder, Name) or self._is_local(made):
            return False
        if kept_local(program, module, site) != holder.id and not kept_global(program, module, site):
            return False
        # A variable of the module is used in its functions, too.
        sites = [one for scope, found in module.calls.items() if not site.scope or scope == site.scope for one in found]
        functions = (one.call.function for one in sites)
        return {one.name for one in functions if isinstance(one, Attribute) and one.value == holder} <= _CONNECTING

    def _is_lent(self, asked: Asked) -> bool:
        """Whether a connection of urllib3 takes the socket over, before anything is sent or received."""
        path, scope, holder = asked.frame.path, asked.frame.scope, _holder(asked.call)
        module = self._evaluator.program.module(path)
        function = module.functions.get(scope)
        class_ = module.classes.get(function.owner) if function is not None else None
        if function is None or class_ is None or function.name not in _OPENING:
            return False
        functions = (one.call.function for one in module.calls.get(scope, ()))
        used = {one.name for one in functions if isinstance(one, Attribute) and one.value == holder}
        return used <= _CONNECTING and any(
            name.endswith(_CONNECTIONS) for name in order(self._evaluator, path, class_)[1]
        )

    def _is_local(self, made: Made) -> bool:
        found = named_argument(self._evaluator, made.call, made.frame, "family", 0)
        return found is not None and any(isinstance(one, Library) and one.name == _LOCAL for one in found[0])

    def _is_watched(self, asked: Asked, made: Made) -> bool:
        """Whether somebody is given the socket who waits for it instead."""
        program, local = self._evaluator.program, isinstance(_holder(asked.call), Name) and bool(asked.frame.scope)
        for path in dict.fromkeys((asked.frame.path, made.frame.path)):
            for name in _WATCHERS:
                if not local and program.holds(path, name):
                    program.ask_mentions(path, name)
                sites = program.module(path).named.get(name, ())
                if any(self._gives(path, site, made) for site in sites):
                    return True
        return False

    def _gives(self, path: str, site: CallSite, made: Made) -> bool:
        frame = Frame(path, site.scope, site.block, site.call.place)
        return any(self._is_or_holds(one.value, frame, made) for one in site.call.arguments)

    def _is_or_holds(self, expression: Expr, frame: Frame, made: Made) -> bool:
        return any(self._is(value, made) for value in self._evaluator.values(expression, frame))

    def _is(self, value: Value, made: Made) -> bool:
        if isinstance(value, Items):
            return any(self._is_or_holds(item.expression, item.frame, made) for item in value.items)
        return isinstance(value, Instance) and value.made is not None and value.made.call.place == made.call.place

    def _others(self, asked: Asked) -> Iterator[str]:
        """Functions that are given the socket in the function that connects it, and that are not the project's."""
        path, scope = asked.frame.path, asked.frame.scope
        holder = _holder(asked.call)
        for site in self._evaluator.program.module(path).calls.get(scope, ()):
            name = last_name(site.call.function)
            if name in _HARMLESS or not any(one.value == holder for one in site.call.arguments):
                continue
            if not any(isinstance(one, (OwnFunction, OwnClass)) for one in callee_of(self._evaluator, path, site)):
                yield name or "…"


def _holder(call: Call) -> Expr | None:
    return call.function.value if isinstance(call.function, Attribute) else None


def _named(value: Value) -> str | None:
    """The type of a socket by its name; None where it cannot be read."""
    if isinstance(value, Library):
        return value.name
    return _NUMBERS.get(value.value, "") if isinstance(value, Plain) else None
