"""The part of a file that can matter, as a smaller Python file with a map of its lines.

Kept are the functions, methods and statements that mention a name which leads to a wait, what these define (until
nothing new turns up), and what they lean on: the imports and constants whose names they mention, the heads of their
classes and ``__init__``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.readers.python.atoms import as_entry, key_of
from timeout_audit.readers.python.carriers import Carriers
from timeout_audit.readers.python.cut import Slice, lean, reduce, words
from timeout_audit.readers.python.layout import Layout
from timeout_audit.readers.python.learned import Members, Passed
from timeout_audit.readers.python.learning import learn
from timeout_audit.readers.python.mentions import Mentions
from timeout_audit.readers.python.sieve import ImportText
from timeout_audit.readers.python.told import Told, tell
from timeout_audit.readers.python.units import Unit


class Root(Struct, frozen=True, array_like=True):
    """A name of this file that leads to a wait through another file of the project.

    ``local`` is the name here, dotted where it is reached through a module (``clients.session``); ``gives``,
    ``givers``, ``wrappers`` and ``answers`` are those of what it was exported as. A ``loose`` root is an attribute of
    something that cannot be followed (``state.client``), or how an entry of a configuration is read. A root whose
    ``parameter`` is set is a function of this file that is handed an object to follow, or one of which the ``givers``
    are; with a dot, it is a class whose objects are given it as an attribute. A root with a ``library`` is what another
    file imported under that dotted name, and is no object. ``held`` and ``bounding`` are those of the export.
    """

    local: str
    loose: bool = False
    gives: bool = False
    givers: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    parameter: str | int | None = None
    library: str = ""
    held: bool = False
    bounding: tuple[tuple[str, str | int], ...] = ()


class Export(Struct, frozen=True, array_like=True):
    """A name of the module through which other files can reach a wait.

    ``gives`` says that it is, or returns, an object to follow. ``givers`` are its attributes that do, ``wrappers`` its
    methods that hand their arguments on to a wait. ``answers`` are its methods that give a response, with "" where it
    does itself. A ``loose`` name (``state.client``) is an attribute of something that cannot be followed. One that is
    ``held`` is, or gives, an object of a class, whose members these are. ``bounding`` are positions and names of
    arguments that bound a wait, each with the method that they belong to, "" for its own.
    """

    name: str
    gives: bool = False
    givers: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    loose: bool = False
    held: bool = False
    bounding: tuple[tuple[str, str | int], ...] = ()


class Slicer:
    """Finds the part of one file that leads to a wait. It grows as other files hand the file something new."""

    def __init__(self, layout: Layout, imports: Sequence[ImportText], vocabulary: Vocabulary) -> None:
        self.layout = layout
        self.carriers = Carriers(vocabulary, {})
        self._mentions = Mentions(layout.source, self.carriers)
        self._kept: dict[Unit, Told] = {}
        self._planted: set[str] = set()
        self._known: frozenset[tuple[str, str]] = frozenset()
        self._words: dict[Unit, frozenset[str]] = {}
        self._seed(imports, vocabulary)

    def grow(self, roots: Iterable[Root] = ()) -> None:
        """Take in ``roots``, and what follows from them.

        Raises:
            Uncut: where a part of the text does not stand alone.

        """
        for root in roots:
            self._plant(root)
        before = -1
        while before != (before := len(self._kept) + self.carriers.size()):
            self._keep(unit for offset in self._mentions.new() if (unit := self.layout.unit_at(offset)))
            self._keep(member for unit in tuple(self._kept) for member in unit.members if self._receives(unit, member))
            self._learn()

    def _learn(self) -> None:
        """Ask the kept units that are new, and those that mention what was learned since they were asked."""
        known = self.carriers.known()
        fresh = {word for _, name in known - self._known for word in name.split(".")}
        self._known = known
        for unit in sorted(self._kept, key=lambda unit: unit.start):
            words = self._words.get(unit)
            if words is None:
                self._words[unit] = self._words_of(unit)
            elif fresh.isdisjoint(words):
                continue
            learn(self.carriers, unit, self._kept[unit])

    def _words_of(self, unit: Unit) -> frozenset[str]:
        """The words of a unit, and those of the head of its class."""
        found = set(words(self.layout, unit))
        if unit.owner is not None:
            found.update(unit.owner.names, *(base.split(".") for base in _bases(unit)))
        return frozenset(found)

    @property
    def keeps(self) -> bool:
        """Whether anything of the file is kept."""
        return bool(self._kept)

    def _keep(self, units: Iterable[Unit]) -> None:
        for unit in units:
            one: Unit | None = unit
            while one is not None and one not in self._kept:
                self._kept[one] = tell(self.layout.node(one), _bases(one), whole=not one.members)
                one = one.owner

    def _receives(self, unit: Unit, member: Unit) -> bool:
        """Whether a member gives a class its objects to follow, or what bounds its waits."""
        carriers = self.carriers
        if member.kind == "function":
            known = carriers.classes.get(unit.path)
            asked = unit.names[0] in carriers.received or unit.path in carriers.bounds
            asked = asked or (known is not None and "__init__" in known.wrappers)
            return asked and member.names[0] == "__init__"
        return not carriers.bounds.get(unit.path, set()).isdisjoint(member.names)

    def exports(self) -> tuple[Export, ...]:
        """What other files can reach a wait through.

        Raises:
            Uncut: where a part of the text does not stand alone.

        """
        carriers, found = self.carriers, []
        known = carriers.names | carriers.classes.keys()
        for name in sorted(known | carriers.objects.keys()):
            if any(map(carriers.vocabulary.knows, carriers.targets.get(name, ()))):
                continue
            if "." in name or not (name in self._planted or self.layout.binds(name)):
                continue  # who reaches something through a module imports that module, too
            members = carriers.classes.get(name) or carriers.objects.get(name) or Members()
            answering = members.answering | ({""} if name in carriers.answering else set())
            givers, wrappers, answers = (tuple(sorted(one)) for one in (members.givers, members.wrappers, answering))
            bounding = carriers.bounding_of(name, members)
            held = name not in known
            found.append(Export(name, name in carriers.givers, givers, wrappers, answers, held=held, bounding=bounding))
        found += [Export(name, gives=True, loose=True) for name in sorted(carriers.loose)]
        return tuple(found)

    def passes(self) -> tuple[Passed, ...]:
        """The functions of other files that are handed an object to follow, or one that holds some."""
        return tuple(sorted(self.carriers.passes, key=str))

    def slice(self) -> Slice:
        """The part as it is now.

        Raises:
            Uncut: where a part of the text does not stand alone.

        """
        kept = {unit for unit in self._kept if unit.kind != "import"}
        lean(self.layout, kept)
        text, lines = reduce(self.layout, kept)
        carriers = self.carriers
        openers = carriers.vocabulary.openers | carriers.names | carriers.attributes
        return Slice(text, lines, openers, carriers.leads())

    # -- where it begins -----------------------------------------------------------------------------------------

    def reexports(self) -> dict[str, tuple[str, ...]]:
        """What this file imported of libraries and others may import from it: local names to dotted ones."""
        knows, targets = self.carriers.vocabulary.knows, self.carriers.targets
        found = ((local, tuple(filter(knows, targets[local]))) for local in targets if "." not in local)
        return {local: known for local, known in found if known}

    def _seed(self, imports: Iterable[ImportText], vocabulary: Vocabulary) -> None:
        carriers = self.carriers
        for entry in imports:
            for written, local in entry.bound():
                if local == "*":
                    for name in vocabulary.children.get(written[:-2], ()):
                        carriers.add_target(name, f"{written[:-2]}.{name}")
                    continue
                through = not entry.module and "." in written and local == written.partition(".")[0]
                carriers.add_target(local, local if through else written)
        for local, targets in carriers.targets.items():
            for target in targets:
                self._seek(local, target)

    def _seek(self, local: str, target: str) -> None:
        """Look for a name that was imported as ``target``."""
        vocabulary = self.carriers.vocabulary
        if vocabulary.is_leaf(target):
            self._mentions.names.add(local)
        if following := vocabulary.following(target):
            self._mentions.modules[local] = self._mentions.modules.get(local, frozenset()) | following

    def _plant(self, root: Root) -> None:
        carriers, last = self.carriers, root.local.rpartition(".")[2]
        if root.library:
            carriers.add_target(root.local, root.library)
            self._seek(root.local, root.library)
        elif isinstance(root.parameter, str) and root.parameter.startswith("."):
            attribute = root.parameter[1:]
            carriers.add_class(last).givers.add(attribute)
            carriers.attributes.add(attribute)
            carriers.giver_attributes.add(attribute)
        elif root.parameter is not None and root.givers:
            carriers.attributes.update(root.givers)
            carriers.giver_attributes.update(root.givers)
        elif root.parameter is not None:
            carriers.received.setdefault(last, set()).add(root.parameter)
            carriers.definitions.add(last)
        elif root.loose:
            last = as_entry(key) if (key := key_of(root.local)) else last
            carriers.giver_attributes.add(last)
            carriers.attributes.add(last)
            if not root.local.startswith("."):
                self._mentions.tails.add(root.local)
        else:
            self._plant_export(root)

    def _plant_export(self, root: Root) -> None:
        carriers = self.carriers
        self._planted.add(root.local)
        if not root.held:
            carriers.names.add(root.local)
        if root.gives:
            carriers.givers.add(root.local)
        if "" in root.answers:
            carriers.answering.add(root.local)
        carriers.attributes.update(root.givers, (name for name in root.wrappers if name != "__init__"))
        carriers.giver_attributes.update(root.givers)
        methods = {name for name in root.answers if name}
        carriers.answering_attributes |= methods
        for member, key in root.bounding:
            carriers.bounding.setdefault(f".{member}" if member else root.local, set()).add(key)
        if root.givers or root.wrappers:
            members = carriers.add_object(root.local) if root.held else carriers.add_class(root.local)
            members.givers.update(root.givers)
            members.wrappers.update(root.wrappers)
            members.answering |= methods


def _bases(unit: Unit) -> tuple[str, ...]:
    """The bases of the class that a unit belongs to, as far as they are names."""
    return unit.owner.bases if unit.owner else ()
