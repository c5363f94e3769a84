"""Textual's driver for terminals, with reading of our own: no input ends the program, and none fills its memory."""

import asyncio
import errno
import os
import select
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NotYetError
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, messages
from textual._xterm_parser import XTermParser

from tui.terminal.input import Pasted, TerminalInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.driver import Driver
    from textual.geometry import Size
    from textual.message import Message

READ_BYTES = 4096
TICK_SECONDS = 0.1
"""How soon it is noticed that nobody is to read any more; Textual's own value."""

MOST_WAITING = 500
"""Messages that the app has yet to look at, up to which more is read. The rest waits in the kernel, and then where it
comes from."""

FOR_US = (
    events.Key,
    events.MouseEvent,
    events.AppFocus,
    events.AppBlur,
    messages.TerminalSupportsSynchronizedOutput,
)
"""What a terminal may tell. Not among them is its size, which the kernel knows: a report may name any."""


def reading(driver: "type[Driver]") -> "type[Driver]":
    """The driver, reading the terminal our way where it reads one at all."""
    if not hasattr(driver, "run_input_thread") or os.name != "posix":
        return driver

    class Reading(driver):  # type: ignore[valid-type,misc]  # Textual chooses the platform's when it runs
        def start_application_mode(self) -> None:
            if self._key_thread is not None and self._key_thread.is_alive():
                # SIGSTOP, which nobody is told of, and then SIGCONT: without this a second thread would read.
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
            typed = TerminalInput()
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
            """A whole sequence, so that nothing is left in the parser; one that it fails on is dropped with it."""
            parser = self.__dict__.setdefault("_parser", XTermParser())
            try:
                found = [*parser.feed(text)]
                if parser._timeout_time is not None:  # it thinks that more might come
                    parser._timeout_time = 0.0
                    found += parser.tick()
            except Exception:
                self._parser = XTermParser()
                return []
            return [each for each in found if isinstance(each, FOR_US) and _is_on(self._app.size, each)]

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


def _is_on(size: "Size", message: "Message") -> bool:
    """Whether it is no mouse event, or one that is on the screen."""
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
        if error.errno == errno.EIO:  # nobody is at the other end
            return None
        raise
