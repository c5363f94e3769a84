import subprocess

from tests.manpage import MANPAGE, manpage
from tests.needs import needs
from tui.commands.registry import COMMANDS


def test_the_manual_page_is_up_to_date_with_the_parser_and_the_registry() -> None:
    text = MANPAGE.read_text(encoding="utf-8")
    assert len(COMMANDS) < text.count("\n.It ")
    assert manpage() == text, "stale: python -m tests.manpage"


def test_the_manual_page_is_well_formed_and_shows_its_text_correctly() -> None:
    needs("mandoc")
    judged = subprocess.run(["mandoc", "-T", "lint", "-W", "style", MANPAGE], capture_output=True, text=True)
    assert (judged.returncode, judged.stdout) == (0, "")
    drawn = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=120", MANPAGE], capture_output=True, text=True)
    plain = "".join(char for at, char in enumerate(drawn.stdout) if drawn.stdout[at + 1 : at + 2] != "\b" != char)
    for text in (
        "--config-file PATH",
        "generate [USER] [--description TEXT]",
        "mail:USER_NAME",
        "OCI_SMTP_DIRECTORY",
        "credential limit",
    ):
        assert text in plain
