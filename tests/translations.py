"""Collects every sentence of the program and keeps the catalogues of its translations.

``python -m tests.translations`` refreshes the template and every language's catalogue, compiles them, and lists what
still has to be translated (in ``timeout_audit/locale/<language>/LC_MESSAGES/timeout_audit.po``, an ordinary gettext
file). It ends with 1 while something is missing.

Collected are the templates given to ``msg`` and ``counted``, the texts marked with ``_``, the rules' documentation
(title, headings and paragraphs), the sentences of the library catalogue, and the command's help.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from msgspec import Struct

from timeout_audit.catalogue.load import library_files, server_files
from timeout_audit.cli.main import shell
from timeout_audit.i18n import DOMAIN, LOCALE, languages, translate_help
from timeout_audit.report.explain import flowing, is_code, paragraphs
from timeout_audit.rules.documentation import all_documentation

PACKAGE = Path(__file__).parent.parent / "timeout_audit"
TEMPLATE = Path(LOCALE) / f"{DOMAIN}.pot"
_MARKS = {"msg": slice(0, 1), "_": slice(0, 1), "counted": slice(1, 3)}
# The fields of the catalogue that hold sentences. "fix" is a driver's, which may as well be an argument: only code.
_SENTENCES = ("why", "note", "unsafe", "text", "fix", "decoys", "remedy", "elsewhere", "holds", "unproven")
_HEAD = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_HOLES = re.compile(r"\{[a-z_]+\}")
_ARGUMENT = re.compile(r"\w+=")


def holes(text: str) -> list[str]:
    """The holes of a template, sorted."""
    return sorted(_HOLES.findall(text))


def marked() -> Iterator[tuple[str, ast.Call, list[str] | None]]:
    """Every call of the program that marks templates: its file, itself, and the templates that it may be given.

    The syntax tree is read rather than the tokens, so that a call inside of an f-string counts too. A template may
    have a name, or be one of several. None stands for what is neither literal nor an attribute of the catalogue's.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        for call, named in _calls(ast.parse(path.read_text("utf-8")), {}):
            assert isinstance(call.func, ast.Name)
            found = [_literals(argument, named) for argument in call.args[_MARKS[call.func.id]]]
            texts = None if None in found else [text for part in found if part for text in part]
            yield path.relative_to(PACKAGE).as_posix(), call, texts


def _calls(node: ast.AST, named: Mapping[str, ast.expr]) -> Iterator[tuple[ast.Call, Mapping[str, ast.expr]]]:
    """The marking calls below ``node``, each with the names that have a value where it stands."""
    if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
        own = (inner for inner in ast.walk(node) if isinstance(inner, ast.Assign))
        values = {target.id: inner.value for inner in own for target in inner.targets if isinstance(target, ast.Name)}
        named = {**named, **values}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
        yield node, named
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, named)


def _literals(node: ast.expr, named: Mapping[str, ast.expr]) -> list[str] | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in named:
        return _literals(named[node.id], {})
    if isinstance(node, ast.IfExp):
        parts = [_literals(node.body, named), _literals(node.orelse, named)]
        return None if None in parts else [text for part in parts if part for text in part]
    if isinstance(node, ast.Subscript):
        return _literals(node.value, named)
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in _literals(value, named) or ()]
    return [] if isinstance(node, ast.Attribute) else None


def _from_code() -> Iterator[tuple[str, str]]:
    for path, _call, texts in marked():
        yield from ((text, path) for text in texts or ())


def _from_rules() -> Iterator[tuple[str, str]]:
    for page in all_documentation():
        where = f"rules/{page.rule.code}"
        yield page.title, where
        for heading, section in page.sections:
            yield heading, where
            yield from ((flowing(part), where) for part in paragraphs(section) if not is_code(part))


