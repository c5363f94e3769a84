"""`oci-smtp completions`: what a shell needs to complete our command line."""

import argparse
from collections.abc import Iterator

from tui.startup.fast_path import NAMES_COMMAND

SHELLS = ("bash", "zsh", "fish")
FILES = ("config_file", "report", "settings_file", "evidence", "verify", "sign", "signers", "since")
"""Arguments and options that take a path."""

USERS = ("user", "name")
"""Arguments and options that name a user."""

NAMES = "_oci_smtp_names"
BASH = f"""\
# User names have an @, at which bash would end a word. npm's completion does the same.
COMP_WORDBREAKS=${{COMP_WORDBREAKS//@/}}
{NAMES}() {{
  local -a given
  read -r -a given <<< "${{COMP_LINE:0:COMP_POINT}}"
  oci-smtp {NAMES_COMMAND} "$1" "${{given[@]:1}}" 2>/dev/null
}}"""
ZSH = f"""\
{NAMES}() {{
  local -a names given
  given=(${{(z)LBUFFER}})
  names=(${{(f)"$(oci-smtp {NAMES_COMMAND} "$PREFIX" "${{(@)given[2,-1]}}" 2>/dev/null)"}})
  compadd -a names
}}"""
FISH = f"(oci-smtp {NAMES_COMMAND} (commandline -ct) (commandline -opc) 2>/dev/null)"


def completions(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for that shell, made from the parser itself."""
    import shtab

    names = {"bash": NAMES, "zsh": NAMES, "fish": FISH, "preamble": {"bash": BASH, "zsh": ZSH}}
    for action in _actions(parser):
        if action.dest in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # where shtab looks for it
        if action.dest in USERS and action.choices is None:
            action.complete = names  # type: ignore[attr-defined]  # likewise
    return shtab.complete(parser, shell=shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
