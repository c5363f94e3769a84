"""What the documents point to exists, and the commands that they tell people to run are commands."""

import re
import shlex
from collections.abc import Iterator

import pytest

from tests.documents import DOCUMENTS, ROOT
from tui.cli.parser import make_parser


def links() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                yield document.name, target


def commands() -> Iterator[tuple[str, str]]:
    for document in DOCUMENTS:
        if document.name == "CHANGELOG.md":  # which names commands without their arguments
            continue
        text = re.sub(r"#.*$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for block in re.findall(r"^```sh\n(.*?)^```|`(oci-smtp [^`\n]+)`", text, re.MULTILINE | re.DOTALL):
            for line in "".join(block).splitlines():
                if line.strip().startswith("oci-smtp"):
                    yield document.name, re.split(r" [|>] ", line.strip())[0].removesuffix(" ...").strip()


@pytest.mark.parametrize(("document", "target"), sorted(set(links())))
def test_a_link_in_a_document_has_an_existing_target(document: str, target: str) -> None:
    assert (ROOT / target).exists(), f"{document} links to {target}"


@pytest.mark.parametrize(("document", "command"), sorted(set(commands())))
def test_a_command_in_a_document_is_valid(document: str, command: str) -> None:
    assert judged(shlex.split(command)[1:]) == 0


def judged(arguments: list[str]) -> int:
    """The exit code that the parser alone gives."""
    try:
        make_parser().parse_args(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


def test_commands_are_found_in_the_main_documents() -> None:
    assert {"README.md", "INSTALL.md", "POLICIES.md", "TROUBLESHOOTING.md"} <= {name for name, _ in commands()}


def test_links_are_found_in_the_main_documents() -> None:
    assert {"README.md", "SPEED.md", "CONTRIBUTING.md"} <= {name for name, _ in links()}
