"""Text from outside as HTML: never markup, and with what a browser would obey or hide shown as an escape."""

from collections.abc import Iterable, Sequence
from html import escape


def text(value: object) -> str:
    r"""A value as HTML, in an element or in a quoted attribute; a control or bidi character as `\x1b` or `\u202e`."""
    said = str(value)
    if not said.isprintable():
        said = "".join(char if char.isprintable() else _escaped(char) for char in said)
    return escape(said)


def element(name: str, content: str, class_: str = "") -> str:
    """An element; its content is HTML already."""
    return f'<{name} class="{class_}">{content}</{name}>' if class_ else f"<{name}>{content}</{name}>"


def table(label: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> str:
    """A table with a caption and a header, in a box that scrolls where the window is narrow. Cells are HTML already.

    The first cell of each row is its header. `numbers` are the columns that are aligned as numbers.
    """
    classes = [' class="number"' if name in numbers else "" for name in columns]
    head = "".join(f'<th scope="col"{class_}>{text(name)}</th>' for name, class_ in zip(columns, classes, strict=True))
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td{class_}>{cell}</td>" for cell, class_ in zip(rest, classes[1:], strict=True))
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="scroll" role="region" aria-label="{text(label)}" tabindex="0"><table>'
        f"<caption>{text(label)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names with their values, which are HTML already."""
    return element("dl", "\n".join(f"<div><dt>{text(name)}</dt><dd>{value}</dd></div>" for name, value in pairs))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