def _from_catalogue() -> Iterator[tuple[str, str]]:
    """Every sentence of the files about libraries and servers, wherever it stands in them."""
    for library in library_files():
        yield from ((text, f"catalogue/{library.library.name}") for text in _sentences(library))
    for file in server_files():
        yield from ((text, f"catalogue/servers/{file.server.name}") for text in _sentences(file))


def _from_help() -> Iterator[tuple[str, str]]:
    """The help of the command, of its sub-commands and of all their options."""
    texts: list[str] = []

    def collect(text: str) -> str:
        texts.append(text)
        return text

    commands: list[click.Command] = [shell]
    while commands:
        command = commands.pop()
        translate_help(command, collect)
        if isinstance(command, click.Group):
            context = click.Context(command)
            found = (command.get_command(context, name) for name in command.list_commands(context))
            commands += (inner for inner in found if inner)
    return ((text, "cli") for text in texts)


def _sentences(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if name in _SENTENCES and not (name == "fix" and _ARGUMENT.match(value)):
            yield value
    elif isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from _sentences(getattr(value, field), field)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _sentences(inner, name)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _sentences(inner, name)


def template() -> Catalog:
    """All that is to be translated, with the files that it comes from."""
    catalog = Catalog(project="timeout-audit", domain=DOMAIN, charset="utf-8", fuzzy=False)
    for source in (_from_code(), _from_rules(), _from_catalogue(), _from_help()):
        for text, where in source:
            if any(char.isalpha() for char in _HOLES.sub("", text)):
                catalog.add(text, locations=[(where, 0)])
    for message in catalog:
        message.locations = sorted(set(message.locations))
        message.flags.discard("python-format")
        message.flags.discard("python-brace-format")
    return catalog


def catalogue_path(language: str) -> Path:
    """The catalogue that a translator edits."""
    return Path(LOCALE) / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def click_path(language: str) -> Path:
    """The catalogue of click's own sentences, which is kept by hand: they change with click's versions."""
    return Path(LOCALE) / language / "LC_MESSAGES" / "click.po"


def load(path: Path) -> Catalog:
    """A catalogue from its file."""
    with path.open("rb") as file:
        return read_po(file, domain=DOMAIN)


def dump(catalog: Catalog) -> bytes:
    """A catalogue as its file holds it: sorted, without dates and line numbers, so that it changes with its text."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_output=True, include_lineno=False, omit_header=True, ignore_obsolete=True)
    return _HEAD.format(language=catalog.locale or "").encode() + buffer.getvalue()


class _Compiled(Catalog):
    """A catalogue whose head says nothing about days and tools, so that equal texts give equal files."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What the program needs to read it."""
        return [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", self.plural_forms)]


def compiled(catalog: Catalog) -> bytes:
    """The form that the program reads."""
    finished = _Compiled(locale=catalog.locale, charset="utf-8")
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            finished.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, finished)
    return buffer.getvalue()


def missing(catalog: Catalog) -> list[Message]:
    """What has no translation, or one that has to be looked at again."""
    return [message for message in catalog if message.id and (message.fuzzy or not message.string)]


def refresh() -> dict[str, list[Message]]:
    """Write template, catalogues and compiled catalogues; what each language still misses."""
    source = template()
    TEMPLATE.write_bytes(dump(source))
    left = {}
    for language in languages()[1:]:
        path = catalogue_path(language)
        catalog = load(path) if path.exists() else Catalog(locale=language, domain=DOMAIN)
        catalog.update(source)
        for message in catalog:
            message.previous_id = []
        path.write_bytes(dump(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        left[language] = missing(catalog)
        click_path(language).with_suffix(".mo").write_bytes(compiled(load(click_path(language))))
    return left


def main() -> int:
    """Refresh everything, and list what is missing."""
    left = refresh()
    for language, messages in left.items():
        for message in messages:
            what = "look again" if message.fuzzy else "missing"
            sys.stdout.write(f"{catalogue_path(language)}: {what}: {message.id}\n")
    return int(any(left.values()))


if __name__ == "__main__":
    sys.exit(main())
