"""A script that holds the X11 clipboard, for `x11.py`; `xclip` in its place offers the text alone.

    python -I -S x11_child.py XCLIP -selection clipboard -in -quiet <text

It serves stdin until it is ended, or another program takes the clipboard. Beside the text it offers KDE's hint that it
is a password, which clipboard managers heed (Klipper, GPaste, CopyQ; KeePassXC offers the same). Where Xlib cannot be
loaded it becomes XCLIP with the arguments that follow.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

HINT = ("x-kde-passwordManagerHint", b"secret")

SELECTION_CLEAR, SELECTION_REQUEST, SELECTION_NOTIFY = 29, 30, 31  # X.h
XA_ATOM, CURRENT_TIME, PROP_MODE_REPLACE = 4, 0, 0

_ID = ctypes.c_ulong
"""Of windows, atoms, times (X.h, XID)."""


class SelectionRequest(ctypes.Structure):
    """Another program asks for the selection: XSelectionRequestEvent (Xlib.h)."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("owner", _ID),
        ("requestor", _ID),
        ("selection", _ID),
        ("target", _ID),
        ("property", _ID),
        ("time", _ID),
    )


class SelectionNotice(ctypes.Structure):
    """The answer to such a request: XSelectionEvent (Xlib.h)."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("requestor", _ID),
        ("selection", _ID),
        ("target", _ID),
        ("property", _ID),
        ("time", _ID),
    )


class Event(ctypes.Union):
    """Any event of the X server: XEvent (Xlib.h)."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("request", SelectionRequest),
        ("notice", SelectionNotice),
        ("pad", ctypes.c_long * 24),
    )


class Content(NamedTuple):
    """What a target gives: the atom of its type, bytes an item, and the items."""

    kind: int
    width: int
    data: "ctypes.Array[ctypes.c_char] | ctypes.Array[ctypes.c_long]"
    items: int


_ErrorHandler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_ignore_errors = _ErrorHandler(lambda *_: 0)
"""A window that asked and is gone by now is no reason to end, as Xlib would."""


class Owner:
    """The owner of a selection, on a display that the environment names."""

    def __init__(self, xlib: ctypes.CDLL) -> None:
        """Open the display.

        Raises:
            OSError: it is not there.
        """
        self._xlib = xlib
        xlib.XOpenDisplay.restype = ctypes.c_void_p
        for name in ("XDefaultRootWindow", "XCreateSimpleWindow", "XInternAtom", "XGetSelectionOwner"):
            getattr(xlib, name).restype = _ID
        xlib.XMaxRequestSize.restype = ctypes.c_long
        self._display = ctypes.c_void_p(xlib.XOpenDisplay(None))
        if not self._display:
            raise OSError("no display")
        xlib.XSetErrorHandler(_ignore_errors)
        root = _ID(xlib.XDefaultRootWindow(self._display))
        self._window = _ID(xlib.XCreateSimpleWindow(self._display, root, 0, 0, 1, 1, 0, _ID(0), _ID(0)))

    def serve(self, text: bytes) -> int:
        """Own the clipboard until another takes it; 1 where that is not possible."""
        clipboard = self._atom("CLIPBOARD")
        if len(text) > 4 * self._xlib.XMaxRequestSize(self._display) - 1024:
            return 1  # it would have to go in pieces (ICCCM, INCR)
        offered = self._offered(text)
        self._xlib.XSetSelectionOwner(self._display, _ID(clipboard), self._window, _ID(CURRENT_TIME))
        if self._xlib.XGetSelectionOwner(self._display, _ID(clipboard)) != self._window.value:
            return 1
        event = Event()
        while event.type != SELECTION_CLEAR:
            if event.type == SELECTION_REQUEST:
                self._answer(event.request, offered)
            self._xlib.XNextEvent(self._display, ctypes.byref(event))
        return 0

    def _offered(self, text: bytes) -> dict[int, Content]:
        utf8 = self._atom("UTF8_STRING")
        as_text = ["UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT"]
        found = {self._atom(name): _of_bytes(self._atom(name), text) for name in as_text}
        found[self._atom("TEXT")] = _of_bytes(utf8, text)
        if text.isascii():  # else it could not say all of it (ICCCM: Latin-1)
            string = self._atom("STRING")
            found[string] = _of_bytes(string, text)
        hint, said = HINT
        found[self._atom(hint)] = _of_bytes(self._atom(hint), said)
        targets = [self._atom("TARGETS"), *found]
        found[targets[0]] = Content(XA_ATOM, 32, (ctypes.c_long * len(targets))(*targets), len(targets))
        return found

    def _answer(self, asked: SelectionRequest, offered: Mapping[int, Content]) -> None:
        content = offered.get(asked.target)
        place = asked.property or asked.target  # an old client names none (ICCCM 2.2)
        if content:
            self._xlib.XChangeProperty(
                self._display,
                _ID(asked.requestor),
                _ID(place),
                _ID(content.kind),
                content.width,
                PROP_MODE_REPLACE,
                content.data,
                content.items,
            )
        event = Event()
        event.notice = SelectionNotice(
            type=SELECTION_NOTIFY,
            requestor=asked.requestor,
            selection=asked.selection,
            target=asked.target,
            property=place if content else 0,
            time=asked.time,
        )
        self._xlib.XSendEvent(self._display, _ID(asked.requestor), 0, ctypes.c_long(0), ctypes.byref(event))
        self._xlib.XFlush(self._display)

    def _atom(self, name: str) -> int:
        return int(self._xlib.XInternAtom(self._display, name.encode(), 0))


def _of_bytes(kind: int, data: bytes) -> Content:
    return Content(kind, 8, ctypes.create_string_buffer(data, len(data) + 1), len(data))


def main(xclip: str, *arguments: str) -> int:
    """Hold it; 1 where the display is gone or another program owns it."""
    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError:
        os.execv(xclip, [xclip, *arguments])
    try:
        owner = Owner(xlib)
    except OSError:
        return 1
    return owner.serve(sys.stdin.buffer.read())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
