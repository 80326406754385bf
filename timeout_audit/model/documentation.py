"""What a rule says about itself: the docstring of its module, taken apart."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.rule import Rule

# The headings that every rule has, in this order.
SECTIONS = ("What it finds", "Why", "Instead of", "Write")


class Documentation(Struct, frozen=True):
    """A rule and its documentation.

    ``title`` is one sentence that names what is wrong; ``sections`` are headings with their text, which is Markdown
    in its plainest form: paragraphs between empty lines, and code indented by four spaces or fenced.
    """

    rule: Rule
    title: str
    sections: tuple[tuple[str, str], ...]


def documentation(rule: Rule, docstring: str) -> Documentation:
    """The documentation of ``rule``, from the docstring of its module."""
    head, *rest = docstring.strip().split("\n## ")
    parts = (part.partition("\n") for part in rest)
    return Documentation(rule, head.strip(), tuple((heading.strip(), text.strip("\n")) for heading, _, text in parts))
