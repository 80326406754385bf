"""Every sentence has its translation, whole and current. ``python -m tests.translations`` mends most of what fails."""

import re
import string
import unicodedata
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog

from tests.translations import TEMPLATE, catalogue_path, click_path, compiled, dump, holes, load, marked, template
from timeout_audit.i18n import languages, translator

LANGUAGES = pytest.mark.parametrize("language", languages()[1:])


def texts(catalog: Catalog) -> dict[str, str]:
    return {message.id: message.string for message in catalog if message.id}


def said(language: str) -> dict[str, str]:
    """What is translated; that nothing is missing has a test of its own."""
    catalog = load(catalogue_path(language))
    return {message.id: message.string for message in catalog if message.id and message.string and not message.fuzzy}


def test_there_is_vietnamese() -> None:
    assert languages() == ("en", "vi")


def test_the_template_is_current() -> None:
    assert TEMPLATE.read_bytes() == dump(template()), "run python -m tests.translations"


@LANGUAGES
def test_nothing_is_missing(language: str) -> None:
    catalog = load(catalogue_path(language))
    left = [text for text in texts(template()) if not texts(catalog).get(text) or catalog[text].fuzzy]
    assert left == []


@LANGUAGES
def test_nothing_is_kept_that_nobody_says(language: str) -> None:
    assert set(texts(load(catalogue_path(language)))) <= set(texts(template()))


@LANGUAGES
def test_no_hole_is_lost_or_invented(language: str) -> None:
    wrong = {text: other for text, other in said(language).items() if holes(text) != holes(other)}
    assert wrong == {}


@LANGUAGES
def test_code_and_commands_stay_as_they_are(language: str) -> None:
    """What stands between backticks is code, and code is not translated."""
    code = re.compile(r"`[^`]+`")
    wrong = {
        text: other
        for text, other in said(language).items()
        if sorted(code.findall(text)) != sorted(code.findall(other))
    }
    assert wrong == {}


@LANGUAGES
def test_text_is_composed_and_clean(language: str) -> None:
    """Composed characters take one cell each, so that columns are straight."""
    for text in said(language).values():
        assert text == unicodedata.normalize("NFC", text)
        assert text == text.strip()


@LANGUAGES
def test_capitals_and_stops_are_those_of_the_original(language: str) -> None:
    for text, other in said(language).items():
        assert text[-1] in ".:" or other[-1] not in ".:", other
        assert text[-1] not in ".:" or other[-1] == text[-1], other
        if text[0].isalpha() and other[0].isalpha():
            assert text[0].isupper() == other[0].isupper(), other


@LANGUAGES
def test_the_compiled_catalogue_is_current(language: str) -> None:
    for path in (catalogue_path(language), click_path(language)):
        assert path.with_suffix(".mo").read_bytes() == compiled(load(path)), "run python -m tests.translations"


@LANGUAGES
def test_the_program_speaks_what_the_catalogue_says(language: str) -> None:
    translate = translator(language)
    assert all(translate(text) == other for text, other in said(language).items())


@LANGUAGES
def test_clicks_sentences_get_what_click_gives_them(language: str) -> None:
    with click_path(language).with_suffix(".mo").open("rb") as file:
        translations = GNUTranslations(file)
    catalog = load(click_path(language))
    for message in catalog:
        if message.id:
            originals = [message.id] if isinstance(message.id, str) else list(message.id)
            said = translations.gettext(originals[0]) if len(originals) == 1 else translations.ngettext(*originals, 2)
            assert said
            given = {name for original in originals for _, name, *_ in string.Formatter().parse(original) if name}
            assert {name for _, name, *_ in string.Formatter().parse(said) if name} <= given


def test_templates_are_literals_whose_holes_are_filled() -> None:
    faults = []
    for path, call, texts in marked():
        if path == "model/text.py":
            continue
        given = {f"{{{keyword.arg}}}" for keyword in call.keywords} - {"{count}"}
        if texts is None:
            faults.append(f"{path}:{call.lineno}: the template is no literal: it cannot be collected")
        faults += [
            f"{path}:{call.lineno}: the holes of {text!r} are not {sorted(given)}"
            for text in texts or ()
            if set(holes(text)) - {"{count}"} != given
        ]
    assert faults == []
