"""Alt and a key, which most terminals send as escape and then the key.

Who presses esc and soon another key sends the same: tmux keeps esc back for its escape-time (half a second by default),
and a slow line brings both at once (tmux(1), escape-time; xterm's ctlseqs, Alt and Meta Keys).
"""

from collections.abc import Container

from textual import events
from textual.keys import key_to_character

ALT = "alt+"

BACK, FORWARD = "ctrl+left", "ctrl+right"
WORDS = {"alt+b": BACK, "alt+f": FORWARD}
"""What Terminal and iTerm2 send for option and an arrow: a word back, and forward."""


def with_alt(key: events.Key) -> events.Key:
    """The key with alt, by the name that Textual has for it."""
    is_capital = len(key.key) == 1 and key.key.isupper()
    return events.Key(f"{ALT}{f'shift+{key.key.lower()}' if is_capital else key.key}", key.character)


def apart(key: events.Key, bound: Container[str], moves: Container[str] = ()) -> list[events.Key]:
    """The keys that were meant: alt and a key if that does something here, else esc and then the key.

    `moves` are those of `WORDS` that would move a cursor.
    """
    if not key.key.startswith(ALT) or key.key in bound:
        return [key]
    word = WORDS.get(key.key, "")
    if word in moves:
        return [events.Key(word, None)]
    return [events.Key("escape", "\x1b"), _without_alt(key)]


def _without_alt(key: events.Key) -> events.Key:
    name = key.key.removeprefix(ALT)
    plain = name.removeprefix("shift+")
    if plain != name and len(plain) == 1:
        name = plain.upper()
    return events.Key(name, key.character or key_to_character(name))
