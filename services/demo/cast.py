"""The users of the demo tenancy that tests and demonstrations know by name."""

from dataclasses import dataclass
from typing import NamedTuple


class Held(NamedTuple):
    """An SMTP credential that a member of the cast has from the start."""

    description: str
    days: float
    """Its age."""
    creator: str = ""
    """User name of the one who created it, in the same domain; empty for the owner."""
    expires_in_days: float | None = None


@dataclass(frozen=True)
class Part:
    """Who a member of the cast is."""

    name: str
    email: str
    description: str
    groups: tuple[str, ...] = ()
    credentials: tuple[Held, ...] = ()
    state: str = "ACTIVE"
    federated: bool = False
    smtp_allowed: bool = True
    days_since_login: float | None = None


ADMINISTRATOR = "demo.administrator"
"""The user name of the one who is signed in unless another is chosen."""

HOSTILE_NAME = "a[/]b [@click=app.quit]x"
"""A user name that is Textual markup, and would quit the program if it were read as such."""

HOSTILE_DESCRIPTION = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\u202egnp.exe\u2066 [bold]not bold[/] \u200bend\r\nsecond line"
"""Sets a window title, clears the screen, colors, reverses the reading direction, breaks the line."""

CAST = (
    Part(ADMINISTRATOR, "admin@example.com", "Signed-in administrator", ("Administrators",), days_since_login=0.01),
    Part("newsletter.sender", "newsletter@example.com", "Sends the newsletter", ("NewsletterSenders",)),
    Part(
        "shop.mailer",
        "shop@example.com",
        "Order confirmations of the web shop",
        ("MailSenders",),
        (Held("Shop checkout, production", 412.0),),
    ),
    Part(
        "billing.relay",
        "billing@example.com",
        "Invoices and reminders",
        ("MailSenders",),
        (Held("Invoices (old relay)", 1210.0), Held("Invoices (new relay)", 35.0)),
    ),
    Part(HOSTILE_NAME, "markup@example.com", "A name that is markup", ("MailSenders",)),
    Part(
        "legacy.scanner",
        "scanner@example.com",
        HOSTILE_DESCRIPTION,
        (),
        (Held("Scanner\x1b[5m\x07 [@click=app.bell]hall[/]\u202e2", 2205.0),),
    ),
    Part("readonly.kiosk", "kiosk@example.com", "May not have SMTP credentials", smtp_allowed=False),
    Part(
        "former.contractor",
        "contractor@example.net",
        "Left in spring",
        ("MailSenders",),
        (Held("Laptop of the contractor", 730.5),),
        state="INACTIVE",
        days_since_login=190,
    ),
    Part(
        "oracleidentitycloudservice/kim.lindgren@example.com",
        "kim.lindgren@example.com",
        "Kim Lindgren, from the identity provider",
        ("Developers",),
        federated=True,
        days_since_login=3,
    ),
    Part(
        "envios.app",
        "envios@example.com",
        "Envíos: avisos de entrega",
        ("Envíos",),
        (Held("Avisos de entrega", 96.0, ADMINISTRATOR),),
    ),
    Part("kim.park", "kim.shared@example.com", "Shares an address with kim.park2", ("HelpDesk",), days_since_login=1),
    Part("kim.park2", "kim.shared@example.com", "Shares an address with kim.park", ("HelpDesk",)),
    Part(
        "status.page",
        "status@example.com",
        "In a group that may only read email-family",
        ("Auditors",),
        (Held("Status page", 12.0, ADMINISTRATOR, 9),),
    ),
    Part("helpdesk.agent", "agent@example.com", "Not an administrator", ("HelpDesk",), days_since_login=0.3),
    Part(
        "sandbox.bot",
        "bot@example.com",
        "May send from Development:Sandbox alone",
        ("Developers",),
        (Held("bot", 0.4),),
    ),
    Part("田中.美咲", "misaki@example.jp", "田中 美咲 — カスタマーサポート", ("HelpDesk",), days_since_login=20),
)
