"""How long a line may be is what the project's formatter was told."""

from __future__ import annotations

import pytest

from timeout_audit.fix.python.style import Style, style_of

SHORT, LONG = "x = 1\n", f"x = '{'y' * 100}'\n"


@pytest.mark.parametrize(
    ("files", "text", "style"),
    [
        ({}, SHORT, Style(88)),
        ({}, LONG, Style(106)),
        ({"pyproject.toml": "[tool.black]\nline-length = 119\n"}, SHORT, Style(119)),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}, SHORT, Style(100, pragmas=True)),
        ({"pyproject.toml": "[tool.ruff.lint]\nselect = []\n[tool.black]\nline-length = 119\n"}, SHORT, Style(119)),
        ({"pyproject.toml": "[tool.mypy]\nstrict = true\n"}, LONG, Style(106)),
        ({"pyproject.toml": "broken", "app/ruff.toml": "line-length = 79\n"}, SHORT, Style(79, pragmas=True)),
        ({"app/.ruff.toml": "", "pyproject.toml": "[tool.black]\nline-length = 119\n"}, SHORT, Style(88, pragmas=True)),
        ({"pyproject.toml": "[project.optional-dependencies]\ndev = ['black==23']\n"}, LONG, Style(88)),
        ({".pre-commit-config.yaml": "repos:\n- hooks:\n  - id: ruff-format\n"}, LONG, Style(88)),
        ({"pyproject.toml": "[project]\ndescription = 'blacklists'\n"}, LONG, Style(106)),
        ({"pyproject.toml": "tool = 3\n"}, SHORT, Style(88)),
        ({"pyproject.toml": "[tool.black]\nline-length = 'wide'\n"}, SHORT, Style(88)),
    ],
)
def test_the_nearest_formatter_decides(files: dict[str, str], text: str, style: Style) -> None:
    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    assert style_of("app/main.py", text, read) == style
