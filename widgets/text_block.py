"""Lines of plain text whose number depends on the width."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class TextBlock(Widget):
    """Base of widgets that wrap text themselves: a subclass says its lines, the block is as high as they are many."""

    DEFAULT_CSS = """
    TextBlock { height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    def lines(self, width: int) -> list[Content]:
        """The lines, each at most `width` cells."""
        raise NotImplementedError

    def render(self) -> Content:
        """The lines at the present width."""
        return Content("\n").join(self.lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Number of lines at that width."""
        return len(self.lines(width))
