"""Variables of ours under a wrong name, which would count for nothing without a word."""

from collections.abc import Iterable, Mapping


def refuse_misspelled(environ: Mapping[str, str], names: Iterable[str], switches: Iterable[str]) -> None:
    """Look for a variable that is meant for one of `names`. Other programs' variables can begin as ours do.

    `switches` are the options that are on or off.

    Raises:
        UsageError: a variable differs from one of ours in its underscores, its case, or, for a switch, a letter or so.
    """
    known = tuple(names)
    for name in environ:
        if name in known or not begins_as_ours(name):
            continue
        like = next((each for each in known if _letters(each) == _letters(name)), "") or _similar(name, known, switches)
        if like:
            from services.model.errors import UsageError

            raise UsageError(f"Unknown variable: {name}.", f"Did you mean {like}? Otherwise, run unset {name}")


def begins_as_ours(name: str) -> bool:
    """Whether a variable is ours, or may be meant for one."""
    return name[:3].upper() == "OCI" and _letters(name).startswith("ocismtp")


def _similar(name: str, known: tuple[str, ...], switches: Iterable[str]) -> str:
    from difflib import get_close_matches

    like = get_close_matches(_letters(name).removeprefix("ocismtp"), map(_letters, switches), n=1, cutoff=0.8)
    return next((variable for variable in known if like and _letters(variable) == f"ocismtp{like[0]}"), "")


def _letters(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())
