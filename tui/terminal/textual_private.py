"""Everything that uses private names of Textual, which is pinned exactly: a release may change any of them.

Each use says why no public name does. `PRIVATE` lists the names; a test holds the list against Textual, and no other
module uses one. Nothing of Textual is imported before it is needed: a part of this runs before Textual does.
"""

import asyncio
import errno
import os
import select
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from time import monotonic
from typing import TYPE_CHECKING, Any, TextIO, cast

from services.startup.lazy_module import put_off
from tui.terminal.gone import FragileFile
from tui.terminal.input import Pasted, TerminalInput
from tui.terminal.reports import Reports

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from textual.app import App
    from textual.driver import Driver
    from textual.geometry import Region, Size
    from textual.message import Message
    from textual.screen import Screen
    from textual.widget import Widget

PRIVATE: Mapping[str, tuple[str, ...]] = {
    "textual.app:App": (
        "_driver",
        "_exit_renderables",
        "_close_messages_no_wait",
        "_fatal_error",
        "_notifications",
        "_unnotify",
    ),
    "textual.screen:Screen": ("_exchange_repaint_regions", "_repaint_required", "_set_dirty"),
    "textual.widget:Widget": ("_layout_updates",),
    "textual.message_pump:MessagePump": ("_post_message", "_message_queue"),
    "textual.drivers.linux_driver:LinuxDriver": (
        "_app",
        "_file",
        "_key_thread",
        "_loop",
        "_must_signal_resume",
        "_run_input_thread",
    ),
    "textual._xterm_parser:XTermParser": ("_timeout_time",),
    "textual._xterm_parser": ("FOCUSIN", "FOCUSOUT"),
    "textual._ansi_sequences": ("ANSI_SEQUENCES_KEYS",),
    "textual._keyboard_protocol": ("FUNCTIONAL_KEYS",),
    "textual._types": ("CallbackType", "IgnoreReturnCallbackType"),
}
"""The private names, by the class (`module:Class`) or module that has them."""

READ_BYTES = 4096
TICK_SECONDS = 0.1
"""How soon the reading thread notices that it must end, in seconds; Textual's own value."""

MOST_WAITING = 500
"""Messages that the app has yet to look at, up to which more is read. The rest waits in the kernel, and then where it
comes from."""


def lighten_textual() -> None:
    """From now on `textual.types` runs when something is asked of it that starting does not need.

    It gathers names of other modules for people to import (textual/types.py); Textual itself asks it for two of
    `textual._types`. Too late once Textual's app is imported.
    """
    put_off("textual.types", _type)


def _type(name: str) -> object:
    import textual._types

    try:
        return vars(textual._types)[name]
    except KeyError:
        raise LookupError(name) from None


def terminal_input() -> TerminalInput:
    """What reads a terminal for Textual's parser.

    Nothing public lists the sequences that the parser takes for a key or for the focus, and the keys of the kitty
    protocol that it has a name for.
    """
    from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
    from textual._keyboard_protocol import FUNCTIONAL_KEYS
    from textual._xterm_parser import FOCUSIN, FOCUSOUT

    sequences = frozenset((*ANSI_SEQUENCES_KEYS, FOCUSIN, FOCUSOUT))
    return TerminalInput(Reports(sequences, frozenset(FUNCTIONAL_KEYS)).known)


def write_to_terminal(app: "App[Any]", sequence: str) -> None:
    """Send a sequence to the terminal, behind what was drawn: only the driver knows its turn."""
    if app._driver is not None:
        app._driver.write(sequence)
        app._driver.flush()


def take_toast_away(app: "App[Any]", text: str) -> None:
    """Take the toasts with a text away: publicly, only all toasts can be cleared."""
    for notification in [*app._notifications]:
        if notification.message == text:
            app._unnotify(notification)


def forget_repaint(screen: "Screen[Any]") -> None:
    """Forget that all of a screen was to be drawn once more: publicly, a repaint can only be requested."""
    screen._exchange_repaint_regions()
    screen._repaint_required = False


def measure_again(widget: "Widget") -> None:
    """Forget how large a widget was to be.

    One that changes between a request for a layout and its own idle moment, while the screen is laid out for another
    reason, would keep the size from before: Textual counts the first request alone (`Widget.refresh`), and the count is
    what tells sizes that it keeps from those to be measured.
    """
    widget._layout_updates += 1


def repaint_parts(screen: "Screen[Any]", regions: "Iterable[Region]") -> None:
    """Draw parts of a screen again, and what its widgets have to draw.

    Textual's own `refresh` forgets the widgets' part, as if all were drawn: a menu's cursor stands still while
    something moves beneath the dialog.
    """
    from textual.messages import Update

    screen._set_dirty(*regions)
    screen.post_message(Update(screen))


def end_saying(app: "App[Any]", *told: "RenderableType") -> None:
    """End the app, and print something once the terminal is back: what Textual does for its own traceback."""
    app._exit_renderables.extend(told)
    app._close_messages_no_wait()


def replace_traceback(app: "App[Any]") -> None:
    """Have `app.panic` end the app where Textual would print a traceback with messages and values of variables."""
    cast("Any", app)._fatal_error = app.panic


