"""A password in spoken words: every printable character has words of its own, and they lead back to it."""

import string

ICAO = [
    "Alfa",
    "Bravo",
    "Charlie",
    "Delta",
    "Echo",
    "Foxtrot",
    "Golf",
    "Hotel",
    "India",
    "Juliett",
    "Kilo",
    "Lima",
    "Mike",
    "November",
    "Oscar",
    "Papa",
    "Quebec",
    "Romeo",
    "Sierra",
    "Tango",
    "Uniform",
    "Victor",
    "Whiskey",
    "X-ray",
    "Yankee",
    "Zulu",
]
"""The spelling alphabet of ICAO Annex 10, Volume II, 5.2.1.3, with its own spelling of Alfa and Juliett."""

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

SYMBOLS = {
    " ": "space",
    "!": "exclamation mark",
    '"': "double quotation mark",
    "#": "number sign",
    "$": "dollar sign",
    "%": "percent sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left parenthesis",
    ")": "right parenthesis",
    "*": "asterisk",
    "+": "plus sign",
    ",": "comma",
    "-": "minus sign",
    ".": "period",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less-than sign",
    "=": "equals sign",
    ">": "greater-than sign",
    "?": "question mark",
    "@": "at sign",
    "[": "left square bracket",
    "\\": "backslash",
    "]": "right square bracket",
    "^": "circumflex",
    "_": "underscore",
    "`": "grave accent",
    "{": "left curly bracket",
    "|": "vertical bar",
    "}": "right curly bracket",
    "~": "tilde",
}
"""Words for the ASCII characters that are neither letter nor digit."""

WORDS = {
    **{letter: f"capital {word}" for letter, word in zip(string.ascii_uppercase, ICAO, strict=True)},
    **{letter: f"small {word}" for letter, word in zip(string.ascii_lowercase, ICAO, strict=True)},
    **{digit: f"digit {word}" for digit, word in zip(string.digits, DIGITS, strict=True)},
    **SYMBOLS,
}
"""Every printable ASCII character."""

GROUP = 4
"""Characters said in one breath, and remembered in one."""


def say(char: str) -> str:
    """The words for one character: outside ASCII, its Unicode number in hexadecimal."""
    return WORDS.get(char) or f"Unicode {ord(char):04X}"


def groups(length: int, size: int = GROUP) -> list[range]:
    """The positions that are said together, in order; the last ones may be fewer."""
    return [range(start, min(start + size, length)) for start in range(0, length, size)]
