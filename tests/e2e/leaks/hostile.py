"""A tenancy, and files, in which every text is an order to the terminal."""

import json
from configparser import RawConfigParser
from dataclasses import dataclass
from pathlib import Path

from services.demo.http import Request, Response
from services.demo.people import Person
from services.demo.tenancy import Tenancy

ORDERS = "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\x1b[2J\u202e[@click=app.quit]x[/]"
"""Sets the window's title and the clipboard, colors, clears the screen, turns the writing round; and is markup."""

SHOWN = r"\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\x1b[2J\u202e[@click=app.quit]x[/]"
"""The same, made harmless for people."""

OBEYED = ("\x1b]0;owned", "\x1b]52;c;b3duZWQ=", "\x9b31m", "\x9b", "\u202e")


class HostileTenancy(Tenancy):
    """One whose users, groups and credentials have such names, and whose rejections have such reasons."""

    def __init__(self) -> None:
        super().__init__(users=20)
        now = self.world.now()
        self.victim: Person = self.world.users.add(f"user {ORDERS}", "mail@example.com", f"about {ORDERS}", now, {})
        self.world.groups.join(self.victim, self.world.groups.add(f"group {ORDERS}", "", now, {}))
        self.held = self.world.credentials.add(self.victim, f"sends {ORDERS}", now)
        self.refuses = ""
        """The HTTP method whose requests are refused."""

    def handle(self, request: Request, patience: float | None = None) -> Response:
        answer = super().handle(request, patience)
        if request.method != self.refuses:
            return answer
        headers = {**answer.headers, "opc-request-id": ORDERS.encode().decode("latin-1")}
        body = {"code": f"Code{ORDERS}", "message": f"because {ORDERS}"}
        return Response(400, headers, json.dumps(body).encode())


@dataclass(frozen=True)
class Config:
    """A configuration file that can be spoilt."""

    path: Path

    def spoil(self, folder: Path, profile: str = "DEFAULT", **values: str) -> Path:
        """A copy of it with another name for the profile and other values."""
        parser = RawConfigParser()
        parser.read(self.path)
        content = {**parser["DEFAULT"], **values}
        lines = [f"[{profile}]", *(f"{name}={value}" for name, value in content.items())]
        spoilt = folder / "spoilt"
        spoilt.write_text("\n".join(lines) + "\n", encoding="utf-8")
        spoilt.chmod(0o600)
        return spoilt
