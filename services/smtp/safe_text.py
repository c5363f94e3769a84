"""Text from an SMTP server, made safe to draw and to keep."""

import re
import unicodedata
from base64 import b64encode

LONGEST_REPLY = 200
"""Characters of a reply that are kept: Oracle's are shorter."""

_BASE64_RUN = re.compile(r"[A-Za-z0-9+/=]{12,}")


class Redaction:
    """Takes a credential out of text, as it is and in every form in which it travels or could be echoed."""

    def __init__(self, user_name: str, password: str) -> None:
        user, secret = user_name.encode(), password.encode()
        plain = b64encode(b"\0" + user + b"\0" + secret).decode()
        hidden = {plain: "<credential>", b64encode(secret).decode(): "<password>", password: "<password>"}
        named = {b64encode(user).decode(): "<user name>", user_name: "<user name>"}
        # The longest first, so that no part of one is left over by another.
        self._plain = plain
        self._words = sorted(((k, v) for k, v in {**hidden, **named}.items() if k), key=lambda word: -len(word[0]))

    def __call__(self, text: str) -> str:
        """The text without the credential."""
        for word, instead in self._words:
            text = text.replace(word, instead)
        # A server that repeats a command may have cut it off first.
        return _BASE64_RUN.sub(lambda run: "<credential>" if run[0] in self._plain else run[0], text)


def printable(text: str) -> str:
    """One line of at most `LONGEST_REPLY` characters, with nothing in it that a terminal would obey."""
    kept = "".join(" " if char in "\r\n\t" else char for char in text if char in "\r\n\t" or _is_drawn(char))
    flat = " ".join(kept.split())
    return flat if len(flat) <= LONGEST_REPLY else flat[: LONGEST_REPLY - 1] + "…"


def _is_drawn(char: str) -> bool:
    """Whether a character is drawn: no control, format (bidi), private, surrogate or unassigned one."""
    return unicodedata.category(char)[0] != "C"
