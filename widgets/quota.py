"""How much of a limit is used."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from widgets.cells import shorten
from widgets.plain import visible


class Quota(Widget):
    """A heading such as `SMTP Credentials (1 of 2)  [#-]`, which says in words when the limit is reached."""

    DEFAULT_CSS = """
    Quota { height: 1; text-wrap: nowrap; text-style: bold; }
    """

    used: reactive[int | None] = reactive(None)
    """None while it is not known."""
    limit = reactive(0)
    label = reactive("")

    def __init__(self, label: str, limit: int) -> None:
        super().__init__()
        self.set_reactive(Quota.label, label)
        self.set_reactive(Quota.limit, limit)

    def render(self) -> Content:
        """The richest variant that fits: the gauge goes first, then the end of the label."""
        variants = self._variants()
        width = self.size.width
        return Content(next((text for text in variants if cell_len(text) <= width), shorten(variants[-1], width)))

    def _variants(self) -> list[str]:
        label = visible(self.label)
        if self.used is None:
            return [f"{label} (? of {self.limit})"]
        filled = max(0, min(self.used, self.limit))
        gauge = "#" * filled + "-" * (self.limit - filled)
        numbers = f"{label} ({self.used} of {self.limit})"
        full = "  limit reached" if self.used >= self.limit else ""
        return [f"{numbers}  [{gauge}]{full}", f"{numbers}{full}", numbers]
