"""What a list of repositories may say."""

from pathlib import Path

import pytest

from timeout_audit.fleet.members import Member, read_members
from timeout_audit.model.fault import Fault


def named(text: str, folder: Path) -> list[tuple[str, str, str]]:
    return [(one.name, one.source, one.revision) for one in read_members(text, "list", str(folder))]


def test_paths_urls_revisions_and_comments(tmp_path: Path) -> None:
    (tmp_path / "shop api").mkdir()
    text = """
# services
shop api   # a path may hold a space
https://example.test/team/orders.git
https://example.test/team/orders.git  v1.2
git@example.test:team/mail.git
"""
    assert named(text, tmp_path) == [
        ("shop api", str(tmp_path / "shop api"), ""),
        ("team/orders", "https://example.test/team/orders.git", ""),
        ("example.test/team/orders", "https://example.test/team/orders.git", "v1.2"),
        ("team/mail", "git@example.test:team/mail.git", ""),
    ]


def test_names_are_unique_and_twice_is_once(tmp_path: Path) -> None:
    for name in ("a/api", "b/api"):
        (tmp_path / name).mkdir(parents=True)
    names = [name for name, *_ in named("a/api\nb/api\na/api\n", tmp_path)]
    assert names == ["api", "b/api"]


def test_every_line_that_names_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        read_members("nowhere\n\n--upload-pack=touch /tmp/x\next::sh -c true\n", "fleet.txt", str(tmp_path))
    assert [str(message) for message in caught.value.messages] == [
        "fleet.txt:1: neither a folder nor a git URL: nowhere",
        "fleet.txt:3: neither a folder nor a git URL: --upload-pack=touch /tmp/x",
        "fleet.txt:4: neither a folder nor a git URL: ext::sh -c true",
    ]


@pytest.mark.parametrize(
    ("source", "remote"),
    [("https://example.test/a/b", True), ("ssh://git@example.test/a/b", True), ("/srv/app", False)],
)
def test_what_git_has_to_fetch(source: str, remote: bool) -> None:
    assert Member("x", source).remote is remote
