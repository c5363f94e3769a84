"""A headless Chromium that opens files, as a person would, and tells what it shows, says, and asks the network for."""

import base64
import json
import os
import struct
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ARGUMENTS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
END = b"\0"
PNG = b"\x89PNG\r\n\x1a\n"

PAPERS = {"A4": (8.27, 11.69), "letter": (8.5, 11.0)}
"""Width and height in inches."""


class Browser:
    """One tab, over the pipe of the DevTools protocol (chromedevtools.github.io/devtools-protocol)."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._rest = b""
        self._number = 0
        self.events: list[tuple[str, dict[str, Any]]] = []
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = ""
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self._ask(f"{domain}.enable")

    def open(self, page: Path, *, dark: bool = False, width: int = 1200) -> None:
        """Open a file, as on a desktop or in a narrow window, and wait until it is loaded."""
        self._ask("Emulation.setEmulatedMedia", {"features": [_scheme(dark)]})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", size)
        self.events.clear()
        self._ask("Page.navigate", {"url": page.as_uri()})
        while "Page.loadEventFired" not in [name for name, _ in self.events]:
            self._next()

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is in the page. DevTools can run it where the page can run nothing."""
        return self._ask("Runtime.evaluate", {"expression": expression, "returnByValue": True})["result"].get("value")

    def pixel(self, left: int, top: int) -> tuple[int, ...]:
        """Red, green, and blue of what is drawn there."""
        clip = {"x": left, "y": top, "width": 1, "height": 1, "scale": 1}
        picture = base64.b64decode(self._ask("Page.captureScreenshot", {"format": "png", "clip": clip})["data"])
        data, at = b"", len(PNG)
        while at < len(picture):  # chunks: length, type, data, checksum (www.w3.org/TR/png-3)
            (size,) = struct.unpack(">I", picture[at : at + 4])
            data += picture[at + 8 : at + 8 + size] if picture[at + 4 : at + 8] == b"IDAT" else b""
            at += 12 + size
        return tuple(zlib.decompress(data)[1:4])  # after the filter of the line, which changes no first pixel

    def pdf(self, paper: str) -> bytes:
        """The page as it is printed."""
        width, height = PAPERS[paper]
        asked = {"paperWidth": width, "paperHeight": height, "preferCSSPageSize": False}
        return base64.b64decode(self._ask("Page.printToPDF", asked)["data"])

    @property
    def requests(self) -> list[str]:
        """The URLs that were asked for since a page was opened."""
        return [event["request"]["url"] for name, event in self.events if name == "Network.requestWillBeSent"]

    @property
    def complaints(self) -> list[str]:
        """What stands in the console, with scripts, styles, and images that the page's own policy blocks."""
        said = [event["entry"]["text"] for name, event in self.events if name == "Log.entryAdded"]
        return said + [str(event) for name, event in self.events if name == "Runtime.consoleAPICalled"]

    def _ask(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": parameters or {}}
        if getattr(self, "_session", ""):
            asked["sessionId"] = self._session
        os.write(self._to, json.dumps(asked).encode() + END)
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, found
                result: dict[str, Any] = found["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while END not in self._rest:
            part = os.read(self._from, 1 << 20)
            assert part, "the browser ended"
            self._rest += part
        message, _, self._rest = self._rest.partition(END)
        found: dict[str, Any] = json.loads(message)
        if "method" in found:
            self.events.append((found["method"], found.get("params", {})))
        return found


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """A browser of its own, with nothing in its profile."""
    to_browser, from_us = os.pipe(), os.pipe()
    pipes = f'exec "$@" 3<&{to_browser[0]} 4>&{from_us[1]}'
    command = [
        "bash",
        "-c",
        pipes,
        "bash",
        "chromium",
        *ARGUMENTS,
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
    ]
    running = subprocess.Popen(command, pass_fds=(to_browser[0], from_us[1]), stderr=subprocess.DEVNULL)
    os.close(to_browser[0])
    os.close(from_us[1])
    try:
        yield Browser(to_browser[1], from_us[0])
    finally:
        running.kill()
        running.wait()
        os.close(to_browser[1])
        os.close(from_us[0])


def _scheme(dark: bool) -> dict[str, str]:
    return {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
