"""Trees of files for tests."""

from __future__ import annotations

from pathlib import Path


def lay(root: Path, files: dict[str, str] | list[str]) -> Path:
    """Write ``files`` (texts by path, or paths alone) below ``root``."""
    texts = files if isinstance(files, dict) else dict.fromkeys(files, "")
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root
