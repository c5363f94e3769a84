"""Text from outside, made safe to draw."""


def visible(text: str) -> str:
    r"""The text with everything that a terminal would obey, or hide, shown as an escape.

    Control, format and bidi characters, line and paragraph separators, lone surrogates, private and unassigned code
    points and exotic spaces become `\x1b`, `\u202e`, `\n` and so on; what Unicode calls printable comes back as it is.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else escape(char) for char in text)


def escape(char: str) -> str:
    r"""Python's escape of one character, such as `\x1b`."""
    return char.encode("unicode_escape").decode("ascii")