def lasting(driver: "type[Driver]") -> "type[Driver]":
    """The driver, but it does not wait for a terminal that is gone, and writes what comes after its end, too.

    Textual's puts that into a queue of which nothing is taken any more: a clipboard that is cleared at the end was not.
    """

    class Lasting(driver):  # type: ignore[valid-type,misc]  # Textual chooses the platform's when it runs
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.is_over = False
            self.one_by_one = threading.RLock()
            file: TextIO | None = getattr(self, "_file", None)
            if file is not None:
                self._file = FragileFile(file)

        def write(self, data: str) -> None:
            with self.one_by_one:
                if self.is_over:
                    self._file.write(data)
                    self._file.flush()
                else:
                    super().write(data)

        def close(self) -> None:
            with self.one_by_one:
                super().close()
                self.is_over = getattr(self, "_file", None) is not None

    return Lasting


def reports_for_us() -> "tuple[type[Message], ...]":
    """What a terminal may tell. Not among them is its size, which the kernel knows: a report may name any."""
    from textual import events, messages

    return (
        events.Key,
        events.MouseEvent,
        events.AppFocus,
        events.AppBlur,
        messages.TerminalSupportsSynchronizedOutput,
    )


def reading(driver: "type[Driver]") -> "type[Driver]":
    """The driver, reading the terminal our way where it reads one at all."""
    if not hasattr(driver, "run_input_thread") or os.name != "posix":
        return driver

    from textual import events
    from textual._xterm_parser import XTermParser

    from tui.terminal.alt_keys import with_alt

    is_alt = _is_alt_on_console if os.environ.get("TERM") == "linux" else _is_alt
    for_us = reports_for_us()

    class Reading(driver):  # type: ignore[valid-type,misc]  # Textual chooses the platform's when it runs
        def start_application_mode(self) -> None:
            if self._key_thread is not None and self._key_thread.is_alive():
                # SIGSTOP, which no program is told of, and then SIGCONT: without this a second thread would read.
                self.suspend_application_mode()
                self._must_signal_resume = True
            self._app.terminal_taken()  # whatever ends us in the middle
            super().start_application_mode()
            self._app.terminal_taken()  # with the settings that it has now

        def close(self) -> None:
            super().close()
            self._app.terminal_given_back()

        def _run_input_thread(self) -> None:
            """In place of Textual's, which shows a traceback of its own when anything goes wrong."""
            try:
                self.run_input_thread()
            except Exception as error:
                self._app.call_later(self._app.input_failed, error)

        def run_input_thread(self) -> None:
            typed = terminal_input()
            since = monotonic()
            while not self.exit_event.is_set():
                data = _read(self.fileno, min(TICK_SECONDS, typed.patience or TICK_SECONDS))
                if data is None:
                    self._app.call_later(self._app.terminal_closed)
                    return
                if data:
                    since = monotonic()
                    self._take(typed.feed(data))
                else:
                    self._take(typed.pause(monotonic() - since))

        def _take(self, found: "Iterable[str | Pasted]") -> None:
            for item in found:
                for message in [events.Paste(item.text)] if isinstance(item, Pasted) else self._parsed(item):
                    self.process_message(message)
            self._wait_for_app()

        def _parsed(self, text: str) -> "list[Message]":
            """A whole sequence, so that nothing is left in the parser; one that it fails on is dropped with it.

            Of escape and a key Textual's makes another key, or drops the escape.
            """
            if is_alt(text):
                return [with_alt(key) for key in self._parsed(text[1]) if isinstance(key, events.Key)]
            parser = self.__dict__.setdefault("_parser", XTermParser())
            try:
                found = [*parser.feed(text)]
                if parser._timeout_time is not None:  # it thinks that more might come
                    parser._timeout_time = 0.0
                    found += parser.tick()
            except Exception:
                self._parser = XTermParser()
                return []
            return [each for each in found if isinstance(each, for_us) and _is_on(self._app.size, each)]

        def send_message(self, message: "Message") -> None:
            self._sent = asyncio.run_coroutine_threadsafe(self._app._post_message(message), loop=self._loop)

        def _wait_for_app(self) -> None:
            """Read no more than the app can look at, as the input of a program in a loop would have it."""
            while not self.exit_event.is_set():
                try:
                    if (sent := self.__dict__.get("_sent")) is not None:
                        sent.result(TICK_SECONDS)
                    if self._app._message_queue.qsize() < MOST_WAITING:
                        return
                except NotYetError:
                    continue
                except CancelledError:  # the app ends
                    return
                self.exit_event.wait(0.01)

    return Reading


def _is_alt(found: str) -> bool:
    return len(found) == 2 and found[0] == "\x1b"


def _is_alt_on_console(found: str) -> bool:
    """As `_is_alt`, where escape and a tab are shift+tab (the kernel's Meta_Tab; kcbt of terminfo's linux)."""
    return _is_alt(found) and found[1] != "\t"


def _is_on(size: "Size", message: "Message") -> bool:
    """Whether it is no mouse event, or one that is on the screen."""
    from textual import events

    return not isinstance(message, events.MouseEvent) or (message.x < size.width and message.y < size.height)


def _read(file: int, seconds: float) -> bytes | None:
    """What is there within so many seconds; nothing where nothing is; None where nothing will ever be."""
    if not select.select([file], [], [], seconds)[0]:
        return b""
    try:
        return os.read(file, READ_BYTES) or None
    except BlockingIOError:  # another program made the terminal so, and took what was there
        return b""
    except OSError as error:
        if error.errno == errno.EIO:  # the other end is gone
            return None
        raise
