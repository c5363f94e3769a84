"""How often a screen is drawn in whole."""

from typing import TYPE_CHECKING, Any, cast

from textual.geometry import Region
from textual.message_pump import MessagePump

from tui.terminal.textual_private import forget_repaint, measure_again, repaint_parts

if TYPE_CHECKING:
    from textual.messages import Layout
    from textual.screen import Screen
    from typing_extensions import Self


class SingleRepaint(MessagePump):
    """Mixin for a screen: Textual draws one two or three times in whole when it comes up, each 10 KB over the line."""

    def apply_height_class(self) -> None:
        """Called before the widgets are composed: Textual does it after the first layout, and things would jump."""
        screen = cast("Screen[Any]", self)
        for least, name in sorted(screen.VERTICAL_BREAKPOINTS or (), reverse=True):
            if screen.app.size.height >= least:
                screen.add_class(name)
                return

    def on_layout(self, event: "Layout") -> None:
        """Measure what asks for a layout, even where it was measured since it asked."""
        measure_again(event.widget)

    def on_screen_resume(self) -> None:
        """Where its size is new, Textual's own handler, which runs after this one, lays it out and draws it at once."""
        if not _is_laid_out(self):
            self.call_next(forget_repaint, self)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> "Self":
        """As Textual's, but a layout alone draws no more than what is elsewhere by it, and parts are only parts."""
        if regions and repaint and not (layout or recompose) and self.is_attached and _is_laid_out(self):
            repaint_parts(cast("Screen[Any]", self), regions)
            return self
        is_needed = not (layout and _is_laid_out(self))
        cast("Any", super()).refresh(*regions, repaint=repaint and is_needed, layout=layout, recompose=recompose)
        return self


def _is_laid_out(screen: Any) -> bool:
    return bool(screen.outer_size == screen.app.size)
