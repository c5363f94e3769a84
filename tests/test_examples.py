"""What the documents tell people to type works as it stands, in the demo: people, senders and credentials are of it."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyrage import x25519

from tests.documents import DOCUMENTS, ROOT
from tests.needs import needs
from tui.cli.parser import make_parser

FOUND_SOMETHING = ("oci-smtp list --fail-on inactive,old",)
"""Exit code 1, as the comment beside them says."""


PARSER = make_parser()

PLACEHOLDER = re.compile(r"\b(NAME|ID|FILE|DIR|OLD)\b")
"""Words that stand for what only the reader knows."""


def examples() -> Iterator[tuple[str, str]]:
    """Each example that needs no terminal: those that stand in a sentence, and those on a line of their own."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        if document.name == "CHANGELOG.md":  # which names commands without their arguments
            continue
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                yield document.name, re.sub(r"\s+#.*", "", line)
        for inline in re.findall(r"`(oci-smtp [^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
            yield document.name, inline
    for line in (ROOT / "oci-smtp.1").read_text(encoding="utf-8").splitlines():
        if line.startswith(".Dl "):
            yield "oci-smtp.1", line.removeprefix(".Dl ").replace("\\-", "-")


def people() -> set[tuple[str, str]]:
    """Whom an example opens the app for."""
    found = (re.match(r"oci-smtp open user (\S+)", command) for _, command in examples())
    return {("oci-smtp list", each[1]) for each in found if each and each[1] != "NAME"}


def is_interactive(command: str) -> bool:
    """That it opens the app."""
    words = shlex.split(re.split(r"[|>]", command)[0])[1:]
    asked = PARSER.parse_args(words)
    return asked.command in (None, "open")


EXAMPLES = sorted(
    {
        (name, line.rstrip())
        for name, line in examples()
        if line.startswith("oci-smtp ")
        and "..." not in line
        and not PLACEHOLDER.search(line)
        and not is_interactive(line)
    }
)


def documents_by_command() -> dict[str, str]:
    """Each example once, with the documents that have it: many have the same."""
    found: dict[str, str] = {}
    for document, command in EXAMPLES:
        found[command] = f"{found[command]}, {document}" if command in found else document
    return found


SETTINGS = (
    "SMTP_HOST=smtp.email.eu-frankfurt-1.oci.oraclecloud.com\nSMTP_PORT=465\nSMTP_SECURE=true\nSMTP_PASSWORD=${SECRET}\n"
    "SMTP_USER=ocid1.user.oc1..a@ocid1.tenancy.oc1..b.x1.com\n"
)
"""Of an email client, without a fault."""


@pytest.fixture
def readers_home(tmp_path: Path) -> Path:
    """A home directory with what an example takes from the person who types it."""
    (tmp_path / "shop.pub").write_text(str(x25519.Identity.generate().to_public()), encoding="utf-8")
    (tmp_path / ".env").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "your-program").write_text("#!/bin/sh\nexec cat\n", encoding="utf-8")
    (tmp_path / "bin" / "your-program").chmod(0o755)
    return tmp_path


def typed(command: str, home: Path, *shell: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "OCI_SMTP_DEMO": "1",
        "LANG": "C.UTF-8",
    }
    called = [*shell, command] if shell else ["bash", "-o", "pipefail", "-ec", command]
    return subprocess.run(called, cwd=home, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(("command", "documents"), documents_by_command().items())
def test_an_example_works_as_typed(command: str, documents: str, readers_home: Path) -> None:
    for folder in re.findall(r"> ~/(\S+)/", command):
        (readers_home / folder).mkdir(parents=True)
    done = typed(command, readers_home)
    assert done.returncode == (1 if command in FOUND_SOMETHING else 0), f"{documents}: {done.stderr}"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("command", "person"), sorted(people()))
def test_a_user_whom_an_example_opens_exists_in_the_sample_tenancy(
    command: str, person: str, readers_home: Path
) -> None:
    assert typed(f"{command} {person}", readers_home).returncode == 0


def test_the_completion_blocks_in_the_install_guide_work_as_typed(readers_home: Path) -> None:
    """Completions are written where a fresh account has no folder yet."""
    blocks = re.findall(r"^```sh\n(mkdir.*?)^```", (ROOT / "INSTALL.md").read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) == 2
    for block in blocks:
        done = typed(block, readers_home)
        assert (done.returncode, done.stderr) == (0, "")
    assert (readers_home / ".local/share/bash-completion/completions/oci-smtp").stat().st_size
    assert (readers_home / ".config/fish/completions/oci-smtp.fish").stat().st_size


def test_the_zsh_lines_in_the_install_guide_work_as_typed(readers_home: Path) -> None:
    needs("zsh")
    (block,) = re.findall(r"^```zsh\n(.*?)^```", (ROOT / "INSTALL.md").read_text(encoding="utf-8"), re.M | re.S)
    done = typed(f"{block}\nprint $_comps[oci-smtp]", readers_home, "zsh", "-f", "-ec")
    assert (done.returncode, done.stderr) == (0, "")
    assert "oci" in done.stdout


@pytest.mark.parametrize("document", ["README.md", "CONFIGURATION.md", "KEYS.md", "INSTALL.md", "oci-smtp.1"])
def test_examples_were_found(document: str) -> None:
    found = {command.split()[1] for name, command in EXAMPLES if name == document}
    expected = {
        "README.md": {"generate", "list", "users", "revoke", "recover", "doctor", "check"},
        "CONFIGURATION.md": {"locate"},
        "KEYS.md": {"keys", "locate"},
        "INSTALL.md": {"completions", "recover"},
        "oci-smtp.1": {"generate"},
    }
    assert found >= expected[document]
