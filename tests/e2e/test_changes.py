"""What one can do to credentials that are there, and what keeps one from doing too much."""

from tests.e2e.program import FIELD, Opener
from tests.e2e.served import Served
from tests.e2e.tty_line import Size


def test_generate_at_the_limit_shows_both_credentials_and_sends_nothing(
    open_served: Opener, served: Served, size: Size
) -> None:
    held = served.credentials("billing.relay")
    sent = served.asked("create_smtp_credential")
    app = open_served("open", "user", "billing.relay", size=size)
    app.wait_for("2 of 2", "Invoices (old relay)")
    app.press("n")
    app.wait_for("already has two SMTP credentials", "“Invoices (old relay)”", "3 years old")
    app.wait_for("“Invoices (new relay)”", "1 month old")
    assert "Generate SMTP Credentials" not in app.text
    app.press("escape")
    app.wait_for(gone="already has two SMTP credentials")
    assert served.credentials("billing.relay") == held
    assert served.asked("create_smtp_credential") == sent


def test_delete_wants_the_end_of_the_user_name_typed(open_served: Opener, served: Served) -> None:
    ending = served.credentials("shop.mailer")[0]["username"][-6:]
    app = open_served("open", "user", "shop.mailer")
    app.wait_for("1 of 2", "Shop checkout")
    app.press("D")
    app.wait_for("“Shop checkout, production”", "To confirm, type the end of its user name", f": {ending}")
    app.type("shop.mailer")
    app.wait_for("│ shop.mailer ")
    app.press("enter", "tab")
    app.wait_for_keyboard("Cancel")
    app.press("enter")
    app.wait_for("1 of 2", gone="To confirm")
    assert len(served.credentials("shop.mailer")) == 1
    app.press("D")
    app.wait_for("To confirm")
    app.type(ending)
    app.wait_for(f"│ {ending} ")
    app.press("enter")
    app.wait_for("0 of 2", "No SMTP credentials", gone="Delete SMTP")
    assert served.credentials("shop.mailer") == []


def test_a_description_is_edited_and_nothing_else(open_served: Opener, served: Served) -> None:
    [before] = served.credentials("status.page")
    app = open_served("open", "user", "status.page")
    app.wait_for("1 of 2", "Status page")
    app.press("e")
    app.wait_for("Edit description")
    app.wait_for_keyboard("Status page")
    app.type("of [the] shop")
    app.wait_for("of [the] shop")
    typed = app.screen[app.row("of [the] shop")].split("│")[1].strip()
    app.press("enter")
    app.wait_for(f">{typed}", "1 of 2", gone="Edit description")
    assert served.credentials("status.page") == [{**before, "description": typed}]


def test_escape_leaves_the_generate_dialog_and_sends_nothing(open_served: Opener, served: Served) -> None:
    app = open_served("open", "user", "kim.park", "--generate")
    app.wait_for_keyboard(FIELD)
    app.type("changed my mind")
    app.press("escape")
    app.wait_for("0 of 2", gone="Generate SMTP Credentials")
    assert served.credentials("kim.park") == []


def test_closing_an_unsaved_password_asks_and_can_delete_the_credential(open_served: Opener, served: Served) -> None:
    app = open_served("open", "user", "kim.park2", "--generate")
    app.wait_for_keyboard(FIELD)
    app.type("to discard")
    app.press("enter")
    app.wait_for("SMTP credential ─", "Password")
    app.press("escape")
    app.wait_for("Password not saved", "Delete the credential")
    app.wait_for_keyboard("Keep the credential open")
    app.press("enter")
    app.wait_for("SMTP credential ─", gone="Delete the credential")
    assert len(served.credentials("kim.park2")) == 1
    app.press("escape")
    app.wait_for_keyboard("Keep the credential open")
    app.press("end")
    app.wait_for_keyboard("Delete the credential")
    app.press("enter")
    app.wait_for("0 of 2", gone="SMTP credential ─")
    assert served.credentials("kim.park2") == []


def test_read_only_neither_generates_nor_deletes(open_served: Opener, served: Served) -> None:
    held = served.credentials("envios.app")
    app = open_served("--read-only", "open", "user", "envios.app")
    app.wait_for("READ-ONLY", "1 of 2")
    app.press("n", "D", "e", "?")
    app.wait_for("─ Help ─")
    assert "Generate SMTP Credentials" not in app.text
    app.press("escape")
    app.wait_for("1 of 2", gone="─ Help ─")
    assert served.credentials("envios.app") == held
