"""Adapters of requests: which one a URL is sent through, whether it writes a timeout, where it makes its pools."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.bounds import Asked
from timeout_audit.link.objects import Objects
from timeout_audit.link.overrides import Overrides
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Computed, Frame, Instance, Plain, Value, Values
from timeout_audit.link.values.strings import text_of

# ``send(request, stream, timeout, …)``
_POSITION = 2
_GENERAL = ("http://", "https://")
_ADAPTER = "requests.adapters.HTTPAdapter"
_MAKING_POOLS = frozenset(
    {"init_poolmanager", "proxy_manager_for", "get_connection", "get_connection_with_tls_context"}
)


class _Mounted(Struct, frozen=True):
    """An adapter that is mounted for a prefix, and where."""

    prefix: str
    adapter: Value
    frame: Frame


class Adapters:
    """Answers for sessions on which adapters of the project are mounted."""

    def __init__(self, evaluator: Evaluator, objects: Objects, overrides: Overrides) -> None:
        self._evaluator = evaluator
        self._objects = objects
        self._overrides = overrides

    def verdict(self, asked: Asked) -> Verdict:
        """What the adapter for the call's URL says; "absent" where it says nothing."""
        receiver = asked.receiver
        if receiver is None or not asked.known.wait.adapters:
            return ABSENT
        for adapter in self._chosen(asked, receiver, self._url(asked)):
            spec = Timeout(
                keyword="timeout",
                position=_POSITION,
                pair=asked.known.wait.timeout[0].pair if asked.known.wait.timeout else 1,
            )
            given: Values = (Plain(None),)
            through = self._overrides.question("send", adapter, spec, given, asked.call.place)
            for own in self._evaluator.member(adapter, "send"):
                verdict = self._overrides.decided(through, own)
                if verdict.bound is not None:
                    return verdict
        return ABSENT

    def _url(self, asked: Asked) -> str:
        """The URL of the call as far as it is known, "" for one that is not."""
        name = asked.known.wait.calls[0].rpartition(".")[2]
        found = named_argument(self._evaluator, asked.call, asked.frame, "url", 1 if name == "request" else 0)
        texts = [text_of(value) for value in found[0]] if found is not None else []
        return texts[0].partition("{}")[0].lower() if len(texts) == 1 and texts[0] else ""

    def _chosen(self, asked: Asked, receiver: Instance, url: str) -> list[Instance]:
        """The adapters of the project that may send the URL: the longest prefix wins, as in requests."""
        mounted = list(self._mounted(receiver))
        if not url:
            mounted = [one for one in mounted if one.prefix in _GENERAL]
        else:
            mounted = [one for one in mounted if url.startswith(one.prefix)]
            longest = max((len(one.prefix) for one in mounted), default=0)
            mounted = [one for one in mounted if len(one.prefix) == longest]
        left = [one for one in mounted if not any(self._replaces(asked, receiver, other, one) for other in mounted)]
        found = (one.adapter for one in left)
        return [value for value in found if isinstance(value, Instance) and value.own is not None]

    def _mounted(self, receiver: Instance) -> Iterator[_Mounted]:
        for site, frame in self._objects.calls_on(receiver, "mount"):
            prefix = named_argument(self._evaluator, site.call, frame, "prefix", 0)
            adapter = named_argument(self._evaluator, site.call, frame, "adapter", 1)
            if prefix is not None and adapter is not None:
                texts = [(text_of(value) or "").lower() for value in prefix[0]]
                yield from (_Mounted(text, value, frame) for text in texts for value in adapter[0])

    def _replaces(self, asked: Asked, receiver: Instance, later: _Mounted, earlier: _Mounted) -> bool:
        """Whether an adapter surely takes the place of another one that was mounted for the same prefix."""
        known = isinstance(later.adapter, (Instance, Computed))
        if later.prefix != earlier.prefix or later.frame.at is None or earlier.frame.at is None or not known:
            return False
        here = _scope(later.frame) == _scope(asked.frame)
        if here and later.frame.at > asked.call.place:
            return False
        if _scope(later.frame) == _scope(earlier.frame):
            return later.frame.block in (0, earlier.frame.block) and later.frame.at > earlier.frame.at
        if receiver.made is None or _scope(earlier.frame) != _scope(receiver.made.frame):
            return False
        # What made the session has mounted one; the function of the call, or a method of its class, another one.
        if here:
            branches = self._evaluator.program.module(later.frame.path).branches(later.frame.scope)
            return branches.encloses(later.frame.block, asked.frame.block)
        functions = self._evaluator.program.module(asked.frame.path).functions
        owners = [function.owner for one in (later, asked) if (function := functions.get(one.frame.scope)) is not None]
        same = len(owners) == 2 and owners[0] == owners[1] != "" and later.frame.path == asked.frame.path
        return same and not later.frame.block


def _scope(frame: Frame) -> tuple[str, str]:
    return frame.path, frame.scope


def makes_pools(evaluator: Evaluator, module: Module, scope: str) -> bool:
    """Whether a method makes the pools of an adapter, which sends each request with the timeout of that request."""
    function = module.functions.get(scope)
    class_ = module.classes.get(function.owner) if function is not None else None
    if function is None or class_ is None or function.name not in _MAKING_POOLS:
        return False
    return _ADAPTER in order(evaluator, module.path, class_)[1]
