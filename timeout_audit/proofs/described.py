"""What a recipe says of itself, read without running it."""

from __future__ import annotations

import ast
import contextlib
import re
from pathlib import Path
from typing import Any

from msgspec import Struct, convert

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.proofs.claim import Claim

RECIPES = Path(__file__).parent / "recipes"


class Description(Struct, frozen=True):
    """The capitals at the top of a recipe.

    ``needs`` are the real servers that it can use, ``samples`` the values for arguments that take no number.
    ``unprovable`` maps regular expressions over claims to the reason why they cannot be tried, ``tries`` to the number
    of times that the library itself tries again.
    """

    stem: str
    needs: tuple[str, ...] = ()
    samples: dict[str, Any] = {}
    unprovable: dict[str, str] = {}
    tries: dict[str, int] = {}

    def reason_against(self, claim: Claim) -> str:
        """Why the claim cannot be tried; "" where it can."""
        return next((why for pattern, why in self.unprovable.items() if re.search(pattern, claim.text)), "")

    def tries_of(self, claim: Claim) -> int:
        """How often the library tries what the claim is about."""
        return next((tries for pattern, tries in self.tries.items() if re.search(pattern, claim.text)), 1)

    def with_samples(self, value: Any) -> Any:
        """The same fields of a trial, with a value in the place of each sample."""
        if isinstance(value, dict):
            if "$sample" in value:
                return self.samples.get(value["$sample"], 1)
            return {key: self.with_samples(item) for key, item in value.items()}
        return [self.with_samples(item) for item in value] if isinstance(value, (list, tuple)) else value


def stem_of(library: str) -> str:
    """The name of a library's catalogue file and recipe, without suffix."""
    return re.sub(r"\W", "_", library)


def description_of(file: LibraryFile) -> Description | None:
    """What the recipe of a library says of itself (an alias has its original's); None where there is no recipe."""
    stem = stem_of(file.library.alias_of or file.library.name)
    path = RECIPES / f"{stem}.py"
    if not path.exists():
        return None
    found: dict[str, Any] = {"stem": stem}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            with contextlib.suppress(ValueError):
                found[node.targets[0].id.lower()] = ast.literal_eval(node.value)
    return convert({key: found[key] for key in Description.__struct_fields__ if key in found}, Description)
