"""Textual with some modules imported later has everything that it has with them."""

import subprocess
import sys

LIGHT = "import sys; from tui.startup.light_textual import import_textual; import_textual(); import tui.app; "


def told(code: str) -> str:
    """In a process of its own: in this one, Textual is imported."""
    ran = subprocess.run([sys.executable, "-c", LIGHT + code], capture_output=True, text=True, check=True, timeout=60)
    return ran.stdout.strip()


def test_the_app_starts_without_the_widgets_that_it_only_names() -> None:
    names = ("textual.widgets._tree", "textual.widgets._select", "textual.widgets._directory_tree")
    assert told(f"print([name for name in {names} if name in sys.modules])") == "[]"


def test_home_needs_no_module_that_only_a_later_screen_needs() -> None:
    """Each of them took a part of the time to the first frame: `tests/benchmarks/startup.py` has the figures."""
    later = ("msgspec", "platformdirs", "ssl", "uuid", "widgets.virtual_table", "widgets.menu_filter", "tui.palette")
    assert told(f"import tui.screens.home; print([name for name in {later} if name in sys.modules])") == "[]"


def test_modules_that_are_imported_late_work() -> None:
    code = (
        "import uuid, platformdirs, textual.app, textual.notifications as n; "
        "print(len(n.Notification('a').identity), len(str(textual.app.uuid.uuid4())), uuid.UUID.__name__, "
        "textual.app.user_downloads_path() == platformdirs.user_downloads_path())"
    )
    assert told(code) == "36 36 UUID True"


def test_every_name_of_textual_types_can_be_imported() -> None:
    code = (
        "from textual.types import CallbackType, SelectType, DirEntry; import textual.types, textual._types; "
        "print(CallbackType is textual._types.CallbackType, DirEntry.__name__, SelectType.__name__, "
        "set(textual.types.__all__) - set(dir(textual.types)))"
    )
    assert told(code) == "True DirEntry SelectType set()"


def test_asyncio_streams_support_implicit_tls_and_starttls() -> None:
    """The sample tenancy's SMTP server is such a stream: from the first byte, and after STARTTLS."""
    code = (
        "import smtplib; from services.demo.smtp_server import SmtpServer; from services.demo.tenancy import Tenancy; "
        "server = SmtpServer(Tenancy(users=2)); context = server.trust(); "
        "tls = smtplib.SMTP_SSL(server.tls.host, server.tls.port, context=context); "
        "plain = smtplib.SMTP(server.starttls.host, server.starttls.port); plain.starttls(context=context); "
        "print(tls.ehlo()[0], plain.ehlo()[0]); server.stop()"
    )
    assert told(code) == "250 250"
