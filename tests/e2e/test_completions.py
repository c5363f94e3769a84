"""Completions, as a person presses tab in a real shell."""

from pathlib import Path

import pytest

from tests.e2e.program import Opener, run
from tests.needs import needs

STARTED = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "--interactive"),
}
CLEAR = "\x15"
"""Ctrl+u: ctrl+c would also drop what is typed after it."""

LOADED = {
    "bash": "source {}",
    "zsh": 'autoload -U compinit && compinit -u && eval "$(<{})"',
    "fish": "source {}",
}


@pytest.mark.parametrize("shell", STARTED)
def test_tab_completes_commands_options_choices_and_files(
    shell: str, open_app: Opener, home: Path, environ: dict[str, str]
) -> None:
    needs(shell)
    printed = run("completions", shell, environ=environ)
    assert (printed.returncode, printed.stderr) == (0, "")
    script = home / f"completions.{shell}"
    script.write_text(printed.stdout)
    (home / "configuration-of-mine").touch()
    environ["PS1"] = "ready> "
    terminal = open_app(program=STARTED[shell])
    terminal.type(f"cd {home}; {LOADED[shell].format(script)}; echo loa''ded\r")
    terminal.wait_for("loaded")
    for typed, wanted in (
        ("oci-smtp recov\t", "oci-smtp recover"),
        ("oci-smtp open sett\t", "oci-smtp open settings"),
        ("oci-smtp users --filt\t", "oci-smtp users --filter"),
        ("oci-smtp list --output cs\t", "oci-smtp list --output csv"),
        ("oci-smtp --config-file configuration-of\t", "--config-file configuration-of-mine"),
    ):
        terminal.type(typed)
        terminal.wait_for(wanted)
        terminal.type(CLEAR)


@pytest.mark.parametrize("shell", STARTED)
def test_tab_completes_user_names_from_the_list_that_was_last_read(
    shell: str, open_app: Opener, home: Path, environ: dict[str, str]
) -> None:
    needs(shell)
    assert run("--demo", "users", environ=environ).returncode == 0
    [names] = home.rglob("oci-smtp/names/*")
    names.write_text("\n".join(sorted([*names.read_text().split(), "zoe@example.com", "$(touch${IFS}hacked)"])))
    script = home / f"completions.{shell}"
    script.write_text(run("completions", shell, environ=environ).stdout)
    environ["PS1"] = "ready> "
    environ["http_proxy"] = environ["https_proxy"] = "http://127.0.0.1:1"  # nothing is asked of a network
    terminal = open_app(program=STARTED[shell])
    terminal.type(f"cd {home}; {LOADED[shell].format(script)}; echo loa''ded\r")
    terminal.wait_for("loaded")
    for typed, wanted in (
        ("oci-smtp --demo list shop.mai\t", "list shop.mailer"),
        ("oci-smtp --demo open user newsletter.s\t", "user newsletter.sender"),
        ("oci-smtp doctor --demo --user billing.re\t", "--user billing.relay"),
        ("oci-smtp --demo revoke zoe@ex\t", "revoke zoe@example.com"),
    ):
        terminal.type(typed)
        terminal.wait_for(wanted)
        terminal.type(CLEAR)
    assert not (home / "hacked").exists()


def test_an_unknown_shell_is_rejected(environ: dict[str, str]) -> None:
    refused = run("completions", "cmd", environ=environ)
    assert refused.returncode == 2
    assert "bash" in refused.stderr
