"""Keys pressed in a window of X11, through the library that every program of X11 has."""

import ctypes
from typing import Any

PRESSED, RELEASED = 2, 3
SHIFT, CONTROL, ALT = 1, 4, 8
"""Masks of modifiers (X.h)."""


class _KeyEvent(ctypes.Structure):
    """XKeyEvent of Xlib.h, as long as an XEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("root", ctypes.c_ulong),
        ("subwindow", ctypes.c_ulong),
        ("time", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("x", "y", "x_root", "y_root")),
        ("state", ctypes.c_uint),
        ("keycode", ctypes.c_uint),
        ("same_screen", ctypes.c_int),
        ("rest", ctypes.c_char * 200),
    )


class Keyboard:
    """The keys of a window."""

    def __init__(self, display: str, window: int) -> None:
        self._x = x = ctypes.CDLL("libX11.so.6")
        x.XOpenDisplay.restype = ctypes.c_void_p
        x.XDefaultRootWindow.restype = ctypes.c_ulong
        x.XStringToKeysym.restype = ctypes.c_ulong
        x.XKeysymToKeycode.restype = ctypes.c_ubyte
        self._display = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
        self._window = window
        self._root = x.XDefaultRootWindow(self._display)

    def press(self, name: str, modifiers: int = 0) -> None:
        """Press a key, by the name of its symbol, and let it go."""
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
        where: dict[str, Any] = {"display": self._display, "window": self._window, "root": self._root}
        for kind, mask in ((PRESSED, 1), (RELEASED, 2)):
            code = self._x.XKeysymToKeycode(self._display, symbol)
            event = _KeyEvent(type=kind, send_event=1, state=modifiers, keycode=code, same_screen=1, **where)
            self._x.XSendEvent(self._display, ctypes.c_ulong(self._window), 1, ctypes.c_long(mask), ctypes.byref(event))
        self._x.XFlush(self._display)

    def close(self) -> None:
        """Let the display go."""
        self._x.XCloseDisplay(self._display)
