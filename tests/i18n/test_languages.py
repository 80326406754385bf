import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from timeout_audit.i18n import _, preferred, translate_help, translator


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "VI_VN"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "vi"}, "vi"),
        ({"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, "vi"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "vi_VN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "vi_VN", "LANG": "en_US"}, "vi"),
        ({"LANGUAGE": "vi:en", "LANG": "en_US.UTF-8"}, "vi"),
        ({"LANGUAGE": "fr:vi", "LANG": "fr_FR.UTF-8"}, "vi"),
        ({"LANGUAGE": "en:vi", "LANG": "vi_VN.UTF-8"}, "en"),
        ({"LANGUAGE": "vi"}, "vi"),
    ],
)
def test_the_language_of_the_environment(environ: dict[str, str], language: str) -> None:
    assert preferred(environ) == language


def test_english_is_what_the_code_says() -> None:
    assert translator("en")("anything {at} all") == "anything {at} all"
    assert _("marked") == "marked"


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        translator("xx")


def test_a_text_without_translation_stays() -> None:
    assert translator("vi")("nobody says this") == "nobody says this"


@click.command()
@click.option("--one", help="first")
@click.argument("two")
def command(one: str, two: str) -> None:
    """Do something."""


def test_help_in_another_language() -> None:
    translate_help(command, {"first": "ONE", "Do something.": "DO IT."}.__getitem__)
    assert {parameter.name: getattr(parameter, "help", None) for parameter in command.params} == {
        "one": "ONE",
        "two": None,
    }
    assert "DO IT." in CliRunner().invoke(command, ["--help"]).output


def test_click_speaks_the_language_too() -> None:
    code = (
        "from timeout_audit.i18n import speak; speak('vi'); import click;"
        "command = click.Command('x', params=[click.Option(['--one'])]); command(['--two'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "Cách dùng: " in done.stderr
    assert "Lỗi: Không có tùy chọn" in done.stderr
