"""What is measured: packages from the index by name and version, and generated repositories of any size."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("homeassistant==2024.3.3", "litellm==1.109.1", "salt==3008.5", "mlflow==3.18.0")

# Of ten files one talks to the network, as in a service of ordinary kind.
_PLAIN = '''"""Module {number}."""

from dataclasses import dataclass
from package_{folder} import module_{before} as before


@dataclass
class Record{number}:
    """One record."""

    name: str
    amount: int = {number}

    def total(self, others: list["Record{number}"]) -> int:
        """The sum of all amounts."""
        return sum((other.amount for other in others), self.amount)


def chosen(records: list[Record{number}], least: int = {number}) -> dict[str, int]:
    """The records that are large enough, by name."""
    found = {{}}
    for record in records:
        if record.amount >= least and record.name not in found:
            found[record.name] = record.total(records)
    return found or before.chosen(records)
'''
_WAITING = '''"""Client {number}."""

import requests

session = requests.Session()
SECONDS = {number}


def fetch(name: str, timeout: float | None = None) -> dict:
    """One record."""
    response = session.get(f"https://example.org/{{name}}", timeout=timeout or SECONDS)
    response.raise_for_status()
    return response.json()


def send(record: dict) -> None:
    """Send one record."""
    requests.post("https://example.org/records", json=record)
'''


def package(requirement: str, folder: Path) -> Path:
    """The unpacked folder of a package, fetched once."""
    target = folder / requirement.replace("==", "-")
    if not target.exists():
        fetched = folder / "archives" / target.name
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(fetched), requirement]
        subprocess.run(command, check=True)
        (archive,) = fetched.iterdir()
        unfinished = target.with_name(f"{target.name}.unfinished")
        shutil.unpack_archive(archive, unfinished, "zip" if archive.suffix == ".whl" else "gztar")
        unfinished.rename(target)
    return target


def generated(count: int, folder: Path) -> Path:
    """A repository of so many files, fifty to a folder."""
    root = folder / f"generated-{count}"
    if root.exists():
        return root
    for number in range(count):
        inside = root / f"package_{number // 50}"
        if number % 50 == 0:
            inside.mkdir(parents=True)
            (inside / "__init__.py").touch()
        text = _WAITING if number % 10 == 5 else _PLAIN
        values = {"number": number, "before": max(number - 1, number // 50 * 50), "folder": number // 50}
        (inside / f"module_{number}.py").write_text(text.format(**values))
    return root


def size_of(folder: Path) -> tuple[int, int]:
    """How many Python files a folder holds, and their bytes."""
    files = [path for path in folder.rglob("*.py") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)
